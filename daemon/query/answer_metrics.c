/* How the daemon is, for Prometheus: its text format, version 0.0.4. */
#include "base/memory.h"
#include "base/text.h"
#include "query/reader.h"

#include <inttypes.h>

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

static void
add_stock(struct buffer *out, const struct reader *reader, const struct store_counts *c)
{
	const struct metric metrics[] = {
		{ "uptime_seconds", "gauge", "Since the start.",
		    clock_now_s(reader->clock) - reader->vitals->started_at },
		{ "feeds", "gauge", "Feeds followed.", c->feeds },
		{ "feeds_failing", "gauge", "Feeds whose last poll failed.", c->feeds_failing },
		{ "feeds_gone", "gauge", "Feeds that answered 410.", c->feeds_gone },
		{ "feeds_paused", "gauge", "Feeds that are paused.", c->feeds_paused },
		{ "feeds_due", "gauge", "Feeds that are due and not yet asked.",
		    atomic_load(&reader->vitals->feeds_due) },
		{ "topics", "gauge", "Topics.", c->topics },
		{ "items", "gauge", "Items stored.", c->items },
		{ "items_unread", "gauge", "Items not read.", c->items_unread },
		{ "items_duplicate", "gauge", "Items folded under another.", c->duplicates },
		{ "store_bytes", "gauge", "Size of the store on disk.", c->bytes },
	};

	add_metrics(out, metrics, COUNT_OF(metrics));
}

static void
add_polls(struct buffer *out, const struct vitals *v)
{
	const struct metric metrics[] = {
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
	};

	add_metrics(out, metrics, COUNT_OF(metrics));
}

static void
add_health(struct buffer *out, const struct vitals *v, const struct doors *doors)
{
	const struct metric metrics[] = {
		{ "queue_ingest", "gauge", "Letters waiting for the writer.", (int64_t)mailbox_depth(doors->ingest) },
		{ "queue_query", "gauge", "Letters waiting for a reader.", (int64_t)mailbox_depth(doors->query) },
		{ "polling_held", "gauge",
		    "1 while polling waits: no room on the disk, a store that is locked, damaged, or was moved away.",
		    atomic_load(&v->trouble) != TROUBLE_NONE },
		{ "config_refused", "gauge", "1 while a configuration is refused, and the one before is in force.",
		    atomic_load(&v->is_config_refused) },
		{ "network_down", "gauge", "1 while no host can be reached, and polling waits.",
		    atomic_load(&v->is_network_down) },
		{ "disk_free_bytes", "gauge", "Room on the store's disk, when last looked at.",
		    atomic_load(&v->disk_free) },
	};

	add_metrics(out, metrics, COUNT_OF(metrics));
}

static void
add_clients(struct buffer *out, const struct vitals *v)
{
	const struct metric metrics[] = {
		{ "watchers", "gauge", "Clients that follow the events.", atomic_load(&v->watchers) },
		{ "events_sent_total", "counter", "Events given to those who watch.", atomic_load(&v->events_sent) },
		{ "events_lost_total", "counter", "Events lost on those too slow to follow.",
		    atomic_load(&v->events_lost) },
		{ "requests_total", "counter", "Requests on the socket.", atomic_load(&v->requests) },
		{ "requests_refused_total", "counter", "Requests answered 4xx or 5xx.",
		    atomic_load(&v->requests_refused) },
	};

	add_metrics(out, metrics, COUNT_OF(metrics));
}

bool
answer_metrics(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	const struct vitals *v = reader->vitals;
	struct buffer *out = &r->reply.body;
	struct store_counts counts;

	if (!store_counts(reader->store, arena, &counts, err))
		return false;
	add_stock(out, reader, &counts);
	add_polls(out, v);
	add_health(out, v, reader->doors);
	add_clients(out, v);
	add_failures(out, v);
	add_answers(out, v);
	r->reply.status = 200;
	r->reply.content_type = mem_strdup("text/plain; version=0.0.4; charset=utf-8");
	return true;
}
