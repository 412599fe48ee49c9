/* Which words of two names are counterparts (translit/match/counterparts.py, the reference).
 *
 * In go two Names; what comes out is what is left of both, in the order of their counterparts, to
 * be compared as it stands, and what the words without a counterpart tell, in nats. So of "irina
 * sergeevna sokolova" and "irina sergeevna morozova" the first two words are compared, and one is
 * replaced.
 */
#include "weighing.h"

static const Shared NOTHING_SHARED = {0.0, 0.0, 0, 0.0};

static Shared nothing_shared(const Weigher *self) {
    Shared found = NOTHING_SHARED;
    found.gain = self->is[LEAST_GAIN];
    return found;
}

/* What two words share if the one is the other mistyped. */
static Shared slipped(const Weigher *self, Text a, Text b, size_t letters) {
    double longest = (double)greater(a.size, b.size);
    if (longest < self->is[SHORTEST_SLIPPED])
        return nothing_shared(self);
    size_t count = slips_between(a, b);
    if (count > (longest < self->is[BEARS_TWO] ? 1 : 2))
        return nothing_shared(self);
    return share_of(self, least_of(surprise(self, a), surprise(self, b)),
                    self->is[A_SLIP] * (double)count, letters);
}

/* Whether a word is the initial of another one. */
static int is_initial(const Word *word, const Word *other) {
    Text letter = word->latin, whole = other->latin;
    return is_letter(word) && !is_letter(other) && letter.size < whole.size &&
           !memcmp(letter.letters, whole.letters, letter.size * sizeof(uint32_t));
}

/* What two words share by the explanation that tells the most. */
static int best_shared(const Way *way, const Word *a, const Word *b, Shared *found) {
    const Weigher *self = way->source->weigher;
    Text one = text_of(a, source_spelling(way)), other = text_of(b, target_spelling(way));
    in_order(way, &one, &other);
    if (shared(way, one, other, found) < 0)
        return -1;
    if (found->coverage >= 1 || !a->latin.size || !b->latin.size)
        return 0;
    Shared typed = slipped(self, a->latin, b->latin, other.size);
    if (typed.gain > found->gain || (found->coverage <= 0 && 0 < typed.coverage)) {
        typed.coverage = most_of(found->coverage, typed.coverage);
        *found = typed;
    }
    if (is_initial(a, b) || is_initial(b, a))
        *found = (Shared){self->is[AN_INITIAL], 0.0, other.size,
                          most_of(found->coverage, self->is[FOUND_BY_INITIAL])};
    return 0;
}

/* What two words of the two names share, by rarity. */
static int words_shared(const Way *way, size_t i, size_t j, Shared *found) {
    const Weigher *self = way->source->weigher;
    const Word *a = &way->source->words[i], *b = &way->target->words[j];
    int is_short = is_letter(a) || is_letter(b);
    int unlike = a->consonants.size && b->consonants.size &&
                 levenshtein_between(a->consonants, b->consonants) > self->is[UNLIKE];
    double one, other;
    *found = nothing_shared(self);
    if (!is_short && unlike && slips_between(a->latin, b->latin) > 2)
        return 0;
    if (best_shared(way, a, b, found) < 0 || rarity_of(way->source, i, &one) < 0 ||
        rarity_of(way->target, j, &other) < 0)
        return -1;
    double rare = (one + other) / 2;
    if (rare != 1 && found->coverage > 0)
        found->gain *= rare;
    return 0;
}

/* A pair of words that share something, and how much. */
typedef struct {
    double worth;
    unsigned char i, j;
    int is_initial;
    Shared shared;
} Cell;

/* Those that share the most first; of equals those that stand the first, and the straightest. */
static int in_cell_order(const void *one, const void *other) {
    const Cell *a = one, *b = other;
    int order = (a->worth < b->worth) - (a->worth > b->worth);
    order = order ? order : (a->i + a->j) - (b->i + b->j);
    order = order ? order : abs(a->i - a->j) - abs(b->i - b->j);
    return order ? order : a->i - b->i;
}

/* The pairs of words that share something; how many, or -1 with an exception. */
static long cells_of(const Way *way, Cell *cells) {
    long count = 0;
    for (size_t i = 0; i < way->source->count; i++)
        for (size_t j = 0; j < way->target->count; j++) {
            Cell *cell = &cells[count];
            if (words_shared(way, i, j, &cell->shared) < 0)
                return -1;
            if (cell->shared.coverage <= 0)
                continue;
            cell->i = (unsigned char)i;
            cell->j = (unsigned char)j;
            cell->is_initial =
                is_letter(&way->source->words[i]) != is_letter(&way->target->words[j]);
            cell->worth = cell->shared.coverage * (1 + most_of(cell->shared.gain, 0.0));
            count++;
        }
    return count;
}

/* Each word once: how many pairs are kept in `matches`; -1 with an exception. */
static long one_by_one(const Way *way, Match *matches) {
    uint32_t used = 0, met = 0;
    long kept = 0;
    Cell *cells = PyMem_Malloc((way->source->count * way->target->count + 1) * sizeof(Cell));
    long count = cells == NULL ? (PyErr_NoMemory(), -1) : cells_of(way, cells);
    if (count > 0)
        qsort(cells, (size_t)count, sizeof(Cell), in_cell_order);
    for (long k = 0; k < count; k++) {
        const Cell *cell = &cells[k];
        if (used >> cell->i & 1 || met >> cell->j & 1)
            continue;
        used |= (uint32_t)1 << cell->i;
        met |= (uint32_t)1 << cell->j;
        matches[kept++] = (Match){.mine = {cell->i}, .theirs = {cell->j}, .mine_count = 1,
                                  .theirs_count = 1, .shared = cell->shared,
                                  .is_initial = cell->is_initial};
    }
    PyMem_Free(cells);
    return count < 0 ? -1 : kept;
}

/* Whether the consonants of two runs of words are alike enough for one to be the other, joined and
 * split otherwise. */
static int may_be_joined(Room *room, const Side *mine, const Side *theirs) {
    Text one = run_together(room, mine, CONSONANTS_OF, 0);
    Text other = run_together(room, theirs, CONSONANTS_OF, 0);
    return levenshtein_between(one, other) <= mine->name->weigher->is[UNLIKE_AS_A_WHOLE];
}

/* The words of a name that aren't matched. */
static size_t unmatched(const Match *matches, long count, int mine, size_t words,
                        unsigned char *places) {
    size_t left = 0;
    for (size_t place = 0; place < words; place++) {
        int is_met = 0;
        for (long k = 0; k < count; k++)
            is_met |= (mine ? matches[k].mine[0] : matches[k].theirs[0]) == place;
        if (!is_met)
            places[left++] = (unsigned char)place;
    }
    return left;
}

/* Match what is left on both sides as a block, if it shares anything. */
static long match_rest(Compared *self, Match *matches, long count) {
    const Way *way = &self->way;
    Match *block = &matches[count];
    memset(block, 0, sizeof(Match));
    block->mine_count = unmatched(matches, count, 1, way->source->count, block->mine);
    block->theirs_count = unmatched(matches, count, 0, way->target->count, block->theirs);
    if (!block->mine_count || !block->theirs_count || block->mine_count + block->theirs_count <= 2)
        return count;
    Side mine = {way->source, block->mine_count, block->mine, {0}};
    Side theirs = {way->target, block->theirs_count, block->theirs, {0}};
    if (!may_be_joined(&self->room, &mine, &theirs))
        return count;
    Text one = run_together(&self->room, &mine, source_spelling(way), 1);
    Text other = run_together(&self->room, &theirs, target_spelling(way), 1);
    in_order(way, &one, &other);
    if (shared(way, one, other, &block->shared) < 0)
        return -1;
    return block->shared.coverage > 0 ? count + 1 : count;
}

static int by_first_place(const void *one, const void *other) {
    return ((const Match *)one)->mine[0] - ((const Match *)other)->mine[0];
}

/* The words that are matched, in the order of the source. */
static long matches_of(Compared *self, Match *matches) {
    long count = one_by_one(&self->way, matches);
    if (count >= 0)
        count = match_rest(self, matches, count);
    if (count > 0)
        qsort(matches, (size_t)count, sizeof(Match), by_first_place);
    return count;
}

/* What has no counterpart on a side: the places of its words, and what they, and parts of others,
 * tell. */
typedef struct {
    unsigned char places[MOST_WORDS];
    size_t count;
    double surprisal, rare;
    long distinctive;
} Rest;

static int rest_of(const Name *name, const Match *matches, long count, int mine, Rest *rest) {
    const Weigher *weigher = name->weigher;
    double coverage[MOST_WORDS];
    Sum told = {0.0, 0.0}, rare = {0.0, 0.0};
    for (size_t place = 0; place < name->count; place++)
        coverage[place] = -1;
    for (long k = 0; k < count; k++) {
        const unsigned char *places = mine ? matches[k].mine : matches[k].theirs;
        size_t size = mine ? matches[k].mine_count : matches[k].theirs_count;
        for (size_t i = 0; i < size; i++)
            coverage[places[i]] = matches[k].shared.coverage;
    }
    rest->count = 0;
    rest->distinctive = 0;
    for (size_t place = 0; place < name->count; place++) {
        const Word *word = &name->words[place];
        double nats = word_surprisal(weigher, word), rarity;
        if (coverage[place] >= 0) {
            add(&told, nats * (1 - coverage[place]));
            continue;
        }
        if (rarity_of(name, place, &rarity) < 0)
            return -1;
        add(&told, nats);
        add(&rare, rarity * nats);
        rest->places[rest->count++] = (unsigned char)place;
        rest->distinctive += !word->is_particle;
    }
    rest->surprisal = total(&told);
    rest->rare = total(&rare);
    return 0;
}

/* A match by whether its words stand before a comma, on each side, and by their places. */
typedef struct {
    int before, mine, their_before, theirs;
} Place;

static int in_place_order(const void *one, const void *other) {
    const Place *a = one, *b = other;
    return a->before != b->before ? a->before - b->before : a->mine - b->mine;
}

static void place_matches(Compared *self, const Match *matches, long count, Found *found) {
    long mine_comma = self->way.source->surname, their_comma = self->way.target->surname;
    Place places[MOST_WORDS + 1];
    long mine_least = mine_comma, their_least = their_comma;
    for (long k = 0; k < count; k++) {
        int mine = matches[k].mine[0], theirs = matches[k].theirs[0];
        places[k] = (Place){mine < mine_comma, mine, theirs < their_comma, theirs};
        mine_least = k == 0 || mine < mine_least ? mine : mine_least;
        their_least = k == 0 || theirs < their_least ? theirs : their_least;
        if (mine_comma > 0 && their_comma > 0)
            found->crossed |= places[k].before != places[k].their_before;
    }
    if (count > 0)
        qsort(places, (size_t)count, sizeof(Place), in_place_order);
    for (long k = 1; k < count; k++) {
        const Place *a = &places[k - 1], *b = &places[k];
        found->moved |= a->their_before != b->their_before ? a->their_before > b->their_before
                                                           : a->theirs > b->theirs;
    }
    if (found->crossed && !found->alone)
        found->alone = mine_least >= mine_comma || their_least >= their_comma;
}

static PyObject *words_at(Name *name, const unsigned char *places, size_t count) {
    PyObject *words = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; words != NULL && i < count; i++) {
        PyObject *word = word_of(name, places[i]);
        if (word == NULL || PyList_SetItem(words, (Py_ssize_t)i, Py_NewRef(word)) < 0)
            Py_CLEAR(words);
    }
    return words;
}

static int any_kind(const Name *name, const Rest *rest) {
    for (size_t i = 0; i < rest->count; i++)
        if (name->words[rest->places[i]].is_kind)
            return 1;
    return 0;
}

static int has_traits(const Name *name) {
    for (size_t i = 0; i < name->count; i++)
        if (name->words[i].is_trait)
            return 1;
    return says(name, TRAITS);
}

/* Ask Python what traits or kinds one side alone says. */
static PyObject *only_said(Name *x, Name *y, const Rest *mine, const Rest *theirs, int call) {
    PyObject *one = words_at(x, mine->places, mine->count), *found = NULL;
    PyObject *other = words_at(y, theirs->places, theirs->count);
    PyObject *form = form_of(x), *their_form = form_of(y);
    if (one != NULL && other != NULL && form != NULL && their_form != NULL)
        found = PyObject_CallFunctionObjArgs(x->weigher->calls[call], form, their_form, one, other,
                                             NULL);
    Py_XDECREF(one);
    Py_XDECREF(other);
    return found;
}

static int traits_alone(Name *x, Name *y, const Rest *mine, const Rest *theirs,
                        Found *found) {
    found->traits = 0;
    if (has_traits(x) || has_traits(y))
        found->traits = number_of(only_said(x, y, mine, theirs, TRAITS_ALONE));
    return found->traits < 0 ? -1 : 0;
}

static int number_alone(Name *x, Name *y, const Rest *mine, const Rest *theirs, Found *found) {
    found->number = 0;
    if (says(x, NUMBERS) != says(y, NUMBERS))
        found->number = (int)number_of(only_said(x, y, mine, theirs, NUMBER_ALONE));
    return found->number < 0 ? -1 : 0;
}

static int kinds_alone(Name *x, Name *y, const Rest *mine, const Rest *theirs,
                       Found *found) {
    found->places = found->things = found->title = 0;
    if (!says(x, KINDS) && !says(y, KINDS) && !any_kind(x, mine) && !any_kind(y, theirs))
        return 0;
    PyObject *kinds = only_said(x, y, mine, theirs, KINDS_ALONE);
    PyObject *known = kinds == NULL ? NULL : PyObject_CallFunction(
        x->weigher->calls[OF_KINDS], "Oi", kinds, says(x, LEGAL) || says(y, LEGAL));
    int done = known != NULL && PyArg_ParseTuple(known, "lll", &found->places, &found->things,
                                                 &found->title);
    Py_XDECREF(kinds);
    Py_XDECREF(known);
    return done ? 0 : -1;
}

/* Whether a word on either side is matched as a whole, and the two are known to be other words: x,
 * which is asked with many others, is looked at first. */
static int are_apart(const Compared *self, const Match *match) {
    if (match->is_initial || match->mine_count != 1 || match->theirs_count != 1)
        return 0;
    unsigned char mine = match->mine[0], theirs = match->theirs[0];
    return self->way.source == self->x ? are_others(self->x, mine, self->y, theirs)
                                       : are_others(self->x, theirs, self->y, mine);
}

/* What the words that have a counterpart share, and what the others tell. */
static int by_word(Compared *self, const Match *matches, long count, Found *found) {
    Name *source = self->way.source, *target = self->way.target;
    Rest one, other;
    size_t whole = 0, mine = 0, theirs = 0;
    int others = 0;
    if (know_words(source) < 0 || know_words(target) < 0 ||
        rest_of(source, matches, count, 1, &one) < 0 ||
        rest_of(target, matches, count, 0, &other) < 0)
        return -1;
    for (long k = 0; k < count; k++) {
        const Match *match = &matches[k];
        int apart = are_apart(self, match);
        if (apart < 0)
            return -1;
        others |= apart;
        found->gain += match->shared.gain;
        found->cost += match->shared.cost;
        found->letters += match->shared.letters;
        if (match->is_initial)
            continue;
        memcpy(found->mine + mine, match->mine, match->mine_count);
        memcpy(found->theirs + theirs, match->theirs, match->theirs_count);
        mine += match->mine_count;
        theirs += match->theirs_count;
        whole++;
    }
    found->letters = found->letters ? found->letters : 1;
    found->alone = one.distinctive < other.distinctive ? one.distinctive : other.distinctive;
    found->others = others;
    if (!found->alone)
        found->alone = others;
    found->replaced = least_of(one.surprisal, other.surprisal);
    found->added = fabs(one.surprisal - other.surprisal);
    found->added_rare = fabs(one.rare - other.rare);
    found->lone = whole == 1 && (one.distinctive > 0 || other.distinctive > 0);
    place_matches(self, matches, count, found);
    if (side_with(&self->room, source, found->mine, mine, &found->x) < 0 ||
        side_with(&self->room, target, found->theirs, theirs, &found->y) < 0)
        return -1;
    return traits_alone(source, target, &one, &other, found) < 0 ||
                   number_alone(source, target, &one, &other, found) < 0
               ? -1
               : kinds_alone(source, target, &one, &other, found);
}

/* Two names whose words are joined and split otherwise, run together, if that takes less than the
 * words and what they lack; else they stay as they were found. */
static int as_a_whole(Compared *self, Found *found) {
    const Way *way = &self->way;
    const Weigher *weigher = self->x->weigher;
    Side source = whole_side(way->source), target = whole_side(way->target);
    Text one = run_together(&self->room, &source, source_spelling(way), 1);
    Text other = run_together(&self->room, &target, target_spelling(way), 1);
    double known = surprisal(weigher, way, other), cost, rare;
    double most = least_of(found->cost + 2 * found->replaced + found->added, known);
    const Side *sides[] = {&target};
    if (edit_cost(way, one, other, most, &cost) < 0)
        return -1;
    if (cost >= most)
        return 0;
    if (mean_rarity(sides, 1, &rare) < 0)
        return -1;
    *found = (Found){.x = source, .y = target, .gain = (known - cost) * rare, .cost = cost,
                     .letters = other.size ? other.size : 1};
    Rest none = {.count = 0}, mine = {.count = source.count}, theirs = {.count = target.count};
    for (size_t i = 0; i < MOST_WORDS; i++)
        mine.places[i] = theirs.places[i] = (unsigned char)i;
    return traits_alone(way->source, way->target, &none, &none, found) < 0 ||
                   number_alone(way->source, way->target, &none, &none, found) < 0
               ? -1
               : kinds_alone(way->source, way->target, &mine, &theirs, found);
}

int counterparts(Compared *self, Found *found) {
    Match matches[MOST_WORDS + 1];
    Side source = whole_side(self->way.source), target = whole_side(self->way.target);
    long count = matches_of(self, matches);
    if (count < 0 || by_word(self, matches, count, found) < 0)
        return -1;
    int parted = source.count != target.count && found->replaced + found->added > 0;
    if (parted && !found->others && may_be_joined(&self->room, &source, &target))
        return as_a_whole(self, found);
    return 0;
}

/* Two forms of one word each, or without any: they are counterparts, and nothing else is there. */
int one_word_each(Compared *self, Found *found) {
    static const Rest NONE = {.count = 0};
    double traits;
    found->x = whole_side(self->x);
    found->y = whole_side(self->y);
    found->letters = 1;
    if (self->x->count && self->y->count)
        found->others = are_others(self->x, 0, self->y, 0);
    if (found->others < 0)
        return -1;
    found->alone = found->others;
    if (only_one_has(self->x, self->y, TRAITS, &traits) < 0)
        return -1;
    found->traits = (long)traits;
    return number_alone(self->x, self->y, &NONE, &NONE, found) < 0
               ? -1
               : kinds_alone(self->x, self->y, &NONE, &NONE, found);
}
