/*
 * salvage_source: a damaged store, opened so that as much as possible of it
 * can be read and nothing of it is written. Private to this folder.
 */
#ifndef STORE_SALVAGE_SOURCE_H
#define STORE_SALVAGE_SOURCE_H

#include "store/salvage.h"
#include "store/store.h"

struct source {
	struct store *view;
	char *work; /* a directory for copies, removed at the end */
	int64_t bytes;
	bool is_lacking; /* tables that it had, but for which its description is lost */
};

/* Whether there is a file with something in it. */
CHECKED bool source_look(const char *dir, struct err *err);
/* `work` is made when it is needed. Fills what `salvage` says of the log and the schema. */
CHECKED bool
source_open(const char *dir, const char *work, struct source *out, struct salvage *salvage, struct err *err);
void source_close(struct source *source);

#endif
