/* The pairs of a long list of names that are worth weighing (translit/match/sharing.py, the
 * reference; tests/match/test_candidates.py holds the two against each other).
 *
 * In go the forms of all names, one by one, whose texts lie in memory as code points; what comes
 * out are pairs of rows, of which each is near the other by sounds and letters or shares words with
 * it. So of a list with Ramousa, Zuwara and Ramouseh the first and the last are a pair. What rows
 * are filed under (index/blocks.c), and everything else, is worked out when the pairs are asked
 * for, and forgotten then. No file is read here.
 */
#include "edits.h"
#include <math.h>
#include <stdlib.h>

/* No words of two names weigh less, in nats: LEAST_WEIGHT in blocks.py. */
#define LEAST_WEIGHT 1e-9
/* Between so many rows it is asked whether the user has interrupted. */
#define PATIENCE 256

/* --- numbers and texts ------------------------------------------------------------------------ */

/* Numbers for each row: those of row r end where `ends` says. */
typedef struct {
    Numbers all, ends;
} Column;

static Slice of_row(const Column *column, size_t row) {
    size_t start = row ? column->ends.items[row - 1] : 0;
    return (Slice){column->all.items + start, column->ends.items[row] - start};
}

static int end_row(Column *column) {
    if (column->all.size > UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "so many names are too many");
        return -1;
    }
    return put_number(&column->ends, (uint32_t)column->all.size);
}

static int add_text(Column *column, PyObject *text) {
    Py_ssize_t size = PyUnicode_GetLength(text);
    uint32_t *place = size < 0 ? NULL : room_for(&column->all, (size_t)size);
    if (place == NULL || (size && PyUnicode_AsUCS4(text, place, size, 0) == NULL))
        return -1;
    column->all.size += (size_t)size;
    return end_row(column);
}

/* The hashes in a list or another iterable of ints. */
static int add_hashes(Column *column, PyObject *hashes) {
    PyObject *left = PyObject_GetIter(hashes), *hash;
    int failed = left == NULL;
    while (!failed && (hash = PyIter_Next(left)) != NULL) {
        unsigned long number = PyLong_AsUnsignedLong(hash);
        Py_DECREF(hash);
        if (!PyErr_Occurred() && number > UINT32_MAX)
            PyErr_SetString(PyExc_OverflowError, "a hash has 32 bits");
        failed = PyErr_Occurred() || put_number(&column->all, (uint32_t)number) < 0;
    }
    Py_XDECREF(left);
    return failed || PyErr_Occurred() ? -1 : end_row(column);
}

static int ascending(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

/* Sort the numbers from a place on, and leave each there once. */
static void once_each(Numbers *numbers, size_t from) {
    uint32_t *items = numbers->items + from;
    size_t size = numbers->size - from, kept = 0;
    if (size)
        qsort(items, size, sizeof *items, ascending);
    for (size_t i = 0; i < size; i++)
        if (i == 0 || items[i] != items[i - 1])
            items[kept++] = items[i];
    numbers->size = from + kept;
}

/* --- the first ones --------------------------------------------------------------------------- */

typedef struct {
    double value;
    uint32_t row;
} Near;

/* The least of some rows by their values and then their numbers, `most` of them, in order. */
typedef struct {
    Near *items;
    size_t size, most;
} First;

static int is_before(double value, uint32_t row, const Near *other) {
    return value < other->value || (value == other->value && row < other->row);
}

static void keep(First *first, double value, uint32_t row) {
    if (first->size == first->most) {
        if (first->most == 0 || !is_before(value, row, &first->items[first->size - 1]))
            return;
        first->size--;
    }
    size_t place = first->size++;
    for (; place > 0 && is_before(value, row, &first->items[place - 1]); place--)
        first->items[place] = first->items[place - 1];
    first->items[place] = (Near){value, row};
}

/* --- the rows --------------------------------------------------------------------------------- */

enum { SKELETON, CONSONANTS, MARKS, JOINED, TEXTS };

typedef struct {
    PyObject_HEAD
    Numbers owners, vowels;
    Column texts[TEXTS], words, asked; /* `asked` are the words that a row looks for */
} Candidates;

/* How many rows of each kind there are, and how far they may be: the constants of candidates.py. */
typedef struct {
    Py_ssize_t nearest, by_words, compared, few, looked_at;
    double farthest, least_shared;
} Limits;

/* What is known of a row without its texts, side by side, as rows that share a key lie anywhere. */
typedef struct {
    uint64_t letters, consonants; /* signatures */
    uint32_t sizes[TEXTS], owner, vowels;
    uint32_t turn; /* in which it was last met */
    float weight;  /* that of its words, in nats */
} Row;

/* What is worked out of the rows, and room to search in. */
typedef struct {
    const Candidates *rows;
    const Limits *limits;
    size_t count, buckets;
    uint32_t *starts, *filed, *scratch, *met;
    uint64_t *column;
    double *shared;
    Row *known;
    uint32_t turn;
    Numbers hashes;
    Pattern patterns[TEXTS];
    First compared, nearest, by_words;
} Search;

static size_t longest(const Column *column, size_t count) {
    size_t most = 0;
    for (size_t row = 0; row < count; row++)
        if (of_row(column, row).size > most)
            most = of_row(column, row).size;
    return most;
}

static void end_search(Search *search) {
    void *held[] = {search->starts, search->filed, search->scratch, search->met, search->column,
                    search->shared, search->known, search->hashes.items, search->compared.items,
                    search->nearest.items, search->by_words.items};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyMem_Free(held[i]);
    for (int which = 0; which < TEXTS; which++)
        PyMem_Free(search->patterns[which].places);
}

static int make_first(First *first, Py_ssize_t most, size_t count) {
    first->most = (size_t)most < count ? (size_t)most : count;
    first->items = PyMem_Calloc(first->most + 1, sizeof(Near));
    return first->items == NULL ? -1 : 0;
}

static int make_room(Search *search) {
    const Candidates *rows = search->rows;
    size_t count = search->count, most = 0, size[TEXTS];
    int failed = 0;
    for (int which = 0; which < TEXTS; which++) {
        size[which] = longest(&rows->texts[which], count);
        most = size[which] > most ? size[which] : most;
        search->patterns[which].places =
            PyMem_Calloc(words_for(size[which]) + 1, 128 * sizeof(uint64_t));
        failed |= search->patterns[which].places == NULL;
    }
    search->scratch = PyMem_Calloc(most + 1, sizeof(uint32_t));
    search->column = PyMem_Calloc(words_for(most) + 1, 2 * sizeof(uint64_t));
    search->met = PyMem_Calloc(count + 1, sizeof(uint32_t));
    search->shared = PyMem_Calloc(count + 1, sizeof(double));
    search->known = PyMem_Calloc(count + 1, sizeof(Row));
    failed |= make_first(&search->compared, search->limits->compared, count) < 0 ||
              make_first(&search->nearest, search->limits->nearest, count) < 0 ||
              make_first(&search->by_words, search->limits->by_words, count) < 0 ||
              search->scratch == NULL || search->column == NULL || search->met == NULL ||
              search->shared == NULL || search->known == NULL;
    if (failed)
        PyErr_NoMemory();
    return failed ? -1 : 0;
}

/* --- filing ----------------------------------------------------------------------------------- */

/* The hashes that a row is filed under, each once. */
static int filed_hashes(const Search *search, size_t row, Numbers *found) {
    const Candidates *rows = search->rows;
    size_t from = found->size;
    Slice words = of_row(&rows->words, row), joined = of_row(&rows->texts[JOINED], row);
    for (size_t i = 0; i < words.size; i++)
        if (put_number(found, words.items[i]) < 0)
            return -1;
    if (skeleton_hashes(found, of_row(&rows->texts[SKELETON], row), search->scratch) < 0 ||
        segment_hashes(found, joined, joined.size, 0) < 0)
        return -1;
    once_each(found, from);
    return 0;
}

static size_t bucket_size(const Search *search, uint32_t hash) {
    size_t bucket = hash & (search->buckets - 1);
    return search->starts[bucket + 1] - search->starts[bucket];
}

/* The inverse document frequency of a word that so many rows have. */
static double idf(const Search *search, size_t size) {
    return log((double)(search->count + 1) / (double)(size + 1));
}

/* Put the rows under the buckets of their hashes, each bucket in their order. */
static int file_under(Search *search, const Column *hashes) {
    size_t total = hashes->all.size, bits = 0;
    for (size_t left = total / 4; left; left >>= 1)
        bits++;
    search->buckets = (size_t)1 << (bits ? bits : 1);
    search->starts = PyMem_Calloc(search->buckets + 2, sizeof(uint32_t));
    search->filed = PyMem_Calloc(total + 1, sizeof(uint32_t));
    if (search->starts == NULL || search->filed == NULL)
        return PyErr_NoMemory(), -1;
    for (size_t i = 0; i < total; i++) /* two places on: filling them moves each by one */
        search->starts[(hashes->all.items[i] & (search->buckets - 1)) + 2]++;
    for (size_t bucket = 1; bucket <= search->buckets; bucket++)
        search->starts[bucket] += search->starts[bucket - 1];
    for (size_t row = 0; row < search->count; row++) {
        Slice some = of_row(hashes, row);
        for (size_t i = 0; i < some.size; i++) {
            size_t bucket = some.items[i] & (search->buckets - 1);
            search->filed[search->starts[bucket + 1]++] = (uint32_t)row;
        }
    }
    return 0;
}

/* What is known of a row, once all are filed. */
static void know(Search *search, size_t row) {
    const Candidates *rows = search->rows;
    Row *known = &search->known[row];
    Slice words = of_row(&rows->words, row);
    double weight = 0.0;
    for (size_t i = 0; i < words.size; i++)
        weight += idf(search, bucket_size(search, words.items[i]));
    known->weight = (float)weight;
    for (int which = 0; which < TEXTS; which++)
        known->sizes[which] = (uint32_t)of_row(&rows->texts[which], row).size;
    known->owner = rows->owners.items[row];
    known->vowels = rows->vowels.items[row];
    known->letters = letters_signature(of_row(&rows->texts[JOINED], row));
    known->consonants = consonants_signature(of_row(&rows->texts[CONSONANTS], row));
}

static int file_rows(Search *search) {
    Column hashes = {0};
    int failed = 0;
    for (size_t row = 0; !failed && row < search->count; row++)
        failed = filed_hashes(search, row, &hashes.all) < 0 || end_row(&hashes) < 0;
    failed = failed || file_under(search, &hashes) < 0;
    PyMem_Free(hashes.all.items);
    PyMem_Free(hashes.ends.items);
    for (size_t row = 0; !failed && row < search->count; row++)
        know(search, row);
    return failed ? -1 : 0;
}

/* --- searching -------------------------------------------------------------------------------- */

typedef struct {
    uint32_t hash, start;
    size_t size;
} Bucket;

static int smaller_first(const void *one, const void *other) {
    const Bucket *a = one, *b = other;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* The buckets of some hashes that a row looks into, from the rarest on, until they hold as many
 * rows as it looks at; the first always counts. NULL with an exception. */
static Bucket *buckets_of(const Search *search, Slice hashes, size_t *count) {
    Bucket *buckets = PyMem_Malloc((hashes.size + 1) * sizeof *buckets);
    if (buckets == NULL)
        return PyErr_NoMemory(), NULL;
    size_t filled = 0, within = 0, kept = 0;
    for (size_t i = 0; i < hashes.size; i++) {
        size_t size = bucket_size(search, hashes.items[i]);
        uint32_t start = search->starts[hashes.items[i] & (search->buckets - 1)];
        if (size)
            buckets[filled++] = (Bucket){hashes.items[i], start, size};
    }
    qsort(buckets, filled, sizeof *buckets, smaller_first);
    while (kept < filled) {
        within += buckets[kept].size;
        if (kept && within > (size_t)search->limits->looked_at)
            break;
        kept++;
    }
    *count = kept;
    return buckets;
}

static int by_letters(const Row *one, const Row *other) {
    return one->vowels == other->vowels && one->vowels > 0;
}

static double longer(const Row *one, const Row *other, int which) {
    uint32_t most =
        one->sizes[which] > other->sizes[which] ? one->sizes[which] : other->sizes[which];
    return most ? most : 1;
}

/* How far two rows are apart at least, by their signatures. */
static double bound(const Row *one, const Row *other) {
    double consonants = bits_in(one->consonants ^ other->consonants) / 2.0;
    double letters = bits_in(one->letters ^ other->letters) / 2.0;
    double rest = by_letters(one, other) ? letters / longer(one, other, JOINED)
                                         : consonants / longer(one, other, CONSONANTS);
    return consonants / longer(one, other, MARKS) + rest;
}

static void compare(Search *search, size_t row, size_t other) {
    const Column *texts = search->rows->texts;
    double apart =
        apart_by(&search->patterns[MARKS], of_row(&texts[MARKS], other), search->column);
    if (apart > search->limits->farthest)
        return;
    int which = by_letters(&search->known[row], &search->known[other]) ? JOINED : CONSONANTS;
    apart += apart_by(&search->patterns[which], of_row(&texts[which], other), search->column);
    if (apart <= search->limits->farthest)
        keep(&search->nearest, apart, (uint32_t)other);
}

/* Keep the rows in a bucket that may be near, those with the least bounds. */
static void look_into(Search *search, const Row *row, const Bucket *bucket) {
    for (size_t i = 0; i < bucket->size; i++) {
        uint32_t number = search->filed[bucket->start + i];
        Row *other = &search->known[number];
        if (other->turn == search->turn || other->owner == row->owner)
            continue;
        other->turn = search->turn;
        double least = bound(row, other);
        if (least <= search->limits->farthest)
            keep(&search->compared, least, number);
    }
}

/* Find the rows that are near to one by the quick distances. */
static int find_near(Search *search, size_t row) {
    const Candidates *rows = search->rows;
    search->nearest.size = search->compared.size = 0;
    search->turn++;
    for (int which = CONSONANTS; which < TEXTS; which++)
        make_pattern(&search->patterns[which], of_row(&rows->texts[which], row));
    if ((Py_ssize_t)search->count <= search->limits->few) {
        for (size_t other = 0; other < search->count; other++)
            if (search->known[other].owner != search->known[row].owner)
                compare(search, row, other);
        return 0;
    }
    size_t count;
    search->hashes.size = 0;
    if (query_hashes(&search->hashes, of_row(&rows->texts[SKELETON], row),
                     of_row(&rows->texts[JOINED], row), search->scratch) < 0)
        return -1;
    once_each(&search->hashes, 0);
    Bucket *buckets =
        buckets_of(search, (Slice){search->hashes.items, search->hashes.size}, &count);
    for (size_t i = 0; buckets != NULL && i < count; i++)
        look_into(search, &search->known[row], &buckets[i]);
    for (size_t i = 0; buckets != NULL && i < search->compared.size; i++)
        compare(search, row, search->compared.items[i].row);
    PyMem_Free(buckets);
    return buckets == NULL ? -1 : 0;
}

/* Add up what the words weigh that other rows share with one; how many such there are. */
static size_t share_words(Search *search, size_t row, const Bucket *buckets, size_t count) {
    size_t met = 0;
    search->turn++;
    for (size_t i = 0; i < count; i++) {
        double weight = idf(search, buckets[i].size);
        for (size_t j = 0; j < buckets[i].size; j++) {
            uint32_t number = search->filed[buckets[i].start + j];
            Row *other = &search->known[number];
            if (other->owner == search->known[row].owner)
                continue;
            if (other->turn != search->turn) {
                other->turn = search->turn;
                search->shared[number] = 0.0;
                search->met[met++] = number;
            }
            search->shared[number] += weight;
        }
    }
    return met;
}

/* Find the rows that share the most of the words of one. */
static int find_by_words(Search *search, size_t row) {
    size_t count, met;
    search->by_words.size = 0;
    Bucket *buckets = buckets_of(search, of_row(&search->rows->asked, row), &count);
    if (buckets == NULL)
        return -1;
    met = share_words(search, row, buckets, count);
    PyMem_Free(buckets);
    for (size_t i = 0; i < met; i++) {
        uint32_t other = search->met[i];
        double shared = search->shared[other];
        double all = (double)search->known[row].weight;
        all = all + (double)search->known[other].weight - shared;
        double share = shared / (all > LEAST_WEIGHT ? all : LEAST_WEIGHT);
        if ((Py_ssize_t)search->count <= search->limits->few ||
            share >= search->limits->least_shared)
            keep(&search->by_words, -share, other);
    }
    return 0;
}

static int put_pairs(Numbers *pairs, size_t row, const First *found) {
    for (size_t i = 0; i < found->size; i++)
        if (put_number(pairs, (uint32_t)row) < 0 || put_number(pairs, found->items[i].row) < 0)
            return -1;
    return 0;
}

/* The pairs of the rows that look, each of them and what it finds. */
static int find_pairs(Search *search, const char *looks, Numbers *pairs) {
    if (make_room(search) < 0 || file_rows(search) < 0)
        return -1;
    for (size_t row = 0; row < search->count; row++) {
        if (row % PATIENCE == 0 && PyErr_CheckSignals() < 0)
            return -1;
        if (looks[row] && (find_near(search, row) < 0 || find_by_words(search, row) < 0 ||
                           put_pairs(pairs, row, &search->nearest) < 0 ||
                           put_pairs(pairs, row, &search->by_words) < 0))
            return -1;
    }
    return 0;
}

/* --- what the module has of it ---------------------------------------------------------------- */

static PyObject *candidates_pairs(PyObject *object, PyObject *args) {
    const Candidates *self = (const Candidates *)object;
    Py_buffer looks;
    Limits limits;
    if (!PyArg_ParseTuple(args, "y*(ndndnnn):pairs", &looks, &limits.nearest, &limits.farthest,
                          &limits.by_words, &limits.least_shared, &limits.compared, &limits.few,
                          &limits.looked_at))
        return NULL;
    Search search = {.rows = self, .limits = &limits, .count = self->owners.size};
    Numbers pairs = {0};
    PyObject *found = NULL;
    if (looks.len != (Py_ssize_t)search.count)
        PyErr_SetString(PyExc_ValueError, "each row looks or doesn't");
    else if (limits.nearest < 0 || limits.by_words < 0 || limits.compared < 0 ||
             limits.looked_at < 0)
        PyErr_SetString(PyExc_ValueError, "so few rows aren't chosen");
    else if (find_pairs(&search, looks.buf, &pairs) == 0)
        found = PyBytes_FromStringAndSize((const char *)pairs.items,
                                          (Py_ssize_t)(pairs.size * sizeof(uint32_t)));
    end_search(&search);
    PyMem_Free(pairs.items);
    PyBuffer_Release(&looks);
    return found;
}

static PyObject *candidates_add(PyObject *object, PyObject *args) {
    Candidates *self = (Candidates *)object;
    unsigned int owner;
    int vowels;
    PyObject *texts[TEXTS], *words, *asked;
    if (!PyArg_ParseTuple(args, "Ii(UUUU)OO:add", &owner, &vowels, &texts[SKELETON],
                          &texts[CONSONANTS], &texts[MARKS], &texts[JOINED], &words, &asked))
        return NULL;
    for (int which = 0; which < TEXTS; which++)
        if (add_text(&self->texts[which], texts[which]) < 0)
            return NULL;
    if (add_hashes(&self->words, words) < 0 || add_hashes(&self->asked, asked) < 0 ||
        put_number(&self->vowels, (uint32_t)(vowels + 1)) < 0 ||
        put_number(&self->owners, owner) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *candidates_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    if (PyTuple_Size(args) || (names != NULL && PyDict_Size(names))) {
        PyErr_SetString(PyExc_TypeError, "Candidates takes nothing");
        return NULL;
    }
    return ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
}

static void candidates_dealloc(PyObject *object) {
    Candidates *self = (Candidates *)object;
    PyTypeObject *type = Py_TYPE(object);
    Column *columns[] = {&self->texts[SKELETON], &self->texts[CONSONANTS], &self->texts[MARKS],
                         &self->texts[JOINED], &self->words, &self->asked};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        PyMem_Free(columns[i]->all.items);
        PyMem_Free(columns[i]->ends.items);
    }
    PyMem_Free(self->owners.items);
    PyMem_Free(self->vowels.items);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef candidates_methods[] = {
    {"add", candidates_add, METH_VARARGS,
     "add(owner, vowels, (skeleton, consonants, marks, joined), words, asked): one row more: "
     "a form\n"
     "of the name with this number, and the hashes of its words and of those that it looks for,\n"
     "ascending."},
    {"pairs", candidates_pairs, METH_VARARGS,
     "pairs(looks, limits) -> pairs of uint32: each row that looks, of which `looks` has a byte\n"
     "each, and one that it finds."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot candidates_slots[] = {
    {Py_tp_doc, "Candidates(): rows, each a form of a name, that look for each other."},
    {Py_tp_new, candidates_new},
    {Py_tp_dealloc, candidates_dealloc},
    {Py_tp_methods, candidates_methods},
    {0, NULL},
};

static PyType_Spec candidates_spec = {
    .name = "translit.language._core.Candidates",
    .basicsize = sizeof(Candidates),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = candidates_slots,
};

int add_candidates(PyObject *module) { return add_type(module, &candidates_spec); }
