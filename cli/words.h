/*
 * words: what people type for things: ids, feeds, times.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "base/buffer.h"
#include "base/error.h"
#include "cli/session.h"

#include <stdint.h>

/* An item's number; the error says where to find one. */
CHECKED bool item_id_parse(const char *word, int64_t *out, struct err *err);
/* A feed by number or by address; complains when there is none. */
enum exit_code feed_resolve(struct session *s, const char *word, int64_t *out_id);
/* "7d" is so long before now; a date or an RFC 3339 time is itself. Gives RFC 3339. */
CHECKED bool moment_parse(const char *word, int64_t now, struct buffer *out, struct err *err);
/* Adds moments given with --since and --until to a path's query. EXIT_DONE, or complains. */
struct args;
enum exit_code moments_to_query(const struct args *args, int64_t now, struct buffer *path);

#endif
