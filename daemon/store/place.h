/*
 * place: the state directory: made, locked, and its database file looked at
 * from outside, before SQLite may touch it. Private to this folder.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { APPLICATION_ID = 0x77696e77 }; /* "winw", at byte 68 of the file */

#define SALVAGE_ADVICE " ('winnowd --salvage' saves what can be read of it)"

/* A descriptor that is closed at the end of its scope; -1 is none. */
#define OWNED_FD __attribute__((cleanup(place_close_fd))) int
void place_close_fd(int *fd);

/* Makes the directory and its parents, 0700. ERR_SYSTEM. */
CHECKED bool place_make(const char *dir, struct err *err);
/* Held until the descriptor is closed. ERR_LOCKED, ERR_SYSTEM. */
CHECKED bool place_lock(const char *dir, int *out_fd, struct err *err);
/* The same, also of a directory on a disk that can only be read: without a lock file there, *out_fd is -1. */
CHECKED bool place_lock_to_read(const char *dir, int *out_fd, struct err *err);

struct place_file {
	bool is_new;   /* there was none; made with 0600 */
	bool is_empty; /* there was none, or nothing in it */
	bool has_log;  /* a write-ahead log with something in it lies beside it */
	int64_t schema_version;
};

/* Reads the header alone. ERR_DAMAGED when it is no database, another program's, or cut short; ERR_SYSTEM. */
CHECKED bool place_look(const char *path, struct place_file *out, struct err *err);
/* The file system that holds it: what an ordinary user may still write, and its whole size. ERR_SYSTEM. */
CHECKED bool place_room(const char *path, int64_t *out_free, int64_t *out_total, struct err *err);
/* The database and its log, in bytes. */
int64_t place_bytes(const char *path);
/* The database, and all that SQLite may have put beside it. */
void place_remove(const char *path);

#endif
