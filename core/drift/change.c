#include "config.h"

#include "drift/change.h"

#include <stddef.h>

static void put_first(struct changes *changes, struct change *change)
{
    change->newer = NULL;
    change->older = changes->newest;
    if (changes->newest != NULL)
        changes->newest->newer = change;
    changes->newest = change;
    change->revision = ++changes->revision;
}

static void take_out(struct change *change)
{
    if (change->newer != NULL)
        change->newer->older = change->older;
    else
        change->of->newest = change->older;
    if (change->older != NULL)
        change->older->newer = change->newer;
}

void change_join(struct changes *changes, struct change *change, struct tenant *tenant)
{
    change->of = changes;
    change->tenant = tenant;
    put_first(changes, change);
}

void change_leave(struct change *change)
{
    take_out(change);
    change->of->revision++;
    *change = (struct change){0};
}

void change_note(struct change *change)
{
    if (change->of == NULL)
        return;
    take_out(change);
    put_first(change->of, change);
}
