#include "config.h"

#include "source/redis/lane.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_MIN 8
#define PAGE_MAX 500
#define BYTES_AT_HAND (4 * 1024 * 1024) /* in the pages of all streams together */
#define BYTES_A_RECORD (16 * 1024)      /* as long as none was seen: one may be long */
#define COUNT_SIZE 24

struct slice lane_tenant(const struct lane *lane)
{
    return tenant_name(lane->stream->tenant);
}

/* A tenant has half a page at hand and PAGES_AHEAD under way at most; the more tenants, and the
 * longer their reports, the shorter are the pages. */
static size_t page_size(const struct redis_feed *feed)
{
    uint64_t mean = feed->records > 0 ? feed->bytes / feed->records + 1 : BYTES_A_RECORD;
    uint64_t size = BYTES_AT_HAND / (PAGES_AHEAD + 1) / feed->lane_count / mean;

    if (size < PAGE_MIN)
        return PAGE_MIN;
    return size < PAGE_MAX ? (size_t)size : PAGE_MAX;
}

/* Returns true for the entry that was read last, with which a page begins. */
static bool is_seam(const struct pages *pages)
{
    return pages->under_way[0].seamed && pages->under_way[0].entries == 1;
}

static bool page_wanted(void *context, struct stream_id id)
{
    struct lane *lane = context;
    struct stream_id newest = trail_newest(&lane->trail).id;

    if (!pages_entry(&lane->pages, id))
        return false;
    bool fits = is_seam(&lane->pages) ? stream_id_compare(id, newest) == 0
                                      : stream_id_compare(id, lane->cursor) > 0;
    if (!fits)
        lane_doubt(lane);
    return fits;
}

/* The page is about to begin with it. */
static void check_seam(struct lane *lane, struct entry_mark mark)
{
    if (!trail_has(&lane->trail, mark))
        lane_doubt(lane);
}

static void hand_over(struct lane *lane, const struct report *report,
                      const struct error *unreadable)
{
    struct redis_feed *feed = lane->feed;
    struct buffer *bytes = &lane->merged.bytes;
    size_t before = bytes->size;
    char id[STREAM_ID_SIZE];

    if (unreadable != NULL) {
        stream_id_format(report->id, id);
        feed->base.events->unreadable(feed->base.context, lane_tenant(lane), id, unreadable->text);
        return;
    }
    feed->base.events->format(feed->base.context, lane_tenant(lane), report, bytes);
    merge_add(&feed->merge, &lane->merged, report->id, bytes->size - before);
    feed->records++;
    feed->bytes += bytes->size - before;
}

static void take_entry(struct lane *lane, struct entry_mark mark, const struct report *report,
                       const struct error *unreadable)
{
    bool is_new = lane_is_new(lane, mark);

    if (!pages_follow(&lane->pages))
        return;
    lane->feed->base.status.advances++;
    lane->cursor = mark.id;
    lane->loose = false;
    trail_add(&lane->trail, mark);
    if (is_new)
        hand_over(lane, report, unreadable);
}

static void page_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct lane *lane = context;
    struct entry_mark mark = {report->id, unreadable == NULL ? report->fingerprint : 0};

    if (!pages_follow(&lane->pages))
        return;
    if (is_seam(&lane->pages))
        check_seam(lane, mark);
    else
        take_entry(lane, mark, report, unreadable);
}

void lane_ask_anew(struct lane *lane)
{
    pages_void(&lane->pages);
    lane->asked = lane->cursor;
}

/* Where a page is not full, all up to its bound was read, or all there is. */
static void take_page(struct lane *lane, const struct page *page)
{
    bool to_the_end = stream_id_compare(page->bound, lane->feed->last) == 0;

    if (pages_learn(&lane->pages, page)) {
        lane_ask_anew(lane);
    } else if (to_the_end) {
        lane->feed->base.status.advances += !lane->at_end;
        lane->at_end = true;
        lane->asked = lane->cursor;
        lane_recall_end(lane);
    } else {
        lane->feed->base.status.advances++;
        lane->cursor = page->bound;
    }
}

static void page_reply(void *context, const struct reply *reply)
{
    struct lane *lane = context;
    struct page page = pages_arrived(&lane->pages);
    struct slice reason;

    stream_ask(lane->stream, ASK_PAGES);
    lane->check_void = page.is_void;
    bool refused = reply != NULL && requests_refused(reply, &reason);
    bool whole = !page.is_void && reply != NULL && !refused;
    if (whole && page.seamed && page.entries == 0)
        lane_doubt(lane);
    else if (whole)
        take_page(lane, &page);
    else if (!page.is_void)
        lane_ask_anew(lane);
    if (whole && !page.checked)
        lane->oldest = trail_newest(&lane->trail).id;
    if (refused)
        stream_refuse(lane->stream, reason);
}

/* Returns how far the next page goes: a stride, or all the way from where entries may still come.
 */
static struct stream_id next_bound(const struct lane *lane)
{
    struct stream_id last = lane->feed->last;
    struct stream_id newest = lane->stream->tenant->newest_id;
    struct stream_id bound = {(uint64_t)(stream_id_time(lane->asked) + lane->pages.stride_ms),
                              UINT64_MAX};
    bool all = stream_id_compare(bound, newest) >= 0 || stream_id_compare(bound, last) >= 0;

    return lane->pages.stride_ms == 0 || all ? last : bound;
}

/* A page that is not asked for ahead begins with the entry that was read last: where that is still
 * the same, nothing can be missing between them. */
static bool is_at_seam(const struct lane *lane)
{
    return lane->pages.count == 0 && lane->trail.count > 0 && !lane->loose;
}

static bool ask_page(struct lane *lane)
{
    static const struct entry_events events = {
        .wanted = page_wanted, .read = page_read, .keeps_numbers = true};
    struct redis_feed *feed = lane->feed;
    struct stream_id newest = trail_newest(&lane->trail).id;
    struct stream_id bound = next_bound(lane);
    size_t size = page_size(feed);
    char first[STREAM_ID_SIZE];
    char last[STREAM_ID_SIZE];
    char count[COUNT_SIZE];

    bool seamed = is_at_seam(lane);
    stream_id_format(seamed ? newest : stream_id_next(lane->asked), first);
    stream_id_format(bound, last);
    snprintf(count, sizeof(count), "%zu", size);
    const struct slice words[] = {SLICE("XRANGE"), stream_key(lane->stream), slice_of(first),
                                  slice_of(last),  SLICE("COUNT"),           slice_of(count)};
    if (!requests_send(&feed->scheduler.streams.requests,
                       &(struct request){.words = words,
                                         .count = 6,
                                         .entries = &events,
                                         .entries_depth = ENTRY_DEPTH_RANGE,
                                         .on_reply = page_reply,
                                         .stream = lane->stream,
                                         .context = lane}))
        return false;
    struct page *page = pages_asked(&lane->pages, bound, size);
    page->seamed = seamed;
    page->checked = !seamed && lane->trail.count > 0 && lane_ask_oldest(lane);
    lane->asked = bound;
    return true;
}

static bool can_ask(const struct lane *lane)
{
    return pages_may_ask(&lane->pages) && !stream_waits_for_look(lane->stream) &&
           lane->doubt == DOUBT_NONE && lane->merged.count <= page_size(lane->feed) / 2 &&
           (lane->pages.count == 0 || stream_id_compare(lane->asked, lane->feed->last) < 0);
}

void lane_go_on(struct lane *lane)
{
    const struct redis_feed *feed = lane->feed;
    bool more = !lane->at_end && !lane->broken && lane->stream->change == STREAM_SAME;
    bool waits = !lane->stream->away || !(feed->base.request.follow || feed->base.request.partly);

    merge_wait(&lane->feed->merge, &lane->merged, more && waits);
    while (more && can_ask(lane)) {
        if (!ask_page(lane))
            return;
    }
}

struct lane *lane_create(struct redis_feed *feed, struct stream *stream)
{
    struct lane *lane = mem_zalloc(1, sizeof(*lane));
    struct stream_id start = stream_id_at(feed->base.request.window.start_ms);

    lane->feed = feed;
    lane->stream = stream;
    lane->cursor = stream_id_previous(start);
    lane->asked = lane->cursor;
    merge_wait(&feed->merge, &lane->merged, true);
    return lane;
}

void lane_free(struct lane *lane)
{
    merge_lane_free(&lane->merged);
    trail_free(&lane->trail);
    trail_free(&lane->recall.trail);
    free(lane);
}
