#include "config.h"

#include "wire/difference.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static struct difference *add(struct differences *differences, enum difference_kind kind,
                              struct slice dimension)
{
    differences->all = mem_grow(differences->all, &differences->capacity, differences->count + 1,
                                sizeof(*differences->all));
    struct difference *difference = &differences->all[differences->count++];
    *difference = (struct difference){.kind = kind, .dimension = dimension};
    return difference;
}

/* Returns the reading of that name, NULL: there is none. Producers keep their order, so the search
 * begins where it should stand. */
static const struct reading *find(const struct report *report, struct slice name, size_t hint)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct reading *reading = &report->readings[(hint + i) % report->count];
        if (slice_equals(reading->name, name))
            return reading;
    }
    return NULL;
}

/* Paths that came from escaped keys lie in the metadata's own memory. */
static struct slice keep(struct differences *differences, struct slice text)
{
    return (struct slice){arena_copy(&differences->text, text.data, text.size), text.size};
}

static void add_pair(struct differences *differences, struct slice dimension,
                     const struct metadata_pair *pair)
{
    struct difference *difference = add(differences, DIFFERENCE_METADATA, dimension);

    difference->path = keep(differences, pair->path);
    difference->before = pair->before;
    difference->now = pair->now;
}

static void compare_metadata(struct differences *differences, const struct reading *before,
                             const struct reading *now)
{
    if (slice_equals(before->metadata, now->metadata))
        return;
    metadata_pairs_make(&differences->pairs, before->metadata, now->metadata);
    for (size_t i = 0; i < differences->pairs.count; i++)
        add_pair(differences, now->name, &differences->pairs.all[i]);
}

static void compare_severity(struct differences *differences, const struct reading *before,
                             const struct reading *now)
{
    struct slice old = reading_severity_word(before);
    struct slice new = reading_severity_word(now);

    if (slice_equals(old, new))
        return;
    struct difference *difference = add(differences, DIFFERENCE_SEVERITY, now->name);
    difference->before = old;
    difference->now = new;
}

static double samples_of(const struct reading *reading)
{
    return reading->sample_count == SAMPLE_COUNT_UNKNOWN ? NAN : (double)reading->sample_count;
}

static double figure_of(const struct reading *reading, enum difference_kind kind)
{
    switch (kind) {
    case DIFFERENCE_VALUE:
        return reading->value;
    case DIFFERENCE_BASELINE:
        return reading->baseline;
    case DIFFERENCE_Z:
        return reading->z;
    default:
        return samples_of(reading);
    }
}

static void compare_figure(struct differences *differences, enum difference_kind kind,
                           const struct reading *before, const struct reading *now)
{
    double old = figure_of(before, kind);
    double new = figure_of(now, kind);

    if (old == new || (isnan(old) && isnan(new)))
        return;
    struct difference *difference = add(differences, kind, now->name);
    difference->number_before = old;
    difference->number_now = new;
}

static void compare_figures(struct differences *differences, const struct reading *before,
                            const struct reading *now)
{
    for (enum difference_kind kind = DIFFERENCE_VALUE; kind < DIFFERENCE_KINDS; kind++)
        compare_figure(differences, kind, before, now);
}

typedef void compare_fn(struct differences *differences, const struct reading *before,
                        const struct reading *now);

/* Adds those of `report` that the other one does not name. */
static void add_alone(struct differences *differences, enum difference_kind kind,
                      const struct report *report, const struct report *other)
{
    for (size_t i = 0; i < report->count; i++) {
        if (find(other, report->readings[i].name, i) == NULL)
            add(differences, kind, report->readings[i].name);
    }
}

static void compare_all(struct differences *differences, compare_fn *compare,
                        const struct report *before, const struct report *now)
{
    for (size_t i = 0; i < now->count; i++) {
        const struct reading *old = find(before, now->readings[i].name, i);
        if (old != NULL)
            compare(differences, old, &now->readings[i]);
    }
}

void differences_make(struct differences *differences, const struct report *before,
                      const struct report *now)
{
    differences->count = 0;
    arena_reset(&differences->text);
    compare_all(differences, compare_metadata, before, now);
    add_alone(differences, DIFFERENCE_CAME, now, before);
    add_alone(differences, DIFFERENCE_WENT, before, now);
    compare_all(differences, compare_severity, before, now);
    compare_all(differences, compare_figures, before, now);
}

size_t differences_count(const struct differences *differences, enum difference_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < differences->count; i++)
        count += differences->all[i].kind == kind;
    return count;
}

void differences_free(struct differences *differences)
{
    metadata_pairs_free(&differences->pairs);
    arena_free(&differences->text);
    free(differences->all);
    *differences = (struct differences){0};
}
