/* The form of a row as the weighing reads it, straight from its record. */
#ifndef TRANSLIT_RECORDED_H
#define TRANSLIT_RECORDED_H

#include "../language/distance.h"

/* Forms with a longer text, or with more words, are left to Python. */
#define MOST_TEXT 512
#define MOST_WORDS 32

/* The texts of a form and of its words, in the order in which a Name has them; `store` holds their
 * letters, of which the caller disposes. */
enum {
    JOINED_TEXT, SCRIPT_TEXT, LETTERS_TEXT, LATIN_TEXT, MARKS_TEXT, WRITTEN_TEXT, TEXTS_OF_FORM
};
enum { WORD_LETTERS, WORD_LATIN, WORD_MARKS, WORD_CONSONANTS, TEXTS_OF_WORD };
typedef struct {
    Text texts[TEXTS_OF_FORM], words[MOST_WORDS][TEXTS_OF_WORD];
    size_t count;    /* of words */
    int has[4];      /* whether there are kinds, traits, numbers and legal forms */
    int articled;
    long surname;
    uint32_t *store;
} Recorded;

/* Read the form of a row of an Index: 1, or 0 where it is longer than the core takes, or -1 with an
 * exception. */
int read_recorded(PyObject *index, uint32_t row, Recorded *form);

/* Whether two rows have one record, and so one form; -1 with an exception. */
int have_one_record(PyObject *index, uint32_t one, uint32_t other);

#endif
