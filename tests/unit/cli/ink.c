#include "cli/render/ink.h"
#include "base/text.h"
#include "cli/render/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct look plain = { .width = 30 };
static const struct look coloured = { .width = 30, .has_colour = true, .has_links = true };

static void
lets_no_control_character_through(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	ink_text(&out, &plain, INK_STRONG,
	    "a\033[31mb\xc2\x9b"
	    "c\ad\u202ee\nf\rg");
	assert_string_equal(buffer_text(&out), "a[31mbcde f g");
}

static void
colours_only_where_there_is_colour(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	ink_text(&out, &coloured, INK_STRONG, "a\033b");
	ink_text(&out, &coloured, INK_PLAIN, "c");
	assert_string_equal(buffer_text(&out), "\033[1mab\033[0mc");
}

static void
links_only_to_the_web(void **state)
{
	static const char *const refused[] = { "javascript:alert(1)", "file:///etc/passwd", "", "httpx://x" };
	BUFFER out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		buffer_cut(&out, 0);
		ink_link(&out, &coloured, INK_PLAIN, refused[i], "t", 1);
		assert_string_equal(buffer_text(&out), "t");
	}
	buffer_cut(&out, 0);
	ink_link(&out, &plain, INK_PLAIN, "https://example.org/", "t", 1);
	assert_string_equal(buffer_text(&out), "t");
}

static void
a_links_address_cannot_end_it(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	ink_link(&out, &coloured, INK_PLAIN, "https://example.org/\033\\ü x", "t", 1);
	assert_string_equal(buffer_text(&out), "\033]8;;https://example.org/%1B%5C%C3%BC%20x\033\\t\033]8;;\033\\");
}

static void
wraps_with_what_follows_indented(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	ink_wrapped(&out, &plain, INK_PLAIN, 10, "one two three four five six");
	assert_string_equal(buffer_text(&out), "one two three four\n          five six\n");
}

static void
breaks_a_line_between_its_pieces(void **state)
{
	const char *pieces[] = { "Harold Jarche", NULL, "3 h", "", "seek sense share", "+2 copies" };
	BUFFER out = { 0 };

	(void)state;
	ink_pieces(&out, &plain, INK_PLAIN, 2, pieces, COUNT_OF(pieces));
	assert_string_equal(buffer_text(&out), "  Harold Jarche · 3 h\n  seek sense share · +2 copies\n");
}

static const struct column columns[] = { { "id", true, false, 0 }, { "title", false, true, 0 },
	{ "age", false, false, 0 } };

static void
rows_add(struct table *table)
{
	table_cell_int(table, INK_PLAIN, 7);
	table_cell(table, INK_PLAIN, "日本語");
	table_cell(table, INK_PLAIN, "3 h");
	table_cell_int(table, INK_PLAIN, 1042);
	table_cell(table, INK_PLAIN, "A title that is rather long");
	table_cell(table, INK_PLAIN, NULL);
}

static void
a_table_lines_up_by_display_width(void **state)
{
	TABLE table = table_new(columns, COUNT_OF(columns));
	BUFFER out = { 0 };

	(void)state;
	rows_add(table);
	table_write(table, &plain, 0, &out);
	assert_string_equal(buffer_text(&out),
	    "  id  title                        age\n"
	    "   7  日本語                       3 h\n"
	    "1042  A title that is rather long\n");
}

static void
a_table_gives_way_on_a_terminal(void **state)
{
	struct look narrow = { .width = 24, .cuts = true };
	TABLE table = table_new(columns, COUNT_OF(columns));
	BUFFER out = { 0 };

	(void)state;
	rows_add(table);
	table_write(table, &narrow, 0, &out);
	assert_string_equal(buffer_text(&out),
	    "  id  title          age\n"
	    "   7  日本語         3 h\n"
	    "1042  A title that…\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_no_control_character_through),
		cmocka_unit_test(colours_only_where_there_is_colour),
		cmocka_unit_test(links_only_to_the_web),
		cmocka_unit_test(a_links_address_cannot_end_it),
		cmocka_unit_test(wraps_with_what_follows_indented),
		cmocka_unit_test(breaks_a_line_between_its_pieces),
		cmocka_unit_test(a_table_lines_up_by_display_width),
		cmocka_unit_test(a_table_gives_way_on_a_terminal),
	};

	return cmocka_run_group_tests_name("cli/ink", tests, NULL, NULL);
}
