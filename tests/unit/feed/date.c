#include "feed/date.h"

#include "base/text.h"
#include "base/timestamp.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

struct form {
	const char *text;
	const char *meant; /* RFC 3339 in UTC */
};

static const struct form forms[] = {
	/* RFC 822 and 2822 */
	{ "Thu, 08 Jul 2004 23:56:58 GMT", "2004-07-08T23:56:58Z" },
	{ "Thu, 8 Jul 2004 23:56:58 GMT", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56 GMT", "2004-07-08T23:56:00Z" },
	{ "08 Jul 2004 23:56:58 +0200", "2004-07-08T21:56:58Z" },
	{ "08 Jul 04 23:56:58 -0500", "2004-07-09T04:56:58Z" },
	{ "08 Jul 99 23:56:58 Z", "1999-07-08T23:56:58Z" },
	{ "08 Jul 104 23:56:58 UT", "2004-07-08T23:56:58Z" },
	{ "Thu,08 Jul 2004 23:56:58 GMT", "2004-07-08T23:56:58Z" },
	{ "Thursday, 08-Jul-04 23:56:58 GMT", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 July 2004 23:56:58 GMT", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 Jul 2004", "2004-07-08T00:00:00Z" },
	{ "8 Jul 2004", "2004-07-08T00:00:00Z" },
	{ "  Thu,  08   Jul 2004\n23:56:58\tGMT ", "2004-07-08T23:56:58Z" },
	{ "THU, 08 JUL 2004 23:56:58 gmt", "2004-07-08T23:56:58Z" },
	{ "Thurs, 08 Sept 2004 23:56:58 GMT", "2004-09-08T23:56:58Z" },
	{ "Xxx, 08 Jul 2004 23:56:58 GMT", "2004-07-08T23:56:58Z" },
	/* zones */
	{ "Thu, 08 Jul 2004 23:56:58 EST", "2004-07-09T04:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 EDT", "2004-07-09T03:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 PST", "2004-07-09T07:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 PT", "2004-07-09T07:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 CEST", "2004-07-08T21:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 MESZ", "2004-07-08T21:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 JST", "2004-07-08T14:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 IST", "2004-07-08T18:26:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 NZDT", "2004-07-08T10:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 QQQ", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 A", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 GMT+1", "2004-07-08T22:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 GMT+01:00", "2004-07-08T22:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 UTC-5", "2004-07-09T04:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 +0000 GMT", "2004-07-08T23:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 -0300 (BRT)", "2004-07-09T02:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 +02:00", "2004-07-08T21:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 +530", "2004-07-08T18:26:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 +02", "2004-07-08T21:56:58Z" },
	{ "Thu Jul 08 2004 23:56:58 GMT+0200 (Central European Summer Time)", "2004-07-08T21:56:58Z" },
	{ "Thu, 08 Jul 2004 23:56:58 \xe2\x88\x92"
	  "0500",
	    "2004-07-09T04:56:58Z" },
	/* RFC 3339, W3CDTF, ISO 8601 */
	{ "2004", "2004-01-01T00:00:00Z" },
	{ "2004-07", "2004-07-01T00:00:00Z" },
	{ "2004-07-08", "2004-07-08T00:00:00Z" },
	{ "2004-7-8", "2004-07-08T00:00:00Z" },
	{ "2004-07-08T23:56Z", "2004-07-08T23:56:00Z" },
	{ "2004-07-08T23Z", "2004-07-08T23:00:00Z" },
	{ "2004-07-08T23:56:58Z", "2004-07-08T23:56:58Z" },
	{ "2004-07-08t23:56:58z", "2004-07-08T23:56:58Z" },
	{ "2004-07-08T23:56:58", "2004-07-08T23:56:58Z" },
	{ "2004-07-08T23:56:58.123Z", "2004-07-08T23:56:58Z" },
	{ "2004-07-08T23:56:58,123456789+02:00", "2004-07-08T21:56:58Z" },
	{ "2004-07-08T23:56:58-05:00", "2004-07-09T04:56:58Z" },
	{ "2004-07-08T23:56:58-0500", "2004-07-09T04:56:58Z" },
	{ "2004-07-08T23:56:58+05:30", "2004-07-08T18:26:58Z" },
	{ "2004-07-08T23:56:58+02:00[Europe/Berlin]", "2004-07-08T21:56:58Z" },
	{ "2004-07-08 23:56:58", "2004-07-08T23:56:58Z" },
	{ "2004-07-08 23:56:58 +0200", "2004-07-08T21:56:58Z" },
	{ "2004-07-08 23:56:58 UTC", "2004-07-08T23:56:58Z" },
	{ "2004-07-08 23:56", "2004-07-08T23:56:00Z" },
	{ "2004-07-08T23:56:58 Z", "2004-07-08T23:56:58Z" },
	{ "20040708", "2004-07-08T00:00:00Z" },
	{ "20040708T235658Z", "2004-07-08T23:56:58Z" },
	{ "20040708T23:56:58Z", "2004-07-08T23:56:58Z" },
	{ "20040708235658", "2004-07-08T23:56:58Z" },
	{ "2004-190", "2004-07-08T00:00:00Z" },
	{ "2004-366", "2004-12-31T00:00:00Z" },
	{ "2004-W28-4", "2004-07-08T00:00:00Z" },
	{ "2009-W01-1", "2008-12-29T00:00:00Z" },
	{ "2004/07/08", "2004-07-08T00:00:00Z" },
	{ "2004/07/08 23:56:58", "2004-07-08T23:56:58Z" },
	{ "2004.07.08 23:56:58", "2004-07-08T23:56:58Z" },
	{ "2004-07-08T24:00:00Z", "2004-07-09T00:00:00Z" },
	{ "2005-12-31T23:59:60Z", "2006-01-01T00:00:00Z" },
	{ "2004-Jul-08", "2004-07-08T00:00:00Z" },
	{ "2004 Jul 8", "2004-07-08T00:00:00Z" },
	/* asctime, and dates that begin with the month */
	{ "Thu Jul  8 23:56:58 2004", "2004-07-08T23:56:58Z" },
	{ "Thu Jul  8 23:56:58 EST 2004", "2004-07-09T04:56:58Z" },
	{ "Thu Jul 08 23:56:58 +0200 2004", "2004-07-08T21:56:58Z" },
	{ "July 8, 2004", "2004-07-08T00:00:00Z" },
	{ "July 8th, 2004 11:56 pm", "2004-07-08T23:56:00Z" },
	{ "Jul 8, 2004 at 12:05 AM", "2004-07-08T00:05:00Z" },
	{ "Jul 8, 2004 12:05 PM", "2004-07-08T12:05:00Z" },
	{ "July 8, 2004 11:56:58 p.m. EST", "2004-07-09T04:56:58Z" },
	{ "Thursday, July 8, 2004 11:56 PM", "2004-07-08T23:56:00Z" },
	{ "July 2004", "2004-07-01T00:00:00Z" },
	{ "23:56 8 Jul 2004", "2004-07-08T23:56:00Z" },
	/* numbers only */
	{ "1089331018", "2004-07-08T23:56:58Z" },
	{ "1089331018000", "2004-07-08T23:56:58Z" },
	{ "1089331018.25", "2004-07-08T23:56:58Z" },
	{ "8.7.2004", "2004-07-08T00:00:00Z" },
	{ "08.07.2004 23:56", "2004-07-08T23:56:00Z" },
	{ "28/07/2004 23:56:58", "2004-07-28T23:56:58Z" },
	{ "07/28/2004", "2004-07-28T00:00:00Z" },
	{ "7/8/2004 11:56:58 PM", "2004-07-08T23:56:58Z" },
	{ "07/07/2004", "2004-07-07T00:00:00Z" },
	/* MSSQL */
	{ "2004-07-08 23:56:58.0", "2004-07-08T23:56:58Z" },
	{ "2004-07-08 23:56:58.123", "2004-07-08T23:56:58Z" },
	/* Hungarian, Greek, Korean, Chinese, Japanese */
	{ "2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z" },
	{ "2004. július 13.", "2004-07-13T00:00:00Z" },
	{ "Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z" },
	{ "Τετ, 26 Μαΐ 2004 10:31:05 EET", "2004-05-26T08:31:05Z" },
	{ "2004년 05월 28일  01:31:15", "2004-05-28T01:31:15Z" },
	{ "2004-05-25 오후 11:23:17", "2004-05-25T23:23:17Z" },
	{ "2004-05-25 오전 12:23:17", "2004-05-25T00:23:17Z" },
	{ "2004年5月28日 1时31分15秒", "2004-05-28T01:31:15Z" },
	{ "2004年7月8日", "2004-07-08T00:00:00Z" },
	{ "2004年7月8日 下午11:56", "2004-07-08T23:56:00Z" },
	/* names in other languages */
	{ "Do, 08 Jul 2004 23:56:58 +0200", "2004-07-08T21:56:58Z" },
	{ "Donnerstag, 8. Juli 2004, 23:56 Uhr", "2004-07-08T23:56:00Z" },
	{ "8. März 2004", "2004-03-08T00:00:00Z" },
	{ "Di, 01 Dez 2009 10:00:00 +0100", "2009-12-01T09:00:00Z" },
	{ "jeu., 08 juil. 2004 23:56:58 +0200", "2004-07-08T21:56:58Z" },
	{ "mar, 06 jan 2009 10:00:00 GMT", "2009-01-06T10:00:00Z" },
	{ "lun, 02 mar 2009 10:00:00 GMT", "2009-03-02T10:00:00Z" },
	{ "15 août 2004", "2004-08-15T00:00:00Z" },
	{ "1 février 2004", "2004-02-01T00:00:00Z" },
	{ "jue, 08 ago 2013 10:00:00 +0000", "2013-08-08T10:00:00Z" },
	{ "8 de julio de 2004", "2004-07-08T00:00:00Z" },
	{ "8 de março de 2004 às 10:30", "2004-03-08T10:30:00Z" },
	{ "Qui, 08 Fev 2007 10:00:00 -0300", "2007-02-08T13:00:00Z" },
	{ "gio, 08 lug 2004 23:56:58 +0200", "2004-07-08T21:56:58Z" },
	{ "do, 08 mrt 2012 10:00:00 +0100", "2012-03-08T09:00:00Z" },
	{ "tor, 08 okt 2009 10:00:00 +0200", "2009-10-08T08:00:00Z" },
	{ "czw, 08 paź 2009 10:00:00 +0200", "2009-10-08T08:00:00Z" },
	{ "Чт, 08 июл 2004 23:56:58 +0400", "2004-07-08T19:56:58Z" },
	{ "8 ИЮЛЯ 2004", "2004-07-08T00:00:00Z" },
	{ "Per, 08 Tem 2004 23:56:58 +0300", "2004-07-08T20:56:58Z" },
	/* far away, but said */
	{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
	{ "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z" },
	{ "1905-06-30", "1905-06-30T00:00:00Z" },
	{ "2038-01-19T03:14:08Z", "2038-01-19T03:14:08Z" },
	{ "2999-12-31", "2999-12-31T00:00:00Z" },
};

static void
understands_every_form_found_in_the_wild(void **state)
{
	char got[TIMESTAMP_SIZE];
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		int64_t unix_s = 0;
		struct err err = { .text = "" };

		if (feed_date_parse(forms[i].text, &unix_s, &err))
			timestamp_format(unix_s, got);
		else
			got[0] = '\0';
		if (text_equal(got, forms[i].meant))
			continue;
		print_error("%s: expected %s, found %s %s\n", forms[i].text, forms[i].meant, got, err.text);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static const char *const impossible[] = {
	"2004-02-30",
	"2003-02-29",
	"31 Apr 2004",
	"Thu, 32 Jul 2004 23:56:58 GMT",
	"Thu, 00 Jul 2004 23:56:58 GMT",
	"2004-13-01",
	"2004-00-10",
	"0000-00-00 00:00:00",
	"0001-01-01T00:00:00Z",
	"-0001-11-30T00:00:00+00:00",
	"2004-07-08T25:00:00Z",
	"2004-07-08T23:60:00Z",
	"2004-07-08T23:00:61Z",
	"2004-07-08T24:00:01Z",
	"2004-07-08T23:56:58+25:00",
	"Thu, 08 Jul 2004 23:56:58 +0199",
	"2003-366",
	"2004-000",
	"2004-W54-1",
	"2004-W28-8",
	"13:30 PM AM 2004",
};

static void
refuses_dates_that_cannot_be(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(impossible); i++) {
		int64_t unix_s = 42;

		if (feed_date_parse(impossible[i], &unix_s, NULL)) {
			print_error("took '%s' for a date\n", impossible[i]);
			wrong++;
			continue;
		}
		assert_int_equal(unix_s, 42);
	}
	assert_int_equal(wrong, 0);
}

static const char *const no_dates[] = {
	"",
	"   ",
	"yesterday",
	"Mon Jan yesterday 12",
	"Jul",
	"Thu",
	"12",
	"123456",
	"12:30",
	"8 Jul",
	"03/04/2004", /* which is the month? not guessed */
	"3/4/04 10:00",
	"2004-07-08 or so",
	"http://example.org/2004/07/08",
	"1.2.3.4.5.6.7.8",
	":::::",
	"- - - -",
	"2004-07-08T23:56:58Z 2005-07-08T23:56:58Z",
	"\xff\xfe\xfd",
};

static void
refuses_what_is_no_date(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(no_dates); i++) {
		int64_t unix_s = 42;

		if (feed_date_parse(no_dates[i], &unix_s, NULL))
			fail_msg("took '%s' for a date", no_dates[i]);
	}
}

static void
refuses_a_date_and_leaves_the_result_alone(void **state)
{
	struct err err = { .code = ERR_NONE };
	int64_t got = 42;

	(void)state;
	assert_false(feed_date_parse("yesterday", &got, &err));
	assert_int_equal(got, 42);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_string_equal(err.text, "not a date: 'yesterday'");
	assert_false(feed_date_parse("2004-02-30", &got, &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_string_equal(err.text, "no such date: '2004-02-30'");
}

static void
refuses_a_date_as_long_as_a_novel(void **state)
{
	char text[4000];
	int64_t got = 42;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = "1 "[i % 2];
	text[sizeof(text) - 1] = '\0';
	assert_false(feed_date_parse(text, &got, NULL));
	text[100] = '\0';
	assert_false(feed_date_parse(text, &got, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_every_form_found_in_the_wild),
		cmocka_unit_test(refuses_dates_that_cannot_be),
		cmocka_unit_test(refuses_what_is_no_date),
		cmocka_unit_test(refuses_a_date_and_leaves_the_result_alone),
		cmocka_unit_test(refuses_a_date_as_long_as_a_novel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
