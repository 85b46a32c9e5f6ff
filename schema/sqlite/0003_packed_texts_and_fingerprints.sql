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

-- What was removed is forgotten when its feed has not shown it for long: else
-- these rows would be all that grows for ever.
ALTER TABLE tombstone ADD COLUMN link_key INTEGER;  -- of the link it had, by curate/canonical; NULL: not known
ALTER TABLE tombstone ADD COLUMN published_at INTEGER; -- as its feed said
ALTER TABLE tombstone ADD COLUMN missed_at INTEGER; -- since when its feed's documents are without it; NULL: they were not, the last time
CREATE INDEX tombstone_shown ON tombstone (feed_id) WHERE missed_at IS NULL;
CREATE INDEX tombstone_missed ON tombstone (missed_at) WHERE missed_at IS NOT NULL;

PRAGMA user_version = 3;
