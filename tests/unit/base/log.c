#include "base/log.h"

#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What is written to standard error in between. */
static int saved, reading;

static void
capture(void)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	saved = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	reading = ends[0];
}

static const char *
captured(char *line, size_t size)
{
	ssize_t got;

	dup2(saved, STDERR_FILENO);
	close(saved);
	got = read(reading, line, size - 1);
	close(reading);
	line[got > 0 ? got : 0] = '\0';
	return line;
}

static void
writes_one_line_with_nothing_in_it_unescaped(void **state)
{
	char line[300];

	(void)state;
	log_init(LOG_LEVEL_INFO, false);
	capture();
	log_info("feed failed", LOG_INT("feed", 7), LOG_TEXT("url", "https://x.example/"),
	    LOG_TEXT("error", "two\nlines \"and\" \x1b[31m\xc2\x9b"), LOG_TEXT("empty", NULL));
	assert_string_equal(captured(line, sizeof(line)),
	    "feed failed feed=7 url=https://x.example/ error=\"two\\x0alines \\\"and\\\" \\x1b[31m\\x9b\" empty=\"\"\n");
}

static void
says_the_priority_to_the_journal_and_keeps_quiet_below_its_level(void **state)
{
	char line[300];

	(void)state;
	log_init(LOG_LEVEL_WARNING, true);
	capture();
	log_info("not this", LOG_INT("n", 1));
	log_warning("this", LOG_INT("n", 2));
	assert_string_equal(captured(line, sizeof(line)), "<4>this n=2\n");
}

static void
loses_lines_rather_than_wait_and_says_how_many(void **state)
{
	char text[70000];
	const char *told;
	size_t len;
	ssize_t got;

	(void)state;
	log_init(LOG_LEVEL_INFO, false);
	capture();
	for (int i = 0; i < 3000; i++)
		log_info("nobody reads this line, which is not a short one", LOG_INT("number", 100000 + i));
	got = read(reading, text, sizeof(text) - 1);
	assert_in_range(got, 4096, sizeof(text));
	log_info("somebody reads again", LOG_INT("n", 3));
	len = strlen(captured(text, sizeof(text)));
	text[len] = '\0';
	told = strstr(text, "log lines lost, nobody read them lines=");
	assert_non_null(told);
	assert_non_null(strstr(told, "\nsomebody reads again n=3\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_one_line_with_nothing_in_it_unescaped),
		cmocka_unit_test(loses_lines_rather_than_wait_and_says_how_many),
		cmocka_unit_test(says_the_priority_to_the_journal_and_keeps_quiet_below_its_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
