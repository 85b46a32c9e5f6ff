#include "store/holders.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

/* So much longer takes a page of which the places are looked at, or that FTS5 reads; and what is not understood. */
enum { BITS = 64, PHRASE_TIMES = 2, COLUMN_TIMES = 5, OTHER_TIMES = 40, OTHER_PAGES = 20000 };

static bool
is_leaf(const struct expression *e)
{
	return e->left == NULL;
}

/* ---- what it costs ---- */

/* The rarest first. */
static void
put_in_order(struct expression *e, const int64_t *pages, size_t word)
{
	size_t at = word;

	for (; at > 0 && pages[e->order[at - 1]] > pages[word]; at--)
		e->order[at] = e->order[at - 1];
	e->order[at] = word;
}

static int
times_of(const struct expression *e)
{
	if (e->kind == EXPRESSION_PHRASE)
		return PHRASE_TIMES;
	if (!e->is_readable)
		return OTHER_TIMES;
	return e->is_beginning && e->words->columns != 0 ? COLUMN_TIMES : 1;
}

static bool
count_words(struct holders *h, struct expression *e, struct err *err)
{
	int64_t *pages = arena_alloc(h->arena, e->word_count * sizeof(*pages));
	struct postings_pages read;

	for (size_t i = 0; i < e->word_count; i++) {
		if (!postings_find(&h->index, &e->words[i], h->arena, &read, err))
			return false;
		pages[i] = read.all;
		put_in_order(e, pages, i);
		e->pages += read.all;
	}
	e->is_readable = e->kind != EXPRESSION_OTHER && postings_can_read(&h->index, &e->words[0], &read);
	e->pages *= times_of(e);
	return true;
}

static bool
count_leaf(struct holders *h, struct expression *e, struct err *err)
{
	if (e->word_count > 0 && !count_words(h, e, err))
		return false;
	if (e->word_count == 0 && e->kind == EXPRESSION_OTHER)
		e->pages = OTHER_PAGES;
	h->pages += e->pages;
	if (e->is_beginning)
		h->beginnings_pages += e->pages;
	h->has_beginning = h->has_beginning || e->is_beginning;
	return true;
}

/* Of two that must be there, the rarer one comes first. */
static void
put_rarer_first(struct expression *e)
{
	struct expression *left = e->left;

	if (e->right->pages >= left->pages)
		return;
	e->left = e->right;
	e->right = left;
}

static bool
count_pages(struct holders *h, struct expression *e, struct err *err)
{
	if (is_leaf(e))
		return count_leaf(h, e, err);
	if (!count_pages(h, e->left, err) || !count_pages(h, e->right, err))
		return false;
	if (e->kind == EXPRESSION_AND)
		put_rarer_first(e);
	e->pages = e->left->pages + (e->kind == EXPRESSION_OR ? e->right->pages : 0);
	return true;
}

bool
holders_init(struct holders *h, struct store *s, const char *match, struct err *err)
{
	*h = (struct holders) { .store = s, .arena = arena_new() };
	h->root = expression_read(s, match, h->arena);
	if (!store_item_last_id(s, &h->last, err))
		return false;
	h->top = h->last - h->last % BITS + BITS;
	return word_index_init(&h->index, s, err) && count_pages(h, h->root, err);
}

int64_t
holders_pages_at_once(const struct holders *h)
{
	return h->has_beginning ? h->beginnings_pages : h->root->pages;
}

static void
forget_all(struct expression *e)
{
	free(e->all);
	if (!is_leaf(e)) {
		forget_all(e->left);
		forget_all(e->right);
	}
}

void
holders_fini(struct holders *h)
{
	if (h->root != NULL)
		forget_all(h->root);
	word_index_fini(&h->index);
	arena_free(h->arena);
}

/* What is sought of an expression. */
struct part {
	int64_t from, to;
	const uint64_t *wanted; /* these alone matter; NULL: all */
	bool is_once;           /* nobody asks again */
};

/* ---- leaves ---- */

/* What FTS5 can't read is the asker's mistake, not the store's. */
static bool
tell_mistake(struct store *s, struct err *err)
{
	if (sqlite3_errcode(s->db) == SQLITE_ERROR)
		return err_set(err, ERR_SYNTAX, "not a search: %s", sqlite3_errmsg(s->db));
	return false;
}

STATEMENT(
    sql_holders_other, "SELECT rowid FROM item_words WHERE item_words MATCH :match AND rowid >= :from AND rowid < :to");

static bool
read_other(const struct holders *h, const char *match, const struct part *part, uint64_t *bits, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(h->store, &sql_holders_other, &stmt, err))
		return false;
	bind_text(stmt, ":match", match);
	bind_int(stmt, ":from", part->from);
	bind_int(stmt, ":to", part->to);
	for (;;) {
		int64_t at;

		if (!stmt_next(h->store, stmt, &has, err))
			return tell_mistake(h->store, err);
		if (!has)
			return true;
		at = column_int(stmt, 0) - part->from;
		bits[at / BITS] |= UINT64_C(1) << (at % BITS);
	}
}

static bool
read_leaf(const struct holders *h, const struct expression *e, const struct part *part, uint64_t *bits, struct err *err)
{
	if (e->kind == EXPRESSION_NOTHING)
		return true;
	if (!e->is_readable)
		return read_other(h, e->match, part, bits, err);
	if (e->kind == EXPRESSION_PHRASE)
		return phrase_read(&h->index, &(struct phrase) { e->words, e->word_count, e->order }, part->from,
		    part->to, part->wanted, bits, err);
	return postings_read(&h->index, e->words,
	    &(struct postings_ask) { .from = part->from, .to = part->to, .wanted = part->wanted, .bits = bits }, err);
}

/* ---- what ties them ---- */

/* The words of a set that have any bit, as a part of it. */
static size_t
trim(const uint64_t *bits, size_t words, size_t *out_first)
{
	size_t first = 0;

	while (first < words && bits[first] == 0)
		first++;
	while (words > first && bits[words - 1] == 0)
		words--;
	*out_first = first;
	return words - first;
}

static void
tie(enum expression_kind kind, uint64_t *bits, const uint64_t *others, size_t words)
{
	for (size_t i = 0; i < words; i++)
		bits[i] = kind == EXPRESSION_AND  ? bits[i] & others[i]
			  : kind == EXPRESSION_OR ? bits[i] | others[i]
						  : bits[i] & ~others[i];
}

static bool
read_set(const struct holders *h, struct expression *e, const struct part *part, uint64_t *bits, struct err *err);

/* Ties what `e` finds to a set, as far as that matters to it. */
static bool
tie_set(const struct holders *h, enum expression_kind kind, struct expression *e, const struct part *part,
    uint64_t *bits, struct err *err)
{
	size_t words = (size_t)((part->to - part->from) / BITS), first = 0;
	struct part some = *part;
	uint64_t *others;
	bool is_good;

	/* One after the other: so little may be left of it that the rest need not be read. */
	if (kind == EXPRESSION_NOT && e->kind == EXPRESSION_OR)
		return tie_set(h, kind, e->left, part, bits, err) && tie_set(h, kind, e->right, part, bits, err);
	if (kind != EXPRESSION_OR) {
		words = trim(bits, words, &first);
		some.from += (int64_t)first * BITS;
		some.to = some.from + (int64_t)words * BITS;
		some.wanted = bits + first;
	}
	if (words == 0)
		return true;
	others = mem_array(words, sizeof(*others));
	is_good = read_set(h, e, &some, others, err);
	if (is_good)
		tie(kind, bits + first, others, words);
	free(others);
	return is_good;
}

static bool
read_anew(const struct holders *h, struct expression *e, const struct part *part, uint64_t *bits, struct err *err)
{
	if (is_leaf(e))
		return read_leaf(h, e, part, bits, err);
	return read_set(h, e->left, part, bits, err) && tie_set(h, e->kind, e->right, part, bits, err);
}

static bool
read_set(const struct holders *h, struct expression *e, const struct part *part, uint64_t *bits, struct err *err)
{
	uint64_t *all = e->all;

	if (!e->is_beginning || part->is_once)
		return read_anew(h, e, part, bits, err);
	if (all == NULL) {
		all = mem_array((size_t)(h->top / BITS), sizeof(*all));
		if (!read_anew(h, e, &(struct part) { .to = h->top, .is_once = true }, all, err)) {
			free(all);
			return false;
		}
		e->all = all;
	}
	memcpy(bits, all + part->from / BITS, (size_t)((part->to - part->from) / BITS) * sizeof(*bits));
	return true;
}

bool
holders_read(const struct holders *h, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	return read_set(h, h->root, &(struct part) { .from = from, .to = to }, bits, err);
}
