/*
 * record: what is known of sending an issue, kept on disk, so that a run that
 * was killed is followed by one that does the right thing.
 *
 * A file an issue, named by its digest and its uid, in $STATE_DIRECTORY (of
 * systemd) or $XDG_STATE_HOME/winnow, folder "mail". It is there from just
 * before an issue is sent until winnowd knows that it is delivered. One run a
 * digest: the others are refused while it holds the lock.
 */
#ifndef CLI_MAIL_RECORD_H
#define CLI_MAIL_RECORD_H

#include "base/error.h"

enum record_state {
	RECORD_NONE,    /* never sent, or surely not taken */
	RECORD_SENDING, /* it may have been taken */
	RECORD_ACCEPTED,
};

struct record {
	int lock;   /* -1: not held */
	char *path; /* of the lock, in the records' folder */
	char *name; /* of the digest, fit for a file's name */
};

#define RECORD __attribute__((cleanup(record_close))) struct record

/* Makes the folder and takes the lock. ERR_LOCKED: another run has it. */
CHECKED bool record_open(const char *digest, struct record *out, struct err *err);
void record_close(struct record *record);
enum record_state record_read(const struct record *record, const char *uid);
/* On the disk when it answers true. */
CHECKED bool record_write(const struct record *record, const char *uid, enum record_state state, struct err *err);

#endif
