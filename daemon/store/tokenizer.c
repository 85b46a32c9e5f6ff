#include "store/tokenizer.h"

#include "base/memory.h"
#include "base/text.h"
#include "store/handle.h"

#include <stdlib.h>

struct tokenizer {
	fts5_tokenizer kind;
	Fts5Tokenizer *instance;
};

static const fts5_api *
api_of(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?)", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api;
}

/* That of item_words, with the same arguments. */
static struct tokenizer *
make(sqlite3 *db)
{
	const char *arguments[] = { "remove_diacritics", "2" };
	const fts5_api *api = api_of(db);
	struct tokenizer *t = mem_alloc(sizeof(*t));
	void *context = NULL;

	if (api != NULL && api->xFindTokenizer((fts5_api *)api, "unicode61", &context, &t->kind) == SQLITE_OK &&
	    t->kind.xCreate(context, arguments, COUNT_OF(arguments), &t->instance) == SQLITE_OK)
		return t;
	free(t);
	return NULL;
}

const struct tokenizer *
tokenizer_of(struct store *s)
{
	if (s->tokenizer == NULL)
		s->tokenizer = make(s->db);
	return s->tokenizer;
}

void
tokenizer_free(struct tokenizer *t)
{
	if (t == NULL)
		return;
	t->kind.xDelete(t->instance);
	free(t);
}

int
tokenizer_run(
    const struct tokenizer *t, int flags, const char *text, int len, tokenizer_on_token on_token, void *context)
{
	return t->kind.xTokenize(t->instance, context, flags, text, len, on_token);
}
