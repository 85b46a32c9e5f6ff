/*
 * word_piece: adds to the search index what new items say, as FTS5 would, at a
 * third of its cost. Private to this folder.
 *
 * FTS5 must hold nothing that it has yet to write in the transaction: it would
 * count as newer. What is written here it reads, merges and checks as its own.
 */
#ifndef STORE_WORD_PIECE_H
#define STORE_WORD_PIECE_H

#include "store/new_words.h"

/* False in *out_done: the index is of another version or has too many pieces; nothing was done, FTS5 is to be given them. */
CHECKED bool word_piece_add(struct store *s, struct new_words *words, bool *out_done, struct err *err);

#endif
