#include "store/code_lengths.h"

#include <string.h>

/*
 * Moffat and Katajainen, "In-place calculation of minimum-redundancy codes",
 * 1995. In: how often each of `count` symbols occurs, the rarest first. Out:
 * how long their codes are. Two at least.
 */
static void
lengths_of_counts(uint32_t *a, int count)
{
	int root = 0, leaf = 0, open = 1, next = count - 1;

	/* Each inner node joins the two lightest; what was joined keeps the place of its parent. */
	for (int node = 0; node < count - 1; node++) {
		uint32_t weight = 0;

		for (int half = 0; half < 2; half++)
			if (leaf >= count || (root < node && a[root] < a[leaf])) {
				weight += a[root];
				a[root++] = (uint32_t)node;
			} else {
				weight += a[leaf++];
			}
		a[node] = weight;
	}
	a[count - 2] = 0;
	for (int node = count - 3; node >= 0; node--)
		a[node] = a[a[node]] + 1;
	/* From the depths of the inner nodes to those of the leaves. */
	root = count - 2;
	for (uint32_t depth = 0; open > 0; depth++) {
		int inner = 0;

		for (; root >= 0 && a[root] == depth; root--)
			inner++;
		for (; open > inner; open--)
			a[next--] = depth;
		open = 2 * inner;
	}
}

/* Some are too long: they are cut, and the rarest of the others make room. */
static void
limit_lengths(uint32_t *lengths, int count)
{
	int taken = 0;

	for (int i = 0; i < count; i++) {
		if (lengths[i] > CODE_LONGEST)
			lengths[i] = CODE_LONGEST;
		taken += code_share(lengths[i]);
	}
	for (int i = 0; taken > CODE_SPACE; i = (i + 1) % count)
		if (lengths[i] < CODE_LONGEST) {
			taken -= code_share(lengths[i]) - code_share(lengths[i] + 1);
			lengths[i]++;
		}
}

/* Counts and the bytes they are of, the rarest first. */
static int
sort_bytes(const uint32_t *counts, uint8_t *bytes, uint32_t *sorted)
{
	int used = 0;

	for (int byte = 0; byte < CODE_BYTES; byte++) {
		int at = used;

		if (counts[byte] == 0)
			continue;
		for (; at > 0 && sorted[at - 1] > counts[byte]; at--) {
			sorted[at] = sorted[at - 1];
			bytes[at] = bytes[at - 1];
		}
		sorted[at] = counts[byte];
		bytes[at] = (uint8_t)byte;
		used++;
	}
	return used;
}

void
code_lengths_of(const uint8_t *text, size_t len, uint8_t lengths[CODE_BYTES])
{
	uint32_t counts[CODE_BYTES] = { 0 }, sorted[CODE_BYTES];
	uint8_t bytes[CODE_BYTES];
	int used;

	for (size_t i = 0; i < len; i++)
		counts[text[i]]++;
	used = sort_bytes(counts, bytes, sorted);
	if (used == 1)
		sorted[0] = 1;
	else
		lengths_of_counts(sorted, used);
	limit_lengths(sorted, used);
	memset(lengths, 0, CODE_BYTES);
	for (int i = 0; i < used; i++)
		lengths[bytes[i]] = (uint8_t)sorted[i];
}
