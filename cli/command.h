/*
 * command: the table of commands. Help, man page and shell completions say what
 * it says, and tests hold them to it.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/buffer.h"
#include "cli/args.h"
#include "cli/session.h"

#include <stddef.h>

struct command {
	const char *name;  /* "digest", "feed add": at most two words */
	const char *words; /* what follows it: "ID...", "[QUERY]"; "" for nothing */
	size_t words_min;
	size_t words_max;
	const char *summary; /* one line, for people */
	const char *example;
	const struct option_spec *options; /* ended by a NULL name */
	enum exit_code (*run)(struct session *s, const struct args *args);
};

extern const struct command commands[];
extern const size_t command_count;
/* Those that every command takes. */
extern const struct option_spec global_options[];

/* The command that the words begin with; *out_used is how many words name it. NULL: none. */
const struct command *command_find(char *const *words, size_t count, size_t *out_used);
/* How many of the words behind it are items. */
size_t command_item_words(const struct command *command);
/* Whether `name` is the first of two words in some command's name. */
CHECKED bool command_is_group(const char *name);
/* What `winnow help` prints; with a group, that group's commands only. */
void commands_help(const char *group, struct buffer *out);
/* What `winnow COMMAND --help` prints. */
void command_help(const struct command *command, struct buffer *out);

#endif
