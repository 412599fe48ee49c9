/* The explanation of a pair by slips of the keyboard (translit/match/slips.py, the reference).
 *
 * In go a Compared whose counterparts are found; what comes out are the features of this
 * explanation, by the spellings in the same letters or as a published system writes them. So
 * "zuwrra" is "zuwara" with one slip, which is no habit of anybody.
 */
#include "weighing.h"

/* How many slips it takes to make one spelling of another; those count less that doubled letters
 * explain. */
static double count_of(const Weigher *self, Text one, Text other, Text one_once, Text other_once) {
    double count = (double)slips_between(one, other);
    if (!count || (one_once.size == one.size && other_once.size == other.size))
        return count;
    double fewer = count - (double)slips_between(one_once, other_once);
    return count - self->is[A_DOUBLE] * most_of(0.0, fewer);
}

/* The two spellings with the fewest slips between them, in their order, and how many these are. */
typedef struct {
    double count;
    Text one, other;
} Typed;

static void try_spellings(const Weigher *self, Text one, Text other, Text one_once, Text other_once,
                          Typed *best) {
    if (!one.size || !other.size)
        return;
    if (in_text_order(one, other) > 0) {
        Text held = one, held_once = one_once;
        one = other;
        one_once = other_once;
        other = held;
        other_once = held_once;
    }
    double count = count_of(self, one, other, one_once, other_once);
    int order = count < best->count ? -1 : count > best->count ? 1 : in_text_order(one, best->one);
    order = order ? order : in_text_order(other, best->other);
    if (order < 0)
        *best = (Typed){count, one, other};
}

static void try_plain(Compared *self, Text one, Text other, Typed *best) {
    Text one_once = once(self->room.next, one);
    Text other_once = once(self->room.next + one_once.size, other);
    try_spellings(self->x->weigher, one, other, one_once, other_once, best);
}

/* The readings of a side; those of a form as it is are the form's, and others the caller frees. */
static const Readings *side_readings(Room *room, const Side *side, Readings **owned) {
    if (side->places == NULL)
        return own_readings(side->name);
    Text latin = run_together(room, side, LATIN_OF, 0);
    return *owned = read_letters(side->name, run_together(room, side, LETTERS_OF, 1), latin);
}

/* Compare all readings of two sides; where vowels are left out, or characters are read in several
 * ways, one is right as a whole or not at all. */
static int try_readings(Compared *self, const Found *found, Typed *best) {
    const Name *x = self->x, *y = self->y;
    int whole = x->vowels < 0 || y->vowels < 0 || x->is_several || y->is_several, done = -1;
    Readings *owned[2] = {NULL, NULL};
    const Readings *mine = side_readings(&self->room, &found->x, &owned[0]);
    const Readings *theirs = mine == NULL ? NULL : side_readings(&self->room, &found->y, &owned[1]);
    if (theirs == NULL)
        goto done;
    done = mine->are_too_long || theirs->are_too_long ? TOO_LONG : 0;
    for (size_t i = 0; !done && i < mine->count; i++)
        for (size_t j = 0; j < theirs->count; j++)
            if (!whole || same_text(mine->spelt[i], theirs->spelt[j]))
                try_spellings(x->weigher, mine->spelt[i], theirs->spelt[j], mine->once[i],
                              theirs->once[j], best);
    if (best->count < INFINITY) { /* which outlives the readings */
        Text *texts[] = {&best->one, &best->other};
        for (int i = 0; i < 2; i++) {
            memcpy(self->room.next, texts[i]->letters, texts[i]->size * sizeof(uint32_t));
            texts[i]->letters = self->room.next;
            self->room.next += texts[i]->size;
        }
    }
done:
    free_readings(owned[0]);
    free_readings(owned[1]);
    return done;
}

/* The spellings that are compared: those in one script as they are; else the readings of both by
 * the systems of their scripts. */
static int typed_of(Compared *self, const Found *found, Typed *best) {
    const Name *x = self->x, *y = self->y;
    int native = same_text(x->script, y->script);
    *best = (Typed){INFINITY, {NULL, 0}, {NULL, 0}};
    if (!native && is_side_read(&found->x) && is_side_read(&found->y))
        return try_readings(self, found, best);
    if (native) {
        int which = x->is_latin ? LATIN_OF : LETTERS_OF;
        Text one = spelt_side(&self->room, &found->x, which, 0);
        Text other = spelt_side(&self->room, &found->y, which, 0);
        try_plain(self, one, other, best);
        if (found->replaced + found->added == 0 && !found->moved)
            try_plain(self, x->written, y->written, best);
    }
    return 0;
}

/* The features of slips, in the order of SLIPS: 0 where there are too many of them. */
int slips(Compared *self, const Found *found, double *features) {
    const Weigher *weigher = self->x->weigher;
    int across = self->across, native = same_text(self->x->script, self->y->script);
    Typed typed;
    int done = typed_of(self, found, &typed);
    double longest = (double)greater(typed.one.size, typed.other.size), rare, known;
    if (done < 0)
        return done;
    if (typed.count > most_of(1, weigher->is[MOST_SLIPPED] * longest))
        return 0;
    const Side *sides[] = {&found->x, &found->y};
    if (mean_rarity(sides, 2, &rare) < 0)
        return -1;
    known = is_ascii(typed.one) && is_ascii(typed.other) ? surprise(weigher, typed.one)
                                                         : weigher->is[A_LETTER] * longest;
    known = least_of(known, weigher->is[MOST_TOLD]) * rare;
    Pattern pattern;
    pattern_of(&pattern, typed.one);
    double whole = (double)aligned(&pattern, typed.other);
    double swapped = native ? (double)levenshtein(&pattern, typed.other) - whole : 0.0;
    int differ = typed.one.size && typed.other.size
                     ? typed.one.letters[0] != typed.other.letters[0]
                     : typed.one.size != typed.other.size;
    const double all[SLIPS] = {
        1.0, across, across && !typed.count,
        !typed.count && !native && (self->x->is_several || self->y->is_several), known / 10,
        typed.count, across ? typed.count : 0.0, typed.count / longest, log1p(typed.count), swapped,
        (whole - typed.count) / weigher->is[A_DOUBLE], differ,
    };
    memcpy(features, all, sizeof all);
    return 1;
}
