/* The words of a running text, compiled: where each stands, what it is, and what parts it from the
 * next one. `plain_split` in translit/language/run.py is the reference, and
 * tests/language/test_run.py holds the two against each other. What a word or a gap is, Python's
 * mappings say; most gaps are a space, and are known here.
 */
#include "core.h"

/* The same numbers as in run.py: a gap that joins two words, and one of blanks alone. */
enum { JOINED = 1, BLANK = 4 };
/* No longer gap joins two words; a full stop may stand before it: words.LONGEST_JOINT. */
#define LONGEST_GAP 9
/* A possessive is one of these signs and an s, behind something. */
#define APOSTROPHE 0x27
#define CURLED 0x2019
#define POSSESSIVE 2

/* What a code point is, as words.py says: in a word, what may stand within one, or neither. */
enum { IN_WORD = 'w', WITHIN = '\'', BESIDE = ' ' };
/* Of so many code points it is known once one is met: the alphabets of most texts. */
#define POINTS 0x800

typedef struct {
    PyObject *text, *shape, *kinds, *pieces, *gaps;
    Py_UCS4 *letters;
    Py_ssize_t length;
    char shapes[POINTS];
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
    if (to - from == 1 && words->letters[from] == ' ')
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

/* What the code point at a place is; -1 with an exception. */
static int shape_at(Words *words, Py_ssize_t at) {
    Py_UCS4 point = words->letters[at];
    if (point < POINTS && words->shapes[point])
        return words->shapes[point];
    PyObject *number = PyLong_FromUnsignedLong(point);
    PyObject *found = number == NULL ? NULL : PyObject_GetItem(words->shape, number);
    Py_UCS4 shape = found != NULL && PyUnicode_Check(found) && PyUnicode_GetLength(found) == 1
                        ? PyUnicode_ReadChar(found, 0)
                        : 0;
    Py_XDECREF(number);
    Py_XDECREF(found);
    if (shape != IN_WORD && shape != WITHIN && shape != BESIDE) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a code point has no such shape");
        return -1;
    }
    if (point < POINTS)
        words->shapes[point] = (char)shape;
    return (int)shape;
}

static int is_possessive(const Words *words, Py_ssize_t start, Py_ssize_t end) {
    return end - start > POSSESSIVE && words->letters[end - 1] == 's' &&
           (words->letters[end - POSSESSIVE] == APOSTROPHE ||
            words->letters[end - POSSESSIVE] == CURLED);
}

/* Where a word ends that starts at a place, and whether a full stop stands in it; -1 with an
 * exception. */
static Py_ssize_t end_of(Words *words, Py_ssize_t start, int *stopped) {
    Py_ssize_t end = start + 1, at = end;
    int shape = IN_WORD, stop = 0;
    *stopped = 0;
    for (; at < words->length && (shape = shape_at(words, at)) > 0 && shape != BESIDE; at++) {
        stop |= words->letters[at] == '.';
        if (shape == IN_WORD) {
            end = at + 1;
            *stopped = stop;
        }
    }
    return shape < 0 ? -1 : end;
}

static int fill(Words *words) {
    for (Py_ssize_t at = 0; at < words->length;) {
        int shape = shape_at(words, at), stopped;
        if (shape != IN_WORD) {
            at++;
            if (shape < 0)
                return -1;
            continue;
        }
        Py_ssize_t end = end_of(words, at, &stopped);
        Py_ssize_t kept = end > 0 && is_possessive(words, at, end) ? end - POSSESSIVE : end;
        if (end < 0 || (stopped ? add_pieces(words, at, kept) : add(words, at, kept)) < 0)
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
    PyObject *found = NULL;
    Words words = {0};
    if (!PyArg_ParseTuple(args, "UOOOO:split", &words.text, &words.shape, &words.kinds,
                          &words.pieces, &words.gaps))
        return NULL;
    words.length = PyUnicode_GetLength(words.text);
    words.letters = PyUnicode_AsUCS4Copy(words.text);
    if (words.letters != NULL && make_room(&words) == 0 && fill(&words) == 0)
        found = told(&words);
    PyMem_Free(words.letters);
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
     "and ends (64 bits each), what each is, and what parts it from the next one; `shape` is\n"
     "what a code point is, as words.py has it."},
    {NULL, NULL, 0, NULL},
};

int add_run(PyObject *module) { return PyModule_AddFunctions(module, functions); }
