#include "store/tokenizer.h"

#include "base/text.h"

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

bool
tokenizer_init(struct tokenizer *t, sqlite3 *db)
{
	const char *arguments[] = { "remove_diacritics", "2" };
	const fts5_api *api = api_of(db);
	void *context = NULL;

	*t = (struct tokenizer) { 0 };
	return api != NULL && api->xFindTokenizer((fts5_api *)api, "unicode61", &context, &t->does) == SQLITE_OK &&
	       t->does.xCreate(context, arguments, COUNT_OF(arguments), &t->instance) == SQLITE_OK;
}

void
tokenizer_fini(struct tokenizer *t)
{
	if (t->instance != NULL)
		t->does.xDelete(t->instance);
	t->instance = NULL;
}

bool
tokenizer_read(
    const struct tokenizer *t, int flags, const char *text, size_t len, tokenizer_callback *on_word, void *context)
{
	return t->does.xTokenize(t->instance, context, flags, text, (int)len, on_word) == SQLITE_OK;
}
