#include "cli/mail/address.h"

#include "base/buffer.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
takes_an_address_with_and_without_a_name(void **state)
{
	static const struct {
		const char *text, *name, *mailbox;
	} cases[] = {
		{ "anna@example.org", NULL, "anna@example.org" },
		{ "  <anna@example.org> ", NULL, "anna@example.org" },
		{ "Anna Berg <anna.b+x@mail.example.org>", "Anna Berg", "anna.b+x@mail.example.org" },
		{ "\"Berg, \\\"A\\\"\" <a@example.org>", "Berg, \"A\"", "a@example.org" },
		{ "Zoë <zoe@localhost>", "Zoë", "zoe@localhost" },
		{ "root@[127.0.0.1]", NULL, "root@[127.0.0.1]" },
		{ "root@[IPv6:::1]", NULL, "root@[IPv6:::1]" },
		{ "-f@example.org", NULL, "-f@example.org" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ADDRESS got = { 0 };

		assert_true(address_parse(cases[i].text, &got, NULL));
		assert_true(text_equal(got.name, cases[i].name));
		assert_string_equal(got.mailbox, cases[i].mailbox);
	}
}

static void
refuses_what_is_no_address_and_says_why(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "not a mail address: '' (write name@example.org)" },
		{ "anna", "not a mail address: 'anna' (write name@example.org)" },
		{ "@example.org", "not a mail address: '@example.org' (write name@example.org)" },
		{ "a@", "not a mail address: 'a@' (write name@example.org)" },
		{ "a@b@example.org", "not a mail address: 'a@b@example.org' (write name@example.org)" },
		{ "a..b@example.org", "not a mail address: 'a..b@example.org' (write name@example.org)" },
		{ "a@example..org", "not a mail address: 'a@example..org' (write name@example.org)" },
		{ "a@-x.org", "not a mail address: 'a@-x.org' (write name@example.org)" },
		{ "a@[1.2\r\n]", "not a mail address: 'a@[1.2\r\n]' (write name@example.org)" },
		{ "a@example.org>\r\nRCPT TO:<b@example.org",
		    "not a mail address: 'a@example.org>\r\nRCPT TO:<b@example.org' (write name@example.org)" },
		{ "a@example.org, b@example.org",
		    "not a mail address: 'a@example.org, b@example.org' (write name@example.org)" },
		{ "zoë@example.org", "'zoë@example.org': only ASCII letters before the @; few servers take others" },
		{ "zoe@exämple.org", "'zoe@exämple.org': write the part after the @ in its ASCII form (xn--...)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct address got = { 0 };
		struct err err = { 0 };

		assert_false(address_parse(cases[i].text, &got, &err));
		assert_null(got.mailbox);
		assert_string_equal(err.text, cases[i].why);
	}
}

static void
holds_the_bounds_of_smtp(void **state)
{
	BUFFER text = { 0 };
	struct err err = { 0 };
	ADDRESS got = { 0 };

	(void)state;
	for (int i = 0; i < 64; i++)
		buffer_add_char(&text, 'a');
	buffer_add_text(&text, "@example.org");
	assert_true(address_parse(buffer_text(&text), &got, &err));
	address_fini(&got);
	text.data[64] = 'a';
	text.data[65] = '@';
	assert_false(address_parse(buffer_text(&text), &got, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	buffer_cut(&text, 0);
	buffer_add_text(&text, "a@");
	for (int i = 0; i < 130; i++)
		buffer_add_text(&text, "b.");
	buffer_add_text(&text, "org");
	assert_false(address_parse(buffer_text(&text), &got, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_an_address_with_and_without_a_name),
		cmocka_unit_test(refuses_what_is_no_address_and_says_why),
		cmocka_unit_test(holds_the_bounds_of_smtp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
