/*
 * lines: the lines of a plain text, one at a time, as they are compared with
 * those of other items: case, punctuation and numbers folded away, and the
 * item's own title one word. Pure.
 *
 * A line is read as words when it is short, or among the first and the last of
 * its text, where curate/repeats seeks ends; of a long one there only its ends.
 * Others are known by their bytes: that is what keeps articles cheap.
 */
#ifndef CURATE_LINES_H
#define CURATE_LINES_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LINES_MAX = 4000,
	LINES_HEAD = 2,
	LINES_TAIL = 5,
	LINE_SHORT_BYTES = 100,
	LINE_BYTES = 240,
	LINE_END_BYTES = 120,
	LINE_WORDS = LINE_BYTES / 2 + 1,
	LINE_TITLE_WORDS = 40,
};

struct line_word {
	uint64_t hash;
	const char *start, *end;
};

struct line_words {
	struct line_word list[LINE_WORDS];
	size_t count;
};

struct line {
	const char *start, *end; /* without white space around it */
	bool is_long;
	bool is_end;                  /* among the first or the last of its text */
	uint64_t key;                 /* 0: it has no words */
	struct line_words head, tail; /* of a long line its ends, else `head` is all of it */
};

struct lines {
	struct text_span spans[LINES_MAX];
	size_t count;
	uint64_t title[LINE_TITLE_WORDS];
	size_t title_count; /* 0: none, or too long to be found again */
	struct line line;   /* as lines_read left it */
};

/* The title of the item whose texts come next; NULL: none. */
void lines_title(struct lines *l, const char *title);
/* Finds the lines that are not blank. False: there are too many. */
CHECKED bool lines_split(struct lines *l, const char *text);
/* Reads one of them, of the text that was split. */
void lines_read(struct lines *l, size_t at, const char *text);

const struct line_words *line_tail(const struct line *line);
/* The hash of words in an order, by the word that is added; begin with 0. */
uint64_t line_chain(uint64_t hash, const struct line_word *word);

#endif
