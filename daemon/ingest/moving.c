#include "ingest/moving.h"

#include "base/credentials.h"
#include "base/log.h"
#include "base/text.h"
#include "ingest/judgement.h"

bool
moving_note(struct store_feed *feed, const char *moved_url, int64_t asked_at)
{
	if (moved_url == NULL || text_equal(moved_url, feed->url)) {
		feed->moved_url = NULL;
		feed->moved_since = TIME_NONE;
		return false;
	}
	/* What was seen while the clock was ahead is seen now. */
	if (!text_equal(moved_url, feed->moved_url) || feed->moved_since > asked_at) {
		feed->moved_url = moved_url;
		feed->moved_since = asked_at;
	}
	return asked_at - feed->moved_since >= MOVING_AFTER_S;
}

static bool
has_tag(const struct store_feed *feed, size_t count, const char *tag)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(feed->tags[i], tag))
			return true;
	return false;
}

static void
unite_tags(struct store_feed *to, const struct store_feed *from, struct arena *arena)
{
	const char **tags = arena_alloc(arena, (to->tag_count + from->tag_count + 1) * sizeof(*tags));
	size_t count = to->tag_count;

	for (size_t i = 0; i < count; i++)
		tags[i] = to->tags[i];
	for (size_t i = 0; i < from->tag_count; i++)
		if (!has_tag(to, to->tag_count, from->tags[i]))
			tags[count++] = from->tags[i];
	to->tags = tags;
	to->tag_count = count;
}

/* What the curator said of the one that is no more holds where he said nothing of the other. */
static void
take_over_wishes(struct store_feed *to, const struct store_feed *from, struct arena *arena)
{
	if (text_is_blank(to->title))
		to->title = from->title;
	if (from->is_weighed && !to->is_weighed) {
		to->weight = from->weight;
		to->is_weighed = true;
	}
	to->is_preferred = to->is_preferred || from->is_preferred;
	unite_tags(to, from, arena);
}

/* For how long a feed's items stay, whichever they are; 0: for ever. */
static int64_t
kept_for(int64_t keep_s, const struct store_keep *usual)
{
	if (keep_s >= 0)
		return keep_s;
	if (usual->keep_unread_s > 0 && (usual->keep_s == 0 || usual->keep_unread_s < usual->keep_s))
		return usual->keep_unread_s;
	return usual->keep_s;
}

static bool
is_more(int64_t bound, int64_t other)
{
	return other > 0 && (bound == 0 || bound > other);
}

/* What was to stay in the one that is no more stays in the other: nobody loses items by a move. */
static bool
take_over_keep(struct writer *w, const struct store_feed *to, const struct store_feed *from, struct err *err)
{
	const struct store_keep *usual = &w->settings.keep;
	int64_t keep_s = to->keep_s, keep_items = to->keep_items;

	if (from->keep_s >= 0 && is_more(from->keep_s, kept_for(to->keep_s, usual)))
		keep_s = from->keep_s;
	if (from->keep_items >= 0 &&
	    is_more(from->keep_items, to->keep_items >= 0 ? to->keep_items : usual->keep_items))
		keep_items = from->keep_items;
	return (keep_s == to->keep_s && keep_items == to->keep_items) ||
	       store_feed_keep(w->store, to->id, keep_s, keep_items, err);
}

static bool
merge(struct writer *w, const struct store_feed *feed, struct store_feed *to, struct arena *arena, struct err *err)
{
	double weight = to->weight;

	log_info("feed merged", LOG_INT("feed", feed->id), LOG_INT("into", to->id),
	    LOG_TEXT("from", credentials_hide(feed->url, arena)), LOG_TEXT("to", credentials_hide(to->url, arena)));
	take_over_wishes(to, feed, arena);
	if (feed->newest_at > to->newest_at)
		to->newest_at = feed->newest_at;
	if (feed->last_change_at > to->last_change_at)
		to->last_change_at = feed->last_change_at;
	if (!store_feed_put(w->store, to, err) || !take_over_keep(w, to, feed, err) ||
	    !store_feed_merge(w->store, feed->id, to->id, err))
		return false;
	return (to->weight == weight && to->weight == feed->weight) || judgement_feed_weighed(w->judgement, true, err);
}

static void
move(struct store_feed *feed, struct arena *arena)
{
	log_info("feed moved", LOG_INT("feed", feed->id), LOG_TEXT("from", credentials_hide(feed->url, arena)),
	    LOG_TEXT("to", credentials_hide(feed->moved_url, arena)));
	feed->url = feed->moved_url;
	feed->moved_url = NULL;
	feed->moved_since = TIME_NONE;
}

bool
moving_follow(struct writer *w, const struct document *d, struct store_feed *feed, struct arena *arena,
    bool *out_is_merged, struct err *err)
{
	struct err missing = { 0 };
	struct store_feed *to;
	int64_t other;

	*out_is_merged = false;
	if (!moving_note(feed, d->moved_url, d->asked_at))
		return true;
	if (!store_feed_find(w->store, feed->moved_url, &other, &missing)) {
		if (missing.code != ERR_NOT_FOUND)
			return err_set(err, missing.code, "%s", missing.text);
		move(feed, arena);
		return true;
	}
	if (!store_feed_get(w->store, other, arena, &to, err))
		return false;
	/* One that is paused would swallow what this one brings. */
	if (to->is_paused || to->is_gone)
		return true;
	*out_is_merged = true;
	return merge(w, feed, to, arena, err);
}
