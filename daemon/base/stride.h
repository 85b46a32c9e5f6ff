/*
 * stride: much work for the disk, done a little at a time with a rest after
 * each step, so that nobody's write waits behind it for long.
 *
 * A disk serves what it has been given in its own order: a commit that comes
 * while gigabytes lie in memory, waiting to be written, waits with them.
 */
#ifndef BASE_STRIDE_H
#define BASE_STRIDE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* The calling thread is nicer by so much from now on (setpriority(2)) than it was: others are let by on the processors. */
void stride_let_by(int niceness);
/* The calling thread gives way to all others from now on, on the processors and, where the system has an order for it, at the disk. */
void stride_give_way(void);

/* Zeroed: the first begins with what is told first. */
struct stride {
	int64_t begun_ns;
	size_t bytes;
};

/* So many more were written to `fd`. After each stride it waits until they are on the disk, and rests. False with errno when they can't be written. */
CHECKED bool stride_wrote(struct stride *s, int fd, size_t bytes);
/* The same for who has no descriptor. True: a stride is whole, what was written has to reach the disk now, and then ... */
CHECKED bool stride_is_whole(struct stride *s, size_t bytes);
/* ... it rests as long as all of that took. */
void stride_rest(struct stride *s);
/* So many more were read: rests as long as that took. */
void stride_read(struct stride *s, size_t bytes);
/* Closes a file that nobody else has open and that has no name any more; its room is given back step by step. Open for writing. */
void stride_close(int fd);

#endif
