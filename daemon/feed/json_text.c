#include "feed/json_text.h"

/* How deep the brackets are followed; the parser refuses what is deeper than 2,048. */
enum { ITEM_DEPTH = 2 };

static bool
opens(char c)
{
	return c == '{' || c == '[';
}

/* Past the string whose quote is at `i`. */
static size_t
skip_string(const char *text, size_t len, size_t i)
{
	for (i++; i < len && text[i] != '"'; i++)
		i += text[i] == '\\';
	return i < len ? i : len;
}

void
json_shape_of(const char *text, size_t len, struct json_shape *out)
{
	size_t depth = 0;
	bool is_list = false; /* what is open at ITEM_DEPTH */

	*out = (struct json_shape) { .values = 1 };
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '"') {
			i = skip_string(text, len, i);
		} else if (opens(c)) {
			out->values++;
			if (++depth == ITEM_DEPTH)
				is_list = c == '[';
		} else if (c == '}' || c == ']') {
			depth -= depth > 0;
			if (c == '}' && depth == ITEM_DEPTH && is_list)
				out->whole_at = i + 1;
		} else {
			out->values += c == ',';
		}
	}
	out->is_open = depth > 0;
}
