/*
 * charset_label: where a document says how it is encoded, and what its word is
 * worth. Pure; any thread.
 */
#ifndef FEED_CHARSET_LABEL_H
#define FEED_CHARSET_LABEL_H

#include "base/error.h"

#include <stddef.h>

enum { CHARSET_LABEL_SIZE = 40 };

/* The charset parameter of a Content-Type, lower case. False: none, or no label. */
CHECKED bool charset_from_content_type(const char *content_type, char out[static CHARSET_LABEL_SIZE]);
/* Of <?xml … encoding="…"?>, which may stand after some junk. */
CHECKED bool charset_from_declaration(const char *bytes, size_t len, char out[static CHARSET_LABEL_SIZE]);
/* The encoding that a label means on the web (WHATWG Encoding): windows-1252 for iso-8859-1. Borrowed. */
const char *charset_meant(const char *label);
/* By byte order mark, or by the zeros around the first '<'. NULL: neither. */
const char *charset_from_bytes(const char *bytes, size_t len, size_t *out_mark_bytes);

#endif
