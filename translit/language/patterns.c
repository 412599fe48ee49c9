/* The regular expressions of a file of rules: `Rewriting` in translit/language/patterns.py is the
 * reference, and tests/language/test_patterns.py holds this against it.
 *
 * Python takes a tenth of a millisecond and more to compile an expression, and a first word of Thai
 * or Khmer asks for thirty-six. This reads one in microseconds, since it knows only what the files
 * use: letters, classes, groups, choices, what looks ahead and behind, \1, and repetitions with a
 * bound. So a program has no loop: it is steps, of which each is taken once at most on the way to a
 * match, by trying what comes first and going back. What it doesn't know is a ValueError, and then
 * Python does all.
 */
#include "core.h"

/* No expression has more steps, ranges of letters, groups, or groups within each other; nor is any
 * part repeated more often. Whoever takes so many steps in a word leaves it to Python. */
#define MOST_STEPS 512
#define MOST_RANGES 1024
#define MOST_GROUPS 12
#define DEEPEST 40
#define MOST_TIMES 20
#define MOST_TAKEN 1000000
/* More letters than any part has; and what stands for no place. */
#define UNBOUNDED 100000
#define NOWHERE (-1)

/* A step, where it says what is next: how many steps on. */
typedef enum {
    LETTER,   /* a: the letter */
    CLASS,    /* a: the first of its ranges, b: how many; negated */
    ANY,      /* any letter */
    SPLIT,    /* try the next step, then that b steps on */
    JUMP,     /* b steps on */
    SAVE,     /* a: where a group begins or ends */
    SAME,     /* a: the group whose letters stand here again */
    LOOK,     /* a: how many letters behind it looks, or -1; goes on b steps on; negated */
    START,    /* the start of the text */
    FINISH,   /* its end */
    FOUND,    /* the end of what is looked for */
    ACCEPT,   /* the end of the expression */
} Act;

typedef struct {
    Act act;
    int negated;
    int32_t a, b;
} Step;

typedef struct {
    Py_UCS4 first, last;
} Range;

/* A pair: the steps of an expression, and the letters of its replacement, of which negative ones
 * are groups. */
typedef struct {
    Step *steps;
    Range *ranges;
    int32_t *becomes;
    Py_ssize_t becomes_count;
    int groups;
} Pair;

typedef struct {
    PyObject_HEAD
    Pair *pairs;
    Py_ssize_t count;
} Rewriter;

/* --- an expression is read -------------------------------------------------------------------- */

/* An expression that is being read: where it is read from, and the steps so far. `closed` are the
 * groups that have ended. */
typedef struct {
    Py_UCS4 text[MOST_LETTERS * 2];
    Py_ssize_t size, at;
    Step steps[MOST_STEPS];
    Range ranges[MOST_RANGES];
    int steps_count, ranges_count, groups, depth, failed;
    unsigned closed;
} Reading;

/* How many letters a part covers at least and at most. */
typedef struct {
    int least, most;
} Width;

static const Width NOTHING = {0, 0};

static Width fail(Reading *reading) {
    reading->failed = 1;
    return NOTHING;
}

static Py_UCS4 peek(const Reading *reading) {
    return reading->at < reading->size ? reading->text[reading->at] : 0;
}

static int is_next(const Reading *reading, char letter) {
    return reading->at < reading->size && peek(reading) == (Py_UCS4)letter;
}

static int takes(Reading *reading, char letter) {
    int taken = is_next(reading, letter);
    reading->at += taken;
    return taken;
}

/* Add a step, and say at which place. */
static int add_step(Reading *reading, Act act, int32_t a) {
    if (reading->steps_count == MOST_STEPS)
        return fail(reading), 0;
    reading->steps[reading->steps_count] = (Step){.act = act, .a = a};
    return reading->steps_count++;
}

/* Put a step before those from a place on. They lead to each other alone, so they stay right. */
static void put_before(Reading *reading, int place, Act act) {
    add_step(reading, act, 0);
    if (reading->failed)
        return;
    memmove(&reading->steps[place + 1], &reading->steps[place],
            (size_t)(reading->steps_count - 1 - place) * sizeof(Step));
    reading->steps[place] = (Step){.act = act};
}

static Width read_choices(Reading *reading);

static int is_quantifier(const Reading *reading) {
    return is_next(reading, '?') || is_next(reading, '*') || is_next(reading, '+') ||
           is_next(reading, '{');
}

/* A letter behind a backslash, if it stands for itself. */
static Py_UCS4 read_escaped(Reading *reading) {
    Py_UCS4 letter = peek(reading);
    if (letter == 0 || letter > 127 || (letter >= '0' && letter <= '9') ||
        ((letter | 32) >= 'a' && (letter | 32) <= 'z'))
        return fail(reading), 0;
    reading->at++;
    return letter;
}

static Py_UCS4 read_of_class(Reading *reading) {
    if (reading->at >= reading->size)
        return fail(reading), 0;
    return takes(reading, '\\') ? read_escaped(reading) : reading->text[reading->at++];
}

static Width read_class(Reading *reading) {
    int negated = takes(reading, '^'), first = reading->ranges_count;
    if (is_next(reading, ']'))
        return fail(reading);
    while (!reading->failed && !takes(reading, ']')) {
        Range range;
        range.first = range.last = read_of_class(reading);
        if (is_next(reading, '-') && reading->at + 1 < reading->size &&
            reading->text[reading->at + 1] != ']') {
            reading->at++;
            range.last = read_of_class(reading);
        }
        if (range.last < range.first || reading->ranges_count == MOST_RANGES)
            return fail(reading);
        reading->ranges[reading->ranges_count++] = range;
    }
    int place = add_step(reading, CLASS, first);
    reading->steps[place].b = reading->ranges_count - first;
    reading->steps[place].negated = negated;
    return (Width){1, 1};
}

/* What looks ahead, or behind; what a repetition would do there isn't known here. */
static Width read_look(Reading *reading, int behind) {
    int negated = is_next(reading, '!');
    reading->at++;
    int place = add_step(reading, LOOK, NOWHERE);
    Width width = read_choices(reading);
    add_step(reading, FOUND, 0);
    if (!takes(reading, ')') || is_quantifier(reading) || (behind && width.least != width.most))
        return fail(reading);
    if (behind)
        reading->steps[place].a = width.least;
    reading->steps[place].negated = negated;
    reading->steps[place].b = reading->steps_count - place;
    return NOTHING;
}

static Width read_group(Reading *reading) {
    if (takes(reading, '?')) {
        int behind = takes(reading, '<');
        if (is_next(reading, '=') || is_next(reading, '!'))
            return read_look(reading, behind);
        if (behind || !takes(reading, ':'))
            return fail(reading);
        Width width = read_choices(reading);
        return takes(reading, ')') ? width : fail(reading);
    }
    int group = reading->groups++;
    if (group == MOST_GROUPS)
        return fail(reading);
    add_step(reading, SAVE, 2 * group);
    Width width = read_choices(reading);
    add_step(reading, SAVE, 2 * group + 1);
    reading->closed |= 1u << group;
    return takes(reading, ')') ? width : fail(reading);
}

/* The number of a group behind a backslash, from 0; -1 where it is none that there is. */
static int group_of(const Py_UCS4 *text, Py_ssize_t size, unsigned closed) {
    int group = size > 0 && text[0] >= '1' && text[0] <= '9' ? (int)(text[0] - '1') : -1;
    int more = size > 1 && text[1] >= '0' && text[1] <= '9';
    return group < 0 || more || !(closed >> group & 1) ? -1 : group;
}

static Width read_backslash(Reading *reading) {
    int group = group_of(reading->text + reading->at, reading->size - reading->at,
                         reading->closed);
    if (group < 0) {
        add_step(reading, LETTER, (int32_t)read_escaped(reading));
        return (Width){1, 1};
    }
    reading->at++;
    add_step(reading, SAME, group);
    return (Width){0, UNBOUNDED};
}

static Width read_part(Reading *reading) {
    Py_UCS4 letter = reading->text[reading->at++];
    switch (letter) {
    case '(': return read_group(reading);
    case '[': return read_class(reading);
    case '\\': return read_backslash(reading);
    case '.': add_step(reading, ANY, 0); return (Width){1, 1};
    case '^': add_step(reading, START, 0); break;
    case '$': add_step(reading, FINISH, 0); break;
    case '?': case '*': case '+': case '{': return fail(reading);
    default: add_step(reading, LETTER, (int32_t)letter); return (Width){1, 1};
    }
    return is_quantifier(reading) ? fail(reading) : NOTHING;
}

static int read_number(Reading *reading, int otherwise) {
    int number = 0, digits = 0;
    for (; peek(reading) >= '0' && peek(reading) <= '9' && digits < 4; digits++)
        number = 10 * number + (int)(reading->text[reading->at++] - '0');
    return digits ? number : otherwise;
}

/* How often a part stands there: once where nothing is said. */
static Width read_times(Reading *reading) {
    Width times = {1, 1};
    if (takes(reading, '?'))
        times.least = 0;
    else if (takes(reading, '{')) {
        if (is_next(reading, '}'))
            return fail(reading);
        times.least = read_number(reading, 0);
        times.most = takes(reading, ',') ? read_number(reading, UNBOUNDED) : times.least;
        if (!takes(reading, '}') || times.most < times.least || times.most == 0)
            return fail(reading);
    } else
        return times;
    return is_quantifier(reading) || times.most > MOST_TIMES ? fail(reading) : times;
}

/* A part as often as it may stand there, each time more being tried before what follows. */
static Width read_repeated(Reading *reading) {
    int start = reading->steps_count, splits[MOST_TIMES], splits_count = 0;
    Width width = read_part(reading), times = read_times(reading);
    int size = reading->steps_count - start, part = start;
    if (reading->failed)
        return NOTHING;
    if (times.most > 1 && width.least == 0) /* what is there without a letter ends a repetition */
        return fail(reading);
    if (times.least == 0) {
        put_before(reading, part++, SPLIT);
        splits[splits_count++] = start;
    }
    for (int time = 1; time < times.most && !reading->failed; time++) {
        if (time >= times.least)
            splits[splits_count++] = add_step(reading, SPLIT, 0);
        if (reading->steps_count + size > MOST_STEPS)
            return fail(reading);
        memcpy(&reading->steps[reading->steps_count], &reading->steps[part],
               (size_t)size * sizeof(Step));
        reading->steps_count += size;
    }
    for (int i = 0; i < splits_count; i++)
        reading->steps[splits[i]].b = reading->steps_count - splits[i];
    return (Width){times.least * width.least, times.most * width.most};
}

/* Parts, one behind the other, or one of several rows of them, the first that leads on. */
static Width read_choices(Reading *reading) {
    int start = reading->steps_count;
    Width width = NOTHING;
    if (++reading->depth > DEEPEST)
        return fail(reading);
    while (!reading->failed && reading->at < reading->size && !is_next(reading, '|') &&
           !is_next(reading, ')')) {
        Width part = read_repeated(reading);
        width = (Width){width.least + part.least, width.most + part.most};
        if (width.most > UNBOUNDED)
            width.most = UNBOUNDED;
    }
    if (!reading->failed && takes(reading, '|')) {
        put_before(reading, start, SPLIT);
        int jump = add_step(reading, JUMP, 0);
        reading->steps[start].b = reading->steps_count - start;
        Width others = read_choices(reading);
        reading->steps[jump].b = reading->steps_count - jump;
        width.least = others.least < width.least ? others.least : width.least;
        width.most = others.most > width.most ? others.most : width.most;
    }
    reading->depth--;
    return width;
}

/* A copy of some bytes in memory of their own; NULL with an exception. */
static void *kept(const void *bytes, size_t size) {
    void *copy = PyMem_Malloc(size + 1);
    if (copy == NULL)
        return PyErr_NoMemory();
    return memcpy(copy, bytes, size);
}

/* The letters and groups of a replacement: -1 with an exception. */
static int read_becomes(Reading *reading, PyObject *becomes, Pair *pair) {
    Py_ssize_t size = PyUnicode_GetLength(becomes), count = 0;
    int32_t letters[MOST_LETTERS];
    if (size > MOST_LETTERS)
        return reading->failed = 1, 0;
    if (size > 0 && PyUnicode_AsUCS4(becomes, reading->text, size, 0) == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        letters[count] = (int32_t)reading->text[i];
        if (letters[count] == '\\') {
            int group = group_of(reading->text + i + 1, size - i - 1, reading->closed);
            letters[count] = -1 - group;
            if (group < 0)
                return reading->failed = 1, 0;
            i++;
        }
        count++;
    }
    pair->becomes_count = count;
    pair->becomes = kept(letters, (size_t)count * sizeof(int32_t));
    return pair->becomes == NULL ? -1 : 0;
}

/* Read a pair: -1 with an exception. */
static int read_pair(Reading *reading, PyObject *row, Pair *pair) {
    PyObject *pattern, *becomes;
    if (!PyTuple_Check(row))
        return PyErr_SetString(PyExc_TypeError, "a pair is a tuple"), -1;
    if (!PyArg_ParseTuple(row, "UU", &pattern, &becomes))
        return -1;
    reading->size = PyUnicode_GetLength(pattern);
    reading->at = reading->steps_count = reading->ranges_count = 0;
    reading->groups = reading->depth = reading->failed = 0;
    reading->closed = 0;
    if (reading->size > MOST_LETTERS * 2)
        reading->failed = 1;
    else if (reading->size > 0 &&
             PyUnicode_AsUCS4(pattern, reading->text, reading->size, 0) == NULL)
        return -1;
    if (!reading->failed)
        read_choices(reading);
    add_step(reading, ACCEPT, 0);
    if (reading->failed || reading->at < reading->size ||
        read_becomes(reading, becomes, pair) < 0 || reading->failed) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "%R is left to Python", row);
        return -1;
    }
    pair->groups = reading->groups;
    pair->steps = kept(reading->steps, (size_t)reading->steps_count * sizeof(Step));
    pair->ranges = kept(reading->ranges, (size_t)reading->ranges_count * sizeof(Range));
    return pair->steps == NULL || pair->ranges == NULL ? -1 : 0;
}

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
    for (Py_ssize_t i = 0; i < self->count; i++) {
        PyMem_Free(self->pairs[i].steps);
        PyMem_Free(self->pairs[i].ranges);
        PyMem_Free(self->pairs[i].becomes);
    }
    PyMem_Free(self->pairs);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

/* Read all pairs of a new object: -1 with an exception. */
static int rewriter_fill(Rewriter *self, PyObject *pairs) {
    Py_ssize_t count = PyTuple_Size(pairs);
    Reading *reading = PyMem_Malloc(sizeof(Reading));
    self->pairs = PyMem_Calloc((size_t)count + 1, sizeof(Pair));
    int failed = reading == NULL || self->pairs == NULL;
    if (failed)
        PyErr_NoMemory();
    for (; !failed && self->count < count; self->count++)
        failed = read_pair(reading, PyTuple_GetItem(pairs, self->count),
                           &self->pairs[self->count]) < 0;
    PyMem_Free(reading);
    return failed ? -1 : 0;
}

static PyObject *rewriter_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names)) {
    PyObject *pairs;
    if (!PyArg_ParseTuple(args, "O!:Rewriter", &PyTuple_Type, &pairs))
        return NULL;
    Rewriter *self = (Rewriter *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self != NULL && rewriter_fill(self, pairs) < 0)
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

int add_patterns(PyObject *module) { return add_type(module, &spec); }
