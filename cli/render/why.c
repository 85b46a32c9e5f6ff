/* Why an item has its scores and its place, part by part. */
#include "base/memory.h"
#include "base/text.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/item.h"
#include "cli/render/pairs.h"
#include "cli/render/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static long long
hundredths(double value)
{
	return isfinite(value) && fabs(value) < 1e12 ? llround(value * 100) : 0;
}

/* The one that rounding moved furthest against `step`. */
static size_t
most_moved(const double *exact, const long long *rounded, size_t count, int step)
{
	size_t found = 0;
	double most = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		double moved = (exact[i] * 100 - (double)rounded[i]) * step;

		if (moved > most) {
			most = moved;
			found = i;
		}
	}
	return found;
}

bool
hundredths_round(const double *exact, size_t count, double sum, long long *out)
{
	long long missing = hundredths(sum);
	int step;

	for (size_t i = 0; i < count; i++) {
		out[i] = hundredths(exact[i]);
		missing -= out[i];
	}
	/* Rounding alone moves each by half a hundredth at most. */
	if (llabs(missing) > (long long)count / 2 + 1)
		return false;
	step = missing > 0 ? 1 : -1;
	for (; missing != 0 && count > 0; missing -= step)
		out[most_moved(exact, out, count, step)] += step;
	return missing == 0;
}

static void
points_cell(struct table *table, enum ink ink, long long points)
{
	char text[32];

	snprintf(text, sizeof(text), "%c%lld.%02lld", points < 0 ? '-' : '+', llabs(points) / 100, llabs(points) % 100);
	table_cell(table, ink, text);
}

static void
row_add(struct table *table, enum ink ink, long long points, const char *kind, const char *what)
{
	points_cell(table, ink, points);
	table_cell(table, INK_DIM, kind);
	table_cell(table, INK_PLAIN, what);
}

static void
sum_rows(struct table *table, const json_t *topic, long long missing)
{
	char result[48];

	if (missing != 0)
		row_add(table, INK_WARN, missing, "", "(not explained by the parts)");
	table_cell(table, INK_DIM, "──────");
	table_cell(table, INK_PLAIN, "");
	table_cell(table, INK_PLAIN, "");
	snprintf(result, sizeof(result), "score %lld of 100", (long long)field_int(topic, "score", 0));
	row_add(table, INK_STRONG, hundredths(field_real(topic, "margin")), "margin", result);
}

static void
parts_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { NULL, true, false, 0 }, { NULL, false, false, 0 },
		{ NULL, false, true, 0 } };
	const json_t *parts = field(topic, "parts"), *part;
	size_t count = json_array_size(parts) + 1;
	double margin = field_real(topic, "margin");
	double *exact = mem_array(count, sizeof(*exact));
	long long *points = mem_array(count, sizeof(*points)), missing = 0;
	TABLE table = table_new(columns, COUNT_OF(columns));

	exact[0] = field_real(topic, "bias");
	FIELD_EACH(i, parts, part)
	exact[i + 1] = field_real(part, "points");
	if (!hundredths_round(exact, count, margin, points)) {
		missing = hundredths(margin);
		for (size_t i = 0; i < count; i++)
			missing -= points[i];
	}
	row_add(table, INK_PLAIN, points[0], "bias", "where every item starts");
	FIELD_EACH(i, parts, part)
	row_add(table, points[i + 1] < 0 ? INK_BAD : INK_GOOD, points[i + 1], field_text_or(part, "kind", ""),
	    field_text_or(part, "what", ""));
	sum_rows(table, topic, missing);
	table_write(table, look, 2, out);
	free(exact);
	free(points);
}

static void
lessons_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	int64_t kept = field_int(topic, "kept", 0), skipped = field_int(topic, "skipped", 0),
		examples = field_int(topic, "examples", 0);

	if (kept + skipped > 0)
		ink_format(
		    out, look, INK_DIM, ", taught by %lld kept and %lld skipped", (long long)kept, (long long)skipped);
	if (examples > 0)
		ink_format(out, look, INK_DIM, "%s %lld example%s", kept + skipped > 0 ? " and" : ", taught by",
		    (long long)examples, examples == 1 ? "" : "s");
}

static void
topic_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	int64_t score = field_int(topic, "score", 0), threshold = field_int(topic, "threshold", 50);
	bool is_in = score >= threshold;

	buffer_add_char(out, '\n');
	ink_text(out, look, INK_HEADING, field_text_or(topic, "title", field_text(topic, "name")));
	ink_text(out, look, INK_PLAIN, "  ");
	ink_format(out, look, score_ink(score), "%lld", (long long)score);
	ink_format(out, look, INK_DIM, "  %s its threshold of %lld", is_in ? "reaches" : "below", (long long)threshold);
	lessons_write(topic, look, out);
	buffer_add_char(out, '\n');
	parts_write(topic, look, out);
}

static bool
is_in(const json_t *topic)
{
	return field_int(topic, "score", 0) >= field_int(topic, "threshold", 50);
}

static const json_t *
topic_best(const json_t *topics)
{
	const json_t *topic, *best = NULL;

	FIELD_EACH(i, topics, topic)
	{
		if (best == NULL || field_real(topic, "margin") > field_real(best, "margin"))
			best = topic;
	}
	return best;
}

static void
topics_write(const json_t *topics, bool all, const struct look *look, struct buffer *out)
{
	const json_t *topic, *best = topic_best(topics);
	BUFFER others = { 0 };

	FIELD_EACH(i, topics, topic)
	{
		if (all || is_in(topic) || topic == best)
			topic_write(topic, look, out);
		else
			buffer_addf(&others, "%s%s %lld", others.len > 0 ? ", " : "", field_text_or(topic, "name", ""),
			    (long long)field_int(topic, "score", 0));
	}
	if (best == NULL)
		ink_wrapped(out, look, INK_WARN, 0, "no topic has scored it: winnow topic list");
	if (others.len == 0)
		return;
	buffer_add_text(&others, " (--all shows how)");
	buffer_add_char(out, '\n');
	pairs_line(out, look, INK_DIM, "other topics", buffer_text(&others));
}

static void
copies_write(const json_t *why, const struct look *look, struct buffer *out)
{
	const json_t *of = field(why, "duplicate_of"), *copy;
	char id[FIELD_ID_SIZE];
	BUFFER line = { 0 };

	if (of != NULL) {
		field_id(json_is_object(of) ? of : why, json_is_object(of) ? "id" : "duplicate_of", id);
		buffer_addf(
		    &line, "%s %s", id, field_text_or(of, "reason", field_text_or(why, "duplicate_reason", "")));
		pairs_line(out, look, INK_WARN, "a copy of", buffer_text(&line));
		return;
	}
	FIELD_EACH(i, field(why, "duplicates"), copy)
	{
		const char *feed = field_text_or(copy, "feed.title", field_text(copy, "feed"));
		const char *reason = field_text(copy, "reason");

		buffer_cut(&line, 0);
		buffer_addf(&line, "%s  %s", json_is_object(copy) ? field_id(copy, "id", id) : "", feed);
		if (json_is_integer(copy))
			buffer_addf(&line, "%lld", (long long)json_integer_value(copy));
		if (reason != NULL)
			buffer_addf(&line, " (%s)", reason);
		pairs_line(out, look, INK_PLAIN, i == 0 ? "copies folded" : "", buffer_text(&line));
	}
}

static void
verdict_write(const json_t *why, const struct look *look, struct buffer *out)
{
	bool is_shown = field_is(why, "digest.in");
	BUFFER line = { 0 };

	story_tell(why, true, &line);
	if (line.len > 0) {
		pairs_line(out, look, INK_PLAIN, "story", buffer_text(&line));
		buffer_cut(&line, 0);
	}
	if (field(why, "digest") == NULL)
		return;
	buffer_add_text(&line, is_shown ? "yes" : "no");
	if (field_text(why, "digest.reason") != NULL)
		buffer_addf(&line, ": %s", field_text(why, "digest.reason"));
	pairs_line(out, look, is_shown ? INK_GOOD : INK_WARN, "in the digest", buffer_text(&line));
}

/* What moved it up and down: "+0.61 its score of 87, -0.06 its source publishes 40 a day". */
static void
place_write(const json_t *why, const struct look *look, struct buffer *out)
{
	const json_t *part;
	BUFFER line = { 0 };

	FIELD_EACH(i, field(why, "digest.place.parts"), part)
	{
		long long points = hundredths(field_real(part, "points"));

		if (points != 0)
			buffer_addf(&line, "%s%c%lld.%02lld %s", line.len > 0 ? ", " : "", points < 0 ? '-' : '+',
			    llabs(points) / 100, llabs(points) % 100, field_text_or(part, "what", ""));
	}
	if (line.len > 0)
		pairs_line(out, look, INK_PLAIN, "its place", buffer_text(&line));
}

void
render_why_not(const json_t *why, const struct look *look, struct buffer *out)
{
	const json_t *would = field(why, "digest.would"), *one;
	char id[FIELD_ID_SIZE];

	ink_wrapped(out, look, INK_STRONG, 0, entry_title(why));
	pairs_line(out, look, INK_NUMBER, "id", field_id(why, "id", id));
	if (json_array_size(would) == 0)
		verdict_write(why, look, out);
	FIELD_EACH(i, would, one)
	{
		pairs_line(out, look, INK_WARN, i == 0 ? "kept out" : "and", field_text_or(one, "reason", ""));
		pairs_line(out, look, INK_PLAIN, "  brought in by", field_text_or(one, "what", ""));
	}
	place_write(why, look, out);
}

void
render_why(const json_t *why, bool all, const struct look *look, struct buffer *out)
{
	char id[FIELD_ID_SIZE];

	ink_wrapped(out, look, INK_STRONG, 0, entry_title(why));
	pairs_line(out, look, INK_NUMBER, "id", field_id(why, "id", id));
	verdict_write(why, look, out);
	place_write(why, look, out);
	issues_lines(field(why, "issues"), look, out);
	copies_write(why, look, out);
	topics_write(field(why, "topics"), all, look, out);
}
