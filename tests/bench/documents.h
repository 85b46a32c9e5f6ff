/*
 * documents: invented items as feeds serve them, RSS 2.0, one file a feed.
 */
#ifndef BENCH_DOCUMENTS_H
#define BENCH_DOCUMENTS_H

#include "base/error.h"
#include "invention.h"

struct documents {
	int64_t feeds, items_a_feed;
	int64_t first; /* item of the first feed; the others follow */
	int64_t now;   /* when the last was published, one a second before it */
};

/* Into FOLDER/000000.xml and so on; the folder is made. Each feed has a site of its own. */
CHECKED bool documents_write(struct invention *v, const char *folder, const struct documents *d, struct err *err);

#endif
