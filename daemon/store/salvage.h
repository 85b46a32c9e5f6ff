/*
 * salvage: what can still be read of a damaged store, put into a fresh one.
 *
 * The damaged files are only ever read; what must be tried on them is tried on
 * copies. What is wrong with one page loses what is on that page. Scores and
 * the search index are not read: they are made anew.
 */
#ifndef STORE_SALVAGE_H
#define STORE_SALVAGE_H

#include "base/error.h"

#include <stdint.h>

struct salvage_count {
	const char *what; /* "feeds" */
	int64_t saved;
	int64_t torn;    /* places from which nothing can be read */
	int64_t refused; /* rows that were read and make no sense */
};

enum { SALVAGE_COUNTS_MAX = 16 };

struct salvage {
	struct salvage_count counts[SALVAGE_COUNTS_MAX];
	size_t count;
	int64_t items_expected; /* as the store counted them; -1: not known */
	int64_t texts_lost;     /* of items that are there, as a person marked them or they stood in an issue */
	int64_t items_dropped;  /* that had lost their texts and that nobody had marked: they may come again */
	bool has_log, is_log_read;
	bool is_schema_guessed; /* it could not be read: the one of this version was taken */
};

/*
 * From the state directory `dir` into a new store in `into`, which is made.
 * ERR_EXISTS when a store is there already, ERR_NOT_FOUND when none is in `dir`,
 * ERR_LOCKED when a winnowd holds it, ERR_DAMAGED when nothing at all can be
 * read, ERR_SYSTEM, ERR_FULL. Takes as long as it takes.
 */
CHECKED bool store_salvage(const char *dir, const char *into, struct salvage *out, struct err *err);

#endif
