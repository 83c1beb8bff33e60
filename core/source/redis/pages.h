/* Pages: how a stretch of a stream is read page by page, in either direction.
 *
 * A page is a stretch of time, cut so that it should not hold more entries than one reply may: so
 * the next one can be asked for before this one has come, and the server works on the one while we
 * read the other. Where it holds more after all, the rest is asked for anew. */
#ifndef SOURCE_REDIS_PAGES_H
#define SOURCE_REDIS_PAGES_H

#include "base/stream_id.h"

#define PAGES_AHEAD 2

struct page {
    struct stream_id bound; /* how far it goes */
    size_t size;            /* the most entries that it brings */
    size_t entries;         /* that it brought */
    struct stream_id first; /* of them, */
    struct stream_id last;  /* in the order in which they came */
    bool is_void;           /* it does not follow what was read */
    bool checked;           /* for its user: something was asked along with it, */
    bool seamed;            /* and it begins with what was read last */
};

/* Zero-initialised has nothing under way. */
struct pages {
    struct page under_way[PAGES_AHEAD]; /* in the order of their requests */
    unsigned count;
    int64_t
        stride_ms; /* how long the next page should be; 0: unknown, as long as all that is left */
    bool overrun;  /* the last page was fuller than foreseen */
};

/* Returns true when one more page may be asked for. The first one, and the one behind a page that
 * was too full, must come before others are. */
bool pages_may_ask(const struct pages *pages);

/* Notes that a page was asked for, and returns it. */
struct page *pages_asked(struct pages *pages, struct stream_id bound, size_t size);

/* What is under way will not follow what was read. */
void pages_void(struct pages *pages);

/* An entry of the next page arrives; returns false when the page is void. It may become so before
 * the entry is whole: then it is not to be read either. */
bool pages_entry(struct pages *pages, struct stream_id id);
bool pages_follow(const struct pages *pages);

/* The next page has come, or will not come any more: takes it off the list. */
struct page pages_arrived(struct pages *pages);

/* Learns from a whole page how long the next ones should be. Returns true when it was full: then it
 * may have left out something behind its last entry, and the pages under way are void. */
bool pages_learn(struct pages *pages, const struct page *page);

#endif
