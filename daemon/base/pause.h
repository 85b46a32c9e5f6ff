/*
 * pause: where work that takes long lets something else be done in between,
 * on its own thread. It does not know what that is, and has nothing half done
 * that could be seen from there.
 */
#ifndef BASE_PAUSE_H
#define BASE_PAUSE_H

#include <stddef.h>

struct pause {
	void (*take)(void *context);
	void *context;
};

/* NULL: nobody wants one. */
static inline void
pause_take(const struct pause *pause)
{
	if (pause != NULL)
		pause->take(pause->context);
}

#endif
