/* The checksums of the blocks of a compiled table, where the processor multiplies without carries:
 * the CRC-32 of zlib, the reference, in a fifth of its time (tests/index/test_storage.py holds them
 * against each other). Elsewhere this adds nothing, and zlib's is asked.
 *
 * Four times 16 bytes are held, and stand for all that were read before: each time as many bytes
 * more come in, those held are multiplied by what moves them so far on in the polynomial (Gopal and
 * others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", 2009). What is held at
 * last, and what is left of the text, goes the plain way.
 */
#include "../language/core.h"

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>

/* So many bytes are held at a time; a shorter text goes the plain way. */
enum { WIDTH = 16, HELD = 4 * WIDTH };
/* x to the power of 32 more than so many bits, and of 32 less, modulo the polynomial; each with its
 * bits in the order of CRC-32, and moved by the one that multiplying so loses. */
#define BY_HELD 0x01c6e41596, 0x0154442bd4  /* 512 bits */
#define BY_WIDTH 0x00ccaa009e, 0x01751997d0 /* 128 bits */
#define BY_PROCESSOR __attribute__((target("pclmul")))

static uint32_t plainly(uint32_t sum, const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        sum = crc_with(sum, bytes[i]);
    return sum;
}

static __m128i held_at(const unsigned char *bytes) {
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

/* What is held, moved on, and what comes in there. */
BY_PROCESSOR static __m128i moved(__m128i held, __m128i by, __m128i more) {
    __m128i low = _mm_clmulepi64_si128(held, by, 0x00);
    __m128i high = _mm_clmulepi64_si128(held, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), more);
}

BY_PROCESSOR static uint32_t checksum_of(const unsigned char *bytes, size_t size) {
    const __m128i by_held = _mm_set_epi64x(BY_HELD), by_width = _mm_set_epi64x(BY_WIDTH);
    unsigned char last[WIDTH];
    __m128i held[4];
    if (size < HELD)
        return ~plainly(~(uint32_t)0, bytes, size);
    for (int i = 0; i < 4; i++)
        held[i] = held_at(bytes + i * WIDTH);
    held[0] = _mm_xor_si128(held[0], _mm_cvtsi32_si128(-1)); /* it begins with all bits set */
    for (bytes += HELD, size -= HELD; size >= HELD; bytes += HELD, size -= HELD)
        for (int i = 0; i < 4; i++)
            held[i] = moved(held[i], by_held, held_at(bytes + i * WIDTH));
    for (int i = 1; i < 4; i++)
        held[i] = moved(held[i - 1], by_width, held[i]);
    for (; size >= WIDTH; bytes += WIDTH, size -= WIDTH)
        held[3] = moved(held[3], by_width, held_at(bytes));
    _mm_storeu_si128((__m128i *)(void *)last, held[3]);
    return ~plainly(plainly(0, last, WIDTH), bytes, size);
}

static PyObject *checksum(PyObject *Py_UNUSED(module), PyObject *object) {
    Py_buffer text;
    if (PyObject_GetBuffer(object, &text, PyBUF_SIMPLE) < 0)
        return NULL;
    uint32_t sum = checksum_of(text.buf, (size_t)text.len);
    PyBuffer_Release(&text);
    return PyLong_FromUnsignedLong(sum);
}

static PyMethodDef functions[] = {
    {"checksum", checksum, METH_O,
     "checksum(bytes) -> their CRC-32; only where the processor is quick at it."},
    {NULL, NULL, 0, NULL},
};

int add_checksums(PyObject *module) {
    return __builtin_cpu_supports("pclmul") ? PyModule_AddFunctions(module, functions) : 0;
}
#else
int add_checksums(PyObject *Py_UNUSED(module)) { return 0; }
#endif
