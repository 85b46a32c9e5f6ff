#include "ingest/batch.h"

#include "base/log.h"
#include "ingest/example_page.h"
#include "ingest/folding.h"
#include "ingest/happened.h"
#include "ingest/hold.h"
#include "ingest/judgement.h"
#include "ingest/parting.h"
#include "ingest/poll.h"
#include "ingest/requests.h"
#include "ingest/subscribe.h"

#include <time.h>

enum { BATCH_DOCUMENTS = 400, NAP_US = 2000, NAPS = 5 };

struct batch {
	struct document *done[BATCH_DOCUMENTS];
	size_t count;
};

static void
tell_not_stored(struct writer *w, const struct document *d, const struct err *err)
{
	hold_hear(w, err);
	log_error("document not stored", LOG_INT("feed", d->feed_id), LOG_TEXT("error", err->text));
}

/* One document, as a part of the transaction, or of several when it is long. What fails is told in its outcome. */
static void
store_part(struct writer *w, struct document *d)
{
	struct err err = { 0 };

	d->outcome.is_stored = false;
	if (poll_is_one_statement(d)) {
		d->outcome.is_stored = poll_store(w, d, &err);
		if (!d->outcome.is_stored)
			tell_not_stored(w, d, &err);
		return;
	}
	if (!store_part_begin(w->store, &err)) {
		tell_not_stored(w, d, &err);
		return;
	}
	happened_part_begin(w->happened);
	parting_allow(w);
	d->outcome.is_stored = poll_store(w, d, &err) && store_part_end(w->store, &err);
	parting_forbid(w);
	if (d->outcome.is_stored)
		return;
	store_part_undo(w->store);
	happened_part_undo(w->happened);
	tell_not_stored(w, d, &err);
}

static void
count_outcome(struct writer *w, const struct outcome *outcome)
{
	atomic_fetch_add(&w->vitals->items_new, outcome->items_new);
	atomic_fetch_add(&w->vitals->items_revised, outcome->items_revised);
}

static void
count_failure(struct writer *w, const struct document *d)
{
	if (d->outcome.is_failed && d->failure > FAILURE_NONE && d->failure < FAILURE_KINDS)
		atomic_fetch_add(&w->vitals->failures[d->failure], 1);
}

static void
send_home(struct writer *w, struct batch *batch, bool is_committed)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct document *d = batch->done[i];

		d->outcome.is_stored &= is_committed;
		if (d->outcome.is_stored) {
			count_outcome(w, &d->outcome);
			count_failure(w, d);
		}
		buffer_fini(&d->body);
		if (!mailbox_post(w->doors->fetch, &d->letter))
			document_free(d);
	}
}

static bool
is_poll(const struct letter *letter)
{
	return letter->kind == LETTER_DOCUMENT && ((const struct document *)letter)->purpose == DOCUMENT_POLL;
}

/*
 * While polls are under way more comes in a moment, and a commit of one
 * unchanged poll costs as much as one of many. In all it is waited no longer
 * than a person would notice.
 */
static struct letter *
next_letter(struct writer *w, int *naps)
{
	static const struct timespec nap = { .tv_nsec = NAP_US * 1000 };
	struct letter *letter = mailbox_collect(w->doors->ingest);

	while (letter == NULL && *naps > 0 && atomic_load(&w->vitals->transfers_running) > 0) {
		(*naps)--;
		nanosleep(&nap, NULL);
		letter = mailbox_collect(w->doors->ingest);
	}
	return letter;
}

/* As much as is good for one commit, or for as long. */
static bool
is_full(struct writer *w, const struct batch *batch, int64_t until)
{
	return batch->count == BATCH_DOCUMENTS || store_has_enough(w->store) || clock_steady_ms(w->clock) >= until ||
	       !parting_is_whole(w, NULL);
}

/* Fills the batch; answers the letter that did not belong in it, or NULL. */
static struct letter *
fill(struct writer *w, struct batch *batch, struct document *first)
{
	int64_t until = parting_begin(w);
	struct letter *letter = &first->letter;
	int naps = NAPS;

	while (letter != NULL && is_poll(letter)) {
		struct document *d = (struct document *)letter;

		store_part(w, d);
		buffer_fini(&d->body);
		batch->done[batch->count++] = d;
		if (is_full(w, batch, until))
			return NULL;
		letter = next_letter(w, &naps);
	}
	return letter;
}

static struct letter *
store_polls(struct writer *w, struct document *first)
{
	struct batch batch = { 0 };
	struct letter *rest;
	struct err err = { 0 };
	bool is_good;

	if (hold_is_on(w)) {
		batch.done[batch.count++] = first;
		send_home(w, &batch, false);
		return NULL;
	}
	w->lull_ms = clock_steady_ms(w->clock) - w->stored_ms;
	is_good = store_begin(w->store, STORE_FETCHED, &err);
	if (!is_good) {
		batch.done[batch.count++] = first;
		rest = NULL;
	} else {
		rest = fill(w, &batch, first);
		is_good = parting_is_whole(w, &err) && store_commit(w->store, &err);
	}
	if (is_good) {
		atomic_fetch_add(&w->vitals->commits, 1);
		happened_commit(w);
	} else {
		hold_hear(w, &err);
		log_error("documents not stored", LOG_INT("documents", batch.count), LOG_TEXT("error", err.text));
		store_rollback(w->store);
		happened_rollback(w->happened);
		folding_forget(w->folding);
		judgement_forget(w->judgement);
	}
	send_home(w, &batch, is_good);
	w->stored_ms = clock_steady_ms(w->clock);
	return rest;
}

/* Documents wait until the indexes are there; people don't. */
static void
build_indexes(struct writer *w)
{
	while (folding_is_pending(w->folding)) {
		folding_step(w->folding);
		requests_let_in(w);
	}
}

void
batch_store(struct writer *w, struct document *d)
{
	struct letter *rest = &d->letter;

	build_indexes(w);
	if (is_poll(rest))
		rest = store_polls(w, d);
	if (rest == NULL)
		return;
	if (rest->kind == LETTER_REQUEST)
		requests_handle(w, (struct request *)rest);
	else if (rest->kind == LETTER_DOCUMENT && ((struct document *)rest)->purpose == DOCUMENT_EXAMPLE)
		example_fetched(w, (struct document *)rest);
	else if (rest->kind == LETTER_DOCUMENT)
		subscribe_fetched(w, (struct document *)rest);
	else
		letter_free(rest);
}
