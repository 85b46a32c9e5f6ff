/* What another winnowd exported, taken back: items under their feed, issues that were frozen. */
#include "base/text.h"
#include "base/timestamp.h"
#include "curate/identity.h"
#include "ingest/items.h"
#include "ingest/requests.h"
#include "store/digest.h"

#include <inttypes.h>
#include <string.h>

/* ---- items ---- */

/* In the order of the document; null for what was removed here once. */
static bool
reply_ids(struct writer *w, struct request *r, const struct feed *parsed, struct arena *arena, struct err *err)
{
	const char **identities = arena_alloc(arena, (parsed->item_count + 1) * sizeof(*identities));
	json_t *list = json_array(), *body = json_pack("{s:o}", "items", list);
	struct err missing = { 0 };
	bool is_good = true;
	int64_t id;

	identity_assign(parsed, arena, identities);
	for (size_t i = 0; i < parsed->item_count && is_good; i++) {
		if (store_item_find(w->store, r->id, identities[i], &id, &missing))
			json_array_append_new(list, json_string(arena_printf(arena, "%" PRId64, id)));
		else if (missing.code == ERR_NOT_FOUND)
			json_array_append_new(list, json_null());
		else
			is_good = err_set(err, missing.code, "%s", missing.text);
	}
	if (is_good)
		reply_json(r, 200, body);
	json_decref(body);
	return is_good;
}

/* A feed's document that a person has, in place of one that was fetched; 0: items whose feed was removed. */
bool
request_items_add(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	struct items_stored stored = { .newest_at = TIME_NONE };
	struct store_feed none = { 0 }, *feed = &none;
	struct feed *parsed;
	struct feed_source source = {
		.bytes = buffer_text(&r->body),
		.len = r->body.len,
		.content_type = r->content_type,
		.items_max = w->settings.items_per_document,
		.item_text_max_bytes = w->settings.item_text_bytes,
	};

	if (r->id != 0 && !store_feed_get(w->store, r->id, arena, &feed, err))
		return false;
	source.url = feed->url;
	if (!feed_parse(&source, arena, &parsed, err))
		return err_wrap(err, "no feed, but");
	return items_store(w, feed, parsed, clock_now_s(w->clock), arena, &stored, err) &&
	       reply_ids(w, r, parsed, arena, err);
}

/* ---- issues ---- */

static bool
take_time(const json_t *body, const char *key, int64_t *out, struct err *err)
{
	const json_t *value = json_object_get(body, key);

	*out = TIME_NONE;
	if (value == NULL && text_equal(key, "delivered_at"))
		return true;
	if (!json_is_string(value))
		return err_set(err, ERR_INVALID, "'%s' must be a moment, such as 2026-11-21T19:22:00Z", key);
	return timestamp_parse(json_string_value(value), out, err) || err_wrap(err, "'%s'", key);
}

static bool
is_uid(const char *text)
{
	return text != NULL && strlen(text) == ISSUE_UID_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == ISSUE_UID_SIZE - 1;
}

/* Later it is answered as it is here, so it must be what an answer is. */
static bool
check_document(const struct store_issue *issue, const char *document, struct err *err)
{
	json_t *root = document != NULL ? json_loads(document, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const json_t *extension = json_object_get(root, "_winnow");
	bool is_right = json_integer_value(json_object_get(extension, "issue")) == issue->number &&
			text_equal(json_string_value(json_object_get(extension, "uid")), issue->uid);

	json_decref(root);
	return is_right || err_set(err, ERR_INVALID, "'document' is not the text of issue %lld with that uid",
			       (long long)issue->number);
}

static bool
take_issue(const json_t *body, struct store_issue *issue, const char **document, struct err *err)
{
	issue->uid = json_string_value(json_object_get(body, "uid"));
	issue->item_count = (int64_t)json_array_size(json_object_get(body, "items"));
	*document = json_string_value(json_object_get(body, "document"));
	if (!is_uid(issue->uid))
		return err_set(err, ERR_INVALID, "'uid' must be 32 hexadecimal digits");
	return take_time(body, "since", &issue->since, err) && take_time(body, "until", &issue->until, err) &&
	       take_time(body, "frozen_at", &issue->frozen_at, err) &&
	       take_time(body, "delivered_at", &issue->delivered_at, err) && check_document(issue, *document, err);
}

/* Told as they are now: only what changes from here on is news. What is known twice was told once. */
static bool
put_items(struct writer *w, const struct store_issue *issue, const json_t *ids, struct err *err)
{
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *word = json_string_value(json_array_get(ids, i));
		ARENA arena = arena_new();
		struct store_issue_item told = { 0 };
		struct err failed = { 0 };
		struct store_item *item;

		if (json_is_null(json_array_get(ids, i)))
			continue; /* it is not here */
		if (word == NULL || !text_int(word, 1, INT64_MAX, &told.item_id, NULL))
			return err_set(
			    err, ERR_INVALID, "'items' must be a list of items' ids, or null for one that is no more");
		if (!store_item_get(w->store, told.item_id, arena, &item, err))
			return false;
		told.revision = item->revision;
		if (!store_issue_add(w->store, issue->digest, issue->number, &told, &failed) &&
		    failed.code != ERR_EXISTS)
			return err_set(err, failed.code, "%s", failed.text);
	}
	return true;
}

/* The same once more changes nothing. */
static bool
repeat_issue(struct writer *w, const struct store_issue *issue, const char *document, struct err *err)
{
	ARENA arena = arena_new();
	const char *known;
	size_t len;

	if (!store_issue_document(w->store, issue->digest, issue->number, arena, &known, &len, err))
		return false;
	return (len == strlen(document) && memcmp(known, document, len) == 0) ||
	       err_set(err, ERR_EXISTS, "digest '%.80s' has another issue %lld already", issue->digest,
		   (long long)issue->number);
}

static bool
restore_issue(struct writer *w, struct request *r, const json_t *body, struct err *err)
{
	ARENA arena = arena_new();
	struct store_issue issue = { .digest = r->name, .number = r->id }, last;
	const char *document;

	if (!take_issue(body, &issue, &document, err) || !store_issue_last(w->store, r->name, arena, &last, err))
		return false;
	r->reply.status = 200;
	if (issue.number <= last.number)
		return repeat_issue(w, &issue, document, err);
	if (issue.number > last.number + 1)
		return err_set(
		    err, ERR_INVALID, "issue %lld of '%.80s' comes first", (long long)last.number + 1, r->name);
	r->reply.status = 201;
	return store_item_last_id(w->store, &issue.last_item_id, err) &&
	       store_issue_put(w->store, &issue, document, strlen(document), err) &&
	       put_items(w, &issue, json_object_get(body, "items"), err);
}

/* It need not be there: an issue outlives its digest. */
static bool
check_digest(const char *name, struct err *err)
{
	return text_is_name(name, RECIPE_NAME_MAX_BYTES) ||
	       err_set(err, ERR_INVALID, "'%.80s' is no name for a digest", name);
}

bool
request_issue_put(struct writer *w, struct request *r, struct err *err)
{
	json_t *body = requests_body(r);
	bool is_good;

	if (body == NULL)
		return false;
	is_good = check_digest(r->name, err) && restore_issue(w, r, body, err);
	json_decref(body);
	r->reply.then = REQUEST_ISSUE_STATE;
	return is_good;
}
