/*
 * hold: what keeps the writer from taking in more than people ask of it: too
 * little room on the disk, or a store that turned out to be damaged.
 *
 * While it is on, polling waits (fetch sees it in the vitals) and what was
 * under way is not stored, its validators neither: it is fetched again. What is
 * left of the disk is for what a person does. Ends by itself when there is
 * room, which fetch asks for now and then; a damaged store stays one.
 */
#ifndef INGEST_HOLD_H
#define INGEST_HOLD_H

#include "ingest/writer.h"

/* A write failed: begins the hold if that is why. */
void hold_hear(struct writer *w, const struct err *err);
/* Looks at the room on the disk; begins or ends the hold. Outside a transaction. */
void hold_look(struct writer *w);
/* Nothing is to be stored that was not asked for. */
CHECKED bool hold_is_on(const struct writer *w);
/* Nor anything be written that only a program wants, such as scores. */
CHECKED bool hold_is_strict(const struct writer *w);
/* Nor what people ask for: it would be acknowledged, and lost. */
CHECKED bool hold_takes_nothing(const struct writer *w);

#endif
