#include "cli/render/topics.h"

#include "base/text.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/pairs.h"
#include "cli/render/table.h"

#include <stdio.h>

enum { THRESHOLD_DEFAULT = 50 };

static void
terms_add(const json_t *topic, struct buffer *out)
{
	const json_t *term;

	FIELD_EACH(i, field(topic, "terms"), term)
	{
		buffer_add_text(out, i > 0 ? ", " : "");
		buffer_add_text(out, field_text_or(term, "phrase", ""));
	}
}

void
render_topics(const json_t *topics, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "name", false, false, 0 }, { "title", false, true, 0 },
		{ "threshold", true, false, 0 }, { "terms", true, false, 0 }, { "", false, true, 0 } };
	TABLE table = table_new(columns, COUNT_OF(columns));
	const json_t *topic;

	FIELD_EACH(i, topics, topic)
	{
		BUFFER terms = { 0 };

		terms_add(topic, &terms);
		table_cell(table, INK_NUMBER, field_text(topic, "name"));
		table_cell(table, INK_STRONG, field_text(topic, "title"));
		table_cell_int(table, INK_PLAIN, field_int(topic, "threshold", THRESHOLD_DEFAULT));
		table_cell_int(table, INK_PLAIN, (int64_t)field_count(topic, "terms"));
		table_cell(table, INK_DIM, buffer_text(&terms));
	}
	if (json_array_size(topics) > 0)
		table_write(table, look, 0, out);
}

static void
terms_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "weight", true, false, 0 }, { "term", false, true, 0 } };
	TABLE table = table_new(columns, COUNT_OF(columns));
	const json_t *term;

	FIELD_EACH(i, field(topic, "terms"), term)
	{
		char weight[32];

		snprintf(
		    weight, sizeof(weight), "%.3g", field(term, "weight") != NULL ? field_real(term, "weight") : 1.0);
		table_cell(table, INK_DIM, weight);
		table_cell(table, INK_PLAIN, field_text(term, "phrase"));
	}
	table_write(table, look, 0, out);
}

static void
moves_write(const json_t *moves, const char *heading, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "id", true, false, 0 }, { "now", true, false, 0 },
		{ "then", true, false, 0 }, { "title", false, true, 0 }, { "feed", false, true, 24 } };
	TABLE table = table_new(columns, COUNT_OF(columns));
	const json_t *move;

	if (json_array_size(moves) == 0)
		return;
	buffer_add_char(out, '\n');
	ink_text(out, look, INK_HEADING, heading);
	buffer_add_char(out, '\n');
	FIELD_EACH(i, moves, move)
	{
		char id[FIELD_ID_SIZE];

		table_cell(table, INK_NUMBER, field_id(move, "id", id));
		if (field(move, "before") != NULL)
			table_cell_int(table, INK_DIM, field_int(move, "before", 0));
		else
			table_cell(table, INK_DIM, "-");
		table_cell_int(table, INK_PLAIN, field_int(move, "after", 0));
		table_cell(table, INK_PLAIN, field_text(move, "title"));
		table_cell(table, INK_DIM, field_text(move, "feed"));
	}
	table_write(table, look, 0, out);
}

void
render_topic_test(const json_t *test, const struct look *look, struct buffer *out)
{
	BUFFER line = { 0 };

	buffer_addf(&line, "%lld of %lld items would belong to it, %lld do now: %lld coming in, %lld going",
	    (long long)field_int(test, "after", 0), (long long)field_int(test, "items", 0),
	    (long long)field_int(test, "before", 0), (long long)field_int(test, "moved_in", 0),
	    (long long)field_int(test, "moved_out", 0));
	ink_wrapped(out, look, INK_STRONG, 0, buffer_text(&line));
	moves_write(field(test, "in"), "coming in", look, out);
	moves_write(field(test, "out"), "going", look, out);
}

static void
learnt_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "for", true, false, 0 }, { "word", false, true, 0 },
		{ "against", true, false, 0 }, { "word", false, true, 0 } };
	TABLE table = table_new(columns, COUNT_OF(columns));
	json_t *sides[2] = { json_array(), json_array() };
	const json_t *word;

	FIELD_EACH(i, field(topic, "learnt"), word)
	json_array_append(sides[field_real(word, "weight") < 0], (json_t *)word);
	for (size_t i = 0; i < json_array_size(sides[0]) || i < json_array_size(sides[1]); i++) {
		for (size_t side = 0; side < 2; side++) {
			char weight[32] = "";

			word = json_array_get(sides[side], i);
			if (word != NULL)
				snprintf(weight, sizeof(weight), "%+.2f", field_real(word, "weight"));
			table_cell(table, side == 0 ? INK_GOOD : INK_BAD, weight);
			table_cell(table, INK_PLAIN, field_text(word, "word"));
		}
	}
	json_decref(sides[0]);
	json_decref(sides[1]);
	table_write(table, look, 0, out);
}

const char *
example_id(const json_t *example, char out[static EXAMPLE_ID_SIZE])
{
	char id[FIELD_ID_SIZE];

	if (field(example, "item") != NULL)
		snprintf(out, EXAMPLE_ID_SIZE, "%s", field_id(example, "item", id));
	else
		snprintf(out, EXAMPLE_ID_SIZE, "e%s", field_id(example, "id", id));
	return out;
}

/* Documents that were given as examples; verdicts whose items are elsewhere, or no more, are counted with the others. */
static size_t
given_count(const json_t *topic)
{
	const json_t *example;
	size_t count = 0;

	FIELD_EACH(i, field(topic, "examples"), example)
	count += field(example, "verdict") == NULL;
	return count;
}

static void
examples_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "id", true, false, 0 }, { "title", false, true, 0 },
		{ "from", false, true, 40 } };
	TABLE table = table_new(columns, COUNT_OF(columns));
	const json_t *example;

	FIELD_EACH(i, field(topic, "examples"), example)
	{
		char id[EXAMPLE_ID_SIZE];

		if (field(example, "verdict") != NULL)
			continue;
		table_cell(table, INK_NUMBER, example_id(example, id));
		table_cell(table, INK_PLAIN, field_text_or(example, "title", "(no title)"));
		table_cell(table, INK_DIM, field_text(example, "url"));
	}
	buffer_add_char(out, '\n');
	ink_text(out, look, INK_HEADING, "examples");
	buffer_add_char(out, '\n');
	table_write(table, look, 0, out);
}

/* "4 kept, 2 skipped and 1 example". */
static void
teachers_say(const json_t *topic, struct buffer *out)
{
	bool is_off = json_is_false(field(topic, "learning"));
	size_t examples = given_count(topic);

	if (is_off)
		buffer_addf(out, "%s learning is off", examples == 0 ? "nothing:" : "examples alone:");
	else
		buffer_addf(out, "%lld kept%s%lld skipped", (long long)field_int(topic, "kept", 0),
		    examples == 0 ? " and " : ", ", (long long)field_int(topic, "skipped", 0));
	if (!is_off && examples > 0)
		buffer_addf(out, " and %zu example%s", examples, examples == 1 ? "" : "s");
	if (!is_off && field_count(topic, "examples") > examples)
		buffer_addf(out, ", %zu of them on items that are not here", field_count(topic, "examples") - examples);
}

static void
lessons_write(const json_t *topic, const struct look *look, struct buffer *out)
{
	BUFFER text = { 0 };

	if (field(topic, "learnt") == NULL)
		return;
	teachers_say(topic, &text);
	pairs_line(out, look, INK_PLAIN, "taught by", buffer_text(&text));
	buffer_cut(&text, 0);
	buffer_addf(&text, "takes %.1f of 100 recent items to be wanted; odds rise %.2f times with its own rank",
	    100 * field_real(topic, "calibration.share"), field_real(topic, "calibration.slope"));
	pairs_line(out, look, INK_PLAIN, "calibration", buffer_text(&text));
	buffer_cut(&text, 0);
	if (field(topic, "held_out") != NULL)
		buffer_addf(&text,
		    "a kept one ranks over a skipped one %.0f times in 100; %lld of the %lld kept are among the best %lld of %lld",
		    100 * field_real(topic, "held_out.auc"), (long long)field_int(topic, "held_out.hits", 0),
		    (long long)field_int(topic, "held_out.kept", 0), (long long)field_int(topic, "held_out.kept", 0),
		    (long long)field_int(topic, "held_out.verdicts", 0));
	else
		buffer_add_text(&text, "not known before something was kept and something skipped");
	pairs_line(out, look, INK_PLAIN, "held out", buffer_text(&text));
}

void
render_topic(const json_t *topic, const struct look *look, struct buffer *out)
{
	static const struct fact facts[] = {
		{ "name", "name", FACT_PLAIN },
		{ "threshold", "threshold", FACT_PLAIN },
		{ "language", "language", FACT_PLAIN },
		{ "exclude", "exclude", FACT_PLAIN },
		{ "created", "made", FACT_AGE },
		{ "changed", "changed", FACT_AGE },
		{ "forgotten", "forgotten", FACT_PLAIN },
		{ "title", "title", FACT_HIDDEN },
		{ "learning", "learning", FACT_HIDDEN },
		{ "learnt", "learnt", FACT_HIDDEN },
		{ "kept", "kept", FACT_HIDDEN },
		{ "skipped", "skipped", FACT_HIDDEN },
		{ "calibration", "calibration", FACT_HIDDEN },
		{ "held_out", "held out", FACT_HIDDEN },
		{ "terms", "terms", FACT_HIDDEN },
		{ "examples", "examples", FACT_HIDDEN },
	};

	ink_wrapped(out, look, INK_STRONG, 0, field_text_or(topic, "title", field_text(topic, "name")));
	pairs_write(out, look, topic, facts, COUNT_OF(facts));
	lessons_write(topic, look, out);
	buffer_add_char(out, '\n');
	terms_write(topic, look, out);
	if (given_count(topic) > 0)
		examples_write(topic, look, out);
	if (field_count(topic, "learnt") > 0) {
		buffer_add_char(out, '\n');
		ink_text(out, look, INK_HEADING, "learnt");
		buffer_add_char(out, '\n');
		learnt_write(topic, look, out);
	}
}
