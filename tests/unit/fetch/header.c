#include "fetch/header.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 784111777 }; /* Sun, 06 Nov 1994 08:49:37 GMT */

static void
read_line(struct header *h, const char *line)
{
	OWNED_TEXT copy = mem_strdup(line); /* on the heap, so that reading past its end shows */

	header_read(h, copy, strlen(copy));
}

static void
reads_all_three_forms_of_a_date(void **state)
{
	static const char *const good[] = { "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994" };
	static const char *const bad[] = { "", "0", "-1", "Sun, 06 Non 1994 08:49:37 GMT",
		"Sun, 40 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "yesterday",
		"Sun, 06 Nov -994 08:49:37 GMT" };
	int64_t at = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(header_date(bad[i], &at));
		assert_int_equal(at, 42);
	}
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_true(header_date(good[i], &at));
		assert_int_equal(at, NOW);
	}
}

struct example {
	const char *lines[4];
	struct freshness said;
};

static const struct example examples[] = {
	{ { NULL }, { -1, -1, -1 } },
	{ { "Cache-Control: max-age=600\r\n" }, { 600, -1, -1 } },
	{ { "cache-control:public,MAX-AGE=600 , immutable" }, { 600, -1, -1 } },
	{ { "Cache-Control: max-age=\"600\"" }, { 600, -1, -1 } },
	{ { "Cache-Control: public", "Cache-Control: max-age=600" }, { 600, -1, -1 } },
	{ { "Cache-Control: max-age=600, no-cache" }, { 0, -1, -1 } },
	{ { "Cache-Control: private=\"a, max-age=5\", max-age=600" }, { 600, -1, -1 } },
	{ { "Cache-Control: private=\"a, max-age=5" }, { -1, -1, -1 } },
	{ { "Cache-Control: s-maxage=600" }, { -1, -1, -1 } },
	{ { "Cache-Control: max-age=-5" }, { -1, -1, -1 } },
	{ { "Cache-Control: max-age=99999999999999999999999999" }, { INT32_MAX, -1, -1 } },
	{ { "Cache-Control: max-age=soon" }, { -1, -1, -1 } },
	{ { "Expires: Sun, 06 Nov 1994 09:49:37 GMT" }, { -1, 3600, -1 } },
	{ { "Expires: Sun, 06 Nov 1994 09:49:37 GMT", "Date: Sun, 06 Nov 1994 08:49:07 GMT" }, { -1, 3630, -1 } },
	{ { "Expires: Sun, 06 Nov 1994 09:49:37 GMT", "Date: nonsense" }, { -1, 3600, -1 } },
	{ { "Expires: 0" }, { -1, 0, -1 } },
	{ { "Expires: Thu, 01 Jan 1970 00:00:00 GMT" }, { -1, 0, -1 } },
	{ { "Expires: Fri, 31 Dec 9999 23:59:59 GMT" }, { -1, INT32_MAX, -1 } },
	{ { "Retry-After: 120" }, { -1, -1, 120 } },
	{ { "Retry-After: Sun, 06 Nov 1994 08:59:37 GMT" }, { -1, -1, 600 } },
	{ { "Retry-After: Sun, 06 Nov 1994 08:39:37 GMT" }, { -1, -1, 0 } },
	{ { "Retry-After: later" }, { -1, -1, -1 } },
	{ { "Retry-After: 99999999999999999999" }, { -1, -1, INT32_MAX } },
};

static void
tells_when_to_come_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		struct header h = { 0 };
		struct freshness got;

		for (size_t j = 0; j < 4 && examples[i].lines[j] != NULL; j++)
			read_line(&h, examples[i].lines[j]);
		got = header_freshness(&h, NOW);
		if (memcmp(&got, &examples[i].said, sizeof(got)) != 0)
			fail_msg("%zu: %s: %d %d %d", i, examples[i].lines[0], (int)got.max_age_s, (int)got.expires_s,
			    (int)got.retry_after_s);
		header_clear(&h);
	}
}

static void
keeps_validators_as_they_came(void **state)
{
	struct header h = { 0 };

	(void)state;
	read_line(&h, "ETag:   W/\"x  y\xff\"  \r\n");
	read_line(&h, "ETag: \"second\"\r\n");
	read_line(&h, "Last-Modified: once upon a time\r\n");
	assert_string_equal(h.etag, "W/\"x  y\xff\"");
	assert_string_equal(h.last_modified, "once upon a time");
	header_clear(&h);
	assert_null(h.etag);
}

static void
passes_over_what_makes_no_sense(void **state)
{
	static const char *const lines[] = { "", ":", "ETag", "ETag:", "ETag: \r\n", "ETag: \"a\x01\"",
		"ETag: \"a\rX: b\"", "ETag: *", "E: x", "ETagg: x", "Link-: x" };
	struct header h = { 0 };
	OWNED_TEXT huge = mem_alloc(10000);

	(void)state;
	memset(huge, 'x', 9999);
	memcpy(huge, "ETag: ", 6);
	header_read(&h, huge, 9999);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		read_line(&h, lines[i]);
	assert_null(h.etag);
	assert_null(h.link);
	header_clear(&h);
}

static void
bounds_what_comes_many_times(void **state)
{
	struct header h = { 0 };

	(void)state;
	for (int i = 0; i < 10000; i++)
		read_line(&h, "Link: <https://example.org/a/rather/long/address>; rel=\"alternate\"");
	assert_true(strlen(h.link) < 10000);
	header_clear(&h);
}

static void
sees_who_stands_before_the_server(void **state)
{
	struct header h = { 0 };

	(void)state;
	read_line(&h, "Server: CloudFlare");
	assert_int_equal(h.wall, WALL_CLOUDFLARE);
	assert_false(h.is_challenge);
	read_line(&h, "cf-mitigated: challenge");
	assert_true(h.is_challenge);
	header_clear(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_three_forms_of_a_date),
		cmocka_unit_test(tells_when_to_come_again),
		cmocka_unit_test(keeps_validators_as_they_came),
		cmocka_unit_test(passes_over_what_makes_no_sense),
		cmocka_unit_test(bounds_what_comes_many_times),
		cmocka_unit_test(sees_who_stands_before_the_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
