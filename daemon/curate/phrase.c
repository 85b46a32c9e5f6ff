#include "curate/phrase.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No term outweighs all others for ever. */
static const double weight_max = 100;

/* ---- its forms ---- */

static void
phrase_add_form(struct phrase *phrase, const struct words *words, enum language language)
{
	struct phrase_form form = { .languages = 1u << language };

	for (; form.length < words->title_count && form.length < PHRASE_STEMS_MAX; form.length++)
		form.stems[form.length] = words->list[words->title[form.length]].stem;
	if (form.length == 0)
		return;
	for (size_t i = 0; i < phrase->form_count; i++) {
		struct phrase_form *known = &phrase->forms[i];

		if (known->length == form.length &&
		    memcmp(known->stems, form.stems, form.length * sizeof(*form.stems)) == 0) {
			known->languages |= form.languages;
			return;
		}
	}
	phrase->forms = mem_resize(phrase->forms, (phrase->form_count + 1) * sizeof(*phrase->forms));
	phrase->forms[phrase->form_count++] = form;
}

/* The form of one language is looked for in every item: what a short text is in is easily misjudged. */
static void
phrase_spread(struct phrase *phrase, enum language language)
{
	for (size_t i = 0; i < phrase->form_count; i++)
		if ((phrase->forms[i].languages >> language & 1) != 0)
			phrase->forms[i].languages = UINT32_MAX;
}

struct phrase
phrase_of(const char *text, double weight, const char *tag, struct stemmers *stemmers)
{
	static const char title_mark[] = "title:";
	ARENA arena = arena_new();
	struct phrase phrase = { .text = mem_strdup(text), .weight = fmin(fmax(weight, 0), weight_max) };

	phrase.is_title_only = text_starts_nocase(text, title_mark);
	if (phrase.is_title_only)
		text += strlen(title_mark);
	for (enum language l = 0; l < LANGUAGES; l++)
		phrase_add_form(&phrase, words_of_phrase(stemmers, text, l, arena), l);
	if (tag != NULL)
		phrase_spread(&phrase, language_of_tag(tag));
	return phrase;
}

void
phrases_free(struct phrase *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(phrases[i].text);
		free(phrases[i].forms);
	}
	free(phrases);
}

/* ---- how often it is in an item ---- */

static unsigned
count_phrase(const struct words *words, const uint16_t *sequence, size_t count, const struct phrase_form *form)
{
	unsigned times = 0;

	for (size_t i = 0; i + form->length <= count; i++) {
		size_t n = 0;

		while (n < form->length && words->list[sequence[i + n]].stem == form->stems[n])
			n++;
		times += n == form->length;
	}
	return times;
}

static struct hits
form_hits(const struct phrase_form *form, const void *text)
{
	const struct words *words = text;
	const struct word *first = words_find(words, form->stems[0]);

	if (first == NULL)
		return (struct hits) { 0 };
	if (form->length == 1)
		return (struct hits) { first->in_title, first->in_body };
	for (size_t i = 1; i < form->length; i++)
		if (words_find(words, form->stems[i]) == NULL)
			return (struct hits) { 0 };
	return (struct hits) {
		count_phrase(words, words->title, words->title_count, form),
		count_phrase(words, words->body, words->body_count, form),
	};
}

struct hits
phrase_hits(const struct phrase *phrase, const struct words *words)
{
	return phrase_hits_by(phrase, words->language, form_hits, words);
}

/* ---- as bytes ---- */

void
phrases_pack(const struct phrase *phrases, size_t count, struct buffer *out)
{
	pack_count(out, count);
	for (size_t i = 0; i < count; i++) {
		const struct phrase *phrase = &phrases[i];

		pack_text(out, phrase->text);
		pack_count(out, phrase->is_title_only);
		pack_real(out, phrase->weight);
		pack_real(out, phrase->rarity);
		pack_count(out, phrase->form_count);
		for (size_t f = 0; f < phrase->form_count; f++) {
			pack_count(out, phrase->forms[f].languages);
			pack_count(out, phrase->forms[f].length);
			for (size_t s = 0; s < phrase->forms[f].length; s++)
				pack_count(out, phrase->forms[f].stems[s]);
		}
	}
}

static void
forms_unpack(struct phrase *phrase, struct unpacking *u)
{
	size_t count = unpack_length(u, 3);

	if (count > LANGUAGES)
		u->is_damaged = true;
	phrase->forms = mem_array(LANGUAGES, sizeof(*phrase->forms));
	while (phrase->form_count < count && !u->is_damaged) {
		struct phrase_form *form = &phrase->forms[phrase->form_count++];

		form->languages = (uint32_t)unpack_count(u, UINT32_MAX);
		form->length = (size_t)unpack_count(u, PHRASE_STEMS_MAX);
		if (form->length == 0)
			u->is_damaged = true;
		for (size_t s = 0; s < form->length; s++)
			form->stems[s] = unpack_count(u, UINT64_MAX);
	}
}

struct phrase *
phrases_unpack(struct unpacking *u, size_t *out_count)
{
	size_t count = unpack_length(u, 20);
	struct phrase *phrases = mem_array(count + 1, sizeof(*phrases));

	*out_count = 0;
	while (*out_count < count && !u->is_damaged) {
		struct phrase *phrase = &phrases[(*out_count)++];

		phrase->text = unpack_text(u);
		phrase->is_title_only = unpack_count(u, 1) != 0;
		phrase->weight = unpack_real(u);
		phrase->rarity = unpack_real(u);
		forms_unpack(phrase, u);
	}
	return phrases;
}
