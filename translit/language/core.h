/* What the sources of the compiled core have in common: each adds its own to the one module. */
#ifndef TRANSLIT_CORE_H
#define TRANSLIT_CORE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* Longer spellings are left to Python; names have 300 letters at most. */
#define MOST_LETTERS 1024

/* Ask for memory before it is read, where the compiler can say so. */
#ifdef __GNUC__
#define PREFETCH(place) __builtin_prefetch(place)
#else
#define PREFETCH(place) ((void)(place))
#endif

/* How many bits are set. */
static inline unsigned bits_in(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (unsigned)((bits * 0x0101010101010101) >> 56);
}

/* One of some numbers of 64 bits, wherever they lie. */
static inline int64_t number_at(const char *numbers, Py_ssize_t place) {
    int64_t number;
    memcpy(&number, numbers + 8 * place, 8);
    return number;
}

/* The CRC-32 of zlib with a byte more, four bits at a time: begin with all bits set, and turn them
 * at the end. */
static inline uint32_t crc_with(uint32_t sum, unsigned byte) {
    static const uint32_t nibbles[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    sum ^= byte & 0xff;
    sum = sum >> 4 ^ nibbles[sum & 15];
    return sum >> 4 ^ nibbles[sum & 15];
}

/* The string of some code points; lone surrogates stay as they are. */
static inline PyObject *string_of_points(const uint32_t *points, size_t count) {
    int order = 0x01020304, native = *(char *)&order == 4 ? -1 : 1;
    return PyUnicode_DecodeUTF32((const char *)points, (Py_ssize_t)(count * sizeof *points),
                                 "surrogatepass", &native);
}

/* A tuple of a class of them; takes the references to its items, of which one may be NULL with an
 * exception. */
static inline PyObject *tuple_of(PyObject *type, PyObject *const *items, Py_ssize_t count) {
    allocfunc new = (allocfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_alloc);
    PyObject *found = new((PyTypeObject *)type, count);
    int failed = found == NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        failed = failed || items[i] == NULL;
        if (found == NULL)
            Py_XDECREF(items[i]);
        else
            PyTuple_SetItem(found, i, items[i]);
    }
    if (failed)
        Py_CLEAR(found);
    return found;
}

/* Put a type into the module; -1 with an exception. */
static inline int add_type(PyObject *module, PyType_Spec *spec) {
    PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
    int failed = type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

/* The least cost of writing a spelling as a Latin one by a Channel, `most` at most: 1 where it is
 * found, 0 where that is left to Python, and -1 with an exception. */
int channel_cost_of(PyObject *channel, const Py_UCS4 *spelling, Py_ssize_t size,
                    const Py_UCS4 *latin, Py_ssize_t latin_size, double most, double *cost);

/* What each source adds to the module; -1 with an exception. */
int add_blocks(PyObject *module);     /* translit/index/blocks.c */
int add_index(PyObject *module);      /* translit/index/index.c */
int add_sieves(PyObject *module);     /* translit/index/sieves.c */
int add_gate(PyObject *module);       /* translit/index/gate.c */
int add_signatures(PyObject *module); /* translit/index/signatures.c */
int add_pools(PyObject *module);      /* translit/index/pools.c */
int add_bearing(PyObject *module);    /* translit/index/bearing.c */
int add_checksums(PyObject *module);  /* translit/index/checksums.c */
int add_letters(PyObject *module);    /* translit/language/letters.c */
int add_rewriting(PyObject *module);  /* translit/language/rewriting.c */
int add_run(PyObject *module);        /* translit/language/run.c */
int add_heard(PyObject *module);      /* translit/language/heard.c */
int add_sounds(PyObject *module);     /* translit/language/sounds.c */
int add_weighing(PyObject *module);   /* translit/match/weighing.c */
int add_candidates(PyObject *module); /* translit/match/candidates.c */
int add_aliases(PyObject *module);    /* translit/resolving/aliases.c */
int add_windows(PyObject *module);    /* translit/resolving/windows.c */

#endif
