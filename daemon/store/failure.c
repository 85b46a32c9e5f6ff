#include "store/handle.h"
#include "store/place.h"

#include <errno.h>

static enum err_code
code_of(const struct store *s)
{
	switch (sqlite3_errcode(s->db) & 0xff) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
		return sqlite3_system_errno(s->db) == ENOSPC || sqlite3_system_errno(s->db) == EDQUOT ? ERR_FULL
												      : ERR_STORE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_DAMAGED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return ERR_SYSTEM;
	default:
		return ERR_STORE;
	}
}

bool
store_failed(const struct store *s, struct err *err)
{
	enum err_code code = code_of(s);

	return err_set(
	    err, code, "store %s: %s%s", s->path, sqlite3_errmsg(s->db), code == ERR_DAMAGED ? SALVAGE_ADVICE : "");
}
