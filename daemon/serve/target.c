#include "serve/target.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* The byte at `text`, decoded, and how much it took; -1 when it is none. */
static int
decoded_byte(const char *text, size_t len, size_t *out_took)
{
	*out_took = 1;
	if (*text != '%')
		return (unsigned char)*text;
	if (len < 3 || hex_value(text[1]) < 0 || hex_value(text[2]) < 0)
		return -1;
	*out_took = 3;
	return hex_value(text[1]) * 16 + hex_value(text[2]);
}

static bool
decode(const char *text, size_t len, bool plus_is_space, char **out, struct err *err)
{
	BUFFER plain = { 0 };

	for (size_t i = 0, took; i < len; i += took) {
		int byte = decoded_byte(text + i, len - i, &took);

		if (byte < 0)
			return err_set(
			    err, ERR_SYNTAX, "the address holds a %% that two hexadecimal digits don't follow");
		if (byte == 0)
			return err_set(err, ERR_SYNTAX, "the address holds a NUL");
		buffer_add_char(&plain, plus_is_space && text[i] == '+' ? ' ' : (char)byte);
	}
	if (!utf8_is_valid(buffer_text(&plain), plain.len))
		return err_set(err, ERR_SYNTAX, "the address is not UTF-8");
	*out = buffer_take(&plain);
	return true;
}

bool
target_segment(const char *text, size_t len, char **out, struct err *err)
{
	return decode(text, len, false, out, err);
}

static bool
param_decode(const char *text, size_t len, struct param *out, struct err *err)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals != NULL ? (size_t)(equals - text) : len;
	size_t value_at = equals != NULL ? name_len + 1 : len;
	OWNED_TEXT name = NULL;

	if (!decode(text, name_len, true, &name, err) ||
	    !decode(text + value_at, len - value_at, true, &out->value, err))
		return false;
	out->name = name;
	name = NULL;
	return true;
}

bool
target_params(const char *query, struct request *r, struct err *err)
{
	while (*query != '\0') {
		size_t len = strcspn(query, "&");

		if (len > 0) {
			if (r->param_count == TARGET_PARAMS_MAX)
				return err_set(err, ERR_SYNTAX, "more than %d parameters", TARGET_PARAMS_MAX);
			r->params = mem_resize(r->params, (r->param_count + 1) * sizeof(*r->params));
			if (!param_decode(query, len, &r->params[r->param_count], err))
				return false;
			r->param_count++;
		}
		query += len + (query[len] == '&');
	}
	return true;
}
