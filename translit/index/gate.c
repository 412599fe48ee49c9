/* The gate of a scan: which stretches of words may name an alias (translit/index/gate.py, the
 * reference; tests/index/test_gate.py holds the two against each other).
 *
 * In go the windows of a text, which heard.c puts together, and the sieves of a small table; what
 * comes out is which windows one lets pass. Of a large table, whose rows are looked up, in go the
 * rows that share a key with some names; what comes out are those whose signatures are the nearest.
 * So of a text on Libya that names Zuwara in one place most windows end here: no alias has as many
 * of their marks.
 */
#include "../language/heard.h"
#include "sieves.h"

/* --- stretches in sieves ---------------------------------------------------------------------- */

/* A stretch, its marks (those of the consonants, and all), and by the classes of which sieve they
 * were counted. */
typedef struct {
    const Stretch *stretch;
    Marks marks[2];
    const Sieve *by[2];
} Asked;

/* The marks of a stretch, all or those of the consonants, and their classes by a sieve; -1 with an
 * exception. They are counted once for all sieves with the same classes, and freed with it. */
static const Marks *marks_of(Asked *asked, int whole, const Sieve *sieve) {
    const Stretch *stretch = asked->stretch;
    Marks *marks = &asked->marks[whole];
    const char *text = whole ? stretch->marks : stretch->consonants;
    if (marks->letters == NULL) {
        marks->size = whole ? stretch->marks_size : stretch->consonants_size;
        marks->letters = PyMem_Malloc(((size_t)marks->size + 1) * sizeof(Py_UCS4));
        if (marks->letters == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        for (Py_ssize_t i = 0; i < marks->size; i++)
            marks->letters[i] = (unsigned char)text[i];
    } else if (memcmp(asked->by[whole]->classes, sieve->classes, sizeof sieve->classes) == 0)
        return marks;
    asked->by[whole] = sieve;
    count_marks(marks, sieve->classes);
    return marks;
}

/* The sieve of a pair (sieve, whether all marks are compared); NULL with an exception. */
static const Sieve *sieve_in(PyObject *pair, int *whole) {
    if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2) {
        PyErr_SetString(PyExc_TypeError, "this is no sieve");
        return NULL;
    }
    *whole = PyObject_IsTrue(PyTuple_GetItem(pair, 1));
    return *whole < 0 ? NULL : sieve_of(PyTuple_GetItem(pair, 0));
}

/* Whether a stretch is near a string of a sieve; -1 with an exception. */
static int passes(Asked *asked, PyObject *pair) {
    int whole;
    const Sieve *sieve = sieve_in(pair, &whole);
    const Marks *marks = sieve == NULL ? NULL : marks_of(asked, whole, sieve);
    return marks == NULL ? -1 : sift(sieve, marks, NULL);
}

/* Whether it passes one of some sieves; -1 with an exception. */
static int passes_one(Asked *asked, PyObject *groups, Py_ssize_t group) {
    PyObject *pairs = PyTuple_Check(groups) ? PyTuple_GetItem(groups, group) : NULL;
    if (pairs == NULL || !PyTuple_Check(pairs)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "there are no such sieves");
        return -1;
    }
    int found = 0;
    for (Py_ssize_t i = 0; found == 0 && i < PyTuple_Size(pairs); i++)
        found = passes(asked, PyTuple_GetItem(pairs, i));
    return found;
}

/* The sieves as Python has them, and those asked for last: most windows are of one script. */
enum { REMEMBERED = 8 };
typedef struct {
    PyObject *sieves, *of[REMEMBERED + 1]; /* by how many words; the last is for more of them */
    char script[REMEMBERED];
    Py_ssize_t size;
} Sifting;

/* The sieves for the script of a stretch and its words, borrowed; NULL with an exception. */
static PyObject *sieves_for(const Stretch *stretch, Sifting *sifting) {
    Py_ssize_t words = stretch->words, size = stretch->script.size;
    int is_known = size == sifting->size && size < REMEMBERED &&
                   memcmp(stretch->script.letters, sifting->script, (size_t)size) == 0;
    if (is_known && words < REMEMBERED && sifting->of[words] != NULL)
        return sifting->of[words];
    PyObject *said = Py_BuildValue("(s#n)", stretch->script.letters, size, words);
    PyObject *found = said == NULL ? NULL : PyObject_GetItem(sifting->sieves, said);
    Py_XDECREF(said);
    Py_ssize_t place = words < REMEMBERED ? words : REMEMBERED;
    for (int i = 0; i <= REMEMBERED; i++)
        if (!is_known || i == place)
            Py_CLEAR(sifting->of[i]);
    sifting->size = size;
    memcpy(sifting->script, stretch->script.letters, (size_t)(size < REMEMBERED ? size : 0));
    return sifting->of[place] = found;
}

/* Whether it passes one of the first sieves for its script and its words; or one of the second
 * ones, and one of the third ones. */
static PyObject *passing(const Stretch *stretch, void *sifting) {
    Asked asked = {.stretch = stretch};
    PyObject *groups = sieves_for(stretch, sifting);
    int found = groups == NULL ? -1 : passes_one(&asked, groups, 0);
    if (found == 0)
        found = passes_one(&asked, groups, 1);
    else if (found > 0)
        found = 2;
    if (found == 1)
        found = passes_one(&asked, groups, 2);
    PyMem_Free(asked.marks[0].letters);
    PyMem_Free(asked.marks[1].letters);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *sift_windows(PyObject *Py_UNUSED(module), PyObject *args) {
    Reading reading = {0};
    Sifting sifting = {.size = -1};
    Py_buffer windows;
    if (!PyArg_ParseTuple(args, "Uy*y*y*Oy*O:sift", &reading.text, &reading.starts, &reading.ends,
                          &reading.joints, &reading.words, &windows, &sifting.sieves))
        return NULL;
    PyObject *found = ask_windows(&reading, &windows, passing, &sifting);
    for (int i = 0; i <= REMEMBERED; i++)
        Py_XDECREF(sifting.of[i]);
    return found;
}

/* --- the rows of a large table ---------------------------------------------------------------- */

/* What is asked of the rows by one name: the signature, how many marks may lack, and the nearest
 * rows so far, in order: in the upper half in how many bits each differs, then its number. Those
 * that differ in more than `limit` aren't among them. */
typedef struct {
    uint64_t marks, limit, *rows;
    Py_ssize_t size;
    unsigned most;
} Near;

typedef struct {
    Near *names;
    uint64_t *rows; /* of all names */
    Py_ssize_t count, room;
    const char *signatures; /* two of each row, as they lie in a file; the first counts here */
    Py_ssize_t held;
} Nearest;

/* Signatures of so many rows more are on their way from memory. */
#define AHEAD 24

/* One of some numbers of 32 bits, wherever they lie. */
static uint32_t row_at(const Py_buffer *rows, Py_ssize_t place) {
    uint32_t row;
    memcpy(&row, (const char *)rows->buf + 4 * place, 4);
    return row;
}

static void insert(Near *near, Py_ssize_t room, uint64_t row) {
    Py_ssize_t place = near->size;
    while (place > 0 && near->rows[place - 1] > row)
        place--;
    if (place > 0 && near->rows[place - 1] == row)
        return; /* it was in another bucket, too */
    if (near->size < room)
        near->size++;
    if (place < near->size) {
        memmove(near->rows + place + 1, near->rows + place,
                (size_t)(near->size - place - 1) * sizeof row);
        near->rows[place] = row;
    }
    if (near->size == room)
        near->limit = near->rows[room - 1] < near->limit ? near->rows[room - 1] : near->limit;
}

/* Go through the rows of a bucket for the names that ask for it; -1 with an exception where a row
 * or a name is none. */
static int add_bucket(Nearest *nearest, const Py_buffer *bucket, const Py_buffer *asking) {
    Py_ssize_t count = asking->len / 4;
    for (Py_ssize_t i = 0; i < count; i++)
        if (row_at(asking, i) >= (size_t)nearest->count) {
            PyErr_SetString(PyExc_IndexError, "a name asks that there isn't");
            return -1;
        }
    Py_ssize_t size = bucket->len / 4;
    for (Py_ssize_t at = 0; at < size; at++) {
        uint32_t row = row_at(bucket, at);
        if (at + AHEAD < size)
            PREFETCH(nearest->signatures + 16 * (size_t)row_at(bucket, at + AHEAD));
        if ((Py_ssize_t)row >= nearest->held) {
            PyErr_SetString(PyExc_IndexError, "a bucket holds a row that there isn't");
            return -1;
        }
        uint64_t signature = (uint64_t)number_at(nearest->signatures, 2 * (Py_ssize_t)row);
        for (Py_ssize_t i = 0; i < count; i++) {
            Near *near = &nearest->names[row_at(asking, i)];
            uint64_t found = (uint64_t)bits_in(near->marks ^ signature) << 32 | row;
            if (found <= near->limit)
                insert(near, nearest->room, found);
        }
    }
    return 0;
}

/* Of the nearest those that have or lack no more marks. */
static PyObject *alike(const Nearest *nearest, const Near *near) {
    PyObject *rows = PyList_New(0);
    for (Py_ssize_t i = 0; rows != NULL && i < near->size; i++) {
        uint32_t number = (uint32_t)near->rows[i];
        uint64_t held = (uint64_t)number_at(nearest->signatures, 2 * (Py_ssize_t)number);
        if (bits_in(near->marks & ~held) > near->most || bits_in(held & ~near->marks) > near->most)
            continue;
        PyObject *row = PyLong_FromUnsignedLong(number);
        if (row == NULL || PyList_Append(rows, row) < 0)
            Py_CLEAR(rows);
        Py_XDECREF(row);
    }
    return rows;
}

/* Go through all buckets, each a pair of its rows and the names that ask for it. */
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

/* What is asked by each name: its marks, and how many of them may differ. */
static int read_names(Nearest *nearest, const Py_buffer *marks, const Py_buffer *most) {
    for (Py_ssize_t i = 0; i < nearest->count; i++) {
        Near *near = &nearest->names[i];
        int64_t differ = number_at(most->buf, i);
        if (differ < 0 || differ > MOST_LETTERS) {
            PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
            return -1;
        }
        near->marks = (uint64_t)number_at(marks->buf, i);
        near->most = (unsigned)differ;
        /* rows that differ in more bits than twice as many are behind any that may be alike */
        near->limit = (uint64_t)(2 * differ) << 32 | UINT32_MAX;
        near->rows = nearest->rows + i * nearest->room;
    }
    return 0;
}

static PyObject *nearest_of(Nearest *nearest, PyObject *buckets, const Py_buffer *marks,
                            const Py_buffer *most) {
    if (read_names(nearest, marks, most) < 0 || add_buckets(nearest, buckets) < 0)
        return NULL;
    PyObject *found = PyList_New(nearest->count);
    for (Py_ssize_t i = 0; found != NULL && i < nearest->count; i++) {
        PyObject *rows = alike(nearest, &nearest->names[i]);
        if (rows == NULL)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, i, rows);
    }
    return found;
}

static PyObject *nearest(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *buckets, *found = NULL;
    Py_buffer signatures, marks, most;
    Nearest nearest = {0};
    if (!PyArg_ParseTuple(args, "O!y*y*y*n:nearest", &PyTuple_Type, &buckets, &signatures, &marks,
                          &most, &nearest.room))
        return NULL;
    nearest.signatures = signatures.buf;
    nearest.held = signatures.len / 16;
    nearest.count = marks.len / 8;
    if (nearest.room < 1 || nearest.room > MOST_LETTERS || most.len != marks.len)
        PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
    else {
        size_t names = (size_t)nearest.count + 1;
        nearest.names = PyMem_Calloc(names, sizeof(Near));
        nearest.rows = PyMem_Calloc(names * (size_t)nearest.room, sizeof(uint64_t));
        found = nearest.names == NULL || nearest.rows == NULL
                    ? PyErr_NoMemory()
                    : nearest_of(&nearest, buckets, &marks, &most);
    }
    PyMem_Free(nearest.names);
    PyMem_Free(nearest.rows);
    PyBuffer_Release(&signatures);
    PyBuffer_Release(&marks);
    PyBuffer_Release(&most);
    return found;
}

/* --- what the module has of it ---------------------------------------------------------------- */

static PyMethodDef functions[] = {
    {"sift", sift_windows, METH_VARARGS,
     "sift(text, starts, ends, joints, words, windows, sieves) -> of each window whether it is\n"
     "near one of the strings in the sieves under its script and how many words it has, or None\n"
     "where it isn't known what it sounds like. There are three groups of pairs (sieve, whether\n"
     "all marks are compared): one of the first lets it pass, or one of the second and one of the\n"
     "third."},
    {"nearest", nearest, METH_VARARGS,
     "nearest(buckets, signatures, marks, most, count) -> of each name the rows in the buckets\n"
     "that it asks for, of `count` whose signatures (the first of two of each row) are the\n"
     "nearest to its marks, that have or lack no more marks than `most`. A bucket is a pair of\n"
     "its rows and the places of the names (32 bits each); marks and most are numbers of 64 bits."},
    {NULL, NULL, 0, NULL},
};

int add_gate(PyObject *module) { return PyModule_AddFunctions(module, functions); }
