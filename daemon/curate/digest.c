#include "curate/digest.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

/* An item is worth its score, 0 to 1; MMR weighs that against likeness. */
static const double lambda = .7;         /* of relevance against likeness */
static const double source_penalty = .1; /* for each item already taken from the same source */
/* A source of 40 items a day loses .03, as much as four of a score's hundred points; one of an item a week next to nothing. */
static const double volume_penalty = .01, usual_per_day = 2;

enum { LOOSE_TIE_POOL = 12 }; /* the seed draws among so many of the farthest */

struct piece {
	const struct digest_candidate *candidate;
	const struct likeness *words;
	double fresh;     /* 0..1: score after ageing */
	double relevance; /* 0..1: score alone */
	double likeness;  /* to the likest item taken */
	int64_t like_item_id;
	size_t source_taken; /* items taken from its source */
	double per_day;      /* 0 until it is weighed, as is ... */
	double volume;       /* ... its points: 0 or less */
	bool is_weighed;
	enum digest_fate fate;
};

struct composer {
	const struct digest_settings *settings;
	struct piece *pieces;
	size_t count;
	struct digest_choice *choices;
	size_t chosen;
};

const char *
digest_fate_words(enum digest_fate fate)
{
	static const char *const words[] = {
		[DIGEST_TAKEN] = "it is in",
		[DIGEST_STORY_TOLD] = "its story is told by another item",
		[DIGEST_SOURCE_FULL] = "its source has as many items in as it may",
		[DIGEST_OUTRANKED] = "there was no room left when its turn came",
		[DIGEST_DROPPED] = "the curator took it out",
	};

	return words[fate];
}

/* ---- preparing ---- */

/* What a half-life after half-life takes off the log-odds: the odds halve, as in the store's choice of candidates. */
static double
ageing(const struct digest_settings *settings, int64_t sorted_at)
{
	double age = (double)settings->until - (double)sorted_at;

	return settings->half_life_s <= 0 || age <= 0 ? 0 : log(2) * age / (double)settings->half_life_s;
}

static double
sigmoid(double margin)
{
	return 1 / (1 + exp(-margin));
}

/* What it resembles shows in its words; who made out these before gives them. */
static void
read_words(struct composer *c, struct arena *arena)
{
	struct story_words words;

	story_words_init(&words);
	for (size_t i = 0; i < c->count; i++) {
		struct piece *piece = &c->pieces[i];

		if (piece->words == NULL)
			piece->words = likeness_of(&words, piece->candidate->title, piece->candidate->text, arena);
	}
	story_words_fini(&words);
}

static void
prepare(struct composer *c, const struct digest_candidate *candidates, struct arena *arena)
{
	bool have_words = true;

	for (size_t i = 0; i < c->count; i++) {
		struct piece *piece = &c->pieces[i];

		piece->candidate = &candidates[i];
		piece->relevance = sigmoid(candidates[i].margin);
		piece->fresh = sigmoid(candidates[i].margin - ageing(c->settings, candidates[i].sorted_at));
		piece->fate = DIGEST_OUTRANKED;
		piece->words = candidates[i].words;
		have_words &= piece->words != NULL;
	}
	if (!have_words)
		read_words(c, arena);
}

/* ---- choosing ---- */

static double
likeness_points(const struct piece *piece)
{
	return -(1 - lambda) * piece->likeness;
}

static double
source_points(const struct piece *piece)
{
	return -source_penalty * (double)piece->source_taken;
}

/* At most that, until it is weighed: what its source publishes only takes away. */
static double
total(const struct piece *piece)
{
	return lambda * piece->fresh + likeness_points(piece) + source_points(piece) + piece->volume;
}

/* Better first; among equals the newer, then the later. */
static bool
stands_before(const struct piece *a, double a_points, const struct piece *b, double b_points)
{
	if (a_points != b_points)
		return a_points > b_points;
	if (a->candidate->sorted_at != b->candidate->sorted_at)
		return a->candidate->sorted_at > b->candidate->sorted_at;
	return a->candidate->item_id > b->candidate->item_id;
}

/* Counting what a source publishes costs more than all else about a piece. */
static void
weigh(const struct composer *c, struct piece *piece)
{
	int64_t feed_id = piece->candidate->feed_id;

	if (piece->is_weighed)
		return;
	piece->is_weighed = true;
	if (c->settings->per_day == NULL || feed_id == 0)
		return;
	piece->per_day = c->settings->per_day(c->settings->context, feed_id);
	piece->volume = -volume_penalty * log1p(piece->per_day / usual_per_day);
}

static struct piece *
better(const struct composer *c, struct piece *piece, struct piece *found)
{
	if (piece->fate != DIGEST_OUTRANKED || (found != NULL && total(piece) < total(found)))
		return found;
	weigh(c, piece);
	return found == NULL || stands_before(piece, total(piece), found, total(found)) ? piece : found;
}

/* Those that were weighed before come first: then few of the others can be better, and need be weighed. */
static struct piece *
best(const struct composer *c)
{
	struct piece *found = NULL;

	for (size_t i = 0; i < c->count; i++)
		if (c->pieces[i].is_weighed)
			found = better(c, &c->pieces[i], found);
	for (size_t i = 0; i < c->count; i++)
		if (!c->pieces[i].is_weighed)
			found = better(c, &c->pieces[i], found);
	return found;
}

/* One source's items on a subject are a series, not the same news told again. */
static bool
tells_the_same(const struct digest_candidate *a, const struct digest_candidate *b)
{
	return a->story_id != 0 && a->story_id == b->story_id && (a->feed_id == 0 || a->feed_id != b->feed_id);
}

static void
give_way(const struct composer *c, struct piece *piece, const struct piece *taken, struct digest_choice *choice)
{
	const struct digest_candidate *other = taken->candidate;
	double like;

	if (piece->fate != DIGEST_OUTRANKED)
		return;
	if (tells_the_same(other, piece->candidate)) {
		piece->fate = DIGEST_STORY_TOLD;
		choice->story_others++;
		return;
	}
	if (other->feed_id != 0 && piece->candidate->feed_id == other->feed_id) {
		piece->source_taken++;
		if (c->settings->per_feed > 0 && piece->source_taken >= c->settings->per_feed)
			piece->fate = DIGEST_SOURCE_FULL;
	}
	like = likeness_cosine(piece->words, taken->words);
	if (like > piece->likeness) {
		piece->likeness = like;
		piece->like_item_id = other->item_id;
	}
}

static void
take(struct composer *c, struct piece *piece, enum digest_place place)
{
	struct digest_choice *choice = &c->choices[c->chosen++];

	weigh(c, piece);
	*choice = (struct digest_choice) {
		.candidate = (size_t)(piece - c->pieces),
		.place = place,
		.relevance_points = lambda * piece->relevance,
		.age_points = lambda * (piece->fresh - piece->relevance),
		.likeness_points = likeness_points(piece),
		.source_points = source_points(piece),
		.volume_points = piece->volume,
		.total = total(piece),
		.per_day = piece->per_day,
		.like_item_id = piece->like_item_id,
	};
	piece->fate = DIGEST_TAKEN;
	for (size_t i = 0; i < c->count; i++)
		give_way(c, &c->pieces[i], piece, choice);
}

/* ---- the loose tie ---- */

/* Far from all that was taken, from a source that has nothing in. */
static bool
is_farther(const struct piece *a, const struct piece *b)
{
	if ((a->source_taken > 0) != (b->source_taken > 0))
		return a->source_taken == 0;
	return stands_before(a, -a->likeness, b, -b->likeness);
}

static uint64_t
draw(const struct digest_settings *settings)
{
	return settings->seed != NULL ? XXH3_64bits(settings->seed, strlen(settings->seed)) : 0;
}

/* One of the farthest; which one is in the seed. */
static struct piece *
loose_tie(const struct composer *c)
{
	struct piece *pool[LOOSE_TIE_POOL];
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct piece *piece = &c->pieces[i];
		size_t k;

		if (piece->fate != DIGEST_OUTRANKED || (n == LOOSE_TIE_POOL && !is_farther(piece, pool[n - 1])))
			continue;
		k = n < LOOSE_TIE_POOL ? n++ : n - 1;
		for (; k > 0 && is_farther(piece, pool[k - 1]); k--)
			pool[k] = pool[k - 1];
		pool[k] = piece;
	}
	return n > 0 ? pool[draw(c->settings) % n] : NULL;
}

size_t
digest_compose(const struct digest_candidate *candidates, size_t count, const struct digest_settings *settings,
    struct arena *arena, struct digest_choice *out_choices, enum digest_fate *out_fates)
{
	struct composer c = { .settings = settings, .choices = out_choices };
	size_t ranked = settings->limit > 1 && settings->with_loose_tie ? settings->limit - 1 : settings->limit;
	struct piece *piece;

	c.count = count < DIGEST_CANDIDATES_MAX ? count : DIGEST_CANDIDATES_MAX;
	c.pieces = arena_alloc(arena, c.count * sizeof(*c.pieces));
	prepare(&c, candidates, arena);
	while (c.chosen < ranked && (piece = best(&c)) != NULL)
		take(&c, piece, DIGEST_RANKED);
	if (c.chosen < settings->limit && settings->with_loose_tie && (piece = loose_tie(&c)) != NULL)
		take(&c, piece, DIGEST_LOOSE_TIE);
	for (size_t i = 0; i < count && out_fates != NULL; i++)
		out_fates[i] = i < c.count ? c.pieces[i].fate : DIGEST_OUTRANKED;
	return c.chosen;
}
