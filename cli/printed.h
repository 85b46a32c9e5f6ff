/*
 * printed: the numbers that a list was last printed with, on this terminal.
 *
 * What is typed next may name an item by its number in the list: they are kept
 * in a small file of the user's state, by terminal and by the shell that the
 * command was typed in. So a script, another terminal and a pipe never see
 * them: there a number is an item's id.
 */
#ifndef CLI_PRINTED_H
#define CLI_PRINTED_H

#include "base/arena.h"

#include <jansson.h>

enum { PRINTED_MAX = 1000 };

/*
 * Numbers the items (`_winnow.number`) and remembers them. Without a controlling
 * terminal, or where nothing can be remembered, they are left as they are.
 */
void printed_remember(json_t *items);
/*
 * The id that a word means: "#4711" and "id:4711" are ids, "3" is the third line
 * printed last, said on standard error, or else the id. In the arena, or the word.
 */
const char *printed_word(const char *word, struct arena *arena);

#endif
