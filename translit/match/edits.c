/* The edit distance of texts of any length, by the bits of words of the machine (Hyyrö 2003).
 *
 * In go a pattern and another text; what comes out is their Levenshtein distance as a share of the
 * longer one. So "ramusa" and "ramuse" are 1/6 apart. The shortlist compares by one word, and what
 * is longer row by row (language/distance.h); here, a list of long names is compared with itself.
 */
#include "edits.h"

size_t words_for(size_t letters) { return (letters + 63) / 64; }

void make_pattern(Pattern *pattern, Slice text) {
    pattern->text = text;
    pattern->words = words_for(text.size);
    memset(pattern->places, 0, 128 * pattern->words * sizeof(uint64_t));
    for (size_t i = 0; i < text.size; i++)
        if (text.items[i] < 128)
            pattern->places[text.items[i] * pattern->words + i / 64] |= (uint64_t)1 << i % 64;
}

static uint64_t places_of(const Pattern *pattern, uint32_t letter, size_t word) {
    if (letter < 128)
        return pattern->places[letter * pattern->words + word];
    uint64_t found = 0;
    for (size_t i = 64 * word; i < pattern->text.size && i < 64 * (word + 1); i++)
        found |= (uint64_t)(pattern->text.items[i] == letter) << i % 64;
    return found;
}

static size_t edits(const Pattern *pattern, Slice other, uint64_t *column) {
    size_t found = pattern->text.size, words = pattern->words;
    if (words == 0)
        return other.size;
    uint64_t last = (uint64_t)1 << (pattern->text.size - 1) % 64;
    for (size_t word = 0; word < words; word++) {
        column[2 * word] = ~(uint64_t)0;
        column[2 * word + 1] = 0;
    }
    for (size_t i = 0; i < other.size; i++) {
        uint64_t more_in = 1, less_in = 0, right = 0, left = 0;
        for (size_t word = 0; word < words; word++) {
            uint64_t more = column[2 * word], less = column[2 * word + 1];
            uint64_t same = places_of(pattern, other.items[i], word), down = same | less;
            same |= less_in;
            uint64_t diagonal = (((same & more) + more) ^ more) | same;
            right = less | ~(diagonal | more);
            left = more & diagonal;
            uint64_t next = right << 1 | more_in, back = left << 1 | less_in;
            more_in = right >> 63;
            less_in = left >> 63;
            column[2 * word] = back | ~(down | next);
            column[2 * word + 1] = next & down;
        }
        found += (right & last) != 0;
        found -= (left & last) != 0;
    }
    return found;
}

double apart_by(const Pattern *pattern, Slice other, uint64_t *column) {
    size_t most = pattern->text.size > other.size ? pattern->text.size : other.size;
    return most ? (double)edits(pattern, other, column) / (double)most : 0.0;
}
