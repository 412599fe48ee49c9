/* The rows whose signatures are the nearest to those of some names: signatures.c. */
#ifndef TRANSLIT_SIGNATURES_H
#define TRANSLIT_SIGNATURES_H

#include "../language/core.h"

/* What is asked of the rows by one name: the signature of its consonants, how many marks may lack,
 * and the nearest rows so far, in order: in the upper half in how many bits each differs, then its
 * number. Those that differ in more than `limit` aren't among them. */
typedef struct {
    uint64_t marks, limit, *rows;
    Py_ssize_t size;
    unsigned most;
} Asking;

typedef struct {
    Asking *names;
    uint64_t *rows; /* of all names */
    Py_ssize_t count, room;
    const char *signatures; /* two of each row, as they lie in a file; the first counts here */
    Py_ssize_t held;
} Nearest;

/* Make room for so many names, and so many rows of each; -1 with an exception. */
int open_nearest(Nearest *nearest, Py_ssize_t count, Py_ssize_t room);
void close_nearest(Nearest *nearest);

/* Ask for the rows nearest to a name, of whose marks so many may differ. */
void ask_for(Nearest *nearest, Py_ssize_t name, uint64_t marks, unsigned most);

/* Go through the rows of a bucket, numbers of 32 bits, for the names that ask for it; -1 with an
 * exception where a row is none. */
int add_rows(Nearest *nearest, const char *rows, size_t size, const char *names, size_t count);

/* The rows that are the nearest to a name, without those that have or lack more marks; how many. */
Py_ssize_t keep_alike(const Nearest *nearest, Asking *asking);

/* Whether a signature has no more marks than so many that another lacks, nor lacks more. */
static inline int signatures_alike(uint64_t one, uint64_t other, unsigned most) {
    return bits_in(one & ~other) <= most && bits_in(other & ~one) <= most;
}

#endif
