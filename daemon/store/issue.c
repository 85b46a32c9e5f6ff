/* Issues that were frozen, and what was told in them. */
#include "base/text.h"
#include "store/digest.h"
#include "store/statement.h"

#define ISSUE_COLUMNS "digest, number, uid, since, until, last_item_id, item_count, frozen_at, delivered_at"

static void
read_issue(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_issue *out = row;

	*out = (struct store_issue) {
		.digest = column_text(stmt, 0, arena),
		.number = column_int(stmt, 1),
		.uid = column_text(stmt, 2, arena),
		.since = column_int(stmt, 3),
		.until = column_int(stmt, 4),
		.last_item_id = column_int(stmt, 5),
		.item_count = column_int(stmt, 6),
		.frozen_at = column_int(stmt, 7),
		.delivered_at = column_time(stmt, 8),
	};
}

STATEMENT(sql_issue_list, "SELECT " ISSUE_COLUMNS
			  " FROM issue WHERE digest = :digest AND number < :before"
			  " ORDER BY number DESC LIMIT :limit");

bool
store_issue_list(struct store *s, const char *digest, int64_t before, size_t limit, struct arena *arena,
    struct store_issue **out, size_t *out_count, struct err *err)
{
	struct store_issue *list;
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_list, &stmt, err))
		return false;
	bind_text(stmt, ":digest", digest);
	bind_int(stmt, ":before", before);
	bind_int(stmt, ":limit", (int64_t)limit);
	list = stmt_rows(s, stmt, sizeof(*list), limit, read_issue, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

bool
store_issue_last(struct store *s, const char *digest, struct arena *arena, struct store_issue *out, struct err *err)
{
	struct store_issue *list;
	size_t count;

	if (!store_issue_list(s, digest, INT64_MAX, 1, arena, &list, &count, err))
		return false;
	*out = count > 0 ? list[0] : (struct store_issue) { .digest = digest, .delivered_at = TIME_NONE };
	return true;
}

STATEMENT(sql_issue_digest, "SELECT digest FROM issue WHERE digest > :after ORDER BY digest LIMIT 1");

/* NULL: none comes after. */
static bool
next_digest(struct store *s, const char *after, struct arena *arena, const char **out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_issue_digest, &stmt, err))
		return false;
	bind_text(stmt, ":after", after);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? column_text(stmt, 0, arena) : NULL;
	return true;
}

bool
store_issue_digests(struct store *s, struct arena *arena, const char ***out, size_t *out_count, struct err *err)
{
	const char **names = arena_alloc(arena, STORE_RECIPES_MAX * sizeof(*names)), *name = "";
	size_t count = 0;

	while (count < STORE_RECIPES_MAX) {
		if (!next_digest(s, name, arena, &name, err))
			return false;
		if (name == NULL)
			break;
		names[count++] = name;
	}
	*out = names;
	*out_count = count;
	return true;
}

STATEMENT(sql_issue_get, "SELECT " ISSUE_COLUMNS " FROM issue WHERE digest = :digest AND number = :number");

/* The row of one issue, or ERR_NOT_FOUND. */
static bool
seek(struct store *s, const struct statement *which, const char *digest, int64_t number, sqlite3_stmt **out,
    struct err *err)
{
	bool has;

	if (!stmt_borrow(s, which, out, err))
		return false;
	bind_text(*out, ":digest", digest);
	bind_int(*out, ":number", number);
	if (!stmt_next(s, *out, &has, err))
		return false;
	return has || err_set(err, ERR_NOT_FOUND, "no issue %lld of digest '%.80s'", (long long)number, digest);
}

bool
store_issue_get(
    struct store *s, const char *digest, int64_t number, struct arena *arena, struct store_issue *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!seek(s, &sql_issue_get, digest, number, &stmt, err))
		return false;
	read_issue(stmt, arena, out);
	return true;
}

STATEMENT(sql_issue_document, "SELECT document FROM issue WHERE digest = :digest AND number = :number");

bool
store_issue_document(struct store *s, const char *digest, int64_t number, struct arena *arena, const char **out,
    size_t *out_len, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	const void *bytes;

	if (!seek(s, &sql_issue_document, digest, number, &stmt, err))
		return false;
	column_blob(stmt, 0, arena, &bytes, out_len);
	*out = bytes;
	return true;
}

STATEMENT(sql_issue_put, "INSERT INTO issue (" ISSUE_COLUMNS
			 ", document) VALUES (:digest, :number, :uid, :since, :until, :last_item_id,"
			 " :item_count, :frozen_at, :delivered_at, CAST(:document AS TEXT)) ON CONFLICT DO NOTHING");

bool
store_issue_put(struct store *s, const struct store_issue *issue, const char *document, size_t len, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_put, &stmt, err))
		return false;
	bind_text(stmt, ":digest", issue->digest);
	bind_int(stmt, ":number", issue->number);
	bind_text(stmt, ":uid", issue->uid);
	bind_int(stmt, ":since", issue->since);
	bind_int(stmt, ":until", issue->until);
	bind_int(stmt, ":last_item_id", issue->last_item_id);
	bind_int(stmt, ":item_count", issue->item_count);
	bind_int(stmt, ":frozen_at", issue->frozen_at);
	bind_time(stmt, ":delivered_at", issue->delivered_at);
	bind_blob(stmt, ":document", document, len);
	if (!stmt_run(s, stmt, err))
		return false;
	return stmt_changes(s) > 0 || err_set(err, ERR_EXISTS, "digest '%.80s' has an issue %lld already",
					  issue->digest, (long long)issue->number);
}

STATEMENT(sql_issue_add,
    "INSERT INTO issue_item (digest, item_id, number, revision) VALUES (:digest, :item, :number, :revision)"
    " ON CONFLICT DO NOTHING");

bool
store_issue_add(
    struct store *s, const char *digest, int64_t number, const struct store_issue_item *item, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_add, &stmt, err))
		return false;
	bind_text(stmt, ":digest", digest);
	bind_int(stmt, ":item", item->item_id);
	bind_int(stmt, ":number", number);
	bind_int(stmt, ":revision", item->revision);
	if (!stmt_run(s, stmt, err))
		return false;
	return stmt_changes(s) > 0 || err_set(err, ERR_EXISTS, "item %lld stood in an issue of digest '%.80s' before",
					  (long long)item->item_id, digest);
}

STATEMENT(sql_issue_retell,
    "UPDATE issue_item SET revision = :revision WHERE digest = :digest AND item_id = :item AND revision < :revision");

bool
store_issue_retell(struct store *s, const char *digest, const struct store_issue_item *item, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_retell, &stmt, err))
		return false;
	bind_text(stmt, ":digest", digest);
	bind_int(stmt, ":item", item->item_id);
	bind_int(stmt, ":revision", item->revision);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_issue_deliver,
    "UPDATE issue SET delivered_at = coalesce(delivered_at, :now) WHERE digest = :digest AND number = :number");

bool
store_issue_deliver(struct store *s, const char *digest, int64_t number, int64_t now, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_deliver, &stmt, err))
		return false;
	bind_text(stmt, ":digest", digest);
	bind_int(stmt, ":number", number);
	bind_int(stmt, ":now", now);
	if (!stmt_run(s, stmt, err))
		return false;
	return stmt_changes(s) > 0 ||
	       err_set(err, ERR_NOT_FOUND, "no issue %lld of digest '%.80s'", (long long)number, digest);
}

STATEMENT(sql_issue_changes,
    "SELECT i.number, i.item_id, item.revision, body.title, body.url FROM issue_item i INDEXED BY issue_item_by_number"
    " CROSS JOIN item ON item.id = i.item_id AND item.revision > i.revision CROSS JOIN body ON body.item_id = i.item_id"
    " WHERE i.digest = :digest AND i.number >= :number ORDER BY i.number DESC LIMIT :limit");

static void
read_change(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	*(struct store_issue_change *)out = (struct store_issue_change) { column_int(stmt, 0), column_int(stmt, 1),
		column_int(stmt, 2), column_text(stmt, 3, arena), column_text(stmt, 4, arena) };
}

bool
store_issue_changes(struct store *s, const char *digest, int64_t number, size_t limit, struct arena *arena,
    struct store_issue_change **out, size_t *out_count, struct err *err)
{
	struct store_issue_change *list;
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_changes, &stmt, err))
		return false;
	bind_text(stmt, ":digest", digest);
	bind_int(stmt, ":number", number);
	bind_int(stmt, ":limit", (int64_t)limit);
	list = stmt_rows(s, stmt, sizeof(*list), limit, read_change, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

STATEMENT(sql_issue_told,
    "SELECT i.digest, i.number, issue.frozen_at, i.revision FROM issue_item i INDEXED BY issue_item_by_item"
    " CROSS JOIN issue ON issue.digest = i.digest AND issue.number = i.number WHERE i.item_id = :item"
    " ORDER BY i.digest LIMIT :limit");

static void
read_told(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	*(struct store_issue_told *)out = (struct store_issue_told) { column_text(stmt, 0, arena), column_int(stmt, 1),
		column_int(stmt, 2), column_int(stmt, 3) };
}

bool
store_issue_told(struct store *s, int64_t item_id, struct arena *arena, struct store_issue_told **out,
    size_t *out_count, struct err *err)
{
	struct store_issue_told *list;
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_issue_told, &stmt, err))
		return false;
	bind_int(stmt, ":item", item_id);
	bind_int(stmt, ":limit", STORE_TOLD_MAX);
	list = stmt_rows(s, stmt, sizeof(*list), STORE_TOLD_MAX, read_told, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

/* The index's own words, so that only the silent ones are read. */
STATEMENT(sql_feeds_silent,
    "SELECT count(*) FROM feed WHERE rhythm_s > 0 AND failures = 0 AND is_gone = 0 AND is_paused = 0"
    " AND newest_at + max(5 * rhythm_s, 1209600) < :now");

bool
store_feeds_silent(struct store *s, int64_t now, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feeds_silent, &stmt, err))
		return false;
	bind_int(stmt, ":now", now);
	return stmt_number(s, stmt, out, err);
}
