/* A Name: a form with its letters side by side, and what a Weigher asks Python for about it.
 *
 * In go a form (translit/language/form.py) or a row of an Index, whose record says it; what comes
 * out is a Name with the texts of the form and of its words, or none where it is longer than names
 * are. What costs more, such as how systems of romanisation write it, is asked for once, when it is
 * needed (translit/match/compiled.py): of "zwara" the texts alone, of "زوارة" its readings, too.
 */
#include "weighing.h"

/* The answer of a call that is no number smaller than 0; -1 with an exception. */
long number_of(PyObject *answer) {
    long found = answer == NULL ? -1 : PyLong_AsLong(answer);
    Py_XDECREF(answer);
    if (found < 0 && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a number is less than 0");
    return found;
}

int float_of(PyObject *answer, double *found) {
    *found = answer == NULL ? -1.0 : PyFloat_AsDouble(answer);
    Py_XDECREF(answer);
    return *found == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* Ask one of what is asked about a text. */
PyObject *ask(PyObject *call, Text text) {
    PyObject *string = string_of(text);
    PyObject *found = string == NULL ? NULL : PyObject_CallFunctionObjArgs(call, string, NULL);
    Py_XDECREF(string);
    return found;
}

/* Ask what is asked about two texts. */
PyObject *ask_both(PyObject *call, Text one, Text other) {
    PyObject *string = string_of(one), *found = NULL;
    PyObject *second = string == NULL ? NULL : string_of(other);
    if (second != NULL)
        found = PyObject_CallFunctionObjArgs(call, string, second, NULL);
    Py_XDECREF(string);
    Py_XDECREF(second);
    return found;
}

int rarity_of(const Name *name, size_t place, double *found) {
    Word *word = &name->words[place];
    if (isnan(word->rarity) && float_of(ask(name->rarity, word->consonants), &word->rarity) < 0)
        return -1;
    *found = word->rarity;
    return 0;
}

/* The form of a row, by who makes it; NULL with an exception. */
static PyObject *made_of(PyObject *row) {
    PyObject *form = PyObject_CallFunctionObjArgs(PyTuple_GetItem(row, 2), PyTuple_GetItem(row, 1),
                                                  NULL);
    if (form != NULL && (!PyTuple_Check(form) || PyTuple_Size(form) != FIELDS_OF_FORM)) {
        Py_CLEAR(form);
        PyErr_SetString(PyExc_ValueError, "it has no form");
    }
    return form;
}

/* The form of a name, which the name holds; NULL with an exception. */
PyObject *form_of(Name *name) {
    if (name->is_made)
        return name->form;
    PyObject *row = Py_NewRef(name->form), *form = made_of(row);
    if (form != NULL && !name->is_made) { /* and no other thread was quicker */
        name->form = Py_NewRef(form);
        name->is_made = 1;
        Py_DECREF(row);
    }
    Py_DECREF(row);
    Py_XDECREF(form);
    return form == NULL ? NULL : name->form;
}

PyObject *field_of(Name *name, Py_ssize_t field) {
    PyObject *form = form_of(name);
    return form == NULL ? NULL : PyTuple_GetItem(form, field);
}

/* A word of a name as Python has it. */
PyObject *word_of(Name *name, size_t place) {
    PyObject *words = field_of(name, WORDS);
    return words == NULL ? NULL : PyTuple_GetItem(words, (Py_ssize_t)place);
}

/* Find out what the words of a name mean. */
int know_words(Name *name) {
    for (size_t i = 0; i < name->count; i++) {
        Word *word = &name->words[i];
        int kind, trait, particle;
        if (word->is_kind != UNKNOWN)
            continue;
        PyObject *known = ask(name->weigher->calls[OF_WORD], word->letters);
        if (known == NULL || !PyArg_ParseTuple(known, "ppp", &kind, &trait, &particle)) {
            Py_XDECREF(known);
            return -1;
        }
        Py_DECREF(known);
        word->is_trait = (signed char)trait;
        word->is_particle = (signed char)particle;
        word->is_kind = (signed char)kind;
    }
    return 0;
}

/* Whether a word may be known to be another one than words that are like it. */
static int may_be_told(Name *name, size_t place) {
    Word *word = &name->words[place];
    if (word->may_be_told == UNKNOWN) {
        long told = number_of(ask_both(name->weigher->calls[MAY_BE_TOLD], word->letters,
                                       word->latin));
        if (told < 0)
            return -1;
        word->may_be_told = (signed char)told;
    }
    return word->may_be_told;
}

/* Whether a word of one name is known to be another one than a word of the other. */
int are_others(Name *x, size_t mine, Name *y, size_t theirs) {
    const Word *one = &x->words[mine], *other = &y->words[theirs];
    int told = same_text(one->letters, other->letters) ? 0 : may_be_told(x, mine);
    if (told > 0)
        told = may_be_told(y, theirs);
    if (told <= 0)
        return told;
    PyObject *words = word_of(x, mine), *others = word_of(y, theirs);
    return words == NULL || others == NULL
               ? -1
               : (int)number_of(PyObject_CallFunctionObjArgs(x->weigher->calls[ANOTHER_WORD],
                                                             words, others, NULL));
}

void free_readings(Readings *readings) {
    if (readings == NULL)
        return;
    PyMem_Free(readings->spelt);
    PyMem_Free(readings->store);
    PyMem_Free(readings);
}

/* The readings in a tuple of strings, or in their place one spelling. */
static Readings *readings_of(PyObject *strings, Text otherwise) {
    Readings *readings = PyMem_Calloc(1, sizeof(Readings));
    Py_ssize_t count = PyTuple_Size(strings), letters = (Py_ssize_t)otherwise.size;
    if (readings == NULL || count < 0)
        goto failed;
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t size = PyUnicode_GetLength(PyTuple_GetItem(strings, i));
        if (size < 0)
            goto failed;
        readings->are_too_long |= size > MOST_LETTERS;
        letters += size;
    }
    readings->spelt = PyMem_Calloc((size_t)(2 * count + 2), sizeof(Text));
    uint32_t *next = readings->store = PyMem_Malloc((size_t)(2 * letters + 1) * sizeof(uint32_t));
    if (readings->spelt == NULL || readings->store == NULL)
        goto failed;
    readings->count = count ? (size_t)count : 1;
    readings->are_none = count == 0;
    readings->once = readings->spelt + readings->count;
    for (size_t i = 0; i < readings->count; i++) {
        Text spelt = otherwise;
        if (count) {
            PyObject *string = PyTuple_GetItem(strings, (Py_ssize_t)i);
            spelt.size = (size_t)PyUnicode_GetLength(string);
            if (spelt.size && !PyUnicode_AsUCS4(string, next, (Py_ssize_t)spelt.size, 0))
                goto failed;
        } else if (spelt.size)
            memcpy(next, otherwise.letters, spelt.size * sizeof(uint32_t));
        readings->spelt[i] = (Text){next, spelt.size};
        next += spelt.size;
        readings->once[i] = once(next, readings->spelt[i]);
        next += spelt.size;
    }
    return readings;
failed:
    if (!PyErr_Occurred())
        PyErr_NoMemory();
    free_readings(readings);
    return NULL;
}

/* The readings of some letters in the script of a name; where there are none, its Latin letters
 * without spaces. The caller frees them. */
Readings *read_letters(const Name *name, Text text, Text tight) {
    PyObject *script = string_of(name->script), *letters = string_of(text), *strings = NULL;
    if (script != NULL && letters != NULL)
        strings = PyObject_CallFunctionObjArgs(name->weigher->calls[READINGS], script, letters,
                                               NULL);
    Readings *found = strings == NULL ? NULL : readings_of(strings, tight);
    Py_XDECREF(script);
    Py_XDECREF(letters);
    Py_XDECREF(strings);
    return found;
}

/* Those of the name itself, which it keeps. */
const Readings *own_readings(Name *name) {
    if (name->readings == NULL) {
        uint32_t *tight = PyMem_Malloc((name->latin.size + 1) * sizeof(uint32_t));
        if (tight == NULL)
            return PyErr_NoMemory(), NULL;
        Room room = {tight, tight + name->latin.size};
        Text latin = without(&room, name->latin, ' ');
        Readings *found = read_letters(name, name->letters, latin);
        PyMem_Free(tight);
        if (name->readings == NULL) /* no other thread was quicker */
            name->readings = found;
        else
            free_readings(found);
    }
    return name->readings;
}


/* The letters of an item of a tuple, put behind those that are there: 0 where they are too many. */
static int put_text(PyObject *of, Py_ssize_t place, Text *text, uint32_t **next) {
    PyObject *string = of == NULL ? NULL : PyTuple_GetItem(of, place);
    Py_ssize_t size = string == NULL ? -1 : PyUnicode_GetLength(string);
    if (size < 0 || size > MOST_TEXT)
        return size < 0 ? -1 : 0;
    if (next != NULL && size && !PyUnicode_AsUCS4(string, *next, size, 0))
        return -1;
    *text = (Text){next == NULL ? NULL : *next, (size_t)size};
    if (next != NULL)
        *next += size;
    return 1;
}

/* Read the texts of a form, or without `next` their sizes. */
static int put_texts(Name *name, uint32_t **next) {
    static const struct { int place; size_t at; } TEXTS[] = {
        {0, offsetof(Name, joined)}, {1, offsetof(Name, script)}, {2, offsetof(Name, letters)},
        {3, offsetof(Name, latin)}, {5, offsetof(Name, marks)}, {13, offsetof(Name, written)},
    };
    static const struct { int place; size_t at; } OF_WORDS[] = {
        {0, offsetof(Word, letters)}, {1, offsetof(Word, latin)}, {3, offsetof(Word, marks)},
        {4, offsetof(Word, consonants)},
    };
    name->size = 0;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        Text *text = (Text *)((char *)name + TEXTS[i].at);
        int done = put_text(name->form, TEXTS[i].place, text, next);
        if (done <= 0)
            return done;
        name->size += text->size;
    }
    for (size_t j = 0; j < sizeof OF_WORDS / sizeof *OF_WORDS; j++) {
        size_t together = name->count; /* with a space for each */
        for (size_t i = 0; i < name->count; i++) {
            Text *text = (Text *)((char *)&name->words[i] + OF_WORDS[j].at);
            int done = put_text(word_of(name, i), OF_WORDS[j].place, text, next);
            if (done <= 0)
                return done;
            together += text->size;
        }
        if (together > MOST_LETTERS) /* which no form says that agrees with its words */
            return 0;
        name->size += together;
    }
    return 1;
}

/* Make room for so many words, of which nothing is known yet; -1 with an exception. */
static int make_words(Name *name, size_t count) {
    name->count = count;
    name->words = PyMem_Calloc(count + 1, sizeof(Word));
    if (name->words == NULL)
        return PyErr_NoMemory(), -1;
    for (size_t i = 0; i < count; i++) {
        name->words[i].rarity = NAN;
        name->words[i].is_kind = name->words[i].may_be_told = UNKNOWN;
    }
    return 1;
}

static int read_words(Name *name) {
    PyObject *words = field_of(name, WORDS);
    Py_ssize_t count = words == NULL ? -1 : PyTuple_Size(words);
    if (count < 0 || count > MOST_WORDS)
        return count < 0 ? -1 : 0;
    return make_words(name, (size_t)count);
}

/* What its script is, and what follows from its texts. */
static int read_script(Name *name) {
    PyObject *known = ask(name->weigher->calls[OF_SCRIPT], name->script), *channel;
    if (known == NULL ||
        !PyArg_ParseTuple(known, "pOl", &name->is_several, &channel, &name->vowels)) {
        Py_XDECREF(known);
        return -1;
    }
    name->channel = Py_NewRef(channel);
    Py_DECREF(known);
    static const uint32_t LATN[] = {'L', 'a', 't', 'n'};
    name->is_latin = same_text(name->script, (Text){LATN, 4});
    name->is_read = is_ascii(name->joined);
    name->has_syllables = UNKNOWN;
    name->none = NAN;
    return 1;
}

/* The numbers of a form. */
static int read_rest(Name *name) {
    name->vowels = PyLong_AsLong(PyTuple_GetItem(name->form, 11));
    name->guessed = PyObject_IsTrue(PyTuple_GetItem(name->form, 12));
    name->articled = PyObject_IsTrue(PyTuple_GetItem(name->form, 14));
    name->surname = PyLong_AsLong(PyTuple_GetItem(name->form, 15));
    for (int set = 0; set < 4; set++)
        name->has[set] = PyObject_IsTrue(PyTuple_GetItem(name->form, KINDS + set));
    return PyErr_Occurred() ? -1 : 1;
}

/* Take the texts of a row; 0 where they are too many. */
static int take_texts(Name *name, const Recorded *form) {
    size_t together[TEXTS_OF_WORD] = {0};
    name->joined = form->texts[JOINED_TEXT];
    name->script = form->texts[SCRIPT_TEXT];
    name->letters = form->texts[LETTERS_TEXT];
    name->latin = form->texts[LATIN_TEXT];
    name->marks = form->texts[MARKS_TEXT];
    name->written = form->texts[WRITTEN_TEXT];
    for (int i = 0; i < TEXTS_OF_FORM; i++)
        name->size += form->texts[i].size;
    for (size_t i = 0; i < name->count; i++) {
        const Text *word = form->words[i];
        name->words[i].letters = word[WORD_LETTERS];
        name->words[i].latin = word[WORD_LATIN];
        name->words[i].marks = word[WORD_MARKS];
        name->words[i].consonants = word[WORD_CONSONANTS];
        for (int which = 0; which < TEXTS_OF_WORD; which++)
            together[which] += word[which].size + 1; /* with a space for each */
    }
    for (int which = 0; which < TEXTS_OF_WORD; which++) {
        if (together[which] > MOST_LETTERS)
            return 0;
        name->size += together[which];
    }
    return 1;
}

/* Read a row without its form: 1, 0 where it is too long, -1 with an exception. */
static int read_row(Name *name) {
    PyObject *index, *maker;
    unsigned long row;
    Recorded form;
    if (!PyArg_ParseTuple(name->form, "O!kO:row", name->weigher->index, &index, &row, &maker) ||
        row > UINT32_MAX)
        return -1;
    int done = read_recorded(index, (uint32_t)row, &form);
    name->store = form.store;
    if (done <= 0)
        return done;
    name->articled = form.articled;
    name->surname = form.surname;
    memcpy(name->has, form.has, sizeof name->has);
    done = make_words(name, form.count);
    if (done > 0)
        done = take_texts(name, &form);
    return done > 0 ? read_script(name) : done;
}

void name_dealloc(PyObject *object) {
    Name *self = (Name *)object;
    PyTypeObject *type = Py_TYPE(object);
    Py_XDECREF((PyObject *)self->weigher);
    Py_XDECREF(self->form);
    Py_XDECREF(self->rarity);
    Py_XDECREF(self->channel);
    PyMem_Free(self->words);
    PyMem_Free(self->store);
    free_readings(self->readings);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

/* Read a form: 1 where it is read, 0 where it is too long, -1 with an exception. */
static int read_name(Name *self) {
    if (PyTuple_Size(self->form) != FIELDS_OF_FORM)
        return PyErr_Occurred() ? -1 : (PyErr_SetString(PyExc_ValueError, "no form"), -1);
    int done = read_words(self);
    if (done > 0)
        done = put_texts(self, NULL);
    if (done <= 0)
        return done;
    uint32_t *next = self->store = PyMem_Malloc((self->size + 1) * sizeof(uint32_t));
    if (next == NULL)
        return PyErr_NoMemory(), -1;
    done = put_texts(self, &next);
    if (done > 0)
        done = read_script(self);
    return done > 0 ? read_rest(self) : done;
}

/* A Name of a form or of a row, of which nothing is read yet. */
static Name *new_name(Weigher *self, PyObject *form, PyObject *rarity) {
    Name *name = (Name *)((allocfunc)PyType_GetSlot(self->name, Py_tp_alloc))(self->name, 0);
    if (name == NULL)
        return NULL;
    name->weigher = (Weigher *)Py_NewRef((PyObject *)self);
    name->form = Py_NewRef(form);
    name->is_made = !PyTuple_Check(form) || PyTuple_Size(form) != FIELDS_OF_ROW;
    name->rarity = Py_NewRef(rarity);
    return name;
}

/* The Name of a form, or of a row: 1 where it is made, 0 where the form is longer than names, -1
 * with an exception. A row that can't be read here is read by who makes its form, and tells what is
 * wrong with it. */
int name_of(Weigher *self, PyObject *form, PyObject *rarity, Name **found) {
    Name *name = new_name(self, form, rarity);
    if (name == NULL)
        return -1;
    int done = name->is_made ? 0 : read_row(name);
    if (!name->is_made && done <= 0) {
        PyErr_Clear();
        Py_DECREF((PyObject *)name);
        PyObject *made = made_of(form);
        done = made == NULL ? -1 : name_of(self, made, rarity, found);
        Py_XDECREF(made);
        return done;
    }
    if (name->is_made)
        done = PyTuple_Check(form) ? read_name(name) : (PyErr_SetString(PyExc_TypeError,
                                                                      "a form is a tuple"), -1);
    if (done > 0)
        *found = name;
    else
        Py_DECREF((PyObject *)name);
    return done;
}

/* Whether two names are of one form; -1 with an exception. Rows of one table have one record
 * then. */
int are_one_form(Name *one, Name *other) {
    if (!same_text(one->letters, other->letters))
        return 0;
    if (!one->is_made && !other->is_made &&
        PyTuple_GetItem(one->form, 0) == PyTuple_GetItem(other->form, 0))
        return have_one_record(PyTuple_GetItem(one->form, 0),
                               (uint32_t)PyLong_AsLong(PyTuple_GetItem(one->form, 1)),
                               (uint32_t)PyLong_AsLong(PyTuple_GetItem(other->form, 1)));
    PyObject *mine = form_of(one), *its = form_of(other);
    return mine == NULL || its == NULL ? -1 : PyObject_RichCompareBool(mine, its, Py_EQ);
}
