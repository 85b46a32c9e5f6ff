#include "store/holders.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

/* As many pages take about as long as FTS5 may. */
enum { BITS = 64, OTHER_PAGES = 10000 };

/* ---- what it costs ---- */

static bool
is_leaf(struct expression *e)
{
	return e->left == NULL;
}

static bool
has_beginning(struct expression *e)
{
	return is_leaf(e) ? e->is_beginning : has_beginning(e->left) || has_beginning(e->right);
}

static bool
add_pages_of_leaf(struct holders *h, struct expression *e, struct err *err)
{
	struct postings_pages pages;

	if (e->kind == EXPRESSION_NOTHING)
		return true;
	if (e->kind == EXPRESSION_WORD) {
		if (!postings_pages(&h->postings, &e->word, &pages, err))
			return false;
		e->is_readable = postings_can_read(&h->postings, &e->word, &pages);
	}
	h->pages += e->is_readable ? pages.all : OTHER_PAGES;
	return true;
}

static bool
add_pages(struct holders *h, struct expression *e, struct err *err)
{
	return is_leaf(e) ? add_pages_of_leaf(h, e, err) : add_pages(h, e->left, err) && add_pages(h, e->right, err);
}

bool
holders_init(struct holders *h, struct store *s, const char *match, struct err *err)
{
	*h = (struct holders) { .store = s, .arena = arena_new() };
	h->root = expression_read(s, match, h->arena);
	h->has_beginning = has_beginning(h->root);
	if (!store_item_last_id(s, &h->top, err))
		return false;
	h->top += BITS - h->top % BITS;
	return postings_init(&h->postings, s, err) && add_pages(h, h->root, err);
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
	postings_fini(&h->postings);
	arena_free(h->arena);
}

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
read_other(struct holders *h, const char *match, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(h->store, &sql_holders_other, &stmt, err))
		return false;
	bind_text(stmt, ":match", match);
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", to);
	for (;;) {
		int64_t at;

		if (!stmt_next(h->store, stmt, &has, err))
			return tell_mistake(h->store, err);
		if (!has)
			return true;
		at = column_int(stmt, 0) - from;
		bits[at / BITS] |= UINT64_C(1) << (at % BITS);
	}
}

static bool
read_leaf(struct holders *h, struct expression *e, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	if (e->kind == EXPRESSION_NOTHING)
		return true;
	if (e->is_readable)
		return postings_read(&h->postings, &e->word, from, to, bits, err);
	return read_other(h, e->match, from, to, bits, err);
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
read_set(struct holders *h, struct expression *e, int64_t from, int64_t to, uint64_t *bits, struct err *err);

static bool
read_both(struct holders *h, struct expression *e, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	size_t words = (size_t)((to - from) / BITS), first = 0;
	uint64_t *others;
	bool is_good;

	if (!read_set(h, e->left, from, to, bits, err))
		return false;
	if (e->kind != EXPRESSION_OR)
		words = trim(bits, words, &first);
	if (words == 0)
		return true;
	from += (int64_t)first * BITS;
	others = mem_array(words, sizeof(*others));
	is_good = read_set(h, e->right, from, from + (int64_t)words * BITS, others, err);
	if (is_good)
		tie(e->kind, bits + first, others, words);
	free(others);
	return is_good;
}

static bool
read_anew(struct holders *h, struct expression *e, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	return is_leaf(e) ? read_leaf(h, e, from, to, bits, err) : read_both(h, e, from, to, bits, err);
}

static bool
read_set(struct holders *h, struct expression *e, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	uint64_t *all = e->all;

	if (!e->is_beginning || (from == 0 && to == h->top))
		return read_anew(h, e, from, to, bits, err);
	if (all == NULL) {
		all = mem_array((size_t)(h->top / BITS), sizeof(*all));
		if (!read_anew(h, e, 0, h->top, all, err)) {
			free(all);
			return false;
		}
		e->all = all;
	}
	memcpy(bits, all + from / BITS, (size_t)((to - from) / BITS) * sizeof(*bits));
	return true;
}

bool
holders_read(struct holders *h, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	return read_set(h, h->root, from, to, bits, err);
}
