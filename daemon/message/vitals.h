/*
 * vitals: the few numbers that one thread counts and another tells.
 *
 * One struct, made by main, handed to all. Each field has one writer, named
 * here; everybody may read.
 */
#ifndef MESSAGE_VITALS_H
#define MESSAGE_VITALS_H

#include "message/document.h"

#include <stdatomic.h>
#include <stdint.h>

/* What is asked to wait (a refresh, the events) isn't measured. */
enum { ANSWER_STEPS = 8 };
extern const int answer_steps_ms[ANSWER_STEPS];
/* Which of `answers` so long a time counts in. */
int answer_step(int64_t took_ms);

/* Why the writer takes in nothing but what people ask for. */
enum trouble {
	TROUBLE_NONE,
	TROUBLE_DISK_LOW,  /* what is left is kept for what people do */
	TROUBLE_DISK_FULL, /* a write failed for want of room */
	TROUBLE_DAMAGED,   /* the store turned out to be broken */
	TROUBLE_LOCKED,    /* another program writes to it, and does not end */
	TROUBLE_LOST,      /* its file is no longer where it was: not even what people ask for is taken in */
	TROUBLE_KINDS,
};

/* In words for people, with what to do; NULL for TROUBLE_NONE. */
const char *trouble_text(enum trouble trouble);
const char *trouble_name(enum trouble trouble);

struct vitals {
	int64_t started_at; /* main, before the threads */
	/* main */
	atomic_bool is_config_refused; /* when it was to be read again: the one before is in force */
	/* loop */
	atomic_int_fast64_t polls_started;
	atomic_int_fast64_t polls_unchanged;
	atomic_int_fast64_t polls_fetched;
	atomic_int_fast64_t polls_failed;
	atomic_int_fast64_t bytes_received;
	atomic_int_fast64_t transfers_running;
	atomic_int_fast64_t feeds_due;       /* due and not yet asked */
	atomic_int_fast64_t is_network_down; /* our own: no host can be reached */
	atomic_int_fast64_t requests;
	atomic_int_fast64_t requests_refused; /* 4xx and 5xx */
	atomic_int_fast64_t
	    answers[ANSWER_STEPS + 1];  /* by how long they took: up to each of answer_steps_ms, and longer */
	atomic_int_fast64_t answers_ms; /* of all of these together */
	atomic_int_fast64_t watchers;
	atomic_int_fast64_t events_sent;
	atomic_int_fast64_t events_lost; /* on watchers too slow to follow */
	/* writer */
	atomic_int_fast64_t failures[FAILURE_KINDS]; /* polls, by why */
	atomic_int_fast64_t items_new;
	atomic_int_fast64_t items_revised;
	atomic_int_fast64_t items_removed; /* for their age, or as one too many */
	atomic_int_fast64_t duplicates_folded;
	atomic_int_fast64_t commits;
	atomic_int_fast64_t items_told;       /* the id up to which items may be told to those who watch */
	atomic_int_fast64_t trouble;          /* enum trouble */
	atomic_int_fast64_t disk_free;        /* bytes, when last looked at */
	atomic_int_fast64_t items_to_rescore; /* what is left of a re-scoring under way */
	/* of feeds that keep items for a time of their own, by the last sweep */
	atomic_int_fast64_t own_keep_feeds;
	atomic_int_fast64_t own_keep_soon;    /* items that go within a week */
	atomic_int_fast64_t own_keep_next_at; /* when the first of them goes; 0: none */
};

#endif
