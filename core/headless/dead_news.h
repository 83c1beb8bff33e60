/* Dead news: messages that died are told once a minute of each destination, as one wrong address
 * makes many of them; those of one never hide those of another. */
#ifndef HEADLESS_DEAD_NEWS_H
#define HEADLESS_DEAD_NEWS_H

#include <stddef.h>
#include <stdint.h>

#define DEAD_NEWS_MS 60000

struct dead_item;

/* Zero-initialised: there were none. */
struct dead_news {
    struct dead_item *items; /* one for each destination that had some */
    size_t count;
    size_t capacity;
    void (*say)(void *context, const char *text); /* a line about one destination */
    void *context;
};

/* Notes one of a destination, and says it unless something was said of that within a minute.
 * `what`: why, and what it was. */
void dead_news_add(struct dead_news *news, const char *destination, const char *what,
                   int64_t now_ms);

/* Says what was held back of those whose minute is over. Returns when there is more to say,
 * INT64_MAX: there is none. INT64_MAX as `now_ms` says all. */
int64_t dead_news_due(struct dead_news *news, int64_t now_ms);

void dead_news_free(struct dead_news *news);

#endif
