/* The recipes of digests. */
#include "base/memory.h"
#include "base/text.h"
#include "store/digest.h"
#include "store/json.h"
#include "store/statement.h"

#include <string.h>

#define RECIPE_COLUMNS "name, title, topics, item_limit, per_feed, min_score, window_s, with_loose_tie"

static void
read_recipe(sqlite3_stmt *stmt, struct arena *arena, struct recipe *out)
{
	out->name = column_text(stmt, 0, arena);
	out->title = column_text(stmt, 1, arena);
	json_to_texts(column_borrowed(stmt, 2), arena, &out->topics, &out->topic_count);
	out->limit = column_int(stmt, 3);
	out->per_feed = column_int(stmt, 4);
	out->min_score = column_int(stmt, 5);
	out->window_s = column_int(stmt, 6);
	out->with_loose_tie = column_int(stmt, 7) != 0;
}

STATEMENT(sql_recipe_get, "SELECT " RECIPE_COLUMNS " FROM digest WHERE name = :name");

static bool
find(struct store *s, const char *name, struct arena *arena, struct recipe *out, bool *out_has, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_recipe_get, &stmt, err))
		return false;
	bind_text(stmt, ":name", name);
	if (!stmt_next(s, stmt, out_has, err))
		return false;
	if (*out_has)
		read_recipe(stmt, arena, out);
	return true;
}

bool
store_recipe_get(struct store *s, const char *name, struct arena *arena, struct recipe *out, struct err *err)
{
	struct recipe recipe = { 0 };
	bool has;

	if (!find(s, name, arena, &recipe, &has, err))
		return false;
	if (!has && !text_equal(name, RECIPE_DEFAULT))
		return err_set(err, ERR_NOT_FOUND, "no digest '%.80s'", name);
	*out = has ? recipe : recipe_usual(RECIPE_DEFAULT);
	return true;
}

STATEMENT(sql_recipe_put,
    "INSERT INTO digest (" RECIPE_COLUMNS
    ", created_at, changed_at)"
    " VALUES (:name, :title, :topics, :limit, :per_feed, :min_score, :window, :with_loose_tie, :now, :now)"
    " ON CONFLICT (name) DO UPDATE SET title = excluded.title, topics = excluded.topics,"
    " item_limit = excluded.item_limit, per_feed = excluded.per_feed, min_score = excluded.min_score,"
    " window_s = excluded.window_s, with_loose_tie = excluded.with_loose_tie, changed_at = excluded.changed_at");

bool
store_recipe_put(struct store *s, const struct recipe *recipe, int64_t now, bool *out_is_new, struct err *err)
{
	OWNED_TEXT topics = json_from_texts(recipe->topics, recipe->topic_count);
	ARENA arena = arena_new();
	BORROWED_STMT stmt = NULL;
	struct recipe known;
	bool was_there;

	if (!find(s, recipe->name, arena, &known, &was_there, err) || !stmt_borrow(s, &sql_recipe_put, &stmt, err))
		return false;
	bind_text(stmt, ":name", recipe->name);
	bind_text(stmt, ":title", recipe->title);
	bind_text(stmt, ":topics", topics);
	bind_int(stmt, ":limit", recipe->limit);
	bind_int(stmt, ":per_feed", recipe->per_feed);
	bind_int(stmt, ":min_score", recipe->min_score);
	bind_int(stmt, ":window", recipe->window_s);
	bind_int(stmt, ":with_loose_tie", recipe->with_loose_tie);
	bind_int(stmt, ":now", now);
	if (!stmt_run(s, stmt, err))
		return false;
	*out_is_new = !was_there && !text_equal(recipe->name, RECIPE_DEFAULT);
	return true;
}

STATEMENT(sql_recipe_list, "SELECT " RECIPE_COLUMNS " FROM digest ORDER BY name LIMIT :limit");

/* `default` stands where its name does, whether it has a row or not. */
static bool
read_list(
    struct store *s, sqlite3_stmt *stmt, struct arena *arena, struct recipe *list, size_t *out_count, struct err *err)
{
	bool has, has_default = false;
	size_t count = 0;

	for (;;) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has_default && (!has || strcmp(column_borrowed(stmt, 0), RECIPE_DEFAULT) >= 0)) {
			has_default = true;
			if (!has || !text_equal(column_borrowed(stmt, 0), RECIPE_DEFAULT))
				list[count++] = recipe_usual(RECIPE_DEFAULT);
		}
		if (!has)
			break;
		read_recipe(stmt, arena, &list[count++]);
	}
	*out_count = count;
	return true;
}

bool
store_recipe_list(struct store *s, struct arena *arena, struct recipe **out, size_t *out_count, struct err *err)
{
	struct recipe *list = arena_alloc(arena, (STORE_RECIPES_MAX + 1) * sizeof(*list));
	BORROWED_STMT stmt = NULL;
	size_t count;

	if (!stmt_borrow(s, &sql_recipe_list, &stmt, err))
		return false;
	bind_int(stmt, ":limit", STORE_RECIPES_MAX);
	if (!read_list(s, stmt, arena, list, &count, err))
		return false;
	*out = list;
	*out_count = count;
	return true;
}

STATEMENT(sql_recipe_remove, "DELETE FROM digest WHERE name = :name");

bool
store_recipe_remove(struct store *s, const char *name, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_recipe_remove, &stmt, err))
		return false;
	bind_text(stmt, ":name", name);
	if (!stmt_run(s, stmt, err))
		return false;
	return stmt_changes(s) > 0 || text_equal(name, RECIPE_DEFAULT) ||
	       err_set(err, ERR_NOT_FOUND, "no digest '%.80s'", name);
}
