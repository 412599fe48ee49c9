/* The rows whose sounds and letters are the nearest to a name's (translit/index/nearness.py, the
 * reference).
 *
 * In go a name and the rows that it is compared with, which postings.c finds; what comes out are
 * those whose sounds differ the least from its, and those whose letters do (or, where a script
 * leaves vowels out, whose consonants do), with how far each is by both, from 0 to 2. So of some
 * 260 rows that "Ramoussaa" is compared with, 30 are left, and that of "Ramousa" is 0.08 away.
 */
#include "shortlist.h"

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

int put_nearest(Search *search, const Question *asked, uint32_t place) {
    uint32_t *rows = NULL;
    size_t count;
    int done = rows_comparable(search, asked, &rows, &count);
    if (done > 0)
        done = put_nearest_of(search, asked, place, rows, count);
    PyMem_Free(rows);
    return done;
}

int is_spelt(const Index *self, uint32_t number, Text letters) {
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
