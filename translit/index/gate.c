/* The gate of a scan, compiled: what stretches of words sound like, and which are near a row.
 *
 * translit/language/heard.py and translit/index/gate.py hold the plain way, which is the reference:
 * tests/index/test_gate.py and tests/language/test_heard.py hold the two against each other. As
 * core.c says, nothing is kept between calls but a sieve, which doesn't change once it is built.
 */
#include "../language/core.h"
#include <math.h>
#include <string.h>

/* Marks are counted in so many classes, up to so often; strings of ASCII have one for each code
 * point, and one more stands for all others. The same numbers as in gate.py. */
#define CLASSES 32
#define TIMES 4
#define POINTS 129
/* Floating-point shares are rounded up by this, as in gate.py. */
#define ROUNDING 1e-9
/* A word of a machine compares so many letters at once. */
#define AT_ONCE 64

/* --- strings of marks ------------------------------------------------------------------------- */

typedef struct {
    Py_UCS4 *letters;
    Py_ssize_t size;
    uint64_t counts[TIMES / 2]; /* which classes it has once, twice, and so on */
} Marks;

static void count(Marks *marks, const uint8_t *classes) {
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
    count(marks, classes);
    return 0;
}

/* Whether one of two has more marks than so many that the other hasn't: then their edit distance is
 * more, too. */
static int lacks_more(const Marks *one, const Marks *other, int most) {
    int here = 0, there = 0;
    for (int i = 0; i < TIMES / 2 && here <= most && there <= most; i++) {
        here += (int)bits_in(one->counts[i] & ~other->counts[i]);
        there += (int)bits_in(other->counts[i] & ~one->counts[i]);
    }
    return here > most || there > most;
}

/* --- the edit distance ------------------------------------------------------------------------ */

/* Where each letter stands in a string of up to AT_ONCE letters of ASCII. */
typedef struct {
    uint64_t places[POINTS];
    int is_short;
} Pattern;

static void make_pattern(const Marks *marks, Pattern *pattern) {
    memset(pattern->places, 0, sizeof pattern->places);
    pattern->is_short = 0 < marks->size && marks->size <= AT_ONCE;
    for (Py_ssize_t i = 0; pattern->is_short && i < marks->size; i++) {
        if (marks->letters[i] >= POINTS - 1)
            pattern->is_short = 0;
        else
            pattern->places[marks->letters[i]] |= (uint64_t)1 << i;
    }
}

/* The edit distance of Levenshtein, a column of the table at once (Hyyrö 2003). */
static Py_ssize_t quick_distance(const Pattern *pattern, Py_ssize_t size, const Marks *other) {
    uint64_t more = ~(uint64_t)0, less = 0, last = (uint64_t)1 << (size - 1);
    Py_ssize_t distance = size;
    for (Py_ssize_t i = 0; i < other->size; i++) {
        Py_UCS4 letter = other->letters[i];
        uint64_t same = letter < POINTS ? pattern->places[letter] : 0;
        uint64_t diagonal = (((same & more) + more) ^ more) | same | less;
        uint64_t up = less | ~(diagonal | more), down = diagonal & more;
        distance += (up & last) != 0;
        distance -= (down & last) != 0;
        up = up << 1 | 1;
        down <<= 1;
        more = down | ~(diagonal | up);
        less = up & diagonal;
    }
    return distance;
}

/* The same for any two strings, row by row; -1 with an exception where there is no memory. */
static Py_ssize_t plain_distance(const Marks *one, const Marks *other) {
    Py_ssize_t *row = PyMem_Calloc((size_t)other->size + 1, sizeof(Py_ssize_t));
    if (row == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t at = 0; at <= other->size; at++)
        row[at] = at;
    for (Py_ssize_t i = 0; i < one->size; i++) {
        Py_ssize_t before = row[0]++;
        for (Py_ssize_t at = 0; at < other->size; at++) {
            Py_ssize_t least = before + (one->letters[i] != other->letters[at]);
            before = row[at + 1];
            if (before + 1 < least)
                least = before + 1;
            if (row[at] + 1 < least)
                least = row[at] + 1;
            row[at + 1] = least;
        }
    }
    Py_ssize_t distance = row[other->size];
    PyMem_Free(row);
    return distance;
}

/* --- a sieve ---------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Marks *texts; /* from the shortest to the longest */
    Py_ssize_t count;
    double share;
    uint8_t classes[POINTS];
} Sieve;

static void sieve_dealloc(PyObject *object) {
    Sieve *self = (Sieve *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (Py_ssize_t i = 0; self->texts != NULL && i < self->count; i++)
        PyMem_Free(self->texts[i].letters);
    PyMem_Free(self->texts);
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
    if (self->texts == NULL)
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
    Py_ssize_t distance = pattern->is_short ? quick_distance(pattern, asked->size, other)
                                            : plain_distance(asked, other);
    if (distance < 0)
        return -1;
    return longer == 0 || (double)distance / (double)longer <= self->share;
}

/* The strings near another one, as a list of their places; or, where `found` is NULL, only whether
 * there is one. -1 with an exception. */
static int sift(const Sieve *self, const Marks *asked, PyObject *found) {
    double length = (double)asked->size, kept = 1.0 - self->share;
    Py_ssize_t start = from_length(self, ceil(length * kept - ROUNDING));
    Py_ssize_t end = from_length(self, length / kept + ROUNDING);
    Py_ssize_t size = -1;
    int most = 0;
    Pattern pattern = {.is_short = -1};
    for (Py_ssize_t place = start; place < end; place++) {
        const Marks *other = &self->texts[place];
        if (other->size != size) {
            size = other->size;
            most = (int)floor((double)(size > asked->size ? size : asked->size) * self->share +
                              ROUNDING);
        }
        if (lacks_more(asked, other, most))
            continue;
        if (pattern.is_short < 0)
            make_pattern(asked, &pattern);
        int near = is_near(self, asked, &pattern, other);
        if (near < 0 || (near && found == NULL))
            return near;
        if (near) {
            PyObject *number = PyLong_FromSsize_t(place);
            int failed = number == NULL || PyList_Append(found, number) < 0;
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

/* --- stretches of words ----------------------------------------------------------------------- */

/* A string of ASCII that a token holds. */
typedef struct {
    const char *letters;
    Py_ssize_t size;
} Text;

typedef struct {
    Text marks, consonants, skeleton;
} Sounds;

/* A folded word as heard.py has it; where `known` is 0 nothing is known of what it is in. */
typedef struct {
    Sounds whole, rest;
    Text first, last, script;
    int known, has_letters, is_article;
} Token;

static int read_text(PyObject *tuple, Py_ssize_t place, Text *text) {
    PyObject *item = PyTuple_Check(tuple) ? PyTuple_GetItem(tuple, place) : NULL;
    if (item == NULL || !PyUnicode_Check(item)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "a token has no such string");
        return -1;
    }
    text->letters = PyUnicode_AsUTF8AndSize(item, &text->size);
    return text->letters == NULL ? -1 : 0;
}

static int read_sounds(PyObject *part, Py_ssize_t place, Sounds *sounds) {
    PyObject *tuple = PyTuple_Check(part) ? PyTuple_GetItem(part, place) : NULL;
    if (tuple == NULL) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "a token has no such sounds");
        return -1;
    }
    return read_text(tuple, 0, &sounds->marks) < 0 ||
                   read_text(tuple, 1, &sounds->consonants) < 0 ||
                   read_text(tuple, 2, &sounds->skeleton) < 0
               ? -1
               : 0;
}

/* A token: (folded word, (whole, rest, first, last), script, Latin letters), or None. */
static int read_token(PyObject *item, char is_article, Token *token) {
    Text latin;
    token->known = item != Py_None;
    if (!token->known)
        return 0;
    PyObject *part = PyTuple_Check(item) ? PyTuple_GetItem(item, 1) : NULL;
    if (part == NULL) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "a token is no tuple");
        return -1;
    }
    if (read_sounds(part, 0, &token->whole) < 0 || read_sounds(part, 1, &token->rest) < 0 ||
        read_text(part, 2, &token->first) < 0 || read_text(part, 3, &token->last) < 0 ||
        read_text(item, 2, &token->script) < 0 || read_text(item, 3, &latin) < 0)
        return -1;
    token->has_letters = latin.size > 0;
    token->is_article = is_article != 0;
    return 0;
}

static int same(const Text *one, const Text *other) {
    return one->size == other->size && memcmp(one->letters, other->letters, (size_t)one->size) == 0;
}

/* What has been put together of a stretch. */
typedef struct {
    char *marks, *consonants, *skeleton;
    Py_ssize_t marks_size, consonants_size, skeleton_size, words;
    Text last, script;
} Stretch;

static void append(char *to, Py_ssize_t *size, const char *letters, Py_ssize_t more) {
    memcpy(to + *size, letters, (size_t)more);
    *size += more;
}

/* Put a token behind a stretch; 0 where it is in another script. */
static int put(Stretch *stretch, const Token *token) {
    if (token->script.size > 0) {
        if (stretch->script.size > 0 && !same(&stretch->script, &token->script))
            return 0;
        stretch->script = token->script;
    }
    const Sounds *sounds = stretch->last.size > 0 && same(&stretch->last, &token->first)
                               ? &token->rest
                               : &token->whole;
    append(stretch->marks, &stretch->marks_size, sounds->marks.letters, sounds->marks.size);
    append(stretch->consonants, &stretch->consonants_size, sounds->consonants.letters,
           sounds->consonants.size);
    Py_ssize_t heard = stretch->skeleton_size > 0 && sounds->skeleton.size > 0 &&
                       stretch->skeleton[stretch->skeleton_size - 1] == sounds->skeleton.letters[0];
    append(stretch->skeleton, &stretch->skeleton_size, sounds->skeleton.letters + heard,
           sounds->skeleton.size - heard);
    if (token->last.size > 0)
        stretch->last = token->last;
    stretch->words += token->has_letters;
    return 1;
}

/* Put some tokens in a row together, in memory that the caller frees: 1; 0 where what they sound
 * like isn't known; -1 with an exception where there is no memory. */
static int build(const Token *tokens, Py_ssize_t count, Stretch *stretch) {
    Py_ssize_t room = 1;
    memset(stretch, 0, sizeof *stretch);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!tokens[i].known)
            return 0;
        room += tokens[i].whole.marks.size + tokens[i].whole.consonants.size +
                tokens[i].whole.skeleton.size;
    }
    stretch->marks = PyMem_Malloc(3 * (size_t)room);
    if (stretch->marks == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    stretch->consonants = stretch->marks + room;
    stretch->skeleton = stretch->consonants + room;
    stretch->script.letters = "";
    for (Py_ssize_t i = 0; i < count; i++)
        if ((i + 1 == count || !tokens[i].is_article) && !put(stretch, &tokens[i]))
            return 0;
    return 1;
}

/* What is asked of a stretch that was put together; a new reference, NULL with an exception. */
typedef PyObject *(*Question)(const Stretch *stretch, PyObject *asked);

static PyObject *answer(const Token *tokens, Py_ssize_t count, Question question,
                        PyObject *asked) {
    Stretch stretch;
    int known = build(tokens, count, &stretch);
    PyObject *found = known > 0    ? question(&stretch, asked)
                      : known == 0 ? Py_NewRef(Py_None)
                                   : NULL;
    PyMem_Free(stretch.marks);
    return found;
}

/* The answers for each of some spans of the tokens. */
static PyObject *answers(const Token *tokens, Py_ssize_t count, PyObject *spans, Question question,
                         PyObject *asked) {
    Py_ssize_t size = PyList_Size(spans);
    PyObject *found = PyList_New(size);
    for (Py_ssize_t i = 0; found != NULL && i < size; i++) {
        Py_ssize_t start, end;
        PyObject *one = NULL, *span = PyList_GetItem(spans, i);
        if (span == NULL || !PyTuple_Check(span))
            PyErr_SetString(PyExc_TypeError, "a span is no tuple");
        else if (PyArg_ParseTuple(span, "nn", &start, &end)) {
            if (0 <= start && start < end && end <= count)
                one = answer(tokens + start, end - start, question, asked);
            else
                PyErr_SetString(PyExc_ValueError, "a span begins or ends outside of the tokens");
        }
        if (one == NULL)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, i, one);
    }
    return found;
}

/* The answers for spans of tokens that come from Python. */
static PyObject *ask(PyObject *items, const char *articles, Py_ssize_t flags, PyObject *spans,
                     Question question, PyObject *asked) {
    Py_ssize_t size = PyTuple_Size(items), place = 0;
    PyObject *found = NULL;
    if (flags != size) {
        PyErr_SetString(PyExc_ValueError, "of each token it must be told whether it is an article");
        return NULL;
    }
    Token *tokens = PyMem_Calloc((size_t)size + 1, sizeof(Token));
    if (tokens == NULL)
        return PyErr_NoMemory();
    while (place < size &&
           read_token(PyTuple_GetItem(items, place), articles[place], &tokens[place]) == 0)
        place++;
    if (place == size)
        found = answers(tokens, size, spans, question, asked);
    PyMem_Free(tokens);
    return found;
}

static PyObject *told(const Stretch *stretch, PyObject *asked) {
    (void)asked;
    return Py_BuildValue("(s#s#s#s#n)", stretch->marks, stretch->marks_size, stretch->consonants,
                         stretch->consonants_size, stretch->skeleton, stretch->skeleton_size,
                         stretch->script.letters, stretch->script.size, stretch->words);
}

static PyObject *sound(PyObject *module, PyObject *args) {
    PyObject *items, *spans;
    const char *articles;
    Py_ssize_t flags;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y#O!:sound", &PyTuple_Type, &items, &articles, &flags,
                          &PyList_Type, &spans))
        return NULL;
    return ask(items, articles, flags, spans, told, NULL);
}

/* --- stretches in sieves ---------------------------------------------------------------------- */

/* The sieve of a pair (sieve, whether all marks are compared); NULL with an exception. */
static const Sieve *sieve_of(PyObject *pair, int *whole) {
    PyObject *sieve = PyTuple_Check(pair) && PyTuple_Size(pair) == 2 ? PyTuple_GetItem(pair, 0)
                                                                      : NULL;
    if (sieve == NULL || PyType_GetSlot(Py_TYPE(sieve), Py_tp_dealloc) != (void *)sieve_dealloc) {
        PyErr_SetString(PyExc_TypeError, "this is no sieve");
        return NULL;
    }
    *whole = PyObject_IsTrue(PyTuple_GetItem(pair, 1));
    return *whole < 0 ? NULL : (const Sieve *)sieve;
}

/* Whether a stretch is near a string of a sieve; -1 with an exception. */
static int passes(const Stretch *stretch, PyObject *pair) {
    int whole, near = -1;
    const Sieve *sieve = sieve_of(pair, &whole);
    if (sieve == NULL)
        return -1;
    const char *text = whole ? stretch->marks : stretch->consonants;
    Marks asked = {.size = whole ? stretch->marks_size : stretch->consonants_size};
    asked.letters = PyMem_Malloc(((size_t)asked.size + 1) * sizeof(Py_UCS4));
    if (asked.letters == NULL)
        PyErr_NoMemory();
    else {
        for (Py_ssize_t i = 0; i < asked.size; i++)
            asked.letters[i] = (unsigned char)text[i];
        count(&asked, sieve->classes);
        near = sift(sieve, &asked, NULL);
    }
    PyMem_Free(asked.letters);
    return near;
}

/* Whether it passes one of some sieves; -1 with an exception. */
static int passes_one(const Stretch *stretch, PyObject *groups, Py_ssize_t group) {
    PyObject *pairs = PyTuple_Check(groups) ? PyTuple_GetItem(groups, group) : NULL;
    if (pairs == NULL || !PyTuple_Check(pairs)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "there are no such sieves");
        return -1;
    }
    int found = 0;
    for (Py_ssize_t i = 0; found == 0 && i < PyTuple_Size(pairs); i++)
        found = passes(stretch, PyTuple_GetItem(pairs, i));
    return found;
}

/* Whether it passes one of the first sieves for its script and its words; or one of the second
 * ones, and one of the third ones. */
static PyObject *passing(const Stretch *stretch, PyObject *sieves) {
    PyObject *said = Py_BuildValue("(s#n)", stretch->script.letters, stretch->script.size,
                                   stretch->words);
    PyObject *groups = said == NULL ? NULL : PyObject_GetItem(sieves, said);
    int found = groups == NULL ? -1 : passes_one(stretch, groups, 0);
    if (found == 0)
        found = passes_one(stretch, groups, 1);
    else if (found > 0)
        found = 2;
    if (found == 1)
        found = passes_one(stretch, groups, 2);
    Py_XDECREF(said);
    Py_XDECREF(groups);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *sift_spans(PyObject *module, PyObject *args) {
    PyObject *items, *spans, *sieves;
    const char *articles;
    Py_ssize_t flags;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y#O!O:sift", &PyTuple_Type, &items, &articles, &flags,
                          &PyList_Type, &spans, &sieves))
        return NULL;
    return ask(items, articles, flags, spans, passing, sieves);
}

/* --- the rows of a large table ---------------------------------------------------------------- */

/* What is asked of the rows: the signature, how many marks may lack, and how many rows count. */
typedef struct {
    uint64_t marks;
    int most;
    Py_ssize_t count;
    const char *signatures; /* two of each row, as they lie in a file; the first counts here */
    Py_ssize_t rows;
} Near;

static uint64_t signature(const Near *near, uint32_t row) {
    uint64_t bits;
    memcpy(&bits, near->signatures + 16 * (size_t)row, 8);
    return bits;
}

/* The nearest rows so far, in order: in the upper half in how many bits each differs, then its
 * number. */
typedef struct {
    uint64_t *rows;
    Py_ssize_t size, room;
} Nearest;

static void insert(Nearest *nearest, uint64_t row) {
    Py_ssize_t place = nearest->size;
    while (place > 0 && nearest->rows[place - 1] > row)
        place--;
    if (place > 0 && nearest->rows[place - 1] == row)
        return; /* it was in another bucket, too */
    if (nearest->size < nearest->room)
        nearest->size++;
    if (place < nearest->size) {
        memmove(nearest->rows + place + 1, nearest->rows + place,
                (size_t)(nearest->size - place - 1) * sizeof row);
        nearest->rows[place] = row;
    }
}

/* Go through the rows of a bucket; -1 with an exception where a row is none. Rows that differ in
 * more bits than twice as many marks are behind any that may be alike. */
static int add_bucket(const Near *near, const Py_buffer *bucket, Nearest *nearest) {
    uint64_t most = ((uint64_t)(2 * near->most) << 32) | UINT32_MAX;
    for (Py_ssize_t at = 0; at + 4 <= bucket->len; at += 4) {
        uint32_t row;
        memcpy(&row, (const char *)bucket->buf + at, 4);
        if ((Py_ssize_t)row >= near->rows) {
            PyErr_SetString(PyExc_IndexError, "a bucket holds a row that there isn't");
            return -1;
        }
        uint64_t found = (uint64_t)bits_in(near->marks ^ signature(near, row)) << 32 | row;
        if (found <= most) {
            insert(nearest, found);
            if (nearest->size == nearest->room)
                most = nearest->rows[nearest->size - 1];
        }
    }
    return 0;
}

/* Of the nearest those that have or lack no more marks. */
static PyObject *alike(const Near *near, const Nearest *nearest) {
    PyObject *rows = PyList_New(0);
    for (Py_ssize_t i = 0; rows != NULL && i < nearest->size; i++) {
        uint32_t number = (uint32_t)nearest->rows[i];
        uint64_t held = signature(near, number);
        if ((int)bits_in(near->marks & ~held) > near->most ||
            (int)bits_in(held & ~near->marks) > near->most)
            continue;
        PyObject *row = PyLong_FromUnsignedLong(number);
        if (row == NULL || PyList_Append(rows, row) < 0)
            Py_CLEAR(rows);
        Py_XDECREF(row);
    }
    return rows;
}

static PyObject *nearest_of(const Near *near, Py_buffer *buckets, Py_ssize_t count) {
    Nearest nearest = {PyMem_Malloc((size_t)near->count * sizeof(uint64_t)), 0, near->count};
    PyObject *rows = NULL;
    Py_ssize_t place = 0;
    if (nearest.rows == NULL)
        return PyErr_NoMemory();
    while (place < count && add_bucket(near, &buckets[place], &nearest) == 0)
        place++;
    if (place == count)
        rows = alike(near, &nearest);
    PyMem_Free(nearest.rows);
    return rows;
}

static PyObject *nearest(PyObject *module, PyObject *args) {
    PyObject *items, *rows = NULL;
    Py_buffer signatures;
    unsigned long long marks;
    Near near;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y*Kin:nearest", &PyTuple_Type, &items, &signatures, &marks,
                          &near.most, &near.count))
        return NULL;
    if (near.count < 1 || near.count > MOST_LETTERS || near.most < 0 || near.most > MOST_LETTERS) {
        PyBuffer_Release(&signatures);
        PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
        return NULL;
    }
    near.marks = marks;
    near.signatures = signatures.buf;
    near.rows = signatures.len / 16;
    Py_ssize_t count = PyTuple_Size(items), held = 0;
    Py_buffer *buckets = PyMem_Calloc((size_t)count + 1, sizeof *buckets);
    if (buckets == NULL)
        PyErr_NoMemory();
    else {
        while (held < count &&
               PyObject_GetBuffer(PyTuple_GetItem(items, held), &buckets[held], PyBUF_SIMPLE) == 0)
            held++;
        if (held == count)
            rows = nearest_of(&near, buckets, count);
    }
    while (held > 0)
        PyBuffer_Release(&buckets[--held]);
    PyMem_Free(buckets);
    PyBuffer_Release(&signatures);
    return rows;
}

/* --- what the module has of it ---------------------------------------------------------------- */

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

static PyMethodDef functions[] = {
    {"sound", sound, METH_VARARGS,
     "sound(tokens, articles, spans) -> for each span (start, end) of the tokens what it sounds\n"
     "like: (marks, consonants, skeleton, script, words), or None where that isn't known."},
    {"sift", sift_spans, METH_VARARGS,
     "sift(tokens, articles, spans, sieves) -> for each span of the tokens whether it is near "
     "one of\n"
     "the strings in the sieves under its script and how many words it has, or None where it "
     "isn't\n"
     "known what it sounds like. There are three groups of pairs (sieve, whether all marks are\n"
     "compared): one of the first lets it pass, or one of the second and one of the third."},
    {"nearest", nearest, METH_VARARGS,
     "nearest(buckets, signatures, marks, most, count) -> the rows in some buckets, of `count`\n"
     "whose signatures (the first of two of each row) are the nearest to `marks`, that have "
     "or lack\n"
     "no more marks than `most`."},
    {NULL, NULL, 0, NULL},
};

int add_gate(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &sieve_spec, NULL);
    int failed = type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0 ||
                 PyModule_AddFunctions(module, functions) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}
