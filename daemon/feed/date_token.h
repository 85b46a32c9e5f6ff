/*
 * date_token: a date cut into numbers, words and marks. Pure; any thread.
 *
 * Knows the marks of East Asian dates and how the halves of a day are called,
 * since both are written without a gap; knows nothing of what a date is.
 */
#ifndef FEED_DATE_TOKEN_H
#define FEED_DATE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKENS_MAX = 32 };

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK };

struct token {
	enum token_kind kind;
	const char *text;
	size_t len;    /* digits of a number */
	int64_t value; /* of a number; the character of a mark */
	bool is_apart; /* white space stands before it */
};

/* False when there is nothing, or more than TOKENS_MAX. The last is followed by a TOKEN_END. Tokens point into `text`. */
bool token_split(const char *text, struct token tokens[static TOKENS_MAX + 1]);
bool token_is_word(const struct token *t, const char *word); /* whatever the case */
/* The hours to add for "am", "pm" and their likes; -1: it is no such word. */
int token_half_day(const struct token *t);

#endif
