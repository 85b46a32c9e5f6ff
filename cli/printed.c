#include "cli/printed.h"

#include "base/buffer.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/file.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { KEPT_S = 7 * 86400, TITLE_BYTES = 200, FILE_BYTES_MAX = 1 << 20, STAT_BYTES = 4096 };

/* The controlling terminal's device, 0: none. proc(5): the fifth field behind the name, which may hold anything. */
static int64_t
terminal_number(void)
{
	BUFFER stat = { 0 };
	const char *text;
	int64_t number = 0;

	if (!file_read("/proc/self/stat", STAT_BYTES, &stat, NULL))
		return 0;
	text = strrchr(buffer_text(&stat), ')');
	for (int i = 0; text != NULL && i < 5; i++)
		text = strchr(text + 1, ' ');
	if (text != NULL)
		number = strtoll(text + 1, NULL, 10);
	return number;
}

static bool
folder_path(struct buffer *out)
{
	OWNED_TEXT path = folder_xdg("XDG_STATE_HOME", ".local/state", "winnow/printed");

	if (path != NULL)
		buffer_add_text(out, path);
	return path != NULL;
}

/* False: nothing is remembered here. */
static bool
file_path(struct buffer *out, bool makes)
{
	int64_t terminal = terminal_number();
	struct err ignored;

	if (terminal == 0 || !folder_path(out) || (makes && !folder_make(buffer_text(out), &ignored)))
		return false;
	buffer_addf(out, "/%lld.%ld", (long long)terminal, (long)getppid());
	return true;
}

/* Terminals are closed without a word. */
static void
sweep(void)
{
	BUFFER path = { 0 };
	time_t now = time(NULL);
	struct dirent *entry;
	struct stat st;
	DIR *folder;

	if (!folder_path(&path) || (folder = opendir(path.data)) == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
		    now - st.st_mtime > KEPT_S)
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
}

static bool
replace(const char *path, const struct buffer *text)
{
	BUFFER new = { 0 };
	bool is_good;
	int fd;

	buffer_addf(&new, "%s.new", path);
	fd = open(new.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	is_good = write(fd, buffer_text(text), text->len) == (ssize_t)text->len;
	close(fd);
	return is_good && rename(new.data, path) == 0;
}

/* "4711 How to lead": a line a number. */
static void
line_add(const json_t *item, struct buffer *out)
{
	BUFFER title = { 0 };
	char id[FIELD_ID_SIZE];

	text_without_controls(entry_title(item), &title);
	buffer_cut(&title, utf8_cut(buffer_text(&title), title.len, TITLE_BYTES));
	buffer_addf(out, "%s %s\n", field_id(item, "id", id), buffer_text(&title));
}

void
printed_remember(json_t *items)
{
	BUFFER path = { 0 };
	BUFFER text = { 0 };
	json_t *item;
	size_t i;

	if (json_array_size(items) == 0 || json_array_size(items) > PRINTED_MAX || !file_path(&path, true))
		return;
	json_array_foreach(items, i, item) line_add(item, &text);
	if (!replace(path.data, &text))
		return;
	sweep();
	json_array_foreach(items, i, item)
	    json_object_set_new(json_object_get(item, "_winnow"), "number", json_integer((json_int_t)i + 1));
}

/* The line of a number, without its end; NULL: there is none. */
static char *
line_find(char *text, int64_t number)
{
	char *end;

	for (; number > 1 && text != NULL; number--) {
		text = strchr(text, '\n');
		text = text != NULL ? text + 1 : NULL;
	}
	end = text != NULL ? strchr(text, '\n') : NULL;
	if (end == NULL)
		return NULL;
	*end = '\0';
	return text;
}

const char *
printed_word(const char *word, struct arena *arena)
{
	BUFFER path = { 0 };
	BUFFER text = { 0 };
	int64_t number;
	char *line, *title;

	if (*word == '#')
		return word + 1;
	if (text_starts(word, "id:"))
		return word + 3;
	if (!text_int(word, 1, PRINTED_MAX, &number, NULL) || !file_path(&path, false) ||
	    !file_read(path.data, FILE_BYTES_MAX, &text, NULL) || text.len == 0)
		return word;
	line = line_find(text.data, number);
	title = line != NULL ? strchr(line, ' ') : NULL;
	if (title == NULL)
		return word;
	*title++ = '\0';
	fprintf(stderr, "%lld: %s\n", (long long)number, title);
	return arena_strdup(arena, line);
}
