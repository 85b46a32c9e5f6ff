/*
 * duplicate: is this item one that was seen before?
 *
 * Remembers of every item of the recent window a few hashes (candidates.h) and
 * how common word triples are; texts stay in the store and are asked for when
 * a candidate is to be judged. The rules are in verdict.h. Owned by one
 * thread, the writer. Nothing here does input or output, and nothing depends on
 * the time of day: the same items in the same order give the same verdicts,
 * also when the index is built anew: from the keys that were kept of each item, and the texts of the newest.
 *
 * Bounds: about 95 bytes an item and 3 MB in all; the oldest items go first
 * when there are more than items_max.
 */
#ifndef CURATE_DUPLICATE_H
#define CURATE_DUPLICATE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct duplicate_index;

enum { DUPLICATE_ITEMS_MAX = 1000000 };

struct duplicate_settings {
	int64_t window_s; /* items whose sorted_at is further behind the newest are forgotten; 0: 45 days */
	size_t items_max; /* 0: DUPLICATE_ITEMS_MAX */
};

/* Texts may be NULL. */
struct duplicate_item {
	int64_t id;           /* ids grow in the order of arrival */
	int64_t duplicate_of; /* the original it is folded under; 0: it stands for itself */
	int64_t feed_id;      /* 0: not known */
	int64_t sorted_at;    /* TIME_NONE: not known */
	const char *title;
	const char *text; /* plain, markup taken out */
	const char *url;
};

/*
 * Brings an item that was added before. False leaves it out as a
 * candidate, as when it is gone. The
 * texts must stay until the next call or the end of duplicate_find.
 */
typedef bool (*duplicate_fetch)(void *context, int64_t id, struct duplicate_item *out);

/* Where the texts come from, and what a person said of them. */
struct duplicate_source {
	duplicate_fetch fetch;
	/* The newest items of a feed, at most `max`, but not this one. NULL: not known. */
	size_t (*of_feed)(void *context, int64_t feed_id, int64_t but_id, int64_t *out_ids, size_t max);
	/* Whether these two originals may not come together, because they were parted by hand. NULL: none were. */
	bool (*is_parted)(void *context, int64_t original, int64_t other);
	void *context;
};

/* The few hashes that an item is found by. */
enum { DUPLICATE_KEYS_MAX = 17 };

struct duplicate_keys {
	uint32_t list[DUPLICATE_KEYS_MAX];
	size_t count;
};

enum { DUPLICATE_ALSO_MAX = 4 };

struct duplicate_verdict {
	int64_t original_id; /* of the best match; the match itself when that stands for itself */
	char rule[24];       /* a short name for logs and tests: "same-url", "containment" */
	char reason[200];    /* in words and figures, as `winnow why` prints it */
	/*
	 * Other originals, later than original_id, that the item is the same as: it
	 * is what shows that they are one (the full text of two different summaries).
	 * The caller folds each under original_id as well.
	 */
	int64_t also[DUPLICATE_ALSO_MAX];
	size_t also_count;
};

struct duplicate_index *duplicate_index_new(const struct duplicate_settings *settings);
void duplicate_index_free(struct duplicate_index *index); /* NULL is fine */

/*
 * Looks for an original of `fresh` among the items added so far. False: there
 * is none, *out is untouched. `fresh` is not added; an item of its own id is
 * never its candidate, so a revised item may be looked up again.
 */
CHECKED bool duplicate_find(struct duplicate_index *index, const struct duplicate_item *fresh,
    const struct duplicate_source *source, struct duplicate_verdict *out);

/*
 * Remembers an item, whether it was folded or not. Right after duplicate_find
 * of the same item (the same pointers, unchanged texts) it costs little. An id
 * that is there already is a revision: it is found by its new text as well.
 * *out_keys (NULL: never mind) is what to keep of it, in place of what was kept before.
 */
void
duplicate_index_add(struct duplicate_index *index, const struct duplicate_item *item, struct duplicate_keys *out_keys);

/*
 * Building anew, each in the order of ids: all items as their keys tell them (their texts are not looked at), and the
 * words of those from duplicate_counts_from(the largest id) on. What comes earlier is forgotten by then; but before an item
 * is added that has no keys, those from duplicate_counts_from(its id) on must have been counted.
 */
void duplicate_index_restore(
    struct duplicate_index *index, const struct duplicate_item *item, const struct duplicate_keys *keys);
void duplicate_index_count(struct duplicate_index *index, const struct duplicate_item *item);
int64_t duplicate_counts_from(int64_t newest_id);

/* Of the oldest item that is remembered; 0: there is none. */
int64_t duplicate_index_first_id(const struct duplicate_index *index);
size_t duplicate_index_items(const struct duplicate_index *index);
size_t duplicate_index_bytes(const struct duplicate_index *index); /* memory held */

#endif
