/*
 * memory: allocation that can't fail, because running out ends the program.
 *
 * Every input has a cap where it enters, so running out means a cap is missing.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>

void *mem_alloc(size_t size);               /* zeroed */
void *mem_resize(void *old, size_t size);   /* not zeroed */
void *mem_array(size_t count, size_t size); /* zeroed; ends the program on overflow */
char *mem_strdup(const char *text);         /* NULL gives NULL */
char *mem_strndup(const char *text, size_t len);
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);
char *mem_vprintf(const char *fmt, va_list args) PRINTF_LIKE(1, 0);

/* To the system, what was freed in pieces: where much is about to be taken, or no longer needed. Milliseconds. */
void mem_give_back(void);

/* For __attribute__((cleanup)): frees what a `char *` holds. */
void mem_release(char **text);
#define OWNED_TEXT __attribute__((cleanup(mem_release))) char *

#endif
