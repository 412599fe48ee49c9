/* The gate of a scan, compiled: what stretches of words sound like, and which are near a row.
 *
 * translit/language/heard.py, translit/index/gate.py and sieves.py hold the plain way, which is the
 * reference: tests/index/test_gate.py and tests/language/test_heard.py hold the two against each
 * other. As core.c says, nothing is kept between calls but a sieve and the tokens of a word, which
 * don't change once they are built.
 */
#include "../language/core.h"
#include <math.h>
#include <string.h>

/* Marks are counted in so many classes, up to so often; strings of ASCII have one for each code
 * point, and one more stands for all others. The same numbers as in sieves.py. */
#define CLASSES 32
#define TIMES 4
#define POINTS 129
/* Floating-point shares are rounded up by this, as in sieves.py. */
#define ROUNDING 1e-9
/* A word of a machine compares so many letters at once. */
#define AT_ONCE 64

/* --- strings of marks ------------------------------------------------------------------------- */

typedef struct {
    Py_UCS4 *letters;
    Py_ssize_t size;
    uint64_t counts[2]; /* which classes it has once and twice, and which more often */
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
 * more, too. Most differ enough in what they have once or twice. */
static int lacks_more(const uint64_t *one, const uint64_t *other, unsigned most) {
    unsigned here = bits_in(one[0] & ~other[0]);
    if (here > most)
        return 1;
    unsigned there = bits_in(other[0] & ~one[0]);
    return there > most || here + bits_in(one[1] & ~other[1]) > most ||
           there + bits_in(other[1] & ~one[1]) > most;
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
    uint64_t *counts; /* of each text, side by side: most are told apart by these */
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
    PyMem_Free(self->counts);
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
        memcpy(self->counts + 2 * i, self->texts[i].counts, sizeof self->texts[i].counts);
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
    self->counts = PyMem_Calloc((size_t)self->count + 1, sizeof self->texts->counts);
    if (self->texts == NULL || self->counts == NULL)
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

/* Behind the last string of the same length as the one at a place. */
static Py_ssize_t end_of_length(const Sieve *self, Py_ssize_t place, Py_ssize_t end) {
    Py_ssize_t size = self->texts[place].size, until = from_length(self, (double)size + 0.5);
    return until < end ? until : end;
}

/* The strings near another one, as a list of their places; or, where `found` is NULL, only whether
 * there is one. -1 with an exception. */
static int sift(const Sieve *self, const Marks *asked, PyObject *found) {
    double length = (double)asked->size, kept = 1.0 - self->share;
    Py_ssize_t place = from_length(self, ceil(length * kept - ROUNDING));
    Py_ssize_t end = from_length(self, length / kept + ROUNDING);
    Pattern pattern = {.is_short = -1};
    while (place < end) {
        Py_ssize_t size = self->texts[place].size, until = end_of_length(self, place, end);
        double longer = (double)(size > asked->size ? size : asked->size);
        unsigned most = (unsigned)floor(longer * self->share + ROUNDING);
        for (; place < until; place++) {
            if (lacks_more(asked->counts, self->counts + 2 * place, most))
                continue;
            if (pattern.is_short < 0)
                make_pattern(asked, &pattern);
            int near = is_near(self, asked, &pattern, &self->texts[place]);
            if (near < 0 || (near && found == NULL))
                return near;
            PyObject *number = near ? PyLong_FromSsize_t(place) : NULL;
            int failed = near && (number == NULL || PyList_Append(found, number) < 0);
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

/* A folded word as heard.py has it; where `known` is 0 nothing is known of what it is in. It is the
 * article of no next one where `article` is NULL, of every one where it is True, and else of those
 * that begin with one of some sounds. */
typedef struct {
    Sounds whole, rest;
    Text first, last, script;
    PyObject *folded, *article;
    int known, has_letters;
} Token;

/* A word of a text: the folded words that it is, whose strings it keeps. */
typedef struct {
    PyObject_HEAD
    Token *tokens;
    Py_ssize_t count;
    char *letters;
} Word;

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
static int read_token(PyObject *item, PyObject *article, Token *token) {
    Text folded, latin;
    token->known = item != Py_None;
    if (!token->known)
        return 0;
    PyObject *part = PyTuple_Check(item) ? PyTuple_GetItem(item, 1) : NULL;
    if (part == NULL || article == NULL || !(PyBool_Check(article) || PyTuple_Check(article))) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "a token is no tuple");
        return -1;
    }
    if (read_sounds(part, 0, &token->whole) < 0 || read_sounds(part, 1, &token->rest) < 0 ||
        read_text(part, 2, &token->first) < 0 || read_text(part, 3, &token->last) < 0 ||
        read_text(item, 2, &token->script) < 0 || read_text(item, 3, &latin) < 0 ||
        read_text(item, 0, &folded) < 0)
        return -1;
    token->has_letters = latin.size > 0;
    token->folded = Py_NewRef(PyTuple_GetItem(item, 0));
    if (article == Py_True || (PyTuple_Check(article) && PyTuple_Size(article) > 0))
        token->article = Py_NewRef(article);
    return 0;
}

/* The strings of a token, to go through them. */
enum { TEXTS = 9 };
static void texts_of(Token *token, Text *texts[TEXTS]) {
    Text *all[TEXTS] = {&token->whole.marks,     &token->whole.consonants, &token->whole.skeleton,
                        &token->rest.marks,      &token->rest.consonants,  &token->rest.skeleton,
                        &token->first,           &token->last,             &token->script};
    memcpy(texts, all, sizeof all);
}

/* Copy the strings of all tokens into letters that the word keeps. */
static int keep_letters(Word *self) {
    Text *texts[TEXTS];
    size_t room = 1;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        texts_of(&self->tokens[i], texts);
        for (int j = 0; j < TEXTS; j++)
            room += (size_t)texts[j]->size;
    }
    char *to = self->letters = PyMem_Malloc(room);
    if (to == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->count; i++) {
        texts_of(&self->tokens[i], texts);
        for (int j = 0; j < TEXTS; j++) {
            if (texts[j]->size > 0)
                memcpy(to, texts[j]->letters, (size_t)texts[j]->size);
            texts[j]->letters = to;
            to += texts[j]->size;
        }
    }
    return 0;
}

static void word_dealloc(PyObject *object) {
    Word *self = (Word *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (Py_ssize_t i = 0; i < self->count; i++) {
        Py_XDECREF(self->tokens[i].folded);
        Py_XDECREF(self->tokens[i].article);
    }
    PyMem_Free(self->tokens);
    PyMem_Free(self->letters);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *word_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *tokens, *articles;
    if (names != NULL && PyDict_Size(names) > 0) {
        PyErr_SetString(PyExc_TypeError, "Tokens takes no names");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!O!:Tokens", &PyTuple_Type, &tokens, &PyTuple_Type, &articles))
        return NULL;
    Py_ssize_t count = PyTuple_Size(tokens), place = 0;
    if (count < 1 || PyTuple_Size(articles) != count) {
        PyErr_SetString(PyExc_ValueError, "of each token it must be told whether it is an article");
        return NULL;
    }
    Word *self = (Word *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->tokens = PyMem_Calloc((size_t)count, sizeof(Token));
    self->count = self->tokens == NULL ? 0 : count;
    if (self->tokens == NULL)
        PyErr_NoMemory();
    else {
        while (place < count && read_token(PyTuple_GetItem(tokens, place),
                                           PyTuple_GetItem(articles, place),
                                           &self->tokens[place]) == 0)
            place++;
        if (place == count && keep_letters(self) == 0)
            return (PyObject *)self;
    }
    Py_DECREF(self);
    return NULL;
}

/* Whether a token is the article of the next one. */
static int is_article(const Token *token, const Token *next) {
    if (token->article == NULL || token->article == Py_True)
        return token->article != NULL;
    Py_ssize_t size = PyUnicode_GetLength(next->folded);
    for (Py_ssize_t i = 0; i < PyTuple_Size(token->article); i++) {
        PyObject *sound = PyTuple_GetItem(token->article, i);
        Py_ssize_t found =
            PyUnicode_Check(sound) ? PyUnicode_Tailmatch(next->folded, sound, 0, size, -1) : 0;
        if (found)
            return found < 0 ? -1 : 1;
    }
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
    Marks asked[2]; /* what sieves are asked for: the consonants, and all */
    const Sieve *by[2];
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

/* The words of a text that is gone through, those from one place to another one as they were read;
 * as run.py has them. */
typedef struct {
    PyObject *text, *words;
    Py_buffer starts, ends, joints;
    Py_ssize_t count, first, last;
    Word **read;
} Reading;

/* The same number as in run.py: the gap behind a word is of blanks alone. */
#define BLANK 4
/* What a window is, in a row: its first and last word, how many words it has, where it starts. */
enum { FIRST, LAST, WORDS, START, WINDOW };

/* A word as it was read, borrowed; NULL with an exception. */
static const Word *word_at(Reading *reading, Py_ssize_t place) {
    Word **known = &reading->read[place - reading->first];
    if (*known != NULL)
        return *known;
    PyObject *written = PyUnicode_Substring(reading->text, number_at(reading->starts.buf, place),
                                            number_at(reading->ends.buf, place));
    PyObject *word = written == NULL ? NULL : PyObject_GetItem(reading->words, written);
    Py_XDECREF(written);
    if (word != NULL && PyType_GetSlot(Py_TYPE(word), Py_tp_dealloc) != (void *)word_dealloc) {
        PyErr_SetString(PyExc_TypeError, "this is no word");
        Py_CLEAR(word);
    }
    return *known = (Word *)word;
}

/* How much room the sounds of some words take: more than 0; 0 where what they sound like isn't
 * known; -1 with an exception. */
static Py_ssize_t room_for(Reading *reading, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t room = 1;
    for (Py_ssize_t place = first; place <= last; place++) {
        const Word *word = word_at(reading, place);
        if (word == NULL)
            return -1;
        if (place > first && !(((const char *)reading->joints.buf)[place - 1] & BLANK))
            return 0;
        for (Py_ssize_t i = 0; i < word->count; i++) {
            const Token *token = &word->tokens[i];
            if (!token->known)
                return 0;
            room += token->whole.marks.size + token->whole.consonants.size +
                    token->whole.skeleton.size;
        }
    }
    return room;
}

/* Put the words from one to another one together, in memory that the caller frees: 1; 0 where what
 * they sound like isn't known; -1 with an exception. */
static int build(Reading *reading, Py_ssize_t first, Py_ssize_t last, Stretch *stretch) {
    const Token *before = NULL;
    Py_ssize_t room = room_for(reading, first, last);
    memset(stretch, 0, sizeof *stretch);
    if (room <= 0)
        return (int)room;
    stretch->marks = PyMem_Malloc(3 * (size_t)room);
    if (stretch->marks == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    stretch->consonants = stretch->marks + room;
    stretch->skeleton = stretch->consonants + room;
    stretch->script.letters = "";
    for (Py_ssize_t place = first; place <= last; place++) {
        const Word *word = reading->read[place - reading->first];
        for (Py_ssize_t i = 0; i < word->count; i++) {
            int article = before == NULL ? 1 : is_article(before, &word->tokens[i]);
            if (article < 0 || (!article && !put(stretch, before)))
                return article < 0 ? -1 : 0;
            before = &word->tokens[i];
        }
    }
    return put(stretch, before);
}

/* What is asked of a stretch that was put together; a new reference, NULL with an exception. */
typedef PyObject *(*Question)(Stretch *stretch, void *asked);

static PyObject *answer(Reading *reading, const Py_buffer *windows, Py_ssize_t row,
                        Question question, void *asked) {
    Stretch stretch;
    Py_ssize_t first = number_at(windows->buf, WINDOW * row + FIRST);
    if (number_at(reading->starts.buf, first) != number_at(windows->buf, WINDOW * row + START))
        first--; /* with its article */
    int known = build(reading, first, number_at(windows->buf, WINDOW * row + LAST), &stretch);
    PyObject *found = known > 0    ? question(&stretch, asked)
                      : known == 0 ? Py_NewRef(Py_None)
                                   : NULL;
    PyMem_Free(stretch.marks);
    PyMem_Free(stretch.asked[0].letters);
    PyMem_Free(stretch.asked[1].letters);
    return found;
}

/* Which words the windows are of; -1 with an exception where they are of none. */
static int bound(Reading *reading, const Py_buffer *windows, Py_ssize_t size) {
    reading->first = reading->count;
    reading->last = -1;
    for (Py_ssize_t row = 0; row < size; row++) {
        int64_t first = number_at(windows->buf, WINDOW * row + FIRST);
        int64_t last = number_at(windows->buf, WINDOW * row + LAST);
        if (first < 0 || last < first || last >= reading->count ||
            (first == 0 && number_at(reading->starts.buf, 0) !=
                               number_at(windows->buf, WINDOW * row + START))) {
            PyErr_SetString(PyExc_ValueError, "a window begins or ends outside of the words");
            return -1;
        }
        if (first - (first > 0) < reading->first)
            reading->first = first - (first > 0);
        if (last > reading->last)
            reading->last = last;
    }
    return 0;
}

/* The answers for each of some windows. */
static PyObject *answers(Reading *reading, const Py_buffer *windows, Question question,
                         void *asked) {
    Py_ssize_t size = windows->len / (8 * WINDOW);
    if (bound(reading, windows, size) < 0)
        return NULL;
    Py_ssize_t words = size > 0 ? reading->last - reading->first + 1 : 0;
    reading->read = PyMem_Calloc((size_t)words + 1, sizeof(Word *));
    PyObject *found = reading->read == NULL ? PyErr_NoMemory() : PyList_New(size);
    for (Py_ssize_t row = 0; found != NULL && row < size; row++) {
        PyObject *one = answer(reading, windows, row, question, asked);
        if (one == NULL)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, row, one);
    }
    for (Py_ssize_t i = 0; reading->read != NULL && i < words; i++)
        Py_XDECREF((PyObject *)reading->read[i]);
    PyMem_Free(reading->read);
    return found;
}

/* The answers for windows that come from Python. */
static PyObject *ask(Reading *reading, Py_buffer *windows, Question question, void *asked) {
    PyObject *found = NULL;
    reading->count = reading->starts.len / 8;
    if (reading->ends.len != reading->starts.len || reading->joints.len != reading->count)
        PyErr_SetString(PyExc_ValueError, "there is a number of each word");
    else
        found = answers(reading, windows, question, asked);
    PyBuffer_Release(&reading->starts);
    PyBuffer_Release(&reading->ends);
    PyBuffer_Release(&reading->joints);
    PyBuffer_Release(windows);
    return found;
}

static PyObject *told(Stretch *stretch, void *asked) {
    (void)asked;
    return Py_BuildValue("(s#s#s#s#n)", stretch->marks, stretch->marks_size, stretch->consonants,
                         stretch->consonants_size, stretch->skeleton, stretch->skeleton_size,
                         stretch->script.letters, stretch->script.size, stretch->words);
}

static PyObject *sound(PyObject *Py_UNUSED(module), PyObject *args) {
    Reading reading = {0};
    Py_buffer windows;
    if (!PyArg_ParseTuple(args, "Uy*y*y*Oy*:sound", &reading.text, &reading.starts, &reading.ends,
                          &reading.joints, &reading.words, &windows))
        return NULL;
    return ask(&reading, &windows, told, NULL);
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

/* The marks of a stretch, all or those of the consonants, and their classes by a sieve; -1 with an
 * exception. They are counted once for all sieves with the same classes, and freed with it. */
static const Marks *marks_of(Stretch *stretch, int whole, const Sieve *sieve) {
    Marks *marks = &stretch->asked[whole];
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
    } else if (memcmp(stretch->by[whole]->classes, sieve->classes, sizeof sieve->classes) == 0)
        return marks;
    stretch->by[whole] = sieve;
    count(marks, sieve->classes);
    return marks;
}

/* Whether a stretch is near a string of a sieve; -1 with an exception. */
static int passes(Stretch *stretch, PyObject *pair) {
    int whole;
    const Sieve *sieve = sieve_of(pair, &whole);
    const Marks *asked = sieve == NULL ? NULL : marks_of(stretch, whole != 0, sieve);
    return asked == NULL ? -1 : sift(sieve, asked, NULL);
}

/* Whether it passes one of some sieves; -1 with an exception. */
static int passes_one(Stretch *stretch, PyObject *groups, Py_ssize_t group) {
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
static PyObject *passing(Stretch *stretch, void *asked) {
    PyObject *groups = sieves_for(stretch, asked);
    int found = groups == NULL ? -1 : passes_one(stretch, groups, 0);
    if (found == 0)
        found = passes_one(stretch, groups, 1);
    else if (found > 0)
        found = 2;
    if (found == 1)
        found = passes_one(stretch, groups, 2);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *sift_windows(PyObject *Py_UNUSED(module), PyObject *args) {
    Reading reading = {0};
    Sifting sifting = {.size = -1};
    Py_buffer windows;
    if (!PyArg_ParseTuple(args, "Uy*y*y*Oy*O:sift", &reading.text, &reading.starts, &reading.ends,
                          &reading.joints, &reading.words, &windows, &sifting.sieves))
        return NULL;
    PyObject *found = ask(&reading, &windows, passing, &sifting);
    for (int i = 0; i <= REMEMBERED; i++)
        Py_XDECREF(sifting.of[i]);
    return found;
}

/* --- the rows of a large table ---------------------------------------------------------------- */

/* What is asked of the rows by one name: the signature, how many marks may lack, and the nearest
 * rows so far, in order: in the upper half in how many bits each differs, then its number. Those
 * that differ in more than `limit` aren't among them. */
typedef struct {
    uint64_t marks, limit, *rows;
    Py_ssize_t size;
    unsigned most;
} Near;

typedef struct {
    Near *names;
    uint64_t *rows; /* of all names */
    Py_ssize_t count, room;
    const char *signatures; /* two of each row, as they lie in a file; the first counts here */
    Py_ssize_t held;
} Nearest;

/* Signatures of so many rows more are on their way from memory. */
#define AHEAD 24

/* One of some numbers of 32 bits, wherever they lie. */
static uint32_t row_at(const Py_buffer *rows, Py_ssize_t place) {
    uint32_t row;
    memcpy(&row, (const char *)rows->buf + 4 * place, 4);
    return row;
}

static void insert(Near *near, Py_ssize_t room, uint64_t row) {
    Py_ssize_t place = near->size;
    while (place > 0 && near->rows[place - 1] > row)
        place--;
    if (place > 0 && near->rows[place - 1] == row)
        return; /* it was in another bucket, too */
    if (near->size < room)
        near->size++;
    if (place < near->size) {
        memmove(near->rows + place + 1, near->rows + place,
                (size_t)(near->size - place - 1) * sizeof row);
        near->rows[place] = row;
    }
    if (near->size == room)
        near->limit = near->rows[room - 1] < near->limit ? near->rows[room - 1] : near->limit;
}

/* Go through the rows of a bucket for the names that ask for it; -1 with an exception where a row
 * or a name is none. */
static int add_bucket(Nearest *nearest, const Py_buffer *bucket, const Py_buffer *asking) {
    Py_ssize_t count = asking->len / 4;
    for (Py_ssize_t i = 0; i < count; i++)
        if (row_at(asking, i) >= (size_t)nearest->count) {
            PyErr_SetString(PyExc_IndexError, "a name asks that there isn't");
            return -1;
        }
    Py_ssize_t size = bucket->len / 4;
    for (Py_ssize_t at = 0; at < size; at++) {
        uint32_t row = row_at(bucket, at);
        if (at + AHEAD < size)
            PREFETCH(nearest->signatures + 16 * (size_t)row_at(bucket, at + AHEAD));
        if ((Py_ssize_t)row >= nearest->held) {
            PyErr_SetString(PyExc_IndexError, "a bucket holds a row that there isn't");
            return -1;
        }
        uint64_t signature = (uint64_t)number_at(nearest->signatures, 2 * (Py_ssize_t)row);
        for (Py_ssize_t i = 0; i < count; i++) {
            Near *near = &nearest->names[row_at(asking, i)];
            uint64_t found = (uint64_t)bits_in(near->marks ^ signature) << 32 | row;
            if (found <= near->limit)
                insert(near, nearest->room, found);
        }
    }
    return 0;
}

/* Of the nearest those that have or lack no more marks. */
static PyObject *alike(const Nearest *nearest, const Near *near) {
    PyObject *rows = PyList_New(0);
    for (Py_ssize_t i = 0; rows != NULL && i < near->size; i++) {
        uint32_t number = (uint32_t)near->rows[i];
        uint64_t held = (uint64_t)number_at(nearest->signatures, 2 * (Py_ssize_t)number);
        if (bits_in(near->marks & ~held) > near->most || bits_in(held & ~near->marks) > near->most)
            continue;
        PyObject *row = PyLong_FromUnsignedLong(number);
        if (row == NULL || PyList_Append(rows, row) < 0)
            Py_CLEAR(rows);
        Py_XDECREF(row);
    }
    return rows;
}

/* Go through all buckets, each a pair of its rows and the names that ask for it. */
static int add_buckets(Nearest *nearest, PyObject *buckets) {
    int failed = 0;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_Size(buckets); i++) {
        Py_buffer rows, names;
        PyObject *pair = PyTuple_GetItem(buckets, i);
        if (!PyTuple_Check(pair)) {
            PyErr_SetString(PyExc_TypeError, "a bucket is a pair");
            return -1;
        }
        if (!PyArg_ParseTuple(pair, "y*y*", &rows, &names))
            return -1;
        failed = add_bucket(nearest, &rows, &names);
        PyBuffer_Release(&rows);
        PyBuffer_Release(&names);
    }
    return failed;
}

/* What is asked by each name: its marks, and how many of them may differ. */
static int read_names(Nearest *nearest, const Py_buffer *marks, const Py_buffer *most) {
    for (Py_ssize_t i = 0; i < nearest->count; i++) {
        Near *near = &nearest->names[i];
        int64_t differ = number_at(most->buf, i);
        if (differ < 0 || differ > MOST_LETTERS) {
            PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
            return -1;
        }
        near->marks = (uint64_t)number_at(marks->buf, i);
        near->most = (unsigned)differ;
        /* rows that differ in more bits than twice as many are behind any that may be alike */
        near->limit = (uint64_t)(2 * differ) << 32 | UINT32_MAX;
        near->rows = nearest->rows + i * nearest->room;
    }
    return 0;
}

static PyObject *nearest_of(Nearest *nearest, PyObject *buckets, const Py_buffer *marks,
                            const Py_buffer *most) {
    if (read_names(nearest, marks, most) < 0 || add_buckets(nearest, buckets) < 0)
        return NULL;
    PyObject *found = PyList_New(nearest->count);
    for (Py_ssize_t i = 0; found != NULL && i < nearest->count; i++) {
        PyObject *rows = alike(nearest, &nearest->names[i]);
        if (rows == NULL)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, i, rows);
    }
    return found;
}

static PyObject *nearest(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *buckets, *found = NULL;
    Py_buffer signatures, marks, most;
    Nearest nearest = {0};
    if (!PyArg_ParseTuple(args, "O!y*y*y*n:nearest", &PyTuple_Type, &buckets, &signatures, &marks,
                          &most, &nearest.room))
        return NULL;
    nearest.signatures = signatures.buf;
    nearest.held = signatures.len / 16;
    nearest.count = marks.len / 8;
    if (nearest.room < 1 || nearest.room > MOST_LETTERS || most.len != marks.len)
        PyErr_SetString(PyExc_ValueError, "so many rows or marks are none");
    else {
        size_t names = (size_t)nearest.count + 1;
        nearest.names = PyMem_Calloc(names, sizeof(Near));
        nearest.rows = PyMem_Calloc(names * (size_t)nearest.room, sizeof(uint64_t));
        found = nearest.names == NULL || nearest.rows == NULL
                    ? PyErr_NoMemory()
                    : nearest_of(&nearest, buckets, &marks, &most);
    }
    PyMem_Free(nearest.names);
    PyMem_Free(nearest.rows);
    PyBuffer_Release(&signatures);
    PyBuffer_Release(&marks);
    PyBuffer_Release(&most);
    return found;
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

static PyType_Slot word_slots[] = {
    {Py_tp_doc,
     "Tokens(tokens, articles): a word of a text, as heard.py reads it.\n\n"
     "Args:\n"
     "    tokens: the folded words that it is; None where one isn't known.\n"
     "    articles: of each whether it is an article before any word, or before which sounds."},
    {Py_tp_new, word_new},
    {Py_tp_dealloc, word_dealloc},
    {0, NULL},
};

static PyType_Spec word_spec = {
    .name = "translit.language._core.Tokens",
    .basicsize = sizeof(Word),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = word_slots,
};

static PyMethodDef functions[] = {
    {"sound", sound, METH_VARARGS,
     "sound(text, starts, ends, joints, words, windows) -> of each window of the words of a text\n"
     "what it sounds like: (marks, consonants, skeleton, script, words), or None where that isn't\n"
     "known. `words` says of each which Tokens it is; a window is four numbers of 64 bits: its\n"
     "first and last word, how many it has, and where it starts."},
    {"sift", sift_windows, METH_VARARGS,
     "sift(text, starts, ends, joints, words, windows, sieves) -> of each window whether it is\n"
     "near one of the strings in the sieves under its script and how many words it has, or None\n"
     "where it isn't known what it sounds like. There are three groups of pairs (sieve, whether\n"
     "all marks are compared): one of the first lets it pass, or one of the second and one of the\n"
     "third."},
    {"nearest", nearest, METH_VARARGS,
     "nearest(buckets, signatures, marks, most, count) -> of each name the rows in the buckets\n"
     "that it asks for, of `count` whose signatures (the first of two of each row) are the\n"
     "nearest to its marks, that have or lack no more marks than `most`. A bucket is a pair of\n"
     "its rows and the places of the names (32 bits each); marks and most are numbers of 64 bits."},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, PyType_Spec *spec) {
    PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
    int failed = type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

int add_gate(PyObject *module) {
    return add_type(module, &sieve_spec) < 0 || add_type(module, &word_spec) < 0 ||
                   PyModule_AddFunctions(module, functions) < 0
               ? -1
               : 0;
}
