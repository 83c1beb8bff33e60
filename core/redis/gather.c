#include "config.h"

#include "redis/gather.h"

#include "base/memory.h"

#include <stdlib.h>

struct gather_part {
    struct gather *gather;
    char *name;
    struct reply reply; /* its nodes one level deeper than they came */
};

struct gather {
    reply_fn *on_reply;
    void *context;
    size_t waiting;
    size_t answered;
    struct error error; /* the first reason why there was no answer */
    size_t count;
    struct gather_part parts[];
};

struct gather *gather_new(size_t count, reply_fn *on_reply, void *context)
{
    struct gather *gather = mem_zalloc(1, sizeof(*gather) + count * sizeof(gather->parts[0]));

    gather->on_reply = on_reply;
    gather->context = context;
    gather->waiting = count;
    gather->count = count;
    return gather;
}

struct gather_part *gather_part(struct gather *gather, size_t place, const char *name)
{
    struct gather_part *part = &gather->parts[place];

    part->gather = gather;
    part->name = mem_strdup(name);
    return part;
}

/* Adds the nodes of one reply to another, deeper by `depth`. */
static void add_nodes(struct reply *to, const struct reply *from, unsigned depth)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct reply_node *node = &from->nodes[i];
        reply_add(to, &(struct reply_element){
                          .type = node->type,
                          .depth = node->depth + depth,
                          .integer = node->integer,
                          .text = reply_text(from, i),
                      });
    }
}

static void add_loss(struct gather_part *part, const struct error *error)
{
    struct gather *gather = part->gather;
    struct buffer text = {0};

    if (gather->error.class == ERROR_NONE) {
        gather->error = *error;
        if (gather->count > 1)
            error_prefix(&gather->error, "%s", part->name);
    }
    buffer_printf(&text, "LOST %s: %s", part->name, error->text);
    reply_add(&part->reply, &(struct reply_element){
                                .type = REPLY_ERROR, .depth = 1, .text = {text.data, text.size}});
    buffer_free(&text);
}

static void tell(struct gather *gather)
{
    struct reply joined = {0};

    reply_add(&joined,
              &(struct reply_element){.type = REPLY_ARRAY, .integer = (int64_t)gather->count});
    for (size_t i = 0; i < gather->count; i++)
        add_nodes(&joined, &gather->parts[i].reply, 0);
    reply_finish(&joined);
    if (gather->answered > 0)
        gather->on_reply(gather->context, &joined, NULL);
    else
        gather->on_reply(gather->context, NULL, &gather->error);
    reply_free(&joined);
}

static void free_gather(struct gather *gather)
{
    for (size_t i = 0; i < gather->count; i++) {
        reply_free(&gather->parts[i].reply);
        free(gather->parts[i].name);
    }
    free(gather);
}

void gather_answer(void *context, const struct reply *reply, const struct error *error)
{
    struct gather_part *part = context;
    struct gather *gather = part->gather;

    if (reply != NULL) {
        add_nodes(&part->reply, reply, 1);
        gather->answered++;
    } else {
        add_loss(part, error);
    }
    if (--gather->waiting > 0)
        return;
    tell(gather);
    free_gather(gather);
}
