/*
 * args: what was typed after a command's name, sorted by the command's own
 * table of options.
 *
 * Options may stand anywhere before "--"; "--name value" and "--name=value" are
 * the same; a lone "-" is a word.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct option_spec {
	const char *name;  /* without the dashes; NULL ends a table */
	const char *value; /* what it takes, in capitals; NULL: nothing; "[=N]": may be left out, and stands joined */
	const char *help;
};

struct given {
	const char *name;
	const char *value; /* NULL: takes none, or none was given */
};

/* Borrows argv. */
struct args {
	struct given *given;
	size_t given_count;
	const char **words;
	size_t word_count;
};

#define ARGS __attribute__((cleanup(args_fini))) struct args

/* Whether an option must have a value. */
CHECKED bool option_wants_value(const struct option_spec *spec);

/* `options` and `globals` are both looked in. The error names the option. */
CHECKED bool args_parse(const struct option_spec *options, const struct option_spec *globals, int argc,
    char *const *argv, struct args *out, struct err *err);
void args_fini(struct args *args);

CHECKED bool args_has(const struct args *args, const char *name);
const char *args_value(const struct args *args, const char *name); /* the last one given; NULL: none */
/* Adds `name=value` for each time `option` was given, to a path's query. */
struct buffer;
void args_to_query(const struct args *args, const char *option, const char *name, struct buffer *path);

#endif
