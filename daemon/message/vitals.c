#include "message/vitals.h"

const int answer_steps_ms[ANSWER_STEPS] = { 1, 5, 10, 20, 50, 100, 500, 1000 };

int
answer_step(int64_t took_ms)
{
	int step = 0;

	while (step < ANSWER_STEPS && took_ms > answer_steps_ms[step])
		step++;
	return step;
}

static const struct {
	const char *name;
	const char *text;
} troubles[TROUBLE_KINDS] = {
	[TROUBLE_DISK_LOW] = { "disk-low",
	    "the disk is nearly full, what is left is kept for what you do: polling waits, free some space" },
	[TROUBLE_DISK_FULL] = { "disk-full",
	    "the disk takes nothing more, it is full or fails: polling waits, free some space" },
	[TROUBLE_LOCKED] = { "locked",
	    "another program is writing to the database and does not end: polling waits, close that program" },
	[TROUBLE_LOST] = { "lost",
	    "the database is no longer where it was, what is done now would be lost: put it back, or save all with "
	    "'winnow export --all' and stop winnowd" },
	[TROUBLE_DAMAGED] = { "damaged",
	    "the database is damaged, polling waits: stop winnowd, and see 'winnowd --salvage' in winnowd(8)" },
};

const char *
trouble_text(enum trouble trouble)
{
	return troubles[trouble].text;
}

const char *
trouble_name(enum trouble trouble)
{
	return troubles[trouble].name;
}
