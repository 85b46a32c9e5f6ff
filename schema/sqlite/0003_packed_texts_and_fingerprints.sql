-- What makes a store of a million items small on disk, and quick to start with.
-- Times and truths as in 0001.

-- ---- items ----

-- Texts of more than a few lines are packed by daemon/store/prose.c, whose
-- header says how: then the plain column is NULL. Rows that an older winnow
-- wrote are as good, and stay as they are until the feed or an idle writer
-- writes them again: so no start waits for a million of them. What the sqlite3
-- shell can't read of a store is what text_of() stands in: these texts, and
-- thereby the view item_search and the columns (not the words) of item_words.
ALTER TABLE body ADD COLUMN packed_text BLOB;     -- of text
ALTER TABLE body ADD COLUMN packed_summary BLOB;  -- of summary
ALTER TABLE revision ADD COLUMN packed_text BLOB; -- of text

-- In new rows body.guid is '' when it is the url, body.identity is '' when it
-- is the guid or, without one, the url; and body.authors is NULL when there is
-- one and nothing but a name is known, which author_names has.

DROP VIEW item_search;
CREATE VIEW item_search AS
  SELECT item_id AS id, title, coalesce(text_of(packed_text), text, text_of(packed_summary), summary) AS text,
    author_names AS authors, tags FROM body;

-- ---- copies and stories ----

-- ---- feeds and retention ----

-- New items are counted by daemon/store/pending.c, a document at a time. A
-- trigger wrote the rows of tally and feed again for each, and had SQLite copy
-- every page that the insertion touched, in case it failed halfway.
DROP TRIGGER item_counted;

PRAGMA user_version = 3;
