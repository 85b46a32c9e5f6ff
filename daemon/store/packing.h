/*
 * packing: rows of body as an older winnow wrote them, written anew bit by
 * bit. Private to this folder.
 *
 * They are read as well as any (prose_column.h). To write a million of them
 * anew takes a minute of CPU and, in one transaction, a log as large: so
 * it is no part of the migration, but a chore of an idle writer.
 */
#ifndef STORE_PACKING_H
#define STORE_PACKING_H

#include "base/error.h"

#include <stdbool.h>

struct store;

/* Goes on a little, inside a transaction. *out_more: whether there is more to do. */
CHECKED bool packing_step(struct store *s, bool *out_more, struct err *err);

#endif
