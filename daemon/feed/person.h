/*
 * person: the ways feeds write an author on one line. Pure; any thread.
 *
 * "a@b.c (Name)", "Name (a@b.c)", "Name <a@b.c>", "mailto:a@b.c", "Name, a@b.c",
 * a bare name, a bare address, an address on the web.
 */
#ifndef FEED_PERSON_H
#define FEED_PERSON_H

#include "feed/feed.h"

/* `text` is plain. False when nobody is named. Texts live in the arena. */
CHECKED bool person_parse(const char *text, struct arena *arena, struct feed_person *out);

/*
 * The next of several who stand in one line, each with an address: "a@b.c (Ann),
 * d@e.f (Dan)". Taken off *rest, in the arena; NULL at the end. Who has none
 * keeps the line's commas: "Ash, Jo".
 */
const char *person_next(const char **rest, struct arena *arena);

#endif
