-- What makes a store of a million items small on disk, and quick to start with.
-- Times and truths as in 0001.

-- ---- items ----

-- ---- copies and stories ----

-- ---- feeds and retention ----

PRAGMA user_version = 3;
