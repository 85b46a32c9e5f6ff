/*
 * reader: what the files of this folder share: one reading thread's own things.
 *
 * Private to query/. Each thread has one; nothing here is shared but `doors`,
 * `vitals`, `backups` and `recall`.
 */
#ifndef QUERY_READER_H
#define QUERY_READER_H

#include "message/document.h"
#include "message/request.h"
#include "query/query.h"
#include "query/repeat.h"
#include "store/store.h"

struct backups;
struct compose_settings;
struct models;
struct news;
struct recall;
struct story_words;
struct volumes;
struct warming;

struct reader {
	struct query_settings settings; /* as of the request in hand */
	const struct doors *doors;
	const struct clock *clock;
	struct vitals *vitals;
	struct store *store;
	struct models *models;
	struct volumes *volumes;
	struct backups *backups;
	struct recall *recall; /* shared by all readers */
	struct repeat digest;
	struct warming *warming;   /* NULL: it is asked for no digest */
	struct story_words *words; /* made when likeness is first worked out */
};

/* A handler fills r->reply inside a snapshot, or answers false and the error becomes the reply. */
typedef bool (*answer_fn)(struct reader *reader, struct request *r, struct arena *arena, struct err *err);

CHECKED bool answer_status(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_metrics(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_feed_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_feed(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_yield(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_opml(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_topic_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_topic(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_topic_test(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_topic_lessons(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_topic_suggestions(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_suggestions(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_item_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_item(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_why(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_events(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_revisions(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_marked(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_digest(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
/* What the parameters of a live digest say. */
CHECKED bool answer_digest_settings(
    struct reader *reader, const struct request *r, struct arena *arena, struct compose_settings *out, struct err *err);
CHECKED bool answer_recipe_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_recipe(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_issue_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_issue(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
CHECKED bool answer_issue_state(struct reader *reader, struct request *r, struct arena *arena, struct err *err);
/* Fills r->draft instead of the reply when there is an issue to store: the letter then goes on to ingest. */
CHECKED bool answer_issue_freeze(struct reader *reader, struct request *r, struct arena *arena, struct err *err);

/* REQUEST_PREVIEW: takes the request; what has to be fetched first comes back as a document. Outside a snapshot. */
void preview_begin(struct reader *reader, struct request *r);
/* Takes the document. */
void preview_fetched(struct reader *reader, struct document *d);

/* Fills in how each thing looks, and sends the letter home. Takes it. */
void events_render(struct reader *reader, struct news *news);

/* Sends a request home. Takes it. */
void reader_reply(struct reader *reader, struct request *r);

#endif
