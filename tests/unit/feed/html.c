#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "feed/html.h"
#include "tests/unit/feed/harmless.h"

#include <string.h>

static const char base[] = "https://site.example/blog/post";

struct fact {
	const char *in;
	const char *out;
};

static void
check_html(const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		BUFFER html = { 0 };

		html_sanitise(facts[i].in, strlen(facts[i].in), base, &html, NULL);
		if (strcmp(buffer_text(&html), facts[i].out) != 0)
			print_message("of: %s\n", facts[i].in);
		assert_string_equal(buffer_text(&html), facts[i].out);
		assert_null(harmless_problem(buffer_text(&html)));
	}
}

static void
check_text(const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		BUFFER text = { 0 };

		html_sanitise(facts[i].in, strlen(facts[i].in), base, NULL, &text);
		assert_string_equal(buffer_text(&text), facts[i].out);
	}
}

static void
keeps_what_an_article_needs(void **state)
{
	static const struct fact facts[] = {
		{ "", "" },
		{ "plain & simple < all", "plain &amp; simple &lt; all" },
		{ "<p class=x id=y>one <B>two</B></p>", "<p>one <b>two</b></p>" },
		{ "<a href='/x?a=1&b=2' target=_blank>x</a>", "<a href=\"https://site.example/x?a=1&amp;b=2\">x</a>" },
		{ "<a href=\"#note1\">1</a>", "<a href=\"https://site.example/blog/post#note1\">1</a>" },
		{ "<a href=mailto:ann@site.example>Ann</a>", "<a href=\"mailto:ann@site.example\">Ann</a>" },
		{ "<a href='tel:+4930123'>call</a>", "<a href=\"tel:+4930123\">call</a>" },
		{ "<img src=p.png alt='A \"b\"' width=300 height='50%' onload=x>",
		    "<img src=\"https://site.example/blog/p.png\" alt=\"A &quot;b&quot;\" height=\"50%\" "
		    "width=\"300\">" },
		{ "<blockquote cite=/src>q</blockquote>",
		    "<blockquote cite=\"https://site.example/src\">q</blockquote>" },
		{ "<time datetime=2024-05-01T10:00:00Z>May</time>",
		    "<time datetime=\"2024-05-01T10:00:00Z\">May</time>" },
		{ "<ol start=-3 type=a><li value=7>x</ol>", "<ol start=\"-3\"><li value=\"7\">x</li></ol>" },
		{ "<td>no table", "no table" },
		{ "<table border=1><tr><td colspan=2>a</table>", "<table><tr><td colspan=\"2\">a</td></tr></table>" },
		{ "<p dir=RTL lang=ar>x</p>", "<p dir=\"rtl\" lang=\"ar\">x</p>" },
		{ "<article><center>x</center></article>", "<div><div>x</div></div>" },
		{ "<strike>a</strike><tt>b</tt><span>c</span><font color=red>d</font>", "<s>a</s><code>b</code>cd" },
		{ "&eacute;&copy;&#8217;&#x1F600;&#150;&nbsp;&nosuch;&ampx", "é©’😀–\u00a0&amp;nosuch;&amp;x" },
		{ "<pre>\n a  b\n\tc</pre>", "<pre>\n a  b\n\tc</pre>" },
	};

	(void)state;
	check_html(facts, COUNT_OF(facts));
}

static void
mends_what_is_not_closed_or_crossed(void **state)
{
	static const struct fact facts[] = {
		{ "<p>a<p>b", "<p>a</p><p>b</p>" },
		{ "<b>a<i>b</b>c</i>d", "<b>a<i>b</i></b>cd" },
		{ "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e",
		    "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>e" },
		{ "<li>a<li>b", "<ul><li>a</li><li>b</li></ul>" },
		{ "<dt>a<dd>b<dt>c", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>" },
		{ "<table><tr><td>a<td>b<tr><th>c</table>",
		    "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>" },
		{ "<table><td>a", "<table><tr><td>a</td></tr></table>" },
		{ "<a href=/1>x<a href=/2>y",
		    "<a href=\"https://site.example/1\">x</a>"
		    "<a href=\"https://site.example/2\">y</a>" },
		{ "<h1>a</h2>b", "<h1>a</h1>b" },
		{ "<h2>a<h3>b", "<h2>a</h2><h3>b</h3>" },
		{ "</p></div></table>a</b>", "a" },
		{ "<b>x<ul><li>1</b>2<li>3</ul>", "<b>x<ul><li>12</li><li>3</li></ul></b>" },
		{ "<div><table><tr><td></div>x</table>y", "<div><table><tr><td>x</td></tr></table>y</div>" },
		{ "a<br/>b</br>c<hr>", "a<br>b<br>c<hr>" },
		{ "<p>a<a href=\"/never ends>b", "<p>a</p>" },
		{ "a<!-- b -->c<!-->d<!--->e<!-- f --!>g<?php h ?>i<!doctype j>k</>l<!-- m", "acdegikl" },
		{ "a <3 b <", "a &lt;3 b &lt;" },
		{ "<table><caption><a href=/>c</a></caption><td><div><p>a</div></table>",
		    "<table><caption><a href=\"https://site.example/\">c</a></caption><tr><td><div><p>a</p></div></td></tr>"
		    "</table>" },
		{ "<p/>x<div/>y", "<p>x</p><div>y</div>" },
		{ "<rt>a<ruby>b<rt>c</ruby>", "a<ruby>b<rt>c</rt></ruby>" },
	};

	(void)state;
	check_html(facts, COUNT_OF(facts));
}

static void
drops_what_runs_loads_or_asks(void **state)
{
	static const struct fact facts[] = {
		{ "a<script>alert('<b>')</script>b", "ab" },
		{ "a<SCRIPT src=//evil.example/x.js></SCRIPT >b", "ab" },
		{ "a<script>never ends <b>b", "a" },
		{ "a<script/>alert(1)</script>b", "ab" },
		{ "<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt&gt;alert(1)ipt&gt;" },
		{ "a<style>@import 'x'; b{}</style>b", "ab" },
		{ "<svg><g onload=alert(1)><text>t</text></g></svg>b", "b" },
		{ "<svg/onload=alert(1)>b", "b" },
		{ "<svg><svg></svg>x</svg>b", "b" },
		{ "<svg><svg></svg>b", "b" },
		{ "<svg><a href=x>never ends", "<a href=\"https://site.example/blog/x\">never ends</a>" },
		{ "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "" },
		{ "<template><p>x</template>b", "b" },
		{ "<form action=/x><input name=q><button>Go</button></form>b", "b" },
		{ "<select><option>x</select><textarea><b>y</b></textarea>b", "b" },
		{ "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">b",
		    "<img src=\"https://site.example/blog/x\">\"&gt;b" },
		{ "<xmp><img src=x></xmp><noembed><b></noembed><noframes><i></noframes>b", "b" },
		{ "<plaintext><b>x", "" },
		{ "<link rel=stylesheet href=x><meta http-equiv=refresh content=0><base href=//evil.example/>b", "b" },
		{ "<p style='position:fixed;top:0' onclick=alert(1) id=a class=b data-x=y>x</p>", "<p>x</p>" },
		{ "<p title=\"x\"onmouseover=alert(1)>x</p>", "<p title=\"x\">x</p>" },
		{ "<p/onclick=alert(1)/title=x>y", "<p>y</p>" },
		{ "<p title='a\"b<c>&#34;'>x", "<p title=\"a&quot;b&lt;c&gt;&quot;\">x</p>" },
		{ "<p =x onclick=y \" ' title=z>x", "<p title=\"z\">x</p>" },
		{ "<img src=x title=`` onerror=alert(1)`>", "<img src=\"https://site.example/blog/x\" title=\"``\">" },
		{ "<!--[if IE]><script>x</script><![endif]-->b<!--><img src=x onerror=1>-->",
		    "b<img src=\"https://site.example/blog/x\">--&gt;" },
		{ "<![CDATA[<img src=x onerror=alert(1)>]]>", "]]&gt;" },
		{ "<b\x01>x</b>", "x" },
		{ "<unknown onclick=x>y</unknown>", "y" },
		{ "&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;" },
		{ "&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;" },
		{ "<canvas>x</canvas><dialog open>y</dialog>b", "b" },
		{ "<frameset><frame src=javascript:alert(1)></frameset>b", "b" },
	};

	(void)state;
	check_html(facts, COUNT_OF(facts));
}

static void
judges_an_address_as_a_browser_sees_it(void **state)
{
	static const struct fact facts[] = {
		{ "<a href=javascript:alert(1)>x</a>", "x" },
		{ "<a href=' JaVaScRiPt:alert(1)'>x</a>", "x" },
		{ "<a href='java&#9;script:alert(1)'>x</a>", "x" },
		{ "<a href='java\nscript:alert(1)'>x</a>", "x" },
		{ "<a href='&#x6a;avascript&colon;alert(1)'>x</a>", "x" },
		{ "<a href='java&Tab;script&NewLine;:alert(1)'>x</a>", "x" },
		{ "<a href='&#0000106avascript:alert(1)'>x</a>", "x" },
		{ "<a href='\x01javascript:alert(1)'>x</a>", "x" },
		{ "<a href='java\xc2\xadscript:alert(1)'>x</a>",
		    "<a href=\"https://site.example/blog/java%C2%ADscript:alert(1)\">x</a>" },
		{ "<a href='vbscript:x'>x</a><a href='livescript:x'>y</a><a href='file:///etc/passwd'>z</a>", "xyz" },
		{ "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>", "x" },
		{ "<a href='data:image/png;base64,AAAA'>x</a>", "x" },
		{ "<img src='data:image/svg+xml;base64,PHN2Zz4='>", "" },
		{ "<img src='data:text/html,x'>", "" },
		{ "<img src='data:image/png,<script>'>", "" },
		{ "<img src='DATA:image/PNG;base64,iVBO\nRw0='>", "<img src=\"data:image/png;base64,iVBORw0=\">" },
		{ "<a href=''>x</a><a>y</a><a href>z</a><a name=q>w</a>", "xyzw" },
		{ "<a href='//other.example/x'>x</a>", "<a href=\"https://other.example/x\">x</a>" },
		{ "<a href='https:other'>x</a>", "<a href=\"https://site.example/blog/other\">x</a>" },
		{ "<a href='/%22><script>'>x</a>", "<a href=\"https://site.example/%22%3E%3Cscript%3E\">x</a>" },
		{ "<a href='mailto:a@b?body=<script>'>x</a>", "x" },
		{ "<a href=javascript:alert(1) href=/ok>x</a>", "x" },
		{ "<blockquote cite=javascript:alert(1)>x</blockquote>", "<blockquote>x</blockquote>" },
		{ "<img src=x srcset='javascript:alert(1) 1x, /b.png 2x, data:image/png;base64,AAAA 3x, c.png 300w'>",
		    "<img src=\"https://site.example/blog/x\" srcset=\"https://site.example/b.png 2x, "
		    "https://site.example/blog/c.png 300w\">" },
		{ "<img src=x srcset='a.png, b.png 2x onerror=alert(1), c.png 3x\" onload=x'>",
		    "<img src=\"https://site.example/blog/x\" srcset=\"https://site.example/blog/a.png\">" },
		{ "<img srcset=',,a.png 1.5x,'>",
		    "<img src=\"https://site.example/blog/a.png\" "
		    "srcset=\"https://site.example/blog/a.png 1.5x\">" },
	};

	(void)state;
	check_html(facts, COUNT_OF(facts));
}

static void
finds_the_picture_that_is_meant_and_drops_pixels(void **state)
{
	static const struct fact facts[] = {
		{ "<img src=t.gif width=1 height=1>", "" },
		{ "<img src=t.gif width=0>", "" },
		{ "<img src=t.gif style='WIDTH: 1px; height:1px'>", "" },
		{ "<img src=t.gif style='display : none'>", "" },
		{ "<img src=t.gif width=1 height=400>",
		    "<img src=\"https://site.example/blog/t.gif\" height=\"400\" width=\"1\">" },
		{ "<img src=t.gif width=1%>", "<img src=\"https://site.example/blog/t.gif\" width=\"1%\">" },
		{ "<img src='data:image/gif;base64,R0lGOD' data-src=/real.jpg>",
		    "<img src=\"https://site.example/real.jpg\">" },
		{ "<img src=/img/blank.gif data-lazy-src=/real.jpg>", "<img src=\"https://site.example/real.jpg\">" },
		{ "<img data-original=/real.jpg>", "<img src=\"https://site.example/real.jpg\">" },
		{ "<img src=/real.jpg data-src=/other.jpg>", "<img src=\"https://site.example/real.jpg\">" },
		{ "<img data-srcset='/s.jpg 300w, /l.jpg 900w'>",
		    "<img src=\"https://site.example/s.jpg\" srcset=\"https://site.example/s.jpg 300w, "
		    "https://site.example/l.jpg 900w\">" },
		{ "<img data-src='javascript:alert(1)'>", "" },
		{ "<picture><source srcset=/w.webp><img src=/p.jpg></picture>",
		    "<img src=\"https://site.example/p.jpg\">" },
	};

	(void)state;
	check_html(facts, COUNT_OF(facts));
}

static void
leaves_a_link_where_something_could_be_played(void **state)
{
	static const struct fact facts[] = {
		{ "<iframe src='//tube.example/embed/1?a&b' title='A <film>'>old</iframe>x",
		    "<a href=\"https://tube.example/embed/1?a&amp;b\">A &lt;film&gt;</a>x" },
		{ "<iframe src=https://tube.example/2?a=1&amp;b=2></iframe>",
		    "<a href=\"https://tube.example/2?a=1&amp;b=2\">https://tube.example/2?a=1&amp;b=2</a>" },
		{ "<iframe src=javascript:alert(1)></iframe><iframe srcdoc='<script>x</script>'></iframe>x", "x" },
		{ "<iframe src=/x width=1 height=1></iframe>", "" },
		{ "<iframe src=/x />text", "<a href=\"https://site.example/x\">https://site.example/x</a>text" },
		{ "<video poster=p.jpg controls><source src=v.mp4><source src=v.ogg>sorry</video>",
		    "<a href=\"https://site.example/blog/v.mp4\"><img src=\"https://site.example/blog/p.jpg\" "
		    "alt=\"\">https://site.example/blog/v.mp4</a>" },
		{ "<audio src=/a.mp3>b", "<a href=\"https://site.example/a.mp3\">https://site.example/a.mp3</a>b" },
		{ "<object data=/f.swf><param name=x><embed src=/g.swf>none</object>",
		    "<a href=\"https://site.example/f.swf\">https://site.example/f.swf</a>" },
		{ "<object><embed src=/g.swf></object>",
		    "<a href=\"https://site.example/g.swf\">https://site.example/g.swf</a>" },
		{ "<a href=/1>x<embed src=/2></a>",
		    "<a href=\"https://site.example/1\">x</a><a href=\"https://site.example/2\">"
		    "https://site.example/2</a>" },
	};

	(void)state;
	check_html(facts, COUNT_OF(facts));
}

static void
lays_text_out_in_lines(void **state)
{
	static const struct fact facts[] = {
		{ "  <p> one\n two </p>\n<p>three&nbsp;&nbsp;four</p> ", "one two\n\nthree four" },
		{ "a<br>b<br><br>c<br><br><br>d", "a\nb\n\nc\n\nd" },
		{ "<div>a</div><div>b</div>", "a\nb" },
		{ "x<ul><li>a<li>b<ul><li>c</ul><li>d</ul>y", "x\n\n- a\n- b\n  - c\n- d\n\ny" },
		{ "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "1. a\n\n   b\n2. c" },
		{ "<ol start=9><li>a<ul><li>b</ul><li>c<ol><li>d<br>e</ol><li value=3>f</ol>",
		    "9. a\n   - b\n10. c\n    1. d\n       e\n3. f" },
		{ "<ol start=99999999999><li value=x>a<li value=-1>b</ol><ul><li value=7>c</ul>",
		    "1. a\n-1. b\n\n- c" },
		{ "they said <q>no <q>more</q> </q>and left", "they said “no “more”” and left" },
		{ "<blockquote><p>a</p><p>b<br>c</p><blockquote>d</blockquote></blockquote>e",
		    "> a\n>\n> b\n> c\n>\n> > d\n\ne" },
		{ "<p>x<pre>\na\n\n  b\tc\n</pre>y", "x\n\na\n\n  b    c\n\ny" },
		{ "<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc" },
		{ "<h1>Title</h1>text", "Title\n\ntext" },
		{ "a <b> b </b> c<i>d</i>", "a b cd" },
		{ "a<script>x</script><style>y</style><svg>z</svg>b", "ab" },
		{ "<img src=x alt='A  dog'>", "A dog" },
		{ "<img src=x alt='A dog'> barks", "barks" },
		{ "<img src=x alt=pixel width=1 height=1>", "" },
		{ "<li>", "" },
		{ "a&#8203;b&#x202e;c&#7;d",
		    "a\u200b"
		    "bcd" },
	};

	(void)state;
	check_text(facts, COUNT_OF(facts));
}

static void
makes_one_line_of_a_title(void **state)
{
	static const struct fact facts[] = {
		{ "  A\n <b>bold</b>\ttitle ", "A bold title" },
		{ "AT&amp;T &#8211; R&D", "AT&T – R&D" },
		{ "AT&amp;amp;T", "AT&T" },
		{ "It&amp;#8217;s &amp;quot;so&amp;quot;", "It’s \"so\"" },
		{ "&lt;b&gt;bold&lt;/b&gt; words", "bold words" },
		{ "&lt;b&gt; is an element", "<b> is an element" },
		{ "a &lt; b &amp;amp; c", "a < b &amp; c" },
		{ "R&D &amp;amp; more", "R&D &amp; more" },
		{ "How to use <vector> and std::map<int, x>", "How to use <vector> and std::map<int, x>" },
		{ "1 < 2 > 0 &nosuch; &", "1 < 2 > 0 &nosuch; &" },
		{ "a<br>b<p>c", "a b c" },
		{ "x<script>alert(1)</script>y", "xy" },
		{ "&nbsp; &#x202e;x\x07y", "xy" },
		{ "<!-- c -->", "" },
		{ "On <q>trust</q>", "On “trust”" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		BUFFER line = { 0 };

		html_to_line(facts[i].in, strlen(facts[i].in), &line);
		assert_string_equal(buffer_text(&line), facts[i].out);
	}
}

static void
adds_to_what_is_there(void **state)
{
	BUFFER html = { 0 };
	BUFFER text = { 0 };

	(void)state;
	buffer_add_text(&html, "h ");
	buffer_add_text(&text, "t ");
	html_sanitise("<p>x", 4, NULL, &html, &text);
	html_to_line(" y ", 3, &text);
	assert_string_equal(html.data, "h <p>x</p>");
	assert_string_equal(text.data, "t xy");
}

static void
needs_no_base_for_absolute_addresses(void **state)
{
	static const char in[] = "<a href=https://a.example/x>a</a><a href=/x>b</a>";
	BUFFER html = { 0 };

	(void)state;
	html_sanitise(in, strlen(in), NULL, &html, NULL);
	assert_string_equal(html.data, "<a href=\"https://a.example/x\">a</a>b");
}

static void
nests_no_deeper_than_its_cap_and_grows_no_larger(void **state)
{
	BUFFER in = { 0 };
	BUFFER html = { 0 };
	BUFFER far_away = { 0 };

	(void)state;
	buffer_add_text(&far_away, "https://site.example/");
	for (int i = 0; i < 7000; i++)
		buffer_add_char(&far_away, 'x');
	buffer_add_char(&far_away, '/');
	for (int i = 0; i < 5000; i++)
		buffer_add_text(&in, "<div><a href=a>&");
	html_sanitise(in.data, in.len, far_away.data, &html, NULL);
	assert_null(harmless_problem(buffer_text(&html)));
	assert_true(html.len < 4 * in.len + 8192);
}

/* ---- soups: whatever goes in, what comes out is listed, balanced, and stays what it is ---- */

static const char *const ingredients[] = { "<p>", "</p>", "<b>", "</b>", "<a href=", "\"", "'", ">", "<",
	"javascript:", "https://x.example/", "/path", "</a>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>",
	"</td>", "</table>", "<svg>", "</svg>", "<math>", "</math>", "<style>", "</style>", "<script>", "</script>",
	"<img src=", " onerror=x ", " srcset=\"a 1x, ", "data:image/png;base64,AAAA", "data:text/html,", "&", "&amp;",
	"&lt;", "&#x6a;", "&#0;", "&colon;", "<!--", "-->", "<![CDATA[", "]]>", "<noscript>", "</noscript>",
	"<template>", "</template>", "<form>", "</form>", "<iframe src=", "</iframe>",
	"<video src=", "<source src=", "</video>", "<pre>", "</pre>", "<blockquote cite=", "</blockquote>",
	"<div title=", "</div>", "<h1>", "</h2>", "<br/>", "<hr", "text ", "\n", "\t", "é", "\xe2\x80\xae", "\x01",
	" style=\"width:1px\"", " =", "/", "</", "<object>", "</object>", "<textarea>", "</textarea>", "<title>",
	"<select>", "<caption>", "<thead>", "<dl>", "<dt>", "<dd>", "<ruby>", "<rt>", " data-src=", " alt='",
	"<plaintext>", "?a=1&copy=2", "#", "mailto:a@b", "\xc2\xa0", "<center>", "<q cite=", "<ol start=-9>", "," };

static uint32_t
next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void
cook(uint32_t *seed, struct buffer *out)
{
	for (uint32_t n = 1 + next_random(seed) % 60; n > 0; n--)
		buffer_add_text(out, ingredients[next_random(seed) % COUNT_OF(ingredients)]);
}

static void
makes_any_soup_harmless_and_leaves_it_so(void **state)
{
	uint32_t seed = 20240501;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		BUFFER soup = { 0 };
		BUFFER once = { 0 };
		BUFFER twice = { 0 };
		BUFFER text = { 0 };
		BUFFER text_twice = { 0 };
		const char *problem;

		cook(&seed, &soup);
		html_sanitise(soup.data, soup.len, base, &once, &text);
		problem = harmless_problem(buffer_text(&once));
		if (problem != NULL)
			print_message("%s\nof: %s\nin: %s\n", problem, soup.data, buffer_text(&once));
		assert_null(problem);
		html_sanitise(buffer_text(&once), once.len, base, &twice, &text_twice);
		if (strcmp(buffer_text(&once), buffer_text(&twice)) != 0)
			print_message("of: %s\n", soup.data);
		assert_string_equal(buffer_text(&twice), buffer_text(&once));
	}
}

static void
numbers_the_links_of_a_text_and_lists_where_they_lead(void **state)
{
	static const char html[] =
	    "<p>Read <a href=/one>this</a> and <a href='https://b.example/?x=1&amp;y=2'>that</a>,"
	    " not <a href='javascript:x()'>the other</a>.</p><p>The end.</p>";
	BUFFER text = { 0 };

	(void)state;
	html_footnotes(html, sizeof(html) - 1, "https://a.example/dir/", &text);
	assert_string_equal(buffer_text(&text),
	    "Read this[1] and that[2], not the other.\n\nThe end.\n\n"
	    "[1] https://a.example/one\n[2] https://b.example/?x=1&y=2");
	buffer_cut(&text, 0);
	html_footnotes("<p>x<img src=/p.jpg alt='Two &amp; a dog'><img src=/q.jpg><img src='data:image/png;base64,AA'>",
	    88, "https://a.example/", &text);
	assert_string_equal(buffer_text(&text),
	    "x(picture: Two & a dog)[1](picture)[2]\n\n[1] https://a.example/p.jpg\n[2] https://a.example/q.jpg");
	buffer_cut(&text, 0);
	html_footnotes("<p>No links.", 12, NULL, &text);
	assert_string_equal(buffer_text(&text), "No links.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_the_links_of_a_text_and_lists_where_they_lead),
		cmocka_unit_test(keeps_what_an_article_needs),
		cmocka_unit_test(mends_what_is_not_closed_or_crossed),
		cmocka_unit_test(drops_what_runs_loads_or_asks),
		cmocka_unit_test(judges_an_address_as_a_browser_sees_it),
		cmocka_unit_test(finds_the_picture_that_is_meant_and_drops_pixels),
		cmocka_unit_test(leaves_a_link_where_something_could_be_played),
		cmocka_unit_test(lays_text_out_in_lines),
		cmocka_unit_test(makes_one_line_of_a_title),
		cmocka_unit_test(adds_to_what_is_there),
		cmocka_unit_test(needs_no_base_for_absolute_addresses),
		cmocka_unit_test(nests_no_deeper_than_its_cap_and_grows_no_larger),
		cmocka_unit_test(makes_any_soup_harmless_and_leaves_it_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
