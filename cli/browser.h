/*
 * browser: a web address to $BROWSER, else xdg-open. Never through a shell, and
 * only http and https: the address came from a feed.
 */
#ifndef CLI_BROWSER_H
#define CLI_BROWSER_H

#include "base/error.h"

#include <stddef.h>

enum { BROWSER_WORDS_MAX = 32 };

/* `url` may be NULL: an error, too. Waits until the browser has taken it. */
CHECKED bool browser_open(const char *url, struct err *err);
/*
 * The words of one command of $BROWSER ("firefox --new-tab %s"), cut in place;
 * %s is the address, which else comes last. Ended by NULL in `out`.
 */
void browser_words(char *command, char *url, char *out[static BROWSER_WORDS_MAX]);

#endif
