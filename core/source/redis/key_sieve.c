#include "config.h"

#include "source/redis/key_sieve.h"

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

/* A tenant is asked for, and left out, by its name and, where there are several templates, also
 * with what tells them apart. */
bool key_sieve_selects(const struct key_space *space, const struct selection *selection,
                       size_t number, struct slice tenant, struct buffer *name)
{
    buffer_clear(name);
    if (space->count == 1) {
        buffer_append(name, tenant.data, tenant.size);
        return selection_has(selection, tenant);
    }
    key_space_qualify(space, number, tenant, name);
    struct slice qualified = content(name);
    return (selection_asks(selection, tenant) || selection_asks(selection, qualified)) &&
           !selection_excludes(selection, tenant) && !selection_excludes(selection, qualified);
}

bool key_sieve_take(struct key_sieve *sieve, struct slice key, struct stream **stream)
{
    struct streams *streams = sieve->streams;

    *stream = streams_find_key(streams, key);
    if (*stream == NULL) {
        buffer_clear(&sieve->tenant);
        size_t number = key_space_tenant(&streams->space, key, &sieve->tenant);
        if (number == KEY_SPACE_NONE)
            return false;
        if (!key_sieve_selects(&streams->space, &streams->selection, number,
                               content(&sieve->tenant), &sieve->name))
            return true;
        *stream = streams_add(streams, key);
    }
    (*stream)->scan = streams->scan.number;
    return true;
}

void key_sieve_free(struct key_sieve *sieve)
{
    buffer_free(&sieve->tenant);
    buffer_free(&sieve->name);
}
