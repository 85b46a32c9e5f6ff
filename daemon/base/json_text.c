#include "base/json_text.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 64, DIGITS = 17 };

__extension__ typedef unsigned __int128 wide;

#define LEAST 1e-4
#define MOST 1e15

/* What can't stand in a string as it is. */
static bool
is_escaped(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

static void
add_escaped(struct buffer *b, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", short_form[] = "\"\\bfnrt";
	const char *at = c != '\0' ? strchr(plain, c) : NULL;

	if (at == NULL) {
		buffer_addf(b, "\\u%04X", c);
		return;
	}
	buffer_add_char(b, '\\');
	buffer_add_char(b, short_form[at - plain]);
}

static void
add_string(struct buffer *b, const char *text, size_t len)
{
	size_t from = 0;

	buffer_reserve(b, len + 2);
	buffer_add_char(b, '"');
	for (size_t i = 0; i < len; i++) {
		if (!is_escaped((unsigned char)text[i]))
			continue;
		buffer_add(b, text + from, i - from);
		add_escaped(b, (unsigned char)text[i]);
		from = i + 1;
	}
	buffer_add(b, text + from, len - from);
	buffer_add_char(b, '"');
}

/* ---- numbers ---- */

static size_t
write_digits(unsigned long long number, char text[NUMBER_SIZE])
{
	char reversed[NUMBER_SIZE];
	size_t len = 0;

	do
		reversed[len++] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	for (size_t i = 0; i < len; i++)
		text[i] = reversed[len - 1 - i];
	return len;
}

static void
add_integer(struct buffer *b, json_int_t value)
{
	char text[NUMBER_SIZE];
	size_t len = write_digits(value < 0 ? -(unsigned long long)value : (unsigned long long)value, text);

	if (value < 0)
		buffer_add_char(b, '-');
	buffer_add(b, text, len);
}

/*
 * The first DIGITS digits of `value`, which is from LEAST to under MOST, and where the point stands before, within or
 * behind them. Exact: 53 bits times a power of ten fit into 128 bits, and are divided by a power of two.
 */
static unsigned long long
digits_of(double value, int *out_point)
{
	static const double powers[] = { 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, MOST };
	int point = -3, exponent;
	wide scaled = (wide)ldexp(frexp(value, &exponent), 53), unit, rest;
	unsigned long long digits;

	while (value >= powers[point + 3])
		point++;
	for (int i = point; i < DIGITS; i++)
		scaled *= 10;
	unit = (wide)1 << (53 - exponent);
	rest = scaled & (unit - 1);
	digits = (unsigned long long)(scaled >> (53 - exponent));
	digits += rest > unit / 2 || (rest == unit / 2 && digits % 2 == 1);
	*out_point = point;
	return digits;
}

/* As jansson has it: seventeen digits without the zeros at their end, and a point in each. */
static void
add_usual_real(struct buffer *b, double value)
{
	char text[NUMBER_SIZE];
	int point;
	size_t len = write_digits(digits_of(fabs(value), &point), text), whole;

	point += (int)len - DIGITS; /* one more, when it was rounded up to the next power of ten */
	while (len > 1 && text[len - 1] == '0')
		len--;
	if (value < 0)
		buffer_add_char(b, '-');
	if (point <= 0)
		buffer_add(b, "0.000", 2 + (size_t)-point);
	whole = point <= 0 ? 0 : (size_t)point;
	for (size_t i = 0; i < whole; i++)
		buffer_add_char(b, i < len ? text[i] : '0');
	if (whole > 0)
		buffer_add_char(b, '.');
	if (whole < len)
		buffer_add(b, text + whole, len - whole);
	else
		buffer_add_char(b, '0');
}

static void
add_real(struct buffer *b, const json_t *value)
{
	double real = json_real_value(value);
	char text[NUMBER_SIZE];

	if (fabs(real) >= LEAST && fabs(real) < MOST)
		add_usual_real(b, real);
	else
		buffer_add(b, text, json_dumpb(value, text, sizeof(text), JSON_ENCODE_ANY));
}

/* ---- the rest ---- */

static void
add_array(struct buffer *b, const json_t *array)
{
	buffer_add_char(b, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i > 0)
			buffer_add_char(b, ',');
		buffer_add_json(b, json_array_get(array, i));
	}
	buffer_add_char(b, ']');
}

static void
add_object(struct buffer *b, json_t *object)
{
	void *first = json_object_iter(object);

	buffer_add_char(b, '{');
	for (void *i = first; i != NULL; i = json_object_iter_next(object, i)) {
		if (i != first)
			buffer_add_char(b, ',');
		add_string(b, json_object_iter_key(i), json_object_iter_key_len(i));
		buffer_add_char(b, ':');
		buffer_add_json(b, json_object_iter_value(i));
	}
	buffer_add_char(b, '}');
}

void
buffer_add_json(struct buffer *b, const json_t *value)
{
	static const char *const words[] = { [JSON_TRUE] = "true", [JSON_FALSE] = "false", [JSON_NULL] = "null" };

	if (value == NULL)
		return;
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		add_object(b, (json_t *)value); /* iterators are made of what may be changed */
		return;
	case JSON_ARRAY:
		add_array(b, value);
		return;
	case JSON_STRING:
		add_string(b, json_string_value(value), json_string_length(value));
		return;
	case JSON_INTEGER:
		add_integer(b, json_integer_value(value));
		return;
	case JSON_REAL:
		add_real(b, value);
		return;
	default:
		buffer_add_text(b, words[json_typeof(value)]);
	}
}
