#include "query/language.h"

#include "base/buffer.h"
#include "base/text.h"
#include "query/params.h"

#include <stdlib.h>
#include <string.h>

struct scan {
	struct language_query *out;
	int64_t now;
	struct arena *arena;
	struct buffer match;
	struct buffer without; /* the words with a minus, joined by OR */
	size_t words;
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

/* A word or phrase, quoted for FTS5: whatever is in it, it is text. */
static void
add_quoted(struct buffer *out, const char *column, const char *word, size_t len, bool is_prefix)
{
	if (column != NULL)
		buffer_addf(out, "%s : ", column);
	buffer_add_char(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '"')
			buffer_add_char(out, '"');
		buffer_add_char(out, word[i]);
	}
	buffer_add_text(out, is_prefix ? "\"*" : "\"");
}

static void
add_word(struct scan *s, const char *column, const char *word, size_t len, bool is_prefix, bool is_without)
{
	struct buffer *into = is_without ? &s->without : &s->match;

	if (into->len > 0)
		buffer_add_text(into, is_without || s->is_or ? " OR " : " AND ");
	add_quoted(into, column, word, len, is_prefix);
	s->is_or = false;
	s->words++;
}

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

static bool
read_plain(struct scan *s, const char *word, size_t len)
{
	const char *column = NULL;
	bool is_without = len > 1 && *word == '-';
	bool is_prefix;

	if (is_without) {
		word++;
		len--;
	}
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		size_t prefix = strlen(columns[i].prefix);

		if (len > prefix && strncmp(word, columns[i].prefix, prefix) == 0) {
			column = columns[i].column;
			word += prefix;
			len -= prefix;
			break;
		}
	}
	is_prefix = len > 1 && word[len - 1] == '*';
	len -= is_prefix;
	if (len >= 2 && word[0] == '"' && word[len - 1] == '"') {
		word++;
		len -= 2;
	}
	if (len == 0)
		return err_set(s->err, ERR_SYNTAX, "an empty phrase in the query");
	add_word(s, column, word, len, is_prefix, is_without);
	return true;
}

static bool
read_word(struct scan *s, const char *word, size_t len)
{
	if (s->words >= LANGUAGE_WORDS_MAX)
		return err_set(s->err, ERR_SYNTAX, "the query has more than %d words", LANGUAGE_WORDS_MAX);
	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		size_t prefix = strlen(filters[i].prefix);

		if (len > prefix && strncmp(word, filters[i].prefix, prefix) == 0)
			return filters[i].set(s, arena_strndup(s->arena, word + prefix, len - prefix));
	}
	if (len == 2 && memcmp(word, "OR", 2) == 0) {
		s->is_or = s->match.len > 0;
		return true;
	}
	if (len == 3 && memcmp(word, "AND", 3) == 0)
		return true;
	return read_plain(s, word, len);
}

static bool
finish(struct scan *s)
{
	if (s->without.len > 0 && s->match.len == 0)
		return err_set(
		    s->err, ERR_SYNTAX, "a query of only -words finds everything else: give a word to look for too");
	if (s->without.len > 0)
		s->out->match = arena_printf(s->arena, "(%s) NOT (%s)", s->match.data, s->without.data);
	else if (s->match.len > 0)
		s->out->match = arena_strdup(s->arena, s->match.data);
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
	buffer_fini(&s.match);
	buffer_fini(&s.without);
	if (is_good)
		*out = read;
	return is_good;
}
