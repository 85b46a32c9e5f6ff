/*
 * migration: brings the schema to the form this program knows. Private to this folder.
 *
 * The steps are schema/sqlite/NNNN_*.sql, built into the program, each ending
 * with the user_version it leads to.
 */
#ifndef STORE_MIGRATION_H
#define STORE_MIGRATION_H

#include "base/error.h"

#include <stdint.h>

struct store;

int64_t migration_newest(void);
/*
 * What is missing, in one transaction; the database stays as it was when one fails. A database that is not new has a
 * copy beside it meanwhile, "….before-N", which stays when one fails.
 */
CHECKED bool migration_apply(struct store *s, struct err *err);

/* Before the above: what migrations call that SQL can't say, markup_pack(html, text). */
CHECKED bool migration_offer_functions(struct store *s, struct err *err);

#endif
