/* What a name leads to is judged at each connection, and not by what it led to before. The test is the resolver. */
#include "stage.h"

#include "base/text.h"

#include <netdb.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What the next look-ups of each name answer; addresses parted by spaces. Set before the loop runs, read by libcurl's threads. */
static struct answer {
	const char *name;
	const char *addresses[2]; /* the first time, and ever after */
	atomic_int asked;
} answers[] = {
	{ .name = "public.test", .addresses = { "127.0.0.1", "127.0.0.1" } },
	{ .name = "inside.test", .addresses = { "127.0.0.2", "127.0.0.2" } },
	{ .name = "mixed.test", .addresses = { "127.0.0.2 127.0.0.1", "127.0.0.2 127.0.0.1" } },
	{ .name = "mapped.test", .addresses = { "::ffff:127.0.0.2 64:ff9b::7f00:2", "::ffff:127.0.0.2" } },
	{ .name = "turns.test", .addresses = { "127.0.0.1", "127.0.0.2" } },
};

/* A name server that takes questions and answers none, until the test lets it. */
static struct {
	atomic_int asking;
	atomic_bool is_over;
} silence;

static int
say_nothing(void)
{
	atomic_fetch_add(&silence.asking, 1);
	while (!atomic_load(&silence.is_over))
		usleep(1000);
	atomic_fetch_sub(&silence.asking, 1);
	return EAI_AGAIN;
}

static struct answer *
find_answer(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (text_equal(answers[i].name, name))
			return &answers[i];
	return NULL;
}

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static struct addrinfo *
make_info(const char *text, const char *port)
{
	struct addrinfo *info = calloc(1, sizeof(*info) + sizeof(union any_address));
	union any_address *address = (union any_address *)(info + 1);
	in_port_t number = htons((in_port_t)atoi(port));

	info->ai_addr = &address->any;
	info->ai_socktype = SOCK_STREAM;
	if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
		address->v4.sin_port = number;
		info->ai_family = address->v4.sin_family = AF_INET;
		info->ai_addrlen = sizeof(address->v4);
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &address->v6.sin6_addr), 1);
		address->v6.sin6_port = number;
		info->ai_family = address->v6.sin6_family = AF_INET6;
		info->ai_addrlen = sizeof(address->v6);
	}
	return info;
}

/* In the place of the C library's, for libcurl too. */
int
getaddrinfo(const char *name, const char *port, const struct addrinfo *hints, struct addrinfo **out)
{
	struct answer *answer = find_answer(name);
	struct addrinfo **end = out;
	char list[100], *rest = list, *one;

	(void)hints;
	*out = NULL;
	if (text_equal(name, "silent.test"))
		return say_nothing();
	if (answer == NULL)
		return EAI_NONAME;
	snprintf(list, sizeof(list), "%s", answer->addresses[atomic_fetch_add(&answer->asked, 1) > 0]);
	while ((one = strsep(&rest, " ")) != NULL) {
		*end = make_info(one, port);
		end = &(*end)->ai_next;
	}
	return 0;
}

void
freeaddrinfo(struct addrinfo *info)
{
	while (info != NULL) {
		struct addrinfo *next = info->ai_next;

		free(info);
		info = next;
	}
}

static const struct page pages[] = {
	{ .path = "/feed", .answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>", .closes = true },
	{ .path = "/to-inside",
	    .answer = "HTTP/1.1 301 Moved\r\nLocation: http://inside.test:%d/feed\r\nContent-Length: 0\r\n\r\n" },
	{ .path = NULL },
};

/* Nobody may ever come to 127.0.0.2, at the same port. */
struct trap {
	struct stage stage;
	int fd;
};

static void
open_trap(struct trap *trap)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	stage_open(&trap->stage, pages);
	trap->stage.settings.allow_private = "127.0.0.1";
	stage_begin(&trap->stage);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
	address.sin_port = htons((in_port_t)trap->stage.server.port);
	trap->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(trap->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(trap->fd, 8), 0);
}

static void
close_trap(struct trap *trap)
{
	assert_true(accept(trap->fd, NULL, NULL) < 0);
	close(trap->fd);
	stage_close(&trap->stage);
}

static struct document *
poll_name(struct trap *trap, const char *name, int port, const char *path)
{
	struct stage *stage = &trap->stage;
	struct plans *plans = plans_new(1);
	BUFFER url = { 0 };

	if (stage->documents[0] != NULL)
		stage_send_home(stage, stage->documents[0]);
	stage->document_count = 0;
	buffer_addf(&url, "http://%s:%d%s", name, port, path);
	plans->plan[0] = (struct plan) { .feed_id = 1, .url = buffer_take(&url) };
	if (!mailbox_post(stage->doors.fetch, &plans->letter))
		abort();
	return stage_wait_for(stage, 1) ? stage->documents[0] : NULL;
}

static void
expect(const struct document *d, enum failure_kind failure, const char *text)
{
	assert_non_null(d);
	if (d->failure != failure || (text != NULL && strstr(d->failure_text, text) == NULL))
		fail_msg("%s: %s: %s", d->url, failure_name(d->failure), d->failure_text);
}

static void
goes_to_no_private_address_whatever_a_name_leads_to(void **state)
{
	static const char refused[] = "127.0.0.2 is a loopback address";
	struct trap trap;
	int port;

	(void)state;
	open_trap(&trap);
	port = trap.stage.server.port;
	expect(poll_name(&trap, "public.test", port, "/feed"), FAILURE_NONE, NULL);
	expect(poll_name(&trap, "inside.test", port, "/feed"), FAILURE_REFUSED, refused);
	expect(poll_name(&trap, "mapped.test", port, "/feed"), FAILURE_REFUSED, "allow-private");
	expect(poll_name(&trap, "public.test", port, "/to-inside"), FAILURE_REFUSED, refused);
	close_trap(&trap);
}

static void
goes_to_the_public_address_of_a_name_that_has_both(void **state)
{
	struct trap trap;

	(void)state;
	open_trap(&trap);
	expect(poll_name(&trap, "mixed.test", trap.stage.server.port, "/feed"), FAILURE_NONE, NULL);
	/* Nobody listens there: it is that which has gone wrong. */
	expect(poll_name(&trap, "mixed.test", 1, "/feed"), FAILURE_CONNECT, "refuses the connection");
	close_trap(&trap);
}

static void
judges_again_a_name_that_answers_differently_the_second_time(void **state)
{
	struct trap trap;
	int port;

	(void)state;
	open_trap(&trap);
	port = trap.stage.server.port;
	expect(poll_name(&trap, "turns.test", port, "/feed"), FAILURE_NONE, NULL);
	expect(poll_name(&trap, "turns.test", port, "/feed"), FAILURE_REFUSED, "127.0.0.2 is a loopback address");
	expect(poll_name(&trap, "nowhere.test", port, "/feed"), FAILURE_RESOLVE, "no address for nowhere.test");
	close_trap(&trap);
}

static void
is_not_held_up_by_a_name_server_that_answers_nothing(void **state)
{
	static const char *const hosts[] = { "silent.test", "public.test", "silent.test" };
	struct stage stage;
	struct plans *plans = plans_new(COUNT_OF(hosts));

	(void)state;
	stage_open(&stage, pages);
	stage.settings.allow_private = "127.0.0.1";
	stage.settings.connect_timeout_s = 1;
	stage_begin(&stage);
	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		BUFFER url = { 0 };

		buffer_addf(&url, "http://%s:%d/feed", hosts[i], stage.server.port);
		plans->plan[i] = (struct plan) { .feed_id = (int64_t)i + 1, .url = buffer_take(&url) };
	}
	assert_true(mailbox_post(stage.doors.fetch, &plans->letter));
	assert_true(stage_wait_for(&stage, 1));
	assert_int_equal(stage.documents[0]->feed_id, 2);
	expect(stage.documents[0], FAILURE_NONE, NULL);
	assert_int_equal(atomic_load(&silence.asking), 2);
	assert_true(stage_wait_for(&stage, 3));
	expect(stage.documents[1], FAILURE_TIMEOUT, "silent.test");
	stage_close(&stage); /* though both are still being looked up */
	atomic_store(&silence.is_over, true);
	while (atomic_load(&silence.asking) > 0)
		usleep(1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_to_no_private_address_whatever_a_name_leads_to),
		cmocka_unit_test(goes_to_the_public_address_of_a_name_that_has_both),
		cmocka_unit_test(is_not_held_up_by_a_name_server_that_answers_nothing),
		cmocka_unit_test(judges_again_a_name_that_answers_differently_the_second_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
