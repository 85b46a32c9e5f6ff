#include "ingest/parting.h"

#include "ingest/happened.h"
#include "ingest/requests.h"

#include <limits.h>

/*
 * Longer transactions make the indexes cheaper: a page that many items change is
 * written once, and the search index merges what each commit adds to it, again
 * and again. So they are the shorter the more lately somebody was at work.
 */
static const struct pace {
	int asked_within_ms;
	int length_ms;
} paces[] = { { AT_WORK_MS, 20 }, { 10000, 100 }, { INT_MAX, 300 } };

static int
length_ms(const struct writer *w)
{
	const struct pace *pace = paces;

	while (pace->asked_within_ms < INT_MAX && !writer_was_asked_within(w, pace->asked_within_ms))
		pace++;
	return pace->length_ms;
}

int64_t
parting_begin(struct writer *w)
{
	w->parting = (struct parting) { 0 };
	return clock_steady_ms(w->clock) + length_ms(w);
}

/* Where nobody waits a document is parted only when it is much too long: mostly the next commit is near. */
void
parting_allow(struct writer *w)
{
	w->parting.is_allowed = true;
	w->parting.until_ms = clock_steady_ms(w->clock) + 2 * length_ms(w);
}

void
parting_forbid(struct writer *w)
{
	w->parting.is_allowed = w->parting.has_passed = false;
}

bool
parting_is_whole(const struct writer *w, struct err *err)
{
	const struct parting *p = &w->parting;

	return !p->is_broken || err_set(err, p->failure.code, "%s", p->failure.text);
}

static bool
end_part(struct writer *w, struct err *err)
{
	if (!store_part_end(w->store, err) || !store_commit(w->store, err))
		return false;
	atomic_fetch_add(&w->vitals->commits, 1);
	happened_commit(w);
	return true;
}

static bool
begin_part(struct writer *w, struct err *err)
{
	if (!store_begin(w->store, STORE_FETCHED, err) || !store_part_begin(w->store, err))
		return false;
	happened_part_begin(w->happened);
	return true;
}

/* Meanwhile nothing else is parted. */
static void
part(struct writer *w)
{
	struct parting *p = &w->parting;

	p->is_allowed = false;
	p->is_broken = !end_part(w, &p->failure);
	if (p->is_broken)
		return;
	requests_let_in(w);
	p->has_passed = true;
	p->is_broken = !begin_part(w, &p->failure);
	if (!p->is_broken)
		parting_allow(w);
}

void
parting_look(void *writer)
{
	struct writer *w = writer;

	if (w->parting.is_allowed && (mailbox_has_urgent(w->doors->ingest) || store_has_enough(w->store) ||
					 clock_steady_ms(w->clock) >= w->parting.until_ms))
		part(w);
}

bool
parting_pass(struct writer *w, struct store_feed *feed, struct arena *arena, struct err *err)
{
	struct parting *p = &w->parting;
	struct store_feed *now;

	parting_look(w);
	if (!parting_is_whole(w, err))
		return false;
	if (!p->has_passed)
		return true;
	p->has_passed = false;
	if (!store_feed_get(w->store, feed->id, arena, &now, err))
		return false;
	*feed = *now;
	return true;
}
