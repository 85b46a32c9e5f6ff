#include "cli/render/pairs.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/render/age.h"
#include "cli/render/field.h"
#include "cli/render/width.h"

#include <string.h>

enum { DEPTH_MAX = 4 };

void
bytes_format(double bytes, struct buffer *out)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	size_t unit = 0;

	while (bytes >= 1000 && unit + 1 < COUNT_OF(units)) {
		bytes /= 1000;
		unit++;
	}
	buffer_addf(out, unit > 0 && bytes < 100 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
}

enum ink
state_ink(const char *state)
{
	static const struct {
		const char *state;
		enum ink ink;
	} inks[] = { { "ok", INK_GOOD }, { "failing", INK_BAD }, { "gone", INK_BAD }, { "paused", INK_WARN } };

	for (size_t i = 0; i < COUNT_OF(inks); i++)
		if (text_equal(state, inks[i].state))
			return inks[i].ink;
	return INK_PLAIN;
}

void
pairs_line(struct buffer *out, const struct look *look, enum ink ink, const char *label, const char *value)
{
	size_t width = width_of_text(label);

	ink_text(out, look, INK_DIM, label);
	ink_spaces(out, width < PAIRS_LABEL_WIDTH ? PAIRS_LABEL_WIDTH - width : 1);
	ink_wrapped(out, look, ink, PAIRS_LABEL_WIDTH, value);
}

static void
scalar_add(const json_t *value, struct buffer *out)
{
	if (json_is_string(value))
		buffer_add_text(out, json_string_value(value));
	else if (json_is_integer(value))
		buffer_addf(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		buffer_addf(out, "%.2f", json_real_value(value));
	else if (json_is_boolean(value))
		buffer_add_text(out, json_is_true(value) ? "yes" : "no");
}

/* "a, b" of a list, "x 1, y 2" of an object. */
static void
value_add(const json_t *value, struct buffer *out, int depth)
{
	const json_t *part;
	const char *key;
	json_t *member;
	bool is_first = true;

	scalar_add(value, out);
	if (depth == DEPTH_MAX)
		return;
	FIELD_EACH(i, value, part)
	{
		buffer_add_text(out, i > 0 ? ", " : "");
		value_add(part, out, depth + 1);
	}
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		if (json_is_null(member))
			continue;
		buffer_addf(out, "%s%s ", is_first ? "" : ", ", key);
		value_add(member, out, depth + 1);
		is_first = false;
	}
}

static void
time_add(const json_t *object, const char *path, const struct look *look, bool is_past, struct buffer *out)
{
	int64_t time = field_time(object, path);
	char relative[AGE_SIZE], absolute[AGE_SIZE];

	if (time == TIME_NONE)
		return;
	if (is_past)
		age_format(time, look->now, relative);
	else
		age_until(time, look->now, relative);
	age_minute(time, absolute);
	buffer_addf(out, "%s%s (%s)", relative,
	    is_past && strcmp(relative, "now") != 0 && strchr(relative, '-') == NULL ? " ago" : "", absolute);
}

static void
fact_value(const json_t *object, const struct fact *fact, const struct look *look, struct buffer *out)
{
	char length[TIMESTAMP_SIZE];

	switch (fact->kind) {
	case FACT_AGE:
	case FACT_UNTIL:
	case FACT_NEXT:
		time_add(object, fact->path, look, fact->kind == FACT_AGE, out);
		break;
	case FACT_BYTES:
		bytes_format(field_real(object, fact->path), out);
		break;
	case FACT_SECONDS:
		buffer_add_text(out, duration_format((int64_t)field_real(object, fact->path), length));
		break;
	default:
		value_add(field(object, fact->path), out, 0);
		break;
	}
}

static void
lines_write(struct buffer *out, const struct look *look, const json_t *list, const char *label)
{
	const json_t *one;

	FIELD_EACH(i, list, one)
	{
		BUFFER line = { 0 };

		value_add(one, &line, 0);
		pairs_line(out, look, INK_PLAIN, i == 0 ? label : "", buffer_text(&line));
	}
}

static void
fact_write(struct buffer *out, const struct look *look, const json_t *object, const struct fact *fact)
{
	BUFFER value = { 0 };
	enum ink ink = INK_PLAIN;

	if (fact->kind == FACT_NEXT && field(object, fact->path) == NULL)
		buffer_add_text(&value, "never");
	else if (fact->kind == FACT_HIDDEN || field(object, fact->path) == NULL)
		return;
	if (fact->kind == FACT_LINES) {
		lines_write(out, look, field(object, fact->path), fact->label);
		return;
	}
	if ((fact->kind == FACT_SOME || fact->kind == FACT_WRONG) && field_int(object, fact->path, 1) == 0)
		return;
	fact_value(object, fact, look, &value);
	if (fact->kind == FACT_STATE)
		ink = state_ink(buffer_text(&value));
	else if (fact->kind == FACT_WRONG)
		ink = INK_BAD;
	if (!text_is_blank(buffer_text(&value)))
		pairs_line(out, look, ink, fact->label, buffer_text(&value));
}

static bool
is_known(const char *key, const struct fact *facts, size_t count)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < count; i++)
		if (strncmp(facts[i].path, key, len) == 0 && (facts[i].path[len] == '\0' || facts[i].path[len] == '.'))
			return true;
	return false;
}

static void
unknown_write(struct buffer *out, const struct look *look, const char *key, const json_t *value)
{
	BUFFER label = { 0 };
	BUFFER text = { 0 };

	buffer_add_text(&label, key);
	for (size_t i = 0; i < label.len; i++)
		if (label.data[i] == '_')
			label.data[i] = ' ';
	value_add(value, &text, 0);
	if (!text_is_blank(buffer_text(&text)))
		pairs_line(out, look, INK_PLAIN, buffer_text(&label), buffer_text(&text));
}

void
pairs_write(struct buffer *out, const struct look *look, const json_t *object, const struct fact *facts, size_t count)
{
	const char *key;
	json_t *value;

	for (size_t i = 0; i < count; i++)
		fact_write(out, look, object, &facts[i]);
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		if (!is_known(key, facts, count))
			unknown_write(out, look, key, value);
	}
}
