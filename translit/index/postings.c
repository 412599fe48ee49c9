/* The rows under the block keys of a name, the nearest by their signatures: `Postings.comparable`
 * (translit/index/postings.py, the reference).
 *
 * In go a name's skeleton, letters and signatures; what comes out are the numbers of the rows that
 * share a key with it and whose signatures differ from its in the fewest bits, ascending. For
 * "Ramoussaa" and a million rows the buckets of some 40 hashes hold some 2,000 rows, of which 260
 * are kept. Rows are marked in a map of bits, so that each is met once and in order, and memory is
 * asked for their signatures before it is waited for.
 */
#include "shortlist.h"

/* Most buckets are empty, which takes one look at a bit. */
int bucket_of(const Index *self, uint32_t key, Bucket *bucket) {
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

/* In how many bits signatures differ: of both together, and of the letters alone. */
enum { BOTH, LETTERS, MEASURES };
enum { MOST_BITS = 128 };

/* A row that shares a key, and how far it is. */
typedef struct {
    uint32_t row;
    unsigned char far[MEASURES], fate;
} Sharing;
enum { OPEN, KEPT, SHUT }; /* fates */

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
} Marked;

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
static void count_row(Marked *marked, int measure, int far) {
    if (far > marked->limits[measure])
        return;
    marked->counts[measure][far]++;
    marked->within[measure]++;
    while (marked->filter->judge == NULL && marked->limits[measure] >= 0 &&
           marked->within[measure] - marked->counts[measure][marked->limits[measure]] >=
               marked->most[measure])
        marked->within[measure] -= marked->counts[measure][marked->limits[measure]--];
}

/* Look at some rows; -1 with an exception. */
static int look_at_some(Marked *marked, const uint32_t *rows, size_t count) {
    unsigned char far[AHEAD][MEASURES];
    const Signs *signs = marked->self->parts[SIGNS].view.buf;
#ifdef BY_PROCESSOR
    if (__builtin_cpu_supports("popcnt"))
        work_out_by_processor(signs, marked->asked, rows, count, far);
    else
#endif
        work_out(signs, marked->asked, rows, count, far);
    if (make_room((void **)&marked->found, marked->count + count, &marked->room,
                  sizeof(Sharing)) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (far[i][BOTH] > marked->limits[BOTH] && far[i][LETTERS] > marked->limits[LETTERS])
            continue;
        marked->found[marked->count++] = (Sharing){rows[i], {far[i][BOTH], far[i][LETTERS]}, OPEN};
        count_row(marked, BOTH, far[i][BOTH]);
        count_row(marked, LETTERS, far[i][LETTERS]);
    }
    return 0;
}

/* Look at the first rows that wait; -1 with an exception. */
static int look_at(Marked *marked, size_t count) {
    for (size_t i = 0; i < count; i += AHEAD)
        if (look_at_some(marked, marked->ahead + i, lesser(AHEAD, count - i)) < 0)
            return -1;
    marked->waiting -= count;
    memmove(marked->ahead, marked->ahead + count, marked->waiting * sizeof(uint32_t));
    return 0;
}

/* Mark the rows in the bucket of a hash; -1 with an exception. */
static int mark_bucket(Marked *marked, uint32_t hash) {
    Bucket bucket;
    if (bucket_of(marked->self, hash, &bucket) < 0)
        return -1;
    for (size_t i = 0; i < bucket.size; i++) {
        uint32_t row = bucket.rows[i];
        if (row >= marked->rows)
            return refused(), -1;
        marked->bits[row / 64] |= (uint64_t)1 << row % 64;
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
static inline int ask_for(Marked *marked, uint32_t row, size_t *sure) {
    if (row >= *sure) {
        if (items(marked->self, SIGNS, row, 1) == NULL)
            return -1;
        size_t at = (size_t)marked->self->parts[SIGNS].at + 16 * ((size_t)row + 1);
        /* the rows up to the end of the block that holds the end of this one, which was checked */
        *sure = row + 1 + (((((at - 1) >> BLOCK) + 1) << BLOCK) - at) / 16;
    }
    PREFETCH((const Signs *)marked->self->parts[SIGNS].view.buf + row);
    marked->ahead[marked->waiting++] = row;
    return 0;
}

/* Look at all rows that are marked; -1 with an exception. */
static int look_at_marked(Marked *marked) {
    size_t sure = 0;
    for (size_t i = 0; i <= marked->rows / 64; i++) {
        for (uint64_t left = marked->bits[i]; left; left &= left - 1)
            if (ask_for(marked, (uint32_t)(64 * i + lowest_bit(left)), &sure) < 0)
                return -1;
        if (marked->waiting >= 2 * AHEAD && look_at(marked, AHEAD) < 0)
            return -1;
    }
    return look_at(marked, marked->waiting);
}

/* Mark the rows under each key that a name looks under: 1, or 0 where it is too long, or -1 with an
 * exception. */
static int mark_sharing(Marked *marked, PyObject *skeleton, Text letters) {
    uint32_t classes[MOST_LETTERS];
    Numbers hashes = {0};
    Py_ssize_t size = PyUnicode_GetLength(skeleton);
    if (size < 0 || size > MOST_LETTERS)
        return size < 0 ? -1 : 0;
    marked->bits = PyMem_Calloc(marked->rows / 64 + 1, sizeof(uint64_t));
    if (marked->bits == NULL)
        return PyErr_NoMemory(), -1;
    int failed = size && PyUnicode_AsUCS4(skeleton, classes, size, 0) == NULL;
    failed = failed || query_hashes(&hashes, (Slice){classes, (size_t)size},
                                    slice_of(letters), classes) < 0;
    for (size_t i = 0; !failed && i < hashes.size; i++)
        failed = mark_bucket(marked, hashes.items[i]) < 0;
    PyMem_Free(hashes.items);
    return failed ? -1 : 1;
}

/* Keep so many rows that pass, the nearest by some measure, and of those that are as near the
 * first; -1 with an exception. */
static int keep_nearest_by(Marked *marked, int measure) {
    size_t most = marked->most[measure];
    for (int far = 0; far <= marked->limits[measure] && most; far++) {
        size_t left = marked->counts[measure][far];
        for (Sharing *row = marked->found; left && most; row++) {
            if (row->far[measure] != far)
                continue;
            left--;
            if (row->fate == OPEN) {
                int passing = passes(marked->filter, row->row);
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
static uint32_t *rows_kept(const Marked *marked, size_t *count) {
    size_t most = lesser(marked->count, marked->most[BOTH] + marked->most[LETTERS]);
    uint32_t *rows = PyMem_Malloc((most + 1) * sizeof(uint32_t));
    if (rows == NULL)
        return PyErr_NoMemory(), NULL;
    *count = 0;
    for (size_t i = 0; i < marked->count; i++)
        if (marked->found[i].fate == KEPT)
            rows[(*count)++] = marked->found[i].row;
    return rows;
}

int rows_comparable(const Search *search, const Question *asked, uint32_t **rows, size_t *count) {
    const Index *self = search->self;
    Marked marked = {
        .self = self, .filter = &search->filter, .rows = (size_t)self->parts[SIGNS].size,
        .asked = asked->signs,
        .most = {(size_t)search->funnel.by_signature, (size_t)search->funnel.by_letters}};
    for (int measure = 0; measure < MEASURES; measure++)
        marked.limits[measure] = marked.most[measure] ? MOST_BITS : -1;
    int done = mark_sharing(&marked, asked->skeleton, asked->patterns[JOINED].text);
    if (done > 0 && look_at_marked(&marked) == 0 && keep_nearest_by(&marked, BOTH) == 0 &&
        keep_nearest_by(&marked, LETTERS) == 0)
        *rows = rows_kept(&marked, count);
    PyMem_Free(marked.bits);
    PyMem_Free(marked.found);
    return done > 0 && *rows == NULL ? -1 : done;
}
