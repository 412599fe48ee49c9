/* What the sources of the compiled core have in common: each adds its own to the one module. */
#ifndef TRANSLIT_CORE_H
#define TRANSLIT_CORE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>

/* Longer spellings are left to Python; names have 300 letters at most. */
#define MOST_LETTERS 1024

/* How many bits are set. */
static inline unsigned bits_in(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (unsigned)((bits * 0x0101010101010101) >> 56);
}

/* The least cost of writing a spelling as a Latin one by a Channel, `most` at most: 1 where it is
 * found, 0 where that is left to Python, and -1 with an exception. */
int channel_cost_of(PyObject *channel, const Py_UCS4 *spelling, Py_ssize_t size,
                    const Py_UCS4 *latin, Py_ssize_t latin_size, double most, double *cost);

/* What each source adds to the module; -1 with an exception. */
int add_index(PyObject *module);      /* translit/index/shortlist.c */
int add_gate(PyObject *module);       /* translit/index/gate.c */
int add_pools(PyObject *module);      /* translit/index/pools.c */
int add_letters(PyObject *module);    /* translit/language/letters.c */
int add_weighing(PyObject *module);   /* translit/match/weighing.c */
int add_candidates(PyObject *module); /* translit/match/candidates.c */
int add_aliases(PyObject *module);    /* translit/resolving/aliases.c */

#endif
