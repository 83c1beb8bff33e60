#include "config.h"

#include "source/redis/key_sieve.h"

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

/* A tenant is asked for, and left out, by its name and, where there are several templates, also
 * with what tells them apart. */
static bool is_selected(struct key_sieve *sieve, size_t number)
{
    const struct streams *streams = sieve->streams;
    const struct selection *selection = &streams->selection;
    struct slice name = content(&sieve->tenant);

    if (streams->space.count == 1)
        return selection_has(selection, name);
    buffer_clear(&sieve->qualified);
    key_space_qualify(&streams->space, number, name, &sieve->qualified);
    struct slice qualified = content(&sieve->qualified);
    return (selection_asks(selection, name) || selection_asks(selection, qualified)) &&
           !selection_excludes(selection, name) && !selection_excludes(selection, qualified);
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
        if (!is_selected(sieve, number))
            return true;
        *stream = streams_add(streams, key);
    }
    (*stream)->scan = streams->scan.number;
    return true;
}

void key_sieve_free(struct key_sieve *sieve)
{
    buffer_free(&sieve->tenant);
    buffer_free(&sieve->qualified);
}
