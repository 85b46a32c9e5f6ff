/*
 * store: everything winnow remembers, behind domain verbs.
 *
 * No SQL and no sqlite3 type leaves this folder, so that a second store can
 * stand behind the same verbs. One writer handle and any number of reader
 * handles on a directory; a handle belongs to the thread that opened it. A
 * reader sees a snapshot: what store_snapshot_begin saw until
 * store_snapshot_end. Texts and arrays that are read live in the caller's
 * arena. Whatever writes stands between store_begin and store_commit. Ids are
 * never given out twice. Errors: ERR_NOT_FOUND where a thing is named by id or
 * name, ERR_FULL when the disk is, ERR_DAMAGED when the database turns out to be
 * broken, ERR_STORE for all else unless said.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "curate/topic.h"
#include "feed/feed.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/*
 * The writer. Makes the directory (0700) and the database when there is none,
 * locks the state (ERR_LOCKED when another winnowd holds it), applies the
 * migrations that are missing in one transaction. A newer database is ERR_NEWER,
 * a damaged or foreign one ERR_DAMAGED; both are left untouched.
 */
CHECKED bool store_open_writer(const char *dir, struct store **out, struct err *err);
/*
 * Of how many bytes the store is that store_open_writer will have to copy and migrate first, which may take minutes;
 * 0: it need not, or nothing can be said without opening it.
 */
int64_t store_former_bytes(const char *dir);
/* A reader of a store that a writer has opened in this process. */
CHECKED bool store_open_reader(const char *dir, struct store **out, struct err *err);
void store_close(struct store *s); /* NULL is fine; an open transaction is rolled back */

/* ---- transactions ---- */

enum store_durability {
	STORE_FETCHED, /* what can be fetched again: survives a crash of the program, not of the machine */
	STORE_PERSON,  /* what a person did: survives both once committed */
};

CHECKED bool store_begin(struct store *s, enum store_durability durability, struct err *err);
CHECKED bool store_commit(struct store *s, struct err *err);
/* So much was put since store_begin that it is to be committed: else the search index would take long, and in vain. */
bool store_has_enough(const struct store *s);
void store_rollback(struct store *s);
/* A part of a transaction that can fail alone. Not nested. */
CHECKED bool store_part_begin(struct store *s, struct err *err);
CHECKED bool store_part_end(struct store *s, struct err *err);
void store_part_undo(struct store *s);

CHECKED bool store_snapshot_begin(struct store *s, struct err *err);
void store_snapshot_end(struct store *s);
/*
 * What is asked from now on is given up after so long, with ERR_INVALID: it was too much to ask. 0: never. For what a
 * stranger may make as dear as he likes.
 */
void store_be_patient(struct store *s, int ms);
/* The same in two snapshots of one handle: they see the same. */
int64_t store_snapshot_version(const struct store *s);

/* Short steps of housekeeping (checkpoint, index merge, scores of removed topics). Writer, outside a transaction, when there is nothing else to do. True when more is left. */
bool store_tidy(struct store *s);
/* What is remembered of the file goes; what is needed of it is read again. Outside a transaction. */
void store_forget_pages(struct store *s);
/*
 * A step of what the search index is owed for what was committed: 4 ms of CPU, or with `in_short_steps` 1, as what a
 * person may have to wait for; the long ones write less in all. Writer, outside a transaction, when nobody waits for
 * an answer. True when more is owed.
 */
bool store_merge(struct store *s, bool in_short_steps);
/* Waits a moment when the disk does not keep pace with what is written. True when it should be waited for longer. Writer, as store_merge. */
bool store_rest(struct store *s);
/* The file system the store is on. What is reserved is not for what can be fetched again. */
struct store_room {
	int64_t free_bytes;
	int64_t reserve_bytes;
};
CHECKED bool store_room(struct store *s, struct store_room *out, struct err *err);
/* The database file was moved, removed or replaced since it was opened: what is written goes with it. */
CHECKED bool store_has_moved(struct store *s);
/* Writes what is there already, as durably as what a person does: says whether writing works. Writer, outside a transaction. */
CHECKED bool store_try_write(struct store *s, struct err *err);
/* Reads everything and compares the search index with the texts: ERR_DAMAGED says what is wrong. Writer, outside a transaction; takes as long as it takes. */
CHECKED bool store_check(struct store *s, struct err *err);

/* ---- feeds ---- */

enum feed_state { FEED_OK, FEED_FAILING, FEED_GONE, FEED_PAUSED };
const char *feed_state_name(enum feed_state state);

struct store_feed {
	int64_t id;
	const char *url;
	const char *title;      /* the curator's own; NULL: the feed's */
	const char *feed_title; /* what the feed calls itself; NULL before the first poll */
	const char *home_url;
	const char *description;
	const char *icon;
	const char *language;
	const char *format; /* feed_format_name; NULL before the first poll */
	const char **tags;
	size_t tag_count;
	bool is_paused;
	bool is_gone; /* answered 410 */
	/* what the last poll left */
	const char *etag; /* verbatim, with last_modified one set */
	const char *last_modified;
	uint64_t body_hash; /* of the last document, 0: none */
	int64_t added_at;
	int64_t last_poll_at;   /* TIME_NONE: never */
	int64_t last_change_at; /* the last new or revised item */
	int64_t newest_at;      /* the newest item's sorted_at */
	int64_t due_at;         /* INT64_MAX: never */
	const char *due_reason;
	int failures;           /* in a row */
	const char *failure;    /* failure_name; NULL when it did not fail */
	const char *last_error; /* NULL when the last poll went well */
	int last_status;
	/* hints, remembered over 304s and restarts; -1: not said */
	int64_t max_age_s, expires_s, retry_after_s;
	int64_t ttl_s, update_s;
	uint32_t skip_hours, skip_days;
	int64_t rhythm_s;
	const char *moved_url; /* where a permanent redirect has been leading */
	int64_t moved_since;   /* since when it has been the same; TIME_NONE: not */
	const char *hub_url;
	double weight;      /* log-odds that its items gain in every topic */
	bool is_weighed;    /* by the curator */
	bool is_preferred;  /* of several copies, its own is the original */
	int64_t item_count; /* kept by the store */
	int64_t keep_s;     /* as store_feed_keep says */
	int64_t keep_items;
};

enum feed_state store_feed_state(const struct store_feed *feed); /* paused, gone, failing, ok, in this order */
const char *store_feed_name(const struct store_feed *feed);      /* title, feed_title or url: never NULL */

/* ERR_EXISTS when the address is followed already; *out_id is then that feed's. Only url, title, tags, added_at, due_at, due_reason of `feed` count. */
CHECKED bool store_feed_add(struct store *s, const struct store_feed *feed, int64_t *out_id, struct err *err);
CHECKED bool store_feed_get(struct store *s, int64_t id, struct arena *arena, struct store_feed **out, struct err *err);
/* ERR_NOT_FOUND when it is not followed. */
CHECKED bool store_feed_find(struct store *s, const char *url, int64_t *out_id, struct err *err);
CHECKED bool
store_feed_list(struct store *s, struct arena *arena, struct store_feed **out, size_t *out_count, struct err *err);
/* Feeds with an id over `after_id`, in id order, at most `limit`: where all of them are too many for one arena. */
CHECKED bool store_feed_page(struct store *s, int64_t after_id, size_t limit, struct arena *arena,
    struct store_feed **out, size_t *out_count, struct err *err);
/* Writes every field but id, added_at, item_count and what store_feed_keep writes. ERR_EXISTS when the new address is another feed's. */
CHECKED bool store_feed_put(struct store *s, const struct store_feed *feed, struct err *err);
/* As store_feed_put, of what a poll changes that brought no document: how the feed fares, and the hints of the answer's header. */
CHECKED bool store_feed_polled(struct store *s, const struct store_feed *feed, struct err *err);
/* Of those, only what every poll changes: when it was, how it was answered, when the next one is, and why then. */
CHECKED bool store_feed_unchanged(struct store *s, const struct store_feed *feed, struct err *err);
/*
 * A feed that was well at its last poll and is not about to move: its id, whether it is paused, and what says when it
 * is asked again; all else of *out is zero. Another, or none of that id, is not `well`, and *out untouched.
 */
CHECKED bool store_feed_well(struct store *s, int64_t id, struct store_feed *out, bool *out_is_well, struct err *err);
/*
 * All items of `from` become items of `to`, and `from` is no more. Where both have an item of one identity, the two
 * are folded and both stay; marks, notes and verdicts speak for the set. Ids stay as they are.
 */
CHECKED bool store_feed_merge(struct store *s, int64_t from, int64_t to, struct err *err);
/* The feed and its items, except that items a person starred, kept or noted stay, under no feed. */
CHECKED bool store_feed_remove(struct store *s, int64_t id, struct err *err);

/* The feeds that weigh anything, in id order. */
struct store_feed_weight {
	int64_t feed_id;
	double weight;
};
CHECKED bool store_feed_weights(
    struct store *s, struct arena *arena, struct store_feed_weight **out, size_t *out_count, struct err *err);

/* What a feed brought, of what counts as published from a time on. */
struct store_yield {
	int64_t feed_id;
	int64_t came, copies; /* came counts copies too */
	int64_t scored;       /* originals over a topic's least margin, in however many */
	int64_t kept, skipped;
	int64_t issued; /* stood in an issue, of however many digests */
};
struct store_yield_topic {
	int64_t topic_id;
	double min_margin; /* under STORE_MARGIN_FLOOR is as that */
};
/* Adds to the counts in `list`, which is in feed_id order. Costs as much as there are items in the window. */
CHECKED bool store_feed_yields(struct store *s, int64_t since, const struct store_yield_topic *topics,
    size_t topic_count, struct store_yield *list, size_t count, struct arena *arena, struct err *err);

/* Just what polling needs, in id order, for 100,000 feeds at start. Texts are borrowed for the call. */
struct store_plan {
	int64_t feed_id;
	const char *url;
	const char *etag;
	const char *last_modified;
	int64_t due_at; /* INT64_MAX when paused or gone */
};
CHECKED bool store_plan_each(
    struct store *s, void (*each)(const struct store_plan *plan, void *context), void *context, struct err *err);
CHECKED bool store_feed_count(struct store *s, int64_t *out, struct err *err);
/* When any of them was polled last; 0: none ever was. */
CHECKED bool store_last_poll_at(struct store *s, int64_t *out_at, struct err *err);

/* ---- items ---- */

struct store_item_new {
	int64_t feed_id;
	const char *identity; /* curate/identity: the same for the same item of this feed */
	const struct feed_item *item;
	int64_t seen_at;
	int64_t sorted_at; /* when it counts as published, at most seen_at; stays what it was when the item was new */
};

enum store_change {
	STORE_SAME, /* known, and title and text as they were; other fields may have been brought up to date */
	STORE_NEW,
	STORE_REMOVED, /* known once, and removed since: nothing was stored, and there is no id */
	STORE_REVISED, /* title or text changed: the former ones are kept as a revision (the last 20) */
};

/* Indexes the text for search as well. */
CHECKED bool store_item_put(struct store *s, const struct store_item_new *item, int64_t *out_id,
    enum store_change *out_change, struct err *err);

/* Whether the feed has, or had, an item of this identity. What was removed is known as long as the feed shows it, and for STORE_REMEMBERED_S after. */
CHECKED bool store_item_is_known(struct store *s, int64_t feed_id, const char *identity, bool *out, struct err *err);

/* ERR_NOT_FOUND when the feed has none of this identity. */
CHECKED bool store_item_find(struct store *s, int64_t feed_id, const char *identity, int64_t *out_id, struct err *err);

/* What an item may be recognised by when its publisher calls it otherwise. */
struct store_item_name {
	int64_t id;
	const char *identity;
	const char *url;
	const char *title;
	int64_t published_at; /* TIME_NONE: not said */
};
/* Of the newest items of a feed, at most `limit`. */
CHECKED bool store_item_names(struct store *s, int64_t feed_id, size_t limit, struct arena *arena,
    struct store_item_name **out, size_t *out_count, struct err *err);
/* The ids alone, but not this one, at most `max` into `out_ids`. */
CHECKED bool store_feed_newest(
    struct store *s, int64_t feed_id, int64_t but_id, size_t max, int64_t *out_ids, size_t *out_count, struct err *err);
/* Known by this identity from now on. ERR_EXISTS when another item of its feed is. */
CHECKED bool store_item_rename(struct store *s, int64_t id, const char *identity, struct err *err);

/* ---- what was removed, and must not come back as new ---- */

enum { STORE_REMEMBERED_S = 180 * 86400, STORE_REMOVED_SHOWN_MAX = 10000 };

struct store_removed {
	uint64_t identity_key; /* what store_removed_rename calls it by */
	uint64_t link_key;     /* of the link it had; 0: not known */
	int64_t published_at;  /* as its feed said; TIME_NONE: not known */
};
/* Those of a feed that its last document still showed, and those removed since then. At most `limit`. */
CHECKED bool store_removed_shown(struct store *s, int64_t feed_id, size_t limit, struct arena *arena,
    struct store_removed **out, size_t *out_count, struct err *err);
/* A whole document of the feed shows these, and no others any more. */
CHECKED bool store_removed_miss(
    struct store *s, int64_t feed_id, const char *const *identities, size_t count, int64_t now, struct err *err);
/* Known by this identity, too. */
CHECKED bool
store_removed_rename(struct store *s, int64_t feed_id, uint64_t identity_key, const char *identity, struct err *err);

enum verdict { VERDICT_NONE, VERDICT_KEEP, VERDICT_SKIP };

struct store_item {
	int64_t id;
	int64_t feed_id;        /* 0: its feed was removed */
	const char *feed_title; /* store_feed_name of it */
	const char *feed_url;   /* its page for people, without credentials; NULL: not known */
	const char *identity;
	int64_t seen_at;
	int64_t sorted_at;
	int revision;                 /* 1 is the first */
	int64_t revised_at;           /* when this revision was seen */
	int64_t duplicate_of;         /* 0: it stands for itself */
	const char *duplicate_reason; /* words, NULL when it is none */
	int64_t story_id;             /* 0: none */
	int64_t story_size;           /* items in it, copies left out */
	const char *story_words;      /* what it shares with them, "ferry, strike"; NULL: not known */
	bool is_read, is_starred;
	enum verdict verdict;  /* the latest, over all topics */
	const char *note;      /* NULL: none */
	double margin;         /* lists by topic: that topic's; else 0 */
	struct feed_item item; /* without content_html, content_text and summary_html unless asked for the whole */
	const char *
	    excerpt; /* the first 500 bytes or so of the text, without what the feed repeats, cut at a character; lists only */
	bool is_excerpt_cut; /* the text goes on */
};

CHECKED bool store_item_get(struct store *s, int64_t id, struct arena *arena, struct store_item **out, struct err *err);

/* Title and text alone, for judging. Texts are never NULL. */
struct store_item_text {
	int64_t id;
	int64_t feed_id;
	int64_t sorted_at;
	const char *title;
	const char *text;     /* without what the feed repeats */
	const char *whole;    /* with it */
	const char *language; /* NULL: not known */
	const char *url;
	int64_t duplicate_of; /* 0: none */
	int64_t story_id;     /* 0: none */
};
CHECKED bool
store_item_text(struct store *s, int64_t id, struct arena *arena, struct store_item_text *out, struct err *err);
/* The same, but of the text there may be no more than its first `max` bytes, and `whole` is NULL. */
CHECKED bool store_item_beginning(
    struct store *s, int64_t id, size_t max, struct arena *arena, struct store_item_text *out, struct err *err);
/*
 * Items with an id over `after_id` and sorted_at from `since` on, in id order, at
 * most `limit`, and fewer when their texts are long; none: there are no more.
 * `after_id` 0 starts. For re-scoring and rebuilding.
 */
CHECKED bool store_item_texts(struct store *s, int64_t after_id, int64_t since, size_t limit, struct arena *arena,
    struct store_item_text **out, size_t *out_count, struct err *err);
/* A place in the order of store_item_texts_newest; begin with { INT64_MAX, INT64_MAX }. */
struct store_place {
	int64_t sorted_at;
	int64_t id;
};
/* As store_item_texts, newest first by (sorted_at, id), after `place`, which moves on. */
CHECKED bool store_item_texts_newest(struct store *s, struct store_place *place, size_t limit, struct arena *arena,
    struct store_item_text **out, size_t *out_count, struct err *err);
/* The largest id given so far; 0: none. */
CHECKED bool store_item_last_id(struct store *s, int64_t *out_id, struct err *err);

/* What of an item's texts its feed repeats: left out where it is judged or excerpted. Both in order. */
enum { STORE_CUTS_MAX = 64 };
struct store_cuts {
	const struct text_span *text; /* of the text, or of the summary that stands in for it */
	size_t text_count;
	const struct text_span *summary;
	size_t summary_count;
};
/* In place of what was known. */
CHECKED bool store_item_cuts_put(struct store *s, int64_t id, const struct store_cuts *cuts, struct err *err);

struct store_item_sample {
	const char *title, *text, *summary; /* whole; NULL: none */
};
/* Of the newest items of a feed, at most `limit`. */
CHECKED bool store_item_samples(struct store *s, int64_t feed_id, size_t limit, struct arena *arena,
    struct store_item_sample **out, size_t *out_count, struct err *err);

/* `id` becomes a duplicate of `original`, or of what that is a duplicate of. What was folded under `id` moves along, and marks of either are marks of all. ERR_INVALID when that would be itself. */
CHECKED bool store_item_fold(struct store *s, int64_t id, int64_t original, const char *reason, struct err *err);

/*
 * What the curator says of two items is remembered and outlasts the rules; what is said last counts.
 *
 * Join: the sets of both become one, under what stands for `to`; marks of either are marks of all. Items of one set
 * stay as they are.
 */
CHECKED bool store_item_join(struct store *s, int64_t id, int64_t to, const char *reason, int64_t now, struct err *err);
/* Split: `id` leaves its set, and all that was said of the set stays with both. The rest stays together. */
CHECKED bool store_item_split(struct store *s, int64_t id, int64_t now, struct err *err);
/* Whether the curator said that something of the set of `a` is not the same as something of the set of `b`. */
CHECKED bool store_items_are_parted(struct store *s, int64_t a, int64_t b, bool *out, struct err *err);

/*
 * The few numbers that an item's copies are found by (curate/duplicate), for as long as it is looked at for that.
 * Removed items take theirs along.
 */
enum { STORE_KEYS_MAX = 32 };
struct store_fingerprint {
	int64_t id;
	int64_t sorted_at;
	const uint32_t *keys; /* NULL: none were written; there may also be no more than 0 of them */
	size_t key_count;
};
/* In place of what was known. ERR_NOT_FOUND when there is no such item. */
CHECKED bool store_fingerprint_put(struct store *s, int64_t id, const uint32_t *keys, size_t count, struct err *err);
/* Of items with an id over `after_id`, in id order, at most `limit`; also those that have none. */
CHECKED bool store_fingerprints(struct store *s, int64_t after_id, size_t limit, struct arena *arena,
    struct store_fingerprint **out, size_t *out_count, struct err *err);
/* The first item that has any, or has sorted_at from `since` on; 0: none. Costs as much as there are of the latter, if little each. */
CHECKED bool store_fingerprints_first(struct store *s, int64_t since, int64_t *out_id, struct err *err);
/* Those of items with a smaller id are forgotten, at most `limit`. */
CHECKED bool
store_fingerprints_drop(struct store *s, int64_t before_id, size_t limit, bool *out_is_over, struct err *err);

/*
 * The original of a set is the item of a preferred feed, else the first seen. Folding heeds that by itself; this puts
 * right the sets that hold an item of the feed from `since` on, the newest `sets_max` of them: after its preference changed.
 */
CHECKED bool store_feed_elect(struct store *s, int64_t feed_id, int64_t since, size_t sets_max, struct err *err);

struct store_duplicate {
	int64_t id;
	int64_t feed_id;
	const char *feed_title;
	const char *url;
	const char *reason;
};
/* The other members of the set `id` is in: the original first, then by id. */
CHECKED bool store_item_duplicates(
    struct store *s, int64_t id, struct arena *arena, struct store_duplicate **out, size_t *out_count, struct err *err);

/* Ties an item to a story; 0 unties. `words`: what it shares with it; what is known of that already stays. */
CHECKED bool store_item_story(struct store *s, int64_t id, int64_t story_id, const char *words, struct err *err);

struct store_revision {
	int revision;
	int64_t seen_at;
	const char *title;
	const char *text;
};
/* The former ones, oldest first. */
CHECKED bool store_item_revisions(
    struct store *s, int64_t id, struct arena *arena, struct store_revision **out, size_t *out_count, struct err *err);

/* What a person says of an item. NULL pointers leave a thing as it is; an empty note takes it away. Speaks for its whole set of duplicates. */
struct store_mark {
	const bool *is_read;
	const bool *is_starred;
	const char *note;
};
CHECKED bool store_item_mark(struct store *s, int64_t id, const struct store_mark *mark, struct err *err);

/* The items that are starred, kept, skipped or noted, or stand in an issue, in id order. */
CHECKED bool store_marked(struct store *s, struct arena *arena, int64_t **out, size_t *out_count, struct err *err);

/* ---- lists of items ---- */

enum store_item_state { STORE_ANY, STORE_UNREAD, STORE_READ, STORE_STARRED, STORE_KEPT, STORE_SKIPPED };
enum store_sort { STORE_BY_DATE, STORE_BY_SCORE };

struct store_item_query {
	/* FTS5 expressions made by query/language, over the columns title, text, authors, tags. ERR_SYNTAX. */
	const char *match;    /* NULL: whatever words they hold */
	const char *at_least; /* with beginnings of words in it: what `match` finds holds this, too; NULL: whatever */
	const char *without;  /* likewise, and without at_least: what it finds doesn't hold this; NULL: nothing */
	int64_t topic_id;     /* 0: any; else only items scored in it with at least min_margin */
	double min_margin;    /* under STORE_MARGIN_FLOOR is as that */
	int64_t feed_id;      /* 0: any */
	int64_t story_id;     /* 0: any */
	const char *tag;      /* of the feed; NULL: any */
	int64_t since;        /* sorted_at >=; TIME_NONE: no bound */
	int64_t until;        /* sorted_at <; INT64_MAX: no bound */
	enum store_item_state state;
	bool show_duplicates;
	enum store_sort sort; /* newest or best first; by score needs topic_id */
	size_t limit;         /* at least 1 */
	const char *cursor;   /* as given out, or NULL; a foreign one is ERR_SYNTAX */
};

/* *out_cursor is NULL on the last page. */
CHECKED bool store_item_list(struct store *s, const struct store_item_query *query, struct arena *arena,
    struct store_item **out, size_t *out_count, const char **out_cursor, struct err *err);

/* ---- topics, verdicts, scores ---- */

struct store_topic {
	int64_t id;
	struct topic topic;
	int64_t generation; /* of the lexicon its model was made with; 0: none yet */
	const void *model;  /* NULL: none. Opaque: curate/judge wrote it */
	size_t model_bytes;
	int64_t created_at;
	int64_t changed_at;
};

/* Makes or replaces by name. Its scores and model stay as they are until it is re-scored. */
CHECKED bool store_topic_put(
    struct store *s, const struct topic *topic, int64_t now, int64_t *out_id, bool *out_is_new, struct err *err);
CHECKED bool
store_topic_get(struct store *s, const char *name, struct arena *arena, struct store_topic **out, struct err *err);
/* In the order they were made. */
CHECKED bool
store_topic_list(struct store *s, struct arena *arena, struct store_topic **out, size_t *out_count, struct err *err);
CHECKED bool store_topic_remove(struct store *s, const char *name, struct err *err); /* verdicts stay, under no topic */
/* All verdicts of the topic become verdicts in general: items stay kept and skipped, and teach it no more. Those that are documents go. */
CHECKED bool store_topic_unteach(struct store *s, int64_t topic_id, struct err *err);

/* A document that teaches a topic, and is no verdict on an item. Texts are never NULL but url and language. */
enum { EXAMPLE_TEXT_MAX_BYTES = 64 << 10, EXAMPLES_MAX = 2000 };

/*
 * What verdicts taught outlasts the items: when one is removed, its text becomes a document with that verdict. Of each
 * topic the last so many stay, no longer than that.
 */
enum { LESSONS_MAX = 500, LESSON_TEXT_MAX_BYTES = 8 << 10 };

struct store_example {
	int64_t id;
	int64_t item_id; /* it is a copy of; 0: of none */
	enum verdict
	    opinion; /* NONE: an example as it was given; else a verdict, of another store or on an item that is no more */
	const char *url;
	const char *title;
	const char *text; /* cut to EXAMPLE_TEXT_MAX_BYTES when it is put */
	const char *language;
	int64_t added_at;
};

/* Takes the place of the one with the same item, address or text. ERR_INVALID when the topic has EXAMPLES_MAX. */
CHECKED bool store_example_put(struct store *s, int64_t topic_id, const struct store_example *example, struct err *err);
/* In the order given, at most EXAMPLES_MAX. */
CHECKED bool store_example_list(struct store *s, int64_t topic_id, struct arena *arena, struct store_example **out,
    size_t *out_count, struct err *err);
CHECKED bool store_example_remove(struct store *s, int64_t topic_id, int64_t id, struct err *err);
/* Verdicts of elsewhere and on items that are no more, all of them. */
CHECKED bool store_example_unteach(struct store *s, int64_t topic_id, struct err *err);
/* The item at this address, the oldest and no duplicate when there are several. ERR_NOT_FOUND when there is none. */
CHECKED bool store_item_find_url(struct store *s, const char *url, int64_t *out_id, struct err *err);

/*
 * Which words there are and how common: opaque, shared by the models of its generation. While topics are being re-scored
 * the former generation stays beside the new one.
 */
CHECKED bool store_lexicon_put(struct store *s, int64_t generation, const void *bytes, size_t len, struct err *err);
CHECKED bool store_lexicon_get(
    struct store *s, int64_t generation, struct arena *arena, const void **out, size_t *out_len, struct err *err);
/* Those that are older than `generation`. */
CHECKED bool store_lexicon_drop_before(struct store *s, int64_t generation, struct err *err);

/*
 * Topics list only what has at least this margin, a little less than what is shown as a score of 5: nearly all items
 * hardly belong to nearly all topics, and to list each everywhere cost more than all else about it. What is under the
 * floor is kept with the item: store_item_scores tells it.
 */
#define STORE_MARGIN_FLOOR (-3.0551)

struct store_margin {
	int64_t topic_id;
	double margin; /* log-odds; no NaN */
};
/*
 * Scores an item in some topics, or scores it again; what it scored in others stays, and so does what an item scored
 * last that has left the window that is re-scored. A topic is re-scored in one transaction together with
 * store_topic_activate, so that no reader ever sees a mix: cheapest in the order of item ids, and several topics at
 * once. ERR_NOT_FOUND when there is no such item.
 */
CHECKED bool store_item_scores_put(
    struct store *s, int64_t item_id, const struct store_margin *margins, size_t count, struct err *err);
/*
 * Until the transaction ends all that these topics list may be scored again: who remembers something of that is told
 * so once, and not of item after item. Costs nothing more; scores of other topics may be put, too.
 */
enum { STORE_RESCORED_MAX = 8 };
void store_topics_rescored(struct store *s, const int64_t *topic_ids, size_t count);
/* From now on `model`, of `generation`, is what judges and explains this topic. */
CHECKED bool store_topic_activate(
    struct store *s, int64_t topic_id, int64_t generation, const void *model, size_t model_bytes, struct err *err);

struct store_score {
	int64_t topic_id;
	const char *name;
	const char *title;
	int threshold;
	double margin;
};
/* In all topics, best first. */
CHECKED bool store_item_scores(struct store *s, int64_t item_id, struct arena *arena, struct store_score **out,
    size_t *out_count, struct err *err);

/* VERDICT_NONE takes it back. topic_id 0: in general. Shows on the whole set of duplicates, is listed for `item_id` alone. */
CHECKED bool store_verdict_put(
    struct store *s, int64_t item_id, int64_t topic_id, enum verdict verdict, int64_t now, struct err *err);

/* The topics that verdicts on the item teach. */
CHECKED bool store_item_teaches(
    struct store *s, int64_t item_id, struct arena *arena, int64_t **out, size_t *out_count, struct err *err);

struct store_verdict {
	int64_t item_id;
	int64_t topic_id;
	enum verdict verdict;
	int64_t at;
};
/* Of a topic, in the order given. */
CHECKED bool store_verdict_list(struct store *s, int64_t topic_id, struct arena *arena, struct store_verdict **out,
    size_t *out_count, struct err *err);

/* ---- the digest ---- */

struct store_candidate {
	int64_t item_id;
	int64_t feed_id;
	int64_t sorted_at;
	int64_t story_id;
	uint64_t wording; /* a hash that changes whenever its title, text or language does */
	double margin;
};
struct store_candidate_query {
	int64_t topic_id;
	double min_margin;    /* under STORE_MARGIN_FLOOR is as that */
	int64_t since, until; /* sorted_at */
	bool unread_only;     /* neither read nor skipped */
	double age_s;         /* worth is margin + (sorted_at - until) / age_s; 0: the margin alone */
	size_t limit;         /* at least 1 */
	/*
	 * For an issue of this digest (NULL: for none): only items with an id over `after_id` that are not skipped, and
	 * that stood in no issue of it, nor did a copy. Those from before `since`, back to `late_since`, count when their
	 * feed was added by `followed_by`: what came late is news, the backlog of a new feed is not.
	 */
	const char *issue_of;
	int64_t after_id;
	int64_t late_since, followed_by;
};
/*
 * Originals of a topic, the best by worth, best first; of one story only a few. `out_more` (NULL is fine) is how many
 * gave way to those few that were met on the way.
 */
CHECKED bool store_candidates(struct store *s, const struct store_candidate_query *query, struct arena *arena,
    struct store_candidate **out, size_t *out_count, size_t *out_more, struct err *err);
/*
 * Brings what is remembered of that up to the snapshot, if anything is: as the next choice would, which then has less to
 * do. Of more than CHANGES_MAX changes (store/changes.h) all is forgotten.
 */
CHECKED bool store_candidates_follow(struct store *s, struct err *err);
/* How many items a feed published in a window, copies too, and where the nearest to its bounds are. */
enum { STORE_VOLUME_MAX = 5000 };
struct store_volume {
	int64_t items;    /* STORE_VOLUME_MAX: as many or more */
	int64_t first_at; /* in the window; INT64_MAX: there is none */
	int64_t last_at;  /* in the window; INT64_MIN: there is none */
	int64_t next_at;  /* behind it; INT64_MAX: there is none */
};
CHECKED bool store_feed_volume(
    struct store *s, int64_t feed_id, int64_t since, int64_t until, struct store_volume *out, struct err *err);

/* Both are what they were as long as the feed has neither gained nor lost an item. */
struct store_feed_stock {
	int64_t items;   /* of the feed */
	int64_t removed; /* ever, of all feeds */
};
/* Zeros for a feed that there is not. */
CHECKED bool store_feed_stock(struct store *s, int64_t feed_id, struct store_feed_stock *out, struct err *err);
/* Items by id, in the order asked; unknown ones are left out. */
CHECKED bool store_items_by_id(struct store *s, const int64_t *ids, size_t count, struct arena *arena,
    struct store_item **out, size_t *out_count, struct err *err);

/* ---- retention ---- */

/* How long and how many of a feed's items stay; 0: for ever, all. */
struct store_keep {
	int64_t keep_s;        /* since they were seen */
	int64_t keep_unread_s; /* while nobody has read them; counts when it is the shorter one */
	int64_t keep_items;
};

/* A feed's own; -1: as configured. */
CHECKED bool store_feed_keep(struct store *s, int64_t id, int64_t keep_s, int64_t keep_items, struct err *err);

/* What a link is known again by; the caller's, since it is a judgement (curate/canonical). */
typedef uint64_t store_link_key(const char *url);

/* Of the feeds that have a time of their own, as a sweep came by. */
struct store_own_keep {
	int64_t feeds;
	int64_t soon;    /* items that go within a week, of the 2,000 oldest of each */
	int64_t next_at; /* when the next of them goes; 0: none does */
};

struct store_expiry {
	int64_t feed_id;           /* where the sweep has come to: 0 begins one */
	int64_t removed;           /* items, in this step */
	bool is_over;              /* the sweep */
	struct store_own_keep own; /* of the feeds it has come by so far */
};
/*
 * One short step of a sweep over all feeds: what is too old or one too many goes, its identity is remembered, and so is
 * what it taught. What is starred, kept, noted or part of an issue stays. Inside a transaction.
 */
CHECKED bool store_expire(struct store *s, const struct store_keep *usual, int64_t now, store_link_key *key_of_link,
    struct store_expiry *expiry, struct err *err);

/* What a sweep will find, by `usual`, and by what the last one found of feeds with a time of their own. */
struct store_outlook {
	int64_t removed; /* that are remembered */
	int64_t next_at; /* when the next item goes; TIME_NONE: not known, or never */
	int64_t soon;    /* items that go within a week, at most STORE_OUTLOOK_MAX are looked at, of each kind */
};
enum { STORE_OUTLOOK_MAX = 10000 };
CHECKED bool store_outlook(struct store *s, const struct store_keep *usual, const struct store_own_keep *own,
    int64_t now, struct store_outlook *out, struct err *err);

/* ---- the whole ---- */

struct store_counts {
	int64_t feeds, feeds_failing, feeds_gone, feeds_paused;
	int64_t items, duplicates; /* items counts duplicates too, the next three do not */
	int64_t items_unread, items_starred, items_kept;
	int64_t topics;
	int64_t bytes;          /* on disk, log included */
	int64_t last_error_at;  /* of any feed; TIME_NONE: none */
	const char *last_error; /* "URL: what"; NULL: none */
};
CHECKED bool store_counts(struct store *s, struct arena *arena, struct store_counts *out, struct err *err);
/* The same without the paused feeds, which may be many, the bytes and the error. */
CHECKED bool store_counts_brief(struct store *s, struct store_counts *out, struct err *err);

#endif
