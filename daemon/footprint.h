/*
 * footprint: how little memory the process holds beside what it uses.
 *
 * Settings of malloc, and pages that only starting needed.
 */
#ifndef FOOTPRINT_H
#define FOOTPRINT_H

/* Before there are threads. */
void footprint_limit(void);
/*
 * Linking and setting up touch half of some forty libraries, which are hardly
 * looked at again: their code goes out of the process, not out of the system's
 * cache, and what is needed comes back by itself.
 */
void footprint_forget_start(void);

#endif
