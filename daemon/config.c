#include "config.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "fetch/fetch.h"

#include <errno.h>
#include <ini.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LARGEST = 1 << 20, DAY_S = 86400, YEAR_S = 366 * DAY_S };

struct key;

/* Checks `value` and puts it into `field`, which it knows the type of. */
typedef bool reader(const struct key *key, const char *value, void *field, struct err *err);

struct key {
	const char *section;
	const char *name;
	reader *read;
	size_t offset;
	const char *value; /* the default */
	int64_t min, max;  /* of a number, in its unit */
	const char *help;
};

static bool
replace_text(void *field, const char *value)
{
	char **text = field;

	free(*text);
	*text = mem_strdup(value);
	return true;
}

static bool
read_duration(const struct key *key, const char *value, void *field, struct err *err)
{
	char least[TIMESTAMP_SIZE], most[TIMESTAMP_SIZE];
	int64_t s;

	if (!duration_parse(value, &s, err))
		return false;
	if (s < key->min || s > key->max)
		return err_set(err, ERR_INVALID, "'%.40s' is out of range (from %s to %s)", value,
		    duration_format(key->min, least), duration_format(key->max, most));
	*(int64_t *)field = s;
	return true;
}

/* A time, or "forever". */
static bool
read_keep(const struct key *key, const char *value, void *field, struct err *err)
{
	if (!text_equal(value, "forever"))
		return read_duration(key, value, field, err);
	*(int64_t *)field = 0;
	return true;
}

static bool
read_number(const struct key *key, const char *value, void *field, struct err *err)
{
	struct err ignored;

	if (text_int(value, key->min, key->max, field, &ignored))
		return true;
	return err_set(
	    err, ERR_INVALID, "not a number from %" PRId64 " to %" PRId64 ": '%.40s'", key->min, key->max, value);
}

/* A number of bytes; K, M and G are powers of 1024. */
static bool
read_bytes(const struct key *key, const char *value, void *field, struct err *err)
{
	static const char units[] = "KMG";
	char digits[24];
	size_t len = strlen(value);
	const char *unit = len > 0 ? strchr(units, value[len - 1]) : NULL;
	int shift = unit != NULL ? 10 * (int)(unit - units + 1) : 0;
	int64_t number;
	struct err ignored;

	snprintf(digits, sizeof(digits), "%.*s", (int)(len - (unit != NULL)), value);
	if (!text_int(digits, 0, INT64_MAX >> 30, &number, &ignored))
		return err_set(err, ERR_SYNTAX, "not a size: '%.40s' (write 500K, 16M or 1G)", value);
	number <<= shift;
	if (number < key->min || number > key->max)
		return err_set(err, ERR_INVALID, "'%.40s' is out of range (from %" PRId64 "K to %" PRId64 "M)", value,
		    key->min >> 10, key->max >> 20);
	*(int64_t *)field = number;
	return true;
}

static bool
read_text(const struct key *key, const char *value, void *field, struct err *err)
{
	(void)key;
	(void)err;
	return replace_text(field, value);
}

static bool
read_user_agent(const struct key *key, const char *value, void *field, struct err *err)
{
	(void)key;
	if (*value == '\0')
		return err_set(err, ERR_INVALID, "is empty: a feed's owner should see who asks");
	return replace_text(field, value);
}

static bool
read_private(const struct key *key, const char *value, void *field, struct err *err)
{
	(void)key;
	return fetch_private_check(value, err) && replace_text(field, value);
}

static bool
starts_with_one_of(const char *value, const char *const *schemes)
{
	for (; *schemes != NULL; schemes++)
		if (text_starts_nocase(value, *schemes) && value[strlen(*schemes)] != '\0')
			return true;
	return false;
}

static bool
read_proxy(const struct key *key, const char *value, void *field, struct err *err)
{
	static const char *const schemes[] = { "http://", "https://", "socks4://", "socks4a://", "socks5://",
		"socks5h://", NULL };

	(void)key;
	if (*value != '\0' && !text_equal(value, "env") && !starts_with_one_of(value, schemes))
		return err_set(err, ERR_INVALID,
		    "not a proxy: '%.100s' (write env, http://host:port or socks5h://host:port, or leave it empty)",
		    value);
	return replace_text(field, value);
}

static bool
read_mailbox(const struct key *key, const char *value, void *field, struct err *err)
{
	const char *at = strchr(value, '@');

	(void)key;
	if (*value != '\0' && (at == NULL || at == value || at[1] == '\0'))
		return err_set(err, ERR_INVALID, "not a mail address: '%.100s' (write name@example.org)", value);
	return replace_text(field, value);
}

static bool
read_smtp(const struct key *key, const char *value, void *field, struct err *err)
{
	static const char *const schemes[] = { "smtp://", "smtps://", NULL };

	(void)key;
	if (*value != '\0' && !starts_with_one_of(value, schemes))
		return err_set(err, ERR_INVALID,
		    "not a mail server: '%.100s' (write smtp://host:port or smtps://host:port)", value);
	return replace_text(field, value);
}

#define FIELD(member) offsetof(struct config, member)
#define USER_AGENT "winnow/" WINNOW_VERSION " (+https://winnow.example/)"

static const struct key keys[] = {
	{ "poll", "interval-min", read_duration, FIELD(interval_min_s), "15m", 1, YEAR_S,
	    "shortest time between polls" },
	{ "poll", "interval-max", read_duration, FIELD(interval_max_s), "24h", 1, YEAR_S,
	    "longest time between polls" },
	{ "poll", "interval-default", read_duration, FIELD(interval_default_s), "1h", 1, YEAR_S,
	    "time between polls of a feed that gives no hint" },
	{ "poll", "concurrency", read_number, FIELD(concurrency), "64", 1, 1000, "transfers at a time" },
	{ "poll", "per-host", read_number, FIELD(per_host), "2", 1, 100, "transfers at a time from one host" },
	{ "poll", "timeout", read_duration, FIELD(timeout_s), "30s", 1, 3600, "longest time of a transfer" },
	{ "poll", "connect-timeout", read_duration, FIELD(connect_timeout_s), "10s", 1, 3600,
	    "longest time to connect" },
	{ "poll", "user-agent", read_user_agent, FIELD(user_agent), USER_AGENT, 0, 0, "what winnow calls itself" },
	{ "poll", "max-redirects", read_number, FIELD(max_redirects), "5", 0, 50, "redirects followed in a row" },
	{ "limits", "document", read_bytes, FIELD(document_bytes), "16M", 1 << 10, 256 << 20, "largest document" },
	{ "limits", "items-per-document", read_number, FIELD(items_per_document), "5000", 1, 100000,
	    "most items taken from a document" },
	{ "limits", "item-text", read_bytes, FIELD(item_text_bytes), "1M", 1 << 10, 64 << 20,
	    "longest text of an item" },
	{ "network", "allow-private", read_private, FIELD(allow_private), "no", 0, 0,
	    "private addresses that feeds may live at" },
	{ "network", "proxy", read_proxy, FIELD(proxy), "", 0, 0, "proxy to ask through" },
	{ "store", "keep", read_keep, FIELD(keep_s), "400d", DAY_S, 100 * (int64_t)YEAR_S, "how long items are kept" },
	{ "store", "keep-unread", read_keep, FIELD(keep_unread_s), "forever", DAY_S, 100 * (int64_t)YEAR_S,
	    "how long items are kept that nobody read" },
	{ "store", "keep-items", read_number, FIELD(keep_items), "0", 0, 10000000, "most items kept of a feed" },
	{ "curate", "duplicate-window", read_duration, FIELD(duplicate_window_s), "45d", 0, 10 * YEAR_S,
	    "how far back duplicates are looked for" },
	{ "curate", "half-life", read_duration, FIELD(half_life_s), "3d", 60, 10 * YEAR_S,
	    "time after which an item counts half in a digest" },
	{ "mail", "from", read_mailbox, FIELD(mail_from), "", 0, 0, "sender of issues" },
	{ "mail", "smtp", read_smtp, FIELD(mail_smtp), "", 0, 0, "server that takes issues" },
	{ "mail", "smtp-credentials", read_text, FIELD(mail_smtp_credentials), "", 0, 0,
	    "file with user and password" },
	{ "socket", "group", read_text, FIELD(socket_group), "", 0, 0, "group that may use the socket" },
};

size_t
config_key_count(void)
{
	return COUNT_OF(keys);
}

struct config_key
config_key(size_t i)
{
	return (struct config_key) { keys[i].section, keys[i].name, keys[i].value, keys[i].help };
}

void
config_init(struct config *c)
{
	*c = (struct config) { 0 };
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (!keys[i].read(&keys[i], keys[i].value, (char *)c + keys[i].offset, NULL))
			abort(); /* the table contradicts itself */
}

static bool
is_owned_text(const struct key *key)
{
	return key->read != read_duration && key->read != read_keep && key->read != read_number &&
	       key->read != read_bytes;
}

void
config_fini(struct config *c)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (is_owned_text(&keys[i]))
			free(*(char **)(void *)((char *)c + keys[i].offset));
	*c = (struct config) { 0 };
}

static void
config_copy(struct config *to, const struct config *from)
{
	*to = *from;
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (is_owned_text(&keys[i])) {
			char **text = (char **)(void *)((char *)to + keys[i].offset);

			*text = mem_strdup(*text);
		}
}

/* ---- reading a file ---- */

/* inih tells no line numbers in Debian's build, so the lines are handed to it here. */
struct reading {
	struct config *config;
	const char *rest; /* of the file */
	int line;
	int lines[COUNT_OF(keys)]; /* where each key was given; 0: not */
	int error_line;            /* 0: none so far */
	struct err *err;
};

static bool
refuse(struct reading *r, const struct err *why)
{
	if (r->error_line == 0) {
		r->error_line = r->line;
		*r->err = *why;
	}
	return false;
}

/* A comment begins with # or ; at the beginning or after white space. */
static size_t
without_comment(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((line[i] == '#' || line[i] == ';') && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
			return i;
	return len;
}

static bool
line_is_good(struct reading *r, const char *line, size_t len, size_t longest)
{
	struct err why;

	if (len > longest)
		return err_set(&why, ERR_INVALID, "the line is longer than %zu bytes", longest), refuse(r, &why);
	if (!utf8_is_valid(line, len))
		return err_set(&why, ERR_SYNTAX, "the line is not UTF-8"), refuse(r, &why);
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f)
			return err_set(&why, ERR_SYNTAX, "the line holds a control character"), refuse(r, &why);
	return true;
}

/* Like fgets. White space in front would make inih see a continuation of the line above, which no key of ours has. */
static char *
next_line(char *out, int size, void *context)
{
	struct reading *r = context;
	const char *line = r->rest;
	size_t len = strcspn(line, "\n");

	if (*line == '\0')
		return NULL;
	r->line++;
	r->rest = line + len + (line[len] == '\n');
	if (len > 0 && line[len - 1] == '\r')
		len--;
	for (; len > 0 && (*line == ' ' || *line == '\t'); line++)
		len--;
	len = without_comment(line, len);
	if (!line_is_good(r, line, len, (size_t)size - 2))
		len = 0;
	snprintf(out, (size_t)size, "%.*s\n", (int)len, line);
	return out;
}

/* Levenshtein: how many letters part two names. */
static size_t
letters_apart(const char *a, const char *b)
{
	enum { LONGEST = 64 };
	size_t row[LONGEST + 1], la = strnlen(a, LONGEST), lb = strnlen(b, LONGEST);

	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t changed = corner + (a[i - 1] != b[j - 1]);
			size_t grown = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			corner = row[j];
			row[j] = changed < grown ? changed : grown;
		}
	}
	return row[lb];
}

/* The key that was probably meant: the same name elsewhere, or the name nearest to it, in this section if it is one. */
static const struct key *
nearest_key(const char *section, const char *name)
{
	const struct key *nearest = &keys[0];
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		size_t apart = 2 * letters_apart(name, keys[i].name) + letters_apart(section, keys[i].section);

		if (apart < least) {
			least = apart;
			nearest = &keys[i];
		}
	}
	return nearest;
}

static const char *
nearest_section(const char *section)
{
	const char *nearest = keys[0].section;

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (letters_apart(section, keys[i].section) < letters_apart(section, nearest))
			nearest = keys[i].section;
	return nearest;
}

static bool
refuse_unknown(struct reading *r, const char *section, const char *name)
{
	const struct key *meant = nearest_key(section, name);
	struct err why;

	if (*section == '\0')
		err_set(
		    &why, ERR_INVALID, "'%.60s' stands before any section (write [%s] above it)", name, meant->section);
	else if (letters_apart(section, nearest_section(section)) > 0)
		err_set(&why, ERR_INVALID, "unknown section [%.60s] (did you mean [%s]?)", section,
		    nearest_section(section));
	else
		err_set(&why, ERR_INVALID, "unknown key '%.60s' in [%s] (did you mean %s in [%s]?)", name, section,
		    meant->name, meant->section);
	return refuse(r, &why);
}

static int
on_key(void *context, const char *section, const char *name, const char *value)
{
	struct reading *r = context;
	struct err why;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (!text_equal(section, keys[i].section) || !text_equal(name, keys[i].name))
			continue;
		r->lines[i] = r->line;
		if (keys[i].read(&keys[i], value, (char *)r->config + keys[i].offset, &why))
			return 1;
		err_wrap(&why, "[%s] %s", section, name);
		return refuse(r, &why);
	}
	return refuse_unknown(r, section, name);
}

static int
line_of(const struct reading *r, size_t offset)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (keys[i].offset == offset)
			return r->lines[i];
	return 0;
}

/* What no single line can be blamed for is blamed on the later of the two. */
static bool
intervals_agree(struct reading *r)
{
	struct config *c = r->config;
	int line_min = line_of(r, FIELD(interval_min_s)), line_max = line_of(r, FIELD(interval_max_s));
	struct err why;

	if (c->interval_min_s > c->interval_max_s) {
		r->line = line_min > line_max ? line_min : line_max;
		err_set(&why, ERR_INVALID, "[poll] interval-min is longer than interval-max");
		return refuse(r, &why);
	}
	if (c->interval_default_s < c->interval_min_s)
		c->interval_default_s = c->interval_min_s;
	if (c->interval_default_s > c->interval_max_s)
		c->interval_default_s = c->interval_max_s;
	return true;
}

static bool
read_file(const char *path, struct buffer *out, struct err *err)
{
	FILE *file = fopen(path, "re");
	char chunk[4096];
	size_t got;
	bool good;

	if (file == NULL)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID, "%s: %s", path, strerror(errno));
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0 && out->len <= FILE_LARGEST)
		buffer_add(out, chunk, got);
	good = !ferror(file) || err_set(err, ERR_INVALID, "%s: %s", path, strerror(errno));
	fclose(file);
	if (good && out->len > FILE_LARGEST)
		return err_set(err, ERR_INVALID, "%s: larger than 1M", path);
	if (good && memchr(buffer_text(out), '\0', out->len) != NULL)
		return err_set(err, ERR_SYNTAX, "%s: holds a NUL byte, so it is no text", path);
	return good;
}

bool
config_read(struct config *c, const char *path, struct err *err)
{
	BUFFER text = { 0 };
	struct config fresh;
	struct err why = { 0 };
	struct reading r = { .config = &fresh, .err = &why };

	if (!read_file(path, &text, err))
		return false;
	r.rest = buffer_text(&text);
	config_copy(&fresh, c);
	int bad_line = ini_parse_stream(next_line, &r, on_key, &r);

	if (bad_line > 0 && (r.error_line == 0 || bad_line < r.error_line)) {
		r.error_line = bad_line;
		err_set(&why, ERR_SYNTAX, "neither [section] nor key = value");
	}
	if (r.error_line > 0 || !intervals_agree(&r)) {
		config_fini(&fresh);
		return err_set(err, why.code, "%.200s:%d: %.260s", path, r.error_line, why.text);
	}
	config_fini(c);
	*c = fresh;
	return true;
}
