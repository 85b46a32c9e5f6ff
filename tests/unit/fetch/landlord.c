#include "fetch/landlord.h"

#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct example {
	const char *text, *key; /* "": none */
};

static void
knows_platforms_by_name(void **state)
{
	static const struct example examples[] = {
		{ "someone.substack.com", "@substack.com" },
		{ "substack.com", "@substack.com" },
		{ "a.b.wordpress.com", "@wordpress.com" },
		{ "old.reddit.com", "@reddit.com" },
		{ "notsubstack.com", "" },
		{ "substack.com.example.org", "" },
		{ "com", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++)
		assert_string_equal(
		    landlord_key(landlord_of_name(examples[i].text, strlen(examples[i].text))), examples[i].key);
}

static void
knows_platforms_by_address(void **state)
{
	static const struct example examples[] = {
		{ "192.0.78.24", "@wordpress.com" },
		{ "192.0.63.255", "" },
		{ "192.0.128.0", "" },
		{ "185.199.111.153", "@github.io" },
		{ "185.199.112.1", "" },
		{ "162.159.152.4", "@medium.com" },
		{ "162.159.152.5", "" },
		{ "2606:50c0:8003::153", "@github.io" },
		{ "2606:50c0:8004::153", "" },
		{ "127.0.0.1", "" },
		{ "no address", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++)
		assert_string_equal(landlord_key(landlord_of_address(examples[i].text)), examples[i].key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_platforms_by_name),
		cmocka_unit_test(knows_platforms_by_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
