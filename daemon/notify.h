/*
 * notify: what systemd and winnowd say to each other. sd_notify(3),
 * sd_listen_fds(3) and sd_watchdog_enabled(3) without the library.
 *
 * Without systemd all of it does nothing.
 */
#ifndef NOTIFY_H
#define NOTIFY_H

#include <stdint.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1". */
void notify(const char *state);
/* The next READY=1 ends it. */
void notify_reloading(void);
/* The first socket passed in, -1 when there is none. */
int notify_listen_fd(void);
/* How often winnowd must say WATCHDOG=1, in microseconds; 0: never. */
int64_t notify_watchdog_us(void);

#endif
