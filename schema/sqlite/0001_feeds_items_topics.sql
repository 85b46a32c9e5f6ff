-- The beginning. A migration never changes once released: add the next one.
-- Times are unix seconds; NULL is "never" or "not known". Truths are 0 and 1.
-- Lists of people, tags, attachments and terms are JSON, written and read by
-- daemon/store/json.c alone.

CREATE TABLE feed (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  url            TEXT    NOT NULL UNIQUE,       -- after redirects that are for good
  title          TEXT,                          -- the curator's own name for it
  feed_title     TEXT,                          -- what it calls itself
  home_url       TEXT,
  description    TEXT,
  icon           TEXT,
  language       TEXT,
  format         TEXT,                          -- 'rss-2.0' ...; NULL before the first poll
  tags           TEXT,                          -- ["a","b"]; NULL: none
  is_paused      INTEGER NOT NULL DEFAULT 0,
  is_gone        INTEGER NOT NULL DEFAULT 0,    -- answered 410
  etag           TEXT,                          -- verbatim, quotes included
  last_modified  TEXT,                          -- verbatim
  body_hash      INTEGER NOT NULL DEFAULT 0,    -- of the last document; 0: none
  added_at       INTEGER NOT NULL,
  last_poll_at   INTEGER,
  last_change_at INTEGER,                       -- the last new or revised item
  newest_at      INTEGER,                       -- sorted_at of the newest item
  due_at         INTEGER NOT NULL DEFAULT 0,    -- 2^63-1: never
  due_reason     TEXT,                          -- why then, in words
  failures       INTEGER NOT NULL DEFAULT 0,    -- in a row; drives the back-off
  failure        TEXT,                          -- the kind of the last failure
  last_error     TEXT,                          -- in words; NULL when the last poll went well
  last_status    INTEGER NOT NULL DEFAULT 0,    -- HTTP
  max_age_s      INTEGER NOT NULL DEFAULT -1,   -- hints of the server and the feed; -1: not said
  expires_s      INTEGER NOT NULL DEFAULT -1,
  retry_after_s  INTEGER NOT NULL DEFAULT -1,
  ttl_s          INTEGER NOT NULL DEFAULT -1,
  update_s       INTEGER NOT NULL DEFAULT -1,
  skip_hours     INTEGER NOT NULL DEFAULT 0,    -- bit h: hour h GMT
  skip_days      INTEGER NOT NULL DEFAULT 0,    -- bit d: day d, Sunday is 0
  rhythm_s       INTEGER NOT NULL DEFAULT -1,   -- between items, as observed
  moved_url      TEXT,                          -- where a permanent redirect has been leading
  moved_since    INTEGER,
  hub_url        TEXT,
  weight         REAL    NOT NULL DEFAULT 0,    -- log-odds that its items gain in every topic
  is_weighed     INTEGER NOT NULL DEFAULT 0,    -- by the curator; else by what kind of feed it is
  item_count     INTEGER NOT NULL DEFAULT 0     -- kept by the triggers below
) STRICT;

-- For status: few feeds are in any of these states, so counting them is quick.
CREATE INDEX feed_failing ON feed (last_poll_at) WHERE failures > 0 AND is_gone = 0 AND is_paused = 0;
CREATE INDEX feed_gone ON feed (id) WHERE is_gone = 1 AND is_paused = 0;
CREATE INDEX feed_paused ON feed (id) WHERE is_paused = 1;
CREATE INDEX feed_in_error ON feed (last_poll_at) WHERE last_error IS NOT NULL;

-- Few feeds weigh anything.
CREATE INDEX feed_weighed ON feed (id, weight) WHERE weight <> 0;

-- feed.tags turned round, to find feeds by tag.
CREATE TABLE feed_tag (
  tag     TEXT    NOT NULL,
  feed_id INTEGER NOT NULL REFERENCES feed ON DELETE CASCADE,
  PRIMARY KEY (tag, feed_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_tag_by_feed ON feed_tag (feed_id);

CREATE TRIGGER feed_tags_added AFTER INSERT ON feed WHEN new.tags IS NOT NULL BEGIN
  INSERT OR IGNORE INTO feed_tag (tag, feed_id) SELECT value, new.id FROM json_each(new.tags);
END;
CREATE TRIGGER feed_tags_changed AFTER UPDATE OF tags ON feed WHEN old.tags IS NOT new.tags BEGIN
  DELETE FROM feed_tag WHERE feed_id = old.id;
  INSERT OR IGNORE INTO feed_tag (tag, feed_id) SELECT value, new.id FROM json_each(new.tags);
END;

-- What lists are made from: kept narrow, so that filtering a long one reads few pages.
CREATE TABLE item (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  feed_id          INTEGER REFERENCES feed,       -- NULL: its feed was removed
  identity_key     INTEGER NOT NULL,              -- hash of body.identity
  seen_at          INTEGER NOT NULL,
  revised_at       INTEGER NOT NULL,              -- when this revision was seen
  sorted_at        INTEGER NOT NULL,              -- when it counts as published; never changes
  revision         INTEGER NOT NULL DEFAULT 1,
  text_hash        INTEGER NOT NULL,              -- of title and text
  rest_hash        INTEGER NOT NULL,              -- of everything else that a poll brings
  duplicate_of     INTEGER,                       -- the original's id, never that of a duplicate
  duplicate_reason TEXT,
  story_id         INTEGER,
  is_read          INTEGER NOT NULL DEFAULT 0,
  is_starred       INTEGER NOT NULL DEFAULT 0,
  verdict          INTEGER NOT NULL DEFAULT 0,    -- the latest of its set: 1 keep, 2 skip
  note             TEXT,
  UNIQUE (feed_id, identity_key)
) STRICT;

-- One index an order of a list; the page's ids come from the index alone.
CREATE INDEX item_by_date ON item (sorted_at, id, duplicate_of, feed_id);
CREATE INDEX item_by_feed ON item (feed_id, sorted_at, id, duplicate_of);
CREATE INDEX item_unread ON item (sorted_at, id, duplicate_of, feed_id) WHERE is_read = 0;
CREATE INDEX item_read ON item (sorted_at, id, duplicate_of, feed_id) WHERE is_read = 1;
CREATE INDEX item_starred ON item (sorted_at, id, duplicate_of, feed_id) WHERE is_starred = 1;
CREATE INDEX item_kept ON item (sorted_at, id, duplicate_of, feed_id) WHERE verdict = 1;
CREATE INDEX item_skipped ON item (sorted_at, id, duplicate_of, feed_id) WHERE verdict = 2;
CREATE INDEX item_by_original ON item (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- What an item says. The long texts come last: what is before them is read without them.
CREATE TABLE body (
  item_id      INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  identity     TEXT NOT NULL,
  guid         TEXT,
  url          TEXT,
  external_url TEXT,
  title        TEXT,
  image        TEXT,
  published_at INTEGER,                           -- as the feed says
  modified_at  INTEGER,
  language     TEXT,
  comments_url TEXT,
  rights       TEXT,
  source_title TEXT,
  source_url   TEXT,
  source_id    TEXT,
  authors      TEXT,                              -- [{"name","email","url"}]
  author_names TEXT,                              -- the names alone, as they are searched
  tags         TEXT,                              -- ["a","b"]
  attachments  TEXT,                              -- [{"url","mime_type","title","size_bytes","duration_s"}]
  summary      TEXT,
  text         TEXT,                              -- of html
  html         TEXT,
  summary_html TEXT
) STRICT;

CREATE TABLE revision (
  item_id  INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  seen_at  INTEGER NOT NULL,
  title    TEXT,
  text     TEXT,
  PRIMARY KEY (item_id, revision)
) STRICT;

-- The search index holds no texts of its own; this view is where it reads them
-- again (and FTS5 allows no table-valued function in it, hence author_names).
CREATE VIEW item_search AS
  SELECT item_id AS id, title, coalesce(text, summary) AS text, author_names AS authors, tags FROM body;
CREATE VIRTUAL TABLE item_words USING fts5 (title, text, authors, tags,
  content = 'item_search', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO item_words (item_words, rank) VALUES ('rank', 'bm25(4.0, 1.0, 2.0, 2.0)');

CREATE TABLE story (
  id   INTEGER PRIMARY KEY,
  size INTEGER NOT NULL                           -- items tied to it
) STRICT;

CREATE TABLE topic (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL UNIQUE,
  title      TEXT    NOT NULL,
  terms      TEXT    NOT NULL,                    -- [["phrase",weight]]
  exclude    TEXT    NOT NULL,                    -- ["phrase"]
  threshold  INTEGER NOT NULL,
  forgotten  TEXT,                                -- ["word"], which never weigh; NULL: none
  is_learning_off INTEGER NOT NULL DEFAULT 0,     -- verdicts teach it nothing
  generation INTEGER NOT NULL DEFAULT 0,          -- of the lexicon the model was made with; 0: none yet
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  model      BLOB                                 -- curate's own form
) STRICT;

-- All that an item scored, in every topic.
CREATE TABLE item_score (
  item_id INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  margins BLOB NOT NULL                           -- pairs, written and read by daemon/store/margins.c alone
) STRICT;

-- What of it reaches STORE_MARGIN_FLOOR (store.h): the items that a topic
-- lists, by date here and by margin in the index.
CREATE TABLE score (
  topic_id  INTEGER NOT NULL,
  sorted_at INTEGER NOT NULL,                     -- item.sorted_at
  item_id   INTEGER NOT NULL,
  margin    REAL    NOT NULL,                     -- log-odds
  PRIMARY KEY (topic_id, sorted_at, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX score_by_margin ON score (topic_id, margin, sorted_at, item_id);

-- Topics that are no more, until store_tidy has cleared their scores away.
CREATE TABLE topic_gone (
  topic_id INTEGER PRIMARY KEY,
  swept_to INTEGER NOT NULL DEFAULT 0             -- the rows of item_score up to here are clean
) STRICT;

CREATE TABLE verdict (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,     -- in the order given
  item_id  INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  topic_id INTEGER NOT NULL,                      -- 0: in general, or the topic is no more
  verdict  INTEGER NOT NULL,                      -- 1 keep, 2 skip
  at       INTEGER NOT NULL,
  UNIQUE (item_id, topic_id)
) STRICT;
CREATE INDEX verdict_by_topic ON verdict (topic_id, id);

-- Which words there are and how common: curate's own form.
CREATE TABLE lexicon (
  generation INTEGER PRIMARY KEY,
  bytes      BLOB    NOT NULL
) STRICT;

-- Counts for status, which must not count a million rows: one row.
CREATE TABLE tally (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  feeds      INTEGER NOT NULL DEFAULT 0,
  topics     INTEGER NOT NULL DEFAULT 0,
  items      INTEGER NOT NULL DEFAULT 0,          -- duplicates too
  duplicates INTEGER NOT NULL DEFAULT 0,
  unread     INTEGER NOT NULL DEFAULT 0,          -- originals only, as the next two
  starred    INTEGER NOT NULL DEFAULT 0,
  kept       INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO tally (one) VALUES (1);

CREATE TRIGGER feed_counted AFTER INSERT ON feed BEGIN
  UPDATE tally SET feeds = feeds + 1;
END;
CREATE TRIGGER feed_uncounted AFTER DELETE ON feed BEGIN
  UPDATE tally SET feeds = feeds - 1;
END;
CREATE TRIGGER topic_counted AFTER INSERT ON topic BEGIN
  UPDATE tally SET topics = topics + 1;
END;
CREATE TRIGGER topic_uncounted AFTER DELETE ON topic BEGIN
  UPDATE tally SET topics = topics - 1;
END;

-- A new item is unread and nobody's duplicate.
CREATE TRIGGER item_counted AFTER INSERT ON item BEGIN
  UPDATE tally SET items = items + 1, unread = unread + 1;
  UPDATE feed SET item_count = item_count + 1 WHERE id = new.feed_id;
END;
CREATE TRIGGER item_uncounted AFTER DELETE ON item BEGIN
  UPDATE tally SET items = items - 1,
    duplicates = duplicates - (old.duplicate_of IS NOT NULL),
    unread = unread - (old.is_read = 0 AND old.duplicate_of IS NULL),
    starred = starred - (old.is_starred = 1 AND old.duplicate_of IS NULL),
    kept = kept - (old.verdict = 1 AND old.duplicate_of IS NULL);
  UPDATE feed SET item_count = item_count - 1 WHERE id = old.feed_id;
  UPDATE story SET size = size - 1 WHERE id = old.story_id;
  DELETE FROM story WHERE id = old.story_id AND size = 0;
END;
CREATE TRIGGER item_recounted AFTER UPDATE OF duplicate_of, is_read, is_starred, verdict ON item
WHEN (old.duplicate_of IS NULL, old.is_read, old.is_starred, old.verdict)
  IS NOT (new.duplicate_of IS NULL, new.is_read, new.is_starred, new.verdict) BEGIN
  UPDATE tally SET
    duplicates = duplicates + (new.duplicate_of IS NOT NULL) - (old.duplicate_of IS NOT NULL),
    unread = unread + (new.is_read = 0 AND new.duplicate_of IS NULL) - (old.is_read = 0 AND old.duplicate_of IS NULL),
    starred = starred + (new.is_starred = 1 AND new.duplicate_of IS NULL)
      - (old.is_starred = 1 AND old.duplicate_of IS NULL),
    kept = kept + (new.verdict = 1 AND new.duplicate_of IS NULL) - (old.verdict = 1 AND old.duplicate_of IS NULL);
END;
CREATE TRIGGER item_retold AFTER UPDATE OF story_id ON item WHEN old.story_id IS NOT new.story_id BEGIN
  UPDATE story SET size = size - 1 WHERE id = old.story_id;
  DELETE FROM story WHERE id = old.story_id AND size = 0;
  INSERT INTO story (id, size) SELECT new.story_id, 1 WHERE new.story_id IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET size = size + 1;
END;

PRAGMA user_version = 1;
