/*
 * width: how many columns a text takes on a terminal, and where it may be cut.
 *
 * Counts what render/ink writes: control characters take no room, a tab or a
 * newline is shown as a space. A cluster (a letter with its accents, an emoji
 * with its joiners) is never cut; its width is the sum of its code points, the
 * most that any terminal uses for it, so that a line never overflows.
 */
#ifndef CLI_RENDER_WIDTH_H
#define CLI_RENDER_WIDTH_H

#include <stddef.h>

/* Columns of `len` bytes of UTF-8. */
size_t width_of(const char *text, size_t len);
size_t width_of_text(const char *text);
/* Bytes of the cluster that `text` begins with; 0 only when len is 0. */
size_t width_cluster(const char *text, size_t len, size_t *out_columns);
/* Bytes of the longest beginning that takes at most `columns`, in whole clusters. */
size_t width_fit(const char *text, size_t len, size_t columns, size_t *out_columns);

#endif
