/*
 * pager: text longer than the screen, through $PAGER (else less -FRX).
 */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include "base/error.h"
#include "cli/render/terminal.h"

#include <stddef.h>

/* On a terminal, when `text` has more lines than it, unless $PAGER is empty or cat. */
CHECKED bool pager_wanted(const struct terminal *terminal, const char *text);
/* False when the pager couldn't be started or ended badly before it read all. */
CHECKED bool pager_show(const char *text, size_t len);

#endif
