/* What must never be folded, each rule by the pair that made it necessary. */
#include "tests/unit/curate/world.h"

struct pair {
	const char *what;
	const char *title[2];
	const char *text[2];
};

static const struct pair different[] = {
	{ "weekly links", { "Weekly links 12", "Weekly links 13" },
	    { "What we read this week: why lunch matters, a library of tools, the end of the open plan, and a poem. Send "
	      "us what you liked.",
		"What we read this week: why lunch matters, a library of tools, the end of the open plan, and a song. "
		"Send us what you liked." } },
	{ "weather", { "Weather for Northport", "Weather for Northport" },
	    { "Monday: 14 degrees, wind from the west at 22 knots, rain before noon. Sunrise 6:12, sunset 19:40. "
	      "Harbour masters ask small boats to stay in, and the ferry may be late.",
		"Tuesday: 17 degrees, wind from the west at 9 knots, rain before noon. Sunrise 6:14, sunset 19:38. "
		"Harbour masters ask small boats to stay in, and the ferry may be late." } },
	{ "prices", { "Flour prices", "Flour prices" },
	    { "Wheat flour sold at 412.50 a tonne on the northern exchange, rye at 388.25, oats at 301. Volumes were "
	      "thin and traders expect little before the harvest report.",
		"Wheat flour sold at 415.75 a tonne on the northern exchange, rye at 390.50, oats at 299. Volumes were "
		"thin and traders expect little before the harvest report." } },
	{ "releases", { "rota 2.4.0 released", "rota 2.4.1 released" },
	    { "A new version of rota is out. It mends 12 faults and makes planning of shifts faster. Everyone should "
	      "upgrade; packages are on the usual page. Thanks to all who helped.",
		"A new version of rota is out. It mends 3 faults and makes planning of shifts faster. Everyone should "
		"upgrade; packages are on the usual page. Thanks to all who helped." } },
	{ "parts of a series", { "Guide to cooperatives (part 1)", "Guide to cooperatives (part 2)" },
	    { "This is part of our guide to cooperatives, written with the people who run them. How to found one: find "
	      "seven people, write down what each will bring, and agree how to part before you begin.",
		"This is part of our guide to cooperatives, written with the people who run them. How to keep one: meet "
		"often, rotate the chair, show the books to everybody and pay the same for the same hour." } },
	{ "very short items", { "Open today", "Open today" }, { "Come and see us.", "Come and see us!" } },
	{ "one title, two texts", { "Interview of the week", "Interview of the week" },
	    { "She drives the night tram and writes poems about the doors that open for nobody between two and four in "
	      "the morning, when even the bakers are asleep.",
		"He mends violins in a cellar and says that wood remembers every room it was played in, which is why he "
		"never hurries an instrument out of the house." } },
};

static void
keeps_apart_what_only_looks_alike(void **state)
{
	struct world *w = *state;
	struct duplicate_item item = { 0 };

	for (size_t i = 0; i < COUNT_OF(different); i++) {
		for (int k = 0; k < 4; k++) { /* in one feed, and in two */
			int64_t original;

			item.feed_id = k < 2 ? (int64_t)i * 3 + 1 : (int64_t)i * 3 + k;
			item.title = different[i].title[k % 2];
			item.text = different[i].text[k % 2];
			item.url = NULL;
			item.sorted_at = START + (int64_t)i * 90 * DAY + k * 20 * DAY;
			original = arrives(w, item);
			if (original != 0)
				fail_msg("%s: %s", different[i].what, w->last.reason);
		}
	}
}

static void
keeps_a_reply_that_quotes_apart(void **state)
{
	BUFFER reply = { 0 };
	BUFFER answer = { 0 };
	struct world *w = *state;

	assert_int_equal(tells(w, ferry_title, ferry_lead), 0);
	joined(&answer, ferry_lead, "\n\nI doubt it. Who will moor the boats on the fifth day?", "");
	assert_int_equal(tells(w, "Re: Harbour crews vote for a shorter week", buffer_text(&answer)), 0);
	buffer_addf(
	    &reply, "northport.example writes: \u201c%s\u201d I doubt it. Who will moor the boats?", ferry_lead);
	assert_int_equal(tells(w, "My response to the harbour vote", buffer_text(&reply)), 0);
	assert_int_equal(tells(w, "", buffer_text(&reply)), 3);
}

/* Two items of two feeds of one publisher, each a little text over the same long notice. */
static void
keeps_apart_what_shares_a_notice_only(void **state)
{
	BUFFER one = { 0 };
	BUFFER two = { 0 };
	struct world *w = *state;

	assert_int_equal(
	    tells(w, "",
		joined(&one, "A lighthouse keeper explains why she left a bank to count the ships that pass.", notice,
		    "")),
	    0);
	assert_int_equal(
	    tells(w, "",
		joined(&two, "The tram depot has a library now, and drivers choose what is read aloud at four.", notice,
		    "")),
	    0);
}

/* A feed that ends every item alike: what remains is what counts. */
static void
learns_what_a_feed_puts_under_everything(void **state)
{
	static const char *const tales[] = {
		"The mill turns again since the miller lets the school count its sacks for arithmetic.",
		"A tailor in the old town mends coats against stories and keeps a book of both.",
		"Nurses drew their own rota on the kitchen wall and nobody has touched it in spring.",
		"The quarry choir sings at noon because the blasting stops and the echo is free.",
		"Postmen in the hills carry bread uphill and gossip down and call it one service.",
	};
	struct buffer text[COUNT_OF(tales)] = { { 0 } };
	struct world *w = *state;

	for (size_t i = 0; i < COUNT_OF(tales); i++) {
		struct duplicate_item item = { .feed_id = 1, .title = "News from the valley", .text = NULL };

		item.text = joined(&text[i], tales[i], notice, "");
		assert_int_equal(arrives(w, item), 0);
	}
	for (size_t i = 0; i < COUNT_OF(tales); i++)
		buffer_fini(&text[i]);
}

static void
never_folds_by_title_alone_within_a_feed(void **state)
{
	struct world *w = *state;
	struct duplicate_item item = { .feed_id = 1, .title = "Notes from the rota office, spring edition" };

	item.text = "The kitchen wall has a new calendar and the blue pens belong to the night shift from now on.";
	assert_int_equal(arrives(w, item), 0);
	item.text = "Please return the ladder; the gardeners need it for the cherries, and so do the painters.";
	assert_int_equal(arrives(w, item), 0);
	item.text = NULL;
	assert_int_equal(arrives(w, item), 0);
}

static void
asks_more_of_what_comes_days_later(void **state)
{
	struct world *w = *state;
	struct duplicate_item item = { .feed_id = 1, .title = "Open evening", .sorted_at = START };

	item.text = "The repair cafe is open tonight, bring your toaster.";
	assert_int_equal(arrives(w, item), 0);
	item.feed_id = 2;
	item.sorted_at = START + 7 * DAY;
	assert_int_equal(arrives(w, item), 0);
	item.feed_id = 3;
	item.sorted_at = START + 7 * DAY + HOUR;
	assert_int_equal(arrives(w, item), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_apart_what_only_looks_alike),
		TEST(keeps_a_reply_that_quotes_apart),
		TEST(keeps_apart_what_shares_a_notice_only),
		TEST(learns_what_a_feed_puts_under_everything),
		TEST(never_folds_by_title_alone_within_a_feed),
		TEST(asks_more_of_what_comes_days_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
