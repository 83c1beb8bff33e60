#include "config.h"

#include "headless/dead_news.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct dead_item {
    char *destination;
    char *last;        /* of those that are held back */
    unsigned held;     /* back since then */
    int64_t silent_ms; /* nothing is said before */
};

static struct dead_item *item_of(struct dead_news *news, const char *destination)
{
    for (size_t i = 0; i < news->count; i++) {
        if (strcmp(news->items[i].destination, destination) == 0)
            return &news->items[i];
    }
    news->items = mem_grow(news->items, &news->capacity, news->count + 1, sizeof(news->items[0]));
    news->items[news->count] =
        (struct dead_item){.destination = mem_strdup(destination), .silent_ms = INT64_MIN};
    return &news->items[news->count++];
}

static void say(struct dead_news *news, struct dead_item *item, int64_t now_ms)
{
    struct buffer line = {0};

    buffer_printf(&line, "%s: ", item->destination);
    if (item->held > 1)
        buffer_printf(&line, "%u more died, the last one: ", item->held);
    buffer_string(&line, item->last);
    news->say(news->context, buffer_text(&line));
    buffer_free(&line);
    item->held = 0;
    item->silent_ms = now_ms < INT64_MAX - DEAD_NEWS_MS ? now_ms + DEAD_NEWS_MS : INT64_MAX;
}

void dead_news_add(struct dead_news *news, const char *destination, const char *what,
                   int64_t now_ms)
{
    struct dead_item *item = item_of(news, destination);

    free(item->last);
    item->last = mem_strdup(what);
    item->held++;
    if (now_ms >= item->silent_ms)
        say(news, item, now_ms);
}

int64_t dead_news_due(struct dead_news *news, int64_t now_ms)
{
    int64_t next_ms = INT64_MAX;

    for (size_t i = 0; i < news->count; i++) {
        struct dead_item *item = &news->items[i];
        if (item->held == 0)
            continue;
        if (now_ms >= item->silent_ms)
            say(news, item, now_ms);
        else if (item->silent_ms < next_ms)
            next_ms = item->silent_ms;
    }
    return next_ms;
}

void dead_news_free(struct dead_news *news)
{
    for (size_t i = 0; i < news->count; i++) {
        free(news->items[i].destination);
        free(news->items[i].last);
    }
    free(news->items);
    news->items = NULL;
    news->count = news->capacity = 0;
}
