#include "query/compose.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "curate/judge.h"
#include "query/recall.h"
#include "query/volumes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Candidates of one section: enough for spreading over sources and stories. Their likeness shows in the beginning of their texts. */
enum { CANDIDATES_A_PLACE = 6, CANDIDATES_MIN = 40, CANDIDATES_MAX = 300, LIKENESS_BYTES = 600 };

/* How late an item may come in and still be news. */
enum { LATE_S = 30 * 86400 };

static struct compose_settings
settings_of(const struct recipe *recipe, int64_t until)
{
	return (struct compose_settings) {
		.digest = recipe->name,
		.title = recipe->title,
		.since = until - recipe->window_s,
		.until = until,
		.limit = recipe->limit,
		.per_feed = recipe->per_feed,
		.min_score = recipe->min_score,
		.with_loose_tie = recipe->with_loose_tie,
	};
}

/* A topic that was removed leaves the rest of the digest as it was. */
static bool
find_topics(struct reader *reader, const struct recipe *recipe, struct arena *arena, struct compose_settings *out,
    struct err *err)
{
	if (recipe->topic_count == 0)
		return true;
	out->topics = arena_alloc(arena, recipe->topic_count * sizeof(*out->topics));
	out->missing = arena_alloc(arena, recipe->topic_count * sizeof(*out->missing));
	for (size_t i = 0; i < recipe->topic_count; i++) {
		struct err why = { 0 };
		struct store_topic *topic;

		if (store_topic_get(reader->store, recipe->topics[i], arena, &topic, &why))
			out->topics[out->topic_count++] = recipe->topics[i];
		else if (why.code == ERR_NOT_FOUND)
			out->missing[out->missing_count++] = recipe->topics[i];
		else {
			*err = why;
			return false;
		}
	}
	return true;
}

/* The window ends at the minute, so that two askings within one see the same. */
bool
compose_live(
    struct reader *reader, const char *name, struct arena *arena, struct compose_settings *out, struct err *err)
{
	int64_t until = clock_now_s(reader->clock) / 60 * 60 + 60;
	struct recipe recipe;
	char day[TIMESTAMP_SIZE];

	if (!store_recipe_get(reader->store, name, arena, &recipe, err))
		return false;
	timestamp_format(until, day);
	day[10] = '\0';
	*out = settings_of(&recipe, until);
	out->seed = arena_printf(arena, "%s %s", name, day);
	return find_topics(reader, &recipe, arena, out, err);
}

/*
 * The first issue looks back over the digest's window. Each other one holds what was seen since the issue before, to
 * which ids testify and not clocks; what was published before the window only when it came in late.
 */
bool
compose_next(struct reader *reader, const struct store_issue *last, struct arena *arena, struct compose_settings *out,
    struct err *err)
{
	struct recipe recipe;

	if (!store_recipe_get(reader->store, last->digest, arena, &recipe, err))
		return false;
	*out = settings_of(&recipe, clock_now_s(reader->clock));
	out->number = last->number + 1;
	out->seed = arena_printf(arena, "%s issue %lld", recipe.name, (long long)out->number);
	out->fresh_since = out->late_since = out->since;
	if (!find_topics(reader, &recipe, arena, out, err))
		return false;
	if (last->number == 0)
		return true;
	out->since = last->until;
	if (out->fresh_since > last->until)
		out->fresh_since = last->until;
	out->after_id = last->last_item_id;
	out->followed_by = last->until;
	out->late_since = out->fresh_since - LATE_S;
	return true;
}

const char *
section_name(const struct section *section)
{
	return section->topic != NULL ? section->topic->topic.name : "latest";
}

const char *
section_title(const struct section *section)
{
	return section->topic != NULL ? section->topic->topic.title : "Latest";
}

/* e-folding time in seconds a unit of margin: after a half-life an item has lost ln 2. */
static double
age_s(const struct reader *reader)
{
	return reader->settings.half_life_s > 0 ? (double)reader->settings.half_life_s / M_LN2 : 0;
}

static size_t
candidates_wanted(const struct compose_settings *settings)
{
	size_t wanted = (size_t)settings->limit * CANDIDATES_A_PLACE;

	if (wanted < CANDIDATES_MIN)
		return CANDIDATES_MIN;
	return wanted < CANDIDATES_MAX ? wanted : CANDIDATES_MAX;
}

/* How many of the candidates could stand in one section, as far as their sources go. */
static size_t
places_filled(const struct store_candidate *candidates, size_t count, const struct compose_settings *settings)
{
	size_t places = 0;

	if (settings->per_feed == 0)
		return count;
	for (size_t i = 0; i < count; i++) {
		int64_t before = 0;

		for (size_t k = 0; k < i && before < settings->per_feed; k++)
			before += candidates[i].feed_id != 0 && candidates[k].feed_id == candidates[i].feed_id;
		places += before < settings->per_feed;
	}
	return places;
}

bool
compose_find(struct reader *reader, const struct compose_settings *settings, struct section *section,
    struct arena *arena, struct err *err)
{
	struct store_candidate_query query = {
		.topic_id = section->topic != NULL ? section->topic->id : 0,
		.min_margin = -INFINITY,
		.since = settings->since,
		.until = settings->until,
		.unread_only = true,
		.age_s = age_s(reader),
		.limit = candidates_wanted(settings),
	};
	struct store_candidate *candidates;

	if (section->topic != NULL)
		query.min_margin =
		    margin_of(settings->min_score >= 0 ? (int)settings->min_score : section->topic->topic.threshold);
	if (settings->number > 0) {
		query.since = settings->fresh_since;
		query.until = settings->until + 1; /* what came in this very second is in the snapshot */
		query.issue_of = settings->digest;
		query.after_id = settings->after_id;
		query.late_since = settings->late_since;
		query.followed_by = settings->followed_by;
	}
	/* A few sources that publish much must not leave the others out before a choice is made. */
	for (;; query.limit = CANDIDATES_MAX) {
		if (!store_candidates(
			reader->store, &query, arena, &candidates, &section->considered, &section->more, err))
			return false;
		section->candidates = candidates;
		if (section->considered < query.limit || query.limit >= CANDIDATES_MAX ||
		    places_filled(candidates, section->considered, settings) >= 2 * (size_t)settings->limit)
			return true;
	}
}

bool
compose_topics(struct reader *reader, const struct compose_settings *settings, struct arena *arena,
    struct section **out, size_t *out_count, struct err *err)
{
	struct store_topic *topics;
	struct section *sections;
	size_t count;

	if (settings->topics == NULL) {
		if (!store_topic_list(reader->store, arena, &topics, &count, err))
			return false;
		sections = arena_alloc(arena, (count + 1) * sizeof(*sections));
		for (size_t i = 0; i < count; i++)
			sections[i].topic = &topics[i];
		*out_count = count > 0 ? count : 1;
	} else {
		sections = arena_alloc(arena, (settings->topic_count + 1) * sizeof(*sections));
		for (size_t i = 0; i < settings->topic_count; i++) {
			if (!store_topic_get(reader->store, settings->topics[i], arena, &topics, err))
				return false;
			sections[i].topic = topics;
		}
		*out_count = settings->topic_count;
	}
	*out = sections;
	return true;
}

struct claim {
	int64_t item_id;
	double margin;
	size_t section;
};

/* By item, the best section first. */
static int
compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->item_id != y->item_id)
		return x->item_id < y->item_id ? -1 : 1;
	if (x->margin != y->margin)
		return x->margin > y->margin ? -1 : 1;
	return (x->section > y->section) - (x->section < y->section);
}

static size_t
best_section(const struct claim *claims, size_t count, int64_t item_id)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (claims[middle].item_id < item_id)
			low = middle + 1;
		else
			high = middle;
	}
	return claims[low].section;
}

void
compose_settle(struct section *sections, size_t count, struct arena *arena)
{
	struct claim *claims;
	size_t claim_count = 0;

	for (size_t s = 0; s < count; s++)
		claim_count += sections[s].considered;
	claims = arena_alloc(arena, (claim_count + 1) * sizeof(*claims));
	claim_count = 0;
	for (size_t s = 0; s < count; s++)
		for (size_t i = 0; i < sections[s].considered; i++)
			claims[claim_count++] =
			    (struct claim) { sections[s].candidates[i].item_id, sections[s].candidates[i].margin, s };
	qsort(claims, claim_count, sizeof(*claims), compare_claims);
	for (size_t s = 0; s < count; s++) {
		struct store_candidate *kept = arena_alloc(arena, (sections[s].considered + 1) * sizeof(*kept));
		size_t kept_count = 0;

		for (size_t i = 0; i < sections[s].considered; i++)
			if (best_section(claims, claim_count, sections[s].candidates[i].item_id) == s)
				kept[kept_count++] = sections[s].candidates[i];
		sections[s].candidates = kept;
		sections[s].considered = kept_count;
	}
}

/* ---- what sources publish ---- */

/* What digest_compose asks of. */
struct inquiry {
	struct reader *reader;
	const struct compose_settings *settings;
	bool has_failed;
	struct err *err;
};

/* 0 when that fails, which is noted. */
static double
per_day(void *context, int64_t feed_id)
{
	struct inquiry *q = context;
	int64_t since = q->settings->since, until = q->settings->until, items = 0;
	double days = (double)(until - since) / 86400;

	if (!q->has_failed &&
	    !volumes_count(q->reader->volumes, q->reader->store, feed_id, since, until, &items, q->err))
		q->has_failed = true;
	return (double)items / (days > 1 ? days : 1);
}

static struct story_words *
words_to_read_with(struct reader *reader)
{
	if (reader->words == NULL) {
		reader->words = mem_alloc(sizeof(*reader->words));
		story_words_init(reader->words);
	}
	return reader->words;
}

/* Texts are large and many: no more is kept of each than its likeness to others. */
static bool
work_out_likeness(struct reader *reader, int64_t item_id, struct arena *arena, struct likeness **out, struct err *err)
{
	ARENA scratch = arena_new();
	struct store_item_text text;
	size_t len;

	if (!store_item_beginning(reader->store, item_id, LIKENESS_BYTES + 1, scratch, &text, err))
		return false;
	len = strnlen(text.text, LIKENESS_BYTES + 1);
	*out = likeness_of(words_to_read_with(reader), text.title,
	    arena_strndup(scratch, text.text, utf8_cut(text.text, len, LIKENESS_BYTES)), arena);
	return true;
}

/* As it was worked out before if it was: reading the text costs the most. */
static bool
find_likeness(struct reader *reader, const struct store_candidate *c, struct arena *arena, const struct likeness **out,
    struct err *err)
{
	struct recall_key key = recall_key_of(RECALL_LIKENESS, c);
	size_t len;
	struct likeness *likeness = recall_find(reader->recall, key, arena, &len);

	if (likeness == NULL) {
		if (!work_out_likeness(reader, c->item_id, arena, &likeness, err))
			return false;
		recall_keep(reader->recall, key, likeness, likeness_bytes(likeness));
	}
	*out = likeness;
	return true;
}

static bool
read_candidates(struct reader *reader, const struct section *section, struct digest_candidate *out, struct arena *arena,
    struct err *err)
{
	for (size_t i = 0; i < section->considered; i++) {
		const struct store_candidate *c = &section->candidates[i];

		out[i] = (struct digest_candidate) {
			.item_id = c->item_id,
			.feed_id = c->feed_id,
			.sorted_at = c->sorted_at,
			.story_id = c->story_id,
			.margin = c->margin,
		};
		if (!find_likeness(reader, c, arena, &out[i].words, err))
			return false;
	}
	return true;
}

bool
compose_section(struct reader *reader, const struct compose_settings *settings, struct section *section,
    struct arena *arena, struct err *err)
{
	struct inquiry inquiry = { .reader = reader, .settings = settings, .err = err };
	struct digest_settings digest = {
		.until = settings->until,
		.half_life_s = reader->settings.half_life_s,
		.limit = (size_t)settings->limit,
		.per_feed = (size_t)settings->per_feed,
		.with_loose_tie = settings->with_loose_tie,
		.seed = settings->seed,
		.per_day = per_day,
		.context = &inquiry,
	};
	struct digest_candidate *candidates = arena_alloc(arena, (section->considered + 1) * sizeof(*candidates));

	if (!read_candidates(reader, section, candidates, arena, err))
		return false;
	section->choices = arena_alloc(arena, ((size_t)settings->limit + 1) * sizeof(*section->choices));
	section->fates = arena_alloc(arena, (section->considered + 1) * sizeof(*section->fates));
	section->chosen =
	    digest_compose(candidates, section->considered, &digest, arena, section->choices, section->fates);
	return !inquiry.has_failed;
}

bool
compose_candidates(struct reader *reader, const struct compose_settings *settings, struct arena *arena,
    struct section **out, size_t *out_count, struct err *err)
{
	struct section *sections;
	size_t count;

	if (!compose_topics(reader, settings, arena, &sections, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!compose_find(reader, settings, &sections[i], arena, err))
			return false;
	compose_settle(sections, count, arena);
	*out = sections;
	*out_count = count;
	return true;
}

bool
compose(struct reader *reader, const struct compose_settings *settings, struct arena *arena, struct section **out,
    size_t *out_count, struct err *err)
{
	struct section *sections;
	size_t count;

	if (!compose_candidates(reader, settings, arena, &sections, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!compose_section(reader, settings, &sections[i], arena, err))
			return false;
	*out = sections;
	*out_count = count;
	return true;
}
