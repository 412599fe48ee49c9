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
#include "parts.h"
#include <string.h>

/* What parts the fields of a record, and which fields the distances need (index/records.py). */
#define FIELD 0x1f
enum { MARKS, CONSONANTS, JOINED, SCRIPT, FIELDS };

/* --- the parts of a table --------------------------------------------------------------------- */

enum { STARTS, ROWS, WEIGHTS, CONSONANT_SIGNS, LETTER_SIGNS, RECORDS, RECORD_STARTS, PARTS };
static const Py_ssize_t WIDTHS[PARTS] = {4, 4, 4, 8, 8, 1, 4};

typedef struct {
    PyObject_HEAD
    Part parts[PARTS];
    Blocks blocks;
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
    if (!failed && self->parts[STARTS].size < 2) {
        PyErr_SetString(PyExc_ValueError, "an index has one bucket at least");
        failed = 1;
    }
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

/* The bucket of a key: its rows are checked. */
static int bucket_of(const Index *self, uint32_t key, Bucket *bucket) {
    size_t number = key & (uint32_t)(self->parts[STARTS].size - 2);
    const uint32_t *bounds = items(self, STARTS, number, 2);
    if (bounds == NULL)
        return -1;
    if (bounds[0] > bounds[1])
        return refused(), -1;
    bucket->size = bounds[1] - bounds[0];
    bucket->place = 0;
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

/* Set the bit of each row in some buckets; -1 with an exception where there is no such row. */
static int mark_rows(const Index *self, const Bucket *buckets, size_t count, uint64_t *bits) {
    size_t rows = (size_t)self->parts[LETTER_SIGNS].size;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < buckets[i].size; j++) {
            uint32_t row = buckets[i].rows[j];
            if (row >= rows)
                return refused(), -1;
            bits[row / 64] |= (uint64_t)1 << row % 64;
        }
    return 0;
}

/* The numbers of the bits that are set, as bytes of uint32. */
static PyObject *rows_marked(const uint64_t *bits, size_t words) {
    size_t size = 0, at = 0;
    for (size_t i = 0; i < words; i++)
        size += bits_in(bits[i]);
    PyObject *found = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(size * sizeof(uint32_t)));
    uint32_t *numbers = found == NULL ? NULL : (uint32_t *)PyBytes_AsString(found);
    for (size_t i = 0; numbers != NULL && i < words; i++)
        for (uint64_t left = bits[i]; left; left &= left - 1)
            numbers[at++] = (uint32_t)(64 * i + bits_in((left & (~left + 1)) - 1));
    return found;
}

static PyObject *index_sharing(PyObject *object, PyObject *keys_object) {
    const Index *self = (const Index *)object;
    Py_buffer keys;
    if (PyObject_GetBuffer(keys_object, &keys, PyBUF_SIMPLE) < 0)
        return NULL;
    size_t count, words = (size_t)self->parts[LETTER_SIGNS].size / 64 + 1;
    PyObject *found = NULL;
    uint64_t *bits = NULL;
    Bucket *buckets = buckets_of(self, &keys, &count);
    if (buckets == NULL)
        goto done;
    bits = PyMem_Calloc(words, sizeof(uint64_t));
    if (bits == NULL)
        PyErr_NoMemory();
    else if (mark_rows(self, buckets, count, bits) == 0)
        found = rows_marked(bits, words);
done:
    PyMem_Free(bits);
    PyMem_Free(buckets);
    PyBuffer_Release(&keys);
    return found;
}

/* --- those whose signatures are alike --------------------------------------------------------- */

/* The signature of a row. */
static int sign_of(const Index *self, int which, size_t row, uint64_t *sign) {
    const Part *part = &self->parts[which];
    size_t block = ((size_t)part->at + 8 * row) >> BLOCK;
    if ((row >= (size_t)part->size || !((const char *)self->blocks.seen.buf)[block]) &&
        items(self, which, row, 1) == NULL)
        return -1;
    *sign = ((const uint64_t *)part->view.buf)[row];
    return 0;
}

/* The signatures of rows lie anywhere: so many rows before its turn, that of each is asked for, so
 * that memory is waited for once and not for each. */
#define AHEAD 24
static void fetch_signs(const Index *self, uint32_t row) {
#ifdef __GNUC__
    __builtin_prefetch((const uint64_t *)self->parts[LETTER_SIGNS].view.buf + row);
    __builtin_prefetch((const uint64_t *)self->parts[CONSONANT_SIGNS].view.buf + row);
#else
    (void)self, (void)row;
#endif
}

/* Mark the first of some rows, by how far apart they are (128 at most) and their order: so many. */
static void mark_first(const unsigned char *apart, size_t size, size_t most, char *kept) {
    size_t counts[130] = {0}, within = 0;
    int last = 0;
    for (size_t i = 0; i < size; i++)
        counts[apart[i]]++;
    while (last < 129 && within + counts[last] <= most)
        within += counts[last++];
    size_t left = most - within; /* so many of those that are `last` apart */
    for (size_t i = 0; i < size; i++)
        if (apart[i] < last || (apart[i] == last && left && left--))
            kept[i] = 1;
}

static PyObject *numbers_list(const uint32_t *numbers, const char *kept, size_t size) {
    PyObject *found = PyList_New(0);
    for (size_t i = 0; found != NULL && i < size; i++) {
        if (kept != NULL && !kept[i])
            continue;
        PyObject *number = PyLong_FromUnsignedLong(numbers[i]);
        if (number == NULL || PyList_Append(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

static PyObject *index_alike(PyObject *object, PyObject *args) {
    const Index *self = (const Index *)object;
    Py_buffer rows;
    unsigned long long consonants, letters;
    Py_ssize_t by_both, by_letters;
    if (!PyArg_ParseTuple(args, "y*KKnn:alike", &rows, &consonants, &letters, &by_both,
                          &by_letters))
        return NULL;
    const uint32_t *numbers = rows.buf;
    size_t size = (size_t)rows.len / 4;
    PyObject *found = NULL;
    unsigned char *both = NULL;
    if (by_both < 0 || by_letters < 0) {
        PyErr_SetString(PyExc_ValueError, "so few rows aren't chosen");
        goto done;
    }
    if (size <= (size_t)by_both) {
        found = numbers_list(numbers, NULL, size);
        goto done;
    }
    both = PyMem_Calloc(3, size);
    if (both == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    unsigned char *alone = both + size;
    for (size_t i = 0; i < size; i++) {
        uint64_t its_letters, its_consonants;
        if (i + AHEAD < size)
            fetch_signs(self, numbers[i + AHEAD]);
        if (sign_of(self, LETTER_SIGNS, numbers[i], &its_letters) < 0 ||
            sign_of(self, CONSONANT_SIGNS, numbers[i], &its_consonants) < 0)
            goto done;
        alone[i] = (unsigned char)bits_in(its_letters ^ letters);
        both[i] = (unsigned char)(alone[i] + bits_in(its_consonants ^ consonants));
    }
    char *kept = (char *)(both + 2 * size);
    mark_first(both, size, (size_t)by_both, kept);
    mark_first(alone, size, (size_t)by_letters, kept);
    found = numbers_list(numbers, kept, size);
done:
    PyMem_Free(both);
    PyBuffer_Release(&rows);
    return found;
}

/* --- those that share words ------------------------------------------------------------------- */

/* The least row that some buckets, whose rows ascend, have next. What the buckets that have it
 * weigh is added up, in their order, and they go on: by so many rows together. */
static size_t next_row(Bucket *buckets, const double *worth, size_t count, uint32_t *row,
                       double *shared) {
    uint32_t least = UINT32_MAX;
    size_t steps = 0;
    for (size_t i = 0; i < count; i++)
        if (buckets[i].place < buckets[i].size && buckets[i].rows[buckets[i].place] < least)
            least = buckets[i].rows[buckets[i].place];
    *shared = 0.0;
    for (size_t i = 0; i < count; i++)
        while (buckets[i].place < buckets[i].size &&
               buckets[i].rows[buckets[i].place] <= least) {
            *shared += worth[i];
            buckets[i].place++;
            steps++;
        }
    *row = least;
    return steps;
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

static PyObject *index_sharing_words(PyObject *object, PyObject *args) {
    Py_buffer keys, worth;
    PyObject *found = NULL;
    if (!PyArg_ParseTuple(args, "y*y*:sharing_words", &keys, &worth))
        return NULL;
    size_t count, size = 0, left, rows = 0;
    uint32_t *numbers = NULL;
    double *shared = NULL;
    Bucket *buckets = buckets_of((const Index *)object, &keys, &count);
    if (buckets == NULL)
        goto done;
    if ((size_t)worth.len != count * sizeof(double)) {
        PyErr_SetString(PyExc_ValueError, "each key has one weight");
        goto done;
    }
    for (size_t i = 0; i < count; i++)
        size += buckets[i].size;
    numbers = PyMem_Malloc((size + 1) * sizeof(uint32_t));
    shared = PyMem_Malloc((size + 1) * sizeof(double));
    if (numbers == NULL || shared == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (left = size; left > 0; rows++)
        left -= next_row(buckets, worth.buf, count, &numbers[rows], &shared[rows]);
    found = Py_BuildValue("y#y#", numbers, (Py_ssize_t)(rows * sizeof(uint32_t)), shared,
                          (Py_ssize_t)(rows * sizeof(double)));
done:
    PyMem_Free(numbers);
    PyMem_Free(shared);
    PyMem_Free(buckets);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&worth);
    return found;
}

/* How a row shares words with a name: what they weigh, and of all words of both; and how many of
 * the name's letters it lacks. */
typedef struct {
    uint32_t row;
    unsigned lacking;
    double shared, share;
} Sharing;

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

/* Put a row among the best ones so far, of which there may be `most`. */
static void offer(Sharing *best, size_t *count, size_t most, const Sharing *row,
                  int (*is_better)(const Sharing *, const Sharing *)) {
    if (*count == most && (most == 0 || !is_better(row, &best[most - 1])))
        return;
    size_t to = *count < most ? (*count)++ : most - 1;
    for (; to > 0 && is_better(row, &best[to - 1]); to--)
        best[to] = best[to - 1];
    best[to] = *row;
}

/* The rows of both lists, each once. */
static PyObject *rows_once(const Sharing *best, size_t count) {
    PyObject *found = PyList_New(0);
    for (size_t i = 0; found != NULL && i < count; i++) {
        size_t before = 0;
        while (before < i && best[before].row != best[i].row)
            before++;
        if (before < i)
            continue;
        PyObject *number = PyLong_FromUnsignedLong(best[i].row);
        if (number == NULL || PyList_Append(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

static PyObject *index_most_words(PyObject *object, PyObject *args) {
    const Index *self = (const Index *)object;
    Py_buffer rows, shared;
    double weight, least;
    unsigned long long letters;
    Py_ssize_t alike, holding;
    PyObject *found = NULL;
    if (!PyArg_ParseTuple(args, "y*y*ddKnn:most_words", &rows, &shared, &weight, &least, &letters,
                          &alike, &holding))
        return NULL;
    size_t size = (size_t)rows.len / 4, first = 0, others = 0;
    Sharing *best = NULL;
    if (alike < 0 || holding < 0 || alike > MOST_LETTERS || holding > MOST_LETTERS ||
        (size_t)shared.len != size * sizeof(double)) {
        PyErr_SetString(PyExc_ValueError, "each row has a weight, and few are chosen");
        goto done;
    }
    best = PyMem_Calloc((size_t)(alike + holding) + 1, sizeof(Sharing));
    if (best == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (size_t i = 0; i < size; i++) {
        Sharing row = {.row = ((const uint32_t *)rows.buf)[i],
                       .shared = ((const double *)shared.buf)[i]};
        uint64_t its_letters;
        const float *its_weight = items(self, WEIGHTS, row.row, 1);
        if (its_weight == NULL || sign_of(self, LETTER_SIGNS, row.row, &its_letters) < 0)
            goto done;
        /* NumPy adds the weights as single numbers, and takes off what is shared as a double. */
        double both = (double)((float)weight + *its_weight) - row.shared;
        row.share = row.shared / (both > least ? both : least);
        row.lacking = bits_in(letters & ~its_letters);
        offer(best, &first, (size_t)alike, &row, is_more_alike);
        offer(best + alike, &others, (size_t)holding, &row, holds_more);
    }
    memmove(best + first, best + alike, others * sizeof(Sharing));
    found = rows_once(best, first + others);
done:
    PyMem_Free(best);
    PyBuffer_Release(&rows);
    PyBuffer_Release(&shared);
    return found;
}

/* --- quick distances -------------------------------------------------------------------------- */

typedef struct {
    const uint32_t *letters;
    size_t size;
} Text;

/* A text that others are compared with. Its letters are bits of a word, where there are 64 at most:
 * `ascii` has the places of each. */
typedef struct {
    Text text;
    uint64_t ascii[128];
} Pattern;

static void pattern_of(Pattern *pattern, const uint32_t *letters, size_t size) {
    memset(pattern->ascii, 0, sizeof pattern->ascii);
    pattern->text = (Text){letters, size};
    for (size_t i = 0; i < size && i < 64; i++)
        if (letters[i] < 128)
            pattern->ascii[letters[i]] |= (uint64_t)1 << i;
}

static uint64_t places_of(const Pattern *pattern, uint32_t letter) {
    uint64_t found = 0;
    if (letter < 128)
        return pattern->ascii[letter];
    for (size_t i = 0; i < pattern->text.size; i++)
        found |= (uint64_t)(pattern->text.letters[i] == letter) << i;
    return found;
}

static size_t lesser(size_t one, size_t other) { return one < other ? one : other; }
static size_t greater(size_t one, size_t other) { return one < other ? other : one; }

/* Row by row (Wagner and Fischer 1974): insertions and deletions, and replacements, each of which
 * counts as one; or as two, which is as if there were none. */
static size_t by_rows(Text one, Text other, size_t replacing) {
    size_t row[MOST_LETTERS + 1];
    for (size_t j = 0; j <= other.size; j++)
        row[j] = j;
    for (size_t i = 0; i < one.size; i++) {
        size_t before = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < other.size; j++) {
            size_t same = before + (one.letters[i] == other.letters[j] ? 0 : replacing);
            before = row[j + 1];
            row[j + 1] = lesser(lesser(before, row[j]) + 1, same);
        }
    }
    return row[other.size];
}

/* The Levenshtein distance, by the bits of a word (Hyyrö 2003). */
static size_t levenshtein(const Pattern *pattern, Text other) {
    size_t size = pattern->text.size, found = size;
    if (size > 64)
        return by_rows(pattern->text, other, 1);
    if (size == 0)
        return other.size;
    uint64_t more = ~(uint64_t)0, less = 0, last = (uint64_t)1 << (size - 1);
    for (size_t i = 0; i < other.size; i++) {
        uint64_t same = places_of(pattern, other.letters[i]) | less;
        uint64_t diagonal = (((same & more) + more) ^ more) | same;
        uint64_t right = less | ~(diagonal | more), left = diagonal & more;
        found += (right & last) != 0;
        found -= (left & last) != 0;
        right = right << 1 | 1;
        more = left << 1 | ~(diagonal | right);
        less = right & diagonal;
    }
    return found;
}

/* The distance by insertions and deletions alone, likewise (Hyyrö 2004). */
static size_t indel(const Pattern *pattern, Text other) {
    size_t size = pattern->text.size;
    if (size > 64)
        return by_rows(pattern->text, other, 2);
    uint64_t rest = ~(uint64_t)0;
    for (size_t i = 0; i < other.size; i++) {
        uint64_t same = rest & places_of(pattern, other.letters[i]);
        rest = (rest + same) | (rest - same);
    }
    uint64_t mask = size == 64 ? ~(uint64_t)0 : ((uint64_t)1 << size) - 1;
    return size + other.size - 2 * bits_in(~rest & mask);
}

/* A distance as a share of the most that it could be. */
static double share(size_t distance, size_t most) {
    return most ? (double)distance / (double)most : 0.0;
}

static double levenshtein_share(const Pattern *pattern, Text other) {
    return share(levenshtein(pattern, other), greater(pattern->text.size, other.size));
}

/* The letters of a text in UTF-8; -1 where it is none. Lone surrogates are letters, as they are to
 * "surrogatepass". */
static Py_ssize_t decoded(const unsigned char *bytes, size_t size, uint32_t *letters) {
    Py_ssize_t count = 0;
    for (size_t i = 0; i < size;) {
        unsigned char first = bytes[i++];
        int more = first < 0x80 ? 0 : first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (more < 0 || (size_t)more > size - i)
            return -1;
        uint32_t letter = more ? first & (0x3f >> more) : first;
        for (; more > 0; more--) {
            if ((bytes[i] & 0xc0) != 0x80)
                return -1;
            letter = letter << 6 | (bytes[i++] & 0x3f);
        }
        letters[count++] = letter;
    }
    return count;
}

/* A row that is compared: the fields of its record, and how far it is. */
typedef struct {
    uint32_t row;
    Text fields[FIELDS];
    double apart; /* less than 0 of one that is kept already */
    int kept;
} Compared;

/* Read the fields of the record of a row into `letters`: how many letters that takes; 0 where it is
 * too long, and -1 with an exception. */
static Py_ssize_t fields_of(const Index *self, uint32_t row, Compared *into, uint32_t *letters) {
    const uint32_t *bounds = items(self, RECORD_STARTS, row, 2);
    if (bounds == NULL)
        return -1;
    if (bounds[0] > bounds[1])
        return refused(), -1;
    const unsigned char *record = items(self, RECORDS, bounds[0], bounds[1] - bounds[0]);
    const unsigned char *end = record == NULL ? NULL : record + (bounds[1] - bounds[0]);
    Py_ssize_t used = 0;
    if (record == NULL)
        return -1;
    for (int field = 0; field < FIELDS; field++) {
        const unsigned char *to = memchr(record, FIELD, (size_t)(end - record));
        if (to == NULL && field < SCRIPT)
            return refused(), -1;
        to = to == NULL ? end : to;
        if (to - record > MOST_LETTERS)
            return 0;
        Py_ssize_t size = decoded(record, (size_t)(to - record), letters + used);
        if (size < 0)
            return refused(), -1;
        into->fields[field] = (Text){letters + used, (size_t)size};
        used += size;
        record = to < end ? to + 1 : end;
    }
    into->row = row;
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
            if (other.size == text.size &&
                !memcmp(other.letters, text.letters, text.size * sizeof(uint32_t))) {
                rows[i].kept = 1;
                rows[i].apart = -1;
            }
        }
    }
}

/* What is asked for: three texts of a form, and the buffer that holds their letters. */
typedef struct {
    Pattern fields[SCRIPT];
    uint32_t letters[SCRIPT * MOST_LETTERS];
} Asked;

/* Read the texts that are asked for: 0 where one is too long, and -1 with an exception. */
static int read_asked(Asked *asked, PyObject *const *texts) {
    uint32_t *letters = asked->letters;
    for (int field = 0; field < SCRIPT; field++, letters += MOST_LETTERS) {
        Py_ssize_t size = PyUnicode_GetLength(texts[field]);
        if (size < 0 || size > MOST_LETTERS)
            return size < 0 ? -1 : 0;
        if (size && PyUnicode_AsUCS4(texts[field], letters, size, 0) == NULL)
            return -1;
        pattern_of(&asked->fields[field], letters, (size_t)size);
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

/* The bytes of the records of some rows together; -1 with an exception, and -2 where that is more
 * than names have. */
static Py_ssize_t bytes_of(const Index *self, const uint32_t *numbers, size_t count) {
    Py_ssize_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *bounds = items(self, RECORD_STARTS, numbers[i], 2);
        if (bounds == NULL)
            return -1;
        if (bounds[0] > bounds[1])
            return refused(), -1;
        if (bounds[1] - bounds[0] > 16 * MOST_LETTERS)
            return -2;
        bytes += bounds[1] - bounds[0];
    }
    return bytes;
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

/* Read and compare rows that have so many bytes together; NULL with an exception, or without one
 * where a record is too long. */
static PyObject *nearest_of(const Index *self, const Asked *asked, const uint32_t *numbers,
                            size_t count, Py_ssize_t bytes, int field, const Py_ssize_t most[2]) {
    Compared *rows = PyMem_Calloc(count + 1, sizeof(Compared));
    uint32_t *letters = PyMem_Malloc(((size_t)bytes + 1) * sizeof(uint32_t)), *next = letters;
    PyObject *found = NULL;
    size_t read = 0;
    if (rows == NULL || letters == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (; read < count; read++) {
        Py_ssize_t used = fields_of(self, numbers[read], &rows[read], next);
        if (used <= 0)
            goto done;
        next += used - 1;
    }
    compare(asked, rows, count, field, (size_t)most[0], (size_t)most[1]);
    found = near_rows(asked, rows, count);
done:
    PyMem_Free(rows);
    PyMem_Free(letters);
    return found;
}

static PyObject *index_nearest(PyObject *object, PyObject *args) {
    const Index *self = (const Index *)object;
    Py_buffer numbers;
    PyObject *texts[SCRIPT], *found = NULL;
    Py_ssize_t most[2];
    int by_consonants;
    if (!PyArg_ParseTuple(args, "y*UUUpnn:nearest", &numbers, &texts[MARKS], &texts[CONSONANTS],
                          &texts[JOINED], &by_consonants, &most[0], &most[1]))
        return NULL;
    Asked *asked = PyMem_Malloc(sizeof(Asked));
    size_t count = (size_t)numbers.len / 4;
    int fit = asked == NULL ? (PyErr_NoMemory(), -1) : read_asked(asked, texts);
    Py_ssize_t bytes = fit > 0 ? bytes_of(self, numbers.buf, count) : fit - 2;
    if (most[0] < 0 || most[1] < 0)
        PyErr_SetString(PyExc_ValueError, "so few rows aren't chosen");
    else if (bytes >= 0)
        found = nearest_of(self, asked, numbers.buf, count, bytes,
                           by_consonants ? CONSONANTS : JOINED, most);
    PyMem_Free(asked);
    PyBuffer_Release(&numbers);
    return found != NULL || PyErr_Occurred() ? found : Py_NewRef(Py_None);
}

/* --- the type --------------------------------------------------------------------------------- */

static PyMethodDef index_methods[] = {
    {"sharing", index_sharing, METH_O,
     "sharing(keys) -> the rows in the buckets of some hashes, each once, ascending.\n"
     "Hashes and rows are bytes of uint32."},
    {"alike", index_alike, METH_VARARGS,
     "alike(rows, consonants, letters, by_both, by_letters) -> a list of those rows whose two\n"
     "signatures differ the least, so many, and whose letters do, so many; ascending."},
    {"sizes", index_sizes, METH_O, "sizes(keys) -> how many rows the bucket of each hash holds."},
    {"sharing_words", index_sharing_words, METH_VARARGS,
     "sharing_words(keys, worth) -> the rows in some buckets, each once, ascending, as bytes of\n"
     "uint32; and what the buckets that hold it are worth together, as bytes of double."},
    {"most_words", index_most_words, METH_VARARGS,
     "most_words(rows, shared, weight, least, letters, alike, holding) -> a list of the rows that\n"
     "share the most of their words with a name, and those that hold the most of its words."},
    {"nearest", index_nearest, METH_VARARGS,
     "nearest(rows, marks, consonants, letters, by_consonants, by_sound, by_spelling) -> tuples\n"
     "(row, script, how far its marks, its consonants, its letters) of the rows that are nearest\n"
     "by either; None where that is left to Python."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot index_slots[] = {
    {Py_tp_doc,
     "Index(parts, seen, check): the parts of a compiled table that the shortlist asks.\n\n"
     "Args:\n"
     "    parts: tuples (buffer, where it begins in bytes) of the starts, rows, weights,\n"
     "        consonants and letters (index/postings.py), the records and their starts (index/arrays.py).\n"
     "    seen: a byte for each block, which isn't 0 where it has been checked.\n"
     "    check: is called with the number of a block that hasn't been, and raises if that is\n"
     "        damaged.\n\n"
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
