#include "config.h"

#include "drift/late.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

size_t late_find(const struct late_rows *late, struct stream_id id)
{
    size_t low = 0;
    size_t high = late->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stream_id_compare(late->rows[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void late_add(struct late_rows *late, const struct span_row *row)
{
    size_t at = late_find(late, row->id);
    struct sample *samples = mem_zalloc(row->columns, sizeof(*samples));

    if (row->columns > 0)
        memcpy(samples, row->samples, row->columns * sizeof(*samples));
    late->rows = mem_grow(late->rows, &late->capacity, late->count + 1, sizeof(*late->rows));
    late->samples =
        mem_grow(late->samples, &late->samples_capacity, late->count + 1, sizeof(*late->samples));
    memmove(&late->rows[at + 1], &late->rows[at], (late->count - at) * sizeof(*late->rows));
    memmove(&late->samples[at + 1], &late->samples[at],
            (late->count - at) * sizeof(*late->samples));
    late->rows[at] = *row;
    late->rows[at].samples = samples;
    late->samples[at] = samples;
    late->count++;
}

void late_clear(struct late_rows *late)
{
    for (size_t i = 0; i < late->count; i++)
        free(late->samples[i]);
    free(late->samples);
    free(late->rows);
    *late = (struct late_rows){0};
}
