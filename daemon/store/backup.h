/*
 * backup: a copy of the whole store as it is at one moment, made while others
 * write, and looked through before it is handed over.
 *
 * Part of what store.h promises. It opens handles of its own, so any thread may
 * make one; one at a time, because the copy lies in the state directory until
 * it is whole. Then it has no name any more: closing it gives its room back.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/error.h"

#include <stdatomic.h>
#include <stdint.h>

struct store_backup {
	int fd; /* the caller's, at the start of the file; closed by stride_close */
	int64_t bytes;
	uint64_t hash; /* XXH3, 64 bits, of all of them */
};

/* ERR_FULL when there is no room for it, ERR_DAMAGED when the store is broken, ERR_BUSY when `is_cancelled` became true. */
CHECKED bool
store_backup_make(const char *dir, const atomic_bool *is_cancelled, struct store_backup *out, struct err *err);
/* What an end in the middle of one left behind. */
void store_backup_sweep(const char *dir);

#endif
