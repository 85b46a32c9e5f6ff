/*
 * ingest: the writer. Parses what fetch brought, folds, scores and stores it,
 * and does what people ask for, one transaction after the other.
 *
 * One thread, made here; it owns the only writing store handle and the mailbox
 * doors->ingest.
 */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "base/clock.h"
#include "base/error.h"
#include "message/letter.h"
#include "message/timing.h"
#include "message/vitals.h"
#include "store/sharing.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

struct ingest;

/* Texts are copied. */
struct ingest_settings {
	const char *dir; /* the state directory */
	struct timing_policy timing;
	size_t items_per_document;
	size_t item_text_bytes;
	int64_t duplicate_window_s;
	struct store_keep keep;
};

/*
 * Opens the store (ERR_LOCKED, ERR_NEWER, ERR_DAMAGED, ERR_SYSTEM ... as
 * store_open_writer says), starts the thread, which posts all plans to
 * doors->fetch. Returns when the store is open. `sharing` is borrowed until
 * ingest_stop.
 */
CHECKED bool ingest_start(const struct ingest_settings *settings, const struct doors *doors, const struct clock *clock,
    struct vitals *vitals, const struct sharing *sharing, struct ingest **out, struct err *err);
/* Takes effect with the next letter. Any thread. */
void ingest_reload(struct ingest *in, const struct ingest_settings *settings);
/* Close doors->ingest first: what is in it is finished and committed, then the thread ends. NULL is fine. */
void ingest_stop(struct ingest *in);

#endif
