/*
 * terminal: what standard output is, and how much fits on it.
 */
#ifndef CLI_RENDER_TERMINAL_H
#define CLI_RENDER_TERMINAL_H

#include "base/error.h"
#include "cli/render/look.h"

#include <stddef.h>
#include <stdint.h>

enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct terminal {
	bool is_terminal;
	size_t columns; /* 0: not known */
	size_t rows;    /* 0: not known */
};

/* "auto", "always", "never". */
CHECKED bool colour_choice_parse(const char *text, enum colour_choice *out, struct err *err);
void terminal_read(int fd, struct terminal *out);
/* `get` reads the environment (NO_COLOR, TERM, COLUMNS); getenv outside tests. */
void terminal_look(const struct terminal *terminal, enum colour_choice choice, char *(*get)(const char *name),
    int64_t now, struct look *out);

#endif
