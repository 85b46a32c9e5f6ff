#include "curate/repeats.h"

#include "base/memory.h"
#include "curate/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

enum { ITEMS_MOST = 12 };

struct text {
	const char *title;
	const char *text;
};

/* Titles and sentences that have nothing in common. */
static const struct text own[ITEMS_MOST] = {
	{ "Gardens on roofs", "Nobody waters the beds on the seventh floor before noon." },
	{ "What a clock owes its maker", "The escapement ticks because somebody once filed brass for a living." },
	{ "Slow trains", "Between two valleys the conductor sells soup and yesterday's paper." },
	{ "Bread without haste?", "Flour, water and patience: our baker counts in days." },
	{ "A lighthouse keeps its keeper", "When fog comes in, he writes letters that he never posts." },
	{ "Maps of silence", "Researchers hung microphones in forests where no road is near." },
	{ "Learning to be lost", "Turn left twice, forget why, and you may find the market." },
	{ "Eleven chairs", "Each was mended by other hands, and each of them creaks in its own key." },
	{ "The ferry question", "Should a river be crossed by those who only want to see it?" },
	{ "Paper boats", "Children launched forty of them; three reached the weir." },
	{ "On borrowed ladders", "My neighbour lends his tools to anyone who tells him a story." },
	{ "Winter light", "Painters came for the hour after four, and stayed for a decade." },
};

/* Makes an item's text of its own words; the answer is the caller's to free. */
typedef char *(*make_fn)(size_t i);

static char *
format(const char *fmt, ...)
{
	va_list args;
	char *text = NULL;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	assert_true(len >= 0);
	return text;
}

static void
assert_left(struct repeats *r, const char *title, const char *text, const char *expected)
{
	struct text_span cuts[REPEATS_CUTS_MAX];
	BUFFER left = { 0 };

	text_without(text, cuts, repeats_find(r, title, text, cuts), &left);
	assert_string_equal(buffer_text(&left), expected);
}

static char *
wordpress(size_t i)
{
	return format("%s\n\nThe post %s appeared first on The Weekly Lathe.", own[i].text, own[i].title);
}

static char *
wordpress_with_shortened_title(size_t i)
{
	return format("%s\n\nThe post %.5s\xe2\x80\xa6 appeared first on The Weekly Lathe.", own[i].text, own[i].title);
}

static char *
substack(size_t i)
{
	return format(
	    "%s\n\nThanks for reading Lathe Letters! Subscribe for free to receive new posts and support my "
	    "work.\n\nSubscribe",
	    own[i].text);
}

static char *
medium(size_t i)
{
	return format(
	    "%s\n\n%s was originally published in Lathe on Medium, where people are continuing the conversation "
	    "by highlighting and responding to this story.",
	    own[i].text, own[i].title);
}

static char *
blogger(size_t i)
{
	return format("%s\n\nEmail This\n\nBlogThis!\n\nShare to Pinterest\n\n- Facebook\n- Twitter\n\nComments (%zu)",
	    own[i].text, i * 7);
}

static char *
log_in_hint(size_t i)
{
	return format("You must be logged in to read all of it. Log in or register.\n\n%s", own[i].text);
}

static char *
author_note(size_t i)
{
	return format(
	    "%s\n\n---\n\nMara Lathe writes about leadership and remote work. Her book on the future of "
	    "organisations is out now; she lives by the sea and speaks at conferences all over the world, "
	    "mostly about trust, teams, and what a company may learn from a village. Write to her, or "
	    "listen to the podcast that she has been hosting with two friends since the spring of 2011, "
	    "wherever you find your podcasts. All that you read here is hers alone and nobody else's.",
	    own[i].text);
}

static char *
reply_form(size_t i)
{
	return format("%s\n\nLeave a comment\n\n%zu thoughts on \xe2\x80\x9c%s\xe2\x80\x9d\n\nPingback: %s elsewhere",
	    own[i].text, i, own[i].title, own[ITEMS_MOST - 1 - i].title);
}

static char *
inline_more(size_t i)
{
	return format("%s [\xe2\x80\xa6] Continue reading %s \xe2\x86\x92", own[i].text, own[i].title);
}

static char *
dateline(size_t i)
{
	return format("Special to the Lathe Post \xe2\x80\x94 %s", own[i].text);
}

static char *
title_first(size_t i)
{
	return format("%s\n\n%s", own[i].title, own[i].text);
}

struct habit {
	const char *what;
	make_fn make;
	const char *after; /* what is left behind the item's own words */
};

static const struct habit habits[] = {
	{ "WordPress", wordpress, "" },
	{ "Substack", substack, "" },
	{ "Medium", medium, "" },
	{ "Blogger", blogger, "" },
	{ "log-in hint", log_in_hint, "" },
	{ "author's note", author_note, "\n\n---" },
	{ "reply form", reply_form, "" },
	{ "continue reading", inline_more, " [\xe2\x80\xa6]" },
	{ "dateline", dateline, "" },
	{ "title first", title_first, "" },
};

static struct repeats *
read_feed(make_fn make, size_t count)
{
	struct repeats *r = repeats_new();

	for (size_t i = 0; i < count; i++) {
		OWNED_TEXT text = make(i);

		repeats_add(r, own[i].title, text, NULL);
	}
	return r;
}

static void
leaves_an_item_its_own_words(void **state)
{
	static const size_t counts[] = { 3, 5, ITEMS_MOST };

	(void)state;
	for (size_t h = 0; h < COUNT_OF(habits); h++)
		for (size_t c = 0; c < COUNT_OF(counts); c++) {
			struct repeats *r = read_feed(habits[h].make, counts[c]);

			for (size_t i = 0; i < counts[c]; i++) {
				OWNED_TEXT text = habits[h].make(i);
				OWNED_TEXT expected = format("%s%s", own[i].text, habits[h].after);

				assert_left(r, own[i].title, text, expected);
			}
			repeats_free(r);
		}
}

static void
cuts_a_frame_around_words_that_are_not_the_title(void **state)
{
	struct repeats *r = read_feed(wordpress_with_shortened_title, ITEMS_MOST);
	OWNED_TEXT text = wordpress_with_shortened_title(0);

	(void)state;
	assert_left(r, own[0].title, text, own[0].text);
	repeats_free(r);
}

static void
leaves_a_feed_of_two_items_alone(void **state)
{
	struct repeats *r = read_feed(wordpress, 2);
	OWNED_TEXT text = wordpress(0);

	(void)state;
	assert_left(r, own[0].title, text, text);
	repeats_free(r);
}

static void
leaves_what_two_items_quote(void **state)
{
	static const char quoted[] = "Work expands so as to fill the time available for its completion.";
	struct repeats *r = repeats_new();
	OWNED_TEXT one = format("%s\n\n%s", own[0].text, quoted);
	OWNED_TEXT other = format("%s\n\n%s", own[1].text, quoted);

	(void)state;
	repeats_add(r, own[0].title, one, NULL);
	repeats_add(r, own[1].title, other, NULL);
	for (size_t i = 2; i < 6; i++)
		repeats_add(r, own[i].title, own[i].text, NULL);
	assert_left(r, own[0].title, one, one);
	repeats_free(r);
}

static void
leaves_a_refrain_within_one_item(void **state)
{
	static const char song[] =
	    "The tide comes in\n\nAnd so do we\n\nThe tide comes in\n\nAnd so do we\n\nThe tide comes in";
	struct repeats *r = repeats_new();

	(void)state;
	repeats_add(r, "Song", song, NULL);
	for (size_t i = 0; i < 5; i++)
		repeats_add(r, own[i].title, own[i].text, NULL);
	assert_left(r, "Song", song, song);
	repeats_free(r);
}

static void
leaves_what_a_few_of_many_items_share(void **state)
{
	struct repeats *r = repeats_new();
	OWNED_TEXT text = substack(0);

	(void)state;
	for (size_t i = 0; i < ITEMS_MOST; i++) {
		OWNED_TEXT shared = substack(i);

		repeats_add(r, own[i].title, i < 3 ? shared : own[i].text, NULL);
	}
	assert_left(r, own[0].title, text, text);
	repeats_free(r);
}

static void
counts_an_item_that_is_there_again_once(void **state)
{
	struct repeats *r = repeats_new();

	(void)state;
	for (size_t i = 0; i < 5; i++)
		repeats_add(r, own[0].title, own[0].text, NULL);
	assert_left(r, own[0].title, own[0].text, own[0].text);
	repeats_free(r);
}

static void
keeps_an_item_whole_of_which_nothing_would_be_left(void **state)
{
	static const char *const reports[] = { "Magnitude 4.1, no damage.", "Magnitude 5.2, no damage!",
		"Magnitude 3.9: no damage" };
	struct repeats *r = repeats_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(reports); i++)
		repeats_add(r, own[i].title, reports[i], NULL);
	assert_left(r, own[0].title, reports[0], reports[0]);
	repeats_free(r);
}

static void
knows_a_summary_by_what_it_shares_with_other_summaries(void **state)
{
	struct repeats *r = repeats_new();
	OWNED_TEXT text = inline_more(0);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		OWNED_TEXT summary = inline_more(i);

		repeats_add(r, own[i].title, "", summary);
	}
	OWNED_TEXT expected = format("%s [\xe2\x80\xa6]", own[0].text);
	assert_left(r, own[0].title, text, expected);
	repeats_free(r);
}

static char *
long_paragraph(size_t i, const char *end)
{
	return format("%s %s %s %s %s %s %s%s", own[i].text, own[i + 1].text, own[i + 2].text, own[i + 3].text,
	    own[i + 4].text, own[i + 5].text, own[i + 6].text, end);
}

static void
cuts_what_ends_a_long_paragraph(void **state)
{
	struct repeats *r = repeats_new();
	OWNED_TEXT text = long_paragraph(0, " This is how I see it. Sponsored by Lathe and Sons.");
	OWNED_TEXT expected = long_paragraph(0, "");

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		OWNED_TEXT one = long_paragraph(i, " This is how I see it. Sponsored by Lathe and Sons.");

		repeats_add(r, own[i].title, one, NULL);
	}
	assert_left(r, own[0].title, text, expected);
	repeats_free(r);
}

/* Random lines of few words, so that much is repeated: whatever comes, cuts lie in order inside the text. */
static void
answers_cuts_in_order_whatever_comes(void **state)
{
	static const char *const bits[] = { "a", " ", "\n", "\xe2\x80\x99", "\xc3\xa4", "1", ".", "bb ", "\n\n", "- ",
		"\xe2", "\xc2" };
	struct repeats *r = repeats_new();
	unsigned seed = 7;

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		struct text_span cuts[REPEATS_CUTS_MAX];
		BUFFER text = { 0 };
		size_t count, at = 0;

		for (size_t n = 0; n < 300; n++)
			buffer_add_text(&text, bits[(size_t)rand_r(&seed) % COUNT_OF(bits)]);
		repeats_add(r, i % 3 == 0 ? "a bb" : NULL, buffer_text(&text), NULL);
		count = repeats_find(r, "a", buffer_text(&text), cuts);
		assert_in_range(count, 0, REPEATS_CUTS_MAX);
		for (size_t c = 0; c < count; c++) {
			assert_in_range(cuts[c].start, at, text.len);
			at = cuts[c].start + cuts[c].len;
			assert_in_range(at, 0, text.len);
		}
	}
	repeats_free(r);
}

static void
leaves_a_listing_of_thousands_of_lines_alone(void **state)
{
	struct repeats *r = repeats_new();
	struct text_span cuts[REPEATS_CUTS_MAX];
	BUFFER text = { 0 };

	(void)state;
	for (size_t i = 0; i <= LINES_MAX; i++)
		buffer_addf(&text, "line %c%zu\n", (char)('a' + i % 26), i);
	for (size_t i = 0; i < 4; i++)
		repeats_add(r, own[i].title, buffer_text(&text), NULL);
	assert_int_equal(repeats_find(r, own[0].title, buffer_text(&text), cuts), 0);
	repeats_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_an_item_its_own_words),
		cmocka_unit_test(cuts_a_frame_around_words_that_are_not_the_title),
		cmocka_unit_test(leaves_a_feed_of_two_items_alone),
		cmocka_unit_test(leaves_what_two_items_quote),
		cmocka_unit_test(leaves_a_refrain_within_one_item),
		cmocka_unit_test(leaves_what_a_few_of_many_items_share),
		cmocka_unit_test(counts_an_item_that_is_there_again_once),
		cmocka_unit_test(keeps_an_item_whole_of_which_nothing_would_be_left),
		cmocka_unit_test(knows_a_summary_by_what_it_shares_with_other_summaries),
		cmocka_unit_test(cuts_what_ends_a_long_paragraph),
		cmocka_unit_test(answers_cuts_in_order_whatever_comes),
		cmocka_unit_test(leaves_a_listing_of_thousands_of_lines_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
