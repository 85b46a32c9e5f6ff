#include "store/margins.h"

#include <assert.h>
#include <endian.h>
#include <math.h>
#include <string.h>

enum { TOPIC_BYTES = 4 };

static void
write_margin(char *to, double margin)
{
	uint64_t bits;

	memcpy(&bits, &margin, sizeof(bits));
	bits = htole64(bits);
	memcpy(to, &bits, sizeof(bits));
}

struct store_margin
margins_at(const struct buffer *margins, size_t at)
{
	struct store_margin margin;
	uint32_t topic;
	uint64_t bits;

	memcpy(&topic, margins->data + at, sizeof(topic));
	memcpy(&bits, margins->data + at + TOPIC_BYTES, sizeof(bits));
	bits = le64toh(bits);
	margin.topic_id = le32toh(topic);
	memcpy(&margin.margin, &bits, sizeof(bits));
	return margin;
}

bool
margins_find(const struct buffer *margins, int64_t topic_id, size_t *out_at)
{
	uint32_t wanted = htole32((uint32_t)topic_id);

	for (size_t at = 0; at + MARGIN_BYTES <= margins->len; at += MARGIN_BYTES)
		if (memcmp(margins->data + at, &wanted, sizeof(wanted)) == 0) {
			*out_at = at;
			return true;
		}
	return false;
}

double
margins_set(struct buffer *margins, const struct store_margin *margin)
{
	uint32_t topic = htole32((uint32_t)margin->topic_id);
	char pair[MARGIN_BYTES];
	double was;
	size_t at;

	assert(margin->topic_id > 0 && margin->topic_id <= UINT32_MAX && !isnan(margin->margin));
	if (margins_find(margins, margin->topic_id, &at)) {
		was = margins_at(margins, at).margin;
		write_margin(margins->data + at + TOPIC_BYTES, margin->margin);
		return was;
	}
	memcpy(pair, &topic, sizeof(topic));
	write_margin(pair + TOPIC_BYTES, margin->margin);
	buffer_add(margins, pair, sizeof(pair));
	return -INFINITY;
}

bool
margins_take_out(struct buffer *margins, int64_t topic_id)
{
	size_t at;

	if (!margins_find(margins, topic_id, &at))
		return false;
	memmove(margins->data + at, margins->data + at + MARGIN_BYTES, margins->len - at - MARGIN_BYTES);
	buffer_cut(margins, margins->len - MARGIN_BYTES);
	return true;
}
