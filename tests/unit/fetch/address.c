#include "fetch/address.h"

#include "base/memory.h"
#include "base/text.h"
#include "fetch/proxy.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
names_the_host_with_its_port(void **state)
{
	static const struct {
		const char *url;
		const char *key;
		const char *text;
	} examples[] = {
		{ "http://example.org/feed", "example.org:80", "example.org" },
		{ "HTTPS://Example.ORG", "example.org:443", "example.org" },
		{ "https://me:it@example.org:8443?x@y", "example.org:8443", "example.org" },
		{ "http://example.org.:80/", "example.org:80", "example.org" },
		{ "http://[2001:DB8::1]/", "[2001:db8::1]:80", "2001:db8::1" },
		{ "http://[::1]:8080/a:b", "[::1]:8080", "::1" },
	};
	static const char *const bad[] = { "", "example.org/feed", "ftp://example.org/", "file:///etc/passwd",
		"http://", "http:///feed", "http://me@/feed", "feed:https://example.org/" };
	char text[HOST_NAME_SIZE];
	struct host_name host;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		assert_true(address_host(examples[i].url, &host));
		assert_string_equal(host.key, examples[i].key);
		assert_string_equal(address_host_text(&host, text), examples[i].text);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(address_host(bad[i], &host));
}

static void
takes_http_and_https_of_a_name_for_one_host(void **state)
{
	static const struct {
		const char *url, *site;
	} examples[] = {
		{ "http://example.org/feed", "example.org" },
		{ "https://EXAMPLE.org./feed", "example.org" },
		{ "http://example.org:443/", "example.org" },
		{ "http://example.org:8080/", "example.org:8080" },
		{ "https://[::1]/", "[::1]" },
	};
	struct host_name host;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		assert_true(address_host(examples[i].url, &host));
		assert_string_equal(address_site(&host), examples[i].site);
	}
}

static void
refuses_a_host_that_is_too_long(void **state)
{
	OWNED_TEXT url = mem_alloc(1000);
	struct host_name host;

	(void)state;
	memset(url, 'a', 900);
	memcpy(url, "http://", 7);
	assert_false(address_host(url, &host));
}

static void
follows_redirects_and_lets_credentials_go_nowhere_else(void **state)
{
	static const struct {
		const char *from, *location, *to;
	} examples[] = {
		{ "http://a.example/x/y?z", "../w", "http://a.example/w" },
		{ "http://a.example/x", "//b.example/y", "http://b.example/y" },
		{ "http://a.example/x", "https://b.example/y#part", "https://b.example/y" },
		{ "http://a.example/x", "?page=2", "http://a.example/x?page=2" },
		{ "http://me:it@a.example/x", "/y", "http://me:it@a.example/y" },
		{ "http://me:it@a.example/x", "http://a.example/y", "http://me:it@a.example/y" },
		{ "http://me:it@a.example/x", "http://b.example/y", "http://b.example/y" },
		{ "http://me:it@a.example/x", "http://a.example:8080/y", "http://a.example:8080/y" },
		{ "https://me:it@a.example/x", "http://a.example:443/y", "http://a.example:443/y" },
		{ "http://a.example/x", "http://you:there@b.example/y", "http://b.example/y" },
		{ "http://a.example/x", "http://you:there@a.example/y", "http://a.example/y" },
		{ "http://me:it@a.example/x", "http://you:there@a.example/y", "http://me:it@a.example/y" },
		{ "http://me:it@a.example/x", "https://a.example/y", "https://me:it@a.example/y" },
		{ "http://me:it@a.example/x", "https://a.example:8443/y", "https://a.example:8443/y" },
		{ "http://me:it@a.example:8080/x", "https://a.example/y", "https://a.example/y" },
		{ "https://me:it@a.example/x", "http://a.example/y", "http://a.example/y" },
	};
	static const char *const nowhere[] = { "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/",
		"http://", "javascript:alert(1)", "http://a b.example/" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		OWNED_TEXT to = address_follow(examples[i].from, examples[i].location);

		assert_non_null(to);
		assert_string_equal(to, examples[i].to);
	}
	for (size_t i = 0; i < COUNT_OF(nowhere); i++) {
		OWNED_TEXT to = address_follow("http://a.example/x", nowhere[i]);

		if (to != NULL && !text_starts(to, "http://a.example/"))
			fail_msg("%s leads to %s", nowhere[i], to);
	}
}

static void
takes_credentials_out(void **state)
{
	OWNED_TEXT with = address_without_credentials("https://me:it@a.example:1/x@y");
	OWNED_TEXT without = address_without_credentials("https://a.example/x@y");

	(void)state;
	assert_string_equal(with, "https://a.example:1/x@y");
	assert_string_equal(without, "https://a.example/x@y");
}

static void
sees_through_spellings_of_a_host(void **state)
{
	static const struct {
		const char *url, *host;
	} examples[] = {
		{ "http://0x7f.1/", "127.0.0.1" },
		{ "http://2130706433/", "127.0.0.1" },
		{ "http://127.1/", "127.0.0.1" },
		{ "http://%31%32%37.0.0.1/", "127.0.0.1" },
		{ "http://[::1]/", "::1" },
		{ "http://me@example.org./", "example.org" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		OWNED_TEXT host = address_asked_host(examples[i].url);

		assert_non_null(host);
		assert_string_equal(host, examples[i].host);
	}
}

static const char *
proxy_of(const struct proxy *p, const char *url)
{
	struct host_name host;

	assert_true(address_host(url, &host));
	return proxy_for(p, &host);
}

static void
reads_proxies_from_the_environment_only_when_told(void **state)
{
	struct proxy p;

	(void)state;
	setenv("http_proxy", "http://proxy.example:3128", 1);
	setenv("no_proxy", "near.example, .house.example", 1);
	unsetenv("https_proxy");
	unsetenv("HTTPS_PROXY");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	proxy_init(&p, "");
	assert_null(proxy_of(&p, "http://a.example/"));
	proxy_fini(&p);
	proxy_init(&p, "env");
	assert_string_equal(proxy_of(&p, "http://a.example/"), "http://proxy.example:3128");
	assert_null(proxy_of(&p, "https://a.example/"));
	assert_null(proxy_of(&p, "http://near.example:8080/"));
	assert_null(proxy_of(&p, "http://deep.in.house.example/"));
	assert_non_null(proxy_of(&p, "http://nothouse.example/"));
	proxy_fini(&p);
	proxy_init(&p, "socks5h://127.0.0.1:9050");
	assert_string_equal(proxy_of(&p, "https://near.example/"), "socks5h://127.0.0.1:9050");
	proxy_fini(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_host_with_its_port),
		cmocka_unit_test(takes_http_and_https_of_a_name_for_one_host),
		cmocka_unit_test(refuses_a_host_that_is_too_long),
		cmocka_unit_test(follows_redirects_and_lets_credentials_go_nowhere_else),
		cmocka_unit_test(takes_credentials_out),
		cmocka_unit_test(sees_through_spellings_of_a_host),
		cmocka_unit_test(reads_proxies_from_the_environment_only_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
