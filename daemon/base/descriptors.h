/*
 * descriptors: how those that this process may have open are shared by what it does.
 */
#ifndef BASE_DESCRIPTORS_H
#define BASE_DESCRIPTORS_H

#include <stddef.h>

/* For clients on the socket: half of all, 512 at most. Feeds need the others. Any thread. */
size_t descriptors_for_clients(void);

#endif
