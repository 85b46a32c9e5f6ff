/*
 * backup: the copies of the store that people ask for, one at a time.
 *
 * Each is made on a thread of its own, so that no reader is missing meanwhile.
 */
#ifndef QUERY_BACKUP_H
#define QUERY_BACKUP_H

#include "message/letter.h"
#include "message/request.h"

struct backups;

/* `dir` and `doors` are borrowed for good. */
struct backups *backups_new(const char *dir, const struct doors *doors);
/* Gives up the one that is under way, and waits for its end. NULL is fine. */
void backups_free(struct backups *backups);
/* Takes the request and sends it home, now or when the copy is whole. Any thread. */
void backup_begin(struct backups *backups, struct request *r);

#endif
