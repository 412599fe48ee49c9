/* Edit distances of short texts: those of RapidFuzz, on letters that lie in memory already.
 *
 * What has up to 64 letters is compared by the bits of a word of the machine, and what has more, up
 * to MOST_LETTERS, row by row.
 */
#ifndef TRANSLIT_DISTANCE_H
#define TRANSLIT_DISTANCE_H

#include "core.h"

typedef struct {
    const uint32_t *letters;
    size_t size;
} Text;

/* A text that others are compared with: `ascii` has the places of each letter, of 64 at most. */
typedef struct {
    Text text;
    uint64_t ascii[128];
} Pattern;

static inline size_t lesser(size_t one, size_t other) { return one < other ? one : other; }
static inline size_t greater(size_t one, size_t other) { return one < other ? other : one; }

static inline int same_text(Text one, Text other) {
    return one.size == other.size &&
           !memcmp(one.letters, other.letters, one.size * sizeof(uint32_t));
}

/* Which of two texts is the first by code points: less than 0, 0 or more. */
static inline int in_text_order(Text one, Text other) {
    for (size_t i = 0; i < one.size && i < other.size; i++)
        if (one.letters[i] != other.letters[i])
            return one.letters[i] < other.letters[i] ? -1 : 1;
    return one.size == other.size ? 0 : one.size < other.size ? -1 : 1;
}

static inline void pattern_of(Pattern *pattern, Text text) {
    memset(pattern->ascii, 0, sizeof pattern->ascii);
    pattern->text = text;
    for (size_t i = 0; i < text.size && i < 64; i++)
        if (text.letters[i] < 128)
            pattern->ascii[text.letters[i]] |= (uint64_t)1 << i;
}

static inline uint64_t places_of(const Pattern *pattern, uint32_t letter) {
    uint64_t found = 0;
    if (letter < 128)
        return pattern->ascii[letter];
    for (size_t i = 0; i < pattern->text.size; i++)
        found |= (uint64_t)(pattern->text.letters[i] == letter) << i;
    return found;
}

/* Row by row (Wagner and Fischer 1974): insertions and deletions, and replacements, each of which
 * counts as one; or as two, which is as if there were none. `row` has room for the letters of the
 * other text, and one more. */
static inline size_t by_rows(Text one, Text other, size_t replacing, size_t *row) {
    for (size_t j = 0; j <= other.size; j++)
        row[j] = j;
    for (size_t i = 0; i < one.size; i++) {
        size_t before = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < other.size; j++) {
            size_t same = before + (one.letters[i] == other.letters[j] ? 0 : replacing);
            before = row[j + 1];
            row[j + 1] = lesser(lesser(before, row[j]) + 1, same);
        }
    }
    return row[other.size];
}

/* A column of the table of a distance: where its numbers rise and fall by one. */
typedef struct {
    uint64_t more, less;
} Column;

/* Go on to the next column, by where its diagonal is level. */
static inline void next_column(Column *column, uint64_t diagonal) {
    uint64_t right = column->less | ~(diagonal | column->more), left = diagonal & column->more;
    right = right << 1 | 1;
    column->more = left << 1 | ~(diagonal | right);
    column->less = right & diagonal;
}

/* The last number of a column, which begins with the number of letters before it. */
static inline size_t last_of(const Column *column, size_t size, size_t letters) {
    uint64_t mask = ~(uint64_t)0 >> (64 - size);
    return letters + bits_in(column->more & mask) - bits_in(column->less & mask);
}

/* The Levenshtein distance, by the bits of a word (Hyyrö 2003). */
static inline size_t levenshtein(const Pattern *pattern, Text other) {
    size_t size = pattern->text.size;
    if (size > 64) {
        size_t row[MOST_LETTERS + 1];
        return by_rows(pattern->text, other, 1, row);
    }
    if (size == 0)
        return other.size;
    Column column = {~(uint64_t)0, 0};
    for (size_t i = 0; i < other.size; i++) {
        uint64_t same = places_of(pattern, other.letters[i]) | column.less;
        next_column(&column, (((same & column.more) + column.more) ^ column.more) | same);
    }
    return last_of(&column, size, other.size);
}

/* The distance by insertions and deletions alone, likewise (Hyyrö 2004). */
static inline size_t indel(const Pattern *pattern, Text other) {
    size_t size = pattern->text.size;
    if (size > 64) {
        size_t row[MOST_LETTERS + 1];
        return by_rows(pattern->text, other, 2, row);
    }
    uint64_t rest = ~(uint64_t)0;
    for (size_t i = 0; i < other.size; i++) {
        uint64_t same = rest & places_of(pattern, other.letters[i]);
        rest = (rest + same) | (rest - same);
    }
    uint64_t mask = size == 64 ? ~(uint64_t)0 : ((uint64_t)1 << size) - 1;
    return size + other.size - 2 * bits_in(~rest & mask);
}

/* The distance of optimal string alignment: two letters exchanged count as one; row by row. */
static inline size_t aligned_by_rows(Text one, Text other) {
    size_t rows[3][MOST_LETTERS + 1];
    size_t *before = rows[0], *row = rows[1], *next = rows[2];
    for (size_t j = 0; j <= other.size; j++)
        row[j] = j;
    for (size_t i = 0; i < one.size; i++) {
        next[0] = i + 1;
        for (size_t j = 0; j < other.size; j++) {
            size_t same = row[j] + (one.letters[i] != other.letters[j]);
            next[j + 1] = lesser(lesser(row[j + 1], next[j]) + 1, same);
            if (i > 0 && j > 0 && one.letters[i] == other.letters[j - 1] &&
                one.letters[i - 1] == other.letters[j])
                next[j + 1] = lesser(next[j + 1], before[j - 1] + 1);
        }
        size_t *done = before;
        before = row;
        row = next;
        next = done;
    }
    return row[other.size];
}

/* The same by the bits of a word (Hyyrö 2003). */
static inline size_t aligned(const Pattern *pattern, Text other) {
    size_t size = pattern->text.size;
    if (size > 64)
        return aligned_by_rows(pattern->text, other);
    if (size == 0)
        return other.size;
    Column column = {~(uint64_t)0, 0};
    uint64_t diagonal = 0, before = 0;
    for (size_t i = 0; i < other.size; i++) {
        uint64_t same = places_of(pattern, other.letters[i]);
        uint64_t exchanged = ((~diagonal & same) << 1) & before;
        diagonal = (((same & column.more) + column.more) ^ column.more) | same | column.less |
                   exchanged;
        next_column(&column, diagonal);
        before = same;
    }
    return last_of(&column, size, other.size);
}

/* A distance as a share of the most that it could be. */
static inline double share(size_t distance, size_t most) {
    return most ? (double)distance / (double)most : 0.0;
}

static inline double levenshtein_share(const Pattern *pattern, Text other) {
    return share(levenshtein(pattern, other), greater(pattern->text.size, other.size));
}

#endif
