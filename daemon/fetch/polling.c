#include "fetch/polling.h"

#include "base/descriptors.h"
#include "fetch/answer.h"
#include "fetch/landlord.h"
#include "fetch/manners.h"

#include <math.h>
#include <sys/resource.h>

enum {
	LOOK_MS = 300000,    /* at the latest, so that a clock that was set back is seen */
	DUE_AT_ONCE = 256,   /* are looked at before the loop goes on; the others come right after */
	OVERDUE_S = 120,     /* so late is a row only after a start or a sleep */
	YOUNG_MS = 3000,     /* a transfer that takes longer gives its place to another */
	OLD_PER_PLACE = 16,  /* so many may have done so, for each place */
	OLD_MAX = 1024,      /* and in all: what they hold is 30 KB each */
	KEPT_MAX = 256,      /* idle connections; libcurl walks them all after each transfer */
	SPARE_FILES = 64,    /* descriptors left to the rest of the program, but for clients */
	FILES_PER_PLACE = 3, /* where they are few: a connection, looking up a name, and one for the rest */
	PLACES_MIN = 4,
	URGENT_EXTRA = 8,         /* places for what a person waits for */
	PROBE_MS = 15000,         /* while the network is down, so often one host is asked */
	RETRY_MS = 50,            /* a full mailbox is tried again */
	DUE_MAX_S = 10 * 31536000 /* keeps sums of seconds in a double exact */
};

/* With too many transfers for the descriptors there are, feeds would be blamed for what they can't help. */
static int64_t
places_for(int64_t concurrency)
{
	struct rlimit files;
	int64_t may;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur > INT32_MAX)
		return concurrency;
	may = (int64_t)files.rlim_cur / FILES_PER_PLACE - PLACES_MIN;
	if (may < PLACES_MIN)
		may = PLACES_MIN;
	return may < concurrency ? may : concurrency;
}

/* What is left of the descriptors is shared by transfers that take long and connections kept for the next visit. */
static void
share_files(struct fetcher *f)
{
	size_t concurrency = (size_t)f->places, left = 0;
	size_t taken = concurrency + SPARE_FILES + descriptors_for_clients();
	size_t kept = KEPT_MAX, old = concurrency * OLD_PER_PLACE;
	struct rlimit files = { 0 };

	(void)getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur > taken)
		left = files.rlim_cur - taken;
	old = old < OLD_MAX ? old : OLD_MAX;
	f->old_max = old < left * 2 / 3 ? old : left * 2 / 3;
	f->kept_max = kept < left / 3 ? kept : left / 3;
}

void
polling_init(struct fetcher *f)
{
	f->ramp = POLLING_RAMP_FIRST;
	f->places = places_for(f->pool.terms.concurrency);
	pacing_limit(f->pacing, (size_t)f->pool.terms.per_host);
	share_files(f);
}

/* ---- who waits ---- */

/* Whose queue it is: that of the host, or of the platform it lives on. */
static const char *
queue_of(const char *url, int landlord, struct host_name *host)
{
	/* What has no host is refused as soon as it is its turn. */
	if (!address_host(url, host))
		return "";
	if (landlord == LANDLORD_NONE)
		landlord = landlord_of_name(host->key, host->name_len);
	return landlord != LANDLORD_NONE ? landlord_key(landlord) : address_site(host);
}

static void
join_queue(struct fetcher *f, struct visit *visit, const char *url, int landlord, bool is_urgent)
{
	struct host_name host;

	pacing_wait(f->pacing, visit, queue_of(url, landlord, &host), is_urgent, clock_steady_ms(f->clock));
}

void
polling_want(struct fetcher *f, struct feed *feed, bool is_urgent)
{
	schedule_take(f->schedule, feed);
	feed->state = FEED_WAITING;
	feed->visit.kind = VISIT_FEED;
	join_queue(f, &feed->visit, feed->url, feed->landlord, is_urgent);
}

void
polling_unwant(struct fetcher *f, struct feed *feed)
{
	schedule_take(f->schedule, feed);
	pacing_leave(f->pacing, &feed->visit, clock_steady_ms(f->clock));
	feed->state = FEED_RESTING;
}

void
polling_hurry(struct fetcher *f, const struct feed *feed)
{
	struct host_name host;

	if (feed == NULL)
		pacing_lift(f->pacing, NULL, clock_steady_ms(f->clock), POLLING_PATIENCE_MS);
	else
		pacing_lift(f->pacing, queue_of(feed->url, feed->landlord, &host), clock_steady_ms(f->clock),
		    POLLING_PATIENCE_MS);
}

/* ---- what need not wait ---- */

void
polling_postpone(struct fetcher *f, struct feed *feed, int64_t wait_ms)
{
	struct document *d = document_new(DOCUMENT_POLL, feed->url, NULL);

	d->feed_id = feed->id;
	d->result = DOCUMENT_POSTPONED;
	d->asked_at = clock_now_s(f->clock);
	d->freshness.retry_after_s = (wait_ms + 999) / 1000;
	polling_unwant(f, feed);
	feed->state = FEED_AWAY;
	outbox_post(&f->to_ingest, &d->letter);
}

/* A long pause of its host is told and remembered instead of being waited for. */
static void
want_or_postpone(struct fetcher *f, struct feed *feed)
{
	struct host_name host;
	int64_t left_ms =
	    pacing_pause_left(f->pacing, queue_of(feed->url, feed->landlord, &host), clock_steady_ms(f->clock));

	if (left_ms > POLLING_PATIENCE_MS)
		polling_postpone(f, feed, left_ms);
	else
		polling_want(f, feed, false);
}

/*
 * The next hop, with its host's turn. Where the host is to be left alone for
 * long, a poll is made then; a person who waits for a document is not told to.
 */
static void
go_on(struct fetcher *f, struct transfer *t)
{
	struct host_name host;
	const char *queue = queue_of(t->url, LANDLORD_NONE, &host);
	int64_t now_ms = clock_steady_ms(f->clock), left_ms = pacing_pause_left(f->pacing, queue, now_ms);
	struct feed *feed = t->feed;

	if (feed == NULL || left_ms <= POLLING_PATIENCE_MS) {
		pacing_lift(f->pacing, queue, now_ms, POLLING_PATIENCE_MS);
		pacing_wait(f->pacing, &t->visit, queue, true, now_ms);
		return;
	}
	transfer_give_back(t);
	polling_postpone(f, feed, left_ms);
}

void
polling_probe(struct fetcher *f, struct document *document)
{
	struct transfer *t = transfer_take(&f->pool, document, NULL);

	t->visit.kind = VISIT_TRANSFER;
	go_on(f, t);
}

/* ---- what has come ---- */

static void
tally(struct vitals *vitals, const struct document *d)
{
	if (d->result == DOCUMENT_FAILED)
		atomic_fetch_add(&vitals->polls_failed, 1);
	else if (d->result == DOCUMENT_UNCHANGED)
		atomic_fetch_add(&vitals->polls_unchanged, 1);
	else
		atomic_fetch_add(&vitals->polls_fetched, 1);
}

static void
hand_on(struct fetcher *f, struct transfer *t)
{
	struct document *d = transfer_take_document(t);
	struct feed *feed = t->feed;

	if (feed != NULL) {
		tally(f->vitals, d);
		feed->state = FEED_AWAY;
		feed->held_bytes = d->body.len;
	} else {
		f->pool.held_bytes -= d->body.len;
	}
	transfer_give_back(t);
	outbox_post(d->purpose == DOCUMENT_PREVIEW ? &f->to_query : &f->to_ingest, &d->letter);
}

void
polling_release(struct fetcher *f, struct feed *feed)
{
	f->pool.held_bytes -= feed->held_bytes;
	feed->held_bytes = 0;
}

/* ---- what runs ---- */

static void
count_running(struct fetcher *f)
{
	atomic_store(&f->vitals->transfers_running, (int64_t)(f->young_count + f->old_count));
	atomic_store(&f->vitals->feeds_due, (int64_t)pacing_waiting(f->pacing));
}

static void
leave_running(struct fetcher *f, struct transfer *t)
{
	if (!list_is_linked(&t->link))
		return;
	list_remove(&t->link);
	if (t->is_young)
		f->young_count--;
	else
		f->old_count--;
}

static void
run(struct fetcher *f, struct transfer *t)
{
	if (!transfer_begin(t)) {
		answer_finish(t);
		pacing_leave(f->pacing, &t->visit, clock_steady_ms(f->clock));
		hand_on(f, t);
		return;
	}
	t->is_young = true;
	list_append(&f->young, &t->link);
	f->young_count++;
	wire_add(f->wire, t->easy);
}

static struct transfer *
begin_poll(struct fetcher *f, struct feed *feed)
{
	struct document *d = document_new(DOCUMENT_POLL, feed->url, NULL);
	struct transfer *t = transfer_take(&f->pool, d, feed);

	d->feed_id = feed->id;
	d->refresh = refresh_number(feed->tickets);
	feed->state = FEED_RUNNING;
	feed->is_wanted_again = false;
	t->visit.kind = VISIT_TRANSFER;
	pacing_hand_over(&feed->visit, &t->visit);
	atomic_fetch_add(&f->vitals->polls_started, 1);
	return t;
}

static void
start(struct fetcher *f, struct visit *visit)
{
	if (visit->kind == VISIT_FEED)
		run(f, begin_poll(f, LIST_ENTRY(visit, struct feed, visit)));
	else
		run(f, LIST_ENTRY(visit, struct transfer, visit));
}

void
polling_on_end(CURL *easy, CURLcode code, void *context)
{
	struct fetcher *f = context;
	int64_t now_ms = clock_steady_ms(f->clock);
	struct transfer *t = NULL;
	bool is_near, goes_on;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&t);
	is_near = t->is_near;
	goes_on = answer_end(t, code);
	leave_running(f, t);
	manners_watch_network(f, t);
	manners_mind_host(f, t, is_near, now_ms);
	pacing_leave(f->pacing, &t->visit, now_ms);
	f->ramp++;
	if (goes_on)
		go_on(f, t);
	else if (!manners_put_off(f, t))
		hand_on(f, t);
}

/* ---- whose turn it is ---- */

/*
 * The more documents wait for the writer, the fewer are fetched beside them: they
 * would only lie in memory. A few always are, lest a slow long one keep all others out.
 */
enum { AMPLE_BYTES = 2 << 20, PLACES_LEAST = 16 };

static int64_t
young_max(const struct fetcher *f)
{
	int64_t most = f->ramp < f->places ? f->ramp : f->places;
	int64_t free_bytes = AMPLE_BYTES - (int64_t)f->pool.held_bytes;
	int64_t places = free_bytes > 0 ? most * free_bytes / AMPLE_BYTES : 0;

	if (places < PLACES_LEAST)
		places = PLACES_LEAST;
	return places < most ? places : most;
}

/* So that servers that stall or drip don't keep the others from being asked. */
static void
let_age(struct fetcher *f, int64_t now_ms)
{
	while (!list_is_empty(&f->young) && f->old_count < f->old_max) {
		struct transfer *t = LIST_ENTRY(f->young.next, struct transfer, link);

		if (now_ms - t->started_ms < YOUNG_MS)
			return;
		list_remove(&t->link);
		list_append(&f->old, &t->link);
		t->is_young = false;
		f->young_count--;
		f->old_count++;
	}
}

static bool
is_blocked(const struct fetcher *f)
{
	return !outbox_is_empty(&f->to_ingest) || !outbox_is_empty(&f->to_query) || !transfer_pool_has_room(&f->pool);
}

static bool
has_place(const struct fetcher *f)
{
	return (int64_t)f->young_count < young_max(f) && !manners_hold_back(f) && !manners_is_held(f);
}

/* While the network is down one at a time is asked, now and then, to see whether it still is. */
static struct visit *
next_probe(struct fetcher *f, int64_t now_ms)
{
	if (f->young_count > 0 || now_ms < f->outage.probe_at_ms)
		return NULL;
	f->outage.probe_at_ms = now_ms + PROBE_MS;
	return pacing_next(f->pacing, now_ms, false);
}

static struct visit *
next_visit(struct fetcher *f, int64_t now_ms)
{
	struct visit *visit;

	if (is_blocked(f))
		return NULL;
	if (has_place(f))
		return pacing_next(f->pacing, now_ms, false);
	if (manners_hold_back(f) && !manners_is_held(f) && (visit = next_probe(f, now_ms)) != NULL)
		return visit;
	if ((int64_t)f->young_count < f->places + URGENT_EXTRA)
		return pacing_next(f->pacing, now_ms, true);
	return NULL;
}

static void
collect_due(struct fetcher *f)
{
	int64_t now_s = clock_now_s(f->clock), next_at = schedule_next_at(f->schedule);
	struct feed *feed;

	if (next_at < now_s - OVERDUE_S && f->young_count + f->old_count == 0)
		f->ramp = POLLING_RAMP_FIRST;
	for (int i = 0; i < DUE_AT_ONCE && (feed = schedule_take_due(f->schedule, now_s)) != NULL; i++)
		want_or_postpone(f, feed);
}

/* ---- alarms: none when there is nothing to come ---- */

static void
arm_due(struct fetcher *f)
{
	int64_t next_at = schedule_next_at(f->schedule), wait_s;
	double now;

	ev_periodic_stop(f->loop, &f->due);
	if (next_at == INT64_MAX)
		return;
	wait_s = next_at - clock_now_s(f->clock);
	if (wait_s > DUE_MAX_S)
		wait_s = DUE_MAX_S;
	now = ev_time();
	/* The clock's seconds are whole: the next one begins where the fraction of this one ends. */
	ev_periodic_set(&f->due, floor(now) + (double)wait_s, 0., NULL);
	ev_periodic_start(f->loop, &f->due);
}

static int64_t
next_turn_ms(const struct fetcher *f, int64_t now_ms)
{
	if (!outbox_is_empty(&f->to_ingest) || !outbox_is_empty(&f->to_query))
		return RETRY_MS;
	if (manners_is_held(f))
		return f->is_room_asked ? INT64_MAX : f->ask_room_ms - now_ms;
	if (pacing_waiting(f->pacing) == 0 || is_blocked(f))
		return INT64_MAX;
	if (has_place(f))
		return pacing_ready_at(f->pacing) == INT64_MAX ? INT64_MAX : pacing_ready_at(f->pacing) - now_ms;
	if (manners_hold_back(f) && f->young_count == 0)
		return f->outage.probe_at_ms - now_ms;
	if (list_is_empty(&f->young) || f->old_count >= f->old_max)
		return INT64_MAX;
	return LIST_ENTRY(f->young.next, struct transfer, link)->started_ms + YOUNG_MS - now_ms;
}

static void
arm_turn(struct fetcher *f, int64_t now_ms)
{
	int64_t wait_ms = next_turn_ms(f, now_ms);

	if (wait_ms > LOOK_MS && schedule_next_at(f->schedule) != INT64_MAX)
		wait_ms = LOOK_MS;
	ev_timer_stop(f->loop, &f->turn);
	if (wait_ms == INT64_MAX)
		return;
	ev_timer_set(&f->turn, (double)(wait_ms > 1 ? wait_ms : 1) / 1000.0, 0.);
	ev_timer_start(f->loop, &f->turn);
}

void
polling_advance(struct fetcher *f)
{
	int64_t now_ms = clock_steady_ms(f->clock);
	struct visit *visit;

	if (f->is_stopped)
		return;
	outbox_retry(&f->to_ingest);
	outbox_retry(&f->to_query);
	manners_mind_hold(f, now_ms);
	manners_mind_clock(f);
	transfer_pool_relieve(&f->pool, &f->young);
	transfer_pool_relieve(&f->pool, &f->old);
	collect_due(f);
	let_age(f, now_ms);
	while ((visit = next_visit(f, now_ms)) != NULL)
		start(f, visit);
	wire_limit(f->wire, (int64_t)(f->young_count + f->old_count + f->kept_max), f->pool.terms.per_host);
	count_running(f);
	arm_due(f);
	arm_turn(f, now_ms);
}

/* ---- the end ---- */

static void
drop(struct fetcher *f, struct transfer *t, void (*abandon)(struct request *request, void *context))
{
	struct request *request = document_take_request(t->document);

	pacing_leave(f->pacing, &t->visit, clock_steady_ms(f->clock));
	transfer_give_back(t);
	if (request != NULL)
		abandon(request, f);
}

static void
drop_running(struct fetcher *f, struct list *running, void (*abandon)(struct request *request, void *context))
{
	while (!list_is_empty(running)) {
		struct transfer *t = LIST_ENTRY(running->next, struct transfer, link);

		wire_remove(f->wire, t->easy);
		leave_running(f, t);
		drop(f, t, abandon);
	}
}

static void
drop_letters(struct outbox *o, struct fetcher *f, void (*abandon)(struct request *request, void *context))
{
	struct letter *letter;

	while ((letter = outbox_take(o)) != NULL) {
		struct request *request = letter->kind == LETTER_REQUEST
					      ? (struct request *)letter
					      : document_take_request((struct document *)letter);

		if (request != NULL)
			abandon(request, f);
		if (letter->kind == LETTER_DOCUMENT)
			letter_free(letter);
	}
}

void
polling_stop(struct fetcher *f, void (*abandon)(struct request *request, void *context))
{
	struct visit *visit;

	ev_periodic_stop(f->loop, &f->due);
	ev_timer_stop(f->loop, &f->turn);
	drop_running(f, &f->young, abandon);
	drop_running(f, &f->old, abandon);
	pacing_lift(f->pacing, NULL, 0, 0);
	pacing_limit(f->pacing, SIZE_MAX);
	while ((visit = pacing_next(f->pacing, INT64_MAX, false)) != NULL) {
		if (visit->kind == VISIT_TRANSFER)
			drop(f, LIST_ENTRY(visit, struct transfer, visit), abandon);
		else
			pacing_leave(f->pacing, visit, INT64_MAX);
	}
	drop_letters(&f->to_ingest, f, abandon);
	drop_letters(&f->to_query, f, abandon);
	drop_letters(&f->early, f, abandon);
	count_running(f);
}
