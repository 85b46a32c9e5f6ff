#include "fetch/outage.h"

#include <string.h>
#include <xxhash.h>

static uint64_t
hash_of(const char *host)
{
	return XXH3_64bits(host, strlen(host));
}

static bool
is_known(const struct outage *o, uint64_t hash)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->hosts[i] == hash)
			return true;
	return false;
}

enum outage_news
outage_hear(struct outage *o, const char *host, bool is_unreachable)
{
	uint64_t hash = hash_of(host);
	bool was_down = o->is_down;

	if (!is_unreachable) {
		*o = (struct outage) { 0 };
		return was_down ? OUTAGE_ENDS : OUTAGE_NO_NEWS;
	}
	if (was_down || is_known(o, hash))
		return OUTAGE_NO_NEWS;
	o->hosts[o->count++] = hash;
	o->is_down = o->count == OUTAGE_HOSTS;
	return o->is_down ? OUTAGE_BEGINS : OUTAGE_NO_NEWS;
}

bool
outage_knows(const struct outage *o, const char *host)
{
	return is_known(o, hash_of(host));
}

enum outage_news
outage_hear_of_all(struct outage *o)
{
	if (o->is_down || o->count < OUTAGE_HOSTS_FEW)
		return OUTAGE_NO_NEWS;
	o->is_down = true;
	return OUTAGE_BEGINS;
}
