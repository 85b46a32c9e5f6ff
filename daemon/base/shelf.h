/*
 * shelf: large things that several threads look at and nobody changes any more,
 * under a number each. They are there as long as anybody holds them.
 *
 * Any thread. Knows nothing of what lies on it but how it is freed.
 */
#ifndef BASE_SHELF_H
#define BASE_SHELF_H

#include <stdint.h>

struct shelf;

/* `dispose` frees a thing; on the thread of its last holder. */
struct shelf *shelf_new(void (*dispose)(void *thing));
/* When nobody holds anything any more. NULL is fine. */
void shelf_free(struct shelf *shelf);

/* Takes `thing`, of which the caller is the first holder. Of two under one number the later is found. */
void shelf_put(struct shelf *shelf, int64_t number, void *thing);
/* Held from now on; NULL: there is none. */
const void *shelf_hold(struct shelf *shelf, int64_t number);
/* Once for each put and hold. NULL is fine. */
void shelf_leave(struct shelf *shelf, const void *thing);

#endif
