/* The rows under the block keys of a name, the nearest by their signatures: `Postings.comparable`
 * (translit/index/postings.py, the reference).
 *
 * In go a name's skeleton, letters and signatures; what comes out are the numbers of the rows that
 * share a key with it and whose signatures differ from its in the fewest bits, ascending. For
 * "Ramoussaa" and a million rows the buckets of some 40 hashes hold some 2,000 rows, of which 260
 * are kept. Memory is asked for their signatures before it is waited for; those that may be among
 * the nearest so far are marked in a map of bits, so that each counts once and in order.
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

Bucket *buckets_of(const Index *self, const uint32_t *keys, size_t count) {
    Bucket *buckets = PyMem_Malloc((count + 1) * sizeof(Bucket));
    if (buckets == NULL)
        return (Bucket *)PyErr_NoMemory();
    for (size_t i = 0; i < count; i++) {
        size_t number = (keys[i] & self->buckets) / 64;
        PREFETCH((const uint64_t *)self->parts[FILLED].view.buf + number);
        PREFETCH((const uint32_t *)self->parts[BEFORE].view.buf + number);
    }
    for (size_t i = 0; i < count; i++) {
        if (bucket_of(self, keys[i], &buckets[i]) < 0) {
            PyMem_Free(buckets);
            return NULL;
        }
        PREFETCH(buckets[i].rows);
    }
    return buckets;
}

/* In how many bits signatures differ: of both together, and of the letters alone. */
enum { BOTH, LETTERS, MEASURES };
enum { MOST_BITS = 128 };
/* So many rows are looked at before the limits fall. */
enum { BATCH = 256 };

/* A row that shares a key, and how far it is. */
typedef struct {
    uint32_t row;
    unsigned char far[MEASURES], fate;
} Sharing;
enum { OPEN, KEPT, SHUT }; /* fates */

/* The rows that share a key of the whole name with a form and may be among the nearest, a bit for
 * each; and then these, ascending. So many are asked for by either measure, so many are within its
 * limit, and `counts` of them at each distance. */
typedef struct {
    const Index *self;
    const Filter *filter;
    uint64_t *bits;
    size_t rows, count, room;
    Signs asked;
    Sharing *found;
    int is_sound; /* whether all signatures have been checked */
    size_t most[MEASURES], within[MEASURES], counts[MEASURES][MOST_BITS + 1];
    int limits[MEASURES];
} Marked;

/* Put those of some rows that are within a limit, with how far they are: how many, or -1 where
 * there is no such row. Memory is asked for what the rows up to `known` have. */
#define PUT_WITHIN(name, attribute, bits)                                                          \
    attribute static int name(const Marked *marked, const Signs *signs, const uint32_t *rows,      \
                              size_t count, size_t known, Sharing *near) {                         \
        int size = 0;                                                                              \
        for (size_t i = 0; i < count; i++) {                                                       \
            if (i + AHEAD < known)                                                                 \
                PREFETCH(signs + rows[i + AHEAD]);                                                 \
            if (rows[i] >= marked->rows)                                                           \
                return -1;                                                                         \
            Signs row = signs[rows[i]];                                                            \
            int letters = (int)bits(row.letters ^ marked->asked.letters);                          \
            int both = letters + (int)bits(row.consonants ^ marked->asked.consonants);             \
            if (both > marked->limits[BOTH] && letters > marked->limits[LETTERS])                  \
                continue;                                                                          \
            near[size++] =                                                                         \
                (Sharing){rows[i], {(unsigned char)both, (unsigned char)letters}, OPEN};           \
        }                                                                                          \
        return size;                                                                               \
    }
PUT_WITHIN(put_within, , bits_in)
#if defined(__GNUC__) && defined(__x86_64__)
#define BY_PROCESSOR
PUT_WITHIN(put_within_by_processor, __attribute__((target("popcnt"))), __builtin_popcountll)
#endif

/* Look at some rows, of which so many more are known, for those within a limit: how many, or -1
 * with an exception. */
static int look_at(const Marked *marked, const uint32_t *rows, size_t count, size_t known,
                   Sharing *near) {
    const Signs *signs = marked->self->parts[SIGNS].view.buf;
    int size;
    for (size_t i = 0; i < count && !marked->is_sound; i++)
        if (items(marked->self, SIGNS, rows[i], 1) == NULL)
            return -1;
#ifdef BY_PROCESSOR
    if (__builtin_cpu_supports("popcnt"))
        size = put_within_by_processor(marked, signs, rows, count, known, near);
    else
#endif
        size = put_within(marked, signs, rows, count, known, near);
    return size < 0 ? (refused(), -1) : size;
}

/* Count a row among those that may be the nearest. A limit falls as soon as enough are nearer; none
 * does where a filter may leave out any of them. */
static void count_row(Marked *marked, const Sharing *row) {
    for (int measure = 0; measure < MEASURES; measure++) {
        int far = row->far[measure], *limit = &marked->limits[measure];
        size_t *counts = marked->counts[measure], *within = &marked->within[measure];
        if (far > *limit)
            continue;
        counts[far]++;
        (*within)++;
        while (marked->filter->judge == NULL && *limit >= 0 &&
               *within - counts[*limit] >= marked->most[measure])
            *within -= counts[(*limit)--];
    }
}

/* Set the bit of a row: whether it wasn't set. */
static int is_new(Marked *marked, uint32_t row) {
    uint64_t bit = (uint64_t)1 << row % 64, before = marked->bits[row / 64];
    marked->bits[row / 64] |= bit;
    return !(before & bit);
}

/* Mark all rows in a bucket; -1 with an exception. */
static int mark_all(Marked *marked, const Bucket *bucket) {
    for (size_t i = 0; i < bucket->size; i++) {
        if (bucket->rows[i] >= marked->rows)
            return refused(), -1;
        is_new(marked, bucket->rows[i]);
    }
    return 0;
}

/* Mark the rows in a bucket that may be among the nearest; -1 with an exception. */
static int mark_near(Marked *marked, const Bucket *bucket) {
    Sharing near[BATCH];
    for (size_t i = 0; i < lesser(AHEAD, bucket->size); i++)
        PREFETCH((const Signs *)marked->self->parts[SIGNS].view.buf + bucket->rows[i]);
    for (size_t i = 0; i < bucket->size; i += BATCH) {
        size_t left = bucket->size - i;
        int count = look_at(marked, bucket->rows + i, lesser(BATCH, left), left, near);
        if (count < 0)
            return -1;
        for (int each = 0; each < count; each++)
            if (is_new(marked, near[each].row))
                count_row(marked, &near[each]);
    }
    return 0;
}

/* Mark the rows under each key that a name looks under: 1, or 0 where it is too long, or -1 with an
 * exception. */
static int mark_sharing(Marked *marked, PyObject *skeleton, Text letters) {
    uint32_t classes[MOST_LETTERS];
    Numbers hashes = {0};
    Bucket *buckets = NULL;
    Py_ssize_t size = PyUnicode_GetLength(skeleton);
    if (size < 0 || size > MOST_LETTERS)
        return size < 0 ? -1 : 0;
    int failed = size && PyUnicode_AsUCS4(skeleton, classes, size, 0) == NULL;
    failed = failed || query_hashes(&hashes, (Slice){classes, (size_t)size},
                                    slice_of(letters), classes) < 0;
    failed = failed || (buckets = buckets_of(marked->self, hashes.items, hashes.size)) == NULL;
    for (size_t i = 0; !failed && i < hashes.size; i++)
        failed = (marked->filter->judge ? mark_all : mark_near)(marked, &buckets[i]) < 0;
    PyMem_Free(hashes.items);
    PyMem_Free(buckets);
    return failed ? -1 : 1;
}

/* The place of the lowest bit that is set. */
static unsigned lowest_bit(uint64_t bits) {
#ifdef __GNUC__
    return (unsigned)__builtin_ctzll(bits);
#else
    return bits_in((bits & (~bits + 1)) - 1);
#endif
}

/* Take those of some marked rows that are still within a limit; -1 with an exception. */
static int take(Marked *marked, const uint32_t *rows, size_t count) {
    if (make_room((void **)&marked->found, marked->count + count, &marked->room,
                  sizeof(Sharing)) < 0)
        return -1;
    Sharing *near = marked->found + marked->count;
    int size = look_at(marked, rows, count, count, near);
    for (int i = 0; i < size; i++)
        count_row(marked, &near[i]);
    marked->count += size < 0 ? 0 : (size_t)size;
    return size < 0 ? -1 : 0;
}

/* Take all marked rows that are still within a limit, ascending; -1 with an exception. */
static int take_marked(Marked *marked) {
    uint32_t rows[BATCH + 64];
    size_t count = 0;
    memset(marked->within, 0, sizeof marked->within);
    memset(marked->counts, 0, sizeof marked->counts);
    for (size_t i = 0; i <= marked->rows / 64; i++) {
        for (uint64_t left = marked->bits[i]; left; left &= left - 1) {
            rows[count++] = (uint32_t)(64 * i + lowest_bit(left));
            PREFETCH((const Signs *)marked->self->parts[SIGNS].view.buf + rows[count - 1]);
        }
        if (count >= BATCH) {
            if (take(marked, rows, count) < 0)
                return -1;
            count = 0;
        }
    }
    return take(marked, rows, count);
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
        .asked = asked->signs, .is_sound = is_checked(&self->parts[SIGNS], &self->blocks),
        .most = {(size_t)search->funnel.by_signature, (size_t)search->funnel.by_letters}};
    for (int measure = 0; measure < MEASURES; measure++)
        marked.limits[measure] = marked.most[measure] ? MOST_BITS : -1;
    marked.bits = PyMem_Calloc(marked.rows / 64 + 1, sizeof(uint64_t));
    if (marked.bits == NULL)
        return PyErr_NoMemory(), -1;
    int done = mark_sharing(&marked, asked->skeleton, asked->patterns[JOINED].text);
    if (done > 0 && take_marked(&marked) == 0 && keep_nearest_by(&marked, BOTH) == 0 &&
        keep_nearest_by(&marked, LETTERS) == 0)
        *rows = rows_kept(&marked, count);
    PyMem_Free(marked.bits);
    PyMem_Free(marked.found);
    return done > 0 && *rows == NULL ? -1 : done;
}
