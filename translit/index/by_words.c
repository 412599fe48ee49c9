/* The rows that share words with a name, in any order: `Shortlist._by_words` and
 * `Postings.by_words` (translit/index/shortlist.py and postings.py, the reference).
 *
 * In go the hashes of a name's words; what comes out are pairs of the rows that share the largest
 * part of their words with it, and of those that hold the most of its words; of the latter first
 * those that its initials begin. Words count by their inverse document frequency: "Wadi al Hamra"
 * finds "Hamra, Wadi" by its rarest word, whose bucket is the smallest.
 */
#include "shortlist.h"
#include <math.h>

/* Weights are added up as single numbers, which round off less than so many nats: words that weigh
 * 10,000 together come out within 0.001. */
#define ROUNDING 1e-2

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
} Rated;

/* The best rows so far. */
typedef struct {
    Rated *rows;
    size_t count, most;
    int (*is_better)(const Rated *, const Rated *);
} Best;

/* The inverse document frequency of a word that so many rows hold. */
static double idf(const Index *self, size_t rows) {
    return log((double)(self->parts[WEIGHTS].size + 1) / (double)(rows + 1));
}

/* The buckets of the words of a name, from the rarest on, until they have so many rows: one at
 * least. -1 with an exception; the caller frees them. */
static int read_words_asked(const Search *search, const Question *asked, Words *words) {
    const Index *self = search->self;
    size_t count = (size_t)asked->keys.len / 4, own = (size_t)asked->own.len / 4, rows = 0;
    Bucket *buckets = words->buckets = buckets_of(self, asked->keys.buf, count), *its;
    if (buckets == NULL || (its = buckets_of(self, asked->own.buf, own)) == NULL)
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

/* Go on by a row in a bucket, and ask for memory of one that comes soon: what its words weigh, and
 * its signature, if that may be asked for since rows must hold so much. */
static void go_on(const Index *self, Bucket *bucket, double least) {
    if (++bucket->place + AHEAD >= bucket->size)
        return;
    uint32_t row = bucket->rows[bucket->place + AHEAD];
    PREFETCH((const float *)self->parts[WEIGHTS].view.buf + row);
    if (bucket->worth >= least)
        PREFETCH((const Signs *)self->parts[SIGNS].view.buf + row);
}

/* Whether a row shares a larger part of its words than another one. */
static int is_more_alike(const Rated *one, const Rated *other) {
    if (one->share != other->share)
        return one->share > other->share;
    return one->row < other->row;
}

/* Whether a row holds more of the words asked for than another one. */
static int holds_more(const Rated *one, const Rated *other) {
    if (one->shared != other->shared)
        return one->shared > other->shared;
    if (one->lacking != other->lacking)
        return one->lacking < other->lacking;
    return is_more_alike(one, other);
}

/* What a row must hold at least to be among those that hold the most. */
static double least_held(const Best *best) {
    return best->most == 0 ? HUGE_VAL
           : best->count < best->most ? -HUGE_VAL : best->rows[best->most - 1].shared;
}

static int is_among(const Best *best, const Rated *row) {
    return best->count < best->most ||
           (best->most && best->is_better(row, &best->rows[best->most - 1]));
}

static void put(Best *best, const Rated *row) {
    size_t to = best->count < best->most ? best->count++ : best->most - 1;
    for (; to > 0 && best->is_better(row, &best->rows[to - 1]); to--)
        best->rows[to] = best->rows[to - 1];
    best->rows[to] = *row;
}

/* The bucket that has the least row next, of some whose rows ascend, and the least row that another
 * one has; NULL where none has a row left. */
static Bucket *least_bucket(const Words *words, uint32_t *other) {
    Bucket *least = NULL;
    uint32_t row = *other = UINT32_MAX;
    for (size_t i = 0; i < words->count; i++) {
        Bucket *bucket = &words->buckets[i];
        if (bucket->place == bucket->size)
            continue;
        uint32_t next = bucket->rows[bucket->place];
        if (least == NULL || next < row) {
            *other = row;
            row = next;
            least = bucket;
        } else
            *other = next < *other ? next : *other;
    }
    return least;
}

/* What the words of a row that shares so much weigh at most, if it may be among the best: where
 * others hold more than it, the rest of its words mustn't make a smaller part of what it shares. */
static double heaviest(const Words *words, double shared, const Best best[2]) {
    if (shared >= least_held(&best[1]) || best[0].count < best[0].most)
        return HUGE_VAL;
    if (best[0].most == 0)
        return -HUGE_VAL;
    double share = best[0].rows[best[0].most - 1].share; /* none is kept, or less: of a tiny table */
    return share > 0 ? shared / share + shared - words->weight + ROUNDING : HUGE_VAL;
}

/* Go on by the rows that one bucket alone has next, up to one that may be among the best, or stands
 * there twice and so counts twice: whether no such row was met; -1 with an exception. Most rows
 * share but the commonest word, and end here. */
static int skip_rows(const Index *self, const Words *words, Bucket *bucket, uint32_t other,
                     const Best best[2]) {
    double most = heaviest(words, bucket->worth, best), least = least_held(&best[1]);
    size_t start = bucket->place;
    while (most < HUGE_VAL && bucket->place < bucket->size) {
        size_t behind = bucket->place + 1;
        uint32_t row = bucket->rows[bucket->place];
        if (row >= other)
            return bucket->place > start;
        const float *weight = items(self, WEIGHTS, row, 1);
        if (weight == NULL)
            return -1;
        if (!(*weight > most) || (behind < bucket->size && bucket->rows[behind] == row))
            return 0;
        go_on(self, bucket, least);
    }
    return most < HUGE_VAL;
}

/* Find the next row of some buckets that may be among the best: 1, 0 where there is none, or -1
 * with an exception. What the buckets that have it weigh is added up, in their order, and they go
 * on. */
static int next_row(const Index *self, const Words *words, const Best best[2], Rated *next) {
    Bucket *buckets = words->buckets, *first;
    double least = least_held(&best[1]);
    uint32_t other;
    int skipped;
    do {
        first = least_bucket(words, &other);
        skipped = first == NULL ? 0 : skip_rows(self, words, first, other, best);
    } while (skipped > 0);
    if (first == NULL || skipped < 0)
        return skipped;
    next->row = first->rows[first->place];
    next->shared = 0.0;
    for (size_t i = 0; i < words->count; i++)
        while (buckets[i].place < buckets[i].size &&
               buckets[i].rows[buckets[i].place] <= next->row) {
            next->shared += buckets[i].worth;
            go_on(self, &buckets[i], least);
        }
    return 1;
}

/* Put a row among the best ones so far, where it belongs there and passes; -1 with an exception. */
static int offer(const Search *search, const Words *words, Rated *row, Best best[2]) {
    const float *weight = items(search->self, WEIGHTS, row->row, 1);
    if (weight == NULL)
        return -1;
    /* NumPy adds the weights as single numbers, and takes off what is shared as a double. */
    double both = (double)((float)words->weight + *weight) - row->shared;
    row->share = row->shared / (both > search->least_weight ? both : search->least_weight);
    int alike = is_among(&best[0], row), holding = row->shared >= least_held(&best[1]);
    if (holding) {
        const Signs *signs = items(search->self, SIGNS, row->row, 1);
        if (signs == NULL)
            return -1;
        row->lacking = bits_in(words->letters & ~signs->letters);
        holding = is_among(&best[1], row);
    }
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
    Rated row;
    int found;
    while ((found = next_row(search->self, words, best, &row)) > 0)
        if (offer(search, words, &row, best) < 0)
            return -1;
    return found;
}

int put_by_words(Search *search, const Question *asked, uint32_t place) {
    const Funnel *funnel = &search->funnel;
    size_t alike = (size_t)funnel->by_words, count;
    size_t holding = (size_t)(PyTuple_Size(asked->initials) ? funnel->begun : funnel->holding);
    Words words = {0};
    if (asked->keys.len == 0)
        return 0;
    Rated *bearing = PyMem_Calloc(alike + holding + 1, sizeof(Rated));
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
