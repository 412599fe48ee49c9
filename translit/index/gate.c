/* The gate of a scan: which stretches of words may name an alias (translit/index/gate.py, the
 * reference; tests/index/test_gate.py holds the two against each other).
 *
 * In go the windows of a text, which heard.c puts together, and the sieves of a small table; what
 * comes out is which windows one lets pass. So of a text on Libya that names Zuwara in one place
 * most windows end here: no alias has as many of their marks. Of a large table see sounding.c.
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

/* --- what the module has of it ---------------------------------------------------------------- */

static PyMethodDef functions[] = {
    {"sift", sift_windows, METH_VARARGS,
     "sift(text, starts, ends, joints, words, windows, sieves) -> of each window whether it is\n"
     "near one of the strings in the sieves under its script and how many words it has, or None\n"
     "where it isn't known what it sounds like. There are three groups of pairs (sieve, whether\n"
     "all marks are compared): one of the first lets it pass, or one of the second and one of the\n"
     "third."},
    {NULL, NULL, 0, NULL},
};

int add_gate(PyObject *module) { return PyModule_AddFunctions(module, functions); }
