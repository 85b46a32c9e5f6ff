-- What makes a store of a million items small on disk, and quick to start with.
-- Times and truths as in 0001.

-- ---- items ----

-- Texts of more than a few lines are packed by daemon/store/prose.c, whose
-- header says how: then the plain column is NULL. Rows that an older winnow
-- wrote are as good, and stay as they are until the feed or an idle writer
-- (daemon/store/packing.c) writes them again: so no start waits for a million
-- of them, and none needs room for a second store. What the sqlite3
-- shell can't read of a store is what text_of() stands in: these texts, and
-- thereby the view item_search and the columns (not the words) of item_words.
ALTER TABLE body ADD COLUMN packed_text BLOB;     -- of text
ALTER TABLE body ADD COLUMN packed_summary BLOB;  -- of summary
ALTER TABLE revision ADD COLUMN packed_text BLOB; -- of text

-- One row while there may be rows of an older winnow's in body, none afterwards.
CREATE TABLE packing (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  swept_to INTEGER NOT NULL                       -- the rows up to this item are packed
) STRICT;
INSERT INTO packing (one, swept_to) SELECT 1, 0 WHERE EXISTS (SELECT 1 FROM body);

-- In new rows body.guid is '' when it is the url, body.identity is '' when it
-- is the guid or, without one, the url; and body.authors is NULL when there is
-- one and nothing but a name is known, which author_names has.

DROP VIEW item_search;
CREATE VIEW item_search AS
  SELECT item_id AS id, title, coalesce(text_of(packed_text), text, text_of(packed_summary), summary) AS text,
    author_names AS authors, tags FROM body;

-- ---- copies and stories ----

-- What copies of an item are found by, so that after a start nobody has to read
-- its text again: a few hashes, made by daemon/curate/duplicate.c, written and
-- read by daemon/store/fingerprint.c alone. An item that has no row is read and
-- gets one; one that is too old to have copies loses it.
CREATE TABLE fingerprint (
  item_id INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  keys    BLOB NOT NULL                           -- of 32 bits each
) STRICT;

-- ---- search ----

-- Nothing is merged within a commit any more, for which a person would wait, but by daemon/store/tidy.c, a little at a
-- time: as many pieces at once as before.
INSERT INTO item_words (item_words, rank) VALUES ('automerge', 0);
INSERT INTO item_words (item_words, rank) VALUES ('usermerge', 8);

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

-- ---- the store itself ----

-- Which store this is, so that no other's log is taken for its own: each
-- transaction writes this row, so each log has it. A backup gets another.
ALTER TABLE tally ADD COLUMN store_id INTEGER NOT NULL DEFAULT 0;
UPDATE tally SET store_id = random();
-- What people did, counted: the lock file knows how far that was, so that a log
-- that was lost is missed.
ALTER TABLE tally ADD COLUMN acts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally ADD COLUMN turn INTEGER NOT NULL DEFAULT 0; -- 0 and 1 by turns: else the row would not be written

PRAGMA user_version = 3;
