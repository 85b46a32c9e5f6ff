/*
 * issue_draft: an issue as query composed it, on its way to be stored by ingest.
 *
 * Its bytes are final. Whether it is still the next issue is for ingest to say.
 */
#ifndef MESSAGE_ISSUE_DRAFT_H
#define MESSAGE_ISSUE_DRAFT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum { ISSUE_UID_SIZE = 33 };

/* An item, and the revision of it that is told. */
struct issue_told {
	int64_t item_id;
	int64_t revision;
};

struct issue_draft {
	int64_t number; /* the one it was composed as */
	bool is_edited; /* a curator chose what is in it */
	char uid[ISSUE_UID_SIZE];
	int64_t since, until;               /* frozen at `until` */
	int64_t last_item_id;               /* the newest item of the snapshot: the next issue begins behind it */
	struct issue_told *items, *changed; /* owned */
	size_t item_count, changed_count;
	struct buffer document; /* JSON */
};

struct issue_draft *issue_draft_new(size_t items_max, size_t changed_max);
void issue_draft_free(struct issue_draft *draft);

#endif
