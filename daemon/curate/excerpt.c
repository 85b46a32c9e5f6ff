#include "curate/excerpt.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A shorter line without a full stop is a heading, a byline, a caption; scripts without spaces have longer words. */
enum { SENTENCE_WORDS = 5, SENTENCE_BYTES = 60 };

static const char ellipsis[] = "\xe2\x80\xa6";

/* What comes after a text that goes on elsewhere. Compared without regard to ASCII case. */
static const char *const tails[] = { "[\xe2\x80\xa6]", "[...]", "[..]", "(\xe2\x80\xa6)", "(...)", "\xe2\x80\xa6",
	"...", "\xe2\x86\x92", "\xc2\xbb", ">>", "\xe2\x80\xba", "continue reading", "keep reading", "read more",
	"read the rest", "read the full post", "(more)", "weiterlesen", "lire la suite", "leer m\xc3\xa1s",
	"continua a leggere", "lees verder" };

/* ---- where it begins ---- */

static bool
is_word_byte(unsigned char c)
{
	return c >= 0x80 || isalnum(c);
}

/* Marks of general punctuation part words as ASCII's do. */
static const char *
next_word_byte(const char *p)
{
	while (*p != '\0' && (!is_word_byte((unsigned char)*p) || text_starts(p, "\xe2\x80")))
		p += text_starts(p, "\xe2\x80") && p[2] != '\0' ? 3 : 1;
	return p;
}

/* Where `line` goes on after the words of `title`; NULL when it does not begin with them. */
static const char *
after_title(const char *line, const char *title)
{
	const char *l = next_word_byte(line), *t = next_word_byte(title);

	if (*t == '\0')
		return NULL;
	while (*t != '\0') {
		if (tolower((unsigned char)*l) != tolower((unsigned char)*t))
			return NULL;
		t = next_word_byte(t + 1);
		line = l + 1;
		l = next_word_byte(line);
	}
	return line;
}

static bool
ends_sentence(const char *end)
{
	return strchr(".!?\"", end[-1]) != NULL || strncmp(end - 3, ellipsis, 3) == 0 ||
	       strncmp(end - 3, "\xe3\x80\x82", 3) == 0 || strncmp(end - 3, "\xe2\x80\x9d", 3) == 0;
}

static size_t
words_in(const char *p, const char *end)
{
	size_t count = 0;

	for (bool is_in = false; p < end; p++) {
		bool is_word = is_word_byte((unsigned char)*p);

		count += is_word && !is_in;
		is_in = is_word;
	}
	return count;
}

static bool
is_sentence(const char *line, const char *end)
{
	size_t words = words_in(line, end);

	return words >= SENTENCE_WORDS || end - line >= SENTENCE_BYTES || (words >= 2 && ends_sentence(end));
}

static const char *
skip_bullet(const char *line)
{
	line += strspn(line, " \n");
	while ((*line == '-' || *line == '>' || *line == '*' || *line == '#') && line[1] == ' ')
		line += 1 + strspn(line + 1, " ");
	return line;
}

/* What a line says beyond the title: "Title: and then". NULL: nothing. */
static const char *
without_title(const char *line, const char *end, const char *title)
{
	const char *after = title != NULL ? after_title(line, title) : NULL;
	const char *rest;

	if (after == NULL || after > end)
		return line;
	rest = next_word_byte(after);
	if (rest >= end)
		return NULL;
	return strcspn(after, ".:|!?\xe2") < (size_t)(rest - after) || text_starts(after, " - ") ? rest : line;
}

/* The first line that is a sentence; where none is, the first that is not the title. */
static const char *
find_start(const char *text, const char *title)
{
	const char *first = NULL;

	for (const char *line = skip_bullet(text); *line != '\0';) {
		const char *end = strchrnul(line, '\n'), *said = without_title(line, end, title);

		if (said != NULL && words_in(said, end) > 0) {
			if (is_sentence(said, end))
				return said;
			if (first == NULL)
				first = said;
		}
		line = skip_bullet(end);
	}
	return first;
}

/* ---- where it ends ---- */

static void
trim(struct buffer *out, size_t start)
{
	while (out->len > start && strchr(" ,;:-(", out->data[out->len - 1]) != NULL)
		buffer_cut(out, out->len - 1);
}

static bool
drop_tail(struct buffer *out, size_t start)
{
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		size_t len = strlen(tails[i]);

		if (out->len - start < len || strncasecmp(out->data + out->len - len, tails[i], len) != 0)
			continue;
		buffer_cut(out, out->len - len);
		trim(out, start);
		return true;
	}
	return false;
}

/* The last word of what was cut anywhere may be half of one. */
static void
cut_at_word(struct buffer *out, size_t start)
{
	size_t end = start + utf8_cut(out->data + start, out->len - start, EXCERPT_MAX_BYTES), at = end;
	size_t least = end == out->len ? start : start + EXCERPT_MAX_BYTES / 2;

	while (at > least && out->data[at] != ' ')
		at--;
	buffer_cut(out, at > start && out->data[at] == ' ' ? at : end);
	trim(out, start);
}

/* Lines one after another, their bullets left out. */
static void
add_lines(const char *text, struct buffer *out, size_t start)
{
	for (const char *line = text; *line != '\0' && out->len - start <= EXCERPT_MAX_BYTES;) {
		const char *end = strchrnul(line, '\n');

		if (out->len > start)
			buffer_add_char(out, ' ');
		buffer_add(out, line, (size_t)(end - line));
		line = skip_bullet(end);
	}
}

void
excerpt_make(const char *title, const char *text, bool is_cut, struct buffer *out)
{
	const char *from = text != NULL ? find_start(text, title) : NULL;
	size_t start = out->len;

	if (from == NULL)
		return;
	add_lines(from, out, start);
	is_cut = is_cut || out->len - start > EXCERPT_MAX_BYTES;
	if (is_cut)
		cut_at_word(out, start);
	while (drop_tail(out, start))
		is_cut = true;
	if (is_cut && out->len > start && strchr(".!?", out->data[out->len - 1]) == NULL)
		buffer_add_text(out, ellipsis);
}
