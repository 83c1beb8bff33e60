/* Key types: asks what keys hold: those that are named, and those that a server found which is too
 * old to find streams alone. */
#ifndef SOURCE_REDIS_KEY_TYPES_H
#define SOURCE_REDIS_KEY_TYPES_H

#include "base/slice.h"
#include "source/redis/requests.h"

struct key_type;

struct key_types_events {
    void (*stream)(void *context, struct slice key); /* it holds one, or may: reading will tell */
    void (*other)(void *context, struct slice key, struct slice type);
    void (*none)(void *context, struct slice key);
    /* All are told; false: but for some that were not answered. */
    void (*told)(void *context, bool answered);
};

/* Zero-initialised is ready but for the first three. */
struct key_types {
    struct requests *requests;
    const struct key_types_events *events;
    void *context;
    struct key_type *unasked;
    size_t waiting; /* keys that are not told yet */
    bool lost;      /* one of them was not answered */
};

/* Adds a key, whose type the next pump asks for. */
void key_types_add(struct key_types *types, struct slice key);
void key_types_pump(struct key_types *types);

/* Forgets those that were not asked for. */
void key_types_drop(struct key_types *types);

#endif
