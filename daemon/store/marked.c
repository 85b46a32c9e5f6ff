/* What a person has something to do with: it is what goes along to another machine. */
#include "base/buffer.h"
#include "store/statement.h"

#include <string.h>

STATEMENT(sql_marked,
    "SELECT id FROM item INDEXED BY item_starred WHERE is_starred = 1"
    " UNION SELECT id FROM item INDEXED BY item_kept WHERE verdict = 1"
    " UNION SELECT id FROM item INDEXED BY item_skipped WHERE verdict = 2"
    " UNION SELECT id FROM item INDEXED BY item_noted WHERE note IS NOT NULL"
    " UNION SELECT item.id FROM issue_item CROSS JOIN item ON item.id = issue_item.item_id ORDER BY 1");

bool
store_marked(struct store *s, struct arena *arena, int64_t **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	BUFFER ids = { 0 };
	bool has;

	if (!stmt_borrow(s, &sql_marked, &stmt, err))
		return false;
	for (;;) {
		int64_t id;

		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		id = column_int(stmt, 0);
		buffer_add(&ids, &id, sizeof(id));
	}
	*out_count = ids.len / sizeof(**out);
	*out = arena_alloc(arena, ids.len + sizeof(**out));
	if (ids.len > 0)
		memcpy(*out, ids.data, ids.len);
	return true;
}
