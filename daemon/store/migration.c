#include "store/migration.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/markup.h"
#include "store/place.h"
#include "store/statement.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct migration {
	int64_t version;
	const char *name;
	const char *sql;
};

/* No compiler in use has ISO C's limit of 4095 bytes. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const struct migration migrations[] = {
#include "schema.h"
};
#pragma GCC diagnostic pop

int64_t
migration_newest(void)
{
	return migrations[COUNT_OF(migrations) - 1].version;
}

static const char *
text_value(sqlite3_value *value)
{
	return (const char *)sqlite3_value_text(value);
}

/* markup_pack(html, text), for the stores that kept HTML as it is. */
static void
on_markup_pack(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct store *s = sqlite3_user_data(context);
	BUFFER packed = { 0 };

	if (count != 2 || sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	markup_pack(&s->markup, text_value(values[0]), text_value(values[1]), &packed);
	sqlite3_result_blob64(context, packed.data, packed.len, SQLITE_TRANSIENT);
}

STATEMENT(sql_version, "PRAGMA user_version");

static bool
read_version(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_version, &stmt, err) && stmt_number(s, stmt, out, err);
}

bool
migration_offer_functions(struct store *s, struct err *err)
{
	return sqlite3_create_function(s->db, "markup_pack", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, s, on_markup_pack,
		   NULL, NULL) == SQLITE_OK ||
	       store_failed(s, err);
}

static bool
apply_one(struct store *s, const struct migration *m, struct err *err)
{
	int64_t version;

	if (!store_exec(s, m->sql, err))
		return err_wrap(err, "migration %s", m->name);
	if (!read_version(s, &version, err))
		return false;
	if (version != m->version)
		return err_set(err, ERR_STORE, "migration %s left version %lld", m->name, (long long)version);
	return true;
}

static bool
apply_from(struct store *s, int64_t version, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(migrations); i++)
		if (migrations[i].version > version && !apply_one(s, &migrations[i], err))
			return false;
	return store_exec(s, "COMMIT", err);
}

/* ---- a copy beside it, until all went well ---- */

static char *
copy_path(const struct store *s)
{
	return mem_printf("%s.before-%lld", s->path, (long long)migration_newest());
}

/* Rather than find out when the disk is full. */
static bool
check_room(const struct store *s, struct err *err)
{
	int64_t bytes = place_bytes(s->path), room, total;

	if (!place_room(s->path, &room, &total, err))
		return false;
	return room > bytes || err_set(err, ERR_FULL,
				   "%s is of a former version, and a copy of it needs %" PRId64 " MB, where %" PRId64
				   " MB are free: make room there",
				   s->path, bytes / 1000000 + 1, room / 1000000);
}

STATEMENT(sql_copy, "VACUUM INTO :path");

/* One that a former try left is of no use: it may be half a copy. */
static bool
copy_to(struct store *s, const char *path, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (unlink(path) != 0 && errno != ENOENT)
		return err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	if (!check_room(s, err))
		return false;
	if (!stmt_borrow(s, &sql_copy, &stmt, err))
		return false;
	bind_text(stmt, ":path", path);
	if (stmt_run(s, stmt, err))
		return true;
	unlink(path); /* where the disk is full, half a copy is what fills it */
	return err_wrap(err, "a copy before the migration, %s", path);
}

static bool
apply_all(struct store *s, int64_t version, struct err *err)
{
	if (!store_exec(s, "BEGIN IMMEDIATE", err))
		return false;
	if (apply_from(s, version, err))
		return true;
	if (sqlite3_get_autocommit(s->db) == 0)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

static bool
apply_beside_copy(struct store *s, int64_t version, struct err *err)
{
	OWNED_TEXT path = copy_path(s);

	if (!copy_to(s, path, err))
		return false;
	if (!apply_all(s, version, err))
		return err_wrap(err, "the store is as it was, and a copy of it is %s", path);
	unlink(path);
	return true;
}

/* A kill right after the migration left it. */
static void
remove_copy(const struct store *s)
{
	OWNED_TEXT path = copy_path(s);

	unlink(path);
}

bool
migration_apply(struct store *s, struct err *err)
{
	int64_t version;

	if (!read_version(s, &version, err))
		return false;
	if (version > migration_newest())
		return err_set(err, ERR_NEWER,
		    "%s was written by a newer winnow (schema %lld, this one knows up to %lld)", s->path,
		    (long long)version, (long long)migration_newest());
	if (version == migration_newest()) {
		remove_copy(s);
		return true;
	}
	return version == 0 ? apply_all(s, version, err) : apply_beside_copy(s, version, err);
}
