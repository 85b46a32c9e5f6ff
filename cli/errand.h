/*
 * errand: commands run for items, one at a time, in their order.
 *
 * Never through a shell: the program is called with the arguments that were
 * typed, and the item is in its environment. What a feed wrote is cut to a
 * length and holds no control character there. The caller blocks SIGCHLD and
 * calls errands_step when it comes.
 */
#ifndef CLI_ERRAND_H
#define CLI_ERRAND_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { ERRANDS_WAITING_MAX = 256, ERRAND_VALUE_MAX_BYTES = 4096 };

struct errands {
	const char *const *commands; /* each is run for each item */
	size_t command_count;
	const char *const *arguments; /* the same for each */
	size_t argument_count;
	const char *socket_path; /* $WINNOW_SOCKET of the commands */
	char **waiting[ERRANDS_WAITING_MAX];
	const char *programs[ERRANDS_WAITING_MAX];
	size_t first, count;
	pid_t running; /* 0: none */
	const char *running_program;
	size_t refused; /* there was no room */
	size_t failed;
};

/* Puts the item's errands in line. */
void errands_add(struct errands *errands, const json_t *item);
/* Reaps the one that ended, says if it failed, and starts the next. */
void errands_step(struct errands *errands);
CHECKED bool errands_are_done(const struct errands *errands);
/* Those in line are not run; says how many. */
void errands_fini(struct errands *errands);

/* The environment of one errand, ended by NULL; each entry and the list are the caller's (free()). */
char **errand_environment(const json_t *item, const char *socket_path, char *const *inherited);
void errand_environment_free(char **environment);

#endif
