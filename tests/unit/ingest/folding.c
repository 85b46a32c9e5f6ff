/* A start changes no verdict, whatever the indexes are built anew from. */
#include "tests/unit/store/fixture.h"

#include "base/buffer.h"
#include "ingest/folding.h"
#include "message/vitals.h"

enum { ITEMS = 240, RESTART_EACH = 30, BACK = 20, WORDS = 60, HOUR = 3600 };

static int64_t
noon(const struct clock *clock)
{
	(void)clock;
	return NOON;
}

static const struct clock still = { noon, noon };

struct bench {
	struct fixture *f;
	struct vitals vitals;
	struct writer w;
	struct folding *folding;
	int64_t feeds[3];
	int64_t ids[ITEMS];
};

static void
build(struct bench *b)
{
	MUST(folding_new(&b->w, &b->folding, err));
	while (folding_is_pending(b->folding))
		folding_step(b->folding);
}

static void
begin_bench(struct bench *b, struct fixture *f)
{
	*b = (struct bench) { .f = f };
	b->w = (struct writer) { .store = f->store, .vitals = &b->vitals, .clock = &still };
	b->w.settings.duplicate_window_s = 45 * DAY;
	begin(f);
	for (int i = 0; i < 3; i++)
		b->feeds[i] = add_feed(
		    f, (const char *[]) { "https://a.example/", "https://b.example/", "https://c.example/" }[i]);
	commit(f);
	build(b);
}

/* Item n, of which every fourth is a copy, in another feed, of one of the last. */
static void
write_words(int n, struct buffer *out)
{
	uint32_t random = (uint32_t)(n % 4 == 3 && n > BACK ? n - 1 - n * 7 % BACK : n) * 2654435761u + 1;

	for (int i = 0; i < WORDS; i++) {
		random = random * 1664525u + 1013904223u;
		buffer_addf(out, "word%c%c%c ", 'a' + (int)(random >> 28), 'a' + (int)(random >> 24 & 15),
		    'a' + (int)(random >> 20 & 3));
	}
	buffer_addf(out, "as told by the %s paper", (const char *[]) { "first", "second", "third" }[n % 3]);
}

/* Some are years old, as in a feed's first document. */
static void
arrive(struct bench *b, int n)
{
	BUFFER text = { 0 };
	char title[32];
	struct fold_item item = { .feed_id = b->feeds[n % 3], .title = title, .is_new = true };

	snprintf(title, sizeof(title), "News %c%c%c", 'a' + n % 26, 'a' + n / 26, 'a' + n * 7 % 26);
	write_words(n, &text);
	item.text = buffer_text(&text);
	item.sorted_at = NOON - (n % 5 == 2 ? 700 * DAY : 5 * DAY) + n * HOUR;
	begin(b->f);
	item.id = b->ids[n] = put_item(b->f, item.feed_id, title, item.text, item.sorted_at);
	MUST(folding_item(b->folding, &item, err));
	commit(b->f);
}

static void
forget_fingerprints(struct bench *b, int64_t before_id)
{
	bool is_over;

	begin(b->f);
	MUST(store_fingerprints_drop(b->f->store, before_id, 2 * ITEMS, &is_over, err));
	commit(b->f);
}

static size_t
missing_fingerprints(struct bench *b)
{
	struct store_fingerprint *list;
	size_t count, missing = 0;

	MUST(store_fingerprints(b->f->store, 0, 2 * ITEMS, b->f->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++)
		missing += list[i].keys == NULL;
	return missing;
}

/* What each item was folded under, by their numbers; `forgotten` of the items' fingerprints are lost before each start. */
static void
run(struct fixture *f, bool has_restarts, int forgotten, int64_t out_originals[ITEMS])
{
	struct bench b;

	begin_bench(&b, f);
	for (int n = 0; n < ITEMS; n++) {
		if (has_restarts && n > 0 && n % RESTART_EACH == 0) {
			folding_free(b.folding);
			forget_fingerprints(&b, b.ids[0] + forgotten);
			build(&b);
			assert_int_equal(missing_fingerprints(&b), 0);
		}
		arrive(&b, n);
	}
	for (int n = 0; n < ITEMS; n++) {
		int64_t original = get_item(f, b.ids[n])->duplicate_of;

		out_originals[n] = original != 0 ? original - b.ids[0] : -1;
	}
	folding_free(b.folding);
}

static void
run_in_a_store_of_its_own(bool has_restarts, int forgotten, int64_t out_originals[ITEMS])
{
	void *state;

	fixture_setup(&state);
	run(state, has_restarts, forgotten, out_originals);
	fixture_teardown_checked(&state);
}

static void
compare_with_no_restart(int forgotten)
{
	int64_t once[ITEMS], again[ITEMS];
	size_t copies = 0;

	run_in_a_store_of_its_own(false, 0, once);
	run_in_a_store_of_its_own(true, forgotten, again);
	for (int n = 0; n < ITEMS; n++)
		copies += once[n] >= 0;
	assert_true(copies > ITEMS / 8);
	assert_memory_equal(once, again, sizeof(once));
}

static void
restarts_change_no_verdict(void **state)
{
	(void)state;
	compare_with_no_restart(0);
}

static void
nor_do_they_when_fingerprints_are_made_of_texts_again(void **state)
{
	(void)state;
	compare_with_no_restart(ITEMS);
}

/* A migration that was killed half way. */
static void
nor_when_some_are_missing(void **state)
{
	(void)state;
	compare_with_no_restart(ITEMS / 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restarts_change_no_verdict),
		cmocka_unit_test(nor_do_they_when_fingerprints_are_made_of_texts_again),
		cmocka_unit_test(nor_when_some_are_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
