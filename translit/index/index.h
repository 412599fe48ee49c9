/* The parts of a compiled table that the shortlist asks, for the sources that look into them. */
#ifndef TRANSLIT_INDEX_H
#define TRANSLIT_INDEX_H

#include "parts.h"

/* The parts, and how many bytes an item of each has. */
enum {
    FILLED, BEFORE, STARTS, ROWS, WEIGHTS, SIGNS, OWNERS, SETTINGS,
    RECORDS, RECORD_STARTS, WORDS, WORD_STARTS, PARTS
};
static const Py_ssize_t WIDTHS[PARTS] = {8, 4, 4, 4, 4, 16, 4, 4, 1, 4, 1, 4};

typedef struct {
    PyObject_HEAD
    Part parts[PARTS];
    Blocks blocks;
    uint32_t buckets; /* how many there are, less one: a key's bucket is its lowest bits */
    uint32_t *circles; /* the rows of each entry, as sounding.c finds them; NULL until it has */
} Index;

/* Raise an IndexError: a part points where nothing is. NULL. */
void *refused(void);

/* So many items of a part from one on, whose blocks have been checked; NULL with an exception where
 * they aren't there, or are damaged. */
static inline const void *items(const Index *self, int which, size_t first, size_t count) {
    const Part *part = &self->parts[which];
    if (!has_items(part, first, count))
        return refused();
    if (check_items(part, WIDTHS[which], &self->blocks, first, count) < 0)
        return NULL;
    return (const char *)part->view.buf + first * (size_t)WIDTHS[which];
}

/* Methods of the type. */
PyObject *index_near(PyObject *object, PyObject *args);        /* shortlist.c */
PyObject *index_form(PyObject *object, PyObject *args);        /* forms.c */
PyObject *index_sounding(PyObject *object, PyObject *args);    /* sounding.c */
PyObject *index_with_sounds(PyObject *object, PyObject *args); /* sounding.c */

#endif
