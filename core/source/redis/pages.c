#include "config.h"

#include "source/redis/pages.h"

#include <string.h>

bool pages_may_ask(const struct pages *pages)
{
    unsigned ahead = pages->stride_ms == 0 || pages->overrun ? 1 : PAGES_AHEAD;

    return pages->count < ahead;
}

struct page *pages_asked(struct pages *pages, struct stream_id bound, size_t size)
{
    struct page *page = &pages->under_way[pages->count++];

    *page = (struct page){.bound = bound, .size = size};
    return page;
}

void pages_void(struct pages *pages)
{
    for (unsigned i = 0; i < pages->count; i++)
        pages->under_way[i].is_void = true;
}

bool pages_entry(struct pages *pages, struct stream_id id)
{
    struct page *page = &pages->under_way[0];

    if (page->is_void)
        return false;
    if (page->entries++ == 0)
        page->first = id;
    page->last = id;
    return true;
}

struct page pages_arrived(struct pages *pages)
{
    struct page page = pages->under_way[0];

    pages->count--;
    memmove(&pages->under_way[0], &pages->under_way[1], pages->count * sizeof(struct page));
    return page;
}

bool pages_follow(const struct pages *pages)
{
    return !pages->under_way[0].is_void;
}

/* After a page that is far from full its length says nothing about the next one. */
bool pages_learn(struct pages *pages, const struct page *page)
{
    int64_t length = stream_id_time(page->last) - stream_id_time(page->first);

    if (page->entries < page->size) {
        pages->overrun = false;
        if (page->entries < page->size / 2)
            pages->stride_ms = 0;
        return false;
    }
    if (length < 0)
        length = -length;
    pages->overrun = pages->stride_ms > 0;
    pages->stride_ms = length - length / 10 + 1;
    pages_void(pages);
    return true;
}
