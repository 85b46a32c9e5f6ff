/*
 * charset: bytes of any encoding in, valid UTF-8 out.
 *
 * RFC 7303 says byte order mark, then HTTP, then the document's own
 * declaration; practice says that labels lie, so the bytes have the last word:
 * what is valid UTF-8 is UTF-8, what is called ISO-8859-1 is windows-1252, and
 * bytes that are no UTF-8 in a document that says it is are read as
 * windows-1252 one by one. Pure; any thread. Knows nothing of XML but the
 * declaration's form.
 */
#ifndef FEED_CHARSET_H
#define FEED_CHARSET_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stddef.h>

struct charset_result {
	const char *name; /* "utf-8", "windows-1252": what it was read as; lives in the arena */
	const char *said; /* the label that was not followed, or NULL */
	size_t bad_bytes; /* that made no sense and became windows-1252 or U+FFFD */
	bool is_mended;   /* text encoded twice was decoded twice */
	bool is_cut;      /* more than CHARSET_MAX_BYTES: the rest is left out */
};

enum { CHARSET_MAX_BYTES = 32 << 20 };

/*
 * Replaces `out` by the text without its byte order mark, NULs and line ends
 * left as they are. `content_type` is the header's value or NULL.
 */
struct charset_result
charset_decode(const char *bytes, size_t len, const char *content_type, struct arena *arena, struct buffer *out);

#endif
