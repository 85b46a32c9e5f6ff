/*
 * lessons: what taught a topic, taken from one daemon and given to another.
 */
#ifndef CLI_LESSONS_H
#define CLI_LESSONS_H

#include "cli/session.h"

#include <jansson.h>

/* Adds a section a document to what topic_text writes. */
enum exit_code lessons_write(struct session *s, const char *name, struct buffer *out);
/* `documents` may be NULL: none. */
enum exit_code lessons_give(struct session *s, const char *name, const json_t *documents);

#endif
