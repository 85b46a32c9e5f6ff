#include "fetch/polling.h"

#include "base/memory.h"
#include "fetch/answer.h"
#include "fetch/failure.h"

#include <math.h>
#include <sys/resource.h>

enum {
	RAMP_FIRST = 8,           /* run at once when a long row of feeds is due; one more for each that ends */
	OVERDUE_S = 120,          /* so late is a row only after a start or a sleep */
	YOUNG_MS = 3000,          /* a transfer that takes longer gives its place to another */
	OLD_PER_PLACE = 16,       /* so many may have done so, for each place */
	OLD_MAX = 1024,           /* and in all: what they hold is 30 KB each */
	SPARE_FILES = 256,        /* descriptors left to the rest of the program */
	URGENT_EXTRA = 8,         /* places for what a person waits for */
	GAP_MS = 250,             /* between two requests to one host outside this house */
	SLOWED_MS = 5000,         /* after a 429 or 503 without a Retry-After */
	SLOWED_NEAR_MS = 1000,    /* the same, in this house */
	PAUSE_MAX_MS = 3600000,   /* what one address of a host can ask for all others */
	PATIENCE_MS = 30000,      /* over this, a refresh does not wait for the end of a pause */
	RETRY_MS = 50,            /* a full mailbox is tried again */
	DUE_MAX_S = 10 * 31536000 /* keeps sums of seconds in a double exact */
};

enum visit_kind { VISIT_FEED, VISIT_TRANSFER };

static size_t
old_max(int64_t concurrency)
{
	size_t max = (size_t)concurrency * OLD_PER_PLACE, taken = (size_t)concurrency + SPARE_FILES;
	struct rlimit files;

	max = max < OLD_MAX ? max : OLD_MAX;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur <= taken)
		return 0;
	return max < files.rlim_cur - taken ? max : files.rlim_cur - taken;
}

void
polling_init(struct fetcher *f)
{
	const struct terms *terms = &f->pool.terms;

	f->ramp = RAMP_FIRST;
	f->old_max = old_max(terms->concurrency);
	pacing_limit(f->pacing, (size_t)terms->per_host);
	wire_limit(f->wire, terms->concurrency, terms->per_host);
}

/* ---- who waits ---- */

static void
join_queue(struct fetcher *f, struct visit *visit, const char *url, bool is_urgent)
{
	struct host_name host;

	/* What has no host is refused as soon as it is its turn. */
	if (!address_host(url, &host))
		host.key[0] = '\0';
	pacing_wait(f->pacing, visit, host.key, is_urgent, clock_steady_ms(f->clock));
}

void
polling_want(struct fetcher *f, struct feed *feed, bool is_urgent)
{
	schedule_take(f->schedule, feed);
	feed->state = FEED_WAITING;
	feed->visit.kind = VISIT_FEED;
	join_queue(f, &feed->visit, feed->url, is_urgent);
}

void
polling_unwant(struct fetcher *f, struct feed *feed)
{
	schedule_take(f->schedule, feed);
	pacing_leave(f->pacing, &feed->visit, clock_steady_ms(f->clock));
	feed->state = FEED_RESTING;
}

void
polling_probe(struct fetcher *f, struct document *document)
{
	struct transfer *t = transfer_take(&f->pool, document, NULL);

	t->visit.kind = VISIT_TRANSFER;
	join_queue(f, &t->visit, t->url, true);
}

void
polling_hurry(struct fetcher *f, const struct feed *feed)
{
	struct host_name host;

	if (feed == NULL)
		pacing_lift(f->pacing, NULL, clock_steady_ms(f->clock), PATIENCE_MS);
	else if (address_host(feed->url, &host))
		pacing_lift(f->pacing, host.key, clock_steady_ms(f->clock), PATIENCE_MS);
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

/* A refresh does not wait for an hour: those who would are told that this one was not asked. */
static void
give_up(struct visit *waiting, void *context)
{
	struct fetcher *f = context;
	const struct outcome not_asked = { .is_stored = true, .is_failed = true };

	if (waiting->kind == VISIT_FEED)
		refresh_count(&f->refreshes, &LIST_ENTRY(waiting, struct feed, visit)->tickets, &not_asked);
}

static void
slow_down(struct fetcher *f, struct transfer *t, bool is_near, int64_t now_ms)
{
	int64_t pause_ms = is_near ? SLOWED_NEAR_MS : SLOWED_MS;

	if (t->retry_after_s > 0)
		pause_ms = t->retry_after_s < PAUSE_MAX_MS / 1000 ? t->retry_after_s * 1000 : PAUSE_MAX_MS;
	pacing_pause(f->pacing, &t->visit, now_ms + pause_ms, true);
	if (pause_ms > PATIENCE_MS)
		pacing_each_waiting(&t->visit, give_up, f);
}

/* What this answer means for the next visitor of its host. */
static void
mind_host(struct fetcher *f, struct transfer *t, bool is_near, int64_t now_ms)
{
	if (t->status == 429 || t->status == 503) {
		slow_down(f, t, is_near, now_ms);
		return;
	}
	if (t->status != 0)
		pacing_calm(f->pacing, &t->visit);
	if (!is_near)
		pacing_pause(f->pacing, &t->visit, now_ms + GAP_MS, false);
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
	mind_host(f, t, is_near, now_ms);
	pacing_leave(f->pacing, &t->visit, now_ms);
	f->ramp++;
	if (goes_on)
		join_queue(f, &t->visit, t->url, true);
	else
		hand_on(f, t);
}

/* ---- whose turn it is ---- */

static int64_t
young_max(const struct fetcher *f)
{
	return f->ramp < f->pool.terms.concurrency ? f->ramp : f->pool.terms.concurrency;
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
	return (int64_t)f->young_count < young_max(f);
}

static struct visit *
next_visit(struct fetcher *f, int64_t now_ms)
{
	if (is_blocked(f))
		return NULL;
	if (has_place(f))
		return pacing_next(f->pacing, now_ms, false);
	if ((int64_t)f->young_count < f->pool.terms.concurrency + URGENT_EXTRA)
		return pacing_next(f->pacing, now_ms, true);
	return NULL;
}

static void
collect_due(struct fetcher *f)
{
	int64_t now_s = clock_now_s(f->clock), next_at = schedule_next_at(f->schedule);
	struct feed *feed;

	if (next_at < now_s - OVERDUE_S && f->young_count + f->old_count == 0)
		f->ramp = RAMP_FIRST;
	while ((feed = schedule_take_due(f->schedule, now_s)) != NULL)
		polling_want(f, feed, false);
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
	if (pacing_waiting(f->pacing) == 0 || is_blocked(f))
		return INT64_MAX;
	if (has_place(f))
		return pacing_ready_at(f->pacing) == INT64_MAX ? INT64_MAX : pacing_ready_at(f->pacing) - now_ms;
	if (list_is_empty(&f->young) || f->old_count >= f->old_max)
		return INT64_MAX;
	return LIST_ENTRY(f->young.next, struct transfer, link)->started_ms + YOUNG_MS - now_ms;
}

static void
arm_turn(struct fetcher *f, int64_t now_ms)
{
	int64_t wait_ms = next_turn_ms(f, now_ms);

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
	transfer_pool_relieve(&f->pool, &f->young);
	transfer_pool_relieve(&f->pool, &f->old);
	collect_due(f);
	let_age(f, now_ms);
	while ((visit = next_visit(f, now_ms)) != NULL)
		start(f, visit);
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
