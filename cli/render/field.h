/*
 * field: reading an answer's JSON without a check at every step.
 *
 * A path is keys joined by dots: "_winnow.feed.title". What is missing or of
 * another type reads as nothing. Texts are borrowed, and still foreign.
 */
#ifndef CLI_RENDER_FIELD_H
#define CLI_RENDER_FIELD_H

#include "base/error.h"

#include <jansson.h>
#include <stdint.h>

enum { FIELD_ID_SIZE = 32 };

const json_t *field(const json_t *object, const char *path);    /* NULL: not there, or null */
const char *field_text(const json_t *object, const char *path); /* NULL: none, or empty */
/* The first that isn't empty; "" when both are. */
const char *field_text_or(const json_t *object, const char *path, const char *otherwise);
int64_t field_int(const json_t *object, const char *path, int64_t otherwise);
double field_real(const json_t *object, const char *path);
CHECKED bool field_is(const json_t *object, const char *path); /* true */
size_t field_count(const json_t *object, const char *path);    /* of an array */
int64_t field_time(const json_t *object, const char *path);    /* TIME_NONE: none */
/* An id is a number or a number in a string. Returns `out`, "" when there is none. */
const char *field_id(const json_t *object, const char *path, char out[static FIELD_ID_SIZE]);
/* A list is an array, or an object that holds one under `key`. NULL: neither. */
const json_t *field_list(const json_t *answer, const char *key);

#define FIELD_EACH(index, array, value)                                                                                \
	for (size_t index = 0; index < json_array_size(array) && ((value) = json_array_get((array), index), true);     \
	     index++)

#endif
