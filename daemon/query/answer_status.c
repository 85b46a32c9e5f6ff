/* How the daemon is: for people (status) and for Prometheus (metrics). */
#include "base/credentials.h"
#include "base/memory.h"
#include "query/reader.h"
#include "query/render.h"

#include <inttypes.h>

static json_t *
queues_of(const struct doors *doors)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "fetch", (json_int_t)mailbox_depth(doors->fetch), "ingest",
	    (json_int_t)mailbox_depth(doors->ingest), "query", (json_int_t)mailbox_depth(doors->query), "serve",
	    (json_int_t)mailbox_depth(doors->serve));
}

static json_t *
polls_of(const struct vitals *v)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "started", (json_int_t)atomic_load(&v->polls_started),
	    "unchanged", (json_int_t)atomic_load(&v->polls_unchanged), "fetched",
	    (json_int_t)atomic_load(&v->polls_fetched), "failed", (json_int_t)atomic_load(&v->polls_failed), "running",
	    (json_int_t)atomic_load(&v->transfers_running), "due", (json_int_t)atomic_load(&v->feeds_due), "bytes",
	    (json_int_t)atomic_load(&v->bytes_received));
}

static json_t *
counts_of(const struct store_counts *c)
{
	return json_pack("{s:{s:I, s:I, s:I, s:I, s:I}, s:{s:I, s:I, s:I, s:I, s:I}}", "feeds", "total",
	    (json_int_t)c->feeds, "ok", (json_int_t)(c->feeds - c->feeds_failing - c->feeds_gone - c->feeds_paused),
	    "failing", (json_int_t)c->feeds_failing, "gone", (json_int_t)c->feeds_gone, "paused",
	    (json_int_t)c->feeds_paused, "items", "total", (json_int_t)c->items, "unread", (json_int_t)c->items_unread,
	    "starred", (json_int_t)c->items_starred, "kept", (json_int_t)c->items_kept, "duplicates",
	    (json_int_t)c->duplicates);
}

/* What will be removed, and when: as configured for all, not as said of single feeds. */
static bool
add_retention(struct reader *reader, int64_t now, json_t *out, struct err *err)
{
	const struct store_keep *keep = &reader->settings.keep;
	struct store_outlook outlook;
	json_t *retention;

	if (!store_outlook(reader->store, keep, now, &outlook, err))
		return false;
	retention = json_pack("{s:I, s:I, s:I, s:I, s:I}", "keep_s", (json_int_t)keep->keep_s, "keep_unread_s",
	    (json_int_t)keep->keep_unread_s, "keep_items", (json_int_t)keep->keep_items, "removed",
	    (json_int_t)outlook.removed, "within_a_week", (json_int_t)outlook.soon);
	render_time(retention, "next_removal", outlook.next_at);
	json_object_set_new(out, "retention", retention);
	return true;
}

static void
add_trouble(const struct vitals *v, json_t *out)
{
	enum trouble trouble = (enum trouble)atomic_load(&v->trouble);

	if (trouble == TROUBLE_NONE)
		return;
	json_object_set_new(out, "trouble",
	    json_pack("{s:s, s:s, s:I}", "kind", trouble_name(trouble), "detail", trouble_text(trouble), "free_bytes",
		(json_int_t)atomic_load(&v->disk_free)));
}

bool
answer_status(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	int64_t now = clock_now_s(reader->clock);
	struct store_counts counts;
	json_t *out;
	bool is_good;

	if (!store_counts(reader->store, arena, &counts, err))
		return false;
	out = counts_of(&counts);
	json_object_set_new(out, "version", json_string(WINNOW_VERSION));
	render_text(out, "config", reader->settings.config_path);
	render_time(out, "started", reader->vitals->started_at);
	json_object_set_new(out, "uptime_s", json_integer(now - reader->vitals->started_at));
	json_object_set_new(out, "topics", json_integer(counts.topics));
	json_object_set_new(out, "queues", queues_of(reader->doors));
	if (atomic_load(&reader->vitals->is_config_refused))
		json_object_set_new(out, "config_refused", json_true());
	if (atomic_load(&reader->vitals->is_network_down) != 0)
		json_object_set_new(out, "network", json_string("down"));
	add_trouble(reader->vitals, out);
	json_object_set_new(out, "polls", polls_of(reader->vitals));
	json_object_set_new(out, "to_rescore", json_integer(atomic_load(&reader->vitals->items_to_rescore)));
	json_object_set_new(out, "store", json_pack("{s:I}", "bytes", (json_int_t)counts.bytes));
	if (counts.last_error != NULL) {
		json_t *last = json_object();

		render_text(last, "error", credentials_hide(counts.last_error, arena));
		render_time(last, "at", counts.last_error_at);
		json_object_set_new(out, "last_error", last);
	}
	is_good = add_retention(reader, now, out, err);
	if (is_good)
		reply_json(r, 200, out);
	json_decref(out);
	return is_good;
}

struct metric {
	const char *name; /* without the winnow_ before it */
	const char *type;
	const char *help;
	int64_t value;
};

static void
add_metrics(struct buffer *out, const struct metric *metrics, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_addf(out, "# HELP winnow_%s %s\n# TYPE winnow_%s %s\nwinnow_%s %" PRId64 "\n", metrics[i].name,
		    metrics[i].help, metrics[i].name, metrics[i].type, metrics[i].name, metrics[i].value);
}

static void
add_failures(struct buffer *out, const struct vitals *v)
{
	buffer_add_text(out,
	    "# HELP winnow_poll_failures_total Polls that failed, by why.\n"
	    "# TYPE winnow_poll_failures_total counter\n");
	for (int kind = FAILURE_NONE + 1; kind < FAILURE_KINDS; kind++)
		buffer_addf(out, "winnow_poll_failures_total{kind=\"%s\"} %" PRId64 "\n",
		    failure_name((enum failure_kind)kind), (int64_t)atomic_load(&v->failures[kind]));
}

static void
add_answers(struct buffer *out, const struct vitals *v)
{
	int64_t count = 0;

	buffer_add_text(out,
	    "# HELP winnow_answer_seconds How long answers on the socket took.\n"
	    "# TYPE winnow_answer_seconds histogram\n");
	for (int i = 0; i < ANSWER_STEPS; i++) {
		count += (int64_t)atomic_load(&v->answers[i]);
		buffer_addf(
		    out, "winnow_answer_seconds_bucket{le=\"%g\"} %" PRId64 "\n", answer_steps_ms[i] / 1000.0, count);
	}
	count += (int64_t)atomic_load(&v->answers[ANSWER_STEPS]);
	buffer_addf(out,
	    "winnow_answer_seconds_bucket{le=\"+Inf\"} %" PRId64
	    "\nwinnow_answer_seconds_sum %g\n"
	    "winnow_answer_seconds_count %" PRId64 "\n",
	    count, (double)atomic_load(&v->answers_ms) / 1000.0, count);
}

bool
answer_metrics(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	const struct vitals *v = reader->vitals;
	struct store_counts c;

	if (!store_counts(reader->store, arena, &c, err))
		return false;
	const struct metric metrics[] = {
		{ "uptime_seconds", "gauge", "Since the start.", clock_now_s(reader->clock) - v->started_at },
		{ "feeds", "gauge", "Feeds followed.", c.feeds },
		{ "feeds_failing", "gauge", "Feeds whose last poll failed.", c.feeds_failing },
		{ "feeds_gone", "gauge", "Feeds that answered 410.", c.feeds_gone },
		{ "feeds_paused", "gauge", "Feeds that are paused.", c.feeds_paused },
		{ "feeds_due", "gauge", "Feeds that are due and not yet asked.", atomic_load(&v->feeds_due) },
		{ "topics", "gauge", "Topics.", c.topics },
		{ "items", "gauge", "Items stored.", c.items },
		{ "items_unread", "gauge", "Items not read.", c.items_unread },
		{ "items_duplicate", "gauge", "Items folded under another.", c.duplicates },
		{ "store_bytes", "gauge", "Size of the store on disk.", c.bytes },
		{ "polls_started_total", "counter", "Polls begun.", atomic_load(&v->polls_started) },
		{ "polls_unchanged_total", "counter", "Polls answered 304.", atomic_load(&v->polls_unchanged) },
		{ "polls_fetched_total", "counter", "Polls that brought a document.", atomic_load(&v->polls_fetched) },
		{ "polls_failed_total", "counter", "Polls that failed.", atomic_load(&v->polls_failed) },
		{ "received_bytes_total", "counter", "Bytes of documents received.", atomic_load(&v->bytes_received) },
		{ "transfers_running", "gauge", "Transfers under way.", atomic_load(&v->transfers_running) },
		{ "items_new_total", "counter", "Items stored.", atomic_load(&v->items_new) },
		{ "items_revised_total", "counter", "Items that came again, changed.", atomic_load(&v->items_revised) },
		{ "items_removed_total", "counter", "Items removed for their age, or as one too many.",
		    atomic_load(&v->items_removed) },
		{ "duplicates_folded_total", "counter", "Items folded on arrival.",
		    atomic_load(&v->duplicates_folded) },
		{ "commits_total", "counter", "Transactions of polls.", atomic_load(&v->commits) },
		{ "items_to_rescore", "gauge", "Left of a re-scoring under way.", atomic_load(&v->items_to_rescore) },
		{ "queue_ingest", "gauge", "Letters waiting for the writer.",
		    (int64_t)mailbox_depth(reader->doors->ingest) },
		{ "queue_query", "gauge", "Letters waiting for a reader.",
		    (int64_t)mailbox_depth(reader->doors->query) },
		{ "polling_held", "gauge",
		    "1 while polling waits: no room on the disk, a damaged store, or one that was moved away.",
		    atomic_load(&v->trouble) != TROUBLE_NONE },
		{ "config_refused", "gauge", "1 while a configuration is refused, and the one before is in force.",
		    atomic_load(&v->is_config_refused) },
		{ "network_down", "gauge", "1 while no host can be reached, and polling waits.",
		    atomic_load(&v->is_network_down) },
		{ "disk_free_bytes", "gauge", "Room on the store's disk, when last looked at.",
		    atomic_load(&v->disk_free) },
		{ "watchers", "gauge", "Clients that follow the events.", atomic_load(&v->watchers) },
		{ "events_sent_total", "counter", "Events given to those who watch.", atomic_load(&v->events_sent) },
		{ "events_lost_total", "counter", "Events lost on those too slow to follow.",
		    atomic_load(&v->events_lost) },
		{ "requests_total", "counter", "Requests on the socket.", atomic_load(&v->requests) },
		{ "requests_refused_total", "counter", "Requests answered 4xx or 5xx.",
		    atomic_load(&v->requests_refused) },
	};

	add_metrics(&r->reply.body, metrics, sizeof(metrics) / sizeof(metrics[0]));
	add_failures(&r->reply.body, v);
	add_answers(&r->reply.body, v);
	r->reply.status = 200;
	r->reply.content_type = mem_strdup("text/plain; version=0.0.4; charset=utf-8");
	return true;
}
