#include "config.h"

#include "source/file/arrivals.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct arrivals *arrivals_find(struct arrivals_table *table, struct slice name)
{
    size_t position = name_table_find(&table->names, name);

    if (position != NAME_UNKNOWN)
        return &table->tenants[position].arrivals;
    table->tenants =
        mem_grow(table->tenants, &table->capacity, table->count + 1, sizeof(*table->tenants));
    struct arrivals_of *tenant = &table->tenants[table->count];
    *tenant = (struct arrivals_of){.name = mem_strndup(name.data, name.size)};
    name_table_add(&table->names, (struct slice){tenant->name, name.size}, table->count++);
    return &tenant->arrivals;
}

void arrivals_table_free(struct arrivals_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->tenants[i].name);
        arrivals_free(&table->tenants[i].arrivals);
    }
    free(table->tenants);
    name_table_clear(&table->names);
    *table = (struct arrivals_table){0};
}

/* Returns how many stretches begin at or before a moment. */
static size_t begun_at(const struct arrivals *arrivals, int64_t time_ms)
{
    size_t count = arrivals->count;

    while (count > 0 && arrivals->stretches[count - 1].first_ms > time_ms)
        count--;
    return count;
}

static void remove_stretches(struct arrivals *arrivals, size_t at, size_t count)
{
    arrivals->count -= count;
    memmove(&arrivals->stretches[at], &arrivals->stretches[at + count],
            (arrivals->count - at) * sizeof(*arrivals->stretches));
}

static void insert_stretch(struct arrivals *arrivals, size_t at, int64_t time_ms)
{
    arrivals->stretches = mem_grow(arrivals->stretches, &arrivals->capacity, arrivals->count + 1,
                                   sizeof(*arrivals->stretches));
    memmove(&arrivals->stretches[at + 1], &arrivals->stretches[at],
            (arrivals->count - at) * sizeof(*arrivals->stretches));
    arrivals->stretches[at] = (struct stretch){time_ms, time_ms};
    arrivals->count++;
}

/* Joins a stretch with the one behind it where the gap between them has become short. */
static void join_next(struct arrivals *arrivals, size_t at)
{
    struct stretch *stretch = &arrivals->stretches[at];

    if (at + 1 >= arrivals->count || stretch[1].first_ms - stretch->last_ms > ARRIVALS_GAP_MS)
        return;
    stretch->last_ms = stretch[1].last_ms;
    remove_stretches(arrivals, at + 1, 1);
}

/* Half a day more is kept, so that it is not looked for with every report. */
static void forget_old(struct arrivals *arrivals)
{
    int64_t newest_ms = arrivals->stretches[arrivals->count - 1].last_ms;
    int64_t oldest_ms = newest_ms - ARRIVALS_KEPT_MS;
    size_t old = 0;

    if (arrivals->stretches[0].last_ms >= oldest_ms - MS_PER_DAY / 2)
        return;
    while (arrivals->stretches[old].last_ms < oldest_ms)
        old++;
    remove_stretches(arrivals, 0, old);
}

void arrivals_add(struct arrivals *arrivals, int64_t time_ms)
{
    if (arrivals->count > 0 &&
        time_ms < arrivals->stretches[arrivals->count - 1].last_ms - ARRIVALS_KEPT_MS)
        return;

    size_t begun = begun_at(arrivals, time_ms);
    struct stretch *before = begun > 0 ? &arrivals->stretches[begun - 1] : NULL;

    if (before != NULL && time_ms - before->last_ms <= ARRIVALS_GAP_MS) {
        if (time_ms > before->last_ms)
            before->last_ms = time_ms;
        join_next(arrivals, begun - 1);
    } else {
        insert_stretch(arrivals, begun, time_ms);
        join_next(arrivals, begun);
    }
    forget_old(arrivals);
}

struct quiet arrivals_around(const struct arrivals *arrivals, int64_t at_ms)
{
    size_t begun = begun_at(arrivals, at_ms);
    struct quiet quiet = {INT64_MIN, INT64_MAX};

    if (begun > 0 && arrivals->stretches[begun - 1].last_ms >= at_ms)
        return (struct quiet){at_ms, at_ms};
    if (begun > 0)
        quiet.before_ms = arrivals->stretches[begun - 1].last_ms;
    if (begun < arrivals->count)
        quiet.after_ms = arrivals->stretches[begun].first_ms;
    return quiet;
}

void arrivals_free(struct arrivals *arrivals)
{
    free(arrivals->stretches);
    *arrivals = (struct arrivals){0};
}
