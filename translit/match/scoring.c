/* The evidence for the pairs of a shortlist (translit/match/scoring.py, the reference).
 *
 * In go pairs of forms; what comes out is the evidence for those that are worth weighing, in nats:
 * each is a Compared, those that promise the most are weighed, best first, and what falls far
 * behind the best is left. So for "Zwara" and Zuwara, Zawiya and Ziwa, which promise -0.2, -9.5 and
 * -9.7, Zuwara alone is weighed, and has 1.5 nats.
 */
#include "weighing.h"

/* A form that is weighed, by itself, or a row in its place, with its number; whether it bears a
 * name of people is asked once. */
typedef struct {
    PyObject *form;
    Name *name;
    long row;
    int bears;
} Held;

/* A pair that is weighed, and its place among the different ones. */
typedef struct {
    size_t x, y; /* which of the forms */
    Compared *pair;
    size_t same; /* the first pair with the same forms */
    size_t beside;
    double promise, evidence;
} Asked;

typedef struct {
    Weigher *weigher;
    PyObject *rarity;
    Held *held;
    Asked *asked;
    size_t held_count, count, room;
} Scoring;

static void scoring_done(Scoring *self) {
    for (size_t i = 0; i < self->held_count; i++) {
        Py_XDECREF((PyObject *)self->held[i].name);
        Py_DECREF(self->held[i].form);
    }
    for (size_t i = 0; i < self->count; i++)
        Py_XDECREF((PyObject *)self->asked[i].pair);
    PyMem_Free(self->held);
    PyMem_Free(self->asked);
}

/* The number of a row; -1 where it is a form. */
static long row_of(PyObject *form) {
    int is_row = PyTuple_Check(form) && PyTuple_Size(form) == FIELDS_OF_ROW;
    return is_row ? PyLong_AsLong(PyTuple_GetItem(form, 1)) : -1;
}

/* Whether a form, or a row of that number, is held there. */
static int is_held(const Held *held, PyObject *form, long row) {
    if (held->form == form || held->name->form == form)
        return 1;
    return row >= 0 && held->row == row &&
           PyTuple_GetItem(held->form, 0) == PyTuple_GetItem(form, 0);
}

/* The number of a form among those that are held: 1 where it is, 0 where it is longer than names,
 * and -1 with an exception. */
static int hold(Scoring *self, PyObject *form, size_t *number) {
    long row = row_of(form);
    if (PyErr_Occurred())
        return -1;
    for (*number = 0; *number < self->held_count; ++*number)
        if (is_held(&self->held[*number], form, row))
            return 1;
    Held *held = &self->held[self->held_count];
    int done = name_of(self->weigher, form, self->rarity, &held->name);
    if (done <= 0)
        return done;
    held->form = Py_NewRef(form);
    held->row = row;
    held->bears = UNKNOWN;
    self->held_count++;
    return 1;
}

/* Whether a form bears a name of people. */
static int bears(Scoring *self, size_t number) {
    Held *held = &self->held[number];
    if (held->bears == UNKNOWN) {
        PyObject *found = ask(self->weigher->calls[BORNE], held->name->letters);
        held->bears = found == NULL ? UNKNOWN : PyObject_IsTrue(found);
        Py_XDECREF(found);
        return found == NULL ? -1 : held->bears;
    }
    return held->bears;
}

/* Where both bear names of people, they are spelt alike in both. */
static int spell_alike(Scoring *self, size_t *x, size_t *y) {
    int borne = bears(self, *x);
    if (borne > 0)
        borne = bears(self, *y);
    if (borne <= 0)
        return borne < 0 ? -1 : 1;
    PyObject *mine = form_of(self->held[*x].name), *its = form_of(self->held[*y].name);
    PyObject *one, *other, *names, *found = NULL;
    if (mine != NULL && its != NULL)
        found = PyObject_CallFunctionObjArgs(self->weigher->calls[ALIKE], mine, its, NULL);
    int done = found != NULL && PyArg_ParseTuple(found, "OOO", &one, &other, &names)
                   ? hold(self, one, x) : -1;
    if (done > 0)
        done = hold(self, other, y);
    Py_XDECREF(found);
    return done;
}

static int are_equal(const Scoring *self, size_t one, size_t other) {
    return one == other || are_one_form(self->held[one].name, self->held[other].name);
}

/* The first pair with the same forms as one, itself if it is that. */
static int first_of(const Scoring *self, size_t number, size_t *first) {
    const Asked *asked = &self->asked[number];
    for (*first = 0; *first < number; ++*first) {
        const Asked *other = &self->asked[*first];
        int same = are_equal(self, asked->x, other->x);
        if (same > 0)
            same = are_equal(self, asked->y, other->y);
        if (same)
            return same;
    }
    return 1;
}

/* Read a pair: 1 where it is read, 0 where a form is longer than names, -1 with an exception. */
static int read_pair(Scoring *self, PyObject *pair) {
    Asked *asked = &self->asked[self->count];
    PyObject *x, *y;
    *asked = (Asked){.evidence = -INFINITY, .promise = -INFINITY};
    if (!PyTuple_Check(pair)) {
        PyErr_SetString(PyExc_TypeError, "a pair is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(pair, "OO", &x, &y))
        return -1;
    int done = hold(self, x, &asked->x);
    if (done > 0)
        done = hold(self, y, &asked->y);
    if (done > 0)
        done = first_of(self, self->count, &asked->same);
    if (done > 0)
        self->count++;
    return done;
}

/* Look at a pair that is the first of its kind. */
static int compare(Scoring *self, Asked *asked) {
    size_t x = asked->x, y = asked->y;
    int done = spell_alike(self, &x, &y);
    if (done <= 0)
        return done;
    asked->pair = pair_of(self->weigher, self->held[x].name, self->held[y].name);
    if (asked->pair == NULL)
        return -1;
    asked->beside = held_beside_initials(asked->pair);
    return 1;
}

/* Find what the pairs promise that may promise enough. */
static int promise_all(Scoring *self, double much_less) {
    double best = -INFINITY, least, most;
    for (size_t i = 0; i < self->count; i++)
        if (self->asked[i].pair != NULL) {
            bounds_of(self->asked[i].pair, &least, &most);
            best = most_of(best, least);
        }
    for (size_t i = 0; i < self->count; i++) {
        Asked *asked = &self->asked[i];
        if (asked->pair == NULL)
            continue;
        bounds_of(asked->pair, &least, &most);
        if ((asked->beside || most >= best - much_less) &&
            promise_of(asked->pair, &asked->promise) < 0)
            return -1;
    }
    return 0;
}

static int goes_before(const Asked *one, const Asked *other) {
    return one->beside != other->beside ? one->beside > other->beside
                                        : one->promise > other->promise;
}

/* The pairs in the order in which they are weighed. */
static size_t order_of(const Scoring *self, size_t *order) {
    size_t count = 0;
    for (size_t i = 0; i < self->count; i++) {
        size_t at = count;
        if (self->asked[i].pair == NULL)
            continue;
        for (; at > 0 && goes_before(&self->asked[i], &self->asked[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = i;
        count++;
    }
    return count;
}

/* Weigh the first pairs of the order, as long as they promise enough. `best` becomes the best
 * evidence, if that is more. */
static int weigh(Scoring *self, const size_t *order, size_t count, double much_less, double far,
                 double *best) {
    double least = -INFINITY;
    for (size_t i = 0; i < self->count; i++)
        least = most_of(least, self->asked[i].promise);
    for (size_t i = 0; i < count; i++) {
        Asked *asked = &self->asked[order[i]];
        if (!asked->beside && asked->promise < least - much_less)
            continue;
        if (evidence_for(asked->pair, *best - far, &asked->evidence) < 0)
            return -1;
        *best = most_of(*best, asked->evidence);
    }
    return 0;
}

static PyObject *evidences(const Scoring *self, double least) {
    PyObject *found = PyList_New((Py_ssize_t)self->count);
    for (size_t i = 0; found != NULL && i < self->count; i++) {
        double evidence = self->asked[self->asked[i].same].evidence;
        PyObject *number = PyFloat_FromDouble(evidence >= least ? evidence : -INFINITY);
        if (number == NULL || PyList_SetItem(found, (Py_ssize_t)i, number) < 0)
            Py_CLEAR(found);
    }
    return found;
}

PyObject *weigher_weighed(PyObject *object, PyObject *args) {
    Scoring self = {.weigher = (Weigher *)object};
    PyObject *pairs, *found = NULL;
    Py_ssize_t most;
    double much_less, far, least, best;
    if (!PyArg_ParseTuple(args, "O!Onddd:weighed", &PyList_Type, &pairs, &self.rarity, &most,
                          &much_less, &far, &least))
        return NULL;
    best = least + far;
    size_t size = (size_t)PyList_Size(pairs), *order = PyMem_Malloc((size + 1) * sizeof(size_t));
    int done = 1;
    self.held = PyMem_Malloc((4 * size + 1) * sizeof(Held)); /* forms, and the same respelt */
    self.asked = PyMem_Malloc((size + 1) * sizeof(Asked));
    if (order == NULL || self.held == NULL || self.asked == NULL || most < 0)
        done = (most < 0 ? PyErr_SetString(PyExc_ValueError, "so few pairs aren't weighed")
                         : (void)PyErr_NoMemory(), -1);
    for (size_t i = 0; done > 0 && i < size; i++)
        done = read_pair(&self, PyList_GetItem(pairs, (Py_ssize_t)i));
    for (size_t i = 0; done > 0 && i < self.count; i++)
        if (self.asked[i].same == i)
            done = compare(&self, &self.asked[i]);
    if (done > 0 && promise_all(&self, much_less) < 0)
        done = -1;
    if (done > 0) {
        size_t count = lesser(order_of(&self, order), (size_t)most);
        if (weigh(&self, order, count, much_less, far, &best) == 0)
            found = evidences(&self, best - far);
    } else if (done == 0)
        found = Py_NewRef(Py_None);
    scoring_done(&self);
    PyMem_Free(order);
    return found;
}
