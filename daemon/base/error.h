/*
 * error: what went wrong, said once, in words for the person who can mend it.
 *
 * A function that can fail returns bool and takes `struct err *` last. The
 * error is filled only on failure; outputs stay untouched on failure. Libraries
 * return errors, edges (serve, ingest, main) log them.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define CHECKED __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err_code {
	ERR_NONE,
	ERR_SYNTAX,    /* the text given is not of the form asked for */
	ERR_INVALID,   /* well formed, but not allowed or not meaningful */
	ERR_TOO_LARGE, /* over a cap; the text names the cap */
	ERR_NOT_FOUND,
	ERR_EXISTS,
	ERR_NOT_FEED, /* a document, but not a feed */
	ERR_REFUSED,  /* by policy: a private address, a foreign peer */
	ERR_NETWORK,
	ERR_BUSY,    /* try again later */
	ERR_STORE,   /* the database refused */
	ERR_FULL,    /* no room on the disk */
	ERR_NEWER,   /* the database was written by a newer winnow */
	ERR_DAMAGED, /* the database is no database, or is broken */
	ERR_LOCKED,  /* another winnowd holds the state */
	ERR_SYSTEM,  /* an operating system call failed; the text has strerror */
};

struct err {
	enum err_code code;
	char text[480];
};

/* Both return false, so that `return err_set(...)` reads as what it is. `err` may be NULL. */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Puts "what: " before the text and keeps the code. */
bool err_wrap(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
