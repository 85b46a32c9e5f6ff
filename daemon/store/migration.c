#include "store/migration.h"

#include "base/text.h"
#include "store/handle.h"
#include "store/statement.h"

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

STATEMENT(sql_version, "PRAGMA user_version");

static bool
read_version(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_version, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? column_int(stmt, 0) : 0;
	return true;
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
	if (version == migration_newest())
		return true;
	if (!store_exec(s, "BEGIN IMMEDIATE", err))
		return false;
	if (apply_from(s, version, err))
		return true;
	if (sqlite3_get_autocommit(s->db) == 0)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}
