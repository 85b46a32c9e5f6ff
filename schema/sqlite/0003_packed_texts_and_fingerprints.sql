-- What makes a store of a million items small on disk, and quick to start with.
-- Times and truths as in 0001.

-- ---- items ----

-- ---- copies and stories ----

-- What copies of an item are found by, so that after a start nobody has to read
-- its text again: a few hashes, made by daemon/curate/duplicate.c, written and
-- read by daemon/store/fingerprint.c alone. An item that has no row is read and
-- gets one; one that is too old to have copies loses it.
CREATE TABLE fingerprint (
  item_id INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  keys    BLOB NOT NULL                           -- of 32 bits each
) STRICT;

-- ---- feeds and retention ----

-- New items are counted by daemon/store/pending.c, a document at a time. A
-- trigger wrote the rows of tally and feed again for each, and had SQLite copy
-- every page that the insertion touched, in case it failed halfway.
DROP TRIGGER item_counted;

PRAGMA user_version = 3;
