#include "cli/pager.h"

#include "base/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { COMMAND_NOT_FOUND = 127 };

static const char *
pager_command(void)
{
	const char *command = getenv("PAGER");

	return command != NULL ? command : "less -FRX";
}

bool
pager_wanted(const struct terminal *terminal, const char *text)
{
	size_t lines = 0;

	if (!terminal->is_terminal || terminal->rows == 0 || text_is_blank(pager_command()) ||
	    text_equal(pager_command(), "cat"))
		return false;
	for (; lines < terminal->rows && (text = strchr(text, '\n')) != NULL; text++)
		lines++;
	return lines >= terminal->rows;
}

bool
pager_show(const char *text, size_t len)
{
	FILE *pipe;
	int status;

	/* So that a plain PAGER=less shows colours, too. */
	setenv("LESS", "FRX", 0);
	/* Who quits the pager early has seen enough. */
	signal(SIGPIPE, SIG_IGN);
	pipe = popen(pager_command(), "w");
	if (pipe == NULL)
		return false;
	fwrite(text, 1, len, pipe);
	status = pclose(pipe);
	signal(SIGPIPE, SIG_DFL);
	return status != -1 && !(WIFEXITED(status) && WEXITSTATUS(status) == COMMAND_NOT_FOUND);
}
