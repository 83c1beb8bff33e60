#include "config.h"

#include "source/redis/names.h"

#include "base/memory.h"
#include "source/redis/streams.h"

#include <stdlib.h>
#include <string.h>

struct name_claim {
    char *name;
    size_t size;
    struct stream *by; /* who is called so; NULL: two could be */
};

/* A name, and how much of it is the qualifier in front. */
struct spelling {
    struct buffer text;
    size_t qualifier_size;
};

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

static void spell(const struct streams *streams, enum name_level level, struct slice key,
                  struct spelling *out)
{
    struct buffer bare = {0};

    buffer_clear(&out->text);
    out->qualifier_size = 0;
    size_t number = key_space_tenant(&streams->space, key, &bare);
    if (level == NAME_BARE) {
        buffer_append(&out->text, bare.data, bare.size);
    } else if (level == NAME_QUALIFIED) {
        key_space_qualify(&streams->space, number, content(&bare), &out->text);
        out->qualifier_size = out->text.size - bare.size;
    } else {
        buffer_append(&out->text, key.data, key.size);
    }
    buffer_free(&bare);
}

static struct name_claim *find_claim(struct names *names, struct slice name)
{
    size_t position = name_table_find(&names->table, name);

    return position == NAME_UNKNOWN ? NULL : names->claims[position];
}

static void add_claim(struct names *names, struct slice name, struct stream *by)
{
    struct name_claim *claim = mem_zalloc(1, sizeof(*claim));

    claim->name = mem_strndup(name.data, name.size);
    claim->size = name.size;
    claim->by = by;
    names->claims =
        mem_grow(names->claims, &names->capacity, names->count + 1, sizeof(struct name_claim *));
    names->claims[names->count] = claim;
    name_table_add(&names->table, (struct slice){claim->name, name.size}, names->count);
    names->count++;
}

/* Takes the name for the stream, or finds that another could be called so, too. A key is nobody
 * else's name: whoever is called so by chance gives it up. Returns who that is, or NULL. */
static struct stream *claim(struct names *names, struct slice name, struct stream *stream,
                            bool *taken)
{
    struct name_claim *found = find_claim(names, name);
    struct stream *other = found != NULL ? found->by : NULL;
    bool is_key = stream->level == NAME_KEY;

    *taken = found == NULL || is_key;
    if (found == NULL) {
        add_claim(names, name, stream);
        return NULL;
    }
    if (other != NULL && other->level == NAME_KEY)
        return NULL;
    found->by = is_key ? stream : NULL;
    return other;
}

static void name_tenant(struct stream *stream, const struct spelling *name)
{
    struct fleet *fleet = stream->streams->fleet;

    if (stream->tenant == NULL)
        stream->tenant = fleet_tenant(fleet, content(&name->text));
    else
        fleet_rename(fleet, stream->number, content(&name->text));
    stream->tenant->qualifier_size = name->qualifier_size;
}

/* Whoever gives up a name comes before the one who takes it. */
static void settle(struct streams *streams, struct stream *stream, struct slice key)
{
    struct spelling name = {0};
    bool taken = false;

    for (;;) {
        spell(streams, stream->level, key, &name);
        struct stream *other = claim(&streams->names, content(&name.text), stream, &taken);
        if (other != NULL) {
            other->level++;
            settle(streams, other, stream_key(other));
        }
        if (taken)
            break;
        stream->level++;
    }
    name_tenant(stream, &name);
    buffer_free(&name.text);
}

void names_settle(struct streams *streams, struct stream *stream, struct slice key)
{
    struct spelling name = {0};

    if (streams->space.count > 1) {
        settle(streams, stream, key);
        return;
    }
    spell(streams, NAME_BARE, key, &name);
    name_tenant(stream, &name);
    buffer_free(&name.text);
}

static void remove_claim(struct names *names, size_t position)
{
    struct name_claim *claim = names->claims[position];

    name_table_remove(&names->table, (struct slice){claim->name, claim->size});
    name_table_close_gaps(&names->table, &position, 1);
    free(claim->name);
    free(claim);
    names->count--;
    memmove(&names->claims[position], &names->claims[position + 1],
            (names->count - position) * sizeof(struct name_claim *));
}

void names_forget(struct names *names, const struct stream *stream)
{
    for (size_t i = names->count; i-- > 0;) {
        if (names->claims[i]->by == stream)
            remove_claim(names, i);
    }
}

void names_free(struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->claims[i]->name);
        free(names->claims[i]);
    }
    free(names->claims);
    name_table_clear(&names->table);
}
