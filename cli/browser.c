#include "cli/browser.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/render/ink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void
browser_words(char *command, char *url, char *out[static BROWSER_WORDS_MAX])
{
	bool is_placed = false;
	size_t count = 0;
	char *word;

	while ((word = strsep(&command, " \t")) != NULL && count + 2 < BROWSER_WORDS_MAX) {
		if (*word == '\0')
			continue;
		if (strcmp(word, "%s") == 0) {
			word = url;
			is_placed = true;
		}
		out[count++] = word;
	}
	if (!is_placed && count > 0)
		out[count++] = url;
	out[count] = NULL;
}

static bool
run(char *const *words)
{
	int status = 0;
	pid_t pid;

	if (words[0] == NULL)
		return false;
	pid = fork();
	if (pid == 0) {
		execvp(words[0], words);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* $BROWSER is a list of commands with colons between them; the first that works is taken. */
bool
browser_open(const char *url, struct err *err)
{
	const char *browsers = getenv("BROWSER");
	OWNED_TEXT list = mem_strdup(text_is_blank(browsers) ? "xdg-open" : browsers);
	char *rest = list, *command, *words[BROWSER_WORDS_MAX];
	BUFFER address = { 0 };

	if (url == NULL)
		return err_set(err, ERR_INVALID, "it has no address");
	if (!ink_web_address(&address, url))
		return err_set(err, ERR_REFUSED, "its address is no web page: %.200s", url);
	while ((command = strsep(&rest, ":")) != NULL) {
		browser_words(command, address.data, words);
		if (run(words))
			return true;
	}
	return err_set(err, ERR_SYSTEM, "no browser took it: set $BROWSER to one (%.200s)", buffer_text(&address));
}
