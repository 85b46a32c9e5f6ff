#include "store/score_topics.h"

#include "store/handle.h"
#include "store/statement.h"

STATEMENT(sql_score_most, "SELECT topics FROM tally");
STATEMENT(sql_score_topics, "SELECT id, name, title, threshold FROM topic ORDER BY id LIMIT :limit");

static void
read_topic(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	*(struct store_score *)out = (struct store_score) {
		.topic_id = column_int(stmt, 0),
		.name = column_text(stmt, 1, arena),
		.title = column_text(stmt, 2, arena),
		.threshold = (int)column_int(stmt, 3),
	};
}

static bool
read_topics(struct store *s, struct arena *arena, struct store_score **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT counter = NULL;
	BORROWED_STMT stmt = NULL;
	int64_t most;

	if (!stmt_borrow(s, &sql_score_most, &counter, err) || !stmt_number(s, counter, &most, err) ||
	    !stmt_borrow(s, &sql_score_topics, &stmt, err))
		return false;
	bind_int(stmt, ":limit", most);
	*out = stmt_rows(s, stmt, sizeof(**out), (size_t)most, read_topic, arena, out_count, err);
	return *out != NULL;
}

bool
score_topics_get(
    struct store *s, struct arena *arena, const struct store_score **out, size_t *out_count, struct err *err)
{
	struct score_topics *known = &s->topics;
	struct store_score *list;

	if (!s->is_snapshot) {
		if (!read_topics(s, arena, &list, out_count, err))
			return false;
		*out = list;
		return true;
	}
	if (known->arena == NULL) {
		known->arena = arena_new();
		if (!read_topics(s, known->arena, &known->list, &known->count, err)) {
			score_topics_forget(known);
			return false;
		}
	}
	*out = known->list;
	*out_count = known->count;
	return true;
}

void
score_topics_forget(struct score_topics *topics)
{
	arena_free(topics->arena);
	*topics = (struct score_topics) { 0 };
}
