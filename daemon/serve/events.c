#include "serve/events.h"

#include "base/memory.h"
#include "base/text.h"
#include "serve/outflow.h"
#include "serve/server.h"

#include <stdlib.h>
#include <sys/socket.h>

enum {
	HEART_S = 20,
	PATIENCE_S = 1,
	BLOCK_BYTES = 16 * 1024,
	WAITING_MAX = 16, /* letters of happenings that query could not take yet */
};

struct watcher {
	struct list link; /* of events.watchers */
	struct server *server;
	struct MHD_Connection *connection;
	struct news_filter filter;
	struct outflow outflow;
	int64_t after; /* items up to this one are told or are not wanted */
	bool is_suspended;
};

static void
resume(struct watcher *w)
{
	if (!w->is_suspended)
		return;
	w->is_suspended = false;
	MHD_resume_connection(w->connection);
}

static void
offer(struct watcher *w, struct event *event)
{
	struct vitals *vitals = w->server->vitals;
	bool is_taken = outflow_add(&w->outflow, event);

	atomic_fetch_add(is_taken ? &vitals->events_sent : &vitals->events_lost, 1);
	resume(w);
}

/* ---- time ---- */

static void
on_heart(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct server *s = timer->data;
	struct event *beat = event_comment("still here");
	struct list *link;

	(void)loop;
	(void)events;
	for (link = s->events.watchers.next; link != &s->events.watchers; link = link->next) {
		struct watcher *w = LIST_ENTRY(link, struct watcher, link);

		if (outflow_is_empty(&w->outflow))
			outflow_add(&w->outflow, beat);
		resume(w);
	}
	event_release(beat);
	server_run(s);
}

static void
on_patience_over(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct server *s = timer->data;

	(void)loop;
	(void)events;
	s->events.is_patience_over = true;
	events_go_on(s);
}

void
events_init(struct server *s)
{
	struct events *e = &s->events;

	list_init(&e->watchers);
	e->waiting_end = &e->waiting;
	ev_timer_init(&e->heart, on_heart, HEART_S, HEART_S);
	ev_timer_init(&e->patience, on_patience_over, PATIENCE_S, 0.);
	e->heart.data = e->patience.data = s;
}

static void
forget_waiting(struct events *e)
{
	while (e->waiting != NULL) {
		struct letter *letter = e->waiting;

		e->waiting = letter->next;
		letter_free(letter);
	}
	e->waiting_end = &e->waiting;
	e->waiting_count = 0;
}

void
events_fini(struct server *s)
{
	ev_timer_stop(s->loop, &s->events.heart);
	ev_timer_stop(s->loop, &s->events.patience);
	forget_waiting(&s->events);
}

/* ---- coming and going ---- */

/* ingest sends news from now on, or no more. */
static void
count_changed(struct server *s)
{
	struct events *e = &s->events;

	atomic_store(&s->vitals->watchers, (int64_t)(e->count + e->joining));
	if (e->count + e->joining > 0) {
		if (!ev_is_active(&e->heart))
			ev_timer_again(s->loop, &e->heart);
		return;
	}
	ev_timer_stop(s->loop, &e->heart);
	ev_timer_stop(s->loop, &e->patience);
	forget_waiting(e);
}

static bool
is_gone(const struct watcher *w)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(w->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	char byte;

	return recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* A suspended connection does not notice that its client has left; the next heartbeat would. */
static size_t
present(const struct events *e)
{
	struct event *nothing = event_comment("");
	const struct list *link;
	size_t count = 0;

	for (link = e->watchers.next; link != &e->watchers; link = link->next) {
		struct watcher *w = LIST_ENTRY(link, struct watcher, link);

		if (is_gone(w)) {
			outflow_add(&w->outflow, nothing);
			resume(w);
		} else {
			count++;
		}
	}
	event_release(nothing);
	return count;
}

bool
events_join(struct server *s, struct request *r, const char *last_event_id)
{
	struct events *e = &s->events;

	if (e->is_over || (e->count + e->joining >= WATCHERS_MAX && present(e) + e->joining >= WATCHERS_MAX))
		return false;
	e->joining++;
	count_changed(s);
	r->watching = watching_new();
	/* In this order: see happened_tell. */
	r->watching->told = atomic_load(&s->vitals->items_told);
	if (last_event_id != NULL && !text_int(last_event_id, 0, INT64_MAX, &r->watching->since, NULL))
		r->watching->since = -1; /* not one of ours: told nothing of before */
	if (e->count + e->joining == 1)
		e->position = r->watching->told;
	return true;
}

void
events_joined(struct server *s)
{
	s->events.joining--;
	count_changed(s);
	events_go_on(s);
}

static ssize_t
on_room(void *context, uint64_t at, char *to, size_t max)
{
	struct watcher *w = context;
	size_t len = outflow_read(&w->outflow, to, max);

	(void)at;
	if (len > 0)
		return (ssize_t)len;
	if (w->server->events.is_over)
		return MHD_CONTENT_READER_END_OF_STREAM;
	w->is_suspended = true;
	MHD_suspend_connection(w->connection);
	events_go_on(w->server);
	return 0;
}

static void
tell(struct watcher *w, const struct happening *h, struct event **shared)
{
	if (h->kind == NEWS_ITEM && h->id <= w->after)
		return;
	if (!news_passes(&w->filter, h))
		return;
	if (*shared == NULL)
		*shared = event_new(h->kind == NEWS_ITEM ? h->id : -1, news_kind_name(h->kind), h->json);
	offer(w, *shared);
}

/* It begins with where it begins, so that a client knows at once that it is heard, and what to ask for if it comes again. */
static void
tell_missed(struct watcher *w, const struct news *missed, int64_t from)
{
	struct event *greeting = event_beginning(from);

	offer(w, greeting);
	event_release(greeting);
	for (size_t i = 0; missed != NULL && i < missed->count; i++) {
		struct event *event = NULL;

		tell(w, &missed->list[i], &event);
		event_release(event);
	}
	if (missed != NULL)
		outflow_lose(&w->outflow, missed->lost);
}

struct MHD_Response *
events_answer(struct server *s, struct MHD_Connection *connection, struct request *r, struct watcher **out)
{
	struct watcher *w = mem_alloc(sizeof(*w));
	struct MHD_Response *response;

	*w = (struct watcher) { .server = s, .connection = connection, .filter = r->watching->filter };
	r->watching->filter.topic = NULL;
	w->after = -1;
	tell_missed(w, r->watching->missed, r->watching->since >= 0 ? r->watching->since : r->watching->told);
	w->after = r->watching->told;
	list_append(&s->events.watchers, &w->link);
	s->events.count++;
	count_changed(s);
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, on_room, w, NULL);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	*out = w;
	return response;
}

void
events_leave(struct server *s, struct watcher *w)
{
	if (w == NULL)
		return;
	list_remove(&w->link);
	s->events.count--;
	outflow_fini(&w->outflow);
	free(w->filter.topic);
	free(w);
	count_changed(s);
	events_go_on(s);
}

/* ---- telling ---- */

static void
fan_out(struct server *s, const struct news *news)
{
	struct list *watchers = &s->events.watchers, *link;

	for (size_t i = 0; i < news->count; i++) {
		struct event *event = NULL;

		for (link = watchers->next; link != watchers; link = link->next)
			tell(LIST_ENTRY(link, struct watcher, link), &news->list[i], &event);
		event_release(event);
	}
	for (link = watchers->next; news->lost > 0 && link != watchers; link = link->next) {
		struct watcher *w = LIST_ENTRY(link, struct watcher, link);

		outflow_lose(&w->outflow, news->lost);
		resume(w);
	}
}

static bool
is_crowded(const struct events *e)
{
	const struct list *link;

	for (link = e->watchers.next; link != &e->watchers; link = link->next)
		if (outflow_is_crowded(&LIST_ENTRY(link, struct watcher, link)->outflow))
			return true;
	return false;
}

/* The slowest watcher is waited for, but not for long. */
static bool
must_wait(struct server *s)
{
	struct events *e = &s->events;

	if (!is_crowded(e)) {
		e->is_patience_over = false;
		ev_timer_stop(s->loop, &e->patience);
		return false;
	}
	if (e->is_patience_over)
		return false;
	if (!ev_is_active(&e->patience)) {
		ev_timer_set(&e->patience, PATIENCE_S, 0.);
		ev_timer_start(s->loop, &e->patience);
	}
	return true;
}

static void
ask(struct server *s, int64_t told)
{
	struct events *e = &s->events;
	bool is_waiting = e->waiting != NULL;
	struct news *news = is_waiting ? (struct news *)e->waiting : news_new(NEWS_ITEMS_MAX);
	struct letter *next = news->letter.next;

	news->after = e->position;
	news->up_to = told - e->position > NEWS_ITEMS_MAX ? e->position + NEWS_ITEMS_MAX : told;
	if (!mailbox_post(s->doors.query, &news->letter)) {
		if (is_waiting)
			news->letter.next = next;
		else
			news_free(news);
		return; /* tried again when something comes home from query */
	}
	e->is_asking = true;
	if (!is_waiting)
		return;
	e->waiting = next;
	e->waiting_count--;
	if (next == NULL)
		e->waiting_end = &e->waiting;
}

void
events_go_on(struct server *s)
{
	struct events *e = &s->events;
	int64_t told = atomic_load(&s->vitals->items_told);

	if (e->is_asking || e->joining > 0 || e->count == 0 || e->is_over)
		return;
	if ((told > e->position || e->waiting != NULL) && !must_wait(s))
		ask(s, told);
}

static void
put_by(struct events *e, struct news *news)
{
	if (e->waiting_count == WAITING_MAX) {
		((struct news *)e->waiting)->lost += (int64_t)news->count + news->lost;
		news_free(news);
		return;
	}
	news->letter.next = NULL;
	*e->waiting_end = &news->letter;
	e->waiting_end = &news->letter.next;
	e->waiting_count++;
}

void
events_take(struct server *s, struct news *news)
{
	struct events *e = &s->events;

	if (news->is_rendered) {
		e->is_asking = false;
		if (news->up_to > e->position)
			e->position = news->up_to;
		fan_out(s, news);
		news_free(news);
	} else if (news->count + (size_t)news->lost > 0 && e->count + e->joining > 0) {
		put_by(e, news);
	} else {
		news_free(news);
	}
	events_go_on(s);
}

void
events_end(struct server *s)
{
	struct list *link;

	s->events.is_over = true;
	for (link = s->events.watchers.next; link != &s->events.watchers; link = link->next)
		resume(LIST_ENTRY(link, struct watcher, link));
}
