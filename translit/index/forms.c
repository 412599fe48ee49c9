/* The forms of rows, out of their records: translit/index/records.py is the plain way. */
#include "shortlist.h"

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

/* The items of a field, as a frozenset; where it holds nothing, one that is empty. */
static PyObject *set_of(Bytes field, PyObject *none) {
    PyObject *items = size_of(field) ? PyList_New(0) : NULL;
    if (size_of(field) == 0)
        return Py_XNewRef(none);
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

/* A named tuple of a class, of so many fields that are given away; NULL where one of them is. */
static PyObject *named(PyObject *type, PyObject **fields, Py_ssize_t count) {
    allocfunc new = (allocfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_alloc);
    PyObject *found = new((PyTypeObject *)type, count);
    int failed = found == NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        failed = failed || fields[i] == NULL;
        if (found == NULL)
            Py_XDECREF(fields[i]);
        else
            PyTuple_SetItem(found, i, fields[i]);
    }
    if (failed)
        Py_CLEAR(found);
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
    return named(type, texts, 5);
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
static PyObject *form_of(PyObject *type, PyObject *vowels, const Form *made) {
    const Bytes *fields = made->fields;
    PyObject *script = script_of(fields[SCRIPT]), *none = PyFrozenSet_New(NULL);
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
    Py_XDECREF(none);
    return named(type, texts, sizeof texts / sizeof *texts);
}

PyObject *index_form(PyObject *object, PyObject *args) {
    unsigned long row;
    PyObject *form, *word, *vowels, *found = NULL;
    Form made = {0};
    if (!PyArg_ParseTuple(args, "k(O!O!O):form", &row, &PyType_Type, &form, &PyType_Type, &word,
                          &vowels))
        return NULL;
    if (row > UINT32_MAX)
        refused();
    else if (!PyType_IsSubtype((PyTypeObject *)form, &PyTuple_Type) ||
             !PyType_IsSubtype((PyTypeObject *)word, &PyTuple_Type))
        PyErr_SetString(PyExc_TypeError, "forms and words are tuples");
    else if (read_form((const Index *)object, (uint32_t)row, word, &made) == 0)
        found = form_of(form, vowels, &made);
    PyMem_Free(made.letters.bytes);
    PyMem_Free(made.latin.bytes);
    Py_XDECREF(made.words);
    return found;
}
