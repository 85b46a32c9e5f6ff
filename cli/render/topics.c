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

void
render_topic(const json_t *topic, const struct look *look, struct buffer *out)
{
	static const struct fact facts[] = {
		{ "name", "name", FACT_PLAIN },
		{ "threshold", "threshold", FACT_PLAIN },
		{ "exclude", "exclude", FACT_PLAIN },
		{ "created", "made", FACT_AGE },
		{ "changed", "changed", FACT_AGE },
		{ "title", "title", FACT_HIDDEN },
		{ "terms", "terms", FACT_HIDDEN },
	};

	ink_wrapped(out, look, INK_STRONG, 0, field_text_or(topic, "title", field_text(topic, "name")));
	pairs_write(out, look, topic, facts, COUNT_OF(facts));
	buffer_add_char(out, '\n');
	terms_write(topic, look, out);
}
