#include "cli/mail/mime.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

/* "=?UTF-8?Q?" and "?=", and what RFC 2047 allows of a whole encoded word. */
enum { WORD_MARKS = 12, WORD_MAX = 75, WORD_ROOM_MIN = 12, PLAIN_WORD_MAX = 60 };

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* ---- bodies ---- */

/* A mailbox file splits at "From ", and a lone "." ends a message for servers that don't unstuff it. */
static bool
is_risky_beginning(const char *text, size_t len)
{
	return (len > 0 && text[0] == '.') || (len >= 5 && memcmp(text, "From ", 5) == 0);
}

static bool
is_printable_as_is(const char *text, size_t len, size_t i)
{
	if (text[i] == ' ' || text[i] == '\t')
		return i + 1 < len;
	return text[i] > ' ' && text[i] < 0x7f && text[i] != '=' && (i > 0 || !is_risky_beginning(text, len));
}

static void
add_printable_line(struct buffer *out, const char *text, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		bool as_is = is_printable_as_is(text, len, i);
		size_t need = as_is ? 1 : 3;

		/* the "=" of a soft break wants a place too */
		if (column + need > MIME_ENCODED_LINE_MAX - 1) {
			buffer_add_text(out, "=\r\n");
			column = 0;
			/* what follows stands at a line's beginning only until it is decoded, but servers look before */
			as_is = as_is && text[i] != '.' && text[i] != 'F';
			need = as_is ? 1 : 3;
		}
		if (as_is)
			buffer_add_char(out, text[i]);
		else
			buffer_addf(out, "=%02X", (unsigned char)text[i]);
		column += need;
	}
	buffer_add_text(out, "\r\n");
}

void
mime_add_text(struct buffer *out, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n"), shown = len;

		if (shown > 0 && text[shown - 1] == '\r')
			shown--;
		add_printable_line(out, text, shown);
		text += len + (text[len] == '\n');
	}
}

/* ---- headers ---- */

/* On one line, without control characters, and not endless. */
static void
header_text(const char *text, struct buffer *out)
{
	BUFFER clean = { 0 };
	char *trimmed;
	size_t len;

	text_without_controls(text, &clean);
	if (clean.len == 0)
		return;
	trimmed = text_trim(clean.data);
	len = utf8_cut(trimmed, strlen(trimmed), MIME_HEADER_TEXT_MAX_BYTES);
	buffer_add(out, trimmed, len);
	if (trimmed[len] != '\0')
		buffer_add_text(out, "…");
}

/* Whether it can stand in a header as it is: ASCII that no reader takes for an encoded word, and that can be folded. */
static bool
is_plain(const char *text)
{
	size_t word = 0;

	for (const char *c = text; *c != '\0'; c++) {
		word = *c == ' ' ? 0 : word + 1;
		if (*c < ' ' || *c >= 0x7f || word > PLAIN_WORD_MAX || text_starts(c, "=?"))
			return false;
	}
	return true;
}

/* RFC 2047, 5(3): what may stand in an encoded word anywhere in a header. */
static bool
is_q_safe(char c)
{
	return is_letter_or_digit(c) || is_one_of(c, "!*+-/");
}

static size_t
q_cost(const char *text, size_t len)
{
	size_t cost = 0;

	for (size_t i = 0; i < len; i++)
		cost += is_q_safe(text[i]) || text[i] == ' ' ? 1 : 3;
	return cost;
}

static size_t
b_cost(const char *text, size_t len)
{
	(void)text;
	return (len + 2) / 3 * 4;
}

static void
q_add(struct buffer *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == ' ')
			buffer_add_char(out, '_');
		else if (is_q_safe(text[i]))
			buffer_add_char(out, text[i]);
		else
			buffer_addf(out, "=%02X", (unsigned char)text[i]);
	}
}

static void
b_add(struct buffer *out, const char *text, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t bits = 0;

		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (i + j < len ? (unsigned char)text[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			buffer_add_char(out, i + j <= len ? digits[bits >> (18 - 6 * j) & 63] : '=');
	}
}

struct encoding {
	char name;
	size_t (*cost)(const char *text, size_t len);
	void (*add)(struct buffer *out, const char *text, size_t len);
};

/* The longest beginning that fits into `room` and ends between two characters. */
static size_t
word_length(const struct encoding *encoding, const char *text, size_t len, size_t room)
{
	size_t fits = 0;
	uint32_t codepoint;

	for (size_t n; fits < len; fits += n) {
		n = utf8_decode(text + fits, len - fits, &codepoint);
		n = n > 0 ? n : 1;
		if (encoding->cost(text, fits + n) > room)
			break;
	}
	return fits;
}

static void
fold(struct buffer *out, size_t *column)
{
	buffer_add_text(out, "\r\n ");
	*column = 1;
}

static void
add_encoded(struct buffer *out, const char *text, size_t *column)
{
	static const struct encoding encodings[] = { { 'Q', q_cost, q_add }, { 'B', b_cost, b_add } };
	size_t len = strlen(text);
	const struct encoding *encoding = &encodings[q_cost(text, len) > b_cost(text, len)];

	while (len > 0) {
		size_t room =
		    *column + WORD_MARKS < MIME_ENCODED_LINE_MAX ? MIME_ENCODED_LINE_MAX - WORD_MARKS - *column : 0;
		size_t taken, before = out->len;

		if (room < WORD_ROOM_MIN) {
			fold(out, column);
			room = MIME_ENCODED_LINE_MAX - WORD_MARKS - 1;
		}
		room = room > WORD_MAX - WORD_MARKS ? WORD_MAX - WORD_MARKS : room;
		before = out->len;
		taken = word_length(encoding, text, len, room);
		buffer_addf(out, "=?UTF-8?%c?", encoding->name);
		encoding->add(out, text, taken);
		buffer_add_text(out, "?=");
		*column += out->len - before;
		text += taken;
		len -= taken;
		if (len > 0)
			fold(out, column);
	}
}

/* Words of a plain text, a line's end before one that would be too long. */
static void
add_plain(struct buffer *out, const char *text, size_t *column)
{
	bool is_first = true;

	while (*(text += strspn(text, " ")) != '\0') {
		size_t len = strcspn(text, " ");

		if (!is_first && *column + 1 + len > MIME_LINE_MAX) {
			fold(out, column);
		} else if (!is_first) {
			buffer_add_char(out, ' ');
			(*column)++;
		}
		buffer_add(out, text, len);
		*column += len;
		text += len;
		is_first = false;
	}
}

void
mime_add_header(struct buffer *out, const char *name, const char *text)
{
	BUFFER clean = { 0 };
	size_t column = strlen(name) + 2;

	header_text(text, &clean);
	if (clean.len == 0)
		return;
	buffer_addf(out, "%s: ", name);
	if (is_plain(buffer_text(&clean)))
		add_plain(out, buffer_text(&clean), &column);
	else
		add_encoded(out, buffer_text(&clean), &column);
	buffer_add_text(out, "\r\n");
}

/* RFC 5322, 3.2.3: words that need no quotes. */
static bool
is_atoms(const char *text)
{
	for (; *text != '\0'; text++)
		if (!is_letter_or_digit(*text) && !is_one_of(*text, " !#$%&'*+-/=?^_`{|}~"))
			return false;
	return true;
}

static void
add_quoted(struct buffer *out, const char *text, size_t *column)
{
	size_t before = out->len;

	buffer_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buffer_add_char(out, '\\');
		buffer_add_char(out, *text);
	}
	buffer_add_char(out, '"');
	*column += out->len - before;
}

void
mime_add_phrase(struct buffer *out, const char *text, size_t *column)
{
	BUFFER clean = { 0 };

	header_text(text, &clean);
	if (!is_plain(buffer_text(&clean)) || clean.len > PLAIN_WORD_MAX)
		add_encoded(out, buffer_text(&clean), column);
	else if (is_atoms(buffer_text(&clean)))
		add_plain(out, buffer_text(&clean), column);
	else
		add_quoted(out, buffer_text(&clean), column);
}

void
mime_add_date(struct buffer *out, int64_t unix_s)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
		"Dec" };
	time_t time = (time_t)unix_s;
	struct tm tm;

	if (gmtime_r(&time, &tm) == NULL)
		return;
	buffer_addf(out, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}
