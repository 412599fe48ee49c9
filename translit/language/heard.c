/* What stretches of words sound like (translit/language/heard.py, the reference;
 * tests/language/test_heard.py holds the two against each other).
 *
 * In go the words of a text as they were read, each of one token or several, and windows of them;
 * what comes out is what each window sounds like, put together of its tokens: a sound that ends one
 * and begins the next is heard once, and an article before the next word isn't heard. So "Ras"
 * and "Sabt" together have one s where they meet. Nothing is kept between calls but the tokens of
 * a word, which don't change once they are built.
 */
#include "heard.h"

/* --- the tokens of a word --------------------------------------------------------------------- */

typedef struct {
    Ascii marks, consonants, skeleton;
} Sounds;

/* A folded word as heard.py has it; where `known` is 0 nothing is known of what it is in. It is the
 * article of no next one where `article` is NULL, of every one where it is True, and else of those
 * that begin with one of some sounds. */
typedef struct {
    Sounds whole, rest;
    Ascii first, last, script;
    PyObject *folded, *article;
    int known, has_letters;
} Token;

/* A word of a text: the folded words that it is, whose strings it keeps. */
struct Tokens {
    PyObject_HEAD
    Token *tokens;
    Py_ssize_t count;
    char *letters;
};

static int read_text(PyObject *tuple, Py_ssize_t place, Ascii *text) {
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
    Ascii folded, latin;
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
static void texts_of(Token *token, Ascii *texts[TEXTS]) {
    Ascii *all[TEXTS] = {&token->whole.marks,     &token->whole.consonants, &token->whole.skeleton,
                        &token->rest.marks,      &token->rest.consonants,  &token->rest.skeleton,
                        &token->first,           &token->last,             &token->script};
    memcpy(texts, all, sizeof all);
}

/* Copy the strings of all tokens into letters that the word keeps. */
static int keep_letters(Tokens *self) {
    Ascii *texts[TEXTS];
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

static void tokens_dealloc(PyObject *object) {
    Tokens *self = (Tokens *)object;
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

static PyObject *tokens_new(PyTypeObject *type, PyObject *args, PyObject *names) {
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
    Tokens *self = (Tokens *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
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

static int same(const Ascii *one, const Ascii *other) {
    return one->size == other->size && memcmp(one->letters, other->letters, (size_t)one->size) == 0;
}

/* --- stretches -------------------------------------------------------------------------------- */

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

/* The same number as in run.py: the gap behind a word is of blanks alone. */
#define BLANK 4
/* What a window is, in a row: its first and last word, how many words it has, where it starts. */
enum { FIRST, LAST, WORDS, START, WINDOW };

/* A word as it was read, borrowed; NULL with an exception. */
static const Tokens *word_at(Reading *reading, Py_ssize_t place) {
    Tokens **known = &reading->read[place - reading->first];
    if (*known != NULL)
        return *known;
    PyObject *written = PyUnicode_Substring(reading->text, number_at(reading->starts.buf, place),
                                            number_at(reading->ends.buf, place));
    PyObject *word = written == NULL ? NULL : PyObject_GetItem(reading->words, written);
    Py_XDECREF(written);
    if (word != NULL && PyType_GetSlot(Py_TYPE(word), Py_tp_dealloc) != (void *)tokens_dealloc) {
        PyErr_SetString(PyExc_TypeError, "this is no word");
        Py_CLEAR(word);
    }
    return *known = (Tokens *)word;
}

/* How much room the sounds of some words take: more than 0; 0 where what they sound like isn't
 * known; -1 with an exception. */
static Py_ssize_t room_for(Reading *reading, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t room = 1;
    for (Py_ssize_t place = first; place <= last; place++) {
        const Tokens *word = word_at(reading, place);
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
        const Tokens *word = reading->read[place - reading->first];
        for (Py_ssize_t i = 0; i < word->count; i++) {
            int article = before == NULL ? 1 : is_article(before, &word->tokens[i]);
            if (article < 0 || (!article && !put(stretch, before)))
                return article < 0 ? -1 : 0;
            before = &word->tokens[i];
        }
    }
    return put(stretch, before);
}

static PyObject *answer(Reading *reading, const Py_buffer *windows, Py_ssize_t row,
                        Asking asking, void *asked) {
    Stretch stretch;
    Py_ssize_t first = number_at(windows->buf, WINDOW * row + FIRST);
    if (number_at(reading->starts.buf, first) != number_at(windows->buf, WINDOW * row + START))
        first--; /* with its article */
    int known = build(reading, first, number_at(windows->buf, WINDOW * row + LAST), &stretch);
    PyObject *found = known > 0    ? asking(&stretch, asked)
                      : known == 0 ? Py_NewRef(Py_None)
                                   : NULL;
    PyMem_Free(stretch.marks);
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
static PyObject *answers(Reading *reading, const Py_buffer *windows, Asking asking,
                         void *asked) {
    Py_ssize_t size = windows->len / (8 * WINDOW);
    if (bound(reading, windows, size) < 0)
        return NULL;
    Py_ssize_t words = size > 0 ? reading->last - reading->first + 1 : 0;
    reading->read = PyMem_Calloc((size_t)words + 1, sizeof(Tokens *));
    PyObject *found = reading->read == NULL ? PyErr_NoMemory() : PyList_New(size);
    for (Py_ssize_t row = 0; found != NULL && row < size; row++) {
        PyObject *one = answer(reading, windows, row, asking, asked);
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

PyObject *ask_windows(Reading *reading, Py_buffer *windows, Asking asking, void *asked) {
    PyObject *found = NULL;
    reading->count = reading->starts.len / 8;
    if (reading->ends.len != reading->starts.len || reading->joints.len != reading->count)
        PyErr_SetString(PyExc_ValueError, "there is a number of each word");
    else
        found = answers(reading, windows, asking, asked);
    PyBuffer_Release(&reading->starts);
    PyBuffer_Release(&reading->ends);
    PyBuffer_Release(&reading->joints);
    PyBuffer_Release(windows);
    return found;
}

/* What a stretch sounds like, as Python has it. */
static PyObject *in_python(const Stretch *stretch, void *asked) {
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
    return ask_windows(&reading, &windows, in_python, NULL);
}

/* --- what the module has of it ---------------------------------------------------------------- */

static PyType_Slot tokens_slots[] = {
    {Py_tp_doc,
     "Tokens(tokens, articles): a word of a text, as heard.py reads it.\n\n"
     "Args:\n"
     "    tokens: the folded words that it is; None where one isn't known.\n"
     "    articles: of each whether it is an article before any word, or before which sounds."},
    {Py_tp_new, tokens_new},
    {Py_tp_dealloc, tokens_dealloc},
    {0, NULL},
};

static PyType_Spec tokens_spec = {
    .name = "translit.language._core.Tokens",
    .basicsize = sizeof(Tokens),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = tokens_slots,
};

static PyMethodDef functions[] = {
    {"sound", sound, METH_VARARGS,
     "sound(text, starts, ends, joints, words, windows) -> of each window of the words of a text\n"
     "what it sounds like: (marks, consonants, skeleton, script, words), or None where that isn't\n"
     "known. `words` says of each which Tokens it is; a window is four numbers of 64 bits: its\n"
     "first and last word, how many it has, and where it starts."},
    {NULL, NULL, 0, NULL},
};

int add_heard(PyObject *module) {
    return add_type(module, &tokens_spec) < 0 ? -1 : PyModule_AddFunctions(module, functions);
}
