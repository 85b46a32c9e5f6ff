/*
 * issue_edit: the next issue through the editor, then frozen.
 */
#ifndef CLI_ISSUE_EDIT_H
#define CLI_ISSUE_EDIT_H

#include "cli/session.h"

/* As issue_freeze. What was written and couldn't be used is kept in its file. */
enum exit_code issue_edit(struct session *s, const char *digest, struct answer *out);

#endif
