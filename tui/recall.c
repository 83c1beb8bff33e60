#include "config.h"

#include "recall.h"

#include <stdio.h>
#include <string.h>

static void forget(struct recall *recall, size_t at)
{
    recall->count--;
    memmove(recall->lines[at], recall->lines[at + 1], (recall->count - at) * RECALL_SIZE);
}

void recall_keep(struct recall *recall, const char *line)
{
    for (size_t i = 0; i < recall->count; i++) {
        if (strcmp(recall->lines[i], line) == 0)
            forget(recall, i);
    }
    if (recall->count == RECALL_LINES)
        forget(recall, 0);
    snprintf(recall->lines[recall->count++], RECALL_SIZE, "%s", line);
}

const char *recall_line(const struct recall *recall, size_t back)
{
    return back > 0 && back <= recall->count ? recall->lines[recall->count - back] : NULL;
}
