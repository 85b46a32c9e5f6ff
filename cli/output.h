/*
 * output: a file written whole or not at all.
 *
 * Who reads it meanwhile (a web server, say) sees the old one or the new one,
 * and after any failure the old one is still there.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/error.h"

#include <stddef.h>

/* A link is followed; what is no file (a pipe, a terminal) is written to as it is; a folder is refused. */
CHECKED bool output_write(const char *path, const char *bytes, size_t len, struct err *err);

#endif
