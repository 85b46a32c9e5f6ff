/*
 * fuzz: what the targets share. A target says what must hold of any input; what
 * does not hold ends the program, and libFuzzer keeps the input.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)                                                                                                    \
	do {                                                                                                           \
		if (!(claim)) {                                                                                        \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #claim);                     \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

/* Text that is there is valid UTF-8 without control characters but tab and newline. */
static inline void
must_be_text(const char *text)
{
	if (text == NULL)
		return;
	MUST(utf8_is_valid(text, strlen(text)));
	for (; *text != '\0'; text++)
		MUST(((unsigned char)*text >= ' ' || *text == '\t' || *text == '\n') && *text != 0x7f);
}

static inline void
must_be_line(const char *text)
{
	must_be_text(text);
	MUST(text == NULL || strpbrk(text, "\n\t") == NULL);
}

#endif
