#include "fetch/outage.h"

#include <string.h>
#include <xxhash.h>

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
	uint64_t hash = XXH3_64bits(host, strlen(host));
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
