/* Feeds: changed, removed, imported. The requests' shapes are in schema/api.yaml. */
#include "base/credentials.h"
#include "base/text.h"
#include "curate/source.h"
#include "feed/link.h"
#include "feed/opml.h"
#include "ingest/happened.h"
#include "ingest/judgement.h"
#include "ingest/requests.h"

#include <math.h>

enum { TAGS_MAX = 50, TAG_BYTES_MAX = 100, TITLE_BYTES_MAX = 500, URL_BYTES_MAX = 4096, ELECTED_SETS_MAX = 5000 };
enum { DAY_S = 86400, KEEP_ITEMS_MAX = 10000000 };
#define KEEP_S_MAX (INT64_C(36500) * DAY_S)

/* Sets *out to a text of the object, to NULL for null; leaves it when the key is missing. */
static bool
take_text(const json_t *body, const char *key, size_t max, const char **out, struct err *err)
{
	const json_t *value = json_object_get(body, key);

	if (value == NULL)
		return true;
	if (!json_is_null(value) && !json_is_string(value))
		return err_set(err, ERR_INVALID, "'%s' must be a text or null", key);
	if (json_is_string(value) && json_string_length(value) > max)
		return err_set(err, ERR_INVALID, "'%s' is longer than %zu bytes", key, max);
	*out = text_is_blank(json_string_value(value)) ? NULL : json_string_value(value);
	return true;
}

bool
request_take_tags(const json_t *body, struct arena *arena, const char ***out, size_t *out_count, struct err *err)
{
	const json_t *list = json_object_get(body, "tags");
	const json_t *tag;
	size_t i;

	if (list == NULL)
		return true;
	if (!json_is_array(list) || json_array_size(list) > TAGS_MAX)
		return err_set(err, ERR_INVALID, "'tags' must be a list of at most %d texts", TAGS_MAX);
	*out = arena_alloc(arena, (json_array_size(list) + 1) * sizeof(**out));
	*out_count = 0;
	json_array_foreach(list, i, tag)
	{
		if (!json_is_string(tag) || text_is_blank(json_string_value(tag)) ||
		    json_string_length(tag) > TAG_BYTES_MAX)
			return err_set(
			    err, ERR_INVALID, "tag %zu must be a text of at most %d bytes", i + 1, TAG_BYTES_MAX);
		(*out)[(*out_count)++] = arena_strdup(arena, json_string_value(tag));
	}
	return true;
}

static bool
take_pause(const json_t *body, bool *out_paused, struct err *err)
{
	const json_t *paused = json_object_get(body, "paused");
	const json_t *state = json_object_get(body, "state");

	if (json_is_boolean(paused))
		*out_paused = json_is_true(paused);
	else if (paused != NULL)
		return err_set(err, ERR_INVALID, "'paused' must be true or false");
	if (state == NULL)
		return true;
	if (text_equal(json_string_value(state), "paused"))
		*out_paused = true;
	else if (text_equal(json_string_value(state), "ok"))
		*out_paused = false;
	else
		return err_set(err, ERR_INVALID, "'state' can be set to \"paused\" or \"ok\" only");
	return true;
}

/* Null: as much as a feed of its kind. */
static bool
take_weight(const json_t *body, struct store_feed *feed, struct err *err)
{
	const json_t *weight = json_object_get(body, "weight");

	if (weight == NULL)
		return true;
	if (!json_is_null(weight) && !(json_is_number(weight) && fabs(json_number_value(weight)) <= SOURCE_WEIGHT_MAX))
		return err_set(err, ERR_INVALID, "'weight' must be null or a number from -%d to %d", SOURCE_WEIGHT_MAX,
		    SOURCE_WEIGHT_MAX);
	feed->is_weighed = !json_is_null(weight);
	feed->weight = feed->is_weighed ? json_number_value(weight) : source_usual_weight(feed->feed_title, feed->url);
	return true;
}

/* Null: as configured. */
static bool
take_count(const json_t *body, const char *key, json_int_t max, int64_t *out, struct err *err)
{
	const json_t *value = json_object_get(body, key);

	if (value == NULL)
		return true;
	if (!json_is_null(value) &&
	    !(json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= max))
		return err_set(err, ERR_INVALID, "'%s' must be null or a number from 0 to %lld", key, (long long)max);
	*out = json_is_null(value) ? -1 : json_integer_value(value);
	return true;
}

static bool
patch_keep(struct writer *w, const json_t *body, struct store_feed *feed, struct err *err)
{
	int64_t keep_s = feed->keep_s, keep_items = feed->keep_items;

	if (!take_count(body, "keep_s", KEEP_S_MAX, &keep_s, err) ||
	    !take_count(body, "keep_items", KEEP_ITEMS_MAX, &keep_items, err))
		return false;
	if (keep_s == feed->keep_s && keep_items == feed->keep_items)
		return true;
	if (keep_s > 0 && keep_s < DAY_S)
		return err_set(err, ERR_INVALID, "'keep_s' must be a day (%d) at least, or 0 for ever", DAY_S);
	w->sweep = (struct sweep) { 0 };
	return store_feed_keep(w->store, feed->id, keep_s, keep_items, err);
}

static bool
take_preference(const json_t *body, struct store_feed *feed, struct err *err)
{
	const json_t *preferred = json_object_get(body, "preferred");

	if (json_is_boolean(preferred))
		feed->is_preferred = json_is_true(preferred);
	return preferred == NULL || json_is_boolean(preferred) ||
	       err_set(err, ERR_INVALID, "'preferred' must be true or false");
}

/* The sets of recent items: thousands take a fraction of a second. */
static bool
elect(struct writer *w, const struct store_feed *feed, bool was_preferred, struct err *err)
{
	int64_t since = clock_now_s(w->clock) - w->settings.duplicate_window_s;

	return feed->is_preferred == was_preferred ||
	       store_feed_elect(w->store, feed->id, since, ELECTED_SETS_MAX, err);
}

/* What failed, moved or was gone was at another address; whoever gives this one waits for what is there. */
static void
begin_anew(struct store_feed *feed, int64_t now)
{
	feed->etag = feed->last_modified = NULL;
	feed->body_hash = 0;
	feed->is_gone = false;
	feed->failures = 0;
	feed->failure = feed->last_error = NULL;
	feed->moved_url = NULL;
	feed->moved_since = TIME_NONE;
	feed->due_at = now;
	feed->due_reason = "its address was changed";
}

static bool
take_url(struct writer *w, const json_t *body, struct store_feed *feed, struct arena *arena, struct err *err)
{
	const char *url = feed->url;
	int64_t other;

	if (!take_text(body, "url", URL_BYTES_MAX, &url, err))
		return false;
	/* As it was shown, it is what it was. */
	if (url != NULL && (text_equal(url, feed->url) || text_equal(url, credentials_hide(feed->url, arena))))
		return true;
	if (url != NULL && credentials_are_hidden(url))
		return err_set(err, ERR_INVALID, "'url' must hold its credentials, not the *** in their place");
	url = url != NULL ? link_document(url, arena) : NULL;
	if (url == NULL || !link_is_web(url))
		return err_set(err, ERR_INVALID, "'url' must be an http or https address");
	if (text_equal(url, feed->url))
		return true;
	if (store_feed_find(w->store, url, &other, NULL))
		return err_set(err, ERR_EXISTS, "%s is followed already, as feed %lld", credentials_hide(url, arena),
		    (long long)other);
	feed->url = url;
	begin_anew(feed, clock_now_s(w->clock));
	return true;
}

static bool
refuse_unknown_keys(const json_t *body, const char *const *known, size_t count, struct err *err)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)body, key, value)
	{
		size_t i = 0;

		while (i < count && !text_equal(known[i], key))
			i++;
		if (i == count)
			return err_set(err, ERR_INVALID, "unknown key '%.60s'", key);
	}
	return true;
}

static bool
patch_feed(struct writer *w, const json_t *body, struct store_feed *feed, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "url", "title", "tags", "paused", "state", "weight", "preferred", "keep_s",
		"keep_items" };
	double weight = feed->weight;
	bool was_idle = feed->is_paused || feed->is_gone;
	struct store_feed before = *feed;

	if (!refuse_unknown_keys(body, known, COUNT_OF(known), err) ||
	    !take_text(body, "title", TITLE_BYTES_MAX, &feed->title, err) ||
	    !request_take_tags(body, arena, &feed->tags, &feed->tag_count, err) ||
	    !take_pause(body, &feed->is_paused, err) || !take_weight(body, feed, err) ||
	    !take_preference(body, feed, err) || !take_url(w, body, feed, arena, err) ||
	    !patch_keep(w, body, feed, err))
		return false;
	if (was_idle && !feed->is_paused && feed->due_at == INT64_MAX) {
		feed->is_gone = false;
		feed->due_at = clock_now_s(w->clock);
		feed->due_reason = "taken up again";
	}
	happened_feed_between(w->happened, &before, feed);
	return store_feed_put(w->store, feed, err) && elect(w, feed, before.is_preferred, err) &&
	       (feed->weight == weight || judgement_feed_weighed(w->judgement, feed->item_count > 0, err));
}

bool
request_feed_patch(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	struct store_feed *feed;
	json_t *body;
	bool is_good;

	if (!store_feed_get(w->store, r->id, arena, &feed, err))
		return false;
	body = requests_body(r);
	if (body == NULL)
		return false;
	is_good = patch_feed(w, body, feed, arena, err);
	if (is_good) {
		writer_send_plan(w, feed);
		r->reply.status = 200;
		r->reply.then = REQUEST_FEED_GET;
	}
	json_decref(body);
	return is_good;
}

bool
request_feed_remove(struct writer *w, struct request *r, struct err *err)
{
	if (!store_feed_remove(w->store, r->id, err))
		return false;
	happened_feed(w->happened, r->id, "removed");
	writer_send_removal(w, r->id);
	r->reply.status = 204;
	return true;
}

struct import {
	struct plans *plans; /* of the feeds added */
	size_t added;
	size_t existing;
	json_t *invalid;
};

/* Under the address that its server is asked for, which is not always the one that is listed. */
static bool
is_followed_as(struct writer *w, const char *listed, struct arena *arena)
{
	const char *url = link_document(listed, arena);
	int64_t id;

	return url != NULL && !text_equal(url, listed) && store_feed_find(w->store, url, &id, NULL);
}

static bool
import_one(
    struct writer *w, const struct opml_feed *listed, struct import *import, struct arena *arena, struct err *err)
{
	const char *shown = credentials_hide(listed->url, arena);
	int64_t now = clock_now_s(w->clock);
	struct store_feed feed = {
		.url = listed->url,
		.title = text_is_blank(listed->title) ? NULL : listed->title,
		.tags = listed->tags,
		.tag_count = listed->tag_count,
		.added_at = now,
		.due_at = now,
		.due_reason = "not polled yet",
	};
	struct err refused = { 0 };

	if (listed->refused != NULL || credentials_are_hidden(listed->url)) {
		json_array_append_new(import->invalid,
		    json_pack("{s:i, s:s, s:s}", "line", listed->line, "url", shown != NULL ? shown : "", "reason",
			listed->refused != NULL ? listed->refused
						: "its credentials were left out when it was exported"));
		return true;
	}
	if (is_followed_as(w, listed->url, arena)) {
		import->existing++;
		return true;
	}
	if (store_feed_add(w->store, &feed, &feed.id, &refused)) {
		happened_feed(w->happened, feed.id, "added");
		import->plans->plan[import->added++] = plan_of(&feed);
		return true;
	}
	import->existing++;
	return refused.code == ERR_EXISTS || err_set(err, refused.code, "%s", refused.text);
}

static void
tell_cut(const struct opml *opml, json_t *invalid)
{
	if (opml->cut_line > 0)
		json_array_append_new(invalid, json_pack("{s:i, s:s, s:s}", "line", opml->cut_line, "url", "", "reason",
						   "it ends without </opml>: what followed is missing"));
}

static bool
import_all(struct writer *w, struct request *r, const struct opml *opml, struct import *import, struct arena *arena,
    struct err *err)
{
	json_t *body;

	for (size_t i = 0; i < opml->feed_count; i++)
		if (!import_one(w, &opml->feeds[i], import, arena, err))
			return false;
	tell_cut(opml, import->invalid);
	body = json_pack("{s:I, s:I, s:O}", "added", (json_int_t)import->added, "existing",
	    (json_int_t)import->existing, "invalid", import->invalid);
	reply_json(r, 200, body);
	json_decref(body);
	return true;
}

bool
request_opml_import(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	struct import import = { 0 };
	struct opml *opml;
	bool is_good;

	if (!opml_parse(buffer_text(&r->body), r->body.len, arena, &opml, err))
		return false;
	import.plans = plans_new(opml->feed_count);
	import.invalid = json_array();
	is_good = import_all(w, r, opml, &import, arena, err);
	json_decref(import.invalid);
	import.plans->count = import.added;
	/* Sent before the commit: should that fail, fetch polls feeds that nobody knows, and is told that they are gone. */
	if (!is_good || !mailbox_post(w->doors->fetch, &import.plans->letter))
		plans_free(import.plans);
	return is_good;
}
