#include "config.h"

#include "route/edge.h"

#include <stddef.h>
#include <string.h>

static const char *const kinds[KIND_COUNT] = {
    [KIND_THRESHOLD] = "threshold", [KIND_NO_DATA] = "no_data", [KIND_STALE] = "stale",
    [KIND_SILENT] = "silent",       [KIND_LOST] = "lost",       [KIND_DIGEST] = "digest",
};

static const char *const edges[EDGE_COUNT] = {
    [EDGE_FIRING] = "firing", [EDGE_WORSE] = "worse",       [EDGE_EASED] = "eased",
    [EDGE_STILL] = "still",   [EDGE_RESOLVED] = "resolved", [EDGE_NO_DATA] = "no_data",
    [EDGE_STALE] = "stale",   [EDGE_SILENT] = "silent",     [EDGE_BACK] = "back",
    [EDGE_LOST] = "lost",     [EDGE_GONE] = "gone",         [EDGE_FLAPPING] = "flapping",
    [EDGE_DIGEST] = "digest",
};

/* Returns the place of a word, or `count`. */
static size_t find_word(const char *const *words, size_t count, const char *word)
{
    size_t i = 0;

    while (i < count && strcmp(words[i], word) != 0)
        i++;
    return i;
}

const char *alert_kind_name(enum alert_kind kind)
{
    return kinds[kind];
}

const char *edge_name(enum edge edge)
{
    return edges[edge];
}

bool alert_kind_find(const char *name, enum alert_kind *kind)
{
    size_t found = find_word(kinds, KIND_COUNT, name);

    if (found < KIND_COUNT)
        *kind = (enum alert_kind)found;
    return found < KIND_COUNT;
}

bool edge_find(const char *name, enum edge *edge)
{
    size_t found = find_word(edges, EDGE_COUNT, name);

    if (found < EDGE_COUNT)
        *edge = (enum edge)found;
    return found < EDGE_COUNT;
}

enum edge edge_that_opens(enum alert_kind kind)
{
    static const enum edge opening[KIND_COUNT] = {
        [KIND_THRESHOLD] = EDGE_FIRING, [KIND_NO_DATA] = EDGE_NO_DATA, [KIND_STALE] = EDGE_STALE,
        [KIND_SILENT] = EDGE_SILENT,    [KIND_LOST] = EDGE_LOST,       [KIND_DIGEST] = EDGE_DIGEST,
    };

    return opening[kind];
}

bool edge_closes(enum edge edge)
{
    return edge == EDGE_RESOLVED || edge == EDGE_BACK || edge == EDGE_GONE;
}
