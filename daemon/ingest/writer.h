/*
 * writer: what the files of this folder share: the thread's own things.
 *
 * Private to ingest/. Everything here belongs to the writer thread, but for
 * `settings`, which is copied under its lock at the start of each letter.
 */
#ifndef INGEST_WRITER_H
#define INGEST_WRITER_H

#include "ingest/ingest.h"
#include "message/document.h"
#include "message/request.h"
#include "store/store.h"

#include <pthread.h>

struct folding;
struct happened;
struct judgement;

/* Where the removing of old items has come to. */
struct sweep {
	struct store_expiry expiry;
	int64_t over_at; /* 0: none has been made since the start, or since the settings changed */
};

/* When nothing is taken in, see ingest/hold.h. Steady milliseconds; 0: never yet. */
struct hold {
	int64_t try_at_ms, wait_ms; /* writing on a disk that was full */
	int64_t ended_at_ms;
};

/* Whether a document may be stored in several transactions, see ingest/parting.h. */
struct parting {
	bool is_allowed;
	bool has_passed; /* people had their turn, which who stores has not seen yet */
	bool is_broken;  /* this is why: */
	struct err failure;
	int64_t until_ms; /* steady: then the transaction is too long, whoever waits */
};

struct writer {
	struct ingest_settings settings; /* as of the letter in hand */
	const struct doors *doors;
	const struct clock *clock;
	struct vitals *vitals;
	const struct sharing *sharing;
	struct store *store;
	struct folding *folding;
	struct judgement *judgement;
	struct happened *happened;
	struct sweep sweep;
	struct hold hold;
	struct parting parting;
	int64_t epoch_s;          /* what the calendar was ahead of the steady clock */
	int64_t doubt_until_ms;   /* it jumped ahead: nothing is removed for its age until then */
	int64_t tidied_ms;        /* on the steady clock */
	int64_t gave_back_ms;     /* memory; on the steady clock */
	int64_t stored_ms;        /* the last documents; on the steady clock */
	int64_t lull_ms;          /* between them and those before */
	int64_t told_readers;     /* how many changes there were when they were told last */
	int64_t asked_ms;         /* when a person last had something written, or started it */
	struct request *settling; /* a chain of refreshes that wait until nothing is left to re-score */
};

/* A person who had something written as lately as this is at work, and may be waiting again at any moment. */
enum { AT_WORK_MS = 2000 };
bool writer_was_asked_within(const struct writer *w, int ms);
/* Sends a request home. Takes it. */
void writer_reply(struct writer *w, struct request *r);
/* Sends one feed's plan to fetch. */
void writer_send_plan(struct writer *w, const struct store_feed *feed);
void writer_send_removal(struct writer *w, int64_t feed_id);
/* When fetch is to ask for it by itself; INT64_MAX: never. */
int64_t due_of(const struct store_feed *feed);
/* A plan for fetch out of a feed; its texts are copies. */
struct plan plan_of(const struct store_feed *feed);

#endif
