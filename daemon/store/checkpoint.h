/*
 * checkpoint: moves what was committed out of the log into the file, on a
 * thread and a connection of its own. Private to this folder.
 *
 * SQLite would do it within the commit that fills the log, where whoever comes
 * next waits for thousands of pages and two fsyncs. Beside the writer it holds
 * up nobody: readers and writer go on, and the log begins anew once all of it
 * has been moved. What is much goes to the disk a little at a time. The thread
 * is there from the first time that it is wanted.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include "base/error.h"

struct checkpoint;

/* Of the database at `path`, which is borrowed. */
struct checkpoint *checkpoint_new(const char *path);
/* Waits for what is under way. NULL is fine. */
void checkpoint_free(struct checkpoint *c);

/* What is in the log by now is moved soon. Writer. */
void checkpoint_ask(struct checkpoint *c);
/* True while what was asked for is not done yet, as far as readers let it be: it was waited for a moment. Writer. */
CHECKED bool checkpoint_rest(struct checkpoint *c);

#endif
