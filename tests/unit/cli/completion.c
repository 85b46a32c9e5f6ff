/*
 * Each completion file holds a part that is the table of commands once more, in
 * the words of its shell, between two marks. What stands between them must be
 * what is written here from the table.
 */
#include "base/buffer.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/file.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char begin_mark[] = "# The table of commands, as cli/command.c has it.\n";
static const char end_mark[] = "# End of the table.\n";

/* In single quotes; a quote of its own as all three shells take it. */
static void
quote(const char *text, struct buffer *out)
{
	for (; *text != '\0'; text++)
		if (*text == '\'')
			buffer_add_text(out, "'\\''");
		else
			buffer_add_char(out, *text);
}

static void
bash_options(const struct option_spec *options, struct buffer *out)
{
	for (; options->name != NULL; options++)
		buffer_addf(out, " --%s", options->name);
}

static void
bash_table(struct buffer *out)
{
	buffer_add_text(out, "_winnow_options()\n{\n\tcase $1 in\n");
	for (size_t i = 0; i < command_count; i++) {
		buffer_addf(out, "\t'%s') echo '", commands[i].name);
		bash_options(commands[i].options, out);
		buffer_add_text(out, "' ;;\n");
	}
	buffer_add_text(out, "\tesac\n\techo '");
	bash_options(global_options, out);
	buffer_add_text(out, "'\n}\n_winnow_commands='");
	for (size_t i = 0; i < command_count; i++)
		buffer_addf(out, "%s\n", commands[i].name);
	buffer_add_text(out, "help'\n");
}

static void
zsh_options(const struct option_spec *options, struct buffer *out)
{
	for (; options->name != NULL; options++) {
		buffer_addf(out, " '*--%s[", options->name);
		quote(options->help, out);
		buffer_add_char(out, ']');
		if (option_wants_value(options))
			buffer_addf(out, ":%s:->%s", options->value, options->name);
		buffer_add_char(out, '\'');
	}
}

static void
zsh_table(struct buffer *out)
{
	buffer_add_text(out, "_winnow_commands=(\n");
	for (size_t i = 0; i < command_count; i++) {
		buffer_addf(out, "\t'%s:", commands[i].name);
		quote(commands[i].summary, out);
		buffer_add_text(out, "'\n");
	}
	buffer_add_text(out, "\t'help:say how a command is used'\n)\n_winnow_options() {\n\tcase $1 in\n");
	for (size_t i = 0; i < command_count; i++) {
		buffer_addf(out, "\t('%s') options=(", commands[i].name);
		zsh_options(commands[i].options, out);
		buffer_add_text(out, " ) ;;\n");
	}
	buffer_add_text(out, "\tesac\n\toptions+=(");
	zsh_options(global_options, out);
	buffer_add_text(out, " )\n}\n");
}

static void
fish_options(const char *condition, const struct option_spec *options, struct buffer *out)
{
	for (; options->name != NULL; options++) {
		buffer_addf(out, "complete -c winnow%s -l %s%s -d '", condition, options->name,
		    option_wants_value(options) ? " -x" : "");
		quote(options->help, out);
		buffer_add_text(out, "'\n");
	}
}

static void
fish_command(const struct command *command, struct buffer *out)
{
	const char *second = strchr(command->name, ' ');
	BUFFER condition = { 0 };

	if (second == NULL)
		buffer_addf(out, "complete -c winnow -n '__winnow_at' -a '%s' -d '", command->name);
	else
		buffer_addf(out, "complete -c winnow -n '__winnow_at %.*s' -a '%s' -d '", (int)(second - command->name),
		    command->name, second + 1);
	quote(command->summary, out);
	buffer_add_text(out, "'\n");
	buffer_addf(&condition, " -n '__winnow_in %s'", command->name);
	fish_options(buffer_text(&condition), command->options, out);
}

static void
fish_table(struct buffer *out)
{
	for (size_t i = 0; i < command_count; i++)
		fish_command(&commands[i], out);
	fish_options("", global_options, out);
}

static void
assert_holds(const char *path, void (*table)(struct buffer *out))
{
	BUFFER file = { 0 };
	BUFFER expected = { 0 };
	char *begin, *end;

	assert_true(file_read_text(path, 1 << 20, &file, NULL));
	table(&expected);
	begin = strstr(buffer_text(&file), begin_mark);
	end = strstr(buffer_text(&file), end_mark);
	assert_true(begin != NULL && end != NULL && begin < end);
	*end = '\0';
	assert_string_equal(begin + strlen(begin_mark), buffer_text(&expected));
}

static void
bash_knows_every_command_and_option(void **state)
{
	(void)state;
	assert_holds("cli/completion/winnow.bash", bash_table);
}

static void
zsh_knows_every_command_and_option(void **state)
{
	(void)state;
	assert_holds("cli/completion/_winnow", zsh_table);
}

static void
fish_knows_every_command_and_option(void **state)
{
	(void)state;
	assert_holds("cli/completion/winnow.fish", fish_table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bash_knows_every_command_and_option),
		cmocka_unit_test(zsh_knows_every_command_and_option),
		cmocka_unit_test(fish_knows_every_command_and_option),
	};

	return cmocka_run_group_tests_name("cli/completion", tests, NULL, NULL);
}
