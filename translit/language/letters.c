/* The Latin letters of a word by the rules of its script, compiled: `Letters` in
 * translit/language/letters.py is the reference, and tests/language/test_rules.py holds this
 * against it. What was worked out of the rules stays in Python's tables.
 */
#include "core.h"

/* What may stand at a place: a sequence, its length, the letters before and behind, the Latin. */
enum { SEQUENCE, LENGTH, LEFT, RIGHT, LATIN, CHOICE };

/* Whether the letter of a word's shape at a place is one of some letters; None allows any. */
static int is_beside(PyObject *shape, Py_ssize_t place, PyObject *allowed) {
    if (allowed == Py_None)
        return 1;
    PyObject *letter = PyUnicode_Substring(shape, place, place + 1);
    int found = letter == NULL ? -1 : PySequence_Contains(allowed, letter);
    Py_XDECREF(letter);
    return found;
}

/* Whether a choice fits at a place, and how many letters it covers; -1 with an exception. */
static int fits(PyObject *choice, PyObject *word, PyObject *shape, Py_ssize_t place,
                Py_ssize_t *length) {
    if (!PyTuple_Check(choice) || PyTuple_Size(choice) != CHOICE) {
        PyErr_SetString(PyExc_TypeError, "a choice has five parts");
        return -1;
    }
    PyObject *sequence = PyTuple_GetItem(choice, SEQUENCE);
    *length = PyLong_AsSsize_t(PyTuple_GetItem(choice, LENGTH));
    if (*length < 1 || !PyUnicode_Check(sequence)) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "a choice is of letters");
        return -1;
    }
    int found = is_beside(shape, place, PyTuple_GetItem(choice, LEFT));
    if (found == 1)
        found = (int)PyUnicode_Tailmatch(word, sequence, place, PyUnicode_GetLength(word), -1);
    return found == 1 ? is_beside(shape, place + *length + 1, PyTuple_GetItem(choice, RIGHT))
                      : found;
}

/* The Latin letters at a place, borrowed, and how many letters they stand for; NULL where Python
 * has to look, or with an exception. */
static PyObject *latin_at(PyObject *at, PyObject *word, PyObject *shape, Py_ssize_t place,
                          Py_ssize_t *length) {
    PyObject *letter = PyUnicode_Substring(word, place, place + 1);
    PyObject *found = letter == NULL ? NULL : PyDict_GetItemWithError(at, letter);
    Py_XDECREF(letter);
    *length = 1;
    if (found == NULL || !PyList_Check(found))
        return found;
    for (Py_ssize_t i = 0; i < PyList_Size(found); i++) {
        PyObject *choice = PyList_GetItem(found, i);
        int fitting = fits(choice, word, shape, place, length);
        if (fitting)
            return fitting < 0 ? NULL : PyTuple_GetItem(choice, LATIN);
    }
    return NULL;
}

static PyObject *written(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *at, *word, *shape, *latin = NULL, *empty = PyUnicode_FromString("");
    PyObject *parts = PyList_New(0);
    Py_ssize_t length = 0, place = 0;
    if (empty == NULL || parts == NULL ||
        !PyArg_ParseTuple(args, "O!UU:written", &PyDict_Type, &at, &word, &shape))
        goto done;
    for (Py_ssize_t size = PyUnicode_GetLength(word); place < size; place += length) {
        PyObject *part = latin_at(at, word, shape, place, &length);
        if (part == NULL || PyList_Append(parts, part) < 0)
            break;
    }
    if (!PyErr_Occurred())
        latin = place < PyUnicode_GetLength(word) ? Py_NewRef(Py_None)
                                                  : PyUnicode_Join(empty, parts);
done:
    Py_XDECREF(empty);
    Py_XDECREF(parts);
    return latin;
}

static PyMethodDef functions[] = {
    {"written", written, METH_VARARGS,
     "written(at, word, shape) -> the Latin letters of a word by what may stand at each letter;\n"
     "None where that isn't known yet."},
    {NULL, NULL, 0, NULL},
};

int add_letters(PyObject *module) {
    return PyModule_AddFunctions(module, functions);
}
