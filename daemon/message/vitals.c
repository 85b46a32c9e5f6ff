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
