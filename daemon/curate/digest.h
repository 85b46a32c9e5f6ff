/*
 * digest: which candidates make a section, and in which order.
 *
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) over score
 * and age, with one item a story, a growing penalty for a source that
 * has been taken from, a mild discount for one that publishes much, a cap per
 * source, and one labelled place for something from outside the usual ("loose ties", Granovetter 1973). Pure: the same
 * candidates, settings and seed give the same choice, to the byte. Age enters
 * the order only; scores stay as they are.
 */
#ifndef CURATE_DIGEST_H
#define CURATE_DIGEST_H

#include "base/arena.h"
#include "curate/likeness.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_candidate {
	int64_t item_id;
	int64_t feed_id; /* 0: not known, never capped */
	int64_t sorted_at;
	int64_t story_id;             /* 0: none */
	double margin;                /* log-odds */
	const struct likeness *words; /* NULL: made of these: */
	const char *title;            /* NULL: none */
	const char *text;             /* its beginning; NULL: none */
};

struct digest_settings {
	int64_t until;       /* the end of the window: ages count from here */
	int64_t half_life_s; /* after which an item's odds count half in the order; 0: no ageing */
	size_t limit;        /* items in the section, the loose tie included */
	size_t per_feed;     /* at most so many of one source; 0: no cap */
	bool with_loose_tie; /* give the last place to something from far away */
	const char *seed;    /* digest name and window: what makes this digest this one */
	/* How many items a day a source publishes in the window. Asked for only where it may decide; NULL: it never does. */
	double (*per_day)(void *context, int64_t feed_id);
	void *context; /* of per_day */
};

enum digest_place { DIGEST_RANKED, DIGEST_LOOSE_TIE };

/* What moved an item, in points of the order; they sum to `total`. */
struct digest_choice {
	size_t candidate; /* index in the array given */
	enum digest_place place;
	double relevance_points; /* from the margin */
	double age_points;       /* 0 or less */
	double likeness_points;  /* 0 or less: resembles what stands before it */
	double source_points;    /* 0 or less: its source was taken from before */
	double volume_points;    /* 0 or less: its source publishes much, and a rare voice counts for more */
	double total;
	double per_day;       /* as its source publishes */
	int64_t like_item_id; /* what it resembles most; 0: nothing */
	size_t story_others;  /* candidates of the same story that gave way to it */
};

/* Why a candidate is not in: for `winnow why` and for an issue's record. */
enum digest_fate { DIGEST_TAKEN, DIGEST_STORY_TOLD, DIGEST_SOURCE_FULL, DIGEST_OUTRANKED, DIGEST_DROPPED };

/* A sentence piece: "its story is told by another item". Static. */
const char *digest_fate_words(enum digest_fate fate);

/*
 * Chooses up to settings->limit of `candidates` (at most DIGEST_CANDIDATES_MAX
 * are looked at, the first ones). `out_choices` has room for limit;
 * `out_fates`, of count, may be NULL. Answers how many were chosen. `arena` is
 * for the working space.
 */
enum { DIGEST_CANDIDATES_MAX = 2000 };
size_t digest_compose(const struct digest_candidate *candidates, size_t count, const struct digest_settings *settings,
    struct arena *arena, struct digest_choice *out_choices, enum digest_fate *out_fates);

#endif
