/*
 * uuid: names that stay, for what has to be told apart anywhere (RFC 9562).
 */
#ifndef CLI_RENDER_UUID_H
#define CLI_RENDER_UUID_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { UUID_TEXT_SIZE = 48 }; /* "urn:uuid:" and 36 characters */

struct uuid {
	uint64_t high, low;
};

/* 128 random bits in 32 hexadecimal digits. False when it is anything else. */
CHECKED bool uuid_parse(const char *hex, struct uuid *out);
/* The one of `texts`, in this order: always the same. NULL is as good as "". */
struct uuid uuid_of(const char *const *texts, size_t count);
/* The `number`th after it: as unlikely to meet another as it is itself. */
struct uuid uuid_plus(struct uuid uuid, uint64_t number);
/* As "urn:uuid:..." of version 8, "all bits as their maker wanted". Returns `out`. */
const char *uuid_format(struct uuid uuid, char out[static UUID_TEXT_SIZE]);

#endif
