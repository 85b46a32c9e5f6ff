/*
 * look: what the reader has before them: how wide, in colour or plain, and
 * what time it is. All of render gets it passed, so that tests own it.
 */
#ifndef CLI_RENDER_LOOK_H
#define CLI_RENDER_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOK_WIDTH_DEFAULT = 80, LOOK_WIDTH_MIN = 30, LOOK_WIDTH_MAX = 1000 };

struct look {
	size_t width;
	bool has_colour;
	bool has_links; /* OSC 8: a title that can be clicked */
	bool cuts;      /* tables cut their cells to the width; into a pipe they don't */
	int64_t now;
};

#endif
