/*
 * vitals: the few numbers that one thread counts and another tells.
 *
 * One struct, made by main, handed to all. Each field has one writer, named
 * here; everybody may read.
 */
#ifndef MESSAGE_VITALS_H
#define MESSAGE_VITALS_H

#include <stdatomic.h>
#include <stdint.h>

struct vitals {
	int64_t started_at; /* main, before the threads */
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
	atomic_int_fast64_t watchers;
	atomic_int_fast64_t events_sent;
	atomic_int_fast64_t events_lost; /* on watchers too slow to follow */
	/* writer */
	atomic_int_fast64_t items_new;
	atomic_int_fast64_t items_revised;
	atomic_int_fast64_t duplicates_folded;
	atomic_int_fast64_t commits;
	atomic_int_fast64_t items_told;       /* the id up to which items may be told to those who watch */
	atomic_int_fast64_t items_to_rescore; /* what is left of a re-scoring under way */
};

#endif
