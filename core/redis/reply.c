#include "config.h"

#include "redis/reply.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 300 /* bytes of an error reply */

struct slice reply_text(const struct reply *reply, size_t node)
{
    const struct reply_node *found = &reply->nodes[node];

    if (found->text_size == 0)
        return (struct slice){"", 0};
    return (struct slice){reply->text.data + found->text_offset, found->text_size};
}

size_t reply_child(const struct reply *reply, size_t array, size_t index)
{
    if (array >= reply->count || reply->nodes[array].type != REPLY_ARRAY)
        return reply->count;

    size_t end = reply->nodes[array].next;
    size_t node = array + 1;
    for (; node < end && index > 0; index--)
        node = reply->nodes[node].next;
    return node < end ? node : reply->count;
}

size_t reply_lookup(const struct reply *reply, size_t array, const char *key)
{
    size_t node = reply_child(reply, array, 0);

    while (node < reply->count && node < reply->nodes[array].next) {
        size_t value = reply->nodes[node].next;
        if (value >= reply->nodes[array].next)
            break;
        if (slice_is(reply_text(reply, node), key))
            return value;
        node = reply->nodes[value].next;
    }
    return reply->count;
}

void reply_add(struct reply *reply, const struct reply_element *element)
{
    reply->nodes =
        mem_grow(reply->nodes, &reply->capacity, reply->count + 1, sizeof(*reply->nodes));
    reply->nodes[reply->count++] = (struct reply_node){
        .type = element->type,
        .depth = element->depth,
        .integer = element->integer,
        .text_offset = reply->text.size,
        .text_size = element->text.size,
    };
    if (element->text.size > 0)
        buffer_append(&reply->text, element->text.data, element->text.size);
}

/* From the last node to the first, hopping from sibling to sibling: each hop is taken once. */
void reply_finish(struct reply *reply)
{
    for (size_t i = reply->count; i-- > 0;) {
        size_t next = i + 1;
        while (next < reply->count && reply->nodes[next].depth > reply->nodes[i].depth)
            next = reply->nodes[next].next;
        reply->nodes[i].next = next;
    }
}

void reply_clear(struct reply *reply)
{
    reply->count = 0;
    buffer_clear(&reply->text);
}

void reply_free(struct reply *reply)
{
    free(reply->nodes);
    buffer_free(&reply->text);
    *reply = (struct reply){0};
}

bool reply_error_is(struct slice text, const char *code)
{
    size_t size = strlen(code);

    return text.size >= size && memcmp(text.data, code, size) == 0 &&
           (text.size == size || text.data[size] == ' ');
}

bool reply_refuses_command(struct slice text)
{
    static const char word[] = "command";

    return reply_error_is(text, "NOPERM") &&
           memmem(text.data, text.size, word, sizeof(word) - 1) != NULL;
}

enum error_class reply_error_class(struct slice text)
{
    static const struct {
        const char *code;
        enum error_class class;
    } codes[] = {
        {"LOADING", ERROR_RETRY},
        {"MASTERDOWN", ERROR_RETRY},
        {"CLUSTERDOWN", ERROR_RETRY},
        {"TRYAGAIN", ERROR_RETRY},
        {"BUSY", ERROR_RETRY},
        {"OOM", ERROR_RETRY},
        {"MISCONF", ERROR_RETRY},
        {"NOREPLICAS", ERROR_RETRY},
        {"NOGROUP", ERROR_RETRY},
        {"BUSYGROUP", ERROR_RETRY},
        {"NOSCRIPT", ERROR_RETRY},
        {"READONLY", ERROR_RESOLVE},
        {"MOVED", ERROR_RESOLVE},
        {"ASK", ERROR_RESOLVE},
        {"UNBLOCKED", ERROR_RESOLVE},
        {"ERR max number of clients", ERROR_RETRY},
    };

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (reply_error_is(text, codes[i].code))
            return codes[i].class;
    }
    return ERROR_STOP;
}

void reply_error(struct slice text, struct error *error)
{
    size_t size = text.size < SHOWN_MAX ? text.size : SHOWN_MAX;

    error_set(error, reply_error_class(text), "%.*s", (int)size, text.data);
}
