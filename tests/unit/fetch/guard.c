#include "fetch/guard.h"

#include "base/text.h"
#include "fetch/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool
is_admitted(const struct guard *g, const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	char why[GUARD_TEXT_SIZE];

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return guard_admits(g, (struct sockaddr *)&v4, why);
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return guard_admits(g, (struct sockaddr *)&v6, why);
}

static const char *const public[] = { "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
	"126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255",
	"192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00::1",
	"::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1" };

static const char *const private[] = { "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255",
	"169.254.1.1", "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
	"192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "::1", "::ffff:127.0.0.1",
	"::ffff:10.1.2.3", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
	"2002:7f00:1::1", "2002:c0a8:101::", "::127.0.0.1", "::10.0.0.1", "2001::1", "2001:db8::1", "fc00::1",
	"fd00:ec2::254", "fe80::1", "febf::1", "fec0::1" };

static const char *const never[] = { "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1",
	"255.255.255.255", "::", "ff02::1", "100::1", "4000::1", "::ffff:0.0.0.0", "::ffff:224.0.0.1",
	"64:ff9b::e000:1" };

static void
check(const char *setting, const char *const addresses[], size_t count, bool expected)
{
	struct guard g;

	assert_true(guard_init(&g, setting, NULL));
	for (size_t i = 0; i < count; i++)
		if (is_admitted(&g, addresses[i]) != expected)
			fail_msg("%s with %s", addresses[i], setting);
	guard_fini(&g);
}

static void
admits_only_what_is_public(void **state)
{
	(void)state;
	check("no", public, COUNT_OF(public), true);
	check("no", private, COUNT_OF(private), false);
	check("no", never, COUNT_OF(never), false);
}

static void
knows_what_is_public_and_what_is_in_the_house(void **state)
{
	static const char *const elsewhere[] = { "100.64.0.1", "169.254.169.254", "224.0.0.1", "2001:db8::1" };
	static const char *const near[] = { "127.0.0.1", "10.0.0.1", "::1", "fd12::1", "::ffff:192.168.1.1" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(public); i++)
		assert_int_equal(guard_place_of(public[i]), GUARD_PUBLIC);
	for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
		assert_int_equal(guard_place_of(elsewhere[i]), GUARD_SPECIAL);
	for (size_t i = 0; i < COUNT_OF(near); i++)
		assert_int_equal(guard_place_of(near[i]), GUARD_NEAR);
	assert_int_equal(guard_place_of("example.org"), GUARD_PUBLIC);
	assert_int_equal(guard_place_of(NULL), GUARD_PUBLIC);
}

static void
admits_private_ones_when_told_to(void **state)
{
	(void)state;
	check("yes", public, COUNT_OF(public), true);
	check("yes", private, COUNT_OF(private), true);
	check("yes", never, COUNT_OF(never), false);
}

static void
admits_the_blocks_of_a_list_in_every_spelling(void **state)
{
	static const char *const inside[] = { "127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
		"fd12::1", "192.168.3.4", "8.8.8.8" };
	static const char *const outside[] = { "192.168.3.5", "fd13::1", "::1", "10.0.0.1" };

	(void)state;
	check("127.0.0.0/8, fd12::/16 192.168.3.4", inside, COUNT_OF(inside), true);
	check("127.0.0.0/8, fd12::/16 192.168.3.4", outside, COUNT_OF(outside), false);
}

static void
refuses_a_list_that_makes_no_sense(void **state)
{
	static const char *const lists[] = { "maybe", "127.0.0.1/33", "::1/129", "10.0.0.0/", "10.0.0.0/8,example.org",
		"127.1/8", "10.0.0.0/-1" };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		assert_false(fetch_private_check(lists[i], &err));
	assert_false(fetch_private_check("127.0.0.1/33", &err));
	assert_string_equal(err.text, "not a prefix length of 127.0.0.1: '33'");
	assert_true(fetch_private_check("no", &err));
	assert_true(fetch_private_check("10.0.0.0/8, ::1", &err));
}

static void
says_why(void **state)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr = { htonl(0x7f000001) } };
	char why[GUARD_TEXT_SIZE] = "";
	struct guard g;

	(void)state;
	assert_true(guard_init(&g, "no", NULL));
	assert_false(guard_admits(&g, (struct sockaddr *)&v4, why));
	assert_string_equal(why, "127.0.0.1 is a loopback address; allow it with [network] allow-private");
	v4.sin_addr.s_addr = htonl(0xe0000001);
	assert_false(guard_admits(&g, (struct sockaddr *)&v4, why));
	assert_string_equal(why, "224.0.0.1 is a multicast address");
	guard_fini(&g);
}

static void
judges_names_that_only_a_proxy_looks_up(void **state)
{
	static const char *const fine[] = { "example.org", "1.1.1.1", "2606:4700::1111", "local.example" };
	static const char *const refused[] = { "localhost", "router", "printer.local", "metadata.google.internal",
		"127.0.0.1", "127.1", "0x7f.1", "2130706433", "::1", "::ffff:10.0.0.1", "nas.home.arpa" };
	char why[GUARD_TEXT_SIZE];
	struct guard g;

	(void)state;
	assert_true(guard_init(&g, "no", NULL));
	for (size_t i = 0; i < COUNT_OF(fine); i++)
		assert_true(guard_admits_name(&g, fine[i], why));
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		assert_false(guard_admits_name(&g, refused[i], why));
	guard_fini(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(admits_only_what_is_public),
		cmocka_unit_test(knows_what_is_public_and_what_is_in_the_house),
		cmocka_unit_test(admits_private_ones_when_told_to),
		cmocka_unit_test(admits_the_blocks_of_a_list_in_every_spelling),
		cmocka_unit_test(refuses_a_list_that_makes_no_sense),
		cmocka_unit_test(says_why),
		cmocka_unit_test(judges_names_that_only_a_proxy_looks_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
