#include "fetch/pacing.h"

#include "base/memory.h"
#include "fetch/heap.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct host {
	struct list turn;         /* linked while somebody may be let in now */
	struct list waiting;      /* visits */
	struct heap_node pausing; /* linked while visitors wait for the end of a pause */
	struct heap_node resting; /* linked while only a pause keeps it from being forgotten */
	struct host *next;        /* in its bucket */
	size_t waiting_count;
	size_t inside;
	int64_t not_before_ms;
	bool is_slow;
	uint64_t hash;
	char name[];
};

struct pacing {
	size_t per_host;
	struct list turns;
	struct heap pausing, resting;
	struct host **buckets;
	size_t bucket_count; /* a power of two */
	size_t host_count;
	size_t waiting_count;
};

enum { BUCKETS_AT_FIRST = 256 };

struct pacing *
pacing_new(size_t per_host)
{
	struct pacing *p = mem_alloc(sizeof(*p));

	p->per_host = per_host;
	list_init(&p->turns);
	p->bucket_count = BUCKETS_AT_FIRST;
	p->buckets = mem_array(p->bucket_count, sizeof(struct host *));
	return p;
}

void
pacing_free(struct pacing *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->bucket_count; i++) {
		for (struct host *host = p->buckets[i], *next; host != NULL; host = next) {
			next = host->next;
			free(host);
		}
	}
	heap_fini(&p->pausing);
	heap_fini(&p->resting);
	free(p->buckets);
	free(p);
}

/* ---- the table of hosts ---- */

static struct host **
bucket_of(struct pacing *p, uint64_t hash)
{
	return &p->buckets[hash & (p->bucket_count - 1)];
}

static struct host *
find(struct pacing *p, const char *name)
{
	uint64_t hash = XXH3_64bits(name, strlen(name));

	for (struct host *host = *bucket_of(p, hash); host != NULL; host = host->next)
		if (host->hash == hash && strcmp(host->name, name) == 0)
			return host;
	return NULL;
}

static void
link_in(struct pacing *p, struct host *host)
{
	struct host **bucket = bucket_of(p, host->hash);

	host->next = *bucket;
	*bucket = host;
}

static void
grow(struct pacing *p)
{
	struct host **old = p->buckets;
	size_t old_count = p->bucket_count;

	p->bucket_count *= 2;
	p->buckets = mem_array(p->bucket_count, sizeof(struct host *));
	for (size_t i = 0; i < old_count; i++) {
		for (struct host *host = old[i], *next; host != NULL; host = next) {
			next = host->next;
			link_in(p, host);
		}
	}
	free(old);
}

static struct host *
find_or_add(struct pacing *p, const char *name)
{
	struct host *host = find(p, name);
	size_t size = strlen(name) + 1;

	if (host != NULL)
		return host;
	if (p->host_count == p->bucket_count)
		grow(p);
	host = mem_alloc(sizeof(*host) + size);
	memcpy(host->name, name, size);
	host->hash = XXH3_64bits(name, size - 1);
	host->not_before_ms = INT64_MIN;
	list_init(&host->waiting);
	link_in(p, host);
	p->host_count++;
	return host;
}

static void
forget(struct pacing *p, struct host *host)
{
	struct host **at = bucket_of(p, host->hash);

	while (*at != host)
		at = &(*at)->next;
	*at = host->next;
	p->host_count--;
	free(host);
}

/* ---- turns ---- */

static bool
has_urgent(const struct host *host)
{
	return host->waiting_count > 0 && LIST_ENTRY(host->waiting.next, struct visit, link)->is_urgent;
}

static void
queue_turn(struct pacing *p, struct host *host)
{
	if (has_urgent(host))
		list_append(p->turns.next, &host->turn); /* before the first: an append to what comes after the head */
	else
		list_append(&p->turns, &host->turn);
}

static bool
may_let_in(const struct pacing *p, const struct host *host)
{
	return host->waiting_count > 0 && host->inside < (host->is_slow ? 1 : p->per_host);
}

/* A host that has its turn keeps its place among the others, unless somebody urgent came. */
static void
take_turn(struct pacing *p, struct host *host)
{
	if (list_is_linked(&host->turn) && !has_urgent(host))
		return;
	list_remove(&host->turn);
	queue_turn(p, host);
}

/* Puts the host where it belongs after anything about it changed. It may be forgotten: don't touch it afterwards. */
static void
place(struct pacing *p, struct host *host, int64_t now_ms)
{
	bool is_pausing = host->not_before_ms > now_ms;
	bool is_empty = host->waiting_count == 0 && host->inside == 0;

	heap_remove(&p->pausing, &host->pausing);
	heap_remove(&p->resting, &host->resting);
	if (!is_pausing && may_let_in(p, host)) {
		take_turn(p, host);
		return;
	}
	list_remove(&host->turn);
	if (is_pausing && host->waiting_count > 0)
		heap_put(&p->pausing, &host->pausing, host->not_before_ms);
	else if (is_pausing && is_empty)
		heap_put(&p->resting, &host->resting, host->not_before_ms);
	else if (is_empty)
		forget(p, host);
}

static void
end_pauses(struct pacing *p, int64_t now_ms)
{
	struct heap_node *node;

	while ((node = heap_first(&p->pausing)) != NULL && node->at <= now_ms)
		place(p, HEAP_ENTRY(node, struct host, pausing), now_ms);
	while ((node = heap_first(&p->resting)) != NULL && node->at <= now_ms)
		place(p, HEAP_ENTRY(node, struct host, resting), now_ms);
}

/* ---- visits ---- */

void
pacing_wait(struct pacing *p, struct visit *visit, const char *name, bool is_urgent, int64_t now_ms)
{
	struct host *host = find_or_add(p, name);

	visit->host = host;
	visit->is_urgent = is_urgent;
	visit->is_inside = false;
	list_append(is_urgent ? host->waiting.next : &host->waiting, &visit->link);
	host->waiting_count++;
	p->waiting_count++;
	place(p, host, now_ms);
}

static void
stop_waiting(struct pacing *p, struct visit *visit)
{
	list_remove(&visit->link);
	visit->host->waiting_count--;
	p->waiting_count--;
}

struct visit *
pacing_next(struct pacing *p, int64_t now_ms, bool only_urgent)
{
	struct visit *visit;
	struct host *host;

	end_pauses(p, now_ms);
	if (list_is_empty(&p->turns))
		return NULL;
	host = LIST_ENTRY(p->turns.next, struct host, turn);
	if (only_urgent && !has_urgent(host))
		return NULL;
	visit = LIST_ENTRY(host->waiting.next, struct visit, link);
	stop_waiting(p, visit);
	visit->is_inside = true;
	host->inside++;
	list_remove(&host->turn);
	place(p, host, now_ms);
	return visit;
}

void
pacing_hand_over(struct visit *from, struct visit *to)
{
	to->host = from->host;
	to->is_inside = true;
	from->host = NULL;
	from->is_inside = false;
}

void
pacing_leave(struct pacing *p, struct visit *visit, int64_t now_ms)
{
	struct host *host = visit->host;

	if (host == NULL)
		return;
	if (visit->is_inside)
		host->inside--;
	else
		stop_waiting(p, visit);
	visit->host = NULL;
	visit->is_inside = false;
	place(p, host, now_ms);
}

void
pacing_pause(struct pacing *p, const struct visit *visit, int64_t until_ms, bool is_slow)
{
	struct host *host = visit->host;

	if (host->not_before_ms < until_ms)
		host->not_before_ms = until_ms;
	host->is_slow = host->is_slow || is_slow;
	place(p, host, until_ms - 1);
}

void
pacing_calm(struct pacing *p, const struct visit *visit)
{
	(void)p; /* its place is found again when the visit leaves */
	visit->host->is_slow = false;
}

static void
lift(struct pacing *p, struct host *host, int64_t now_ms, int64_t over_ms)
{
	if (host->not_before_ms <= now_ms + over_ms)
		return;
	host->not_before_ms = now_ms;
	place(p, host, now_ms);
}

void
pacing_lift(struct pacing *p, const char *name, int64_t now_ms, int64_t over_ms)
{
	struct host *host;

	if (name != NULL) {
		host = find(p, name);
		if (host != NULL)
			lift(p, host, now_ms, over_ms);
		return;
	}
	for (size_t i = 0; i < p->bucket_count; i++) {
		for (struct host *next = p->buckets[i]; next != NULL;) {
			host = next;
			next = host->next;
			lift(p, host, now_ms, over_ms);
		}
	}
}

int64_t
pacing_ready_at(const struct pacing *p)
{
	struct heap_node *node = heap_first(&p->pausing);

	return node != NULL ? node->at : INT64_MAX;
}

int64_t
pacing_pause_left(struct pacing *p, const char *name, int64_t now_ms)
{
	struct host *host = find(p, name);

	return host != NULL && host->not_before_ms > now_ms ? host->not_before_ms - now_ms : 0;
}

size_t
pacing_waiting(const struct pacing *p)
{
	return p->waiting_count;
}

void
pacing_limit(struct pacing *p, size_t per_host)
{
	p->per_host = per_host;
}

void
pacing_each_waiting(const struct visit *visit, void (*each)(struct visit *waiting, void *context), void *context)
{
	struct list *head = &visit->host->waiting;

	for (struct list *at = head->next, *next; at != head; at = next) {
		next = at->next;
		each(LIST_ENTRY(at, struct visit, link), context);
	}
}
