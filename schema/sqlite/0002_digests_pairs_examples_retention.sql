-- What the curator decides besides verdicts, what was sent out, and what was removed.
-- Times and truths as in 0001.

-- ---- items ----

-- HTML is packed, with the item's text as the dictionary, by daemon/store/markup.c.
ALTER TABLE body ADD COLUMN packed_html BLOB;
ALTER TABLE body ADD COLUMN packed_summary BLOB;
UPDATE body SET packed_html = markup_pack(html, text), packed_summary = markup_pack(summary_html, text)
  WHERE html IS NOT NULL OR summary_html IS NOT NULL;
ALTER TABLE body DROP COLUMN html;
ALTER TABLE body DROP COLUMN summary_html;
ALTER TABLE body RENAME COLUMN packed_html TO html;
ALTER TABLE body RENAME COLUMN packed_summary TO summary_html;

-- ---- what feeds repeat ----

-- What of an item's texts its feed says again in item after item: it counts
-- neither for words nor for excerpts. Decided when an item is new or its text
-- changes. Pairs of offset and length in bytes, written and read by
-- daemon/store/cuts.c alone.
CREATE TABLE body_cut (
  item_id INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  text    BLOB,                                   -- of body.text, or of the summary that stands in for it
  summary BLOB                                    -- of body.summary
) STRICT;

CREATE INDEX item_noted ON item (id) WHERE note IS NOT NULL;

-- ---- search ----

-- Each merge of pieces writes their words again: the more at once, the fewer times. An idle writer merges what is left.
-- It goes on a little with each commit, unless there are too many: then all are merged in one, for which a person would
-- wait. So there must be many more before that.
INSERT INTO item_words (item_words, rank) VALUES ('automerge', 8);
INSERT INTO item_words (item_words, rank) VALUES ('crisismerge', 64);

-- ---- duplicates ----

-- What the curator said of two items, in words that outlast every rule: they
-- are one, or they are not. Each pair stands here both ways round.
CREATE TABLE pair (
  item_id  INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  is_same  INTEGER NOT NULL,                      -- 0: never to be folded together
  said_at  INTEGER NOT NULL,
  PRIMARY KEY (item_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_by_other ON pair (other_id);

ALTER TABLE feed ADD COLUMN is_preferred INTEGER NOT NULL DEFAULT 0; -- its copies stand for their sets

-- A story is the items that name it; how many they are is counted there, copies
-- left out, so nothing needs to be kept in step.
ALTER TABLE item ADD COLUMN story_words TEXT;           -- what it shares with its story: "ferry, strike"
CREATE INDEX item_by_story ON item (story_id, sorted_at, id, duplicate_of, feed_id) WHERE story_id IS NOT NULL;
DROP TRIGGER item_retold;
DROP TRIGGER item_uncounted;
DROP TABLE story;
CREATE TRIGGER item_uncounted AFTER DELETE ON item BEGIN
  UPDATE tally SET items = items - 1,
    duplicates = duplicates - (old.duplicate_of IS NOT NULL),
    unread = unread - (old.is_read = 0 AND old.duplicate_of IS NULL),
    starred = starred - (old.is_starred = 1 AND old.duplicate_of IS NULL),
    kept = kept - (old.verdict = 1 AND old.duplicate_of IS NULL);
  UPDATE feed SET item_count = item_count - 1 WHERE id = old.feed_id;
END;

-- ---- topics ----

ALTER TABLE topic ADD COLUMN language TEXT;       -- a tag: what its terms are in; NULL: as each item is

-- Documents that teach a topic besides verdicts on items. Texts are copies: an
-- example stays when the item it was is no more.
CREATE TABLE example (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  topic_id INTEGER NOT NULL,
  item_id  INTEGER,                               -- that it is a copy of; NULL: never was an item here
  opinion  INTEGER NOT NULL,                      -- 0 an example that was given; a verdict of another store: 1 keep, 2 skip
  url      TEXT,
  title    TEXT    NOT NULL,
  language TEXT,                                  -- a tag; NULL: not known
  added_at INTEGER NOT NULL,
  text     TEXT    NOT NULL                       -- cut to EXAMPLE_TEXT_MAX_BYTES (store.h)
) STRICT;
CREATE INDEX example_by_topic ON example (topic_id, id);
CREATE TRIGGER topic_without_examples AFTER DELETE ON topic BEGIN
  DELETE FROM example WHERE topic_id = old.id;
END;

-- An item is known again by its address. Those of one site lie side by side.
CREATE INDEX body_by_url ON body (url) WHERE url IS NOT NULL;

-- ---- digests and their issues ----

-- What the curator wrote down. 'default' exists without a row, too.
CREATE TABLE digest (
  name           TEXT    PRIMARY KEY,
  title          TEXT    NOT NULL,
  topics         TEXT,                            -- ["name"], its sections in their order; NULL: all topics
  item_limit     INTEGER NOT NULL,                -- items a section
  per_feed       INTEGER NOT NULL,                -- items of one source in a section; 0: no bound
  min_score      INTEGER NOT NULL,                -- -1: each topic's threshold
  window_s       INTEGER NOT NULL,                -- what it looks back over
  with_loose_tie INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  changed_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was frozen; it outlives its digest. The document comes last: what is before it is read without it.
CREATE TABLE issue (
  digest       TEXT    NOT NULL,                  -- its name
  number       INTEGER NOT NULL,                  -- from 1, without gaps
  uid          TEXT    NOT NULL,                  -- 128 random bits in hex: Message-ID and the like come from it
  since        INTEGER NOT NULL,
  until        INTEGER NOT NULL,
  last_item_id INTEGER NOT NULL,                  -- the newest item when it was frozen: the next begins behind it
  item_count   INTEGER NOT NULL,
  frozen_at    INTEGER NOT NULL,
  delivered_at INTEGER,                           -- NULL: not yet
  document     TEXT    NOT NULL,                  -- the bytes answered, now and ever after
  UNIQUE (digest, number)
) STRICT;

-- What stood in issues. Never again in one of the same digest.
CREATE TABLE issue_item (
  digest   TEXT    NOT NULL,
  item_id  INTEGER NOT NULL,                      -- perhaps of an item that is no more
  number   INTEGER NOT NULL,                      -- of the issue
  revision INTEGER NOT NULL,                      -- the last one told, here or as a change in a later issue
  PRIMARY KEY (digest, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_item_by_item ON issue_item (item_id);
CREATE INDEX issue_item_by_number ON issue_item (digest, number);

-- When a feed counts as silent: nothing new for five of its gaps, a fortnight at least.
CREATE INDEX feed_silent ON feed (newest_at + max(5 * rhythm_s, 1209600))
  WHERE rhythm_s > 0 AND failures = 0 AND is_gone = 0 AND is_paused = 0;

-- ---- retention ----

ALTER TABLE feed ADD COLUMN keep_s INTEGER;       -- how long its items stay; NULL: as configured; 0: for ever
ALTER TABLE feed ADD COLUMN keep_items INTEGER;   -- how many of them stay; NULL: as configured; 0: all

-- What was removed, so that it does not come back as new: the key of its
-- identity, as in item.
CREATE TABLE tombstone (
  feed_id      INTEGER NOT NULL REFERENCES feed ON DELETE CASCADE,
  identity_key INTEGER NOT NULL,
  PRIMARY KEY (feed_id, identity_key)
) STRICT, WITHOUT ROWID;

ALTER TABLE tally ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;  -- tombstones
CREATE TRIGGER tombstone_counted AFTER INSERT ON tombstone BEGIN
  UPDATE tally SET removed = removed + 1;
END;
CREATE TRIGGER tombstone_uncounted AFTER DELETE ON tombstone BEGIN
  UPDATE tally SET removed = removed - 1;
END;

PRAGMA user_version = 2;
