#include "store/lesson.h"

#include "base/text.h"
#include "store/statement.h"

#include <string.h>

/* Verdicts in general teach nothing. */
STATEMENT(sql_lesson_verdicts,
    "SELECT topic_id, verdict, at FROM verdict WHERE item_id = :id AND topic_id <> 0 ORDER BY topic_id LIMIT :limit");

enum { TOPICS_MAX = 1000 };

static void
read_verdict(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	(void)arena;
	*(struct store_verdict *)row = (struct store_verdict) {
		.topic_id = column_int(stmt, 0), .verdict = (enum verdict)column_int(stmt, 1), .at = column_int(stmt, 2)
	};
}

static bool
list_verdicts(struct store *s, int64_t item_id, struct arena *arena, struct store_verdict **out, size_t *out_count,
    struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_lesson_verdicts, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	bind_int(stmt, ":limit", TOPICS_MAX);
	*out = stmt_rows(s, stmt, sizeof(**out), TOPICS_MAX, read_verdict, arena, out_count, err);
	return *out != NULL;
}

/* What was given as an example says more than a verdict. */
STATEMENT(sql_lesson_put,
    "INSERT INTO example (topic_id, item_id, opinion, url, title, language, added_at, text)"
    " SELECT :topic, :item, :opinion, :url, :title, :language, :at, :text WHERE NOT EXISTS"
    " (SELECT 1 FROM example WHERE topic_id = :topic AND item_id = :item)");

static bool
put(struct store *s, const struct store_verdict *v, int64_t item_id, const struct store_item_text *text,
    const char *cut, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_lesson_put, &stmt, err))
		return false;
	bind_int(stmt, ":topic", v->topic_id);
	bind_int(stmt, ":item", item_id);
	bind_int(stmt, ":opinion", v->verdict);
	bind_text(stmt, ":url", text->url);
	bind_text(stmt, ":title", text->title != NULL ? text->title : "");
	bind_text(stmt, ":language", text->language);
	bind_int(stmt, ":at", v->at);
	bind_text(stmt, ":text", cut);
	return stmt_run(s, stmt, err);
}

/* Those of another store have no item. */
STATEMENT(sql_lesson_trim,
    "DELETE FROM example WHERE topic_id = :topic AND opinion <> 0 AND item_id IS NOT NULL AND id <="
    " (SELECT id FROM example WHERE topic_id = :topic AND opinion <> 0 AND item_id IS NOT NULL"
    " ORDER BY id DESC LIMIT 1 OFFSET :most)");

static bool
trim(struct store *s, int64_t topic_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_lesson_trim, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_int(stmt, ":most", LESSONS_MAX);
	return stmt_run(s, stmt, err);
}

bool
lesson_keep(struct store *s, int64_t item_id, struct err *err)
{
	ARENA arena = arena_new();
	struct store_verdict *verdicts;
	struct store_item_text text;
	const char *said;
	size_t count;

	if (!list_verdicts(s, item_id, arena, &verdicts, &count, err))
		return false;
	if (count == 0)
		return true;
	if (!store_item_text(s, item_id, arena, &text, err))
		return false;
	said = text.text != NULL ? text.text : "";
	said = arena_strndup(arena, said, utf8_cut(said, strlen(said), LESSON_TEXT_MAX_BYTES));
	for (size_t i = 0; i < count; i++)
		if (verdicts[i].verdict != VERDICT_NONE &&
		    (!put(s, &verdicts[i], item_id, &text, said, err) || !trim(s, verdicts[i].topic_id, err)))
			return false;
	return true;
}
