#include "cli/render/feeds.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/render/age.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/pairs.h"
#include "cli/render/table.h"

#include <math.h>
#include <stdio.h>

enum { ADDRESS_WIDTH_MIN = 100 };

static const char *
feed_name(const json_t *feed)
{
	return field_text_or(feed, "title", field_text_or(feed, "feed_title", field_text(feed, "url")));
}

static bool
is_narrow(const struct look *look)
{
	return look->cuts && look->width < ADDRESS_WIDTH_MIN;
}

static void
row_add(struct table *table, const json_t *feed, const struct look *look)
{
	char id[FIELD_ID_SIZE], age[AGE_SIZE], next[AGE_SIZE];
	const char *state = field_text_or(feed, "state", "");

	table_cell(table, INK_NUMBER, field_id(feed, "id", id));
	table_cell(table, state_ink(state), state);
	table_cell_int(table, INK_PLAIN, field_int(feed, "items", 0));
	table_cell(table, INK_DIM, age_format(field_time(feed, "last_change"), look->now, age));
	table_cell(table, INK_DIM, age_until(field_time(feed, "next_poll"), look->now, next));
	table_cell_link(table, INK_PLAIN, feed_name(feed), field_text(feed, "home_url"));
	/* On a narrow screen the title needs the room more; it is a link. */
	if (!is_narrow(look))
		table_cell(table, INK_DIM, field_text(feed, "url"));
}

void
render_feeds(const json_t *feeds, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "id", true, false, 0 }, { "state", false, false, 0 },
		{ "items", true, false, 0 }, { "changed", true, false, 0 }, { "next poll", true, false, 0 },
		{ "title", false, true, 0 }, { "address", false, true, 0 } };
	TABLE table = table_new(columns, COUNT_OF(columns) - (is_narrow(look) ? 1 : 0));
	const json_t *feed;

	FIELD_EACH(i, feeds, feed)
	row_add(table, feed, look);
	if (json_array_size(feeds) > 0)
		table_write(table, look, 0, out);
}

static void
failing_write(const json_t *feed, const struct look *look, struct buffer *out)
{
	char id[FIELD_ID_SIZE], next[AGE_SIZE];
	int64_t failures = field_int(feed, "failures", 0);
	size_t indent = 8;
	BUFFER line = { 0 };

	ink_format(out, look, INK_NUMBER, "%6s", field_id(feed, "id", id));
	ink_spaces(out, 2);
	ink_wrapped(out, look, INK_STRONG, indent, feed_name(feed));
	ink_spaces(out, indent);
	ink_wrapped(out, look, INK_DIM, indent, field_text_or(feed, "url", ""));
	ink_spaces(out, indent);
	ink_wrapped(out, look, INK_BAD, indent, field_text_or(feed, "last_error", field_text(feed, "state")));
	if (failures > 0)
		buffer_addf(&line, "%lld time%s in a row", (long long)failures, failures == 1 ? "" : "s");
	if (field_time(feed, "next_poll") != TIME_NONE)
		buffer_addf(&line, "%stried again %s", line.len > 0 ? ", " : "",
		    age_until(field_time(feed, "next_poll"), look->now, next));
	if (line.len == 0)
		return;
	ink_spaces(out, indent);
	ink_wrapped(out, look, INK_DIM, indent, buffer_text(&line));
}

void
render_feeds_failing(const json_t *feeds, const struct look *look, struct buffer *out)
{
	const json_t *feed;

	FIELD_EACH(i, feeds, feed)
	failing_write(feed, look, out);
}

/* Only what differs from the configuration. */
static void
keep_write(struct buffer *out, const struct look *look, const json_t *feed)
{
	const json_t *s = json_object_get(feed, "keep_s"), *items = json_object_get(feed, "keep_items");
	BUFFER text = { 0 };
	char time[TIMESTAMP_SIZE];

	if (s != NULL)
		buffer_add_text(
		    &text, json_integer_value(s) == 0 ? "for ever" : duration_format(json_integer_value(s), time));
	if (items != NULL && json_integer_value(items) > 0)
		buffer_addf(&text, "%sat most %lld", text.len > 0 ? ", " : "", (long long)json_integer_value(items));
	if (text.len > 0)
		pairs_line(out, look, INK_PLAIN, "items stay", buffer_text(&text));
}

static const struct fact feed_facts[] = {
	{ "id", "id", FACT_PLAIN },
	{ "state", "state", FACT_STATE },
	{ "last_error", "what is wrong", FACT_WRONG },
	{ "failures", "failures", FACT_WRONG },
	{ "url", "address", FACT_PLAIN },
	{ "home_url", "page", FACT_PLAIN },
	{ "feed_title", "calls itself", FACT_PLAIN },
	{ "description", "description", FACT_PLAIN },
	{ "tags", "tags", FACT_PLAIN },
	{ "language", "language", FACT_PLAIN },
	{ "format", "format", FACT_PLAIN },
	{ "items", "items", FACT_PLAIN },
	{ "added", "added", FACT_AGE },
	{ "newest_item", "newest item", FACT_AGE },
	{ "last_change", "last change", FACT_AGE },
	{ "last_poll", "last poll", FACT_AGE },
	{ "last_status", "last answer", FACT_PLAIN },
	{ "next_poll", "next poll", FACT_NEXT },
	{ "next_poll_reason", "because", FACT_PLAIN },
	{ "hints", "hints", FACT_LINES },
	{ "etag", "etag", FACT_PLAIN },
	{ "last_modified", "last modified", FACT_PLAIN },
	{ "moved_url", "moving to", FACT_PLAIN },
	{ "moved_since", "said so since", FACT_AGE },
	{ "move", "and then", FACT_PLAIN },
	{ "hub", "hub", FACT_PLAIN },
	/* Said by others above. */
	{ "title", "title", FACT_HIDDEN },
	{ "icon", "icon", FACT_HIDDEN },
	{ "paused", "paused", FACT_HIDDEN },
	{ "failure", "failure", FACT_HIDDEN },
	{ "weight", "weight", FACT_HIDDEN },
	{ "weighed", "weighed", FACT_HIDDEN },
	{ "preferred", "preferred", FACT_HIDDEN },
	{ "keep_s", "keep_s", FACT_HIDDEN },
	{ "keep_items", "keep_items", FACT_HIDDEN },
};

void
render_feed(const json_t *feed, const struct look *look, struct buffer *out)
{
	char weight[64];

	ink_wrapped_link(out, look, INK_STRONG, 0, field_text(feed, "home_url"), feed_name(feed));
	pairs_write(out, look, feed, feed_facts, COUNT_OF(feed_facts));
	snprintf(weight, sizeof(weight), "%+.4g in every topic", field_real(feed, "weight"));
	if (fabs(field_real(feed, "weight")) > 0)
		pairs_line(out, look, INK_PLAIN, "weight", weight);
	keep_write(out, look, feed);
	if (field_is(feed, "preferred"))
		pairs_line(out, look, INK_PLAIN, "preferred", "of several copies, the one in this feed stands for all");
}

/* What is not as it should be, and what to do about it. */
struct trouble {
	const char *path; /* a count */
	const char *one, *many;
	const char *remedy;
};

static void
troubles_write(const json_t *status, const struct look *look, struct buffer *out)
{
	static const struct trouble troubles[] = {
		{ "feeds.failing", "feed is failing", "feeds are failing", "winnow feed list --failing" },
		{ "feeds.gone", "feed is gone for good", "feeds are gone for good", "winnow feed list --state gone" },
	};

	for (size_t i = 0; i < COUNT_OF(troubles); i++) {
		int64_t count = field_int(status, troubles[i].path, 0);
		BUFFER text = { 0 };

		if (count <= 0)
			continue;
		buffer_addf(&text, "%lld %s: %s", (long long)count, count == 1 ? troubles[i].one : troubles[i].many,
		    troubles[i].remedy);
		ink_wrapped(out, look, INK_WARN, 0, buffer_text(&text));
	}
}

/* All that is wrong, the worst first. */
static void
verdict_write(const json_t *status, const struct look *look, struct buffer *out)
{
	const struct {
		bool is_so;
		enum ink ink;
		const char *words;
	} states[] = {
		{ field_text(status, "trouble.detail") != NULL, INK_BAD, field_text(status, "trouble.detail") },
		{ text_equal(field_text(status, "network"), "down"), INK_BAD,
		    "no feed can be reached: is this machine online?" },
		{ field_is(status, "config_refused"), INK_BAD,
		    "the configuration was refused, the one before is in force: winnowd --check-config" },
		{ field_int(status, "feeds.total", -1) == 0, INK_WARN,
		    "no feeds yet: winnow feed add URL, or winnow import FILE" },
		{ field_int(status, "topics", -1) == 0, INK_WARN, "no topics yet: winnow topic import FILE" },
	};
	size_t start = out->len;

	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (states[i].is_so)
			ink_wrapped(out, look, states[i].ink, 0, states[i].words);
	if (!text_equal(field_text(status, "network"), "down")) /* else they fail for that */
		troubles_write(status, look, out);
	if (out->len == start)
		ink_wrapped(out, look, INK_GOOD, 0, "all is well");
	buffer_add_char(out, '\n');
}

static const struct fact status_facts[] = {
	{ "version", "version", FACT_PLAIN },
	{ "uptime_s", "up for", FACT_SECONDS },
	{ "started", "started", FACT_HIDDEN },
	{ "feeds.total", "feeds", FACT_PLAIN },
	{ "feeds.failing", "failing", FACT_WRONG },
	{ "feeds.gone", "gone", FACT_WRONG },
	{ "feeds.paused", "paused", FACT_SOME },
	{ "items.total", "items", FACT_PLAIN },
	{ "items.unread", "unread", FACT_PLAIN },
	{ "items.starred", "starred", FACT_SOME },
	{ "items.kept", "kept", FACT_SOME },
	{ "items.duplicates", "copies folded", FACT_SOME },
	{ "topics", "topics", FACT_PLAIN },
	{ "to_rescore", "to be rescored", FACT_SOME },
	{ "polls.started", "polls", FACT_PLAIN },
	{ "polls.running", "polling now", FACT_SOME },
	{ "polls.due", "due", FACT_SOME },
	{ "polls.unchanged", "unchanged", FACT_SOME },
	{ "polls.failed", "failed", FACT_SOME },
	{ "polls.bytes", "received", FACT_BYTES },
	{ "network", "network", FACT_WRONG },
	{ "config_refused", "configuration", FACT_HIDDEN },
	{ "trouble.free_bytes", "room left", FACT_BYTES },
	{ "trouble", "trouble", FACT_HIDDEN },
	{ "queues.ingest", "to be stored", FACT_SOME },
	{ "queues.query", "to be answered", FACT_SOME },
	{ "store.bytes", "store", FACT_BYTES },
	{ "retention.within_a_week", "to go in a week", FACT_SOME },
	{ "retention.next_removal", "next item goes", FACT_UNTIL },
	{ "retention.removed", "remembered", FACT_SOME },
	{ "retention", "retention", FACT_HIDDEN },
	{ "last_error.error", "last error", FACT_WRONG },
	{ "last_error.at", "", FACT_AGE },
};

void
render_status(const json_t *status, const struct look *look, struct buffer *out)
{
	verdict_write(status, look, out);
	pairs_write(out, look, status, status_facts, COUNT_OF(status_facts));
}
