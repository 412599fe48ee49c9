/* The rows of a large table whose signatures are the nearest to those of some names
 * (`plain_nearest` in translit/index/gate.py is the reference; tests/index/test_gate.py holds this
 * against it).
 *
 * In go the rows that share a skeleton key with each name; what comes out are those that differ
 * from it in the fewest marks, and in no more than may be. Each bucket is gone through once for all
 * names that ask for it. Whoever has the buckets hands them over: Python, or sounding.c.
 */
#include "signatures.h"

/* Signatures of so many rows more are on their way from memory. */
enum { ON_THE_WAY = 24 };

/* One of some numbers of 32 bits, wherever they lie. */
static uint32_t row_at(const char *rows, size_t place) {
    uint32_t row;
    memcpy(&row, rows + 4 * place, 4);
    return row;
}

static void insert(Asking *asking, Py_ssize_t room, uint64_t row) {
    Py_ssize_t place = asking->size;
    while (place > 0 && asking->rows[place - 1] > row)
        place--;
    if (place > 0 && asking->rows[place - 1] == row)
        return; /* it was in another bucket, too */
    if (asking->size < room)
        asking->size++;
    if (place < asking->size) {
        memmove(asking->rows + place + 1, asking->rows + place,
                (size_t)(asking->size - place - 1) * sizeof row);
        asking->rows[place] = row;
    }
    if (asking->size == room && asking->rows[room - 1] < asking->limit)
        asking->limit = asking->rows[room - 1];
}

/* Look at some rows for names, of which some are named by their places: 0, or -1 where there is no
 * such row. */
#define LOOK_AT(name, attribute, bits)                                                             \
    attribute static int name(Nearest *nearest, const char *rows, size_t size, const char *names,  \
                              size_t count) {                                                      \
        for (size_t at = 0; at < size; at++) {                                                     \
            uint32_t row = row_at(rows, at);                                                       \
            if (at + ON_THE_WAY < size)                                                            \
                PREFETCH(nearest->signatures + 16 * (size_t)row_at(rows, at + ON_THE_WAY));        \
            if ((Py_ssize_t)row >= nearest->held)                                                  \
                return -1;                                                                         \
            uint64_t signature = (uint64_t)number_at(nearest->signatures, 2 * (Py_ssize_t)row);    \
            for (size_t i = 0; i < count; i++) {                                                   \
                Asking *asking = &nearest->names[row_at(names, i)];                                \
                uint64_t found = (uint64_t)bits(asking->marks ^ signature) << 32 | row;            \
                if (found <= asking->limit)                                                        \
                    insert(asking, nearest->room, found);                                          \
            }                                                                                      \
        }                                                                                          \
        return 0;                                                                                  \
    }
LOOK_AT(look_at, , bits_in)
#if defined(__GNUC__) && defined(__x86_64__)
#define BY_PROCESSOR
LOOK_AT(look_at_by_processor, __attribute__((target("popcnt"))), __builtin_popcountll)
#endif

int add_rows(Nearest *nearest, const char *rows, size_t size, const char *names, size_t count) {
    int done;
#ifdef BY_PROCESSOR
    if (__builtin_cpu_supports("popcnt"))
        done = look_at_by_processor(nearest, rows, size, names, count);
    else
#endif
        done = look_at(nearest, rows, size, names, count);
    if (done < 0)
        PyErr_SetString(PyExc_IndexError, "a bucket holds a row that there isn't");
    return done;
}

Py_ssize_t keep_alike(const Nearest *nearest, Asking *asking) {
    Py_ssize_t kept = 0;
    for (Py_ssize_t i = 0; i < asking->size; i++) {
        uint64_t row = asking->rows[i];
        uint64_t held = (uint64_t)number_at(nearest->signatures, 2 * (Py_ssize_t)(uint32_t)row);
        if (signatures_alike(asking->marks, held, asking->most))
            asking->rows[kept++] = row;
    }
    return asking->size = kept;
}

void ask_for(Nearest *nearest, Py_ssize_t name, uint64_t marks, unsigned most) {
    /* rows that differ in more bits than twice as many are behind any that may be alike */
    nearest->names[name] = (Asking){marks, (uint64_t)(2 * most) << 32 | UINT32_MAX,
                                    nearest->rows + name * nearest->room, 0, most};
}

int open_nearest(Nearest *nearest, Py_ssize_t count, Py_ssize_t room) {
    if (room < 1 || room > MOST_LETTERS) {
        PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
        return -1;
    }
    nearest->count = count;
    nearest->room = room;
    nearest->names = PyMem_Calloc((size_t)count + 1, sizeof(Asking));
    nearest->rows = PyMem_Calloc(((size_t)count + 1) * (size_t)room, sizeof(uint64_t));
    if (nearest->names == NULL || nearest->rows == NULL)
        return PyErr_NoMemory(), -1;
    return 0;
}

void close_nearest(Nearest *nearest) {
    PyMem_Free(nearest->names);
    PyMem_Free(nearest->rows);
}

/* --- as Python asks for them ------------------------------------------------------------------ */

/* Go through a bucket, a pair of its rows and the names that ask for it. */
static int add_bucket(Nearest *nearest, const Py_buffer *rows, const Py_buffer *names) {
    size_t count = (size_t)names->len / 4;
    for (size_t i = 0; i < count; i++)
        if (row_at(names->buf, i) >= (size_t)nearest->count) {
            PyErr_SetString(PyExc_IndexError, "a name asks that there isn't");
            return -1;
        }
    return add_rows(nearest, rows->buf, (size_t)rows->len / 4, names->buf, count);
}

static int add_buckets(Nearest *nearest, PyObject *buckets) {
    int failed = 0;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_Size(buckets); i++) {
        Py_buffer rows, names;
        PyObject *pair = PyTuple_GetItem(buckets, i);
        if (!PyTuple_Check(pair)) {
            PyErr_SetString(PyExc_TypeError, "a bucket is a pair");
            return -1;
        }
        if (!PyArg_ParseTuple(pair, "y*y*", &rows, &names))
            return -1;
        failed = add_bucket(nearest, &rows, &names);
        PyBuffer_Release(&rows);
        PyBuffer_Release(&names);
    }
    return failed;
}

static int read_asked(Nearest *nearest, const Py_buffer *marks, const Py_buffer *most) {
    for (Py_ssize_t i = 0; i < nearest->count; i++) {
        int64_t differ = number_at(most->buf, i);
        if (differ < 0 || differ > MOST_LETTERS) {
            PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
            return -1;
        }
        ask_for(nearest, i, (uint64_t)number_at(marks->buf, i), (unsigned)differ);
    }
    return 0;
}

/* The rows nearest to a name that may be alike, as a list. */
static PyObject *rows_alike(const Nearest *nearest, Asking *asking) {
    Py_ssize_t kept = keep_alike(nearest, asking);
    PyObject *found = PyList_New(kept);
    for (Py_ssize_t i = 0; found != NULL && i < kept; i++) {
        PyObject *row = PyLong_FromUnsignedLong((uint32_t)asking->rows[i]);
        if (row == NULL || PyList_SetItem(found, i, row) < 0)
            Py_CLEAR(found);
    }
    return found;
}

static PyObject *nearest_of(Nearest *nearest, PyObject *buckets, const Py_buffer *marks,
                            const Py_buffer *most) {
    if (read_asked(nearest, marks, most) < 0 || add_buckets(nearest, buckets) < 0)
        return NULL;
    PyObject *found = PyList_New(nearest->count);
    for (Py_ssize_t i = 0; found != NULL && i < nearest->count; i++) {
        PyObject *rows = rows_alike(nearest, &nearest->names[i]);
        if (rows == NULL || PyList_SetItem(found, i, rows) < 0)
            Py_CLEAR(found);
    }
    return found;
}

static PyObject *nearest(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *buckets, *found = NULL;
    Py_buffer signatures, marks, most;
    Py_ssize_t room;
    if (!PyArg_ParseTuple(args, "O!y*y*y*n:nearest", &PyTuple_Type, &buckets, &signatures, &marks,
                          &most, &room))
        return NULL;
    Nearest nearest = {.signatures = signatures.buf, .held = signatures.len / 16};
    if (most.len != marks.len)
        PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
    else if (open_nearest(&nearest, marks.len / 8, room) == 0)
        found = nearest_of(&nearest, buckets, &marks, &most);
    close_nearest(&nearest);
    PyBuffer_Release(&signatures);
    PyBuffer_Release(&marks);
    PyBuffer_Release(&most);
    return found;
}

/* --- what the module has of it ---------------------------------------------------------------- */

static PyMethodDef functions[] = {
    {"nearest", nearest, METH_VARARGS,
     "nearest(buckets, signatures, marks, most, count) -> of each name the rows in the buckets\n"
     "that it asks for, of `count` whose signatures (the first of two of each row) are the\n"
     "nearest to its marks, that have or lack no more marks than `most`. A bucket is a pair of\n"
     "its rows and the places of the names (32 bits each); marks and most are numbers of 64 bits."},
    {NULL, NULL, 0, NULL},
};

int add_signatures(PyObject *module) { return PyModule_AddFunctions(module, functions); }
