#include "query/language.h"

#include "base/buffer.h"
#include "base/text.h"
#include "query/params.h"

#include <ctype.h>
#include <string.h>

struct word {
	const char *column; /* NULL: any */
	const char *text;
	size_t len;
	bool is_beginning;
	bool is_without; /* it had a minus */
	bool is_or;      /* an OR stood before it */
};

struct scan {
	struct language_query *out;
	int64_t now;
	struct arena *arena;
	struct word words[LANGUAGE_WORDS_MAX];
	size_t count;
	bool is_or; /* an OR stands before the next word */
	struct err *err;
};

static bool
set_state(struct scan *s, const char *value)
{
	static const char *const names[] = { "any", "unread", "read", "starred", "kept", "skipped" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (text_equal(names[i], value)) {
			s->out->state = (enum store_item_state)i;
			return true;
		}
	}
	return err_set(s->err, ERR_SYNTAX, "is:%.40s is not known (unread, read, starred, kept, skipped)", value);
}

static bool
set_topic(struct scan *s, const char *value)
{
	s->out->topic = value;
	return true;
}

static bool
set_tag(struct scan *s, const char *value)
{
	s->out->tag = value;
	return true;
}

static bool
set_feed(struct scan *s, const char *value)
{
	return text_int(value, 1, INT64_MAX, &s->out->feed_id, s->err) || err_wrap(s->err, "feed");
}

static bool
set_story(struct scan *s, const char *value)
{
	return text_int(value, 1, INT64_MAX, &s->out->story_id, s->err) || err_wrap(s->err, "story");
}

static bool
set_since(struct scan *s, const char *value)
{
	return time_read(value, s->now, &s->out->since, s->err) || err_wrap(s->err, "since");
}

static bool
set_until(struct scan *s, const char *value)
{
	return time_read(value, s->now, &s->out->until, s->err) || err_wrap(s->err, "until");
}

static bool
set_score(struct scan *s, const char *value)
{
	return text_int(value, 0, 100, &s->out->min_score, s->err) || err_wrap(s->err, "score");
}

static const struct {
	const char *prefix;
	bool (*set)(struct scan *s, const char *value);
} filters[] = {
	{ "is:", set_state },
	{ "topic:", set_topic },
	{ "in:", set_tag },
	{ "feed:", set_feed },
	{ "story:", set_story },
	{ "since:", set_since },
	{ "until:", set_until },
	{ "score:", set_score },
};

/* Fields of the full-text index, as people call them. */
static const struct {
	const char *prefix;
	const char *column;
} columns[] = { { "title:", "title" }, { "text:", "text" }, { "author:", "authors" }, { "tag:", "tags" } };

/* The end of a word: white space outside quotes. */
static const char *
word_end(const char *p)
{
	bool is_quoted = false;

	for (; *p != '\0' && (is_quoted || strchr(" \t\r\n", *p) == NULL); p++)
		if (*p == '"')
			is_quoted = !is_quoted;
	return p;
}

/* One letter may begin half of all words there are; one sign of a script without spaces says much. */
static bool
is_beginning_too_short(const struct word *word)
{
	return word->is_beginning && word->len == 1 && (unsigned char)word->text[0] < 0x80;
}

static void
take_column(struct word *word)
{
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		size_t prefix = strlen(columns[i].prefix);

		if (word->len > prefix && strncmp(word->text, columns[i].prefix, prefix) == 0) {
			word->column = columns[i].column;
			word->text += prefix;
			word->len -= prefix;
			return;
		}
	}
}

static bool
read_plain(struct scan *s, const char *text, size_t len)
{
	bool is_without = len > 1 && *text == '-';
	struct word word = { .text = text + is_without, .len = len - is_without, .is_without = is_without };

	take_column(&word);
	word.is_beginning = word.len > 1 && word.text[word.len - 1] == '*';
	word.len -= word.is_beginning;
	if (word.len >= 2 && word.text[0] == '"' && word.text[word.len - 1] == '"') {
		word.text++;
		word.len -= 2;
	}
	if (word.len == 0)
		return err_set(s->err, ERR_SYNTAX, "an empty phrase in the query");
	if (is_beginning_too_short(&word))
		return err_set(
		    s->err, ERR_SYNTAX, "too many words begin with '%c': give two letters at least", *word.text);
	word.is_or = s->is_or;
	s->is_or = false;
	s->words[s->count++] = word;
	return true;
}

static bool
read_word(struct scan *s, const char *word, size_t len)
{
	if (s->count >= LANGUAGE_WORDS_MAX)
		return err_set(s->err, ERR_SYNTAX, "the query has more than %d words", LANGUAGE_WORDS_MAX);
	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		size_t prefix = strlen(filters[i].prefix);

		if (len > prefix && strncmp(word, filters[i].prefix, prefix) == 0)
			return filters[i].set(s, arena_strndup(s->arena, word + prefix, len - prefix));
	}
	if (len == 2 && memcmp(word, "OR", 2) == 0) {
		s->is_or = true;
		return true;
	}
	if (len == 3 && memcmp(word, "AND", 3) == 0)
		return true;
	return read_plain(s, word, len);
}

/* ---- what was read, for FTS5 ---- */

/* A word or phrase, quoted: whatever is in it, it is text. */
static void
add_quoted(struct buffer *out, const struct word *word)
{
	if (word->column != NULL)
		buffer_addf(out, "%s : ", word->column);
	buffer_add_char(out, '"');
	for (size_t i = 0; i < word->len; i++) {
		if (word->text[i] == '"')
			buffer_add_char(out, '"');
		buffer_add_char(out, word->text[i]);
	}
	buffer_add_text(out, word->is_beginning ? "\"*" : "\"");
}

/* How much of a phrase comes before its last word. */
static size_t
length_before_last(const struct word *phrase)
{
	size_t len = phrase->len;

	while (len > 0 && phrase->text[len - 1] != ' ')
		len--;
	return len;
}

static bool
has_letters(const struct word *word)
{
	for (size_t i = 0; i < word->len; i++)
		if (isalnum((unsigned char)word->text[i]))
			return true;
	return false;
}

/* What is found holds this, when it has to hold the word; of a beginning, the words that are whole. False: nothing. */
static bool
whole_part(const struct word *word, struct word *out)
{
	*out = *word;
	if (!word->is_beginning)
		return true;
	out->is_beginning = false;
	out->len = length_before_last(word);
	return !word->is_without && has_letters(out);
}

static void
add_words(const struct scan *s, bool is_without, bool whole_only, struct buffer *out)
{
	bool is_or = false;

	for (size_t i = 0; i < s->count; i++) {
		struct word word = s->words[i];

		if (word.is_without != is_without)
			continue;
		is_or = is_or || word.is_or;
		if (whole_only && !whole_part(&s->words[i], &word))
			continue;
		if (out->len > 0)
			buffer_add_text(out, is_or || is_without ? " OR " : " AND ");
		add_quoted(out, &word);
		is_or = false;
	}
}

/* NULL: no words to look for. */
static const char *
write_match(const struct scan *s, bool whole_only)
{
	BUFFER with = { 0 };
	BUFFER without = { 0 };

	add_words(s, false, whole_only, &with);
	add_words(s, true, whole_only, &without);
	if (with.len == 0)
		return NULL;
	return without.len > 0 ? arena_printf(s->arena, "(%s) NOT (%s)", with.data, without.data)
			       : arena_strdup(s->arena, with.data);
}

/* The whole words that must not be there, any of them. NULL: none. */
static const char *
write_without(const struct scan *s)
{
	BUFFER without = { 0 };

	add_words(s, true, true, &without);
	return without.len > 0 ? arena_strdup(s->arena, without.data) : NULL;
}

/* Whether each alternative has a whole word: then what is found holds one of these. */
static bool
has_whole_word_everywhere(const struct scan *s)
{
	bool has = false, is_first = true;
	struct word whole;

	for (size_t i = 0; i < s->count; i++) {
		if (s->words[i].is_without)
			continue;
		if (s->words[i].is_or && !is_first && !has)
			return false;
		has = (has && !s->words[i].is_or) || whole_part(&s->words[i], &whole);
		is_first = false;
	}
	return has;
}

static bool
has_beginning(const struct scan *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->words[i].is_beginning)
			return true;
	return false;
}

static bool
finish(struct scan *s)
{
	struct language_query *out = s->out;

	out->match = write_match(s, false);
	if (s->count > 0 && out->match == NULL)
		return err_set(
		    s->err, ERR_SYNTAX, "a query of only -words finds everything else: give a word to look for too");
	if (has_beginning(s) && has_whole_word_everywhere(s))
		out->at_least = write_match(s, true);
	else if (has_beginning(s))
		out->without = write_without(s);
	return true;
}

bool
language_read(const char *text, int64_t now, struct arena *arena, struct language_query *out, struct err *err)
{
	struct language_query read = { .since = TIME_NONE, .until = INT64_MAX, .min_score = -1 };
	struct scan s = { .out = &read, .now = now, .arena = arena, .err = err };
	bool is_good = strlen(text) <= LANGUAGE_BYTES_MAX ||
		       err_set(err, ERR_SYNTAX, "the query is longer than %d bytes", LANGUAGE_BYTES_MAX);

	for (const char *p = text; is_good;) {
		const char *end;

		p += strspn(p, " \t\r\n");
		if (*p == '\0')
			break;
		end = word_end(p);
		is_good = read_word(&s, p, (size_t)(end - p));
		p = end;
	}
	is_good = is_good && finish(&s);
	if (is_good)
		*out = read;
	return is_good;
}
