/* The regular expressions of a file of rules, read into steps, which rewriting.c takes.
 *
 * Python takes a tenth of a millisecond and more to compile an expression, and a first word of Thai
 * or Khmer asks for thirty-six. This reads one in microseconds, since it knows only what the files
 * use: letters, classes, groups, choices, what looks ahead and behind, \1, and repetitions with a
 * bound. So a program has no loop: it is steps, of which each is taken once at most on the way to a
 * match, by trying what comes first and going back. What it doesn't know is a ValueError, and then
 * Python does all.
 */
#include "patterns.h"

/* No expression has more steps, ranges of letters, or groups within each other; nor is any part
 * repeated more often. */
#define MOST_STEPS 512
#define MOST_RANGES 1024
#define DEEPEST 40
#define MOST_TIMES 20
/* More letters than any part has. */
#define UNBOUNDED 100000

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
static void *copy_of(const void *bytes, size_t size) {
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
    pair->becomes = copy_of(letters, (size_t)count * sizeof(int32_t));
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
    pair->steps = copy_of(reading->steps, (size_t)reading->steps_count * sizeof(Step));
    pair->ranges = copy_of(reading->ranges, (size_t)reading->ranges_count * sizeof(Range));
    return pair->steps == NULL || pair->ranges == NULL ? -1 : 0;
}

int read_pairs(PyObject *tuples, Pair *pairs, Py_ssize_t *count) {
    Reading *reading = PyMem_Malloc(sizeof(Reading));
    int failed = reading == NULL;
    if (failed)
        PyErr_NoMemory();
    for (; !failed && *count < PyTuple_Size(tuples); ++*count)
        failed = read_pair(reading, PyTuple_GetItem(tuples, *count), &pairs[*count]) < 0;
    PyMem_Free(reading);
    return failed ? -1 : 0;
}

void free_pair(Pair *pair) {
    PyMem_Free(pair->steps);
    PyMem_Free(pair->ranges);
    PyMem_Free(pair->becomes);
}
