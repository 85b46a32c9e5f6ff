-- What makes indexes cheaper while documents pour in.

-- ---- items ----

-- Each item is in item_unread or in item_read, so lists by date merge the two:
-- a third index with the same columns was one more page to write for each item
-- that a feed brings, somewhere in the middle.
DROP INDEX item_by_date;

-- ---- search ----

-- Each merge of pieces writes their words again: sixteen pieces at once do so
-- three times on the way to a million items, where eight do it four times. A
-- search looks into a few pieces more.
INSERT INTO item_words (item_words, rank) VALUES ('usermerge', 16);
-- What one commit brings becomes one piece: the texts of a commit are 768 KB at
-- most (daemon/store/pending.c).
INSERT INTO item_words (item_words, rank) VALUES ('hashsize', 1572864);

PRAGMA user_version = 4;
