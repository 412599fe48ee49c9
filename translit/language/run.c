/* The words of a running text, compiled: where each stands, what it is, and what parts it from the
 * next one. `plain_split` in translit/language/run.py is the reference, and
 * tests/language/test_run.py holds the two against each other. What a word or a gap is, Python's
 * mappings say; most gaps are a space, and are known here.
 */
#include "core.h"
#include <string.h>

/* The same numbers as in run.py: a gap that joins two words, and one of blanks alone. */
enum { JOINED = 1, BLANK = 4 };
/* No longer gap joins two words; a full stop may stand before it: words.LONGEST_JOINT. */
#define LONGEST_GAP 9
/* A possessive is one of these signs and an s, behind something. */
#define APOSTROPHE 0x27
#define CURLED 0x2019
#define POSSESSIVE 2

typedef struct {
    PyObject *text, *kinds, *pieces, *gaps;
    const char *shape; /* of each code point "w" in a word, "'" for what may stand within one */
    Py_ssize_t length;
    int64_t *starts, *ends;
    char *each, *joints;
    Py_ssize_t size, room;
} Words;

/* Memory for more of what there is of a size, or what there was, and then no room. */
static void *grown(void *some, Py_ssize_t *room, size_t size) {
    void *more = PyMem_Realloc(some, (size_t)*room * size);
    if (more != NULL)
        return more;
    *room = 0;
    return some;
}

static int make_room(Words *words) {
    Py_ssize_t room = words->room * 2 + 64;
    if (words->size < words->room)
        return 0;
    words->starts = grown(words->starts, &room, sizeof(int64_t));
    words->ends = grown(words->ends, &room, sizeof(int64_t));
    words->each = grown(words->each, &room, 1);
    words->joints = grown(words->joints, &room, 1);
    if (room == 0) {
        PyErr_NoMemory();
        return -1;
    }
    words->room = room;
    return 0;
}

/* What a mapping says of a part of the text, as a byte; -1 with an exception. */
static int asked(PyObject *mapping, PyObject *part) {
    PyObject *found = part == NULL ? NULL : PyObject_GetItem(mapping, part);
    long number = found == NULL ? -1 : PyLong_AsLong(found);
    Py_XDECREF(found);
    if (number >= 0 && number < 256)
        return (int)number;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a kind is a byte");
    return -1;
}

/* How a gap parts two words; -1 with an exception. */
static int joint(const Words *words, Py_ssize_t from, Py_ssize_t to) {
    if (to - from > LONGEST_GAP)
        return 0;
    if (to - from == 1 && PyUnicode_ReadChar(words->text, from) == ' ')
        return JOINED | BLANK;
    PyObject *gap = PyUnicode_Substring(words->text, from, to);
    int found = asked(words->gaps, gap);
    Py_XDECREF(gap);
    return found;
}

static int add(Words *words, Py_ssize_t start, Py_ssize_t end) {
    if (make_room(words) < 0)
        return -1;
    PyObject *word = PyUnicode_Substring(words->text, start, end);
    int kind = asked(words->kinds, word);
    Py_XDECREF(word);
    Py_ssize_t place = words->size;
    int before = kind < 0 || place == 0 ? 0 : joint(words, words->ends[place - 1], start);
    if (kind < 0 || before < 0)
        return -1;
    if (place > 0)
        words->joints[place - 1] = (char)before;
    words->starts[place] = start;
    words->ends[place] = end;
    words->each[place] = (char)kind;
    words->joints[place] = 0;
    words->size++;
    return 0;
}

/* Add the words of one in which a full stop stands: Homs.Aleppo. */
static int add_pieces(Words *words, Py_ssize_t start, Py_ssize_t end) {
    PyObject *word = PyUnicode_Substring(words->text, start, end);
    PyObject *found = word == NULL ? NULL : PyObject_GetItem(words->pieces, word);
    Py_XDECREF(word);
    if (found == NULL)
        return -1;
    Py_ssize_t last = start;
    int failed = !PyTuple_Check(found);
    for (Py_ssize_t i = 0; !failed && i < PyTuple_Size(found); i++) {
        Py_ssize_t since, until;
        PyObject *piece = PyTuple_GetItem(found, i);
        failed = !PyTuple_Check(piece) || !PyArg_ParseTuple(piece, "nn", &since, &until) ||
                 since < last - start || until <= since || until > end - start ||
                 add(words, start + since, start + until) < 0;
        last = failed ? last : start + until;
    }
    if (failed && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "pieces are places in a word, in order");
    Py_DECREF(found);
    return failed ? -1 : 0;
}

static int is_possessive(const Words *words, Py_ssize_t start, Py_ssize_t end) {
    if (end - start <= POSSESSIVE || words->shape[end - POSSESSIVE] != '\'' ||
        PyUnicode_ReadChar(words->text, end - 1) != 's')
        return 0;
    Py_UCS4 sign = PyUnicode_ReadChar(words->text, end - POSSESSIVE);
    return sign == APOSTROPHE || sign == CURLED;
}

/* Where a word ends that starts at a place, and whether a full stop stands in it. */
static Py_ssize_t end_of(const Words *words, Py_ssize_t start, int *stopped) {
    Py_ssize_t end = start + 1, at = end;
    *stopped = 0;
    while (at < words->length && words->shape[at] != ' ') {
        if (words->shape[at++] != 'w')
            continue;
        for (Py_ssize_t within = end; !*stopped && within < at - 1; within++)
            *stopped = PyUnicode_ReadChar(words->text, within) == '.';
        end = at;
    }
    return end;
}

static int fill(Words *words) {
    for (Py_ssize_t at = 0; at < words->length;) {
        if (words->shape[at] != 'w') {
            at++;
            continue;
        }
        int stopped;
        Py_ssize_t end = end_of(words, at, &stopped);
        Py_ssize_t kept = is_possessive(words, at, end) ? end - POSSESSIVE : end;
        if ((stopped ? add_pieces(words, at, kept) : add(words, at, kept)) < 0)
            return -1;
        at = end;
    }
    return 0;
}

static PyObject *told(const Words *words) {
    Py_ssize_t bytes = words->size * (Py_ssize_t)sizeof(int64_t);
    return Py_BuildValue("(y#y#y#y#)", (const char *)words->starts, bytes,
                         (const char *)words->ends, bytes, words->each, words->size,
                         words->joints, words->size);
}

static PyObject *split(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *shape, *found = NULL;
    Words words = {0};
    if (!PyArg_ParseTuple(args, "UUOOO:split", &words.text, &shape, &words.kinds, &words.pieces,
                          &words.gaps))
        return NULL;
    words.shape = PyUnicode_AsUTF8AndSize(shape, &words.length);
    if (words.shape == NULL)
        return NULL;
    if (words.length != PyUnicode_GetLength(words.text))
        PyErr_SetString(PyExc_ValueError, "the shape of a text is as long as the text");
    else if (make_room(&words) == 0 && fill(&words) == 0)
        found = told(&words);
    PyMem_Free(words.starts);
    PyMem_Free(words.ends);
    PyMem_Free(words.each);
    PyMem_Free(words.joints);
    return found;
}

/* --- what the module has of it ---------------------------------------------------------------- */

static PyMethodDef functions[] = {
    {"split", split, METH_VARARGS,
     "split(text, shape, kinds, pieces, gaps) -> the words of a text as bytes: where each starts\n"
     "and ends (64 bits each), what each is, and what parts it from the next one; `shape` is as\n"
     "words.py makes it."},
    {NULL, NULL, 0, NULL},
};

int add_run(PyObject *module) { return PyModule_AddFunctions(module, functions); }
