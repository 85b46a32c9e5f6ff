/*
 * choice: an item as the digest prints it: its title, dim where it is from and
 * why it is here, what the curator wrote to it, what it says, and where else it
 * stands.
 *
 * On a terminal an item goes by its id, the number to type next, and two lines
 * of it are enough. An issue that is written to a file or a mail goes to people
 * who can't type it: there items are counted, and their addresses told.
 */
#ifndef CLI_RENDER_CHOICE_H
#define CLI_RENDER_CHOICE_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct choice_style {
	bool is_letter;        /* to be read elsewhere: counted, whole, with addresses and dates */
	size_t number_columns; /* of the longest id or number */
};

struct choice_style choice_style_of(const json_t *digest, const struct look *look);
/* `number` counts from 1. */
void choice_write(
    const json_t *item, size_t number, const struct choice_style *style, const struct look *look, struct buffer *out);

#endif
