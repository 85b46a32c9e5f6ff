/*
 * topic_text: topics as people write them.
 *
 *   [learning]
 *   title = Learning at work
 *   threshold = 50
 *   language = en
 *   term = personal knowledge management ^2
 *   term = title:learning
 *   exclude = machine learning
 *   term = -learning curve        (the same as exclude = learning curve)
 *   forget = monday
 *   learning = off
 *
 * What taught a topic follows it, a section a document: [learning: keep],
 * [learning: skip] or [learning: example], with url, title, language, and its
 * text line by line. Read, they are the topic's "documents".
 *
 * A scanner of its own: inih cuts a line at 200 bytes and a value at " ;", and
 * can't say which lines are wrong, when several are.
 */
#ifndef CLI_TOPIC_TEXT_H
#define CLI_TOPIC_TEXT_H

#include "base/buffer.h"

#include <jansson.h>

enum {
	TOPIC_TEXT_MAX_BYTES = 64 << 20,
	TOPIC_NAME_MAX = 64,
	TOPIC_TITLE_MAX = 200,
	TOPIC_PHRASE_MAX = 200,
	TOPIC_TERMS_MAX_COUNT = 200,
	TOPIC_FORGOTTEN_MAX_COUNT = 500,
	TOPIC_LANGUAGE_MAX = 35,
};

/*
 * The topics as the socket takes them, an array; the caller's. NULL when
 * anything is wrong: each problem is then a line of `problems`, "line 3: ...".
 */
json_t *topic_text_read(const char *text, struct buffer *problems);
/* Adds one topic's section. */
void topic_text_write(const json_t *topic, struct buffer *out);
/* Adds a document that taught the topic of this name. */
void topic_text_write_document(const char *name, const json_t *document, struct buffer *out);

#endif
