/*
 * tokenizer: what the search index makes words of. Private to this folder.
 */
#ifndef STORE_TOKENIZER_H
#define STORE_TOKENIZER_H

#include "store/store.h"

struct tokenizer;

void tokenizer_free(struct tokenizer *t); /* NULL is fine */

/* The handle's own, made when it is first needed; NULL when SQLite gives none. */
const struct tokenizer *tokenizer_of(struct store *s);
/* As FTS5's xTokenize, with its flags and what it answers. */
typedef int (*tokenizer_on_token)(void *context, int flags, const char *text, int len, int start, int end);
int tokenizer_run(
    const struct tokenizer *t, int flags, const char *text, int len, tokenizer_on_token on_token, void *context);

#endif
