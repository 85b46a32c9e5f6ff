#include "base/mailbox.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct letter *
letter_of(int kind, size_t bytes)
{
	struct letter *letter = mem_alloc(sizeof(*letter));

	letter->kind = kind;
	letter->bytes = bytes;
	return letter;
}

static void
gives_letters_out_in_the_order_they_came(void **state)
{
	struct mailbox *box = mailbox_new(0, 0);

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(mailbox_post(box, letter_of(i, 1)));
	assert_int_equal(mailbox_depth(box), 5);
	for (int i = 0; i < 5; i++) {
		struct letter *letter = mailbox_take(box);

		assert_int_equal(letter->kind, i);
		free(letter);
	}
	assert_null(mailbox_collect(box));
	mailbox_free(box);
}

static void
refuses_when_it_is_full_and_the_letter_stays_the_posters(void **state)
{
	struct mailbox *box = mailbox_new(2, 100);
	struct letter *third = letter_of(3, 1), *heavy = letter_of(4, 95);

	(void)state;
	assert_true(mailbox_post(box, letter_of(1, 10)));
	assert_false(mailbox_post(box, heavy));
	assert_true(mailbox_post(box, letter_of(2, 10)));
	assert_false(mailbox_post(box, third));
	free(mailbox_take(box));
	assert_true(mailbox_post(box, third));
	free(heavy);
	free(mailbox_take(box));
	free(mailbox_take(box));
	mailbox_free(box);
}

static void
gives_urgent_letters_out_first_and_in_the_order_they_came(void **state)
{
	static const int expected[] = { 3, 4, 1, 2 };
	struct mailbox *box = mailbox_new(0, 0);

	(void)state;
	assert_true(mailbox_post(box, letter_of(1, 1)));
	assert_true(mailbox_post(box, letter_of(2, 1)));
	assert_false(mailbox_has_urgent(box));
	assert_true(mailbox_post_urgent(box, letter_of(3, 1)));
	assert_true(mailbox_post_urgent(box, letter_of(4, 1)));
	assert_true(mailbox_has_urgent(box));
	assert_int_equal(mailbox_depth(box), 4);
	for (int i = 0; i < 4; i++) {
		struct letter *letter = mailbox_collect(box);

		assert_int_equal(letter->kind, expected[i]);
		free(letter);
	}
	assert_false(mailbox_has_urgent(box));
	mailbox_free(box);
}

static void
keeps_room_for_urgent_letters_but_not_without_end(void **state)
{
	struct mailbox *box = mailbox_new(2, 100);
	struct letter *one_more = letter_of(5, 1);

	(void)state;
	assert_true(mailbox_post(box, letter_of(1, 5000)));
	assert_true(mailbox_post_urgent(box, letter_of(2, 50)));
	assert_true(mailbox_post_urgent(box, letter_of(3, 50)));
	assert_false(mailbox_post_urgent(box, one_more));
	free(mailbox_take(box));
	free(mailbox_take(box));
	free(mailbox_take(box));
	free(one_more);
	mailbox_free(box);
}

static void *
take_urgent(void *context)
{
	return mailbox_take_urgent(context);
}

static void
keeps_an_owner_free_for_urgent_letters(void **state)
{
	struct mailbox *box = mailbox_new(0, 0);
	pthread_t owner;
	void *letter;

	(void)state;
	assert_true(mailbox_post(box, letter_of(1, 1)));
	assert_int_equal(pthread_create(&owner, NULL, take_urgent, box), 0);
	assert_true(mailbox_post_urgent(box, letter_of(2, 1)));
	pthread_join(owner, &letter);
	assert_int_equal(((struct letter *)letter)->kind, 2);
	free(letter);
	mailbox_close(box);
	assert_null(mailbox_take_urgent(box));
	free(mailbox_take(box));
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

static void
lets_a_lone_letter_in_however_heavy(void **state)
{
	struct mailbox *box = mailbox_new(2, 100);

	(void)state;
	assert_true(mailbox_post(box, letter_of(1, 5000)));
	free(mailbox_take(box));
	mailbox_free(box);
}

static void
gives_out_what_is_in_it_after_it_was_closed_and_then_nothing(void **state)
{
	struct mailbox *box = mailbox_new(0, 0);
	struct letter *late = letter_of(2, 1);

	(void)state;
	assert_true(mailbox_post(box, letter_of(1, 1)));
	mailbox_close(box);
	assert_true(mailbox_is_closed(box));
	assert_false(mailbox_post(box, late));
	free(late);
	free(mailbox_take(box));
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

enum { POSTERS = 4, LETTERS_EACH = 2000 };

static void *
post_many(void *context)
{
	for (int i = 0; i < LETTERS_EACH; i++)
		if (!(i % 3 == 0 ? mailbox_post_urgent : mailbox_post)(context, letter_of(1, 1)))
			return context;
	return NULL;
}

static void *
take_many(void *context)
{
	size_t *taken = mem_alloc(sizeof(*taken));
	struct letter *letter;

	while ((letter = mailbox_take(context)) != NULL) {
		free(letter);
		(*taken)++;
	}
	return taken;
}

static void
loses_no_letter_between_many_posters_and_several_owners(void **state)
{
	struct mailbox *box = mailbox_new(0, 0);
	pthread_t posters[POSTERS], owners[2];
	size_t total = 0;
	void *result;

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&owners[i], NULL, take_many, box), 0);
	for (int i = 0; i < POSTERS; i++)
		assert_int_equal(pthread_create(&posters[i], NULL, post_many, box), 0);
	for (int i = 0; i < POSTERS; i++) {
		pthread_join(posters[i], &result);
		assert_null(result);
	}
	mailbox_close(box);
	for (int i = 0; i < 2; i++) {
		pthread_join(owners[i], &result);
		total += *(size_t *)result;
		free(result);
	}
	assert_int_equal(total, POSTERS * LETTERS_EACH);
	mailbox_free(box);
}

static void
count_wake(void *context)
{
	++*(int *)context;
}

static void
wakes_an_owner_that_does_not_wait(void **state)
{
	struct mailbox *box = mailbox_new(1, 0);
	struct letter *refused = letter_of(2, 1);
	int wakes = 0;

	(void)state;
	mailbox_on_post(box, count_wake, &wakes);
	assert_true(mailbox_post(box, letter_of(1, 1)));
	assert_false(mailbox_post(box, refused));
	assert_int_equal(wakes, 1);
	free(refused);
	free(mailbox_collect(box));
	mailbox_free(box);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_letters_out_in_the_order_they_came),
		cmocka_unit_test(refuses_when_it_is_full_and_the_letter_stays_the_posters),
		cmocka_unit_test(gives_urgent_letters_out_first_and_in_the_order_they_came),
		cmocka_unit_test(keeps_room_for_urgent_letters_but_not_without_end),
		cmocka_unit_test(keeps_an_owner_free_for_urgent_letters),
		cmocka_unit_test(lets_a_lone_letter_in_however_heavy),
		cmocka_unit_test(gives_out_what_is_in_it_after_it_was_closed_and_then_nothing),
		cmocka_unit_test(loses_no_letter_between_many_posters_and_several_owners),
		cmocka_unit_test(wakes_an_owner_that_does_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
