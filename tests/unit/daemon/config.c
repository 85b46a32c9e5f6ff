#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/winnow-config-XXXXXX";

static int
make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static bool
read_bytes(struct config *c, const char *bytes, size_t len, struct err *err)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
	return config_read(c, path, err);
}

static bool
read_text(struct config *c, const char *text, struct err *err)
{
	return read_bytes(c, text, strlen(text), err);
}

static void
has_the_defaults_of_the_contract(void **state)
{
	struct config c;

	(void)state;
	config_init(&c);
	assert_int_equal(c.interval_min_s, 15 * 60);
	assert_int_equal(c.interval_max_s, 24 * 3600);
	assert_int_equal(c.interval_default_s, 3600);
	assert_int_equal(c.concurrency, 64);
	assert_int_equal(c.per_host, 2);
	assert_int_equal(c.timeout_s, 30);
	assert_int_equal(c.connect_timeout_s, 10);
	assert_memory_equal(c.user_agent, "winnow/" WINNOW_VERSION " (+", sizeof("winnow/" WINNOW_VERSION " (+") - 1);
	assert_int_equal(c.max_redirects, 5);
	assert_int_equal(c.document_bytes, 16 << 20);
	assert_int_equal(c.items_per_document, 5000);
	assert_int_equal(c.item_text_bytes, 1 << 20);
	assert_string_equal(c.allow_private, "no");
	assert_string_equal(c.proxy, "");
	assert_int_equal(c.keep_s, 400 * 86400);
	assert_int_equal(c.duplicate_window_s, 45 * 86400);
	assert_int_equal(c.half_life_s, 3 * 86400);
	assert_string_equal(c.mail_from, "");
	assert_string_equal(c.mail_smtp, "");
	assert_string_equal(c.mail_smtp_credentials, "");
	assert_string_equal(c.socket_group, "");
	config_fini(&c);
}

static const char whole[] =
    "\xef\xbb\xbf# everything there is\r\n"
    "[poll]\r\n"
    "interval-min=2s ; soon\n"
    "  interval-max = 2w # and late\n"
    "\tinterval-default: 90\n"
    "concurrency=1\nper-host=100\ntimeout=5m\nconnect-timeout=1s\n"
    "user-agent=mine/1 (+https://a.example/#me)\nmax-redirects=0\n"
    "\n"
    "[limits]\ndocument=500K\nitems-per-document=7\nitem-text=2048\n"
    "[network]\nallow-private=127.0.0.0/8, ::1/128\nproxy=socks5h://p.example:1080\n"
    "[store]\nkeep=7d\nkeep-unread=2d\nkeep-items=500\n"
    "[curate]\nduplicate-window=0\nhalf-life=12h\n"
    "[mail]\nfrom=a@b.example\nsmtp=smtps://m.example:465\nsmtp-credentials=/etc/winnow/smtp\n"
    "[socket]\ngroup=users";

static void
reads_every_key(void **state)
{
	struct config c;
	struct err err = { 0 };

	(void)state;
	config_init(&c);
	if (!read_text(&c, whole, &err))
		fail_msg("%s", err.text);
	assert_int_equal(c.interval_min_s, 2);
	assert_int_equal(c.interval_max_s, 14 * 86400);
	assert_int_equal(c.interval_default_s, 90);
	assert_int_equal(c.concurrency, 1);
	assert_int_equal(c.per_host, 100);
	assert_int_equal(c.timeout_s, 300);
	assert_int_equal(c.connect_timeout_s, 1);
	assert_string_equal(c.user_agent, "mine/1 (+https://a.example/#me)");
	assert_int_equal(c.max_redirects, 0);
	assert_int_equal(c.document_bytes, 500 << 10);
	assert_int_equal(c.items_per_document, 7);
	assert_int_equal(c.item_text_bytes, 2048);
	assert_string_equal(c.allow_private, "127.0.0.0/8, ::1/128");
	assert_string_equal(c.proxy, "socks5h://p.example:1080");
	assert_int_equal(c.keep_s, 7 * 86400);
	assert_int_equal(c.keep_unread_s, 2 * 86400);
	assert_int_equal(c.keep_items, 500);
	assert_int_equal(c.duplicate_window_s, 0);
	assert_int_equal(c.half_life_s, 12 * 3600);
	assert_string_equal(c.mail_from, "a@b.example");
	assert_string_equal(c.mail_smtp, "smtps://m.example:465");
	assert_string_equal(c.mail_smtp_credentials, "/etc/winnow/smtp");
	assert_string_equal(c.socket_group, "users");
	config_fini(&c);
}

static const char *const good[] = { "", "\n\n", "; nothing\n", "[poll]\n", "[network]\nallow-private=yes\n",
	"[network]\nproxy=env\n", "[network]\nproxy=\n", "[limits]\ndocument=256M\n", "[poll]\ninterval-min=2h\n",
	"[poll]\ntimeout=1s\ntimeout=2s\n" };

static void
takes_what_is_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct config c;
		struct err err = { 0 };

		config_init(&c);
		if (!read_text(&c, good[i], &err))
			fail_msg("%s: %s", good[i], err.text);
		config_fini(&c);
	}
}

/* What is said comes after "FILE:". */
static const struct {
	const char *text, *said;
} bad[] = {
	{ "[poll]\ninterval-min=x\n",
	    "2: [poll] interval-min: not a length of time: 'x' (write 90s, 15m, 24h, 7d or 2w)" },
	{ "[poll]\ninterval-min=0s\n", "2: [poll] interval-min: '0s' is out of range (from 1 s to 366 d)" },
	{ "[poll]\n\n\ninterval-min=25h\n", "4: [poll] interval-min is longer than interval-max" },
	{ "[poll]\ninterval-min=2h\ninterval-max=1h\n", "3: [poll] interval-min is longer than interval-max" },
	{ "[poll]\nconcurrency=0\n", "2: [poll] concurrency: not a number from 1 to 1000: '0'" },
	{ "[poll]\nconcurrency=many\n", "2: [poll] concurrency: not a number from 1 to 1000: 'many'" },
	{ "[poll]\nuser-agent=\n", "2: [poll] user-agent: is empty: a feed's owner should see who asks" },
	{ "[limits]\ndocument=16T\n", "2: [limits] document: not a size: '16T' (write 500K, 16M or 1G)" },
	{ "[limits]\ndocument=M\n", "2: [limits] document: not a size: 'M' (write 500K, 16M or 1G)" },
	{ "[limits]\ndocument=1G\n", "2: [limits] document: '1G' is out of range (from 1K to 256M)" },
	{ "[limits]\ndocument=99999999999999G\n",
	    "2: [limits] document: not a size: '99999999999999G' (write 500K, 16M or 1G)" },
	{ "[network]\nproxy=p.example:80\n",
	    "2: [network] proxy: not a proxy: 'p.example:80' (write env, http://host:port or socks5h://host:port, or leave "
	    "it empty)" },
	{ "[mail]\nfrom=me\n", "2: [mail] from: not a mail address: 'me' (write name@example.org)" },
	{ "[mail]\nsmtp=m.example\n",
	    "2: [mail] smtp: not a mail server: 'm.example' (write smtp://host:port or smtps://host:port)" },
	{ "[poll]\nintervall-min=1h\n",
	    "2: unknown key 'intervall-min' in [poll] (did you mean interval-min in [poll]?)" },
	{ "[poll]\nkeep=1d\n", "2: unknown key 'keep' in [poll] (did you mean keep in [store]?)" },
	{ "[pol]\ntimeout=1s\n", "2: unknown section [pol] (did you mean [poll]?)" },
	{ "timeout=1s\n", "1: 'timeout' stands before any section (write [poll] above it)" },
	{ "[poll\ntimeout=1s\n", "1: neither [section] nor key = value" },
	{ "[poll]\ntimeout=1s\ntimeout\n", "3: neither [section] nor key = value" },
	{ "[poll]\nwhat\ntimeout=x\n", "2: neither [section] nor key = value" },
	{ "[poll]\ntimeout=x\nwhat\n", "2: [poll] timeout: not a length of time: 'x' (write 90s, 15m, 24h, 7d or 2w)" },
	{ "[poll]\nuser-agent=a\xff\n", "2: the line is not UTF-8" },
	{ "[poll]\nuser-agent=a\x1b[1m\n", "2: the line holds a control character" },
};

static void
says_what_is_wrong_and_where_and_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		BUFFER text = { 0 };
		struct config c;
		struct err err = { 0 };

		buffer_addf(&text, "%s:%s", path, bad[i].said);
		config_init(&c);
		c.timeout_s = 77;
		assert_false(read_text(&c, bad[i].text, &err));
		assert_string_equal(err.text, text.data);
		assert_int_equal(c.timeout_s, 77);
		assert_true(err.code == ERR_SYNTAX || err.code == ERR_INVALID);
		config_fini(&c);
	}
}

static void
refuses_blocks_that_are_none(void **state)
{
	struct config c;
	struct err err = { 0 };

	(void)state;
	config_init(&c);
	assert_false(read_text(&c, "[network]\nallow-private=127.0.0.0/99\n", &err));
	assert_non_null(strstr(err.text, ":2: [network] allow-private: "));
	assert_string_equal(c.allow_private, "no");
	config_fini(&c);
}

static void
refuses_files_that_are_no_text(void **state)
{
	struct config c;
	struct err err = { 0 };
	BUFFER text = { 0 };

	(void)state;
	config_init(&c);
	assert_false(read_bytes(&c, "[poll]\0", 7, &err));
	assert_int_equal(err.code, ERR_SYNTAX);
	buffer_add_text(&text, "[poll]\nuser-agent=");
	for (int i = 0; i < 300; i++)
		buffer_add_char(&text, 'x');
	assert_false(read_text(&c, text.data, &err));
	assert_non_null(strstr(err.text, ":2: the line is longer than 198 bytes"));
	while (text.len <= 1 << 20)
		buffer_add_text(&text, "\n# a comment that is there to fill the file");
	assert_false(read_text(&c, text.data, &err));
	assert_non_null(strstr(err.text, "larger than 1M"));
	config_fini(&c);
}

static void
tells_a_file_that_is_not_there(void **state)
{
	struct config c;
	struct err err = { 0 };

	(void)state;
	config_init(&c);
	assert_false(config_read(&c, "/nonexistent/winnow.conf", &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_string_equal(err.text, "/nonexistent/winnow.conf: No such file or directory");
	config_fini(&c);
}

static char *
manual(void)
{
	BUFFER page = { 0 };
	FILE *file = fopen("daemon/winnow.conf.5", "re");
	char piece[4096];
	size_t got;

	assert_non_null(file);
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add(&page, piece, got);
	fclose(file);
	return buffer_take(&page);
}

/* "Ss [poll]" and below it ".It Cm interval-min Ns = Ns Ar TIME" and "Default: 15m". */
static void
is_explained_key_by_key_in_the_manual(void **state)
{
	OWNED_TEXT page = manual();

	(void)state;
	for (size_t i = 0; i < config_key_count(); i++) {
		struct config_key key = config_key(i);
		OWNED_TEXT part = NULL;
		BUFFER wanted = { 0 };
		const char *section, *entry, *end;

		buffer_addf(&wanted, "\n.Ss [%s]\n", key.section);
		section = strstr(page, wanted.data);
		if (section == NULL)
			fail_msg("no [%s]", key.section);
		buffer_cut(&wanted, 0);
		buffer_addf(&wanted, "\n.It Cm %s Ns = Ns Ar ", key.name);
		entry = strstr(section, wanted.data);
		end = strstr(section + 1, "\n.Ss [");
		if (entry == NULL || (end != NULL && entry > end))
			fail_msg("[%s] %s is not explained", key.section, key.name);
		end = strstr(entry + 1, "\n.It ");
		part = end != NULL ? mem_strndup(entry, (size_t)(end - entry)) : mem_strdup(entry);
		buffer_cut(&wanted, 0);
		if (*key.value == '\0')
			buffer_addf(&wanted, "\nDefault: none.");
		else if (strcmp(key.name, "user-agent") == 0)
			buffer_addf(&wanted, "\nDefault: winnow/VERSION (+https://winnow.example/).");
		else
			buffer_addf(&wanted, "\nDefault: %s.", key.value);
		if (strstr(part, wanted.data) == NULL)
			fail_msg("[%s] %s: no '%s'", key.section, key.name, wanted.data);
		assert_true(strlen(key.help) > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_defaults_of_the_contract),
		cmocka_unit_test(reads_every_key),
		cmocka_unit_test(takes_what_is_good),
		cmocka_unit_test(says_what_is_wrong_and_where_and_changes_nothing),
		cmocka_unit_test(refuses_blocks_that_are_none),
		cmocka_unit_test(refuses_files_that_are_no_text),
		cmocka_unit_test(tells_a_file_that_is_not_there),
		cmocka_unit_test(is_explained_key_by_key_in_the_manual),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
