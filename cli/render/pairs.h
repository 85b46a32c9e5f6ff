/*
 * pairs: a thing shown as labels and values, one a line, values lined up.
 *
 * A table of facts says which fields are shown, in what order and how; what the
 * table doesn't know is shown all the same, under its own name, so that a newer
 * daemon hides nothing from an older command.
 */
#ifndef CLI_RENDER_PAIRS_H
#define CLI_RENDER_PAIRS_H

#include "base/buffer.h"
#include "cli/render/ink.h"
#include "cli/render/look.h"

#include <jansson.h>
#include <stddef.h>

enum fact_kind {
	FACT_PLAIN, /* text, number or list of them */
	FACT_AGE,   /* a time that has passed */
	FACT_UNTIL, /* a time to come */
	FACT_NEXT,  /* the same; one that is missing never comes */
	FACT_LINES, /* a list, each on a line of its own */
	FACT_BYTES,
	FACT_SECONDS,
	FACT_STATE,  /* of a feed */
	FACT_SOME,   /* a count; 0 is left out */
	FACT_WRONG,  /* what went wrong; 0 is left out */
	FACT_HIDDEN, /* shown elsewhere */
};

struct fact {
	const char *path; /* field.h's */
	const char *label;
	enum fact_kind kind;
};

enum { PAIRS_LABEL_WIDTH = 16 };

void pairs_line(struct buffer *out, const struct look *look, enum ink ink, const char *label, const char *value);
/* Facts that are missing are left out. */
void
pairs_write(struct buffer *out, const struct look *look, const json_t *object, const struct fact *facts, size_t count);
/* "12.4 MB", in the powers of ten that disks are sold in. */
void bytes_format(double bytes, struct buffer *out);
/* The ink of a feed's state. */
enum ink state_ink(const char *state);

#endif
