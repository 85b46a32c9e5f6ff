#include "fetch/manners.h"

#include "base/log.h"

enum {
	GAP_MS = 250,           /* between two requests to one host outside this house */
	SLOWED_MS = 5000,       /* after a 429 or 503 without a Retry-After */
	SLOWED_NEAR_MS = 1000,  /* the same, in this house */
	PAUSE_MAX_MS = 3600000, /* what one address of a host can ask for all others */
	JUMP_S = 60,            /* so far a clock may be corrected without being set back */
	STARVED_RETRY_S = 60,   /* after there was no descriptor for its connection */
	HELD_RETRY_S = 60,      /* after it was to be stored and could not be */
	COMEBACK_S = 30,        /* what fell into an outage is asked within this time after it */
};

/* ---- hosts ---- */

struct long_pause {
	struct fetcher *f;
	int64_t ms;
};

/* The host's other feeds take it as said to them; a refresh does not wait for an hour. */
static void
postpone(struct visit *waiting, void *context)
{
	const struct long_pause *pause = context;

	if (waiting->kind == VISIT_FEED)
		polling_postpone(pause->f, LIST_ENTRY(waiting, struct feed, visit), pause->ms);
}

static void
slow_down(struct fetcher *f, struct transfer *t, bool is_near, int64_t now_ms)
{
	int64_t pause_ms = is_near ? SLOWED_NEAR_MS : SLOWED_MS;

	if (t->retry_after_s > 0)
		pause_ms = t->retry_after_s < PAUSE_MAX_MS / 1000 ? t->retry_after_s * 1000 : PAUSE_MAX_MS;
	pacing_pause(f->pacing, &t->visit, now_ms + pause_ms, true);
	if (pause_ms > POLLING_PATIENCE_MS)
		pacing_each_waiting(&t->visit, postpone, &(struct long_pause) { f, pause_ms });
}

/* What this answer means for the next visitor of its host. */
void
manners_mind_host(struct fetcher *f, struct transfer *t, bool is_near, int64_t now_ms)
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

/* ---- our own clock ---- */

static int64_t
epoch_of(const struct clock *clock)
{
	return clock_now_s(clock) - clock_steady_ms(clock) / 1000;
}

/* A jump ahead needs no care: what is overdue then gets its turn, as after a sleep. */
void
manners_mind_clock(struct fetcher *f)
{
	int64_t epoch_s = epoch_of(f->clock), back_s = f->epoch_s - epoch_s;
	bool is_first = f->epoch_s == 0;
	size_t cursor = 0;
	struct feed *feed;

	f->epoch_s = epoch_s;
	if (is_first || back_s < JUMP_S)
		return;
	log_warning("clock was set back, feeds are due as much earlier", LOG_INT("seconds", back_s));
	while ((feed = schedule_walk(f->schedule, &cursor)) != NULL)
		if (feed->state == FEED_RESTING && feed->due_at != INT64_MAX)
			schedule_rest(f->schedule, feed, feed->due_at - back_s);
}

/* ---- our own disk ---- */

bool
manners_is_held(const struct fetcher *f)
{
	return atomic_load(&f->vitals->trouble) != TROUBLE_NONE;
}

static void
ask_for_room(struct fetcher *f, int64_t now_ms)
{
	if (f->is_room_asked || now_ms < f->ask_room_ms)
		return;
	f->is_room_asked = true;
	f->ask_room_ms = now_ms + MANNERS_ASK_ROOM_MS;
	outbox_post(&f->to_ingest, letter_new(LETTER_ROOM));
}

/* They are told that nothing was polled, rather than nothing. */
static void
answer_refreshes(struct fetcher *f)
{
	int64_t again_at = clock_now_s(f->clock) + HELD_RETRY_S;
	size_t cursor = 0;
	struct feed *feed;

	while (!list_is_empty(&f->refreshes.all) && (feed = schedule_walk(f->schedule, &cursor)) != NULL) {
		if (feed->state != FEED_WAITING || feed->tickets == NULL)
			continue;
		polling_unwant(f, feed);
		schedule_rest(f->schedule, feed, again_at);
		refresh_count(&f->refreshes, &feed->tickets, NULL);
	}
}

void
manners_mind_hold(struct fetcher *f, int64_t now_ms)
{
	if (!manners_is_held(f))
		return;
	f->ramp = POLLING_RAMP_FIRST;
	ask_for_room(f, now_ms);
	answer_refreshes(f);
}

/* ---- our own network ---- */

/* A person who waits gets an answer for each feed, network or not. */
bool
manners_hold_back(const struct fetcher *f)
{
	return f->outage.is_down && list_is_empty(&f->refreshes.all);
}

/* What was polled while the network went down and what waits since then gets its turn soon, not all at once. */
static void
come_back(struct fetcher *f)
{
	int64_t now_s = clock_now_s(f->clock);
	size_t cursor = 0;
	struct feed *feed;

	f->ramp = POLLING_RAMP_FIRST;
	while ((feed = schedule_walk(f->schedule, &cursor)) != NULL)
		if (feed->is_cut_off && feed->state == FEED_RESTING && feed->due_at != INT64_MAX)
			schedule_rest(f->schedule, feed, now_s + feed->id % COMEBACK_S);
}

/* Of a feed that is gone or paused nobody knows. */
static bool
is_out_of_reach(const struct fetcher *f, const struct feed *feed)
{
	struct host_name host;

	return feed->is_cut_off || (feed->state == FEED_RESTING && feed->due_at == INT64_MAX) ||
	       (address_host(feed->url, &host) && outage_knows(&f->outage, host.key));
}

/* Ends at the first other host, which is near. */
static bool
are_all_out_of_reach(const struct fetcher *f)
{
	size_t cursor = 0;
	struct feed *feed;

	if (f->outage.is_down || f->outage.count < OUTAGE_HOSTS_FEW)
		return false;
	while ((feed = schedule_walk(f->schedule, &cursor)) != NULL)
		if (!is_out_of_reach(f, feed))
			return false;
	return true;
}

static enum outage_news
hear(struct fetcher *f, const struct transfer *t)
{
	enum outage_news news = outage_hear(&f->outage, t->host.key, t->is_unreachable);

	return t->is_unreachable && are_all_out_of_reach(f) ? outage_hear_of_all(&f->outage) : news;
}

void
manners_watch_network(struct fetcher *f, const struct transfer *t)
{
	if (t->is_starved)
		return;
	switch (hear(f, t)) {
	case OUTAGE_BEGINS:
		atomic_store(&f->vitals->is_network_down, 1);
		log_warning("network is down", LOG_TEXT("last", t->document->failure_text));
		break;
	case OUTAGE_ENDS:
		atomic_store(&f->vitals->is_network_down, 0);
		log_info("network is up", LOG_INT("waiting", pacing_waiting(f->pacing)));
		come_back(f);
		break;
	case OUTAGE_NO_NEWS:
		break;
	}
	if (t->feed != NULL)
		t->feed->is_cut_off = t->is_unreachable;
}

/* ---- our own descriptors ---- */

/* What every feed would be blamed for is told once a minute. Whoever waits for the feed is told that it was not polled. */
static void
rest_starved(struct fetcher *f, struct transfer *t)
{
	int64_t now_ms = clock_steady_ms(f->clock);
	struct feed *feed = t->feed;

	if (f->starved_ms == 0 || now_ms - f->starved_ms >= STARVED_RETRY_S * 1000) {
		log_warning("no descriptors are left, feeds wait", LOG_INT("running", f->young_count + f->old_count));
		f->starved_ms = now_ms;
	}
	transfer_give_back(t);
	refresh_count(&f->refreshes, &feed->tickets, NULL);
	refresh_count(&f->refreshes, &feed->later, NULL);
	feed->is_wanted_again = false;
	schedule_rest(f->schedule, feed, clock_now_s(f->clock) + STARVED_RETRY_S);
}

/* ---- what says nothing about the feed ---- */

/* It waits for the end of the outage, unless a person waits for an answer. */
bool
manners_put_off(struct fetcher *f, struct transfer *t)
{
	struct feed *feed = t->feed;

	if (t->is_starved && feed != NULL && !feed->is_removed) {
		rest_starved(f, t);
		return true;
	}
	if (!f->outage.is_down || !t->is_unreachable || feed == NULL || feed->tickets != NULL || feed->is_removed)
		return false;
	transfer_give_back(t);
	polling_want(f, feed, false);
	return true;
}
