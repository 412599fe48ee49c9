/* The rows under the block keys of a name, the nearest by their signatures: `Postings.comparable`
 * (translit/index/postings.py, the reference).
 *
 * In go a name's skeleton, letters and signatures; what comes out are the rows that share a key
 * with it and whose signatures differ from its in the fewest bits, and those whose letters alone
 * do: out of the rows that share a segment, or of a small table out of all. For "Ramoussaa" and a
 * million rows the buckets of some 40 hashes hold some 2,000 rows, of which 260 are kept. Memory is
 * asked for their signatures before it is waited for. Those that may be among the nearest so far
 * are marked in a map of bits, so that each counts once; those that are in the end, are put in
 * order.
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

/* Signatures differ in so many bits at most. */
enum { MOST_BITS = 128 };
/* So many rows are looked at before the limits fall. */
enum { BATCH = 256 };
enum { OPEN, KEPT, SHUT }; /* fates of rows */

/* The rows that are looked for and may be among the nearest, and a bit for each. So many are asked
 * for by either measure, so many are within its limit, and `counts` of them at each distance. */
typedef struct {
    const Index *self;
    const Filter *filter;
    uint64_t *bits;
    size_t rows, count, room;
    Signs asked;
    Sharing *found;
    int is_sound; /* whether all signatures have been checked */
    int asks_later; /* whether a filter is dear, and asked of the rows that are chosen alone */
    size_t most[MEASURES], within[MEASURES], counts[MEASURES][MOST_BITS + 1];
    int limits[MEASURES];
} Marked;

/* Whether a row is within the limit of a measure by which it was looked for. */
static int is_within(const Marked *marked, const Sharing *row, int measure) {
    return row->asked >> measure & 1 && row->far[measure] <= marked->limits[measure];
}

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
            if (both > marked->limits[BY_BOTH] && letters > marked->limits[BY_LETTERS])            \
                continue;                                                                          \
            near[size++] =                                                                         \
                (Sharing){rows[i], {(unsigned char)both, (unsigned char)letters}, OPEN, 0};        \
        }                                                                                          \
        return size;                                                                               \
    }
/* Put the rows from one to another whose letters are within the limit: how many. */
#define PUT_SPELT(name, attribute, bits)                                                           \
    attribute static size_t name(const Marked *marked, const Signs *signs, size_t row, size_t end, \
                                 uint32_t *rows) {                                                 \
        uint64_t asked = marked->asked.letters;                                                    \
        int limit = marked->limits[BY_LETTERS];                                                    \
        size_t size = 0;                                                                           \
        for (; row < end; row++) {                                                                 \
            rows[size] = (uint32_t)row;                                                            \
            size += (int)bits(signs[row].letters ^ asked) <= limit;                                \
        }                                                                                          \
        return size;                                                                               \
    }
PUT_WITHIN(put_within, , bits_in)
PUT_SPELT(put_spelt, , bits_in)
#if defined(__GNUC__) && defined(__x86_64__)
#define BY_PROCESSOR
PUT_WITHIN(put_within_by_processor, __attribute__((target("popcnt"))), __builtin_popcountll)
PUT_SPELT(put_spelt_by_processor, __attribute__((target("popcnt"))), __builtin_popcountll)
#endif

/* Count a row among those that may be the nearest. A limit falls as soon as enough are nearer; none
 * does where it isn't known yet whether they pass. */
static void count_row(Marked *marked, const Sharing *row) {
    for (int measure = 0; measure < MEASURES; measure++) {
        int far = row->far[measure], *limit = &marked->limits[measure];
        size_t *counts = marked->counts[measure], *within = &marked->within[measure];
        if (far > *limit)
            continue;
        counts[far]++;
        (*within)++;
        while (!marked->asks_later && *limit >= 0 &&
               *within - counts[*limit] >= marked->most[measure])
            *within -= counts[(*limit)--];
    }
}

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

/* Take a row that may be among the nearest, if it wasn't met and passes, as one that is looked for
 * by the measures that have a limit now; -1 with an exception. */
static int take_row(Marked *marked, Sharing row) {
    uint64_t bit = (uint64_t)1 << row.row % 64, *bits = &marked->bits[row.row / 64];
    if (*bits & bit)
        return 0;
    *bits |= bit;
    int passing = marked->asks_later ? 1 : passes(marked->filter, row.row);
    if (passing <= 0)
        return passing;
    for (int measure = 0; measure < MEASURES; measure++)
        row.asked |= (unsigned char)((marked->limits[measure] >= 0) << measure);
    count_row(marked, &row);
    marked->found[marked->count++] = row;
    return 0;
}

/* Find the rows in a bucket that may be among the nearest, each once; -1 with an exception. */
static int find_near(Marked *marked, const Bucket *bucket) {
    for (size_t i = 0; i < lesser(AHEAD, bucket->size); i++)
        PREFETCH((const Signs *)marked->self->parts[SIGNS].view.buf + bucket->rows[i]);
    for (size_t i = 0; i < bucket->size; i += BATCH) {
        size_t left = bucket->size - i, batch = lesser(BATCH, left);
        if (make_room((void **)&marked->found, marked->count + batch, &marked->room,
                      sizeof(Sharing)) < 0)
            return -1;
        Sharing *near = marked->found + marked->count;
        int count = look_at(marked, bucket->rows + i, batch, left, near);
        if (count < 0)
            return -1;
        for (int each = 0; each < count; each++)
            if (take_row(marked, near[each]) < 0)
                return -1;
    }
    return 0;
}

/* Find the rows whose letters may be among the nearest, whatever they share; -1 with an exception.
 */
static int find_all(Marked *marked) {
    uint32_t rows[BATCH];
    const Signs *signs = marked->self->parts[SIGNS].view.buf;
    int failed = 0, both = marked->limits[BY_BOTH];
    marked->limits[BY_BOTH] = -1;
    for (size_t row = 0; row < marked->rows && marked->limits[BY_LETTERS] >= 0 && !failed;
         row += BATCH) {
        size_t end = lesser(row + BATCH, marked->rows);
        Bucket some = {rows, 0, 0, 0.0};
        if ((failed = items(marked->self, SIGNS, row, end - row) == NULL))
            break;
#ifdef BY_PROCESSOR
        if (__builtin_cpu_supports("popcnt"))
            some.size = put_spelt_by_processor(marked, signs, row, end, rows);
        else
#endif
            some.size = put_spelt(marked, signs, row, end, rows);
        failed = find_near(marked, &some) < 0;
    }
    marked->limits[BY_BOTH] = both;
    return failed ? -1 : 0;
}

/* Find the rows in the buckets of some hashes: in those of segments, which are first, by either
 * measure; in the others by both signatures together, unless all are looked for by their letters.
 * -1 with an exception. */
static int find_under(Marked *marked, const Numbers *hashes, size_t segments, int all) {
    Bucket *buckets = buckets_of(marked->self, hashes->items, hashes->size);
    int failed = buckets == NULL;
    for (size_t i = 0; i < segments && !failed; i++)
        failed = find_near(marked, &buckets[i]) < 0;
    int letters = marked->limits[BY_LETTERS];
    marked->limits[BY_LETTERS] = all ? letters : -1;
    for (size_t i = segments; i < hashes->size && !failed; i++)
        failed = find_near(marked, &buckets[i]) < 0;
    marked->limits[BY_LETTERS] = all ? marked->limits[BY_LETTERS] : letters;
    PyMem_Free(buckets);
    return failed ? -1 : 0;
}

/* Find those under each key that a name looks under, or all: 1, or 0 where it is too long, or -1
 * with an exception. */
static int find_sharing(Marked *marked, PyObject *skeleton, Text letters, int all) {
    uint32_t classes[MOST_LETTERS];
    Numbers hashes = {0};
    size_t segments;
    Py_ssize_t size = PyUnicode_GetLength(skeleton);
    if (size < 0 || size > MOST_LETTERS)
        return size < 0 ? -1 : 0;
    int failed = size && PyUnicode_AsUCS4(skeleton, classes, size, 0) == NULL;
    failed = failed || query_segments(&hashes, slice_of(letters)) < 0;
    segments = hashes.size;
    failed = failed || skeleton_hashes(&hashes, (Slice){classes, (size_t)size}, classes) < 0 ||
             find_under(marked, &hashes, segments, all) < 0 || (all && find_all(marked) < 0);
    PyMem_Free(hashes.items);
    return failed ? -1 : 1;
}

/* Leave out those that are within no limit any more. */
static void leave_nearest(Marked *marked) {
    size_t left = 0;
    for (size_t i = 0; i < marked->count; i++) {
        Sharing row = marked->found[i];
        if (is_within(marked, &row, BY_BOTH) || is_within(marked, &row, BY_LETTERS))
            marked->found[left++] = row;
    }
    marked->count = left;
}

/* Order what was found by the rows, a byte of their numbers at a time. `room` has room for as many,
 * and may change places with it. */
static void order_by_row(Marked *marked, Sharing **room) {
    for (int shift = 0; marked->count && shift < 32 && marked->rows >> shift; shift += 8) {
        size_t starts[256 + 1] = {0};
        Sharing *found = marked->found, *ordered = *room;
        for (size_t i = 0; i < marked->count; i++)
            starts[(found[i].row >> shift & 255) + 1]++;
        for (int byte = 1; byte < 256; byte++)
            starts[byte] += starts[byte - 1];
        for (size_t i = 0; i < marked->count; i++)
            ordered[starts[found[i].row >> shift & 255]++] = found[i];
        marked->found = ordered;
        *room = found;
    }
}

/* Put the places of what is within the limit of a measure, the nearest first; how many. */
static size_t nearest_first(const Marked *marked, int measure, uint32_t *places) {
    size_t starts[MOST_BITS + 2] = {0};
    int limit = marked->limits[measure];
    for (int far = 0; far <= limit; far++)
        starts[far + 1] = starts[far] + marked->counts[measure][far];
    for (size_t i = 0; i < marked->count; i++)
        if (is_within(marked, &marked->found[i], measure))
            places[starts[marked->found[i].far[measure]]++] = (uint32_t)i;
    return limit < 0 ? 0 : starts[limit];
}

/* Keep so many rows that pass, the nearest by some measure, and of those that are as near the
 * first: put them behind those that are kept already. `places` has room for all that were found. -1
 * with an exception. */
static int keep_nearest_by(Marked *marked, int measure, uint32_t *places, Sharing *kept,
                           size_t *count) {
    size_t most = marked->most[measure], size = nearest_first(marked, measure, places);
    for (size_t i = 0; i < size && most; i++) {
        Sharing *row = &marked->found[places[i]];
        if (row->fate == OPEN) {
            int passing = passes(marked->filter, row->row);
            if (passing < 0)
                return -1;
            row->fate = passing ? KEPT : SHUT;
            if (passing)
                kept[(*count)++] = *row;
        }
        most -= row->fate == KEPT;
    }
    return 0;
}

/* The rows that are kept; NULL with an exception. */
static Sharing *rows_kept(Marked *marked, size_t *count) {
    Sharing *kept = PyMem_Malloc((marked->count + 1) * sizeof(Sharing));
    uint32_t *places = PyMem_Malloc((marked->count + 1) * sizeof(uint32_t));
    int failed = kept == NULL || places == NULL;
    *count = 0;
    if (failed)
        PyErr_NoMemory();
    else {
        order_by_row(marked, &kept);
        failed = keep_nearest_by(marked, BY_LETTERS, places, kept, count) < 0 ||
                 keep_nearest_by(marked, BY_BOTH, places, kept, count) < 0;
    }
    PyMem_Free(places);
    if (!failed)
        return kept;
    PyMem_Free(kept);
    return NULL;
}

int rows_comparable(const Search *search, const Question *asked, Sharing **rows, size_t *count) {
    const Index *self = search->self;
    Marked marked = {
        .self = self, .filter = &search->filter, .rows = (size_t)self->parts[SIGNS].size,
        .asked = asked->signs, .is_sound = is_checked(&self->parts[SIGNS], &self->blocks),
        .asks_later = !is_by_setting(&search->filter),
        .most = {(size_t)search->funnel.by_signature, (size_t)search->funnel.by_letters}};
    const int farthest[] = {MOST_BITS, (int)lesser(MOST_BITS, (size_t)search->funnel.slipped)};
    for (int measure = 0; measure < MEASURES; measure++)
        marked.limits[measure] = marked.most[measure] ? farthest[measure] : -1;
    marked.bits = PyMem_Calloc(marked.rows / 64 + 1, sizeof(uint64_t));
    if (marked.bits == NULL)
        return PyErr_NoMemory(), -1;
    int done = find_sharing(&marked, asked->skeleton, asked->patterns[JOINED].text,
                            marked.rows <= (size_t)search->funnel.worth_segments);
    if (done > 0) {
        leave_nearest(&marked);
        *rows = rows_kept(&marked, count);
    }
    PyMem_Free(marked.bits);
    PyMem_Free(marked.found);
    return done > 0 && *rows == NULL ? -1 : done;
}
