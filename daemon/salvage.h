/*
 * salvage: winnowd --salvage, told to a person: what was saved, what was lost,
 * and how to go on with it. The work is store/salvage.
 */
#ifndef SALVAGE_H
#define SALVAGE_H

#include "base/error.h"

/* From the state directory `dir` into `into`, NULL: "salvaged" below it. Prints to standard output. */
CHECKED bool salvage_run(const char *dir, const char *into, struct err *err);

#endif
