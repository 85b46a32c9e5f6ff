#include "fetch/landlord.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

enum {
	WORDPRESS = LANDLORD_NONE + 1,
	TUMBLR,
	SUBSTACK,
	BLOGGER,
	MEDIUM,
	GHOST,
	GITHUB_PAGES,
	SQUARESPACE,
	WIX,
	WEEBLY,
	SHOPIFY,
	NETLIFY,
	VERCEL,
	REDDIT,
	YOUTUBE,
	LANDLORDS,
};

static const char *const keys[LANDLORDS] = {
	[LANDLORD_NONE] = "",
	[WORDPRESS] = "@wordpress.com",
	[TUMBLR] = "@tumblr.com",
	[SUBSTACK] = "@substack.com",
	[BLOGGER] = "@blogger.com",
	[MEDIUM] = "@medium.com",
	[GHOST] = "@ghost.io",
	[GITHUB_PAGES] = "@github.io",
	[SQUARESPACE] = "@squarespace.com",
	[WIX] = "@wix.com",
	[WEEBLY] = "@weebly.com",
	[SHOPIFY] = "@shopify.com",
	[NETLIFY] = "@netlify.app",
	[VERCEL] = "@vercel.app",
	[REDDIT] = "@reddit.com",
	[YOUTUBE] = "@youtube.com",
};

/* The end of a host's name; the whole without the dot counts too. */
static const struct {
	const char *end;
	int landlord;
} names[] = {
	{ ".wordpress.com", WORDPRESS },
	{ ".tumblr.com", TUMBLR },
	{ ".substack.com", SUBSTACK },
	{ ".blogspot.com", BLOGGER },
	{ ".medium.com", MEDIUM },
	{ ".ghost.io", GHOST },
	{ ".github.io", GITHUB_PAGES },
	{ ".squarespace.com", SQUARESPACE },
	{ ".wixsite.com", WIX },
	{ ".weebly.com", WEEBLY },
	{ ".myshopify.com", SHOPIFY },
	{ ".netlify.app", NETLIFY },
	{ ".vercel.app", VERCEL },
	{ ".reddit.com", REDDIT },
	{ ".youtube.com", YOUTUBE },
};

/* As their help pages tell the owners of domains to set, and their registry entries. */
static const struct block {
	uint8_t first[16];
	int bits;
	int landlord;
} blocks_v4[] = {
	{ { 192, 0, 64, 0 }, 18, WORDPRESS },
	{ { 74, 114, 152, 0 }, 22, TUMBLR },
	{ { 162, 159, 152, 4 }, 32, MEDIUM },
	{ { 162, 159, 153, 4 }, 32, MEDIUM },
	{ { 185, 199, 108, 0 }, 22, GITHUB_PAGES },
	{ { 198, 49, 23, 0 }, 24, SQUARESPACE },
	{ { 198, 185, 159, 0 }, 24, SQUARESPACE },
	{ { 185, 230, 60, 0 }, 22, WIX },
	{ { 199, 34, 228, 0 }, 24, WEEBLY },
	{ { 23, 227, 38, 0 }, 24, SHOPIFY },
	{ { 75, 2, 60, 5 }, 32, NETLIFY },
	{ { 99, 83, 190, 102 }, 32, NETLIFY },
	{ { 76, 76, 21, 0 }, 24, VERCEL },
}, blocks_v6[] = {
	{ { 0x26, 0x06, 0x50, 0xc0, 0x80, 0x00 }, 46, GITHUB_PAGES }, /* 2606:50c0:8000:: */
};

int
landlord_of_name(const char *host, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *end = names[i].end;
		size_t end_len = strlen(end);

		if (len + 1 == end_len) { /* the platform's own name */
			end++;
			end_len--;
		}
		if (len >= end_len && memcmp(host + len - end_len, end, end_len) == 0)
			return names[i].landlord;
	}
	return LANDLORD_NONE;
}

static bool
has_same_bits(const uint8_t *a, const uint8_t *b, int bits)
{
	int rest = bits % 8;

	return memcmp(a, b, (size_t)bits / 8) == 0 &&
	       (rest == 0 || ((a[bits / 8] ^ b[bits / 8]) & (0xff00 >> rest) & 0xff) == 0);
}

static int
find(const struct block *blocks, size_t count, const uint8_t *address)
{
	for (size_t i = 0; i < count; i++)
		if (has_same_bits(address, blocks[i].first, blocks[i].bits))
			return blocks[i].landlord;
	return LANDLORD_NONE;
}

int
landlord_of_address(const char *address)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, address, bytes) == 1)
		return find(blocks_v4, COUNT_OF(blocks_v4), bytes);
	if (inet_pton(AF_INET6, address, bytes) == 1)
		return find(blocks_v6, COUNT_OF(blocks_v6), bytes);
	return LANDLORD_NONE;
}

const char *
landlord_key(int landlord)
{
	return keys[landlord];
}
