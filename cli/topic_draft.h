/*
 * topic_draft: topics in their text form, out of a file or through the editor.
 * What is wrong is complained of here.
 */
#ifndef CLI_TOPIC_DRAFT_H
#define CLI_TOPIC_DRAFT_H

#include "cli/editor.h"
#include "cli/session.h"

#include <jansson.h>

/* All topics as the daemon has them; *out is the caller's. */
enum exit_code topics_ask(struct session *s, struct answer *out_answer, json_t **out);
/* topics.c: all topics, or the one named, in their text form; adds how many to *out_count. */
enum exit_code
topics_text(struct session *s, const char *name, bool with_lessons, struct buffer *out, size_t *out_count);
/* topics.c: gives the daemon what topic_file_read made, and says so, a line each. */
enum exit_code topics_put(struct session *s, const json_t *topics, bool as_json);
/* The topics of a file, "-" being standard input; the caller's. NULL: it was wrong. */
json_t *topic_file_read(const char *path);
/* The topic as it is, or a beginning for a new one. */
enum exit_code topic_draft_begin(struct session *s, const char *name, struct buffer *out);
/* Until it is right, or given up (NULL). Left as it was `before`, it is JSON's null. */
json_t *topic_draft_finish(const struct draft *draft, const char *before);

#endif
