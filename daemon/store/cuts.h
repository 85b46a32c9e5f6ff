/*
 * cuts: what is left out of a text when it is judged, as a blob. Private to
 * this folder.
 *
 * Pairs of offset and length in bytes, four bytes each, low byte first.
 */
#ifndef STORE_CUTS_H
#define STORE_CUTS_H

#include "store/statement.h"

/* `text` without what the blob in `column` says; `text` itself when that is NULL. */
const char *cuts_apply(const char *text, sqlite3_stmt *stmt, int column, struct arena *arena);

#endif
