#include "cli/render/wrap.h"

#include "base/text.h"
#include "cli/render/width.h"

#include <string.h>

static const char white_space[] = " \t\r\n";

/* Marks that close what stands before them never begin a line. */
static bool
is_closing(const char *text, size_t len)
{
	static const char *const marks[] = { "、", "。", "，", "．", "・", "：", "；", "？", "！", "）", "］", "｝",
		"」", "』", "】", "〉", "》", "ー", "々", "っ", "ゃ", "ゅ", "ょ", "ッ", "ャ", "ュ", "ョ" };

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (strlen(marks[i]) == len && memcmp(marks[i], text, len) == 0)
			return true;
	return false;
}

static bool
is_space(char c)
{
	return c != '\0' && strchr(white_space, c) != NULL;
}

static size_t
trimmed(const char *text, size_t len)
{
	while (len > 0 && is_space(text[len - 1]))
		len--;
	return len;
}

/* Bytes that go on this line; `text` begins with no space. A space never overflows: it is where a line may end. */
static size_t
line_bytes(const char *text, size_t len, size_t columns)
{
	size_t used = 0, total = 0, break_at = 0;
	bool was_wide = false;

	while (used < len) {
		size_t width;
		size_t n = width_cluster(text + used, len - used, &width);
		bool is_white = is_space(text[used]);

		if (is_white || (used > 0 && (was_wide || width > 1) && !is_closing(text + used, n)))
			break_at = used;
		if (!is_white && used > 0 && total + width > columns)
			return break_at > 0 ? break_at : used;
		total += width;
		used += n;
		was_wide = width > 1;
	}
	return used;
}

bool
wrap_next(struct line *rest, size_t columns, struct line *out)
{
	size_t used;

	while (rest->len > 0 && is_space(*rest->text)) {
		rest->text++;
		rest->len--;
	}
	if (rest->len == 0)
		return false;
	used = line_bytes(rest->text, rest->len, columns);
	*out = (struct line) { rest->text, trimmed(rest->text, used) };
	rest->text += used;
	rest->len -= used;
	return true;
}
