/*
 * arena: memory that goes in one call. One document, one arena.
 *
 * Not for sharing between threads at one time; it may be handed on.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/error.h"

#include <stddef.h>

struct arena;

#define ARENA __attribute__((cleanup(arena_release))) struct arena *

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is fine */
void arena_release(struct arena **a);
void arena_clear(struct arena *a); /* all that was given out is gone; one block is kept */

void *arena_alloc(struct arena *a, size_t size);       /* zeroed, aligned for anything */
void *arena_room(struct arena *a, size_t size);        /* the same, not zeroed: for what is written at once */
char *arena_strdup(struct arena *a, const char *text); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *text, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
size_t arena_bytes(const struct arena *a); /* taken from the system */

#endif
