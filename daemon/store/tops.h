/*
 * tops: what the choice of candidates goes through, as far as somebody went
 * before: a topic's scores from the highest margin on and from the newest on,
 * and what was looked at of their items. Private to this folder.
 *
 * A handle's own. With changes.h behind it, it is brought up to each snapshot
 * by the items that were written to, and costs no walk through the indexes;
 * without, it is empty at each choice. Either way it is what the store says.
 */
#ifndef STORE_TOPS_H
#define STORE_TOPS_H

#include "store/cursor.h"

#include <sqlite3.h>

struct tops;

void tops_free(struct tops *tops); /* NULL is fine */

/* Before each choice; inside its snapshot. */
CHECKED bool tops_catch_up(struct store *s, struct err *err);

enum { TOPS_ORDERS = 2 }; /* by date and by score */

/* The first rows in its order, without a gap. */
struct top_list {
	struct cursor *rows;
	size_t count, cap;
	size_t used;   /* the most that a walk went through */
	bool is_whole; /* there are no more */
};

/* A walk through one order of a topic's scores, best first; those by time from `until` on. Until the next catching up. */
struct tops_walk {
	enum store_sort order;
	int64_t topic_id;
	int64_t until;         /* newer ones are passed over */
	struct top_list *list; /* what is known of it; NULL: it goes alone */
	size_t next;
	/* behind that, by time or by margin; NULL: not needed yet */
	sqlite3_stmt *stmt;
	struct ranking *ranking;
	struct cursor last; /* that was met, once nothing more is known */
};

void tops_walk_begin(struct store *s, struct tops_walk *walk, enum store_sort order, int64_t topic_id, int64_t until);
void tops_walk_end(struct tops_walk *walk);
CHECKED bool tops_walk_far(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err);

static inline CHECKED bool
tops_walk_on(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err)
{
	if (walk->list == NULL || walk->next >= walk->list->count)
		return tops_walk_far(s, walk, out, out_has, err);
	*out = walk->list->rows[walk->next++];
	*out_has = true;
	return true;
}

/* Of an item. */
struct top_look {
	int64_t item_id;
	int64_t feed_id;
	int64_t story_id;
	uint64_t wording; /* of struct store_candidate */
	bool is_original; /* false also for one that is no more */
	bool is_undealt;  /* neither read nor skipped */
};
/* *stmt is NULL, or what another look left there. *out is borrowed until the next. */
CHECKED bool
tops_look(struct store *s, int64_t item_id, sqlite3_stmt **stmt, const struct top_look **out, struct err *err);
/* Of a row of an item that begins with feed_id, story_id, revision, text_hash and rest_hash. */
uint64_t tops_wording(sqlite3_stmt *stmt);

#endif
