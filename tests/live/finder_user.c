#include "config.h"

#include "live/finder_user.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the place of a key in what is there; the count when it is not. */
static size_t place_of(const struct finder_user *finder, struct slice key)
{
    size_t place = 0;

    for (; place < finder->there.count; place++) {
        const char *item = finder->there.items[place];
        if (strncmp(item, key.data, key.size) == 0 && item[key.size] == '=')
            break;
    }
    return place;
}

static void told(struct finder_user *finder)
{
    uv_stop(&finder->user.loop);
    finder->user.told++;
    ck_assert(!finder->closed);
    if (finder->when_told != NULL)
        finder->when_told(finder);
}

static void on_found(void *context, struct slice key, struct slice tenant)
{
    struct finder_user *finder = context;
    char item[256];

    ck_assert_uint_eq(place_of(finder, key), finder->there.count);
    snprintf(item, sizeof(item), "%.*s=%.*s", (int)key.size, key.data, (int)tenant.size,
             tenant.data);
    string_list_add(&finder->there, item);
    finder->found++;
    told(finder);
}

static void on_gone(void *context, struct slice key)
{
    struct finder_user *finder = context;
    size_t place = place_of(finder, key);

    ck_assert_uint_lt(place, finder->there.count);
    free(finder->there.items[place]);
    finder->there.items[place] = finder->there.items[--finder->there.count];
    finder->gone++;
    told(finder);
}

static void on_touched(void *context, struct slice key)
{
    struct finder_user *finder = context;

    ck_assert_uint_lt(place_of(finder, key), finder->there.count);
    snprintf(finder->last, sizeof(finder->last), "%.*s", (int)key.size, key.data);
    finder->touched++;
    told(finder);
}

static void on_look(void *context)
{
    struct finder_user *finder = context;

    finder->looks++;
    told(finder);
}

static void on_complete(void *context)
{
    struct finder_user *finder = context;

    finder->completes++;
    told(finder);
}

static void on_ready(void *context, size_t node)
{
    struct finder_user *finder = context;

    user_events.ready(&finder->user, node);
    finder_ready(finder->finder, node);
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct finder_user *finder = context;

    user_events.lost(&finder->user, node, error);
    finder_lost(finder->finder, node);
}

static void on_key(void *context, size_t node, struct slice key)
{
    struct finder_user *finder = context;

    user_events.touched(&finder->user, node, key);
    finder_touched(finder->finder, node, key);
}

static void open_client(struct finder_user *finder, const char *text)
{
    static const struct client_events events = {
        .ready = on_ready, .lost = on_lost, .touched = on_key};
    struct client_options options = user_options(&finder->user, COMMANDS_ROUTE);
    struct finder_prefixes prefixes;
    struct redis_url url;
    struct error error;

    finder_prefixes_make(&prefixes, &finder->space);
    options.tracked = prefixes.items;
    options.tracked_count = prefixes.count;
    ck_assert_msg(redis_url_parse(text, &url, &error), "%s: %s", text, error.text);
    finder->user.client = client_open(&finder->user.loop, &url, &options, &events, finder);
    redis_url_free(&url);
    finder_prefixes_free(&prefixes);
}

void finder_user_open(struct finder_user *finder, const char *url)
{
    static const char *const usual[] = {"{ns}:{tenant}"};
    static const char *const namespaces[] = {"rag:telemetry"};
    static const struct finder_events events = {on_found, on_touched, on_look, on_gone,
                                                on_complete};
    const struct key_space_words words = {
        .templates = finder->templates != NULL ? finder->templates : usual,
        .template_count = finder->templates != NULL ? finder->template_count : 1,
        .namespaces = namespaces,
        .namespace_count = 1,
    };
    struct error error;

    user_begin(&finder->user);
    ck_assert_msg(key_space_parse(&finder->space, &words, &error), "%s", error.text);
    open_client(finder, url);
    const struct finder_options options = {.loop = &finder->user.loop,
                                           .client = finder->user.client,
                                           .space = &finder->space,
                                           .selection = &finder->selection};
    finder->finder = finder_open(&options, &events, finder);
}

void finder_user_turn(struct finder_user *finder)
{
    user_turn(&finder->user);
}

void finder_user_wait(struct finder_user *finder)
{
    while (finder->completes == 0)
        finder_user_turn(finder);
}

bool finder_user_has(const struct finder_user *finder, const char *key, const char *tenant)
{
    size_t place = place_of(finder, slice_of(key));

    return place < finder->there.count &&
           strcmp(finder->there.items[place] + strlen(key) + 1, tenant) == 0;
}

static void on_closed(void *context)
{
    bool *done = context;

    *done = true;
}

void finder_user_end(struct finder_user *finder)
{
    finder->closed = true;
    finder_close(finder->finder, NULL, NULL);
}

void finder_user_close(struct finder_user *finder)
{
    bool done = finder->closed;

    finder->closed = true;
    if (!done)
        finder_close(finder->finder, on_closed, &done);
    user_close(&finder->user);
    ck_assert(done);
    key_space_free(&finder->space);
    string_list_free(&finder->there);
}
