#include "curate/suggestion.h"

#include "base/memory.h"
#include "base/text.h"
#include "curate/prior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	TOKENS_MAX = 300, /* read of an item: later ones say less, and take as much room */
	CANDIDATES_MAX = 1 << 16,
	KEPT_LEAST = 2,        /* items that must hold a word before it is proposed */
	IDLE_ITEMS_LEAST = 50, /* a term that hit none of so few says nothing yet */
	SKIPPED_LEAST = 2,
};

/* Surprise at less than this happens by chance once in a thousand words. */
static const double surprise_least = 10.8;

struct candidate {
	uint64_t stems[2]; /* the second 0: one word */
	const char *phrase;
	struct holders holders;
	size_t seen_in; /* the number of the item that was counted last */
};

struct suggesting {
	struct arena *arena;
	struct prior *prior;
	struct candidate *slots; /* open addressing; a phrase of NULL is free */
	size_t candidate_count;
	struct holders total;
	struct holders *hit; /* by each term */
	size_t seen;
};

struct suggesting *
suggesting_new(const struct topic *topic, struct stemmers *stemmers, struct arena *arena)
{
	struct suggesting *s = mem_alloc(sizeof(*s));

	s->arena = arena;
	s->prior = prior_new(topic, stemmers);
	s->slots = mem_array(2 * CANDIDATES_MAX, sizeof(*s->slots));
	s->hit = mem_array(topic->term_count + 1, sizeof(*s->hit));
	return s;
}

void
suggesting_free(struct suggesting *s)
{
	if (s == NULL)
		return;
	prior_free(s->prior);
	free(s->slots);
	free(s->hit);
	free(s);
}

static struct candidate *
slot_of(const struct suggesting *s, uint64_t first, uint64_t second)
{
	size_t i = (first ^ (second * 0x9E3779B97F4A7C15u)) % (2 * CANDIDATES_MAX);

	while (s->slots[i].phrase != NULL && (s->slots[i].stems[0] != first || s->slots[i].stems[1] != second))
		i = (i + 1) % (2 * CANDIDATES_MAX);
	return &s->slots[i];
}

static void
holders_count(struct holders *holders, enum opinion opinion)
{
	holders->kept += opinion == OPINION_KEEP;
	holders->skipped += opinion == OPINION_SKIP;
	holders->others += opinion == OPINION_NONE;
}

/* Two characters of a script without spaces: its neighbour is the same text, one character on. */
static bool
is_pair(const struct word *word)
{
	enum { DENSE_SCRIPTS_BEGIN = 0x0E00 };
	size_t len = strlen(word->spelling), at = 0, letters = 0;
	uint32_t letter;

	for (; at < len && letters < 3; letters++) {
		size_t n = utf8_decode(word->spelling + at, len - at, &letter);

		if (n == 0 || letter < DENSE_SCRIPTS_BEGIN)
			return false;
		at += n;
	}
	return letters == 2;
}

static void
see_candidate(struct suggesting *s, const struct word *first, const struct word *second, enum opinion opinion)
{
	struct candidate *c = slot_of(s, first->stem, second != NULL ? second->stem : 0);

	if (c->phrase == NULL) {
		if (opinion != OPINION_KEEP || s->candidate_count == CANDIDATES_MAX)
			return;
		s->candidate_count++;
		c->stems[0] = first->stem;
		c->stems[1] = second != NULL ? second->stem : 0;
		c->phrase = second != NULL ? arena_printf(s->arena, "%s %s", first->spelling, second->spelling)
					   : arena_strdup(s->arena, first->spelling);
	}
	if (c->seen_in == s->seen)
		return;
	c->seen_in = s->seen;
	holders_count(&c->holders, opinion);
}

static void
see_sequence(
    struct suggesting *s, const struct words *words, const uint16_t *sequence, size_t count, enum opinion opinion)
{
	for (size_t i = 0; i < count && i < TOKENS_MAX; i++) {
		const struct word *word = &words->list[sequence[i]];
		const struct word *next = i + 1 < count ? &words->list[sequence[i + 1]] : NULL;

		see_candidate(s, word, NULL, opinion);
		if (next != NULL && next != word && !is_pair(word))
			see_candidate(s, word, next, opinion);
	}
}

void
suggesting_see(struct suggesting *s, const struct words *words, enum opinion opinion)
{
	s->seen++;
	holders_count(&s->total, opinion);
	see_sequence(s, words, words->title, words->title_count, opinion);
	see_sequence(s, words, words->body, words->body_count, opinion);
	for (size_t i = 0; i < s->prior->term_count; i++) {
		struct hits hits;

		prior_term_score(s->prior, &s->prior->terms[i], words, &hits);
		if (hits.in_title + hits.in_body > 0)
			holders_count(&s->hit[i], opinion);
	}
}

struct holders
suggesting_total(const struct suggesting *s)
{
	return s->total;
}

/* x ln x, as the ratio sums it. */
static double
entropy(double x)
{
	return x > 0 ? x * log(x) : 0;
}

/* 0 when kept items hold it no more often than the others. */
static double
surprise_of(const struct holders *held, const struct holders *total)
{
	double a = (double)held->kept, b = (double)(held->skipped + held->others);
	double c = (double)total->kept - a, d = (double)(total->skipped + total->others) - b;

	if (a * (b + d) <= b * (a + c))
		return 0;
	return 2 * (entropy(a) + entropy(b) + entropy(c) + entropy(d) + entropy(a + b + c + d) - entropy(a + b) -
		       entropy(c + d) - entropy(a + c) - entropy(b + d));
}

/* Whether `stems` in a row are in the candidate. */
static bool
is_within(const uint64_t *stems, size_t length, const struct candidate *c)
{
	if (length == 1)
		return stems[0] == c->stems[0] || stems[0] == c->stems[1];
	return length == 2 && stems[0] == c->stems[0] && stems[1] == c->stems[1];
}

static bool
has_term(const struct suggesting *s, const struct candidate *c)
{
	for (size_t i = 0; i < s->prior->term_count; i++)
		for (size_t f = 0; f < s->prior->terms[i].form_count; f++)
			if (is_within(s->prior->terms[i].forms[f].stems, s->prior->terms[i].forms[f].length, c))
				return true;
	return false;
}

struct ranked {
	double surprise;
	const struct candidate *candidate;
};

static int
most_telling_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->surprise < y->surprise || x->surprise > y->surprise)
		return x->surprise < y->surprise ? 1 : -1;
	/* Of what is held by the same items, two words say more than one. */
	if ((x->candidate->stems[1] != 0) != (y->candidate->stems[1] != 0))
		return x->candidate->stems[1] != 0 ? -1 : 1;
	return strcmp(x->candidate->phrase, y->candidate->phrase);
}

/* What was proposed already says it, or says less well what is proposed now. */
static bool
is_said(const struct ranked *taken, size_t count, const struct candidate *c)
{
	for (size_t i = 0; i < count; i++) {
		const struct candidate *t = taken[i].candidate;

		if (is_within(t->stems, t->stems[1] != 0 ? 2 : 1, c) ||
		    is_within(c->stems, c->stems[1] != 0 ? 2 : 1, t))
			return true;
	}
	return false;
}

size_t
suggesting_add(struct suggesting *s, struct suggested_term *out, size_t limit)
{
	struct ranked *ranked = mem_array(s->candidate_count + 1, sizeof(*ranked));
	struct ranked *taken = mem_array(limit + 1, sizeof(*taken));
	size_t count = 0, chosen = 0;

	for (size_t i = 0; i < 2 * CANDIDATES_MAX; i++) {
		const struct candidate *c = &s->slots[i];
		double surprise =
		    c->phrase != NULL && c->holders.kept >= KEPT_LEAST ? surprise_of(&c->holders, &s->total) : 0;

		if (surprise >= surprise_least && !has_term(s, c))
			ranked[count++] = (struct ranked) { surprise, c };
	}
	qsort(ranked, count, sizeof(*ranked), most_telling_first);
	for (size_t i = 0; i < count && chosen < limit; i++) {
		if (is_said(taken, chosen, ranked[i].candidate))
			continue;
		taken[chosen] = ranked[i];
		out[chosen++] = (struct suggested_term) { ranked[i].candidate->phrase, ranked[i].candidate->holders,
			ranked[i].surprise };
	}
	free(taken);
	free(ranked);
	return chosen;
}

size_t
suggesting_drop(const struct suggesting *s, struct suggested_term *out)
{
	size_t count = 0, items = s->total.kept + s->total.skipped + s->total.others;

	for (size_t i = 0; i < s->prior->term_count; i++) {
		struct holders hit = s->hit[i];
		bool is_idle = hit.kept + hit.skipped + hit.others == 0 && items >= IDLE_ITEMS_LEAST;

		if (is_idle || (hit.kept == 0 && hit.skipped >= SKIPPED_LEAST))
			out[count++] =
			    (struct suggested_term) { arena_strdup(s->arena, s->prior->terms[i].text), hit, 0 };
	}
	return count;
}
