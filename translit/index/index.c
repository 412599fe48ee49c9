/* The parts of a compiled table that the shortlist asks, as one type of Python's.
 *
 * In go the buffers of a table (translit/index/arrays.py), where they lie; what comes out is an
 * Index, whose methods are in shortlist.c and forms.c. It believes nothing that a file says: a
 * block is checked before its first byte is read, and a place outside of its part is an IndexError.
 * So a bucket that is said to end behind the last row is refused. It keeps nothing between calls
 * but the places of the parts, so that any number of threads may share one.
 */
#include "index.h"

void *refused(void) {
    PyErr_SetString(PyExc_IndexError, "it points where nothing is");
    return NULL;
}

/* How many buckets there are stands behind how many are filled before each 64 of them. */
static int count_buckets(Index *self) {
    Py_ssize_t size = self->parts[BEFORE].size;
    const uint32_t *last = size < 2 ? refused() : items(self, BEFORE, (size_t)size - 1, 1);
    if (last == NULL)
        return -1;
    self->buckets = *last - 1;
    if (*last == 0 || self->buckets / 64 >= (size_t)self->parts[FILLED].size)
        return refused(), -1;
    return 0;
}

static void index_dealloc(PyObject *object) {
    Index *self = (Index *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    close_parts(self->parts, PARTS, &self->blocks);
    PyMem_Free(self->circles);
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
    failed = failed || count_buckets(self) < 0;
    if (!failed)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

static PyMethodDef index_methods[] = {
    {"near", index_near, METH_VARARGS,
     "near(forms, funnel, least_weight, vowels, filter) -> tuples (place of a form, row): the\n"
     "pairs worth weighing, as `Shortlist.near`; None where something is too long for the core.\n\n"
     "Args:\n"
     "    forms: of each a tuple (skeleton, marks, consonants, letters, how its script writes\n"
     "        vowels, the hashes of the words that it is looked up by, in bytes of uint32, none\n"
     "        where it has one word; those of its own words, likewise; of a name with initials\n"
     "        these, in UTF-8; how systems of romanisation write it).\n"
     "    funnel: how many rows each step lets through (index/funnel.py).\n"
     "    least_weight: what the words of two names weigh at least.\n"
     "    vowels: tells how a script writes vowels.\n"
     "    filter: see the head of the type."},
    {"form", index_form, METH_VARARGS,
     "form(row, (Form, Word, vowels, none)) -> the form of a row; the classes and what tells how\n"
     "a script writes vowels are language/form.py's, and none is the empty frozenset that forms\n"
     "share."},
    {"sounding", index_sounding, METH_VARARGS,
     "sounding(names, share, count, vowels) -> whether a row sounds like each name, out of `count`\n"
     "that share a skeleton key with it and whose signatures are the nearest; None where something\n"
     "is too long for the core. A name is a tuple (marks, consonants, skeleton, how its script\n"
     "writes vowels, how many words it has); a share is of the longer one's marks."},
    {"with_sounds", index_with_sounds, METH_VARARGS,
     "with_sounds(name, rows, share, otherwise, vowels) -> of each row whether its entry has one\n"
     "that sounds like a name, or may have; None where that is too long for the core. `otherwise`\n"
     "is the share where the two have not as many words."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot index_slots[] = {
    {Py_tp_doc,
     "Index(parts, seen, check): the parts of a compiled table that the shortlist asks.\n\n"
     "Args:\n"
     "    parts: tuples (buffer, where it begins in bytes) of the buckets that are filled, how\n"
     "        many are before, starts, rows, weights and signatures (index/postings.py), the "
     "entry\n"
     "        of each row and the setting of each entry, the records of rows and of words, "
     "and the\n"
     "        starts of both (index/records.py, index/arrays.py).\n"
     "    seen: a byte for each block, which isn't 0 where it has been checked.\n"
     "    check: is called with the number of a block that hasn't been, and raises if that is\n"
     "        damaged.\n\n"
     "A filter is None or a tuple (known, judge, without): the verdict on each setting, 0, 1 "
     "or 2,\n"
     "where it isn't known; what is asked for that, with the number of the setting, and makes it\n"
     "known; and the entries that are left out, in bytes of uint32. Where `known` is empty, "
     "`judge`\n"
     "may be None or is asked for a verdict on each row.\n\n"
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

int add_index(PyObject *module) { return add_type(module, &index_spec); }
