/*
 * editor: a text through $VISUAL or $EDITOR (else vi), in a file of its own.
 */
#ifndef CLI_EDITOR_H
#define CLI_EDITOR_H

#include "base/buffer.h"
#include "base/error.h"

struct draft {
	char *path; /* owned; NULL: closed */
};

/* Makes the file, readable by its owner only. `suffix` tells the editor what it is: ".ini". */
CHECKED bool draft_open(struct draft *draft, const char *text, const char *suffix, struct err *err);
/* Waits for the editor, then reads the file into `out`. */
CHECKED bool draft_edit(const struct draft *draft, struct buffer *out, struct err *err);
/* Asks whether to go on editing; no when nobody can be asked. */
CHECKED bool draft_wants_again(void);
/* Removes the file. */
void draft_close(struct draft *draft);
/* Leaves the file where it is and says so: what was written isn't lost. */
void draft_keep(struct draft *draft);

#endif
