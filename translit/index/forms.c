/* The forms of rows, out of their records (translit/index/records.py, the reference).
 *
 * In go an Index and the number of a row; what comes out is its Form, as Python has it, or its
 * texts alone, as the weighing reads them (recorded.h). So the row of "Ramousa", whose record is
 * the number of its word and no more, becomes a Form whose letters, marks and consonants are those
 * of the word.
 */
#include "../language/distance.h"
#include "recorded.h"
#include "records.h"

/* Bytes that are put together. */
typedef struct {
    char *bytes;
    size_t size, room;
} Written;

/* Write a sign, unless it is 0, and bytes behind others; -1 with an exception. */
static int write_bytes(Written *to, char between, Bytes more) {
    size_t size = to->size + size_of(more) + 1;
    if (size > to->room) {
        char *bytes = PyMem_Realloc(to->bytes, 2 * size);
        if (bytes == NULL)
            return PyErr_NoMemory(), -1;
        to->bytes = bytes;
        to->room = 2 * size;
    }
    if (between)
        to->bytes[to->size++] = between;
    if (size_of(more))
        memcpy(to->bytes + to->size, more.at, size_of(more));
    to->size += size_of(more);
    return 0;
}

static PyObject *text_of(Bytes text) {
    return PyUnicode_DecodeUTF8((const char *)text.at, (Py_ssize_t)size_of(text), "surrogatepass");
}

static Bytes bytes_of(const Written *written) {
    const unsigned char *at = written->size ? (const unsigned char *)written->bytes
                                            : (const unsigned char *)"";
    return (Bytes){at, at + written->size};
}

/* The consonants of a field, or those among marks where it is left out. */
static PyObject *consonants_text(Bytes consonants, Bytes marks) {
    unsigned char few[MOST_LETTERS], *room = few;
    if (size_of(consonants))
        return text_of(consonants);
    if (size_of(marks) > sizeof few && (room = PyMem_Malloc(size_of(marks))) == NULL)
        return PyErr_NoMemory();
    PyObject *found = text_of((Bytes){room, room + consonants_of(marks, room)});
    if (room != few)
        PyMem_Free(room);
    return found;
}

/* The items of a field, as a frozenset; where it holds nothing, `none`. */
static PyObject *set_of(Bytes field, PyObject *none) {
    if (size_of(field) == 0)
        return Py_NewRef(none);
    PyObject *items = PyList_New(0);
    while (items != NULL && size_of(field)) {
        const unsigned char *to = memchr(field.at, ITEM, size_of(field));
        PyObject *item = text_of((Bytes){field.at, to == NULL ? field.end : to});
        if (item == NULL || PyList_Append(items, item) < 0)
            Py_CLEAR(items);
        Py_XDECREF(item);
        field.at = to == NULL ? field.end : to + 1;
    }
    PyObject *found = items == NULL ? NULL : PyFrozenSet_New(items);
    Py_XDECREF(items);
    return found;
}

/* What a form is made of: its fields, the letters of its words, and these. */
typedef struct {
    Bytes fields[SURNAME + 1];
    Written letters, latin;
    PyObject *words;
} Form;

/* A word, by its number; its letters are written behind those of the words before. `only` becomes
 * its Latin letters and its marks. */
static PyObject *word_of(const Index *self, uint32_t number, PyObject *type, Form *made,
                         char between, Bytes only[2]) {
    Bytes record;
    if (record_of(self, WORDS, number, &record) < 0)
        return NULL;
    Bytes own = next_field(&record), marks = next_field(&record), spelt = next_field(&record);
    Bytes read = next_field(&record), consonants = next_field(&record);
    spelt = size_of(spelt) ? spelt : own;
    read = size_of(read) ? read : spelt;
    only[0] = spelt;
    only[1] = marks;
    if (write_bytes(&made->letters, between, own) < 0 ||
        write_bytes(&made->latin, between, spelt) < 0)
        return NULL;
    PyObject *letters = text_of(own);
    PyObject *latin = spelt.at == own.at ? Py_XNewRef(letters) : text_of(spelt);
    PyObject *texts[] = {letters, latin, read.at == spelt.at ? Py_XNewRef(latin) : text_of(read),
                         text_of(marks), consonants_text(consonants, marks)};
    return tuple_of(type, texts, 5);
}

/* Read the record of a row; -1 with an exception. */
static int read_form(const Index *self, uint32_t row, PyObject *type, Form *made) {
    Bytes record, numbers, only[2];
    uint32_t number;
    if (record_of(self, RECORDS, row, &record) < 0)
        return -1;
    Py_ssize_t count = read_words(&record, &numbers, &number);
    int more = 1;
    if (count < 0 ||
        (made->words = PyTuple_New(count)) == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *word = next_word(&numbers, &more, &number) < 1
                             ? NULL
                             : word_of(self, number, type, made, i ? ' ' : 0, only);
        if (word == NULL || PyTuple_SetItem(made->words, i, word) < 0)
            return -1;
    }
    for (int field = 0; field <= SURNAME; field++)
        made->fields[field] = next_field(&record);
    if (count == 1 && size_of(made->fields[JOINED]) == 0)
        made->fields[JOINED] = only[0];
    if (count == 1 && size_of(made->fields[MARKS]) == 0)
        made->fields[MARKS] = only[1];
    return 0;
}

/* The script that a field stands for. */
static PyObject *script_of(Bytes field) {
    if (size_of(field) == 0)
        return PyUnicode_FromString("Latn");
    return size_of(field) == 1 && *field.at == '-' ? PyUnicode_FromString("") : text_of(field);
}

/* How a name is written: a field, or else its letters without the spaces. */
static PyObject *written_text(Bytes field, const Written *letters) {
    Written found = {0};
    Bytes rest = bytes_of(letters);
    PyObject *text = NULL;
    if (size_of(field))
        return text_of(field);
    int failed = 0;
    while (!failed && size_of(rest)) {
        const unsigned char *to = memchr(rest.at, ' ', size_of(rest));
        failed = write_bytes(&found, 0, (Bytes){rest.at, to == NULL ? rest.end : to}) < 0;
        rest.at = to == NULL ? rest.end : to + 1;
    }
    if (!failed)
        text = text_of(bytes_of(&found));
    PyMem_Free(found.bytes);
    return text;
}

/* A whole number in digits; none is 0. */
static PyObject *number_of(Bytes field) {
    if (size_of(field) == 0)
        return PyLong_FromLong(0);
    PyObject *text = text_of(field);
    PyObject *found = text == NULL ? NULL : PyNumber_Long(text);
    Py_XDECREF(text);
    return found;
}

/* The form that has been read. */
static PyObject *form_of(PyObject *type, PyObject *vowels, PyObject *none, const Form *made) {
    const Bytes *fields = made->fields;
    PyObject *script = script_of(fields[SCRIPT]);
    PyObject *texts[] = {
        text_of(fields[JOINED]),
        script == NULL ? NULL : Py_NewRef(script),
        text_of(bytes_of(&made->letters)),
        text_of(bytes_of(&made->latin)),
        Py_NewRef(made->words),
        text_of(fields[MARKS]),
        consonants_text(fields[CONSONANTS], fields[MARKS]),
        set_of(fields[KINDS], none),
        set_of(fields[TRAITS], none),
        set_of(fields[NUMBERS], none),
        set_of(fields[LEGAL], none),
        script == NULL ? NULL : PyObject_CallFunctionObjArgs(vowels, script, NULL),
        Py_NewRef(Py_False),
        written_text(fields[SPELT], &made->letters),
        PyBool_FromLong(size_of(fields[ARTICLED]) > 0),
        number_of(fields[SURNAME]),
    };
    Py_XDECREF(script);
    return tuple_of(type, texts, sizeof texts / sizeof *texts);
}

PyObject *index_form(PyObject *object, PyObject *args) {
    unsigned long row;
    PyObject *form, *word, *vowels, *none, *found = NULL;
    Form made = {0};
    if (!PyArg_ParseTuple(args, "k(O!O!OO!):form", &row, &PyType_Type, &form, &PyType_Type, &word,
                          &vowels, &PyFrozenSet_Type, &none))
        return NULL;
    if (row > UINT32_MAX)
        refused();
    else if (!PyType_IsSubtype((PyTypeObject *)form, &PyTuple_Type) ||
             !PyType_IsSubtype((PyTypeObject *)word, &PyTuple_Type))
        PyErr_SetString(PyExc_TypeError, "forms and words are tuples");
    else if (read_form((const Index *)object, (uint32_t)row, word, &made) == 0)
        found = form_of(form, vowels, none, &made);
    PyMem_Free(made.letters.bytes);
    PyMem_Free(made.latin.bytes);
    Py_XDECREF(made.words);
    return found;
}

/* --- as the weighing reads them --------------------------------------------------------------- */

/* The words of a form in bytes; the consonants that follow from marks are in `room`. */
typedef struct {
    Bytes words[MOST_WORDS][TEXTS_OF_WORD];
    unsigned char room[MOST_LETTERS], *next;
} Spelt;

/* Find the texts of a word; 1, 0 where they are too long, or -1 with an exception. */
static int find_word(const Index *self, uint32_t number, Spelt *spelt, Bytes *word) {
    Bytes record;
    if (record_of(self, WORDS, number, &record) < 0)
        return -1;
    word[WORD_LETTERS] = next_field(&record);
    word[WORD_MARKS] = next_field(&record);
    word[WORD_LATIN] = next_field(&record);
    next_field(&record);
    word[WORD_CONSONANTS] = next_field(&record);
    if (size_of(word[WORD_LATIN]) == 0)
        word[WORD_LATIN] = word[WORD_LETTERS];
    if (size_of(word[WORD_CONSONANTS]))
        return 1;
    if (size_of(word[WORD_MARKS]) > (size_t)(spelt->room + sizeof spelt->room - spelt->next))
        return 0;
    word[WORD_CONSONANTS].at = spelt->next;
    spelt->next += consonants_of(word[WORD_MARKS], spelt->next);
    word[WORD_CONSONANTS].end = spelt->next;
    return 1;
}

/* Find the texts of all words, and how many bytes they have: 1, 0 or -1, as `find_word`. */
static int find_words(const Index *self, Bytes *record, Spelt *spelt, size_t *count,
                      size_t *bytes) {
    uint32_t number;
    int more = 1, found;
    for (*count = 0; (found = next_word(record, &more, &number)) > 0; ++*count) {
        if (*count == MOST_WORDS)
            return 0;
        Bytes *word = spelt->words[*count];
        if ((found = find_word(self, number, spelt, word)) <= 0)
            return found;
        for (int which = 0; which < TEXTS_OF_WORD; which++)
            *bytes += size_of(word[which]) + 1;
    }
    return found < 0 ? -1 : 1;
}

/* Put a text behind the others: 1, 0 where it is too long, or -1 with an exception. */
static int put_text(Bytes bytes, Text *text, uint32_t **next) {
    Py_ssize_t size = decoded(bytes, *next);
    if (size < 0)
        return refused(), -1;
    *text = (Text){*next, (size_t)size};
    *next += size;
    return size <= MOST_TEXT;
}

/* Put the texts of words together, parted by spaces. */
static int put_words(const Recorded *form, int which, Text *text, uint32_t **next) {
    text->letters = *next;
    for (size_t i = 0; i < form->count; i++) {
        Text word = form->words[i][which];
        if (i)
            *(*next)++ = ' ';
        if (word.size)
            memcpy(*next, word.letters, word.size * sizeof(uint32_t));
        *next += word.size;
    }
    text->size = (size_t)(*next - text->letters);
    return text->size <= MOST_TEXT;
}

/* How a name is written: a field, or else its letters without the spaces. */
static int put_written(Bytes field, Text letters, Text *text, uint32_t **next) {
    if (size_of(field))
        return put_text(field, text, next);
    text->letters = *next;
    for (size_t i = 0; i < letters.size; i++)
        if (letters.letters[i] != ' ')
            *(*next)++ = letters.letters[i];
    text->size = (size_t)(*next - text->letters);
    return 1;
}

/* Put all texts of a form: 1, 0 or -1, as `put_text`. */
static int put_texts(const Bytes *fields, const Spelt *spelt, Recorded *form) {
    static const unsigned char LATN[] = "Latn";
    uint32_t *next = form->store;
    Text *texts = form->texts;
    Bytes script = fields[SCRIPT], joined = fields[JOINED], marks = fields[MARKS];
    int done = 1;
    if (size_of(script) == 0)
        script = (Bytes){LATN, LATN + 4};
    else if (size_of(script) == 1 && *script.at == '-')
        script.end = script.at;
    if (form->count == 1 && size_of(joined) == 0)
        joined = spelt->words[0][WORD_LATIN];
    if (form->count == 1 && size_of(marks) == 0)
        marks = spelt->words[0][WORD_MARKS];
    for (size_t i = 0; i < form->count; i++)
        for (int which = 0; which < TEXTS_OF_WORD && done > 0; which++)
            done = put_text(spelt->words[i][which], &form->words[i][which], &next);
    if (done > 0 && (done = put_text(joined, &texts[JOINED_TEXT], &next)) > 0 &&
        (done = put_text(script, &texts[SCRIPT_TEXT], &next)) > 0 &&
        (done = put_text(marks, &texts[MARKS_TEXT], &next)) > 0 &&
        (done = put_words(form, WORD_LETTERS, &texts[LETTERS_TEXT], &next)) > 0 &&
        (done = put_words(form, WORD_LATIN, &texts[LATIN_TEXT], &next)) > 0)
        done = put_written(fields[SPELT], texts[LETTERS_TEXT], &texts[WRITTEN_TEXT], &next);
    return done;
}

/* The number of a field of digits, below zero or not; none is 0. */
static int read_surname(Bytes field, long *number) {
    PyObject *found = number_of(field);
    *number = found == NULL ? -1 : PyLong_AsLong(found);
    Py_XDECREF(found);
    return PyErr_Occurred() ? -1 : 1;
}

int read_recorded(PyObject *index, uint32_t row, Recorded *form) {
    const Index *self = (const Index *)index;
    Bytes record, fields[FIELDS_OF_RECORD];
    Spelt spelt;
    size_t bytes = 0;
    spelt.next = spelt.room;
    form->store = NULL;
    if (record_of(self, RECORDS, row, &record) < 0)
        return -1;
    int done = find_words(self, &record, &spelt, &form->count, &bytes);
    if (done <= 0)
        return done;
    for (int field = 0; field < FIELDS_OF_RECORD; field++) {
        fields[field] = next_field(&record);
        bytes += size_of(fields[field]);
    }
    for (int set = 0; set < 4; set++)
        form->has[set] = size_of(fields[KINDS + set]) > 0;
    form->articled = size_of(fields[ARTICLED]) > 0;
    if (bytes > 8 * MOST_TEXT || (done = read_surname(fields[SURNAME], &form->surname)) <= 0)
        return bytes > 8 * MOST_TEXT ? 0 : done;
    /* what is put together, left out or written otherwise is no longer than the rest */
    form->store = PyMem_Malloc((4 * bytes + 8) * sizeof(uint32_t));
    return form->store == NULL ? (PyErr_NoMemory(), -1) : put_texts(fields, &spelt, form);
}

int have_one_record(PyObject *index, uint32_t one, uint32_t other) {
    Bytes mine, its;
    if (record_of((const Index *)index, RECORDS, one, &mine) < 0 ||
        record_of((const Index *)index, RECORDS, other, &its) < 0)
        return -1;
    return size_of(mine) == size_of(its) && !memcmp(mine.at, its.at, size_of(mine));
}
