#include "ingest/ingest.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/stride.h"
#include "ingest/batch.h"
#include "ingest/folding.h"
#include "ingest/happened.h"
#include "ingest/hold.h"
#include "ingest/judgement.h"
#include "ingest/requests.h"
#include "ingest/retention.h"
#include "ingest/writer.h"
#include "store/changes.h"

#include <stdlib.h>
#include <string.h>

enum { TIDY_MS = 1000, GIVE_BACK_MS = 2000, WRITER_NICENESS = 10 };

struct ingest {
	pthread_t thread;
	pthread_mutex_t lock; /* settings, opened, failure */
	pthread_cond_t opened_or_failed;
	struct ingest_settings settings;
	char *dir;
	bool is_open, has_failed;
	struct err failure;
	struct writer writer;
};

bool
writer_was_asked_within(const struct writer *w, int ms)
{
	return clock_steady_ms(w->clock) - w->asked_ms < ms;
}

void
writer_reply(struct writer *w, struct request *r)
{
	/* serve's box has no bound: what is in it is bounded by the requests under way. */
	if (!mailbox_post(w->doors->serve, &r->letter))
		request_free(r);
}

int64_t
due_of(const struct store_feed *feed)
{
	return feed->is_paused || feed->is_gone ? INT64_MAX : feed->due_at;
}

struct plan
plan_of(const struct store_feed *feed)
{
	return (struct plan) {
		.feed_id = feed->id,
		.url = mem_strdup(feed->url),
		.etag = mem_strdup(feed->etag),
		.last_modified = mem_strdup(feed->last_modified),
		.due_at = due_of(feed),
	};
}

static void
send_plans(struct writer *w, struct plans *plans)
{
	if (!mailbox_post(w->doors->fetch, &plans->letter))
		plans_free(plans);
}

void
writer_send_plan(struct writer *w, const struct store_feed *feed)
{
	struct plans *plans = plans_new(1);

	plans->plan[0] = plan_of(feed);
	send_plans(w, plans);
}

void
writer_send_removal(struct writer *w, int64_t feed_id)
{
	struct plans *plans = plans_new(1);

	plans->plan[0] = (struct plan) { .feed_id = feed_id, .is_gone = true };
	send_plans(w, plans);
}

/* What rests longer was planned while the clock was wrong; these are spread over an hour. */
enum { REST_MAX_S = 8 * 86400, SPREAD_S = 3600 };

static int64_t
plausible_due(const struct writer *w, const struct store_plan *known)
{
	int64_t now = clock_now_s(w->clock), rest_s = known->due_at - now;
	int64_t max_s = w->settings.timing.interval_max_s + REST_MAX_S;

	return known->due_at == INT64_MAX || rest_s <= max_s ? known->due_at : now + known->feed_id % SPREAD_S;
}

struct plan_list {
	const struct writer *w;
	struct plans *plans;
	size_t used;
};

static void
add_plan(const struct store_plan *known, void *context)
{
	struct plan_list *list = context;

	if (list->used == list->plans->count)
		return;
	list->plans->plan[list->used++] = (struct plan) {
		.feed_id = known->feed_id,
		.url = mem_strdup(known->url),
		.etag = mem_strdup(known->etag),
		.last_modified = mem_strdup(known->last_modified),
		.due_at = plausible_due(list->w, known),
	};
}

static bool
send_all_plans(struct writer *w, struct err *err)
{
	struct plan_list list = { .w = w };
	int64_t count;

	if (!store_feed_count(w->store, &count, err))
		return false;
	list.plans = plans_new((size_t)count);
	list.plans->is_first = true;
	if (!store_plan_each(w->store, add_plan, &list, err)) {
		plans_free(list.plans);
		return false;
	}
	list.plans->count = list.used;
	send_plans(w, list.plans);
	return true;
}

/* Of a large one that was written by a former winnow it is told beforehand: nobody is answered for minutes. */
static bool
open_store(struct ingest *in, struct err *err)
{
	struct writer *w = &in->writer;
	int64_t former_bytes = store_former_bytes(in->dir), begun_ms = clock_steady_ms(w->clock);

	if (former_bytes > 0)
		log_info("store is of a former version, it is copied and brought up to date",
		    LOG_INT("bytes", former_bytes));
	if (!store_open_writer(in->dir, &w->store, err))
		return false;
	if (former_bytes > 0)
		log_info("store is up to date", LOG_INT("seconds", (clock_steady_ms(w->clock) - begun_ms) / 1000));
	return true;
}

static bool
writer_open(struct ingest *in, struct err *err)
{
	struct writer *w = &in->writer;
	int64_t last_id;

	if (!open_store(in, err))
		return false;
	store_share_changes(w->store, w->sharing->changes);
	if (!retention_begin(w, err) || !folding_new(w, &w->folding, err) || !judgement_new(w, &w->judgement, err) ||
	    !store_item_last_id(w->store, &last_id, err))
		return false;
	w->asked_ms = clock_steady_ms(w->clock); /* whoever starts it is about to ask */
	w->happened = happened_new(last_id);
	atomic_store(&w->vitals->items_told, last_id);
	return send_all_plans(w, err);
}

static void
writer_close(struct writer *w)
{
	while (w->settling != NULL) {
		struct request *r = w->settling;

		w->settling = (struct request *)r->letter.next;
		reply_problem(r, 503, "winnowd is stopping");
		writer_reply(w, r);
	}
	happened_free(w->happened);
	judgement_free(w->judgement);
	folding_free(w->folding);
	store_close(w->store);
}

static void
tell_opening(struct ingest *in, bool is_open, const struct err *failure)
{
	pthread_mutex_lock(&in->lock);
	in->is_open = is_open;
	in->has_failed = !is_open;
	if (!is_open)
		in->failure = *failure;
	pthread_cond_signal(&in->opened_or_failed);
	pthread_mutex_unlock(&in->lock);
}

static void
copy_settings(struct ingest *in)
{
	pthread_mutex_lock(&in->lock);
	if (memcmp(&in->writer.settings.keep, &in->settings.keep, sizeof(in->settings.keep)) != 0)
		in->writer.sweep = (struct sweep) { 0 };
	in->writer.settings = in->settings;
	pthread_mutex_unlock(&in->lock);
	in->writer.settings.dir = in->dir;
}

/* Refreshes that waited for the re-scoring are answered once none is left. */
static void
answer_settled(struct writer *w)
{
	while (w->settling != NULL && (!judgement_is_pending(w->judgement) || hold_is_strict(w))) {
		struct request *r = w->settling;

		w->settling = (struct request *)r->letter.next;
		requests_answer_refresh(w, r);
	}
}

/* While polls are under way the next letter is near, and what it brings would be tidied again. */
static bool
tidy(struct writer *w)
{
	int64_t now_ms = clock_steady_ms(w->clock);

	if (atomic_load(&w->vitals->transfers_running) > 0 && now_ms - w->tidied_ms < TIDY_MS)
		return false;
	if (store_rest(w->store) || store_tidy(w->store))
		return true;
	w->tidied_ms = now_ms;
	return false;
}

/* The next letter; what can be done in between is done while there is none. */
static struct letter *
next_letter(struct writer *w)
{
	for (;;) {
		struct letter *letter = mailbox_collect(w->doors->ingest);

		if (letter != NULL || mailbox_is_closed(w->doors->ingest))
			return letter;
		happened_tell(w, !judgement_is_pending(w->judgement));
		if (folding_is_pending(w->folding))
			folding_step(w->folding);
		else if (hold_is_strict(w) && w->settling == NULL)
			return mailbox_take(w->doors->ingest);
		else if (hold_is_strict(w))
			answer_settled(w);
		else if (judgement_is_worthwhile(w->judgement) ||
			 (w->settling != NULL && judgement_is_pending(w->judgement)))
			judgement_step(w->judgement);
		else if (w->settling != NULL)
			answer_settled(w);
		else if (!retention_step(w) && !tidy(w))
			return mailbox_take(w->doors->ingest);
	}
}

/*
 * Documents come and go by the thousand between indexes that grow, and leave holes:
 * a tenth of what is held, were it not given back now and then.
 */
static void
give_back(struct writer *w)
{
	int64_t now_ms = clock_steady_ms(w->clock);

	if (now_ms - w->gave_back_ms < GIVE_BACK_MS)
		return;
	w->gave_back_ms = now_ms;
	mem_give_back();
}

/* What the last documents left to be done, as long as nobody waits. */
static void
keep_up(struct writer *w)
{
	bool in_short_steps = writer_was_asked_within(w, AT_WORK_MS);

	while (!mailbox_has_urgent(w->doors->ingest) && (store_rest(w->store) || store_merge(w->store, in_short_steps)))
		continue;
	judgement_keep_up(w->judgement);
	give_back(w);
}

/* There has been a look, as before each letter. It goes home to wake fetch, which sees in the vitals how it is. */
static void
send_room_home(struct writer *w, struct letter *letter)
{
	if (!mailbox_post(w->doors->fetch, letter))
		letter_free(letter);
}

static void
handle(struct writer *w, struct letter *letter)
{
	if (letter->kind == LETTER_REQUEST)
		requests_handle(w, (struct request *)letter);
	else if (letter->kind == LETTER_DOCUMENT)
		batch_store(w, (struct document *)letter);
	else if (letter->kind == LETTER_ROOM)
		send_room_home(w, letter);
	else
		letter_free(letter);
}

/* Who remembers something of items may let only so much pass. */
static void
tell_readers(struct writer *w)
{
	int64_t settled = changes_settled(w->sharing->changes);

	if (settled - w->told_readers < CHANGES_PART)
		return;
	w->told_readers = settled;
	letter_send(w->doors->query, LETTER_CHANGED);
}

/* Documents keep it at work for minutes; whoever reads needs a moment only, and would wait behind it. */
static void *
writer_main(void *context)
{
	struct ingest *in = context;
	struct err err = { 0 };
	struct letter *letter;

	stride_let_by(WRITER_NICENESS);
	copy_settings(in);
	if (!writer_open(in, &err)) {
		writer_close(&in->writer);
		tell_opening(in, false, &err);
		return NULL;
	}
	tell_opening(in, true, NULL);
	hold_look(&in->writer);
	while ((letter = next_letter(&in->writer)) != NULL) {
		copy_settings(in);
		hold_look(&in->writer);
		handle(&in->writer, letter);
		tell_readers(&in->writer);
		happened_tell(&in->writer, false);
		if (!hold_is_strict(&in->writer))
			keep_up(&in->writer);
	}
	writer_close(&in->writer);
	return NULL;
}

static void
ingest_free(struct ingest *in)
{
	pthread_cond_destroy(&in->opened_or_failed);
	pthread_mutex_destroy(&in->lock);
	free(in->dir);
	free(in);
}

static bool
wait_until_open(struct ingest *in)
{
	bool is_open;

	pthread_mutex_lock(&in->lock);
	while (!in->is_open && !in->has_failed)
		pthread_cond_wait(&in->opened_or_failed, &in->lock);
	is_open = in->is_open;
	pthread_mutex_unlock(&in->lock);
	return is_open;
}

bool
ingest_start(const struct ingest_settings *settings, const struct doors *doors, const struct clock *clock,
    struct vitals *vitals, const struct sharing *sharing, struct ingest **out, struct err *err)
{
	struct ingest *in = mem_alloc(sizeof(*in));

	pthread_mutex_init(&in->lock, NULL);
	pthread_cond_init(&in->opened_or_failed, NULL);
	in->settings = *settings;
	in->dir = mem_strdup(settings->dir);
	in->writer.doors = doors;
	in->writer.clock = clock;
	in->writer.vitals = vitals;
	in->writer.sharing = sharing;
	if (pthread_create(&in->thread, NULL, writer_main, in) != 0) {
		ingest_free(in);
		return err_set(err, ERR_SYSTEM, "can't start the writer thread");
	}
	if (!wait_until_open(in)) {
		pthread_join(in->thread, NULL);
		if (err != NULL)
			*err = in->failure;
		ingest_free(in);
		return false;
	}
	*out = in;
	return true;
}

void
ingest_reload(struct ingest *in, const struct ingest_settings *settings)
{
	pthread_mutex_lock(&in->lock);
	in->settings = *settings;
	pthread_mutex_unlock(&in->lock);
}

void
ingest_stop(struct ingest *in)
{
	if (in == NULL)
		return;
	pthread_join(in->thread, NULL);
	ingest_free(in);
}
