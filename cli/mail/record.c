#include "cli/mail/record.h"

#include "base/buffer.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { RECORD_MAX_BYTES = 256 };

static const char *const words[] = { [RECORD_SENDING] = "sending\n", [RECORD_ACCEPTED] = "accepted\n" };

static bool
folder_find(struct buffer *out, struct err *err)
{
	const char *systemd = getenv("STATE_DIRECTORY");
	OWNED_TEXT own = folder_xdg("XDG_STATE_HOME", ".local/state", "winnow");

	if (!text_is_blank(systemd))
		buffer_add(out, systemd, strcspn(systemd, ":"));
	else if (own != NULL)
		buffer_add_text(out, own);
	else
		return err_set(err, ERR_SYSTEM,
		    "nowhere to note what was sent: set $XDG_STATE_HOME or $HOME, or $STATE_DIRECTORY");
	buffer_add_text(out, "/mail");
	return true;
}

static bool
lock_take(struct record *record, const char *digest, struct err *err)
{
	record->lock = open(record->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (record->lock < 0)
		return err_set(
		    err, ERR_SYSTEM, "%.200s: %s: what was sent can't be noted there", record->path, strerror(errno));
	if (flock(record->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	return err_set(
	    err, ERR_LOCKED, "another winnow mail is sending '%.80s' now: it tells what becomes of it", digest);
}

bool
record_open(const char *digest, struct record *out, struct err *err)
{
	struct record record = { .lock = -1 };
	BUFFER path = { 0 };
	BUFFER segment = { 0 };

	if (!folder_find(&path, err))
		return false;
	if (!folder_make(buffer_text(&path), err))
		return err_wrap(err, "what was sent can't be noted");
	path_add_segment(&segment, digest);
	record.name = mem_strdup(buffer_text(&segment) + 1);
	buffer_addf(&path, "/%s.lock", record.name);
	record.path = buffer_take(&path);
	if (!lock_take(&record, digest, err)) {
		record_close(&record);
		return false;
	}
	*out = record;
	return true;
}

void
record_close(struct record *record)
{
	if (record == NULL || record->path == NULL)
		return;
	if (record->lock >= 0)
		close(record->lock);
	free(record->path);
	free(record->name);
	*record = (struct record) { .lock = -1 };
}

static void
path_of(const struct record *record, const char *uid, struct buffer *out)
{
	buffer_add(out, record->path, (size_t)(strrchr(record->path, '/') - record->path));
	buffer_addf(out, "/%s.%s", record->name, uid);
}

enum record_state
record_read(const struct record *record, const char *uid)
{
	BUFFER path = { 0 };
	BUFFER text = { 0 };
	struct err ignored;

	path_of(record, uid, &path);
	if (!file_read(buffer_text(&path), RECORD_MAX_BYTES, &text, &ignored))
		return RECORD_NONE;
	return text_equal(buffer_text(&text), words[RECORD_ACCEPTED]) ? RECORD_ACCEPTED : RECORD_SENDING;
}

static bool
write_through(int fd, const char *text)
{
	return write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fsync(fd) == 0;
}

bool
record_write(const struct record *record, const char *uid, enum record_state state, struct err *err)
{
	BUFFER path = { 0 };
	BUFFER fresh = { 0 };
	bool is_written;
	int fd;

	path_of(record, uid, &path);
	if (state == RECORD_NONE) {
		unlink(buffer_text(&path));
		return true;
	}
	buffer_addf(&fresh, "%s.new", buffer_text(&path));
	fd = open(buffer_text(&fresh), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	is_written = fd >= 0 && write_through(fd, words[state]);
	if (fd >= 0)
		close(fd);
	if (is_written && rename(buffer_text(&fresh), buffer_text(&path)) == 0 && folder_sync(buffer_text(&path)))
		return true;
	return err_set(
	    err, ERR_SYSTEM, "%.200s: %s: what was sent can't be noted there", buffer_text(&path), strerror(errno));
}
