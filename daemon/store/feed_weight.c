/* The feeds that weigh anything. */
#include "store/statement.h"

STATEMENT(sql_feed_weights,
    "SELECT id, weight FROM feed INDEXED BY feed_weighed WHERE weight <> 0 AND id > :after ORDER BY id LIMIT :limit");

enum { AT_ONCE = 256 };

static bool
read_some(struct store *s, int64_t after, struct store_feed_weight *out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_feed_weights, &stmt, err))
		return false;
	bind_int(stmt, ":after", after);
	bind_int(stmt, ":limit", AT_ONCE);
	for (*out_count = 0; *out_count < AT_ONCE; (*out_count)++) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		out[*out_count] = (struct store_feed_weight) { column_int(stmt, 0), column_real(stmt, 1) };
	}
	return true;
}

bool
store_feed_weights(
    struct store *s, struct arena *arena, struct store_feed_weight **out, size_t *out_count, struct err *err)
{
	struct store_feed_weight *list = NULL;
	size_t count = 0, room = 0, more = AT_ONCE;

	while (more == AT_ONCE) {
		if (room - count < AT_ONCE) {
			struct store_feed_weight *longer;

			room = 2 * room + AT_ONCE;
			longer = arena_alloc(arena, room * sizeof(*longer));
			for (size_t i = 0; i < count; i++)
				longer[i] = list[i];
			list = longer;
		}
		if (!read_some(s, count > 0 ? list[count - 1].feed_id : 0, list + count, &more, err))
			return false;
		count += more;
	}
	*out = list;
	*out_count = count;
	return true;
}
