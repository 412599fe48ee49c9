/* A search for the rows that come near a name, for the sources that do its steps. */
#ifndef TRANSLIT_SHORTLIST_H
#define TRANSLIT_SHORTLIST_H

#include "../language/distance.h"
#include "blocks.h"
#include "records.h"

/* The first fields of a form, and how many of them are compared. */
enum { FIELDS = CONSONANTS + 1, COMPARED = 3 };

/* What is read of a row lies anywhere: it is asked for so many rows before it is read, so that
 * memory is waited for once and not for each. */
enum { AHEAD = 64 };

/* Which rows may answer (index/filters.py): see the head of the type. */
typedef struct {
    const Index *self;
    Py_buffer known, without;
    PyObject *judge;
} Filter;

/* How many rows each step lets through, in the order of translit/index/funnel.py. */
typedef struct {
    Py_ssize_t worth_an_index, by_signature, by_letters, worth_segments, slipped, by_sound;
    Py_ssize_t by_spelling, near;
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

/* A text, to work out its keys or its signature. */
static inline Slice slice_of(Text text) { return (Slice){text.letters, text.size}; }

/* Make room for so many items; -1 with an exception. */
static inline int make_room(void **items, size_t count, size_t *room, size_t size) {
    if (count <= *room)
        return 0;
    void *more = PyMem_Realloc(*items, 2 * count * size);
    if (more == NULL)
        return PyErr_NoMemory(), -1;
    *items = more;
    *room = 2 * count;
    return 0;
}

/* filters.c: read a filter, which `filter_done` lets go of; -1 with an exception. */
int filter_of(const Index *self, PyObject *object, Filter *filter);
void filter_done(Filter *filter);
/* Whether a filter tells by their settings which rows pass, which costs little; any other function
 * is asked for each row. */
int is_by_setting(const Filter *filter);
/* Whether a filter lets a row through; -1 with an exception. */
int passes(const Filter *filter, uint32_t row);

/* postings.c: the rows in the bucket of a key, ascending. */
typedef struct {
    const uint32_t *rows;
    size_t size, place;
    double worth; /* of the word that it is the bucket of */
} Bucket;
/* The bucket of a key, whose rows are checked; -1 with an exception. */
int bucket_of(const Index *self, uint32_t key, Bucket *bucket);
/* The buckets of some keys, which the caller frees; NULL with an exception. They lie anywhere:
 * memory is asked for all of them first. */
Bucket *buckets_of(const Index *self, const uint32_t *keys, size_t count);
/* In how many bits signatures differ: of both together, and of the letters alone. */
enum { BY_BOTH, BY_LETTERS, MEASURES };
/* A row that was looked for, how far it is by either measure, whether it is kept, and a bit for
 * each measure by which it was looked for. */
typedef struct {
    uint32_t row;
    unsigned char far[MEASURES], fate, asked;
} Sharing;
/* The rows that a form is compared with: so many by either measure, the nearest by their letters
 * first, which the caller frees. 1, 0 where the form is too long, or -1 with an exception. */
int rows_comparable(const Search *search, const Question *asked, Sharing **rows, size_t *count);

/* nearness.c: add the rows that are nearest to a form to those that are near: 1, 0 where something
 * is too long, or -1 with an exception. */
int put_nearest(Search *search, const Question *asked, uint32_t place);
/* How the script of a row writes vowels: 1, or -1 with an exception. */
int vowels_of(Search *search, Text script, long *vowels);
/* Whether the letters of a row are these; -1 with an exception. */
int is_spelt(const Index *self, uint32_t number, Text letters);

/* by_words.c: put the rows that share the most words with a form, and those that hold the most; -1
 * with an exception. */
int put_by_words(Search *search, const Question *asked, uint32_t place);

/* shortlist.c: put a pair behind the others, unless it is there; -1 with an exception. */
int put_pair(Search *search, uint32_t place, uint32_t row);

#endif
