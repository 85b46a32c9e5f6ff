-- What the curator decides besides verdicts, what was sent out, and what was removed.
-- Times and truths as in 0001.

-- ---- duplicates ----

-- ---- topics ----

-- ---- digests and their issues ----

-- ---- retention ----

PRAGMA user_version = 2;
