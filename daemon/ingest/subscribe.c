#include "ingest/subscribe.h"

#include "base/credentials.h"
#include "base/memory.h"
#include "base/text.h"
#include "feed/discover.h"
#include "feed/link.h"
#include "ingest/happened.h"
#include "ingest/hold.h"
#include "ingest/platform.h"
#include "ingest/poll.h"
#include "ingest/requests.h"

#include <stdio.h>
#include <string.h>

enum { DISCOVERY_HOPS_MAX = 2, CANDIDATES_SHOWN = 20, URL_BYTES_MAX = 4096 };

/* A host, perhaps with a port: "mailto:a@b" and "http:/x" are something else. */
static bool
is_host(const char *typed)
{
	size_t len = strcspn(typed, "/?#");
	const char *colon = typed[0] != '[' ? memchr(typed, ':', len) : NULL;
	size_t digits = colon != NULL ? strspn(colon + 1, "0123456789") : 0;

	return memchr(typed, '@', len) == NULL && (colon == NULL || (digits > 0 && colon + 1 + digits == typed + len));
}

/* The address with a scheme, when it is one to ask. */
static const char *
address_of(const char *typed, struct arena *arena)
{
	char *trimmed;
	const char *url;

	if (text_is_blank(typed) || strlen(typed) > URL_BYTES_MAX)
		return NULL;
	trimmed = text_trim(arena_strdup(arena, typed));
	if (text_starts_nocase(trimmed, "feed:"))
		trimmed += text_starts(trimmed + 5, "//") ? 7 : 5;
	/* A path of this machine is no host. */
	if (strpbrk(trimmed, " \t\r\n") != NULL || strchr("/.~", *trimmed) != NULL)
		return NULL;
	if (strstr(trimmed, "://") == NULL && !is_host(trimmed))
		return NULL;
	if (strstr(trimmed, "://") == NULL)
		trimmed = arena_printf(arena, "https://%s", trimmed);
	url = link_document(trimmed, arena);
	return url != NULL && link_is_web(url) ? url : NULL;
}

static void
answer_with_feed(struct writer *w, struct request *r, int status, int64_t feed_id)
{
	r->id = feed_id;
	r->reply.status = status;
	r->reply.then = REQUEST_FEED_GET;
	if (status == 201) {
		char location[64];

		snprintf(location, sizeof(location), "/v1/feeds/%lld", (long long)feed_id);
		r->reply.location = mem_strdup(location);
	}
	writer_reply(w, r);
}

/* Takes `r`. */
static struct document *
probe_new(const char *url, enum document_quest quest, const char *page, struct request *r)
{
	struct document *probe = document_new(DOCUMENT_SUBSCRIBE, url, r);

	probe->quest = quest;
	probe->quest_page = mem_strdup(page);
	return probe;
}

/* Takes `probe`. */
static void
ask(struct writer *w, struct document *probe)
{
	struct request *r;

	if (mailbox_post(w->doors->fetch, &probe->letter))
		return;
	r = document_take_request(probe);
	document_free(probe);
	reply_problem(r, 503, "winnowd is stopping");
	writer_reply(w, r);
}

/* The platform says where the feed of such a page is; else the address itself is looked at. Takes `r`. */
static void
begin_quest(struct writer *w, const char *url, struct request *r)
{
	ARENA arena = arena_new();
	const char *rule = platform_feed(url, arena);
	int64_t feed_id;

	if (rule != NULL && store_feed_find(w->store, rule, &feed_id, NULL))
		answer_with_feed(w, r, 200, feed_id);
	else if (rule != NULL)
		ask(w, probe_new(rule, QUEST_RULE, url, r));
	else
		ask(w, probe_new(url, QUEST_ADDRESS, NULL, r));
}

void
subscribe_begin(struct writer *w, struct request *r)
{
	ARENA arena = arena_new();
	json_t *body = requests_body(r);
	const char *typed, *url;
	int64_t feed_id;

	if (body == NULL) {
		writer_reply(w, r);
		return;
	}
	typed = json_string_value(json_object_get(body, "url"));
	url = address_of(typed, arena);
	if (url == NULL) {
		reply_problem(r, 422, "'%.200s' is no address of a feed: give an http or https address as \"url\"",
		    typed != NULL ? credentials_hide(typed, arena) : "");
		writer_reply(w, r);
	} else if (credentials_are_hidden(url)) {
		reply_problem(r, 422, "give the address with its credentials, not the *** in their place");
		writer_reply(w, r);
	} else if (store_feed_find(w->store, url, &feed_id, NULL)) {
		answer_with_feed(w, r, 200, feed_id);
	} else {
		begin_quest(w, url, r);
	}
	json_decref(body);
}

/* What the person wants of it besides its address. */
static bool
take_wishes(struct request *r, struct arena *arena, struct store_feed *feed, struct err *err)
{
	json_t *body = json_loadb(buffer_text(&r->body), r->body.len, 0, NULL);
	const char *title = json_string_value(json_object_get(body, "title"));
	bool is_good = request_take_tags(body, arena, &feed->tags, &feed->tag_count, err);

	if (!text_is_blank(title))
		feed->title = arena_strdup(arena, title);
	json_decref(body);
	return is_good;
}

/* Makes the feed and stores what came with it. ERR_EXISTS with *out_id when it is followed already. */
static bool
follow(struct writer *w, struct document *d, const struct feed *parsed, struct arena *arena, int64_t *out_id,
    struct err *err)
{
	struct store_feed wish = {
		.url = d->moved_url != NULL ? d->moved_url : d->url,
		.added_at = d->asked_at,
		.due_at = d->asked_at,
		.due_reason = "not polled yet",
	};
	struct store_feed *feed;

	if (!take_wishes(d->request, arena, &wish, err) || !store_feed_add(w->store, &wish, out_id, err) ||
	    !store_feed_get(w->store, *out_id, arena, &feed, err))
		return false;
	happened_feed(w->happened, *out_id, "added");
	d->feed_id = *out_id;
	if (parsed != NULL)
		return poll_store_parsed(w, d, feed, parsed, arena, err);
	return poll_store(w, d, err);
}

/* Takes `d`. */
static void
follow_and_answer(struct writer *w, struct document *d, const struct feed *parsed, struct arena *arena)
{
	struct request *r;
	struct err err = { 0 };
	int64_t feed_id = 0;
	bool is_good = store_begin(w->store, STORE_PERSON, &err) && follow(w, d, parsed, arena, &feed_id, &err) &&
		       store_commit(w->store, &err);

	if (is_good) {
		happened_commit(w);
	} else {
		store_rollback(w->store);
		happened_rollback(w->happened);
		hold_hear(w, &err);
	}
	r = document_take_request(d);
	if (is_good) {
		struct plans *plans = plans_new(1);

		plans->plan[0] = d->outcome.plan;
		d->outcome.plan = (struct plan) { 0 };
		if (!mailbox_post(w->doors->fetch, &plans->letter))
			plans_free(plans);
		atomic_fetch_add(&w->vitals->items_new, d->outcome.items_new);
		answer_with_feed(w, r, 201, feed_id);
	} else if (err.code == ERR_EXISTS) {
		answer_with_feed(w, r, 200, feed_id);
	} else {
		reply_error(r, &err);
		writer_reply(w, r);
	}
	document_free(d);
}

/* Takes `d`. */
static void
refuse(struct writer *w, struct document *d, const char *why)
{
	struct request *r = document_take_request(d);

	reply_problem(r, 422, "%s", why);
	writer_reply(w, r);
	document_free(d);
}

static bool
is_comment_feed(const struct discovered *d)
{
	return strstr(d->url, "comment") != NULL || (d->title != NULL && strstr(d->title, "omment") != NULL);
}

/* The same feed in another format: of the same title, or where one of the two has none. */
static bool
is_twin(const struct discovered *one, const struct discovered *other)
{
	return !text_equal(one->type, other->type) &&
	       (one->title == NULL || other->title == NULL || text_equal(one->title, other->title));
}

/* Drops comment feeds beside others, and twins. Answers how many are left, in place. */
static size_t
narrow(struct discovered *list, size_t count)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++) {
		bool has_twin = false;

		if (is_comment_feed(&list[i]) && count > 1 && i > 0)
			continue;
		for (size_t j = 0; j < left; j++)
			has_twin |= is_twin(&list[i], &list[j]);
		if (!has_twin)
			list[left++] = list[i];
	}
	return left;
}

/* Several feeds: none is guessed. Takes `d`. */
static void
offer(struct writer *w, struct document *d, const struct discovered *list, size_t count)
{
	struct request *r = document_take_request(d);
	json_t *candidates = json_array();
	json_t *problem;
	BUFFER detail = { 0 };

	buffer_addf(
	    &detail, "%.500s names several feeds; add one of them:", d->final_url != NULL ? d->final_url : d->url);
	for (size_t i = 0; i < count && i < CANDIDATES_SHOWN; i++) {
		json_t *one =
		    json_pack("{s:s, s:s*, s:s*}", "url", list[i].url, "title", list[i].title, "type", list[i].type);

		json_array_append_new(candidates, one);
		buffer_addf(&detail, " %s", list[i].url);
	}
	problem = json_pack("{s:s, s:i, s:s, s:o}", "title", status_phrase(422), "status", 422, "detail", detail.data,
	    "candidates", candidates);
	reply_json(r, 422, problem);
	json_decref(problem);
	writer_reply(w, r);
	document_free(d);
}

/*
 * Takes `d`, whose page names no feed. The usual places are asked one after the
 * other, each for what it is: only what parses as a feed counts.
 */
static void
try_place(struct writer *w, struct document *d, const char *page, int number, const char *words, struct arena *arena)
{
	const char *place = platform_usual_place(page, number, arena);
	struct document *probe;

	if (text_equal(place, page))
		place = platform_usual_place(page, ++number, arena);
	if (place == NULL) {
		refuse(w, d,
		    arena_printf(arena, "%s is no feed and names none, and none is where feeds mostly are: it is %s",
			page, words));
		return;
	}
	probe = probe_new(place, QUEST_USUAL, page, document_take_request(d));
	probe->places_tried = number;
	probe->quest_words = mem_strdup(words);
	document_free(d);
	ask(w, probe);
}

/* Takes `d`. */
static void
follow_named(struct writer *w, struct document *d, const char *url)
{
	struct request *r = document_take_request(d);
	struct document *probe;
	int64_t feed_id;

	if (store_feed_find(w->store, url, &feed_id, NULL)) {
		answer_with_feed(w, r, 200, feed_id);
	} else {
		probe = probe_new(url, QUEST_NAMED, d->url, r);
		probe->discovery_hops = d->discovery_hops + 1;
		ask(w, probe);
	}
	document_free(d);
}

static bool
is_page(const struct document *d)
{
	return d->content_type == NULL || text_starts_nocase(d->content_type, "text/html") ||
	       text_starts_nocase(d->content_type, "application/xhtml");
}

/* Not a feed: perhaps a page that names one. Takes `d`. */
static void
discover(struct writer *w, struct document *d, const char *what_it_is, struct arena *arena)
{
	const char *url = d->final_url != NULL ? d->final_url : d->url;
	struct discovered *list = NULL;
	size_t count = feed_discover(buffer_text(&d->body), d->body.len, d->content_type, d->link, url, arena, &list);

	count = narrow(list, count);
	if (count > 1)
		offer(w, d, list, count);
	else if (count == 1 && d->discovery_hops < DISCOVERY_HOPS_MAX)
		follow_named(w, d, list[0].url);
	else if (d->quest == QUEST_ADDRESS && is_page(d))
		try_place(w, d, url, 0, what_it_is, arena);
	else
		refuse(w, d, arena_printf(arena, "%s is no feed and names none: it is %s", url, what_it_is));
}

/* The server has had enough, or is not there: asking it for more would be rude. */
static bool
is_unwelcome(const struct document *d)
{
	return d->result == DOCUMENT_FAILED && (d->failure != FAILURE_HTTP || d->status == 429 || d->status >= 500);
}

/* What was asked on somebody's word was no feed. Takes `d`; false: it still is the caller's. */
static bool
go_on(struct writer *w, struct document *d, struct arena *arena)
{
	if (d->quest == QUEST_RULE && !is_unwelcome(d)) {
		struct document *probe = probe_new(d->quest_page, QUEST_ADDRESS, NULL, document_take_request(d));

		document_free(d);
		ask(w, probe);
		return true;
	}
	if (d->quest != QUEST_USUAL)
		return false;
	if (is_unwelcome(d))
		refuse(w, d,
		    arena_printf(arena, "%s is no feed and names none: it is %s; asking on was in vain: %s",
			d->quest_page, d->quest_words, d->failure_text));
	else
		try_place(w, d, arena_strdup(arena, d->quest_page), d->places_tried + 1,
		    arena_strdup(arena, d->quest_words), arena);
	return true;
}

void
subscribe_fetched(struct writer *w, struct document *d)
{
	ARENA arena = arena_new();
	struct feed *parsed = NULL;
	struct err err = { 0 };

	if (d->result == DOCUMENT_FETCHED)
		parsed = poll_parse(w, d, arena, &err);
	if (parsed == NULL && go_on(w, d, arena))
		return;
	if (d->result == DOCUMENT_FAILED && (d->failure == FAILURE_REFUSED || d->failure == FAILURE_ADDRESS)) {
		refuse(w, d, arena_printf(arena, "%s: %s", credentials_hide(d->url, arena), d->failure_text));
		return;
	}
	if (d->result == DOCUMENT_FETCHED && parsed == NULL)
		discover(w, d, err.text, arena);
	else
		follow_and_answer(w, d, parsed, arena);
}
