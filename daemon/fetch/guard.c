#include "fetch/guard.h"

#include "base/memory.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct address {
	uint8_t bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
};

enum reach {
	REACH_NEVER,   /* no setting lets it in */
	REACH_PRIVATE, /* the setting lets it in */
	REACH_NEAR,    /* private, and in this house or machine */
};

struct special {
	uint8_t bytes[16];
	int bits;
	enum reach reach;
	const char *name; /* with its article */
};

#define V4(a, b, c, d)                                                                                                 \
	{                                                                                                              \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d                                                   \
	}

/* The first that fits counts. IANA's special-purpose registries, and the metadata services of the large clouds. */
static const struct special specials[] = {
	{ V4(0, 0, 0, 0), 96 + 8, REACH_NEVER, "an unspecified" }, { V4(10, 0, 0, 0), 96 + 8, REACH_NEAR, "a private" },
	{ V4(100, 64, 0, 0), 96 + 10, REACH_PRIVATE, "a carrier-grade NAT" },
	{ V4(127, 0, 0, 0), 96 + 8, REACH_NEAR, "a loopback" },
	{ V4(169, 254, 169, 254), 96 + 32, REACH_PRIVATE, "a cloud metadata" },
	{ V4(169, 254, 0, 0), 96 + 16, REACH_NEAR, "a link-local" },
	{ V4(168, 63, 129, 16), 96 + 32, REACH_PRIVATE, "a cloud metadata" },
	{ V4(172, 16, 0, 0), 96 + 12, REACH_NEAR, "a private" },
	{ V4(192, 0, 0, 0), 96 + 24, REACH_PRIVATE, "a protocol assignment" },
	{ V4(192, 0, 2, 0), 96 + 24, REACH_PRIVATE, "a documentation" },
	{ V4(192, 88, 99, 0), 96 + 24, REACH_PRIVATE, "a 6to4 relay" },
	{ V4(192, 168, 0, 0), 96 + 16, REACH_NEAR, "a private" },
	{ V4(198, 18, 0, 0), 96 + 15, REACH_PRIVATE, "a benchmarking" },
	{ V4(198, 51, 100, 0), 96 + 24, REACH_PRIVATE, "a documentation" },
	{ V4(203, 0, 113, 0), 96 + 24, REACH_PRIVATE, "a documentation" },
	{ V4(224, 0, 0, 0), 96 + 4, REACH_NEVER, "a multicast" },
	{ V4(255, 255, 255, 255), 96 + 32, REACH_NEVER, "a broadcast" },
	{ V4(240, 0, 0, 0), 96 + 4, REACH_NEVER, "a reserved" }, { { 0 }, 128, REACH_NEVER, "an unspecified" }, /* :: */
	{ { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01 }, 128,
	    REACH_NEAR, "a loopback" },                                                 /* ::1 */
	{ { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48, REACH_PRIVATE, "a local NAT64" }, /* 64:ff9b:1:: */
	{ { 0x01 }, 64, REACH_NEVER, "a discard-only" },                                /* 100:: */
	{ { 0x20, 0x01 }, 23, REACH_PRIVATE, "a protocol assignment" },                 /* 2001:: */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, REACH_PRIVATE, "a documentation" },           /* 2001:db8:: */
	{ { 0x3f, 0xff }, 20, REACH_PRIVATE, "a documentation" },                       /* 3fff:: */
	{ { 0xfd, 0x00, 0x0e, 0xc2, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x54 }, 128,
	    REACH_PRIVATE, "a cloud metadata" },            /* fd00:ec2::254 */
	{ { 0xfc }, 7, REACH_NEAR, "a private" },           /* fc00:: */
	{ { 0xfe, 0x80 }, 10, REACH_NEAR, "a link-local" }, /* fe80:: */
	{ { 0xfe, 0xc0 }, 10, REACH_NEAR, "a site-local" }, /* fec0:: */
	{ { 0xff }, 8, REACH_NEVER, "a multicast" },        /* ff00:: */
};

/* Of IPv6, only 2000::/3 is given out for the open net. */
static const struct guard_block global_v6 = { { 0x20 }, 3 };
static const struct special unassigned = { { 0 }, 0, REACH_NEVER, "an unassigned" };

/* Where an IPv4 address lies inside an IPv6 one. */
static const struct embedding {
	uint8_t bytes[16];
	int bits;
	int at;
} embeddings[] = {
	{ { 0x00, 0x64, 0xff, 0x9b }, 96, 12 }, /* NAT64, RFC 6052 */
	{ { 0x20, 0x02 }, 16, 2 },              /* 6to4, RFC 3056 */
	{ { 0 }, 96, 12 },                      /* IPv4-compatible, RFC 4291 2.5.5.1 */
};

static bool
is_within(const uint8_t address[static 16], const uint8_t block[static 16], int bits)
{
	int whole = bits / 8, rest = bits % 8;

	if (memcmp(address, block, (size_t)whole) != 0)
		return false;
	return rest == 0 || (address[whole] ^ block[whole]) >> (8 - rest) == 0;
}

static bool
is_v4(const struct address *a)
{
	static const uint8_t mapped[16] = V4(0, 0, 0, 0);

	return is_within(a->bytes, mapped, 96);
}

static void
set_v4(struct address *a, const uint8_t bytes[static 4])
{
	*a = (struct address) { V4(bytes[0], bytes[1], bytes[2], bytes[3]) };
}

static bool
read_literal(const char *text, struct address *out)
{
	uint8_t v4[4];

	if (strchr(text, ':') != NULL)
		return inet_pton(AF_INET6, text, out->bytes) == 1;
	if (inet_pton(AF_INET, text, v4) != 1)
		return false;
	set_v4(out, v4);
	return true;
}

static bool
read_sockaddr(const struct sockaddr *from, struct address *out)
{
	if (from->sa_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, from, sizeof(v4));
		set_v4(out, (const uint8_t *)&v4.sin_addr);
		return true;
	}
	if (from->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, from, sizeof(v6));
		memcpy(out->bytes, &v6.sin6_addr, 16);
		return true;
	}
	return false;
}

/* ---- the setting ---- */

static bool
add_block(struct guard *g, char *text, struct err *err)
{
	struct address address;
	struct guard_block block;
	char *slash = strchr(text, '/');
	int64_t bits = -1;
	int width;

	if (slash != NULL)
		*slash = '\0';
	if (!read_literal(text, &address))
		return err_set(err, ERR_INVALID, "not an address or CIDR block: '%.60s'", text);
	width = strchr(text, ':') != NULL ? 128 : 32;
	if (slash == NULL)
		bits = width;
	else if (!text_int(slash + 1, 0, width, &bits, NULL))
		return err_set(err, ERR_INVALID, "not a prefix length of %.60s: '%.20s'", text, slash + 1);
	memcpy(block.bytes, address.bytes, 16);
	block.bits = (int)bits + 128 - width;
	g->allowed = mem_resize(g->allowed, (g->allowed_count + 1) * sizeof(block));
	g->allowed[g->allowed_count++] = block;
	return true;
}

bool
guard_init(struct guard *g, const char *allow_private, struct err *err)
{
	OWNED_TEXT list = mem_strdup(allow_private != NULL ? allow_private : "no");
	char *rest = list, *block;

	*g = (struct guard) { 0 };
	if (text_equal_nocase(list, "no") || text_equal_nocase(list, "yes")) {
		g->allows_all = text_equal_nocase(list, "yes");
		return true;
	}
	while ((block = strsep(&rest, ", \t")) != NULL) {
		if (*block != '\0' && !add_block(g, block, err)) {
			guard_fini(g);
			return false;
		}
	}
	return true;
}

void
guard_fini(struct guard *g)
{
	free(g->allowed);
	*g = (struct guard) { 0 };
}

/* ---- the judgement ---- */

static bool
is_allowed(const struct guard *g, const struct address *a)
{
	for (size_t i = 0; i < g->allowed_count; i++)
		if (is_within(a->bytes, g->allowed[i].bytes, g->allowed[i].bits))
			return true;
	return g->allows_all;
}

/* What is special about it; NULL: it is public. */
static const struct special *
find_special(const struct address *a)
{
	for (size_t i = 0; i < COUNT_OF(specials); i++)
		if (is_within(a->bytes, specials[i].bytes, specials[i].bits))
			return &specials[i];
	return is_v4(a) || is_within(a->bytes, global_v6.bytes, global_v6.bits) ? NULL : &unassigned;
}

/* The IPv4 address that is meant by an IPv6 one. */
static bool
find_embedded(const struct address *a, struct address *out)
{
	for (size_t i = 0; i < COUNT_OF(embeddings); i++) {
		if (is_within(a->bytes, embeddings[i].bytes, embeddings[i].bits)) {
			set_v4(out, a->bytes + embeddings[i].at);
			return true;
		}
	}
	return false;
}

static const struct special *
judge(const struct address *a)
{
	static const struct guard_block plain[] = { { { 0 }, 128 },
		{ { [15] = 1 }, 128 } }; /* :: and ::1 embed nothing */
	struct address inner;

	for (size_t i = 0; i < COUNT_OF(plain); i++)
		if (is_within(a->bytes, plain[i].bytes, plain[i].bits))
			return find_special(a);
	return find_special(find_embedded(a, &inner) ? &inner : a);
}

static void
write_address(const struct address *a, char out[static INET6_ADDRSTRLEN])
{
	if (is_v4(a))
		inet_ntop(AF_INET, a->bytes + 12, out, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, a->bytes, out, INET6_ADDRSTRLEN);
}

static bool
admits(const struct guard *g, const struct address *a, char why[static GUARD_TEXT_SIZE])
{
	const struct special *special = judge(a);
	char text[INET6_ADDRSTRLEN];
	struct address inner;

	if (special == NULL)
		return true;
	if (special->reach != REACH_NEVER && (is_allowed(g, a) || (find_embedded(a, &inner) && is_allowed(g, &inner))))
		return true;
	write_address(a, text);
	snprintf(why, GUARD_TEXT_SIZE, "%s is %s address%s", text, special->name,
	    special->reach == REACH_NEVER ? "" : "; allow it with [network] allow-private");
	return false;
}

bool
guard_admits(const struct guard *g, const struct sockaddr *address, char why[static GUARD_TEXT_SIZE])
{
	struct address a;

	if (read_sockaddr(address, &a))
		return admits(g, &a, why);
	snprintf(why, GUARD_TEXT_SIZE, "it is no internet address");
	return false;
}

/* Names that lead to a private place by definition or by custom: RFC 6761, RFC 6762, the metadata services. */
static bool
is_private_name(const char *host)
{
	static const char *const endings[] = { ".localhost", ".local", ".internal", ".intranet", ".lan", ".home",
		".home.arpa", ".corp", ".private", ".localdomain" };

	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (text_ends(host, endings[i]))
			return true;
	return strchr(host, '.') == NULL;
}

bool
guard_admits_name(const struct guard *g, const char *host, char why[static GUARD_TEXT_SIZE])
{
	struct address a;
	struct in_addr old_form;

	if (read_literal(host, &a))
		return admits(g, &a, why);
	if (inet_aton(host, &old_form) != 0) {
		set_v4(&a, (const uint8_t *)&old_form);
		return admits(g, &a, why);
	}
	if (g->allows_all || !is_private_name(host))
		return true;
	snprintf(why, GUARD_TEXT_SIZE, "%.60s is a private name; allow it with [network] allow-private=yes", host);
	return false;
}

enum guard_place
guard_place_of(const char *literal)
{
	const struct special *special = NULL;
	struct address a;

	if (literal != NULL && read_literal(literal, &a))
		special = judge(&a);
	if (special == NULL)
		return GUARD_PUBLIC;
	return special->reach == REACH_NEAR ? GUARD_NEAR : GUARD_SPECIAL;
}
