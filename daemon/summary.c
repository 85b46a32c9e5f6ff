#include "summary.h"

#include "base/log.h"

/* What came on top since the last time. */
static int64_t
since(int64_t *before, const atomic_int_fast64_t *counter)
{
	int64_t now = (int64_t)atomic_load(counter), more = now - *before;

	*before = now;
	return more;
}

static void
on_hour(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct summary *s = timer->data;
	const struct vitals *v = s->vitals;

	(void)loop;
	(void)events;
	log_info("hour passed", LOG_INT("polls", since(&s->polls, &v->polls_started)),
	    LOG_INT("failed", since(&s->failed, &v->polls_failed)),
	    LOG_INT("items_new", since(&s->items, &v->items_new)),
	    LOG_INT("items_removed", since(&s->removed, &v->items_removed)),
	    LOG_INT("requests", since(&s->requests, &v->requests)),
	    LOG_INT("refused", since(&s->refused, &v->requests_refused)),
	    LOG_INT("feeds_due", atomic_load(&v->feeds_due)), LOG_INT("watchers", atomic_load(&v->watchers)));
}

void
summary_start(struct summary *summary, struct ev_loop *loop, const struct vitals *vitals, double every_s)
{
	*summary = (struct summary) { .vitals = vitals };
	ev_timer_init(&summary->timer, on_hour, every_s, every_s);
	summary->timer.data = summary;
	ev_timer_start(loop, &summary->timer);
}

void
summary_stop(struct summary *summary, struct ev_loop *loop)
{
	ev_timer_stop(loop, &summary->timer);
}
