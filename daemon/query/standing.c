#include "query/standing.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "curate/judge.h"
#include "query/compose.h"
#include "query/place.h"

#include <math.h>

/* What is asked about, and what has been found so far. */
struct standing {
	struct reader *reader;
	const struct store_item *item;
	const struct compose_settings *usual;
	const struct store_score *scores; /* in all topics */
	size_t score_count;
	bool has_topics; /* the digest; not known unless it was looked for in it */
	struct arena *arena;
	const char *reason; /* the first thing in the way */
	json_t *would;
	json_t *place; /* NULL: none */
};

/* One thing in the way and what would take it away; answers the object, for its figures. */
static json_t *
obstacle(struct standing *st, const char *reason, const char *kind, const char *what)
{
	json_t *one = json_pack("{s:s, s:s, s:s}", "kind", kind, "reason", reason, "what", what);

	if (st->reason == NULL)
		st->reason = reason;
	json_array_append_new(st->would, one);
	return one;
}

/* ---- what keeps an item from being a candidate at all ---- */

static void
look_at_fold(struct standing *st)
{
	long long original = (long long)st->item->duplicate_of;
	const char *reason = st->item->duplicate_reason != NULL ? st->item->duplicate_reason : "a copy";
	json_t *one;

	if (original == 0)
		return;
	one = obstacle(st, arena_printf(st->arena, "it is folded under item %lld: %s", original, reason), "folded",
	    arena_printf(st->arena,
		"nothing: item %lld stands for it, and may be in itself; if they differ: winnow split %lld", original,
		(long long)st->item->id));
	json_object_set_new(one, "item", json_integer(original));
}

static void
look_at_marks(struct standing *st)
{
	if (st->item->verdict == VERDICT_SKIP)
		obstacle(st, "you skipped it", "skipped",
		    arena_printf(
			st->arena, "taking the verdict back: winnow skip --undo %lld", (long long)st->item->id));
	if (st->item->is_read)
		obstacle(st, "you have read it", "read", "being unread");
}

static void
look_at_age(struct standing *st)
{
	char age[TIMESTAMP_SIZE], window[TIMESTAMP_SIZE];
	int64_t age_s = st->usual->until - st->item->sorted_at, days = age_s / 86400 + 1;
	json_t *one;

	if (st->item->sorted_at >= st->usual->since && st->item->sorted_at < st->usual->until)
		return;
	one = obstacle(st,
	    arena_printf(st->arena, "it is %s old, and the digest covers %s", duration_format(age_s, age),
		duration_format(st->usual->until - st->usual->since, window)),
	    "age",
	    arena_printf(
		st->arena, "a window of %lld days: winnow digest --since %lldd", (long long)days, (long long)days));
	json_object_set_new(one, "days", json_integer(days));
}

/* The topic whose threshold is nearest above it; NULL when it reaches one. */
static const struct store_score *
nearest_miss(const struct standing *st)
{
	const struct store_score *nearest = NULL;

	for (size_t i = 0; i < st->score_count; i++) {
		const struct store_score *score = &st->scores[i];
		double missing = margin_of(score->threshold) - score->margin;

		if (missing <= 0)
			return NULL;
		if (nearest == NULL || missing < margin_of(nearest->threshold) - nearest->margin)
			nearest = score;
	}
	return nearest;
}

static void
look_at_score(struct standing *st)
{
	const struct store_score *miss = nearest_miss(st);
	double missing;
	json_t *one;

	if (st->score_count == 0 && st->has_topics)
		obstacle(st, "it has no score yet", "score", "being scored, which happens by itself");
	if (miss == NULL)
		return;
	missing = margin_of(miss->threshold) - miss->margin;
	one = obstacle(st,
	    arena_printf(st->arena, "its score in \"%s\", %d, is under that topic's threshold of %d", miss->title,
		score_of(miss->margin), miss->threshold),
	    "threshold",
	    arena_printf(st->arena,
		"a threshold of %d or less, or %.2f more points: a term of \"%s\" that is in it, or keeping what is like it",
		score_of(miss->margin), missing, miss->title));
	json_object_set_new(one, "topic", json_string(miss->name));
	json_object_set_new(one, "score", json_integer(score_of(miss->margin)));
	json_object_set_new(one, "threshold", json_integer(miss->threshold));
	json_object_set_new(one, "missing", json_real(missing));
}

static void
explain_stranger(struct standing *st)
{
	look_at_fold(st);
	look_at_marks(st);
	look_at_age(st);
	look_at_score(st);
	if (st->reason == NULL)
		obstacle(st, "too many items of its section score higher", "outranked",
		    "a shorter window, or a higher threshold for what stands before it");
}

/* ---- what keeps a candidate out ---- */

/* The section as it would be with room for all and `per_feed` of a source. */
static bool
without_limits(
    struct standing *st, const struct section *section, int64_t per_feed, struct section *out, struct err *err)
{
	struct compose_settings settings = *st->usual;

	settings.limit = (int64_t)section->considered;
	settings.per_feed = per_feed;
	*out = *section;
	return compose_section(st->reader, &settings, out, st->arena, err);
}

/* From 1; 0 when it is not in. With `feed_id` only that source's are counted. */
static int64_t
place_in(const struct section *section, int64_t item_id, int64_t feed_id)
{
	int64_t place = 0;

	for (size_t i = 0; i < section->chosen; i++) {
		const struct store_candidate *c = &section->candidates[section->choices[i].candidate];

		place += feed_id == 0 || c->feed_id == feed_id;
		if (c->item_id == item_id)
			return place;
	}
	return 0;
}

static bool
look_at_room(struct standing *st, const struct section *section, const char *reason, struct err *err)
{
	struct section roomy;
	int64_t place;

	if (!without_limits(st, section, st->usual->per_feed, &roomy, err))
		return false;
	place = place_in(&roomy, st->item->id, 0);
	st->place = place_explain(&roomy, st->usual, st->item->id, st->arena);
	json_object_set_new(obstacle(st, reason, "outranked",
				place > 0 ? arena_printf(st->arena,
						"a limit of %lld a section (it is %lld): winnow digest --limit %lld",
						(long long)place, (long long)st->usual->limit, (long long)place)
					  : "fewer items of its source, or of its story, before it"),
	    "limit", json_integer(place > 0 ? place : (int64_t)section->considered));
	return true;
}

static bool
look_at_source(struct standing *st, const struct section *section, const char *reason, struct err *err)
{
	struct section roomy;
	int64_t place, limit;
	json_t *one;

	if (!without_limits(st, section, 0, &roomy, err))
		return false;
	place = place_in(&roomy, st->item->id, st->item->feed_id);
	limit = place_in(&roomy, st->item->id, 0);
	one = obstacle(st, reason, "source",
	    arena_printf(st->arena, "%lld items of one source (%lld may be in), and a limit of %lld a section",
		(long long)place, (long long)st->usual->per_feed, (long long)limit));
	json_object_set_new(one, "per_feed", json_integer(place));
	json_object_set_new(one, "limit", json_integer(limit));
	return true;
}

static void
look_at_story(struct standing *st, const struct section *section, const char *reason)
{
	for (size_t i = 0; i < section->chosen; i++) {
		const struct store_candidate *c = &section->candidates[section->choices[i].candidate];
		json_t *one;

		if (c->story_id == 0 || c->story_id != st->item->story_id || c->item_id == st->item->id)
			continue;
		one = obstacle(st, reason, "story",
		    arena_printf(st->arena, "item %lld being read or skipped, which tells the same story",
			(long long)c->item_id));
		json_object_set_new(one, "item", json_integer(c->item_id));
		return;
	}
	obstacle(st, reason, "story", "the item that tells its story being read or skipped");
}

static bool
explain_candidate(struct standing *st, const struct section *section, enum digest_fate fate, struct err *err)
{
	const char *reason =
	    arena_printf(st->arena, "in the section \"%s\", %s", section_title(section), digest_fate_words(fate));

	if (fate == DIGEST_STORY_TOLD)
		look_at_story(st, section, reason);
	if (fate == DIGEST_SOURCE_FULL)
		return look_at_source(st, section, reason, err);
	return fate != DIGEST_OUTRANKED || look_at_room(st, section, reason, err);
}

/* ---- where it is ---- */

static bool
is_over_a_threshold(const struct standing *st)
{
	for (size_t i = 0; i < st->score_count; i++) {
		int64_t least = st->usual->min_score >= 0 ? st->usual->min_score : st->scores[i].threshold;

		if (st->scores[i].margin >= margin_of((int)least))
			return true;
	}
	return false;
}

/* Most of what is asked about is old, or fits no topic: no digest need be made to see that. */
static bool
may_be_candidate(const struct standing *st)
{
	const struct store_item *item = st->item;

	if (st->score_count == 0)
		return true; /* with no topics, items need no score */
	return item->duplicate_of == 0 && item->verdict != VERDICT_SKIP && !item->is_read &&
	       item->sorted_at >= st->usual->since && item->sorted_at < st->usual->until && is_over_a_threshold(st);
}

/* NULL: in none. */
static struct section *
section_of(struct section *sections, size_t count, int64_t item_id, size_t *out_index)
{
	for (size_t s = 0; s < count; s++)
		for (*out_index = 0; *out_index < sections[s].considered; (*out_index)++)
			if (sections[s].candidates[*out_index].item_id == item_id)
				return &sections[s];
	return NULL;
}

/* The section that it is a candidate of, as it is in the digest; NULL: of none. */
static bool
find_section(struct standing *st, struct section **out, size_t *out_index, struct err *err)
{
	struct section *sections;
	size_t count;

	*out = NULL;
	if (!may_be_candidate(st))
		return true;
	if (!compose_candidates(st->reader, st->usual, st->arena, &sections, &count, err))
		return false;
	st->has_topics = sections[0].topic != NULL;
	*out = section_of(sections, count, st->item->id, out_index);
	return *out == NULL || compose_section(st->reader, st->usual, *out, st->arena, err);
}

bool
standing_explain(
    struct reader *reader, const struct store_item *item, struct arena *arena, json_t **out, struct err *err)
{
	struct compose_settings usual;
	struct standing st = { .reader = reader, .item = item, .usual = &usual, .arena = arena };
	struct store_score *scores;
	struct section *section;
	size_t index;
	bool is_in, is_good = true;

	if (!compose_live(reader, RECIPE_DEFAULT, arena, &usual, err) ||
	    !store_item_scores(reader->store, item->id, arena, &scores, &st.score_count, err))
		return false;
	st.scores = scores;
	if (!find_section(&st, &section, &index, err))
		return false;
	is_in = section != NULL && section->fates[index] == DIGEST_TAKEN;
	st.would = json_array();
	if (is_in) {
		st.reason = arena_printf(arena, "it is in the section \"%s\"", section_title(section));
		st.place = place_explain(section, &usual, item->id, arena);
	} else if (section != NULL) {
		is_good = explain_candidate(&st, section, section->fates[index], err);
	} else {
		explain_stranger(&st);
	}
	if (is_good)
		*out = json_pack("{s:b, s:s, s:O}", "in", is_in, "reason", st.reason, "would", st.would);
	if (is_good && st.place != NULL)
		json_object_set(*out, "place", st.place);
	json_decref(st.place);
	json_decref(st.would);
	return is_good;
}
