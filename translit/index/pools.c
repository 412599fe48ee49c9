/* Pools of strings in a compiled table, compiled; and who bears its keys.
 *
 * The plain ways are the reference (translit/index/arrays.py and keys.py), and
 * tests/index/test_pools.py holds these against them. A Pool looks into the parts of a compiled
 * table where they lie, and believes nothing there (parts.h): what no table holds is the fault that
 * the container makes of it. Nothing is kept between calls, so that any number of threads may share
 * one.
 */
#include "pools.h"

static const Py_ssize_t WIDTHS[PARTS_OF_A_POOL] = {1, 4, 4};
/* What parts bearers, and the fields of one (translit/index/keys.py); and the kinds of bearers. */
enum { NEXT = 0xfe, FIELD = 0xff, STRONG = 0, WEAK = 1 };
/* What a search comes to, if not to a number. */
enum { NOWHERE = -1, FAILED = -2 };

/* --- what lies in the file -------------------------------------------------------------------- */

void *pool_refused(const Pool *self) {
    PyObject *error = PyObject_CallFunction(self->fault, "s", "it holds what no table does");
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_DECREF(error);
    }
    return NULL;
}

/* So many items of a part from one on, whose blocks have been checked; NULL with an exception. */
static const void *items(const Pool *self, int which, size_t first, size_t count) {
    const Part *part = &self->parts[which];
    if (!has_items(part, first, count))
        return pool_refused(self);
    if (check_items(part, WIDTHS[which], &self->blocks, first, count) < 0)
        return NULL;
    return (const char *)part->view.buf + first * (size_t)WIDTHS[which];
}

int pool_text(const Pool *self, size_t number, Text *text) {
    const uint32_t *bounds = items(self, TEXT_STARTS, number, 2);
    if (bounds == NULL)
        return -1;
    if (bounds[0] > bounds[1]) {
        pool_refused(self);
        return -1;
    }
    text->size = bounds[1] - bounds[0];
    text->bytes = items(self, TEXTS, bounds[0], text->size);
    return text->bytes == NULL ? -1 : 0;
}

static uint32_t crc32_of(Text text) {
    uint32_t sum = 0xffffffff;
    for (size_t i = 0; i < text.size; i++)
        sum = crc_with(sum, text.bytes[i]);
    return ~sum;
}

/* The number of a string; NOWHERE, or FAILED with an exception. */
static Py_ssize_t find(const Pool *self, Text wanted) {
    size_t size = (size_t)self->parts[SLOTS].size, mask = size - 1;
    size_t slot = crc32_of(wanted) & mask;
    for (size_t left = size; left; left--, slot = (slot + 1) & mask) {
        const uint32_t *number = items(self, SLOTS, slot, 1);
        Text found;
        if (number == NULL)
            return FAILED;
        if (*number == 0)
            return NOWHERE;
        if (pool_text(self, *number - 1, &found) < 0)
            return FAILED;
        if (found.size == wanted.size && memcmp(found.bytes, wanted.bytes, wanted.size) == 0)
            return (Py_ssize_t)*number - 1;
    }
    pool_refused(self); /* a sound hash table has empty slots */
    return FAILED;
}

/* --- texts of Python's ------------------------------------------------------------------------ */

PyObject *utf8_of(PyObject *string, Text *text) {
    char *bytes;
    Py_ssize_t size;
    PyObject *held = PyUnicode_AsUTF8String(string);
    if (held == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
        held = PyUnicode_AsEncodedString(string, "utf-8", "surrogatepass");
    }
    if (held == NULL || PyBytes_AsStringAndSize(held, &bytes, &size) < 0) {
        Py_XDECREF(held);
        return NULL;
    }
    text->bytes = (const unsigned char *)bytes;
    text->size = (size_t)size;
    return held;
}

PyObject *string_in(const Pool *self, Text text) {
    PyObject *found =
        PyUnicode_DecodeUTF8((const char *)text.bytes, (Py_ssize_t)text.size, "surrogatepass");
    if (found == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
        return pool_refused(self);
    }
    return found;
}

static Py_ssize_t find_string(const Pool *self, PyObject *string) {
    Text wanted;
    PyObject *held = utf8_of(string, &wanted);
    if (held == NULL)
        return FAILED;
    Py_ssize_t number = find(self, wanted);
    Py_DECREF(held);
    return number;
}

static PyObject *pool_find(PyObject *self, PyObject *string) {
    Py_ssize_t number = find_string((Pool *)self, string);
    return number == FAILED ? NULL : PyLong_FromSsize_t(number);
}

static PyObject *pool_raw(PyObject *self, PyObject *number) {
    Text text;
    Py_ssize_t at = PyNumber_AsSsize_t(number, NULL);
    if ((at == -1 && PyErr_Occurred()) || pool_text((Pool *)self, (size_t)at, &text) < 0)
        return NULL;
    return PyBytes_FromStringAndSize((const char *)text.bytes, (Py_ssize_t)text.size);
}

/* --- bearers ---------------------------------------------------------------------------------- */

/* The record of a key: 1, 0 where there is none or it is empty, -1 with an exception. */
static int record_of(const Keys *self, Text key, Text *record) {
    Py_ssize_t number = find(self->keys, key);
    if (number < 0)
        return number == NOWHERE ? 0 : -1;
    if (pool_text(self->bearers, (size_t)number, record) < 0)
        return -1;
    return record->size > 0;
}

int is_alias(const Keys *self, Text folded) {
    Text record;
    int found = record_of(self, folded, &record);
    if (found)
        return found < 0 ? -1 : record.bytes[0] == 1;
    Py_ssize_t number = find(self->folds, folded);
    return number == FAILED ? -1 : number != NOWHERE;
}

/* What stands before the next such byte, which is passed over with it; 0 where nothing is left. */
static int next_piece(Text *left, int byte, Text *piece) {
    if (left->bytes == NULL)
        return 0;
    const unsigned char *end = memchr(left->bytes, byte, left->size);
    piece->bytes = left->bytes;
    piece->size = end ? (size_t)(end - left->bytes) : left->size;
    left->size -= end ? piece->size + 1 : piece->size;
    left->bytes = end ? end + 1 : NULL;
    return 1;
}

/* Read the bearer that a piece of a record behind the kind tells; -1 with an exception. */
static int read_bearer(const Pool *pool, Text piece, Bearer *bearer) {
    bearer->name = (Text){NULL, 0};
    if (!next_piece(&piece, FIELD, &bearer->id) || !next_piece(&piece, FIELD, &bearer->alias))
        return pool_refused(pool), -1;
    next_piece(&piece, FIELD, &bearer->name);
    return piece.bytes == NULL ? 0 : (pool_refused(pool), -1);
}

/* The bearer of a key that a piece of its record behind the kind tells: (ID, name, alias). */
static PyObject *bearer_of(const Pool *pool, PyObject *key, Text piece) {
    Bearer bearer;
    if (read_bearer(pool, piece, &bearer) < 0)
        return NULL;
    PyObject *id = string_in(pool, bearer.id), *name = NULL;
    PyObject *alias = id == NULL              ? NULL
                      : bearer.alias.size != 0 ? string_in(pool, bearer.alias)
                                               : PyObject_CallMethod(key, "title", NULL);
    if (alias != NULL)
        name = bearer.name.bytes ? string_in(pool, bearer.name) : Py_NewRef(alias);
    PyObject *found = name == NULL ? NULL : PyTuple_Pack(3, id, name, alias);
    Py_XDECREF(id);
    Py_XDECREF(alias);
    Py_XDECREF(name);
    return found;
}

/* How many strong bearers a record behind its first byte tells; 0 where it begins with another, or
 * tells of a weak one. */
static Py_ssize_t count_strong(Text left) {
    Py_ssize_t count = 0;
    Text piece;
    while (next_piece(&left, NEXT, &piece)) {
        int kind = piece.size ? piece.bytes[0] : -1;
        if (kind == WEAK || (kind != STRONG && count == 0))
            return 0;
        count += kind == STRONG;
    }
    return count;
}

static PyObject *bearers_of(const Pool *pool, PyObject *key, Text left, Py_ssize_t count) {
    PyObject *bearers = PyList_New(count);
    Text piece;
    for (Py_ssize_t i = 0; bearers != NULL && i < count; i++) {
        PyObject *bearer = NULL;
        if (!next_piece(&left, NEXT, &piece) || piece.size == 0)
            pool_refused(pool);
        else
            bearer = bearer_of(pool, key, (Text){piece.bytes + 1, piece.size - 1});
        if (bearer == NULL || PyList_SetItem(bearers, i, bearer) < 0)
            Py_CLEAR(bearers);
    }
    return bearers;
}

int sole_bearer(const Keys *self, Text key, Bearer *bearer, int *alias) {
    Text record, piece;
    int found = record_of(self, key, &record);
    if (found <= 0)
        return found;
    Text behind = {record.bytes + 1, record.size - 1};
    if (count_strong(behind) != 1)
        return 0;
    next_piece(&behind, NEXT, &piece);
    *alias = record.bytes[0] == 1;
    return read_bearer(self->bearers, (Text){piece.bytes + 1, piece.size - 1}, bearer) < 0 ? -1 : 1;
}

/* The strong bearers of a key, `most` at most, how many there are, and whether a folded name is an
 * alias; None where there is none, or a weak one. */
static PyObject *strong_bearers(const Keys *self, PyObject *string, Text key, Text folded,
                                Py_ssize_t most) {
    Text record = {(const unsigned char *)"", 0};
    int found = record_of(self, key, &record);
    Text behind = {record.bytes + 1, found > 0 ? record.size - 1 : 0};
    Py_ssize_t count = found > 0 ? count_strong(behind) : 0;
    if (count == 0)
        return found < 0 ? NULL : Py_NewRef(Py_None);
    int same = key.size == folded.size && memcmp(key.bytes, folded.bytes, key.size) == 0;
    int alias = same ? record.bytes[0] == 1 : is_alias(self, folded);
    if (alias < 0)
        return NULL;
    PyObject *bearers = bearers_of(self->bearers, string, behind, count < most ? count : most);
    if (bearers == NULL)
        return NULL;
    return Py_BuildValue("NnO", bearers, count, alias ? Py_True : Py_False);
}

static PyObject *keys_record(PyObject *object, PyObject *string) {
    const Keys *self = (const Keys *)object;
    Text key, record = {(const unsigned char *)"", 0};
    PyObject *held = utf8_of(string, &key);
    if (held == NULL)
        return NULL;
    int found = record_of(self, key, &record);
    Py_DECREF(held);
    if (found < 0)
        return NULL;
    return PyBytes_FromStringAndSize((const char *)record.bytes, (Py_ssize_t)record.size);
}

static PyObject *keys_strong(PyObject *object, PyObject *args) {
    PyObject *string, *whole, *found = NULL;
    Py_ssize_t most;
    Text key, folded;
    if (!PyArg_ParseTuple(args, "UUn", &string, &whole, &most))
        return NULL;
    PyObject *held = utf8_of(string, &key), *beside = utf8_of(whole, &folded);
    if (held != NULL && beside != NULL)
        found = strong_bearers((const Keys *)object, string, key, folded, most);
    Py_XDECREF(held);
    Py_XDECREF(beside);
    return found;
}

/* --- the types -------------------------------------------------------------------------------- */

static int pool_clear(PyObject *object) {
    Pool *self = (Pool *)object;
    close_parts(self->parts, PARTS_OF_A_POOL, &self->blocks);
    Py_CLEAR(self->fault);
    return 0;
}

static int pool_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(((Pool *)object)->blocks.check);
    Py_VISIT(((Pool *)object)->fault);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static int keys_clear(PyObject *object) {
    Keys *self = (Keys *)object;
    Py_CLEAR(self->keys);
    Py_CLEAR(self->folds);
    Py_CLEAR(self->bearers);
    return 0;
}

static int keys_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(((Keys *)object)->keys);
    Py_VISIT(((Keys *)object)->folds);
    Py_VISIT(((Keys *)object)->bearers);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static void freed(PyObject *object, inquiry clear) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    clear(object);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static void pool_dealloc(PyObject *object) {
    freed(object, pool_clear);
}

static void keys_dealloc(PyObject *object) {
    freed(object, keys_clear);
}

static PyObject *pool_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *parts, *seen, *check, *fault;
    if (names != NULL && PyDict_Size(names) > 0) {
        PyErr_SetString(PyExc_TypeError, "Pool takes no keywords");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!OOO", &PyTuple_Type, &parts, &seen, &check, &fault))
        return NULL;
    if (PyTuple_Size(parts) < SLOTS || PyTuple_Size(parts) > PARTS_OF_A_POOL) {
        PyErr_SetString(PyExc_ValueError, "a pool has two parts, or three");
        return NULL;
    }
    Pool *self = (Pool *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL)
        return NULL;
    self->fault = Py_NewRef(fault);
    if (open_parts(self->parts, WIDTHS, parts, &self->blocks, seen, check) == 0)
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

static PyObject *keys_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *keys, *folds, *bearers;
    PyObject *module = PyType_GetModule(type);
    PyObject *pool = module == NULL ? NULL : PyObject_GetAttrString(module, "Pool");
    if (pool == NULL)
        return NULL;
    int parsed = PyArg_ParseTuple(args, "O!O!O!", pool, &keys, pool, &folds, pool, &bearers);
    Py_DECREF(pool);
    if (!parsed)
        return NULL;
    if (names != NULL && PyDict_Size(names) > 0) {
        PyErr_SetString(PyExc_TypeError, "Keys takes no keywords");
        return NULL;
    }
    Keys *self = (Keys *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self != NULL) {
        self->keys = (Pool *)Py_NewRef(keys);
        self->folds = (Pool *)Py_NewRef(folds);
        self->bearers = (Pool *)Py_NewRef(bearers);
    }
    return (PyObject *)self;
}

static PyMethodDef pool_methods[] = {
    {"find", pool_find, METH_O, "find(text) -> the number of a string, or -1."},
    {"raw", pool_raw, METH_O, "raw(number) -> the bytes of a string."},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef keys_methods[] = {
    {"record", keys_record, METH_O,
     "record(key) -> the record of a key; empty where there is none."},
    {"strong", keys_strong, METH_VARARGS,
     "strong(key, folded, most) -> the strong bearers of a key, `most` at most; how many there\n"
     "are; whether a folded name is an alias. None where there is none, or a weak one."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot pool_slots[] = {
    {Py_tp_doc,
     "Pool(parts, seen, check, fault): strings in a compiled table, by number.\n\n"
     "Args:\n"
     "    parts: tuples (buffer, where it begins, counted from the first part): the strings, "
     "where\n"
     "        they begin, and their hash table, if they have one.\n"
     "    seen: which blocks have been checked, a byte each.\n"
     "    check: what checks a block by its number, or raises.\n"
     "    fault: what makes the error of an unsound file out of a message."},
    {Py_tp_new, pool_new},
    {Py_tp_dealloc, pool_dealloc},
    {Py_tp_traverse, pool_traverse},
    {Py_tp_clear, pool_clear},
    {Py_tp_methods, pool_methods},
    {0, NULL},
};

static PyType_Slot keys_slots[] = {
    {Py_tp_doc,
     "Keys(keys, folds, bearers): who bears each key of a compiled table.\n\n"
     "Args:\n"
     "    keys, folds, bearers: the pools of keys, of folded aliases that are no key, and of the\n"
     "        records of keys."},
    {Py_tp_new, keys_new},
    {Py_tp_dealloc, keys_dealloc},
    {Py_tp_traverse, keys_traverse},
    {Py_tp_clear, keys_clear},
    {Py_tp_methods, keys_methods},
    {0, NULL},
};

static PyType_Spec pool_spec = {
    .name = "translit.language._core.Pool",
    .basicsize = sizeof(Pool),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = pool_slots,
};

static PyType_Spec keys_spec = {
    .name = "translit.language._core.Keys",
    .basicsize = sizeof(Keys),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = keys_slots,
};

int add_pools(PyObject *module) {
    PyType_Spec *specs[] = {&pool_spec, &keys_spec};
    for (int i = 0; i < 2; i++) {
        if (add_type(module, specs[i]) < 0)
            return -1;
    }
    return 0;
}
