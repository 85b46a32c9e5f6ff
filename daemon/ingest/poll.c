#include "ingest/poll.h"

#include "base/credentials.h"
#include "base/log.h"
#include "base/pause.h"
#include "base/text.h"
#include "curate/source.h"
#include "feed/discover.h"
#include "ingest/happened.h"
#include "ingest/items.h"
#include "ingest/judgement.h"
#include "ingest/moving.h"
#include "ingest/parting.h"
#include "message/timing.h"

#include <stdlib.h>
#include <xxhash.h>

enum {
	RHYTHM_ITEMS = 20,
	STATUS_IM_USED = 226, /* RFC 3229: only what is new since the validators that were sent */
};

typedef bool feed_put(struct store *s, const struct store_feed *feed, struct err *err);

struct feed *
poll_parse(struct writer *w, const struct document *d, struct arena *arena, struct err *err)
{
	struct pause pause = { parting_look, w };
	struct feed_source source = {
		.bytes = buffer_text(&d->body),
		.len = d->body.len,
		.content_type = d->content_type,
		.content_location = d->content_location,
		.url = d->final_url != NULL ? d->final_url : d->url,
		.items_max = w->settings.items_per_document,
		.item_text_max_bytes = w->settings.item_text_bytes,
		.pause = &pause,
	};
	struct feed *parsed = NULL;

	return feed_parse(&source, arena, &parsed, err) ? parsed : NULL;
}

/* Newest first. */
static int
compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x < y) - (x > y);
}

/* The median gap between the newest items, -1 when there are too few dates to tell. */
static int64_t
rhythm_of(const struct feed *parsed, struct arena *arena)
{
	int64_t *times = arena_alloc(arena, (parsed->item_count + 1) * sizeof(*times));
	int64_t gaps[RHYTHM_ITEMS];
	size_t count = 0, gap_count;

	for (size_t i = 0; i < parsed->item_count; i++)
		if (parsed->items[i].published_at != TIME_NONE)
			times[count++] = parsed->items[i].published_at;
	qsort(times, count, sizeof(*times), compare_times);
	if (count < 3)
		return -1;
	gap_count = count - 1 < RHYTHM_ITEMS ? count - 1 : RHYTHM_ITEMS;
	for (size_t i = 0; i < gap_count; i++)
		gaps[i] = times[i] - times[i + 1];
	qsort(gaps, gap_count, sizeof(*gaps), compare_times);
	return gaps[gap_count / 2];
}

static const char *
address_as_name(const char *url, struct arena *arena)
{
	const char *shown = credentials_hide(url, arena);

	return shown != url ? shown : NULL;
}

/* What the feed says of itself. Empty answers don't wipe out what is known. */
static void
take_over_facts(struct store_feed *feed, const struct feed *parsed, const struct document *d, struct arena *arena)
{
	const char *hub = feed_discover_hub(d->link, d->final_url != NULL ? d->final_url : d->url, arena);
	const struct {
		const char **known;
		const char *said;
	} texts[] = {
		{ &feed->feed_title, parsed->title },
		{ &feed->home_url, parsed->home_url },
		{ &feed->description, parsed->description },
		{ &feed->icon, parsed->icon != NULL ? parsed->icon : parsed->image },
		{ &feed->language, parsed->language },
		{ &feed->hub_url, hub == NULL && parsed->hub_count > 0 ? parsed->hubs[0].url : hub },
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (!text_is_blank(texts[i].said))
			*texts[i].known = texts[i].said;
	if (text_is_blank(feed->feed_title)) /* else its address would be its name, with what it may hold */
		feed->feed_title = address_as_name(feed->url, arena);
	feed->format = feed_format_name(parsed->format);
	feed->ttl_s = parsed->ttl_minutes >= 0 ? parsed->ttl_minutes * 60 : -1;
	feed->update_s = parsed->update_s;
	feed->skip_hours = parsed->skip_hours;
	feed->skip_days = parsed->skip_days;
	if (d->status != STATUS_IM_USED) /* the few items of a delta say nothing of the gaps between all */
		feed->rhythm_s = rhythm_of(parsed, arena);
}

/* A 304 may bring fresh hints, and mostly brings none: those that were said hold on. With a document all is said anew. */
static void
take_over_freshness(struct store_feed *feed, const struct document *d)
{
	const struct freshness *said = &d->freshness;

	if (d->result == DOCUMENT_FETCHED || said->max_age_s >= 0 || said->expires_s >= 0) {
		feed->max_age_s = said->max_age_s;
		feed->expires_s = said->expires_s;
	}
	feed->retry_after_s = said->retry_after_s;
}

/* Those of a 200 or 226 describe what is now stored. A 304 often brings only one of the two: the set stays whole. */
static void
take_over_validators(struct store_feed *feed, const struct validators *said)
{
	if (said->etag == NULL && said->last_modified == NULL)
		return;
	feed->etag = said->etag;
	feed->last_modified = said->last_modified;
}

static struct timing
plan_next(struct writer *w, const struct document *d, const struct store_feed *feed)
{
	struct timing_facts facts = {
		.feed_id = feed->id,
		.asked_at = d->asked_at,
		.failures = feed->failures,
		.failure = failure_from_name(feed->failure),
		.status = d->status,
		.freshness = { feed->max_age_s, feed->expires_s, feed->retry_after_s },
		.ttl_s = feed->ttl_s,
		.update_s = feed->update_s,
		.skip_hours = feed->skip_hours,
		.skip_days = feed->skip_days,
		.rhythm_s = feed->rhythm_s,
		.newest_at = feed->newest_at,
	};

	if (feed->is_gone) {
		facts.failure = FAILURE_HTTP;
		facts.status = 410;
	}
	return timing_next(&facts, &w->settings.timing);
}

static void
note_failure(struct document *d, struct store_feed *feed, enum failure_kind kind, const char *text, struct arena *arena)
{
	bool is_news = !text_equal(feed->last_error, text);

	feed->failures++;
	feed->failure = failure_name(kind);
	feed->last_error = text;
	d->failure = kind;
	if (d->status == 410)
		feed->is_gone = true; /* until it answers again: whatever else a person who asked heard */
	feed->retry_after_s = d->freshness.retry_after_s;
	d->outcome.is_failed = true;
	/* The same again is no news. */
	log_event(is_news ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG, "poll failed", LOG_INT("feed", feed->id),
	    LOG_TEXT("url", credentials_hide(feed->url, arena)), LOG_TEXT("error", text),
	    LOG_INT("failures", feed->failures));
}

static void
note_success(struct document *d, struct store_feed *feed)
{
	if (feed->failures > 0)
		log_info("feed well again", LOG_INT("feed", feed->id), LOG_INT("failures", feed->failures));
	feed->failures = 0;
	feed->failure = NULL;
	feed->last_error = NULL;
	feed->is_gone = false;
	take_over_freshness(feed, d);
}

/* Every poll ends here: the feed's row is written, in the transaction of the items. `put` writes all that has changed but the address. */
static bool
finish(
    struct writer *w, struct document *d, struct store_feed *feed, feed_put *put, struct arena *arena, struct err *err)
{
	const char *url = feed->url;
	bool is_merged = false;
	struct timing next;

	feed->last_poll_at = d->asked_at;
	feed->last_status = d->status;
	if (!d->outcome.is_failed && !moving_follow(w, d, feed, arena, &is_merged, err))
		return false;
	plan_fini(&d->outcome.plan);
	d->outcome.plan = (struct plan) { .feed_id = feed->id, .is_gone = true };
	if (is_merged)
		return true;
	next = plan_next(w, d, feed);
	feed->due_at = next.due_at;
	feed->due_reason = arena_strdup(arena, next.reason);
	if (!(feed->url == url ? put : store_feed_put)(w->store, feed, err))
		return false;
	d->outcome.plan = plan_of(feed);
	return true;
}

/* A feed of comments weighs less unless the curator said otherwise; known before its first items are scored. */
static bool
weigh_source(struct writer *w, struct store_feed *feed, const struct feed *parsed, struct err *err)
{
	double weight = source_usual_weight(parsed->title, feed->url);

	if (feed->is_weighed || weight == feed->weight)
		return true;
	feed->weight = weight;
	return store_feed_put(w->store, feed, err) && judgement_feed_weighed(w->judgement, feed->item_count > 0, err);
}

/* An empty document, one that ended early and a delta don't say what a feed shows no more. */
static bool
note_missed(struct writer *w, const struct document *d, const struct store_feed *feed, const struct feed *parsed,
    const struct items_stored *stored, struct err *err)
{
	return parsed->item_count == 0 || !parsed->is_complete || d->status == STATUS_IM_USED ||
	       store_removed_miss(w->store, feed->id, stored->identities, parsed->item_count, d->asked_at, err);
}

/* What ended before its first item is asked for in full again, once: when the same comes again, it is all there is. */
bool
poll_store_parsed(struct writer *w, struct document *d, struct store_feed *feed, const struct feed *parsed,
    struct arena *arena, struct err *err)
{
	struct items_stored stored = { .newest_at = TIME_NONE };

	if (!weigh_source(w, feed, parsed, err) || !items_store(w, feed, parsed, d->asked_at, arena, &stored, err) ||
	    !note_missed(w, d, feed, parsed, &stored, err))
		return false;
	take_over_facts(feed, parsed, d, arena);
	if (parsed->is_complete || parsed->item_count > 0)
		take_over_validators(feed, &d->validators);
	note_success(d, feed);
	feed->body_hash = XXH3_64bits(buffer_text(&d->body), d->body.len);
	if (stored.newest_at > feed->newest_at)
		feed->newest_at = stored.newest_at;
	d->outcome.items_new = stored.new_count;
	d->outcome.items_revised = stored.revised_count;
	d->outcome.is_changed = stored.new_count + stored.revised_count > 0;
	if (d->outcome.is_changed)
		feed->last_change_at = d->asked_at;
	return finish(w, d, feed, store_feed_put, arena, err);
}

static bool
store_fetched(struct writer *w, struct document *d, struct store_feed *feed, struct arena *arena, struct err *err)
{
	struct err reason = { 0 };
	struct feed *parsed = poll_parse(w, d, arena, &reason);

	if (!parting_pass(w, feed, arena, err))
		return false;
	if (parsed != NULL)
		return poll_store_parsed(w, d, feed, parsed, arena, err);
	note_failure(d, feed, FAILURE_NOT_FEED, arena_printf(arena, "not a feed, but %s", reason.text), arena);
	return finish(w, d, feed, store_feed_polled, arena, err);
}

/* The same bytes again, from a server that knows no validators: nothing to parse. */
static bool
is_same_body(const struct document *d, const struct store_feed *feed)
{
	return feed->body_hash != 0 && feed->last_error == NULL &&
	       feed->body_hash == XXH3_64bits(buffer_text(&d->body), d->body.len);
}

bool
poll_is_one_statement(const struct document *d)
{
	return d->result == DOCUMENT_UNCHANGED && d->moved_url == NULL;
}

static bool
store_unchanged(struct writer *w, struct document *d, struct store_feed *feed, struct arena *arena, struct err *err)
{
	note_success(d, feed);
	if (d->result == DOCUMENT_FETCHED)
		take_over_validators(feed, &d->validators);
	return finish(w, d, feed, store_feed_polled, arena, err);
}

/* Another feed of its host was told to come later: so is this one. */
static bool
store_postponed(struct writer *w, struct document *d, struct store_feed *feed, struct err *err)
{
	int64_t until = d->asked_at + d->freshness.retry_after_s;

	if (feed->due_at < until) {
		feed->due_at = until;
		feed->due_reason = "its host asked to be left alone for a while (429, 503 or Retry-After)";
	}
	d->outcome.is_failed = true;
	if (!store_feed_polled(w->store, feed, err))
		return false;
	d->outcome.plan = plan_of(feed);
	return true;
}

static bool
store_result(struct writer *w, struct document *d, struct store_feed *feed, struct arena *arena, struct err *err)
{
	switch (d->result) {
	case DOCUMENT_FETCHED:
		if (is_same_body(d, feed))
			return store_unchanged(w, d, feed, arena, err);
		return store_fetched(w, d, feed, arena, err);
	case DOCUMENT_POSTPONED:
		return store_postponed(w, d, feed, err);
	case DOCUMENT_UNCHANGED:
		return store_unchanged(w, d, feed, arena, err);
	default:
		note_failure(d, feed, d->failure, d->failure_text, arena);
		return finish(w, d, feed, store_feed_polled, arena, err);
	}
}

static bool
get_feed(struct writer *w, struct document *d, struct arena *arena, struct store_feed **out, struct err *err)
{
	if (store_feed_get(w->store, d->feed_id, arena, out, err))
		return true;
	d->outcome.plan = (struct plan) { .feed_id = d->feed_id, .is_gone = true };
	return false;
}

/* It failed because the feed was removed in the middle of it. */
static bool
was_removed(struct writer *w, struct document *d, struct arena *arena, const struct err *failure)
{
	struct store_feed *feed;
	struct err err = { 0 };

	return failure->code == ERR_NOT_FOUND && !get_feed(w, d, arena, &feed, &err) && err.code == ERR_NOT_FOUND;
}

/* ---- most polls ---- */

static bool
says_the_same(const struct document *d, const struct store_feed *feed)
{
	const struct freshness *said = &d->freshness;
	bool has_hints = said->max_age_s >= 0 || said->expires_s >= 0;

	return said->retry_after_s == feed->retry_after_s &&
	       (!has_hints || (said->max_age_s == feed->max_age_s && said->expires_s == feed->expires_s));
}

/* As finish, of the plan only the time is new. */
static bool
finish_as_before(struct writer *w, struct document *d, struct store_feed *feed, struct err *err)
{
	struct timing next = plan_next(w, d, feed);

	feed->last_poll_at = d->asked_at;
	feed->last_status = d->status;
	feed->due_at = next.due_at;
	feed->due_reason = next.reason;
	plan_fini(&d->outcome.plan);
	d->outcome.plan = (struct plan) { .feed_id = feed->id, .due_at = due_of(feed) };
	return store_feed_unchanged(w->store, feed, err);
}

/* The feed was well, is well, and says what it said: nothing about it changes but the times, and that is no news. */
static bool
store_as_before(struct writer *w, struct document *d, bool *out_is_stored, struct err *err)
{
	struct store_feed feed;
	bool is_well = false;

	if (poll_is_one_statement(d) && !store_feed_well(w->store, d->feed_id, &feed, &is_well, err))
		return false;
	*out_is_stored = is_well && says_the_same(d, &feed);
	return !*out_is_stored || finish_as_before(w, d, &feed, err);
}

static bool
store_in_full(struct writer *w, struct document *d, struct err *err)
{
	ARENA arena = arena_new();
	struct store_feed *feed = NULL, before;
	struct err failure = { 0 };

	if (!get_feed(w, d, arena, &feed, &failure))
		return failure.code == ERR_NOT_FOUND || err_set(err, failure.code, "%s", failure.text);
	before = *feed;
	if (!store_result(w, d, feed, arena, &failure))
		return was_removed(w, d, arena, &failure) || err_set(err, failure.code, "%s", failure.text);
	if (d->outcome.plan.is_gone) /* merged into another */
		happened_feed(w->happened, feed->id, "removed");
	else
		happened_feed_between(w->happened, &before, feed);
	return true;
}

bool
poll_store(struct writer *w, struct document *d, struct err *err)
{
	bool is_stored;

	return store_as_before(w, d, &is_stored, err) && (is_stored || store_in_full(w, d, err));
}
