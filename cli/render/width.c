#include "cli/render/width.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

static size_t
columns_of(uint32_t codepoint)
{
	int columns;

	if (codepoint == '\t' || codepoint == '\n' || codepoint == '\r')
		return 1;
	columns = utf8proc_charwidth((utf8proc_int32_t)codepoint);
	return columns > 0 ? (size_t)columns : 0;
}

/* What is no UTF-8 is one byte, shown as U+FFFD. */
static size_t
decode(const char *text, size_t len, uint32_t *out)
{
	size_t n = utf8_decode(text, len, out);

	if (n > 0)
		return n;
	*out = 0xfffd;
	return 1;
}

size_t
width_cluster(const char *text, size_t len, size_t *out_columns)
{
	utf8proc_int32_t state = 0;
	uint32_t before, next;
	size_t used;

	*out_columns = 0;
	if (len == 0)
		return 0;
	used = decode(text, len, &before);
	*out_columns = columns_of(before);
	while (used < len) {
		size_t n = decode(text + used, len - used, &next);

		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)next, &state))
			break;
		*out_columns += columns_of(next);
		before = next;
		used += n;
	}
	return used;
}

size_t
width_fit(const char *text, size_t len, size_t columns, size_t *out_columns)
{
	size_t used = 0, total = 0;

	while (used < len) {
		size_t more;
		size_t n = width_cluster(text + used, len - used, &more);

		if (total + more > columns)
			break;
		total += more;
		used += n;
	}
	*out_columns = total;
	return used;
}

size_t
width_of(const char *text, size_t len)
{
	size_t columns;

	width_fit(text, len, SIZE_MAX, &columns);
	return columns;
}

size_t
width_of_text(const char *text)
{
	return width_of(text, strlen(text));
}
