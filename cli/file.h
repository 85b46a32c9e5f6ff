/*
 * file: a file's bytes, or standard input's.
 */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>

/* "-" is standard input. ERR_TOO_LARGE over `max_bytes`. `out` is empty before. */
CHECKED bool file_read(const char *path, size_t max_bytes, struct buffer *out, struct err *err);
/* A file of text: UTF-8 without NUL; a byte order mark is dropped. The error names the line. */
CHECKED bool file_read_text(const char *path, size_t max_bytes, struct buffer *out, struct err *err);

#endif
