/* Texts, rewritten by the regular expressions of a file of rules: `Rewriting` in
 * translit/language/patterns.py is the reference, and tests/language/test_patterns.py holds this
 * against it.
 *
 * In go expressions and their replacements, which patterns.c reads into steps; what comes out is a
 * text in which each in its turn is looked for and replaced, as re.sub does.
 */
#include "patterns.h"

/* Whoever takes so many steps in a word leaves it to Python. */
#define MOST_TAKEN 1000000

typedef struct {
    PyObject_HEAD
    Pair *pairs;
    Py_ssize_t count;
} Rewriter;

/* --- a text is rewritten ---------------------------------------------------------------------- */

typedef struct {
    Py_UCS4 letters[MOST_LETTERS];
    Py_ssize_t size;
} Text;

/* An expression that is looked for: where each group begins and ends, where a match began, which
 * must not be empty there if `advances`, and where it ended; and how many steps may be taken. */
typedef struct {
    const Pair *pair;
    const Text *text;
    Py_ssize_t groups[2 * MOST_GROUPS], begun, ended;
    int advances;
    long left;
} Match;

static int is_in(const Match *match, const Step *step, Py_UCS4 letter) {
    const Range *range = match->pair->ranges + step->a, *end = range + step->b;
    while (range < end && (letter < range->first || letter > range->last))
        range++;
    return (range < end) != step->negated;
}

/* How many letters a group has that stand at a place again; -1 where they don't. */
static Py_ssize_t same_at(const Match *match, int32_t group, Py_ssize_t at) {
    Py_ssize_t from = match->groups[2 * group], size = match->groups[2 * group + 1] - from;
    const Py_UCS4 *letters = match->text->letters;
    if (from == NOWHERE || match->groups[2 * group + 1] == NOWHERE ||
        size > match->text->size - at)
        return -1;
    return memcmp(letters + from, letters + at, (size_t)size * sizeof *letters) == 0 ? size : -1;
}

static int take(Match *match, const Step *step, Py_ssize_t at);

/* Try steps, and forget the groups that they found where they don't lead on. */
static int tried(Match *match, const Step *step, Py_ssize_t at) {
    Py_ssize_t groups[2 * MOST_GROUPS];
    size_t size = 2 * (size_t)match->pair->groups * sizeof *groups;
    memcpy(groups, match->groups, size);
    int found = take(match, step, at);
    if (found < 1)
        memcpy(match->groups, groups, size);
    return found;
}

/* Whether what looks ahead or behind is content: -1 where that is left to Python. */
static int looked(Match *match, const Step *step, Py_ssize_t at) {
    if (step->a > at)
        return step->negated;
    Py_ssize_t from = step->a == NOWHERE ? at : at - step->a;
    if (!step->negated)
        return tried(match, step + 1, from);
    Match apart = *match;
    int found = take(&apart, step + 1, from);
    match->left = apart.left;
    return found < 0 ? -1 : !found;
}

/* What a letter must be at a place, by a step. */
static int is_met(const Match *match, const Step *step, Py_ssize_t at) {
    if (at >= match->text->size)
        return 0;
    Py_UCS4 letter = match->text->letters[at];
    return step->act == ANY || (step->act == LETTER && letter == (Py_UCS4)step->a) ||
           (step->act == CLASS && is_in(match, step, letter));
}

/* Take steps from a place: 1 where they lead to the end, 0 where not, and -1 where these are too
 * many. */
static int take(Match *match, const Step *step, Py_ssize_t at) {
    while (match->left-- > 0) {
        Py_ssize_t size;
        int found;
        switch (step->act) {
        case LETTER: case CLASS: case ANY:
            if (!is_met(match, step, at++))
                return 0;
            break;
        case SPLIT:
            if ((found = tried(match, step + 1, at)) != 0)
                return found;
            step += step->b - 1;
            break;
        case JUMP: step += step->b - 1; break;
        case SAVE: match->groups[step->a] = at; break;
        case SAME:
            if ((size = same_at(match, step->a, at)) < 0)
                return 0;
            at += size;
            break;
        case LOOK:
            if ((found = looked(match, step, at)) < 1)
                return found;
            step += step->b - 1;
            break;
        case START: case FINISH:
            if (at != (step->act == START ? 0 : match->text->size))
                return 0;
            break;
        case FOUND: return 1;
        case ACCEPT:
            match->ended = at;
            return !(match->advances && at == match->begun);
        }
        step++;
    }
    return -1;
}

/* Look for an expression from a place on, as `take`. */
static int search(Match *match, Py_ssize_t from, int advances) {
    const Step *first = match->pair->steps;
    for (Py_ssize_t at = from; at <= match->text->size; at++) {
        if (first->act <= ANY && !is_met(match, first, at))
            continue;
        for (int i = 0; i < 2 * match->pair->groups; i++)
            match->groups[i] = NOWHERE;
        match->begun = at;
        match->advances = advances && at == from;
        int found = take(match, first, at);
        if (found != 0)
            return found;
    }
    return 0;
}

/* Add letters to a text: 0 where there is no room. */
static int add_letters_to(Text *text, const Py_UCS4 *letters, Py_ssize_t size) {
    if (size > MOST_LETTERS - text->size)
        return 0;
    memcpy(text->letters + text->size, letters, (size_t)size * sizeof *letters);
    text->size += size;
    return 1;
}

/* Add what a match becomes. */
static int add_becomes(Text *text, const Match *match) {
    const Pair *pair = match->pair;
    int room = 1;
    for (Py_ssize_t i = 0; room && i < pair->becomes_count; i++) {
        Py_UCS4 letter = (Py_UCS4)pair->becomes[i];
        const Py_ssize_t *group = pair->becomes[i] < 0 ? match->groups - 2 * (pair->becomes[i] + 1)
                                                       : NULL;
        if (group == NULL)
            room = add_letters_to(text, &letter, 1);
        else if (group[0] != NOWHERE && group[1] != NOWHERE)
            room = add_letters_to(text, match->text->letters + group[0], group[1] - group[0]);
    }
    return room;
}

/* Rewrite a text by a pair, as re.sub does: 1; 0 where it stays as it is, and -1 where that is left
 * to Python. */
static int rewrite(const Pair *pair, const Text *from, Text *to, long *left) {
    Match match = {.pair = pair, .text = from, .left = *left};
    Py_ssize_t copied = 0;
    int found, advances = 0, changed = 0;
    to->size = 0;
    while ((found = search(&match, copied, advances)) > 0) {
        if (!add_letters_to(to, from->letters + copied, match.begun - copied) ||
            !add_becomes(to, &match))
            return -1;
        copied = match.ended;
        advances = match.ended == match.begun;
        changed = 1;
    }
    *left = match.left;
    if (found < 0 || !add_letters_to(to, from->letters + copied, from->size - copied))
        return -1;
    return changed;
}

static PyObject *rewriter_rewrite(PyObject *object, PyObject *string) {
    const Rewriter *self = (Rewriter *)object;
    Text texts[2], *text = &texts[0], *other = &texts[1];
    if (!PyUnicode_Check(string))
        return PyErr_SetString(PyExc_TypeError, "a text is a string"), NULL;
    if ((text->size = PyUnicode_GetLength(string)) > MOST_LETTERS)
        Py_RETURN_NONE;
    if (text->size > 0 && PyUnicode_AsUCS4(string, text->letters, text->size, 0) == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < text->size; i++)
        if (text->letters[i] == '\n') /* before which $ stands, too */
            Py_RETURN_NONE;
    long left = MOST_TAKEN;
    int rewritten = 0;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        int found = rewrite(&self->pairs[i], text, other, &left);
        if (found < 0)
            Py_RETURN_NONE;
        if (found) {
            Text *done = text;
            text = other;
            other = done;
            rewritten = 1;
        }
    }
    return rewritten ? string_of_points(text->letters, (size_t)text->size) : Py_NewRef(string);
}

/* --- the module ------------------------------------------------------------------------------- */

static void rewriter_dealloc(PyObject *object) {
    Rewriter *self = (Rewriter *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (Py_ssize_t i = 0; i < self->count; i++)
        free_pair(&self->pairs[i]);
    PyMem_Free(self->pairs);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *rewriter_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names)) {
    PyObject *pairs;
    if (!PyArg_ParseTuple(args, "O!:Rewriter", &PyTuple_Type, &pairs))
        return NULL;
    Rewriter *self = (Rewriter *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->pairs = PyMem_Calloc((size_t)PyTuple_Size(pairs) + 1, sizeof(Pair));
    if (self->pairs == NULL)
        PyErr_NoMemory();
    if (self->pairs == NULL || read_pairs(pairs, self->pairs, &self->count) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {
    {"rewrite", rewriter_rewrite, METH_O,
     "rewrite(text) -> the text, rewritten; None where that is left to Python."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc,
     "Rewriter(pairs): rewrites texts by tuples (regular expression, replacement), in order.\n\n"
     "Raises:\n"
     "    ValueError: an expression or a replacement has what is left to Python.\n"
     "    TypeError: these are no such tuples."},
    {Py_tp_new, rewriter_new},
    {Py_tp_dealloc, rewriter_dealloc},
    {Py_tp_methods, methods},
    {0, NULL},
};

static PyType_Spec spec = {
    .name = "translit.language._core.Rewriter",
    .basicsize = sizeof(Rewriter),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

int add_rewriting(PyObject *module) { return add_type(module, &spec); }
