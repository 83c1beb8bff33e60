#include "config.h"

#include "source/redis/trail.h"

#include "base/memory.h"

#include <stdlib.h>

static struct entry_mark mark_at(const struct trail *trail, size_t index)
{
    return trail->marks[(trail->first + index) % TRAIL_MAX];
}

void trail_add(struct trail *trail, struct entry_mark mark)
{
    if (trail->marks == NULL)
        trail->marks = mem_zalloc(TRAIL_MAX, sizeof(*trail->marks));
    trail->marks[(trail->first + trail->count) % TRAIL_MAX] = mark;
    if (trail->count < TRAIL_MAX) {
        trail->count++;
        return;
    }
    trail->first = (trail->first + 1) % TRAIL_MAX;
    trail->forgot = true;
}

void trail_join(struct trail *trail, const struct trail *other)
{
    for (size_t i = 0; i < other->count; i++) {
        struct entry_mark mark = mark_at(other, i);
        if (stream_id_compare(mark.id, trail_newest(trail).id) > 0)
            trail_add(trail, mark);
    }
}

struct entry_mark trail_oldest(const struct trail *trail)
{
    return trail->count > 0 ? mark_at(trail, 0) : (struct entry_mark){.id = STREAM_ID_MIN};
}

struct entry_mark trail_newest(const struct trail *trail)
{
    return trail->count > 0 ? mark_at(trail, trail->count - 1)
                            : (struct entry_mark){.id = STREAM_ID_MIN};
}

bool trail_has(const struct trail *trail, struct entry_mark mark)
{
    for (size_t i = 0; i < trail->count; i++) {
        struct entry_mark held = mark_at(trail, i);
        if (stream_id_compare(held.id, mark.id) == 0)
            return held.fingerprint == mark.fingerprint;
    }
    return false;
}

void trail_free(struct trail *trail)
{
    free(trail->marks);
    *trail = (struct trail){0};
}
