#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/stride.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20 };

static int
nameless_file(off_t bytes)
{
	char path[] = "/tmp/winnow-test-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(ftruncate(fd, bytes), 0);
	return fd;
}

static void
waits_for_the_disk_once_a_stride_is_whole(void **state)
{
	struct stride stride = { 0 };

	(void)state;
	assert_true(stride_wrote(&stride, -1, MEGABYTE - 1));
	assert_int_equal(stride.bytes, MEGABYTE - 1);
	assert_false(stride_wrote(&stride, -1, 1));
	assert_int_equal(errno, EBADF);
}

static void
begins_anew_after_each(void **state)
{
	struct stride stride = { 0 };
	int64_t begun_ns;
	int fd = nameless_file(MEGABYTE);

	(void)state;
	assert_true(stride_wrote(&stride, fd, MEGABYTE));
	assert_int_equal(stride.bytes, 0);
	begun_ns = stride.begun_ns;
	stride_read(&stride, MEGABYTE);
	assert_int_equal(stride.bytes, 0);
	assert_true(stride.begun_ns > begun_ns);
	close(fd);
}

static void
tells_who_has_no_descriptor_when_a_stride_is_whole(void **state)
{
	struct stride stride = { 0 };

	(void)state;
	assert_false(stride_is_whole(&stride, MEGABYTE - 1));
	assert_true(stride_is_whole(&stride, 1));
	assert_true(stride_is_whole(&stride, 1)); /* until it has rested */
	stride_rest(&stride);
	assert_false(stride_is_whole(&stride, 1));
}

static void *
give_way(void *context)
{
	int *niceness = context;

	stride_give_way();
	*niceness = getpriority(PRIO_PROCESS, (id_t)gettid());
	return NULL;
}

enum { NICEST = 19 };

static void
lets_one_thread_give_way_and_no_other(void **state)
{
	int before = getpriority(PRIO_PROCESS, 0), niceness = before;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, give_way, &niceness), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(niceness, before + 10 < NICEST ? before + 10 : NICEST);
	assert_int_equal(getpriority(PRIO_PROCESS, 0), before);
}

static void
gives_room_back_step_by_step(void **state)
{
	int fd = nameless_file(150 * MEGABYTE), same = dup(fd);
	struct stat file;

	(void)state;
	stride_close(fd);
	assert_int_equal(fstat(same, &file), 0);
	assert_int_equal(file.st_size, 6 * MEGABYTE);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	close(same);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_for_the_disk_once_a_stride_is_whole),
		cmocka_unit_test(begins_anew_after_each),
		cmocka_unit_test(tells_who_has_no_descriptor_when_a_stride_is_whole),
		cmocka_unit_test(lets_one_thread_give_way_and_no_other),
		cmocka_unit_test(gives_room_back_step_by_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
