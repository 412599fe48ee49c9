/* The evidence for a pair (translit/match/pair.py, the reference), and the types.
 *
 * In go two Names; what comes out is the evidence that both are spellings of one, in nats: that of
 * the better of two explanations, habits of spelling and slips (slips.c), each a weighted sum of
 * its features. It stops where it can't come to as much as is of interest. So "Zwara" for "Zuwara"
 * has 1.5 nats by habit, a u that is left out.
 */
#include "weighing.h"

static int differ(Name *x, Name *y, int set) {
    if (!both_say(x, y, set))
        return says(x, set) != says(y, set);
    PyObject *one = field_of(x, set), *other = field_of(y, set);
    return one == NULL || other == NULL ? -1 : PyObject_RichCompareBool(one, other, Py_NE);
}

/* What the features that any explanation has are worth. */
static int valued(const Compared *self, const Found *found, double *value) {
    Name *x = self->x, *y = self->y;
    const Weigher *weigher = x->weigher;
    int native = same_text(x->script, y->script), numbers = differ(x, y, NUMBERS);
    double whole = 1.0;
    if (numbers < 0)
        return -1;
    if (found->added) {
        whole = 0.0;
        for (size_t i = 0; i < found->x.count; i++)
            whole += word_surprisal(weigher, word_in(&found->x, i));
        whole += found->added;
    }
    const double features[COMMON] = {
        (double)found->alone, found->moved, found->crossed, log1p(found->added_rare / 10),
        found->added / whole, found->lone, numbers, (double)found->traits, (double)found->places,
        (double)found->things, (double)found->title,
        x->written.size && y->written.size && x->articled != y->articled, self->across,
        native && !x->is_latin, !native && !self->across, x->is_several || y->is_several,
        x->vowels > 0 || y->vowels > 0, x->vowels < 0 || y->vowels < 0,
    };
    *value = weighted(weigher->common, features, COMMON);
    return 0;
}

/* The features of habits that are known without writing the one name as the other. */
static int quick_habits(const Compared *self, const Side *x, const Side *y, double *features) {
    int begin = !!x->marks.size == !!y->marks.size &&
                (!x->marks.size || x->marks.letters[0] == y->marks.letters[0]);
    int are_whole = x->places == NULL && y->places == NULL && x->name == self->x;
    features[0] = sounds_wrong(x->marks, y->marks);
    features[1] = x->name->vowels != y->name->vowels ? unheard(x, y) : 0.0;
    features[2] = !begin;
    features[3] = self->apart;
    features[4] = self->x->guessed != self->y->guessed;
    return are_whole ? 0 : words_apart(x, y, &features[3]);
}

/* The words of both, matched, and what is common to all explanations: once. */
static int find(Compared *self) {
    if (self->found != NULL)
        return 0;
    Found *found = PyMem_Calloc(1, sizeof(Found));
    size_t room = 32 * (self->x->size + self->y->size + 4 * MOST_WORDS) + 8 * MOST_LETTERS;
    self->store = PyMem_Malloc(room * sizeof(uint32_t));
    if (found == NULL || self->store == NULL) {
        PyMem_Free(found);
        PyMem_Free(self->store);
        self->store = NULL;
        return PyErr_NoMemory(), -1;
    }
    self->room = (Room){self->store, self->store + room};
    int done = self->several ? counterparts(self, found) : one_word_each(self, found);
    if (done == 0)
        done = valued(self, found, &self->common);
    if (done == 0)
        self->found = found;
    else {
        PyMem_Free(found);
        PyMem_Free(self->store);
        self->store = NULL;
    }
    return done;
}

static int contradicts(Compared *self) {
    if (find(self) < 0)
        return -1;
    const Found *found = self->found;
    return self->clash || found->alone > 0 || found->traits > 0 || found->number ||
           found->things > 0;
}

static int none_of(Name *name, double *none) {
    if (isnan(name->none)) {
        PyObject *form = form_of(name), *call = name->weigher->calls[NONE_OF_THEM];
        if (form == NULL ||
            float_of(PyObject_CallFunctionObjArgs(call, form, NULL), &name->none) < 0)
            return -1;
    }
    *none = name->none;
    return 0;
}

/* What the evidence stays below, but for a nat, where something contradicts. */
static int bound_of(Compared *self) {
    double one, other;
    if (!isnan(self->bound))
        return 0;
    if (none_of(self->x, &one) < 0 || none_of(self->y, &other) < 0)
        return -1;
    self->bound = least_of(one, other) - self->x->weigher->is[BELOW_NONE];
    return 0;
}

/* Whether a pair that contradicts stays below what is of interest; -1 with an exception. Where the
 * first name tells that, the other isn't asked. */
static int stays_below(Compared *self, double least) {
    double one;
    if (isnan(self->bound)) {
        if (none_of(self->x, &one) < 0)
            return -1;
        if (least > one - self->x->weigher->is[BELOW_NONE] + 1)
            return 1;
    }
    return bound_of(self) < 0 ? -1 : least > self->bound + 1;
}

/* Two names in one script of which a word is replaced, if they are a few slips apart. */
static int is_typed_as_a_whole(Compared *self) {
    const Name *x = self->x, *y = self->y;
    Side mine = whole_side(self->x), theirs = whole_side(self->y);
    if (!self->found->alone || !same_text(x->script, y->script))
        return 0;
    int which = x->is_latin ? LATIN_OF : LETTERS_OF;
    Text one = spelt_side(&self->room, &mine, which, 0);
    Text other = spelt_side(&self->room, &theirs, which, 0);
    return (double)slips_between(one, other) <= x->weigher->is[MOST_TYPED];
}

/* The evidence by slips; -INFINITY where there are too many. */
static int by_slips(Compared *self, double *found) {
    const Weigher *weigher = self->x->weigher;
    double features[SLIPS], common;
    int done = slips(self, self->found, features);
    *found = -INFINITY;
    if (done > 0)
        *found = weighted(weigher->slips, features, SLIPS) + self->common;
    if (done < 0 || !is_typed_as_a_whole(self))
        return done < 0 ? done : 0;
    Found whole = {.x = whole_side(self->x), .y = whole_side(self->y), .letters = 1,
                   .traits = self->found->traits, .places = self->found->places,
                   .things = self->found->things, .title = self->found->title};
    done = slips(self, &whole, features);
    if (done > 0 && valued(self, &whole, &common) < 0)
        return -1;
    if (done > 0)
        *found = most_of(*found, weighted(weigher->slips, features, SLIPS) + common);
    return done < 0 ? done : 0;
}

static double worth_of_gain(const Compared *self) {
    const double *habits = self->x->weigher->habits;
    return habits[GAIN] + (self->across ? habits[GAIN_ACROSS] : 0.0);
}

/* What a gain is worth. */
static double gained(const Compared *self, double gain) {
    double much = self->x->weigher->is[MUCH];
    return least_of(gain, much) * worth_of_gain(self) +
           most_of(0.0, gain - much) / 10 * self->x->weigher->habits[GAIN_MORE];
}

/* The most that the gain from the spelling may be worth. */
static double gained_at_most(const Compared *self) {
    double known = self->surprisal, much = self->x->weigher->is[MUCH];
    return most_of(most_of(gained(self, self->x->weigher->is[LEAST_GAIN]),
                           gained(self, least_of(known, much))),
                   gained(self, known));
}

/* How much writing one name as the other may cost for the evidence to be `least`. */
static double affordable(const Compared *self, double least, double rest, double known,
                         double letters, double rare) {
    const Weigher *weigher = self->x->weigher;
    double gain = worth_of_gain(self), more = weigher->habits[GAIN_MORE] / 10;
    double cost = weigher->habits[COST];
    if (least == -INFINITY || !(cost < 0 && 0 <= gain && gain >= more))
        return weigher->is[NEVER];
    double wanted = least - rest - weigher->is[A_HAIR];
    double with_gain = (gain * known * rare - wanted) / (gain * rare - cost / letters);
    return most_of(with_gain, (gain * weigher->is[LEAST_GAIN] - wanted) / (-cost / letters));
}

/* The evidence by habits for forms of one word each; -INFINITY where it is less than `least`. */
static int one_word(Compared *self, double least, double *found) {
    const Way *way = &self->way;
    const Weigher *weigher = self->x->weigher;
    double quick[HABITS - QUICK], rare, known = self->surprisal, cost = 0.0;
    Side mine = whole_side(self->x), theirs = whole_side(self->y), target = whole_side(way->target);
    const Side *sides[] = {&target};
    *found = -INFINITY;
    if (quick_habits(self, &mine, &theirs, quick) < 0)
        return -1;
    double rest = weighted(weigher->habits + QUICK, quick, HABITS - QUICK) + self->common;
    if (rest + gained_at_most(self) < least)
        return 0;
    const Name *from = way->source, *to = way->target;
    Text one = source_spelling(way) == LATIN_OF ? from->latin : from->letters;
    Text other = target_spelling(way) == LATIN_OF ? to->latin : to->letters;
    double letters = (double)(other.size ? other.size : 1), least_gain = weigher->is[LEAST_GAIN];
    if (mean_rarity(sides, 1, &rare) < 0)
        return -1;
    double bound = affordable(self, least, rest, known, letters, rare);
    if (!(bound > 0) || edit_cost(way, one, other, least_of(bound, known - least_gain), &cost) < 0)
        return bound > 0 ? -1 : 0;
    if (cost < bound)
        *found = rest + gained(self, most_of((known - cost) * rare, least_gain)) +
                 weigher->habits[COST] * cost / letters;
    return 0;
}

/* The evidence by habits; -INFINITY where it is less than `least`. */
static int by_habits(Compared *self, double least, double *evidence) {
    const Weigher *weigher = self->x->weigher;
    const Found *found = self->found;
    if (!self->several)
        return one_word(self, least, evidence);
    double gain = least_of(found->gain, weigher->is[MUCH]);
    double features[HABITS] = {gain, self->across ? gain : 0.0,
                               most_of(0.0, found->gain - weigher->is[MUCH]) / 10,
                               found->cost / (double)found->letters};
    if (quick_habits(self, &found->x, &found->y, features + QUICK) < 0)
        return -1;
    *evidence = self->common + weighted(weigher->habits, features, HABITS);
    return 0;
}

/* The evidence by the explanation that gives more, or -INFINITY where it is less than `least`. */
static int evidence_of(Compared *self, double least, double *evidence) {
    double typed, habits;
    int against = contradicts(self), below = against > 0 ? stays_below(self, least) : against;
    *evidence = -INFINITY;
    if (below)
        return below < 0 ? -1 : 0;
    uint32_t *room = self->room.next;
    int done = by_slips(self, &typed);
    self->room.next = room; /* for whoever asks again */
    if (done < 0)
        return done;
    if (by_habits(self, against ? -INFINITY : most_of(least, typed), &habits) < 0)
        return -1;
    double found = most_of(typed, habits);
    if (against && found > self->bound)
        found = least_of(found, self->bound - expm1(self->bound - found));
    *evidence = found >= least ? found : -INFINITY;
    return 0;
}


/* --- the types -------------------------------------------------------------------------------- */

static void compared_dealloc(PyObject *object) {
    Compared *self = (Compared *)object;
    PyTypeObject *type = Py_TYPE(object);
    Py_XDECREF((PyObject *)self->x);
    Py_XDECREF((PyObject *)self->y);
    PyMem_Free(self->found);
    PyMem_Free(self->store);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

/* Two names, to be compared. */
Compared *pair_of(Weigher *self, Name *x, Name *y) {
    allocfunc new = (allocfunc)PyType_GetSlot(self->pair, Py_tp_alloc);
    Compared *pair = (Compared *)new(self->pair, 0);
    if (pair == NULL)
        return NULL;
    pair->x = (Name *)Py_NewRef((PyObject *)x);
    pair->y = (Name *)Py_NewRef((PyObject *)y);
    if (look(pair) == 0)
        return pair;
    Py_DECREF((PyObject *)pair);
    return NULL;
}

/* The least and the most that a pair may promise, before it is known whether the one is a reading
 * of the other. */
void bounds_of(const Compared *self, double *least, double *most) {
    const Weigher *weigher = self->x->weigher;
    double quick = weighted(weigher->promise, self->quick, READ), hair = weigher->is[A_HAIR];
    double worth = self->across ? weigher->promise[READ] : 0.0;
    *least = quick + least_of(worth, 0.0) - hair;
    *most = quick + most_of(worth, 0.0) + hair;
}

int promise_of(Compared *self, double *promise) {
    if (isnan(self->promise)) {
        int reads = self->across ? reads_as(self->x, self->y) : 0;
        if (reads < 0)
            return -1;
        self->quick[READ] = reads;
        self->promise = weighted(self->x->weigher->promise, self->quick, PROMISE);
    }
    *promise = self->promise;
    return 0;
}

/* Of a name of several words with an initial, how many of its longer words another one has. */
size_t held_beside_initials(const Compared *self) {
    const Name *x = self->x, *y = self->y;
    size_t longer = 0, held = 0;
    for (size_t i = 0; i < x->count; i++) {
        Text latin = x->words[i].latin;
        int is_first = !is_letter(&x->words[i]), is_held = 0;
        for (size_t k = 0; k < i && is_first; k++)
            is_first = !same_text(x->words[k].latin, latin);
        for (size_t k = 0; k < y->count && is_first && !is_held; k++)
            is_held = same_text(y->words[k].latin, latin);
        longer += (size_t)is_first;
        held += (size_t)is_held;
    }
    return 0 < longer && longer < x->count ? held : 0;
}

/* The evidence for a pair; that of Python, where readings are too long to be compared here. */
int evidence_for(Compared *self, double least, double *evidence) {
    int done = evidence_of(self, least, evidence);
    if (done != TOO_LONG)
        return done;
    PyObject *one = form_of(self->x), *other = form_of(self->y);
    if (one == NULL || other == NULL)
        return -1;
    return float_of(PyObject_CallFunction(self->x->weigher->calls[EVIDENCE], "OOOd", one, other,
                                          self->x->rarity, least), evidence);
}

static PyObject *weigher_name(PyObject *object, PyObject *args) {
    PyObject *form, *rarity;
    Name *found;
    if (!PyArg_ParseTuple(args, "OO:name", &form, &rarity))
        return NULL;
    int done = name_of((Weigher *)object, form, rarity, &found);
    return done > 0 ? (PyObject *)found : done < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *weigher_pair(PyObject *object, PyObject *args) {
    Weigher *self = (Weigher *)object;
    PyObject *x, *y;
    if (!PyArg_ParseTuple(args, "OO:pair", &x, &y))
        return NULL;
    if (PyObject_TypeCheck(x, self->name) && PyObject_TypeCheck(y, self->name))
        return (PyObject *)pair_of(self, (Name *)x, (Name *)y);
    PyErr_SetString(PyExc_TypeError, "a pair is one of names");
    return NULL;
}

static PyObject *compared_bounds(PyObject *object, void *closure) {
    (void)closure;
    double least, most;
    bounds_of((const Compared *)object, &least, &most);
    return Py_BuildValue("dd", least, most);
}

static PyObject *compared_promise(PyObject *object, void *closure) {
    (void)closure;
    double promise;
    return promise_of((Compared *)object, &promise) < 0 ? NULL : PyFloat_FromDouble(promise);
}

static PyObject *compared_contradicts(PyObject *object, void *closure) {
    (void)closure;
    int against = contradicts((Compared *)object);
    return against < 0 ? NULL : PyBool_FromLong(against);
}

static PyObject *compared_held(PyObject *object, void *closure) {
    (void)closure;
    return PyLong_FromSize_t(held_beside_initials((const Compared *)object));
}

static PyObject *compared_evidence(PyObject *object, PyObject *args) {
    double least = -INFINITY, found;
    if (!PyArg_ParseTuple(args, "|d:evidence", &least))
        return NULL;
    return evidence_for((Compared *)object, least, &found) < 0 ? NULL : PyFloat_FromDouble(found);
}

static int read_floats(PyObject *tuple, double *to, Py_ssize_t count) {
    if (!PyTuple_Check(tuple) || PyTuple_Size(tuple) != count) {
        PyErr_Format(PyExc_ValueError, "so many numbers are asked for: %zd", count);
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        to[i] = PyFloat_AsDouble(PyTuple_GetItem(tuple, i));
        if (PyErr_Occurred())
            return -1;
    }
    return 0;
}

static int weigher_fill(Weigher *self, PyObject *const *numbers, PyObject *calls) {
    double *const to[] = {self->common, self->habits, self->slips, self->promise, self->is,
                          self->surprise};
    static const Py_ssize_t COUNTS[] = {COMMON, HABITS, SLIPS, PROMISE, CONSTANTS, LETTERS};
    for (int i = 0; i < 6; i++)
        if (read_floats(numbers[i], to[i], COUNTS[i]) < 0)
            return -1;
    if (PyTuple_Size(calls) != CALLS) {
        PyErr_Format(PyExc_ValueError, "so many functions are asked for: %d", CALLS);
        return -1;
    }
    for (Py_ssize_t i = 0; i < CALLS; i++)
        self->calls[i] = Py_NewRef(PyTuple_GetItem(calls, i));
    return 0;
}

static PyTypeObject *type_of(PyTypeObject *weigher, const char *name) {
    PyObject *module = PyType_GetModule(weigher);
    return module == NULL ? NULL : (PyTypeObject *)PyObject_GetAttrString(module, name);
}

static PyObject *weigher_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *numbers[6], *latin, *calls;
    PyTypeObject *channels = type_of(type, "Channel");
    if (channels == NULL)
        return NULL;
    if (names != NULL && PyDict_Size(names) > 0)
        PyErr_SetString(PyExc_TypeError, "Weigher takes no keywords");
    else if (PyArg_ParseTuple(args, "OOOOOOO!O!", &numbers[0], &numbers[1], &numbers[2],
                              &numbers[3], &numbers[4], &numbers[5], channels, &latin,
                              &PyTuple_Type, &calls)) {
        Weigher *self = (Weigher *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
        if (self != NULL) {
            self->latin = Py_NewRef(latin);
            self->name = type_of(type, "Name");
            self->pair = type_of(type, "Compared");
            self->index = type_of(type, "Index");
            if (self->name && self->pair && self->index &&
                weigher_fill(self, numbers, calls) == 0) {
                Py_DECREF((PyObject *)channels);
                return (PyObject *)self;
            }
            Py_DECREF((PyObject *)self);
        }
    }
    Py_DECREF((PyObject *)channels);
    return NULL;
}

static int weigher_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(((Weigher *)object)->latin);
    Py_VISIT((PyObject *)((Weigher *)object)->name);
    Py_VISIT((PyObject *)((Weigher *)object)->pair);
    Py_VISIT((PyObject *)((Weigher *)object)->index);
    for (int i = 0; i < CALLS; i++)
        Py_VISIT(((Weigher *)object)->calls[i]);
    Py_VISIT(Py_TYPE(object));
    return 0;
}

static int weigher_clear(PyObject *object) {
    Py_CLEAR(((Weigher *)object)->latin);
    Py_CLEAR(((Weigher *)object)->name);
    Py_CLEAR(((Weigher *)object)->pair);
    Py_CLEAR(((Weigher *)object)->index);
    for (int i = 0; i < CALLS; i++)
        Py_CLEAR(((Weigher *)object)->calls[i]);
    return 0;
}

static void weigher_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    weigher_clear(object);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef weigher_methods[] = {
    {"name", weigher_name, METH_VARARGS,
     "name(form, rarity) -> the Name of a form, whose words are as rare as `rarity` says by their\n"
     "consonants; None where it is longer than names, and left to Python."},
    {"pair", weigher_pair, METH_VARARGS, "pair(x, y) -> two Names, Compared."},
    {"weighed", weigher_weighed, METH_VARARGS,
     "weighed(pairs, rarity, most, much_less, far, least) -> the evidence for each of some pairs\n"
     "of forms, as `scoring.weighed`; None where a form is longer than names. A form may also be\n"
     "a tuple (Index, row, what makes the form of a row)."},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef compared_methods[] = {
    {"evidence", compared_evidence, METH_VARARGS,
     "evidence(least=-inf) -> the evidence by the explanation that gives more, or -inf where it\n"
     "is less than `least`."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef compared_fields[] = {
    {"promise_bounds", compared_bounds, NULL, "The least and the most that it may promise.", NULL},
    {"promise", compared_promise, NULL, "How much the pair promises.", NULL},
    {"contradicts", compared_contradicts, NULL, "Whether they are two names whatever agrees.",
     NULL},
    {"held_beside_initials", compared_held, NULL,
     "Of a name with an initial, how many of its longer words the other has.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot weigher_slots[] = {
    {Py_tp_doc,
     "Weigher(common, habits, slips, promise, constants, letters, latin, calls): what pairs are\n"
     "weighed by, as translit/match/compiled.py gives it.\n\n"
     "Raises:\n"
     "    ValueError: there are more numbers or functions, or fewer.\n"
     "    TypeError: they are no tuples of such, or `latin` is no Channel."},
    {Py_tp_new, weigher_new},
    {Py_tp_dealloc, weigher_dealloc},
    {Py_tp_traverse, weigher_traverse},
    {Py_tp_clear, weigher_clear},
    {Py_tp_methods, weigher_methods},
    {0, NULL},
};

static PyType_Slot name_slots[] = {
    {Py_tp_doc, "A form as a Weigher holds it."},
    {Py_tp_dealloc, name_dealloc},
    {0, NULL},
};

static PyType_Slot compared_slots[] = {
    {Py_tp_doc, "Two names that are compared: as translit.match.pair.Pair."},
    {Py_tp_dealloc, compared_dealloc},
    {Py_tp_methods, compared_methods},
    {Py_tp_getset, compared_fields},
    {0, NULL},
};

#define CLOSED (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE)
static PyType_Spec SPECS[] = {
    {.name = "translit.language._core.Weigher", .basicsize = sizeof(Weigher),
     .flags = CLOSED | Py_TPFLAGS_HAVE_GC, .slots = weigher_slots},
    {.name = "translit.language._core.Name", .basicsize = sizeof(Name),
     .flags = CLOSED | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = name_slots},
    {.name = "translit.language._core.Compared", .basicsize = sizeof(Compared),
     .flags = CLOSED | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = compared_slots},
};

int add_weighing(PyObject *module) {
    for (size_t i = 0; i < sizeof SPECS / sizeof *SPECS; i++) {
        if (add_type(module, &SPECS[i]) < 0)
            return -1;
    }
    return 0;
}
