/* winnow: the command. Finds what was asked for in the table of commands, and runs it. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/printed.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Options before the command's name: they belong to every command. Answers how many words they took, or -1. */
static int
leading_options(int argc, char *const *argv, struct args *out, struct err *err)
{
	int taken = 0;

	while (taken < argc && argv[taken][0] == '-') {
		bool wants_next = text_equal(argv[taken], "-s") || text_equal(argv[taken], "--socket") ||
				  text_equal(argv[taken], "--color");

		taken += 1 + (wants_next && taken + 1 < argc);
	}
	return args_parse(NULL, global_options, taken, argv, out, err) ? taken : -1;
}

static const char *
global_value(const struct args *before, const struct args *after, const char *name)
{
	const char *value = args_value(after, name);

	return value != NULL ? value : args_value(before, name);
}

static enum exit_code
text_print(const struct buffer *text)
{
	fputs(buffer_text(text), stdout);
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static enum exit_code
help(char *const *words, size_t count)
{
	const struct command *command;
	BUFFER text = { 0 };
	size_t used;

	command = command_find(words, count, &used);
	if (command != NULL)
		command_help(command, &text);
	else if (count > 0 && !command_is_group(words[0]))
		return complain_usage("no command '%.60s': winnow help shows them all", words[0]);
	else
		commands_help(count > 0 ? words[0] : NULL, &text);
	return text_print(&text);
}

static enum exit_code
words_check(const struct command *command, const struct args *args)
{
	if (args->word_count < command->words_min)
		return complain_usage("%s wants %s, as in: %s", command->name, command->words, command->example);
	if (args->word_count <= command->words_max)
		return EXIT_DONE;
	return complain_usage(
	    "%s: '%.60s' is too much: winnow %s --help", command->name, args->words[command->words_max], command->name);
}

static enum exit_code
session_run(const struct command *command, const struct args *before, struct args *args)
{
	const char *when = global_value(before, args, "color");
	enum colour_choice choice = COLOUR_AUTO;
	ARENA arena = arena_new();
	OWNED_TEXT path = NULL;
	struct session session = { 0 };
	struct err err = { 0 };
	enum exit_code code;

	if (when != NULL && !colour_choice_parse(when, &choice, &err))
		return complain_usage("%s", err.text);
	path = session_socket_path(global_value(before, args, "socket"));
	terminal_read(STDOUT_FILENO, &session.terminal);
	terminal_look(&session.terminal, choice, getenv, clock_now_s(clock_system()), &session.look);
	for (size_t i = 0; i < args->word_count && i < command_item_words(command); i++)
		args->words[i] = printed_word(args->words[i], arena);
	session.client = client_new(path);
	code = command->run(&session, args);
	client_free(session.client);
	return code;
}

static enum exit_code
command_run(const struct command *command, const struct args *before, int argc, char *const *argv)
{
	ARGS args = { 0 };
	struct err err = { 0 };
	BUFFER text = { 0 };
	enum exit_code code;

	if (!args_parse(command->options, global_options, argc, argv, &args, &err))
		return complain_usage("%s: %s: winnow %s --help", command->name, err.text, command->name);
	if (args_has(&args, "help") || args_has(before, "help")) {
		command_help(command, &text);
		return text_print(&text);
	}
	code = words_check(command, &args);
	return code == EXIT_DONE ? session_run(command, before, &args) : code;
}

static enum exit_code
command_missing(char *const *words, size_t count)
{
	BUFFER text = { 0 };

	if (count > 1 && command_is_group(words[0]) && text_equal(words[1], "--help"))
		return help(words, 1);
	if (count > 0 && !command_is_group(words[0]))
		return complain_usage("no command '%.60s': winnow help shows them all", words[0]);
	if (count > 1)
		return complain_usage(
		    "no command '%.60s %.60s': winnow help %s shows them", words[0], words[1], words[0]);
	commands_help(count > 0 ? words[0] : NULL, &text);
	fputs(buffer_text(&text), stderr);
	return EXIT_USAGE;
}

static enum exit_code
winnow(int argc, char *const *argv)
{
	ARGS before = { 0 };
	struct err err = { 0 };
	const struct command *command;
	size_t used;
	int taken = leading_options(argc, argv, &before, &err);

	if (taken < 0)
		return complain_usage("%s: winnow help", err.text);
	argv += taken;
	argc -= taken;
	if (argc == 0 && args_has(&before, "help"))
		return help(argv, 0);
	if (argc > 0 && text_equal(argv[0], "help"))
		return help(argv + 1, (size_t)argc - 1);
	command = command_find(argv, (size_t)argc, &used);
	if (command == NULL)
		return command_missing(argv, (size_t)argc);
	return command_run(command, &before, argc - (int)used, argv + used);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && text_equal(argv[1], "--version")) {
		puts("winnow " WINNOW_VERSION);
		return 0;
	}
	return (int)winnow(argc - 1, argv + 1);
}
