/* The windows of words of a text that may be unseen spellings, compiled: `plain_windows` in
 * translit/resolving/unseen.py is the reference, and tests/resolve/test_windows.py holds the two
 * against each other.
 */
#include "../language/core.h"

/* The kinds of words, and what a word is as an article: the same numbers as in run.py. */
enum { MARKED = 1, GRAMMAR = 2, LONG = 4, ALONE = 64 };
#define ARTICLE 1
/* No window has more words than this, but for articles. */
#define WORDS_IN_A_NAME 6

typedef struct {
    PyObject *text, *known; /* what windows mean: None where it is nothing */
    Py_buffer starts, ends, kinds, joints, articles;
    Py_ssize_t count, longest;
    PyObject *written; /* what is found, and of each four numbers: see `Window` in unseen.py */
    int64_t *numbers;
    Py_ssize_t size, room;
} Windows;

static unsigned byte_at(const Py_buffer *bytes, Py_ssize_t place) {
    return ((const unsigned char *)bytes->buf)[place];
}

static int put(Windows *windows, int64_t first, int64_t last, int64_t words, int64_t start) {
    if (windows->size == windows->room) {
        Py_ssize_t room = 2 * windows->room + 64;
        int64_t *grown = PyMem_Realloc(windows->numbers, (size_t)room * 4 * sizeof(int64_t));
        if (grown == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        windows->numbers = grown;
        windows->room = room;
    }
    int64_t *row = windows->numbers + 4 * windows->size++;
    row[0] = first;
    row[1] = last;
    row[2] = words;
    row[3] = start;
    return 0;
}

/* Add the words from one to another one, unless they are too long or known to mean nothing. */
static int add(Windows *windows, Py_ssize_t first, Py_ssize_t last, Py_ssize_t words) {
    int with_article = first > 0 && byte_at(&windows->articles, first - 1) == ARTICLE;
    int64_t start = number_at(windows->starts.buf, first - with_article);
    int64_t end = number_at(windows->ends.buf, last);
    if (end - start > windows->longest)
        return 0;
    PyObject *written = PyUnicode_Substring(windows->text, start, end);
    PyObject *found = written == NULL ? NULL : PyDict_GetItemWithError(windows->known, written);
    int failed = PyErr_Occurred() != NULL;
    if (!failed && found != Py_None)
        failed = put(windows, first, last, words, start) < 0 ||
                 PyList_Append(windows->written, written) < 0;
    Py_XDECREF(written);
    return failed ? -1 : 0;
}

/* Add the windows that begin with a word. */
static int add_from(Windows *windows, Py_ssize_t first) {
    Py_ssize_t last = first, words = 1;
    if (byte_at(&windows->kinds, first) & ALONE && add(windows, first, first, 1) < 0)
        return -1;
    while (words < WORDS_IN_A_NAME && byte_at(&windows->joints, last)) {
        do
            last++;
        while (last + 1 < windows->count && byte_at(&windows->articles, last));
        if (last >= windows->count)
            break;
        words++;
        unsigned kind = byte_at(&windows->kinds, last);
        if (kind & MARKED && !(kind & GRAMMAR) && add(windows, first, last, words) < 0)
            return -1;
        if (kind & LONG && !(kind & (MARKED | GRAMMAR)))
            break;
    }
    return 0;
}

static PyObject *from_to(Windows *windows, Py_ssize_t start, Py_ssize_t end) {
    windows->count = windows->kinds.len;
    if (windows->starts.len != 8 * windows->count || windows->ends.len != 8 * windows->count ||
        windows->joints.len != windows->count || windows->articles.len != windows->count ||
        start < 0 || end > windows->count) {
        PyErr_SetString(PyExc_ValueError, "there is a number of each word");
        return NULL;
    }
    windows->written = PyList_New(0);
    for (Py_ssize_t first = start; windows->written != NULL && first < end; first++)
        if ((byte_at(&windows->kinds, first) & (MARKED | GRAMMAR)) == MARKED &&
            !byte_at(&windows->articles, first) && add_from(windows, first) < 0)
            Py_CLEAR(windows->written);
    if (windows->written == NULL)
        return NULL;
    return Py_BuildValue("(y#N)", windows->numbers == NULL ? "" : (const char *)windows->numbers,
                         windows->size * 4 * (Py_ssize_t)sizeof(int64_t), windows->written);
}

static PyObject *windows(PyObject *Py_UNUSED(module), PyObject *args) {
    Windows some = {0};
    Py_ssize_t start, end;
    if (!PyArg_ParseTuple(args, "Uy*y*y*y*y*nnO!n:windows", &some.text, &some.starts, &some.ends,
                          &some.kinds, &some.joints, &some.articles, &start, &end, &PyDict_Type,
                          &some.known, &some.longest))
        return NULL;
    PyObject *found = from_to(&some, start, end);
    Py_buffer *const buffers[] = {&some.starts, &some.ends, &some.kinds, &some.joints,
                                  &some.articles};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        PyBuffer_Release(buffers[i]);
    PyMem_Free(some.numbers);
    return found;
}

/* --- what the module has of it ---------------------------------------------------------------- */

static PyMethodDef functions[] = {
    {"windows", windows, METH_VARARGS,
     "windows(text, starts, ends, kinds, joints, articles, start, end, known, longest) -> the\n"
     "windows from each word between two places on that may be unseen spellings: four numbers of\n"
     "64 bits each (first and last word, how many, where it starts), and what is written there."},
    {NULL, NULL, 0, NULL},
};

int add_windows(PyObject *module) { return PyModule_AddFunctions(module, functions); }
