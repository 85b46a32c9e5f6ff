/*
 * tokenizer: what cuts a text into the words that are indexed and sought: FTS5's
 * own, as item_words has it. Private to this folder.
 */
#ifndef STORE_TOKENIZER_H
#define STORE_TOKENIZER_H

#include "base/error.h"

#include <sqlite3.h>
#include <stddef.h>

struct tokenizer {
	fts5_tokenizer does;
	Fts5Tokenizer *instance; /* NULL: there is none */
};

/* FTS5's callback: flags, the word as it is indexed and its length, where it stood. */
typedef int tokenizer_callback(void *context, int flags, const char *word, int len, int start, int end);

/* False: SQLite has no FTS5, or no memory. Goes before the connection does. */
CHECKED bool tokenizer_init(struct tokenizer *t, sqlite3 *db);
void tokenizer_fini(struct tokenizer *t);
/* `flags` are FTS5's. False: it, or the callback, failed. */
CHECKED bool tokenizer_read(
    const struct tokenizer *t, int flags, const char *text, size_t len, tokenizer_callback *on_word, void *context);

#endif
