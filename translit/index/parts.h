/* Arrays in the parts of a compiled table, where they lie (translit/index/arrays.py). Nothing there
 * is believed: a block is checked before its first byte is read, and what lies outside of its part
 * is refused by who asks.
 */
#ifndef TRANSLIT_PARTS_H
#define TRANSLIT_PARTS_H

#include "../language/core.h"

/* Checksums are of blocks of 2 ** BLOCK bytes, as translit/index/container.py says. */
#define BLOCK 16

/* An array in the file; `at` is where it begins, counted from the first part. */
typedef struct {
    Py_buffer view;
    Py_ssize_t at, size;
} Part;

/* Which blocks have been checked, a byte each; and what checks one by its number, or raises. */
typedef struct {
    Py_buffer seen;
    PyObject *check;
} Blocks;

/* Check the blocks of so many items from one on, which lie in the part; -1 with an exception. */
static inline int check_items(const Part *part, Py_ssize_t width, const Blocks *blocks,
                              size_t first, size_t count) {
    Py_ssize_t from = part->at + (Py_ssize_t)first * width;
    Py_ssize_t to = from + (Py_ssize_t)count * width;
    for (Py_ssize_t block = from >> BLOCK; count && block <= (to - 1) >> BLOCK; block++) {
        if (!((const char *)blocks->seen.buf)[block]) {
            PyObject *done = PyObject_CallFunction(blocks->check, "n", block);
            if (done == NULL)
                return -1;
            Py_DECREF(done);
        }
    }
    return 0;
}

/* Whether all blocks of a part have been checked. */
static inline int is_checked(const Part *part, const Blocks *blocks) {
    const char *seen = blocks->seen.buf;
    Py_ssize_t first = part->at >> BLOCK, end = (part->at + part->view.len - 1) >> BLOCK;
    return memchr(seen + first, 0, (size_t)(end - first + 1)) == NULL;
}

/* Whether so many items from one on lie in a part. */
static inline int has_items(const Part *part, size_t first, size_t count) {
    return first <= (size_t)part->size && count <= (size_t)part->size - first;
}

/* Open the arrays of some parts, of so many bytes an item, out of tuples (buffer, where it begins);
 * -1 with an exception. What was opened is closed by close_parts either way. */
static inline int open_parts(Part *parts, const Py_ssize_t *widths, PyObject *rows,
                             Blocks *blocks, PyObject *seen, PyObject *check) {
    blocks->check = Py_NewRef(check);
    if (PyObject_GetBuffer(seen, &blocks->seen, PyBUF_SIMPLE) < 0)
        return -1;
    for (Py_ssize_t i = 0; i < PyTuple_Size(rows); i++) {
        Part *part = parts + i;
        PyObject *buffer, *row = PyTuple_GetItem(rows, i);
        if (!PyTuple_Check(row)) {
            PyErr_SetString(PyExc_TypeError, "a part is a buffer and where it begins");
            return -1;
        }
        if (!PyArg_ParseTuple(row, "On", &buffer, &part->at) ||
            PyObject_GetBuffer(buffer, &part->view, PyBUF_SIMPLE) < 0)
            return -1;
        part->size = part->view.len / widths[i];
        if (part->at < 0 || (part->at + part->view.len - 1) >> BLOCK >= blocks->seen.len ||
            (uintptr_t)part->view.buf % (uintptr_t)(widths[i] < 8 ? widths[i] : 8)) {
            PyErr_SetString(PyExc_ValueError, "a part is out of place");
            return -1;
        }
    }
    return 0;
}

static inline void close_parts(Part *parts, int count, Blocks *blocks) {
    for (int i = 0; i < count; i++)
        PyBuffer_Release(&parts[i].view);
    PyBuffer_Release(&blocks->seen);
    Py_CLEAR(blocks->check);
}

#endif
