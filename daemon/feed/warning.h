/*
 * warning: what was mended or left out while reading, told to the curator.
 *
 * At most WARNINGS_MAX a document, and few of one code: a document that is
 * broken everywhere says so in a few lines. Lines are counted only for what is
 * told. Everything lives in the arena.
 */
#ifndef FEED_WARNING_H
#define FEED_WARNING_H

#include "base/arena.h"
#include "feed/feed.h"

enum { WARNINGS_MAX = 60, WARNINGS_MAX_OF_A_CODE = 5 };

struct warnings {
	struct arena *arena;
	const char *text; /* what offsets count in; NULL: lines are not known */
	size_t counted;   /* bytes of `text` whose lines are counted */
	int line;
	const char *enough[16]; /* codes told often enough, each at the place its address gives */
	size_t count;
	struct feed_warning list[WARNINGS_MAX];
};

void warnings_init(struct warnings *w, struct arena *arena, const char *text);
/* `offset` is into the text; `detail` is made valid, shortened and copied, NULL is none. */
void warnings_add(struct warnings *w, const char *code, size_t offset, const char *detail);
/* The same where the line is known, or is not (0). */
void warnings_add_at_line(struct warnings *w, const char *code, int line, const char *detail);
/* The line that the byte at `offset` stands in. Cheap for offsets that grow. */
int warnings_line(struct warnings *w, size_t offset);
/* What was told, in the order of lines, for struct feed. */
void warnings_give(const struct warnings *w, struct feed *feed);

#endif
