/* The edit distance of texts of any length: edits.c. */
#ifndef TRANSLIT_EDITS_H
#define TRANSLIT_EDITS_H

#include "../index/blocks.h"

/* A text that others are held against: of each letter of ASCII its places, as bits of so many words
 * of the machine. */
typedef struct {
    Slice text;
    size_t words;
    uint64_t *places;
} Pattern;

/* How many words of the machine so many letters take; the places of a pattern take 128 times as
 * many. */
size_t words_for(size_t letters);

void make_pattern(Pattern *pattern, Slice text);

/* The Levenshtein distance as a share of the longer text, from 0 to 1; `column` has room for two
 * words of each of the pattern. */
double apart_by(const Pattern *pattern, Slice other, uint64_t *column);

#endif
