/*
 * unpack: a gzip or zlib body that came without the header that says so. The
 * only file that sees zlib. Pure; any thread.
 */
#ifndef FEED_UNPACK_H
#define FEED_UNPACK_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>

CHECKED bool unpack_is_packed(const char *bytes, size_t len);
/*
 * Replaces `out` by what is packed, at most `max` bytes. A damaged end yields
 * what comes before it, and false in *out_is_whole. Fails with ERR_TOO_LARGE or
 * ERR_SYNTAX.
 */
CHECKED bool unpack(const char *bytes, size_t len, size_t max, struct buffer *out, bool *out_is_whole, struct err *err);

#endif
