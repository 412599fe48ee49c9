/* The weighing of pairs, compiled: what a pair of forms promises, and the evidence for it.
 *
 * translit/match/pair.py is the plain way and the reference, with promise.py, counterparts.py,
 * likeness.py, slips.py and contradictions.py: what each step means is told there, and what stands
 * here has the same names. tests/match/test_weighing.py holds the two against each other.
 *
 * A Weigher has the weights, the constants, and what it asks Python for: readings by systems of
 * romanisation, what the words of a form mean, and whatever is rare (numbers, traits, kinds). A
 * Name is a form with its letters side by side, a Compared a pair of them; both ask for what they
 * need once, when it is needed. Forms that are longer than names are left to Python: a Weigher has
 * no Name for them.
 */
#include "../language/distance.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* Forms with a longer text, or with more words, are left to Python. */
#define MOST_TEXT 512
#define MOST_WORDS 32

/* --- what a weigher knows --------------------------------------------------------------------- */

enum { COMMON = 18, HABITS = 9, SLIPS = 12, PROMISE = 10, LETTERS = 128 };
/* The constants, in the order of translit/match/compiled.py. */
enum {
    WRONG, LEAST_GAIN, LACKING_BELOW, COVERED_FROM, A_HAIR, UNLIKE, MUCH, NEVER, A_SLIP,
    SHORTEST_SLIPPED, BEARS_TWO, AN_INITIAL, FOUND_BY_INITIAL, UNLIKE_AS_A_WHOLE, A_LETTER,
    MOST_SLIPPED, MOST_TOLD, A_DOUBLE, MOST_TYPED, BELOW_NONE, NO_TITLE, CONSTANTS
};
/* What Python is asked for, likewise. */
enum {
    OF_SCRIPT, OF_WORD, READINGS, COST_OF, MAY_HAVE_SYLLABLES, CONTRADICT, TRAITS_ALONE,
    KINDS_ALONE, OF_KINDS, RESPELT, NONE_OF_THEM, EVIDENCE, CALLS
};
/* Where some weights of habits stand. */
enum { GAIN, GAIN_ACROSS, GAIN_MORE, COST, QUICK };

typedef struct {
    PyObject_HEAD
    double common[COMMON], habits[HABITS], slips[SLIPS], promise[PROMISE], is[CONSTANTS];
    double surprise[LETTERS]; /* what it costs to guess a letter */
    PyObject *latin;          /* the channel of Latin letters */
    PyObject *calls[CALLS];
} Weigher;

/* What isn't known yet, of what is asked for when it is needed. */
#define UNKNOWN (-1)

/* A core word. */
typedef struct {
    Text letters, latin, marks, consonants;
    double rarity; /* NaN until it is asked for */
    signed char is_kind, is_trait, is_particle;
} Word;

/* Spellings that a name has by the systems of its script, and the same with doubled letters once. */
typedef struct {
    Text *spelt, *once;
    size_t count;
    uint32_t *store;
    int are_none;     /* what stands here is how the name is spelt otherwise */
    int are_too_long; /* to be compared here */
} Readings;

typedef struct {
    PyObject_HEAD
    Weigher *weigher;
    PyObject *form;    /* the form, or what makes it when it is asked for, without `is_made` */
    PyObject *rarity, *channel; /* the channel of its script, or None */
    int is_made, has[4];        /* which of its sets hold something, from KINDS on */
    Text joined, script, letters, latin, marks, written;
    long vowels, surname;
    int guessed, articled, is_latin, is_several, is_read, has_syllables;
    double none; /* NaN until it is asked for */
    size_t count, size; /* its words, and the letters of all its texts together */
    Word *words;
    uint32_t *store;
    Readings *readings; /* NULL until they are asked for */
} Name;

/* --- texts ------------------------------------------------------------------------------------ */

/* Room for the texts that are made while a pair is compared. */
typedef struct {
    uint32_t *next, *end;
} Room;

static double levenshtein_between(Text one, Text other) {
    Pattern pattern;
    pattern_of(&pattern, one);
    return levenshtein_share(&pattern, other);
}

static size_t slips_between(Text one, Text other) {
    Pattern pattern;
    pattern_of(&pattern, one);
    return aligned(&pattern, other);
}

static int is_ascii(Text text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.letters[i] > 127)
            return 0;
    return 1;
}

/* Whether a text stands behind another one by its length, or its letters. */
static int is_longer(Text one, Text other) {
    return one.size == other.size ? in_text_order(one, other) > 0 : one.size > other.size;
}

static Text without(Room *room, Text text, uint32_t letter) {
    Text found = {room->next, 0};
    for (size_t i = 0; i < text.size; i++)
        if (text.letters[i] != letter)
            room->next[found.size++] = text.letters[i];
    room->next += found.size;
    return found;
}

/* Letters with doubled ones once: of three the first two are one, as slips.py has it. */
static Text once(uint32_t *into, Text text) {
    Text found = {into, 0};
    for (size_t i = 0; i < text.size; i++) {
        into[found.size++] = text.letters[i];
        i += i + 1 < text.size && text.letters[i] == text.letters[i + 1];
    }
    return found;
}

/* Whether letters, with all that repeat the one before left out, are those of another text. */
static int is_once(Text text, Text other) {
    size_t at = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (i > 0 && text.letters[i] == text.letters[i - 1])
            continue;
        if (at == other.size || other.letters[at++] != text.letters[i])
            return 0;
    }
    return at == other.size;
}

static PyObject *string_of(Text text) {
    int order = 0;
    return PyUnicode_DecodeUTF32((const char *)text.letters,
                                 (Py_ssize_t)(text.size * sizeof(uint32_t)), "surrogatepass",
                                 &order);
}

/* --- sums ------------------------------------------------------------------------------------- */

/* A sum that keeps what rounding takes (Neumaier 1974). */
typedef struct {
    double sum, lost;
} Sum;

static void add(Sum *sum, double value) {
    double after = sum->sum + value;
    sum->lost += fabs(sum->sum) >= fabs(value) ? (sum->sum - after) + value
                                               : (value - after) + sum->sum;
    sum->sum = after;
}

static double total(const Sum *sum) { return sum->sum + sum->lost; }

static double weighted(const double *weights, const double *features, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i] * features[i];
    return sum;
}

static double least_of(double one, double other) { return other < one ? other : one; }
static double most_of(double one, double other) { return other > one ? other : one; }

/* --- what Python is asked for ----------------------------------------------------------------- */

/* The answer of a call that is no number smaller than 0; -1 with an exception. */
static long number_of(PyObject *answer) {
    long found = answer == NULL ? -1 : PyLong_AsLong(answer);
    Py_XDECREF(answer);
    if (found < 0 && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a number is less than 0");
    return found;
}

static int float_of(PyObject *answer, double *found) {
    *found = answer == NULL ? -1.0 : PyFloat_AsDouble(answer);
    Py_XDECREF(answer);
    return *found == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* Ask one of what is asked about a text. */
static PyObject *ask(PyObject *call, Text text) {
    PyObject *string = string_of(text);
    PyObject *found = string == NULL ? NULL : PyObject_CallFunctionObjArgs(call, string, NULL);
    Py_XDECREF(string);
    return found;
}

static int rarity_of(const Name *name, size_t place, double *found) {
    Word *word = &name->words[place];
    if (isnan(word->rarity) && float_of(ask(name->rarity, word->consonants), &word->rarity) < 0)
        return -1;
    *found = word->rarity;
    return 0;
}

/* Which fields of a form are asked for; the sets stand together. */
enum { WORDS = 4, KINDS = 7, TRAITS, NUMBERS, LEGAL, FIELDS_OF_FORM = 16 };

/* The form of a name, which the name holds; NULL with an exception. */
static PyObject *form_of(Name *name) {
    if (name->is_made)
        return name->form;
    PyObject *maker = Py_NewRef(name->form), *form = PyObject_CallFunctionObjArgs(maker, NULL);
    if (form != NULL && PyTuple_Size(form) != FIELDS_OF_FORM) {
        Py_CLEAR(form);
        PyErr_SetString(PyExc_ValueError, "it has no form");
    }
    if (form != NULL && !name->is_made) { /* and no other thread was quicker */
        name->form = Py_NewRef(form);
        name->is_made = 1;
        Py_DECREF(maker);
    }
    Py_DECREF(maker);
    Py_XDECREF(form);
    return form == NULL ? NULL : name->form;
}

static PyObject *field_of(Name *name, Py_ssize_t field) {
    PyObject *form = form_of(name);
    return form == NULL ? NULL : PyTuple_GetItem(form, field);
}

/* A word of a name as Python has it. */
static PyObject *word_of(Name *name, size_t place) {
    PyObject *words = field_of(name, WORDS);
    return words == NULL ? NULL : PyTuple_GetItem(words, (Py_ssize_t)place);
}

/* Find out what the words of a name mean. */
static int know_words(Name *name) {
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

static void free_readings(Readings *readings) {
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
static Readings *read_letters(const Name *name, Text text, Text tight) {
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
static const Readings *own_readings(Name *name) {
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

/* --- a form ----------------------------------------------------------------------------------- */

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
    for (size_t i = 0; i < name->count; i++)
        for (size_t j = 0; j < sizeof OF_WORDS / sizeof *OF_WORDS; j++) {
            Text *text = (Text *)((char *)&name->words[i] + OF_WORDS[j].at);
            int done = put_text(word_of(name, i), OF_WORDS[j].place, text, next);
            if (done <= 0)
                return done;
            name->size += text->size;
        }
    return 1;
}

static int read_words(Name *name) {
    PyObject *words = field_of(name, WORDS);
    Py_ssize_t count = words == NULL ? -1 : PyTuple_Size(words);
    if (count < 0 || count > MOST_WORDS)
        return count < 0 ? -1 : 0;
    name->count = (size_t)count;
    name->words = PyMem_Calloc(name->count + 1, sizeof(Word));
    if (name->words == NULL)
        return PyErr_NoMemory(), -1;
    for (size_t i = 0; i < name->count; i++) {
        name->words[i].rarity = NAN;
        name->words[i].is_kind = UNKNOWN;
    }
    return 1;
}

/* What its script is, and the numbers of a form. */
static int read_rest(Name *name) {
    PyObject *known = ask(name->weigher->calls[OF_SCRIPT], name->script), *channel;
    if (known == NULL || !PyArg_ParseTuple(known, "pO", &name->is_several, &channel)) {
        Py_XDECREF(known);
        return -1;
    }
    name->channel = Py_NewRef(channel);
    Py_DECREF(known);
    name->vowels = PyLong_AsLong(PyTuple_GetItem(name->form, 11));
    name->guessed = PyObject_IsTrue(PyTuple_GetItem(name->form, 12));
    name->articled = PyObject_IsTrue(PyTuple_GetItem(name->form, 14));
    name->surname = PyLong_AsLong(PyTuple_GetItem(name->form, 15));
    for (int set = 0; set < 4; set++)
        name->has[set] = PyObject_IsTrue(PyTuple_GetItem(name->form, KINDS + set));
    if (PyErr_Occurred())
        return -1;
    static const uint32_t LATN[] = {'L', 'a', 't', 'n'};
    name->is_latin = same_text(name->script, (Text){LATN, 4});
    name->is_read = is_ascii(name->joined);
    name->has_syllables = UNKNOWN;
    name->none = NAN;
    return 1;
}

static void name_dealloc(PyObject *object) {
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
    return done > 0 ? read_rest(self) : done;
}

static PyObject *weigher_name(PyObject *object, PyObject *args) {
    PyObject *form, *rarity;
    PyTypeObject *type = NULL;
    if (!PyArg_ParseTuple(args, "O!O:name", &PyTuple_Type, &form, &rarity))
        return NULL;
    PyObject *module = PyType_GetModule(Py_TYPE(object));
    if (module == NULL)
        return NULL;
    type = (PyTypeObject *)PyObject_GetAttrString(module, "Name");
    Name *self = type == NULL ? NULL
                              : (Name *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    Py_XDECREF((PyObject *)type);
    if (self == NULL)
        return NULL;
    self->weigher = (Weigher *)Py_NewRef(object);
    self->form = Py_NewRef(form);
    self->is_made = 1;
    self->rarity = Py_NewRef(rarity);
    int done = read_name(self);
    if (done > 0)
        return (PyObject *)self;
    Py_DECREF(self);
    if (done < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* --- a side of a pair: a form, or some of its words ------------------------------------------- */

/* `places` are those of its words, in their order; NULL where the form is as it is. */
typedef struct {
    Name *name;
    size_t count;
    const unsigned char *places;
    Text marks;
} Side;

static Side whole_side(Name *name) { return (Side){name, name->count, NULL, name->marks}; }

static size_t place_in(const Side *side, size_t number) {
    return side->places == NULL ? number : side->places[number];
}

static Word *word_in(const Side *side, size_t number) {
    return &side->name->words[place_in(side, number)];
}

/* How the words of a side are spelt: as its script writes them, or in Latin letters; how they
 * sound; or their consonants. */
enum { LETTERS_OF, LATIN_OF, MARKS_OF, CONSONANTS_OF };

static Text text_of(const Word *word, int which) {
    switch (which) {
    case LETTERS_OF:
        return word->letters;
    case LATIN_OF:
        return word->latin;
    case MARKS_OF:
        return word->marks;
    default:
        return word->consonants;
    }
}

/* The texts of some words, one behind the other, with spaces between them or not. */
static Text run_together(Room *room, const Side *side, int which, int spaced) {
    Text found = {room->next, 0};
    for (size_t i = 0; i < side->count; i++) {
        Text text = text_of(word_in(side, i), which);
        if (spaced && i > 0)
            room->next[found.size++] = ' ';
        if (text.size)
            memcpy(room->next + found.size, text.letters, text.size * sizeof(uint32_t));
        found.size += text.size;
    }
    room->next += found.size;
    return found;
}

/* A side's spelling as a whole, without spaces where they aren't wanted. */
static Text spelt_side(Room *room, const Side *side, int which, int spaced) {
    Text spelt = which == LATIN_OF ? side->name->latin : side->name->letters;
    if (side->places != NULL)
        return run_together(room, side, which, spaced);
    return spaced ? spelt : without(room, spelt, ' ');
}

static int is_side_read(const Side *side) {
    if (side->places == NULL)
        return side->name->is_read;
    for (size_t i = 0; i < side->count; i++)
        if (!is_ascii(word_in(side, i)->latin))
            return 0;
    return 1;
}

/* Whether a text may end in the sound that another one begins with: sounds have 1 to 3 marks. */
static int may_sound_once(Text before, Text after) {
    for (size_t size = 1; size <= 3 && size <= before.size && size <= after.size; size++)
        if (!memcmp(before.letters + before.size - size, after.letters, size * sizeof(uint32_t)))
            return 1;
    return 0;
}

/* The marks of words run together, as Python works them out. */
static int sound_out(Room *room, Side *side) {
    PyObject *words = PyTuple_New((Py_ssize_t)side->count);
    for (size_t i = 0; words != NULL && i < side->count; i++) {
        PyObject *word = word_of(side->name, place_in(side, i));
        if (word == NULL || PyTuple_SetItem(words, (Py_ssize_t)i, Py_NewRef(word)) < 0)
            Py_CLEAR(words);
    }
    PyObject *marks = words == NULL ? NULL : PyObject_CallFunctionObjArgs(
        side->name->weigher->calls[RESPELT], words, NULL);
    Py_XDECREF(words);
    Py_ssize_t size = marks == NULL ? -1 : PyUnicode_GetLength(marks);
    if (size > room->end - room->next) {
        PyErr_SetString(PyExc_ValueError, "words have more sounds together than alone");
        size = -1;
    }
    if (size > 0 && !PyUnicode_AsUCS4(marks, room->next, size, 0))
        size = -1;
    Py_XDECREF(marks);
    if (size < 0)
        return -1;
    side->marks = (Text){room->next, (size_t)size};
    room->next += size;
    return 0;
}

/* A form with some of its words; all of them where there are none. */
static int side_with(Room *room, Name *name, const unsigned char *places, size_t count,
                     Side *side) {
    size_t in_place = 0;
    while (in_place < count && places[in_place] == in_place)
        in_place++;
    *side = whole_side(name);
    if (count == 0 || (in_place == count && count == name->count))
        return 0;
    side->places = places;
    side->count = count;
    Text before = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        Text marks = word_in(side, i)->marks;
        if (may_sound_once(before, marks))
            return sound_out(room, side);
        if (marks.size)
            before = marks;
    }
    side->marks = run_together(room, side, MARKS_OF, 0);
    return 0;
}

/* The mean rarity of the letters of some words of one or two sides. */
static int mean_rarity(const Side *const *sides, size_t count, double *found) {
    size_t letters = 0;
    Sum sum = {0.0, 0.0};
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < sides[k]->count; i++) {
            double rarity;
            size_t size = word_in(sides[k], i)->latin.size;
            if (rarity_of(sides[k]->name, place_in(sides[k], i), &rarity) < 0)
                return -1;
            add(&sum, rarity * (double)size);
            letters += size;
        }
    *found = letters ? total(&sum) / (double)letters : 1.0;
    return 0;
}

/* --- how alike two spellings are (likeness.py) ------------------------------------------------ */

/* Which name is written as which other, and by which channel: of Latin letters, of another script,
 * or letter by letter as they are written. */
enum { AS_WRITTEN, AS_LATIN, BY_SCRIPT };
typedef struct {
    Name *source, *target;
    int by;
} Way;

typedef struct {
    double gain, cost;
    size_t letters;
    double coverage;
} Shared;

static int source_spelling(const Way *way) { return way->by == AS_LATIN ? LATIN_OF : LETTERS_OF; }
static int target_spelling(const Way *way) { return way->by == AS_WRITTEN ? LETTERS_OF : LATIN_OF; }

static double surprise(const Weigher *self, Text latin) {
    double sum = 0.0;
    for (size_t i = 0; i < latin.size; i++)
        sum += latin.letters[i] < LETTERS ? self->surprise[latin.letters[i]] : self->is[WRONG];
    return sum;
}

static double surprisal(const Weigher *self, const Way *way, Text target) {
    return way->by == AS_WRITTEN ? self->is[WRONG] * (double)target.size : surprise(self, target);
}

static double word_surprisal(const Weigher *self, const Word *word) {
    return is_ascii(word->latin) ? surprise(self, word->latin)
                                 : self->is[A_LETTER] * (double)word->letters.size;
}

static int cost_by_python(const Way *way, Text source, Text target, double most, double *cost) {
    PyObject *script = way->by == AS_LATIN ? PyUnicode_FromString("Latn")
                                           : string_of(way->source->script);
    PyObject *one = string_of(source), *other = string_of(target), *found = NULL;
    if (script != NULL && one != NULL && other != NULL)
        found = PyObject_CallFunction(way->source->weigher->calls[COST_OF], "OOOd", script, one,
                                      other, most);
    Py_XDECREF(script);
    Py_XDECREF(one);
    Py_XDECREF(other);
    return float_of(found, cost);
}

static int edit_cost(const Way *way, Text source, Text target, double most, double *cost) {
    const Weigher *weigher = way->source->weigher;
    if (way->by == AS_WRITTEN) {
        Pattern pattern;
        pattern_of(&pattern, source);
        *cost = least_of(most, weigher->is[WRONG] * (double)levenshtein(&pattern, target));
        return 0;
    }
    PyObject *channel = way->by == AS_LATIN ? weigher->latin : way->source->channel;
    int done = channel_cost_of(channel, source.letters, (Py_ssize_t)source.size, target.letters,
                               (Py_ssize_t)target.size, most, cost);
    return done == 0 ? cost_by_python(way, source, target, most, cost) : done < 0 ? -1 : 0;
}

/* What two forms that are spelt alike may differ in, in this order. */
static int is_behind(const Name *x, const Name *y) {
    int order = in_text_order(x->letters, y->letters);
    order = order ? order : in_text_order(x->latin, y->latin);
    order = order ? order : in_text_order(x->marks, y->marks);
    return (order ? order : in_text_order(x->script, y->script)) > 0;
}

static int writes(const Name *one, const Name *other) {
    return one->channel != Py_None && (other->is_latin || one->is_several);
}

static Way oriented(Name *x, Name *y) {
    int read = x->is_read && y->is_read, native = same_text(x->script, y->script);
    if (read && !native && writes(x, y))
        return (Way){x, y, BY_SCRIPT};
    if (read && !native && writes(y, x))
        return (Way){y, x, BY_SCRIPT};
    int by = !read || (native && x->is_several) ? AS_WRITTEN : AS_LATIN;
    Text one = by == AS_LATIN ? x->latin : x->letters, other = by == AS_LATIN ? y->latin : y->letters;
    int swapped = same_text(one, other) ? is_behind(x, y) : is_longer(one, other);
    return swapped ? (Way){y, x, by} : (Way){x, y, by};
}

static void in_order(const Way *way, Text *one, Text *other) {
    if (way->by != BY_SCRIPT && is_longer(*one, *other)) {
        Text held = *one;
        *one = *other;
        *other = held;
    }
}

static Shared share_of(const Weigher *self, double known, double cost, size_t letters) {
    double lacking = self->is[LACKING_BELOW], coverage = (known - cost) / (known ? known : 1.0);
    coverage = (coverage - lacking) / (self->is[COVERED_FROM] - lacking);
    return (Shared){known - cost, cost, letters, least_of(1.0, most_of(0.0, coverage))};
}

static int shared(const Way *way, Text source, Text target, Shared *found) {
    const Weigher *self = way->source->weigher;
    double known = surprisal(self, way, target), most = (1 - self->is[LACKING_BELOW]) * known, cost;
    if (edit_cost(way, source, target, most, &cost) < 0)
        return -1;
    *found = cost < most ? share_of(self, known, cost, target.size)
                         : (Shared){known - cost, cost, target.size, 0.0};
    return 0;
}

/* --- the promise (promise.py) ----------------------------------------------------------------- */

/* The distance of a word from those of the other side, by their consonants where both have some and
 * these are asked for. */
typedef struct {
    const Word *word;
    Pattern marks, consonants;
} Heard;

static double word_distance(const Heard *heard, const Word *other, int by_consonants) {
    return by_consonants ? levenshtein_share(&heard->consonants, other->consonants)
                         : levenshtein_share(&heard->marks, other->marks);
}

static int share_alone(const Side *side, const double *apart, double joined, double *found) {
    Sum lacking = {0.0, 0.0}, whole = {0.0, 0.0};
    for (size_t i = 0; i < side->count; i++) {
        double rarity;
        if (rarity_of(side->name, place_in(side, i), &rarity) < 0)
            return -1;
        add(&lacking, rarity * apart[i]);
        add(&whole, rarity);
    }
    double all = total(&whole);
    *found = least_of(joined, total(&lacking) / (all ? all : 1.0));
    return 0;
}

static int words_apart(const Side *x, const Side *y, double *found) {
    double joined = levenshtein_between(x->marks, y->marks), here, there;
    double mine[MOST_WORDS], theirs[MOST_WORDS];
    *found = joined;
    if ((x->count == 1 && y->count == 1) || !x->count || !y->count)
        return 0;
    int unlike = x->name->vowels != y->name->vowels || x->name->vowels < 0;
    for (size_t j = 0; j < y->count; j++)
        theirs[j] = INFINITY;
    for (size_t i = 0; i < x->count; i++) {
        Heard heard = {.word = word_in(x, i)};
        pattern_of(&heard.marks, heard.word->marks);
        pattern_of(&heard.consonants, heard.word->consonants);
        mine[i] = INFINITY;
        for (size_t j = 0; j < y->count; j++) {
            const Word *other = word_in(y, j);
            int one_has = unlike && heard.word->consonants.size;
            int other_has = unlike && other->consonants.size;
            double forth = word_distance(&heard, other, one_has);
            mine[i] = least_of(mine[i], forth);
            theirs[j] = least_of(theirs[j], !one_has == !other_has
                                                ? forth
                                                : word_distance(&heard, other, other_has));
        }
    }
    if (share_alone(x, mine, joined, &here) < 0 || share_alone(y, theirs, joined, &there) < 0)
        return -1;
    *found = least_of(here, there);
    return 0;
}

/* How many sounds to change, in whole sounds, on a logarithmic scale. */
static double sounds_wrong(Text x, Text y) {
    Pattern pattern;
    pattern_of(&pattern, x);
    return log1p((double)levenshtein(&pattern, y) / 3);
}

static Text coarse(uint32_t *into, Text marks) {
    for (size_t i = 0; i < marks.size; i++)
        into[i] = marks.letters[i] == 'e' ? 'i' : marks.letters[i] == 'o' ? 'u' : marks.letters[i];
    return (Text){into, marks.size};
}

static double unheard(const Side *x, const Side *y) {
    uint32_t letters[2][MOST_LETTERS];
    int x_has_fewer = x->name->vowels < y->name->vowels;
    Text fewer = coarse(letters[0], x_has_fewer ? x->marks : y->marks);
    Text more = coarse(letters[1], x_has_fewer ? y->marks : x->marks);
    Pattern pattern;
    pattern_of(&pattern, fewer);
    size_t common = (fewer.size + more.size - indel(&pattern, more)) / 2;
    return 1 - (double)common / (double)(fewer.size ? fewer.size : 1);
}

static int says(const Name *name, int set) { return name->has[set - KINDS]; }

/* How many items of two sets of a form only one has. */
static int only_one_has(Name *x, Name *y, int set, double *found) {
    *found = 0.0;
    if (!says(x, set) && !says(y, set))
        return 0;
    PyObject *one = field_of(x, set), *other = field_of(y, set);
    PyObject *apart = one == NULL || other == NULL ? NULL : PyNumber_Xor(one, other);
    Py_ssize_t size = apart == NULL ? -1 : PyObject_Size(apart);
    Py_XDECREF(apart);
    *found = (double)size;
    return size < 0 ? -1 : 0;
}

static int both_say(const Name *x, const Name *y, int set) { return says(x, set) && says(y, set); }

/* Whether a name may be one of syllables. */
static int may_have_syllables(Name *name) {
    if (name->count < 2)
        return 0;
    if (name->has_syllables == UNKNOWN) {
        PyObject *call = name->weigher->calls[MAY_HAVE_SYLLABLES];
        name->has_syllables = (int)number_of(ask(call, name->latin));
        if (name->has_syllables < 0)
            return name->has_syllables = UNKNOWN, -1;
    }
    return name->has_syllables;
}

/* Whether two forms say what can't be said of one thing. Most say nothing of the kind; of the
 * others Python knows. */
static int contradict(Name *x, Name *y) {
    if ((double)x->surname == x->weigher->is[NO_TITLE] ||
        (double)y->surname == x->weigher->is[NO_TITLE])
        return 1;
    int asked = both_say(x, y, TRAITS) || both_say(x, y, NUMBERS) || both_say(x, y, LEGAL);
    if (!asked && (asked = may_have_syllables(x)) > 0)
        asked = may_have_syllables(y);
    if (asked <= 0)
        return asked;
    PyObject *one = form_of(x), *other = form_of(y);
    return one == NULL || other == NULL
               ? -1
               : (int)number_of(PyObject_CallFunctionObjArgs(x->weigher->calls[CONTRADICT], one,
                                                             other, NULL));
}

/* What is left to Python, as no exception and no number says. */
#define TOO_LONG (-2)

/* Whether some system of its script writes the one that isn't in Latin letters as the other. */
static int reads_as(Name *x, Name *y) {
    Name *other = y->is_latin ? x : y, *latin = y->is_latin ? y : x;
    const Readings *readings = own_readings(other);
    if (readings == NULL)
        return -1;
    for (size_t i = 0; !readings->are_none && i < readings->count; i++)
        if (is_once(readings->spelt[i], latin->joined))
            return 1;
    return 0;
}

/* --- a pair ----------------------------------------------------------------------------------- */

/* Words of the one side and of the other that are counterparts, by their places. */
typedef struct {
    unsigned char mine[MOST_WORDS], theirs[MOST_WORDS];
    size_t mine_count, theirs_count;
    Shared shared;
    int is_initial;
} Match;

/* Two names word by word, as Counterparts tells. `x` and `y` are sides of the source and the
 * target; the places of their words are in `mine` and `theirs`. */
typedef struct {
    Side x, y;
    unsigned char mine[MOST_WORDS], theirs[MOST_WORDS];
    double gain, cost, replaced, added, added_rare;
    size_t letters;
    long alone, traits, places, things, title;
    int lone, moved, crossed;
} Found;

enum { TOLD, APART, WRONG_SOUNDS, WRONG_LETTERS, ACROSS, UNHEARD, QUALIFIERS, GENERICS, CLASH, READ };

typedef struct {
    PyObject_HEAD
    Name *x, *y;
    Way way;
    int across, clash, several;
    double apart, surprisal, quick[PROMISE], promise, bound; /* NaN until they are asked for */
    Found *found;
    double common; /* what the features that any explanation has are worth */
    uint32_t *store;
    Room room;
} Compared;

static void compared_dealloc(PyObject *object) {
    Compared *self = (Compared *)object;
    PyTypeObject *type = Py_TYPE(object);
    Py_XDECREF((PyObject *)self->x);
    Py_XDECREF((PyObject *)self->y);
    PyMem_Free(self->found);
    PyMem_Free(self->store);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

/* The features of the promise, but for whether the one is a reading of the other. */
static int look(Compared *self) {
    Name *x = self->x, *y = self->y;
    const Weigher *weigher = x->weigher;
    Side mine = whole_side(x), theirs = whole_side(y);
    double *quick = self->quick;
    Pattern joined;
    self->several = x->count && y->count && x->count + y->count > 2;
    self->across = x->is_latin != y->is_latin;
    self->way = oriented(x, y);
    self->promise = self->bound = NAN;
    self->clash = contradict(x, y);
    if (self->clash < 0 || words_apart(&mine, &theirs, &self->apart) < 0)
        return -1;
    Name *target = self->way.target;
    self->surprisal = surprisal(weigher, &self->way, target_spelling(&self->way) == LATIN_OF
                                                         ? target->latin : target->letters);
    pattern_of(&joined, x->joined);
    quick[TOLD] = least_of(self->surprisal, weigher->is[MUCH]);
    quick[APART] = self->apart;
    quick[WRONG_SOUNDS] = sounds_wrong(x->marks, y->marks);
    quick[WRONG_LETTERS] = share(aligned(&joined, y->joined),
                                 greater(x->joined.size, y->joined.size));
    quick[ACROSS] = self->across ? quick[WRONG_LETTERS] : 0.0;
    quick[UNHEARD] = x->vowels != y->vowels ? unheard(&mine, &theirs) : 0.0;
    quick[CLASH] = self->clash;
    return only_one_has(x, y, TRAITS, &quick[QUALIFIERS]) < 0 ||
                   only_one_has(x, y, KINDS, &quick[GENERICS]) < 0
               ? -1
               : 0;
}

/* --- words and their counterparts (counterparts.py) ------------------------------------------- */

static const Shared NOTHING_SHARED = {0.0, 0.0, 0, 0.0};

static Shared nothing_shared(const Weigher *self) {
    Shared found = NOTHING_SHARED;
    found.gain = self->is[LEAST_GAIN];
    return found;
}

/* What two words share if the one is the other mistyped. */
static Shared slipped(const Weigher *self, Text a, Text b, size_t letters) {
    double longest = (double)greater(a.size, b.size);
    if (longest < self->is[SHORTEST_SLIPPED])
        return nothing_shared(self);
    size_t count = slips_between(a, b);
    if (count > (longest < self->is[BEARS_TWO] ? 1 : 2))
        return nothing_shared(self);
    return share_of(self, least_of(surprise(self, a), surprise(self, b)),
                    self->is[A_SLIP] * (double)count, letters);
}

/* What two words share by the explanation that tells the most. */
static int best_shared(const Way *way, const Word *a, const Word *b, Shared *found) {
    const Weigher *self = way->source->weigher;
    Text one = text_of(a, source_spelling(way)), other = text_of(b, target_spelling(way));
    in_order(way, &one, &other);
    if (shared(way, one, other, found) < 0)
        return -1;
    if (found->coverage >= 1 || !a->latin.size || !b->latin.size)
        return 0;
    Shared typed = slipped(self, a->latin, b->latin, other.size);
    if (typed.gain > found->gain || (found->coverage <= 0 && 0 < typed.coverage)) {
        typed.coverage = most_of(found->coverage, typed.coverage);
        *found = typed;
    }
    Text shorter = a->latin.size <= b->latin.size ? a->latin : b->latin;
    Text longer = a->latin.size <= b->latin.size ? b->latin : a->latin;
    if (shorter.size == 1 && longer.size > 1 && longer.letters[0] == shorter.letters[0])
        *found = (Shared){self->is[AN_INITIAL], 0.0, other.size,
                          most_of(found->coverage, self->is[FOUND_BY_INITIAL])};
    return 0;
}

/* What two words of the two names share, by rarity. */
static int words_shared(const Way *way, size_t i, size_t j, Shared *found) {
    const Weigher *self = way->source->weigher;
    const Word *a = &way->source->words[i], *b = &way->target->words[j];
    int is_short = a->latin.size == 1 || b->latin.size == 1;
    int unlike = a->consonants.size && b->consonants.size &&
                 levenshtein_between(a->consonants, b->consonants) > self->is[UNLIKE];
    double one, other;
    *found = nothing_shared(self);
    if (!is_short && unlike && slips_between(a->latin, b->latin) > 2)
        return 0;
    if (best_shared(way, a, b, found) < 0 || rarity_of(way->source, i, &one) < 0 ||
        rarity_of(way->target, j, &other) < 0)
        return -1;
    double rare = (one + other) / 2;
    if (rare != 1 && found->coverage > 0)
        found->gain *= rare;
    return 0;
}

/* A pair of words that share something, and how much. */
typedef struct {
    double worth;
    unsigned char i, j;
    int is_initial;
    Shared shared;
} Cell;

/* Those that share the most first; of equals those that stand the first, and the straightest. */
static int in_cell_order(const void *one, const void *other) {
    const Cell *a = one, *b = other;
    int order = (a->worth < b->worth) - (a->worth > b->worth);
    order = order ? order : (a->i + a->j) - (b->i + b->j);
    order = order ? order : abs(a->i - a->j) - abs(b->i - b->j);
    return order ? order : a->i - b->i;
}

/* The pairs of words that share something; how many, or -1 with an exception. */
static long cells_of(const Way *way, Cell *cells) {
    long count = 0;
    for (size_t i = 0; i < way->source->count; i++)
        for (size_t j = 0; j < way->target->count; j++) {
            Cell *cell = &cells[count];
            if (words_shared(way, i, j, &cell->shared) < 0)
                return -1;
            if (cell->shared.coverage <= 0)
                continue;
            size_t one = way->source->words[i].latin.size, other = way->target->words[j].latin.size;
            cell->i = (unsigned char)i;
            cell->j = (unsigned char)j;
            cell->is_initial = lesser(one, other) == 1 && 1 < greater(one, other);
            cell->worth = cell->shared.coverage * (1 + most_of(cell->shared.gain, 0.0));
            count++;
        }
    return count;
}

/* Each word once: how many pairs are kept in `matches`; -1 with an exception. */
static long one_by_one(const Way *way, Match *matches) {
    uint32_t used = 0, met = 0;
    long kept = 0;
    Cell *cells = PyMem_Malloc((way->source->count * way->target->count + 1) * sizeof(Cell));
    long count = cells == NULL ? (PyErr_NoMemory(), -1) : cells_of(way, cells);
    if (count > 0)
        qsort(cells, (size_t)count, sizeof(Cell), in_cell_order);
    for (long k = 0; k < count; k++) {
        const Cell *cell = &cells[k];
        if (used >> cell->i & 1 || met >> cell->j & 1)
            continue;
        used |= (uint32_t)1 << cell->i;
        met |= (uint32_t)1 << cell->j;
        matches[kept++] = (Match){.mine = {cell->i}, .theirs = {cell->j}, .mine_count = 1,
                                  .theirs_count = 1, .shared = cell->shared,
                                  .is_initial = cell->is_initial};
    }
    PyMem_Free(cells);
    return count < 0 ? -1 : kept;
}

/* Whether the consonants of two runs of words are alike enough for one to be the other, joined and
 * split otherwise. */
static int may_be_joined(Room *room, const Side *mine, const Side *theirs) {
    Text one = run_together(room, mine, CONSONANTS_OF, 0);
    Text other = run_together(room, theirs, CONSONANTS_OF, 0);
    return levenshtein_between(one, other) <= mine->name->weigher->is[UNLIKE_AS_A_WHOLE];
}

/* The words of a name that aren't matched. */
static size_t unmatched(const Match *matches, long count, int mine, size_t words,
                        unsigned char *places) {
    size_t left = 0;
    for (size_t place = 0; place < words; place++) {
        int is_met = 0;
        for (long k = 0; k < count; k++)
            is_met |= (mine ? matches[k].mine[0] : matches[k].theirs[0]) == place;
        if (!is_met)
            places[left++] = (unsigned char)place;
    }
    return left;
}

/* Match what is left on both sides as a block, if it shares anything. */
static long match_rest(Compared *self, Match *matches, long count) {
    const Way *way = &self->way;
    Match *block = &matches[count];
    memset(block, 0, sizeof(Match));
    block->mine_count = unmatched(matches, count, 1, way->source->count, block->mine);
    block->theirs_count = unmatched(matches, count, 0, way->target->count, block->theirs);
    if (!block->mine_count || !block->theirs_count || block->mine_count + block->theirs_count <= 2)
        return count;
    Side mine = {way->source, block->mine_count, block->mine, {0}};
    Side theirs = {way->target, block->theirs_count, block->theirs, {0}};
    if (!may_be_joined(&self->room, &mine, &theirs))
        return count;
    Text one = run_together(&self->room, &mine, source_spelling(way), 1);
    Text other = run_together(&self->room, &theirs, target_spelling(way), 1);
    in_order(way, &one, &other);
    if (shared(way, one, other, &block->shared) < 0)
        return -1;
    return block->shared.coverage > 0 ? count + 1 : count;
}

static int by_first_place(const void *one, const void *other) {
    return ((const Match *)one)->mine[0] - ((const Match *)other)->mine[0];
}

/* The words that are matched, in the order of the source. */
static long matches_of(Compared *self, Match *matches) {
    long count = one_by_one(&self->way, matches);
    if (count >= 0)
        count = match_rest(self, matches, count);
    if (count > 0)
        qsort(matches, (size_t)count, sizeof(Match), by_first_place);
    return count;
}

/* What has no counterpart on a side: the places of its words, and what they, and parts of others,
 * tell. */
typedef struct {
    unsigned char places[MOST_WORDS];
    size_t count;
    double surprisal, rare;
    long distinctive;
} Rest;

static int rest_of(const Name *name, const Match *matches, long count, int mine, Rest *rest) {
    const Weigher *weigher = name->weigher;
    double coverage[MOST_WORDS];
    Sum told = {0.0, 0.0}, rare = {0.0, 0.0};
    for (size_t place = 0; place < name->count; place++)
        coverage[place] = -1;
    for (long k = 0; k < count; k++) {
        const unsigned char *places = mine ? matches[k].mine : matches[k].theirs;
        size_t size = mine ? matches[k].mine_count : matches[k].theirs_count;
        for (size_t i = 0; i < size; i++)
            coverage[places[i]] = matches[k].shared.coverage;
    }
    rest->count = 0;
    rest->distinctive = 0;
    for (size_t place = 0; place < name->count; place++) {
        const Word *word = &name->words[place];
        double nats = word_surprisal(weigher, word), rarity;
        if (coverage[place] >= 0) {
            add(&told, nats * (1 - coverage[place]));
            continue;
        }
        if (rarity_of(name, place, &rarity) < 0)
            return -1;
        add(&told, nats);
        add(&rare, rarity * nats);
        rest->places[rest->count++] = (unsigned char)place;
        rest->distinctive += !word->is_particle;
    }
    rest->surprisal = total(&told);
    rest->rare = total(&rare);
    return 0;
}

/* A match by whether its words stand before a comma, on each side, and by their places. */
typedef struct {
    int before, mine, their_before, theirs;
} Place;

static int in_place_order(const void *one, const void *other) {
    const Place *a = one, *b = other;
    return a->before != b->before ? a->before - b->before : a->mine - b->mine;
}

static void place_matches(Compared *self, const Match *matches, long count, Found *found) {
    long mine_comma = self->way.source->surname, their_comma = self->way.target->surname;
    Place places[MOST_WORDS + 1];
    long mine_least = mine_comma, their_least = their_comma;
    for (long k = 0; k < count; k++) {
        int mine = matches[k].mine[0], theirs = matches[k].theirs[0];
        places[k] = (Place){mine < mine_comma, mine, theirs < their_comma, theirs};
        mine_least = k == 0 || mine < mine_least ? mine : mine_least;
        their_least = k == 0 || theirs < their_least ? theirs : their_least;
        if (mine_comma > 0 && their_comma > 0)
            found->crossed |= places[k].before != places[k].their_before;
    }
    if (count > 0)
        qsort(places, (size_t)count, sizeof(Place), in_place_order);
    for (long k = 1; k < count; k++) {
        const Place *a = &places[k - 1], *b = &places[k];
        found->moved |= a->their_before != b->their_before ? a->their_before > b->their_before
                                                           : a->theirs > b->theirs;
    }
    if (found->crossed && !found->alone)
        found->alone = mine_least >= mine_comma || their_least >= their_comma;
}

static PyObject *words_at(Name *name, const unsigned char *places, size_t count) {
    PyObject *words = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; words != NULL && i < count; i++) {
        PyObject *word = word_of(name, places[i]);
        if (word == NULL || PyList_SetItem(words, (Py_ssize_t)i, Py_NewRef(word)) < 0)
            Py_CLEAR(words);
    }
    return words;
}

static int any_kind(const Name *name, const Rest *rest) {
    for (size_t i = 0; i < rest->count; i++)
        if (name->words[rest->places[i]].is_kind)
            return 1;
    return 0;
}

static int has_traits(const Name *name) {
    for (size_t i = 0; i < name->count; i++)
        if (name->words[i].is_trait)
            return 1;
    return says(name, TRAITS);
}

/* Ask Python what traits or kinds one side alone says. */
static PyObject *only_said(Name *x, Name *y, const Rest *mine, const Rest *theirs, int call) {
    PyObject *one = words_at(x, mine->places, mine->count), *found = NULL;
    PyObject *other = words_at(y, theirs->places, theirs->count);
    PyObject *form = form_of(x), *their_form = form_of(y);
    if (one != NULL && other != NULL && form != NULL && their_form != NULL)
        found = PyObject_CallFunctionObjArgs(x->weigher->calls[call], form, their_form, one, other,
                                             NULL);
    Py_XDECREF(one);
    Py_XDECREF(other);
    return found;
}

static int traits_alone(Name *x, Name *y, const Rest *mine, const Rest *theirs,
                        Found *found) {
    found->traits = 0;
    if (has_traits(x) || has_traits(y))
        found->traits = number_of(only_said(x, y, mine, theirs, TRAITS_ALONE));
    return found->traits < 0 ? -1 : 0;
}

static int kinds_alone(Name *x, Name *y, const Rest *mine, const Rest *theirs,
                       Found *found) {
    found->places = found->things = found->title = 0;
    if (!says(x, KINDS) && !says(y, KINDS) && !any_kind(x, mine) && !any_kind(y, theirs))
        return 0;
    PyObject *kinds = only_said(x, y, mine, theirs, KINDS_ALONE);
    PyObject *known = kinds == NULL ? NULL : PyObject_CallFunction(
        x->weigher->calls[OF_KINDS], "Oi", kinds, says(x, LEGAL) || says(y, LEGAL));
    int done = known != NULL && PyArg_ParseTuple(known, "lll", &found->places, &found->things,
                                                 &found->title);
    Py_XDECREF(kinds);
    Py_XDECREF(known);
    return done ? 0 : -1;
}

/* What the words that have a counterpart share, and what the others tell. */
static int by_word(Compared *self, const Match *matches, long count, Found *found) {
    Name *source = self->way.source, *target = self->way.target;
    Rest one, other;
    size_t whole = 0, mine = 0, theirs = 0;
    if (know_words(source) < 0 || know_words(target) < 0 ||
        rest_of(source, matches, count, 1, &one) < 0 ||
        rest_of(target, matches, count, 0, &other) < 0)
        return -1;
    for (long k = 0; k < count; k++) {
        const Match *match = &matches[k];
        found->gain += match->shared.gain;
        found->cost += match->shared.cost;
        found->letters += match->shared.letters;
        if (match->is_initial)
            continue;
        memcpy(found->mine + mine, match->mine, match->mine_count);
        memcpy(found->theirs + theirs, match->theirs, match->theirs_count);
        mine += match->mine_count;
        theirs += match->theirs_count;
        whole++;
    }
    found->letters = found->letters ? found->letters : 1;
    found->alone = one.distinctive < other.distinctive ? one.distinctive : other.distinctive;
    found->replaced = least_of(one.surprisal, other.surprisal);
    found->added = fabs(one.surprisal - other.surprisal);
    found->added_rare = fabs(one.rare - other.rare);
    found->lone = whole == 1 && (one.distinctive > 0 || other.distinctive > 0);
    place_matches(self, matches, count, found);
    if (side_with(&self->room, source, found->mine, mine, &found->x) < 0 ||
        side_with(&self->room, target, found->theirs, theirs, &found->y) < 0)
        return -1;
    return traits_alone(source, target, &one, &other, found) < 0
               ? -1
               : kinds_alone(source, target, &one, &other, found);
}

/* Two names whose words are joined and split otherwise, run together, if that takes less than the
 * words and what they lack; else they stay as they were found. */
static int as_a_whole(Compared *self, Found *found) {
    const Way *way = &self->way;
    const Weigher *weigher = self->x->weigher;
    Side source = whole_side(way->source), target = whole_side(way->target);
    Text one = run_together(&self->room, &source, source_spelling(way), 1);
    Text other = run_together(&self->room, &target, target_spelling(way), 1);
    double known = surprisal(weigher, way, other), cost, rare;
    double most = least_of(found->cost + 2 * found->replaced + found->added, known);
    const Side *sides[] = {&target};
    if (edit_cost(way, one, other, most, &cost) < 0)
        return -1;
    if (cost >= most)
        return 0;
    if (mean_rarity(sides, 1, &rare) < 0)
        return -1;
    *found = (Found){.x = source, .y = target, .gain = (known - cost) * rare, .cost = cost,
                     .letters = other.size ? other.size : 1};
    Rest none = {.count = 0}, mine = {.count = source.count}, theirs = {.count = target.count};
    for (size_t i = 0; i < MOST_WORDS; i++)
        mine.places[i] = theirs.places[i] = (unsigned char)i;
    return traits_alone(way->source, way->target, &none, &none, found) < 0
               ? -1
               : kinds_alone(way->source, way->target, &mine, &theirs, found);
}

static int counterparts(Compared *self, Found *found) {
    Match matches[MOST_WORDS + 1];
    Side source = whole_side(self->way.source), target = whole_side(self->way.target);
    long count = matches_of(self, matches);
    if (count < 0 || by_word(self, matches, count, found) < 0)
        return -1;
    int parted = source.count != target.count && found->replaced + found->added > 0;
    if (parted && may_be_joined(&self->room, &source, &target))
        return as_a_whole(self, found);
    return 0;
}

/* Two forms of one word each, or without any: they are counterparts, and nothing else is there. */
static int one_word_each(Compared *self, Found *found) {
    static const Rest NONE = {.count = 0};
    double traits;
    found->x = whole_side(self->x);
    found->y = whole_side(self->y);
    found->letters = 1;
    if (only_one_has(self->x, self->y, TRAITS, &traits) < 0)
        return -1;
    found->traits = (long)traits;
    return kinds_alone(self->x, self->y, &NONE, &NONE, found);
}

/* --- the explanation by slips (slips.py) ------------------------------------------------------ */

/* How many slips it takes to make one spelling of another; those count less that doubled letters
 * explain. */
static double count_of(const Weigher *self, Text one, Text other, Text one_once, Text other_once) {
    double count = (double)slips_between(one, other);
    if (!count || (one_once.size == one.size && other_once.size == other.size))
        return count;
    double fewer = count - (double)slips_between(one_once, other_once);
    return count - self->is[A_DOUBLE] * most_of(0.0, fewer);
}

/* The two spellings that it takes the fewest slips to make one of the other, the first one first. */
typedef struct {
    double count;
    Text one, other;
} Typed;

static void try_spellings(const Weigher *self, Text one, Text other, Text one_once, Text other_once,
                          Typed *best) {
    if (!one.size || !other.size)
        return;
    if (in_text_order(one, other) > 0) {
        Text held = one, held_once = one_once;
        one = other;
        one_once = other_once;
        other = held;
        other_once = held_once;
    }
    double count = count_of(self, one, other, one_once, other_once);
    int order = count < best->count ? -1 : count > best->count ? 1 : in_text_order(one, best->one);
    order = order ? order : in_text_order(other, best->other);
    if (order < 0)
        *best = (Typed){count, one, other};
}

static void try_plain(Compared *self, Text one, Text other, Typed *best) {
    Text one_once = once(self->room.next, one);
    Text other_once = once(self->room.next + one_once.size, other);
    try_spellings(self->x->weigher, one, other, one_once, other_once, best);
}

/* The readings of a side; those of a form as it is are the form's, and others the caller frees. */
static const Readings *side_readings(Room *room, const Side *side, Readings **owned) {
    if (side->places == NULL)
        return own_readings(side->name);
    Text latin = run_together(room, side, LATIN_OF, 0);
    return *owned = read_letters(side->name, run_together(room, side, LETTERS_OF, 1), latin);
}

/* Compare all readings of two sides; where vowels are left out, or characters are read in several
 * ways, one is right as a whole or not at all. */
static int try_readings(Compared *self, const Found *found, Typed *best) {
    const Name *x = self->x, *y = self->y;
    int whole = x->vowels < 0 || y->vowels < 0 || x->is_several || y->is_several, done = -1;
    Readings *owned[2] = {NULL, NULL};
    const Readings *mine = side_readings(&self->room, &found->x, &owned[0]);
    const Readings *theirs = mine == NULL ? NULL : side_readings(&self->room, &found->y, &owned[1]);
    if (theirs == NULL)
        goto done;
    done = mine->are_too_long || theirs->are_too_long ? TOO_LONG : 0;
    for (size_t i = 0; !done && i < mine->count; i++)
        for (size_t j = 0; j < theirs->count; j++)
            if (!whole || same_text(mine->spelt[i], theirs->spelt[j]))
                try_spellings(x->weigher, mine->spelt[i], theirs->spelt[j], mine->once[i],
                              theirs->once[j], best);
    if (best->count < INFINITY) { /* which outlives the readings */
        Text *texts[] = {&best->one, &best->other};
        for (int i = 0; i < 2; i++) {
            memcpy(self->room.next, texts[i]->letters, texts[i]->size * sizeof(uint32_t));
            texts[i]->letters = self->room.next;
            self->room.next += texts[i]->size;
        }
    }
done:
    free_readings(owned[0]);
    free_readings(owned[1]);
    return done;
}

/* The spellings that are compared: those in one script as they are; else the readings of both by
 * the systems of their scripts. */
static int typed_of(Compared *self, const Found *found, Typed *best) {
    const Name *x = self->x, *y = self->y;
    int native = same_text(x->script, y->script);
    *best = (Typed){INFINITY, {NULL, 0}, {NULL, 0}};
    if (!native && is_side_read(&found->x) && is_side_read(&found->y))
        return try_readings(self, found, best);
    if (native) {
        int which = x->is_latin ? LATIN_OF : LETTERS_OF;
        Text one = spelt_side(&self->room, &found->x, which, 0);
        Text other = spelt_side(&self->room, &found->y, which, 0);
        try_plain(self, one, other, best);
        if (found->replaced + found->added == 0 && !found->moved)
            try_plain(self, x->written, y->written, best);
    }
    return 0;
}

/* The features of slips, in the order of SLIPS: 0 where there are too many of them. */
static int slips(Compared *self, const Found *found, double *features) {
    const Weigher *weigher = self->x->weigher;
    int across = self->across, native = same_text(self->x->script, self->y->script);
    Typed typed;
    int done = typed_of(self, found, &typed);
    double longest = (double)greater(typed.one.size, typed.other.size), rare, known;
    if (done < 0)
        return done;
    if (typed.count > most_of(1, weigher->is[MOST_SLIPPED] * longest))
        return 0;
    const Side *sides[] = {&found->x, &found->y};
    if (mean_rarity(sides, 2, &rare) < 0)
        return -1;
    known = is_ascii(typed.one) && is_ascii(typed.other) ? surprise(weigher, typed.one)
                                                         : weigher->is[A_LETTER] * longest;
    known = least_of(known, weigher->is[MOST_TOLD]) * rare;
    Pattern pattern;
    pattern_of(&pattern, typed.one);
    double whole = (double)aligned(&pattern, typed.other);
    double swapped = native ? (double)levenshtein(&pattern, typed.other) - whole : 0.0;
    int differ = typed.one.size && typed.other.size
                     ? typed.one.letters[0] != typed.other.letters[0]
                     : typed.one.size != typed.other.size;
    const double all[SLIPS] = {
        1.0, across, across && !typed.count,
        !typed.count && !native && (self->x->is_several || self->y->is_several), known / 10,
        typed.count, across ? typed.count : 0.0, typed.count / longest, log1p(typed.count), swapped,
        (whole - typed.count) / weigher->is[A_DOUBLE], differ,
    };
    memcpy(features, all, sizeof all);
    return 1;
}

/* --- the evidence (pair.py) ------------------------------------------------------------------- */

static int differ(Name *x, Name *y, int set) {
    if (!both_say(x, y, set))
        return says(x, set) != says(y, set);
    PyObject *one = field_of(x, set), *other = field_of(y, set);
    return one == NULL || other == NULL ? -1 : PyObject_RichCompareBool(one, other, Py_NE);
}

/* What the features that any explanation has are worth. */
static int valued(const Compared *self, const Found *found, double *value) {
    Name *x = self->x, *y = self->y;
    const Weigher *weigher = x->weigher;
    int native = same_text(x->script, y->script), numbers = differ(x, y, NUMBERS);
    double whole = 1.0;
    if (numbers < 0)
        return -1;
    if (found->added) {
        whole = 0.0;
        for (size_t i = 0; i < found->x.count; i++)
            whole += word_surprisal(weigher, word_in(&found->x, i));
        whole += found->added;
    }
    const double features[COMMON] = {
        (double)found->alone, found->moved, found->crossed, log1p(found->added_rare / 10),
        found->added / whole, found->lone, numbers, (double)found->traits, (double)found->places,
        (double)found->things, (double)found->title,
        x->written.size && y->written.size && x->articled != y->articled, self->across,
        native && !x->is_latin, !native && !self->across, x->is_several || y->is_several,
        x->vowels > 0 || y->vowels > 0, x->vowels < 0 || y->vowels < 0,
    };
    *value = weighted(weigher->common, features, COMMON);
    return 0;
}

/* The features of habits that are known without writing the one name as the other. */
static int quick_habits(const Compared *self, const Side *x, const Side *y, double *features) {
    int begin = !!x->marks.size == !!y->marks.size &&
                (!x->marks.size || x->marks.letters[0] == y->marks.letters[0]);
    int are_whole = x->places == NULL && y->places == NULL && x->name == self->x;
    features[0] = sounds_wrong(x->marks, y->marks);
    features[1] = x->name->vowels != y->name->vowels ? unheard(x, y) : 0.0;
    features[2] = !begin;
    features[3] = self->apart;
    features[4] = self->x->guessed != self->y->guessed;
    return are_whole ? 0 : words_apart(x, y, &features[3]);
}

/* The words of both, matched, and what is common to all explanations: once. */
static int find(Compared *self) {
    if (self->found != NULL)
        return 0;
    Found *found = PyMem_Calloc(1, sizeof(Found));
    size_t room = 32 * (self->x->size + self->y->size + 4 * MOST_WORDS) + 8 * MOST_LETTERS;
    self->store = PyMem_Malloc(room * sizeof(uint32_t));
    if (found == NULL || self->store == NULL) {
        PyMem_Free(found);
        PyMem_Free(self->store);
        self->store = NULL;
        return PyErr_NoMemory(), -1;
    }
    self->room = (Room){self->store, self->store + room};
    int done = self->several ? counterparts(self, found) : one_word_each(self, found);
    if (done == 0)
        done = valued(self, found, &self->common);
    if (done == 0)
        self->found = found;
    else {
        PyMem_Free(found);
        PyMem_Free(self->store);
        self->store = NULL;
    }
    return done;
}

static int contradicts(Compared *self) {
    if (find(self) < 0)
        return -1;
    const Found *found = self->found;
    return self->clash || found->alone > 0 || found->traits > 0 || found->things > 0;
}

static int none_of(Name *name, double *none) {
    if (isnan(name->none)) {
        PyObject *form = form_of(name), *call = name->weigher->calls[NONE_OF_THEM];
        if (form == NULL ||
            float_of(PyObject_CallFunctionObjArgs(call, form, NULL), &name->none) < 0)
            return -1;
    }
    *none = name->none;
    return 0;
}

/* What the evidence stays below, but for a nat, where something contradicts. */
static int bound_of(Compared *self) {
    double one, other;
    if (!isnan(self->bound))
        return 0;
    if (none_of(self->x, &one) < 0 || none_of(self->y, &other) < 0)
        return -1;
    self->bound = least_of(one, other) - self->x->weigher->is[BELOW_NONE];
    return 0;
}

/* Two names in one script of which a word is replaced, if they are a few slips apart. */
static int is_typed_as_a_whole(Compared *self) {
    const Name *x = self->x, *y = self->y;
    Side mine = whole_side(self->x), theirs = whole_side(self->y);
    if (!self->found->alone || !same_text(x->script, y->script))
        return 0;
    int which = x->is_latin ? LATIN_OF : LETTERS_OF;
    Text one = spelt_side(&self->room, &mine, which, 0);
    Text other = spelt_side(&self->room, &theirs, which, 0);
    return (double)slips_between(one, other) <= x->weigher->is[MOST_TYPED];
}

/* The evidence by slips; -INFINITY where there are too many. */
static int by_slips(Compared *self, double *found) {
    const Weigher *weigher = self->x->weigher;
    double features[SLIPS], common;
    int done = slips(self, self->found, features);
    *found = -INFINITY;
    if (done > 0)
        *found = weighted(weigher->slips, features, SLIPS) + self->common;
    if (done < 0 || !is_typed_as_a_whole(self))
        return done < 0 ? done : 0;
    Found whole = {.x = whole_side(self->x), .y = whole_side(self->y), .letters = 1,
                   .traits = self->found->traits, .places = self->found->places,
                   .things = self->found->things, .title = self->found->title};
    done = slips(self, &whole, features);
    if (done > 0 && valued(self, &whole, &common) < 0)
        return -1;
    if (done > 0)
        *found = most_of(*found, weighted(weigher->slips, features, SLIPS) + common);
    return done < 0 ? done : 0;
}

static double worth_of_gain(const Compared *self) {
    const double *habits = self->x->weigher->habits;
    return habits[GAIN] + (self->across ? habits[GAIN_ACROSS] : 0.0);
}

/* What a gain is worth. */
static double gained(const Compared *self, double gain) {
    double much = self->x->weigher->is[MUCH];
    return least_of(gain, much) * worth_of_gain(self) +
           most_of(0.0, gain - much) / 10 * self->x->weigher->habits[GAIN_MORE];
}

/* The most that the gain from the spelling may be worth. */
static double gained_at_most(const Compared *self) {
    double known = self->surprisal, much = self->x->weigher->is[MUCH];
    return most_of(most_of(gained(self, self->x->weigher->is[LEAST_GAIN]),
                           gained(self, least_of(known, much))),
                   gained(self, known));
}

/* How much writing one name as the other may cost for the evidence to be `least`. */
static double affordable(const Compared *self, double least, double rest, double known,
                         double letters, double rare) {
    const Weigher *weigher = self->x->weigher;
    double gain = worth_of_gain(self), more = weigher->habits[GAIN_MORE] / 10;
    double cost = weigher->habits[COST];
    if (least == -INFINITY || !(cost < 0 && 0 <= gain && gain >= more))
        return weigher->is[NEVER];
    double wanted = least - rest - weigher->is[A_HAIR];
    double with_gain = (gain * known * rare - wanted) / (gain * rare - cost / letters);
    return most_of(with_gain, (gain * weigher->is[LEAST_GAIN] - wanted) / (-cost / letters));
}

/* The evidence by habits for two forms of one word each; -INFINITY where it is less than `least`. */
static int one_word(Compared *self, double least, double *found) {
    const Way *way = &self->way;
    const Weigher *weigher = self->x->weigher;
    double quick[HABITS - QUICK], rare, known = self->surprisal, cost = 0.0;
    Side mine = whole_side(self->x), theirs = whole_side(self->y), target = whole_side(way->target);
    const Side *sides[] = {&target};
    *found = -INFINITY;
    if (quick_habits(self, &mine, &theirs, quick) < 0)
        return -1;
    double rest = weighted(weigher->habits + QUICK, quick, HABITS - QUICK) + self->common;
    if (rest + gained_at_most(self) < least)
        return 0;
    const Name *from = way->source, *to = way->target;
    Text one = source_spelling(way) == LATIN_OF ? from->latin : from->letters;
    Text other = target_spelling(way) == LATIN_OF ? to->latin : to->letters;
    double letters = (double)(other.size ? other.size : 1), least_gain = weigher->is[LEAST_GAIN];
    if (mean_rarity(sides, 1, &rare) < 0)
        return -1;
    double bound = affordable(self, least, rest, known, letters, rare);
    if (!(bound > 0) || edit_cost(way, one, other, least_of(bound, known - least_gain), &cost) < 0)
        return bound > 0 ? -1 : 0;
    if (cost < bound)
        *found = rest + gained(self, most_of((known - cost) * rare, least_gain)) +
                 weigher->habits[COST] * cost / letters;
    return 0;
}

/* The evidence by habits; -INFINITY where it is less than `least`. */
static int by_habits(Compared *self, double least, double *evidence) {
    const Weigher *weigher = self->x->weigher;
    const Found *found = self->found;
    if (!self->several)
        return one_word(self, least, evidence);
    double gain = least_of(found->gain, weigher->is[MUCH]);
    double features[HABITS] = {gain, self->across ? gain : 0.0,
                               most_of(0.0, found->gain - weigher->is[MUCH]) / 10,
                               found->cost / (double)found->letters};
    if (quick_habits(self, &found->x, &found->y, features + QUICK) < 0)
        return -1;
    *evidence = self->common + weighted(weigher->habits, features, HABITS);
    return 0;
}

/* The evidence by the explanation that gives more, or -INFINITY where it is less than `least`. */
static int evidence_of(Compared *self, double least, double *evidence) {
    double typed, habits;
    int against = contradicts(self);
    *evidence = -INFINITY;
    if (against < 0 || (against && bound_of(self) < 0))
        return -1;
    if (against && least > self->bound + 1)
        return 0;
    uint32_t *room = self->room.next;
    int done = by_slips(self, &typed);
    self->room.next = room; /* for whoever asks again */
    if (done < 0)
        return done;
    if (by_habits(self, against ? -INFINITY : most_of(least, typed), &habits) < 0)
        return -1;
    double found = most_of(typed, habits);
    if (against && found > self->bound)
        found = least_of(found, self->bound - expm1(self->bound - found));
    *evidence = found >= least ? found : -INFINITY;
    return 0;
}

/* --- the types -------------------------------------------------------------------------------- */

static PyObject *weigher_pair(PyObject *object, PyObject *args) {
    PyObject *x, *y;
    if (!PyArg_ParseTuple(args, "OO:pair", &x, &y))
        return NULL;
    PyObject *module = PyType_GetModule(Py_TYPE(object));
    PyObject *names = module == NULL ? NULL : PyObject_GetAttrString(module, "Name");
    PyObject *type = names == NULL ? NULL : PyObject_GetAttrString(module, "Compared");
    Compared *self = NULL;
    if (type == NULL)
        goto done;
    if (!PyObject_TypeCheck(x, (PyTypeObject *)names) ||
        !PyObject_TypeCheck(y, (PyTypeObject *)names)) {
        PyErr_SetString(PyExc_TypeError, "a pair is one of names");
        goto done;
    }
    self = (Compared *)((allocfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_alloc))(
        (PyTypeObject *)type, 0);
    if (self == NULL)
        goto done;
    self->x = (Name *)Py_NewRef(x);
    self->y = (Name *)Py_NewRef(y);
    if (look(self) < 0)
        Py_CLEAR(self);
done:
    Py_XDECREF(names);
    Py_XDECREF(type);
    return (PyObject *)self;
}

static PyObject *compared_bounds(PyObject *object, void *closure) {
    (void)closure;
    const Compared *self = (const Compared *)object;
    const Weigher *weigher = self->x->weigher;
    double quick = weighted(weigher->promise, self->quick, READ), hair = weigher->is[A_HAIR];
    double worth = self->across ? weigher->promise[READ] : 0.0;
    return Py_BuildValue("dd", quick + least_of(worth, 0.0) - hair,
                         quick + most_of(worth, 0.0) + hair);
}

static PyObject *compared_promise(PyObject *object, void *closure) {
    (void)closure;
    Compared *self = (Compared *)object;
    if (isnan(self->promise)) {
        int reads = self->across ? reads_as(self->x, self->y) : 0;
        if (reads < 0)
            return NULL;
        self->quick[READ] = reads;
        self->promise = weighted(self->x->weigher->promise, self->quick, PROMISE);
    }
    return PyFloat_FromDouble(self->promise);
}

static PyObject *compared_contradicts(PyObject *object, void *closure) {
    (void)closure;
    int against = contradicts((Compared *)object);
    return against < 0 ? NULL : PyBool_FromLong(against);
}

/* Of a name of several words with an initial, how many of its longer words another one has. */
static PyObject *compared_held(PyObject *object, void *closure) {
    (void)closure;
    const Name *x = ((const Compared *)object)->x, *y = ((const Compared *)object)->y;
    size_t longer = 0, held = 0;
    for (size_t i = 0; i < x->count; i++) {
        Text latin = x->words[i].latin;
        int is_first = latin.size > 1, is_held = 0;
        for (size_t k = 0; k < i && is_first; k++)
            is_first = !same_text(x->words[k].latin, latin);
        for (size_t k = 0; k < y->count && is_first && !is_held; k++)
            is_held = same_text(y->words[k].latin, latin);
        longer += (size_t)is_first;
        held += (size_t)is_held;
    }
    return PyLong_FromSize_t(0 < longer && longer < x->count ? held : 0);
}

static PyObject *compared_evidence(PyObject *object, PyObject *args) {
    Compared *self = (Compared *)object;
    double least = -INFINITY, found;
    if (!PyArg_ParseTuple(args, "|d:evidence", &least))
        return NULL;
    int done = evidence_of(self, least, &found);
    if (done == TOO_LONG) {
        PyObject *one = form_of(self->x), *other = form_of(self->y);
        return one == NULL || other == NULL
                   ? NULL
                   : PyObject_CallFunction(self->x->weigher->calls[EVIDENCE], "OOOd", one, other,
                                           self->x->rarity, least);
    }
    return done < 0 ? NULL : PyFloat_FromDouble(found);
}

static int read_floats(PyObject *tuple, double *to, Py_ssize_t count) {
    if (!PyTuple_Check(tuple) || PyTuple_Size(tuple) != count) {
        PyErr_Format(PyExc_ValueError, "so many numbers are asked for: %zd", count);
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        to[i] = PyFloat_AsDouble(PyTuple_GetItem(tuple, i));
        if (PyErr_Occurred())
            return -1;
    }
    return 0;
}

static int weigher_fill(Weigher *self, PyObject *const *numbers, PyObject *calls) {
    double *const to[] = {self->common, self->habits, self->slips, self->promise, self->is,
                          self->surprise};
    static const Py_ssize_t COUNTS[] = {COMMON, HABITS, SLIPS, PROMISE, CONSTANTS, LETTERS};
    for (int i = 0; i < 6; i++)
        if (read_floats(numbers[i], to[i], COUNTS[i]) < 0)
            return -1;
    if (PyTuple_Size(calls) != CALLS) {
        PyErr_Format(PyExc_ValueError, "so many functions are asked for: %d", CALLS);
        return -1;
    }
    for (Py_ssize_t i = 0; i < CALLS; i++)
        self->calls[i] = Py_NewRef(PyTuple_GetItem(calls, i));
    return 0;
}

static PyObject *weigher_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *numbers[6], *latin, *calls;
    if (names != NULL && PyDict_Size(names) > 0) {
        PyErr_SetString(PyExc_TypeError, "Weigher takes no keywords");
        return NULL;
    }
    PyObject *module = PyType_GetModule(type);
    PyObject *channels = module == NULL ? NULL : PyObject_GetAttrString(module, "Channel");
    if (channels == NULL ||
        !PyArg_ParseTuple(args, "OOOOOOO!O!", &numbers[0], &numbers[1], &numbers[2], &numbers[3],
                          &numbers[4], &numbers[5], channels, &latin, &PyTuple_Type, &calls)) {
        Py_XDECREF(channels);
        return NULL;
    }
    Py_DECREF(channels);
    Weigher *self = (Weigher *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->latin = Py_NewRef(latin);
    if (weigher_fill(self, numbers, calls) == 0)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

static int weigher_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(((Weigher *)object)->latin);
    for (int i = 0; i < CALLS; i++)
        Py_VISIT(((Weigher *)object)->calls[i]);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static int weigher_clear(PyObject *object) {
    Py_CLEAR(((Weigher *)object)->latin);
    for (int i = 0; i < CALLS; i++)
        Py_CLEAR(((Weigher *)object)->calls[i]);
    return 0;
}

static void weigher_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    weigher_clear(object);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef weigher_methods[] = {
    {"name", weigher_name, METH_VARARGS,
     "name(form, rarity) -> the Name of a form, whose words are as rare as `rarity` says by their\n"
     "consonants; None where it is longer than names, and left to Python."},
    {"pair", weigher_pair, METH_VARARGS, "pair(x, y) -> two Names, Compared."},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef compared_methods[] = {
    {"evidence", compared_evidence, METH_VARARGS,
     "evidence(least=-inf) -> the evidence by the explanation that gives more, or -inf where it is\n"
     "less than `least`."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef compared_fields[] = {
    {"promise_bounds", compared_bounds, NULL, "The least and the most that it may promise.", NULL},
    {"promise", compared_promise, NULL, "How much the pair promises.", NULL},
    {"contradicts", compared_contradicts, NULL, "Whether they are two names whatever agrees.",
     NULL},
    {"held_beside_initials", compared_held, NULL,
     "Of a name with an initial, how many of its longer words the other has.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot weigher_slots[] = {
    {Py_tp_doc,
     "Weigher(common, habits, slips, promise, constants, letters, latin, calls): what pairs are\n"
     "weighed by, as translit/match/compiled.py gives it.\n\n"
     "Raises:\n"
     "    ValueError: there are more numbers or functions, or fewer.\n"
     "    TypeError: they are no tuples of such, or `latin` is no Channel."},
    {Py_tp_new, weigher_new},
    {Py_tp_dealloc, weigher_dealloc},
    {Py_tp_traverse, weigher_traverse},
    {Py_tp_clear, weigher_clear},
    {Py_tp_methods, weigher_methods},
    {0, NULL},
};

static PyType_Slot name_slots[] = {
    {Py_tp_doc, "A form as a Weigher holds it."},
    {Py_tp_dealloc, name_dealloc},
    {0, NULL},
};

static PyType_Slot compared_slots[] = {
    {Py_tp_doc, "Two names that are compared: as translit.match.pair.Pair."},
    {Py_tp_dealloc, compared_dealloc},
    {Py_tp_methods, compared_methods},
    {Py_tp_getset, compared_fields},
    {0, NULL},
};

#define CLOSED (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE)
static PyType_Spec SPECS[] = {
    {.name = "translit.language._core.Weigher", .basicsize = sizeof(Weigher),
     .flags = CLOSED | Py_TPFLAGS_HAVE_GC, .slots = weigher_slots},
    {.name = "translit.language._core.Name", .basicsize = sizeof(Name),
     .flags = CLOSED | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = name_slots},
    {.name = "translit.language._core.Compared", .basicsize = sizeof(Compared),
     .flags = CLOSED | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = compared_slots},
};

int add_weighing(PyObject *module) {
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++) {
        PyObject *type = PyType_FromModuleAndSpec(module, &SPECS[i], NULL);
        int failed = type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0;
        Py_XDECREF(type);
        if (failed)
            return -1;
    }
    return 0;
}
