/* The shortlist, compiled: the rows that come near a name, out of those that share keys or words
 * with it.
 *
 * The plain ways are the reference, and tests/index/test_shortlist.py holds this against them:
 * translit/index/shortlist.py for the whole, translit/index/postings.py for the rows under block
 * keys, translit/index/nearness.py for the quick distances. An Index looks into the parts of a
 * compiled table (translit/index/arrays.py) where they lie. It believes nothing there: a block is
 * checked before its first byte is read, and a place outside of its part is an IndexError. It keeps
 * nothing between calls but the places of the parts, so that any number of threads may share one;
 * and it leaves to Python, by None, what is longer than MOST_LETTERS.
 */
#include "shortlist.h"
#include <math.h>
#include <stdlib.h>

static const Py_ssize_t WIDTHS[PARTS] = {8, 4, 4, 4, 4, 16, 4, 4, 1, 4, 1, 4};
/* The first fields of a form, and those of them that are compared. */
enum { FIELDS = CONSONANTS + 1, COMPARED = 3 };
static const int COMPARED_FIELDS[COMPARED] = {MARKS, JOINED, CONSONANTS};

/* --- the parts of a table --------------------------------------------------------------------- */

void *refused(void) {
    PyErr_SetString(PyExc_IndexError, "it points where nothing is");
    return NULL;
}

/* So many items of a part from one on, whose blocks have been checked; NULL with an exception where
 * they aren't there, or are damaged. */
static inline const void *items(const Index *self, int which, size_t first, size_t count) {
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
    double worth; /* of the word that it is the bucket of */
} Bucket;

/* The bucket of a key: its rows are checked. Most are empty, which takes one look at a bit. */
static int bucket_of(const Index *self, uint32_t key, Bucket *bucket) {
    size_t number = key & self->buckets;
    uint64_t bit = (uint64_t)1 << number % 64;
    const uint64_t *filled = items(self, FILLED, number / 64, 1);
    *bucket = (Bucket){NULL, 0, 0, 0.0};
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

/* --- what is asked ---------------------------------------------------------------------------- */

/* How many rows each step lets through, in the order of translit/index/funnel.py. */
typedef struct {
    Py_ssize_t worth_an_index, by_signature, by_letters, by_sound, by_spelling, near;
    double much_farther;
    Py_ssize_t bearing_words, by_words, holding, begun, by_reading;
} Funnel;

/* What a name has of each consonant, and of each letter. */
typedef struct {
    uint64_t consonants, letters;
} Signs;

/* A form that is asked about: its texts, read; the hashes of the words it is looked up by and of
 * its own, the initials among its words, and how systems of romanisation write it. */
typedef struct {
    PyObject *skeleton, *texts[FIELDS], *initials, *readings;
    long vowels;
    Py_buffer keys, own;
    Pattern patterns[FIELDS];
    uint32_t letters[COMPARED * MOST_LETTERS];
    Signs signs;
} Question;

/* A row that comes near a form, which is told by its place. */
typedef struct {
    double apart;
    uint32_t row, place;
} Near;

/* How a script writes vowels, as Python said. */
typedef struct {
    char name[16];
    long vowels;
} Script;

/* What is looked for, and what was found: rows that are near, and then the pairs in their order. */
enum { SCRIPTS = 8 };
typedef struct {
    const Index *self;
    Funnel funnel;
    double least_weight;
    Filter filter;
    PyObject *vowels_in;
    Script scripts[SCRIPTS];
    size_t script_count;
    Near *near, *pairs;
    size_t near_count, near_room, count, room;
} Search;

/* Make room for so many items; -1 with an exception. */
static int make_room(void **items, size_t count, size_t *room, size_t size) {
    if (count <= *room)
        return 0;
    void *more = PyMem_Realloc(*items, 2 * count * size);
    if (more == NULL)
        return PyErr_NoMemory(), -1;
    *items = more;
    *room = 2 * count;
    return 0;
}

/* Put a pair behind the others, unless it is there; -1 with an exception. */
static int put_pair(Search *search, uint32_t place, uint32_t row) {
    for (size_t i = 0; i < search->count; i++)
        if (search->pairs[i].row == row && search->pairs[i].place == place)
            return 0;
    if (make_room((void **)&search->pairs, search->count + 1, &search->room, sizeof(Near)) < 0)
        return -1;
    search->pairs[search->count++] = (Near){0.0, row, place};
    return 0;
}

/* What a text has of each letter (index/blocks.py): whether it has it, and whether twice. */
static uint64_t signature_of(Text text, const char *known) {
    uint64_t once = 0, twice = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *at = text.letters[i] && text.letters[i] < 128
                             ? strchr(known, (int)text.letters[i]) : NULL;
        uint64_t bit = (uint64_t)1 << (at == NULL ? 31 : at - known);
        twice |= once & bit;
        once |= bit;
    }
    return twice << 32 | once;
}

/* Read the texts that are asked for: 0 where one is too long, and -1 with an exception. */
static int read_texts(Question *asked) {
    uint32_t *letters = asked->letters;
    for (int which = 0; which < COMPARED; which++, letters += MOST_LETTERS) {
        int field = COMPARED_FIELDS[which];
        Py_ssize_t size = PyUnicode_GetLength(asked->texts[field]);
        if (size < 0 || size > MOST_LETTERS)
            return size < 0 ? -1 : 0;
        if (size && PyUnicode_AsUCS4(asked->texts[field], letters, size, 0) == NULL)
            return -1;
        pattern_of(&asked->patterns[field], (Text){letters, (size_t)size});
    }
    asked->signs = (Signs){
        signature_of(asked->patterns[CONSONANTS].text, "PbfMmNnRrLlTtdSshjKkx0123456789"),
        signature_of(asked->patterns[JOINED].text, "abcdefghijklmnopqrstuvwxyz")};
    return 1;
}

/* --- rows by their signatures ----------------------------------------------------------------- */

/* In how many bits signatures differ: of both together, and of the letters alone. */
enum { BOTH, LETTERS, MEASURES };
enum { MOST_BITS = 128 };

/* A row that shares a key, and how far it is. */
typedef struct {
    uint32_t row;
    unsigned char far[MEASURES], fate;
} Sharing;
enum { OPEN, KEPT, SHUT }; /* fates */

/* The signatures of rows lie anywhere: that of each is asked for so many rows before it is read, so
 * that memory is waited for once and not for each. */
enum { AHEAD = 64 };
#ifdef __GNUC__
#define PREFETCH(place) __builtin_prefetch(place)
#else
#define PREFETCH(place) ((void)(place))
#endif

/* The rows that share a key of the whole name with a form, a bit for each; those whose signatures
 * were asked for, ascending; and those that may be among the nearest. Of these so many are asked
 * for by either measure, so many are within its limit, and `counts` of them at each distance. */
typedef struct {
    const Index *self;
    const Filter *filter;
    uint64_t *bits;
    size_t rows, waiting, count, room;
    uint32_t ahead[3 * AHEAD];
    Signs asked;
    Sharing *found;
    size_t most[MEASURES], within[MEASURES], counts[MEASURES][MOST_BITS + 1];
    int limits[MEASURES];
} Met;

/* Work out how far some rows are, whose signatures have been checked. */
#define WORK_OUT(name, attribute, bits)                                                            \
    attribute static void name(const Signs *signs, Signs asked, const uint32_t *rows,              \
                               size_t count, unsigned char (*far)[MEASURES]) {                     \
        for (size_t i = 0; i < count; i++) {                                                       \
            Signs row = signs[rows[i]];                                                            \
            far[i][LETTERS] = (unsigned char)bits(row.letters ^ asked.letters);                    \
            far[i][BOTH] =                                                                         \
                (unsigned char)(far[i][LETTERS] + bits(row.consonants ^ asked.consonants));        \
        }                                                                                          \
    }
WORK_OUT(work_out, , bits_in)
#if defined(__GNUC__) && defined(__x86_64__)
#define BY_PROCESSOR
WORK_OUT(work_out_by_processor, __attribute__((target("popcnt"))), __builtin_popcountll)
#endif

/* Take a row among those that may be the nearest by some measure. Where all rows count, the limit
 * falls as soon as enough are nearer; a filter may leave out any of them. */
static void count_row(Met *met, int measure, int far) {
    if (far > met->limits[measure])
        return;
    met->counts[measure][far]++;
    met->within[measure]++;
    while (met->filter->judge == NULL && met->limits[measure] >= 0 &&
           met->within[measure] - met->counts[measure][met->limits[measure]] >=
               met->most[measure])
        met->within[measure] -= met->counts[measure][met->limits[measure]--];
}

/* Look at some rows; -1 with an exception. */
static int look_at_some(Met *met, const uint32_t *rows, size_t count) {
    unsigned char far[AHEAD][MEASURES];
    const Signs *signs = met->self->parts[SIGNS].view.buf;
#ifdef BY_PROCESSOR
    if (__builtin_cpu_supports("popcnt"))
        work_out_by_processor(signs, met->asked, rows, count, far);
    else
#endif
        work_out(signs, met->asked, rows, count, far);
    if (make_room((void **)&met->found, met->count + count, &met->room, sizeof(Sharing)) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (far[i][BOTH] > met->limits[BOTH] && far[i][LETTERS] > met->limits[LETTERS])
            continue;
        met->found[met->count++] = (Sharing){rows[i], {far[i][BOTH], far[i][LETTERS]}, OPEN};
        count_row(met, BOTH, far[i][BOTH]);
        count_row(met, LETTERS, far[i][LETTERS]);
    }
    return 0;
}

/* Look at the first rows that wait; -1 with an exception. */
static int look_at(Met *met, size_t count) {
    for (size_t i = 0; i < count; i += AHEAD)
        if (look_at_some(met, met->ahead + i, lesser(AHEAD, count - i)) < 0)
            return -1;
    met->waiting -= count;
    memmove(met->ahead, met->ahead + count, met->waiting * sizeof(uint32_t));
    return 0;
}

/* Mark the rows in the bucket of a hash; -1 with an exception. */
static int mark_bucket(Met *met, uint32_t hash) {
    Bucket bucket;
    if (bucket_of(met->self, hash ^ UINT32_MAX, &bucket) < 0)
        return -1;
    for (size_t i = 0; i < bucket.size; i++) {
        uint32_t row = bucket.rows[i];
        if (row >= met->rows)
            return refused(), -1;
        met->bits[row / 64] |= (uint64_t)1 << row % 64;
    }
    return 0;
}

/* The place of the lowest bit that is set. */
static unsigned lowest_bit(uint64_t bits) {
#ifdef __GNUC__
    return (unsigned)__builtin_ctzll(bits);
#else
    return bits_in((bits & (~bits + 1)) - 1);
#endif
}

/* Ask for the signature of a row, which is checked, unless it is one of those that are sure. */
static inline int ask_for(Met *met, uint32_t row, size_t *sure) {
    if (row >= *sure) {
        if (items(met->self, SIGNS, row, 1) == NULL)
            return -1;
        size_t at = (size_t)met->self->parts[SIGNS].at + 16 * ((size_t)row + 1);
        /* the rows up to the end of the block that holds the end of this one, which was checked */
        *sure = row + 1 + (((((at - 1) >> BLOCK) + 1) << BLOCK) - at) / 16;
    }
    PREFETCH((const Signs *)met->self->parts[SIGNS].view.buf + row);
    met->ahead[met->waiting++] = row;
    return 0;
}

/* Look at all rows that are marked; -1 with an exception. */
static int look_at_marked(Met *met) {
    size_t sure = 0;
    for (size_t i = 0; i <= met->rows / 64; i++) {
        for (uint64_t left = met->bits[i]; left; left &= left - 1)
            if (ask_for(met, (uint32_t)(64 * i + lowest_bit(left)), &sure) < 0)
                return -1;
        if (met->waiting >= 2 * AHEAD && look_at(met, AHEAD) < 0)
            return -1;
    }
    return look_at(met, met->waiting);
}

/* --- the keys of a whole name ----------------------------------------------------------------- */

/* Names whose letters are cut into segments (index/blocks.py): from SHORT letters on into two, and
 * from LONG on into three; of a name one looks for as many errors as it has cuts. */
enum { SHORT = 4, LONG = 9, MOST_CUTS = 3, ERRORS = MOST_CUTS - 1 };

static size_t cuts_of(size_t length) { return length < SHORT ? 0 : length < LONG ? 2 : MOST_CUTS; }

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

/* Mark the rows under a skeleton, and under it with each one class left out: `skeleton_keys`. */
static int mark_skeletons(Met *met, uint32_t *skeleton, size_t size) {
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
        uint32_t hash = hashed(met->self, UINT32_MAX, 'K');
        for (size_t i = 0; i < size; i++)
            if (i != out)
                hash = hashed(met->self, hash, skeleton[i]);
        if (mark_bucket(met, hash) < 0)
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
static int mark_segments(Met *met, const uint32_t *letters, size_t here) {
    for (size_t length = here < ERRORS ? 0 : here - ERRORS; length <= here + ERRORS; length++) {
        size_t cuts = cuts_of(length), errors = cuts ? cuts - 1 : 0;
        if (cuts == 0 || (length < here ? here - length : length - here) > errors)
            continue;
        for (size_t number = 0; number < cuts; number++) {
            size_t start = length * number / cuts, end = length * (number + 1) / cuts;
            uint32_t begun = begun_segment(met->self, number, length);
            for (size_t shift = 0; shift <= 2 * errors; shift++) {
                if (start + shift < errors || end + shift > here + errors)
                    continue;
                uint32_t hash = begun;
                for (size_t i = start; i < end; i++)
                    hash = hashed(met->self, hash, letters[i + shift - errors]);
                if (mark_bucket(met, hash) < 0)
                    return -1;
            }
        }
    }
    return 0;
}

/* Look at the rows that share a key of the whole name with a form: 1, or 0 where it is too long, or
 * -1 with an exception. */
static int look_at_sharing(Met *met, PyObject *skeleton, Text letters) {
    uint32_t classes[MOST_LETTERS];
    Py_ssize_t size = PyUnicode_GetLength(skeleton);
    if (size < 0 || size > MOST_LETTERS)
        return size < 0 ? -1 : 0;
    met->bits = PyMem_Calloc(met->rows / 64 + 1, sizeof(uint64_t));
    if (met->bits == NULL)
        return PyErr_NoMemory(), -1;
    return (size && PyUnicode_AsUCS4(skeleton, classes, size, 0) == NULL) ||
                   mark_skeletons(met, classes, (size_t)size) < 0 ||
                   mark_segments(met, letters.letters, letters.size) < 0 || look_at_marked(met) < 0
               ? -1
               : 1;
}

/* Keep so many rows that pass, the nearest by some measure, and of those that are as near the
 * first; -1 with an exception. */
static int keep_nearest_by(Met *met, int measure) {
    size_t most = met->most[measure];
    for (int far = 0; far <= met->limits[measure] && most; far++) {
        size_t left = met->counts[measure][far];
        for (Sharing *row = met->found; left && most; row++) {
            if (row->far[measure] != far)
                continue;
            left--;
            if (row->fate == OPEN) {
                int passing = passes(met->filter, row->row);
                if (passing < 0)
                    return -1;
                row->fate = passing ? KEPT : SHUT;
            }
            most -= row->fate == KEPT;
        }
    }
    return 0;
}

/* The rows that are kept; NULL with an exception. */
static uint32_t *rows_kept(const Met *met, size_t *count) {
    size_t most = lesser(met->count, met->most[BOTH] + met->most[LETTERS]);
    uint32_t *rows = PyMem_Malloc((most + 1) * sizeof(uint32_t));
    if (rows == NULL)
        return PyErr_NoMemory(), NULL;
    *count = 0;
    for (size_t i = 0; i < met->count; i++)
        if (met->found[i].fate == KEPT)
            rows[(*count)++] = met->found[i].row;
    return rows;
}

/* The rows that share a key with a form and whose signatures are the nearest, ascending; so many by
 * either measure: 1, 0 or -1, as `look_at_sharing`. */
static int rows_comparable(const Search *search, const Question *asked, uint32_t **rows,
                           size_t *count) {
    const Index *self = search->self;
    Met met = {.self = self, .filter = &search->filter, .rows = (size_t)self->parts[SIGNS].size,
               .most = {(size_t)search->funnel.by_signature, (size_t)search->funnel.by_letters}};
    met.asked = asked->signs;
    for (int measure = 0; measure < MEASURES; measure++)
        met.limits[measure] = met.most[measure] ? MOST_BITS : -1;
    int done = look_at_sharing(&met, asked->skeleton, asked->patterns[JOINED].text);
    if (done > 0 && keep_nearest_by(&met, BOTH) == 0 && keep_nearest_by(&met, LETTERS) == 0)
        *rows = rows_kept(&met, count);
    PyMem_Free(met.bits);
    PyMem_Free(met.found);
    return done > 0 && *rows == NULL ? -1 : done;
}

/* --- the records of rows ---------------------------------------------------------------------- */

/* The record of a row or of a word, by its number; -1 with an exception. */
int record_of(const Index *self, int which, uint32_t number, Bytes *record) {
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
int next_word(Bytes *left, int *more, uint32_t *word) {
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
Py_ssize_t read_words(Bytes *left, Bytes *numbers, uint32_t *last) {
    Py_ssize_t count = 0;
    int more = 1, found;
    numbers->at = left->at;
    while ((found = next_word(left, &more, last)) > 0)
        count++;
    numbers->end = left->at;
    return found < 0 ? -1 : count;
}

/* The next field of a record; those that are left out at its end hold nothing. */
Bytes next_field(Bytes *left) {
    if (left->at == left->end) /* most fields of most records */
        return *left;
    const unsigned char *to = memchr(left->at, FIELD, (size_t)(left->end - left->at));
    Bytes field = {left->at, to == NULL ? left->end : to};
    left->at = to == NULL ? left->end : to + 1;
    return field;
}

/* --- those that share words ------------------------------------------------------------------- */

/* The buckets of the words of a name, the smallest first, of which so many count; what all of its
 * words weigh, in nats; and its letters. */
typedef struct {
    Bucket *buckets;
    size_t count;
    double weight;
    uint64_t letters;
} Words;

/* How a row shares words with a name: what they weigh, and of all words of both; and how many of
 * the name's letters it lacks. */
typedef struct {
    uint32_t row;
    unsigned lacking;
    double shared, share;
} Bearing;

/* The best rows so far. */
typedef struct {
    Bearing *rows;
    size_t count, most;
    int (*is_better)(const Bearing *, const Bearing *);
} Best;

/* The inverse document frequency of a word that so many rows hold. */
static double idf(const Index *self, size_t rows) {
    return log((double)(self->parts[WEIGHTS].size + 1) / (double)(rows + 1));
}

/* The buckets of the words of a name, from the rarest on, until they have so many rows: one at
 * least. -1 with an exception; the caller frees them. */
static int read_words_asked(const Search *search, const Question *asked, Words *words) {
    const Index *self = search->self;
    size_t count, own, rows = 0;
    Bucket *buckets = words->buckets = buckets_of(self, &asked->keys, &count), *its;
    if (buckets == NULL || (its = buckets_of(self, &asked->own, &own)) == NULL)
        return -1;
    words->weight = 0.0;
    for (size_t i = 0; i < own; i++)
        words->weight += idf(self, its[i].size);
    PyMem_Free(its);
    for (size_t i = 1; i < count; i++) {
        Bucket bucket = buckets[i];
        size_t to = i;
        for (; to > 0 && buckets[to - 1].size > bucket.size; to--)
            buckets[to] = buckets[to - 1];
        buckets[to] = bucket;
    }
    for (words->count = 0; words->count < count; words->count++) {
        Bucket *bucket = &buckets[words->count];
        rows += bucket->size;
        if (words->count && rows > (size_t)search->funnel.bearing_words)
            break;
        bucket->worth = idf(self, bucket->size);
    }
    words->letters = asked->signs.letters;
    return 0;
}

/* The least row that some buckets, whose rows ascend, have next; 0 where none has. What the buckets
 * that have it weigh is added up, in their order, and they go on. */
static int next_row(const Words *words, const float *weights, Bearing *next) {
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
            next->shared += buckets[i].worth;
            if (++buckets[i].place + AHEAD < buckets[i].size)
                PREFETCH(weights + buckets[i].rows[buckets[i].place + AHEAD]);
        }
    return left > 0;
}

/* Whether a row shares a larger part of its words than another one. */
static int is_more_alike(const Bearing *one, const Bearing *other) {
    if (one->share != other->share)
        return one->share > other->share;
    return one->row < other->row;
}

/* Whether a row holds more of the words asked for than another one. */
static int holds_more(const Bearing *one, const Bearing *other) {
    if (one->shared != other->shared)
        return one->shared > other->shared;
    if (one->lacking != other->lacking)
        return one->lacking < other->lacking;
    return is_more_alike(one, other);
}

static int is_among(const Best *best, const Bearing *row) {
    return best->count < best->most ||
           (best->most && best->is_better(row, &best->rows[best->most - 1]));
}

static void put(Best *best, const Bearing *row) {
    size_t to = best->count < best->most ? best->count++ : best->most - 1;
    for (; to > 0 && best->is_better(row, &best->rows[to - 1]); to--)
        best->rows[to] = best->rows[to - 1];
    best->rows[to] = *row;
}

/* Put a row among the best ones so far, where it belongs there and passes; -1 with an exception. */
static int offer(const Search *search, const Words *words, Bearing *row, Best best[2]) {
    const float *weight = items(search->self, WEIGHTS, row->row, 1);
    if (weight == NULL)
        return -1;
    /* NumPy adds the weights as single numbers, and takes off what is shared as a double. */
    double both = (double)((float)words->weight + *weight) - row->shared;
    row->share = row->shared / (both > search->least_weight ? both : search->least_weight);
    int alike = is_among(&best[0], row), holding = best[1].most > 0;
    if (holding && (best[1].count < best[1].most ||
                    row->shared >= best[1].rows[best[1].most - 1].shared)) {
        const Signs *signs = items(search->self, SIGNS, row->row, 1);
        if (signs == NULL)
            return -1;
        row->lacking = bits_in(words->letters & ~signs->letters);
        holding = is_among(&best[1], row);
    } else
        holding = 0;
    int passing = alike || holding ? passes(&search->filter, row->row) : 0;
    if (passing > 0 && alike)
        put(&best[0], row);
    if (passing > 0 && holding)
        put(&best[1], row);
    return passing < 0 ? -1 : 0;
}

/* How many of some initials, in UTF-8, words of a row begin with; -1 with an exception. */
static int initials_begun(const Index *self, uint32_t number, PyObject *initials) {
    Bytes record, word;
    int begun = 0;
    for (Py_ssize_t i = 0; i < PyTuple_Size(initials); i++) {
        char *initial;
        Py_ssize_t size;
        uint32_t which;
        int more = 1, found, begins = 0;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(initials, i), &initial, &size) < 0 ||
            record_of(self, RECORDS, number, &record) < 0)
            return -1;
        while ((found = next_word(&record, &more, &which)) > 0) {
            if (record_of(self, WORDS, which, &word) < 0)
                return -1;
            Bytes letters = next_field(&word), latin = (next_field(&word), next_field(&word));
            Bytes spelt = size_of(latin) ? latin : letters;
            begins = begins || (size_of(spelt) >= (size_t)size &&
                                !memcmp(spelt.at, initial, (size_t)size));
        }
        if (found < 0)
            return -1;
        begun += begins;
    }
    return begun;
}

/* Put the rows first that more initials begin, of others than the first so many. */
static int put_begun_first(const Search *search, const Question *asked, uint32_t *rows,
                           size_t first, size_t count) {
    int *begun = PyMem_Malloc((count + 1) * sizeof(int)), failed = begun == NULL;
    if (failed)
        PyErr_NoMemory();
    for (size_t i = first; !failed && i < count; i++) {
        uint32_t row = rows[i];
        int its = initials_begun(search->self, row, asked->initials);
        size_t to = i;
        failed = its < 0;
        for (; !failed && to > first && begun[to - 1] < its; to--) {
            begun[to] = begun[to - 1];
            rows[to] = rows[to - 1];
        }
        begun[to] = its;
        rows[to] = row;
    }
    PyMem_Free(begun);
    return failed ? -1 : 0;
}

/* The rows of both lists, each once; `rows` has room for all of them. */
static size_t rows_once(const Best best[2], uint32_t *rows) {
    size_t count = 0;
    for (int which = 0; which < 2; which++)
        for (size_t i = 0; i < best[which].count; i++) {
            size_t before = which ? best[0].count : 0;
            while (before > 0 && best[0].rows[before - 1].row != best[1].rows[i].row)
                before--;
            if (before == 0)
                rows[count++] = best[which].rows[i].row;
        }
    return count;
}

/* Find the best rows of both kinds. */
static int best_by_words(const Search *search, const Words *words, Best best[2]) {
    Bearing row;
    while (next_row(words, search->self->parts[WEIGHTS].view.buf, &row))
        if (offer(search, words, &row, best) < 0)
            return -1;
    return 0;
}

/* Put the rows that share the most words with a form, and those that hold the most: as
 * `Shortlist._by_words`. */
static int put_by_words(Search *search, const Question *asked, uint32_t place) {
    const Funnel *funnel = &search->funnel;
    size_t alike = (size_t)funnel->by_words, count;
    size_t holding = (size_t)(PyTuple_Size(asked->initials) ? funnel->begun : funnel->holding);
    Words words = {0};
    if (asked->keys.len == 0)
        return 0;
    Bearing *bearing = PyMem_Calloc(alike + holding + 1, sizeof(Bearing));
    uint32_t *rows = PyMem_Malloc((alike + holding + 1) * sizeof(uint32_t));
    Best best[2] = {{bearing, 0, alike, is_more_alike},
                    {bearing + alike, 0, holding, holds_more}};
    int failed = bearing == NULL || rows == NULL;
    if (failed)
        PyErr_NoMemory();
    failed = failed || read_words_asked(search, asked, &words) < 0 ||
             best_by_words(search, &words, best) < 0;
    if (!failed) {
        count = rows_once(best, rows);
        if (PyTuple_Size(asked->initials))
            failed = put_begun_first(search, asked, rows, lesser(alike, count), count) < 0;
        count = lesser(count, alike + (size_t)funnel->holding);
        for (size_t i = 0; !failed && i < count; i++)
            failed = put_pair(search, place, rows[i]) < 0;
    }
    PyMem_Free(words.buckets);
    PyMem_Free(bearing);
    PyMem_Free(rows);
    return failed ? -1 : 0;
}

/* --- the nearest by sounds and letters -------------------------------------------------------- */

/* The letters of a text in UTF-8; -1 where it is none. Lone surrogates are letters, as they are to
 * "surrogatepass". */
Py_ssize_t decoded(Bytes text, uint32_t *letters) {
    Py_ssize_t count = 0;
    while (text.at < text.end) {
        while (text.at < text.end && *text.at < 0x80)
            letters[count++] = *text.at++;
        if (text.at == text.end)
            break;
        unsigned char first = *text.at++;
        int more = first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (more < 0 || more > text.end - text.at)
            return -1;
        uint32_t letter = first & (0x3f >> more);
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
 * fields in bytes, those that were read, and how far it is by one of them. */
typedef struct {
    uint32_t row, word;
    Py_ssize_t words; /* how many it has; the number of the last one */
    Bytes record, of_word, bytes[FIELDS];
    Text fields[FIELDS];
    double apart;
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
size_t consonants_of(Bytes marks, unsigned char *into) {
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

/* Find the fields of a row in bytes: what its record leaves out is that of its only word. */
static void find_fields(Compared *row) {
    Bytes *fields = row->bytes;
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

/* Read a field of a row behind those that were read: 1, 0 where it is too long, or -1 with an
 * exception. */
static int read_field(Compared *row, int field, uint32_t **next) {
    unsigned char room[MOST_LETTERS];
    Bytes bytes = row->bytes[field];
    if (field == CONSONANTS && size_of(bytes) == 0 && size_of(row->bytes[MARKS]) <= MOST_LETTERS)
        bytes = (Bytes){room, room + consonants_of(row->bytes[MARKS], room)};
    if (size_of(bytes) > MOST_LETTERS)
        return 0;
    Py_ssize_t size = decoded(bytes, *next);
    if (size < 0)
        return refused(), -1;
    row->fields[field] = (Text){*next, (size_t)size};
    *next += size;
    return 1;
}

/* Keep the rows whose texts are the nearest: so many different texts, of equals the first. Rows
 * that have one text are kept together. -1 with an exception. */
static int keep_nearest(Compared *rows, size_t count, int field, size_t most) {
    const Compared **best = PyMem_Malloc((most + 1) * sizeof *best);
    size_t held = 0;
    if (best == NULL)
        return PyErr_NoMemory(), -1;
    for (size_t i = 0; i < count; i++) {
        size_t to = held;
        while (to > 0 && best[to - 1]->apart > rows[i].apart)
            to--;
        size_t same = to;
        while (same > 0 && best[same - 1]->apart == rows[i].apart &&
               !same_text(best[same - 1]->fields[field], rows[i].fields[field]))
            same--;
        if (to == most || (same > 0 && best[same - 1]->apart == rows[i].apart))
            continue;
        held += held < most;
        memmove(best + to + 1, best + to, (held - to - 1) * sizeof *best);
        best[to] = &rows[i];
    }
    for (size_t i = 0; i < count && held; i++) {
        if (rows[i].apart > best[held - 1]->apart)
            continue;
        for (size_t j = 0; j < held && !rows[i].kept; j++)
            rows[i].kept = rows[i].apart == best[j]->apart &&
                           same_text(rows[i].fields[field], best[j]->fields[field]);
    }
    PyMem_Free((void *)best);
    return 0;
}

/* Compare the rows with what is asked, and keep the nearest: by their sounds, and by their letters
 * or, where a script leaves vowels out, their consonants. */
static int compare(const Question *asked, Compared *rows, size_t count, const Funnel *funnel) {
    int field = asked->vowels ? CONSONANTS : JOINED;
    const Pattern *marks = &asked->patterns[MARKS], *pattern = &asked->patterns[field];
    for (size_t i = 0; i < count; i++)
        rows[i].apart = levenshtein_share(marks, rows[i].fields[MARKS]);
    if (keep_nearest(rows, count, MARKS, (size_t)funnel->by_sound) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        Text other = rows[i].fields[field];
        rows[i].apart = asked->vowels
                            ? levenshtein_share(pattern, other)
                            : share(indel(pattern, other), pattern->text.size + other.size);
    }
    return keep_nearest(rows, count, field, (size_t)funnel->by_spelling);
}

/* How the script of a row writes vowels: 1, or -1 with an exception. */
static int vowels_of(Search *search, Text script, long *vowels) {
    Script found = {{0}, 0};
    if (script.size >= sizeof found.name)
        return refused(), -1;
    for (size_t i = 0; i < script.size; i++)
        found.name[i] = (char)(script.letters[i] & 0x7f);
    for (size_t i = 0; i < search->script_count; i++)
        if (!strcmp(search->scripts[i].name, found.name))
            return *vowels = search->scripts[i].vowels, 1;
    PyObject *answer = PyObject_CallFunction(search->vowels_in, "s", found.name);
    found.vowels = *vowels = answer == NULL ? -1 : PyLong_AsLong(answer);
    Py_XDECREF(answer);
    if (search->script_count < SCRIPTS && !PyErr_Occurred())
        search->scripts[search->script_count++] = found;
    return PyErr_Occurred() ? -1 : 1;
}

/* How far a row is from a form, from 0 to 2 (`nearness.apart`): 1, or 0 where it is too long, or -1
 * with an exception. */
static int how_far(Search *search, const Question *asked, Compared *row, double *apart) {
    uint32_t room[2 * MOST_LETTERS], *next = room;
    long vowels;
    int done = read_field(row, SCRIPT, &next);
    if (done <= 0 || (done = vowels_of(search, row->fields[SCRIPT], &vowels)) < 0)
        return done;
    int field = asked->vowels != vowels || asked->vowels < 0 ? CONSONANTS : JOINED;
    if ((done = read_field(row, field, &next)) <= 0)
        return done;
    *apart = levenshtein_share(&asked->patterns[MARKS], row->fields[MARKS]) +
             levenshtein_share(&asked->patterns[field], row->fields[field]);
    return 1;
}

/* Put the rows that are kept among those that are near: 1, 0 where one is too long, or -1. */
static int put_near(Search *search, const Question *asked, uint32_t place, Compared *rows,
                    size_t count) {
    int done = 1;
    for (size_t i = 0; i < count && done > 0; i++) {
        Near near = {0.0, rows[i].row, place};
        if (!rows[i].kept)
            continue;
        done = how_far(search, asked, &rows[i], &near.apart);
        if (make_room((void **)&search->near, search->near_count + 1, &search->near_room,
                      sizeof(Near)) < 0)
            return -1;
        search->near[search->near_count++] = near;
    }
    return done;
}

/* Read and compare rows, and put the nearest: 1, 0 where a record is too long, or -1 with an
 * exception. */
static int put_nearest_of(Search *search, const Question *asked, uint32_t place,
                          const uint32_t *numbers, size_t count) {
    Compared *rows = PyMem_Calloc(count + 1, sizeof(Compared));
    Py_ssize_t bytes = rows == NULL ? -1 : find_records(search->self, numbers, rows, count);
    /* consonants are no more than the marks that they follow from */
    uint32_t *letters = PyMem_Malloc((size_t)(bytes < 0 ? 1 : 2 * bytes + 1) * sizeof(uint32_t));
    uint32_t *next = letters;
    int done = rows == NULL || letters == NULL ? -1 : bytes == -2 ? 0 : bytes < 0 ? -1 : 1;
    if (rows == NULL || letters == NULL)
        PyErr_NoMemory();
    for (size_t i = 0; i < count && done > 0; i++) {
        find_fields(&rows[i]);
        done = read_field(&rows[i], MARKS, &next);
        if (done > 0)
            done = read_field(&rows[i], asked->vowels ? CONSONANTS : JOINED, &next);
    }
    if (done > 0)
        done = compare(asked, rows, count, &search->funnel) < 0
                   ? -1 : put_near(search, asked, place, rows, count);
    PyMem_Free(rows);
    PyMem_Free(letters);
    return done;
}

/* Put the rows that are nearest to a form: 1, 0 where something is too long, or -1. */
static int put_nearest(Search *search, const Question *asked, uint32_t place) {
    uint32_t *rows = NULL;
    size_t count;
    int done = rows_comparable(search, asked, &rows, &count);
    if (done > 0)
        done = put_nearest_of(search, asked, place, rows, count);
    PyMem_Free(rows);
    return done;
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
    uint32_t read[4 * MOST_LETTERS];
    Py_ssize_t bytes = find_records(self, &number, &row, 1);
    if (bytes == -1)
        return -1;
    find_fields(&row);
    if (size_of(row.bytes[JOINED]) > 4 * letters.size)
        return 0;
    Py_ssize_t size = decoded(row.bytes[JOINED], read);
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

/* Put the rows that are spelt as a system writes a form, so many at most, which is read: 1, 0 where
 * it is too long, or -1 with an exception. */
static int put_spelt(Search *search, PyObject *reading, uint32_t place) {
    const Index *self = search->self;
    uint32_t read[MOST_LETTERS];
    Bucket buckets[MOST_CUTS];
    size_t once = 0, most = (size_t)search->funnel.by_reading;
    Py_ssize_t size = PyUnicode_GetLength(reading);
    if (size < 0 || size > MOST_LETTERS)
        return size < 0 ? -1 : 0;
    if (size && PyUnicode_AsUCS4(reading, read, size, 0) == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < size; i++)
        if (once == 0 || read[once - 1] != read[i])
            read[once++] = read[i];
    Text letters = {read, once};
    int cuts = buckets_of_segments(self, letters, buckets);
    for (size_t i = 0; cuts > 0 && i < buckets[0].size && most; i++) {
        uint32_t row = buckets[0].rows[i];
        int spelt = 1;
        for (int other = 1; other < cuts; other++)
            spelt = spelt && holds(&buckets[other], row);
        if (spelt && (spelt = is_spelt(self, row, letters)) > 0)
            spelt = passes(&search->filter, row);
        if (spelt < 0 || (spelt && put_pair(search, place, row) < 0))
            return -1;
        most -= (size_t)spelt;
    }
    return cuts < 0 ? -1 : 1;
}

/* Put the rows that are spelt as some system writes a form: `Shortlist._by_readings`. */
static int put_by_readings(Search *search, const Question *asked, uint32_t place) {
    int done = 1;
    for (Py_ssize_t i = 0; i < PyTuple_Size(asked->readings) && done > 0; i++)
        done = put_spelt(search, PyTuple_GetItem(asked->readings, i), place);
    return done;
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

/* Put the first of the rows that are near, up to so many forms: several aliases with one form take
 * no more than one place (`Shortlist._first_ones`). `rows` has room for them, and `firsts` for the
 * place of the first row with the form of each. -1 with an exception. */
static int put_first_ones(Search *search, const Near *near, size_t count, Told *rows,
                          size_t *firsts) {
    size_t forms = 0;
    for (size_t i = 0; i < count; i++) {
        int is_met = 0;
        if (read_told(search->self, near[i].row, &rows[i]) < 0)
            return -1;
        for (firsts[i] = 0; firsts[i] < i; firsts[i]++)
            if (is_same_form(&rows[firsts[i]], &rows[i]))
                break;
        for (size_t j = 0; j < i && !is_met; j++)
            is_met = near[j].place == near[i].place && firsts[j] == firsts[i];
        forms += !is_met;
        if (forms > (size_t)search->funnel.near)
            return 0;
        if (put_pair(search, near[i].place, near[i].row) < 0)
            return -1;
    }
    return 0;
}

static int is_nearer(const void *one, const void *other) {
    const Near *here = one, *there = other;
    if (here->apart != there->apart)
        return here->apart < there->apart ? -1 : 1;
    if (here->row != there->row)
        return here->row < there->row ? -1 : 1;
    return here->place < there->place ? -1 : here->place > there->place;
}

/* Put the rows that are near, none of which is much farther than the nearest. */
static int put_near_ones(Search *search) {
    Near *near = search->near;
    size_t count = 0;
    if (search->near_count == 0)
        return 0;
    qsort(near, search->near_count, sizeof *near, is_nearer);
    while (count < search->near_count &&
           near[count].apart <= near[0].apart + search->funnel.much_farther)
        count++;
    Told *rows = PyMem_Calloc(count + 1, sizeof(Told));
    size_t *firsts = PyMem_Calloc(count + 1, sizeof(size_t));
    int failed = rows == NULL || firsts == NULL;
    if (failed)
        PyErr_NoMemory();
    else
        failed = put_first_ones(search, near, count, rows, firsts) < 0;
    for (size_t i = 0; rows != NULL && i < count; i++)
        PyMem_Free(rows[i].letters);
    PyMem_Free(rows);
    PyMem_Free(firsts);
    return failed ? -1 : 0;
}

/* --- the shortlist ---------------------------------------------------------------------------- */

/* Read a form that is asked about: 1, 0 where it is too long, or -1 with an exception. What is held
 * is let go by the caller. */
static int read_question(PyObject *form, Question *asked) {
    asked->keys.obj = asked->own.obj = NULL;
    if (!PyTuple_Check(form)) {
        PyErr_SetString(PyExc_TypeError, "what is asked is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(form, "UUUUly*y*O!O!:form", &asked->skeleton, &asked->texts[MARKS],
                          &asked->texts[CONSONANTS], &asked->texts[JOINED], &asked->vowels,
                          &asked->keys, &asked->own, &PyTuple_Type, &asked->initials,
                          &PyTuple_Type, &asked->readings))
        return -1;
    return read_texts(asked);
}

/* Do something with each form: 1, 0 where something is too long, or -1 with an exception. */
static int for_each(Search *search, PyObject *forms, Question *asked,
                    int (*put)(Search *, const Question *, uint32_t)) {
    int done = 1;
    for (Py_ssize_t place = 0; place < PyTuple_Size(forms) && done > 0; place++) {
        done = read_question(PyTuple_GetItem(forms, place), asked);
        if (done > 0)
            done = put(search, asked, (uint32_t)place);
        PyBuffer_Release(&asked->keys);
        PyBuffer_Release(&asked->own);
    }
    return done;
}

static int put_others(Search *search, const Question *asked, uint32_t place) {
    return put_by_words(search, asked, place) < 0 ? -1 : put_by_readings(search, asked, place);
}

/* Find all pairs: 1, 0 where something is too long, or -1 with an exception. */
static int search_all(Search *search, PyObject *forms) {
    Question *asked = PyMem_Malloc(sizeof(Question));
    if (asked == NULL)
        return PyErr_NoMemory(), -1;
    int done = for_each(search, forms, asked, put_nearest);
    if (done > 0)
        done = put_near_ones(search) < 0 ? -1 : for_each(search, forms, asked, put_others);
    PyMem_Free(asked);
    return done;
}

/* Read how many rows each step lets through; -1 with an exception. */
static int read_funnel(PyObject *object, Funnel *funnel) {
    Py_ssize_t rest[2];
    double much_less;
    if (!PyArg_ParseTuple(object, "nnnnnndnnnnnnnd:funnel", &funnel->worth_an_index,
                          &funnel->by_signature, &funnel->by_letters, &funnel->by_sound,
                          &funnel->by_spelling, &funnel->near, &funnel->much_farther,
                          &funnel->bearing_words, &funnel->by_words, &funnel->holding,
                          &funnel->begun, &funnel->by_reading, &rest[0], &rest[1], &much_less))
        return -1;
    const Py_ssize_t most[] = {funnel->by_signature, funnel->by_letters, funnel->by_sound,
                               funnel->by_spelling, funnel->near, funnel->bearing_words,
                               funnel->by_words, funnel->holding, funnel->begun,
                               funnel->by_reading};
    for (size_t i = 0; i < sizeof most / sizeof *most; i++)
        if (most[i] < 0 || most[i] > UINT16_MAX) {
            PyErr_SetString(PyExc_ValueError, "so few or so many rows aren't chosen");
            return -1;
        }
    return 0;
}

static PyObject *pairs_found(const Search *search) {
    PyObject *found = PyList_New((Py_ssize_t)search->count);
    for (size_t i = 0; found != NULL && i < search->count; i++) {
        PyObject *pair = Py_BuildValue("kk", (unsigned long)search->pairs[i].place,
                                       (unsigned long)search->pairs[i].row);
        if (pair == NULL || PyList_SetItem(found, (Py_ssize_t)i, pair) < 0)
            Py_CLEAR(found);
    }
    return found;
}

static PyObject *index_near(PyObject *object, PyObject *args) {
    Search search = {.self = (const Index *)object};
    PyObject *forms, *funnel, *allowed, *found = NULL;
    if (!PyArg_ParseTuple(args, "O!O!dOO:near", &PyTuple_Type, &forms, &PyTuple_Type, &funnel,
                          &search.least_weight, &search.vowels_in, &allowed) ||
        read_funnel(funnel, &search.funnel) < 0)
        return NULL;
    int done = filter_of(search.self, allowed, &search.filter);
    if (done == 0)
        done = search_all(&search, forms);
    if (done > 0)
        found = pairs_found(&search);
    filter_done(&search.filter);
    PyMem_Free(search.near);
    PyMem_Free(search.pairs);
    return done == 0 ? Py_NewRef(Py_None) : found;
}

/* --- the type --------------------------------------------------------------------------------- */

static PyMethodDef index_methods[] = {
    {"near", index_near, METH_VARARGS,
     "near(forms, funnel, least_weight, vowels, filter) -> tuples (place of a form, row): the\n"
     "pairs worth weighing, as `Shortlist.near`; None where something is too long for the core.\n\n"
     "Args:\n"
     "    forms: of each a tuple (skeleton, marks, consonants, letters, how its script writes\n"
     "        vowels, the hashes of the words that it is looked up by, in bytes of uint32, none\n"
     "        where it has one word; those of its own words, likewise; of a name with initials\n"
     "        these, in UTF-8; how systems of romanisation write it).\n"
     "    funnel: how many rows each step lets through (index/funnel.py).\n"
     "    least_weight: what the words of two names weigh at least.\n"
     "    vowels: tells how a script writes vowels.\n"
     "    filter: see the head of the type."},
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
