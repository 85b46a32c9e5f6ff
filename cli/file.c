#include "cli/file.h"

#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void
file_close(FILE **file)
{
	if (*file != NULL && *file != stdin)
		fclose(*file);
}

bool
file_read(const char *path, size_t max_bytes, struct buffer *out, struct err *err)
{
	bool is_input = strcmp(path, "-") == 0;
	__attribute__((cleanup(file_close))) FILE *file = is_input ? stdin : fopen(path, "rb");
	char chunk[16384];
	size_t n;

	if (file == NULL)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "%.200s: %s", path, strerror(errno));
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		if (out->len + n > max_bytes)
			return err_set(err, ERR_TOO_LARGE, "%.200s is larger than %zu bytes", path, max_bytes);
		buffer_add(out, chunk, n);
	}
	if (ferror(file))
		return err_set(err, ERR_SYSTEM, "%.200s: %s", path, strerror(errno));
	return true;
}

/* The first line that is no text; 0 when all is. */
static size_t
line_of_junk(const struct buffer *text)
{
	size_t line = 1;
	uint32_t codepoint;

	for (size_t i = 0, n; i < text->len; i += n) {
		n = utf8_decode(text->data + i, text->len - i, &codepoint);
		if (n == 0 || text->data[i] == '\0')
			return line;
		line += text->data[i] == '\n';
	}
	return 0;
}

bool
file_read_text(const char *path, size_t max_bytes, struct buffer *out, struct err *err)
{
	static const char mark[] = "\xef\xbb\xbf";
	BUFFER text = { 0 };
	size_t line, start;

	if (!file_read(path, max_bytes, &text, err))
		return false;
	line = line_of_junk(&text);
	if (line > 0)
		return err_set(err, ERR_SYNTAX, "%.200s, line %zu: not UTF-8 text", path, line);
	start = text_starts(buffer_text(&text), mark) ? strlen(mark) : 0;
	buffer_add(out, buffer_text(&text) + start, text.len - start);
	return true;
}
