#include "store/salvage_part.h"

#include "base/text.h"

/*
 * Validators are left behind: with them, a server would never again send what
 * was lost.
 */
STATEMENT(sql_read_feed, "SELECT id AS place, * FROM feed NOT INDEXED WHERE id >= :from ORDER BY id");
STATEMENT(sql_save_feed,
    "INSERT OR IGNORE INTO feed (id, url, title, feed_title, home_url, description, icon, language, format, tags,"
    " is_paused, is_gone, added_at, last_poll_at, last_change_at, newest_at, due_at, due_reason, failures, failure,"
    " last_error, last_status, max_age_s, expires_s, retry_after_s, ttl_s, update_s, skip_hours, skip_days, rhythm_s,"
    " moved_url, moved_since, hub_url, weight, is_weighed, is_preferred, keep_s, keep_items)"
    " VALUES (:id, :url, :title, :feed_title, :home_url, :description, :icon, :language, :format, :tags, :is_paused,"
    " :is_gone, :added_at, :last_poll_at, :last_change_at, :newest_at, :due_at, :due_reason, :failures, :failure,"
    " :last_error, :last_status, :max_age_s, :expires_s, :retry_after_s, :ttl_s, :update_s, :skip_hours, :skip_days,"
    " :rhythm_s, :moved_url, :moved_since, :hub_url, :weight, :is_weighed, coalesce(:is_preferred, 0), :keep_s,"
    " :keep_items)");
STATEMENT(sql_read_feed_urls,
    "SELECT 0 AS place, id, url FROM feed INDEXED BY sqlite_autoindex_feed_1 WHERE url >= '' ORDER BY url");
STATEMENT(sql_save_feed_url, "INSERT OR IGNORE INTO feed (id, url, added_at) VALUES (:id, :url, unixepoch())");

/* Models are fitted anew. */
STATEMENT(sql_read_topic, "SELECT id AS place, * FROM topic WHERE id >= :from ORDER BY id");
STATEMENT(sql_save_topic,
    "INSERT OR IGNORE INTO topic (id, name, title, terms, exclude, threshold, forgotten, is_learning_off, created_at,"
    " changed_at, language) VALUES (:id, :name, :title, :terms, :exclude, :threshold, :forgotten,"
    " coalesce(:is_learning_off, 0), :created_at, :changed_at, :language)");

STATEMENT(sql_read_item, "SELECT id AS place, * FROM item WHERE id >= :from ORDER BY id");
STATEMENT(sql_save_item,
    "INSERT OR IGNORE INTO item (id, feed_id, identity_key, seen_at, revised_at, sorted_at, revision, text_hash,"
    " rest_hash, duplicate_of, duplicate_reason, story_id, is_read, is_starred, verdict, note, story_words)"
    " VALUES (:id, (SELECT id FROM feed WHERE id = :feed_id), :identity_key, :seen_at, :revised_at, :sorted_at,"
    " :revision, :text_hash, :rest_hash, :duplicate_of, :duplicate_reason, :story_id, :is_read, :is_starred, :verdict,"
    " :note, :story_words)");
/* What indexes know of items whose rows are torn: all but the note and the story. */
STATEMENT(sql_read_item_keys,
    "SELECT feed_id AS place, id, feed_id, identity_key FROM item INDEXED BY sqlite_autoindex_item_1"
    " WHERE feed_id >= :from ORDER BY feed_id, identity_key");
STATEMENT(sql_save_item_key,
    "INSERT OR IGNORE INTO item (id, feed_id, identity_key, seen_at, revised_at, sorted_at, text_hash, rest_hash)"
    " VALUES (:id, (SELECT id FROM feed WHERE id = :feed_id), :identity_key, 0, 0, 0, 0, 0)");
STATEMENT(sql_read_item_unread_dates,
    "SELECT sorted_at AS place, id, sorted_at, duplicate_of FROM item INDEXED BY item_unread"
    " WHERE is_read = 0 AND sorted_at >= :from ORDER BY sorted_at, id");
STATEMENT(sql_read_item_read_dates,
    "SELECT sorted_at AS place, id, sorted_at, duplicate_of FROM item INDEXED BY item_read"
    " WHERE is_read = 1 AND sorted_at >= :from ORDER BY sorted_at, id");
STATEMENT(sql_save_item_date,
    "UPDATE item SET sorted_at = :sorted_at, seen_at = :sorted_at, revised_at = :sorted_at,"
    " duplicate_of = :duplicate_of WHERE id = :id AND sorted_at = 0");
STATEMENT(sql_read_item_read,
    "SELECT sorted_at AS place, id FROM item INDEXED BY item_read"
    " WHERE is_read = 1 AND sorted_at >= :from ORDER BY sorted_at, id");
STATEMENT(sql_save_item_read, "UPDATE item SET is_read = 1 WHERE id = :id AND text_hash = 0");
STATEMENT(sql_read_item_starred,
    "SELECT sorted_at AS place, id FROM item INDEXED BY item_starred"
    " WHERE is_starred = 1 AND sorted_at >= :from ORDER BY sorted_at, id");
STATEMENT(sql_save_item_starred, "UPDATE item SET is_starred = 1 WHERE id = :id AND text_hash = 0");
STATEMENT(sql_read_item_kept,
    "SELECT sorted_at AS place, id FROM item INDEXED BY item_kept"
    " WHERE verdict = 1 AND sorted_at >= :from ORDER BY sorted_at, id");
STATEMENT(sql_save_item_kept, "UPDATE item SET verdict = 1 WHERE id = :id AND text_hash = 0");
STATEMENT(sql_read_item_skipped,
    "SELECT sorted_at AS place, id FROM item INDEXED BY item_skipped"
    " WHERE verdict = 2 AND sorted_at >= :from ORDER BY sorted_at, id");
STATEMENT(sql_save_item_skipped, "UPDATE item SET verdict = 2 WHERE id = :id AND text_hash = 0");

/* A store of version 1 has its HTML as text. */
STATEMENT(sql_read_body, "SELECT item_id AS place, * FROM body WHERE item_id >= :from ORDER BY item_id");
STATEMENT(sql_save_body,
    "INSERT OR IGNORE INTO body (item_id, identity, guid, url, external_url, title, image, published_at, modified_at,"
    " language, comments_url, rights, source_title, source_url, source_id, authors, author_names, tags, attachments,"
    " summary, text, html, summary_html, packed_text, packed_summary)"
    " SELECT :item_id, :identity, :guid, :url, :external_url, :title, :image, :published_at, :modified_at, :language,"
    " :comments_url, :rights, :source_title, :source_url, :source_id, :authors, :author_names, :tags, :attachments,"
    " :summary, :text, iif(typeof(:html) = 'text', markup_pack(:html, :text), :html),"
    " iif(typeof(:summary_html) = 'text', markup_pack(:summary_html, :text), :summary_html), :packed_text,"
    " :packed_summary"
    " WHERE EXISTS (SELECT 1 FROM item WHERE id = :item_id)");
STATEMENT(sql_read_cut, "SELECT item_id AS place, * FROM body_cut WHERE item_id >= :from ORDER BY item_id");
STATEMENT(sql_save_cut,
    "INSERT OR IGNORE INTO body_cut (item_id, text, summary) SELECT :item_id, :text, :summary"
    " WHERE EXISTS (SELECT 1 FROM body WHERE item_id = :item_id)");

STATEMENT(sql_read_revision, "SELECT rowid AS place, * FROM revision WHERE rowid >= :from ORDER BY rowid");
STATEMENT(sql_save_revision,
    "INSERT OR IGNORE INTO revision (item_id, revision, seen_at, title, text, packed_text)"
    " SELECT :item_id, :revision, :seen_at, :title, :text, :packed_text WHERE EXISTS (SELECT 1 FROM body WHERE item_id = :item_id)");

STATEMENT(sql_read_verdict, "SELECT id AS place, * FROM verdict WHERE id >= :from ORDER BY id");
STATEMENT(sql_save_verdict,
    "INSERT OR IGNORE INTO verdict (id, item_id, topic_id, verdict, at)"
    " SELECT :id, :item_id, coalesce((SELECT id FROM topic WHERE id = :topic_id), 0), :verdict, :at"
    " WHERE EXISTS (SELECT 1 FROM item WHERE id = :item_id)");

STATEMENT(sql_read_example, "SELECT id AS place, * FROM example WHERE id >= :from ORDER BY id");
STATEMENT(sql_save_example,
    "INSERT OR IGNORE INTO example (id, topic_id, item_id, opinion, url, title, language, added_at, text)"
    " SELECT :id, :topic_id, :item_id, :opinion, :url, :title, :language, :added_at, :text"
    " WHERE EXISTS (SELECT 1 FROM topic WHERE id = :topic_id)");

STATEMENT(sql_read_pair, "SELECT item_id AS place, * FROM pair WHERE item_id >= :from ORDER BY item_id, other_id");
STATEMENT(sql_save_pair,
    "INSERT OR IGNORE INTO pair (item_id, other_id, is_same, said_at) SELECT :item_id, :other_id, :is_same, :said_at"
    " WHERE EXISTS (SELECT 1 FROM item WHERE id = :item_id) AND EXISTS (SELECT 1 FROM item WHERE id = :other_id)");

STATEMENT(sql_read_digest, "SELECT 0 AS place, * FROM digest WHERE name >= '' ORDER BY name");
STATEMENT(sql_save_digest,
    "INSERT OR IGNORE INTO digest (name, title, topics, item_limit, per_feed, min_score, window_s, with_loose_tie,"
    " created_at, changed_at) VALUES (:name, :title, :topics, :item_limit, :per_feed, :min_score, :window_s,"
    " :with_loose_tie, :created_at, :changed_at)");

STATEMENT(sql_read_issue, "SELECT rowid AS place, * FROM issue WHERE rowid >= :from ORDER BY rowid");
STATEMENT(sql_save_issue,
    "INSERT OR IGNORE INTO issue (digest, number, uid, since, until, last_item_id, item_count, frozen_at, delivered_at,"
    " document) VALUES (:digest, :number, :uid, :since, :until, :last_item_id, :item_count, :frozen_at, :delivered_at,"
    " :document)");

STATEMENT(sql_read_issue_item,
    "SELECT item_id AS place, * FROM issue_item INDEXED BY issue_item_by_item WHERE item_id >= :from ORDER BY item_id");
STATEMENT(sql_save_issue_item,
    "INSERT OR IGNORE INTO issue_item (digest, item_id, number, revision)"
    " VALUES (:digest, :item_id, :number, :revision)");

STATEMENT(sql_read_tombstone,
    "SELECT feed_id AS place, * FROM tombstone WHERE feed_id >= :from ORDER BY feed_id, identity_key");
STATEMENT(sql_save_tombstone,
    "INSERT OR IGNORE INTO tombstone (feed_id, identity_key, link_key, published_at, missed_at)"
    " SELECT :feed_id, :identity_key, :link_key, :published_at, :missed_at"
    " WHERE EXISTS (SELECT 1 FROM feed WHERE id = :feed_id)");

static const struct salvage_part parts[] = {
	{ "feeds", &sql_read_feed, &sql_save_feed, false },
	{ NULL, &sql_read_feed_urls, &sql_save_feed_url, true },
	{ "topics", &sql_read_topic, &sql_save_topic, false },
	{ "items", &sql_read_item, &sql_save_item, false },
	{ NULL, &sql_read_item_keys, &sql_save_item_key, true },
	{ NULL, &sql_read_item_unread_dates, &sql_save_item_date, true },
	{ NULL, &sql_read_item_read_dates, &sql_save_item_date, true },
	{ NULL, &sql_read_item_read, &sql_save_item_read, true },
	{ NULL, &sql_read_item_starred, &sql_save_item_starred, true },
	{ NULL, &sql_read_item_kept, &sql_save_item_kept, true },
	{ NULL, &sql_read_item_skipped, &sql_save_item_skipped, true },
	{ "texts", &sql_read_body, &sql_save_body, false },
	{ NULL, &sql_read_cut, &sql_save_cut, false },
	{ "former texts", &sql_read_revision, &sql_save_revision, false },
	{ "verdicts", &sql_read_verdict, &sql_save_verdict, false },
	{ "examples", &sql_read_example, &sql_save_example, false },
	{ "words on copies", &sql_read_pair, &sql_save_pair, false },
	{ "digests", &sql_read_digest, &sql_save_digest, false },
	{ "issues", &sql_read_issue, &sql_save_issue, false },
	{ NULL, &sql_read_issue_item, &sql_save_issue_item, false },
	{ "removed items", &sql_read_tombstone, &sql_save_tombstone, false },
};

const struct salvage_part *
salvage_parts(size_t *out_count)
{
	*out_count = COUNT_OF(parts);
	return parts;
}
