#include "cli/render/uuid.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

bool
uuid_parse(const char *hex, struct uuid *out)
{
	struct uuid uuid;

	if (hex == NULL || strlen(hex) != 32 || strspn(hex, "0123456789abcdefABCDEF") != 32 ||
	    sscanf(hex, "%16" SCNx64 "%16" SCNx64, &uuid.high, &uuid.low) != 2)
		return false;
	*out = uuid;
	return true;
}

struct uuid
uuid_of(const char *const *texts, size_t count)
{
	XXH3_state_t *state = XXH3_createState();
	XXH128_hash_t hash;

	XXH3_128bits_reset(state);
	for (size_t i = 0; i < count; i++) {
		const char *text = texts[i] != NULL ? texts[i] : "";

		XXH3_128bits_update(state, text, strlen(text) + 1);
	}
	hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	return (struct uuid) { hash.high64, hash.low64 };
}

struct uuid
uuid_plus(struct uuid uuid, uint64_t number)
{
	/* The topmost bits of the lower half are the variant: what is added stays below them. */
	const uint64_t variable = UINT64_MAX >> 2;

	uuid.low = (uuid.low & ~variable) | ((uuid.low + number) & variable);
	return uuid;
}

const char *
uuid_format(struct uuid uuid, char out[static UUID_TEXT_SIZE])
{
	uint64_t high = (uuid.high & ~UINT64_C(0xf000)) | 0x8000;
	uint64_t low = (uuid.low & (UINT64_MAX >> 2)) | (UINT64_C(1) << 63);

	snprintf(out, UUID_TEXT_SIZE, "urn:uuid:%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
	    high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & UINT64_C(0xffffffffffff));
	return out;
}
