/*
 * requests: what people and programs ask of the writer, a handler each.
 *
 * Each runs in a transaction of its own that is durable before it is answered.
 * What was written is rendered by query (message/request.h). Writer thread.
 */
#ifndef INGEST_REQUESTS_H
#define INGEST_REQUESTS_H

#include "ingest/writer.h"

#include <jansson.h>

/* Takes the request and sends it home, now or later. */
void requests_handle(struct writer *w, struct request *r);
/* Outside a transaction: what people wait for is done now, in the middle of something longer. */
void requests_let_in(struct writer *w);
/* A refresh that waited: everything it polled is stored and scored. Takes it. */
void requests_answer_refresh(struct writer *w, struct request *r);

/* The request's body as a JSON object; NULL when it is none, and the reply says so. The caller's to json_decref. */
json_t *requests_body(struct request *r);

/* Reads "tags" into *out; leaves it when the key is missing. */
CHECKED bool
request_take_tags(const json_t *body, struct arena *arena, const char ***out, size_t *out_count, struct err *err);

/* One handler a kind, in files by what they write. They run inside a transaction, and answer false to have it undone. */
CHECKED bool request_feed_patch(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_feed_remove(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_opml_import(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_topic_put(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_topic_forget(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_example_add(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_example_remove(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_topic_remove(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_item_patch(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_recipe_put(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_recipe_remove(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_issue_freeze(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_issue_put(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_items_add(struct writer *w, struct request *r, struct err *err);
CHECKED bool request_issue_patch(struct writer *w, struct request *r, struct err *err);

#endif
