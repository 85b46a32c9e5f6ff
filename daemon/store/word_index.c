#include "store/word_index.h"

#include "base/memory.h"
#include "store/handle.h"

#include <stdlib.h>

enum { STRUCTURE_ID = 10, COOKIE_BYTES = 4, PIECE_SHIFT = 37, PAGE_MASK = INT32_MAX };

bool
word_index_is_damaged(const struct word_index *x, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "store %s: the search index is damaged", x->store->path);
}

bool
index_bytes_read_long(struct index_bytes *b, uint64_t *out)
{
	*out = 0;
	for (int i = 0; b->at < b->end; i++) {
		uint8_t byte = *b->at++;

		if (i == 8) {
			*out = *out << 8 | byte;
			return true;
		}
		*out = *out << 7 | (byte & 0x7f);
		if (byte < 0x80)
			return true;
	}
	return false;
}

/* ---- the pieces ---- */

static void
turn_round(struct word_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct word_piece piece = pieces[i];

		pieces[i] = pieces[count - 1 - i];
		pieces[count - 1 - i] = piece;
	}
}

/* One level: how many of it are being merged, and all, the oldest first. */
static bool
read_level(struct word_index *x, struct index_bytes *b)
{
	uint64_t merged, count, id, first, last;
	struct word_piece *pieces;

	if (!index_bytes_read(b, &merged) || !index_bytes_read(b, &count) || count > (uint64_t)(b->end - b->at))
		return false;
	x->pieces = mem_resize(x->pieces, (x->count + count + 1) * sizeof(*x->pieces));
	pieces = x->pieces + x->count;
	for (uint64_t i = 0; i < count; i++) {
		if (!index_bytes_read(b, &id) || !index_bytes_read(b, &first) || !index_bytes_read(b, &last))
			return false;
		pieces[i] = (struct word_piece) { (int64_t)id, (int64_t)first, (int64_t)last };
	}
	turn_round(pieces, count);
	x->count += count;
	return true;
}

static bool
read_structure(struct word_index *x, struct index_bytes b)
{
	uint64_t levels, pieces, written;

	if (b.end - b.at < COOKIE_BYTES)
		return false;
	b.at += COOKIE_BYTES;
	if (!index_bytes_read(&b, &levels) || !index_bytes_read(&b, &pieces) || !index_bytes_read(&b, &written))
		return false;
	for (uint64_t i = 0; i < levels; i++)
		if (!read_level(x, &b))
			return false;
	return x->count == pieces;
}

STATEMENT(sql_word_index_structure,
    "SELECT block FROM item_words_data WHERE id = :id"
    " AND EXISTS (SELECT 1 FROM item_words_config WHERE k = 'version' AND v = 4)");

bool
word_index_init(struct word_index *x, struct store *s, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct index_bytes b;
	size_t len;

	*x = (struct word_index) { .store = s };
	if (s->is_begun)
		return true;
	if (!stmt_borrow(s, &sql_word_index_structure, &stmt, err))
		return false;
	bind_int(stmt, ":id", STRUCTURE_ID);
	if (!stmt_next(s, stmt, &x->is_known, err))
		return false;
	if (!x->is_known)
		return true;
	b.at = column_blob_borrowed(stmt, 0, &len);
	b.end = b.at + len;
	return read_structure(x, b) || word_index_is_damaged(x, err);
}

void
word_index_fini(struct word_index *x)
{
	free(x->pieces);
}

/* ---- which pages ---- */

STATEMENT(sql_word_index_page,
    "SELECT pgno >> 1 FROM item_words_idx WHERE segid = :piece AND term <= :term ORDER BY term DESC LIMIT 1");
STATEMENT(sql_word_index_page_after,
    "SELECT pgno >> 1 FROM item_words_idx WHERE segid = :piece AND term > :term ORDER BY term LIMIT 1");

static bool
find_page(const struct word_index *x, const struct statement *which, const struct word_piece *piece,
    const struct buffer *term, int64_t *io_page, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(x->store, which, &stmt, err))
		return false;
	bind_int(stmt, ":piece", piece->id);
	bind_blob(stmt, ":term", term->data, term->len);
	if (!stmt_next(x->store, stmt, &has, err))
		return false;
	if (has)
		*io_page = column_int(stmt, 0);
	return true;
}

bool
word_index_find(const struct word_index *x, const struct word_piece *piece, const struct buffer *term,
    int64_t *out_page, int64_t *out_next, struct err *err)
{
	*out_page = piece->first;
	*out_next = piece->last;
	if (!find_page(x, &sql_word_index_page, piece, term, out_page, err) ||
	    !find_page(x, &sql_word_index_page_after, piece, term, out_next, err))
		return false;
	if (*out_page < piece->first)
		*out_page = piece->first;
	if (*out_next > piece->last)
		*out_next = piece->last;
	return true;
}

/* ---- the pages ---- */

STATEMENT(sql_word_index_read, "SELECT id, block FROM item_words_data WHERE id >= :from AND id <= :to");

bool
word_index_borrow(const struct word_index *x, sqlite3_stmt **out, struct err *err)
{
	return stmt_borrow(x->store, &sql_word_index_read, out, err);
}

void
word_index_ask(sqlite3_stmt *stmt, const struct word_piece *piece, int64_t first, int64_t last)
{
	sqlite3_reset(stmt);
	bind_int(stmt, ":from", (piece->id << PIECE_SHIFT) + first);
	bind_int(stmt, ":to", (piece->id << PIECE_SHIFT) + last);
}

bool
word_index_next(const struct word_index *x, sqlite3_stmt *stmt, struct index_bytes *out, int64_t *out_page,
    bool *out_has, struct err *err)
{
	size_t size;

	if (!stmt_next(x->store, stmt, out_has, err))
		return false;
	if (!*out_has)
		return true;
	*out_page = column_int(stmt, 0) & PAGE_MASK;
	out->at = column_blob_borrowed(stmt, 1, &size);
	out->end = out->at + size;
	return size >= WORD_PAGE_HEAD || word_index_is_damaged(x, err);
}

/* The first id on a page that has nothing but a list, or on the first after it; 0: there is none up to `end`. */
static bool
first_id_from(const struct word_index *x, const struct word_piece *piece, int64_t page, int64_t end, sqlite3_stmt *stmt,
    int64_t *out, struct err *err)
{
	struct index_bytes b;
	uint64_t id = 0;
	bool has = true;

	word_index_ask(stmt, piece, page, end);
	while (id == 0) {
		size_t place;

		if (!word_index_next(x, stmt, &b, &page, &has, err))
			return false;
		if (!has)
			break;
		place = index_bytes_16(b.at);
		if (place == 0)
			continue;
		if (place >= (size_t)(b.end - b.at))
			return word_index_is_damaged(x, err);
		b.at += place;
		if (!index_bytes_read(&b, &id))
			return word_index_is_damaged(x, err);
	}
	*out = (int64_t)id;
	return true;
}

/* As many are read on the way rather than looked for; and so often a guess may be wrong before halves are taken. */
enum { FEW_PAGES = 4, GUESSES = 8 };

/* Where an id is likely to be, going by how many there are on a page; rather a page too early than one too late. */
static int64_t
guess_page(const struct word_index_place *at, int64_t id, int64_t end)
{
	int64_t ahead = (id - at->id) / at->ids_a_page - 1;

	return ahead < end - 1 - at->page ? at->page + ahead : end - 1;
}

static int64_t
at_least_one(int64_t number)
{
	return number > 1 ? number : 1;
}

bool
word_index_seek(const struct word_index *x, const struct word_piece *piece, int64_t id, int64_t last,
    struct word_index_place *at, sqlite3_stmt *stmt, struct err *err)
{
	int64_t end = last, first_id = 0;

	for (int turn = 0; end - at->page > FEW_PAGES; turn++) {
		int64_t page = turn < GUESSES ? guess_page(at, id, end) : at->page + (end - at->page) / 2;

		if (page - at->page < FEW_PAGES && turn < GUESSES)
			break;
		if (!first_id_from(x, piece, page, end - 1, stmt, &first_id, err))
			return false;
		if (first_id > 0)
			at->ids_a_page = at_least_one((first_id - at->id) / (page - at->page));
		if (first_id == 0 || first_id > id)
			end = page;
		else
			*at = (struct word_index_place) { page, first_id, at->ids_a_page };
	}
	return true;
}
