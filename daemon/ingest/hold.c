#include "ingest/hold.h"

#include "base/log.h"

enum { TRY_FIRST_MS = 500, TRY_MAX_MS = 300000, CALM_MS = 60000, MEGABYTE = 1 << 20 };

static enum trouble
trouble_now(const struct writer *w)
{
	return (enum trouble)atomic_load(&w->vitals->trouble);
}

/* What is over when a write goes well. */
static bool
is_write_tried(const struct writer *w)
{
	return trouble_now(w) == TROUBLE_DISK_FULL || trouble_now(w) == TROUBLE_LOCKED;
}

bool
hold_is_on(const struct writer *w)
{
	return trouble_now(w) != TROUBLE_NONE;
}

bool
hold_is_strict(const struct writer *w)
{
	return is_write_tried(w) || trouble_now(w) == TROUBLE_DAMAGED || hold_takes_nothing(w);
}

bool
hold_takes_nothing(const struct writer *w)
{
	return trouble_now(w) == TROUBLE_LOST;
}

static void
begin(struct writer *w, enum trouble trouble, const char *said)
{
	static const char *const events[TROUBLE_KINDS] = {
		[TROUBLE_DISK_LOW] = "disk is nearly full, polling waits",
		[TROUBLE_DISK_FULL] = "disk takes nothing more, polling waits",
		[TROUBLE_LOCKED] = "database is locked by another program, polling waits",
		[TROUBLE_DAMAGED] = "store is damaged, polling waits",
		[TROUBLE_LOST] = "database is not where it was, nothing is taken in",
	};

	if (trouble_now(w) == trouble)
		return;
	atomic_store(&w->vitals->trouble, trouble);
	log_warning(
	    events[trouble], LOG_INT("free_mb", atomic_load(&w->vitals->disk_free) / MEGABYTE), LOG_TEXT("why", said));
	/* Perhaps nothing is due for hours: it is to ask for room meanwhile. */
	letter_send(w->doors->fetch, LETTER_ROOM);
}

static void
end(struct writer *w)
{
	const char *event = trouble_now(w) == TROUBLE_LOCKED ? "database is free again, polling goes on"
							     : "there is room again, polling goes on";

	atomic_store(&w->vitals->trouble, TROUBLE_NONE);
	w->hold.ended_at_ms = clock_steady_ms(w->clock);
	log_info(event, LOG_INT("free_mb", atomic_load(&w->vitals->disk_free) / MEGABYTE));
}

/* Each try that comes to nothing soon makes the next one wait twice as long. */
static void
put_off_try(struct writer *w)
{
	int64_t now = clock_steady_ms(w->clock);

	if (w->hold.ended_at_ms == 0 || now - w->hold.ended_at_ms > CALM_MS)
		w->hold.wait_ms = 0;
	w->hold.wait_ms = w->hold.wait_ms == 0 ? TRY_FIRST_MS : w->hold.wait_ms * 2;
	if (w->hold.wait_ms > TRY_MAX_MS)
		w->hold.wait_ms = TRY_MAX_MS;
	w->hold.try_at_ms = now + w->hold.wait_ms;
}

static bool
tells_of_trouble(const struct err *err)
{
	return err->code == ERR_FULL || err->code == ERR_DAMAGED || err->code == ERR_BUSY;
}

void
hold_hear(struct writer *w, const struct err *err)
{
	struct store_room room;

	if (trouble_now(w) == TROUBLE_DAMAGED || hold_takes_nothing(w) || !tells_of_trouble(err))
		return;
	if (store_room(w->store, &room, NULL))
		atomic_store(&w->vitals->disk_free, room.free_bytes);
	if (err->code != ERR_DAMAGED && !is_write_tried(w))
		put_off_try(w);
	begin(w,
	    err->code == ERR_FULL   ? TROUBLE_DISK_FULL
	    : err->code == ERR_BUSY ? TROUBLE_LOCKED
				    : TROUBLE_DAMAGED,
	    err->text);
}

/* There may be a bound that the file system does not tell of, such as a quota. */
static bool
can_write(struct writer *w)
{
	struct err err = { 0 };

	if (!is_write_tried(w))
		return true;
	if (clock_steady_ms(w->clock) < w->hold.try_at_ms)
		return false;
	if (store_try_write(w->store, &err))
		return true;
	put_off_try(w);
	return false;
}

/* A backup put in its place, a folder that was moved or cleaned up: all that is written goes with the old file. */
static void
look_for_file(struct writer *w)
{
	if (store_has_moved(w->store)) {
		begin(w, TROUBLE_LOST, "its file was moved, removed or replaced");
	} else if (hold_takes_nothing(w)) {
		atomic_store(&w->vitals->trouble, TROUBLE_NONE);
		log_info("database is where it was, polling goes on", LOG_TEXT("state", w->settings.dir));
	}
}

void
hold_look(struct writer *w)
{
	struct store_room room;

	if (trouble_now(w) != TROUBLE_DAMAGED)
		look_for_file(w);
	if (trouble_now(w) == TROUBLE_DAMAGED || hold_takes_nothing(w) || !store_room(w->store, &room, NULL))
		return; /* not to be known: then a write that fails tells */
	atomic_store(&w->vitals->disk_free, room.free_bytes);
	if (room.free_bytes < room.reserve_bytes) {
		if (!hold_is_on(w))
			begin(w, TROUBLE_DISK_LOW, "less is left than is kept for what people do");
	} else if (hold_is_on(w) && room.free_bytes >= room.reserve_bytes + room.reserve_bytes / 4 && can_write(w)) {
		end(w);
	}
}
