/* The Latin letters of a word by the rules of its script, compiled: `Letters` in
 * translit/language/letters.py is the reference, and tests/language/test_rules.py holds this
 * against it. What may stand where a letter does is worked out in Python when the letter is first
 * met, and held here from then on.
 */
#include "core.h"
#include <stdlib.h>

/* The character that stands for what is no letter of the rules, and for the edges of a word; as END
 * in translit/language/layers.py. */
#define END '$'
/* Longer results, in bytes of UTF-8, are Python's. */
#define MOST_WRITTEN (8 * MOST_LETTERS)

/* Letters in order, one of which a neighbour must be. `of` is the set that they come from. */
typedef struct {
    PyObject *of;
    Py_ssize_t count;
    Py_UCS4 *letters;
} Neighbours;

/* Latin letters in UTF-8. */
typedef struct {
    char *bytes;
    Py_ssize_t size;
} Latin;

/* What may stand at a place: a sequence between neighbours, of which NULL allows any. */
typedef struct {
    Py_UCS4 *sequence;
    Py_ssize_t length;
    const Neighbours *left, *right;
    Latin latin;
} Choice;

/* What is known of a character: the plain letters that it counts as, and what may stand where it
 * does, which is asked for when it is needed: the first choice that fits, else Latin letters alone,
 * which are asked for then, too. */
typedef struct {
    Py_UCS4 code;
    int choices_known, alone_known, in_alphabet;
    Py_UCS4 *plain;
    Py_ssize_t plain_size, count;
    Choice *choices;
    Latin alone;
} Character;

typedef struct {
    PyObject_HEAD
    PyObject *at, *plain, *alphabet, *unruled;
    Character **characters; /* by code point: open addressing, and a power of two many places */
    size_t places, used;
    Neighbours **neighbours;
    Py_ssize_t neighbours_count;
} Writer;

/* --- what is known of characters -------------------------------------------------------------- */

/* The code points of a string in memory of its own; NULL with an exception. */
static Py_UCS4 *codes_of(PyObject *text, Py_ssize_t *size) {
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "letters are a string");
        return NULL;
    }
    *size = PyUnicode_GetLength(text);
    Py_UCS4 *codes = PyMem_Malloc(((size_t)*size + 1) * sizeof(Py_UCS4));
    if (codes == NULL)
        PyErr_NoMemory();
    else if (PyUnicode_AsUCS4(text, codes, *size + 1, 1) == NULL) {
        PyMem_Free(codes);
        codes = NULL;
    }
    return codes;
}

static int read_latin(PyObject *text, Latin *latin) {
    Py_ssize_t size;
    const char *bytes = PyUnicode_Check(text) ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    if (bytes == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "Latin letters are a string");
        return -1;
    }
    if ((latin->bytes = PyMem_Malloc((size_t)size + 1)) == NULL)
        return PyErr_NoMemory(), -1;
    memcpy(latin->bytes, bytes, (size_t)size);
    latin->size = size;
    return 0;
}

static int by_code(const void *one, const void *other) {
    Py_UCS4 x = *(const Py_UCS4 *)one, y = *(const Py_UCS4 *)other;
    return (x > y) - (x < y);
}

static void free_neighbours(Neighbours *made) {
    Py_XDECREF(made->of);
    PyMem_Free(made->letters);
    PyMem_Free(made);
}

/* Fill neighbours from a set of characters; -1 with an exception. */
static int read_neighbours(Neighbours *made, PyObject *set) {
    PyObject *letters = PySequence_List(set), *nothing = NULL, *text = NULL;
    if (letters != NULL && (nothing = PyUnicode_FromString("")) != NULL &&
        (text = PyUnicode_Join(nothing, letters)) != NULL &&
        (made->letters = codes_of(text, &made->count)) != NULL)
        qsort(made->letters, (size_t)made->count, sizeof(Py_UCS4), by_code);
    Py_XDECREF(letters);
    Py_XDECREF(nothing);
    Py_XDECREF(text);
    return made->letters == NULL ? -1 : 0;
}

/* The neighbours of a set, which many choices share; *found stays NULL for None. -1 with an
 * exception. */
static int neighbours_of(Writer *self, PyObject *set, const Neighbours **found) {
    if (set == Py_None)
        return 0;
    if (!PyAnySet_Check(set)) {
        PyErr_SetString(PyExc_TypeError, "neighbours are a set of letters");
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->neighbours_count; i++)
        if (self->neighbours[i]->of == set) {
            *found = self->neighbours[i];
            return 0;
        }
    Neighbours *made = PyMem_Calloc(1, sizeof(Neighbours));
    if (made == NULL)
        return PyErr_NoMemory(), -1;
    made->of = Py_NewRef(set);
    size_t size = ((size_t)self->neighbours_count + 1) * sizeof(Neighbours *);
    Neighbours **all = NULL;
    if (read_neighbours(made, set) == 0 &&
        (all = PyMem_Realloc(self->neighbours, size)) == NULL)
        PyErr_NoMemory();
    if (all == NULL)
        return free_neighbours(made), -1;
    self->neighbours = all;
    self->neighbours[self->neighbours_count++] = made;
    *found = made;
    return 0;
}

/* Read a choice: a sequence, its length, the letters before and behind, the Latin. */
static int read_choice(Writer *self, PyObject *row, Choice *choice) {
    PyObject *sequence, *left, *right, *latin;
    Py_ssize_t length;
    if (!PyTuple_Check(row)) {
        PyErr_SetString(PyExc_TypeError, "a choice is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(row, "UnOOU", &sequence, &length, &left, &right, &latin) ||
        (choice->sequence = codes_of(sequence, &choice->length)) == NULL ||
        neighbours_of(self, left, &choice->left) < 0 ||
        neighbours_of(self, right, &choice->right) < 0 || read_latin(latin, &choice->latin) < 0)
        return -1;
    if (choice->length != length || length < 1) {
        PyErr_SetString(PyExc_ValueError, "a choice is of so many letters as it says");
        return -1;
    }
    return 0;
}

static void free_character(Character *known) {
    if (known == NULL)
        return;
    for (Py_ssize_t i = 0; known->choices != NULL && i < known->count; i++) {
        PyMem_Free(known->choices[i].sequence);
        PyMem_Free(known->choices[i].latin.bytes);
    }
    PyMem_Free(known->choices);
    PyMem_Free(known->plain);
    PyMem_Free(known->alone.bytes);
    PyMem_Free(known);
}

static int read_choices(Writer *self, PyObject *rows, Character *known) {
    Py_ssize_t count = PyList_Size(rows);
    if ((known->choices = PyMem_Calloc((size_t)count + 1, sizeof(Choice))) == NULL)
        return PyErr_NoMemory(), -1;
    known->count = count;
    for (Py_ssize_t i = 0; i < count; i++)
        if (read_choice(self, PyList_GetItem(rows, i), &known->choices[i]) < 0)
            return -1;
    return 0;
}

/* Ask Python for what a character is: `letter` is it as a string. -1 with an exception. */
static int read_character(Writer *self, PyObject *letter, Character *known) {
    PyObject *point = PyLong_FromUnsignedLong(known->code), *found = NULL;
    int failed = 1;
    if (point != NULL && self->plain != Py_None) {
        found = PyObject_GetItem(self->plain, point);
        failed = found == NULL || (known->plain = codes_of(found, &known->plain_size)) == NULL;
    } else if (point != NULL) {
        known->plain_size = 1;
        failed = (known->plain = PyMem_Malloc(sizeof(Py_UCS4))) == NULL;
        if (failed)
            PyErr_NoMemory();
        else
            *known->plain = known->code;
    }
    if (!failed)
        failed = (known->in_alphabet = PySequence_Contains(self->alphabet, letter)) < 0;
    Py_XDECREF(found);
    Py_XDECREF(point);
    return failed ? -1 : 0;
}

/* What may stand where a character does, of which nothing is known but its code. */
static int read_written(Writer *self, Character *made) {
    PyObject *letter = string_of_points(&made->code, 1);
    PyObject *found = letter == NULL ? NULL : PyObject_GetItem(self->at, letter);
    int failed = found == NULL;
    if (!failed) {
        made->alone_known = !PyList_Check(found);
        failed = made->alone_known ? read_latin(found, &made->alone) < 0
                                   : read_choices(self, found, made) < 0;
    }
    Py_XDECREF(found);
    Py_XDECREF(letter);
    return failed ? -1 : 0;
}

/* Ask Python for what may stand where a character does, if that isn't known. It may run another
 * thread meanwhile, which asks the same: what is known first stays. */
static int learn_written(Writer *self, Character *known) {
    Character *made = PyMem_Calloc(1, sizeof(Character));
    if (made == NULL)
        return PyErr_NoMemory(), -1;
    made->code = known->code;
    int failed = read_written(self, made) < 0;
    if (!failed && !known->choices_known) {
        known->choices = made->choices;
        known->count = made->count;
        known->alone = made->alone;
        known->alone_known = made->alone_known;
        known->choices_known = 1;
        *made = (Character){.code = known->code};
    }
    free_character(made);
    return failed ? -1 : 0;
}

/* Ask Python how a character is written where no choice fits, if that isn't known. It may run
 * another thread meanwhile, which asks the same: what is known first stays. */
static int read_alone(const Writer *self, Character *known) {
    Latin latin = {NULL, 0};
    PyObject *letter = known->alone_known ? NULL : string_of_points(&known->code, 1), *found = NULL;
    if (letter != NULL)
        found = PyObject_CallFunctionObjArgs(self->unruled, letter, NULL);
    if (found != NULL && read_latin(found, &latin) == 0 && !known->alone_known) {
        known->alone = latin;
        known->alone_known = 1;
        latin.bytes = NULL;
    }
    PyMem_Free(latin.bytes);
    Py_XDECREF(found);
    Py_XDECREF(letter);
    return known->alone_known ? 0 : -1;
}

/* The place of a character among those that are known, or where it belongs. */
static Character **place_of(Character **characters, size_t places, Py_UCS4 code) {
    size_t place = (code * 2654435761u) & (places - 1);
    while (characters[place] != NULL && characters[place]->code != code)
        place = (place + 1) & (places - 1);
    return &characters[place];
}

/* Make room for a character more, half of the places being free; -1 with an exception. */
static int make_room(Writer *self) {
    if (2 * (self->used + 1) <= self->places)
        return 0;
    size_t places = self->places ? 2 * self->places : 64;
    Character **wider = PyMem_Calloc(places, sizeof(Character *));
    if (wider == NULL)
        return PyErr_NoMemory(), -1;
    for (size_t i = 0; i < self->places; i++)
        if (self->characters[i] != NULL)
            *place_of(wider, places, self->characters[i]->code) = self->characters[i];
    PyMem_Free(self->characters);
    self->characters = wider;
    self->places = places;
    return 0;
}

/* Meet a character for the first time. Python may run meanwhile, and meet it, too: then the one
 * that is kept is that one. */
static Character *met(Writer *self, Py_UCS4 code) {
    PyObject *letter = string_of_points(&code, 1);
    Character *made = letter == NULL ? NULL : PyMem_Calloc(1, sizeof(Character)), *kept = NULL;
    if (made != NULL) {
        made->code = code;
        if (read_character(self, letter, made) == 0 && make_room(self) == 0) {
            Character **place = place_of(self->characters, self->places, code);
            if (*place == NULL) {
                *place = made;
                made = NULL;
                self->used++;
            }
            kept = *place;
        }
    } else if (letter != NULL)
        PyErr_NoMemory();
    free_character(made);
    Py_XDECREF(letter);
    return kept;
}

/* What is known of a character; NULL with an exception. */
static Character *character_of(Writer *self, Py_UCS4 code) {
    Character *known = self->places ? *place_of(self->characters, self->places, code) : NULL;
    return known != NULL ? known : met(self, code);
}

/* --- a word ----------------------------------------------------------------------------------- */

/* A word's plain letters, what is known of each, and the Latin letters so far. */
typedef struct {
    Py_UCS4 letters[MOST_LETTERS];
    Character *known[MOST_LETTERS];
    Py_ssize_t size, written;
    char latin[MOST_WRITTEN];
} Word;

/* Whether the letter at a place, or the edge of the word, may stand there. */
static int is_beside(const Word *word, Py_ssize_t place, const Neighbours *allowed) {
    if (allowed == NULL)
        return 1;
    int letter = place >= 0 && place < word->size && word->known[place]->in_alphabet;
    Py_UCS4 code = letter ? word->letters[place] : END;
    Py_ssize_t from = 0, to = allowed->count;
    while (from < to) {
        Py_ssize_t middle = from + (to - from) / 2;
        if (allowed->letters[middle] == code)
            return 1;
        if (allowed->letters[middle] < code)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

static int fits(const Word *word, Py_ssize_t place, const Choice *choice) {
    return choice->length <= word->size - place &&
           memcmp(choice->sequence, word->letters + place,
                  (size_t)choice->length * sizeof(Py_UCS4)) == 0 &&
           is_beside(word, place - 1, choice->left) &&
           is_beside(word, place + choice->length, choice->right);
}

/* Take a word apart into plain letters: 1; 0 where it is too long, and -1 with an exception. */
static int read_word(Writer *self, PyObject *text, Word *word) {
    Py_ssize_t size = PyUnicode_GetLength(text);
    Py_UCS4 codes[MOST_LETTERS];
    if (size > MOST_LETTERS)
        return 0;
    if (size > 0 && PyUnicode_AsUCS4(text, codes, size, 0) == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        const Character *known = character_of(self, codes[i]);
        if (known == NULL)
            return -1;
        if (known->plain_size > MOST_LETTERS - word->size)
            return 0;
        memcpy(word->letters + word->size, known->plain,
               (size_t)known->plain_size * sizeof(Py_UCS4));
        word->size += known->plain_size;
    }
    for (Py_ssize_t i = 0; i < word->size; i++)
        if ((word->known[i] = character_of(self, word->letters[i])) == NULL)
            return -1;
    return 1;
}

/* What is written at a place, and for how many letters; NULL with an exception. */
static const Latin *latin_at(Writer *self, const Word *word, Py_ssize_t place,
                             Py_ssize_t *length) {
    Character *known = word->known[place];
    if (!known->choices_known && learn_written(self, known) < 0)
        return NULL;
    for (Py_ssize_t i = 0; i < known->count; i++)
        if (fits(word, place, &known->choices[i])) {
            *length = known->choices[i].length;
            return &known->choices[i].latin;
        }
    *length = 1;
    return read_alone(self, known) < 0 ? NULL : &known->alone;
}

/* Write a word that is taken apart: 1; 0 where there is no room, and -1 with an exception. */
static int write_word(Writer *self, Word *word) {
    for (Py_ssize_t place = 0, length = 0; place < word->size; place += length) {
        const Latin *latin = latin_at(self, word, place, &length);
        if (latin == NULL)
            return -1;
        if (latin->size > MOST_WRITTEN - word->written)
            return 0;
        memcpy(word->latin + word->written, latin->bytes, (size_t)latin->size);
        word->written += latin->size;
    }
    return 1;
}

static PyObject *writer_write(PyObject *object, PyObject *text) {
    Writer *self = (Writer *)object;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a word is a string");
        return NULL;
    }
    Word word;
    word.size = word.written = 0;
    int done = read_word(self, text, &word);
    if (done == 1)
        done = write_word(self, &word);
    if (done < 1)
        return done < 0 ? NULL : Py_NewRef(Py_None);
    return PyUnicode_FromStringAndSize(word.latin, word.written);
}

/* A word as each of some writers writes it; None where one leaves that to Python. */
static PyObject *writer_each(PyObject *type, PyObject *args) {
    PyObject *writers, *text, *found;
    if (!PyArg_ParseTuple(args, "O!U:each", &PyTuple_Type, &writers, &text) ||
        (found = PyList_New(PyTuple_Size(writers))) == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < PyTuple_Size(writers); i++) {
        PyObject *writer = PyTuple_GetItem(writers, i), *latin = NULL;
        if (Py_TYPE(writer) == (PyTypeObject *)type)
            latin = writer_write(writer, text);
        else
            PyErr_SetString(PyExc_TypeError, "writers are a tuple of these");
        if (latin == NULL || latin == Py_None) {
            Py_DECREF(found);
            return latin;
        }
        PyList_SetItem(found, i, latin);
    }
    return found;
}

/* --- the module ------------------------------------------------------------------------------- */

static void writer_dealloc(PyObject *object) {
    Writer *self = (Writer *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (size_t i = 0; i < self->places; i++)
        free_character(self->characters[i]);
    for (Py_ssize_t i = 0; i < self->neighbours_count; i++)
        free_neighbours(self->neighbours[i]);
    PyMem_Free(self->characters);
    PyMem_Free(self->neighbours);
    Py_XDECREF(self->at);
    Py_XDECREF(self->plain);
    Py_XDECREF(self->alphabet);
    Py_XDECREF(self->unruled);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *writer_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names)) {
    PyObject *at, *plain, *alphabet, *unruled;
    if (!PyArg_ParseTuple(args, "OOOO:Writer", &at, &plain, &alphabet, &unruled))
        return NULL;
    Writer *self = (Writer *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->at = Py_NewRef(at);
    self->plain = Py_NewRef(plain);
    self->alphabet = Py_NewRef(alphabet);
    self->unruled = Py_NewRef(unruled);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {
    {"write", writer_write, METH_O,
     "write(word) -> the Latin letters of a lower-case word; None where it is too long for this."},
    {"each", writer_each, METH_VARARGS | METH_CLASS,
     "each(writers, word) -> what each of a tuple of writers writes; None where one leaves it."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc,
     "Writer(at, plain, alphabet, unruled): writes words of a script in Latin letters.\n\n"
     "Args:\n"
     "    at: what may stand where a letter does, by letter: Latin letters, or a list of tuples\n"
     "        (sequence, its length, the letters that the one before is out of, those that the\n"
     "        one behind is out of, Latin letters); None allows any.\n"
     "    plain: the plain letters that a character counts as, by code point; None: all are so.\n"
     "    alphabet: the letters that rules know.\n"
     "    unruled: the Latin letters of one that no choice fits.\n\n"
     "`write` raises TypeError or ValueError where these give something else."},
    {Py_tp_new, writer_new},
    {Py_tp_dealloc, writer_dealloc},
    {Py_tp_methods, methods},
    {0, NULL},
};

static PyType_Spec spec = {
    .name = "translit.language._core.Writer",
    .basicsize = sizeof(Writer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

int add_letters(PyObject *module) { return add_type(module, &spec); }
