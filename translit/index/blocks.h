/* The block keys and signatures of names (translit/index/blocks.py): blocks.c. */
#ifndef TRANSLIT_BLOCKS_H
#define TRANSLIT_BLOCKS_H

#include "../language/core.h"

/* Letters are cut into so many segments at most. */
enum { MOST_SEGMENTS = 3 };

/* Numbers that more are put behind. */
typedef struct {
    uint32_t *items;
    size_t size, room;
} Numbers;

/* Numbers in a row, such as code points. */
typedef struct {
    const uint32_t *items;
    size_t size;
} Slice;

/* Room for so many numbers more: where they begin; NULL with an exception. */
uint32_t *room_for(Numbers *numbers, size_t more);

/* Put a number behind the others; -1 with an exception. */
int put_number(Numbers *numbers, uint32_t number);

/* Put the hashes of a skeleton, and of it with any one class left out; -1 with an exception.
 * `scratch` has room for as many letters, and may be where they lie. */
int skeleton_hashes(Numbers *found, Slice skeleton, uint32_t *scratch);

/* Put the hashes of the segments of letters, if they were so long and shifted by up to so many; -1
 * with an exception. */
int segment_hashes(Numbers *found, Slice joined, size_t length, size_t shift);

/* Put the hashes that a name looks under: those of segments alone, and all. -1 with an exception. */
int query_segments(Numbers *found, Slice joined);
int query_hashes(Numbers *found, Slice skeleton, Slice joined, uint32_t *scratch);

/* What a text has of each letter, or of each consonant: the bit of a class, 31 for all others, and
 * 32 more where it stands twice. */
uint64_t letters_signature(Slice letters);
uint64_t consonants_signature(Slice consonants);

#endif
