/* The index as a whole: its window, its bounds, what it does after it was built anew. */
#include "tests/unit/curate/world.h"

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
	duplicate_index_add(w->index, &w->items[0], NULL);
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

/* As ingest does after a start: without texts, but for those of the newest. */
static void
build_anew(struct world *again, const struct world *w, size_t count)
{
	memcpy(again->items, w->items, sizeof(w->items));
	again->stride = w->stride;
	for (size_t i = 0; i < count; i++) {
		struct duplicate_item item = w->items[i];

		item.title = item.text = item.url = NULL;
		duplicate_index_restore(again->index, &item, &w->keys[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (w->items[i].id >= duplicate_counts_from(w->items[count - 1].id))
			duplicate_index_count(again->index, &w->items[i]);
}

/* A stride makes the words of the first items forgotten before the last ones come. */
static void
judge_the_same(struct world *w, int64_t stride)
{
	struct world *again;
	struct crowd *crowd = mem_alloc(sizeof(*crowd));
	struct duplicate_item *items = mem_array(ITEMS_MAX, sizeof(*items));
	int64_t *first = mem_array(ITEMS_MAX, sizeof(*first)), *second = mem_array(ITEMS_MAX, sizeof(*second));
	void *other = NULL;
	size_t copies = 0;

	set_up(&other);
	again = other;
	w->stride = stride;
	make_crowd(crowd, items, ITEMS_MAX);
	run(w, items, 0, ITEMS_MAX, first);
	build_anew(again, w, ITEMS_MAX / 2);
	assert_int_equal(duplicate_index_first_id(again->index), stride);
	run(again, items, ITEMS_MAX / 2, ITEMS_MAX, second);
	for (size_t i = ITEMS_MAX / 2; i < ITEMS_MAX; i++) {
		assert_int_equal(first[i], second[i]);
		assert_memory_equal(&w->keys[i], &again->keys[i], sizeof(w->keys[i]));
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
judges_the_same_after_it_was_built_anew(void **state)
{
	judge_the_same(*state, 1);
}

static void
judges_the_same_when_most_words_are_forgotten(void **state)
{
	judge_the_same(*state, 25);
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
		duplicate_index_add(index, &item, NULL);
		if (item.id == 20000)
			at_20000 = duplicate_index_bytes(index);
	}
	assert_true(at_20000 < 2400000 + 20000 * 100);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(forgets_what_is_outside_the_window),
		TEST(leaves_out_what_the_caller_does_not_bring),
		TEST(does_not_bring_together_what_was_parted),
		TEST(finds_a_revised_item_by_its_new_text_and_never_as_its_own_copy),
		TEST(takes_items_without_anything),
		TEST(judges_the_same_after_it_was_built_anew),
		TEST(judges_the_same_when_most_words_are_forgotten),
		TEST(stays_within_its_memory),
		cmocka_unit_test(frees_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
