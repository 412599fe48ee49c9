/* What the sources of the compiled core have in common: each adds its own to the one module. */
#ifndef TRANSLIT_CORE_H
#define TRANSLIT_CORE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>

/* Longer spellings are left to Python; names have 300 letters at most. */
#define MOST_LETTERS 1024

int add_index(PyObject *module); /* translit/index/shortlist.c */
int add_gate(PyObject *module); /* translit/index/gate.c */

#endif
