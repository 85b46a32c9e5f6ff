/*
 * issue_text: an issue in the making, as it stands in the editor.
 *
 *   Words that stand before the items.
 *
 *   1042 [learning] How learning circles keep a craft alive
 *       A note, over as many lines as it takes.
 *   1043 [learning] Peer learning beats the training catalogue
 *   # 1050 [learning] There was no room for this one
 *
 * A line an item, in the order of the issue; what is indented below is its
 * note. A line that begins with # says nothing.
 */
#ifndef CLI_ISSUE_TEXT_H
#define CLI_ISSUE_TEXT_H

#include "base/buffer.h"

#include <jansson.h>

/* `next`: what GET /v1/digest?next=true answered. */
void issue_text_write(const json_t *next, struct buffer *out);
/*
 * {"intro"?,"items":[{"id","note"?}]}, the caller's. JSON's null when there is no item in it. NULL when anything is
 * wrong: each problem is then a line of `problems`, "line 3: ...".
 */
json_t *issue_text_read(const char *text, const json_t *next, struct buffer *problems);

#endif
