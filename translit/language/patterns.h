/* The expressions of a file of rules as steps: patterns.c reads them, rewriting.c takes them. */
#ifndef TRANSLIT_PATTERNS_H
#define TRANSLIT_PATTERNS_H

#include "core.h"

/* No expression has more groups; and what stands for no place. */
#define MOST_GROUPS 12
#define NOWHERE (-1)

/* A step, where it says what is next: how many steps on. */
typedef enum {
    LETTER,   /* a: the letter */
    CLASS,    /* a: the first of its ranges, b: how many; negated */
    ANY,      /* any letter */
    SPLIT,    /* try the next step, then that b steps on */
    JUMP,     /* b steps on */
    SAVE,     /* a: where a group begins or ends */
    SAME,     /* a: the group whose letters stand here again */
    LOOK,     /* a: how many letters behind it looks, or -1; goes on b steps on; negated */
    START,    /* the start of the text */
    FINISH,   /* its end */
    FOUND,    /* the end of what is looked for */
    ACCEPT,   /* the end of the expression */
} Act;

typedef struct {
    Act act;
    int negated;
    int32_t a, b;
} Step;

typedef struct {
    Py_UCS4 first, last;
} Range;

/* A pair: the steps of an expression, and the letters of its replacement, of which negative ones
 * are groups. */
typedef struct {
    Step *steps;
    Range *ranges;
    int32_t *becomes;
    Py_ssize_t becomes_count;
    int groups;
} Pair;

/* Read tuples (regular expression, replacement) into pairs, which have room for them, and count
 * those that must be freed: -1 with an exception, a ValueError where Python must do all. */
int read_pairs(PyObject *tuples, Pair *pairs, Py_ssize_t *count);
void free_pair(Pair *pair);

#endif
