-- What keeps the cost of an item that comes the same, however many there are.
-- Times and truths as in 0001.

-- ---- topics ----

-- By margin an item that comes, or is scored again, stands anywhere among all
-- that its topic lists: in a store of ten million items each on a page of its
-- own, to be read, written and moved out of the log. So margins are in order
-- within stretches of 262,144 items that came one after the other: what is
-- scored is among the last, and its pages are few. Who wants the best of all
-- merges the stretches (daemon/store/ranking.c).
ALTER TABLE score ADD COLUMN stretch INTEGER GENERATED ALWAYS AS (item_id >> 18) VIRTUAL;
DROP INDEX score_by_margin;
CREATE INDEX score_by_margin ON score (topic_id, stretch, margin, sorted_at, item_id);

PRAGMA user_version = 5;
