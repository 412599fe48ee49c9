/* What stretches of a text's words sound like: heard.c. */
#ifndef TRANSLIT_HEARD_H
#define TRANSLIT_HEARD_H

#include "core.h"

/* A string of ASCII that a token holds. */
typedef struct {
    const char *letters;
    Py_ssize_t size;
} Ascii;

/* What has been put together of a stretch. */
typedef struct {
    char *marks, *consonants, *skeleton;
    Py_ssize_t marks_size, consonants_size, skeleton_size, words;
    Ascii last, script;
} Stretch;

/* A word as it was read. */
typedef struct Tokens Tokens;

/* The words of a text that is gone through, those from one place to another one as they were read;
 * as run.py has them. */
typedef struct {
    PyObject *text, *words;
    Py_buffer starts, ends, joints;
    Py_ssize_t count, first, last;
    Tokens **read;
} Reading;

/* What is asked of a stretch that was put together; a new reference, NULL with an exception. */
typedef PyObject *(*Asking)(const Stretch *stretch, void *asked);

/* What is answered for each of some windows (`sound` of the module says what they are), None where
 * it isn't known what one sounds like; NULL with an exception. Buffers are released. */
PyObject *ask_windows(Reading *reading, Py_buffer *windows, Asking asking, void *asked);

#endif
