#include "store/handle.h"
#include "store/place.h"

#include <errno.h>

/*
 * SQLite's word for a full disk is only for ENOSPC, and errno has often changed
 * by the time it can be asked. A bound on the size of files or a quota is a full
 * disk of one's own, and a disk that fails takes as little.
 */
static bool
is_write_refused(const struct store *s)
{
	int code = sqlite3_extended_errcode(s->db), system_error = sqlite3_system_errno(s->db);

	return code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_TRUNCATE || code == SQLITE_IOERR_SHMSIZE ||
	       system_error == ENOSPC || system_error == EDQUOT;
}

/* The disk gives back less than was written, or nothing. */
static bool
is_read_refused(const struct store *s)
{
	int code = sqlite3_extended_errcode(s->db);

	return code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS;
}

static enum err_code
code_of(const struct store *s)
{
	switch (sqlite3_errcode(s->db) & 0xff) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
		return is_write_refused(s) ? ERR_FULL : is_read_refused(s) ? ERR_DAMAGED : ERR_STORE;
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

	if (sqlite3_errcode(s->db) == SQLITE_INTERRUPT)
		return err_set(err, ERR_INVALID,
		    "given up after %d s: ask for less, with since:30d, a feed, or more letters of a word's beginning",
		    s->patience_ms / 1000);
	return err_set(
	    err, code, "store %s: %s%s", s->path, sqlite3_errmsg(s->db), code == ERR_DAMAGED ? SALVAGE_ADVICE : "");
}
