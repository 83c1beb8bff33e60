/* The feed of a Redis: a scheduler whose reader takes each stream forward, page by page, behind a
 * cursor of its own, so that a lost connection costs nothing and repeats nothing. */
#include "config.h"

#include "source/feed.h"

#include "base/memory.h"
#include "source/merge.h"
#include "source/redis/scheduler.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_MIN 8
#define PAGE_MAX 500
#define BYTES_AT_HAND (4 * 1024 * 1024) /* in the pages of all streams together */
#define BYTES_A_RECORD 1024             /* as long as none was seen */
#define COUNT_SIZE 24

struct redis_feed;

/* How far one stream was read. */
struct lane {
    struct merge_lane merged; /* first: a struct merge_lane * is cast to this */
    struct redis_feed *feed;
    struct stream *stream;
    struct pages pages;
    struct stream_id cursor; /* all up to here was read, */
    struct stream_id asked;  /* and up to here asked for */
    struct stream_id newest; /* of the entries that were read; STREAM_ID_MIN: none */
    struct stream_id oldest; /* must still be there, or entries of the next page may have gone */
    struct stream_id seen;   /* the stream's own cursor, as it was last */
    bool check_void;         /* the page that the next check belongs to was void */
    bool at_end;             /* there was nothing behind the page that was read last */
    bool made_again;         /* the stream is not the one it was, and may begin anew */
    bool broken;             /* as it was told last */
};

struct redis_feed {
    struct feed base; /* first: a struct feed * is cast to this */
    struct scheduler scheduler;
    struct lane **lanes; /* in the order of the streams */
    size_t lane_count;
    size_t lane_capacity;
    struct merge merge;
    struct stream_id last; /* of the window */
    uint64_t records;
    uint64_t bytes;
    bool ready;
    bool begun;
    bool ended;
};

static struct redis_feed *redis_of(struct feed *feed)
{
    return (struct redis_feed *)feed;
}

static struct slice tenant_of(const struct lane *lane)
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

static bool page_wanted(void *context, struct stream_id id)
{
    struct lane *lane = context;

    return pages_entry(&lane->pages, id) && stream_id_compare(id, lane->cursor) > 0;
}

static void page_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct lane *lane = context;
    struct redis_feed *feed = lane->feed;
    struct buffer *bytes = &lane->merged.bytes;
    size_t before = bytes->size;
    char id[STREAM_ID_SIZE];

    if (!pages_follow(&lane->pages))
        return;
    feed->base.status.advances++;
    lane->cursor = report->id;
    lane->newest = report->id;
    if (unreadable != NULL) {
        stream_id_format(report->id, id);
        feed->base.events->unreadable(feed->base.context, tenant_of(lane), id, unreadable->text);
        return;
    }
    feed->base.events->format(feed->base.context, tenant_of(lane), report, bytes);
    merge_add(&feed->merge, &lane->merged, report->id, bytes->size - before);
    feed->records++;
    feed->bytes += bytes->size - before;
}

/* Goes back to what was read: what was asked for beyond that is not there. */
static void ask_anew(struct lane *lane)
{
    pages_void(&lane->pages);
    lane->asked = lane->cursor;
}

/* Where a page is not full, all up to its bound was read, or all there is. */
static void take_page(struct lane *lane, const struct page *page)
{
    bool to_the_end = stream_id_compare(page->bound, lane->feed->last) == 0;

    if (pages_learn(&lane->pages, page)) {
        ask_anew(lane);
    } else if (to_the_end) {
        lane->feed->base.status.advances += !lane->at_end;
        lane->at_end = true;
        lane->asked = lane->cursor;
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
    if (!page.is_void && reply != NULL && !refused)
        take_page(lane, &page);
    else if (!page.is_void)
        ask_anew(lane);
    if (!page.checked)
        lane->oldest = lane->newest;
    if (refused)
        stream_refuse(lane->stream, reason);
}

/* Where the stream's oldest entry is younger than the one that was read before this page, trimming
 * has overtaken the reader. */
static void check_oldest(const struct lane *lane, struct stream_id oldest)
{
    const struct feed *feed = &lane->feed->base;
    char from[STREAM_ID_SIZE];
    char text[128];

    if (stream_id_compare(oldest, lane->oldest) <= 0)
        return;
    stream_id_format(lane->oldest, from);
    snprintf(text, sizeof(text),
             "trimming has overtaken the reader: entries behind %s may be missing", from);
    feed->events->lost(feed->context, tenant_of(lane), text);
}

static void oldest_reply(void *context, const struct reply *reply)
{
    struct lane *lane = context;
    struct stream_id oldest;

    if (lane->feed->base.closing || reply == NULL || lane->check_void)
        return;
    struct slice id = reply_text(reply, reply_child(reply, reply_child(reply, 0, 0), 0));
    if (stream_id_parse(id, &oldest))
        check_oldest(lane, oldest);
    lane->oldest = lane->newest;
}

static bool ask_oldest(struct lane *lane)
{
    const struct slice words[] = {SLICE("XRANGE"), stream_key(lane->stream), SLICE("-"),
                                  SLICE("+"),      SLICE("COUNT"),           SLICE("1")};

    return requests_send(&lane->feed->scheduler.streams.requests,
                         &(struct request){.words = words,
                                           .count = 6,
                                           .on_reply = oldest_reply,
                                           .stream = lane->stream,
                                           .context = lane});
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

static bool ask_page(struct lane *lane)
{
    static const struct entry_events events = {
        .wanted = page_wanted, .read = page_read, .keeps_numbers = true};
    struct redis_feed *feed = lane->feed;
    struct stream_id bound = next_bound(lane);
    size_t size = page_size(feed);
    char first[STREAM_ID_SIZE];
    char last[STREAM_ID_SIZE];
    char count[COUNT_SIZE];

    stream_id_format(stream_id_next(lane->asked), first);
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
    page->checked = stream_id_compare(lane->newest, STREAM_ID_MIN) != 0 && ask_oldest(lane);
    lane->asked = bound;
    return true;
}

static bool can_ask(const struct lane *lane)
{
    return pages_may_ask(&lane->pages) && !stream_waits_for_look(lane->stream) &&
           lane->merged.count <= page_size(lane->feed) / 2 &&
           (lane->pages.count == 0 || stream_id_compare(lane->asked, lane->feed->last) < 0);
}

/* Asks for the next pages while half of the one before is still at hand. What is away holds up the
 * others only where it has to come. */
static void go_on(struct lane *lane)
{
    const struct redis_feed *feed = lane->feed;
    bool more = !lane->at_end && !lane->broken;
    bool waits = !lane->stream->away || !(feed->base.request.follow || feed->base.request.partly);

    merge_wait(&lane->feed->merge, &lane->merged, more && waits);
    while (more && can_ask(lane)) {
        if (!ask_page(lane))
            return;
    }
}

/* Hands out what is at hand, and tells the end. */
static void hand_out(struct redis_feed *feed)
{
    struct stream_id id;
    struct slice bytes;

    while (!feed->base.paused && !feed->base.closing) {
        struct merge_lane *merged = merge_take(&feed->merge, &id, &bytes);
        if (merged == NULL)
            break;
        feed->base.events->record(feed->base.context, id, bytes);
        go_on((struct lane *)merged);
    }
    bool finished = feed->merge.count == 0 && feed->merge.held_back == 0;
    if (!finished || feed->ended || feed->base.closing || feed->base.request.follow)
        return;
    feed->ended = true;
    feed->base.events->ended(feed->base.context);
}

/* Tells when a stream cannot be read any more; it is tried again from time to time. */
static void watch_trouble(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;

    if (lane->broken == lane->stream->broken)
        return;
    lane->broken = lane->stream->broken;
    if (lane->broken)
        feed->events->lost(feed->context, tenant_of(lane), lane->stream->tenant->trouble);
    else
        feed->events->noted(feed->context, tenant_of(lane), "can be read again");
}

/* What was read up to there stands there still. */
static void go_back(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;
    struct stream_id to = lane->stream->went_back_to;

    lane->stream->went_back_to = STREAM_ID_MIN;
    lane->seen = STREAM_ID_MIN;
    if (stream_id_compare(to, lane->cursor) >= 0)
        return;
    feed->events->noted(feed->context, tenant_of(lane),
                        "the stream was reset: its newest entries are gone");
    lane->cursor = to;
    lane->newest = to;
    lane->oldest = STREAM_ID_MIN;
    lane->at_end = false;
    ask_anew(lane);
}

/* A stream was deleted and made again. Its new entries are read on behind the cursor, unless its
 * IDs have begun anew too. */
static void watch_restart(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;
    const struct stream *stream = lane->stream;
    const struct tenant *tenant = stream->tenant;

    if (stream_id_compare(stream->went_back_to, STREAM_ID_MIN) != 0)
        go_back(lane);
    if (stream_id_compare(stream->cursor, lane->seen) < 0)
        lane->made_again = true;
    lane->seen = stream->cursor;
    if (!lane->made_again || !tenant->has_report)
        return;
    lane->made_again = false;
    if (stream_id_compare(tenant->newest_id, lane->cursor) >= 0)
        return;
    feed->events->noted(feed->context, tenant_of(lane), "the stream was deleted and made again");
    lane->cursor = STREAM_ID_MIN;
    lane->newest = STREAM_ID_MIN;
    lane->oldest = STREAM_ID_MIN;
    lane->at_end = false;
    ask_anew(lane);
}

static void watch_news(struct lane *lane)
{
    if (lane->feed->base.request.follow &&
        stream_id_compare(lane->stream->tenant->newest_id, lane->cursor) > 0)
        lane->at_end = false;
}

static void add_lane(struct redis_feed *feed)
{
    struct lane *lane = mem_zalloc(1, sizeof(*lane));
    struct stream_id start = stream_id_at(feed->base.request.window.start_ms);

    lane->feed = feed;
    lane->stream = feed->scheduler.streams.all[feed->lane_count];
    lane->cursor = stream_id_previous(start);
    lane->asked = lane->cursor;
    feed->lanes =
        mem_grow(feed->lanes, &feed->lane_capacity, feed->lane_count + 1, sizeof(*feed->lanes));
    feed->lanes[feed->lane_count++] = lane;
    merge_wait(&feed->merge, &lane->merged, true);
}

/* Looks after the streams of which something is new: themselves, or a page, or their trouble. */
static void pump(void *asker)
{
    struct redis_feed *feed = asker;
    struct streams *streams = &feed->scheduler.streams;
    struct stream *stream;

    if (!feed->begun)
        return;
    while (feed->lane_count < streams->count)
        add_lane(feed);
    while (!feed->base.closing && (stream = streams_next(streams, ASK_PAGES)) != NULL) {
        struct lane *lane = feed->lanes[stream->number];
        watch_trouble(lane);
        watch_restart(lane);
        watch_news(lane);
        go_on(lane);
    }
    hand_out(feed);
}

static void ask_all(const struct redis_feed *feed)
{
    for (size_t i = 0; i < feed->scheduler.streams.count; i++)
        stream_ask(feed->scheduler.streams.all[i], ASK_PAGES);
}

static void free_lanes(void *asker)
{
    struct redis_feed *feed = asker;

    for (size_t i = 0; i < feed->lane_count; i++) {
        merge_lane_free(&feed->lanes[i]->merged);
        free(feed->lanes[i]);
    }
    free(feed->lanes);
    merge_free(&feed->merge);
}

static const struct asker_kind lanes_asker = {
    .name = "lanes",
    .pump = pump,
    .free = free_lanes,
};

static void on_changed(void *context)
{
    struct redis_feed *feed = context;

    feed->base.events->changed(feed->base.context);
    if (feed->base.closing || feed->ready || !feed->base.status.discovered)
        return;
    feed->ready = true;
    feed->base.events->ready(feed->base.context);
}

static void begin(struct feed *base)
{
    struct redis_feed *feed = redis_of(base);
    struct stream_id first;

    feed->begun = true;
    feed->ready = true;
    feed->last = STREAM_ID_MAX;
    if (base->request.window.end_ms != INT64_MAX)
        stream_id_bounds(base->request.window, &first, &feed->last);
    ask_all(feed);
    scheduler_ask(&feed->scheduler);
}

static void resume(struct feed *base)
{
    if (base->request.partly && redis_of(base)->scheduler.streams.away > 0)
        ask_all(redis_of(base));
    scheduler_ask(&redis_of(base)->scheduler);
}

static void explain_wait(const struct feed *feed, const char *limit, struct error *error)
{
    scheduler_explain_wait(&((const struct redis_feed *)feed)->scheduler, limit, error);
}

static void on_closed(void *context)
{
    struct redis_feed *feed = context;

    feed_closed(&feed->base);
}

static void close_feed(struct feed *base)
{
    scheduler_close(&redis_of(base)->scheduler, on_closed);
}

struct feed *redis_feed_open(uv_loop_t *loop, const char *spec,
                             const struct source_options *options, struct error *error)
{
    static const struct feed_ops ops = {begin, resume, explain_wait, NULL, close_feed};
    struct redis_feed *feed = mem_zalloc(1, sizeof(*feed));
    const struct scheduler_owner owner = {
        .kind = &lanes_asker,
        .asker = feed,
        .fleet = &feed->base.fleet,
        .status = &feed->base.status,
        .name = feed->base.name,
        .name_size = sizeof(feed->base.name),
        .changed = on_changed,
        .context = feed,
    };

    feed->base.ops = &ops;
    if (scheduler_open(&feed->scheduler, loop, spec, options, &owner, error))
        return &feed->base;
    free(feed);
    return NULL;
}
