#include "cli/errand.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/session.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIELDS_MAX = 16 };

struct environment {
	char **list;
	size_t count;
};

static void
env_add(struct environment *env, const char *name, const char *value)
{
	BUFFER clean = { 0 };

	if (value != NULL)
		text_without_controls(value, &clean);
	buffer_cut(&clean, utf8_cut(buffer_text(&clean), clean.len, ERRAND_VALUE_MAX_BYTES));
	env->list[env->count++] = mem_printf("%s=%s", name, buffer_text(&clean));
}

static void
env_add_int(struct environment *env, const char *name, int64_t value)
{
	char text[24] = "";

	if (value >= 0)
		snprintf(text, sizeof(text), "%lld", (long long)value);
	env_add(env, name, text);
}

/* The topic it scores best in. */
static const char *
topic_of(const json_t *item)
{
	return field_text_or(json_array_get(field(item, "_winnow.topics"), 0), "name", "");
}

static void
env_add_item(struct environment *env, const json_t *item)
{
	char id[FIELD_ID_SIZE];
	const char *summary = field_text(item, "summary");

	env_add(env, "WINNOW_ID", field_id(item, "id", id));
	env_add(env, "WINNOW_TITLE", entry_title(item));
	env_add(env, "WINNOW_URL", entry_url(item));
	env_add_int(env, "WINNOW_SCORE", field_int(item, "_winnow.score", -1));
	env_add(env, "WINNOW_TOPIC", topic_of(item));
	env_add(env, "WINNOW_FEED", entry_source(item));
	env_add_int(env, "WINNOW_FEED_ID", field_int(item, "_winnow.feed.id", -1));
	env_add(env, "WINNOW_SUMMARY", summary != NULL ? summary : field_text(item, "content_text"));
	env_add(env, "WINNOW_DATE", field_text(item, "date_published"));
}

char **
errand_environment(const json_t *item, const char *socket_path, char *const *inherited)
{
	struct environment env = { 0 };
	size_t count = 0;

	while (inherited[count] != NULL)
		count++;
	env.list = mem_array(count + FIELDS_MAX, sizeof(*env.list));
	for (size_t i = 0; i < count; i++)
		if (!text_starts(inherited[i], "WINNOW_"))
			env.list[env.count++] = mem_strdup(inherited[i]);
	env_add(&env, "WINNOW_SOCKET", socket_path);
	env_add_item(&env, item);
	return env.list;
}

void
errand_environment_free(char **environment)
{
	for (char **entry = environment; entry != NULL && *entry != NULL; entry++)
		free(*entry);
	free(environment);
}

/* Blocked and ignored signals are ours, not the command's. */
static int
spawn(const char *program, char *const *argv, char *const *environment, pid_t *out)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, pipe;
	int code;

	sigemptyset(&none);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &pipe);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	code = posix_spawnp(out, program, &actions, &attributes, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return code;
}

static void
start_next(struct errands *errands)
{
	const char *program = errands->programs[errands->first];
	char **environment = errands->waiting[errands->first];
	const char **argv = mem_array(errands->argument_count + 2, sizeof(*argv));
	int code;

	errands->first = (errands->first + 1) % ERRANDS_WAITING_MAX;
	errands->count--;
	argv[0] = program;
	for (size_t i = 0; i < errands->argument_count; i++)
		argv[i + 1] = errands->arguments[i];
	code = spawn(program, (char *const *)(uintptr_t)argv, environment, &errands->running);
	free(argv);
	errand_environment_free(environment);
	errands->running_program = program;
	if (code == 0)
		return;
	errands->running = 0;
	errands->failed++;
	complain("%s can't be run: %s", program, strerror(code));
}

static void
reap(struct errands *errands)
{
	int status = 0;

	if (errands->running == 0 || waitpid(errands->running, &status, WNOHANG) != errands->running)
		return;
	errands->running = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	errands->failed++;
	if (WIFEXITED(status))
		complain("%s ended with %d", errands->running_program, WEXITSTATUS(status));
	else
		complain("%s was ended by signal %d", errands->running_program, WTERMSIG(status));
}

void
errands_step(struct errands *errands)
{
	reap(errands);
	while (errands->running == 0 && errands->count > 0)
		start_next(errands);
}

void
errands_add(struct errands *errands, const json_t *item)
{
	for (size_t i = 0; i < errands->command_count; i++) {
		size_t at = (errands->first + errands->count) % ERRANDS_WAITING_MAX;

		if (errands->count == ERRANDS_WAITING_MAX) {
			if (errands->refused++ == 0)
				complain("%d runs of %s wait: items that come now are not given to it",
				    ERRANDS_WAITING_MAX, errands->commands[i]);
			continue;
		}
		errands->refused = 0;
		errands->programs[at] = errands->commands[i];
		errands->waiting[at] = errand_environment(item, errands->socket_path, environ);
		errands->count++;
	}
	errands_step(errands);
}

bool
errands_are_done(const struct errands *errands)
{
	return errands->running == 0 && errands->count == 0;
}

void
errands_fini(struct errands *errands)
{
	if (errands->count > 0)
		complain("%zu run%s not made", errands->count,
		    errands->count == 1 ? " of a command was" : "s of commands were");
	for (; errands->count > 0; errands->count--) {
		errand_environment_free(errands->waiting[errands->first]);
		errands->first = (errands->first + 1) % ERRANDS_WAITING_MAX;
	}
}
