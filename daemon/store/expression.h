/*
 * expression: an FTS5 expression as a tree of words. Private to this folder.
 *
 * Read is what query/language writes: words and phrases, quoted or plain, each
 * of one column or of all, perhaps with a star; AND, OR, NOT and parentheses.
 * What else FTS5 knows stays one leaf, which only FTS5 can look for.
 */
#ifndef STORE_EXPRESSION_H
#define STORE_EXPRESSION_H

#include "base/arena.h"
#include "store/phrase.h"

enum expression_kind {
	EXPRESSION_NOTHING, /* a word without a letter or digit in it: nothing is found */
	EXPRESSION_WORD,
	EXPRESSION_PHRASE,
	EXPRESSION_OTHER, /* a phrase that ends in a beginning, or what is not understood here */
	EXPRESSION_AND,
	EXPRESSION_OR,
	EXPRESSION_NOT /* what the left one finds and the right one doesn't */
};

struct expression {
	enum expression_kind kind;
	struct expression *left, *right;
	struct postings_word *words; /* of a leaf: one, or those of the phrase; of what is not understood none */
	size_t word_count;
	size_t *order;     /* of the words; for who looks for them */
	int64_t pages;     /* likewise: to be read, about */
	const char *match; /* of a leaf: as FTS5 reads it */
	bool is_beginning; /* that leaf, or all leaves */
	bool is_readable;  /* likewise: by postings */
	uint64_t *all;     /* likewise: what was found once and for all; NULL: not yet */
	uint64_t begun;    /* of a leaf, for who reads a text: bit n, what was read last ends in its words up to n */
	bool is_held;      /* likewise: all of it was there */
};

/* Never NULL. With the tokenizer of the search index; an unsound expression is FTS5's to refuse. */
struct expression *expression_read(struct store *s, const char *match, struct arena *arena);

#endif
