/* A copy of the whole store: made and looked through by the daemon, written and read back here. */
#include "base/text.h"
#include "cli/client.h"
#include "cli/output.h"
#include "cli/render/ink.h"
#include "cli/render/pairs.h"
#include "cli/run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

struct receipt {
	struct output file;
	int64_t bytes;
	bool has_failed;
	struct err err; /* says why */
};

static void
receipt_fini(struct receipt *receipt)
{
	output_close(&receipt->file);
}

static bool
on_bytes(void *context, const char *bytes, size_t len)
{
	struct receipt *receipt = context;

	receipt->has_failed = !output_add(&receipt->file, bytes, len, &receipt->err);
	receipt->bytes += (int64_t)len;
	return !receipt->has_failed;
}

/* As winnowd calls a file of these bytes. */
static bool
file_etag(struct receipt *receipt, char *out, size_t size)
{
	XXH3_state_t *state = XXH3_createState();
	struct stride stride = { 0 };
	char bytes[65536];
	off_t at = 0;
	ssize_t got;

	XXH3_64bits_reset(state);
	while ((got = pread(receipt->file.fd, bytes, sizeof(bytes), at)) > 0) {
		XXH3_64bits_update(state, bytes, (size_t)got);
		at += got;
		stride_read(&stride, (size_t)got);
	}
	snprintf(out, size, "\"xxh3-%016" PRIx64 "\"", (uint64_t)XXH3_64bits_digest(state));
	XXH3_freeState(state);
	return got == 0 || err_set(&receipt->err, ERR_SYSTEM, "%s: %s", receipt->file.path, strerror(errno));
}

/* Read back from the disk, not from memory, as far as the system lets go of it. */
static bool
verify(struct receipt *receipt, const struct answer *answer)
{
	char etag[40];

	if (!output_sync(&receipt->file, &receipt->err))
		return false;
	posix_fadvise(receipt->file.fd, 0, 0, POSIX_FADV_DONTNEED);
	if (!file_etag(receipt, etag, sizeof(etag)))
		return false;
	return text_equal(etag, answer->etag) ||
	       err_set(&receipt->err, ERR_DAMAGED, "%s: what was written is not what can be read: is the disk well?",
		   receipt->file.path);
}

static enum exit_code
say(struct session *s, const struct receipt *receipt)
{
	BUFFER line = { 0 };
	BUFFER size = { 0 };

	bytes_format((double)receipt->bytes, &size);
	ink_text(&line, &s->look, INK_PLAIN, receipt->file.path);
	ink_format(&line, &s->look, INK_DIM, ": %s, ", buffer_text(&size));
	ink_text(&line, &s->look, INK_GOOD, "verified");
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

/* A store that is in use is not to be put aside by its own copy. */
static bool
refuse_store(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	BUFFER lock = { 0 };

	buffer_add(&lock, path, (size_t)(name - path));
	buffer_add_text(&lock, "winnow.lock");
	if (!text_starts(name, "winnow.db") && !text_equal(name, "winnow.lock"))
		return true;
	return access(buffer_text(&lock), F_OK) != 0 ||
	       err_set(err, ERR_INVALID, "%s is the place of a winnowd's own database: name another file", path);
}

static bool
receipt_open(struct receipt *receipt, const char *path)
{
	if (text_equal(path, "-"))
		return err_set(&receipt->err, ERR_INVALID, "a backup is read back, so it has to be a file: name one");
	return output_open(path, 0600, &receipt->file, &receipt->err) &&
	       refuse_store(receipt->file.path, &receipt->err);
}

enum exit_code
run_backup(struct session *s, const struct args *args)
{
	__attribute__((cleanup(receipt_fini))) struct receipt receipt = { 0 };
	ANSWER answer = { 0 };
	enum exit_code code;

	stride_give_way();
	if (!receipt_open(&receipt, args->words[0])) {
		complain("%s", receipt.err.text);
		return EXIT_REFUSED;
	}
	code = session_receive(s, "/v1/backup", on_bytes, &receipt, &answer);
	if (code != EXIT_DONE)
		return code;
	if (!receipt.has_failed && verify(&receipt, &answer) && output_keep(&receipt.file, &receipt.err))
		return say(s, &receipt);
	complain("%s", receipt.err.text);
	return EXIT_REFUSED;
}
