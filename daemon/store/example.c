/* Documents that teach topics. */
#include "base/text.h"
#include "store/handle.h"
#include "store/statement.h"

#include <string.h>

/* What is given again is brought up to date, and does not teach twice. */
STATEMENT(sql_example_replace,
    "DELETE FROM example WHERE topic_id = :topic AND (item_id = :item OR url = :url OR (text = :text AND title = :title))");

STATEMENT(sql_example_put,
    "INSERT INTO example (topic_id, item_id, opinion, url, title, language, added_at, text)"
    " VALUES (:topic, :item, :opinion, :url, :title, :language, :at, :text)");

static bool
run_put(struct store *s, const struct statement *which, int64_t topic_id, const struct store_example *e,
    const char *text, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, which, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_id(stmt, ":item", e->item_id);
	bind_text(stmt, ":url", e->url);
	bind_text(stmt, ":title", e->title);
	bind_text(stmt, ":text", text);
	if (which == &sql_example_put) {
		bind_int(stmt, ":opinion", e->opinion);
		bind_text(stmt, ":language", e->language);
		bind_int(stmt, ":at", e->added_at);
	}
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_example_count, "SELECT count(*) FROM example WHERE topic_id = :id");

static bool
count_examples(struct store *s, int64_t topic_id, size_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_example_count, &stmt, err))
		return false;
	bind_int(stmt, ":id", topic_id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? (size_t)column_int(stmt, 0) : 0;
	return true;
}

bool
store_example_put(struct store *s, int64_t topic_id, const struct store_example *example, struct err *err)
{
	ARENA arena = arena_new();
	size_t len = utf8_cut(example->text, strlen(example->text), EXAMPLE_TEXT_MAX_BYTES);
	const char *text = arena_strndup(arena, example->text, len);
	size_t count;

	if (!run_put(s, &sql_example_replace, topic_id, example, text, err) ||
	    !count_examples(s, topic_id, &count, err))
		return false;
	if (count >= EXAMPLES_MAX)
		return err_set(err, ERR_INVALID, "the topic has %d examples already: remove some", EXAMPLES_MAX);
	return run_put(s, &sql_example_put, topic_id, example, text, err);
}

STATEMENT(sql_example_list,
    "SELECT id, item_id, opinion, url, title, language, added_at, text FROM example WHERE topic_id = :id"
    " ORDER BY id LIMIT :limit");

static void
read_example(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	*(struct store_example *)out = (struct store_example) { column_int(stmt, 0), column_int(stmt, 1),
		(enum verdict)column_int(stmt, 2), column_text(stmt, 3, arena), column_text(stmt, 4, arena),
		column_text(stmt, 7, arena), column_text(stmt, 5, arena), column_int(stmt, 6) };
}

bool
store_example_list(struct store *s, int64_t topic_id, struct arena *arena, struct store_example **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_example *list;
	size_t max;

	if (!count_examples(s, topic_id, &max, err) || !stmt_borrow(s, &sql_example_list, &stmt, err))
		return false;
	bind_int(stmt, ":id", topic_id);
	bind_int(stmt, ":limit", (int64_t)max);
	list = stmt_rows(s, stmt, sizeof(*list), max, read_example, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

STATEMENT(sql_example_remove, "DELETE FROM example WHERE topic_id = :topic AND id = :id");

bool
store_example_remove(struct store *s, int64_t topic_id, int64_t id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_example_remove, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_int(stmt, ":id", id);
	if (!stmt_run(s, stmt, err))
		return false;
	return stmt_changes(s) > 0 || err_set(err, ERR_NOT_FOUND, "the topic has no example %lld", (long long)id);
}

STATEMENT(sql_example_unteach, "DELETE FROM example WHERE topic_id = :id AND opinion <> 0");

bool
store_example_unteach(struct store *s, int64_t topic_id, struct err *err)
{
	return stmt_run_for_id(s, &sql_example_unteach, topic_id, err);
}

STATEMENT(sql_item_find_url,
    "SELECT b.item_id FROM body b CROSS JOIN item i ON i.id = b.item_id WHERE b.url = :url"
    " ORDER BY i.duplicate_of IS NOT NULL, i.id LIMIT 1");

bool
store_item_find_url(struct store *s, const char *url, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_item_find_url, &stmt, err))
		return false;
	bind_text(stmt, ":url", url);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return err_set(err, ERR_NOT_FOUND, "no item at %.500s", url);
	*out_id = column_int(stmt, 0);
	return true;
}
