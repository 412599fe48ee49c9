/* What the sources of the weighing have in common: the plain way and the reference is
 * translit/match/pair.py, with what it asks; what each step means is told there, and what stands
 * here has the same names. tests/match/test_weighing.py holds the two against each other.
 *
 * A Weigher has the weights, the constants, and what it asks Python for: readings by systems of
 * romanisation, what the words of a form mean, and whatever is rare (numbers, traits, kinds). A
 * Name is a form with its letters side by side, a Compared a pair of them; both ask for what they
 * need once, when it is needed. Forms that are longer than names are left to Python: a Weigher has
 * no Name for them.
 */
#ifndef TRANSLIT_WEIGHING_H
#define TRANSLIT_WEIGHING_H

#include "../index/recorded.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum { COMMON = 18, HABITS = 9, SLIPS = 12, PROMISE = 10, LETTERS = 128 };
/* The constants, in the order of translit/match/compiled.py. */
enum {
    WRONG, LEAST_GAIN, LACKING_BELOW, COVERED_FROM, A_HAIR, UNLIKE, MUCH, NEVER, A_SLIP,
    SHORTEST_SLIPPED, BEARS_TWO, AN_INITIAL, FOUND_BY_INITIAL, UNLIKE_AS_A_WHOLE, A_LETTER,
    MOST_SLIPPED, MOST_TOLD, A_DOUBLE, MOST_TYPED, BELOW_NONE, NO_TITLE, CONSTANTS
};
/* What Python is asked for, likewise. */
enum {
    OF_SCRIPT, OF_WORD, READINGS, COST_OF, MAY_HAVE_SYLLABLES, CONTRADICT, TRAITS_ALONE,
    NUMBER_ALONE, KINDS_ALONE, OF_KINDS, RESPELT, NONE_OF_THEM, EVIDENCE, BORNE, ALIKE, MAY_BE_TOLD,
    ANOTHER_WORD, CALLS
};
/* Where some weights of habits stand. */
enum { GAIN, GAIN_ACROSS, GAIN_MORE, COST, QUICK };

typedef struct {
    PyObject_HEAD
    double common[COMMON], habits[HABITS], slips[SLIPS], promise[PROMISE], is[CONSTANTS];
    double surprise[LETTERS]; /* what it costs to guess a letter */
    PyObject *latin;          /* the channel of Latin letters */
    PyTypeObject *name, *pair, *index;
    PyObject *calls[CALLS];
} Weigher;

/* What isn't known yet, of what is asked for when it is needed. */
#define UNKNOWN (-1)

/* A core word. */
typedef struct {
    Text letters, latin, marks, consonants;
    double rarity; /* NaN until it is asked for */
    signed char is_kind, is_trait, is_particle, may_be_told;
} Word;

/* Whether a word is a single letter, which may be an initial, whatever Latin ones it takes. Most
 * of what stands from Hangul on are syllables and Han characters, and no alphabets. */
static inline int is_letter(const Word *word) {
    return word->latin.size == 1 || (word->letters.size == 1 && word->letters.letters[0] < 0x1100);
}

/* Spellings that a name has by the systems of its script; and these with doubled letters once. */
typedef struct {
    Text *spelt, *once;
    size_t count;
    uint32_t *store;
    int are_none;     /* what stands here is how the name is spelt otherwise */
    int are_too_long; /* to be compared here */
} Readings;

typedef struct {
    PyObject_HEAD
    Weigher *weigher;
    /* the form; or, without `is_made`, an Index, the number of a row, and what makes its form */
    PyObject *form;
    PyObject *rarity, *channel; /* the channel of its script, or None */
    int is_made, has[4];        /* which of its sets hold something, from KINDS on */
    Text joined, script, letters, latin, marks, written;
    long vowels, surname;
    int guessed, articled, is_latin, is_several, is_read, has_syllables;
    double none; /* NaN until it is asked for */
    size_t count, size; /* its words, and the letters of all its texts together */
    Word *words;
    uint32_t *store;
    Readings *readings; /* NULL until they are asked for */
} Name;

/* Room for the texts that are made while a pair is compared. */
typedef struct {
    uint32_t *next, *end;
} Room;

/* --- a pair ----------------------------------------------------------------------------------- */

/* Which fields of a form are asked for; the sets stand together. */
enum { WORDS = 4, KINDS = 7, TRAITS, NUMBERS, LEGAL, FIELDS_OF_FORM = 16, FIELDS_OF_ROW = 3 };

/* What is left to Python, as no exception and no number says. */
#define TOO_LONG (-2)

/* A side of a pair: a form, or some of its words, whose `places` are told in their order; NULL
 * where the form is as it is. */
typedef struct {
    Name *name;
    size_t count;
    const unsigned char *places;
    Text marks;
} Side;

/* How the words of a side are spelt: as its script writes them, or in Latin letters; how they
 * sound; or their consonants. */
enum { LETTERS_OF, LATIN_OF, MARKS_OF, CONSONANTS_OF };

/* Which name is written as which other, and by which channel: of Latin letters, of another script,
 * or letter by letter as they are written. */
enum { AS_WRITTEN, AS_LATIN, BY_SCRIPT };
typedef struct {
    Name *source, *target;
    int by;
} Way;

typedef struct {
    double gain, cost;
    size_t letters;
    double coverage;
} Shared;

/* Words of the one side and of the other that are counterparts, by their places. */
typedef struct {
    unsigned char mine[MOST_WORDS], theirs[MOST_WORDS];
    size_t mine_count, theirs_count;
    Shared shared;
    int is_initial;
} Match;

/* Two names word by word, as Counterparts tells. `x` and `y` are sides of the source and the
 * target; the places of their words are in `mine` and `theirs`. */
typedef struct {
    Side x, y;
    unsigned char mine[MOST_WORDS], theirs[MOST_WORDS];
    double gain, cost, replaced, added, added_rare;
    size_t letters;
    int others; /* whether two counterparts are known to be other words */
    long alone, traits, places, things, title;
    int number, lone, moved, crossed;
} Found;

/* What is quickly known of a pair, in the order of the weights of the promise. */
enum {
    TOLD, APART, WRONG_SOUNDS, WRONG_LETTERS, ACROSS, UNHEARD, QUALIFIERS, GENERICS, CLASH, READ
};

typedef struct {
    PyObject_HEAD
    Name *x, *y;
    Way way;
    int across, clash, several;
    double apart, surprisal, quick[PROMISE], promise, bound; /* NaN until they are asked for */
    Found *found;
    double common; /* what the features that any explanation has are worth */
    uint32_t *store;
    Room room;
} Compared;

/* --- texts and sums -------------------------------------------------------------------------- */

static inline double levenshtein_between(Text one, Text other) {
    Pattern pattern;
    pattern_of(&pattern, one);
    return levenshtein_share(&pattern, other);
}

static inline size_t slips_between(Text one, Text other) {
    Pattern pattern;
    pattern_of(&pattern, one);
    return aligned(&pattern, other);
}

static inline int is_ascii(Text text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.letters[i] > 127)
            return 0;
    return 1;
}

/* Whether a text stands behind another one by its length, or its letters. */
static inline int is_longer(Text one, Text other) {
    return one.size == other.size ? in_text_order(one, other) > 0 : one.size > other.size;
}

static inline Text without(Room *room, Text text, uint32_t letter) {
    Text found = {room->next, 0};
    for (size_t i = 0; i < text.size; i++)
        if (text.letters[i] != letter)
            room->next[found.size++] = text.letters[i];
    room->next += found.size;
    return found;
}

/* Letters with doubled ones once: of three the first two are one, as slips.py has it. */
static inline Text once(uint32_t *into, Text text) {
    Text found = {into, 0};
    for (size_t i = 0; i < text.size; i++) {
        into[found.size++] = text.letters[i];
        i += i + 1 < text.size && text.letters[i] == text.letters[i + 1];
    }
    return found;
}

/* Whether letters, with all that repeat the one before left out, are those of another text. */
static inline int is_once(Text text, Text other) {
    size_t at = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (i > 0 && text.letters[i] == text.letters[i - 1])
            continue;
        if (at == other.size || other.letters[at++] != text.letters[i])
            return 0;
    }
    return at == other.size;
}

static inline PyObject *string_of(Text text) {
    return string_of_points(text.letters, text.size);
}

/* A sum that keeps what rounding takes (Neumaier 1974). */
typedef struct {
    double sum, lost;
} Sum;

static inline void add(Sum *sum, double value) {
    double after = sum->sum + value;
    sum->lost += fabs(sum->sum) >= fabs(value) ? (sum->sum - after) + value
                                               : (value - after) + sum->sum;
    sum->sum = after;
}

static inline double total(const Sum *sum) { return sum->sum + sum->lost; }

static inline double weighted(const double *weights, const double *features, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i] * features[i];
    return sum;
}

static inline double least_of(double one, double other) { return other < one ? other : one; }
static inline double most_of(double one, double other) { return other > one ? other : one; }

/* --- what each source has for the others ------------------------------------------------------ */

/* name.c */
long number_of(PyObject *answer);
int float_of(PyObject *answer, double *found);
PyObject *ask(PyObject *call, Text text);
PyObject *ask_both(PyObject *call, Text one, Text other);
int rarity_of(const Name *name, size_t place, double *found);
int are_others(Name *x, size_t mine, Name *y, size_t theirs);
PyObject *form_of(Name *name);
PyObject *field_of(Name *name, Py_ssize_t field);
PyObject *word_of(Name *name, size_t place);
int know_words(Name *name);
void free_readings(Readings *readings);
Readings *read_letters(const Name *name, Text text, Text tight);
const Readings *own_readings(Name *name);
void name_dealloc(PyObject *object);
int name_of(Weigher *self, PyObject *form, PyObject *rarity, Name **found);
int are_one_form(Name *one, Name *other);

/* likeness.c */
Side whole_side(Name *name);
size_t place_in(const Side *side, size_t number);
Word *word_in(const Side *side, size_t number);
Text text_of(const Word *word, int which);
Text run_together(Room *room, const Side *side, int which, int spaced);
Text spelt_side(Room *room, const Side *side, int which, int spaced);
int is_side_read(const Side *side);
int side_with(Room *room, Name *name, const unsigned char *places, size_t count, Side *side);
int mean_rarity(const Side *const *sides, size_t count, double *found);
int source_spelling(const Way *way);
int target_spelling(const Way *way);
double surprise(const Weigher *self, Text latin);
double surprisal(const Weigher *self, const Way *way, Text target);
double word_surprisal(const Weigher *self, const Word *word);
int edit_cost(const Way *way, Text source, Text target, double most, double *cost);
Way oriented(Name *x, Name *y);
void in_order(const Way *way, Text *one, Text *other);
Shared share_of(const Weigher *self, double known, double cost, size_t letters);
int shared(const Way *way, Text source, Text target, Shared *found);

/* promise.c */
int words_apart(const Side *x, const Side *y, double *found);
double sounds_wrong(Text x, Text y);
double unheard(const Side *x, const Side *y);
int says(const Name *name, int set);
int only_one_has(Name *x, Name *y, int set, double *found);
int both_say(const Name *x, const Name *y, int set);
int reads_as(Name *x, Name *y);
int look(Compared *self);

/* counterparts.c */
int counterparts(Compared *self, Found *found);
int one_word_each(Compared *self, Found *found);

/* slips.c */
int slips(Compared *self, const Found *found, double *features);

/* weighing.c */
Compared *pair_of(Weigher *self, Name *x, Name *y);
void bounds_of(const Compared *self, double *least, double *most);
int promise_of(Compared *self, double *promise);
size_t held_beside_initials(const Compared *self);
int evidence_for(Compared *self, double least, double *evidence);

/* scoring.c */
PyObject *weigher_weighed(PyObject *object, PyObject *args);

#endif
