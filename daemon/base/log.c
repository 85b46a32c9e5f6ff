#include "base/log.h"

#include "base/buffer.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	/* set once before threads start, only read afterwards */
	enum log_level level;
	bool journal;
	/* under the lock, which is never held while waiting */
	pthread_mutex_t lock;
	int64_t lost; /* lines, since the last one that was written */
} logger = { .level = LOG_LEVEL_INFO, .lock = PTHREAD_MUTEX_INITIALIZER };

enum { VALUE_LONGEST = 1000, LINE_LONGEST = PIPE_BUF };

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

static void
add_priority(struct buffer *line, enum log_level level)
{
	if (logger.journal)
		buffer_addf(line, "<%d>", (int)level);
}

/*
 * A reader that stalls must not stall us, and one that is gone is not our
 * concern. Standard error is shared with others, so it isn't made non-blocking:
 * a socket is told with each line, and a pipe that is ready has room for
 * PIPE_BUF bytes. One write a line, so that lines of several threads don't mix.
 */
static bool
write_now(const struct buffer *line)
{
	struct pollfd ready = { .fd = STDERR_FILENO, .events = POLLOUT };

	if (send(STDERR_FILENO, line->data, line->len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return true;
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return false;
	if (errno != ENOTSOCK)
		return true;
	return poll(&ready, 1, 0) != 0 && (write(STDERR_FILENO, line->data, line->len) >= 0 || errno != EAGAIN);
}

static bool
tell_lost(void)
{
	BUFFER line = { 0 };

	add_priority(&line, LOG_LEVEL_WARNING);
	buffer_addf(&line, "log lines lost, nobody read them lines=%" PRId64 "\n", logger.lost);
	return write_now(&line);
}

static void
put(const struct buffer *line)
{
	pthread_mutex_lock(&logger.lock);
	if (logger.lost > 0 && tell_lost())
		logger.lost = 0;
	if (logger.lost > 0 || !write_now(line))
		logger.lost++;
	pthread_mutex_unlock(&logger.lock);
}

void
log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	BUFFER line = { 0 };

	if (level > logger.level)
		return;
	add_priority(&line, level);
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
	if (line.len >= LINE_LONGEST)
		line.len = utf8_cut(line.data, line.len, LINE_LONGEST - 1);
	buffer_add_char(&line, '\n');
	put(&line);
}
