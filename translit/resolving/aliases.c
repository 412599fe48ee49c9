/* The answer for a mention that is the strong alias of one entry, compiled.
 *
 * The plain way is the reference (Reader.of_alias in translit/resolving/reader.py), and
 * tests/resolve/test_aliases.py holds this against it. Most names are folded here, a character at a
 * time by the table of translit/language/fold.py; whatever takes more than that is asked of Python.
 * Nothing is kept between calls but how single characters fold, so that any number of threads may
 * share one.
 */
#include "../index/pools.h"

/* How the characters up to this one fold is kept. */
#define KEPT 0x2000
/* A longer mention is no alias, as translit/language/split.py says; characters have 4 bytes. */
#define LONGEST 300
#define LONGEST_FOLD (4 * LONGEST)
/* A word of more bytes is no article; so many letters are left of a word that one is joined to. */
#define LONGEST_ARTICLE 12
#define LETTERS_LEFT 2
/* What a character folds to if that isn't known yet, is a sign that is dropped unless a letter of
 * Hebrew is beside it, or isn't one character. */
enum { UNKNOWN = 0, SIGN = 1, MORE = 0x110000 };

/* What is held of Python's, in the order in which Aliases takes it. */
enum {
    KEYS,
    REFUSED,
    CHARACTERS,
    FOLD,
    KEY_OF,
    ARTICLES,
    ASSIMILATED,
    PREFIXES,
    KEPT_WORDS,
    TELLING,
    MAY_CONTRADICT,
    CANDIDATE,
    RESOLUTION,
    EXACT,
    GROUNDS,
    AS_IT_STANDS,
    BUT_FOR_ARTICLE,
    HOLDS
};

typedef struct {
    PyObject_HEAD
    PyObject *held[HOLDS], *nothing;
    uint32_t kept[KEPT];
} Aliases;

/* The strings of who bears a key. */
enum { ID, NAME, ALIAS, STRINGS };

/* A mention, its code points, and its UTF-8; and whether Python may be asked about it. Where it
 * mayn't and must be, there is no answer, and no exception either. */
typedef struct {
    PyObject *string;
    int may_ask;
    Py_UCS4 points[LONGEST];
    size_t length;
    unsigned char bytes[LONGEST_FOLD];
    Text text;
    int is_ascii;
} Mention;

/* Whether two texts are the same. */
static int is_same(Text one, Text other) {
    return one.size == other.size && !memcmp(one.bytes, other.bytes, one.size);
}

/* --- folding ---------------------------------------------------------------------------------- */

/* What the table has for a character, which it works out if it may; NULL where it has nothing, or
 * with an exception. */
static PyObject *fold_of(const Aliases *self, uint32_t character, int may_ask) {
    PyObject *point = PyLong_FromUnsignedLong(character);
    if (point == NULL)
        return NULL;
    PyObject *fold = may_ask
                         ? PyObject_GetItem(self->held[CHARACTERS], point)
                         : Py_XNewRef(PyDict_GetItemWithError(self->held[CHARACTERS], point));
    Py_DECREF(point);
    return fold;
}

/* What a character folds to: one character, SIGN, or MORE, also where Python must be asked and
 * mayn't be; an exception is -1. */
static int64_t folded_character(Aliases *self, uint32_t character, int may_ask) {
    if (character < KEPT && self->kept[character] != UNKNOWN)
        return self->kept[character];
    PyObject *fold = fold_of(self, character, may_ask);
    if (fold == NULL)
        return PyErr_Occurred() ? -1 : MORE;
    uint32_t found = PyUnicode_Check(fold) && PyUnicode_GetLength(fold) == 1
                         ? PyUnicode_ReadChar(fold, 0) : MORE;
    Py_DECREF(fold);
    if (found == 0 || (found >= 0xd800 && found < 0xe000))
        found = MORE; /* it depends on those beside it */
    if (character < KEPT)
        self->kept[character] = found;
    return found;
}

static size_t put_utf8(unsigned char *at, uint32_t character) {
    if (character < 0x80) {
        at[0] = (unsigned char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, character >>= 6)
        at[i] = (unsigned char)(0x80 | (character & 0x3f));
    at[0] = (unsigned char)((0xf00 >> size & 0xff) | character);
    return size;
}

/* Read a mention: 1, 0 where it is empty or too long, or -1 with an exception. */
static int read_mention(PyObject *string, Mention *mention) {
    Py_ssize_t length = PyUnicode_GetLength(string);
    if (length <= 0 || length > LONGEST)
        return length < 0 ? -1 : 0;
    if (PyUnicode_AsUCS4(string, mention->points, length, 0) == NULL)
        return -1;
    mention->string = string;
    mention->length = (size_t)length;
    mention->text = (Text){mention->bytes, 0};
    for (size_t i = 0; i < mention->length; i++)
        mention->text.size += put_utf8(mention->bytes + mention->text.size, mention->points[i]);
    mention->is_ascii = mention->text.size == mention->length;
    return 1;
}

/* Fold a mention whose characters all fold by themselves into a buffer of LONGEST_FOLD bytes: 1, or
 * 0 where one doesn't, or nothing is left; -1 with an exception. */
static int fold_plainly(Aliases *self, const Mention *mention, unsigned char *buffer,
                        Text *folded) {
    size_t size = 0;
    int signs = 0, hebrew = 0;
    for (size_t i = 0; i < mention->length; i++) {
        int64_t character = folded_character(self, mention->points[i], mention->may_ask);
        if (character < 0 || character == MORE)
            return character < 0 ? -1 : 0;
        signs |= character == SIGN;
        hebrew |= character >= 0x5d0 && character <= 0x5ea;
        if (character != SIGN && (character != ' ' || (size && buffer[size - 1] != ' ')))
            size += put_utf8(buffer + size, (uint32_t)character);
    }
    if (signs && hebrew)
        return 0;
    size -= size && buffer[size - 1] == ' ';
    *folded = (Text){buffer, size};
    return size > 0;
}

/* What a function of Python's makes of a text, and its UTF-8, which `held` keeps. */
static PyObject *text_by(PyObject *function, PyObject *argument, PyObject **held, Text *text) {
    PyObject *found = PyObject_CallFunctionObjArgs(function, argument, NULL);
    if (found != NULL && (*held = utf8_of(found, text)) == NULL)
        Py_CLEAR(found);
    return found;
}

/* --- articles --------------------------------------------------------------------------------- */

/* Whether a word is one of some, which stand in bytes, one behind the other with blanks around. */
static int is_one_of(Text word, PyObject *some) {
    const char *words = PyBytes_AsString(some);
    size_t size = (size_t)PyBytes_Size(some);
    for (size_t i = 0; i + word.size + 2 <= size; i++)
        if (words[i] == ' ' && words[i + word.size + 1] == ' ' &&
            !memcmp(words + i + 1, word.bytes, word.size))
            return 1;
    return 0;
}

/* Whether a word is an article before some sounds, one of which another begins with; in the bytes
 * they stand behind the word: " ad=d ash=sh ". */
static int is_assimilated(Text word, Text after, PyObject *some) {
    const char *words = PyBytes_AsString(some), *end = words + PyBytes_Size(some);
    for (const char *at = words; at + word.size + 2 <= end; at++) {
        if (at[0] != ' ' || at[word.size + 1] != '=' || memcmp(at + 1, word.bytes, word.size))
            continue;
        for (at += word.size + 1; at < end && *at == '=';) {
            const char *sound = ++at;
            while (at < end && *at != '=' && *at != ' ')
                at++;
            size_t size = (size_t)(at - sound);
            if (size <= after.size && !memcmp(after.bytes, sound, size))
                return 1;
        }
        return 0;
    }
    return 0;
}

/* Whether a word is an article before what stands after it. */
static int is_article(const Aliases *self, Text word, Text after) {
    return word.size <= LONGEST_ARTICLE && (is_one_of(word, self->held[ARTICLES]) ||
                                            is_assimilated(word, after, self->held[ASSIMILATED]));
}

static size_t letters_in(Text text) {
    size_t letters = 0;
    for (size_t i = 0; i < text.size; i++)
        letters += (text.bytes[i] & 0xc0) != 0x80;
    return letters;
}

/* A word without the articles joined to it, which are all of one script. */
static Text without_prefixes(const Aliases *self, Text word) {
    for (Py_ssize_t i = 0; i < PyTuple_Size(self->held[PREFIXES]); i++) {
        PyObject *prefix = PyTuple_GetItem(self->held[PREFIXES], i);
        size_t size = (size_t)PyBytes_Size(prefix);
        while (size && size < word.size && !memcmp(word.bytes, PyBytes_AsString(prefix), size)) {
            Text left = {word.bytes + size, word.size - size};
            if (letters_in(left) < LETTERS_LEFT || is_one_of(word, self->held[KEPT_WORDS]))
                break;
            word = left;
        }
    }
    return word;
}

/* The key of a folded name, in a buffer of LONGEST_FOLD bytes: 1, or 0 where it is longer. */
static int without_articles(const Aliases *self, Text folded, unsigned char *buffer, Text *key) {
    size_t size = 0;
    if (folded.size > LONGEST_FOLD)
        return 0;
    for (size_t start = 0, end; start < folded.size; start = end + 1) {
        for (end = start; end < folded.size && folded.bytes[end] != ' ';)
            end++;
        Text word = {folded.bytes + start, end - start};
        if (end < folded.size &&
            is_article(self, word, (Text){folded.bytes + end + 1, folded.size - end - 1}))
            continue;
        word = without_prefixes(self, word);
        memcpy(buffer + size, word.bytes, word.size);
        size += word.size;
        if (end < folded.size)
            buffer[size++] = ' ';
    }
    *key = (Text){buffer, size};
    return 1;
}

/* --- answers ---------------------------------------------------------------------------------- */

/* A noun: a new tuple of a type, of some values.
 *
 * The collector of garbage needn't look at it: all that it holds was there before it, and can't
 * change, so that it never is part of a circle. A column of a million answers would have it go
 * through three million of them, again and again. */
static PyObject *noun(PyObject *type, PyObject **values, Py_ssize_t count) {
    allocfunc make = (allocfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_alloc);
    PyObject *found = make((PyTypeObject *)type, count);
    for (Py_ssize_t i = 0; found != NULL && i < count; i++)
        if (PyTuple_SetItem(found, i, Py_NewRef(values[i])) < 0)
            Py_CLEAR(found);
    if (found != NULL)
        PyObject_GC_UnTrack(found);
    return found;
}

/* The answer of a bearer: its ID, its name and an alias. */
static PyObject *answer_of(const Aliases *self, PyObject *mention, PyObject *policy, PyObject *key,
                           PyObject *const *bearer, int alias) {
    PyObject *score = alias ? self->held[AS_IT_STANDS] : self->held[BUT_FOR_ARTICLE];
    PyObject *values[] = {bearer[ID], bearer[NAME], bearer[ALIAS], score}, *found = NULL;
    PyObject *best = noun(self->held[CANDIDATE], values, 4);
    PyObject *candidates = best == NULL ? NULL : PyTuple_Pack(1, best);
    if (candidates != NULL) {
        PyObject *fields[] = {mention, self->held[EXACT], bearer[ID], bearer[NAME], score,
                              candidates, key, policy, self->nothing, self->nothing,
                              self->held[GROUNDS]};
        PyObject_GC_UnTrack(candidates);
        found = noun(self->held[RESOLUTION], fields, 11);
    }
    Py_XDECREF(best);
    Py_XDECREF(candidates);
    return found;
}

/* --- who bears a key -------------------------------------------------------------------------- */

static int is_ascii(Text text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.bytes[i] > 0x7f)
            return 0;
    return 1;
}

/* A key as a title: the first letter of each word is a capital. */
static PyObject *title_of(PyObject *key, Text text, const Mention *mention) {
    unsigned char title[LONGEST_FOLD];
    int behind = 0;
    if (!is_ascii(text) || text.size > LONGEST_FOLD)
        return PyObject_CallMethod(key, "title", NULL);
    for (size_t i = 0; i < text.size; i++) {
        int byte = text.bytes[i], is_small = byte >= 'a' && byte <= 'z';
        title[i] = (unsigned char)(is_small && !behind ? byte - 'a' + 'A' : byte);
        behind = is_small;
    }
    return is_same((Text){title, text.size}, mention->text)
               ? Py_NewRef(mention->string)
               : PyUnicode_FromStringAndSize((const char *)title, (Py_ssize_t)text.size);
}

/* The string of a text of a bearer: most are asked for as they stand, and the mention is taken. */
static PyObject *string_of_bearer(const Aliases *self, Text text, const Mention *mention) {
    return is_same(text, mention->text)
               ? Py_NewRef(mention->string)
               : string_in(((const Keys *)self->held[KEYS])->bearers, text);
}

static void let_go(PyObject **strings) {
    for (int i = 0; i < STRINGS; i++)
        Py_CLEAR(strings[i]);
}

/* The ID, the name and the alias of a bearer of a key, which the caller lets go of; -1 with an
 * exception. */
static int strings_of(const Aliases *self, const Bearer *bearer, PyObject *key, Text text,
                      const Mention *mention, PyObject **strings) {
    strings[ID] = string_of_bearer(self, bearer->id, mention);
    strings[ALIAS] = bearer->alias.size ? string_of_bearer(self, bearer->alias, mention)
                                        : title_of(key, text, mention);
    strings[NAME] = bearer->name.bytes ? string_of_bearer(self, bearer->name, mention)
                                       : Py_XNewRef(strings[ALIAS]);
    return strings[ID] && strings[ALIAS] && strings[NAME] ? 0 : -1;
}

/* Whether a mention has a character that tells something. */
static int is_telling(const Aliases *self, const Mention *mention) {
    Py_ssize_t size = PyUnicode_GetLength(self->held[TELLING]), found = -1;
    for (size_t i = 0; i < mention->length && found == -1; i++)
        if (mention->points[i] > 0x7f)
            found = PyUnicode_FindChar(self->held[TELLING], mention->points[i], 0, size, 1);
    return found == -2 ? -1 : found >= 0;
}

/* Whether the marks of a mention may contradict who bears its key; -1 with an exception. */
static int is_contradicted(const Aliases *self, const Mention *mention, Text key,
                           PyObject *const *bearer) {
    if (mention->is_ascii || !is_ascii(key) ||
        PyUnicode_Compare(mention->string, bearer[NAME]) == 0 ||
        PyUnicode_Compare(mention->string, bearer[ALIAS]) == 0)
        return 0;
    int telling = is_telling(self, mention);
    if (telling <= 0 || !mention->may_ask)
        return telling ? -1 : 0;
    PyObject *told = PyObject_CallFunctionObjArgs(self->held[MAY_CONTRADICT], bearer[ID],
                                                  mention->string, NULL);
    int found = told == NULL ? -1 : PyObject_IsTrue(told);
    Py_XDECREF(told);
    return found;
}

/* The answer for a folded mention with a key; None where it takes more to tell. */
static PyObject *looked_up(const Aliases *self, const Mention *mention, PyObject *policy,
                           PyObject *key, Text text, Text folded) {
    const Keys *keys = (const Keys *)self->held[KEYS];
    PyObject *strings[STRINGS] = {NULL}, *found = NULL;
    Bearer bearer;
    int alias, refused = PySet_Contains(self->held[REFUSED], key);
    int borne = refused ? -(refused < 0) : sole_bearer(keys, text, &bearer, &alias);
    if (borne <= 0)
        return borne < 0 ? NULL : Py_NewRef(Py_None);
    if (!is_same(text, folded))
        alias = is_alias(keys, folded);
    if (alias >= 0 && strings_of(self, &bearer, key, text, mention, strings) == 0) {
        int contradicted = is_contradicted(self, mention, text, strings);
        if (contradicted == 0)
            found = answer_of(self, mention->string, policy, key, strings, alias);
        else if (contradicted > 0)
            found = Py_NewRef(Py_None);
    }
    let_go(strings);
    return found;
}

/* The string of a text. */
static PyObject *string_of(Text text) {
    return PyUnicode_FromStringAndSize((const char *)text.bytes, (Py_ssize_t)text.size);
}

/* Fold a mention, and look it up without its articles. */
static PyObject *folded_and_looked_up(Aliases *self, const Mention *mention, PyObject *policy) {
    unsigned char buffer[LONGEST_FOLD], other[LONGEST_FOLD];
    PyObject *string = NULL, *key = NULL, *found = NULL, *held[] = {NULL, NULL};
    Text folded, text;
    int plain = fold_plainly(self, mention, buffer, &folded);
    if (plain == 0 && mention->may_ask)
        string = text_by(self->held[FOLD], mention->string, &held[0], &folded);
    if (plain < 0 || (plain == 0 && string == NULL))
        return NULL;
    if (without_articles(self, folded, other, &text))
        key = is_same(text, mention->text) ? Py_NewRef(mention->string) : string_of(text);
    else if (mention->may_ask && (string != NULL || (string = string_of(folded)) != NULL))
        key = text_by(self->held[KEY_OF], string, &held[1], &text);
    if (key != NULL)
        found = PyUnicode_GetLength(key) > LONGEST
                    ? Py_NewRef(Py_None)
                    : looked_up(self, mention, policy, key, text, folded);
    Py_XDECREF(held[0]);
    Py_XDECREF(held[1]);
    Py_XDECREF(string);
    Py_XDECREF(key);
    return found;
}

/* The answer for a mention, about which Python may be asked or not; None where it takes more to
 * tell. */
static PyObject *answered(Aliases *self, PyObject *string, PyObject *policy, int may_ask) {
    Mention mention;
    PyObject *found;
    if (!PyUnicode_CheckExact(string)) /* one of another class may hold whatever it likes */
        return Py_NewRef(Py_None);
    int read = read_mention(string, &mention);
    if (read <= 0)
        return read < 0 ? NULL : Py_NewRef(Py_None);
    mention.may_ask = may_ask;
    found = folded_and_looked_up(self, &mention, policy);
    return found == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : found;
}

static PyObject *aliases_answer(PyObject *object, PyObject *args) {
    PyObject *mention, *policy;
    if (!PyArg_ParseTuple(args, "UO", &mention, &policy))
        return NULL;
    return answered((Aliases *)object, mention, policy, 1);
}

/* No garbage is looked for meanwhile: the answers hold no circle and are all kept, so that a column
 * would have the collector go through the caller's objects again and again. Python is asked nothing
 * but to check a block that hasn't been, so that other threads hardly run meanwhile. */
static PyObject *aliases_answers(PyObject *object, PyObject *args) {
    PyObject *mentions, *policy;
    if (!PyArg_ParseTuple(args, "O!O", &PyTuple_Type, &mentions, &policy))
        return NULL;
    Py_ssize_t count = PyTuple_Size(mentions);
    PyObject *found = PyList_New(count);
    int collecting = PyGC_Disable();
    for (Py_ssize_t i = 0; found != NULL && i < count; i++) {
        PyObject *answer = answered((Aliases *)object, PyTuple_GetItem(mentions, i), policy, 0);
        if (answer == NULL || PyList_SetItem(found, i, answer) < 0)
            Py_CLEAR(found);
    }
    if (collecting)
        PyGC_Enable();
    return found;
}

/* --- the type --------------------------------------------------------------------------------- */

static int aliases_clear(PyObject *object) {
    for (int i = 0; i < HOLDS; i++)
        Py_CLEAR(((Aliases *)object)->held[i]);
    Py_CLEAR(((Aliases *)object)->nothing);
    return 0;
}

static int aliases_traverse(PyObject *object, visitproc visit, void *arg) {
    for (int i = 0; i < HOLDS; i++)
        Py_VISIT(((Aliases *)object)->held[i]);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static void aliases_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    aliases_clear(object);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

/* Whether something is a tuple of bytes; or a type of tuples. */
static int are_bytes(PyObject *pieces) {
    int are = PyTuple_Check(pieces);
    for (Py_ssize_t i = 0; are && i < PyTuple_Size(pieces); i++)
        are = PyBytes_Check(PyTuple_GetItem(pieces, i));
    return are;
}

/* Whether no word of some, which stand between blanks, is too long for an article. */
static int are_short(PyObject *some) {
    const char *words = PyBytes_AsString(some);
    size_t size = 0;
    for (Py_ssize_t i = 0; i < PyBytes_Size(some); i++) {
        size = words[i] == ' ' ? 0 : size + 1;
        if (words[i] == '=') /* sounds begin */
            while (i + 1 < PyBytes_Size(some) && words[i + 1] != ' ')
                i++;
        else if (size > LONGEST_ARTICLE)
            return 0;
    }
    return 1;
}

static int makes_tuples(PyObject *type) {
    return PyType_Check(type) && PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type);
}

/* Whether what an Aliases holds is what it must be; -1 with an exception. */
static int are_right(PyTypeObject *type, PyObject *const *held) {
    PyObject *module = PyType_GetModule(type);
    PyObject *keys = module == NULL ? NULL : PyObject_GetAttrString(module, "Keys");
    int right = keys == NULL ? -1 : PyObject_IsInstance(held[KEYS], keys);
    Py_XDECREF(keys);
    if (right > 0)
        right = PyFrozenSet_Check(held[REFUSED]) && PyDict_Check(held[CHARACTERS]) &&
                PyBytes_Check(held[ARTICLES]) && PyBytes_Check(held[ASSIMILATED]) &&
                are_short(held[ARTICLES]) && are_short(held[ASSIMILATED]) &&
                are_bytes(held[PREFIXES]) && PyBytes_Check(held[KEPT_WORDS]) &&
                PyUnicode_Check(held[TELLING]) && makes_tuples(held[CANDIDATE]) &&
                makes_tuples(held[RESOLUTION]);
    return right;
}

static PyObject *aliases_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    if ((names != NULL && PyDict_Size(names) > 0) || PyTuple_Size(args) != HOLDS) {
        PyErr_Format(PyExc_TypeError, "Aliases takes %d things, and no keywords", HOLDS);
        return NULL;
    }
    Aliases *self = (Aliases *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    for (int i = 0; i < HOLDS; i++)
        self->held[i] = Py_NewRef(PyTuple_GetItem(args, i));
    self->nothing = PyTuple_New(0);
    int right = self->nothing == NULL ? -1 : are_right(type, self->held);
    if (right > 0)
        return (PyObject *)self;
    if (right == 0)
        PyErr_SetString(PyExc_TypeError, "Aliases was given something of another kind");
    Py_DECREF(self);
    return NULL;
}

static PyMethodDef aliases_methods[] = {
    {"answer", aliases_answer, METH_VARARGS,
     "answer(mention, policy) -> the Resolution of a mention that is the strong alias of one\n"
     "entry; None where it takes more to tell."},
    {"answers", aliases_answers, METH_VARARGS,
     "answers(mentions, policy) -> what `answer` tells of each of some mentions, or None where it\n"
     "must ask Python."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot aliases_slots[] = {
    {Py_tp_doc,
     "Aliases(keys, refused, characters, fold, key_of, articles, assimilated, prefixes, kept,\n"
     "        telling, may_contradict, Candidate, Resolution, exact, grounds, as_it_stands, "
     "but_for_article)\n\n"
     "Args:\n"
     "    keys: who bears each key.\n"
     "    refused: keys that are never a name.\n"
     "    characters: code point -> its fold; any other text than one character depends on more.\n"
     "    fold, key_of: the fold of a text, and the key of a folded one.\n"
     "    articles, assimilated, prefixes, kept: the words that are articles before any word,\n"
     "        and before some sounds, which stand behind each with =; articles joined to a word;\n"
     "        and words that only look so. All in UTF-8, with a blank before and behind each.\n"
     "    telling: the characters whose marks tell something.\n"
     "    may_contradict: whether the marks of a mention may contradict the entry of an ID.\n"
     "    Candidate, Resolution, exact, grounds: what an answer is made of.\n"
     "    as_it_stands, but_for_article: the score of an alias, and of one but for its article."},
    {Py_tp_new, aliases_new},
    {Py_tp_dealloc, aliases_dealloc},
    {Py_tp_traverse, aliases_traverse},
    {Py_tp_clear, aliases_clear},
    {Py_tp_methods, aliases_methods},
    {0, NULL},
};

static PyType_Spec aliases_spec = {
    .name = "translit.language._core.Aliases",
    .basicsize = sizeof(Aliases),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = aliases_slots,
};

int add_aliases(PyObject *module) { return add_type(module, &aliases_spec); }
