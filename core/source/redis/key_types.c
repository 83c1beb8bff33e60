#include "config.h"

#include "source/redis/key_types.h"

#include "base/memory.h"

#include <stdlib.h>

/* A key whose type is asked for. */
struct key_type {
    struct key_types *types;
    struct key_type *next; /* among those that are not asked for yet */
    struct buffer key;
};

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

void key_types_add(struct key_types *types, struct slice key)
{
    struct key_type *type = mem_zalloc(1, sizeof(*type));

    type->types = types;
    buffer_append(&type->key, key.data, key.size);
    type->next = types->unasked;
    types->unasked = type;
    types->waiting++;
}

static struct key_type *take_unasked(struct key_types *types)
{
    struct key_type *type = types->unasked;

    if (type != NULL)
        types->unasked = type->next;
    return type;
}

static void forget(struct key_type *type)
{
    type->types->waiting--;
    buffer_free(&type->key);
    free(type);
}

/* Without the right to ask for types, reading will tell. */
static void take(struct key_type *type, const struct reply *reply)
{
    const struct key_types *types = type->types;
    struct slice word = reply_text(reply, 0);
    struct slice reason;

    if (requests_refused(reply, &reason) || slice_is(word, "stream"))
        types->events->stream(types->context, content(&type->key));
    else if (slice_is(word, "none"))
        types->events->none(types->context, content(&type->key));
    else
        types->events->other(types->context, content(&type->key), word);
}

static void tell(struct key_types *types)
{
    bool answered = !types->lost;

    if (types->waiting > 0)
        return;
    types->lost = false;
    types->events->told(types->context, answered);
}

static void type_reply(void *context, const struct reply *reply)
{
    struct key_type *type = context;
    struct key_types *types = type->types;

    types->lost |= reply == NULL;
    if (reply != NULL)
        take(type, reply);
    forget(type);
    tell(types);
}

static void ask(struct key_type *type)
{
    struct key_types *types = type->types;
    const struct slice words[] = {SLICE("TYPE"), content(&type->key)};

    if (requests_send(
            types->requests,
            &(struct request){.words = words, .count = 2, .on_reply = type_reply, .context = type}))
        return;
    types->lost = true;
    forget(type);
    tell(types);
}

void key_types_pump(struct key_types *types)
{
    struct key_type *type;

    while ((type = take_unasked(types)) != NULL)
        ask(type);
}

void key_types_drop(struct key_types *types)
{
    struct key_type *type;

    while ((type = take_unasked(types)) != NULL)
        forget(type);
    types->lost = false;
}
