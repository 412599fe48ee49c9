/* Who some rows of a compiled table belong to (`belonging` in translit/index/mapped.py, the
 * reference).
 *
 * In go the numbers of rows; what comes out is of each the ID of its entry, the name of that, and
 * the alias that the row is of. What is read of one row lies in eight places of the file, which are
 * asked for of all rows before the first of them is read.
 */
#include "pools.h"

/* For each row the numbers of its entry and of its alias, and for each entry that of its name. */
enum { OWNERS, ALIASES, NAMES, PARTS_OF_BEARING };
static const Py_ssize_t WIDTHS[PARTS_OF_BEARING] = {4, 4, 4};

typedef struct {
    PyObject_HEAD
    Part parts[PARTS_OF_BEARING];
    Blocks blocks;
    Pool *ids, *texts;
} Bearing;

/* The numbers of the texts of a row: of its ID, among these, and of its name and its alias. */
enum { ID, NAME, ALIAS, TOLD };
typedef uint32_t Told[TOLD];

static int number_in(const Bearing *self, int which, size_t place, uint32_t *number) {
    const Part *part = &self->parts[which];
    if (!has_items(part, place, 1))
        return pool_refused(self->ids), -1;
    if (check_items(part, 4, &self->blocks, place, 1) < 0)
        return -1;
    *number = ((const uint32_t *)part->view.buf)[place];
    return 0;
}

/* Ask for a number of a part before it is read, if it is there. */
static void soon(const Part *part, size_t place) {
    if (has_items(part, place, 1))
        PREFETCH((const uint32_t *)part->view.buf + place);
}

static int read_rows(const Bearing *self, PyObject *rows, size_t count, size_t *places) {
    for (size_t i = 0; i < count; i++) {
        Py_ssize_t row = PyLong_AsSsize_t(PyList_GetItem(rows, (Py_ssize_t)i));
        if (row == -1 && PyErr_Occurred())
            return -1;
        places[i] = (size_t)row;
        soon(&self->parts[OWNERS], places[i]);
        soon(&self->parts[ALIASES], places[i]);
    }
    return 0;
}

/* Find the numbers of the texts, each step for all rows. */
static int tell_rows(const Bearing *self, size_t count, const size_t *places, Told *told) {
    const Part *ids = &self->ids->parts[TEXT_STARTS], *texts = &self->texts->parts[TEXT_STARTS];
    for (size_t i = 0; i < count; i++) {
        if (number_in(self, OWNERS, places[i], &told[i][ID]) < 0 ||
            number_in(self, ALIASES, places[i], &told[i][ALIAS]) < 0)
            return -1;
        soon(&self->parts[NAMES], told[i][ID]);
        soon(ids, told[i][ID]);
        soon(texts, told[i][ALIAS]);
    }
    for (size_t i = 0; i < count; i++) {
        if (number_in(self, NAMES, told[i][ID], &told[i][NAME]) < 0)
            return -1;
        soon(texts, told[i][NAME]);
    }
    return 0;
}

/* The texts of a row, whose bytes are asked for. */
static int find_texts(const Bearing *self, const Told told, Text *texts) {
    for (int which = 0; which < TOLD; which++) {
        if (pool_text(which == ID ? self->ids : self->texts, told[which], &texts[which]) < 0)
            return -1;
        PREFETCH(texts[which].bytes);
    }
    return 0;
}

/* (ID, name, alias) of a row. */
static PyObject *bearer_of(const Bearing *self, const Text *texts) {
    PyObject *bearer = PyTuple_New(TOLD);
    for (Py_ssize_t which = 0; bearer != NULL && which < TOLD; which++) {
        PyObject *string = string_in(self->ids, texts[which]);
        if (string == NULL || PyTuple_SetItem(bearer, which, string) < 0)
            Py_CLEAR(bearer);
    }
    return bearer;
}

/* Those of all rows. */
static PyObject *bearers(const Bearing *self, size_t count, Text (*texts)[TOLD]) {
    PyObject *found = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; found != NULL && i < count; i++) {
        PyObject *bearer = bearer_of(self, texts[i]);
        if (bearer == NULL || PyList_SetItem(found, (Py_ssize_t)i, bearer) < 0)
            Py_CLEAR(found);
    }
    return found;
}

static PyObject *bearing_of(PyObject *object, PyObject *rows) {
    const Bearing *self = (const Bearing *)object;
    if (!PyList_Check(rows))
        return PyErr_SetString(PyExc_TypeError, "rows are a list"), NULL;
    size_t count = (size_t)PyList_Size(rows);
    size_t *places = PyMem_Calloc(count + 1, sizeof *places);
    Told *told = PyMem_Calloc(count + 1, sizeof *told);
    Text(*texts)[TOLD] = PyMem_Calloc(count + 1, sizeof *texts);
    PyObject *found = NULL;
    int failed = 0;
    if (places == NULL || told == NULL || texts == NULL)
        failed = (PyErr_NoMemory(), 1);
    failed = failed || read_rows(self, rows, count, places) < 0 ||
             tell_rows(self, count, places, told) < 0;
    for (size_t i = 0; !failed && i < count; i++)
        failed = find_texts(self, told[i], texts[i]) < 0;
    if (!failed)
        found = bearers(self, count, texts);
    PyMem_Free(places);
    PyMem_Free(told);
    PyMem_Free(texts);
    return found;
}

/* --- the type --------------------------------------------------------------------------------- */

static int bearing_clear(PyObject *object) {
    Bearing *self = (Bearing *)object;
    close_parts(self->parts, PARTS_OF_BEARING, &self->blocks);
    Py_CLEAR(self->ids);
    Py_CLEAR(self->texts);
    return 0;
}

static int bearing_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(((Bearing *)object)->blocks.check);
    Py_VISIT(((Bearing *)object)->ids);
    Py_VISIT(((Bearing *)object)->texts);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static void bearing_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    bearing_clear(object);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *bearing_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *parts, *ids, *texts, *seen, *check, *module = PyType_GetModule(type);
    PyObject *pool = module == NULL ? NULL : PyObject_GetAttrString(module, "Pool");
    if (pool == NULL)
        return NULL;
    int parsed = PyArg_ParseTuple(args, "O!O!O!OO:Bearing", &PyTuple_Type, &parts, pool, &ids, pool,
                                  &texts, &seen, &check);
    Py_DECREF(pool);
    if (!parsed)
        return NULL;
    if (PyTuple_Size(parts) != PARTS_OF_BEARING || (names != NULL && PyDict_Size(names) > 0)) {
        PyErr_SetString(PyExc_TypeError, "Bearing takes three parts, and no keywords");
        return NULL;
    }
    Bearing *self = (Bearing *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->ids = (Pool *)Py_NewRef(ids);
    self->texts = (Pool *)Py_NewRef(texts);
    if (open_parts(self->parts, WIDTHS, parts, &self->blocks, seen, check) == 0)
        return (PyObject *)self;
    Py_DECREF((PyObject *)self);
    return NULL;
}

static PyMethodDef bearing_methods[] = {
    {"of", bearing_of, METH_O, "of(rows) -> (ID, name, alias) of each."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot bearing_slots[] = {
    {Py_tp_doc,
     "Bearing(parts, ids, texts, seen, check): who the rows of a compiled table belong to.\n\n"
     "Args:\n"
     "    parts: tuples (buffer, where it begins, counted from the first part): of each row the\n"
     "        number of its entry and of its alias, and of each entry that of its name.\n"
     "    ids, texts: the pools of IDs and of texts.\n"
     "    seen: which blocks have been checked, a byte each.\n"
     "    check: what checks a block by its number, or raises."},
    {Py_tp_new, bearing_new},
    {Py_tp_dealloc, bearing_dealloc},
    {Py_tp_traverse, bearing_traverse},
    {Py_tp_clear, bearing_clear},
    {Py_tp_methods, bearing_methods},
    {0, NULL},
};

static PyType_Spec bearing_spec = {
    .name = "translit.language._core.Bearing",
    .basicsize = sizeof(Bearing),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = bearing_slots,
};

int add_bearing(PyObject *module) { return add_type(module, &bearing_spec); }
