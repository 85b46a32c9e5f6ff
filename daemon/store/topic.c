/* Topics, their models, and the lexicons these were made with. */
#include "base/memory.h"
#include "store/handle.h"
#include "store/json.h"
#include "store/statement.h"

/* ---- topics ---- */

STATEMENT(sql_topic_find, "SELECT id FROM topic WHERE name = :name");

/* 0: there is none. */
static bool
find(struct store *s, const char *name, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_topic_find, &stmt, err))
		return false;
	bind_text(stmt, ":name", name);
	return stmt_number(s, stmt, out_id, err);
}

/* Not REPLACE: that would give a new id and lose the model. */
STATEMENT(sql_topic_put,
    "INSERT INTO topic (name, title, terms, exclude, threshold, language, forgotten, is_learning_off, created_at,"
    " changed_at)"
    " VALUES (:name, :title, :terms, :exclude, :threshold, :language, :forgotten, :is_learning_off, :now, :now)"
    " ON CONFLICT (name) DO UPDATE SET title = excluded.title, terms = excluded.terms, exclude = excluded.exclude,"
    " threshold = excluded.threshold, language = excluded.language, forgotten = excluded.forgotten, is_learning_off = excluded.is_learning_off,"
    " changed_at = excluded.changed_at");

static bool
put(struct store *s, const struct topic *topic, int64_t now, struct err *err)
{
	OWNED_TEXT terms = json_from_terms(topic->terms, topic->term_count);
	OWNED_TEXT exclude = json_from_texts(topic->exclude, topic->exclude_count);
	OWNED_TEXT forgotten = json_from_texts(topic->forgotten, topic->forgotten_count);
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_topic_put, &stmt, err))
		return false;
	bind_text(stmt, ":name", topic->name);
	bind_text(stmt, ":title", topic->title);
	bind_text(stmt, ":terms", terms != NULL ? terms : "[]");
	bind_text(stmt, ":exclude", exclude != NULL ? exclude : "[]");
	bind_int(stmt, ":threshold", topic->threshold);
	bind_text(stmt, ":language", topic->language);
	bind_text(stmt, ":forgotten", forgotten);
	bind_int(stmt, ":is_learning_off", topic->is_learning_off);
	bind_int(stmt, ":now", now);
	return stmt_run(s, stmt, err);
}

bool
store_topic_put(
    struct store *s, const struct topic *topic, int64_t now, int64_t *out_id, bool *out_is_new, struct err *err)
{
	int64_t before, after;

	if (!find(s, topic->name, &before, err) || !put(s, topic, now, err) || !find(s, topic->name, &after, err))
		return false;
	*out_id = after;
	*out_is_new = before == 0;
	return true;
}

#define TOPIC_COLUMNS                                                                                                  \
	"id, name, title, terms, exclude, threshold, generation, created_at, changed_at, forgotten, is_learning_off,"  \
	" model, language"

static void
read_topic(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_topic *out = row;
	struct topic *t = &out->topic;

	out->id = column_int(stmt, 0);
	t->name = column_text(stmt, 1, arena);
	t->title = column_text(stmt, 2, arena);
	json_to_terms(column_borrowed(stmt, 3), arena, &t->terms, &t->term_count);
	json_to_texts(column_borrowed(stmt, 4), arena, &t->exclude, &t->exclude_count);
	t->threshold = (int)column_int(stmt, 5);
	out->generation = column_int(stmt, 6);
	out->created_at = column_int(stmt, 7);
	out->changed_at = column_int(stmt, 8);
	json_to_texts(column_borrowed(stmt, 9), arena, &t->forgotten, &t->forgotten_count);
	t->is_learning_off = column_int(stmt, 10) != 0;
	column_blob(stmt, 11, arena, &out->model, &out->model_bytes);
	t->language = column_text(stmt, 12, arena);
}

STATEMENT(sql_topic_get, "SELECT " TOPIC_COLUMNS " FROM topic WHERE name = :name");

bool
store_topic_get(struct store *s, const char *name, struct arena *arena, struct store_topic **out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_topic_get, &stmt, err))
		return false;
	bind_text(stmt, ":name", name);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return err_set(err, ERR_NOT_FOUND, "no topic '%s'", name);
	*out = arena_alloc(arena, sizeof(**out));
	read_topic(stmt, arena, *out);
	return true;
}

STATEMENT(sql_topic_count, "SELECT topics FROM tally");

static bool
count_topics(struct store *s, size_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_topic_count, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? (size_t)column_int(stmt, 0) : 0;
	return true;
}

STATEMENT(sql_topic_list, "SELECT " TOPIC_COLUMNS " FROM topic ORDER BY id LIMIT :limit");

bool
store_topic_list(struct store *s, struct arena *arena, struct store_topic **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_topic *list;
	size_t max;

	if (!count_topics(s, &max, err) || !stmt_borrow(s, &sql_topic_list, &stmt, err))
		return false;
	bind_int(stmt, ":limit", (int64_t)max);
	list = stmt_rows(s, stmt, sizeof(*list), max, read_topic, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

/* Of two verdicts on an item that both end up under no topic, the later one stands. */
STATEMENT(sql_verdict_outlive,
    "DELETE FROM verdict WHERE topic_id IN (0, :id) AND EXISTS (SELECT 1 FROM verdict later"
    " WHERE later.item_id = verdict.item_id AND later.topic_id IN (0, :id) AND later.id > verdict.id)");
STATEMENT(sql_verdict_orphan, "UPDATE verdict SET topic_id = 0 WHERE topic_id = :id");
STATEMENT(sql_topic_remove, "DELETE FROM topic WHERE id = :id");
/* Its scores count no more; store_tidy clears them away. */
STATEMENT(sql_topic_leave, "INSERT INTO topic_gone (topic_id) VALUES (:id)");

bool
store_topic_remove(struct store *s, const char *name, struct err *err)
{
	int64_t id;

	if (!find(s, name, &id, err))
		return false;
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "no topic '%s'", name);
	return stmt_run_for_id(s, &sql_verdict_outlive, id, err) && stmt_run_for_id(s, &sql_verdict_orphan, id, err) &&
	       stmt_run_for_id(s, &sql_topic_remove, id, err) && stmt_run_for_id(s, &sql_topic_leave, id, err);
}

bool
store_topic_unteach(struct store *s, int64_t topic_id, struct err *err)
{
	return stmt_run_for_id(s, &sql_verdict_outlive, topic_id, err) &&
	       stmt_run_for_id(s, &sql_verdict_orphan, topic_id, err) && store_example_unteach(s, topic_id, err);
}

STATEMENT(sql_topic_activate, "UPDATE topic SET generation = :generation, model = :model WHERE id = :id");

bool
store_topic_activate(
    struct store *s, int64_t topic_id, int64_t generation, const void *model, size_t model_bytes, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_topic_activate, &stmt, err))
		return false;
	bind_int(stmt, ":id", topic_id);
	bind_int(stmt, ":generation", generation);
	bind_blob(stmt, ":model", model, model_bytes);
	return stmt_run_on(s, stmt, "topic", topic_id, err);
}

/* ---- the lexicon ---- */

STATEMENT(sql_lexicon_put, "REPLACE INTO lexicon (generation, bytes) VALUES (:generation, :bytes)");

bool
store_lexicon_put(struct store *s, int64_t generation, const void *bytes, size_t len, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_lexicon_put, &stmt, err))
		return false;
	bind_int(stmt, ":generation", generation);
	bind_blob(stmt, ":bytes", bytes, len);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_lexicon_get, "SELECT bytes FROM lexicon WHERE generation = :generation");

bool
store_lexicon_get(
    struct store *s, int64_t generation, struct arena *arena, const void **out, size_t *out_len, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_lexicon_get, &stmt, err))
		return false;
	bind_int(stmt, ":generation", generation);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return err_set(err, ERR_NOT_FOUND, "no lexicon of generation %lld", (long long)generation);
	column_blob(stmt, 0, arena, out, out_len);
	return true;
}

STATEMENT(sql_lexicon_drop_before, "DELETE FROM lexicon WHERE generation < :id");

bool
store_lexicon_drop_before(struct store *s, int64_t generation, struct err *err)
{
	return stmt_run_for_id(s, &sql_lexicon_drop_before, generation, err);
}
