/*
 * prepass: any document that means to be XML in, a skeleton out. Linear.
 *
 * Drops the declaration, comments, processing instructions and the DOCTYPE
 * with all its entities; takes CDATA wherever it stands; decodes character
 * references, HTML's too; keeps bare & and < as text; leaves out control
 * characters. Tags are balanced by nesting. What was mended is told in words.
 */
#ifndef FEED_PREPASS_H
#define FEED_PREPASS_H

#include "feed/skeleton.h"
#include "feed/warning.h"

/* `text` is valid UTF-8; reading begins at the '<' of the root element at `root`. `out` is zeroed. */
void prepass_read(const char *text, size_t len, size_t root, struct warnings *warnings, struct skeleton *out);

#endif
