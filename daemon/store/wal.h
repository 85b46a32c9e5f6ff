/*
 * wal: whether the database and the write-ahead log beside it are all that
 * there was, and belong together. Private to this folder.
 *
 * SQLite can't know: without its log, or with that of another database, it
 * goes on with what it finds. So every store has a number; what people do is
 * counted in it; and the lock file says how far that was, and of which store.
 * What polls brought is not counted: it comes again.
 */
#ifndef STORE_WAL_H
#define STORE_WAL_H

#include "store/handle.h"
#include "store/place.h"

/* Before SQLite may touch either file. ERR_DAMAGED with what to do. */
CHECKED bool wal_look(const struct store *s, const struct place_file *file, struct err *err);
/* Two views of files: whether they are known to be of different stores. False when either doesn't say. */
bool wal_are_others(struct store *view, struct store *other);
/* On the connection that reads both. ERR_DAMAGED. */
CHECKED bool wal_see(struct store *s, const struct place_file *file, struct err *err);
/* Once the store is open: from here on it is counted. */
CHECKED bool wal_note(struct store *s, struct err *err);
/* At the end of each transaction that changed something: 1 for a person's. Every log then tells whose it is. */
CHECKED bool wal_count(struct store *s, int count, struct err *err);
/* Once a person's lasts. */
void wal_counted(struct store *s);

#endif
