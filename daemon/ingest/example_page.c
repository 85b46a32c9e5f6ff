#include "ingest/example_page.h"

#include "base/credentials.h"
#include "base/json_text.h"
#include "base/text.h"
#include "feed/charset.h"
#include "feed/link.h"
#include "feed/sniff.h"
#include "ingest/requests.h"

#include <jansson.h>
#include <string.h>

enum { URL_BYTES_MAX = 4096 };

/* An address alone, of no item. */
static const char *
wanted_page(struct writer *w, const json_t *body)
{
	const char *url = json_string_value(json_object_get(body, "url"));
	int64_t item_id;

	if (url == NULL || json_object_get(body, "item") != NULL || json_object_get(body, "text") != NULL ||
	    json_object_get(body, "html") != NULL || store_item_find_url(w->store, url, &item_id, NULL))
		return NULL;
	return url;
}

static void
refuse(struct writer *w, struct request *r, int status, const char *what, const char *why)
{
	reply_problem(r, status, "%s%s%s", what, *what != '\0' ? ": " : "", why);
	writer_reply(w, r);
}

bool
example_fetch(struct writer *w, struct request *r)
{
	ARENA arena = arena_new();
	json_t *body = json_loadb(buffer_text(&r->body), r->body.len, 0, NULL);
	const char *url = arena_strdup(arena, wanted_page(w, body));
	struct store_topic *topic;
	struct document *page;
	struct err err = { 0 };

	json_decref(body);
	if (url == NULL)
		return false;
	if (!store_topic_get(w->store, r->name, arena, &topic, &err)) {
		reply_error(r, &err);
		writer_reply(w, r);
		return true;
	}
	if (strlen(url) > URL_BYTES_MAX || !link_is_web(url)) {
		refuse(w, r, 422, "", arena_printf(arena, "'%.200s' is no http or https address", url));
		return true;
	}
	page = document_new(DOCUMENT_EXAMPLE, url, r);
	if (mailbox_post(w->doors->fetch, &page->letter))
		return true;
	r = document_take_request(page);
	document_free(page);
	refuse(w, r, 503, "", "winnowd is stopping");
	return true;
}

static bool
is_markup(const struct document *d, const char *text)
{
	if (d->content_type != NULL && text_starts_nocase(d->content_type, "text/plain"))
		return false;
	return strcasestr(text, "<html") != NULL || strcasestr(text, "<!doctype html") != NULL ||
	       (d->content_type != NULL && strcasestr(d->content_type, "html") != NULL);
}

/* The page becomes part of what was asked. */
static void
send_along(struct request *r, const struct document *d, struct arena *arena)
{
	json_t *body = json_loadb(buffer_text(&r->body), r->body.len, 0, NULL);
	BUFFER text = { 0 };

	charset_decode(buffer_text(&d->body), d->body.len, d->content_type, arena, &text);
	json_object_set_new(body, is_markup(d, buffer_text(&text)) ? "html" : "text",
	    json_stringn(buffer_text(&text), strlen(buffer_text(&text))));
	buffer_cut(&r->body, 0);
	buffer_add_json(&r->body, body);
	json_decref(body);
}

void
example_fetched(struct writer *w, struct document *d)
{
	ARENA arena = arena_new();
	struct request *r = document_take_request(d);
	const char *url = credentials_hide(d->url, arena), *binary = NULL;

	if (d->result == DOCUMENT_FETCHED)
		binary = sniff_binary(buffer_text(&d->body), d->body.len);
	if (d->result != DOCUMENT_FETCHED) {
		refuse(w, r, 422, url, d->failure_text != NULL ? d->failure_text : "brought nothing");
	} else if (binary != NULL) {
		refuse(w, r, 422, url, arena_printf(arena, "it is %s, and has no text to learn from", binary));
	} else {
		send_along(r, d, arena);
		requests_handle(w, r);
	}
	document_free(d);
}
