/* The rows whose sounds and letters are the nearest to a name's (translit/index/nearness.py, the
 * reference).
 *
 * In go a name and the rows that it is compared with, which postings.c finds; what comes out are
 * those whose sounds differ the least from its, and those whose letters do (or, where a script
 * leaves vowels out, whose consonants do), with how far each is by both, from 0 to 2. So of some
 * 260 rows that "Ramoussaa" is compared with, 30 are left, and that of "Ramousa" is 0.08 away.
 */
#include "shortlist.h"
#include <math.h>

/* By what rows are compared: their sounds, and their letters or consonants. */
enum { SOUND, SPELLING, WAYS };

/* A row that is compared: in how many bits the signatures of its letters differ, its record behind
 * the numbers of its words, that of its only word, the fields in bytes, those that were read, and
 * how far it is, as far as that is known. */
typedef struct {
    uint32_t row, word;
    Py_ssize_t words; /* how many it has; the number of the last one */
    Bytes record, of_word, bytes[FIELDS];
    Text fields[FIELDS];
    double apart[WAYS];
    unsigned char far;
    int kept;
} Compared;

/* The rows whose texts are the nearest, in order: so many texts, and the first row of each. */
typedef struct {
    int way, field;
    size_t held, most;
    const Compared **rows;
} Nearest;

/* Find the records of some rows, and of their words. They lie anywhere: memory is asked for all of
 * them first, and waited for once. How many bytes they have together; -1 with an exception, and -2
 * where that is more than names have. */
static Py_ssize_t find_records(const Index *self, Compared *rows, size_t count) {
    Py_ssize_t bytes = 0;
    Bytes skipped;
    for (size_t i = 0; i < count; i++)
        PREFETCH((const uint32_t *)self->parts[RECORD_STARTS].view.buf + rows[i].row);
    for (size_t i = 0; i < count; i++) {
        if (record_of(self, RECORDS, rows[i].row, &rows[i].record) < 0)
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

/* Whether a row that is so far at least can't be among the nearest. */
static int is_farther(const Nearest *nearest, double apart) {
    return nearest->held == nearest->most &&
           (nearest->most == 0 || apart > nearest->rows[nearest->most - 1]->apart[nearest->way]);
}

static int is_before(const Compared *one, const Compared *other, int way) {
    return one->apart[way] != other->apart[way] ? one->apart[way] < other->apart[way]
                                                : one->row < other->row;
}

/* Put a row among the nearest, if it is; whichever order rows come in. */
static void put_among(Nearest *nearest, const Compared *row) {
    const Compared **rows = nearest->rows;
    int way = nearest->way, field = nearest->field;
    size_t to = nearest->held, same;
    while (to > 0 && is_before(row, rows[to - 1], way))
        to--;
    for (same = to; same > 0 && rows[same - 1]->apart[way] == row->apart[way]; same--)
        if (same_text(rows[same - 1]->fields[field], row->fields[field]))
            return;
    for (same = to; same < nearest->held && rows[same]->apart[way] == row->apart[way]; same++)
        if (same_text(rows[same]->fields[field], row->fields[field]))
            break;
    if (same == nearest->held || rows[same]->apart[way] != row->apart[way]) { /* a new text */
        nearest->held += nearest->held < nearest->most;
        same = nearest->held - 1;
    }
    if (to <= same && to < nearest->held) {
        memmove(rows + to + 1, rows + to, (same - to) * sizeof *rows);
        rows[to] = row;
    }
}

/* Keep all rows whose texts are among the nearest. */
static void keep(const Nearest *nearest, Compared *rows, size_t count) {
    int way = nearest->way, field = nearest->field;
    double farthest = nearest->held ? nearest->rows[nearest->held - 1]->apart[way] : -1.0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].apart[way] > farthest)
            continue;
        for (size_t j = 0; j < nearest->held && !rows[i].kept; j++)
            rows[i].kept = rows[i].apart[way] == nearest->rows[j]->apart[way] &&
                           same_text(rows[i].fields[field], nearest->rows[j]->fields[field]);
    }
}

/* Compare a row by its sounds, unless its length tells that it isn't among the nearest: 1, 0 where
 * it is too long, or -1 with an exception. */
static int compare_sounds(const Question *asked, Nearest *nearest, Compared *row, uint32_t **next) {
    const Pattern *pattern = &asked->patterns[MARKS];
    int done = read_field(row, MARKS, next);
    size_t mine = pattern->text.size, its = row->fields[MARKS].size, longer = greater(mine, its);
    if (done <= 0 || is_farther(nearest, share(longer - lesser(mine, its), longer)))
        return done;
    row->apart[SOUND] = levenshtein_share(pattern, row->fields[MARKS]);
    if (!is_farther(nearest, row->apart[SOUND]))
        put_among(nearest, row);
    return 1;
}

/* Likewise by its letters, unless their signatures tell that: each letter that is left out or put
 * in changes one bit at most. Where a script leaves vowels out, by its consonants. */
static int compare_spelling(const Question *asked, Nearest *nearest, Compared *row,
                            uint32_t **next) {
    const Pattern *pattern = &asked->patterns[nearest->field];
    size_t mine = pattern->text.size;
    if (!asked->vowels && is_farther(nearest, share(row->far, mine + size_of(row->bytes[JOINED]))))
        return 1;
    int done = read_field(row, nearest->field, next);
    Text other = row->fields[nearest->field];
    if (done <= 0)
        return done;
    row->apart[SPELLING] = asked->vowels ? levenshtein_share(pattern, other)
                                         : share(indel(pattern, other), mine + other.size);
    if (!is_farther(nearest, row->apart[SPELLING]))
        put_among(nearest, row);
    return 1;
}

/* Compare the rows with what is asked, and keep the nearest: 1, 0 where one is too long, or -1 with
 * an exception. `letters` has room for all that is read. */
static int compare(const Question *asked, Compared *rows, size_t count, const Funnel *funnel,
                   uint32_t *letters) {
    size_t most[] = {(size_t)funnel->by_sound, (size_t)funnel->by_spelling};
    const Compared **best = PyMem_Malloc((most[SOUND] + most[SPELLING] + 1) * sizeof *best);
    Nearest sound = {SOUND, MARKS, 0, most[SOUND], best};
    Nearest spelling = {SPELLING, asked->vowels ? CONSONANTS : JOINED, 0, most[SPELLING],
                        best + most[SOUND]};
    int done = best == NULL ? (PyErr_NoMemory(), -1) : 1;
    for (size_t i = 0; i < count && done > 0; i++) {
        find_fields(&rows[i]);
        rows[i].apart[SOUND] = rows[i].apart[SPELLING] = INFINITY;
        done = compare_sounds(asked, &sound, &rows[i], &letters);
        if (done > 0)
            done = compare_spelling(asked, &spelling, &rows[i], &letters);
    }
    if (done > 0) {
        keep(&sound, rows, count);
        keep(&spelling, rows, count);
    }
    PyMem_Free((void *)best);
    return done;
}

int vowels_of(Search *search, Text script, long *vowels) {
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

/* How far a row is from a form, from 0 to 2 (`nearness.roughly_apart`): 1, or 0 where it is too
 * long, or -1 with an exception. */
static int how_far(Search *search, const Question *asked, Compared *row, double *apart) {
    uint32_t room[2 * MOST_LETTERS], *next = room;
    long vowels;
    int done = read_field(row, SCRIPT, &next);
    if (done <= 0 || (done = vowels_of(search, row->fields[SCRIPT], &vowels)) < 0)
        return done;
    int field = asked->vowels != vowels || asked->vowels < 0 ? CONSONANTS : JOINED;
    if ((done = read_field(row, field, &next)) <= 0)
        return done;
    if (isinf(row->apart[SOUND]))
        row->apart[SOUND] = levenshtein_share(&asked->patterns[MARKS], row->fields[MARKS]);
    *apart = row->apart[SOUND] + levenshtein_share(&asked->patterns[field], row->fields[field]);
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
static int put_nearest_of(Search *search, const Question *asked, uint32_t place, Compared *rows,
                          size_t count) {
    Py_ssize_t bytes = find_records(search->self, rows, count);
    if (bytes < 0)
        return bytes == -2 ? 0 : -1;
    /* consonants are no more than the marks that they follow from */
    uint32_t *letters = PyMem_Malloc((size_t)(2 * bytes + 1) * sizeof(uint32_t));
    if (letters == NULL)
        return PyErr_NoMemory(), -1;
    int done = compare(asked, rows, count, &search->funnel, letters);
    if (done > 0)
        done = put_near(search, asked, place, rows, count);
    PyMem_Free(letters);
    return done;
}

int put_nearest(Search *search, const Question *asked, uint32_t place) {
    Sharing *sharing = NULL;
    size_t count;
    int done = rows_comparable(search, asked, &sharing, &count);
    Compared *rows = done > 0 ? PyMem_Calloc(count + 1, sizeof(Compared)) : NULL;
    if (done > 0 && rows == NULL)
        done = (PyErr_NoMemory(), -1);
    for (size_t i = 0; done > 0 && i < count; i++) {
        rows[i].row = sharing[i].row;
        rows[i].far = sharing[i].far[BY_LETTERS];
    }
    if (done > 0)
        done = put_nearest_of(search, asked, place, rows, count);
    PyMem_Free(rows);
    PyMem_Free(sharing);
    return done;
}

int is_spelt(const Index *self, uint32_t number, Text letters) {
    Compared row = {.row = number};
    uint32_t read[4 * MOST_LETTERS];
    Py_ssize_t bytes = find_records(self, &row, 1);
    if (bytes == -1)
        return -1;
    find_fields(&row);
    if (size_of(row.bytes[JOINED]) > 4 * letters.size)
        return 0;
    Py_ssize_t size = decoded(row.bytes[JOINED], read);
    return size < 0 ? (refused(), -1) : same_text((Text){read, (size_t)size}, letters);
}
