/*
 * output: a file written whole or not at all.
 *
 * Who reads it meanwhile (a web server, say) sees the old one or the new one,
 * and after any failure the old one is still there.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/error.h"
#include "base/stride.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A link is followed; what is no file (a pipe, a terminal) is written to as it is; a folder is refused. */
CHECKED bool output_write(const char *path, const char *bytes, size_t len, struct err *err);

/* A file that comes in parts. It has no name, or one of its own, until it is kept. */
struct output {
	int fd;         /* to be read, too */
	char *path;     /* what it will be called */
	char *new_path; /* what it is called until then, if anything; NULL: it was never opened */
	bool is_nameless;
	struct stride stride;
};

#define OUTPUT __attribute__((cleanup(output_close))) struct output

/* `path` names a file or nothing yet; `mode` as open(2) takes it. */
CHECKED bool output_open(const char *path, mode_t mode, struct output *out, struct err *err);
CHECKED bool output_add(struct output *out, const char *bytes, size_t len, struct err *err);
/* All of it is on the disk now. */
CHECKED bool output_sync(struct output *out, struct err *err);
/* Takes its name. */
CHECKED bool output_keep(struct output *out, struct err *err);
/* Leaves no trace of it unless it was kept. */
void output_close(struct output *out);

#endif
