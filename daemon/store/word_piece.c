#include "store/word_piece.h"

#include "store/statement.h"
#include "store/word_index.h"

#include <string.h>

/*
 * PIECES_MAX: FTS5's bound is 2,000. LEVEL_MAX: with more of one level it merges
 * them at once (the schema's "crisismerge").
 */
enum { PIECES_MAX = 1999, LEVEL_MAX = 64, VERSION = 4 };
/* A page's size, unless the index says another; and what its head can tell. */
enum { PAGE_USUAL = 4050, PAGE_LEAST = 32, PAGE_MOST = 16384 };

/* ---- what there is ---- */

STATEMENT(sql_word_piece_config,
    "SELECT (SELECT v FROM item_words_config WHERE k = 'version'), (SELECT v FROM item_words_config WHERE k = 'pgsz')");

/* False without an error: of another version. */
static bool
read_config(struct store *s, size_t *out_page_bytes, bool *out_known, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t bytes;
	bool has;

	if (!stmt_borrow(s, &sql_word_piece_config, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out_known = has && column_int(stmt, 0) == VERSION;
	bytes = column_int(stmt, 1);
	*out_page_bytes = bytes < PAGE_LEAST ? PAGE_USUAL : bytes > PAGE_MOST ? PAGE_MOST : (size_t)bytes;
	return true;
}

STATEMENT(sql_word_row, "SELECT block FROM item_words_data WHERE id = :id");

/* Nothing is added when there is none. */
static bool
read_row(struct store *s, int64_t id, struct buffer *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	const void *bytes;
	size_t len;
	bool has;

	if (!stmt_borrow(s, &sql_word_row, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return true;
	bytes = column_blob_borrowed(stmt, 0, &len);
	buffer_add(out, bytes, len);
	return true;
}

static struct index_bytes
bytes_of(const struct buffer *record)
{
	const uint8_t *bytes = (const uint8_t *)record->data;

	return (struct index_bytes) { bytes, bytes + record->len };
}

/* ---- the pieces ---- */

/* The record that lists all pieces: a cookie, how many levels and pieces there are, a count of writes, and each level. */
struct structure {
	struct buffer record;
	uint64_t levels, pieces, writes;
	struct index_bytes first; /* pieces of the first level, the oldest first; NULLs: there is no level yet */
	uint64_t first_merged, first_count; /* of these, how many are being merged, and all */
	const uint8_t *rest;                /* the other levels */
	uint8_t used[PIECES_MAX / 8 + 1];   /* ids, a bit each */
};

static bool
read_level(struct structure *t, struct index_bytes *b, uint64_t *out_merged, uint64_t *out_count)
{
	if (!index_bytes_read(b, out_merged) || !index_bytes_read(b, out_count))
		return false;
	t->first.at = b->at;
	for (uint64_t i = 0; i < *out_count; i++) {
		uint64_t id, first, last;

		if (!index_bytes_read(b, &id) || !index_bytes_read(b, &first) || !index_bytes_read(b, &last))
			return false;
		if (id <= PIECES_MAX)
			t->used[id / 8] |= (uint8_t)(1 << id % 8);
	}
	t->first.end = b->at;
	return true;
}

static bool
read_levels(struct structure *t)
{
	struct index_bytes b = bytes_of(&t->record), first = { 0 };
	uint64_t merged, count;

	if (b.end - b.at < WORD_COOKIE_BYTES)
		return false;
	b.at += WORD_COOKIE_BYTES;
	if (!index_bytes_read(&b, &t->levels) || !index_bytes_read(&b, &t->pieces) || !index_bytes_read(&b, &t->writes))
		return false;
	t->rest = b.at;
	for (uint64_t i = 0; i < t->levels; i++) {
		if (!read_level(t, &b, &merged, &count))
			return false;
		if (i > 0)
			continue;
		first = t->first;
		t->first_merged = merged;
		t->first_count = count;
		t->rest = b.at;
	}
	t->first = first;
	return true;
}

/* 0: all are used. */
static int64_t
free_id(const struct structure *t)
{
	for (int64_t id = 1; id <= PIECES_MAX; id++)
		if ((t->used[id / 8] >> id % 8 & 1) == 0)
			return id;
	return 0;
}

/* As it was, with one piece more on the first level: the newest. */
static void
with_piece(const struct structure *t, int64_t id, int64_t pages, struct buffer *out)
{
	const uint8_t *end = bytes_of(&t->record).end;

	buffer_add(out, t->record.data, WORD_COOKIE_BYTES);
	index_bytes_add(out, t->levels > 0 ? t->levels : 1);
	index_bytes_add(out, t->pieces + 1);
	index_bytes_add(out, t->writes);
	index_bytes_add(out, t->first_merged);
	index_bytes_add(out, t->first_count + 1);
	buffer_add(out, t->first.at, (size_t)(t->first.end - t->first.at));
	index_bytes_add(out, (uint64_t)id);
	index_bytes_add(out, 1);
	index_bytes_add(out, (uint64_t)pages);
	buffer_add(out, t->rest, (size_t)(end - t->rest));
}

static bool
put_piece(struct store *s, const struct structure *t, int64_t id, int64_t pages, struct err *err)
{
	BUFFER record = { 0 };

	if (pages == 0) /* there was no word */
		return true;
	with_piece(t, id, pages, &record);
	return word_row_put(s, WORD_STRUCTURE_ID, &record, err);
}

/* ---- how long items are ---- */

STATEMENT(sql_word_counts_put, "REPLACE INTO item_words_docsize (id, sz) VALUES (:id, :counts)");

static bool
put_counts(struct store *s, int64_t id, const uint32_t counts[SEARCHED_COLUMNS], struct err *err)
{
	uint8_t bytes[SEARCHED_COLUMNS * INDEX_BYTES_LONGEST], *to = bytes;
	BORROWED_STMT stmt = NULL;

	for (size_t i = 0; i < SEARCHED_COLUMNS; i++)
		to = index_bytes_write(to, counts[i]);
	if (!stmt_borrow(s, &sql_word_counts_put, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_blob(stmt, ":counts", bytes, (size_t)(to - bytes));
	return stmt_run(s, stmt, err);
}

/* Items, and the words of each column of all. */
static bool
add_to_averages(struct store *s, uint64_t items, const uint64_t counts[SEARCHED_COLUMNS], struct err *err)
{
	BUFFER record = { 0 };
	BUFFER sums = { 0 };
	struct index_bytes b;
	uint64_t known;

	if (!read_row(s, WORD_AVERAGES_ID, &record, err))
		return false;
	b = bytes_of(&record);
	for (size_t i = 0; i <= SEARCHED_COLUMNS; i++) {
		if (b.at == b.end || !index_bytes_read(&b, &known)) /* of an empty index nothing is written */
			known = 0;
		index_bytes_add(&sums, known + (i == 0 ? items : counts[i - 1]));
	}
	return word_row_put(s, WORD_AVERAGES_ID, &sums, err);
}

static bool
count_items(struct store *s, const struct new_words *words, struct err *err)
{
	uint64_t sums[SEARCHED_COLUMNS] = { 0 }, items = 0;

	for (size_t i = 0; i < new_words_items(words); i++) {
		uint32_t counts[SEARCHED_COLUMNS];
		int64_t id = new_words_item(words, i, counts);

		if (id == 0)
			continue;
		if (!put_counts(s, id, counts, err))
			return false;
		for (size_t k = 0; k < SEARCHED_COLUMNS; k++)
			sums[k] += counts[k];
		items++;
	}
	return add_to_averages(s, items, sums, err);
}

/* ---- the whole ---- */

/* FTS5 may remember which pieces there are: a merge of nothing makes it look again. */
STATEMENT(sql_words_look_again, "INSERT INTO item_words (item_words, rank) VALUES ('merge', 0)");

static bool
let_fts5_look(struct store *s, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_words_look_again, &stmt, err) && stmt_run(s, stmt, err);
}

static bool
write_pages(
    struct store *s, struct new_words *words, int64_t id, size_t page_bytes, int64_t *out_pages, struct err *err)
{
	struct word_writer w;
	bool is_good;

	word_writer_init(&w, s, id, page_bytes);
	is_good = new_words_write(words, &w, err) && word_writer_end(&w, out_pages, err);
	word_writer_fini(&w);
	return is_good;
}

static bool
add_piece(
    struct store *s, struct new_words *words, struct structure *t, size_t page_bytes, bool *out_done, struct err *err)
{
	int64_t id, pages = 0;

	if (!read_row(s, WORD_STRUCTURE_ID, &t->record, err))
		return false;
	if (!read_levels(t))
		return err_set(err, ERR_DAMAGED, "store %s: the search index is damaged", s->path);
	id = free_id(t);
	*out_done = id != 0 && t->first_count < LEVEL_MAX;
	return !*out_done || (write_pages(s, words, id, page_bytes, &pages, err) && put_piece(s, t, id, pages, err) &&
				 count_items(s, words, err) && let_fts5_look(s, err));
}

bool
word_piece_add(struct store *s, struct new_words *words, bool *out_done, struct err *err)
{
	struct structure t = { 0 };
	size_t page_bytes;
	bool is_good = read_config(s, &page_bytes, out_done, err);

	if (!is_good || !*out_done)
		return is_good;
	is_good = add_piece(s, words, &t, page_bytes, out_done, err);
	buffer_fini(&t.record);
	return is_good;
}
