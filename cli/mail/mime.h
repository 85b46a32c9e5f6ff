/*
 * mime: text as mail carries it: seven bits, short lines, ended by CR LF.
 *
 * The choke point of the law that nothing from a feed reaches a mail header
 * with a control character in it: what is given here may hold anything.
 */
#ifndef CLI_MAIL_MIME_H
#define CLI_MAIL_MIME_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

/* RFC 5322, 2.1.1 and RFC 2047, 2: without the line's end. */
enum { MIME_LINE_MAX = 78, MIME_ENCODED_LINE_MAX = 76 };
/* A longer header text is cut, and ends with an ellipsis. */
enum { MIME_HEADER_TEXT_MAX_BYTES = 400 };

/* Quoted-printable (RFC 2045, 6.7); ends with a line's end. No line begins with "From " or is a lone ".". */
void mime_add_text(struct buffer *out, const char *text);
/* "Name: text", folded; in encoded words (RFC 2047) where it has to be. A blank text adds nothing. */
void mime_add_header(struct buffer *out, const char *name, const char *text);
/* A display name as the phrase of a header that stands at column *column; tells the column it ends in. */
void mime_add_phrase(struct buffer *out, const char *text, size_t *column);
/* "Sat, 21 Nov 2026 07:00:00 +0000" (RFC 5322, 3.3). */
void mime_add_date(struct buffer *out, int64_t unix_s);

#endif
