/* What the sources of the shortlist have in common: the parts of a compiled table, and the records
 * of its rows (translit/index/records.py).
 */
#ifndef TRANSLIT_SHORTLIST_H
#define TRANSLIT_SHORTLIST_H

#include "../language/distance.h"
#include "parts.h"

/* What parts the fields of a record, and the items of one; and which fields a form has. */
#define FIELD 0x1f
#define ITEM 0x1e
enum {
    MARKS, JOINED, SCRIPT, SPELT, CONSONANTS, ARTICLED, KINDS, TRAITS, NUMBERS, LEGAL, SURNAME,
    FIELDS_OF_RECORD
};

enum {
    FILLED, BEFORE, STARTS, ROWS, WEIGHTS, SIGNS, OWNERS, SETTINGS,
    RECORDS, RECORD_STARTS, WORDS, WORD_STARTS, PARTS
};

typedef struct {
    PyObject_HEAD
    Part parts[PARTS];
    Blocks blocks;
    uint32_t buckets; /* how many there are, less one: a key's bucket is its lowest bits */
    uint32_t crc[256];
} Index;

/* Bytes of the table that are left to be read. */
typedef struct {
    const unsigned char *at, *end;
} Bytes;

static inline size_t size_of(Bytes bytes) { return (size_t)(bytes.end - bytes.at); }

/* shortlist.c */
void *refused(void);
int record_of(const Index *self, int which, uint32_t number, Bytes *record);
int next_word(Bytes *left, int *more, uint32_t *word);
Py_ssize_t read_words(Bytes *left, Bytes *numbers, uint32_t *last);
Bytes next_field(Bytes *left);
Py_ssize_t decoded(Bytes text, uint32_t *letters);
size_t consonants_of(Bytes marks, unsigned char *into);

/* forms.c */
PyObject *index_form(PyObject *object, PyObject *args);

#endif
