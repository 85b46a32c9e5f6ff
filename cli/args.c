#include "cli/args.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/client.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec *
spec_find(const struct option_spec *options, const char *name, size_t len)
{
	for (; options != NULL && options->name != NULL; options++)
		if (strlen(options->name) == len && strncmp(options->name, name, len) == 0)
			return options;
	return NULL;
}

static const struct option_spec *
spec_of(const struct option_spec *options, const struct option_spec *globals, const char *word, size_t *out_len)
{
	const struct option_spec *spec;

	/* The one short option besides -h: it is typed often. */
	if (text_starts(word, "-s") && !text_starts(word, "--")) {
		*out_len = 2;
		return spec_find(globals, "socket", 6);
	}
	if (text_equal(word, "-h"))
		word = "--help";
	if (!text_starts(word, "--"))
		return NULL;
	*out_len = strcspn(word, "=");
	spec = spec_find(options, word + 2, *out_len - 2);
	return spec != NULL ? spec : spec_find(globals, word + 2, *out_len - 2);
}

bool
option_wants_value(const struct option_spec *spec)
{
	return spec->value != NULL && *spec->value != '[';
}

/* The value of an option whose name ends at `len`; takes the next word when it has to. */
static bool
value_of(const struct option_spec *spec, const char *word, size_t len, char *const *next, int *taken,
    const char **out_value, struct err *err)
{
	const char *joined = word + len;

	if (*joined == '=')
		joined++;
	else if (*joined == '\0')
		joined = NULL;
	if (spec->value == NULL) {
		if (joined != NULL && strcmp(word, "-h") != 0)
			return err_set(err, ERR_SYNTAX, "--%s takes no value", spec->name);
		*out_value = NULL;
		return true;
	}
	if (joined == NULL && option_wants_value(spec)) {
		if (*next == NULL)
			return err_set(err, ERR_SYNTAX, "--%s wants %s", spec->name, spec->value);
		joined = *next;
		(*taken)++;
	}
	*out_value = joined;
	return true;
}

static bool
option_parse(const struct option_spec *options, const struct option_spec *globals, char *const *argv, int *at,
    struct args *args, struct err *err)
{
	const char *word = argv[*at], *value = NULL;
	size_t len = strlen(word);
	const struct option_spec *spec = spec_of(options, globals, word, &len);

	if (spec == NULL)
		return err_set(err, ERR_SYNTAX, "no option %.60s here", word);
	if (!value_of(spec, word, len, argv + *at + 1, at, &value, err))
		return false;
	args->given[args->given_count++] = (struct given) { spec->name, value };
	return true;
}

bool
args_parse(const struct option_spec *options, const struct option_spec *globals, int argc, char *const *argv,
    struct args *out, struct err *err)
{
	struct args args = { 0 };
	bool are_words = false;

	args.given = mem_array((size_t)argc + 1, sizeof(*args.given));
	args.words = mem_array((size_t)argc + 1, sizeof(*args.words));
	for (int i = 0; i < argc; i++) {
		if (!are_words && text_equal(argv[i], "--")) {
			are_words = true;
		} else if (are_words || argv[i][0] != '-' || argv[i][1] == '\0') {
			args.words[args.word_count++] = argv[i];
		} else if (!option_parse(options, globals, argv, &i, &args, err)) {
			args_fini(&args);
			return false;
		}
	}
	*out = args;
	return true;
}

void
args_fini(struct args *args)
{
	if (args == NULL)
		return;
	free(args->given);
	free(args->words);
	*args = (struct args) { 0 };
}

const char *
args_value(const struct args *args, const char *name)
{
	for (size_t i = args->given_count; i > 0; i--)
		if (text_equal(args->given[i - 1].name, name))
			return args->given[i - 1].value;
	return NULL;
}

bool
args_has(const struct args *args, const char *name)
{
	for (size_t i = 0; i < args->given_count; i++)
		if (text_equal(args->given[i].name, name))
			return true;
	return false;
}

void
args_to_query(const struct args *args, const char *option, const char *name, struct buffer *path)
{
	for (size_t i = 0; i < args->given_count; i++)
		if (text_equal(args->given[i].name, option))
			path_add_query(path, name, args->given[i].value);
}
