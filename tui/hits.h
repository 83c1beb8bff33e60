/* Hits: what of the screen answers when it is pointed at. */
#ifndef TUI_HITS_H
#define TUI_HITS_H

#include "judge/listing.h"

#include <stddef.h>
#include <stdint.h>

enum hit_kind { HIT_NOTHING, HIT_KEY, HIT_SORT };

/* A part of a row. */
struct hit {
    int row;
    int column;
    int end; /* the first column that is not of it */
    enum hit_kind kind;
    uint32_t key;   /* that it stands for */
    enum sort sort; /* that it is the title of */
};

#define HITS_MAX 64

/* Zero-initialised there are none. */
struct hits {
    struct hit hits[HITS_MAX];
    size_t count;
};

void hits_clear(struct hits *hits);

/* Adds one. More than there is room for do not answer. */
void hits_add(struct hits *hits, struct hit hit);

/* Returns what is there; HIT_NOTHING where nothing is. */
struct hit hits_find(const struct hits *hits, int row, int column);

#endif
