/*
 * new_words: what new items say, word by word, until the search index has it.
 * Private to this folder.
 *
 * FTS5 looks up each word that comes, and adds to a list of its own, which all
 * are in memory of their own: here an item is a run of numbers of words, and
 * when they are written the runs are sorted by counting. It takes a third of the
 * time and of the memory.
 */
#ifndef STORE_NEW_WORDS_H
#define STORE_NEW_WORDS_H

#include "store/pending.h"
#include "store/word_writer.h"

#include <sqlite3.h>

struct new_words;
/* NULL: SQLite can't cut texts into words. It goes before the connection does. */
struct new_words *new_words_new(sqlite3 *db);
void new_words_free(struct new_words *w); /* NULL is fine */

/* Ids ascend. False, and nothing is added, when they don't, or FTS5 fails. */
CHECKED bool new_words_add(struct new_words *w, int64_t id, const struct searched *texts);
size_t new_words_items(const struct new_words *w);
size_t new_words_bytes(const struct new_words *w); /* of texts */
/* Forgets all but the first ones. */
void new_words_cut(struct new_words *w, size_t items);
/* What it says is not what counts any more: it is left out. */
void new_words_forget(struct new_words *w, int64_t id);

/* The id of an item, 0 when it is left out, and how many words each of its columns has. */
int64_t new_words_item(const struct new_words *w, size_t at, uint32_t out_counts[SEARCHED_COLUMNS]);
CHECKED bool new_words_write(struct new_words *w, struct word_writer *out, struct err *err);

#endif
