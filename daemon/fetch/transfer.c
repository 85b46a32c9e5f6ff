#include "fetch/transfer.h"

#include "base/memory.h"
#include "base/text.h"
#include "fetch/answer.h"
#include "fetch/failure.h"

#include <stdlib.h>
#include <string.h>

enum {
	START_MAX_BYTES = 24 << 20, /* held: over this, nothing new is started */
	LOW_SPEED_BYTES = 64,       /* a second: a drip */
	DNS_CACHE_S = 0, /* libcurl walks the whole cache after each transfer: 30 s of it cost 300 us a feed */
};

/* libcurl writes a request letter by letter, those of its own options twice: a hundred cost 2 us a feed. */
#define ACCEPT                                                                                                         \
	"Accept: application/atom+xml,application/rss+xml,application/feed+json,"                                      \
	"application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
#define DELTA "A-IM: feed" /* RFC 3229 with the feed manipulation: only what is new, where the server can */

/* ---- the pool ---- */

bool
transfer_pool_init(struct transfer_pool *pool, const struct clock *clock, struct vitals *vitals,
    const struct fetch_settings *settings, struct err *err)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

	*pool = (struct transfer_pool) { .clock = clock, .vitals = vitals };
	if (!terms_init(&pool->terms, settings, 1, err))
		return false;
	list_init(&pool->idle);
	/* No zstd: one frame may ask for a window of 128 MB. */
	pool->encodings = mem_strdup(version->features & CURL_VERSION_BROTLI ? "gzip, deflate, br" : "gzip, deflate");
	return true;
}

static void
transfer_free(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->plain_fields);
	free(t);
}

void
transfer_pool_fini(struct transfer_pool *pool)
{
	struct list *link;

	while ((link = list_take_first(&pool->idle)) != NULL)
		transfer_free(LIST_ENTRY(link, struct transfer, link));
	free(pool->encodings);
	terms_fini(&pool->terms);
}

bool
transfer_pool_has_room(const struct transfer_pool *pool)
{
	return pool->held_bytes < START_MAX_BYTES;
}

/* A stored validator with a line end in it would be a second field: it is not sent. */
static char *
condition(const char *name, const char *value)
{
	BUFFER line = { 0 };

	if (value == NULL || *value == '\0' || strpbrk(value, "\r\n") != NULL)
		return NULL;
	buffer_add_text(&line, name);
	buffer_add_text(&line, value);
	return buffer_take(&line);
}

struct transfer *
transfer_take(struct transfer_pool *pool, struct document *document, struct feed *feed)
{
	struct list *link = list_take_first(&pool->idle);
	struct transfer *t;

	if (link != NULL) {
		t = LIST_ENTRY(link, struct transfer, link);
		pool->idle_count--;
	} else {
		t = mem_alloc(sizeof(*t));
		t->pool = pool;
	}
	t->document = document;
	t->feed = feed;
	t->url = mem_strdup(document->url);
	if (feed != NULL) {
		t->if_none_match.data = condition("If-None-Match: ", feed->etag);
		t->if_modified_since.data = condition("If-Modified-Since: ", feed->last_modified);
	}
	return t;
}

struct document *
transfer_take_document(struct transfer *t)
{
	struct document *document = t->document;

	t->document = NULL;
	return document;
}

void
transfer_give_back(struct transfer *t)
{
	struct transfer_pool *pool = t->pool;
	CURL *easy = t->easy;
	struct curl_slist *plain_fields = t->plain_fields;
	unsigned generation = t->generation;

	if (t->document != NULL)
		pool->held_bytes -= t->document->body.len;
	document_free(t->document);
	answer_clear(t);
	free(t->url);
	free(t->if_none_match.data);
	free(t->if_modified_since.data);
	*t = (struct transfer) { .pool = pool, .easy = easy, .plain_fields = plain_fields, .generation = generation };
	if (pool->idle_count < (size_t)pool->terms.concurrency) {
		list_append(&pool->idle, &t->link);
		pool->idle_count++;
	} else {
		transfer_free(t);
	}
}

/* ---- making a request ---- */

static void
add_field(struct transfer *t, const char *name, const char *value)
{
	BUFFER line = { 0 };

	buffer_add_text(&line, name);
	buffer_add_text(&line, value);
	t->plain_fields = curl_slist_append(t->plain_fields, buffer_text(&line));
}

static void
set_plain_fields(struct transfer *t)
{
	curl_slist_free_all(t->plain_fields);
	t->plain_fields = NULL;
	add_field(t, "Accept-Encoding: ", t->pool->encodings); /* besides the option, which has the answer decoded */
	add_field(t, "User-Agent: ", t->pool->terms.user_agent);
	add_field(t, ACCEPT, "");
	add_field(t, DELTA, "");
}

static void
set_terms(struct transfer *t)
{
	const struct terms *terms = &t->pool->terms;

	curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(t->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(t->easy, CURLOPT_CAPATH, NULL); /* else the whole bundle is read for each connection */
	curl_easy_setopt(t->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2); /* and later */
	curl_easy_setopt(
	    t->easy, CURLOPT_SSL_SESSIONID_CACHE, 0L); /* a ticket tells who comes back, as a cookie does */
	if (terms->ca_file != NULL)
		curl_easy_setopt(t->easy, CURLOPT_CAINFO, terms->ca_file);
	curl_easy_setopt(t->easy, CURLOPT_DNS_CACHE_TIMEOUT, (long)DNS_CACHE_S);
	curl_easy_setopt(t->easy, CURLOPT_NOPROXY, ""); /* proxy_for has decided; no variable is read */
	curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)terms->connect_timeout_s * 1000);
	curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_TIME, (long)terms->timeout_s * 2 / 3 + 1);
	curl_easy_setopt(t->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)terms->document_bytes);
	set_plain_fields(t);
	t->generation = terms->generation;
}

/* libcurl reads the list and owns none of it: what is the same for all requests stands behind what is this one's. */
static struct curl_slist *
choose_fields(struct transfer *t)
{
	struct curl_slist *fields = t->plain_fields;
	static char identity[] = "Accept-Encoding: identity";

	if (t->is_plain) {
		t->identity = (struct curl_slist) { identity, fields->next };
		fields = &t->identity;
	}
	if (t->if_modified_since.data != NULL) {
		t->if_modified_since.next = fields;
		fields = &t->if_modified_since;
	}
	if (t->if_none_match.data != NULL) {
		t->if_none_match.next = fields;
		fields = &t->if_none_match;
	}
	return fields;
}

/* A proxy looks the name up where we can't see it: what can be told from the name alone is refused here. */
static bool
is_fit_for_proxy(struct transfer *t)
{
	OWNED_TEXT host = address_asked_host(t->url);

	if (host == NULL) {
		failure_set(t->document, FAILURE_ADDRESS, "its address makes no sense");
		return false;
	}
	if (guard_admits_name(&t->pool->terms.guard, host, t->refusal))
		return true;
	failure_set(t->document, FAILURE_REFUSED, "%s", t->refusal);
	return false;
}

static bool
set_address(struct transfer *t, int64_t left_ms)
{
	const char *proxy = proxy_for(&t->pool->terms.proxy, &t->host);

	t->is_proxied = proxy != NULL;
	if (t->is_proxied && !is_fit_for_proxy(t))
		return false;
	curl_easy_setopt(t->easy, CURLOPT_PROXY, proxy != NULL ? proxy : "");
	curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
	curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, (long)t->is_second_try);
	curl_easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, t->is_plain ? NULL : t->pool->encodings);
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, choose_fields(t));
	if (curl_easy_setopt(t->easy, CURLOPT_URL, t->url) == CURLE_OK)
		return true;
	failure_set(t->document, FAILURE_ADDRESS, "its address makes no sense");
	return false;
}

static void
make_handle(struct transfer *t)
{
	if (t->easy == NULL) {
		t->easy = curl_easy_init();
		answer_attach(t);
	}
	if (t->generation != t->pool->terms.generation)
		set_terms(t);
}

/* As far as can be told before the connection, which may never come about. */
static bool
is_near_by_name(const struct host_name *host)
{
	char text[HOST_NAME_SIZE];

	return guard_place_of(address_host_text(host, text)) == GUARD_NEAR || text_equal(text, "localhost");
}

bool
transfer_begin(struct transfer *t)
{
	int64_t left_ms = t->pool->terms.timeout_s * 1000 - t->spent_ms;

	t->started_ms = clock_steady_ms(t->pool->clock);
	t->status = 0;
	t->retry_after_s = -1;
	t->is_unreachable = t->is_starved = false;
	if (t->hops == 0)
		t->document->asked_at = clock_now_s(t->pool->clock);
	if (!address_host(t->url, &t->host)) {
		failure_set(t->document, FAILURE_ADDRESS, "only http and https are polled, with the name of a host");
		return false;
	}
	t->is_near = t->is_special = is_near_by_name(&t->host);
	if (left_ms <= 0) {
		failure_set(t->document, FAILURE_TIMEOUT, "its redirects took too long");
		return false;
	}
	make_handle(t);
	return set_address(t, left_ms);
}

void
transfer_pool_relieve(struct transfer_pool *pool, struct list *running)
{
	if (pool->paused_count == 0 || (pool->held_bytes >= TRANSFER_HELD_MAX_BYTES && pool->leader != NULL))
		return;
	for (struct list *at = running->next, *next; at != running; at = next) {
		struct transfer *t = LIST_ENTRY(at, struct transfer, link);

		next = at->next;
		if (!t->is_paused)
			continue;
		t->is_paused = false;
		pool->paused_count--;
		curl_easy_pause(t->easy, CURLPAUSE_CONT);
		if (pool->held_bytes >= TRANSFER_HELD_MAX_BYTES)
			return;
	}
}
