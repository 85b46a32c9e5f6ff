/*
 * wal_length: how long the log of a writer gets, when it is moved into the
 * file, and how the room of a long one is given back. Private to this folder.
 *
 * While somebody reads for minutes, as a backup does, the log can't begin anew
 * and grows by all that is written. SQLite would cut it at once within the
 * commit that begins it anew: a gigabyte in the many pieces that it came in
 * takes a file system half a second, and a person waits for that commit. So
 * SQLite is told of a length that is a step shorter each time.
 */
#ifndef STORE_WAL_LENGTH_H
#define STORE_WAL_LENGTH_H

#include "base/error.h"

struct store;

/* From the next commit on. Of a writer. */
CHECKED bool wal_length_watch(struct store *s, struct err *err);
/* What is in the log by now is moved soon. */
void wal_length_move(struct store *s);
/* A step of giving back the room of a log that is too long. False when it is not, or can't begin anew now. */
bool wal_length_cut(struct store *s);

#endif
