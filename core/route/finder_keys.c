/* The finder: which keys are streams that were asked for, and what others are that were touched. */
#include "config.h"

#include "route/finder_private.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "route/route_key.h"
#include "source/redis/key_sieve.h"

#include <stdlib.h>

#define STRANGERS_MAX 10000

enum stranger { STRANGER_ASKED, STRANGER_TOUCHED }; /* since it was asked for */

void finder_prefixes_make(struct finder_prefixes *prefixes, const struct key_space *space)
{
    size_t *ends = mem_zalloc(space->count + 1, sizeof(*ends));
    size_t begin = 0;

    *prefixes = (struct finder_prefixes){.count = space->count + 1};
    prefixes->items = mem_zalloc(prefixes->count, sizeof(*prefixes->items));
    for (size_t i = 0; i < space->count; i++) {
        key_template_prefix(space->templates[i], &prefixes->text);
        ends[i] = prefixes->text.size;
    }
    buffer_string(&prefixes->text, ROUTE_MUTES_KEY);
    ends[space->count] = prefixes->text.size;
    for (size_t i = 0; i < prefixes->count; begin = ends[i++])
        prefixes->items[i] = (struct slice){prefixes->text.data + begin, ends[i] - begin};
    free(ends);
}

void finder_prefixes_free(struct finder_prefixes *prefixes)
{
    free(prefixes->items);
    buffer_free(&prefixes->text);
    *prefixes = (struct finder_prefixes){0};
}

/* Returns true when a key would be a stream of a tenant that was asked for; its name is in
 * finder->name then. */
static bool is_wanted(struct finder *finder, struct slice key)
{
    buffer_clear(&finder->tenant);
    size_t number = key_space_tenant(finder->space, key, &finder->tenant);
    struct slice tenant = {buffer_text(&finder->tenant), finder->tenant.size};

    return number != KEY_SPACE_NONE && !route_key_is_dead(key) &&
           key_sieve_selects(finder->space, finder->selection, number, tenant, &finder->name);
}

void finder_take(struct finder *finder, struct slice key)
{
    struct key_item *known = key_set_find(&finder->streams, key);
    struct key_item *stranger = key_set_find(&finder->strangers, key);

    if (known != NULL)
        known->mark = finder->number;
    if (known != NULL || finder->closing || !is_wanted(finder, key))
        return;
    if (stranger != NULL)
        key_set_remove(&finder->strangers, stranger);
    key_set_add(&finder->streams, key, finder->number);
    finder->events.found(finder->context, key,
                         (struct slice){buffer_text(&finder->name), finder->name.size});
}

void finder_drop(struct finder *finder, struct slice key)
{
    struct key_item *known = key_set_find(&finder->streams, key);

    if (known == NULL || finder->closing)
        return;
    key_set_remove(&finder->streams, known);
    finder->events.gone(finder->context, key);
}

static void on_type_stream(void *context, struct slice key)
{
    finder_take(context, key);
}

/* What was touched since may be a stream by now: that is seen at the next look. */
static void on_type_other(void *context, struct slice key, struct slice type)
{
    (void)type;
    finder_drop(context, key);
}

static void on_type_none(void *context, struct slice key)
{
    struct finder *finder = context;
    struct key_item *stranger = key_set_find(&finder->strangers, key);

    if (stranger != NULL && stranger->mark == STRANGER_TOUCHED && !finder->closing) {
        stranger->mark = STRANGER_ASKED;
        key_types_add(&finder->types, key);
    } else if (stranger != NULL) {
        key_set_remove(&finder->strangers, stranger);
    }
    finder_drop(finder, key);
}

static void on_types_told(void *context, bool answered)
{
    (void)context;
    (void)answered;
}

static void on_named_told(void *context, bool answered)
{
    struct finder *finder = context;

    finder->named_complete |= answered;
    if (finder->named_again && !finder->closing)
        finder_ask_named(finder, timestamp_monotonic());
    finder_searched(finder);
}

/* Those that were touched since they were asked for are asked for again, the others forgotten. */
void finder_meet(struct finder *finder, int64_t now_ms)
{
    struct key_set met = finder->strangers;

    finder->meet_ms = now_ms + FINDER_LOOK_MS;
    finder->strangers = (struct key_set){0};
    for (size_t i = 0; i < met.count; i++) {
        struct slice key = key_item_key(met.items[i]);
        if (met.items[i]->mark != STRANGER_TOUCHED)
            continue;
        key_set_add(&finder->strangers, key, STRANGER_ASKED);
        key_types_add(&finder->types, key);
    }
    key_set_free(&met);
    for (size_t i = 0; i < finder->count && finder->crowded; i++)
        finder->scans[i]->next_ms = 0;
    finder->crowded = false;
}

/* What is not known may be new, or no stream. */
void finder_meet_key(struct finder *finder, struct slice key)
{
    struct key_item *stranger = key_set_find(&finder->strangers, key);

    if (stranger != NULL)
        stranger->mark = STRANGER_TOUCHED;
    if (stranger != NULL || !is_wanted(finder, key))
        return;
    finder->crowded |= finder->strangers.count >= STRANGERS_MAX;
    if (finder->crowded)
        return;
    key_set_add(&finder->strangers, key, STRANGER_ASKED);
    key_types_add(&finder->types, key);
    finder_pump(finder);
}

void finder_doubt(struct finder *finder, struct slice key)
{
    if (finder->closing || key_set_find(&finder->streams, key) == NULL)
        return;
    key_types_add(&finder->types, key);
    finder_pump(finder);
}

/* Where they are asked for already, they are again when that is answered: it may be of before. */
void finder_ask_named(struct finder *finder, int64_t now_ms)
{
    const struct lookups *lookups = &finder->lookups;

    if (lookups->key_count == 0)
        return;
    finder->named_again = finder->named.waiting > 0;
    if (finder->named_again)
        return;
    finder->named_ms = now_ms + (finder_is_blind(finder) ? FINDER_BLIND_MS : FINDER_PUSHED_MS);
    for (size_t i = 0; i < lookups->key_count; i++)
        key_types_add(&finder->named,
                      (struct slice){buffer_text(&lookups->keys[i]), lookups->keys[i].size});
}

void finder_keys_init(struct finder *finder)
{
    static const struct key_types_events named = {on_type_stream, on_type_other, on_type_none,
                                                  on_named_told};
    static const struct key_types_events types = {on_type_stream, on_type_other, on_type_none,
                                                  on_types_told};

    finder->named =
        (struct key_types){.requests = &finder->requests, .events = &named, .context = finder};
    finder->types =
        (struct key_types){.requests = &finder->requests, .events = &types, .context = finder};
    finder->named_complete = finder->lookups.key_count == 0;
}
