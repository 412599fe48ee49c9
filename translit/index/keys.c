/* Block keys and signatures of a name, compiled: translit/index/blocks.py is the reference, and
 * tests/index/test_postings.py holds these against it. Keys are hashed as they are made; what isn't
 * ASCII, or longer than MOST_LETTERS, is left to Python by None.
 */
#include "../language/core.h"
#include <stdio.h>
#include <string.h>

/* Names of so many letters are cut into two segments, and of so many into three (blocks.py). */
enum { SHORT = 4, LONG = 9, MOST_CUTS = 3 };
/* A segment is looked for in five lengths, and at five places. */
enum { FURTHEST = 2, WINDOWS = MOST_CUTS * (2 * FURTHEST + 1) * (2 * FURTHEST + 1) };
/* The letter that stands for all others in a signature. */
#define OTHER ((uint32_t)1 << 31)

/* The CRC-32 of zlib over some bytes more, half a byte at a time; it begins and ends inverted. */
static uint32_t crc_of(uint32_t crc, const char *bytes, size_t size) {
    static const uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)bytes[i];
        crc = table[crc & 15] ^ crc >> 4;
        crc = table[crc & 15] ^ crc >> 4;
    }
    return crc;
}

/* The hashes of a skeleton, and of what is left of it without each one class. */
static uint32_t *hash_skeleton(uint32_t *to, const char *skeleton, size_t size) {
    char alike[MOST_LETTERS];
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        char class = skeleton[i] == 'l' ? 'r' : skeleton[i] == 'f' ? 'b' : skeleton[i];
        if (count == 0 || alike[count - 1] != class)
            alike[count++] = class;
    }
    uint32_t begun = crc_of(~(uint32_t)0, "K", 1);
    if (count > 0)
        *to++ = ~crc_of(begun, alike, count);
    for (size_t i = 0; count > 1 && i < count; i++)
        *to++ = ~crc_of(crc_of(begun, alike, i), alike + i + 1, count - i - 1);
    return to;
}

/* The hashes of the segments that letters are looked under. */
static uint32_t *hash_segments(uint32_t *to, const char *joined, int here) {
    for (int length = here - FURTHEST; length <= here + FURTHEST; length++) {
        int cuts = length < SHORT ? 0 : length < LONG ? 2 : MOST_CUTS, errors = cuts - 1;
        int apart = length < here ? here - length : length - here;
        for (int number = 0; apart <= errors && number < cuts; number++) {
            char key[32];
            int size = snprintf(key, sizeof key, "S%d/%d/", number, length);
            uint32_t begun = crc_of(~(uint32_t)0, key, (size_t)size);
            int start = length * number / cuts, end = length * (number + 1) / cuts;
            for (int shift = -errors; shift <= errors; shift++)
                if (start + shift >= 0 && end + shift <= here)
                    *to++ = ~crc_of(begun, joined + start + shift, (size_t)(end - start));
        }
    }
    return to;
}

/* The letters of a text if it is of ASCII and not too long; else NULL, with an exception or not. */
static const char *plain(PyObject *text, Py_ssize_t *size) {
    const char *letters = PyUnicode_AsUTF8AndSize(text, size);
    return letters && *size == PyUnicode_GetLength(text) && *size <= MOST_LETTERS ? letters : NULL;
}

static PyObject *query_hashes(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *joined, *skeleton;
    Py_ssize_t size, classes;
    if (!PyArg_ParseTuple(args, "UU:query_hashes", &joined, &skeleton))
        return NULL;
    const char *letters = plain(joined, &size);
    const char *class = letters ? plain(skeleton, &classes) : NULL;
    if (class == NULL) {
        if (PyErr_Occurred())
            return NULL;
        Py_RETURN_NONE;
    }
    uint32_t found[MOST_LETTERS + 1 + WINDOWS];
    uint32_t *end = hash_skeleton(found, class, (size_t)classes);
    end = hash_segments(end, letters, (int)size);
    return PyBytes_FromStringAndSize((const char *)found, (char *)end - (char *)found);
}

/* What a text has of each letter: the lower half says which it has, the upper which twice. */
static uint64_t signature_of(PyObject *text, const uint32_t bit_of[128]) {
    uint64_t once = 0, twice = 0;
    Py_ssize_t size = PyUnicode_GetLength(text);
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 letter = PyUnicode_ReadChar(text, i);
        uint32_t bit = letter < 128 ? bit_of[letter] : OTHER;
        twice |= once & bit;
        once |= bit;
    }
    return twice << 32 | once;
}

static PyObject *signature(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text;
    const char *letters;
    uint32_t bit_of[128];
    if (!PyArg_ParseTuple(args, "Us:signature", &text, &letters))
        return NULL;
    for (int i = 0; i < 128; i++)
        bit_of[i] = OTHER;
    for (unsigned i = 0; letters[i] && i < 32; i++)
        bit_of[letters[i] & 127] = (uint32_t)1 << i;
    return PyLong_FromUnsignedLongLong(signature_of(text, bit_of));
}

static PyMethodDef functions[] = {
    {"query_hashes", query_hashes, METH_VARARGS,
     "query_hashes(joined, skeleton) -> the hashes that a name is looked under, as bytes of\n"
     "uint32, some of them twice; None where that is left to Python."},
    {"signature", signature, METH_VARARGS,
     "signature(text, letters) -> which of some letters, up to 31 of ASCII, a text has, and which\n"
     "of them more than once, in 64 bits."},
    {NULL, NULL, 0, NULL},
};

int add_keys(PyObject *module) {
    return PyModule_AddFunctions(module, functions);
}
