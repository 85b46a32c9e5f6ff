/* A message of the issue that holds what is nasty, against a file that was looked at. GOLDEN=write makes it anew. */
#include "base/text.h"
#include "cli/file.h"
#include "cli/mail/message.h"
#include "cli/mail/mime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define GOLDEN "tests/unit/cli/golden/"

static json_t *
issue_read(void)
{
	BUFFER text = { 0 };
	json_t *issue;

	assert_true(file_read(GOLDEN "issue.json", 1 << 20, &text, NULL));
	issue = json_loads(buffer_text(&text), 0, NULL);
	assert_non_null(issue);
	return issue;
}

static void
envelope_make(struct envelope *out, const char *from, const char *one, const char *other)
{
	*out = (struct envelope) { .to = calloc(2, sizeof(*out->to)), .to_count = 2, .to_shown = 2 };
	assert_true(address_parse(from, &out->from, NULL));
	assert_true(address_parse(one, &out->to[0], NULL));
	assert_true(address_parse(other, &out->to[1], NULL));
}

static void
compose(const json_t *digest, struct buffer *out)
{
	ENVELOPE envelope = { 0 };

	envelope_make(
	    &envelope, "Zoë, Küratorin <zoe@example.org>", "anna@example.org", "Ben \"B\" Berg <ben@mail.example.org>");
	message_write(digest, &envelope, out);
}

static void
is_the_same_message_each_time_and_as_it_was(void **state)
{
	BUFFER got = { 0 };
	BUFFER again = { 0 };
	BUFFER want = { 0 };
	json_t *issue = issue_read();

	(void)state;
	compose(issue, &got);
	compose(issue, &again);
	json_decref(issue);
	assert_string_equal(buffer_text(&got), buffer_text(&again));
	if (text_equal(getenv("GOLDEN"), "write")) {
		FILE *file = fopen(GOLDEN "issue.eml", "w");

		fwrite(got.data, 1, got.len, file);
		fclose(file);
	}
	assert_true(file_read(GOLDEN "issue.eml", 1 << 20, &want, NULL));
	assert_string_equal(buffer_text(&got), buffer_text(&want));
}

static void
is_seven_bits_in_short_lines_that_end_as_mail_wants(void **state)
{
	BUFFER got = { 0 };
	json_t *issue = issue_read();
	const char *end;

	(void)state;
	compose(issue, &got);
	json_decref(issue);
	for (const char *line = buffer_text(&got); *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= MIME_LINE_MAX);
		for (const char *c = line; c < end; c++)
			assert_true((*c >= ' ' && *c < 0x7f) || *c == '\t');
	}
}

static void
no_title_of_a_digest_adds_a_header(void **state)
{
	json_t *digest = json_pack("{s:s, s:{s:s, s:i, s:s}}", "title", "Weekly\r\nBcc: all@example.org\r\n\r\nbody",
	    "_winnow", "digest", "w\r\nX: y", "issue", 3, "uid", "ab>\r\nX: z");
	BUFFER got = { 0 };

	(void)state;
	compose(digest, &got);
	json_decref(digest);
	*strstr(got.data, "\r\n\r\n") = '\0';
	assert_non_null(strstr(got.data, "\r\nSubject: Weekly Bcc: all@example.org body\r\n"));
	assert_non_null(strstr(got.data, "\r\nMessage-ID: <wXy.3.abXz@example.org>\r\n"));
	assert_null(strstr(got.data, "\r\nBcc"));
	assert_null(strstr(got.data, "\r\nX"));
}

static void
names_only_those_that_may_be_seen(void **state)
{
	ENVELOPE envelope = { 0 };
	BUFFER one = { 0 };
	BUFFER none = { 0 };
	json_t *issue = issue_read();

	(void)state;
	envelope_make(&envelope, "zoe@example.org", "anna@example.org", "ben@example.org");
	envelope.to_shown = 1;
	message_write(issue, &envelope, &one);
	assert_non_null(strstr(one.data, "\r\nTo: anna@example.org\r\n"));
	assert_null(strstr(one.data, "ben@"));
	envelope.to_shown = 0;
	message_write(issue, &envelope, &none);
	json_decref(issue);
	assert_non_null(strstr(none.data, "\r\nTo: undisclosed-recipients:;\r\n"));
	assert_null(strstr(none.data, "anna@"));
}

static void
a_live_digest_has_no_name_to_be_known_by(void **state)
{
	json_t *digest = json_pack("{s:s, s:[]}", "title", "Live", "items");
	BUFFER got = { 0 };

	(void)state;
	compose(digest, &got);
	json_decref(digest);
	assert_null(strstr(got.data, "Message-ID"));
	assert_null(strstr(got.data, "List-Id"));
	assert_non_null(strstr(got.data, "\r\nDate: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_same_message_each_time_and_as_it_was),
		cmocka_unit_test(is_seven_bits_in_short_lines_that_end_as_mail_wants),
		cmocka_unit_test(no_title_of_a_digest_adds_a_header),
		cmocka_unit_test(names_only_those_that_may_be_seen),
		cmocka_unit_test(a_live_digest_has_no_name_to_be_known_by),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
