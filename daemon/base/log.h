/*
 * log: one line an event on standard error, `event key=value key="some text"`.
 *
 * The only writable state at file scope. Nothing that came from a feed reaches
 * a line unescaped: values are quoted, control characters become \xNN. With
 * $JOURNAL_STREAM set each line begins with its journald priority, <6> and so on.
 * A reader that stalls loses lines, which are counted and told of later; nobody
 * waits for it. Any thread.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

struct log_field {
	const char *key;  /* NULL ends a list */
	const char *text; /* NULL: the number counts */
	int64_t number;
};

#define LOG_TEXT(key, value) ((struct log_field) { key, (value) != NULL ? (value) : "", 0 })
#define LOG_INT(key, value) ((struct log_field) { key, NULL, (int64_t)(value) })

/* Before any thread starts. Events above `level` are not written. */
void log_init(enum log_level level, bool journal);
/* `event` is a noun and a verb in words: "feed failed". Use the macros. */
void log_write(enum log_level level, const char *event, const struct log_field *fields);

#define log_event(level, event, ...)                                                                                   \
	log_write(level, event, (const struct log_field[]) { __VA_ARGS__ __VA_OPT__(, ) { NULL, NULL, 0 } })
#define log_error(event, ...) log_event(LOG_LEVEL_ERROR, event __VA_OPT__(, ) __VA_ARGS__)
#define log_warning(event, ...) log_event(LOG_LEVEL_WARNING, event __VA_OPT__(, ) __VA_ARGS__)
#define log_info(event, ...) log_event(LOG_LEVEL_INFO, event __VA_OPT__(, ) __VA_ARGS__)
#define log_debug(event, ...) log_event(LOG_LEVEL_DEBUG, event __VA_OPT__(, ) __VA_ARGS__)

#endif
