/* What topics that are no more left behind: out of the way at once, cleared away bit by bit. */
#include "store/handle.h"
#include "store/margins.h"
#include "store/score.h"
#include "store/statement.h"

enum { ITEMS_A_STEP = 200 };

struct gone {
	int64_t topic_id;
	int64_t swept_to;
};

STATEMENT(sql_sweep_next, "SELECT topic_id, swept_to FROM topic_gone ORDER BY topic_id LIMIT 1");

static bool
next_gone(struct store *s, struct gone *out, bool *out_has, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_sweep_next, &stmt, err) || !stmt_next(s, stmt, out_has, err))
		return false;
	if (*out_has)
		*out = (struct gone) { column_int(stmt, 0), column_int(stmt, 1) };
	return true;
}

STATEMENT(sql_sweep_list,
    "DELETE FROM score WHERE (topic_id, sorted_at, item_id) IN"
    " (SELECT topic_id, sorted_at, item_id FROM score WHERE topic_id = :id LIMIT 500)");

STATEMENT(sql_sweep_items, "SELECT item_id FROM item_score WHERE item_id > :after ORDER BY item_id LIMIT :limit");

static bool
some_items(struct store *s, int64_t after, int64_t *out_ids, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_sweep_items, &stmt, err))
		return false;
	bind_int(stmt, ":after", after);
	bind_int(stmt, ":limit", ITEMS_A_STEP);
	return stmt_collect_ids(s, stmt, out_ids, ITEMS_A_STEP, out_count, err);
}

static bool
sweep_item(struct store *s, int64_t item_id, int64_t topic_id, struct err *err)
{
	BUFFER margins = { 0 };
	bool has;

	if (!score_read(s, item_id, &margins, &has, err))
		return false;
	return !margins_take_out(&margins, topic_id) || score_write(s, item_id, &margins, false, err);
}

STATEMENT(sql_sweep_on, "UPDATE topic_gone SET swept_to = :to WHERE topic_id = :id");
STATEMENT(sql_sweep_end, "DELETE FROM topic_gone WHERE topic_id = :id");

static bool
go_on(struct store *s, int64_t topic_id, int64_t swept_to, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_sweep_on, &stmt, err))
		return false;
	bind_int(stmt, ":id", topic_id);
	bind_int(stmt, ":to", swept_to);
	return stmt_run(s, stmt, err);
}

static bool
sweep_items(struct store *s, const struct gone *gone, struct err *err)
{
	int64_t ids[ITEMS_A_STEP];
	size_t count;

	if (!some_items(s, gone->swept_to, ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!sweep_item(s, ids[i], gone->topic_id, err))
			return false;
	if (count < ITEMS_A_STEP)
		return stmt_run_for_id(s, &sql_sweep_end, gone->topic_id, err);
	return go_on(s, gone->topic_id, ids[count - 1], err);
}

bool
score_sweep(struct store *s, bool *out_more, struct err *err)
{
	struct gone gone;

	if (!next_gone(s, &gone, out_more, err))
		return false;
	if (!*out_more)
		return true;
	if (!stmt_run_for_id(s, &sql_sweep_list, gone.topic_id, err))
		return false;
	return stmt_changes(s) > 0 || sweep_items(s, &gone, err);
}
