/* The records of rows and of words in a compiled table (translit/index/records.py): records.c. */
#ifndef TRANSLIT_RECORDS_H
#define TRANSLIT_RECORDS_H

#include "index.h"

/* What parts the fields of a record, and the items of one; and which fields a form has. */
#define FIELD 0x1f
#define ITEM 0x1e
enum {
    MARKS, JOINED, SCRIPT, SPELT, CONSONANTS, ARTICLED, KINDS, TRAITS, NUMBERS, LEGAL, SURNAME,
    FIELDS_OF_RECORD
};

/* Bytes of the table that are left to be read. */
typedef struct {
    const unsigned char *at, *end;
} Bytes;

static inline size_t size_of(Bytes bytes) { return (size_t)(bytes.end - bytes.at); }

/* The next field of a record; those that are left out at its end hold nothing. */
static inline Bytes next_field(Bytes *left) {
    if (left->at == left->end) /* most fields of most records */
        return *left;
    const unsigned char *to = memchr(left->at, FIELD, (size_t)(left->end - left->at));
    Bytes field = {left->at, to == NULL ? left->end : to};
    left->at = to == NULL ? left->end : to + 1;
    return field;
}

/* The record of a row (of RECORDS) or of a word (of WORDS), by its number; -1 with an exception. */
int record_of(const Index *self, int which, uint32_t number, Bytes *record);

/* Read the number of the next word of a row, if `more` come: 1, or 0 behind the last one, or -1
 * with an exception. */
int next_word(Bytes *left, int *more, uint32_t *word);

/* Read the numbers of the words of a row: how many, of which `numbers` are the bytes and `last` is
 * the last one; -1 with an exception. */
Py_ssize_t read_words(Bytes *left, Bytes *numbers, uint32_t *last);

/* The letters of a text in UTF-8; -1 where it is none. Lone surrogates are letters, as they are to
 * "surrogatepass". */
Py_ssize_t decoded(Bytes text, uint32_t *letters);

/* The marks of the consonants among those of all sounds: how many bytes. */
size_t consonants_of(Bytes marks, unsigned char *into);

#endif
