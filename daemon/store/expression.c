#include "store/expression.h"

#include "base/buffer.h"
#include "base/text.h"
#include "store/tokenizer.h"

#include <ctype.h>
#include <string.h>

enum { NESTING_MAX = 100 };

struct scan {
	const char *at;
	struct arena *arena;
	const struct tokenizer *tokenizer;
	int nesting;
	bool is_odd; /* there was something that is not understood here */
};

/* ---- leaves ---- */

struct tokens {
	size_t count;
	struct buffer text; /* each with a mark before it, as it is indexed, and a NUL after it */
};

static int
on_token(void *context, int flags, const char *text, int len, int start, int end)
{
	struct tokens *tokens = context;

	(void)flags;
	(void)start;
	(void)end;
	tokens->count++;
	buffer_add_char(&tokens->text, POSTINGS_MARK);
	buffer_add(&tokens->text, text, (size_t)len);
	buffer_add_char(&tokens->text, '\0');
	return SQLITE_OK;
}

static struct expression *
make(struct scan *s, enum expression_kind kind)
{
	struct expression *e = arena_alloc(s->arena, sizeof(*e));

	e->kind = kind;
	return e;
}

static void
take_words(struct scan *s, struct expression *e, const struct tokens *tokens, unsigned columns)
{
	const char *text = arena_strndup(s->arena, tokens->text.data, tokens->text.len);

	e->words = arena_alloc(s->arena, tokens->count * sizeof(*e->words));
	e->order = arena_alloc(s->arena, tokens->count * sizeof(*e->order));
	e->word_count = tokens->count;
	for (size_t i = 0; i < tokens->count; i++) {
		e->words[i] = (struct postings_word) { .term = text,
			.len = strlen(text),
			.is_beginning = e->is_beginning && i + 1 == tokens->count,
			.columns = columns };
		text += e->words[i].len + 1;
	}
}

static struct expression *
make_leaf(struct scan *s, const char *match, const struct buffer *text, unsigned columns, bool is_beginning)
{
	struct expression *e = make(s, EXPRESSION_OTHER);
	struct tokens tokens = { 0 };

	e->match = match;
	e->is_beginning = is_beginning;
	if (tokenizer_run(s->tokenizer, FTS5_TOKENIZE_QUERY | (is_beginning ? FTS5_TOKENIZE_PREFIX : 0),
		buffer_text(text), (int)text->len, on_token, &tokens) != SQLITE_OK)
		s->is_odd = true;
	else if (tokens.count == 0)
		e->kind = EXPRESSION_NOTHING;
	else if (tokens.count == 1 || !is_beginning)
		e->kind = tokens.count == 1 ? EXPRESSION_WORD : EXPRESSION_PHRASE;
	if (tokens.count > 0)
		take_words(s, e, &tokens, columns);
	buffer_fini(&tokens.text);
	return e;
}

static void
skip_space(struct scan *s)
{
	s->at += strspn(s->at, " \t\r\n");
}

/* What FTS5 takes for one plain word. */
static bool
is_plain(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* A word that is none: FTS5's own, which are written in capitals. */
static bool
takes_operator(struct scan *s, const char *operator)
{
	size_t len = strlen(operator);

	skip_space(s);
	if (strncmp(s->at, operator, len) != 0 || is_plain(s->at[len]))
		return false;
	s->at += len;
	return true;
}

static bool
is_operator(const struct buffer *text)
{
	static const char *const operators[] = { "AND", "OR", "NOT", "NEAR" };

	for (size_t i = 0; i < COUNT_OF(operators); i++)
		if (text_equal(buffer_text(text), operators[i]))
			return true;
	return false;
}

static void
read_quoted(struct scan *s, struct buffer *out)
{
	for (s->at++; *s->at != '\0'; s->at++) {
		if (*s->at == '"' && *++s->at != '"')
			return;
		buffer_add_char(out, *s->at);
	}
	s->is_odd = true;
}

static void
read_string(struct scan *s, struct buffer *out)
{
	skip_space(s);
	buffer_cut(out, 0);
	if (*s->at == '"') {
		read_quoted(s, out);
		return;
	}
	while (is_plain(*s->at))
		buffer_add_char(out, *s->at++);
	s->is_odd = s->is_odd || out->len == 0 || is_operator(out);
}

static unsigned
column_bit(struct scan *s, const char *name)
{
	static const char *const names[] = { "title", "text", "authors", "tags" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (text_equal_nocase(name, names[i]))
			return 1U << i;
	s->is_odd = true;
	return 0;
}

static struct expression *
read_leaf(struct scan *s)
{
	const char *from = s->at;
	BUFFER text = { 0 };
	unsigned columns = 0;
	bool is_beginning;

	read_string(s, &text);
	skip_space(s);
	if (*s->at == ':') {
		columns = column_bit(s, buffer_text(&text));
		s->at++;
		read_string(s, &text);
		skip_space(s);
	}
	is_beginning = *s->at == '*';
	s->at += is_beginning;
	return make_leaf(s, arena_strndup(s->arena, from, (size_t)(s->at - from)), &text, columns, is_beginning);
}

/* ---- what ties them ---- */

static struct expression *read_any(struct scan *s);

static struct expression *
read_part(struct scan *s)
{
	struct expression *inner;

	skip_space(s);
	if (*s->at != '(' || s->nesting >= NESTING_MAX)
		return read_leaf(s);
	s->at++;
	s->nesting++;
	inner = read_any(s);
	s->nesting--;
	skip_space(s);
	s->is_odd = s->is_odd || *s->at != ')';
	s->at += *s->at == ')';
	return inner;
}

static struct expression *
read_tied(
    struct scan *s, enum expression_kind kind, const char *operator, struct expression * (*read_side)(struct scan *s))
{
	struct expression *left = read_side(s);

	while (!s->is_odd && takes_operator(s, operator)) {
		struct expression *both = make(s, kind);

		both->left = left;
		both->right = read_side(s);
		both->is_beginning = left->is_beginning && both->right->is_beginning;
		left = both;
	}
	return left;
}

static struct expression *
read_without(struct scan *s)
{
	return read_tied(s, EXPRESSION_NOT, "NOT", read_part);
}

static struct expression *
read_all(struct scan *s)
{
	return read_tied(s, EXPRESSION_AND, "AND", read_without);
}

static struct expression *
read_any(struct scan *s)
{
	return read_tied(s, EXPRESSION_OR, "OR", read_all);
}

/* What is not understood may be anything, also a beginning. */
static struct expression *
whole(const char *match, struct scan *s)
{
	struct expression *e = make(s, EXPRESSION_OTHER);

	e->match = match;
	e->is_beginning = strchr(match, '*') != NULL;
	return e;
}

struct expression *
expression_read(struct store *store, const char *match, struct arena *arena)
{
	struct scan s = { .at = match, .arena = arena, .tokenizer = tokenizer_of(store) };
	struct expression *read;

	if (s.tokenizer == NULL)
		return whole(match, &s);
	read = read_any(&s);
	skip_space(&s);
	return s.is_odd || *s.at != '\0' ? whole(match, &s) : read;
}
