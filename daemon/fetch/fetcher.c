/* The loop at work: letters and requests that come in, alarms that ring. */
#include "fetch/fetch.h"

#include "base/memory.h"
#include "base/text.h"
#include "fetch/manners.h"
#include "fetch/polling.h"
#include "message/document.h"
#include "message/plan.h"
#include "message/request.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- answers ---- */

static void
send_home(struct fetcher *f, struct request *r)
{
	if (!mailbox_post(f->doors.serve, &r->letter))
		request_free(r); /* serve has closed its door: nobody waits any more */
}

static void
abandon(struct request *r, void *context)
{
	reply_problem(r, 503, "winnowd is stopping");
	send_home(context, r);
}

/* ingest answers it, once nothing is left to re-score. */
static void
on_refreshed(struct request *r, void *context)
{
	struct fetcher *f = context;

	outbox_post(&f->to_ingest, &r->letter);
}

static void
reply_queued(struct fetcher *f, struct request *r, size_t queued)
{
	json_t *body = json_pack("{s:I}", "queued", (json_int_t)queued);

	reply_json(r, 202, body);
	json_decref(body);
	send_home(f, r);
}

/* ---- feeds ---- */

static void
forget(struct fetcher *f, struct feed *feed)
{
	polling_unwant(f, feed);
	polling_release(f, feed);
	refresh_count(&f->refreshes, &feed->tickets, NULL);
	refresh_count(&f->refreshes, &feed->later, NULL);
	schedule_forget(f->schedule, feed);
}

static bool
is_under_way(const struct feed *feed)
{
	return feed->state == FEED_RUNNING || feed->state == FEED_AWAY;
}

static void
remove_feed(struct fetcher *f, int64_t id)
{
	struct feed *feed = schedule_find(f->schedule, id);

	if (feed == NULL)
		return;
	if (is_under_way(feed))
		feed->is_removed = true;
	else
		forget(f, feed);
}

/* What is under way brings a newer plan home; what waits may wait for another host now, or for nothing. */
static void
take_plan(struct fetcher *f, const struct plan *plan)
{
	struct feed *feed = schedule_put(f->schedule, plan);
	bool was_waiting = feed->state == FEED_WAITING;

	feed->is_removed = false;
	if (is_under_way(feed))
		return;
	if (was_waiting)
		polling_unwant(f, feed);
	schedule_rest(f->schedule, feed, plan->due_at);
	if (was_waiting && feed->tickets != NULL)
		polling_want(f, feed, false);
}

static void
on_plans(struct fetcher *f, struct letter *letter)
{
	struct plans *plans = (struct plans *)letter;

	for (size_t i = 0; i < plans->count; i++) {
		if (plans->plan[i].is_gone)
			remove_feed(f, plans->plan[i].feed_id);
		else
			take_plan(f, &plans->plan[i]);
	}
	plans_free(plans);
	f->has_plans = true;
}

/* ---- outcomes ---- */

/* Those that came while the poll was under way may want what was published since: one more poll is theirs. */
static void
poll_again(struct fetcher *f, struct feed *feed)
{
	feed->tickets = feed->later;
	feed->later = NULL;
	feed->is_wanted_again = false;
	polling_want(f, feed, false);
}

static void
rest(struct fetcher *f, struct feed *feed, const struct outcome *outcome)
{
	if (!outcome->is_stored) {
		schedule_rest_unstored(f->schedule, feed, clock_now_s(f->clock));
		return;
	}
	feed->unstored = 0;
	if (outcome->plan.url != NULL)
		schedule_put(f->schedule, &outcome->plan);
	schedule_rest(f->schedule, feed, outcome->plan.due_at);
}

static void
on_outcome(struct fetcher *f, struct document *d)
{
	struct outcome *outcome = &d->outcome;
	struct feed *feed = schedule_find(f->schedule, d->feed_id);

	if (feed == NULL || feed->state != FEED_AWAY)
		return;
	polling_release(f, feed);
	feed->state = FEED_RESTING;
	refresh_count(&f->refreshes, &feed->tickets, outcome);
	if (feed->is_removed || (outcome->is_stored && outcome->plan.is_gone)) {
		forget(f, feed);
		return;
	}
	rest(f, feed, outcome);
	if (feed->is_wanted_again)
		poll_again(f, feed);
}

static void
on_document(struct fetcher *f, struct letter *letter)
{
	struct document *d = (struct document *)letter;

	if (d->asked_at == 0 && d->purpose != DOCUMENT_POLL) {
		polling_probe(f, d);
		return;
	}
	if (d->purpose == DOCUMENT_POLL)
		on_outcome(f, d);
	document_free(d);
}

/* ---- requests ---- */

static void
refresh_feed(struct fetcher *f, struct feed *feed, struct refresh *refresh, bool is_urgent)
{
	if (refresh != NULL)
		refresh_join(refresh, is_under_way(feed) ? &feed->later : &feed->tickets);
	if (is_under_way(feed))
		feed->is_wanted_again = true;
	else if (feed->state == FEED_RESTING)
		polling_want(f, feed, is_urgent);
}

static bool
is_asleep(const struct feed *feed)
{
	return feed->due_at == INT64_MAX || feed->is_removed;
}

static int
compare_ids(const void *a, const void *b)
{
	const struct feed *const *x = a, *const *y = b;

	return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

/* Neighbours lie on one page of the store, which is written once for all of them that are polled together. Owned by the caller. */
static struct feed **
list_awake(const struct fetcher *f, size_t *out_count)
{
	struct feed **feeds = mem_array(schedule_count(f->schedule), sizeof(struct feed *)), *feed;
	size_t count = 0, cursor = 0;

	while ((feed = schedule_walk(f->schedule, &cursor)) != NULL)
		if (!is_asleep(feed))
			feeds[count++] = feed;
	qsort(feeds, count, sizeof(struct feed *), compare_ids);
	*out_count = count;
	return feeds;
}

static void
refresh_all(struct fetcher *f, struct request *r)
{
	size_t count;
	struct feed **feeds = list_awake(f, &count);
	struct refresh *refresh = request_flag(r, "wait") ? refresh_new(&f->refreshes, r, count) : NULL;

	polling_hurry(f, NULL);
	for (size_t i = 0; i < count; i++)
		refresh_feed(f, feeds[i], refresh, false);
	free(feeds);
	if (refresh != NULL)
		refresh_close(&f->refreshes, refresh);
	else
		reply_queued(f, r, count);
}

/* A paused feed and one that is gone are asked when a person names them. */
static void
refresh_one(struct fetcher *f, struct request *r)
{
	struct feed *feed = schedule_find(f->schedule, r->id);
	struct refresh *refresh;

	if (feed == NULL || feed->is_removed) {
		reply_problem(r, 404, "no feed has the id %" PRId64, r->id);
		send_home(f, r);
		return;
	}
	refresh = request_flag(r, "wait") ? refresh_new(&f->refreshes, r, 1) : NULL;
	polling_hurry(f, feed);
	refresh_feed(f, feed, refresh, true);
	if (refresh != NULL)
		refresh_close(&f->refreshes, refresh);
	else
		reply_queued(f, r, 1);
}

/* What was polled now could not be stored. */
static void
refuse_held(struct fetcher *f, struct request *r)
{
	reply_problem(r, 507, "%s", trouble_text((enum trouble)atomic_load(&f->vitals->trouble)));
	send_home(f, r);
}

static void
on_request(struct fetcher *f, struct letter *letter)
{
	struct request *r = (struct request *)letter;
	bool is_refresh = r->kind == REQUEST_REFRESH || r->kind == REQUEST_FEED_REFRESH;

	if (is_refresh && manners_is_held(f)) {
		refuse_held(f, r);
	} else if (r->kind == REQUEST_REFRESH) {
		refresh_all(f, r);
	} else if (r->kind == REQUEST_FEED_REFRESH) {
		refresh_one(f, r);
	} else {
		reply_problem(r, 500, "the request went to the wrong door");
		send_home(f, r);
	}
}

/* ---- letters ---- */

static void
discard(struct fetcher *f, struct letter *letter)
{
	struct request *r = NULL;

	if (letter->kind == LETTER_REQUEST) {
		abandon((struct request *)letter, f);
		return;
	}
	if (letter->kind == LETTER_DOCUMENT)
		r = document_take_request((struct document *)letter);
	if (r != NULL)
		abandon(r, f);
	letter_free(letter);
}

/* Before the first plans no feed is known: a refresh that came with the start would find nothing to do. */
static void
keep_early(struct fetcher *f, struct letter *letter)
{
	struct outbox *early = &f->early;

	letter->next = NULL;
	if (early->last != NULL)
		early->last->next = letter;
	else
		early->first = letter;
	early->last = letter;
}

static void
read_letter(struct fetcher *f, struct letter *letter)
{
	if (f->is_stopped) {
		discard(f, letter);
		return;
	}
	switch ((enum letter_kind)letter->kind) {
	case LETTER_PLANS:
		on_plans(f, letter);
		break;
	case LETTER_DOCUMENT:
		on_document(f, letter);
		break;
	case LETTER_REQUEST:
		if (f->has_plans)
			on_request(f, letter);
		else
			keep_early(f, letter);
		break;
	case LETTER_ROOM:
		f->is_room_asked = false;
		letter_free(letter);
		break;
	case LETTER_NEWS:
	case LETTER_RESCORED:
	case LETTER_CHANGED:
		letter_free(letter);
		break;
	}
}

static void
on_letters(struct ev_loop *loop, ev_async *woken, int events)
{
	struct fetcher *f = woken->data;
	struct letter *letter;

	(void)loop;
	(void)events;
	while ((letter = mailbox_collect(f->doors.fetch)) != NULL)
		read_letter(f, letter);
	while (f->has_plans && !f->is_stopped && (letter = outbox_take(&f->early)) != NULL)
		on_request(f, letter);
	polling_advance(f);
}

/* On the poster's thread: all that libev allows there. */
static void
wake(void *context)
{
	struct fetcher *f = context;

	ev_async_send(f->loop, &f->woken);
}

static void
on_due(struct ev_loop *loop, ev_periodic *due, int events)
{
	(void)loop;
	(void)events;
	polling_advance(due->data);
}

static void
on_turn(struct ev_loop *loop, ev_timer *turn, int events)
{
	(void)loop;
	(void)events;
	polling_advance(turn->data);
}

static void
on_rest(void *context)
{
	polling_advance(context);
}

/* ---- life ---- */

static void
init_watchers(struct fetcher *f)
{
	ev_async_init(&f->woken, on_letters);
	ev_periodic_init(&f->due, on_due, 0., 0., NULL);
	ev_timer_init(&f->turn, on_turn, 0., 0.);
	f->woken.data = f->due.data = f->turn.data = f;
	ev_async_start(f->loop, &f->woken);
	mailbox_on_post(f->doors.fetch, wake, f);
}

static struct fetcher *
make(struct ev_loop *loop, const struct doors *doors, const struct clock *clock, struct vitals *vitals)
{
	struct fetcher *f = mem_alloc(sizeof(*f));

	f->loop = loop;
	f->doors = *doors;
	f->clock = clock;
	f->vitals = vitals;
	f->to_ingest.box = doors->ingest;
	f->to_query.box = doors->query;
	list_init(&f->young);
	list_init(&f->old);
	f->schedule = schedule_new();
	f->pacing = pacing_new(1);
	refreshes_init(&f->refreshes, on_refreshed, f);
	return f;
}

static void
unmake(struct fetcher *f)
{
	wire_free(f->wire);
	pacing_free(f->pacing);
	schedule_free(f->schedule);
	free(f);
}

bool
fetcher_new(struct ev_loop *loop, const struct fetch_settings *settings, const struct doors *doors,
    const struct clock *clock, struct vitals *vitals, struct fetcher **out, struct err *err)
{
	struct fetcher *f;
	struct wire_events events = { polling_on_end, on_rest, NULL };

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_SYSTEM, "libcurl can't be started");
	f = make(loop, doors, clock, vitals);
	events.context = f;
	if (!wire_new(loop, &events, &f->wire, err)) {
		unmake(f);
		return false;
	}
	if (!transfer_pool_init(&f->pool, clock, vitals, settings, err)) {
		unmake(f);
		return false;
	}
	polling_init(f);
	init_watchers(f);
	*out = f;
	return true;
}

bool
fetcher_reload(struct fetcher *f, const struct fetch_settings *settings, struct err *err)
{
	struct terms terms;

	if (!terms_init(&terms, settings, f->pool.terms.generation + 1, err))
		return false;
	terms_fini(&f->pool.terms);
	f->pool.terms = terms;
	polling_init(f);
	polling_advance(f);
	return true;
}

void
fetcher_stop(struct fetcher *f)
{
	if (f->is_stopped)
		return;
	f->is_stopped = true;
	polling_stop(f, abandon);
	refreshes_fini(&f->refreshes, abandon, f);
}

void
fetcher_free(struct fetcher *f)
{
	struct letter *letter;

	if (f == NULL)
		return;
	fetcher_stop(f);
	mailbox_on_post(f->doors.fetch, NULL, NULL);
	while ((letter = mailbox_collect(f->doors.fetch)) != NULL)
		discard(f, letter);
	ev_async_stop(f->loop, &f->woken);
	transfer_pool_fini(&f->pool);
	unmake(f);
}
