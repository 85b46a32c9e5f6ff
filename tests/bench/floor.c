/*
 * floor: the least that polling can cost with the libraries that winnowd uses.
 *
 * libcurl's multi interface on libev, libxml2's SAX2, SQLite with a full-text
 * index; one thread. Nothing is mended, sanitised, folded or judged, no error
 * is told. Asked a second time, it sends the validators it kept.
 *
 * usage: floor DATABASE CONCURRENCY <ADDRESSES, one a line
 */
#include <curl/curl.h>
#include <ev.h>
#include <libxml/parser.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { DOCUMENTS_PER_COMMIT = 100, URL_BYTES_MAX = 2048, VALIDATOR_BYTES_MAX = 256, ATTRIBUTE_POINTERS = 5 };

struct bytes {
	char *data;
	size_t len, cap;
};

enum field { TITLE, LINK, GUID, DATE, AUTHOR, CONTENT, FIELDS };

static const struct {
	const char *element;
	enum field field;
} meanings[] = {
	{ "title", TITLE },
	{ "link", LINK },
	{ "guid", GUID },
	{ "id", GUID },
	{ "pubDate", DATE },
	{ "published", DATE },
	{ "creator", AUTHOR },
	{ "name", AUTHOR },
	{ "description", CONTENT },
	{ "encoded", CONTENT },
	{ "content", CONTENT },
};

struct feed {
	int id;
	char *url;
	char etag[VALIDATOR_BYTES_MAX], modified[VALIDATOR_BYTES_MAX];
};

struct floor {
	struct ev_loop *loop;
	CURLM *multi;
	ev_timer timer;
	sqlite3 *db;
	sqlite3_stmt *put_item, *put_words, *put_feed;
	struct feed *feeds;
	int count, started, ended, in_transaction;
	long fetched, unchanged, failed, items;
	struct bytes plain;
};

struct transfer {
	struct floor *floor;
	CURL *easy;
	struct curl_slist *headers;
	struct feed *feed;
	struct bytes body, fields[FIELDS];
	int depth, item_depth, field_depth;
	enum field field; /* FIELDS: none */
};

static void
add(struct bytes *b, const void *data, size_t len)
{
	if (b->len + len + 1 > b->cap) {
		b->cap = (b->len + len + 1) * 2;
		b->data = realloc(b->data, b->cap);
		if (b->data == NULL)
			abort();
	}
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

/* ---- the store ---- */

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;"
    " CREATE TABLE IF NOT EXISTS feed (id INTEGER PRIMARY KEY, etag TEXT, modified TEXT) STRICT;"
    " CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, feed_id INTEGER, guid TEXT, url TEXT, title TEXT,"
    " author TEXT, date TEXT, html TEXT, UNIQUE (feed_id, guid)) STRICT;"
    " CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5 (title, text, content = '',"
    " tokenize = 'unicode61 remove_diacritics 2')";

static void
run(struct floor *f, const char *sql)
{
	if (sqlite3_exec(f->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "floor: %s\n", sqlite3_errmsg(f->db));
		exit(1);
	}
}

static sqlite3_stmt *
prepare(struct floor *f, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		fprintf(stderr, "floor: %s\n", sqlite3_errmsg(f->db));
		exit(1);
	}
	return stmt;
}

static void
bind_bytes(sqlite3_stmt *stmt, int at, const struct bytes *b)
{
	sqlite3_bind_text(stmt, at, b->len > 0 ? b->data : "", (int)b->len, SQLITE_STATIC);
}

static void
step(sqlite3_stmt *stmt)
{
	sqlite3_step(stmt);
	sqlite3_reset(stmt);
}

static void
commit_when_due(struct floor *f, int most)
{
	if (f->in_transaction <= most)
		return;
	run(f, "COMMIT");
	f->in_transaction = 0;
}

static void
put_words(struct floor *f, const struct transfer *t)
{
	const struct bytes *html = &t->fields[CONTENT];
	bool in_tag = false;

	f->plain.len = 0;
	for (size_t i = 0; i < html->len; i++) {
		if (html->data[i] == '<' || html->data[i] == '>')
			in_tag = html->data[i] == '<';
		else if (!in_tag)
			add(&f->plain, &html->data[i], 1);
	}
	sqlite3_bind_int64(f->put_words, 1, sqlite3_last_insert_rowid(f->db));
	bind_bytes(f->put_words, 2, &t->fields[TITLE]);
	bind_bytes(f->put_words, 3, &f->plain);
	step(f->put_words);
}

static void
put_item(struct floor *f, const struct transfer *t)
{
	sqlite3_bind_int(f->put_item, 1, t->feed->id);
	bind_bytes(f->put_item, 2, t->fields[GUID].len > 0 ? &t->fields[GUID] : &t->fields[LINK]);
	bind_bytes(f->put_item, 3, &t->fields[LINK]);
	bind_bytes(f->put_item, 4, &t->fields[TITLE]);
	bind_bytes(f->put_item, 5, &t->fields[AUTHOR]);
	bind_bytes(f->put_item, 6, &t->fields[DATE]);
	bind_bytes(f->put_item, 7, &t->fields[CONTENT]);
	step(f->put_item);
	f->items++;
	if (sqlite3_changes(f->db) > 0)
		put_words(f, t);
}

/* ---- the document ---- */

static enum field
field_of(const xmlChar *element)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (strcmp(meanings[i].element, (const char *)element) == 0)
			return meanings[i].field;
	return FIELDS;
}

static void
take_href(struct transfer *t, int count, const xmlChar **attributes)
{
	for (int i = 0; i < count; i++, attributes += ATTRIBUTE_POINTERS)
		if (strcmp((const char *)attributes[0], "href") == 0)
			add(&t->fields[LINK], attributes[3], (size_t)(attributes[4] - attributes[3]));
}

static void
on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int namespace_count,
    const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
	struct transfer *t = context;

	(void)prefix, (void)address, (void)namespace_count, (void)namespaces, (void)defaulted;
	t->depth++;
	if (t->item_depth > 0 && t->field == FIELDS) {
		t->field = field_of(name);
		t->field_depth = t->depth;
		if (t->field == LINK)
			take_href(t, attribute_count, attributes);
	} else if (strcmp((const char *)name, "item") == 0 || strcmp((const char *)name, "entry") == 0) {
		t->item_depth = t->depth;
		for (int i = 0; i < FIELDS; i++)
			t->fields[i].len = 0;
	}
}

static void
on_text(void *context, const xmlChar *text, int len)
{
	struct transfer *t = context;

	if (t->item_depth > 0 && t->field != FIELDS)
		add(&t->fields[t->field], text, (size_t)len);
}

static void
on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address)
{
	struct transfer *t = context;

	(void)name, (void)prefix, (void)address;
	if (t->depth == t->item_depth) {
		put_item(t->floor, t);
		t->item_depth = 0;
	}
	if (t->depth <= t->field_depth)
		t->field = FIELDS;
	t->depth--;
}

static void
read_document(struct transfer *t)
{
	static const xmlSAXHandler events = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
	};
	xmlSAXHandler copy = events;
	xmlParserCtxt *parser = xmlCreatePushParserCtxt(&copy, t, NULL, 0, NULL);

	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	t->depth = t->item_depth = t->field_depth = 0;
	t->field = FIELDS;
	xmlParseChunk(parser, t->body.data, (int)t->body.len, 1);
	xmlFreeParserCtxt(parser);
}

static void
store_document(struct floor *f, struct transfer *t)
{
	if (f->in_transaction++ == 0)
		run(f, "BEGIN IMMEDIATE");
	read_document(t);
	sqlite3_bind_int(f->put_feed, 1, t->feed->id);
	sqlite3_bind_text(f->put_feed, 2, t->feed->etag, -1, SQLITE_STATIC);
	sqlite3_bind_text(f->put_feed, 3, t->feed->modified, -1, SQLITE_STATIC);
	step(f->put_feed);
	commit_when_due(f, DOCUMENTS_PER_COMMIT);
}

/* ---- the transfer ---- */

static size_t
on_body(char *data, size_t size, size_t count, void *context)
{
	struct transfer *t = context;

	add(&t->body, data, size * count);
	return size * count;
}

static void
keep_value(const char *line, size_t len, const char *name, char *out)
{
	size_t name_len = strlen(name);

	if (len >= name_len + 2 && strncasecmp(line, name, name_len) == 0)
		snprintf(out, VALIDATOR_BYTES_MAX, "%.*s", (int)(len - name_len - 2), line + name_len);
}

static size_t
on_header(char *data, size_t size, size_t count, void *context)
{
	struct transfer *t = context;

	keep_value(data, size * count, "ETag: ", t->feed->etag);
	keep_value(data, size * count, "Last-Modified: ", t->feed->modified);
	return size * count;
}

static void
add_header(struct transfer *t, const char *name, const char *value)
{
	char line[VALIDATOR_BYTES_MAX + 32];

	if (value[0] == '\0')
		return;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	t->headers = curl_slist_append(t->headers, line);
}

static void
transfer_init(struct transfer *t, struct floor *f)
{
	t->floor = f;
	t->easy = curl_easy_init();
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "*");
	/* else every new connection reads the whole bundle again */
	curl_easy_setopt(t->easy, CURLOPT_CAPATH, NULL);
	if (getenv("SSL_CERT_FILE") != NULL)
		curl_easy_setopt(t->easy, CURLOPT_CAINFO, getenv("SSL_CERT_FILE"));
}

static void
start_next(struct transfer *t)
{
	struct floor *f = t->floor;

	if (f->started == f->count)
		return;
	t->feed = &f->feeds[f->started++];
	t->body.len = 0;
	curl_slist_free_all(t->headers);
	t->headers = NULL;
	add_header(t, "If-None-Match", t->feed->etag);
	add_header(t, "If-Modified-Since", t->feed->modified);
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
	curl_easy_setopt(t->easy, CURLOPT_URL, t->feed->url);
	curl_multi_add_handle(f->multi, t->easy);
}

static void
end(struct transfer *t, CURLcode result)
{
	struct floor *f = t->floor;
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_multi_remove_handle(f->multi, t->easy);
	if (result == CURLE_OK && status == 304) {
		f->unchanged++;
	} else if (result == CURLE_OK && status == 200) {
		f->fetched++;
		store_document(f, t);
	} else {
		f->failed++;
	}
	if (++f->ended == f->count)
		ev_break(f->loop, EVBREAK_ALL);
	start_next(t);
}

static void
drive(struct floor *f, curl_socket_t fd, int ready)
{
	CURLMsg *message;
	int running, left;

	curl_multi_socket_action(f->multi, fd, ready, &running);
	while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
		struct transfer *t = NULL;
		CURLcode result = message->data.result;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		end(t, result);
	}
}

static void
on_ready(struct ev_loop *loop, ev_io *watcher, int events)
{
	(void)loop;
	drive(watcher->data, watcher->fd,
	    (events & EV_READ ? CURL_CSELECT_IN : 0) | (events & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void
on_timer(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop, (void)events;
	drive(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
	struct floor *f = context;
	ev_io *watcher = known;

	(void)easy;
	if (watcher == NULL) {
		watcher = calloc(1, sizeof(*watcher));
		if (watcher == NULL)
			abort();
		ev_io_init(watcher, on_ready, fd, 0);
		watcher->data = f;
		curl_multi_assign(f->multi, fd, watcher);
	}
	ev_io_stop(f->loop, watcher);
	if (what == CURL_POLL_REMOVE) {
		free(watcher);
		curl_multi_assign(f->multi, fd, NULL);
		return 0;
	}
	ev_io_set(watcher, fd, (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
	ev_io_start(f->loop, watcher);
	return 0;
}

static int
on_timeout_change(CURLM *multi, long ms, void *context)
{
	struct floor *f = context;

	(void)multi;
	ev_timer_stop(f->loop, &f->timer);
	if (ms >= 0) {
		ev_timer_set(&f->timer, (double)ms / 1000.0, 0.0);
		ev_timer_start(f->loop, &f->timer);
	}
	return 0;
}

/* ---- the program ---- */

static void
recall(struct floor *f, sqlite3_stmt *stmt, struct feed *feed)
{
	sqlite3_bind_int(stmt, 1, feed->id);
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		snprintf(feed->etag, sizeof(feed->etag), "%s", (const char *)sqlite3_column_text(stmt, 0));
		snprintf(feed->modified, sizeof(feed->modified), "%s", (const char *)sqlite3_column_text(stmt, 1));
	}
	sqlite3_reset(stmt);
	f->count++;
}

static void
read_addresses(struct floor *f)
{
	sqlite3_stmt *stmt = prepare(f, "SELECT etag, modified FROM feed WHERE id = ?");
	char line[URL_BYTES_MAX];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct feed *feed;

		f->feeds = realloc(f->feeds, ((size_t)f->count + 1) * sizeof(*f->feeds));
		if (f->feeds == NULL)
			abort();
		line[strcspn(line, "\n")] = '\0';
		feed = &f->feeds[f->count];
		*feed = (struct feed) { .id = f->count + 1, .url = strdup(line) };
		recall(f, stmt, feed);
	}
	sqlite3_finalize(stmt);
}

static void
open_store(struct floor *f, const char *path)
{
	sqlite3_open(path, &f->db);
	run(f, schema);
	f->put_item = prepare(f,
	    "INSERT OR IGNORE INTO item (feed_id, guid, url, title, author, date, html)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?)");
	f->put_words = prepare(f, "INSERT INTO word (rowid, title, text) VALUES (?, ?, ?)");
	f->put_feed = prepare(f, "INSERT OR REPLACE INTO feed (id, etag, modified) VALUES (?, ?, ?)");
}

static void
open_loop(struct floor *f)
{
	f->loop = ev_default_loop(0);
	ev_timer_init(&f->timer, on_timer, 0, 0);
	f->timer.data = f;
	curl_global_init(CURL_GLOBAL_ALL);
	f->multi = curl_multi_init();
	curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
	curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, on_timeout_change);
	curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, 600L);
}

static double
cpu_s(const struct rusage *used)
{
	return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
	       (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

/* The start of the program is left out, as it is of the daemon's polls. */
static void
report(const struct floor *f, double begun_s)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	printf(
	    "{\"cpu_s\": %.6f, \"rss_kb\": %ld, \"fetched\": %ld, \"unchanged\": %ld, \"failed\": %ld, \"items\": %ld}\n",
	    cpu_s(&used) - begun_s, used.ru_maxrss, f->fetched, f->unchanged, f->failed, f->items);
}

int
main(int argc, char **argv)
{
	struct floor floor = { 0 };
	struct transfer *transfers;
	struct rusage begun;
	int concurrency;

	if (argc != 3) {
		fprintf(stderr, "usage: floor DATABASE CONCURRENCY <ADDRESSES\n");
		return 2;
	}
	concurrency = atoi(argv[2]);
	open_store(&floor, argv[1]);
	read_addresses(&floor);
	open_loop(&floor);
	getrusage(RUSAGE_SELF, &begun);
	transfers = calloc((size_t)concurrency, sizeof(*transfers));
	if (transfers == NULL)
		abort();
	for (int i = 0; i < concurrency; i++) {
		transfer_init(&transfers[i], &floor);
		start_next(&transfers[i]);
	}
	if (floor.count > 0)
		ev_run(floor.loop, 0);
	commit_when_due(&floor, 0);
	report(&floor, cpu_s(&begun));
	return 0;
}
