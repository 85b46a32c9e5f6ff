#include "cli/editor.h"

#include "base/text.h"
#include "cli/file.h"
#include "cli/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DRAFT_MAX_BYTES = 1 << 20, COMMAND_NOT_FOUND = 127 };

static const char *
editor_command(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!text_is_blank(getenv(names[i])))
			return getenv(names[i]);
	return "vi";
}

static bool
write_all(int fd, const char *text, struct err *err)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return err_set(err, ERR_SYSTEM, "writing a draft: %s", strerror(errno));
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return true;
}

bool
draft_open(struct draft *draft, const char *text, const char *suffix, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	BUFFER path = { 0 };
	bool is_written;
	int fd;

	buffer_addf(&path, "%s/winnow-XXXXXX%s", text_is_blank(dir) ? "/tmp" : dir, suffix);
	fd = mkstemps(path.data, (int)strlen(suffix));
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "%.200s: %s", path.data, strerror(errno));
	is_written = write_all(fd, text, err);
	close(fd);
	if (!is_written)
		return false;
	draft->path = buffer_take(&path);
	return true;
}

/* $EDITOR is a shell's command line ("code --wait"), the path is only an argument to it. */
bool
draft_edit(const struct draft *draft, struct buffer *out, struct err *err)
{
	BUFFER line = { 0 };
	int status = 0;
	pid_t pid;

	buffer_addf(&line, "%s \"$1\"", editor_command());
	pid = fork();
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", buffer_text(&line), "winnow", draft->path, (char *)NULL);
		_exit(COMMAND_NOT_FOUND);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, ERR_SYSTEM, "the editor (%.100s) failed: set $EDITOR", editor_command());
	return file_read_text(draft->path, DRAFT_MAX_BYTES, out, err);
}

bool
draft_wants_again(void)
{
	char answer[16] = "";

	if (isatty(STDIN_FILENO) != 1)
		return false;
	fputs("Edit again? [Y/n] ", stderr);
	return fgets(answer, sizeof(answer), stdin) != NULL && *answer != 'n' && *answer != 'N';
}

void
draft_close(struct draft *draft)
{
	if (draft == NULL || draft->path == NULL)
		return;
	unlink(draft->path);
	free(draft->path);
	draft->path = NULL;
}

void
draft_keep(struct draft *draft)
{
	complain("what was written is kept in %s", draft->path);
	free(draft->path);
	draft->path = NULL;
}
