/* The sounds of Latin words, compiled: translit/language/sounds.py is the reference, and
 * tests/language/test_sounds.py holds this against it. Which spelling stands for which sounds, and
 * how these are coded, is data that Python hands over once.
 */
#include "core.h"

/* A spelling has so many letters at most, and stands for so many sounds; a sound has so many
 * marks. */
#define MOST_SPELT 8
#define MOST_MEANT 3
#define MOST_MARKS 4
#define MOST_SOUNDS 255
/* Letters of ASCII, and what marks where a word begins and ends. */
#define ASCII 128
#define BEGINS '^'
#define ENDS '$'

typedef struct {
    char letters[MOST_SPELT];
    uint8_t size, count, meant[MOST_MEANT];
} Spelling;

/* `class` is 0 for a vowel, and for what comes and goes. */
typedef struct {
    char marks[MOST_MARKS], class;
    uint8_t size;
} Sound;

typedef struct {
    PyObject_HEAD
    PyObject *names, *sounds_type, *part_type;
    Spelling *spellings;              /* those of each first letter together, the longest first */
    Py_ssize_t starts[ASCII + 1];     /* where those of a letter start */
    Sound sounds[MOST_SOUNDS];
    Py_ssize_t count;
} Sounding;

/* --- the tables ------------------------------------------------------------------------------- */

/* The letters of a string of ASCII, and how many; NULL where it is another one. An exception is
 * left where there is no memory alone. */
static const char *ascii_of(PyObject *text, Py_ssize_t *size) {
    const char *letters = PyUnicode_AsUTF8AndSize(text, size);
    if (letters == NULL && PyErr_ExceptionMatches(PyExc_UnicodeError))
        PyErr_Clear(); /* half of a surrogate pair */
    return letters != NULL && *size == PyUnicode_GetLength(text) ? letters : NULL;
}

/* Copy a string of ASCII that has one to `most` letters; how many, or -1 with an exception. */
static Py_ssize_t copied(PyObject *text, char *to, Py_ssize_t most) {
    Py_ssize_t size = 0;
    const char *letters = ascii_of(text, &size);
    if (letters == NULL || size < 1 || size > most) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "%R has not 1 to %zd letters of ASCII", text, most);
        return -1;
    }
    memcpy(to, letters, (size_t)size);
    return size;
}

static int is_row(PyObject *row) {
    if (!PyTuple_Check(row))
        PyErr_SetString(PyExc_TypeError, "a row is no tuple");
    return PyTuple_Check(row);
}

static int read_sound(PyObject *row, Sound *sound) {
    PyObject *marks, *class;
    Py_ssize_t size;
    if (!is_row(row) || !PyArg_ParseTuple(row, "UU", &marks, &class) ||
        (size = copied(marks, sound->marks, MOST_MARKS)) < 0)
        return -1;
    sound->size = (uint8_t)size;
    return PyUnicode_GetLength(class) == 0 || copied(class, &sound->class, 1) == 1 ? 0 : -1;
}

static int read_spelling(const Sounding *self, PyObject *row, Spelling *spelling) {
    PyObject *letters;
    const char *meant;
    Py_ssize_t size, count;
    if (!is_row(row) || !PyArg_ParseTuple(row, "Uy#", &letters, &meant, &count) ||
        (size = copied(letters, spelling->letters, MOST_SPELT)) < 0)
        return -1;
    int known = count <= MOST_MEANT;
    for (Py_ssize_t i = 0; known && i < count; i++) {
        spelling->meant[i] = (uint8_t)meant[i];
        known = spelling->meant[i] < self->count;
    }
    if (!known) {
        PyErr_Format(PyExc_ValueError, "%R stands for sounds that there aren't", letters);
        return -1;
    }
    spelling->size = (uint8_t)size;
    spelling->count = (uint8_t)count;
    return 0;
}

/* Fill the tables from tuples of rows; -1 with an exception where one is none, or out of order. */
static int sounding_fill(Sounding *self, PyObject *spellings, PyObject *sounds) {
    for (Py_ssize_t i = 0; i < self->count; i++)
        if (read_sound(PyTuple_GetItem(sounds, i), &self->sounds[i]) < 0)
            return -1;
    Py_ssize_t count = PyTuple_Size(spellings);
    for (Py_ssize_t i = 0; i < count; i++) {
        Spelling *here = &self->spellings[i], *before = i > 0 ? here - 1 : here;
        if (read_spelling(self, PyTuple_GetItem(spellings, i), here) < 0)
            return -1;
        if (here->letters[0] < before->letters[0] ||
            (here->letters[0] == before->letters[0] && here->size > before->size)) {
            PyErr_SetString(PyExc_ValueError, "spellings go by first letters, the longest first");
            return -1;
        }
        self->starts[here->letters[0] + 1] = i + 1;
    }
    for (int letter = 0; letter < ASCII; letter++)
        if (self->starts[letter + 1] < self->starts[letter])
            self->starts[letter + 1] = self->starts[letter];
    return 0;
}

static void sounding_dealloc(PyObject *object) {
    Sounding *self = (Sounding *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyMem_Free(self->spellings);
    Py_XDECREF(self->names);
    Py_XDECREF(self->sounds_type);
    Py_XDECREF(self->part_type);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *sounding_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names)) {
    PyObject *spellings, *sounds, *named, *sounds_type, *part_type;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!:Sounding", &PyTuple_Type, &spellings, &PyTuple_Type,
                          &sounds, &PyTuple_Type, &named, &PyType_Type, &sounds_type,
                          &PyType_Type, &part_type))
        return NULL;
    Py_ssize_t count = PyTuple_Size(sounds);
    if (count > MOST_SOUNDS || PyTuple_Size(named) != count ||
        !PyType_IsSubtype((PyTypeObject *)sounds_type, &PyTuple_Type) ||
        !PyType_IsSubtype((PyTypeObject *)part_type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_ValueError, "too many sounds, not a name for each, or no tuples");
        return NULL;
    }
    Sounding *self = (Sounding *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->names = Py_NewRef(named);
    self->sounds_type = Py_NewRef(sounds_type);
    self->part_type = Py_NewRef(part_type);
    self->count = count;
    self->spellings = PyMem_Calloc((size_t)PyTuple_Size(spellings) + 1, sizeof(Spelling));
    if (self->spellings == NULL)
        PyErr_NoMemory();
    else if (sounding_fill(self, spellings, sounds) == 0)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

/* --- what is heard ---------------------------------------------------------------------------- */

/* Longer names, their edges counted, are Python's. */
typedef struct {
    uint8_t sounds[MOST_LETTERS * MOST_MEANT];
    Py_ssize_t count, letters;
} Heard;

/* The longest spelling that letters begin with; NULL where none does. */
static const Spelling *longest(const Sounding *self, const char *letters, Py_ssize_t size) {
    const Spelling *found = self->spellings + self->starts[(uint8_t)*letters];
    const Spelling *end = self->spellings + self->starts[(uint8_t)*letters + 1];
    for (; found < end; found++)
        if (found->size <= size && memcmp(found->letters, letters, found->size) == 0)
            return found;
    return NULL;
}

/* Hear a word behind others, each sound once where it is doubled: 1, or 0 where the word, or the
 * name, is Python's; -1 with an exception. */
static int hear(const Sounding *self, PyObject *word, Heard *heard) {
    Py_ssize_t size = 0;
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "a word is a string");
        return -1;
    }
    const char *letters = ascii_of(word, &size);
    if (letters == NULL || size + 2 > MOST_LETTERS - heard->letters)
        return PyErr_Occurred() ? -1 : 0;
    char edged[MOST_LETTERS];
    memcpy(edged + 1, letters, (size_t)size);
    edged[0] = BEGINS;
    edged[size + 1] = ENDS;
    heard->letters += size + 2;
    for (Py_ssize_t place = 0; place < size + 2;) {
        const Spelling *found = longest(self, edged + place, size + 2 - place);
        for (int i = 0; found != NULL && i < found->count; i++)
            if (heard->count == 0 || heard->sounds[heard->count - 1] != found->meant[i])
                heard->sounds[heard->count++] = found->meant[i];
        place += found == NULL ? 1 : found->size;
    }
    return 1;
}

/* The code of sounds: all marks, those of consonants, and the class of each of these, once. */
static PyObject *coded(const Sounding *self, const uint8_t *heard, Py_ssize_t count) {
    char marks[MOST_LETTERS * MOST_MEANT * MOST_MARKS], consonants[sizeof marks];
    char skeleton[MOST_LETTERS * MOST_MEANT];
    Py_ssize_t sizes[3] = {0, 0, 0};
    for (Py_ssize_t i = 0; i < count; i++) {
        const Sound *sound = &self->sounds[heard[i]];
        memcpy(marks + sizes[0], sound->marks, sound->size);
        sizes[0] += sound->size;
        if (sound->class == 0)
            continue;
        memcpy(consonants + sizes[1], sound->marks, sound->size);
        sizes[1] += sound->size;
        if (sizes[2] == 0 || skeleton[sizes[2] - 1] != sound->class)
            skeleton[sizes[2]++] = sound->class;
    }
    PyObject *const items[] = {PyUnicode_FromStringAndSize(marks, sizes[0]),
                               PyUnicode_FromStringAndSize(consonants, sizes[1]),
                               PyUnicode_FromStringAndSize(skeleton, sizes[2])};
    return tuple_of(self->sounds_type, items, 3);
}

static PyObject *sounding_sounds(PyObject *object, PyObject *words) {
    Heard heard = {.count = 0, .letters = 0};
    if (!PyTuple_Check(words)) {
        PyErr_SetString(PyExc_TypeError, "the words are a tuple");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_Size(words); i++) {
        int known = hear((Sounding *)object, PyTuple_GetItem(words, i), &heard);
        if (known < 1)
            return known < 0 ? NULL : Py_NewRef(Py_None);
    }
    return coded((Sounding *)object, heard.sounds, heard.count);
}

static PyObject *name_of(const Sounding *self, const Heard *heard, Py_ssize_t place) {
    return heard->count == 0 ? PyUnicode_FromString("")
                             : Py_NewRef(PyTuple_GetItem(self->names, heard->sounds[place]));
}

static PyObject *sounding_part(PyObject *object, PyObject *word) {
    const Sounding *self = (Sounding *)object;
    Heard heard = {.count = 0, .letters = 0};
    int known = hear(self, word, &heard);
    if (known < 1)
        return known < 0 ? NULL : Py_NewRef(Py_None);
    Py_ssize_t behind = heard.count > 0;
    PyObject *const items[] = {coded(self, heard.sounds, heard.count),
                               coded(self, heard.sounds + behind, heard.count - behind),
                               name_of(self, &heard, 0), name_of(self, &heard, heard.count - 1)};
    return tuple_of(self->part_type, items, 4);
}

/* --- the module ------------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"sounds", sounding_sounds, METH_O,
     "sounds(words) -> the Sounds of Latin words run together; None where that is left to Python:\n"
     "of a word that isn't ASCII, and of very long ones."},
    {"part", sounding_part, METH_O, "part(word) -> the Part of a Latin word; None as above."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc,
     "Sounding(spellings, sounds, names, Sounds, Part): how Latin spellings sound.\n\n"
     "Args:\n"
     "    spellings: tuples (letters, the numbers of the sounds), by first letter, the longest\n"
     "        first.\n"
     "    sounds: tuples (marks, class; an empty string for none).\n"
     "    names: the name of each sound.\n"
     "    Sounds, Part: what the answers are made of.\n\n"
     "Raises:\n"
     "    ValueError: rows are out of order, or too long.\n"
     "    TypeError: rows are no such tuples."},
    {Py_tp_new, sounding_new},
    {Py_tp_dealloc, sounding_dealloc},
    {Py_tp_methods, methods},
    {0, NULL},
};

static PyType_Spec spec = {
    .name = "translit.language._core.Sounding",
    .basicsize = sizeof(Sounding),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

int add_sounds(PyObject *module) { return add_type(module, &spec); }
