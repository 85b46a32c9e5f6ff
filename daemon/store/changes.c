#include "store/changes.h"

#include "base/memory.h"
#include "store/handle.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct changes {
	pthread_mutex_t lock;
	struct change list[CHANGES_MAX]; /* the latest; who was noted first is overwritten first */
	int64_t noted, offered, settled; /* ever */
};

struct changes *
changes_new(void)
{
	struct changes *c = mem_alloc(sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void
changes_free(struct changes *c)
{
	if (c == NULL)
		return;
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* An item is mostly written to several times in a row. */
static bool
is_told_last(const struct changes *c, unsigned what, int64_t id)
{
	const struct change *last = &c->list[(c->noted - 1) % CHANGES_MAX];

	return last->id == id && ((last->what | what) & CHANGED_TOPIC) == 0;
}

void
changes_note(struct changes *c, unsigned what, int64_t id)
{
	pthread_mutex_lock(&c->lock);
	if (c->noted == c->settled || !is_told_last(c, what, id))
		c->list[c->noted++ % CHANGES_MAX] = (struct change) { id, what };
	else
		c->list[(c->noted - 1) % CHANGES_MAX].what |= what;
	pthread_mutex_unlock(&c->lock);
}

void
changes_offer(struct changes *c)
{
	pthread_mutex_lock(&c->lock);
	c->offered = c->noted;
	pthread_mutex_unlock(&c->lock);
}

/* What was rolled back is seen by nobody, and was not offered: who looks at it all the same finds it as it was. */
void
changes_settle(struct changes *c)
{
	pthread_mutex_lock(&c->lock);
	c->offered = c->settled = c->noted;
	pthread_mutex_unlock(&c->lock);
}

int64_t
changes_settled(struct changes *c)
{
	int64_t settled;

	pthread_mutex_lock(&c->lock);
	settled = c->settled;
	pthread_mutex_unlock(&c->lock);
	return settled;
}

bool
changes_since(struct changes *c, int64_t place, struct change out[CHANGES_MAX], size_t *out_count)
{
	bool are_known;
	size_t count = 0;

	pthread_mutex_lock(&c->lock);
	are_known = place >= c->offered || c->noted - place <= CHANGES_MAX;
	for (; are_known && place < c->offered; place++)
		out[count++] = c->list[place % CHANGES_MAX];
	pthread_mutex_unlock(&c->lock);
	*out_count = count;
	return are_known;
}

/* ---- what a handle has to do with it ---- */

/* Scores are told of where they are written: those of a whole topic as one. */
static void
on_written(void *context, int, const char *, const char *table, sqlite3_int64 item_id)
{
	if (strcmp(table, "item") == 0)
		changes_note(context, CHANGED_ROW, item_id);
}

static int
on_commit(void *context)
{
	changes_offer(context);
	return SQLITE_OK;
}

void
store_share_changes(struct store *s, struct changes *c)
{
	s->changes = c;
	if (s->lock_fd < 0)
		return;
	sqlite3_update_hook(s->db, c != NULL ? on_written : NULL, c);
	sqlite3_commit_hook(s->db, c != NULL ? on_commit : NULL, c);
}
