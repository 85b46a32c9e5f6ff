#include "cli/render/field.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>

const json_t *
field(const json_t *object, const char *path)
{
	for (;;) {
		size_t len = strcspn(path, ".");

		object = json_object_getn(object, path, len);
		if (object == NULL || json_is_null(object))
			return NULL;
		if (path[len] == '\0')
			return object;
		path += len + 1;
	}
}

const char *
field_text(const json_t *object, const char *path)
{
	const char *text = json_string_value(field(object, path));

	return text_is_blank(text) ? NULL : text;
}

const char *
field_text_or(const json_t *object, const char *path, const char *otherwise)
{
	const char *text = field_text(object, path);

	if (text != NULL)
		return text;
	return otherwise != NULL ? otherwise : "";
}

int64_t
field_int(const json_t *object, const char *path, int64_t otherwise)
{
	const json_t *value = field(object, path);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

double
field_real(const json_t *object, const char *path)
{
	return json_number_value(field(object, path));
}

bool
field_is(const json_t *object, const char *path)
{
	return json_is_true(field(object, path));
}

size_t
field_count(const json_t *object, const char *path)
{
	return json_array_size(field(object, path));
}

int64_t
field_time(const json_t *object, const char *path)
{
	const char *text = field_text(object, path);
	int64_t time = TIME_NONE;

	if (text == NULL || !timestamp_parse(text, &time, NULL))
		return TIME_NONE;
	return time;
}

const char *
field_id(const json_t *object, const char *path, char out[static FIELD_ID_SIZE])
{
	const json_t *value = field(object, path);

	out[0] = '\0';
	if (json_is_integer(value))
		snprintf(out, FIELD_ID_SIZE, "%lld", (long long)json_integer_value(value));
	else if (json_is_string(value))
		snprintf(out, FIELD_ID_SIZE, "%.20s", json_string_value(value));
	return out;
}

const json_t *
field_list(const json_t *answer, const char *key)
{
	const json_t *list = json_is_array(answer) ? answer : field(answer, key);

	return json_is_array(list) ? list : NULL;
}
