/* Which rows of a large table sound like a name as a whole (`Gate.plainly_passing` in
 * translit/index/gate.py is the reference of what a gate asks, and `sounds_apart` in
 * translit/language/form.py of what a screen does; tests/index/test_gate.py holds both against it).
 *
 * In go what is heard of the windows of a text; what comes out is which of them a row sounds like,
 * out of those that share a skeleton key with it and whose signatures are the nearest. Or in go a
 * name and rows that come near it; what comes out is which of them are of an entry that has a row
 * that sounds like it. So "Zuwarah" passes by the row of Zuwara, and of the rows that come near it
 * that of Zouara stays, because it is of the same entry, and that of Zawiya doesn't.
 */
#include "shortlist.h"
#include "signatures.h"
#include <math.h>
#include <stdlib.h>

/* Floating-point shares are rounded up by this, as in sieves.py. */
#define ROUNDING 1e-9
/* A signature has so many bits. */
#define BITS 64
/* Of an entry so many rows are looked at: of one with more it isn't known what it sounds like. */
#define MOST_OF_AN_ENTRY 1024
/* What is told of a row, or of an entry, that is too long to be compared here. */
#define TOO_LONG 2

/* --- what a row sounds like ------------------------------------------------------------------- */

/* A name, as it is heard; a row has or lacks `most` of its marks at most if it sounds like it. */
typedef struct {
    Text marks, consonants;
    Slice skeleton;
    long vowels;
    Py_ssize_t words;
    uint64_t signature;
    unsigned most;
} Heard;

/* A name that rows are compared with, in which share of the longer they may differ, and where they
 * have more words or fewer; `search` remembers how scripts write vowels. */
typedef struct {
    const Heard *heard;
    Pattern marks, consonants;
    double share, otherwise;
    Search *search;
} Compared;

/* The sounds of a row, where they lie, and how many words it has. */
typedef struct {
    Bytes fields[CONSONANTS + 1];
    Py_ssize_t words;
} Sounds;

/* Find the sounds of a row; -1 with an exception. */
static int find_sounds(const Index *self, uint32_t row, Sounds *sounds) {
    Bytes record, numbers, word;
    uint32_t last;
    if (record_of(self, RECORDS, row, &record) < 0 ||
        (sounds->words = read_words(&record, &numbers, &last)) < 0)
        return -1;
    for (int field = MARKS; field <= CONSONANTS; field++)
        sounds->fields[field] = next_field(&record);
    if (size_of(sounds->fields[MARKS]) || sounds->words != 1)
        return 0;
    if (record_of(self, WORDS, last, &word) < 0)
        return -1;
    next_field(&word);
    sounds->fields[MARKS] = next_field(&word);
    return 0;
}

/* Whether a field differs from what is heard in no more than a share; TOO_LONG where it is, and -1
 * with an exception. */
static int is_alike(const Pattern *pattern, Bytes field, double share) {
    uint32_t letters[MOST_LETTERS];
    if (size_of(field) > MOST_LETTERS)
        return TOO_LONG;
    Py_ssize_t size = decoded(field, letters);
    if (size < 0)
        return refused(), -1;
    return levenshtein_share(pattern, (Text){letters, (size_t)size}) <= share;
}

/* Whether a row sounds like a name; TOO_LONG where it is, and -1 with an exception. */
static int sounds_like(const Compared *name, uint32_t row) {
    Sounds sounds;
    uint32_t script[sizeof name->search->scripts->name];
    unsigned char room[MOST_LETTERS];
    long vowels;
    if (find_sounds(name->search->self, row, &sounds) < 0)
        return -1;
    Bytes *fields = sounds.fields;
    double share = sounds.words == name->heard->words ? name->share : name->otherwise;
    if (size_of(fields[SCRIPT]) >= sizeof script / sizeof *script)
        return refused(), -1;
    Py_ssize_t size = decoded(fields[SCRIPT], script);
    if (size < 0)
        return refused(), -1;
    if (vowels_of(name->search, (Text){script, (size_t)size}, &vowels) < 0)
        return -1;
    if (vowels == name->heard->vowels && vowels >= 0)
        return is_alike(&name->marks, fields[MARKS], share);
    if (size_of(fields[CONSONANTS]))
        return is_alike(&name->consonants, fields[CONSONANTS], share);
    if (size_of(fields[MARKS]) > MOST_LETTERS)
        return TOO_LONG;
    return is_alike(&name->consonants, (Bytes){room, room + consonants_of(fields[MARKS], room)},
                    share);
}

/* How many marks of a name may differ: a row is no longer than what is left of it when the share of
 * it that differs is taken off. */
static unsigned most_apart(const Heard *heard, double share) {
    size_t longest = greater(heard->consonants.size, heard->vowels >= 0 ? heard->marks.size : 0);
    double most = floor((double)longest * share / (1 - share) + ROUNDING);
    return most < BITS ? (unsigned)most : BITS;
}

/* Read a name, a tuple as `Heard` in heard.py; its letters are put behind others. 1, or 0 where it
 * is too long, or -1 with an exception. */
static int read_heard(PyObject *name, uint32_t **next, double share, Heard *heard) {
    PyObject *texts[3];
    Slice read[3];
    if (!PyTuple_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "a name is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(name, "UUUln:name", &texts[0], &texts[1], &texts[2], &heard->vowels,
                          &heard->words))
        return -1;
    for (int i = 0; i < 3; i++) {
        Py_ssize_t size = PyUnicode_GetLength(texts[i]);
        if (size < 0 || size > MOST_LETTERS)
            return size < 0 ? -1 : 0;
        if (size && PyUnicode_AsUCS4(texts[i], *next, size, 0) == NULL)
            return -1;
        read[i] = (Slice){*next, (size_t)size};
        *next += size;
    }
    heard->marks = (Text){read[0].items, read[0].size};
    heard->consonants = (Text){read[1].items, read[1].size};
    heard->skeleton = read[2];
    heard->signature = consonants_signature(read[1]);
    heard->most = most_apart(heard, share);
    return 1;
}

/* --- the gate --------------------------------------------------------------------------------- */

/* Names, all at once, and the skeleton keys of each: in the upper half a key, then whose it is. */
typedef struct {
    Search *search;
    Heard *heard;
    uint64_t *keys;
    size_t key_count, key_room;
    Nearest nearest;
} Gate;

static int put_keys(Gate *gate, uint32_t name, Numbers *hashes) {
    uint32_t scratch[MOST_LETTERS];
    hashes->size = 0;
    if (skeleton_hashes(hashes, gate->heard[name].skeleton, scratch) < 0 ||
        make_room((void **)&gate->keys, gate->key_count + hashes->size, &gate->key_room,
                  sizeof *gate->keys) < 0)
        return -1;
    for (size_t i = 0; i < hashes->size; i++)
        gate->keys[gate->key_count++] = (uint64_t)hashes->items[i] << 32 | name;
    return 0;
}

static int is_before(const void *one, const void *other) {
    uint64_t here = *(const uint64_t *)one, there = *(const uint64_t *)other;
    return here < there ? -1 : here > there;
}

/* Go through the bucket of each key once, for all names that have it; -1 with an exception. */
static int go_through_buckets(Gate *gate) {
    uint32_t *names = PyMem_Malloc((size_t)(gate->nearest.count + 1) * sizeof *names);
    int failed = names == NULL;
    if (failed)
        PyErr_NoMemory();
    for (size_t at = 0, count; !failed && at < gate->key_count; at += count) {
        uint32_t key = (uint32_t)(gate->keys[at] >> 32);
        Bucket bucket;
        size_t once = 0;
        for (count = 0; at + count < gate->key_count && gate->keys[at + count] >> 32 == key;
             count++) {
            uint32_t name = (uint32_t)gate->keys[at + count];
            if (once == 0 || names[once - 1] != name) /* of a double class either is left out */
                names[once++] = name;
        }
        failed = bucket_of(gate->search->self, key, &bucket) < 0 ||
                 add_rows(&gate->nearest, (const char *)bucket.rows, bucket.size,
                          (const char *)names, once) < 0;
    }
    PyMem_Free(names);
    return failed ? -1 : 0;
}

/* Whether one of the rows nearest to a name sounds like it; TOO_LONG or -1 as above. */
static int is_like_a_row(Gate *gate, Py_ssize_t name, Compared *compared) {
    Asking *asking = &gate->nearest.names[name];
    const Part *starts = &gate->search->self->parts[RECORD_STARTS];
    int found = 0;
    if (keep_alike(&gate->nearest, asking) == 0)
        return 0;
    for (Py_ssize_t i = 0; i < asking->size; i++)
        PREFETCH((const uint32_t *)starts->view.buf + (uint32_t)asking->rows[i]);
    compared->heard = &gate->heard[name];
    pattern_of(&compared->marks, compared->heard->marks);
    pattern_of(&compared->consonants, compared->heard->consonants);
    for (Py_ssize_t i = 0; found == 0 && i < asking->size; i++)
        found = sounds_like(compared, (uint32_t)asking->rows[i]);
    return found;
}

/* Whether each name is like a row; None where one is too long. */
static PyObject *like_rows(Gate *gate, double share) {
    Compared *compared = PyMem_Malloc(sizeof *compared);
    PyObject *found = compared == NULL ? PyErr_NoMemory() : PyList_New(gate->nearest.count);
    for (Py_ssize_t i = 0; found != NULL && found != Py_None && i < gate->nearest.count; i++) {
        compared->share = compared->otherwise = share;
        compared->search = gate->search;
        int like = is_like_a_row(gate, i, compared);
        if (like < 0)
            Py_CLEAR(found);
        else if (like == TOO_LONG) {
            Py_DECREF(found);
            found = Py_NewRef(Py_None);
        } else
            PyList_SetItem(found, i, PyBool_FromLong(like));
    }
    PyMem_Free(compared);
    return found;
}

/* How many letters some names have; -1 with an exception. */
static Py_ssize_t letters_in(PyObject *names) {
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_Size(names); i++) {
        PyObject *name = PyList_GetItem(names, i);
        for (Py_ssize_t j = 0; PyTuple_Check(name) && j < 3 && j < PyTuple_Size(name); j++) {
            PyObject *text = PyTuple_GetItem(name, j);
            count += PyUnicode_Check(text) ? PyUnicode_GetLength(text) : 0;
        }
    }
    return count;
}

/* Read the names and their keys: 1, or 0 where one is too long, or -1 with an exception. */
static int read_names(Gate *gate, PyObject *names, uint32_t *letters, double share) {
    Numbers hashes = {0};
    int done = 1;
    for (Py_ssize_t i = 0; i < gate->nearest.count && done > 0; i++) {
        Heard *heard = &gate->heard[i];
        done = read_heard(PyList_GetItem(names, i), &letters, share, heard);
        if (done > 0) {
            ask_for(&gate->nearest, i, heard->signature, heard->most);
            done = put_keys(gate, (uint32_t)i, &hashes) < 0 ? -1 : 1;
        }
    }
    PyMem_Free(hashes.items);
    qsort(gate->keys, gate->key_count, sizeof *gate->keys, is_before);
    return done;
}

/* The signatures of all rows, which are checked; NULL with an exception. */
static const Signs *signatures_of(const Index *self) {
    return items(self, SIGNS, 0, (size_t)self->parts[SIGNS].size);
}

PyObject *index_sounding(PyObject *object, PyObject *args) {
    PyObject *names, *found = NULL;
    double share;
    Py_ssize_t room;
    Search search = {.self = (const Index *)object};
    Gate gate = {.search = &search,
                 .nearest.held = ((const Index *)object)->parts[SIGNS].size};
    if (!PyArg_ParseTuple(args, "O!dnO:sounding", &PyList_Type, &names, &share, &room,
                          &search.vowels_in))
        return NULL;
    size_t count = (size_t)PyList_Size(names);
    uint32_t *letters = PyMem_Malloc(((size_t)letters_in(names) + 1) * sizeof *letters);
    gate.heard = PyMem_Calloc(count + 1, sizeof(Heard));
    int done = -1;
    if (letters == NULL || gate.heard == NULL)
        PyErr_NoMemory();
    else if (open_nearest(&gate.nearest, (Py_ssize_t)count, room) == 0 &&
             (gate.nearest.signatures = (const char *)signatures_of(search.self)) != NULL)
        done = read_names(&gate, names, letters, share);
    if (done > 0 && go_through_buckets(&gate) == 0)
        found = like_rows(&gate, share);
    close_nearest(&gate.nearest);
    PyMem_Free(gate.keys);
    PyMem_Free(gate.heard);
    PyMem_Free(letters);
    return done == 0 ? Py_NewRef(Py_None) : found;
}

/* --- the rows of an entry --------------------------------------------------------------------- */

/* The row behind each one of its entry, and behind the last one the first; NULL with an exception.
 * They are worked out once: in a table rows lie by their keys. */
static const uint32_t *rows_in_circles(Index *self) {
    size_t rows = (size_t)self->parts[OWNERS].size, entries = (size_t)self->parts[SETTINGS].size;
    const uint32_t *owners = self->circles == NULL ? items(self, OWNERS, 0, rows) : NULL;
    if (owners == NULL || self->circles != NULL) /* a check let another thread work them out */
        return self->circles;
    if (rows > (size_t)self->parts[SIGNS].size)
        return refused();
    uint32_t *next = PyMem_Malloc((rows + 1) * sizeof *next);
    uint32_t *last = PyMem_Malloc((entries + 1) * sizeof *last);
    if (next == NULL || last == NULL)
        PyErr_NoMemory();
    memset(last, 0xff, last == NULL ? 0 : (entries + 1) * sizeof *last);
    for (size_t row = 0; next != NULL && last != NULL && row < rows; row++) {
        if (owners[row] >= entries) {
            refused();
            break;
        }
        uint32_t before = last[owners[row]];
        next[row] = before == UINT32_MAX ? (uint32_t)row : next[before];
        if (before != UINT32_MAX)
            next[before] = (uint32_t)row;
        last[owners[row]] = (uint32_t)row;
    }
    PyMem_Free(last);
    if (PyErr_Occurred())
        PyMem_Free(next);
    else
        self->circles = next;
    return self->circles;
}

/* Whether the entry of a row has one that sounds like a name, or one too long or too many to tell;
 * -1 with an exception. */
static int entry_sounds_like(const Compared *name, const uint32_t *next, uint32_t row) {
    const Signs *signs = name->search->self->parts[SIGNS].view.buf;
    uint64_t marks = name->heard->signature;
    uint32_t at = row;
    for (int count = 0; count < MOST_OF_AN_ENTRY; count++) {
        uint64_t held = signs[at].consonants;
        int found = signatures_alike(marks, held, name->heard->most) ? sounds_like(name, at) : 0;
        if (found != 0)
            return found < 0 ? -1 : 1;
        at = next[at];
        if (at == row)
            return 0;
    }
    return 1;
}

/* The same of each of some rows. */
static PyObject *entries_like(const Compared *name, PyObject *rows, const uint32_t *next) {
    const Index *self = name->search->self;
    PyObject *found = PyList_New(PyList_Size(rows));
    for (Py_ssize_t i = 0; found != NULL && i < PyList_Size(rows); i++) {
        unsigned long row = PyLong_AsUnsignedLong(PyList_GetItem(rows, i));
        int like = -1;
        if (!PyErr_Occurred() && row >= (size_t)self->parts[OWNERS].size)
            refused();
        else if (!PyErr_Occurred())
            like = entry_sounds_like(name, next, (uint32_t)row);
        if (like < 0)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, i, PyBool_FromLong(like));
    }
    return found;
}

PyObject *index_with_sounds(PyObject *object, PyObject *args) {
    PyObject *name, *rows, *found = NULL;
    Index *self = (Index *)object;
    Search search = {.self = self};
    Heard heard;
    uint32_t *letters = PyMem_Malloc(3 * MOST_LETTERS * sizeof *letters), *next = letters;
    Compared *compared = PyMem_Malloc(sizeof *compared);
    int done = -1;
    if (letters == NULL || compared == NULL)
        PyErr_NoMemory();
    else if (PyArg_ParseTuple(args, "OO!ddO:with_sounds", &name, &PyList_Type, &rows,
                              &compared->share, &compared->otherwise, &search.vowels_in))
        done = read_heard(name, &next, compared->share, &heard);
    if (done > 0 && signatures_of(self) != NULL) {
        const uint32_t *circles = rows_in_circles(self);
        compared->heard = &heard;
        compared->search = &search;
        pattern_of(&compared->marks, heard.marks);
        pattern_of(&compared->consonants, heard.consonants);
        found = circles == NULL ? NULL : entries_like(compared, rows, circles);
    }
    PyMem_Free(letters);
    PyMem_Free(compared);
    return done == 0 ? Py_NewRef(Py_None) : found;
}
