#include "base/shelf.h"

#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct place {
	struct place *next;
	int64_t number;
	void *thing;
	int holders;
};

struct shelf {
	pthread_mutex_t lock;
	struct place *first; /* the latest */
	void (*dispose)(void *thing);
};

struct shelf *
shelf_new(void (*dispose)(void *thing))
{
	struct shelf *shelf = mem_alloc(sizeof(*shelf));

	pthread_mutex_init(&shelf->lock, NULL);
	shelf->dispose = dispose;
	return shelf;
}

void
shelf_free(struct shelf *shelf)
{
	if (shelf == NULL)
		return;
	assert(shelf->first == NULL);
	pthread_mutex_destroy(&shelf->lock);
	free(shelf);
}

void
shelf_put(struct shelf *shelf, int64_t number, void *thing)
{
	struct place *place = mem_alloc(sizeof(*place));

	*place = (struct place) { .number = number, .thing = thing, .holders = 1 };
	pthread_mutex_lock(&shelf->lock);
	place->next = shelf->first;
	shelf->first = place;
	pthread_mutex_unlock(&shelf->lock);
}

const void *
shelf_hold(struct shelf *shelf, int64_t number)
{
	const void *thing = NULL;

	pthread_mutex_lock(&shelf->lock);
	for (struct place *p = shelf->first; p != NULL && thing == NULL; p = p->next)
		if (p->number == number) {
			p->holders++;
			thing = p->thing;
		}
	pthread_mutex_unlock(&shelf->lock);
	return thing;
}

/* The place of `thing` when nobody holds it any more, else NULL. */
static struct place *
take_if_last(struct shelf *shelf, const void *thing)
{
	struct place **at = &shelf->first, *place;

	while (*at != NULL && (*at)->thing != thing)
		at = &(*at)->next;
	place = *at;
	assert(place != NULL);
	if (--place->holders > 0)
		return NULL;
	*at = place->next;
	return place;
}

void
shelf_leave(struct shelf *shelf, const void *thing)
{
	struct place *place;

	if (thing == NULL)
		return;
	pthread_mutex_lock(&shelf->lock);
	place = take_if_last(shelf, thing);
	pthread_mutex_unlock(&shelf->lock);
	if (place == NULL)
		return;
	shelf->dispose(place->thing);
	free(place);
}
