/* How alike two spellings are (translit/match/likeness.py, the reference).
 *
 * In go spellings of two names, whole or those of some of their words; what comes out is what they
 * share, in nats: the cost of guessing the one letter by letter, less that of writing it when the
 * other is known (the channel of their script, in core.c). So "zwara" and "zuwara" share nearly all
 * that there is, since Latin letters often leave a u out.
 */
#include "weighing.h"

Side whole_side(Name *name) { return (Side){name, name->count, NULL, name->marks}; }

size_t place_in(const Side *side, size_t number) {
    return side->places == NULL ? number : side->places[number];
}

Word *word_in(const Side *side, size_t number) {
    return &side->name->words[place_in(side, number)];
}

Text text_of(const Word *word, int which) {
    switch (which) {
    case LETTERS_OF:
        return word->letters;
    case LATIN_OF:
        return word->latin;
    case MARKS_OF:
        return word->marks;
    default:
        return word->consonants;
    }
}

/* The texts of some words, one behind the other, with spaces between them or not. */
Text run_together(Room *room, const Side *side, int which, int spaced) {
    Text found = {room->next, 0};
    for (size_t i = 0; i < side->count; i++) {
        Text text = text_of(word_in(side, i), which);
        if (spaced && i > 0)
            room->next[found.size++] = ' ';
        if (text.size)
            memcpy(room->next + found.size, text.letters, text.size * sizeof(uint32_t));
        found.size += text.size;
    }
    room->next += found.size;
    return found;
}

/* A side's spelling as a whole, without spaces where they aren't wanted. */
Text spelt_side(Room *room, const Side *side, int which, int spaced) {
    Text spelt = which == LATIN_OF ? side->name->latin : side->name->letters;
    if (side->places != NULL)
        return run_together(room, side, which, spaced);
    return spaced ? spelt : without(room, spelt, ' ');
}

int is_side_read(const Side *side) {
    if (side->places == NULL)
        return side->name->is_read;
    for (size_t i = 0; i < side->count; i++)
        if (!is_ascii(word_in(side, i)->latin))
            return 0;
    return 1;
}

/* Whether a text may end in the sound that another one begins with: sounds have 1 to 3 marks. */
static int may_sound_once(Text before, Text after) {
    for (size_t size = 1; size <= 3 && size <= before.size && size <= after.size; size++)
        if (!memcmp(before.letters + before.size - size, after.letters, size * sizeof(uint32_t)))
            return 1;
    return 0;
}

/* The marks of words run together, as Python works them out. */
static int sound_out(Room *room, Side *side) {
    PyObject *words = PyTuple_New((Py_ssize_t)side->count);
    for (size_t i = 0; words != NULL && i < side->count; i++) {
        PyObject *word = word_of(side->name, place_in(side, i));
        if (word == NULL || PyTuple_SetItem(words, (Py_ssize_t)i, Py_NewRef(word)) < 0)
            Py_CLEAR(words);
    }
    PyObject *marks = words == NULL ? NULL : PyObject_CallFunctionObjArgs(
        side->name->weigher->calls[RESPELT], words, NULL);
    Py_XDECREF(words);
    Py_ssize_t size = marks == NULL ? -1 : PyUnicode_GetLength(marks);
    if (size > room->end - room->next) {
        PyErr_SetString(PyExc_ValueError, "words have more sounds together than alone");
        size = -1;
    }
    if (size > 0 && !PyUnicode_AsUCS4(marks, room->next, size, 0))
        size = -1;
    Py_XDECREF(marks);
    if (size < 0)
        return -1;
    side->marks = (Text){room->next, (size_t)size};
    room->next += size;
    return 0;
}

/* A form with some of its words; all of them where there are none. */
int side_with(Room *room, Name *name, const unsigned char *places, size_t count,
                     Side *side) {
    size_t in_place = 0;
    while (in_place < count && places[in_place] == in_place)
        in_place++;
    *side = whole_side(name);
    if (count == 0 || (in_place == count && count == name->count))
        return 0;
    side->places = places;
    side->count = count;
    Text before = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        Text marks = word_in(side, i)->marks;
        if (may_sound_once(before, marks))
            return sound_out(room, side);
        if (marks.size)
            before = marks;
    }
    side->marks = run_together(room, side, MARKS_OF, 0);
    return 0;
}

/* The mean rarity of the letters of some words of one or two sides. */
int mean_rarity(const Side *const *sides, size_t count, double *found) {
    size_t letters = 0;
    Sum sum = {0.0, 0.0};
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < sides[k]->count; i++) {
            double rarity;
            size_t size = word_in(sides[k], i)->latin.size;
            if (rarity_of(sides[k]->name, place_in(sides[k], i), &rarity) < 0)
                return -1;
            add(&sum, rarity * (double)size);
            letters += size;
        }
    *found = letters ? total(&sum) / (double)letters : 1.0;
    return 0;
}


int source_spelling(const Way *way) { return way->by == AS_LATIN ? LATIN_OF : LETTERS_OF; }
int target_spelling(const Way *way) { return way->by == AS_WRITTEN ? LETTERS_OF : LATIN_OF; }

double surprise(const Weigher *self, Text latin) {
    double sum = 0.0;
    for (size_t i = 0; i < latin.size; i++)
        sum += latin.letters[i] < LETTERS ? self->surprise[latin.letters[i]] : self->is[WRONG];
    return sum;
}

double surprisal(const Weigher *self, const Way *way, Text target) {
    return way->by == AS_WRITTEN ? self->is[WRONG] * (double)target.size : surprise(self, target);
}

double word_surprisal(const Weigher *self, const Word *word) {
    return is_ascii(word->latin) ? surprise(self, word->latin)
                                 : self->is[A_LETTER] * (double)word->letters.size;
}

static int cost_by_python(const Way *way, Text source, Text target, double most, double *cost) {
    PyObject *script = way->by == AS_LATIN ? PyUnicode_FromString("Latn")
                                           : string_of(way->source->script);
    PyObject *one = string_of(source), *other = string_of(target), *found = NULL;
    if (script != NULL && one != NULL && other != NULL)
        found = PyObject_CallFunction(way->source->weigher->calls[COST_OF], "OOOd", script, one,
                                      other, most);
    Py_XDECREF(script);
    Py_XDECREF(one);
    Py_XDECREF(other);
    return float_of(found, cost);
}

int edit_cost(const Way *way, Text source, Text target, double most, double *cost) {
    const Weigher *weigher = way->source->weigher;
    if (way->by == AS_WRITTEN) {
        Pattern pattern;
        pattern_of(&pattern, source);
        *cost = least_of(most, weigher->is[WRONG] * (double)levenshtein(&pattern, target));
        return 0;
    }
    PyObject *channel = way->by == AS_LATIN ? weigher->latin : way->source->channel;
    int done = channel_cost_of(channel, source.letters, (Py_ssize_t)source.size, target.letters,
                               (Py_ssize_t)target.size, most, cost);
    return done == 0 ? cost_by_python(way, source, target, most, cost) : done < 0 ? -1 : 0;
}

/* What two forms that are spelt alike may differ in, in this order. */
static int is_behind(const Name *x, const Name *y) {
    int order = in_text_order(x->letters, y->letters);
    order = order ? order : in_text_order(x->latin, y->latin);
    order = order ? order : in_text_order(x->marks, y->marks);
    return (order ? order : in_text_order(x->script, y->script)) > 0;
}

static int writes(const Name *one, const Name *other) {
    return one->channel != Py_None && (other->is_latin || one->is_several);
}

Way oriented(Name *x, Name *y) {
    int read = x->is_read && y->is_read, native = same_text(x->script, y->script);
    if (read && !native && writes(x, y))
        return (Way){x, y, BY_SCRIPT};
    if (read && !native && writes(y, x))
        return (Way){y, x, BY_SCRIPT};
    int by = !read || (native && x->is_several) ? AS_WRITTEN : AS_LATIN;
    Text one = by == AS_LATIN ? x->latin : x->letters;
    Text other = by == AS_LATIN ? y->latin : y->letters;
    int swapped = same_text(one, other) ? is_behind(x, y) : is_longer(one, other);
    return swapped ? (Way){y, x, by} : (Way){x, y, by};
}

void in_order(const Way *way, Text *one, Text *other) {
    if (way->by != BY_SCRIPT && is_longer(*one, *other)) {
        Text held = *one;
        *one = *other;
        *other = held;
    }
}

Shared share_of(const Weigher *self, double known, double cost, size_t letters) {
    double lacking = self->is[LACKING_BELOW], coverage = (known - cost) / (known ? known : 1.0);
    coverage = (coverage - lacking) / (self->is[COVERED_FROM] - lacking);
    return (Shared){known - cost, cost, letters, least_of(1.0, most_of(0.0, coverage))};
}

int shared(const Way *way, Text source, Text target, Shared *found) {
    const Weigher *self = way->source->weigher;
    double known = surprisal(self, way, target), most = (1 - self->is[LACKING_BELOW]) * known, cost;
    if (edit_cost(way, source, target, most, &cost) < 0)
        return -1;
    *found = cost < most ? share_of(self, known, cost, target.size)
                         : (Shared){known - cost, cost, target.size, 0.0};
    return 0;
}
