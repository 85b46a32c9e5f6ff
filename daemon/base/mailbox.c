#include "base/mailbox.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

/* The urgent lane is emptied first. Each has the room of its own, so that neither keeps the other out. */
enum lane_name { LANE_URGENT, LANE_USUAL, LANES };

struct lane {
	struct letter *first;
	struct letter *last;
	size_t letters;
	size_t bytes;
};

struct mailbox {
	pthread_mutex_t lock;
	pthread_cond_t posted;
	struct lane lanes[LANES];
	size_t letters_max, bytes_max; /* of a lane */
	bool is_closed;
	void (*wake)(void *context);
	void *wake_context;
};

struct mailbox *
mailbox_new(size_t letters_max, size_t bytes_max)
{
	struct mailbox *box = mem_alloc(sizeof(*box));

	pthread_mutex_init(&box->lock, NULL);
	pthread_cond_init(&box->posted, NULL);
	box->letters_max = letters_max;
	box->bytes_max = bytes_max;
	return box;
}

void
mailbox_free(struct mailbox *box)
{
	if (box == NULL)
		return;
	pthread_cond_destroy(&box->posted);
	pthread_mutex_destroy(&box->lock);
	free(box);
}

void
mailbox_on_post(struct mailbox *box, void (*wake)(void *context), void *context)
{
	box->wake = wake;
	box->wake_context = context;
}

static bool
has_room(const struct mailbox *box, const struct lane *lane, size_t more_bytes)
{
	if (lane->letters == 0)
		return true;
	if (box->letters_max > 0 && lane->letters >= box->letters_max)
		return false;
	return box->bytes_max == 0 || lane->bytes + more_bytes <= box->bytes_max;
}

static void
lane_add(struct lane *lane, struct letter *letter)
{
	letter->next = NULL;
	if (lane->last != NULL)
		lane->last->next = letter;
	else
		lane->first = letter;
	lane->last = letter;
	lane->letters++;
	lane->bytes += letter->bytes;
}

static bool
post(struct mailbox *box, enum lane_name name, struct letter *letter)
{
	struct lane *lane = &box->lanes[name];
	bool taken;

	pthread_mutex_lock(&box->lock);
	taken = !box->is_closed && has_room(box, lane, letter->bytes);
	if (taken) {
		lane_add(lane, letter);
		/* Not each that waits would take it. */
		pthread_cond_broadcast(&box->posted);
	}
	pthread_mutex_unlock(&box->lock);
	if (taken && box->wake != NULL)
		box->wake(box->wake_context);
	return taken;
}

bool
mailbox_post(struct mailbox *box, struct letter *letter)
{
	return post(box, LANE_USUAL, letter);
}

bool
mailbox_post_urgent(struct mailbox *box, struct letter *letter)
{
	return post(box, LANE_URGENT, letter);
}

static struct letter *
take_first(struct mailbox *box, int lanes)
{
	for (int i = 0; i < lanes; i++) {
		struct lane *lane = &box->lanes[i];
		struct letter *letter = lane->first;

		if (letter == NULL)
			continue;
		lane->first = letter->next;
		if (lane->first == NULL)
			lane->last = NULL;
		letter->next = NULL;
		lane->letters--;
		lane->bytes -= letter->bytes;
		return letter;
	}
	return NULL;
}

/* From the first `lanes` of them. */
static struct letter *
take(struct mailbox *box, int lanes)
{
	struct letter *letter;

	pthread_mutex_lock(&box->lock);
	while ((letter = take_first(box, lanes)) == NULL && !box->is_closed)
		pthread_cond_wait(&box->posted, &box->lock);
	pthread_mutex_unlock(&box->lock);
	return letter;
}

struct letter *
mailbox_take(struct mailbox *box)
{
	return take(box, LANES);
}

struct letter *
mailbox_take_urgent(struct mailbox *box)
{
	return take(box, LANE_URGENT + 1);
}

struct letter *
mailbox_collect(struct mailbox *box)
{
	struct letter *letter;

	pthread_mutex_lock(&box->lock);
	letter = take_first(box, LANES);
	pthread_mutex_unlock(&box->lock);
	return letter;
}

void
mailbox_close(struct mailbox *box)
{
	pthread_mutex_lock(&box->lock);
	box->is_closed = true;
	pthread_cond_broadcast(&box->posted);
	pthread_mutex_unlock(&box->lock);
}

bool
mailbox_is_closed(struct mailbox *box)
{
	bool is_closed;

	pthread_mutex_lock(&box->lock);
	is_closed = box->is_closed;
	pthread_mutex_unlock(&box->lock);
	return is_closed;
}

size_t
mailbox_depth(struct mailbox *box)
{
	size_t letters;

	pthread_mutex_lock(&box->lock);
	letters = box->lanes[LANE_URGENT].letters + box->lanes[LANE_USUAL].letters;
	pthread_mutex_unlock(&box->lock);
	return letters;
}

bool
mailbox_has_urgent(struct mailbox *box)
{
	bool has;

	pthread_mutex_lock(&box->lock);
	has = box->lanes[LANE_URGENT].first != NULL;
	pthread_mutex_unlock(&box->lock);
	return has;
}
