/*
 * parsing: how many megabytes of documents a second become finished items,
 * with their HTML sanitised and its text extracted, without that, and how many
 * pass through libxml2's bare SAX2. The three take turns, so that a slow
 * moment of the machine hits all.
 *
 * usage: parsing FOLDER
 */
#include "base/buffer.h"
#include "feed/feed.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DOCUMENTS_MAX = 400, ROUNDS = 3, ITEMS_MAX = 5000, ITEM_TEXT_MAX_BYTES = 1 << 20 };

struct documents {
	struct buffer list[DOCUMENTS_MAX];
	size_t count;
	size_t bytes;
};

struct tally {
	size_t items;
	size_t seen; /* elements and texts of the bare parser */
};

static double
cpu_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
load_file(struct documents *d, const char *folder, const char *name)
{
	struct buffer *b = &d->list[d->count++];
	char path[4096], piece[65536];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (file == NULL)
		return;
	while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add(b, piece, len);
	fclose(file);
	d->bytes += b->len;
}

static bool
load(struct documents *d, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (dir == NULL)
		return false;
	while (d->count < DOCUMENTS_MAX && (entry = readdir(dir)) != NULL)
		if (strstr(entry->d_name, ".xml") != NULL)
			load_file(d, folder, entry->d_name);
	closedir(dir);
	return d->count > 0;
}

static void
read_feed(const struct buffer *document, bool skip_html, struct tally *tally)
{
	ARENA arena = arena_new();
	struct feed_source source = {
		.bytes = buffer_text(document),
		.len = document->len,
		.content_type = "application/xml",
		.url = "https://bench.example/feed",
		.items_max = ITEMS_MAX,
		.item_text_max_bytes = ITEM_TEXT_MAX_BYTES,
		.skip_html = skip_html,
	};
	struct feed *feed;
	struct err err;

	if (feed_parse(&source, arena, &feed, &err))
		tally->items += feed->item_count;
}

static void
read_whole(const struct buffer *document, struct tally *tally)
{
	read_feed(document, false, tally);
}

static void
read_without_html(const struct buffer *document, struct tally *tally)
{
	read_feed(document, true, tally);
}

static void
on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int namespace_count,
    const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
	struct tally *tally = context;

	(void)name, (void)prefix, (void)address, (void)namespace_count, (void)namespaces;
	(void)attribute_count, (void)defaulted, (void)attributes;
	tally->seen++;
}

static void
on_text(void *context, const xmlChar *text, int len)
{
	struct tally *tally = context;

	(void)text, (void)len;
	tally->seen++;
}

static void
read_bare(const struct buffer *document, struct tally *tally)
{
	xmlSAXHandler events = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.characters = on_text,
		.cdataBlock = on_text,
	};
	xmlParserCtxt *parser = xmlCreatePushParserCtxt(&events, tally, NULL, 0, NULL);

	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlParseChunk(parser, buffer_text(document), (int)document->len, 1);
	xmlFreeParserCtxt(parser);
}

static const struct way {
	const char *name;
	void (*read)(const struct buffer *document, struct tally *tally);
} ways[] = {
	{ "whole", read_whole },
	{ "without_html", read_without_html },
	{ "bare", read_bare },
};

enum { WAYS = sizeof(ways) / sizeof(*ways) };

int
main(int argc, char **argv)
{
	static struct documents documents;
	double spent_s[WAYS] = { 0 };
	struct tally tally = { 0 };

	if (argc != 2 || !load(&documents, argv[1])) {
		fprintf(stderr, "usage: parsing FOLDER\n");
		return 2;
	}
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < WAYS; i++) {
			double begun_s = cpu_s();

			for (size_t d = 0; d < documents.count; d++)
				ways[i].read(&documents.list[d], &tally);
			spent_s[i] += cpu_s() - begun_s;
		}
	}
	printf("{\"items\": %zu", tally.items / ROUNDS / 2);
	for (size_t i = 0; i < WAYS; i++)
		printf(", \"%s\": %.1f", ways[i].name, (double)documents.bytes * ROUNDS / 1e6 / spent_s[i]);
	printf("}\n");
	for (size_t d = 0; d < documents.count; d++)
		buffer_fini(&documents.list[d]);
	return 0;
}
