/*
 * restore: an export on its way into a daemon.
 *
 * Private to archive_read.c (feeds, items, topics, marks) and
 * archive_digests.c. What can't be taken is told at once, and the rest goes on.
 */
#ifndef CLI_RESTORE_H
#define CLI_RESTORE_H

#include "base/buffer.h"
#include "cli/session.h"

#include <jansson.h>

struct restore {
	struct session *s;
	const char *dir;
	json_t *feeds;   /* the daemon's id of each address */
	json_t *ids;     /* of items: the export's to the daemon's */
	json_t *topics;  /* the names of those that are there, once digests are given */
	json_t *digests; /* whose issues were given */
	size_t items, strangers, issues;
	enum exit_code code; /* the worst so far */
};

/* The worst that came of it is how the command ends. */
void restore_note(struct restore *r, enum exit_code code);
void restore_path(const struct restore *r, const char *name, struct buffer *out);
CHECKED bool restore_has(struct restore *r, const char *name);
/* False when it can't be read, which is told. */
CHECKED bool restore_text(struct restore *r, const char *name, struct buffer *out);
/* NULL when it is not there, or not right, which is told. */
json_t *restore_json(struct restore *r, const char *name);

/* archive_digests.c: the digests and all issues. */
void restore_digests(struct restore *r);

#endif
