#include "ingest/recognise.h"

#include "base/buffer.h"
#include "base/log.h"
#include "base/text.h"
#include "curate/canonical.h"
#include "curate/normal.h"

#include <stdlib.h>
#include <xxhash.h>

enum { SAME_DATE_S = 86400 }; /* a new system may tell the time of another zone */

struct mark {
	uint64_t key; /* of a link or a title; 0: none */
	size_t index;
};

static uint64_t
title_key(const char *title)
{
	BUFFER folded = { 0 };

	if (text_is_blank(title))
		return 0;
	normal_fold(title, &folded);
	return XXH3_64bits(buffer_text(&folded), folded.len);
}

static int
by_key(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* Leaves the keys that only one has, in order. */
static size_t
keep_unique(struct mark *marks, size_t count)
{
	size_t kept = 0;

	qsort(marks, count, sizeof(*marks), by_key);
	for (size_t i = 0, run; i < count; i += run) {
		for (run = 1; i + run < count && marks[i + run].key == marks[i].key;)
			run++;
		if (run == 1 && marks[i].key != 0)
			marks[kept++] = marks[i];
	}
	return kept;
}

static bool
has_same_title(const struct feed_item *item, const struct store_item_name *known)
{
	return title_key(item->title) == title_key(known->title);
}

/* No date on either side speaks neither for nor against it. */
static bool
may_have_same_date(const struct feed_item *item, const struct store_item_name *known)
{
	if (item->published_at == TIME_NONE || known->published_at == TIME_NONE)
		return true;
	return llabs(item->published_at - known->published_at) <= SAME_DATE_S;
}

/* A page that is written anew each day is another item each day; and so is "Links of the week". */
static bool
is_same_item(const struct feed_item *item, const struct store_item_name *known, bool by_link)
{
	return may_have_same_date(item, known) || (by_link && has_same_title(item, known));
}

struct sides {
	const struct feed *parsed;
	const struct store_item_name *known;
	size_t known_count;
	struct mark *new_marks, *old_marks; /* room for all */
	bool *is_taken;                     /* one a known item */
	int *out;
};

static size_t
mark_new(const struct sides *s, bool by_link)
{
	size_t count = 0;

	for (size_t i = 0; i < s->parsed->item_count; i++) {
		const struct feed_item *item = &s->parsed->items[i];

		if (s->out[i] < 0)
			s->new_marks[count++] =
			    (struct mark) { by_link ? canonical_url_key(item->url) : title_key(item->title), i };
	}
	return keep_unique(s->new_marks, count);
}

static size_t
mark_old(const struct sides *s, bool by_link)
{
	size_t count = 0;

	for (size_t i = 0; i < s->known_count; i++)
		if (!s->is_taken[i])
			s->old_marks[count++] =
			    (struct mark) { by_link ? canonical_url_key(s->known[i].url) : title_key(s->known[i].title),
				    i };
	return keep_unique(s->old_marks, count);
}

static size_t
match_by(struct sides *s, bool by_link)
{
	size_t new_count = mark_new(s, by_link), old_count = mark_old(s, by_link), matched = 0;

	for (size_t n = 0, o = 0; n < new_count && o < old_count;) {
		const struct mark *new = &s->new_marks[n], *old = &s->old_marks[o];

		if (new->key == old->key &&
		    is_same_item(&s->parsed->items[new->index], &s->known[old->index], by_link)) {
			s->out[new->index] = (int)old->index;
			s->is_taken[old->index] = true;
			matched++;
		}
		n += new->key <= old->key;
		o += old->key <= new->key;
	}
	return matched;
}

size_t
recognise_match(const struct feed *parsed, const struct store_item_name *known, size_t known_count, size_t others,
    struct arena *arena, int *out_known)
{
	struct sides s = {
		.parsed = parsed,
		.known = known,
		.known_count = known_count,
		.new_marks = arena_alloc(arena, (parsed->item_count + 1) * sizeof(struct mark)),
		.old_marks = arena_alloc(arena, (known_count + 1) * sizeof(struct mark)),
		.is_taken = arena_alloc(arena, known_count + 1),
		.out = out_known,
	};
	size_t matched;

	for (size_t i = 0; i < parsed->item_count; i++)
		out_known[i] = -1;
	matched = match_by(&s, true);
	matched += match_by(&s, false);
	if ((matched + others) * 2 >= parsed->item_count)
		return matched + others;
	for (size_t i = 0; i < parsed->item_count; i++)
		out_known[i] = -1;
	return 0;
}

/* ---- what was removed, but is still shown ---- */

static int
by_link_key(const void *a, const void *b)
{
	const struct store_removed *x = a, *y = b;

	return (x->link_key > y->link_key) - (x->link_key < y->link_key);
}

/* Nothing but its link and its date is known of it: both must be there, so that nothing new is taken for it. */
static bool
is_removed(const struct feed_item *item, const struct store_removed *removed)
{
	return removed != NULL && item->published_at != TIME_NONE && removed->published_at != TIME_NONE &&
	       llabs(item->published_at - removed->published_at) <= SAME_DATE_S;
}

size_t
recognise_removed(const struct feed *parsed, struct store_removed *removed, size_t removed_count, struct arena *arena,
    int *out_removed)
{
	struct sides s = { .parsed = parsed, .out = out_removed };
	size_t count, matched = 0;

	s.new_marks = arena_alloc(arena, (parsed->item_count + 1) * sizeof(struct mark));
	for (size_t i = 0; i < parsed->item_count; i++)
		out_removed[i] = -1;
	if (removed_count == 0)
		return 0;
	count = mark_new(&s, true);
	qsort(removed, removed_count, sizeof(*removed), by_link_key);
	for (size_t i = 0; i < count; i++) {
		struct store_removed key = { .link_key = s.new_marks[i].key };
		struct store_removed *found = bsearch(&key, removed, removed_count, sizeof(*removed), by_link_key);

		if (!is_removed(&parsed->items[s.new_marks[i].index], found))
			continue;
		out_removed[s.new_marks[i].index] = (int)(found - removed);
		matched++;
	}
	return matched;
}

static bool
knows_any(struct writer *w, int64_t feed_id, const char *const *identities, size_t count, bool *out, struct err *err)
{
	bool is_known = false;

	for (size_t i = 0; i < count && !is_known; i++)
		if (!store_item_is_known(w->store, feed_id, identities[i], &is_known, err))
			return false;
	*out = is_known;
	return true;
}

/* What a document's items are, by index; -1: not recognised. */
struct recognised {
	struct store_item_name *known;
	struct store_removed *removed;
	int *as_known, *as_removed;
};

/* An entry that is in the document twice has one identity: the second is not renamed to what the first has become. */
static bool
rename_one(
    struct writer *w, int64_t feed_id, const struct recognised *r, size_t i, const char *identity, struct err *err)
{
	struct err refused = { 0 };

	if (r->as_known[i] < 0)
		return r->as_removed[i] < 0 || store_removed_rename(w->store, feed_id,
						   r->removed[r->as_removed[i]].identity_key, identity, err);
	return store_item_rename(w->store, r->known[r->as_known[i]].id, identity, &refused) ||
	       refused.code == ERR_EXISTS || err_set(err, refused.code, "%s", refused.text);
}

/* How many; with fewer than half of them, none. */
static bool
recognise(struct writer *w, const struct store_feed *feed, const struct feed *parsed, struct arena *arena,
    struct recognised *out, size_t *out_matched, struct err *err)
{
	size_t limit = parsed->item_count * 2 + 100, known_count, removed_count, others;

	if (!store_item_names(w->store, feed->id, limit < RECOGNISE_KNOWN_MAX ? limit : RECOGNISE_KNOWN_MAX, arena,
		&out->known, &known_count, err) ||
	    !store_removed_shown(
		w->store, feed->id, STORE_REMOVED_SHOWN_MAX, arena, &out->removed, &removed_count, err))
		return false;
	out->as_known = arena_alloc(arena, parsed->item_count * sizeof(*out->as_known));
	out->as_removed = arena_alloc(arena, parsed->item_count * sizeof(*out->as_removed));
	others = recognise_removed(parsed, out->removed, removed_count, arena, out->as_removed);
	*out_matched = recognise_match(parsed, out->known, known_count, others, arena, out->as_known);
	return true;
}

bool
recognise_renamed(struct writer *w, const struct store_feed *feed, const struct feed *parsed,
    const char *const *identities, struct arena *arena, struct err *err)
{
	struct recognised found;
	size_t matched;
	bool any = false;

	if ((feed->item_count == 0 && feed->body_hash == 0) || parsed->item_count < RECOGNISE_ITEMS_MIN)
		return true;
	if (!knows_any(w, feed->id, identities, parsed->item_count, &any, err))
		return false;
	if (any)
		return true;
	if (!recognise(w, feed, parsed, arena, &found, &matched, err))
		return false;
	if (matched == 0)
		return true;
	log_info("guids changed", LOG_INT("feed", feed->id), LOG_INT("items", parsed->item_count),
	    LOG_INT("recognised", matched));
	for (size_t i = 0; i < parsed->item_count; i++)
		if (!rename_one(w, feed->id, &found, i, identities[i], err))
			return false;
	return true;
}
