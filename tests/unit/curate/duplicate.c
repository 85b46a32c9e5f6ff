#include "curate/duplicate.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a world: items arrive, and are folded ---- */

enum { ITEMS_MAX = 3000, HOUR = 3600, DAY = 24 * HOUR, START = 1700000000 };

struct world {
	struct duplicate_index *index;
	struct duplicate_item items[ITEMS_MAX]; /* by id - 1; texts borrowed */
	int64_t count;
	int64_t hidden_id; /* that fetch won't bring */
	int64_t parted[2]; /* by hand */
	struct duplicate_verdict last;
	size_t fetches;
};

static int
set_up(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct duplicate_settings settings = { 0 };

	w->index = duplicate_index_new(&settings);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	duplicate_index_free(w->index);
	free(w);
	return 0;
}

static bool
fetch(void *context, int64_t id, struct duplicate_item *out)
{
	struct world *w = context;

	w->fetches++;
	if (id == w->hidden_id)
		return false;
	*out = w->items[id - 1];
	return true;
}

static bool
is_parted(void *context, int64_t original, int64_t other)
{
	const struct world *w = context;

	return (original == w->parted[0] && other == w->parted[1]) ||
	       (original == w->parted[1] && other == w->parted[0]);
}

static bool
looks_up(struct world *w, const struct duplicate_item *item)
{
	const struct duplicate_source source = { fetch, is_parted, w };

	return duplicate_find(w->index, item, &source, &w->last);
}

/* Answers the original, 0 when there is none. */
static int64_t
arrives(struct world *w, struct duplicate_item item)
{
	bool is_copy;

	item.id = ++w->count;
	if (item.sorted_at == 0)
		item.sorted_at = START + item.id * 60;
	w->last = (struct duplicate_verdict) { 0 };
	is_copy = looks_up(w, &item);
	item.duplicate_of = is_copy ? w->last.original_id : 0;
	w->items[item.id - 1] = item;
	for (size_t i = 0; i < w->last.also_count; i++)
		w->items[w->last.also[i] - 1].duplicate_of = w->last.original_id;
	duplicate_index_add(w->index, &item);
	return item.duplicate_of;
}

/* An item of an own feed at an own address, given by title and text. */
static int64_t
tells(struct world *w, const char *title, const char *text)
{
	static const char *const urls[] = { "https://a.example/1", "https://b.example/2", "https://c.example/3",
		"https://d.example/4", "https://e.example/5", "https://f.example/6", "https://g.example/7",
		"https://h.example/8", "https://i.example/9" };
	struct duplicate_item item = { .feed_id = w->count + 1, .title = title, .text = text };

	item.url = urls[(size_t)w->count % COUNT_OF(urls)];
	return arrives(w, item);
}

/* ---- texts ---- */

static const char ferry_title[] = "Harbour crews vote for a shorter week";
static const char ferry_lead[] =
    "Crews of the harbour ferries in Northport have voted to try a shorter working week, the council said. "
    "Under the plan boats will be staffed by 3 teams of 14 people from 6 March, each working 4 days. ";
static const char ferry_rest[] =
    "The timetable stays as it is, apart from the last crossing on Sunday, which leaves at 22:15. "
    "Managers had feared that fewer days would mean more overtime, but a trial on the island line showed "
    "the opposite: sick leave fell by 18 percent and nobody asked to go back. Deckhand Ruth Okafor said "
    "that she finally knew which evenings she would be at home. The union wants the council to publish "
    "the figures every quarter, so that other yards along the coast can judge for themselves. "
    "A spokesman for the rail company, which shares the pier, called the vote brave and a little early.";
static const char bakery_title[] = "A village bakery that belongs to its ovens";
static const char bakery_text[] =
    "When the last baker of Oberhalden retired, his customers bought the shop in shares of fifty francs. "
    "Nobody is the boss, and the rota hangs beside the flour. Children learn to fold croissants after "
    "school, pensioners deliver, and the loaf of the week is chosen by whoever gets up first. Losses of "
    "the first winter were covered by a concert in the empty grain loft, which sold out in an hour.";
static const char notice[] =
    " You are reading a free edition of our letter. If a friend sent you this, please subscribe and support "
    "independent reporting. Read the comments, join the forum, write to the editor, follow us everywhere. All "
    "rights are ours, reprints need written permission, links are welcome. Our offices are closed on holidays.";

static const char *
joined(struct buffer *out, const char *a, const char *b, const char *c)
{
	buffer_cut(out, 0);
	buffer_add_text(out, a);
	buffer_add_text(out, b);
	buffer_add_text(out, c);
	return buffer_text(out);
}

/* ---- what is the same ---- */

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

/* ---- what is not ---- */

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

static void
forgets_what_is_outside_the_window(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;
	struct duplicate_item item = { .feed_id = 1, .title = ferry_title, .sorted_at = START };

	item.text = joined(&text, ferry_lead, ferry_rest, "");
	assert_int_equal(arrives(w, item), 0);
	item.feed_id = 2;
	item.sorted_at = START + 46 * DAY;
	assert_int_equal(arrives(w, item), 0);
	item.feed_id = 3;
	item.sorted_at = START + 44 * DAY;
	assert_true(arrives(w, item) != 0);
}

static void
leaves_out_what_the_caller_does_not_bring(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;
	const char *ferry = joined(&text, ferry_lead, ferry_rest, "");

	assert_int_equal(tells(w, ferry_title, ferry), 0);
	w->hidden_id = 1;
	assert_int_equal(tells(w, ferry_title, ferry), 0);
	assert_int_equal(tells(w, ferry_title, ferry), 2);
}

/* The full text shows that two summaries are one, but a person said that they are not. */
static void
does_not_bring_together_what_was_parted(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;

	w->parted[0] = 1;
	w->parted[1] = 2;
	assert_int_equal(tells(w, ferry_title, ferry_lead), 0);
	assert_int_equal(tells(w, "Harbour vote", ferry_rest), 0);
	assert_int_not_equal(tells(w, ferry_title, joined(&text, ferry_lead, ferry_rest, "")), 0);
	assert_int_equal(w->last.also_count, 0);
}

static void
finds_a_revised_item_by_its_new_text_and_never_as_its_own_copy(void **state)
{
	BUFFER text = { 0 };
	struct world *w = *state;

	assert_int_equal(tells(w, bakery_title, bakery_text), 0);
	w->items[0].title = ferry_title;
	w->items[0].text = joined(&text, ferry_lead, ferry_rest, "");
	assert_false(looks_up(w, &w->items[0]));
	duplicate_index_add(w->index, &w->items[0]);
	assert_false(looks_up(w, &w->items[0]));
	assert_int_equal(tells(w, ferry_title, w->items[0].text), 1);
}

static void
takes_items_without_anything(void **state)
{
	struct world *w = *state;
	struct duplicate_item item = { .sorted_at = TIME_NONE };

	for (int i = 0; i < 3; i++)
		assert_int_equal(arrives(w, item), 0);
}

/* ---- the index as a whole ---- */

struct crowd {
	struct buffer texts[ITEMS_MAX];
	struct buffer titles[ITEMS_MAX];
};

/* Made-up items, every seventh a copy with changes of one of the last fifty. */
static void
make_crowd(struct crowd *crowd, struct duplicate_item *items, size_t count)
{
	uint64_t random = 7;

	for (size_t i = 0; i < count; i++) {
		size_t like = i % 7 == 6 ? i - 1 - random % (i < 50 ? i : 50) : i;
		uint64_t seed = like + 1;

		for (int k = 0; k < 120; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buffer_addf(k < 7 ? &crowd->titles[i] : &crowd->texts[i], "w%u ",
			    (unsigned)(seed >> 33) % (k % 5 == 0 ? 40 : 4000));
		}
		random = random * 6364136223846793005u + 1442695040888963407u;
		if (like != i)
			buffer_addf(&crowd->texts[i], "and some words more, by the editor of this page");
		items[i] = (struct duplicate_item) {
			.id = (int64_t)i + 1,
			.feed_id = (int64_t)(i % 23) + 1,
			.sorted_at = START + (int64_t)i * 100,
			.title = buffer_text(&crowd->titles[i]),
			.text = buffer_text(&crowd->texts[i]),
		};
	}
}

static void
free_crowd(struct crowd *crowd)
{
	for (size_t i = 0; i < ITEMS_MAX; i++) {
		buffer_fini(&crowd->texts[i]);
		buffer_fini(&crowd->titles[i]);
	}
	free(crowd);
}

static void
run(struct world *w, const struct duplicate_item *items, size_t from, size_t to, int64_t *out_originals)
{
	for (size_t i = from; i < to; i++) {
		w->count = (int64_t)i;
		out_originals[i] = arrives(w, items[i]);
	}
}

static void
judges_the_same_after_it_was_built_anew(void **state)
{
	struct world *w = *state, *again;
	struct crowd *crowd = mem_alloc(sizeof(*crowd));
	struct duplicate_item *items = mem_array(ITEMS_MAX, sizeof(*items));
	int64_t *first = mem_array(ITEMS_MAX, sizeof(*first)), *second = mem_array(ITEMS_MAX, sizeof(*second));
	void *other = NULL;
	size_t copies = 0;

	set_up(&other);
	again = other;
	make_crowd(crowd, items, ITEMS_MAX);
	run(w, items, 0, ITEMS_MAX, first);
	memcpy(again->items, w->items, sizeof(w->items));
	for (size_t i = 0; i < ITEMS_MAX / 2; i++)
		duplicate_index_add(again->index, &items[i]);
	run(again, items, ITEMS_MAX / 2, ITEMS_MAX, second);
	for (size_t i = ITEMS_MAX / 2; i < ITEMS_MAX; i++) {
		assert_int_equal(first[i], second[i]);
		copies += first[i] != 0;
	}
	assert_true(copies > ITEMS_MAX / 2 / 10);
	assert_true(w->fetches < ITEMS_MAX);
	free_crowd(crowd);
	free(items);
	free(first);
	free(second);
	tear_down(&other);
}

static void
stays_within_its_memory(void **state)
{
	struct duplicate_settings settings = { .items_max = 20000 };
	struct duplicate_index *index = duplicate_index_new(&settings);
	char text[400], title[80];
	struct duplicate_item item = { .title = title, .text = text };
	size_t at_20000 = 0;

	(void)state;
	for (item.id = 1; item.id <= 60000; item.id++) {
		size_t len = 0;

		for (int k = 0; k < 24; k++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "x%u ",
			    (unsigned)((uint64_t)item.id * 2654435761u * (unsigned)(k + 3) >> 7) % 100000);
		snprintf(title, sizeof(title), "title %d", (int)item.id);
		item.feed_id = item.id % 500 + 1;
		item.sorted_at = START + item.id;
		duplicate_index_add(index, &item);
		if (item.id == 20000)
			at_20000 = duplicate_index_bytes(index);
	}
	assert_true(at_20000 < 6000000 + 20000 * 140);
	assert_true(duplicate_index_items(index) <= 20000 + 4096);
	assert_true(duplicate_index_bytes(index) < at_20000 + 1000000);
	duplicate_index_free(index);
}

static void
frees_nothing(void **state)
{
	(void)state;
	duplicate_index_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

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
		TEST(folds_a_text_reworded_here_and_there),
		TEST(ties_two_summaries_that_the_full_text_shows_to_be_one),
		TEST(answers_the_original_of_a_copy),
		TEST(keeps_apart_what_only_looks_alike),
		TEST(keeps_a_reply_that_quotes_apart),
		TEST(keeps_apart_what_shares_a_notice_only),
		TEST(learns_what_a_feed_puts_under_everything),
		TEST(never_folds_by_title_alone_within_a_feed),
		TEST(asks_more_of_what_comes_days_later),
		TEST(forgets_what_is_outside_the_window),
		TEST(leaves_out_what_the_caller_does_not_bring),
		TEST(does_not_bring_together_what_was_parted),
		TEST(finds_a_revised_item_by_its_new_text_and_never_as_its_own_copy),
		TEST(takes_items_without_anything),
		TEST(judges_the_same_after_it_was_built_anew),
		TEST(stays_within_its_memory),
		cmocka_unit_test(frees_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
