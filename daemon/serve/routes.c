#include "serve/routes.h"

#include "base/memory.h"
#include "base/text.h"
#include "serve/target.h"

#include <assert.h>
#include <string.h>

static const struct route routes[] = {
	{ "GET", "/v1/status", REQUEST_STATUS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/metrics", REQUEST_METRICS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/feeds", REQUEST_FEED_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/feeds", REQUEST_FEED_ADD, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "GET", "/v1/feeds/{id}", REQUEST_FEED_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PATCH", "/v1/feeds/{id}", REQUEST_FEED_PATCH, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "DELETE", "/v1/feeds/{id}", REQUEST_FEED_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "POST", "/v1/feeds/{id}/items", REQUEST_ITEMS_ADD, ROUTE_TO_INGEST, BODY_DOCUMENT, 0 },
	{ "POST", "/v1/feeds/{id}/refresh", REQUEST_FEED_REFRESH, ROUTE_TO_FETCH, BODY_NONE, 0 },
	{ "POST", "/v1/refresh", REQUEST_REFRESH, ROUTE_TO_FETCH, BODY_NONE, 0 },
	{ "POST", "/v1/preview", REQUEST_PREVIEW, ROUTE_TO_QUERY, BODY_DOCUMENT, 0 },
	{ "GET", "/v1/backup", REQUEST_BACKUP, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/yield", REQUEST_YIELD, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/opml", REQUEST_OPML_EXPORT, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/opml", REQUEST_OPML_IMPORT, ROUTE_TO_INGEST, BODY_DOCUMENT, BODY_OPML_BYTES_MAX },
	{ "GET", "/v1/topics", REQUEST_TOPIC_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/topics/{name}", REQUEST_TOPIC_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PUT", "/v1/topics/{name}", REQUEST_TOPIC_PUT, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "DELETE", "/v1/topics/{name}", REQUEST_TOPIC_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "POST", "/v1/topics/{name}/test", REQUEST_TOPIC_TEST, ROUTE_TO_QUERY, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "GET", "/v1/topics/{name}/lessons", REQUEST_TOPIC_LESSONS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/topics/{name}/suggestions", REQUEST_TOPIC_SUGGESTIONS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/suggestions", REQUEST_SUGGESTIONS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/topics/{name}/forget", REQUEST_TOPIC_FORGET, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "POST", "/v1/topics/{name}/examples", REQUEST_EXAMPLE_ADD, ROUTE_TO_INGEST, BODY_JSON,
	    BODY_EXAMPLE_BYTES_MAX },
	{ "DELETE", "/v1/topics/{name}/examples", REQUEST_EXAMPLE_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "GET", "/v1/items", REQUEST_ITEM_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/items", REQUEST_ITEMS_ADD_ALONE, ROUTE_TO_INGEST, BODY_DOCUMENT, 0 },
	{ "GET", "/v1/marked", REQUEST_MARKED, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/items/{id}", REQUEST_ITEM_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PATCH", "/v1/items/{id}", REQUEST_ITEM_PATCH, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "GET", "/v1/items/{id}/why", REQUEST_ITEM_WHY, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/items/{id}/revisions", REQUEST_ITEM_REVISIONS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/events", REQUEST_EVENTS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/digest", REQUEST_DIGEST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/digests", REQUEST_RECIPE_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/digests/{name}", REQUEST_RECIPE_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PUT", "/v1/digests/{name}", REQUEST_RECIPE_PUT, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "DELETE", "/v1/digests/{name}", REQUEST_RECIPE_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "GET", "/v1/digests/{name}/issues", REQUEST_ISSUE_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/digests/{name}/issues", REQUEST_ISSUE_FREEZE, ROUTE_TO_QUERY, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "GET", "/v1/digests/{name}/issues/{n}", REQUEST_ISSUE_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PUT", "/v1/digests/{name}/issues/{n}", REQUEST_ISSUE_PUT, ROUTE_TO_INGEST, BODY_JSON,
	    BODY_EXAMPLE_BYTES_MAX },
	{ "PATCH", "/v1/digests/{name}/issues/{n}", REQUEST_ISSUE_PATCH, ROUTE_TO_INGEST, BODY_JSON,
	    BODY_JSON_BYTES_MAX },
};

size_t
route_count(void)
{
	return COUNT_OF(routes);
}

const struct route *
route_at(size_t i)
{
	return &routes[i];
}

/* Many items are read and weighed, or everything there is. */
static const bool takes_long[REQUEST_KINDS] = {
	[REQUEST_PREVIEW] = true,
	[REQUEST_BACKUP] = true,
	[REQUEST_YIELD] = true,
	[REQUEST_OPML_EXPORT] = true,
	[REQUEST_TOPIC_TEST] = true,
	[REQUEST_TOPIC_LESSONS] = true,
	[REQUEST_TOPIC_SUGGESTIONS] = true,
	[REQUEST_SUGGESTIONS] = true,
	[REQUEST_ITEM_WHY] = true,
	[REQUEST_DIGEST] = true,
	[REQUEST_EVENTS] = true,
	[REQUEST_ISSUE_FREEZE] = true,
};

bool
route_is_urgent(const struct route *route, const struct request *r)
{
	if (route->door != ROUTE_TO_QUERY)
		return route->door == ROUTE_TO_INGEST;
	return !takes_long[r->kind] && request_param(r, "q") == NULL;
}

/* The segment at `text` (behind its slash) and where it ends. */
static size_t
segment_len(const char *text)
{
	return strcspn(text, "/?");
}

static bool
is_placeholder(const char *segment)
{
	return *segment == '{';
}

enum { VALUES_MAX = 2 };

/* What stands where a path has its placeholders; borrowed, neither is ended. */
struct values {
	const char *placeholder[VALUES_MAX];
	const char *value[VALUES_MAX];
	size_t count;
};

/* Both begin with a slash. */
static bool
path_matches(const char *template, const char *path, struct values *out)
{
	out->count = 0;
	while (*template == '/' && *path == '/') {
		size_t wanted = segment_len(++template), given = segment_len(++path);

		if (is_placeholder(template)) {
			if (given == 0)
				return false;
			assert(out->count < VALUES_MAX);
			out->placeholder[out->count] = template;
			out->value[out->count++] = path;
		} else if (wanted != given || memcmp(template, path, wanted) != 0) {
			return false;
		}
		template += wanted;
		path += given;
	}
	return *template == '\0' && (*path == '\0' || *path == '?');
}

static bool
method_matches(const struct route *route, const char *method)
{
	return text_equal(route->method, method) || (text_equal(method, "HEAD") && text_equal(route->method, "GET"));
}

/* "GET, HEAD, POST": RFC 9110 10.2.1. */
static void
allow(struct buffer *allowed, const char *method)
{
	if (allowed->len > 0)
		buffer_add_text(allowed, ", ");
	buffer_add_text(allowed, text_equal(method, "GET") ? "GET, HEAD" : method);
}

/* An id that is no number names nothing. */
static enum route_result
fill_one(const char *placeholder, const char *value, struct request *r, struct err *err)
{
	OWNED_TEXT text = NULL;

	if (!target_segment(value, segment_len(value), &text, err))
		return ROUTE_BAD;
	if (text_starts(placeholder, "{name}")) {
		r->name = text;
		text = NULL;
	} else if (!text_int(text, 1, INT64_MAX, &r->id, NULL)) {
		err_set(err, ERR_NOT_FOUND, "'%.60s' is no id", text);
		return ROUTE_NO_PATH;
	}
	return ROUTE_FOUND;
}

static enum route_result
fill(const struct route *route, const struct values *values, const char *target, struct request *r, struct err *err)
{
	const char *query = strchr(target, '?');
	enum route_result result = ROUTE_FOUND;

	for (size_t i = 0; i < values->count && result == ROUTE_FOUND; i++)
		result = fill_one(values->placeholder[i], values->value[i], r, err);
	if (result != ROUTE_FOUND)
		return result;
	if (query != NULL && !target_params(query + 1, r, err))
		return ROUTE_BAD;
	r->kind = route->kind;
	return ROUTE_FOUND;
}

enum route_result
route_find(const char *method, const char *target, struct request *r, const struct route **out,
    struct buffer *out_allow, struct err *err)
{
	struct values values;

	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		if (!path_matches(routes[i].path, target, &values))
			continue;
		if (method_matches(&routes[i], method)) {
			*out = &routes[i];
			return fill(&routes[i], &values, target, r, err);
		}
		allow(out_allow, routes[i].method);
	}
	if (out_allow->len == 0) {
		err_set(err, ERR_NOT_FOUND, "there is nothing at %.200s", target);
		return ROUTE_NO_PATH;
	}
	err_set(err, ERR_INVALID, "%.20s is not possible there, only %s", method, out_allow->data);
	return ROUTE_NO_METHOD;
}
