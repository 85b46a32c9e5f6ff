#include "base/mailbox.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

struct mailbox {
	pthread_mutex_t lock;
	pthread_cond_t posted;
	struct letter *first;
	struct letter *last;
	size_t letters, letters_max;
	size_t bytes, bytes_max;
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
has_room(const struct mailbox *box, size_t more_bytes)
{
	if (box->letters == 0)
		return true;
	if (box->letters_max > 0 && box->letters >= box->letters_max)
		return false;
	return box->bytes_max == 0 || box->bytes + more_bytes <= box->bytes_max;
}

bool
mailbox_post(struct mailbox *box, struct letter *letter)
{
	bool taken;

	pthread_mutex_lock(&box->lock);
	taken = !box->is_closed && has_room(box, letter->bytes);
	if (taken) {
		letter->next = NULL;
		if (box->last != NULL)
			box->last->next = letter;
		else
			box->first = letter;
		box->last = letter;
		box->letters++;
		box->bytes += letter->bytes;
		pthread_cond_signal(&box->posted);
	}
	pthread_mutex_unlock(&box->lock);
	if (taken && box->wake != NULL)
		box->wake(box->wake_context);
	return taken;
}

static struct letter *
take_first(struct mailbox *box)
{
	struct letter *letter = box->first;

	if (letter == NULL)
		return NULL;
	box->first = letter->next;
	if (box->first == NULL)
		box->last = NULL;
	letter->next = NULL;
	box->letters--;
	box->bytes -= letter->bytes;
	return letter;
}

struct letter *
mailbox_take(struct mailbox *box)
{
	struct letter *letter;

	pthread_mutex_lock(&box->lock);
	while (box->first == NULL && !box->is_closed)
		pthread_cond_wait(&box->posted, &box->lock);
	letter = take_first(box);
	pthread_mutex_unlock(&box->lock);
	return letter;
}

struct letter *
mailbox_collect(struct mailbox *box)
{
	struct letter *letter;

	pthread_mutex_lock(&box->lock);
	letter = take_first(box);
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
	letters = box->letters;
	pthread_mutex_unlock(&box->lock);
	return letters;
}

bool
mailbox_has_room(struct mailbox *box)
{
	bool room;

	pthread_mutex_lock(&box->lock);
	room = !box->is_closed && has_room(box, 0);
	pthread_mutex_unlock(&box->lock);
	return room;
}
