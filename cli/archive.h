/*
 * archive: all that a person made, as a folder of text files that can be read,
 * compared and kept in git, and taken back by another daemon.
 *
 *   feeds.opml           the feeds, as everybody reads them
 *   feeds.json           what OPML has no words for: weight, preference, how long items stay, pauses
 *   topics.ini           the topics, and what taught them
 *   digests.ini          the digests that have a name
 *   items.json           a JSON Feed of the items that were starred, kept, skipped, noted, or stand in an issue
 *   issues/NAME/N.json   an issue, byte for byte
 *   issues/NAME/list.json  when each was frozen and delivered
 *
 * All in a stable order, so that little differs from one export to the next.
 */
#ifndef CLI_ARCHIVE_H
#define CLI_ARCHIVE_H

#include "cli/session.h"

/* Makes the folder, or writes over what an earlier export left there. */
enum exit_code archive_write(struct session *s, const char *dir, bool with_credentials);
/* Takes what is there; what the daemon has already stays. The rest is tried when one thing fails. */
enum exit_code archive_read(struct session *s, const char *dir);

/* opml.c: the feeds of an OPML file, "-" being standard input. */
enum exit_code opml_give(struct session *s, const char *file, bool as_json);

#endif
