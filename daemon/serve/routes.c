#include "serve/routes.h"

#include "base/memory.h"
#include "base/text.h"
#include "serve/target.h"

#include <stdlib.h>
#include <string.h>

static const struct route routes[] = {
	{ "GET", "/v1/status", REQUEST_STATUS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/metrics", REQUEST_METRICS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/feeds", REQUEST_FEED_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/feeds", REQUEST_FEED_ADD, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "GET", "/v1/feeds/{id}", REQUEST_FEED_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PATCH", "/v1/feeds/{id}", REQUEST_FEED_PATCH, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "DELETE", "/v1/feeds/{id}", REQUEST_FEED_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "POST", "/v1/feeds/{id}/refresh", REQUEST_FEED_REFRESH, ROUTE_TO_FETCH, BODY_NONE, 0 },
	{ "POST", "/v1/refresh", REQUEST_REFRESH, ROUTE_TO_FETCH, BODY_NONE, 0 },
	{ "POST", "/v1/preview", REQUEST_PREVIEW, ROUTE_TO_QUERY, BODY_DOCUMENT, 0 },
	{ "GET", "/v1/yield", REQUEST_YIELD, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/opml", REQUEST_OPML_EXPORT, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "POST", "/v1/opml", REQUEST_OPML_IMPORT, ROUTE_TO_INGEST, BODY_DOCUMENT, BODY_OPML_BYTES_MAX },
	{ "GET", "/v1/topics", REQUEST_TOPIC_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/topics/{name}", REQUEST_TOPIC_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PUT", "/v1/topics/{name}", REQUEST_TOPIC_PUT, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "DELETE", "/v1/topics/{name}", REQUEST_TOPIC_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "POST", "/v1/topics/{name}/test", REQUEST_TOPIC_TEST, ROUTE_TO_QUERY, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "POST", "/v1/topics/{name}/forget", REQUEST_TOPIC_FORGET, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "POST", "/v1/topics/{name}/examples", REQUEST_EXAMPLE_ADD, ROUTE_TO_INGEST, BODY_JSON,
	    BODY_EXAMPLE_BYTES_MAX },
	{ "DELETE", "/v1/topics/{name}/examples", REQUEST_EXAMPLE_REMOVE, ROUTE_TO_INGEST, BODY_NONE, 0 },
	{ "GET", "/v1/items", REQUEST_ITEM_LIST, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/items/{id}", REQUEST_ITEM_GET, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "PATCH", "/v1/items/{id}", REQUEST_ITEM_PATCH, ROUTE_TO_INGEST, BODY_JSON, BODY_JSON_BYTES_MAX },
	{ "GET", "/v1/items/{id}/why", REQUEST_ITEM_WHY, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/events", REQUEST_EVENTS, ROUTE_TO_QUERY, BODY_NONE, 0 },
	{ "GET", "/v1/digest", REQUEST_DIGEST, ROUTE_TO_QUERY, BODY_NONE, 0 },
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

/* Both begin with a slash. `out_value` is where the placeholder's value begins in `path`, NULL when there is none. */
static bool
path_matches(const char *template, const char *path, const char **out_value)
{
	*out_value = NULL;
	while (*template == '/' && *path == '/') {
		size_t wanted = segment_len(++template), given = segment_len(++path);

		if (is_placeholder(template)) {
			if (given == 0)
				return false;
			*out_value = path;
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
fill(const struct route *route, const char *value, const char *target, struct request *r, struct err *err)
{
	const char *query = strchr(target, '?');
	OWNED_TEXT text = NULL;

	if (value != NULL && !target_segment(value, segment_len(value), &text, err))
		return ROUTE_BAD;
	if (text != NULL && strstr(route->path, "{id}") != NULL) {
		if (!text_int(text, 1, INT64_MAX, &r->id, NULL)) {
			err_set(err, ERR_NOT_FOUND, "'%.60s' is no id", text);
			return ROUTE_NO_PATH;
		}
	} else if (text != NULL) {
		r->name = text;
		text = NULL;
	}
	if (query != NULL && !target_params(query + 1, r, err))
		return ROUTE_BAD;
	r->kind = route->kind;
	return ROUTE_FOUND;
}

enum route_result
route_find(const char *method, const char *target, struct request *r, const struct route **out,
    struct buffer *out_allow, struct err *err)
{
	const char *value;

	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		if (!path_matches(routes[i].path, target, &value))
			continue;
		if (method_matches(&routes[i], method)) {
			*out = &routes[i];
			return fill(&routes[i], value, target, r, err);
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
