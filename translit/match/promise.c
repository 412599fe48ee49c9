/* How much a pair promises (translit/match/promise.py, the reference, with the sets of
 * contradictions.py).
 *
 * In go a Compared; what comes out is a weighted sum of a few features that cost little, by which
 * the pairs worth weighing are chosen. So for "Zwara" Zuwara promises -0.2 and Zawiya -9.5.
 */
#include "weighing.h"

/* The distance of a word from those of the other side, by their consonants where both have some and
 * these are asked for. */
typedef struct {
    const Word *word;
    Pattern marks, consonants;
} Heard;

static double word_distance(const Heard *heard, const Word *other, int by_consonants) {
    return by_consonants ? levenshtein_share(&heard->consonants, other->consonants)
                         : levenshtein_share(&heard->marks, other->marks);
}

static int share_alone(const Side *side, const double *apart, double joined, double *found) {
    Sum lacking = {0.0, 0.0}, whole = {0.0, 0.0};
    for (size_t i = 0; i < side->count; i++) {
        double rarity;
        if (rarity_of(side->name, place_in(side, i), &rarity) < 0)
            return -1;
        add(&lacking, rarity * apart[i]);
        add(&whole, rarity);
    }
    double all = total(&whole);
    *found = least_of(joined, total(&lacking) / (all ? all : 1.0));
    return 0;
}

int words_apart(const Side *x, const Side *y, double *found) {
    double joined = levenshtein_between(x->marks, y->marks), here, there;
    double mine[MOST_WORDS], theirs[MOST_WORDS];
    *found = joined;
    if ((x->count == 1 && y->count == 1) || !x->count || !y->count)
        return 0;
    int unlike = x->name->vowels != y->name->vowels || x->name->vowels < 0;
    for (size_t j = 0; j < y->count; j++)
        theirs[j] = INFINITY;
    for (size_t i = 0; i < x->count; i++) {
        Heard heard = {.word = word_in(x, i)};
        pattern_of(&heard.marks, heard.word->marks);
        pattern_of(&heard.consonants, heard.word->consonants);
        mine[i] = INFINITY;
        for (size_t j = 0; j < y->count; j++) {
            const Word *other = word_in(y, j);
            int one_has = unlike && heard.word->consonants.size;
            int other_has = unlike && other->consonants.size;
            double forth = word_distance(&heard, other, one_has);
            mine[i] = least_of(mine[i], forth);
            theirs[j] = least_of(theirs[j], !one_has == !other_has
                                                ? forth
                                                : word_distance(&heard, other, other_has));
        }
    }
    if (share_alone(x, mine, joined, &here) < 0 || share_alone(y, theirs, joined, &there) < 0)
        return -1;
    *found = least_of(here, there);
    return 0;
}

/* How many sounds to change, in whole sounds, on a logarithmic scale. */
double sounds_wrong(Text x, Text y) {
    Pattern pattern;
    pattern_of(&pattern, x);
    return log1p((double)levenshtein(&pattern, y) / 3);
}

static Text coarse(uint32_t *into, Text marks) {
    for (size_t i = 0; i < marks.size; i++)
        into[i] = marks.letters[i] == 'e' ? 'i' : marks.letters[i] == 'o' ? 'u' : marks.letters[i];
    return (Text){into, marks.size};
}

double unheard(const Side *x, const Side *y) {
    uint32_t letters[2][MOST_LETTERS];
    int x_has_fewer = x->name->vowels < y->name->vowels;
    Text fewer = coarse(letters[0], x_has_fewer ? x->marks : y->marks);
    Text more = coarse(letters[1], x_has_fewer ? y->marks : x->marks);
    Pattern pattern;
    pattern_of(&pattern, fewer);
    size_t common = (fewer.size + more.size - indel(&pattern, more)) / 2;
    return 1 - (double)common / (double)(fewer.size ? fewer.size : 1);
}

int says(const Name *name, int set) { return name->has[set - KINDS]; }

/* How many items of two sets of a form only one has. */
int only_one_has(Name *x, Name *y, int set, double *found) {
    *found = 0.0;
    if (!says(x, set) && !says(y, set))
        return 0;
    PyObject *one = field_of(x, set), *other = field_of(y, set);
    PyObject *apart = one == NULL || other == NULL ? NULL : PyNumber_Xor(one, other);
    Py_ssize_t size = apart == NULL ? -1 : PyObject_Size(apart);
    Py_XDECREF(apart);
    *found = (double)size;
    return size < 0 ? -1 : 0;
}

int both_say(const Name *x, const Name *y, int set) { return says(x, set) && says(y, set); }

/* Whether a name begins with a letter of Hangul, which stand apart in the letters of a form. */
static int begins_in_hangul(const Name *name) {
    return name->letters.size && name->letters.letters[0] >> 8 == 0x11;
}

/* Whether a name may be one of syllables. */
static int may_have_syllables(Name *name) {
    if (name->count < 2 && !begins_in_hangul(name))
        return 0;
    if (name->has_syllables == UNKNOWN) {
        PyObject *call = name->weigher->calls[MAY_HAVE_SYLLABLES];
        name->has_syllables = (int)number_of(ask_both(call, name->latin, name->letters));
        if (name->has_syllables < 0)
            return name->has_syllables = UNKNOWN, -1;
    }
    return name->has_syllables;
}

/* Whether two forms say what can't be said of one thing. Most say nothing of the kind; of the
 * others Python knows. */
static int contradict(Name *x, Name *y) {
    if ((double)x->surname == x->weigher->is[NO_TITLE] ||
        (double)y->surname == x->weigher->is[NO_TITLE])
        return 1;
    int asked = both_say(x, y, TRAITS) || both_say(x, y, NUMBERS) || both_say(x, y, LEGAL);
    if (!asked && (asked = may_have_syllables(x)) > 0)
        asked = may_have_syllables(y);
    if (asked <= 0)
        return asked;
    PyObject *one = form_of(x), *other = form_of(y);
    return one == NULL || other == NULL
               ? -1
               : (int)number_of(PyObject_CallFunctionObjArgs(x->weigher->calls[CONTRADICT], one,
                                                             other, NULL));
}

/* Whether some system of its script writes the one that isn't in Latin letters as the other. */
int reads_as(Name *x, Name *y) {
    Name *other = y->is_latin ? x : y, *latin = y->is_latin ? y : x;
    const Readings *readings = own_readings(other);
    if (readings == NULL)
        return -1;
    for (size_t i = 0; !readings->are_none && i < readings->count; i++)
        if (is_once(readings->spelt[i], latin->joined))
            return 1;
    return 0;
}


/* The features of the promise, but for whether the one is a reading of the other. */
int look(Compared *self) {
    Name *x = self->x, *y = self->y;
    const Weigher *weigher = x->weigher;
    Side mine = whole_side(x), theirs = whole_side(y);
    double *quick = self->quick;
    Pattern joined;
    self->several = x->count && y->count && x->count + y->count > 2;
    self->across = x->is_latin != y->is_latin;
    self->way = oriented(x, y);
    self->promise = self->bound = NAN;
    self->clash = contradict(x, y);
    if (self->clash < 0 || words_apart(&mine, &theirs, &self->apart) < 0)
        return -1;
    Name *target = self->way.target;
    self->surprisal = surprisal(weigher, &self->way, target_spelling(&self->way) == LATIN_OF
                                                         ? target->latin : target->letters);
    pattern_of(&joined, x->joined);
    quick[TOLD] = least_of(self->surprisal, weigher->is[MUCH]);
    quick[APART] = self->apart;
    quick[WRONG_SOUNDS] = sounds_wrong(x->marks, y->marks);
    quick[WRONG_LETTERS] = share(aligned(&joined, y->joined),
                                 greater(x->joined.size, y->joined.size));
    quick[ACROSS] = self->across ? quick[WRONG_LETTERS] : 0.0;
    quick[UNHEARD] = x->vowels != y->vowels ? unheard(&mine, &theirs) : 0.0;
    quick[CLASH] = self->clash;
    return only_one_has(x, y, TRAITS, &quick[QUALIFIERS]) < 0 ||
                   only_one_has(x, y, KINDS, &quick[GENERICS]) < 0
               ? -1
               : 0;
}
