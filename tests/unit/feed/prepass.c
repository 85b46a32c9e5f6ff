#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed/prepass.h"
#include "tests/unit/feed/parsed.h"

#include <stdlib.h>

/* What the pre-pass makes of a document, with its texts put back in brackets. */
static const char *
skeleton_of(struct arena *arena, const char *text, const char **out_warning)
{
	struct warnings *w = arena_alloc(arena, sizeof(*w));
	struct skeleton s = { .is_cut = false };
	BUFFER out = { 0 };
	const char *kept;

	warnings_init(w, arena, text);
	prepass_read(text, strlen(text), 0, w, &s);
	buffer_add_char(&s.xml, '\0');
	for (const char *at = s.xml.data; *at != '\0';) {
		if (text_starts(at, "<?t ")) {
			buffer_addf(&out, "[%s]", s.text.data + s.runs[strtoul(at + 4, NULL, 10)].at);
			at = strstr(at, "?>") + 2;
		} else if (text_starts(at, " xmlns:")) {
			at = strchr(strchr(at, '"') + 1, '"') + 1; /* those that were forgotten, on the root */
		} else {
			buffer_add_char(&out, *at++);
		}
	}
	*out_warning = w->count > 0 ? w->list[0].code : NULL;
	kept = arena_strdup(arena, buffer_text(&out));
	skeleton_fini(&s);
	return kept;
}

struct mend {
	const char *from;
	const char *to;
	const char *warning; /* the first; NULL: none */
};

static const struct mend mends[] = {
	{ "<a>text</a>", "<a>[text]</a>", NULL },
	{ "<a b='c' d=\"e\"/>", "<a b=\"c\" d=\"e\"></a>", NULL },
	{ "<a><b c=\"1 &lt; 2 &amp; &quot;3&quot;\"/></a>", "<a><b c=\"1 &lt; 2 &amp; &quot;3&quot;\"/></a>", NULL },
	/* what is dropped */
	{ "<a>x<!-- <b> -->y</a>", "<a>[xy]</a>", NULL },
	{ "<a>x<?php echo 1; ?>y</a>", "<a>[xy]</a>", NULL },
	{ "<a>x<!DOCTYPE a [<!ENTITY b \"<c>\">]>y</a>", "<a>[xy]</a>", NULL },
	{ "<a>x<!-- never closed > y</a>", "<a>[x y]</a>", "unclosed-comment" },
	/* references */
	{ "<a>&lt;b&gt; &amp;amp; &#65;&#x42;</a>", "<a>[<b> &amp; AB]</a>", NULL },
	{ "<a>&eacute;&hellip;</a>", "<a>[\xc3\xa9\xe2\x80\xa6]</a>", NULL },
	{ "<a>x&nbsp;y</a>", "<a>[x\xc2\xa0y]</a>", NULL },
	{ "<a>&#150; &#0; &#xD800;</a>", "<a>[\xe2\x80\x93 \xef\xbf\xbd \xef\xbf\xbd]</a>", NULL },
	{ "<a>Q & A &c. &nosuch;</a>", "<a>[Q & A &c. &nosuch;]</a>", "bare-ampersand" },
	{ "<a>http://b/?c=1&copy=2</a>", "<a>[http://b/?c=1&copy=2]</a>", "bare-ampersand" },
	{ "<a b=\"http://c/?d=1&e=2\"/>", "<a b=\"http://c/?d=1&amp;e=2\"></a>", NULL },
	/* less-than */
	{ "<a>1 < 2 <3 <= 4</a>", "<a>[1 < 2 <3 <= 4]</a>", "bare-less-than" },
	{ "<a>x <b y</a>", "<a>[x &lt;b y]</a>", "bare-less-than" },
	/* CDATA */
	{ "<a><![CDATA[<b>&amp;</b>]]></a>", "<a>[<b>&amp;</b>]</a>", NULL },
	{ "<a>x<![CDATA[y]]>z<![CDATA[]]></a>", "<a>[xyz]</a>", NULL },
	{ "<a><b><![CDATA[x</b><c>y</c></a>", "<a><b>[x]</b><c>[y]</c></a>", "unclosed-cdata" },
	{ "<a><b><![CDATA[x</b><c><![CDATA[y]]></c></a>", "<a><b>[x]</b><c>[y]</c></a>", "unclosed-cdata" },
	{ "<a>]]></a>", "<a>[]]>]</a>", NULL },
	/* characters */
	{ "<a>x\r\ny\rz</a>", "<a>[x\ny\nz]</a>", NULL },
	{ "<a>x\x01\x1b[1my\x7f</a>", "<a>[x[1my]</a>", "control-character" },
	{ "<a>\xc2\x93x\xc2\x94</a>", "<a>[\xe2\x80\x9cx\xe2\x80\x9d]</a>", "control-character" },
	{ "<a>x\xef\xbb\xbfy\xef\xbf\xbfz</a>", "<a>[xyz]</a>", NULL },
	/* tags */
	{ "<a><b>x</a>", "<a><b>[x]</b></a>", "unclosed-tag" },
	{ "<a><b><c>x</b></c></a>", "<a><b><c>[x]</c></b></a>", "unclosed-tag" },
	{ "<a>x</b></a>", "<a>[x]</a>", "stray-end-tag" },
	{ "<a><B>x</b></A>", "<a><B>[x]</B></a>", NULL },
	{ "<a><b>x", "<a><b>[x]</b></a>", "truncated" },
	{ "<a><b>x</b><c d=\"", "<a><b>[x]</b></a>", "broken-tag" },
	{ "<a>x<br>y<hr></a>", "<a>[x]<br/>[y]<hr/></a>", NULL },
	{ "<a b=c d e=\"f\"/>", "<a b=\"c\" e=\"f\"></a>", NULL },
	{ "<a b=\"1\" b=\"2\"/>", "<a b=\"1\"></a>", NULL },
	{ "<a><b c=\"d>x</b><e f=\"g\"/></a>", "<a><b c=\"d\">[x]</b><e f=\"g\"/></a>", "broken-tag" },
	{ "<a>< title >x</ title></a>", "<a><title>[x]</title></a>", "broken-tag" },
	{ "<a><item <title>x</title></item></a>", "<a><item><title>[x]</title></item></a>", "broken-tag" },
	{ "<rss><item><title>x</title><item>y</item></rss>",
	    "<rss><item><title>[x]</title></item><item>[y]</item></rss>", "unclosed-tag" },
	{ "<rss><item><title>x<link>y</link></item></rss>",
	    "<rss><item><title>[x]</title><link>[y]</link></item></rss>", "unclosed-tag" },
	{ "<rss><item><b>x</item></rss>", "<rss><item><b>[x]</b></item></rss>", "unclosed-tag" },
	{ "<rss><image><item>x</image></item></rss>", "<rss><image><item>[x]</item></image></rss>", "stray-end-tag" },
	{ "<a><dc:b>x</b></a>", "<a><dc:b>[x]</dc:b></a>", NULL },
	{ "<a>x</a><a>y</a>", "<a>[x][y]</a>", NULL },
	{ "<a>x</a> junk", "<a>[x][ junk]</a>", NULL },
	/* names */
	{ "<a><b:c:d>x</b:c:d></a>", "<a><b_c_d>[x]</b_c_d></a>", NULL },
	{ "<a><n\xc3\xa9>x</n\xc3\xa9></a>", "<a><n__>[x]</n__></a>", NULL },
	{ "<a><no:such>x</no:such></a>", "<a><no_such>[x]</no_such></a>", NULL },
};

static void
mends_what_libxml2_would_drop(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(mends); i++) {
		const char *warning, *got = skeleton_of(*state, mends[i].from, &warning);

		if (text_equal(got, mends[i].to) && text_equal(warning, mends[i].warning))
			continue;
		print_error("%s\n  expected %s\n  found    %s, %s\n", mends[i].from, mends[i].to, got,
		    warning != NULL ? warning : "no warning");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
keeps_the_depth_and_says_so(void **state)
{
	BUFFER text = { 0 };
	const char *warning, *got;

	for (int i = 0; i < 1000; i++)
		buffer_add_text(&text, "<a>");
	buffer_add_text(&text, "x");
	for (int i = 0; i < 1000; i++)
		buffer_add_text(&text, "</a>");
	got = skeleton_of(*state, text.data, &warning);
	assert_string_equal(warning, "nested-too-deep");
	assert_non_null(strstr(got, "[x]"));
	assert_int_equal(strlen(got), 200 * strlen("<a></a>") + 3);
}

static void
leaves_out_attributes_over_the_cap(void **state)
{
	BUFFER text = { 0 };
	const char *warning, *got;

	buffer_add_text(&text, "<a");
	for (int i = 0; i < 5000; i++)
		buffer_addf(&text, " n%d='v'", i);
	buffer_add_text(&text, ">x</a>");
	got = skeleton_of(*state, text.data, &warning);
	assert_string_equal(warning, "long-tag");
	assert_non_null(strstr(got, " n63=\"v\">[x]</a>"));
}

static void
counts_lines_as_the_document_has_them(void **state)
{
	struct feed *feed = parse(*state,
	    "\n<rss><channel>\n<title>a\n&\nb</title>\n<item>\n<pubDate>never</pubDate></item></channel></rss>");

	assert_true(is_warned(feed, "bare-ampersand", 4));
	assert_true(is_warned(feed, "bad-date", 7));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(mends_what_libxml2_would_drop),
		with_arena(keeps_the_depth_and_says_so),
		with_arena(leaves_out_attributes_over_the_cap),
		with_arena(counts_lines_as_the_document_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
