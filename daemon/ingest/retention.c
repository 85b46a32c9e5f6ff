#include "ingest/retention.h"

#include "base/log.h"
#include "curate/canonical.h"

/* A sweep looks at every feed; an item may stay so much longer than it must. */
enum { SWEEP_EVERY_S = 3600, DAY_S = 86400, AWAY_MAX_S = 30 * DAY_S };

static bool
expire(struct writer *w, int64_t now, struct err *err)
{
	if (!store_begin(w->store, STORE_FETCHED, err))
		return false;
	if (store_expire(w->store, &w->settings.keep, now, canonical_url_key, &w->sweep.expiry, err) &&
	    store_commit(w->store, err))
		return true;
	store_rollback(w->store);
	return false;
}

static void
doubt_clock(struct writer *w, const char *why, int64_t seconds)
{
	log_warning(why, LOG_INT("seconds", seconds));
	w->doubt_until_ms = clock_steady_ms(w->clock) + DAY_S * 1000;
}

/* The machine was off for long, or came up with a clock that is wrong. */
bool
retention_begin(struct writer *w, struct err *err)
{
	int64_t now = clock_now_s(w->clock), last_poll_at;

	if (!store_last_poll_at(w->store, &last_poll_at, err))
		return false;
	if (last_poll_at != 0 && now - last_poll_at > AWAY_MAX_S)
		doubt_clock(w, "clock is far ahead of the last poll, nothing is removed for a day", now - last_poll_at);
	return true;
}

/*
 * A clock that jumps ahead by more than a day was wrong, or is now, or the
 * machine slept. What would be removed for its age can wait until that is sure.
 */
static bool
is_clock_doubted(struct writer *w, int64_t now)
{
	int64_t steady_ms = clock_steady_ms(w->clock), epoch_s = now - steady_ms / 1000;

	if (w->epoch_s != 0 && epoch_s - w->epoch_s > DAY_S)
		doubt_clock(w, "clock jumped ahead, nothing is removed for a day", epoch_s - w->epoch_s);
	w->epoch_s = epoch_s;
	return steady_ms < w->doubt_until_ms;
}

static void
tell_own(struct vitals *v, const struct store_own_keep *own)
{
	atomic_store(&v->own_keep_feeds, own->feeds);
	atomic_store(&v->own_keep_soon, own->soon);
	atomic_store(&v->own_keep_next_at, own->next_at);
}

bool
retention_step(struct writer *w)
{
	struct sweep *sweep = &w->sweep;
	int64_t now = clock_now_s(w->clock);
	struct err err = { 0 };

	/* A clock that was set back must not keep it waiting. */
	if (now >= sweep->over_at && now - sweep->over_at < SWEEP_EVERY_S && sweep->over_at != 0)
		return false;
	if (is_clock_doubted(w, now))
		return false;
	if (!expire(w, now, &err)) {
		log_warning("old items stay", LOG_TEXT("error", err.text));
		*sweep = (struct sweep) { .over_at = now };
		return false;
	}
	atomic_fetch_add(&w->vitals->items_removed, sweep->expiry.removed);
	if (!sweep->expiry.is_over)
		return true;
	tell_own(w->vitals, &sweep->expiry.own);
	*sweep = (struct sweep) { .over_at = now };
	return false;
}
