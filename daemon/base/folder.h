/*
 * folder: where the user's own things are kept, and making such a place.
 */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include "base/error.h"

/*
 * `rest` under what the variable `name` says, else under `below_home` of the home directory (XDG Base Directory
 * Specification: a relative value is to be ignored). The caller's; NULL when neither is known, or `below_home` is NULL.
 */
char *folder_xdg(const char *name, const char *below_home, const char *rest);

/* Those above it, where they are not there yet, 0700. What fails shows when the folder itself is made. */
void folder_make_parents(const char *path);
/* It and those above it. ERR_SYSTEM. */
CHECKED bool folder_make(const char *path, struct err *err);
/* Makes the new name of the file `path` last over a power cut. Some file systems can't: who can do without may ignore it. */
bool folder_sync(const char *path);

#endif
