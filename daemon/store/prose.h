/*
 * prose: a text as it is stored. Private to this folder.
 *
 * One of more than a few lines is packed: each byte becomes a code (Huffman's)
 * that is the longer the rarer the byte is in this text. 2 KB come to 1.15, in
 * 8 us and back in 5. Deflate comes to 1.0, but takes 40 and 12, and of what is
 * stored each page of a list reads fifty.
 *
 * A packed text is: how many bytes it has, and how many bytes the codes of its
 * first half take (the shorter one), each in seven bits a byte, low first, the
 * top bit set on all but the last; sixteen bits, low byte first, that say in
 * which sixteenths of the 256 bytes any occur; sixteen more for each of these,
 * which; four bits for each byte that occurs, in their order, the low half
 * first: how long its code is; then the codes of the first half and those of
 * the second, each beginning with a byte, from the top bit down. Of the codes
 * the shorter come first, and those of one length in the order of their bytes.
 */
#ifndef STORE_PROSE_H
#define STORE_PROSE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdbool.h>

/* Adds it to `out`. False, and nothing is added, when it is too short to gain by it: then it is stored as it is. */
CHECKED bool prose_pack(const char *text, struct buffer *out);
/* NULL when it is damaged. */
const char *prose_unpack(const void *bytes, size_t len, struct arena *arena);
/* The first `max` bytes at least, if there are as many; *out_whole is how many there are. NULL when these are damaged. */
const char *prose_unpack_beginning(const void *bytes, size_t len, size_t max, struct arena *arena, size_t *out_whole);

#endif
