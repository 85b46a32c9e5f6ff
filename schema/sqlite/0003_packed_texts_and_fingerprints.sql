-- What makes a store of a million items small on disk, and quick to start with.
-- Times and truths as in 0001.

-- ---- items ----

-- ---- copies and stories ----

-- ---- feeds and retention ----

-- New items are counted by daemon/store/pending.c, a document at a time. A
-- trigger wrote the rows of tally and feed again for each, and had SQLite copy
-- every page that the insertion touched, in case it failed halfway.
DROP TRIGGER item_counted;

PRAGMA user_version = 3;
