/* The block keys of names, hashed, and their signatures (translit/index/blocks.py, the reference).
 *
 * In go the skeleton and the letters of a name; what comes out are the hashes that it is filed
 * under, or that it looks under, and what it has of each letter. So "zwara" with the skeleton "swr"
 * is filed under the CRC-32 of "Kswr", "Kwr", "Ksr" and "Ksw", and of its segments "S0/5/zw" and
 * "S1/5/ara"; and it looks under those of segments a little longer, shorter and shifted, too.
 */
#include "blocks.h"

/* Letters that are cut into two segments, and into three: the same numbers as in blocks.py. */
enum { SHORT = 4, LONG = 9 };
/* How much longer or shorter a name may be whose segments are looked for. */
enum { SHIFT = MOST_SEGMENTS - 1 };

uint32_t *room_for(Numbers *numbers, size_t more) {
    if (numbers->size + more >= numbers->room) {
        size_t room = 2 * (numbers->size + more) + 16;
        uint32_t *items = PyMem_Realloc(numbers->items, room * sizeof *items);
        if (items == NULL)
            return (uint32_t *)PyErr_NoMemory();
        numbers->items = items;
        numbers->room = room;
    }
    return numbers->items + numbers->size;
}

int put_number(Numbers *numbers, uint32_t number) {
    uint32_t *place = room_for(numbers, 1);
    if (place == NULL)
        return -1;
    *place = number;
    numbers->size++;
    return 0;
}

/* The hash of what was hashed so far and some letters more, in UTF-8. */
static uint32_t with_letters(uint32_t hash, const uint32_t *letters, size_t size) {
    for (size_t i = 0; i < size; i++) {
        uint32_t point = letters[i];
        if (point < 0x80) {
            hash = crc_with(hash, point);
            continue;
        }
        int rest = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
        hash = crc_with(hash, (0xf00u >> (rest + 1) & 0xff) | point >> 6 * rest);
        while (rest-- > 0)
            hash = crc_with(hash, 0x80 | (point >> 6 * rest & 0x3f));
    }
    return hash;
}

static uint32_t with_number(uint32_t hash, size_t number) {
    char digits[24];
    int size = 0;
    do
        digits[size++] = (char)('0' + number % 10);
    while (number /= 10);
    while (size-- > 0)
        hash = crc_with(hash, (uint32_t)digits[size]);
    return hash;
}

/* A skeleton with l as r and f as b, where it has them: doubled ones once. */
static Slice levelled(Slice skeleton, uint32_t *letters) {
    size_t kept = 0;
    int has = 0;
    for (size_t i = 0; i < skeleton.size; i++)
        has |= skeleton.items[i] == 'l' || skeleton.items[i] == 'f';
    for (size_t i = 0; has && i < skeleton.size; i++) {
        uint32_t letter = skeleton.items[i];
        letter = letter == 'l' ? 'r' : letter == 'f' ? 'b' : letter;
        if (kept == 0 || letters[kept - 1] != letter)
            letters[kept++] = letter;
    }
    return has ? (Slice){letters, kept} : skeleton;
}

int skeleton_hashes(Numbers *found, Slice skeleton, uint32_t *scratch) {
    Slice level = levelled(skeleton, scratch);
    uint32_t start = crc_with(~(uint32_t)0, 'K');
    if (level.size && put_number(found, ~with_letters(start, level.items, level.size)) < 0)
        return -1;
    for (size_t out = 0; level.size > 1 && out < level.size; out++) {
        uint32_t hash = with_letters(start, level.items, out);
        hash = with_letters(hash, level.items + out + 1, level.size - out - 1);
        if (put_number(found, ~hash) < 0)
            return -1;
    }
    return 0;
}

static size_t segments_of(size_t length) {
    return length < SHORT ? 0 : length < LONG ? 2 : MOST_SEGMENTS;
}

/* The hash of how the key of a segment begins: its number, and how many letters are cut. */
static uint32_t begun_segment(size_t number, size_t length) {
    uint32_t hash = with_number(crc_with(~(uint32_t)0, 'S'), number);
    return crc_with(with_number(crc_with(hash, '/'), length), '/');
}

int segment_hashes(Numbers *found, Slice joined, size_t length, size_t shift) {
    size_t segments = segments_of(length);
    for (size_t number = 0; number < segments; number++) {
        size_t start = length * number / segments, end = length * (number + 1) / segments;
        uint32_t begun = begun_segment(number, length);
        for (size_t to = 0; to <= 2 * shift; to++) { /* from `shift` back to `shift` on */
            if (start + to < shift || end + to - shift > joined.size)
                continue;
            const uint32_t *segment = joined.items + (start + to - shift);
            if (put_number(found, ~with_letters(begun, segment, end - start)) < 0)
                return -1;
        }
    }
    return 0;
}

int query_segments(Numbers *found, Slice joined) {
    size_t least = joined.size < SHIFT ? 0 : joined.size - SHIFT;
    for (size_t length = least; length <= joined.size + SHIFT; length++) {
        size_t errors = segments_of(length);
        size_t apart = length < joined.size ? joined.size - length : length - joined.size;
        if (errors && apart <= errors - 1 && segment_hashes(found, joined, length, errors - 1) < 0)
            return -1;
    }
    return 0;
}

int query_hashes(Numbers *found, Slice skeleton, Slice joined, uint32_t *scratch) {
    return skeleton_hashes(found, skeleton, scratch) < 0 ? -1 : query_segments(found, joined);
}

/* What a text has of each letter: the bit of a class, 31 for all others, and 32 more where it
 * stands twice. */
static uint64_t signature(Slice text, const char *letters) {
    uint64_t bits = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint32_t letter = text.items[i];
        const char *place = letter && letter < 128 ? strchr(letters, (int)letter) : NULL;
        uint64_t bit = (uint64_t)1 << (place == NULL ? 31 : place - letters);
        bits |= bits & bit ? bit << 32 : bit;
    }
    return bits;
}

uint64_t letters_signature(Slice letters) {
    return signature(letters, "abcdefghijklmnopqrstuvwxyz");
}

uint64_t consonants_signature(Slice consonants) {
    return signature(consonants, "PbfMmNnRrLlTtdSshjKkx0123456789");
}

/* --- what a row is filed by ------------------------------------------------------------------- */

/* The letters of a text, behind which there is room for as many; NULL with an exception. */
static uint32_t *letters_of(PyObject *text, Slice *slice) {
    Py_ssize_t size = PyUnicode_GetLength(text);
    uint32_t *letters = size < 0 ? NULL : PyMem_Malloc((2 * (size_t)size + 1) * sizeof *letters);
    if (letters == NULL)
        return size < 0 ? NULL : (uint32_t *)PyErr_NoMemory();
    if (size && PyUnicode_AsUCS4(text, letters, size, 0) == NULL) {
        PyMem_Free(letters);
        return NULL;
    }
    *slice = (Slice){letters, (size_t)size};
    return letters;
}

/* The numbers as a set; NULL with an exception. */
static PyObject *set_of(const Numbers *numbers) {
    PyObject *found = PySet_New(NULL);
    for (size_t i = 0; found != NULL && i < numbers->size; i++) {
        PyObject *number = PyLong_FromUnsignedLong(numbers->items[i]);
        if (number == NULL || PySet_Add(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

static PyObject *filed_by(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *texts[3], *found = NULL;
    Slice skeleton, joined, consonants;
    Numbers numbers = {0};
    if (!PyArg_ParseTuple(args, "UUU:filed_by", &texts[0], &texts[1], &texts[2]))
        return NULL;
    uint32_t *first = letters_of(texts[0], &skeleton), *third = NULL;
    uint32_t *second = first == NULL ? NULL : letters_of(texts[1], &joined);
    third = second == NULL ? NULL : letters_of(texts[2], &consonants);
    if (third != NULL && skeleton_hashes(&numbers, skeleton, first + skeleton.size) == 0 &&
        segment_hashes(&numbers, joined, joined.size, 0) == 0)
        found = Py_BuildValue("NKK", set_of(&numbers),
                              (unsigned long long)consonants_signature(consonants),
                              (unsigned long long)letters_signature(joined));
    PyMem_Free(first);
    PyMem_Free(second);
    PyMem_Free(third);
    PyMem_Free(numbers.items);
    return found;
}

static PyMethodDef functions[] = {
    {"filed_by", filed_by, METH_VARARGS,
     "filed_by(skeleton, joined, consonants) -> what a name is filed by, but for its words: the\n"
     "hashes of its skeleton and of its segments, in a set; and the signatures of its consonants\n"
     "and letters."},
    {NULL, NULL, 0, NULL},
};

int add_blocks(PyObject *module) { return PyModule_AddFunctions(module, functions); }
