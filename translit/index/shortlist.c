/* The shortlist, compiled: the rows that come near a name, out of those that share keys or words
 * with it.
 *
 * The plain way is the reference (translit/index/shortlist.py), and tests/index/test_shortlist.py
 * holds the two against each other. In go the forms of a name, and how many rows each step lets
 * through; what comes out are pairs (place of a form, row): the nearest (postings.c, nearness.c),
 * those that share words (by_words.c), and those that are spelt as a system writes the name. So
 * (0, 940) says that row 940 comes near the first form. What is longer than MOST_LETTERS is left to
 * Python, by None.
 */
#include "shortlist.h"
#include <stdlib.h>

/* --- pairs ------------------------------------------------------------------------------------ */

int put_pair(Search *search, uint32_t place, uint32_t row) {
    for (size_t i = 0; i < search->count; i++)
        if (search->pairs[i].row == row && search->pairs[i].place == place)
            return 0;
    if (make_room((void **)&search->pairs, search->count + 1, &search->room, sizeof(Near)) < 0)
        return -1;
    search->pairs[search->count++] = (Near){0.0, row, place};
    return 0;
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

/* The buckets of the segments of some letters, the smallest first: how many, or -1 with an
 * exception. */
static int buckets_of_segments(const Index *self, Text letters, Bucket *buckets) {
    Numbers hashes = {0};
    int failed = segment_hashes(&hashes, slice_of(letters), letters.size, 0) < 0;
    int count = (int)hashes.size;
    for (int number = 0; !failed && number < count; number++) {
        failed = bucket_of(self, hashes.items[number], &buckets[number]) < 0;
        Bucket bucket = buckets[number];
        if (bucket.size < buckets[0].size) {
            buckets[number] = buckets[0];
            buckets[0] = bucket;
        }
    }
    PyMem_Free(hashes.items);
    return failed ? -1 : count;
}

/* Put the rows that are spelt as a system writes a form, so many at most, which is read: 1, 0 where
 * it is too long, or -1 with an exception. */
static int put_spelt(Search *search, PyObject *reading, uint32_t place) {
    const Index *self = search->self;
    uint32_t read[MOST_LETTERS];
    Bucket buckets[MOST_SEGMENTS];
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
    Bytes numbers, others;
    unsigned char *letters;
    size_t size;
} FormKey;

/* Take in the letters of a row's words, parted by spaces; -1 with an exception. */
static int read_letters(const Index *self, FormKey *row) {
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
static int read_form_key(const Index *self, uint32_t number, FormKey *row) {
    Bytes record;
    uint32_t last;
    if (record_of(self, RECORDS, number, &record) < 0 ||
        read_words(&record, &row->numbers, &last) < 0)
        return -1;
    for (int field = 0; field < KINDS; field++)
        next_field(&record);
    row->others = record;
    return read_letters(self, row);
}

/* Whether the form of two rows is one. */
static int is_same_form(const FormKey *one, const FormKey *other) {
    Bytes mine = one->others, its = other->others;
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
static int put_first_ones(Search *search, const Near *near, size_t count, FormKey *rows,
                          size_t *firsts) {
    size_t forms = 0;
    for (size_t i = 0; i < count; i++) {
        int is_met = 0;
        if (read_form_key(search->self, near[i].row, &rows[i]) < 0)
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
    FormKey *rows = PyMem_Calloc(count + 1, sizeof(FormKey));
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

/* The fields of a form that are compared. */
static const int COMPARED_FIELDS[COMPARED] = {MARKS, JOINED, CONSONANTS};

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
        consonants_signature(slice_of(asked->patterns[CONSONANTS].text)),
        letters_signature(slice_of(asked->patterns[JOINED].text))};
    return 1;
}

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
    if (!PyArg_ParseTuple(object, "nnnnnnnndnnnnnnnd:funnel", &funnel->worth_an_index,
                          &funnel->by_signature, &funnel->by_letters, &funnel->worth_segments,
                          &funnel->slipped, &funnel->by_sound, &funnel->by_spelling,
                          &funnel->near, &funnel->much_farther, &funnel->bearing_words,
                          &funnel->by_words, &funnel->holding, &funnel->begun,
                          &funnel->by_reading, &rest[0], &rest[1], &much_less))
        return -1;
    const Py_ssize_t most[] = {funnel->by_signature, funnel->by_letters, funnel->worth_segments,
                               funnel->slipped, funnel->by_sound, funnel->by_spelling,
                               funnel->near, funnel->bearing_words, funnel->by_words,
                               funnel->holding, funnel->begun, funnel->by_reading};
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

PyObject *index_near(PyObject *object, PyObject *args) {
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
