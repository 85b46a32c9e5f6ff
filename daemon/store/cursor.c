#include "store/cursor.h"

#include "store/statement.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { CURSOR_MAX_BYTES = 80, SUM_DIGITS = 8 };

struct cursor
cursor_of_row(sqlite3_stmt *stmt)
{
	return (struct cursor) {
		.id = column_int(stmt, 0), .sorted_at = column_int(stmt, 1), .margin = column_real(stmt, 2)
	};
}

bool
cursor_is_before(enum store_sort sort, const struct cursor *a, const struct cursor *b)
{
	if (sort == STORE_BY_SCORE && a->margin != b->margin)
		return a->margin > b->margin;
	return a->sorted_at != b->sorted_at ? a->sorted_at > b->sorted_at : a->id > b->id;
}

/* Not against forgery, there is nothing to gain: against mix-ups and cut texts. */
static unsigned
sum(const char *text, size_t len, const struct store_item_query *query)
{
	uint64_t seed = query->sort == STORE_BY_SCORE ? (uint64_t)query->topic_id : 0;

	return (unsigned)XXH64(text, len, seed);
}

static uint64_t
bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

const char *
cursor_write(const struct cursor *c, const struct store_item_query *query, struct arena *arena)
{
	const char *place = arena_printf(arena, "%llx.%llx.%llx.", (unsigned long long)c->sorted_at,
	    (unsigned long long)c->id, (unsigned long long)bits_of(c->margin));

	return arena_printf(arena, "%s%08x", place, sum(place, strlen(place), query));
}

static bool
is_sum_right(const char *text, size_t len, const struct store_item_query *query)
{
	char *end;

	if (len <= SUM_DIGITS || len > CURSOR_MAX_BYTES)
		return false;
	len -= SUM_DIGITS;
	return strtoul(text + len, &end, 16) == sum(text, len, query) && *end == '\0';
}

bool
cursor_read(const char *text, const struct store_item_query *query, struct cursor *out, struct err *err)
{
	uint64_t field[3];
	char *at = (char *)(uintptr_t)text;

	if (!is_sum_right(text, strlen(text), query))
		return err_set(err, ERR_SYNTAX, "not a cursor of this list: '%.80s'", text);
	for (size_t i = 0; i < 3; i++) {
		field[i] = strtoull(at, &at, 16);
		if (*at++ != '.')
			return err_set(err, ERR_SYNTAX, "not a cursor of this list: '%.80s'", text);
	}
	out->sorted_at = (int64_t)field[0];
	out->id = (int64_t)field[1];
	memcpy(&out->margin, &field[2], sizeof(out->margin));
	return true;
}
