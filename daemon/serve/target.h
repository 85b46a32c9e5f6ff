/*
 * target: what stands behind the method in a request line, taken apart.
 *
 * Works on the text as it was sent, so that an encoded slash stays within its
 * segment. What comes out is valid UTF-8 without NUL. RFC 3986, and the + of
 * HTML forms in queries.
 */
#ifndef SERVE_TARGET_H
#define SERVE_TARGET_H

#include "message/request.h"

enum { TARGET_LONGEST = 16 * 1024, TARGET_PARAMS_MAX = 256 };

/* A segment of a path. *out is the caller's (free()). */
CHECKED bool target_segment(const char *text, size_t len, char **out, struct err *err);
/* Adds the parameters of a query to those of `r`. */
CHECKED bool target_params(const char *query, struct request *r, struct err *err);

#endif
