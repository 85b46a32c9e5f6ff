/* A preview: a document parsed and shown, neither followed nor stored. */
#include "base/arena.h"
#include "base/credentials.h"
#include "base/text.h"
#include "feed/discover.h"
#include "feed/link.h"
#include "query/reader.h"
#include "query/render.h"

#include <string.h>

enum { URL_BYTES_MAX = 4096, DISCOVERY_HOPS_MAX = 1 };

static void
parse_and_answer(struct reader *reader, struct request *r, const struct buffer *body, const char *content_type,
    const char *content_location, const char *url, struct arena *arena)
{
	struct feed_source source = {
		.bytes = buffer_text(body),
		.len = body->len,
		.content_type = content_type,
		.content_location = content_location,
		.url = url,
		.items_max = reader->settings.items_per_document,
		.item_text_max_bytes = reader->settings.item_text_bytes,
	};
	struct feed *feed = NULL;
	struct err err = { 0 };
	json_t *rendered;

	if (!feed_parse(&source, arena, &feed, &err)) {
		reply_problem(
		    r, 422, "%s%sno feed, but %s", url != NULL ? url : "", url != NULL ? " is " : "", err.text);
		return;
	}
	rendered = render_parsed(feed, url);
	reply_json(r, 200, rendered);
	json_decref(rendered);
}

static void
ask_for(struct reader *reader, const char *url, int hops, struct request *r)
{
	struct document *probe = document_new(DOCUMENT_PREVIEW, url, r);

	probe->discovery_hops = hops;
	if (mailbox_post(reader->doors->fetch, &probe->letter))
		return;
	r = document_take_request(probe);
	document_free(probe);
	reply_problem(r, 503, "winnowd is stopping");
	reader_reply(reader, r);
}

/* {"url": ...} and nothing that a JSON Feed would have. */
static const char *
wished_url(const json_t *body)
{
	if (!json_is_object(body) || json_object_get(body, "items") != NULL || json_object_get(body, "version") != NULL)
		return NULL;
	return json_string_value(json_object_get(body, "url"));
}

void
preview_begin(struct reader *reader, struct request *r)
{
	ARENA arena = arena_new();
	json_t *body = json_loadb(buffer_text(&r->body), r->body.len, 0, NULL);
	const char *url = wished_url(body);

	if (url == NULL) {
		parse_and_answer(reader, r, &r->body, r->content_type, NULL, r->content_location, arena);
		reader_reply(reader, r);
	} else if (strlen(url) > URL_BYTES_MAX || !link_is_web(url)) {
		reply_problem(r, 422, "'%.200s' is no http or https address", url);
		reader_reply(reader, r);
	} else {
		ask_for(reader, url, 0, r);
	}
	json_decref(body);
}

/* The one feed that a page names, or NULL. */
static const char *
named_feed(const struct document *d, struct arena *arena)
{
	struct discovered *list = NULL;
	struct feed_source source = {
		.bytes = buffer_text(&d->body),
		.len = d->body.len,
		.content_type = d->content_type,
		.url = d->final_url,
		.items_max = 1,
		.item_text_max_bytes = 1,
	};
	struct feed *feed;

	if (d->discovery_hops >= DISCOVERY_HOPS_MAX || feed_parse(&source, arena, &feed, NULL))
		return NULL;
	if (feed_discover(source.bytes, source.len, d->content_type, d->link, d->final_url, arena, &list) == 0)
		return NULL;
	return list[0].url;
}

void
preview_fetched(struct reader *reader, struct document *d)
{
	ARENA arena = arena_new();
	struct request *r = document_take_request(d);
	const char *named;

	if (d->result != DOCUMENT_FETCHED) {
		reply_problem(r, 422, "%.500s: %s", credentials_hide(d->url, arena),
		    d->failure_text != NULL ? d->failure_text : "brought nothing");
		reader_reply(reader, r);
	} else if ((named = named_feed(d, arena)) != NULL) {
		ask_for(reader, named, d->discovery_hops + 1, r);
	} else {
		parse_and_answer(reader, r, &d->body, d->content_type, d->content_location, d->final_url, arena);
		reader_reply(reader, r);
	}
	document_free(d);
}
