#include "store/index_bytes.h"

bool
index_bytes_read_long(struct index_bytes *b, uint64_t *out)
{
	*out = 0;
	for (int i = 0; b->at < b->end; i++) {
		uint8_t byte = *b->at++;

		if (i == 8) {
			*out = *out << 8 | byte;
			return true;
		}
		*out = *out << 7 | (byte & 0x7f);
		if (byte < 0x80)
			return true;
	}
	return false;
}

uint8_t *
index_bytes_write_long(uint8_t *to, uint64_t number)
{
	uint8_t digits[INDEX_BYTES_LONGEST];
	int count = 0;

	if (number >> 56 != 0) {
		to[8] = (uint8_t)number;
		number >>= 8;
		for (int i = 7; i >= 0; i--, number >>= 7)
			to[i] = (uint8_t)((number & 0x7f) | 0x80);
		return to + INDEX_BYTES_LONGEST;
	}
	do
		digits[count++] = (uint8_t)(number & 0x7f);
	while ((number >>= 7) != 0);
	while (count-- > 0)
		*to++ = (uint8_t)(digits[count] | (count > 0 ? 0x80 : 0));
	return to;
}
