#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "serve/routes.h"
#include "serve/target.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *method, *target;
	enum request_kind kind;
	int64_t id;
	const char *name;
} found[] = {
	{ "GET", "/v1/status", REQUEST_STATUS, 0, NULL },
	{ "HEAD", "/v1/status?", REQUEST_STATUS, 0, NULL },
	{ "GET", "/metrics", REQUEST_METRICS, 0, NULL },
	{ "GET", "/v1/feeds", REQUEST_FEED_LIST, 0, NULL },
	{ "POST", "/v1/feeds", REQUEST_FEED_ADD, 0, NULL },
	{ "GET", "/v1/feeds/17", REQUEST_FEED_GET, 17, NULL },
	{ "PATCH", "/v1/feeds/17", REQUEST_FEED_PATCH, 17, NULL },
	{ "DELETE", "/v1/feeds/9223372036854775807", REQUEST_FEED_REMOVE, INT64_MAX, NULL },
	{ "POST", "/v1/feeds/17/refresh?wait=true", REQUEST_FEED_REFRESH, 17, NULL },
	{ "POST", "/v1/refresh", REQUEST_REFRESH, 0, NULL },
	{ "POST", "/v1/preview", REQUEST_PREVIEW, 0, NULL },
	{ "GET", "/v1/opml", REQUEST_OPML_EXPORT, 0, NULL },
	{ "POST", "/v1/opml", REQUEST_OPML_IMPORT, 0, NULL },
	{ "GET", "/v1/topics", REQUEST_TOPIC_LIST, 0, NULL },
	{ "GET", "/v1/topics/deep-work", REQUEST_TOPIC_GET, 0, "deep-work" },
	{ "PUT", "/v1/topics/a%2Fb%20c+d", REQUEST_TOPIC_PUT, 0, "a/b c+d" },
	{ "DELETE", "/v1/topics/%C3%A9t%c3%a9", REQUEST_TOPIC_REMOVE, 0, "été" },
	{ "GET", "/v1/items", REQUEST_ITEM_LIST, 0, NULL },
	{ "GET", "/v1/items/1", REQUEST_ITEM_GET, 1, NULL },
	{ "PATCH", "/v1/items/%31", REQUEST_ITEM_PATCH, 1, NULL },
	{ "GET", "/v1/items/1/why", REQUEST_ITEM_WHY, 1, NULL },
	{ "GET", "/v1/digest?topic=a&topic=b", REQUEST_DIGEST, 0, NULL },
	{ "GET", "/v1/digests", REQUEST_RECIPE_LIST, 0, NULL },
	{ "PUT", "/v1/digests/weekly", REQUEST_RECIPE_PUT, 0, "weekly" },
	{ "POST", "/v1/digests/we%2Fekly/issues?even_if_empty", REQUEST_ISSUE_FREEZE, 0, "we/ekly" },
	{ "GET", "/v1/digests/weekly/issues", REQUEST_ISSUE_LIST, 0, "weekly" },
	{ "GET", "/v1/digests/weekly/issues/12", REQUEST_ISSUE_GET, 12, "weekly" },
	{ "PATCH", "/v1/digests/weekly/issues/1?", REQUEST_ISSUE_PATCH, 1, "weekly" },
};

static void
finds_the_kind_and_what_the_path_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(found); i++) {
		struct request *r = request_new(REQUEST_NONE);
		const struct route *route = NULL;
		BUFFER allow = { 0 };
		struct err err = { 0 };

		if (route_find(found[i].method, found[i].target, r, &route, &allow, &err) != ROUTE_FOUND)
			fail_msg("%s %s: %s", found[i].method, found[i].target, err.text);
		assert_int_equal(r->kind, found[i].kind);
		assert_int_equal(r->id, found[i].id);
		assert_true(text_equal(r->name, found[i].name));
		request_free(r);
	}
}

static const struct {
	const char *method, *target;
	enum route_result result;
	const char *allow;
} refused[] = {
	{ "GET", "/", ROUTE_NO_PATH, "" },
	{ "GET", "", ROUTE_NO_PATH, "" },
	{ "GET", "*", ROUTE_NO_PATH, "" },
	{ "GET", "http://x/v1/status", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/status/", ROUTE_NO_PATH, "" },
	{ "GET", "//v1/status", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/statu", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/statuses", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/feeds/", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/feeds/0", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/feeds/-1", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/feeds/1x", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/feeds/9223372036854775808", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/items/1/how", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/items/1/why/not", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/digests/weekly/issues/", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/digests/weekly/issues/last", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/digests//issues/1", ROUTE_NO_PATH, "" },
	{ "GET", "/v1/digests/%ff/issues/1", ROUTE_BAD, "" },
	{ "DELETE", "/v1/digests/weekly/issues/1", ROUTE_NO_METHOD, "GET, HEAD, PUT, PATCH" },
	{ "GET", "/v1/refresh", ROUTE_NO_METHOD, "POST" },
	{ "get", "/v1/status", ROUTE_NO_METHOD, "GET, HEAD" },
	{ "OPTIONS", "/v1/feeds/4", ROUTE_NO_METHOD, "GET, HEAD, PATCH, DELETE" },
	{ "POST", "/v1/topics/a", ROUTE_NO_METHOD, "GET, HEAD, PUT, DELETE" },
	{ "GET", "/v1/topics/%", ROUTE_BAD, "" },
	{ "GET", "/v1/topics/%f", ROUTE_BAD, "" },
	{ "GET", "/v1/topics/%zz", ROUTE_BAD, "" },
	{ "GET", "/v1/topics/%ff", ROUTE_BAD, "" },
	{ "GET", "/v1/topics/a%00b", ROUTE_BAD, "" },
	{ "GET", "/v1/items?q=%E2%82", ROUTE_BAD, "" },
	{ "GET", "/v1/items?%00=1", ROUTE_BAD, "" },
};

static void
tells_a_wrong_path_from_a_wrong_method_from_nonsense(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct request *r = request_new(REQUEST_NONE);
		const struct route *route = NULL;
		BUFFER allow = { 0 };
		struct err err = { 0 };
		enum route_result result = route_find(refused[i].method, refused[i].target, r, &route, &allow, &err);

		if (result != refused[i].result)
			fail_msg("%s %s: %d", refused[i].method, refused[i].target, (int)result);
		assert_string_equal(buffer_text(&allow), refused[i].allow);
		assert_string_not_equal(err.text, "");
		request_free(r);
	}
}

static void
decodes_parameters_in_their_order(void **state)
{
	static const char query[] = "topic=a&topic=b%26c&&q=deep+work%2B&flag&empty=&a=b=c";
	static const char *const wanted[][2] = { { "topic", "a" }, { "topic", "b&c" }, { "q", "deep work+" },
		{ "flag", "" }, { "empty", "" }, { "a", "b=c" } };
	struct request *r = request_new(REQUEST_ITEM_LIST);

	(void)state;
	assert_true(target_params(query, r, NULL));
	assert_int_equal(r->param_count, COUNT_OF(wanted));
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		assert_string_equal(r->params[i].name, wanted[i][0]);
		assert_string_equal(r->params[i].value, wanted[i][1]);
	}
	assert_true(request_flag(r, "flag"));
	request_free(r);
}

static void
refuses_more_parameters_than_anyone_needs(void **state)
{
	struct request *r = request_new(REQUEST_ITEM_LIST);
	BUFFER query = { 0 };
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i <= TARGET_PARAMS_MAX; i++)
		buffer_add_text(&query, "a=b&");
	assert_false(target_params(query.data, r, &err));
	assert_string_equal(err.text, "more than 256 parameters");
	request_free(r);
}

/* The kinds run from reading over writing to polling, and a route's door must be that of its kind. One is read only after writing. */
static void
has_one_route_for_each_kind_and_the_door_that_handles_it(void **state)
{
	int seen[REQUEST_KINDS] = { 0 };

	(void)state;
	for (size_t i = 0; i < route_count(); i++) {
		const struct route *route = route_at(i);
		enum route_door door = route->kind >= REQUEST_FEED_REFRESH ? ROUTE_TO_FETCH
				       : route->kind >= REQUEST_FEED_ADD   ? ROUTE_TO_INGEST
									   : ROUTE_TO_QUERY;

		seen[route->kind]++;
		assert_int_equal(route->door, door);
	}
	for (int kind = REQUEST_NONE + 1; kind < REQUEST_KINDS; kind++)
		assert_int_equal(seen[kind], kind != REQUEST_ISSUE_STATE);
}

static bool
is_method(const char *text)
{
	static const char *const methods[] = { "get", "post", "put", "patch", "delete" };

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcmp(methods[i], text) == 0)
			return true;
	return false;
}

static bool
is_served(const char *method, const char *path)
{
	for (size_t i = 0; i < route_count(); i++)
		if (strcmp(route_at(i)->path, path) == 0 && strcasecmp(route_at(i)->method, method) == 0)
			return true;
	return false;
}

/* "  /v1/feeds:" begins a path in the description, "    get:" a method of it. */
static void
is_described_in_the_api(void **state)
{
	FILE *api = fopen("schema/api.yaml", "re");
	char line[1000], path[100] = "", method[8];
	size_t described = 0;

	(void)state;
	assert_non_null(api);
	while (fgets(line, sizeof(line), api) != NULL && strncmp(line, "components:", 11) != 0) {
		if (strncmp(line, "  /", 3) == 0)
			sscanf(line, "  %99[^:]:", path);
		if (strncmp(line, "     ", 5) == 0 || sscanf(line, "    %7[a-z]:", method) != 1 || !is_method(method))
			continue;
		if (!is_served(method, path))
			fail_msg("%s %s is described but not served", method, path);
		described++;
	}
	fclose(api);
	assert_int_equal(described, route_count());
}

static bool
is_urgent(const char *method, const char *target)
{
	struct request *r = request_new(REQUEST_NONE);
	const struct route *route;
	BUFFER allow = { 0 };
	struct err err = { 0 };
	bool is_urgent;

	assert_int_equal(route_find(method, target, r, &route, &allow, &err), ROUTE_FOUND);
	is_urgent = route_is_urgent(route, r);
	request_free(r);
	return is_urgent;
}

static void
lets_what_is_written_and_what_is_read_at_once_overtake_the_rest(void **state)
{
	(void)state;
	assert_true(is_urgent("PATCH", "/v1/items/7"));
	assert_true(is_urgent("POST", "/v1/opml"));
	assert_true(is_urgent("GET", "/v1/status"));
	assert_true(is_urgent("GET", "/v1/items?limit=10"));
	assert_false(is_urgent("GET", "/v1/items?q=ferry"));
	assert_false(is_urgent("GET", "/v1/digest"));
	assert_false(is_urgent("POST", "/v1/preview"));
	assert_false(is_urgent("POST", "/v1/refresh"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_kind_and_what_the_path_names),
		cmocka_unit_test(tells_a_wrong_path_from_a_wrong_method_from_nonsense),
		cmocka_unit_test(decodes_parameters_in_their_order),
		cmocka_unit_test(refuses_more_parameters_than_anyone_needs),
		cmocka_unit_test(has_one_route_for_each_kind_and_the_door_that_handles_it),
		cmocka_unit_test(is_described_in_the_api),
		cmocka_unit_test(lets_what_is_written_and_what_is_read_at_once_overtake_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
