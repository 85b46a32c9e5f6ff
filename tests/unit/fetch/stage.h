/*
 * stage: a real fetcher on a real loop before a real server, with the test in
 * the place of ingest, query and serve.
 */
#ifndef TESTS_FETCH_STAGE_H
#define TESTS_FETCH_STAGE_H

#include "base/memory.h"
#include "base/text.h"
#include "fetch/fetch.h"
#include "message/document.h"
#include "message/plan.h"
#include "message/request.h"
#include "server.h"

#include <ev.h>

enum { STAGE_DOCUMENTS_MAX = 64, STAGE_PATIENCE_S = 20 };

struct stage {
	struct ev_loop *loop;
	struct doors doors;
	struct vitals vitals;
	struct server server;
	struct fetch_settings settings;
	const struct clock *clock; /* the machine's, unless the test has its own */
	struct fetcher *fetcher;
	struct document *documents[STAGE_DOCUMENTS_MAX]; /* that came to ingest or query, owned */
	int document_count;
	struct request *request; /* the last that came to ingest or serve, owned */
	bool sends_home;         /* each document at once, as stored and unchanged */
	ev_timer tick;
	bool (*is_over)(struct stage *stage);
	int expected;
	bool has_expired;
	double began;
};

/* Gives the document away. */
static inline void
stage_send_home(struct stage *stage, struct document *d)
{
	for (int i = 0; i < STAGE_DOCUMENTS_MAX; i++)
		if (stage->documents[i] == d)
			stage->documents[i] = NULL;
	d->outcome = (struct outcome) {
		.is_stored = true,
		.is_failed = d->result == DOCUMENT_FAILED || d->result == DOCUMENT_POSTPONED,
		.is_changed = d->result == DOCUMENT_FETCHED,
		.items_new = d->result == DOCUMENT_FETCHED ? 3 : 0,
		.plan = { .feed_id = d->feed_id, .url = mem_strdup(d->url), .due_at = INT64_MAX - 1 },
	};
	if (!mailbox_post(stage->doors.fetch, &d->letter))
		abort();
}

static inline void
stage_take_letter(struct stage *stage, struct letter *letter)
{
	if (letter->kind == LETTER_REQUEST) {
		request_free(stage->request);
		stage->request = (struct request *)letter;
	} else if (stage->sends_home) {
		stage->document_count++;
		stage_send_home(stage, (struct document *)letter);
	} else if (stage->document_count < STAGE_DOCUMENTS_MAX) {
		stage->documents[stage->document_count++] = (struct document *)letter;
	}
}

static inline void
stage_collect(struct stage *stage, struct mailbox *box)
{
	struct letter *letter;

	while ((letter = mailbox_collect(box)) != NULL)
		stage_take_letter(stage, letter);
}

static inline void
stage_on_tick(struct ev_loop *loop, ev_timer *tick, int events)
{
	struct stage *stage = tick->data;

	(void)events;
	stage_collect(stage, stage->doors.ingest);
	stage_collect(stage, stage->doors.query);
	stage_collect(stage, stage->doors.serve);
	stage->has_expired = ev_time() - stage->began > STAGE_PATIENCE_S;
	if (stage->is_over(stage) || stage->has_expired)
		ev_break(loop, EVBREAK_ALL);
}

static inline void
stage_open(struct stage *stage, const struct page *pages)
{
	memset(stage, 0, sizeof(*stage));
	server_start(&stage->server, pages);
	stage->loop = ev_loop_new(EVFLAG_AUTO);
	stage->clock = clock_system();
	stage->doors = (struct doors) { mailbox_new(0, 0), mailbox_new(0, 0), mailbox_new(64, 0), mailbox_new(64, 0) };
	stage->settings = (struct fetch_settings) {
		.concurrency = 16,
		.per_host = 2,
		.timeout_s = 10,
		.connect_timeout_s = 5,
		.max_redirects = 5,
		.document_bytes = 64 * 1024,
		.user_agent = "winnow/1 (+https://winnow.example)",
		.allow_private = "127.0.0.0/8",
		.proxy = "",
	};
	ev_timer_init(&stage->tick, stage_on_tick, 0.002, 0.002);
	stage->tick.data = stage;
}

static inline void
stage_begin(struct stage *stage)
{
	struct err err = { 0 };

	if (!fetcher_new(
		stage->loop, &stage->settings, &stage->doors, stage->clock, &stage->vitals, &stage->fetcher, &err))
		abort();
}

/* Runs the loop until `is_over`; false when that took too long. */
static inline bool
stage_run(struct stage *stage, bool (*is_over)(struct stage *stage))
{
	stage->is_over = is_over;
	stage->began = ev_time();
	ev_timer_start(stage->loop, &stage->tick);
	ev_run(stage->loop, 0);
	ev_timer_stop(stage->loop, &stage->tick);
	return !stage->has_expired;
}

static inline bool
stage_has_documents(struct stage *stage)
{
	return stage->document_count >= stage->expected;
}

static inline bool
stage_wait_for(struct stage *stage, int documents)
{
	stage->expected = documents;
	return stage_run(stage, stage_has_documents);
}

static inline bool
stage_has_request(struct stage *stage)
{
	return stage->request != NULL;
}

static inline char *
stage_url(const struct stage *stage, const char *path)
{
	BUFFER url = { 0 };

	buffer_addf(&url, "http://127.0.0.1:%d%s", stage->server.port, path);
	return buffer_take(&url);
}

/* `count` feeds with the ids 1, 2 ... of one path, told apart by a query; due at `due_at`. */
static inline void
stage_plan(struct stage *stage, const char *path, int count, int64_t due_at)
{
	struct plans *plans = plans_new((size_t)count);

	for (int i = 0; i < count; i++) {
		OWNED_TEXT url = stage_url(stage, path);
		BUFFER text = { 0 };

		buffer_addf(&text, "%s?%d", url, i + 1);
		plans->plan[i] = (struct plan) { .feed_id = i + 1, .url = buffer_take(&text), .due_at = due_at };
	}
	if (!mailbox_post(stage->doors.fetch, &plans->letter))
		abort();
}

/* One poll of one address, with these validators. */
static inline struct document *
stage_poll(struct stage *stage, const char *path, const char *etag, const char *last_modified)
{
	struct plans *plans = plans_new(1);

	plans->plan[0] =
	    (struct plan) { 1, stage_url(stage, path), mem_strdup(etag), mem_strdup(last_modified), 0, false };
	if (!mailbox_post(stage->doors.fetch, &plans->letter))
		abort();
	return stage_wait_for(stage, 1) ? stage->documents[0] : NULL;
}

static inline struct request *
stage_ask(struct stage *stage, enum request_kind kind, int64_t id, bool waits)
{
	struct request *r = request_new(kind);

	r->id = id;
	if (waits) {
		r->params = mem_array(1, sizeof(struct param));
		r->params[0] = (struct param) { mem_strdup("wait"), mem_strdup("true") };
		r->param_count = 1;
	}
	if (!mailbox_post(stage->doors.fetch, &r->letter))
		abort();
	return r;
}

static inline void
stage_close(struct stage *stage)
{
	struct mailbox *boxes[] = { stage->doors.fetch, stage->doors.serve, stage->doors.ingest, stage->doors.query };

	fetcher_free(stage->fetcher);
	server_stop(&stage->server);
	for (int i = 0; i < STAGE_DOCUMENTS_MAX; i++)
		document_free(stage->documents[i]);
	request_free(stage->request);
	for (size_t i = 0; i < COUNT_OF(boxes); i++) {
		struct letter *letter;

		while ((letter = mailbox_collect(boxes[i])) != NULL)
			letter_free(letter);
		mailbox_free(boxes[i]);
	}
	ev_loop_destroy(stage->loop);
}

#endif
