#include "curate/fingerprint.h"

#include "base/text.h"
#include "curate/canonical.h"
#include "curate/duplicate.h"
#include "curate/facts.h"
#include "curate/normal.h"

#include <string.h>

enum {
	LEAD_SHINGLES = 24,
	QUOTE_WITHIN_BYTES = 120,
	KEY_COMMON = 36, /* recent items that may have a key */
	KEYS_MIN = 4,
};

/* Words in a title that say only that it comes again. */
static const char *const said_again[] = { "updated", "update", "corrected", "link", "via", "re" };

/* How the title of an answer begins. */
static const char *const reply_openings[] = { "re:", "aw:", "antw:", "sv:", "odp:", "rif:", "my response", "my reply",
	"a response to", "in response to", "response to", "a reply to", "in reply to", "reply to" };

static bool
opens_as_reply(const char *folded)
{
	folded += strspn(folded, " \"'[(");
	for (size_t i = 0; i < COUNT_OF(reply_openings); i++)
		if (text_starts(folded, reply_openings[i]))
			return true;
	return false;
}

/* 'Somebody writes: "' within the first words: what follows is another's text, whose copy this is not. */
static bool
opens_with_quotation(const char *folded)
{
	size_t len = strnlen(folded, QUOTE_WITHIN_BYTES);
	const char *colon = memchr(folded, ':', len);

	for (; colon != NULL; colon = memchr(colon + 1, ':', len - (size_t)(colon + 1 - folded))) {
		const char *after = colon + 1 + strspn(colon + 1, " \t\n");

		if (*after == '"' || *after == '>')
			return true;
	}
	return false;
}

static bool
says_again(struct word_span word)
{
	for (size_t i = 0; i < COUNT_OF(said_again); i++)
		if (strlen(said_again[i]) == word.len && memcmp(said_again[i], word.start, word.len) == 0)
			return true;
	return false;
}

static const char *
fold_into(struct buffer *folded, const char *text)
{
	buffer_cut(folded, 0);
	normal_fold(text, folded);
	return buffer_text(folded);
}

static void
read_title(struct fingerprint *print, const char *title)
{
	const char *cursor = fold_into(&print->folded, title);
	struct word_span word;
	uint32_t hash, fact;

	print->is_reply = opens_as_reply(cursor);
	print->title.count = print->title_facts.count = 0;
	facts_add_numbers(cursor, &print->title_facts);
	while (normal_word_read(&cursor, &word, &hash)) {
		if (!says_again(word))
			hash_list_add(&print->title, hash);
		if (facts_of_word(word, &fact))
			hash_list_add(&print->title_facts, fact);
	}
	print->title_key = 0;
	for (size_t i = 0; i < print->title.count; i++)
		print->title_key = (print->title_key ^ print->title.list[i]) * 0x9e3779b1u + (uint32_t)i + 1;
	hash_list_make_set(&print->title);
	hash_list_make_set(&print->title_facts);
}

static void
read_text(struct fingerprint *print, const char *text)
{
	const char *cursor = fold_into(&print->folded, text);
	struct word_span word;
	uint32_t hash, fact;

	print->is_quoting = opens_with_quotation(cursor);
	print->words.count = print->facts.count = 0;
	facts_add_numbers(cursor, &print->facts);
	while (normal_word_read(&cursor, &word, &hash)) {
		hash_list_add(&print->words, hash);
		if (facts_of_word(word, &fact))
			hash_list_add(&print->facts, fact);
	}
	hash_list_make_set(&print->facts);
	print->text_key = text_key_of_words(print->words.list, print->words.count);
}

static bool
is_key(const struct fingerprint *print, uint32_t hash)
{
	for (size_t i = 0; i < print->key_count; i++)
		if (print->keys[i] == hash)
			return true;
	return false;
}

/* Takes the `max` smallest of a set that are no keys yet, and that at most `common` recent items have. */
static void
take_keys(struct fingerprint *print, const struct hash_list *set, size_t max, const struct frequency *triples,
    uint32_t common)
{
	for (size_t i = 0; i < set->count && max > 0 && print->key_count < FINGERPRINT_KEYS; i++) {
		if (is_key(print, set->list[i]) || frequency_of(triples, set->list[i]) > common)
			continue;
		print->keys[print->key_count++] = set->list[i];
		max--;
	}
}

void
fingerprint_choose_keys(struct fingerprint *print, const struct frequency *triples)
{
	print->key_count = 0;
	take_keys(print, &print->lead, FINGERPRINT_LEAD, triples, KEY_COMMON);
	take_keys(print, &print->shingles, FINGERPRINT_SMALLEST, triples, KEY_COMMON);
	take_keys(print, &print->shingles, KEYS_MIN - (print->key_count < KEYS_MIN ? print->key_count : KEYS_MIN),
	    triples, UINT32_MAX);
}

static void
make_shingles(struct fingerprint *print)
{
	shingle_words(&print->words, &print->shingles);
	print->lead.count = 0;
	for (size_t i = 0; i < print->shingles.count && i < LEAD_SHINGLES; i++)
		hash_list_add(&print->lead, print->shingles.list[i]);
	hash_list_make_set(&print->lead);
	hash_list_make_set(&print->shingles);
}

void
fingerprint_make(struct fingerprint *print, const struct duplicate_item *item)
{
	print->id = item->id;
	print->duplicate_of = item->duplicate_of;
	print->feed_id = item->feed_id;
	print->sorted_at = item->sorted_at;
	print->url_key = canonical_url_key(item->url);
	read_title(print, item->title);
	read_text(print, item->text);
	make_shingles(print);
}

void
fingerprint_fini(struct fingerprint *print)
{
	hash_list_fini(&print->title);
	hash_list_fini(&print->title_facts);
	hash_list_fini(&print->words);
	hash_list_fini(&print->shingles);
	hash_list_fini(&print->facts);
	hash_list_fini(&print->lead);
	buffer_fini(&print->folded);
}
