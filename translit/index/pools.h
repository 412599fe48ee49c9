/* The strings of a compiled table, and who bears its keys, for the sources that look them up. */
#ifndef TRANSLIT_POOLS_H
#define TRANSLIT_POOLS_H

#include "parts.h"

/* What is a pool: its strings, where they begin, and their hash table, if it has one. */
enum { TEXTS, TEXT_STARTS, SLOTS, PARTS_OF_A_POOL };

typedef struct {
    PyObject_HEAD
    Part parts[PARTS_OF_A_POOL];
    Blocks blocks;
    PyObject *fault;
} Pool;

/* The keys, the folded aliases that are no key, and the records of the keys. */
typedef struct {
    PyObject_HEAD
    Pool *keys, *folds, *bearers;
} Keys;

/* A text in UTF-8, lone surrogates as they are. */
typedef struct {
    const unsigned char *bytes;
    size_t size;
} Text;

/* The UTF-8 of a string of Python's in a new object of bytes; NULL with an exception. Python's own
 * copy of it would stay with the string. */
PyObject *utf8_of(PyObject *string, Text *text);

/* Who bears a key: its ID, its name, and the alias that the key is of. That has no bytes where it
 * is the key as a title; the name is left out, by NULL, where it is the alias. */
typedef struct {
    Text id, alias, name;
} Bearer;

/* Who bears a key as a strong alias, if one entry does and none as a weak one; and whether the key
 * is a folded alias as it stands. 1, or 0 where nobody does, or several do; -1 with an exception.
 */
int sole_bearer(const Keys *self, Text key, Bearer *bearer, int *alias);

/* Raise the fault of a file that holds what no table does. */
void *pool_refused(const Pool *self);

/* The text of a number; -1 with an exception. */
int pool_text(const Pool *self, size_t number, Text *text);

/* The string of a text in a pool; NULL with an exception. */
PyObject *string_in(const Pool *self, Text text);

/* Whether a folded name is an alias as it stands; -1 with an exception. */
int is_alias(const Keys *self, Text folded);

#endif
