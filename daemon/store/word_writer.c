#include "store/word_writer.h"

#include "store/statement.h"
#include "store/word_index.h"

#include <string.h>

/* ---- pages ---- */

static void
begin_page(struct word_writer *w)
{
	static const char head[WORD_PAGE_HEAD];

	buffer_cut(&w->leaf, 0);
	buffer_add(&w->leaf, head, sizeof(head));
	buffer_cut(&w->footer, 0);
	w->last_place = 0;
	w->has_word = w->has_id = false;
}

void
word_writer_init(struct word_writer *w, struct store *s, int64_t piece, size_t page_bytes)
{
	*w = (struct word_writer) { .store = s, .piece = piece, .page_bytes = page_bytes, .page = 1 };
	begin_page(w);
}

void
word_writer_fini(struct word_writer *w)
{
	buffer_fini(&w->leaf);
	buffer_fini(&w->footer);
	buffer_fini(&w->word);
}

/* Two bytes of the page's head: see word_index.h. */
static void
put_head(struct word_writer *w, size_t at, size_t number)
{
	w->leaf.data[at] = (char)(number >> 8);
	w->leaf.data[at + 1] = (char)number;
}

STATEMENT(sql_word_row_put, "REPLACE INTO item_words_data (id, block) VALUES (:id, :block)");

bool
word_row_put(struct store *s, int64_t id, const struct buffer *block, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_word_row_put, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_blob(stmt, ":block", block->data, block->len);
	return stmt_run(s, stmt, err);
}

static bool
end_page(struct word_writer *w, struct err *err)
{
	put_head(w, 2, w->leaf.len);
	buffer_add(&w->leaf, w->footer.data, w->footer.len);
	if (!word_row_put(w->store, word_page_id(w->piece, w->page), &w->leaf, err))
		return false;
	w->page++;
	begin_page(w);
	return true;
}

static size_t
bytes_on_page(const struct word_writer *w)
{
	return w->leaf.len + w->footer.len;
}

/* ---- words ---- */

STATEMENT(sql_word_page_place, "INSERT INTO item_words_idx (segid, term, pgno) VALUES (:piece, :term, :page << 1)");

/* What comes after all words on the pages before, and is no more than the first one on this page. */
static bool
put_place(struct word_writer *w, int64_t page, const char *word, size_t len, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(w->store, &sql_word_page_place, &stmt, err))
		return false;
	bind_int(stmt, ":piece", w->piece);
	bind_blob(stmt, ":term", word, len);
	bind_int(stmt, ":page", page);
	return stmt_run(w->store, stmt, err);
}

/* Bytes that a word begins with as the last one does. */
static size_t
shared_bytes(const struct word_writer *w, const char *word, size_t len)
{
	size_t n = 0;

	while (n < len && n < w->word.len && word[n] == w->word.data[n])
		n++;
	return n;
}

bool
word_writer_word(struct word_writer *w, const char *word, size_t len, struct err *err)
{
	size_t shared = shared_bytes(w, word, len);

	if (bytes_on_page(w) + len + 2 >= w->page_bytes && w->leaf.len > WORD_PAGE_HEAD && !end_page(w, err))
		return false;
	index_bytes_add(&w->footer, w->leaf.len - w->last_place);
	w->last_place = w->leaf.len;
	if (!w->has_word) {
		if (w->page > 1 && !put_place(w, w->page, word, shared + 1, err))
			return false;
		shared = 0; /* the first word of a page is all there */
	} else {
		index_bytes_add(&w->leaf, shared);
	}
	index_bytes_add(&w->leaf, len - shared);
	buffer_add(&w->leaf, word + shared, len - shared);
	buffer_cut(&w->word, 0);
	buffer_add(&w->word, word, len);
	w->has_word = w->has_id = w->is_first_id = true;
	return true;
}

/* ---- items ---- */

/* As many whole numbers as take `least` bytes or more. */
static size_t
whole_numbers(const uint8_t *places, size_t size, size_t least)
{
	struct index_bytes b = { places, places + size };
	uint64_t number;

	while ((size_t)(b.at - places) < least && index_bytes_read(&b, &number))
		continue;
	return (size_t)(b.at - places);
}

/* No number is cut by the end of a page. */
static bool
add_places(struct word_writer *w, const uint8_t *places, size_t size, struct err *err)
{
	while (bytes_on_page(w) + size >= w->page_bytes) {
		size_t used = bytes_on_page(w), room = used < w->page_bytes ? w->page_bytes - used : 0;
		size_t n = whole_numbers(places, size, room);

		buffer_add(&w->leaf, places, n);
		places += n;
		size -= n;
		if (!end_page(w, err))
			return false;
	}
	buffer_add(&w->leaf, places, size);
	return true;
}

bool
word_writer_item(struct word_writer *w, int64_t id, const uint8_t *places, size_t size, struct err *err)
{
	bool is_whole = w->is_first_id;

	if (bytes_on_page(w) >= w->page_bytes && !end_page(w, err))
		return false;
	if (!w->has_id) { /* nor a word: a list goes on here */
		put_head(w, 0, w->leaf.len);
		is_whole = true;
	}
	index_bytes_add(&w->leaf, (uint64_t)(is_whole ? id : id - w->last_id));
	index_bytes_add(&w->leaf, 2 * (uint64_t)size);
	w->last_id = id;
	w->has_id = true;
	w->is_first_id = false;
	return add_places(w, places, size, err);
}

bool
word_writer_end(struct word_writer *w, int64_t *out_pages, struct err *err)
{
	if (w->leaf.len > WORD_PAGE_HEAD && !end_page(w, err))
		return false;
	*out_pages = w->page - 1;
	return *out_pages == 0 || put_place(w, 1, "", 0, err);
}
