/*
 * params: the query string's values, checked. Errors name the parameter.
 */
#ifndef QUERY_PARAMS_H
#define QUERY_PARAMS_H

#include "message/request.h"

/* Each leaves *out as it is when the parameter is missing. */
CHECKED bool
param_int(const struct request *r, const char *name, int64_t min, int64_t max, int64_t *out, struct err *err);
/* RFC 3339, a date, or a length of time before `now` ("7d"). */
CHECKED bool param_time(const struct request *r, const char *name, int64_t now, int64_t *out, struct err *err);
/* The same of a text. */
CHECKED bool time_read(const char *text, int64_t now, int64_t *out, struct err *err);
/* An index into `names`. */
CHECKED bool param_choice(
    const struct request *r, const char *name, const char *const *names, size_t count, int *out, struct err *err);
/* ERR_SYNTAX for a parameter that is none of `names`: a misspelt filter must not answer everything. */
CHECKED bool params_known(const struct request *r, const char *const *names, size_t count, struct err *err);

#endif
