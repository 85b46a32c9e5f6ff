#include "salvage.h"

#include "base/buffer.h"
#include "base/text.h"
#include "store/salvage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static void
print_source(const char *dir, const struct salvage *s)
{
	printf("Read %s/winnow.db", dir);
	if (s->has_log)
		fputs(s->is_log_read ? " and its log" : " without its log, which makes no sense with it", stdout);
	puts(s->is_schema_guessed ? ";\nits own description was lost, that of a new store was taken instead." : ".");
}

static void
print_count(const struct salvage *s, const struct salvage_count *c)
{
	if (c->saved + c->torn + c->refused == 0)
		return;
	printf("  %-20s %10" PRId64, c->what, c->saved);
	if (text_equal(c->what, "items") && s->items_expected > c->saved)
		printf(" of %" PRId64, s->items_expected);
	if (c->torn > 0)
		printf("  (unreadable in %" PRId64 " %s)", c->torn, c->torn == 1 ? "place" : "places");
	if (c->refused > 0)
		printf("  (%" PRId64 " made no sense)", c->refused);
	putchar('\n');
}

static void
print_losses(const struct salvage *s)
{
	int64_t lost = 0;

	for (size_t i = 0; i < s->count; i++)
		lost += s->counts[i].torn + s->counts[i].refused;
	if (s->items_dropped > 0)
		printf("Left out: %" PRId64
		       " items without their texts that nobody had marked; those still in their "
		       "feeds come again.\n",
		    s->items_dropped);
	if (s->texts_lost > 0)
		printf("Without their texts: %" PRId64 " items that were marked or issued.\n", s->texts_lost);
	if (lost == 0)
		puts("Nothing was unreadable.");
}

static void
print_way_on(const char *dir, const char *into)
{
	printf(
	    "\nIt is in %s/winnow.db; %s/winnow.db is as it was. To use what was saved:\n\n"
	    "  mkdir '%s/damaged' && mv '%s'/winnow.db* '%s/damaged/' && mv '%s'/winnow.db '%s/'\n\n"
	    "Then start winnowd: it scores the newest items anew and asks the feeds for whole documents once.\n",
	    into, dir, dir, dir, dir, into, dir);
}

bool
salvage_run(const char *dir, const char *into, struct err *err)
{
	BUFFER beside = { 0 };
	struct salvage s;

	buffer_addf(&beside, "%s/salvaged", dir);
	if (into == NULL && access(dir, W_OK) != 0 && errno == EROFS)
		return err_set(err, ERR_SYSTEM, "%s can only be read: say where to save, with --salvage=DIR", dir);
	if (into == NULL)
		into = beside.data;
	if (!store_salvage(dir, into, &s, err))
		return false;
	print_source(dir, &s);
	puts("Saved:");
	for (size_t i = 0; i < s.count; i++)
		print_count(&s, &s.counts[i]);
	print_losses(&s);
	print_way_on(dir, into);
	return true;
}
