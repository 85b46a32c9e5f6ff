/* How the daemon is, for people. */
#include "base/credentials.h"
#include "query/reader.h"
#include "query/render.h"

static json_t *
queues_of(const struct doors *doors)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "fetch", (json_int_t)mailbox_depth(doors->fetch), "ingest",
	    (json_int_t)mailbox_depth(doors->ingest), "query", (json_int_t)mailbox_depth(doors->query), "serve",
	    (json_int_t)mailbox_depth(doors->serve));
}

static json_t *
polls_of(const struct vitals *v)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "started", (json_int_t)atomic_load(&v->polls_started),
	    "unchanged", (json_int_t)atomic_load(&v->polls_unchanged), "fetched",
	    (json_int_t)atomic_load(&v->polls_fetched), "failed", (json_int_t)atomic_load(&v->polls_failed), "running",
	    (json_int_t)atomic_load(&v->transfers_running), "due", (json_int_t)atomic_load(&v->feeds_due), "bytes",
	    (json_int_t)atomic_load(&v->bytes_received));
}

static json_t *
counts_of(const struct store_counts *c)
{
	return json_pack("{s:{s:I, s:I, s:I, s:I, s:I}, s:{s:I, s:I, s:I, s:I, s:I}}", "feeds", "total",
	    (json_int_t)c->feeds, "ok", (json_int_t)(c->feeds - c->feeds_failing - c->feeds_gone - c->feeds_paused),
	    "failing", (json_int_t)c->feeds_failing, "gone", (json_int_t)c->feeds_gone, "paused",
	    (json_int_t)c->feeds_paused, "items", "total", (json_int_t)c->items, "unread", (json_int_t)c->items_unread,
	    "starred", (json_int_t)c->items_starred, "kept", (json_int_t)c->items_kept, "duplicates",
	    (json_int_t)c->duplicates);
}

/* What will be removed, and when. */
static bool
add_retention(struct reader *reader, int64_t now, json_t *out, struct err *err)
{
	const struct store_keep *keep = &reader->settings.keep;
	const struct vitals *v = reader->vitals;
	const struct store_own_keep own = {
		.feeds = (int64_t)atomic_load(&v->own_keep_feeds),
		.soon = (int64_t)atomic_load(&v->own_keep_soon),
		.next_at = (int64_t)atomic_load(&v->own_keep_next_at),
	};
	struct store_outlook outlook;
	json_t *retention;

	if (!store_outlook(reader->store, keep, &own, now, &outlook, err))
		return false;
	retention = json_pack("{s:I, s:I, s:I, s:I, s:I}", "keep_s", (json_int_t)keep->keep_s, "keep_unread_s",
	    (json_int_t)keep->keep_unread_s, "keep_items", (json_int_t)keep->keep_items, "removed",
	    (json_int_t)outlook.removed, "within_a_week", (json_int_t)outlook.soon);
	render_time(retention, "next_removal", outlook.next_at);
	json_object_set_new(out, "retention", retention);
	return true;
}

/* The writer looks for room when there is something to write, which may be in hours. */
static void
add_trouble(struct reader *reader, json_t *out)
{
	enum trouble trouble = (enum trouble)atomic_load(&reader->vitals->trouble);
	int64_t free_bytes = (int64_t)atomic_load(&reader->vitals->disk_free);
	struct store_room room;

	if (trouble == TROUBLE_NONE && store_room(reader->store, &room, NULL) && room.free_bytes < room.reserve_bytes) {
		trouble = TROUBLE_DISK_LOW;
		free_bytes = room.free_bytes;
	}
	if (trouble == TROUBLE_NONE)
		return;
	json_object_set_new(out, "trouble",
	    json_pack("{s:s, s:s, s:I}", "kind", trouble_name(trouble), "detail", trouble_text(trouble), "free_bytes",
		(json_int_t)free_bytes));
}

bool
answer_status(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	int64_t now = clock_now_s(reader->clock);
	struct store_counts counts;
	json_t *out;
	bool is_good;

	if (!store_counts(reader->store, arena, &counts, err))
		return false;
	out = counts_of(&counts);
	json_object_set_new(out, "version", json_string(WINNOW_VERSION));
	render_text(out, "config", reader->settings.config_path);
	render_time(out, "started", reader->vitals->started_at);
	json_object_set_new(out, "uptime_s", json_integer(now - reader->vitals->started_at));
	json_object_set_new(out, "topics", json_integer(counts.topics));
	json_object_set_new(out, "queues", queues_of(reader->doors));
	if (atomic_load(&reader->vitals->is_config_refused))
		json_object_set_new(out, "config_refused", json_true());
	if (atomic_load(&reader->vitals->is_network_down) != 0)
		json_object_set_new(out, "network", json_string("down"));
	add_trouble(reader, out);
	json_object_set_new(out, "polls", polls_of(reader->vitals));
	json_object_set_new(out, "to_rescore", json_integer(atomic_load(&reader->vitals->items_to_rescore)));
	json_object_set_new(out, "store", json_pack("{s:I}", "bytes", (json_int_t)counts.bytes));
	if (counts.last_error != NULL) {
		json_t *last = json_object();

		render_text(last, "error", credentials_hide(counts.last_error, arena));
		render_time(last, "at", counts.last_error_at);
		json_object_set_new(out, "last_error", last);
	}
	is_good = add_retention(reader, now, out, err);
	if (is_good)
		reply_json(r, 200, out);
	json_decref(out);
	return is_good;
}
