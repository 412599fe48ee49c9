/* Sieves: which strings of marks are near one of those of some aliases (translit/index/sieves.py,
 * the reference; tests/index/test_gate.py holds the two against each other).
 *
 * In go strings, what share of the longer one two may differ in, and the class of each mark; what
 * comes out is which of them another string is near, or whether it is near any. So a sieve of
 * "Tt5aBb2iSs6" (Tabis) lets "Rr4aMm3uSs6a" (Ramousa) not pass at a fifth of 12 marks, which is 2:
 * it lacks B, b, 2, t and i, and the two needn't be compared. A sieve doesn't change once it is
 * built.
 */
#include "../language/distance.h"
#include "sieves.h"
#include <math.h>

/* Marks are counted in so many classes, up to so often: the same numbers as in sieves.py. */
#define CLASSES 32
#define TIMES 4
/* Floating-point shares are rounded up by this, as in sieves.py. */
#define ROUNDING 1e-9

/* --- strings of marks ------------------------------------------------------------------------- */

void count_marks(Marks *marks, const uint8_t *classes) {
    memset(marks->counts, 0, sizeof marks->counts);
    for (Py_ssize_t i = 0; i < marks->size; i++) {
        Py_UCS4 point = marks->letters[i] < POINTS ? marks->letters[i] : POINTS - 1;
        for (int time = 0; time < TIMES; time++) {
            uint64_t bit = (uint64_t)1 << (classes[point] + CLASSES * (time & 1));
            if (!(marks->counts[time / 2] & bit)) {
                marks->counts[time / 2] |= bit;
                break;
            }
        }
    }
}

/* The letters of a string, which the caller frees; -1 with an exception where that fails. */
static int read_marks(PyObject *text, Marks *marks, const uint8_t *classes) {
    marks->letters = NULL;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "marks are no string");
        return -1;
    }
    marks->size = PyUnicode_GetLength(text);
    marks->letters = PyUnicode_AsUCS4Copy(text);
    if (marks->size < 0 || marks->letters == NULL)
        return -1;
    count_marks(marks, classes);
    return 0;
}

/* Whether one of two has more marks than so many that the other hasn't: then their edit distance is
 * more, too. Most differ enough in what they have once or twice. */
static int lacks_more(const uint64_t *one, const uint64_t *other, unsigned most) {
    unsigned here = bits_in(one[0] & ~other[0]);
    if (here > most)
        return 1;
    unsigned there = bits_in(other[0] & ~one[0]);
    return there > most || here + bits_in(one[1] & ~other[1]) > most ||
           there + bits_in(other[1] & ~one[1]) > most;
}

/* The edit distance of two strings; -1 with an exception where there is no memory. */
static Py_ssize_t distance_of(const Pattern *pattern, Text other) {
    if (other.size <= MOST_LETTERS || pattern->text.size <= 64)
        return (Py_ssize_t)levenshtein(pattern, other);
    size_t *row = PyMem_Malloc((other.size + 1) * sizeof *row);
    if (row == NULL)
        return PyErr_NoMemory(), -1;
    size_t distance = by_rows(pattern->text, other, 1, row);
    PyMem_Free(row);
    return (Py_ssize_t)distance;
}

/* --- a sieve ---------------------------------------------------------------------------------- */

static void sieve_dealloc(PyObject *object) {
    Sieve *self = (Sieve *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (Py_ssize_t i = 0; self->texts != NULL && i < self->count; i++)
        PyMem_Free(self->texts[i].letters);
    PyMem_Free(self->texts);
    PyMem_Free(self->counts);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static int sieve_fill(Sieve *self, PyObject *texts, const char *classes) {
    for (Py_ssize_t i = 0; i < POINTS; i++) {
        self->classes[i] = (uint8_t)classes[i];
        if (self->classes[i] >= CLASSES) {
            PyErr_SetString(PyExc_ValueError, "there is no such class");
            return -1;
        }
    }
    for (Py_ssize_t i = 0; i < self->count; i++) {
        if (read_marks(PyTuple_GetItem(texts, i), &self->texts[i], self->classes) < 0)
            return -1;
        if (i > 0 && self->texts[i].size < self->texts[i - 1].size) {
            PyErr_SetString(PyExc_ValueError, "the strings are not ordered by their length");
            return -1;
        }
        memcpy(self->counts + 2 * i, self->texts[i].counts, sizeof self->texts[i].counts);
    }
    return 0;
}

static PyObject *sieve_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *texts;
    double share;
    const char *classes;
    Py_ssize_t points;
    static char *const keys[] = {"texts", "share", "classes", NULL};
    if (!PyArg_ParseTupleAndKeywords(args, names, "O!dy#", (char **)keys, &PyTuple_Type, &texts,
                                     &share, &classes, &points))
        return NULL;
    if (points != POINTS || !(share >= 0.0 && share < 1.0)) {
        PyErr_SetString(PyExc_ValueError, "a share is from 0 to 1, and each point has a class");
        return NULL;
    }
    Sieve *self = (Sieve *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->share = share;
    self->count = PyTuple_Size(texts);
    self->texts = PyMem_Calloc((size_t)self->count + 1, sizeof(Marks));
    self->counts = PyMem_Calloc((size_t)self->count + 1, sizeof self->texts->counts);
    if (self->texts == NULL || self->counts == NULL)
        PyErr_NoMemory();
    else if (sieve_fill(self, texts, classes) == 0)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

/* The first string that has so many letters. */
static Py_ssize_t from_length(const Sieve *self, double length) {
    Py_ssize_t from = 0, to = self->count;
    while (from < to) {
        Py_ssize_t middle = from + (to - from) / 2;
        if ((double)self->texts[middle].size < length)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Whether two strings differ in no more than a share of the longer one; -1 with an exception. */
static int is_near(const Sieve *self, const Marks *asked, const Pattern *pattern,
                   const Marks *other) {
    Py_ssize_t longer = asked->size > other->size ? asked->size : other->size;
    Py_ssize_t distance = distance_of(pattern, (Text){other->letters, (size_t)other->size});
    if (distance < 0)
        return -1;
    return longer == 0 || (double)distance / (double)longer <= self->share;
}

/* Behind the last string of the same length as the one at a place. */
static Py_ssize_t end_of_length(const Sieve *self, Py_ssize_t place, Py_ssize_t end) {
    Py_ssize_t size = self->texts[place].size, until = from_length(self, (double)size + 0.5);
    return until < end ? until : end;
}

int sift(const Sieve *self, const Marks *asked, PyObject *found) {
    double length = (double)asked->size, kept = 1.0 - self->share;
    Py_ssize_t place = from_length(self, ceil(length * kept - ROUNDING));
    Py_ssize_t end = from_length(self, length / kept + ROUNDING);
    Pattern pattern;
    int is_read = 0;
    while (place < end) {
        Py_ssize_t size = self->texts[place].size, until = end_of_length(self, place, end);
        double longer = (double)(size > asked->size ? size : asked->size);
        unsigned most = (unsigned)floor(longer * self->share + ROUNDING);
        for (; place < until; place++) {
            if (lacks_more(asked->counts, self->counts + 2 * place, most))
                continue;
            if (!is_read)
                pattern_of(&pattern, (Text){asked->letters, (size_t)asked->size});
            is_read = 1;
            int near = is_near(self, asked, &pattern, &self->texts[place]);
            if (near < 0 || (near && found == NULL))
                return near;
            PyObject *number = near ? PyLong_FromSsize_t(place) : NULL;
            int failed = near && (number == NULL || PyList_Append(found, number) < 0);
            Py_XDECREF(number);
            if (failed)
                return -1;
        }
    }
    return 0;
}

static PyObject *sieve_passing(PyObject *object, PyObject *texts) {
    const Sieve *self = (const Sieve *)object;
    if (!PyList_Check(texts)) {
        PyErr_SetString(PyExc_TypeError, "the strings are no list");
        return NULL;
    }
    Py_ssize_t size = PyList_Size(texts);
    PyObject *found = PyList_New(size);
    for (Py_ssize_t i = 0; found != NULL && i < size; i++) {
        Marks asked;
        int near = -1;
        PyObject *text = PyList_GetItem(texts, i);
        if (text != NULL && read_marks(text, &asked, self->classes) == 0)
            near = sift(self, &asked, NULL);
        if (text != NULL)
            PyMem_Free(asked.letters);
        if (near < 0) {
            Py_CLEAR(found);
            break;
        }
        PyList_SetItem(found, i, PyBool_FromLong(near));
    }
    return found;
}

static PyObject *sieve_near(PyObject *object, PyObject *text) {
    const Sieve *self = (const Sieve *)object;
    Marks asked;
    PyObject *found = PyList_New(0);
    if (found == NULL)
        return NULL;
    if (read_marks(text, &asked, self->classes) < 0 || sift(self, &asked, found) < 0)
        Py_CLEAR(found);
    PyMem_Free(asked.letters);
    return found;
}

const Sieve *sieve_of(PyObject *object) {
    if (PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == (void *)sieve_dealloc)
        return (const Sieve *)object;
    PyErr_SetString(PyExc_TypeError, "this is no sieve");
    return NULL;
}

/* --- the type --------------------------------------------------------------------------------- */

static PyMethodDef sieve_methods[] = {
    {"passing", sieve_passing, METH_O,
     "passing(texts) -> for each of a list of strings whether one of the sieve is near it."},
    {"near", sieve_near, METH_O, "near(text) -> the places of the strings that are near one."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot sieve_slots[] = {
    {Py_tp_doc,
     "Sieve(texts, share, classes): strings of marks, to ask which others are near one of them.\n\n"
     "Args:\n"
     "    texts: the strings, from the shortest to the longest.\n"
     "    share: the share of the longer one, from 0 to 1, in which two may differ.\n"
     "    classes: 129 bytes: the class, from 0 to 31, of each code point of ASCII, and that of\n"
     "        all others.\n\n"
     "Raises:\n"
     "    ValueError: they are out of order, or a number is out of its range.\n"
     "    TypeError: they are no strings."},
    {Py_tp_new, sieve_new},
    {Py_tp_dealloc, sieve_dealloc},
    {Py_tp_methods, sieve_methods},
    {0, NULL},
};

static PyType_Spec sieve_spec = {
    .name = "translit.language._core.Sieve",
    .basicsize = sizeof(Sieve),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = sieve_slots,
};

int add_sieves(PyObject *module) { return add_type(module, &sieve_spec); }
