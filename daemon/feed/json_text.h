/*
 * json_text: JSON as it arrives, made fit for the parser. Pure; any thread.
 *
 * A parsed value costs many times its text, so values are counted before; and a
 * list of items that ends in the middle is closed after the last whole one.
 */
#ifndef FEED_JSON_TEXT_H
#define FEED_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct json_shape {
	size_t values;   /* at least as many as there are */
	bool is_open;    /* it ends before its root does */
	size_t whole_at; /* of an open one: where its last whole item ends; 0: nowhere */
};

void json_shape_of(const char *text, size_t len, struct json_shape *out);

#endif
