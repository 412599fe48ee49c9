/* The shortlist, compiled: the rows that share keys or words with a name, and the nearest of them.
 *
 * The plain ways are the reference, and tests/index/test_shortlist.py holds these against them:
 * translit/index/postings.py for the rows under block keys, translit/index/nearness.py for the
 * quick distances. An Index looks into the parts of a compiled table (translit/index/arrays.py)
 * where they lie. It believes nothing there: a block is checked before its first byte is read, and
 * a place outside of its part is an IndexError. It keeps nothing between calls but the places of
 * the parts, so that any number of threads may share one; and it leaves to Python, by None, what is
 * longer than MOST_LETTERS.
 */
#include "../language/distance.h"
#include "parts.h"

/* What parts the fields of a record, and the items of one; which fields a form has, the first of
 * which the distances need, and which of these are compared (index/records.py). */
#define FIELD 0x1f
#define ITEM 0x1e
enum {
    MARKS, JOINED, SCRIPT, SPELT, CONSONANTS, ARTICLED, KINDS, TRAITS, NUMBERS, LEGAL, SURNAME
};
enum { FIELDS = CONSONANTS + 1, COMPARED = 3 };
static const int COMPARED_FIELDS[COMPARED] = {MARKS, JOINED, CONSONANTS};

/* --- the parts of a table --------------------------------------------------------------------- */

enum {
    FILLED, BEFORE, STARTS, ROWS, WEIGHTS, SIGNS, OWNERS, SETTINGS,
    RECORDS, RECORD_STARTS, WORDS, WORD_STARTS, PARTS
};
static const Py_ssize_t WIDTHS[PARTS] = {8, 4, 4, 4, 4, 16, 4, 4, 1, 4, 1, 4};

typedef struct {
    PyObject_HEAD
    Part parts[PARTS];
    Blocks blocks;
    uint32_t buckets; /* how many there are, less one: a key's bucket is its lowest bits */
    uint32_t crc[256];
} Index;

static void *refused(void) {
    PyErr_SetString(PyExc_IndexError, "it points where nothing is");
    return NULL;
}

/* So many items of a part from one on, whose blocks have been checked; NULL with an exception where
 * they aren't there, or are damaged. */
static const void *items(const Index *self, int which, size_t first, size_t count) {
    const Part *part = &self->parts[which];
    if (!has_items(part, first, count))
        return refused();
    if (check_items(part, WIDTHS[which], &self->blocks, first, count) < 0)
        return NULL;
    return (const char *)part->view.buf + first * (size_t)WIDTHS[which];
}

/* CRC-32 of each byte (ISO 3309), as zlib has it. */
static void fill_crc(uint32_t *crc) {
    for (unsigned byte = 0; byte < 256; byte++)
        crc[byte] = crc_with(0, byte);
}

/* How many buckets there are stands behind how many are filled before each 64 of them. */
static int count_buckets(Index *self) {
    Py_ssize_t size = self->parts[BEFORE].size;
    const uint32_t *last = size < 2 ? refused() : items(self, BEFORE, (size_t)size - 1, 1);
    if (last == NULL)
        return -1;
    self->buckets = *last - 1;
    if (*last == 0 || self->buckets / 64 >= (size_t)self->parts[FILLED].size)
        return refused(), -1;
    return 0;
}

static void index_dealloc(PyObject *object) {
    Index *self = (Index *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    close_parts(self->parts, PARTS, &self->blocks);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static int index_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(((Index *)object)->blocks.check);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static int index_clear(PyObject *object) {
    Py_CLEAR(((Index *)object)->blocks.check);
    return 0;
}

static PyObject *index_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *parts, *seen, *check;
    if (names != NULL && PyDict_Size(names) > 0) {
        PyErr_SetString(PyExc_TypeError, "Index takes no keywords");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!OO", &PyTuple_Type, &parts, &seen, &check))
        return NULL;
    if (PyTuple_Size(parts) != PARTS) {
        PyErr_Format(PyExc_ValueError, "an index has %d parts", PARTS);
        return NULL;
    }
    Index *self = (Index *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    int failed = open_parts(self->parts, WIDTHS, parts, &self->blocks, seen, check) < 0;
    failed = failed || count_buckets(self) < 0;
    fill_crc(self->crc);
    if (!failed)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

/* --- the rows in some buckets ----------------------------------------------------------------- */

typedef struct {
    const uint32_t *rows;
    size_t size, place;
} Bucket;

/* The bucket of a key: its rows are checked. Most are empty, which takes one look at a bit. */
static int bucket_of(const Index *self, uint32_t key, Bucket *bucket) {
    size_t number = key & self->buckets;
    uint64_t bit = (uint64_t)1 << number % 64;
    const uint64_t *filled = items(self, FILLED, number / 64, 1);
    *bucket = (Bucket){NULL, 0, 0};
    if (filled == NULL)
        return -1;
    if (!(*filled & bit))
        return 0;
    const uint32_t *before = items(self, BEFORE, number / 64, 1);
    if (before == NULL)
        return -1;
    const uint32_t *bounds = items(self, STARTS, (size_t)*before + bits_in(*filled & (bit - 1)), 2);
    if (bounds == NULL)
        return -1;
    if (bounds[0] > bounds[1])
        return refused(), -1;
    bucket->size = bounds[1] - bounds[0];
    bucket->rows = items(self, ROWS, bounds[0], bucket->size);
    return bucket->rows == NULL ? -1 : 0;
}

/* The buckets of the keys in a buffer of uint32, and how many; NULL with an exception. */
static Bucket *buckets_of(const Index *self, const Py_buffer *keys, size_t *count) {
    *count = (size_t)keys->len / 4;
    Bucket *buckets = PyMem_Calloc(*count + 1, sizeof(Bucket));
    if (buckets == NULL)
        return PyErr_NoMemory(), NULL;
    for (size_t i = 0; i < *count; i++) {
        uint32_t key;
        memcpy(&key, (const char *)keys->buf + 4 * i, 4);
        if (bucket_of(self, key, &buckets[i]) < 0) {
            PyMem_Free(buckets);
            return NULL;
        }
    }
    return buckets;
}

static PyObject *index_sizes(PyObject *object, PyObject *keys_object) {
    Py_buffer keys;
    if (PyObject_GetBuffer(keys_object, &keys, PyBUF_SIMPLE) < 0)
        return NULL;
    size_t count;
    Bucket *buckets = buckets_of((const Index *)object, &keys, &count);
    PyObject *found = buckets == NULL ? NULL : PyList_New((Py_ssize_t)count);
    for (size_t i = 0; found != NULL && i < count; i++) {
        PyObject *size = PyLong_FromSize_t(buckets[i].size);
        if (size == NULL || PyList_SetItem(found, (Py_ssize_t)i, size) < 0)
            Py_CLEAR(found);
    }
    PyMem_Free(buckets);
    PyBuffer_Release(&keys);
    return found;
}

/* --- the keys of a whole name ----------------------------------------------------------------- */

/* Names whose letters are cut into segments (index/blocks.py): from SHORT letters on into two, and
 * from LONG on into three; of a name one looks for as many errors as it has cuts. */
enum { SHORT = 4, LONG = 9, MOST_CUTS = 3, ERRORS = MOST_CUTS - 1 };

static size_t cuts_of(size_t length) { return length < SHORT ? 0 : length < LONG ? 2 : MOST_CUTS; }

/* The rows that are marked, a bit for each. */
typedef struct {
    const Index *self;
    uint64_t *bits;
    size_t rows, found; /* how many there are, and how many are found, some more than once */
} Marked;

static uint32_t hashed_byte(const Index *self, uint32_t hash, unsigned byte) {
    return self->crc[(hash ^ byte) & 0xff] ^ hash >> 8;
}

/* Take a letter, in UTF-8, into a hash. */
static uint32_t hashed(const Index *self, uint32_t hash, uint32_t letter) {
    if (letter < 0x80)
        return hashed_byte(self, hash, letter);
    int more = letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
    hash = hashed_byte(self, hash, (0xff00 >> (more + 1) & 0xff) | letter >> 6 * more);
    while (more-- > 0)
        hash = hashed_byte(self, hash, 0x80 | (letter >> 6 * more & 0x3f));
    return hash;
}

/* Mark the rows in the bucket of a hash; -1 with an exception. */
static int mark_bucket(Marked *marked, uint32_t hash) {
    Bucket bucket;
    if (bucket_of(marked->self, hash ^ UINT32_MAX, &bucket) < 0)
        return -1;
    for (size_t i = 0; i < bucket.size; i++) {
        uint32_t row = bucket.rows[i];
        if (row >= marked->rows)
            return refused(), -1;
        marked->bits[row / 64] |= (uint64_t)1 << row % 64;
    }
    marked->found += bucket.size;
    return 0;
}

/* Mark the rows under a skeleton, and under it with each one class left out: `skeleton_keys`. */
static int mark_skeletons(Marked *marked, uint32_t *skeleton, size_t size) {
    int alike = 0;
    size_t once = 0;
    for (size_t i = 0; i < size; i++)
        alike |= skeleton[i] == 'l' || skeleton[i] == 'f';
    for (size_t i = 0; alike && i < size; i++) {
        uint32_t class = skeleton[i] == 'l' ? 'r' : skeleton[i] == 'f' ? 'b' : skeleton[i];
        if (once == 0 || skeleton[once - 1] != class)
            skeleton[once++] = class;
    }
    size = alike ? once : size;
    for (size_t out = size > 1 ? 0 : size; size && out <= size; out++) {
        uint32_t hash = hashed(marked->self, UINT32_MAX, 'K');
        for (size_t i = 0; i < size; i++)
            if (i != out)
                hash = hashed(marked->self, hash, skeleton[i]);
        if (mark_bucket(marked, hash) < 0)
            return -1;
    }
    return 0;
}

/* The hash of how the key of a segment begins: its number, and how many letters are cut. */
static uint32_t begun_segment(const Index *self, size_t number, size_t length) {
    uint32_t hash = hashed(self, hashed(self, UINT32_MAX, 'S'), '0' + (uint32_t)number);
    hash = hashed(self, hash, '/');
    for (size_t unit = length < 10 ? 1 : length < 100 ? 10 : length < 1000 ? 100 : 1000; unit;
         unit /= 10)
        hash = hashed(self, hash, '0' + (uint32_t)(length / unit % 10));
    return hashed(self, hash, '/');
}

/* Mark the rows that have a segment of some letters: `query_keys`. */
static int mark_segments(Marked *marked, const uint32_t *letters, size_t here) {
    for (size_t length = here < ERRORS ? 0 : here - ERRORS; length <= here + ERRORS; length++) {
        size_t cuts = cuts_of(length), errors = cuts ? cuts - 1 : 0;
        if (cuts == 0 || (length < here ? here - length : length - here) > errors)
            continue;
        for (size_t number = 0; number < cuts; number++) {
            size_t start = length * number / cuts, end = length * (number + 1) / cuts;
            uint32_t begun = begun_segment(marked->self, number, length);
            for (size_t shift = 0; shift <= 2 * errors; shift++) {
                if (start + shift < errors || end + shift > here + errors)
                    continue;
                uint32_t hash = begun;
                for (size_t i = start; i < end; i++)
                    hash = hashed(marked->self, hash, letters[i + shift - errors]);
                if (mark_bucket(marked, hash) < 0)
                    return -1;
            }
        }
    }
    return 0;
}

/* Mark the rows that share a key of the whole name with a form: 1, or 0 where it is too long, or -1
 * with an exception. */
static int mark_sharing(Marked *marked, PyObject *skeleton, PyObject *letters) {
    uint32_t classes[MOST_LETTERS], joined[MOST_LETTERS];
    Py_ssize_t long_skeleton = PyUnicode_GetLength(skeleton), here = PyUnicode_GetLength(letters);
    if (long_skeleton < 0 || here < 0)
        return -1;
    if (long_skeleton > MOST_LETTERS || here > MOST_LETTERS)
        return 0;
    marked->bits = PyMem_Calloc(marked->rows / 64 + 1, sizeof(uint64_t));
    if (marked->bits == NULL)
        return PyErr_NoMemory(), -1;
    if ((long_skeleton && PyUnicode_AsUCS4(skeleton, classes, long_skeleton, 0) == NULL) ||
        (here && PyUnicode_AsUCS4(letters, joined, here, 0) == NULL) ||
        mark_skeletons(marked, classes, (size_t)long_skeleton) < 0 ||
        mark_segments(marked, joined, (size_t)here) < 0)
        return -1;
    return 1;
}

/* The place of the lowest bit that is set. */
static unsigned lowest_bit(uint64_t bits) {
#ifdef __GNUC__
    return (unsigned)__builtin_ctzll(bits);
#else
    return bits_in((bits & (~bits + 1)) - 1);
#endif
}

/* The numbers of the bits that are set, and how many; NULL with an exception. */
static uint32_t *rows_marked(const Marked *marked, size_t *size) {
    uint32_t *numbers = PyMem_Malloc((marked->found + 3) * sizeof(uint32_t)), *next = numbers;
    if (numbers == NULL)
        return PyErr_NoMemory(), NULL;
    for (size_t i = 0; i <= marked->rows / 64; i++) {
        uint64_t left = marked->bits[i];
        /* Most words have a bit or two, so that these are written whether they are there or not. */
        for (int first = 0; first < 2; first++, left &= left - 1) {
            *next = (uint32_t)(64 * i + lowest_bit(left | (uint64_t)1 << 63));
            next += left != 0;
        }
        for (; left; left &= left - 1)
            *next++ = (uint32_t)(64 * i + lowest_bit(left));
    }
    *size = (size_t)(next - numbers);
    return numbers;
}

/* The rows that share a key with a form, ascending: 1, 0 or -1, as `mark_sharing`. */
static int rows_sharing(const Index *self, PyObject *skeleton, PyObject *letters,
                        uint32_t **numbers, size_t *size) {
    Marked marked = {self, NULL, (size_t)self->parts[SIGNS].size, 0};
    int found = mark_sharing(&marked, skeleton, letters);
    *numbers = found > 0 ? rows_marked(&marked, size) : NULL;
    PyMem_Free(marked.bits);
    return found > 0 && *numbers == NULL ? -1 : found;
}

/* --- filters ---------------------------------------------------------------------------------- */

/* Which rows may answer (index/filters.py): see the head of the type. */
typedef struct {
    const Index *self;
    Py_buffer known, without;
    PyObject *judge;
} Filter;

/* Read a filter; -1 with an exception. What is held is let go by `filter_done`. */
static int filter_of(const Index *self, PyObject *object, Filter *filter) {
    memset(filter, 0, sizeof *filter);
    filter->self = self;
    if (object == Py_None)
        return 0;
    if (!PyTuple_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a filter is a tuple");
        return -1;
    }
    return PyArg_ParseTuple(object, "y*Oy*:filter", &filter->known, &filter->judge,
                            &filter->without) ? 0 : -1;
}

static void filter_done(Filter *filter) {
    PyBuffer_Release(&filter->known);
    PyBuffer_Release(&filter->without);
}

/* Whether a row may answer; -1 with an exception. */
static int judged(const Filter *filter, uint32_t row) {
    if (filter->known.len || filter->judge == Py_None)
        return 1;
    PyObject *answer = PyObject_CallFunction(filter->judge, "k", (unsigned long)row);
    int verdict = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return verdict;
}

/* Whether entries of a setting may answer; -1 with an exception. */
static int is_allowed(const Filter *filter, uint32_t setting) {
    const unsigned char *known = filter->known.buf;
    if (filter->known.len == 0)
        return 1;
    if ((Py_ssize_t)setting >= filter->known.len)
        return refused(), -1;
    if (known[setting] > 1) {
        PyObject *done = PyObject_CallFunction(filter->judge, "k", (unsigned long)setting);
        if (done == NULL)
            return -1;
        Py_DECREF(done);
    }
    return known[setting] == 1;
}

/* Whether a filter lets a row through; -1 with an exception. */
static int passes(const Filter *filter, uint32_t row) {
    if (filter->judge == NULL)
        return 1;
    const uint32_t *owner = items(filter->self, OWNERS, row, 1);
    const uint32_t *setting = owner == NULL ? NULL : items(filter->self, SETTINGS, *owner, 1);
    if (setting == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < filter->without.len / 4; i++)
        if (((const uint32_t *)filter->without.buf)[i] == *owner)
            return 0;
    int allowed = is_allowed(filter, *setting);
    return allowed > 0 ? judged(filter, row) : allowed;
}

/* --- those whose signatures are alike --------------------------------------------------------- */

typedef struct {
    uint64_t consonants, letters;
} Signs;

/* How far rows are from a form: the bits in which both their signatures differ, 128 at most, and
 * those of the letters alone, 64 at most; and what becomes of each. */
typedef struct {
    const uint32_t *numbers;
    size_t size;
    unsigned char *both, *alone, *fate;
} Apart;
enum { OPEN, KEPT, SHUT }; /* fates */

/* The signatures of the rows lie anywhere: so many rows before its turn, that of each is asked for,
 * so that memory is waited for once and not for each. */
#define AHEAD 24
#ifdef __GNUC__
#define PREFETCH(place) __builtin_prefetch(place)
#else
#define PREFETCH(place) ((void)(place))
#endif

/* Work out how far rows are, whose signatures have been checked. */
#define WORK_OUT(name, attribute, bits)                                                            \
    attribute static void name(const Signs *signs, Signs asked, Apart *apart) {                    \
        for (size_t i = 0; i < apart->size; i++) {                                                 \
            if (i + AHEAD < apart->size)                                                           \
                PREFETCH(&signs[apart->numbers[i + AHEAD]]);                                       \
            Signs row = signs[apart->numbers[i]];                                                  \
            apart->alone[i] = (unsigned char)bits(row.letters ^ asked.letters);                    \
            apart->both[i] =                                                                       \
                (unsigned char)(apart->alone[i] + bits(row.consonants ^ asked.consonants));        \
        }                                                                                          \
    }
WORK_OUT(work_out, , bits_in)
#if defined(__GNUC__) && defined(__x86_64__)
#define BY_PROCESSOR
WORK_OUT(work_out_by_processor, __attribute__((target("popcnt"))), __builtin_popcountll)
#endif

/* Check the signatures of rows that ascend: -1 with an exception. */
static int check_signs(const Index *self, const uint32_t *numbers, size_t size) {
    size_t sure = 0;
    for (size_t i = 0; i < size; i++) {
        if (numbers[i] < sure)
            continue;
        if (items(self, SIGNS, numbers[i], 1) == NULL)
            return -1;
        size_t at = (size_t)self->parts[SIGNS].at + 16 * ((size_t)numbers[i] + 1);
        /* the rows up to the end of the block that holds the end of this one, which was checked */
        sure = numbers[i] + 1 + (((((at - 1) >> BLOCK) + 1) << BLOCK) - at) / 16;
    }
    return 0;
}

/* Keep the first of some rows, by how far they are and their order: so many that pass. */
static int keep_first(const Apart *apart, const unsigned char *far, size_t most,
                      const Filter *filter) {
    for (int step = 0; step <= 128 && most; step++) {
        const unsigned char *at = far, *end = far + apart->size;
        while (most && (at = memchr(at, step, (size_t)(end - at))) != NULL) {
            size_t place = (size_t)(at++ - far);
            if (apart->fate[place] == OPEN) {
                int passing = passes(filter, apart->numbers[place]);
                if (passing < 0)
                    return -1;
                apart->fate[place] = passing ? KEPT : SHUT;
            }
            most -= apart->fate[place] == KEPT;
        }
    }
    return 0;
}

static PyObject *kept_rows(const Apart *apart) {
    PyObject *found = PyList_New(0);
    for (size_t i = 0; found != NULL && i < apart->size; i++) {
        if (apart->fate[i] != KEPT)
            continue;
        PyObject *number = PyLong_FromUnsignedLong(apart->numbers[i]);
        if (number == NULL || PyList_Append(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

/* The rows that are the least apart, out of those that pass: so many by both signatures, and so
 * many by that of the letters. */
static PyObject *least_apart(const Index *self, Apart *apart, Signs asked, const Py_ssize_t most[2],
                             const Filter *filter) {
    PyObject *found = NULL;
    apart->both = PyMem_Calloc(3, apart->size + 1);
    if (apart->both == NULL)
        return PyErr_NoMemory();
    apart->alone = apart->both + apart->size;
    apart->fate = apart->alone + apart->size;
    if (check_signs(self, apart->numbers, apart->size) == 0) {
        const Signs *signs = self->parts[SIGNS].view.buf;
#ifdef BY_PROCESSOR
        if (__builtin_cpu_supports("popcnt"))
            work_out_by_processor(signs, asked, apart);
        else
#endif
            work_out(signs, asked, apart);
        if (keep_first(apart, apart->both, (size_t)most[0], filter) == 0 &&
            keep_first(apart, apart->alone, (size_t)most[1], filter) == 0)
            found = kept_rows(apart);
    }
    PyMem_Free(apart->both);
    return found;
}

static PyObject *index_comparable(PyObject *object, PyObject *args) {
    const Index *self = (const Index *)object;
    PyObject *skeleton, *letters, *allowed, *found = NULL;
    unsigned long long signs[2];
    Py_ssize_t most[2];
    Apart apart = {0};
    Filter filter;
    uint32_t *numbers = NULL;
    if (!PyArg_ParseTuple(args, "UU(KK)(nn)O:comparable", &skeleton, &letters, &signs[0], &signs[1],
                          &most[0], &most[1], &allowed))
        return NULL;
    if (most[0] < 0 || most[1] < 0 || most[1] > most[0]) {
        PyErr_SetString(PyExc_ValueError, "so few rows aren't chosen");
        return NULL;
    }
    int done = filter_of(self, allowed, &filter) < 0
                   ? -1
                   : rows_sharing(self, skeleton, letters, &numbers, &apart.size);
    apart.numbers = numbers;
    if (done > 0)
        found = least_apart(self, &apart, (Signs){signs[0], signs[1]}, most, &filter);
    PyMem_Free(numbers);
    filter_done(&filter);
    return done == 0 ? Py_NewRef(Py_None) : found;
}

/* --- those that share words ------------------------------------------------------------------- */

/* The buckets of the words of a name, what each is worth, in nats, and the words together. */
typedef struct {
    Bucket *buckets;
    const double *worth;
    size_t count;
    double weight, least;
    uint64_t letters;
} Shared;

/* How a row shares words with a name: what they weigh, and of all words of both; and how many of
 * the name's letters it lacks. */
typedef struct {
    uint32_t row;
    unsigned lacking;
    double shared, share;
} Sharing;

/* The best rows so far. */
typedef struct {
    Sharing *rows;
    size_t count, most;
    int (*is_better)(const Sharing *, const Sharing *);
} Best;

/* The least row that some buckets, whose rows ascend, have next; 0 where none has. What the buckets
 * that have it weigh is added up, in their order, and they go on. */
static int next_row(const Shared *words, const float *weights, Sharing *next) {
    Bucket *buckets = words->buckets;
    size_t left = 0;
    next->row = UINT32_MAX;
    next->shared = 0.0;
    for (size_t i = 0; i < words->count; i++) {
        if (buckets[i].place == buckets[i].size)
            continue;
        left = 1;
        if (buckets[i].rows[buckets[i].place] < next->row)
            next->row = buckets[i].rows[buckets[i].place];
    }
    for (size_t i = 0; i < words->count; i++)
        while (buckets[i].place < buckets[i].size &&
               buckets[i].rows[buckets[i].place] <= next->row) {
            next->shared += words->worth[i];
            if (++buckets[i].place + AHEAD < buckets[i].size)
                PREFETCH(weights + buckets[i].rows[buckets[i].place + AHEAD]);
        }
    return left > 0;
}

/* Whether a row shares a larger part of its words than another one. */
static int is_more_alike(const Sharing *one, const Sharing *other) {
    if (one->share != other->share)
        return one->share > other->share;
    return one->row < other->row;
}

/* Whether a row holds more of the words asked for than another one. */
static int holds_more(const Sharing *one, const Sharing *other) {
    if (one->shared != other->shared)
        return one->shared > other->shared;
    if (one->lacking != other->lacking)
        return one->lacking < other->lacking;
    return is_more_alike(one, other);
}

static int is_among(const Best *best, const Sharing *row) {
    return best->count < best->most ||
           (best->most && best->is_better(row, &best->rows[best->most - 1]));
}

static void put(Best *best, const Sharing *row) {
    size_t to = best->count < best->most ? best->count++ : best->most - 1;
    for (; to > 0 && best->is_better(row, &best->rows[to - 1]); to--)
        best->rows[to] = best->rows[to - 1];
    best->rows[to] = *row;
}

/* Put a row among the best ones so far, where it belongs there and passes; -1 with an exception. */
static int offer(const Index *self, const Shared *words, Sharing *row, Best best[2],
                 const Filter *filter) {
    const float *weight = items(self, WEIGHTS, row->row, 1);
    if (weight == NULL)
        return -1;
    /* NumPy adds the weights as single numbers, and takes off what is shared as a double. */
    double both = (double)((float)words->weight + *weight) - row->shared;
    row->share = row->shared / (both > words->least ? both : words->least);
    int alike = is_among(&best[0], row), holding = best[1].most > 0;
    if (holding && (best[1].count < best[1].most ||
                    row->shared >= best[1].rows[best[1].most - 1].shared)) {
        const Signs *signs = items(self, SIGNS, row->row, 1);
        if (signs == NULL)
            return -1;
        row->lacking = bits_in(words->letters & ~signs->letters);
        holding = is_among(&best[1], row);
    } else
        holding = 0;
    int passing = alike || holding ? passes(filter, row->row) : 0;
    if (passing > 0 && alike)
        put(&best[0], row);
    if (passing > 0 && holding)
        put(&best[1], row);
    return passing < 0 ? -1 : 0;
}

/* The rows of both lists, each once. */
static PyObject *rows_once(const Best best[2]) {
    PyObject *found = PyList_New(0);
    for (int which = 0; which < 2; which++)
        for (size_t i = 0; found != NULL && i < best[which].count; i++) {
            size_t before = which ? best[0].count : 0;
            while (before > 0 && best[0].rows[before - 1].row != best[1].rows[i].row)
                before--;
            if (before > 0)
                continue;
            PyObject *number = PyLong_FromUnsignedLong(best[which].rows[i].row);
            if (number == NULL || PyList_Append(found, number) < 0)
                Py_CLEAR(found);
            Py_XDECREF(number);
        }
    return found;
}

/* The rows that share the most words with a name, and those that hold the most. */
static PyObject *rows_by_words(const Index *self, const Shared *words, const Py_ssize_t most[2],
                               const Filter *filter) {
    Sharing *rows = PyMem_Calloc((size_t)(most[0] + most[1]) + 1, sizeof(Sharing)), row;
    Best best[2] = {{rows, 0, (size_t)most[0], is_more_alike},
                    {rows + most[0], 0, (size_t)most[1], holds_more}};
    PyObject *found = NULL;
    int failed = rows == NULL;
    if (failed)
        return PyErr_NoMemory();
    while (!failed && next_row(words, self->parts[WEIGHTS].view.buf, &row))
        failed = offer(self, words, &row, best, filter) < 0;
    if (!failed)
        found = rows_once(best);
    PyMem_Free(rows);
    return found;
}

static PyObject *index_by_words(PyObject *object, PyObject *args) {
    const Index *self = (const Index *)object;
    Py_buffer keys, worth;
    unsigned long long letters;
    Py_ssize_t most[2];
    PyObject *allowed, *found = NULL;
    Filter filter;
    Shared words;
    if (!PyArg_ParseTuple(args, "y*y*(ddK)(nn)O:by_words", &keys, &worth, &words.weight,
                          &words.least, &letters, &most[0], &most[1], &allowed))
        return NULL;
    words.buckets = NULL;
    words.worth = worth.buf;
    words.letters = letters;
    if (filter_of(self, allowed, &filter) < 0)
        goto done;
    words.buckets = buckets_of(self, &keys, &words.count);
    if (words.buckets == NULL)
        goto done;
    if (most[0] < 0 || most[1] < 0 || most[0] > MOST_LETTERS || most[1] > MOST_LETTERS ||
        (size_t)worth.len != words.count * sizeof(double))
        PyErr_SetString(PyExc_ValueError, "each key has one weight, and few rows are chosen");
    else
        found = rows_by_words(self, &words, most, &filter);
done:
    PyMem_Free(words.buckets);
    filter_done(&filter);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&worth);
    return found;
}

/* --- the records of rows ---------------------------------------------------------------------- */

/* Bytes of the table that are left to be read. */
typedef struct {
    const unsigned char *at, *end;
} Bytes;

/* The record of a row or of a word, by its number; -1 with an exception. */
static int record_of(const Index *self, int which, uint32_t number, Bytes *record) {
    const uint32_t *bounds = items(self, which + 1, number, 2);
    if (bounds == NULL)
        return -1;
    if (bounds[0] > bounds[1])
        return refused(), -1;
    record->at = items(self, which, bounds[0], bounds[1] - bounds[0]);
    if (record->at == NULL)
        return -1;
    record->end = record->at + (bounds[1] - bounds[0]);
    return 0;
}

/* Read a number that is written in LEB128; -1 with an exception. */
static int read_number(Bytes *left, uint32_t *number) {
    *number = 0;
    for (int shift = 0; left->at < left->end && shift < 35; shift += 7) {
        unsigned char byte = *left->at++;
        *number |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return 0;
    }
    return refused(), -1;
}

/* Read the number of the next word of a row, if `more` come: 1, or 0 behind the last one, or
 * -1 with an exception. */
static int next_word(Bytes *left, int *more, uint32_t *word) {
    if (!*more)
        return 0;
    if (read_number(left, word) < 0)
        return -1;
    *more = *word & 1;
    if (*word < 2)
        return *word ? (refused(), -1) : 0;
    *word = *word / 2 - 1;
    return 1;
}

/* Read the numbers of the words of a row: how many, of which `numbers` are the bytes and `last` is
 * the last one; -1 with an exception. */
static Py_ssize_t read_words(Bytes *left, Bytes *numbers, uint32_t *last) {
    Py_ssize_t count = 0;
    int more = 1, found;
    numbers->at = left->at;
    while ((found = next_word(left, &more, last)) > 0)
        count++;
    numbers->end = left->at;
    return found < 0 ? -1 : count;
}

/* The next field of a record; those that are left out at its end hold nothing. */
static Bytes next_field(Bytes *left) {
    const unsigned char *to = memchr(left->at, FIELD, (size_t)(left->end - left->at));
    Bytes field = {left->at, to == NULL ? left->end : to};
    left->at = to == NULL ? left->end : to + 1;
    return field;
}

static size_t size_of(Bytes bytes) { return (size_t)(bytes.end - bytes.at); }

/* --- the nearest by sounds and letters -------------------------------------------------------- */

/* The letters of a text in UTF-8; -1 where it is none. Lone surrogates are letters, as they are to
 * "surrogatepass". */
static Py_ssize_t decoded(Bytes text, uint32_t *letters) {
    Py_ssize_t count = 0;
    while (text.at < text.end) {
        unsigned char first = *text.at++;
        int more = first < 0x80 ? 0 : first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (more < 0 || more > text.end - text.at)
            return -1;
        uint32_t letter = more ? first & (0x3f >> more) : first;
        for (; more > 0; more--) {
            if ((*text.at & 0xc0) != 0x80)
                return -1;
            letter = letter << 6 | (*text.at++ & 0x3f);
        }
        letters[count++] = letter;
    }
    return count;
}

/* A row that is compared: its record behind the numbers of its words, that of its only word, the
 * fields that count, and how far it is. */
typedef struct {
    uint32_t row, word;
    Py_ssize_t words; /* how many it has; the number of the last one */
    Bytes record, of_word;
    Text fields[FIELDS];
    double apart; /* less than 0 of one that is kept already */
    int kept;
} Compared;

/* Find the records of some rows, and of their words. They lie anywhere: memory is asked for all of
 * them first, and waited for once. How many bytes they have together; -1 with an exception, and -2
 * where that is more than names have. */
static Py_ssize_t find_records(const Index *self, const uint32_t *numbers, Compared *rows,
                               size_t count) {
    Py_ssize_t bytes = 0;
    Bytes skipped;
    for (size_t i = 0; i < count; i++) {
        rows[i].row = numbers[i];
        PREFETCH((const uint32_t *)self->parts[RECORD_STARTS].view.buf + numbers[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (record_of(self, RECORDS, numbers[i], &rows[i].record) < 0)
            return -1;
        PREFETCH(rows[i].record.at);
    }
    for (size_t i = 0; i < count; i++) {
        rows[i].words = read_words(&rows[i].record, &skipped, &rows[i].word);
        if (rows[i].words < 0)
            return -1;
        if (rows[i].words == 1)
            PREFETCH((const uint32_t *)self->parts[WORD_STARTS].view.buf + rows[i].word);
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].words == 1 && record_of(self, WORDS, rows[i].word, &rows[i].of_word) < 0)
            return -1;
        PREFETCH(rows[i].of_word.at);
        size_t its = size_of(rows[i].record) + size_of(rows[i].of_word);
        if (its > 16 * MOST_LETTERS)
            return -2;
        bytes += (Py_ssize_t)its;
    }
    return bytes;
}

/* The first so many letters of a text, none where it has fewer, which are left out of it. */
static Bytes first_letters(Bytes *text, int count) {
    Bytes found = *text;
    for (; count > 0 && text->at < text->end; count--)
        while (++text->at < text->end && (*text->at & 0xc0) == 0x80)
            ;
    found.end = count ? found.at : text->at;
    return found;
}

/* The marks of the consonants among those of all sounds (index/records.py): how many bytes. */
static size_t consonants_of(Bytes marks, unsigned char *into) {
    size_t size = 0;
    while (marks.at < marks.end) {
        int is_capital = *marks.at >= 'A' && *marks.at <= 'Z';
        Bytes rest = marks, sound = first_letters(&rest, is_capital ? 3 : 1);
        if (size_of(sound) && (is_capital || *marks.at >= 0x80)) {
            memcpy(into + size, sound.at, size_of(sound));
            size += size_of(sound);
            marks = rest;
        } else
            marks.at++;
    }
    return size;
}

/* The fields of a row in bytes: what its record leaves out is that of its only word. */
static void find_fields(Compared *row, Bytes *fields) {
    for (int field = 0; field < FIELDS; field++)
        fields[field] = next_field(&row->record);
    if (row->words != 1)
        return;
    Bytes letters = next_field(&row->of_word), marks = next_field(&row->of_word);
    Bytes latin = next_field(&row->of_word);
    if (size_of(fields[MARKS]) == 0)
        fields[MARKS] = marks;
    if (size_of(fields[JOINED]) == 0)
        fields[JOINED] = size_of(latin) ? latin : letters;
}

/* Read the fields of a row into `letters`: how many letters that takes and one; 0 where it is too
 * long, and -1 with an exception. */
static Py_ssize_t read_fields(Compared *row, uint32_t *letters) {
    Bytes fields[FIELDS];
    unsigned char room[MOST_LETTERS];
    Py_ssize_t used = 0;
    find_fields(row, fields);
    for (int field = 0; field < FIELDS; field++) {
        if (field == SPELT)
            continue;
        if (size_of(fields[field]) > MOST_LETTERS)
            return 0;
        if (field == CONSONANTS && size_of(fields[field]) == 0)
            fields[field] = (Bytes){room, room + consonants_of(fields[MARKS], room)};
        Py_ssize_t size = decoded(fields[field], letters + used);
        if (size < 0)
            return refused(), -1;
        row->fields[field] = (Text){letters + used, (size_t)size};
        used += size;
    }
    return used + 1;
}

/* Keep the rows whose texts are the nearest: so many different texts, of equals the first. Rows
 * that have one text are kept together. */
static void keep_nearest(Compared *rows, size_t count, int field, size_t most) {
    for (size_t distinct = 0; distinct < most; distinct++) {
        const Compared *best = NULL;
        for (size_t i = 0; i < count; i++)
            if (rows[i].apart >= 0 && (best == NULL || rows[i].apart < best->apart))
                best = &rows[i];
        if (best == NULL)
            return;
        Text text = best->fields[field];
        for (size_t i = 0; i < count; i++) {
            Text other = rows[i].fields[field];
            if (same_text(other, text)) {
                rows[i].kept = 1;
                rows[i].apart = -1;
            }
        }
    }
}

/* What is asked for: three texts of a form, and the buffer that holds their letters. */
typedef struct {
    Pattern fields[FIELDS];
    uint32_t letters[COMPARED * MOST_LETTERS];
} Asked;

/* Read the texts that are asked for: 0 where one is too long, and -1 with an exception. */
static int read_asked(Asked *asked, PyObject *const *texts) {
    uint32_t *letters = asked->letters;
    for (int which = 0; which < COMPARED; which++, letters += MOST_LETTERS) {
        int field = COMPARED_FIELDS[which];
        Py_ssize_t size = PyUnicode_GetLength(texts[field]);
        if (size < 0 || size > MOST_LETTERS)
            return size < 0 ? -1 : 0;
        if (size && PyUnicode_AsUCS4(texts[field], letters, size, 0) == NULL)
            return -1;
        pattern_of(&asked->fields[field], (Text){letters, (size_t)size});
    }
    return 1;
}

/* A row that is near: its number, its script, and how far its marks, consonants and letters are. */
static PyObject *near_row(const Asked *asked, const Compared *row) {
    Text script = row->fields[SCRIPT];
    char name[16] = {0};
    if (script.size >= sizeof name)
        return refused();
    for (size_t i = 0; i < script.size; i++)
        name[i] = (char)(script.letters[i] & 0x7f);
    return Py_BuildValue("(ksddd)", (unsigned long)row->row, name,
                         levenshtein_share(&asked->fields[MARKS], row->fields[MARKS]),
                         levenshtein_share(&asked->fields[CONSONANTS], row->fields[CONSONANTS]),
                         levenshtein_share(&asked->fields[JOINED], row->fields[JOINED]));
}

/* Compare the rows with what is asked, and keep the nearest: by their sounds, and by their letters
 * or, where a script leaves vowels out, their consonants. */
static void compare(const Asked *asked, Compared *rows, size_t count, int field, size_t by_sound,
                    size_t by_spelling) {
    for (size_t i = 0; i < count; i++)
        rows[i].apart = levenshtein_share(&asked->fields[MARKS], rows[i].fields[MARKS]);
    keep_nearest(rows, count, MARKS, by_sound);
    for (size_t i = 0; i < count; i++) {
        const Pattern *pattern = &asked->fields[field];
        Text other = rows[i].fields[field];
        rows[i].apart = field == CONSONANTS
                            ? levenshtein_share(pattern, other)
                            : share(indel(pattern, other), pattern->text.size + other.size);
    }
    keep_nearest(rows, count, field, by_spelling);
}

static PyObject *near_rows(const Asked *asked, const Compared *rows, size_t count) {
    PyObject *found = PyList_New(0);
    for (size_t i = 0; found != NULL && i < count; i++) {
        if (!rows[i].kept)
            continue;
        PyObject *row = near_row(asked, &rows[i]);
        if (row == NULL || PyList_Append(found, row) < 0)
            Py_CLEAR(found);
        Py_XDECREF(row);
    }
    return found;
}

/* Read and compare rows; NULL with an exception, or without one where a record is too long. */
static PyObject *nearest_of(const Index *self, const Asked *asked, const uint32_t *numbers,
                            size_t count, int field, const Py_ssize_t most[2]) {
    Compared *rows = PyMem_Calloc(count + 1, sizeof(Compared));
    Py_ssize_t bytes = rows == NULL ? -1 : find_records(self, numbers, rows, count), used = 1;
    /* consonants are no more than the marks that they follow from */
    uint32_t *letters = PyMem_Malloc((size_t)(bytes < 0 ? 1 : 2 * bytes + 1) * sizeof(uint32_t));
    uint32_t *next = letters;
    PyObject *found = NULL;
    if (rows == NULL || letters == NULL)
        PyErr_NoMemory();
    else if (bytes >= 0) {
        for (size_t i = 0; i < count && used > 0; i++) {
            used = read_fields(&rows[i], next);
            next += used - 1;
        }
        if (used > 0) {
            compare(asked, rows, count, field, (size_t)most[0], (size_t)most[1]);
            found = near_rows(asked, rows, count);
        }
    }
    PyMem_Free(rows);
    PyMem_Free(letters);
    return found;
}

static PyObject *index_nearest(PyObject *object, PyObject *args) {
    const Index *self = (const Index *)object;
    Py_buffer numbers;
    PyObject *texts[FIELDS], *found = NULL;
    Py_ssize_t most[2];
    int by_consonants;
    if (!PyArg_ParseTuple(args, "y*UUUpnn:nearest", &numbers, &texts[MARKS], &texts[CONSONANTS],
                          &texts[JOINED], &by_consonants, &most[0], &most[1]))
        return NULL;
    Asked *asked = PyMem_Malloc(sizeof(Asked));
    size_t count = (size_t)numbers.len / 4;
    int fit = asked == NULL ? (PyErr_NoMemory(), -1) : read_asked(asked, texts);
    if (most[0] < 0 || most[1] < 0)
        PyErr_SetString(PyExc_ValueError, "so few rows aren't chosen");
    else if (fit > 0)
        found = nearest_of(self, asked, numbers.buf, count, by_consonants ? CONSONANTS : JOINED,
                           most);
    PyMem_Free(asked);
    PyBuffer_Release(&numbers);
    return found != NULL || PyErr_Occurred() ? found : Py_NewRef(Py_None);
}

/* --- rows that are spelt so ------------------------------------------------------------------- */

/* Whether a bucket, whose rows ascend, holds a row. */
static int holds(const Bucket *bucket, uint32_t row) {
    size_t first = 0, last = bucket->size;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (bucket->rows[middle] < row)
            first = middle + 1;
        else
            last = middle;
    }
    return first < bucket->size && bucket->rows[first] == row;
}

/* Whether the letters of a row are these; -1 with an exception. */
static int is_spelt(const Index *self, uint32_t number, Text letters) {
    Compared row = {0};
    Bytes fields[FIELDS];
    uint32_t read[4 * MOST_LETTERS];
    Py_ssize_t bytes = find_records(self, &number, &row, 1);
    if (bytes == -1)
        return -1;
    find_fields(&row, fields);
    if (size_of(fields[JOINED]) > 4 * letters.size)
        return 0;
    Py_ssize_t size = decoded(fields[JOINED], read);
    return size < 0 ? (refused(), -1) : same_text((Text){read, (size_t)size}, letters);
}

/* The buckets of the segments of some letters, the smallest first: how many, or -1 with an
 * exception. */
static int buckets_of_segments(const Index *self, Text letters, Bucket *buckets) {
    size_t cuts = cuts_of(letters.size);
    for (size_t number = 0; number < cuts; number++) {
        uint32_t hash = begun_segment(self, number, letters.size);
        for (size_t i = letters.size * number / cuts; i < letters.size * (number + 1) / cuts; i++)
            hash = hashed(self, hash, letters.letters[i]);
        if (bucket_of(self, hash ^ UINT32_MAX, &buckets[number]) < 0)
            return -1;
        Bucket bucket = buckets[number];
        if (bucket.size < buckets[0].size) {
            buckets[number] = buckets[0];
            buckets[0] = bucket;
        }
    }
    return (int)cuts;
}

static PyObject *index_spelt(PyObject *object, PyObject *text) {
    const Index *self = (const Index *)object;
    uint32_t read[MOST_LETTERS];
    Bucket buckets[MOST_CUTS];
    Py_ssize_t size = PyUnicode_GetLength(text);
    if (size < 0 || size > MOST_LETTERS)
        return size < 0 ? NULL : Py_NewRef(Py_None);
    if (size && PyUnicode_AsUCS4(text, read, size, 0) == NULL)
        return NULL;
    Text letters = {read, (size_t)size};
    int cuts = buckets_of_segments(self, letters, buckets);
    PyObject *found = cuts < 0 ? NULL : PyList_New(0);
    for (size_t i = 0; found != NULL && cuts > 0 && i < buckets[0].size; i++) {
        uint32_t row = buckets[0].rows[i];
        int spelt = 1;
        for (int other = 1; other < cuts; other++)
            spelt = spelt && holds(&buckets[other], row);
        spelt = spelt ? is_spelt(self, row, letters) : 0;
        PyObject *number = spelt > 0 ? PyLong_FromUnsignedLong(row) : NULL;
        if (spelt < 0 || (spelt && (number == NULL || PyList_Append(found, number) < 0)))
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

/* --- rows with one form ----------------------------------------------------------------------- */

/* What tells the form of a row from another: the letters of its words, and the fields that say what
 * its other words are. */
typedef struct {
    Bytes numbers, said;
    unsigned char *letters;
    size_t size;
} Told;

/* Take in the letters of a row's words, parted by spaces; -1 with an exception. */
static int read_letters(const Index *self, Told *row) {
    Bytes left = row->numbers, word;
    uint32_t number;
    int more = 1, found;
    while ((found = next_word(&left, &more, &number)) > 0) {
        if (record_of(self, WORDS, number, &word) < 0)
            return -1;
        Bytes letters = next_field(&word);
        unsigned char *longer = PyMem_Realloc(row->letters, row->size + size_of(letters) + 1);
        if (longer == NULL)
            return PyErr_NoMemory(), -1;
        row->letters = longer;
        memcpy(longer + row->size, letters.at, size_of(letters));
        row->size += size_of(letters);
        longer[row->size++] = ' ';
    }
    return found;
}

/* Read what tells the form of a row; -1 with an exception. */
static int read_told(const Index *self, uint32_t number, Told *row) {
    Bytes record;
    uint32_t last;
    if (record_of(self, RECORDS, number, &record) < 0 ||
        read_words(&record, &row->numbers, &last) < 0)
        return -1;
    for (int field = 0; field < KINDS; field++)
        next_field(&record);
    row->said = record;
    return read_letters(self, row);
}

/* Whether the form of two rows is one. */
static int is_same_form(const Told *one, const Told *other) {
    Bytes mine = one->said, its = other->said;
    for (int field = KINDS; field <= LEGAL; field++) {
        Bytes here = next_field(&mine), there = next_field(&its);
        if (size_of(here) != size_of(there) || memcmp(here.at, there.at, size_of(here)))
            return 0;
    }
    return one->size == other->size &&
           (one->size == 0 || !memcmp(one->letters, other->letters, one->size));
}

static PyObject *firsts_of(const Told *rows, size_t count) {
    PyObject *found = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; found != NULL && i < count; i++) {
        size_t first = 0;
        while (first < i && !is_same_form(&rows[first], &rows[i]))
            first++;
        PyObject *number = PyLong_FromSize_t(first);
        if (number == NULL || PyList_SetItem(found, (Py_ssize_t)i, number) < 0)
            Py_CLEAR(found);
    }
    return found;
}

static PyObject *index_firsts(PyObject *object, PyObject *numbers_object) {
    Py_buffer numbers;
    if (PyObject_GetBuffer(numbers_object, &numbers, PyBUF_SIMPLE) < 0)
        return NULL;
    size_t count = (size_t)numbers.len / 4, read = 0;
    Told *rows = PyMem_Calloc(count + 1, sizeof(Told));
    PyObject *found = NULL;
    if (rows == NULL)
        PyErr_NoMemory();
    while (rows != NULL && read < count &&
           read_told((const Index *)object, ((const uint32_t *)numbers.buf)[read],
                     &rows[read]) == 0)
        read++;
    if (rows != NULL && read == count)
        found = firsts_of(rows, count);
    for (size_t i = 0; rows != NULL && i <= read; i++)
        PyMem_Free(rows[i].letters);
    PyMem_Free(rows);
    PyBuffer_Release(&numbers);
    return found;
}

/* --- forms ------------------------------------------------------------------------------------ */

/* Bytes that are put together. */
typedef struct {
    char *bytes;
    size_t size, room;
} Written;

/* Write a sign, unless it is 0, and bytes behind others; -1 with an exception. */
static int write_bytes(Written *to, char between, Bytes more) {
    size_t size = to->size + size_of(more) + 1;
    if (size > to->room) {
        char *bytes = PyMem_Realloc(to->bytes, 2 * size);
        if (bytes == NULL)
            return PyErr_NoMemory(), -1;
        to->bytes = bytes;
        to->room = 2 * size;
    }
    if (between)
        to->bytes[to->size++] = between;
    if (size_of(more))
        memcpy(to->bytes + to->size, more.at, size_of(more));
    to->size += size_of(more);
    return 0;
}

static PyObject *text_of(Bytes text) {
    return PyUnicode_DecodeUTF8((const char *)text.at, (Py_ssize_t)size_of(text), "surrogatepass");
}

static Bytes bytes_of(const Written *written) {
    const unsigned char *at = written->size ? (const unsigned char *)written->bytes
                                            : (const unsigned char *)"";
    return (Bytes){at, at + written->size};
}

/* The consonants of a field, or those among marks where it is left out. */
static PyObject *consonants_text(Bytes consonants, Bytes marks) {
    if (size_of(consonants))
        return text_of(consonants);
    unsigned char *room = PyMem_Malloc(size_of(marks) + 1);
    if (room == NULL)
        return PyErr_NoMemory();
    PyObject *found = text_of((Bytes){room, room + consonants_of(marks, room)});
    PyMem_Free(room);
    return found;
}

/* The items of a field, as a frozenset. */
static PyObject *set_of(Bytes field) {
    PyObject *items = PyList_New(0);
    while (items != NULL && size_of(field)) {
        const unsigned char *to = memchr(field.at, ITEM, size_of(field));
        PyObject *item = text_of((Bytes){field.at, to == NULL ? field.end : to});
        if (item == NULL || PyList_Append(items, item) < 0)
            Py_CLEAR(items);
        Py_XDECREF(item);
        field.at = to == NULL ? field.end : to + 1;
    }
    PyObject *found = items == NULL ? NULL : PyFrozenSet_New(items);
    Py_XDECREF(items);
    return found;
}

/* A named tuple of a class, of so many fields that are given away; NULL where one of them is. */
static PyObject *named(PyObject *type, PyObject **fields, Py_ssize_t count) {
    PyObject *plain = PyTuple_New(count), *args, *found = NULL;
    int failed = plain == NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        failed = failed || fields[i] == NULL;
        if (plain == NULL)
            Py_XDECREF(fields[i]);
        else
            PyTuple_SetItem(plain, i, fields[i]);
    }
    args = failed ? NULL : PyTuple_Pack(1, plain);
    if (args != NULL)
        found = ((newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new))((PyTypeObject *)type, args,
                                                                    NULL);
    Py_XDECREF(args);
    Py_XDECREF(plain);
    return found;
}

/* What a form is made of: its fields, the letters of its words, and these. */
typedef struct {
    Bytes fields[SURNAME + 1];
    Written letters, latin;
    PyObject *words;
} Form;

/* A word, by its number; its letters are written behind those of the words before. `only` becomes
 * its Latin letters and its marks. */
static PyObject *word_of(const Index *self, uint32_t number, PyObject *type, Form *made,
                         char between, Bytes only[2]) {
    Bytes record;
    if (record_of(self, WORDS, number, &record) < 0)
        return NULL;
    Bytes own = next_field(&record), marks = next_field(&record), spelt = next_field(&record);
    Bytes read = next_field(&record), consonants = next_field(&record);
    spelt = size_of(spelt) ? spelt : own;
    read = size_of(read) ? read : spelt;
    only[0] = spelt;
    only[1] = marks;
    if (write_bytes(&made->letters, between, own) < 0 ||
        write_bytes(&made->latin, between, spelt) < 0)
        return NULL;
    PyObject *texts[] = {text_of(own), text_of(spelt), text_of(read), text_of(marks),
                         consonants_text(consonants, marks)};
    return named(type, texts, 5);
}

/* Read the record of a row; -1 with an exception. */
static int read_form(const Index *self, uint32_t row, PyObject *type, Form *made) {
    Bytes record, numbers, only[2];
    uint32_t number;
    if (record_of(self, RECORDS, row, &record) < 0)
        return -1;
    Py_ssize_t count = read_words(&record, &numbers, &number);
    int more = 1;
    if (count < 0 ||
        (made->words = PyTuple_New(count)) == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *word = next_word(&numbers, &more, &number) < 1
                             ? NULL
                             : word_of(self, number, type, made, i ? ' ' : 0, only);
        if (word == NULL || PyTuple_SetItem(made->words, i, word) < 0)
            return -1;
    }
    for (int field = 0; field <= SURNAME; field++)
        made->fields[field] = next_field(&record);
    if (count == 1 && size_of(made->fields[JOINED]) == 0)
        made->fields[JOINED] = only[0];
    if (count == 1 && size_of(made->fields[MARKS]) == 0)
        made->fields[MARKS] = only[1];
    return 0;
}

/* The script that a field stands for. */
static PyObject *script_of(Bytes field) {
    if (size_of(field) == 0)
        return PyUnicode_FromString("Latn");
    return size_of(field) == 1 && *field.at == '-' ? PyUnicode_FromString("") : text_of(field);
}

/* How a name is written: a field, or else its letters without the spaces. */
static PyObject *written_text(Bytes field, const Written *letters) {
    Written found = {0};
    Bytes rest = bytes_of(letters);
    PyObject *text = NULL;
    if (size_of(field))
        return text_of(field);
    int failed = 0;
    while (!failed && size_of(rest)) {
        const unsigned char *to = memchr(rest.at, ' ', size_of(rest));
        failed = write_bytes(&found, 0, (Bytes){rest.at, to == NULL ? rest.end : to}) < 0;
        rest.at = to == NULL ? rest.end : to + 1;
    }
    if (!failed)
        text = text_of(bytes_of(&found));
    PyMem_Free(found.bytes);
    return text;
}

/* A whole number in digits; none is 0. */
static PyObject *number_of(Bytes field) {
    PyObject *text = size_of(field) ? text_of(field) : PyUnicode_FromString("0");
    PyObject *found = text == NULL ? NULL : PyNumber_Long(text);
    Py_XDECREF(text);
    return found;
}

/* The form that has been read. */
static PyObject *form_of(PyObject *type, PyObject *vowels, const Form *made) {
    const Bytes *fields = made->fields;
    PyObject *script = script_of(fields[SCRIPT]);
    PyObject *texts[] = {
        text_of(fields[JOINED]),
        script == NULL ? NULL : Py_NewRef(script),
        text_of(bytes_of(&made->letters)),
        text_of(bytes_of(&made->latin)),
        Py_NewRef(made->words),
        text_of(fields[MARKS]),
        consonants_text(fields[CONSONANTS], fields[MARKS]),
        set_of(fields[KINDS]),
        set_of(fields[TRAITS]),
        set_of(fields[NUMBERS]),
        set_of(fields[LEGAL]),
        script == NULL ? NULL : PyObject_CallFunctionObjArgs(vowels, script, NULL),
        Py_NewRef(Py_False),
        written_text(fields[SPELT], &made->letters),
        PyBool_FromLong(size_of(fields[ARTICLED]) > 0),
        number_of(fields[SURNAME]),
    };
    Py_XDECREF(script);
    return named(type, texts, sizeof texts / sizeof *texts);
}

static PyObject *index_form(PyObject *object, PyObject *args) {
    unsigned long row;
    PyObject *form, *word, *vowels, *found = NULL;
    Form made = {0};
    if (!PyArg_ParseTuple(args, "k(O!O!O):form", &row, &PyType_Type, &form, &PyType_Type, &word,
                          &vowels))
        return NULL;
    if (row > UINT32_MAX)
        refused();
    else if (!PyType_IsSubtype((PyTypeObject *)form, &PyTuple_Type) ||
             !PyType_IsSubtype((PyTypeObject *)word, &PyTuple_Type))
        PyErr_SetString(PyExc_TypeError, "forms and words are tuples");
    else if (read_form((const Index *)object, (uint32_t)row, word, &made) == 0)
        found = form_of(form, vowels, &made);
    PyMem_Free(made.letters.bytes);
    PyMem_Free(made.latin.bytes);
    Py_XDECREF(made.words);
    return found;
}

/* --- the type --------------------------------------------------------------------------------- */

static PyMethodDef index_methods[] = {
    {"comparable", index_comparable, METH_VARARGS,
     "comparable(skeleton, letters, signatures, most, filter) -> a list of the rows that share a\n"
     "key of the whole name with a form: of those that a filter lets through so many whose two\n"
     "signatures (consonants, letters) differ the least, and so many whose letters alone do;\n"
     "ascending; None where that is left to Python."},
    {"sizes", index_sizes, METH_O, "sizes(keys) -> how many rows the bucket of each hash holds."},
    {"by_words", index_by_words, METH_VARARGS,
     "by_words(keys, worth, (weight, least, letters), (alike, holding), filter) -> a list of the\n"
     "rows in some buckets that a filter lets through and that share the most of their words with\n"
     "a name, and of those that hold the most of its words."},
    {"nearest", index_nearest, METH_VARARGS,
     "nearest(rows, marks, consonants, letters, by_consonants, by_sound, by_spelling) -> tuples\n"
     "(row, script, how far its marks, its consonants, its letters) of the rows that are nearest\n"
     "by either; None where that is left to Python."},
    {"firsts", index_firsts, METH_O,
     "firsts(rows) -> for each row, in bytes of uint32, the place of the first of them whose form\n"
     "has the same letters, kinds, traits, numbers and legal forms."},
    {"spelt", index_spelt, METH_O,
     "spelt(letters) -> the rows whose Latin letters, run together and doubled ones once, are\n"
     "these, ascending; None where that is left to Python."},
    {"form", index_form, METH_VARARGS,
     "form(row, (Form, Word, vowels)) -> the form of a row; the classes and what tells how a "
     "script\n"
     "writes vowels are language/form.py's."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot index_slots[] = {
    {Py_tp_doc,
     "Index(parts, seen, check): the parts of a compiled table that the shortlist asks.\n\n"
     "Args:\n"
     "    parts: tuples (buffer, where it begins in bytes) of the buckets that are filled, how\n"
     "        many are before, starts, rows, weights and signatures (index/postings.py), the "
     "entry\n"
     "        of each row and the setting of each entry, the records of rows and of words, "
     "and the\n"
     "        starts of both (index/records.py, index/arrays.py).\n"
     "    seen: a byte for each block, which isn't 0 where it has been checked.\n"
     "    check: is called with the number of a block that hasn't been, and raises if that is\n"
     "        damaged.\n\n"
     "A filter is None or a tuple (known, judge, without): the verdict on each setting, 0, 1 "
     "or 2,\n"
     "where it isn't known; what is asked for that, with the number of the setting, and makes it\n"
     "known; and the entries that are left out, in bytes of uint32. Where `known` is empty, "
     "`judge`\n"
     "may be None or is asked for a verdict on each row.\n\n"
     "Raises:\n"
     "    IndexError: by all methods: a part points where nothing is.\n"
     "    ValueError: a part is missing, or doesn't lie as its numbers must."},
    {Py_tp_new, index_new},
    {Py_tp_dealloc, index_dealloc},
    {Py_tp_traverse, index_traverse},
    {Py_tp_clear, index_clear},
    {Py_tp_methods, index_methods},
    {0, NULL},
};

static PyType_Spec index_spec = {
    .name = "translit.language._core.Index",
    .basicsize = sizeof(Index),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = index_slots,
};

int add_index(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &index_spec, NULL);
    int failed = type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}
