#include "base/log.h"

#include "base/buffer.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Set once before threads start, only read afterwards. */
static struct {
	enum log_level level;
	bool journal;
} logger = { LOG_LEVEL_INFO, false };

enum { VALUE_LONGEST = 1000 };

void
log_init(enum log_level level, bool journal)
{
	logger.level = level;
	logger.journal = journal;
}

static bool
needs_quotes(const char *text)
{
	if (*text == '\0')
		return true;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text <= ' ' || strchr("\"=\\", *text) != NULL || (unsigned char)*text >= 0x7f)
			return true;
	return false;
}

static void
add_quoted(struct buffer *line, const char *text)
{
	buffer_add_char(line, '"');
	for (size_t i = 0; text[i] != '\0' && i < VALUE_LONGEST; i++) {
		unsigned char c = (unsigned char)text[i];
		bool is_c1 = c == 0xc2 && (unsigned char)text[i + 1] >= 0x80 && (unsigned char)text[i + 1] < 0xa0;

		if (c == '"' || c == '\\')
			buffer_addf(line, "\\%c", c);
		else if (c < ' ' || c == 0x7f || is_c1)
			buffer_addf(line, "\\x%02x", is_c1 ? (unsigned char)text[++i] : c);
		else
			buffer_add_char(line, (char)c);
	}
	buffer_add_char(line, '"');
}

void
log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	BUFFER line = { 0 };
	ssize_t written;

	if (level > logger.level)
		return;
	if (logger.journal)
		buffer_addf(&line, "<%d>", (int)level);
	buffer_add_text(&line, event);
	for (; fields->key != NULL; fields++) {
		buffer_addf(&line, " %s=", fields->key);
		if (fields->text == NULL)
			buffer_addf(&line, "%" PRId64, fields->number);
		else if (needs_quotes(fields->text))
			add_quoted(&line, fields->text);
		else
			buffer_add_text(&line, fields->text);
	}
	buffer_add_char(&line, '\n');
	/* One write a line, so that lines of several threads don't mix. A reader that is gone is not our concern. */
	written = write(STDERR_FILENO, line.data, line.len);
	(void)written;
}
