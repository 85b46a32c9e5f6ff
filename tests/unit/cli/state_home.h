/*
 * state_home: a folder of the test's own for what the command remembers.
 */
#ifndef TESTS_UNIT_CLI_STATE_HOME_H
#define TESTS_UNIT_CLI_STATE_HOME_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int
state_home_make(void **state)
{
	*state = strdup("/tmp/winnow-test-XXXXXX");
	if (mkdtemp(*state) == NULL)
		return 1;
	unsetenv("STATE_DIRECTORY");
	return setenv("XDG_STATE_HOME", *state, 1);
}

static inline int
state_home_remove(void **state)
{
	char command[400];

	snprintf(command, sizeof(command), "rm -r '%s'", (char *)*state);
	free(*state);
	return system(command);
}

#endif
