#include "config.h"

#include "judge/marks.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Returns the first place whose name does not come before this one. */
static size_t place_of(const struct marks *marks, const char *name)
{
    size_t first = 0;
    size_t end = marks->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (strcmp(marks->names[middle], name) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static bool is_at(const struct marks *marks, size_t place, const char *name)
{
    return place < marks->count && strcmp(marks->names[place], name) == 0;
}

bool marks_have(const struct marks *marks, const char *name)
{
    return marks->count > 0 && is_at(marks, place_of(marks, name), name);
}

static void take_out(struct marks *marks, size_t place)
{
    free(marks->names[place]);
    marks->count--;
    memmove(marks->names + place, marks->names + place + 1,
            (marks->count - place) * sizeof(marks->names[0]));
}

static void put_in(struct marks *marks, size_t place, const char *name)
{
    marks->names =
        mem_grow(marks->names, &marks->capacity, marks->count + 1, sizeof(marks->names[0]));
    memmove(marks->names + place + 1, marks->names + place,
            (marks->count - place) * sizeof(marks->names[0]));
    marks->names[place] = mem_strdup(name);
    marks->count++;
}

bool marks_toggle(struct marks *marks, const char *name)
{
    size_t place = place_of(marks, name);
    bool had = is_at(marks, place, name);

    if (had)
        take_out(marks, place);
    else
        put_in(marks, place, name);
    marks->revision++;
    return !had;
}

void marks_clear(struct marks *marks)
{
    for (size_t i = 0; i < marks->count; i++)
        free(marks->names[i]);
    marks->count = 0;
    marks->revision++;
}

void marks_free(struct marks *marks)
{
    marks_clear(marks);
    free(marks->names);
    *marks = (struct marks){0};
}
