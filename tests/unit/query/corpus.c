/*
 * The documents of tests/corpus/feed, each against the JSON beside it: what a
 * preview answers. With --accept it writes that JSON instead, to be read with
 * the eyes before it is committed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "feed/feed.h"
#include "query/render.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/corpus/feed"
#define ADDRESS "https://corpus.example/dir/feed.xml"

enum { BYTES_MAX = 1 << 20, ITEM_TEXT_MAX = 5000 };

static char *
read_whole(const char *path, size_t *out_len)
{
	char *bytes = mem_alloc(BYTES_MAX);
	FILE *file = fopen(path, "rb");

	*out_len = 0;
	if (file != NULL) {
		*out_len = fread(bytes, 1, BYTES_MAX - 1, file);
		fclose(file);
	}
	return bytes;
}

/* tests/corpus/content-types: a document's name, a tab, what its server said. */
static const char *
content_type_of(const char *types, const char *name, struct arena *arena)
{
	const char *line = strstr(types, name);

	if (line == NULL || line[strlen(name)] != '\t')
		return "application/xml";
	line += strlen(name) + 1;
	return arena_strndup(arena, line, strcspn(line, "\n"));
}

static json_t *
preview(const char *name, struct arena *arena)
{
	size_t len, types_len;
	OWNED_TEXT bytes = read_whole(arena_printf(arena, FOLDER "/%s", name), &len);
	OWNED_TEXT types = read_whole("tests/corpus/content-types", &types_len);
	struct feed_source source = { .bytes = bytes,
		.len = len,
		.content_type = content_type_of(types, name, arena),
		.url = ADDRESS,
		.items_max = 100,
		.item_text_max_bytes = ITEM_TEXT_MAX };
	struct feed *feed = NULL;
	struct err err = { .code = ERR_NONE };

	if (feed_parse(&source, arena, &feed, &err))
		return render_parsed(feed, ADDRESS);
	return json_pack("{s:s}", "refused", err.text);
}

/* Numbered documents, not what is expected of them. */
static int
is_document(const struct dirent *entry)
{
	const char *name = entry->d_name;

	return name[0] >= '0' && name[0] <= '9' && !text_ends(name, ".expected.json");
}

static const char *
expected_path(const char *name, struct arena *arena)
{
	return arena_printf(arena, FOLDER "/%.*s.expected.json", (int)(strrchr(name, '.') - name), name);
}

static bool
is_as_expected(const char *name)
{
	ARENA arena = arena_new();
	json_t *got = preview(name, arena);
	json_t *wanted = json_load_file(expected_path(name, arena), 0, NULL);
	bool is_same = wanted != NULL && json_equal(got, wanted);

	if (!is_same) {
		char *text = json_dumps(got, JSON_INDENT(1));

		print_error("%s is not read as %s says; found:\n%s\n", name, expected_path(name, arena), text);
		free(text);
	}
	json_decref(got);
	json_decref(wanted);
	return is_same;
}

static void
reads_every_document_as_the_json_beside_it_says(void **state)
{
	struct dirent **entries = NULL;
	int count = scandir(FOLDER, &entries, is_document, alphasort), wrong = 0;

	(void)state;
	assert_true(count >= 150);
	for (int i = 0; i < count; i++) {
		wrong += !is_as_expected(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	assert_int_equal(wrong, 0);
}

static int
accept_all(void)
{
	struct dirent **entries = NULL;
	int count = scandir(FOLDER, &entries, is_document, alphasort);

	for (int i = 0; i < count; i++) {
		ARENA arena = arena_new();
		json_t *got = preview(entries[i]->d_name, arena);

		if (json_dump_file(got, expected_path(entries[i]->d_name, arena), JSON_INDENT(1)) != 0)
			perror(entries[i]->d_name);
		json_decref(got);
		free(entries[i]);
	}
	free(entries);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_document_as_the_json_beside_it_says),
	};

	if (argc == 2 && strcmp(argv[1], "--accept") == 0)
		return accept_all();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
