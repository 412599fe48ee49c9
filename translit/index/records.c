/* The records of rows and of words, field by field (translit/index/records.py, the reference).
 *
 * In go an Index and a number; what comes out are bytes of the table, where they lie. The record of
 * a row begins with the numbers of its words, and holds its fields from MARKS on, as far as they
 * aren't those of its only word: that of "Ramoussa" is the number of the word "ramoussa" alone,
 * whose record says how it is spelt and what it sounds like.
 */
#include "records.h"

int record_of(const Index *self, int which, uint32_t number, Bytes *record) {
    const uint32_t *bounds = items(self, which + 1, number, 2);
    if (bounds == NULL)
        return -1;
    if (bounds[0] > bounds[1])
        return refused(), -1;
    record->at = items(self, which, bounds[0], bounds[1] - bounds[0]);
    if (record->at == NULL)
        return -1;
    record->end = record->at + (bounds[1] - bounds[0]);
    return 0;
}

/* Read a number that is written in LEB128; -1 with an exception. */
static int read_number(Bytes *left, uint32_t *number) {
    *number = 0;
    for (int shift = 0; left->at < left->end && shift < 35; shift += 7) {
        unsigned char byte = *left->at++;
        *number |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return 0;
    }
    return refused(), -1;
}

int next_word(Bytes *left, int *more, uint32_t *word) {
    if (!*more)
        return 0;
    if (read_number(left, word) < 0)
        return -1;
    *more = *word & 1;
    if (*word < 2)
        return *word ? (refused(), -1) : 0;
    *word = *word / 2 - 1;
    return 1;
}

Py_ssize_t read_words(Bytes *left, Bytes *numbers, uint32_t *last) {
    Py_ssize_t count = 0;
    int more = 1, found;
    numbers->at = left->at;
    while ((found = next_word(left, &more, last)) > 0)
        count++;
    numbers->end = left->at;
    return found < 0 ? -1 : count;
}

Py_ssize_t decoded(Bytes text, uint32_t *letters) {
    Py_ssize_t count = 0;
    while (text.at < text.end) {
        while (text.at < text.end && *text.at < 0x80)
            letters[count++] = *text.at++;
        if (text.at == text.end)
            break;
        unsigned char first = *text.at++;
        int more = first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (more < 0 || more > text.end - text.at)
            return -1;
        uint32_t letter = first & (0x3f >> more);
        for (; more > 0; more--) {
            if ((*text.at & 0xc0) != 0x80)
                return -1;
            letter = letter << 6 | (*text.at++ & 0x3f);
        }
        letters[count++] = letter;
    }
    return count;
}

/* The first so many letters of a text, none where it has fewer, which are left out of it. */
static Bytes first_letters(Bytes *text, int count) {
    Bytes found = *text;
    for (; count > 0 && text->at < text->end; count--)
        while (++text->at < text->end && (*text->at & 0xc0) == 0x80)
            ;
    found.end = count ? found.at : text->at;
    return found;
}

size_t consonants_of(Bytes marks, unsigned char *into) {
    size_t size = 0;
    while (marks.at < marks.end) {
        int is_capital = *marks.at >= 'A' && *marks.at <= 'Z';
        Bytes rest = marks, sound = first_letters(&rest, is_capital ? 3 : 1);
        if (size_of(sound) && (is_capital || *marks.at >= 0x80)) {
            memcpy(into + size, sound.at, size_of(sound));
            size += size_of(sound);
            marks = rest;
        } else
            marks.at++;
    }
    return size;
}
