/* Strings of marks, and which of others one of them is near: sieves.c. */
#ifndef TRANSLIT_SIEVES_H
#define TRANSLIT_SIEVES_H

#include "../language/core.h"

/* Strings of ASCII have a class for each code point, and one more stands for all others. */
#define POINTS 129

/* A string of marks; which classes it has once and twice, and which more often. */
typedef struct {
    Py_UCS4 *letters;
    Py_ssize_t size;
    uint64_t counts[2];
} Marks;

typedef struct {
    PyObject_HEAD
    Marks *texts; /* from the shortest to the longest */
    uint64_t *counts; /* of each text, side by side: most are told apart by these */
    Py_ssize_t count;
    double share;
    uint8_t classes[POINTS];
} Sieve;

/* The sieve that an object is; NULL with an exception where it is none. */
const Sieve *sieve_of(PyObject *object);

/* Count the marks of a string by their classes. */
void count_marks(Marks *marks, const uint8_t *classes);

/* Put the places of the strings that are near another one into a list; or, where `found` is NULL,
 * say whether there is one. -1 with an exception. */
int sift(const Sieve *self, const Marks *asked, PyObject *found);

#endif
