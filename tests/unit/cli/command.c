#include "cli/command.h"
#include "base/buffer.h"
#include "base/text.h"
#include "cli/file.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
finds_commands_of_one_word_and_of_two(void **state)
{
	char *one[] = { "digest", "weekly" }, *two[] = { "feed", "add", "x" }, *none[] = { "feed", "nonsense" };
	size_t used;

	(void)state;
	assert_string_equal(command_find(one, 2, &used)->name, "digest");
	assert_int_equal(used, 1);
	assert_string_equal(command_find(two, 3, &used)->name, "feed add");
	assert_int_equal(used, 2);
	assert_null(command_find(none, 2, &used));
	assert_null(command_find(none, 1, &used));
	assert_null(command_find(NULL, 0, &used));
	assert_true(command_is_group("topic"));
	assert_false(command_is_group("top"));
	assert_false(command_is_group("digest"));
}

static size_t
item_words(const char *name)
{
	char *words[] = { (char *)(uintptr_t)name };
	size_t used;

	return command_item_words(command_find(words, 1, &used));
}

static void
knows_which_words_are_items(void **state)
{
	(void)state;
	assert_int_equal(item_words("show"), SIZE_MAX);
	assert_int_equal(item_words("why"), 1);
	assert_int_equal(item_words("note"), 1);
	assert_int_equal(item_words("fold"), 2);
	assert_int_equal(item_words("digest"), 0);
	assert_int_equal(item_words("status"), 0);
}

static void
is_within_eighty_columns(const struct buffer *help)
{
	for (const char *line = buffer_text(help); *line != '\0'; line += strcspn(line, "\n") + 1)
		if (strcspn(line, "\n") > 80)
			fail_msg("too wide: %.*s", (int)strcspn(line, "\n"), line);
}

static void
every_command_says_how_it_is_used(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_count; i++) {
		BUFFER help = { 0 };
		BUFFER example = { 0 };

		command_help(&commands[i], &help);
		buffer_addf(&example, "\nExample:\n  winnow %s", commands[i].name);
		assert_non_null(strstr(buffer_text(&help), buffer_text(&example)));
		is_within_eighty_columns(&help);
		assert_true(commands[i].words_min <= commands[i].words_max);
		assert_non_null(commands[i].run);
	}
}

static void
help_shows_every_command_within_eighty_columns(void **state)
{
	BUFFER help = { 0 };

	(void)state;
	commands_help(NULL, &help);
	for (size_t i = 0; i < command_count; i++)
		assert_non_null(strstr(buffer_text(&help), commands[i].summary));
	is_within_eighty_columns(&help);
}

/* What the manual says of a command: from its item to the next one of a command, or the next heading. */
static char *
manual_entry(char *manual, const char *name, char *out_kept)
{
	static const char *const ends[] = { "\n.It Cm ", "\n.Ss ", "\n.Sh " };
	BUFFER item = { 0 };
	char *entry, *end;

	buffer_addf(&item, "\n.It Cm %s", name);
	entry = strstr(manual, buffer_text(&item));
	while (entry != NULL && strchr(" \n", entry[item.len]) == NULL)
		entry = strstr(entry + 1, buffer_text(&item));
	if (entry == NULL)
		return NULL;
	end = entry + strlen(entry);
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		char *other = strstr(entry + 1, ends[i]);

		end = other != NULL && other < end ? other : end;
	}
	*out_kept = *end;
	*end = '\0';
	return entry;
}

static bool
says_option(const char *text, const char *name)
{
	BUFFER option = { 0 };
	const char *at = text;

	buffer_addf(&option, "Fl -%s", name);
	while ((at = strstr(at, buffer_text(&option))) != NULL) {
		at += option.len;
		if (*at == '\0' || strchr(" \n", *at) != NULL)
			return true;
	}
	return false;
}

static void
the_manual_knows_every_command_and_option(void **state)
{
	BUFFER manual = { 0 };

	(void)state;
	assert_true(file_read_text("cli/winnow.1", 1 << 20, &manual, NULL));
	for (size_t i = 0; i < command_count; i++) {
		char kept = '\0', *entry = manual_entry(manual.data, commands[i].name, &kept);

		if (entry == NULL)
			fail_msg("the manual doesn't know: %s", commands[i].name);
		for (const struct option_spec *o = commands[i].options; o->name != NULL; o++)
			if (!says_option(entry, o->name))
				fail_msg("the manual doesn't know: %s --%s", commands[i].name, o->name);
		entry[strlen(entry)] = kept;
	}
	for (const struct option_spec *o = global_options; o->name != NULL; o++)
		assert_true(says_option(buffer_text(&manual), o->name));
}

/* The settings of a topic and the command help have items as well. */
static void
the_manual_knows_no_command_that_is_not_there(void **state)
{
	static const char *const others[] = { "help", "title", "threshold", "language", "term", "exclude", "forget",
		"learning" };
	BUFFER manual = { 0 };
	size_t items = 0;

	(void)state;
	assert_true(file_read_text("cli/winnow.1", 1 << 20, &manual, NULL));
	for (const char *at = buffer_text(&manual); (at = strstr(at, "\n.It Cm ")) != NULL; at++)
		items++;
	assert_int_equal(items, command_count + COUNT_OF(others));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_commands_of_one_word_and_of_two),
		cmocka_unit_test(knows_which_words_are_items),
		cmocka_unit_test(every_command_says_how_it_is_used),
		cmocka_unit_test(help_shows_every_command_within_eighty_columns),
		cmocka_unit_test(the_manual_knows_every_command_and_option),
		cmocka_unit_test(the_manual_knows_no_command_that_is_not_there),
	};

	return cmocka_run_group_tests_name("cli/command", tests, NULL, NULL);
}
