/*
 * packing: numbers in bytes, for the blobs in which lexicons and models are
 * stored, and a careful way back.
 *
 * A blob begins with a mark of four letters and ends with a hash of all before
 * it; so what was cut off or altered is refused before it is looked at. Whole
 * numbers take seven bits a byte, low first; real ones are IEEE 754, low byte first.
 */
#ifndef CURATE_PACKING_H
#define CURATE_PACKING_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* `out` must be empty before. */
void pack_begin(struct buffer *out, const char mark[static 4]);
void pack_count(struct buffer *out, uint64_t n);
void pack_real(struct buffer *out, double x);
void pack_text(struct buffer *out, const char *text); /* NULL is empty */
/* Ends the blob; answers the hash. */
uint64_t pack_end(struct buffer *out);

struct unpacking {
	const unsigned char *at;
	const unsigned char *end;
	bool is_damaged; /* then all answers are 0 or "" */
};

/* ERR_DAMAGED unless the mark and the hash are right. */
CHECKED bool unpack_begin(
    struct unpacking *u, const void *bytes, size_t len, const char mark[static 4], uint64_t *out_hash, struct err *err);
/* The rest of unpack_count. */
uint64_t unpack_count_of_any_size(struct unpacking *u, uint64_t max);
/* How many things follow: no more than there could be at `bytes_each` or more. */
size_t unpack_length(struct unpacking *u, size_t bytes_each);
double unpack_real(struct unpacking *u); /* finite, or it is damage */
char *unpack_text(struct unpacking *u);  /* on the heap, never NULL */

/* More than `max` is damage. Models and lexicons have half a million of them, and most fit into a byte. */
static inline uint64_t
unpack_count(struct unpacking *u, uint64_t max)
{
	if (u->is_damaged || u->at == u->end || *u->at >= 0x80 || *u->at > max)
		return unpack_count_of_any_size(u, max);
	return *u->at++;
}

#endif
