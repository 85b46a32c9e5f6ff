/*
 * lexicon: how many items hold each word, so that rare words can weigh more
 * than common ones.
 *
 * There are two at any time. The LIVE one belongs to ingest, grows with every
 * item that arrives (lexicon_add) and judges nothing. From time to time (the
 * backlog has grown by a fifth since, or it is the first) ingest writes it down
 * as the FROZEN one of a new generation, reads that back, fits every topic's
 * model to it and re-scores the window; both blobs are stored. All margins come
 * from a frozen lexicon and a model made with it (model_lexicon tells), so a
 * reader that loads the two blobs and the item's text gets the very same number.
 */
#ifndef CURATE_LEXICON_H
#define CURATE_LEXICON_H

#include "base/buffer.h"
#include "base/error.h"
#include "curate/words.h"

#include <stddef.h>
#include <stdint.h>

enum { LEXICON_WORDS_MAX = 400000 }; /* past it the words that are held least are forgotten */

struct lexicon;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon); /* NULL is fine */

/* One more item. An item that was revised is not added again. */
void lexicon_add(struct lexicon *lexicon, const struct words *words);

uint32_t lexicon_item_count(const struct lexicon *lexicon);
size_t lexicon_word_count(const struct lexicon *lexicon);
/* Items that hold the stem. */
uint32_t lexicon_holders(const struct lexicon *lexicon, uint64_t stem);

/*
 * Of a frozen lexicon: words by how common they are, the commonest at 0, so
 * that a table of what matters fits the cache.
 */
enum { LEXICON_NO_PLACE = INT32_MAX };
uint32_t lexicon_place(const struct lexicon *lexicon, uint64_t stem); /* LEXICON_NO_PLACE: unknown */
/* Of all words of an item, in the order of its list. */
void lexicon_places(const struct lexicon *lexicon, const struct words *words, uint32_t *out);
uint32_t lexicon_holders_at(const struct lexicon *lexicon, uint32_t place);
double lexicon_rarity_at(const struct lexicon *lexicon, uint32_t place); /* ln((1+N)/(1+holders)) + 1 */

/* Into an empty buffer. The same content always gives the same bytes. Sets the stamp. */
void lexicon_write(struct lexicon *lexicon, struct buffer *out);
/* ERR_DAMAGED for what lexicon_write did not write. The bytes may go afterwards. */
CHECKED bool lexicon_read(const void *bytes, size_t len, struct lexicon **out, struct err *err);
/* Tells lexicons apart: a hash of what lexicon_write writes, known once it was written or read (it is frozen then); 0 before and after lexicon_add. */
uint64_t lexicon_stamp(const struct lexicon *lexicon);

#endif
