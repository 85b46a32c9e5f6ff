/*
 * word_writer: the pages of a new piece of the search index, as FTS5 writes
 * them. Private to this folder.
 *
 * Words come in their order, each with its items in theirs. No index of a list
 * that goes over many pages is made, which FTS5 makes do without, until it
 * merges the piece.
 */
#ifndef STORE_WORD_WRITER_H
#define STORE_WORD_WRITER_H

#include "base/buffer.h"
#include "store/handle.h"

struct word_writer {
	struct store *store;
	int64_t piece;
	size_t page_bytes;    /* a page ends where it has so many */
	int64_t page;         /* the one in hand, from 1 */
	struct buffer leaf;   /* what is on it */
	struct buffer footer; /* the places of its words */
	size_t last_place;    /* of a word */
	struct buffer word;   /* the last one, on whatever page */
	int64_t last_id;
	bool has_word, has_id; /* the page */
	bool is_first_id;      /* of the word */
};

void word_writer_init(struct word_writer *w, struct store *s, int64_t piece, size_t page_bytes);
void word_writer_fini(struct word_writer *w);
/* With the mark before it. */
CHECKED bool word_writer_word(struct word_writer *w, const char *word, size_t len, struct err *err);
/* An item that holds it, and where: a position list of FTS5's. */
CHECKED bool word_writer_item(struct word_writer *w, int64_t id, const uint8_t *places, size_t size, struct err *err);
/* How many pages there are; 0: there was no word. */
CHECKED bool word_writer_end(struct word_writer *w, int64_t *out_pages, struct err *err);

/* A page, or what else item_words_data has. */
CHECKED bool word_row_put(struct store *s, int64_t id, const struct buffer *block, struct err *err);

#endif
