/* The compiled core of translit: the same answers as the plain Python, to the bit, in less time.
 *
 * Nobody needs it. translit/language/channel.py holds the plain way, which is also the reference:
 * tests/language/test_core.py holds the two against each other. What is compiled here
 *
 *   - uses the stable ABI alone (Py_LIMITED_API), so that one build serves CPython 3.11 and later;
 *   - keeps nothing between calls but the tables, which don't change once they are built, and has
 *     no static memory: any number of threads and interpreters may share a table;
 *   - bounds every length (MOST_LETTERS), and returns None for what is longer, or for a letter
 *     that the table doesn't hold: then the caller goes the plain way;
 *   - adds and compares floating-point numbers in the order of the Python, and is compiled without
 *     contraction or fast-math, so that the sums are the same bits.
 */
#include "core.h"
#include <float.h>

#if FLT_EVAL_METHOD != 0
#error "this machine adds with more digits than Python keeps: the plain way stays"
#endif

/* No piece is written with more letters: Han characters take 7. */
#define MOST_WRITTEN 12
/* No number of a table has more characters. */
#define MOST_DIGITS 31
/* What stands for no letter, and for a blank, in the tables; as _piece in channel.py. */
#define NONE 0x2205
#define BLANK '_'

/* --- the table of a channel ------------------------------------------------------------------- */

/* A way of writing a piece of one or two letters: as so many Latin letters, for so many nats. */
typedef struct {
    uint64_t piece;
    double cost;
    uint32_t size;
    Py_UCS4 text[MOST_WRITTEN];
} Way;

/* What it costs that a Latin letter comes in between. */
typedef struct {
    uint64_t letter;
    double cost;
} Inserted;

/* The letters of ASCII, most of those that are compared. */
enum { ASCII = 128 };

typedef struct {
    PyObject_HEAD
    Way *ways;           /* ordered by piece */
    Inserted *inserted;  /* ordered by letter */
    Py_ssize_t ways_count, inserted_count;
    Py_ssize_t begins[ASCII + 1]; /* the first way of a piece that begins with each letter */
    double inserting[ASCII];      /* what it costs that each letter comes in between */
    double wrong, lost;
} Channel;

/* The number of a piece: its first letter in the upper half, and in the lower one its second plus
 * one, or 0 where it has none. The numbers are in the order of the pieces by code points. */
static uint64_t piece_of(const Py_UCS4 *letters, Py_ssize_t size) {
    return (uint64_t)letters[0] << 32 | (size > 1 ? (uint64_t)letters[1] + 1 : 0);
}

/* The letters of a string in `room` places, and how many; -1 with an exception where there are
 * more, or less than `least`. */
static Py_ssize_t letters_of(PyObject *text, Py_UCS4 *to, Py_ssize_t least, Py_ssize_t room) {
    Py_ssize_t size = PyUnicode_GetLength(text);
    if (size < least || size > room) {
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_ValueError, "%R has not %zd to %zd letters", text, least, room);
        return -1;
    }
    return size == 0 || PyUnicode_AsUCS4(text, to, room, 0) ? size : -1;
}

static int is_row(PyObject *row) {
    if (!PyTuple_Check(row))
        PyErr_SetString(PyExc_TypeError, "a row is no tuple");
    return PyTuple_Check(row);
}

/* Add a way to those of a table, which have room for a power of two of them. */
static int add_way(Channel *self, uint64_t piece, const Py_UCS4 *text, Py_ssize_t size,
                   double cost) {
    Py_ssize_t count = self->ways_count;
    if ((count & (count - 1)) == 0) {
        size_t room = (count ? 2 * (size_t)count : 1) * sizeof(Way);
        Way *ways = PyMem_Realloc(self->ways, room);
        if (ways == NULL)
            return PyErr_NoMemory(), -1;
        self->ways = ways;
    }
    Way *way = &self->ways[self->ways_count++];
    *way = (Way){.piece = piece, .cost = cost, .size = (uint32_t)size};
    memcpy(way->text, text, (size_t)size * sizeof(Py_UCS4));
    return 0;
}

/* The ways of a piece by a dict of Latin letters and nats. */
static int read_costs(Channel *self, uint64_t piece, PyObject *costs) {
    PyObject *text, *nats;
    Py_ssize_t at = 0;
    while (PyDict_Next(costs, &at, &text, &nats)) {
        Py_UCS4 letters[MOST_WRITTEN];
        double cost = PyFloat_AsDouble(nats);
        if (PyErr_Occurred())
            return -1;
        Py_ssize_t size = letters_of(text, letters, 0, MOST_WRITTEN);
        if (size < 0 || add_way(self, piece, letters, size, cost) < 0)
            return -1;
    }
    return 0;
}

/* Where the next word of a text ends, which starts at *from; 0 where there is no more. */
static Py_ssize_t next_word(const Py_UCS4 *text, Py_ssize_t size, Py_ssize_t *from) {
    while (*from < size && text[*from] == ' ')
        ++*from;
    Py_ssize_t end = *from;
    while (end < size && text[end] != ' ')
        end++;
    return end > *from ? end : 0;
}

/* A number in a text; -1 with an exception where it is none. */
static int read_number(const Py_UCS4 *text, Py_ssize_t size, double *number) {
    char digits[MOST_DIGITS + 1], *end = NULL;
    Py_ssize_t i = 0;
    for (; i < size && i < MOST_DIGITS && text[i] < 128; i++)
        digits[i] = (char)text[i];
    digits[i] = 0;
    *number = i < size ? -1.0 : PyOS_string_to_double(digits, &end, NULL);
    if (i < size || end != digits + size) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "nats are a number");
        return -1;
    }
    return 0;
}

/* The ways of a piece as the files have them, "k 0.1  ka 3.4": Latin letters, of which NONE stands
 * for none at all and BLANK for a blank, and nats. */
static int read_words(Channel *self, uint64_t piece, const Py_UCS4 *text, Py_ssize_t size) {
    Py_ssize_t from = 0, end;
    while ((end = next_word(text, size, &from)) > 0) {
        Py_UCS4 letters[MOST_WRITTEN];
        Py_ssize_t count = 0;
        for (; from < end && count < MOST_WRITTEN; from++)
            if (text[from] != NONE)
                letters[count++] = text[from] == BLANK ? ' ' : text[from];
        double cost;
        Py_ssize_t start = end;
        end = from < end ? 0 : next_word(text, size, &start);
        if (end == 0) {
            PyErr_SetString(PyExc_ValueError, "ways are a few letters and nats, one by one");
            return -1;
        }
        if (read_number(text + start, end - start, &cost) < 0 ||
            add_way(self, piece, letters, count, cost) < 0)
            return -1;
        from = end;
    }
    return 0;
}

/* The ways of a piece: a dict, or a text of a file. */
static int read_piece(Channel *self, PyObject *row) {
    PyObject *piece, *ways;
    Py_UCS4 letters[2], *text;
    Py_ssize_t size;
    if (!is_row(row) || !PyArg_ParseTuple(row, "UO", &piece, &ways) ||
        (size = letters_of(piece, letters, 1, 2)) < 0)
        return -1;
    if (PyDict_Check(ways))
        return read_costs(self, piece_of(letters, size), ways);
    if (!PyUnicode_Check(ways)) {
        PyErr_SetString(PyExc_TypeError, "ways are a dict or a string");
        return -1;
    }
    if ((text = PyUnicode_AsUCS4Copy(ways)) == NULL)
        return -1;
    int failed = read_words(self, piece_of(letters, size), text, PyUnicode_GetLength(ways));
    PyMem_Free(text);
    return failed;
}

static int read_inserted(PyObject *row, Inserted *inserted) {
    PyObject *letter;
    Py_UCS4 code;
    if (!is_row(row) || !PyArg_ParseTuple(row, "Ud", &letter, &inserted->cost) ||
        letters_of(letter, &code, 1, 1) < 0)
        return -1;
    inserted->letter = code;
    return 0;
}

static void channel_dealloc(PyObject *object) {
    Channel *self = (Channel *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyMem_Free(self->ways);
    PyMem_Free(self->inserted);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

/* Put in place what is asked of each letter of ASCII. */
static void know_ascii(Channel *self) {
    for (Py_ssize_t i = 0; i < self->ways_count && self->ways[i].piece >> 32 < ASCII; i++)
        self->begins[(self->ways[i].piece >> 32) + 1]++;
    for (int letter = 0; letter < ASCII; letter++) {
        self->begins[letter + 1] += self->begins[letter];
        self->inserting[letter] = self->wrong;
    }
    for (Py_ssize_t i = 0; i < self->inserted_count && self->inserted[i].letter < ASCII; i++)
        self->inserting[self->inserted[i].letter] = self->inserted[i].cost;
}

/* Fill the arrays of a table; -1 with an exception where a row is none, or out of order. */
static int channel_fill(Channel *self, PyObject *ways, PyObject *inserted) {
    for (Py_ssize_t i = 0, before = 0; i < PyTuple_Size(ways); i++, before = self->ways_count) {
        if (read_piece(self, PyTuple_GetItem(ways, i)) < 0)
            return -1;
        if (before > 0 && before < self->ways_count &&
            self->ways[before].piece <= self->ways[before - 1].piece) {
            PyErr_SetString(PyExc_ValueError, "the ways are not ordered by their pieces");
            return -1;
        }
    }
    for (Py_ssize_t i = 0; i < self->inserted_count; i++) {
        if (read_inserted(PyTuple_GetItem(inserted, i), &self->inserted[i]) < 0)
            return -1;
        if (i > 0 && self->inserted[i].letter <= self->inserted[i - 1].letter) {
            PyErr_SetString(PyExc_ValueError, "the letters are not in order, each once");
            return -1;
        }
    }
    know_ascii(self);
    return 0;
}

static PyObject *channel_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *ways, *inserted;
    double wrong, lost;
    static char *const keys[] = {"ways", "inserted", "wrong", "lost", NULL};
    if (!PyArg_ParseTupleAndKeywords(args, names, "O!O!dd", (char **)keys, &PyTuple_Type, &ways,
                                     &PyTuple_Type, &inserted, &wrong, &lost))
        return NULL;
    Channel *self = (Channel *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->wrong = wrong;
    self->lost = lost;
    self->inserted_count = PyTuple_Size(inserted);
    self->inserted = PyMem_Calloc((size_t)self->inserted_count, sizeof(Inserted));
    if (self->inserted == NULL)
        PyErr_NoMemory();
    else if (channel_fill(self, ways, inserted) == 0)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

/* The first way that is not before a piece: ways_from(p) to ways_from(p + 1) are those of p. */
static const Way *ways_from(const Channel *self, uint64_t piece) {
    Py_ssize_t from = 0, to = self->ways_count;
    uint64_t letter = piece >> 32;
    if (letter < ASCII) {
        from = self->begins[letter];
        to = self->begins[letter + 1];
    }
    while (from < to) {
        Py_ssize_t middle = from + (to - from) / 2;
        if (self->ways[middle].piece < piece)
            from = middle + 1;
        else
            to = middle;
    }
    return self->ways + from;
}

static double cost_of_inserting(const Channel *self, Py_UCS4 letter) {
    Py_ssize_t from = 0, to = self->inserted_count;
    if (letter < ASCII)
        return self->inserting[letter];
    while (from < to) {
        Py_ssize_t middle = from + (to - from) / 2;
        if (self->inserted[middle].letter == letter)
            return self->inserted[middle].cost;
        if (self->inserted[middle].letter < letter)
            from = middle + 1;
        else
            to = middle;
    }
    return self->wrong;
}

/* --- the edit cost of two spellings ----------------------------------------------------------- */

/* What costs so much is never: the rows begin with it. The same number as in channel.py. */
#define NEVER 1e9

/* Two spellings that are compared, and the rows of the comparison: row[j] is the least cost of
 * having written the letters so far as the first j of the Latin ones. */
typedef struct {
    const Channel *table;
    Py_ssize_t size, latin_size;
    const Py_UCS4 *letters, *latin;
    double *inserting;           /* what it costs to insert each of the Latin letters */
    double *row, *below, *beyond; /* after the letters so far, one more, and two more */
} Match;

static void relax(double *cell, double cost) {
    if (cost < *cell)
        *cell = cost;
}

/* Write a piece that ends in the row `to` in each of its ways, from a place in the Latin ones. */
static void write_piece(const Match *match, const Way *way, const Way *end, Py_ssize_t at,
                        double spent, double *to) {
    for (; way < end; way++) {
        uint32_t i = 0;
        if (way->size > match->latin_size - at)
            continue;
        while (i < way->size && way->text[i] == match->latin[at + i])
            i++;
        if (i == way->size)
            relax(&to[at + way->size], spent + way->cost);
    }
}

/* Go on from each place of a row by the ways of the pieces that start with letter `start`, which is
 * an ASCII letter that wasn't learnt where `single` is empty; less than `most` has been spent. */
static void go_on(const Match *match, Py_ssize_t start, double most) {
    const Channel *table = match->table;
    const Way *single = NULL, *single_end = NULL, *both = NULL, *both_end = NULL;
    if (start < match->size) {
        uint64_t piece = piece_of(match->letters + start, 1);
        single = ways_from(table, piece);
        single_end = ways_from(table, piece + 1);
    }
    if (start + 1 < match->size) {
        uint64_t piece = piece_of(match->letters + start, 2);
        both = ways_from(table, piece);
        both_end = ways_from(table, piece + 1);
    }
    int unlearnt = start < match->size && single == single_end;
    for (Py_ssize_t at = 0; at <= match->latin_size; at++) {
        double spent = match->row[at];
        if (spent >= most)
            continue;
        relax(&match->below[at], spent + table->lost);
        if (at < match->latin_size) {
            relax(&match->row[at + 1], spent + match->inserting[at]);
            relax(&match->below[at + 1], spent + table->wrong);
            if (unlearnt && match->letters[start] == match->latin[at])
                relax(&match->below[at + 1], spent);
        }
        write_piece(match, single, single_end, at, spent, match->below);
        write_piece(match, both, both_end, at, spent, match->beyond);
    }
}

static int all_cost(const double *row, Py_ssize_t size, double most) {
    for (Py_ssize_t at = 0; at < size; at++)
        if (row[at] < most)
            return 0;
    return 1;
}

/* The least cost, or `most` where it is no less. */
static double least_cost(Match *match, double most) {
    Py_ssize_t columns = match->latin_size + 1;
    for (Py_ssize_t at = 0; at < columns; at++)
        match->row[at] = match->below[at] = NEVER;
    match->row[0] = 0.0;
    for (Py_ssize_t start = 0;; start++) {
        if (all_cost(match->row, columns, most) && all_cost(match->below, columns, most))
            return most;
        for (Py_ssize_t at = 0; at < columns; at++)
            match->beyond[at] = NEVER;
        go_on(match, start, most);
        if (start == match->size)
            break;
        double *done = match->row;
        match->row = match->below;
        match->below = match->beyond;
        match->beyond = done;
    }
    double cost = match->row[match->latin_size];
    return cost < most ? cost : most;
}

/* Whether all letters are ASCII or known to the table: the readings of others are Python's. */
static int is_known(const Match *match) {
    for (Py_ssize_t i = 0; i < match->size; i++) {
        uint64_t piece = piece_of(match->letters + i, 1);
        if (match->letters[i] > 127 &&
            ways_from(match->table, piece) == ways_from(match->table, piece + 1))
            return 0;
    }
    return 1;
}

/* So many Latin letters are compared without asking for memory. */
#define FEW_COLUMNS 64

int channel_cost_of(PyObject *channel, const Py_UCS4 *spelling, Py_ssize_t size,
                    const Py_UCS4 *latin, Py_ssize_t latin_size, double most, double *cost) {
    Match match = {.table = (const Channel *)channel, .size = size, .latin_size = latin_size,
                   .letters = spelling, .latin = latin};
    if (size > MOST_LETTERS || latin_size > MOST_LETTERS || !is_known(&match))
        return 0;
    double few[4 * FEW_COLUMNS], *numbers = few;
    size_t columns = (size_t)latin_size + 1;
    if (columns > FEW_COLUMNS && (numbers = PyMem_Malloc(4 * columns * sizeof(double))) == NULL)
        return PyErr_NoMemory(), -1;
    match.inserting = numbers;
    match.row = numbers + columns;
    match.below = numbers + 2 * columns;
    match.beyond = numbers + 3 * columns;
    for (Py_ssize_t at = 0; at < latin_size; at++)
        match.inserting[at] = cost_of_inserting(match.table, latin[at]);
    *cost = least_cost(&match, most);
    if (numbers != few)
        PyMem_Free(numbers);
    return 1;
}

static PyObject *channel_cost(PyObject *object, PyObject *args) {
    PyObject *spelling, *latin, *found = NULL;
    double most, cost;
    if (!PyArg_ParseTuple(args, "UUd:cost", &spelling, &latin, &most))
        return NULL;
    Py_ssize_t size = PyUnicode_GetLength(spelling), latin_size = PyUnicode_GetLength(latin);
    if (size > MOST_LETTERS || latin_size > MOST_LETTERS)
        Py_RETURN_NONE;
    Py_UCS4 *letters = PyMem_Malloc((size_t)(size + latin_size + 1) * sizeof(Py_UCS4));
    if (letters == NULL)
        return PyErr_NoMemory();
    if (letters_of(spelling, letters, 0, size) >= 0 &&
        letters_of(latin, letters + size, 0, latin_size) >= 0) {
        int known = channel_cost_of(object, letters, size, letters + size, latin_size, most, &cost);
        if (known >= 0)
            found = known ? PyFloat_FromDouble(cost) : Py_NewRef(Py_None);
    }
    PyMem_Free(letters);
    return found;
}

/* --- the module ------------------------------------------------------------------------------- */

static PyMethodDef channel_methods[] = {
    {"cost", channel_cost, METH_VARARGS,
     "cost(spelling, latin, most) -> the least cost, in nats, of writing a spelling so in Latin\n"
     "letters, `most` at most; None where that is left to Python."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot channel_slots[] = {
    {Py_tp_doc,
     "Channel(ways, inserted, wrong, lost): the ways of writing a script in Latin letters.\n\n"
     "Args:\n"
     "    ways: tuples (piece of one or two letters, its ways), ordered by piece: a dict of Latin\n"
     "        letters and nats, or these as the files have them, \"k 0.1  ka 3.4\".\n"
     "    inserted: tuples (Latin letter, nats), in order.\n"
     "    wrong, lost: nats of a letter that is written as any other, or not at all.\n\n"
     "Raises:\n"
     "    ValueError: rows are out of order, or a piece or text is too long.\n"
     "    TypeError: rows are no such tuples."},
    {Py_tp_new, channel_new},
    {Py_tp_dealloc, channel_dealloc},
    {Py_tp_methods, channel_methods},
    {0, NULL},
};

static PyType_Spec channel_spec = {
    .name = "translit.language._core.Channel",
    .basicsize = sizeof(Channel),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = channel_slots,
};

static int (*const ADDED[])(PyObject *) = {
    add_letters,    add_rewriting, add_sounds, add_run,   add_heard,    add_blocks,
    add_index,      add_sieves,    add_gate,   add_pools, add_weighing, add_signatures,
    add_candidates, add_aliases,   add_windows, add_bearing, add_checksums,
};

static int core_exec(PyObject *module) {
    int failed = add_type(module, &channel_spec) < 0;
    for (size_t i = 0; !failed && i < sizeof ADDED / sizeof *ADDED; i++)
        failed = ADDED[i](module) < 0;
    return failed ? -1 : 0;
}

static PyModuleDef_Slot core_slots[] = {{Py_mod_exec, core_exec}, {0, NULL}};

static struct PyModuleDef core_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_core",
    .m_doc = "The compiled core of translit: see translit/language/core.py.",
    .m_slots = core_slots,
};

PyMODINIT_FUNC PyInit__core(void) {
    return PyModuleDef_Init(&core_module);
}
