/*
 * word_diff: what changed between two texts, by words.
 *
 * Paragraphs are compared first, then the words of those that changed; those
 * that did not are left out. Pure. Bounded in time and memory: what differs in
 * too much is one deletion and one addition.
 *
 * Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1986.
 */
#ifndef CURATE_WORD_DIFF_H
#define CURATE_WORD_DIFF_H

#include "base/arena.h"

#include <stddef.h>

enum { WORD_DIFF_BYTES_MAX = 200000 }; /* of either text: the rest is not looked at */

enum word_diff_kind { WORD_DIFF_SAME, WORD_DIFF_REMOVED, WORD_DIFF_ADDED, WORD_DIFF_LEFT_OUT };

/* Words with one space between; a newline stands where a paragraph ends. */
struct word_diff_piece {
	enum word_diff_kind kind;
	const char *text;  /* NULL when left out */
	size_t paragraphs; /* left out */
};

/* Pieces in order, none when the texts say the same. Texts may be NULL. */
size_t word_diff(const char *before, const char *after, struct arena *arena, struct word_diff_piece **out);

#endif
