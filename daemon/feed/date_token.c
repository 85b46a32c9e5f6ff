#include "feed/date_token.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Marks of Chinese, Japanese and Korean dates stand after their number; to us they are separators. */
struct han_mark {
	const char *text;
	char mark;
};

static const struct han_mark han_marks[] = {
	{ "年", '-' },
	{ "月", '-' },
	{ "日", ' ' },
	{ "년", '-' },
	{ "월", '-' },
	{ "일", ' ' },
	{ "時", ':' },
	{ "时", ':' },
	{ "点", ':' },
	{ "시", ':' },
	{ "分", ':' },
	{ "분", ':' },
	{ "秒", ' ' },
	{ "초", ' ' },
};

struct half_day {
	const char *word;
	int hours;
};

static const struct half_day half_days[] = {
	{ "am", 0 },
	{ "pm", 12 },
	{ "a.m", 0 },
	{ "p.m", 12 },
	{ "오전", 0 },
	{ "오후", 12 },
	{ "上午", 0 },
	{ "下午", 12 },
	{ "午前", 0 },
	{ "午後", 12 },
	{ "πμ", 0 },
	{ "μμ", 12 },
	{ "π.μ", 0 },
	{ "μ.μ", 12 },
};

static bool
is_letter(const char *text)
{
	return isalpha((unsigned char)*text) || (unsigned char)*text >= 0x80;
}

static const struct han_mark *
han_mark_at(const char *text)
{
	for (size_t i = 0; i < COUNT_OF(han_marks); i++)
		if (text_starts(text, han_marks[i].text))
			return &han_marks[i];
	return NULL;
}

static bool
is_half_day_at(const char *text)
{
	for (size_t i = 4; i < COUNT_OF(half_days); i++)
		if (text_starts(text, half_days[i].word))
			return true;
	return false;
}

/* A word ends where another kind of character begins, or where a half-day written without a gap does. */
static size_t
word_length(const char *text)
{
	size_t len = 0;

	while (is_letter(text + len) || (text[len] == '\'' && len > 0) ||
	       (text[len] == '.' && len > 0 && is_letter(text + len + 1))) {
		len++;
		if (len > 1 && (unsigned char)text[len] >= 0x80 && is_half_day_at(text + len))
			break;
	}
	return len;
}

static const char *
read_number(const char *text, struct token *t)
{
	t->kind = TOKEN_NUMBER;
	for (; isdigit((unsigned char)*text); text++, t->len++)
		if (t->len < 16)
			t->value = t->value * 10 + (*text - '0');
	return text;
}

static const char *
read_mark(const char *text, size_t len, char mark, struct token *t)
{
	t->kind = TOKEN_MARK;
	t->value = mark;
	return text + len;
}

static const char *
read_token(const char *text, const struct token *before, struct token *t)
{
	const struct han_mark *han =
	    before != NULL && before->kind == TOKEN_NUMBER && (unsigned char)*text >= 0x80 ? han_mark_at(text) : NULL;

	t->text = text;
	if (isdigit((unsigned char)*text))
		return read_number(text, t);
	if (han != NULL)
		return read_mark(text, strlen(han->text), han->mark, t);
	if (text_starts(text, "\xe2\x88\x92")) /* the minus sign of a careful typesetter */
		return read_mark(text, 3, '-', t);
	if (!is_letter(text))
		return read_mark(text, 1, *text, t);
	t->kind = TOKEN_WORD;
	t->len = word_length(text);
	return text + t->len;
}

static const char *
skip_space(const char *text)
{
	for (;;) {
		if (isspace((unsigned char)*text))
			text++;
		else if (*text == '\xc2' && text[1] == '\xa0')
			text += 2;
		else if (*text == '\xe2' && text_starts(text, "\xe2\x80\xaf"))
			text += 3;
		else
			return text;
	}
}

bool
token_split(const char *text, struct token tokens[static TOKENS_MAX + 1])
{
	size_t count = 0;

	for (;;) {
		const char *next = skip_space(text);
		struct token *t = &tokens[count];

		if (*next == '\0') {
			*t = (struct token) { .kind = TOKEN_END };
			return count > 0;
		}
		if (count == TOKENS_MAX)
			return false;
		*t = (struct token) { .is_apart = next != text };
		text = read_token(next, count > 0 ? t - 1 : NULL, t);
		if (t->kind != TOKEN_MARK || t->value != ' ')
			count++;
	}
}

bool
token_is_word(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && t->len == strlen(word) && strncasecmp(t->text, word, t->len) == 0;
}

int
token_half_day(const struct token *t)
{
	for (size_t i = 0; i < COUNT_OF(half_days); i++)
		if (token_is_word(t, half_days[i].word))
			return half_days[i].hours;
	return -1;
}
