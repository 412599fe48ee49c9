/* Which rows may answer (translit/index/filters.py, which is the reference).
 *
 * In go a filter, as Python says it (the head of Index, in index.c, says how), and the number of a
 * row; what comes out is whether the row passes. So a filter of countries that has judged the
 * setting of Libya's entries lets a row of theirs through by a look at one byte; a setting that is
 * new is judged by Python, once.
 */
#include "shortlist.h"

/* Whether a filter is known to let every setting through, and leaves out no entry. */
static int lets_all_through(const Filter *filter) {
    const char *known = filter->known.buf;
    size_t size = (size_t)filter->known.len;
    return size && !filter->without.len && known[0] == 1 && !memcmp(known, known + 1, size - 1);
}

int filter_of(const Index *self, PyObject *object, Filter *filter) {
    memset(filter, 0, sizeof *filter);
    filter->self = self;
    if (object == Py_None)
        return 0;
    if (!PyTuple_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a filter is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(object, "y*Oy*:filter", &filter->known, &filter->judge,
                          &filter->without))
        return -1;
    if (lets_all_through(filter))
        filter->judge = NULL; /* as where there is no filter */
    return 0;
}

void filter_done(Filter *filter) {
    PyBuffer_Release(&filter->known);
    PyBuffer_Release(&filter->without);
}

int is_by_setting(const Filter *filter) {
    return filter->judge == NULL || filter->judge == Py_None || filter->known.len > 0;
}

/* Whether a row may answer; -1 with an exception. */
static int judged(const Filter *filter, uint32_t row) {
    if (filter->known.len || filter->judge == Py_None)
        return 1;
    PyObject *answer = PyObject_CallFunction(filter->judge, "k", (unsigned long)row);
    int verdict = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return verdict;
}

/* Whether entries of a setting may answer; -1 with an exception. */
static int is_allowed(const Filter *filter, uint32_t setting) {
    const unsigned char *known = filter->known.buf;
    if (filter->known.len == 0)
        return 1;
    if ((Py_ssize_t)setting >= filter->known.len)
        return refused(), -1;
    if (known[setting] > 1) {
        PyObject *done = PyObject_CallFunction(filter->judge, "k", (unsigned long)setting);
        if (done == NULL)
            return -1;
        Py_DECREF(done);
    }
    return known[setting] == 1;
}

int passes(const Filter *filter, uint32_t row) {
    if (filter->judge == NULL)
        return 1;
    const uint32_t *owner = items(filter->self, OWNERS, row, 1);
    const uint32_t *setting = owner == NULL ? NULL : items(filter->self, SETTINGS, *owner, 1);
    if (setting == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < filter->without.len / 4; i++)
        if (((const uint32_t *)filter->without.buf)[i] == *owner)
            return 0;
    int allowed = is_allowed(filter, *setting);
    return allowed > 0 ? judged(filter, row) : allowed;
}
