#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed/charset.h"
#include "tests/unit/feed/parsed.h"

struct sample {
	const char *what;
	const char *bytes;
	size_t len; /* 0: up to the NUL */
	const char *content_type;
	const char *name;
	const char *text; /* how it ends */
};

#define BYTES(text) text, sizeof(text) - 1

static const struct sample samples[] = {
	{ "UTF-8 said by nobody", BYTES("<a>caf\xc3\xa9</a>"), NULL, "utf-8", "<a>caf\xc3\xa9</a>" },
	{ "a byte order mark is dropped", BYTES("\xef\xbb\xbf<a>\xc3\xa9</a>"), NULL, "utf-8", "<a>\xc3\xa9</a>" },
	{ "the mark wins over the header", BYTES("\xef\xbb\xbf<a>\xc3\xa9</a>"), "text/xml; charset=iso-8859-1",
	    "utf-8", "<a>\xc3\xa9</a>" },
	{ "the header wins over the declaration", BYTES("<?xml version='1.0' encoding='utf-8'?><a>\xe9</a>"),
	    "text/xml; charset=\"windows-1251\"", "windows-1251", "<a>\xd0\xb9</a>" },
	{ "the declaration, when the header says nothing", BYTES("<?xml version='1.0' encoding='koi8-r'?><a>\xca</a>"),
	    "text/xml", "koi8-r", "<a>\xd0\xb9</a>" },
	{ "a server's standing Latin-1 gives way to a declaration",
	    BYTES("<?xml version='1.0' encoding='windows-1251'?><a>\xe9</a>"), "text/xml; charset=ISO-8859-1",
	    "windows-1251", "<a>\xd0\xb9</a>" },
	{ "Latin-1 means windows-1252", BYTES("<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93quoted\x94 \x80</a>"),
	    NULL, "windows-1252", "<a>\xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x82\xac</a>" },
	{ "Latin-1 called UTF-8", BYTES("<?xml version='1.0' encoding='utf-8'?><a>d\xe9j\xe0 vu</a>"), NULL,
	    "windows-1252", "<a>d\xc3\xa9j\xc3\xa0 vu</a>" },
	{ "UTF-8 called Latin-1", BYTES("<?xml version='1.0' encoding='iso-8859-1'?><a>d\xc3\xa9j\xc3\xa0 vu</a>"),
	    NULL, "utf-8", "<a>d\xc3\xa9j\xc3\xa0 vu</a>" },
	{ "UTF-8 with one bad byte stays UTF-8", BYTES("<a>d\xc3\xa9j\xc3\xa0 \xc3\xa9t\xc3\xa9 \x92</a>"), NULL,
	    "utf-8", "<a>d\xc3\xa9j\xc3\xa0 \xc3\xa9t\xc3\xa9 \xe2\x80\x99</a>" },
	{ "a sequence cut at the end is left out", BYTES("<a>\xc3\xa9 \xe2\x82"), NULL, "utf-8", "<a>\xc3\xa9 " },
	{ "UTF-16 with a mark, little end first", BYTES("\xff\xfe<\0a\0>\0\xe9\0"), NULL, "utf-16le", "<a>\xc3\xa9" },
	{ "UTF-16 with a mark, big end first", BYTES("\xfe\xff\0<\0a\0>\0\xe9"), NULL, "utf-16be", "<a>\xc3\xa9" },
	{ "UTF-16 without a mark, declared", BYTES("<\0?\0x\0m\0l\0?\0>\0<\0a\0>\0\xe9\0"), NULL, "utf-16le",
	    "<a>\xc3\xa9" },
	{ "UTF-16 without a mark, undeclared", BYTES("\0<\0r\0s\0s\0>\0<\0a\0>\0\xe9"), NULL, "utf-16be",
	    "<a>\xc3\xa9" },
	{ "UTF-32 with a mark", BYTES("\xff\xfe\0\0<\0\0\0\xe9\0\0\0"), NULL, "utf-32le", "<\xc3\xa9" },
	{ "UTF-32 without a mark", BYTES("\0\0\0<\0\0\0\xe9"), NULL, "utf-32be", "<\xc3\xa9" },
	{ "UTF-16 said of what plainly is not", BYTES("<?xml version='1.0' encoding='utf-16'?><a>\xc3\xa9</a>"), NULL,
	    "utf-8", "<a>\xc3\xa9</a>" },
	{ "Shift JIS", BYTES("<?xml version='1.0' encoding='Shift_JIS'?><a>\x93\xfa\x96\x7b</a>"), NULL, "cp932",
	    "<a>\xe6\x97\xa5\xe6\x9c\xac</a>" },
	{ "EUC-JP", BYTES("<?xml version='1.0' encoding='EUC-JP'?><a>\xc6\xfc\xcb\xdc</a>"), NULL, "euc-jp",
	    "<a>\xe6\x97\xa5\xe6\x9c\xac</a>" },
	{ "GB 2312", BYTES("<?xml version='1.0' encoding='gb2312'?><a>\xd6\xd0</a>"), NULL, "gb18030",
	    "<a>\xe4\xb8\xad</a>" },
	{ "Big5", BYTES("<?xml version='1.0' encoding='big5'?><a>\xa4\xa4</a>"), NULL, "big5-hkscs",
	    "<a>\xe4\xb8\xad</a>" },
	{ "EUC-KR", BYTES("<?xml version='1.0' encoding='euc-kr'?><a>\xc7\xd1</a>"), NULL, "cp949",
	    "<a>\xed\x95\x9c</a>" },
	{ "ISO 2022", BYTES("<?xml version='1.0' encoding='iso-2022-jp'?><a>\x1b$BF|\x1b(B</a>"), NULL, "iso-2022-jp",
	    "<a>\xe6\x97\xa5</a>" },
	{ "an unknown label", BYTES("<?xml version='1.0' encoding='x-nonsense'?><a>\xc3\xa9</a>"), NULL, "utf-8",
	    "<a>\xc3\xa9</a>" },
	{ "a label with a switch of iconv's", BYTES("<?xml version='1.0' encoding='ascii//TRANSLIT'?><a>\xe9</a>"),
	    NULL, "windows-1252", "<a>\xc3\xa9</a>" },
	{ "text encoded twice, throughout", BYTES("<a>caf\xc3\x83\xc2\xa9 d\xc3\x83\xc2\xa9j\xc3\x83 \xe2\x80\x99</a>"),
	    NULL, "utf-8", "<a>caf\xc3\x83\xc2\xa9 d\xc3\x83\xc2\xa9j\xc3\x83 \xe2\x80\x99</a>" },
	{ "text encoded twice, with certainty",
	    BYTES("<a>caf\xc3\x83\xc2\xa9 l\xc3\xa2\xe2\x82\xac\xe2\x84\xa2\xc3\x83\xc2\xa9t\xc3\x83\xc2\xa9</a>"),
	    NULL, "utf-8", "<a>caf\xc3\xa9 l\xe2\x80\x99\xc3\xa9t\xc3\xa9</a>" },
};

static void
reads_every_encoding_as_what_it_is(void **state)
{
	struct arena *arena = *state;
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		const struct sample *s = &samples[i];
		BUFFER out = { 0 };
		struct charset_result r = charset_decode(s->bytes, s->len, s->content_type, arena, &out);

		if (text_equal(r.name, s->name) && text_ends(buffer_text(&out), s->text) &&
		    utf8_is_valid(buffer_text(&out), out.len))
			continue;
		print_error("%s: read as %s: %s\n", s->what, r.name, buffer_text(&out));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
tells_which_label_it_did_not_follow(void **state)
{
	static const char bytes[] = "<?xml version='1.0' encoding='iso-8859-1'?><a>\xc3\xa9</a>";
	BUFFER out = { 0 };
	struct charset_result r = charset_decode(bytes, sizeof(bytes) - 1, NULL, *state, &out);

	assert_text(r.said, "iso-8859-1");
	assert_int_equal(r.bad_bytes, 0);
	assert_false(r.is_mended);
}

static void
counts_bytes_that_make_no_sense(void **state)
{
	static const char bytes[] = "<?xml version='1.0' encoding='euc-jp'?><a>\xff\xff</a>";
	BUFFER out = { 0 };
	struct charset_result r = charset_decode(bytes, sizeof(bytes) - 1, NULL, *state, &out);

	assert_int_equal(r.bad_bytes, 2);
	assert_true(text_ends(buffer_text(&out), "<a>\xef\xbf\xbd\xef\xbf\xbd</a>"));
}

static void
gives_up_a_label_that_makes_no_sense_at_all(void **state)
{
	BUFFER bytes = { 0 };
	BUFFER out = { 0 };
	struct charset_result r;

	buffer_add_text(&bytes, "<?xml version='1.0' encoding='euc-jp'?>");
	for (int i = 0; i < 5000; i++)
		buffer_add_text(&bytes, "\xff");
	r = charset_decode(bytes.data, bytes.len, NULL, *state, &out);
	assert_string_equal(r.name, "windows-1252");
	assert_true(text_ends(buffer_text(&out), "\xc3\xbf\xc3\xbf"));
}

static void
lets_in_no_more_than_its_cap(void **state)
{
	BUFFER bytes = { 0 };
	BUFFER out = { 0 };
	struct charset_result r;

	buffer_reserve(&bytes, CHARSET_MAX_BYTES / 2);
	while (bytes.len < CHARSET_MAX_BYTES / 2)
		buffer_add_text(&bytes, "\x80\x80\x80\x80\x80\x80\x80\x80");
	r = charset_decode(bytes.data, bytes.len, "text/xml; charset=windows-1252", *state, &out);
	assert_true(r.is_cut);
	assert_true(out.len < CHARSET_MAX_BYTES + 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(reads_every_encoding_as_what_it_is),
		with_arena(tells_which_label_it_did_not_follow),
		with_arena(counts_bytes_that_make_no_sense),
		with_arena(gives_up_a_label_that_makes_no_sense_at_all),
		with_arena(lets_in_no_more_than_its_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
