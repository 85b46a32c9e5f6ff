/* Copies that are found, each by the pair that made its rule necessary. */
#include "tests/unit/curate/world.h"

static void
folds_the_same_text_from_another_feed_and_says_why(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;
	const char *ferry = joined(&text, ferry_lead, ferry_rest, "");

	assert_int_equal(tells(w, ferry_title, ferry), 0);
	assert_int_equal(tells(w, bakery_title, bakery_text), 0);
	assert_int_equal(tells(w, ferry_title, ferry), 1);
	assert_string_equal(w->last.rule, "same-text");
	assert_non_null(strstr(w->last.reason, "the same text, word for word"));
	assert_non_null(strstr(w->last.reason, "the same title"));
}

static void
folds_another_spelling_of_the_same_address(void **state)
{
	struct world *w = *state;
	struct duplicate_item item = { .feed_id = 1,
		.title = "Four days at the harbour",
		.text = "Short note.",
		.url = "https://www.news.example/harbour/?utm_source=rss" };

	assert_int_equal(arrives(w, item), 0);
	item.feed_id = 2;
	item.title = "Four days at the harbour: update";
	item.text = "Another short note.";
	item.url = "http://news.example/harbour#top";
	assert_int_equal(arrives(w, item), 1);
	assert_string_equal(w->last.rule, "same-address");
	assert_non_null(strstr(w->last.reason, "the same address"));
}

/* A link blog and the page it links to have one address and nothing else in common. */
static void
keeps_two_different_texts_at_one_address_apart(void **state)
{
	struct world *w = *state;
	struct duplicate_item item = {
		.feed_id = 1, .title = bakery_title, .text = bakery_text, .url = "https://n.example/x"
	};

	assert_int_equal(arrives(w, item), 0);
	item.feed_id = 2;
	item.title = ferry_title;
	item.text = ferry_lead;
	assert_int_equal(arrives(w, item), 0);
}

static void
folds_a_summary_under_the_full_text(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;

	assert_int_equal(tells(w, ferry_title, joined(&text, ferry_lead, ferry_rest, "")), 0);
	assert_int_equal(tells(w, ferry_title, ferry_lead), 1);
	assert_string_equal(w->last.rule, "title-and-text");
	assert_non_null(strstr(w->last.reason, "100 % of the shorter text"));
}

static void
folds_a_text_that_has_a_notice_around_it(void **state)
{
	BUFFER text = { 0 };
	BUFFER copy = { 0 };
	struct world *w = *state;

	assert_int_equal(tells(w, ferry_title, joined(&text, ferry_lead, ferry_rest, "")), 0);
	assert_int_equal(tells(w, "Harbour crews vote for a shorter week | The Letter",
			     joined(&copy, ferry_lead, ferry_rest, notice)),
	    1);
}

static void
folds_a_corrected_text(void **state)
{
	BUFFER text = { 0 };
	BUFFER copy = { 0 };
	struct world *w = *state;

	assert_int_equal(tells(w, ferry_title, joined(&text, ferry_lead, ferry_rest, "")), 0);
	assert_int_equal(tells(w, "CORRECTED: Harbour crews vote for a shorter week",
			     joined(&copy, ferry_lead, ferry_rest, " Ruth Okafor's name was misspelt at first.")),
	    1);
}

static void
folds_a_text_whose_charset_was_mistaken(void **state)
{
	struct world *w = *state;

	assert_int_equal(tells(w, "Caf\u00e9s, co\u00f6perativ gef\u00fchrt",
			     "Die Caf\u00e9s der Altstadt geh\u00f6ren jetzt denen, die dort abwaschen \u2013 und "
			     "f\u00fcr die G\u00e4ste \u00e4ndert sich nur, wer l\u00e4chelt."),
	    0);
	assert_int_equal(
	    tells(w, "Caf\u00c3\u00a9s, co\u00c3\u00b6perativ gef\u00c3\u00bchrt",
		"Die Caf\u00c3\u00a9s der Altstadt geh\u00c3\u00b6ren jetzt denen, die dort abwaschen "
		"\u00e2\u20ac\u201c und f\u00c3\u00bcr die G\u00c3\u00a4ste \u00c3\u00a4ndert sich nur, wer "
		"l\u00c3\u00a4chelt."),
	    1);
}

/* One feed writes signs, another what is on every keyboard, a third decomposes its accents. */
static void
folds_a_text_whose_signs_were_translated(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    tells(w, "The caf\u00e9 \u2019round the corner",
		"\u201cWe\u2019re open\u201d, says the \ufb01rst caf\u00e9 of the harbour\u00a0\u2013 and its na\u00efve owners "
		"mean it\u2026 every morning, rain or shine, until the last ferry has gone."),
	    0);
	assert_int_equal(tells(w, "The cafe 'round the corner",
			     "\"We're open\", says the first cafe of the harbour - and its naive owners "
			     "mean it... every morning, rain or shine, until the last ferry has gone."),
	    1);
	assert_int_equal(
	    tells(w, "The cafe\u0301 'round the corner",
		"\"We're open\", says the first cafe\u0301 of the harbour \u2014 and its nai\u0308ve owners "
		"mean it. Every morning, rain or shine, until the last ferry has gone."),
	    1);
}

/* Another desk has gone over it: every eighth word is another, no number is. */
static void
folds_a_text_reworded_here_and_there(void **state)
{
	BUFFER text = { 0 };
	BUFFER copy = { 0 };
	struct world *w = *state;
	const char *ferry = joined(&text, ferry_lead, ferry_rest, "");
	int n = 0;

	assert_int_equal(tells(w, "", ferry), 0);
	for (const char *p = ferry; *p != '\0';) {
		size_t len = strcspn(p, " ");

		if (++n % 8 == 0 && strcspn(p, "0123456789") > len)
			buffer_add_text(&copy, "rather");
		else
			buffer_add(&copy, p, len);
		buffer_add_char(&copy, ' ');
		p += len + strspn(p + len, " ");
	}
	assert_int_equal(tells(w, "", buffer_text(&copy)), 1);
}

static void
ties_two_summaries_that_the_full_text_shows_to_be_one(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;

	assert_int_equal(tells(w, ferry_title, ferry_lead), 0);
	assert_int_equal(tells(w, "Harbour vote", ferry_rest), 0);
	assert_int_equal(tells(w, ferry_title, joined(&text, ferry_lead, ferry_rest, "")), 1);
	assert_int_equal(w->last.also_count, 1);
	assert_int_equal(w->last.also[0], 2);
}

static void
answers_the_original_of_a_copy(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;
	const char *ferry = joined(&text, ferry_lead, ferry_rest, "");

	assert_int_equal(tells(w, ferry_title, ferry), 0);
	for (int i = 0; i < 60; i++)
		assert_int_equal(tells(w, ferry_title, ferry), 1);
	assert_int_equal(w->last.also_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(folds_the_same_text_from_another_feed_and_says_why),
		TEST(folds_another_spelling_of_the_same_address),
		TEST(keeps_two_different_texts_at_one_address_apart),
		TEST(folds_a_summary_under_the_full_text),
		TEST(folds_a_text_that_has_a_notice_around_it),
		TEST(folds_a_corrected_text),
		TEST(folds_a_text_whose_charset_was_mistaken),
		TEST(folds_a_text_whose_signs_were_translated),
		TEST(folds_a_text_reworded_here_and_there),
		TEST(ties_two_summaries_that_the_full_text_shows_to_be_one),
		TEST(answers_the_original_of_a_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
