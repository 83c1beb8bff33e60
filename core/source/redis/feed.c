/* The feed of a Redis. A Redis source finds the streams, tells what is new, and keeps the
 * connection; over the same connection each stream is read forward, page by page, behind a cursor
 * of its own, so that a lost connection costs nothing and repeats nothing. */
#include "config.h"

#include "source/feed.h"

#include "base/memory.h"
#include "source/merge.h"
#include "source/redis/private.h"

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
    struct stream_id cursor;    /* reading goes on behind it */
    struct stream_id page_from; /* where it stood when the page under way was asked for */
    struct stream_id seen;      /* the source's own cursor, as it was last */
    bool pending;               /* a page is under way */
    bool checking;              /* and behind it the question for the oldest entry */
    bool refused;               /* the last page was */
    bool at_end;                /* there was nothing behind the page that was read last */
    bool read;                  /* the cursor is an entry that was read */
    bool made_again;            /* the stream is not the one it was, and may begin anew */
    bool broken;                /* as it was told last */
    size_t page_size;
};

struct redis_feed {
    struct feed base; /* first: a struct feed * is cast to this */
    struct redis_source *source;
    struct lane **lanes; /* in the order of the source's streams */
    size_t lane_count;
    size_t lane_capacity;
    struct merge merge;
    struct stream_id last; /* of the window */
    uint64_t records;
    uint64_t bytes;
    bool ready;
    bool begun;
    bool ended;
    void (*closed)(void *context);
    void *closed_context;
};

static struct redis_feed *redis_of(struct feed *feed)
{
    return (struct redis_feed *)feed;
}

static struct slice tenant_of(const struct lane *lane)
{
    return (struct slice){lane->stream->tenant->name, lane->stream->tenant->name_size};
}

/* A tenant has a page and a half at hand at most; the more tenants, and the longer their reports,
 * the shorter are the pages. */
static size_t page_size(const struct redis_feed *feed)
{
    uint64_t mean = feed->records > 0 ? feed->bytes / feed->records + 1 : BYTES_A_RECORD;
    uint64_t size = BYTES_AT_HAND / feed->lane_count / mean;

    if (size < PAGE_MIN)
        return PAGE_MIN;
    return size < PAGE_MAX ? (size_t)size : PAGE_MAX;
}

static bool page_wanted(void *context, struct stream_id id)
{
    const struct lane *lane = context;

    return stream_id_compare(id, lane->cursor) > 0;
}

static void page_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct lane *lane = context;
    struct redis_feed *feed = lane->feed;
    struct buffer *bytes = &lane->merged.bytes;
    size_t before = bytes->size;
    char id[STREAM_ID_SIZE];

    lane->cursor = report->id;
    lane->read = true;
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

static void page_element(void *context, const struct reply_element *element)
{
    static const struct entry_events events = {page_wanted, page_read};
    struct lane *lane = context;
    struct entries *entries = &lane->feed->source->entries;

    entries->report.keeps_numbers = true;
    if (element->depth == 0)
        entries_begin(entries, ENTRY_DEPTH_RANGE, &events, lane);
    entries_element(entries, element);
}

/* Tells when a stream cannot be read any more; the source tries it again from time to time. */
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

static void go_on(struct lane *lane);
static void pump(struct redis_feed *feed);

/* A page is complete: the stream goes on, and with it all others. After a refusal that passes it
 * does so when the source tells of something new. */
static void end_page(struct lane *lane)
{
    struct redis_feed *feed = lane->feed;

    lane->pending = false;
    feed->base.status.answered_ms = feed->source->base.status.answered_ms;
    feed->base.events->changed(feed->base.context);
    if (feed->base.closing)
        return;
    watch_trouble(lane);
    if (!lane->refused || lane->broken)
        go_on(lane);
    pump(feed);
}

static void page_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct lane *lane = context;
    struct slice reason;

    (void)error;
    if (lane->feed->base.closing || !redis_answered(lane->feed->source, reply)) {
        lane->pending = false;
        return;
    }
    lane->refused = redis_refused(reply, &reason);
    if (lane->refused)
        stream_refuse(lane->stream, reason);
    else
        lane->at_end = reply->nodes[0].integer < (int64_t)lane->page_size;
    if (!lane->checking)
        end_page(lane);
}

/* Where the stream's oldest entry is younger than the one that was read before this page, trimming
 * has overtaken the reader. */
static void oldest_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct lane *lane = context;
    struct redis_feed *feed = lane->feed;
    struct stream_id oldest;

    (void)error;
    if (feed->base.closing || !redis_answered(feed->source, reply)) {
        lane->pending = false;
        return;
    }
    struct slice id = reply_text(reply, reply_child(reply, reply_child(reply, 0, 0), 0));
    if (stream_id_parse(id, &oldest) && stream_id_compare(oldest, lane->page_from) > 0) {
        char from[STREAM_ID_SIZE];
        char text[128];
        stream_id_format(lane->page_from, from);
        snprintf(text, sizeof(text),
                 "trimming has overtaken the reader: entries behind %s may be missing", from);
        feed->base.events->lost(feed->base.context, tenant_of(lane), text);
    }
    end_page(lane);
}

static bool ask_oldest(struct lane *lane)
{
    const struct slice words[] = {SLICE("XRANGE"), stream_key(lane->stream), SLICE("-"),
                                  SLICE("+"),      SLICE("COUNT"),           SLICE("1")};

    return redis_ask(lane->feed->source, words, 6, NULL, oldest_reply, lane);
}

static void ask_page(struct lane *lane)
{
    struct redis_feed *feed = lane->feed;
    char first[STREAM_ID_SIZE];
    char last[STREAM_ID_SIZE];
    char count[COUNT_SIZE];

    stream_id_format(stream_id_next(lane->cursor), first);
    stream_id_format(feed->last, last);
    lane->page_size = page_size(feed);
    snprintf(count, sizeof(count), "%zu", lane->page_size);
    const struct slice words[] = {SLICE("XRANGE"), stream_key(lane->stream), slice_of(first),
                                  slice_of(last),  SLICE("COUNT"),           slice_of(count)};
    lane->page_from = lane->cursor;
    lane->pending = redis_ask(feed->source, words, 6, page_element, page_reply, lane);
    lane->checking = lane->pending && lane->read && ask_oldest(lane);
}

/* Asks for the next page while half of the one before is still at hand. */
static void go_on(struct lane *lane)
{
    bool more = !lane->at_end && !lane->broken;

    merge_wait(&lane->feed->merge, &lane->merged, more);
    if (more && !lane->pending && lane->merged.count <= lane->page_size / 2)
        ask_page(lane);
}

/* Hands out what is at hand, and tells the end. */
static void pump(struct redis_feed *feed)
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

/* The source begins anew with a stream that was deleted and made again. Its new entries are read on
 * behind the cursor, unless its IDs have begun anew too. */
static void watch_restart(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;
    const struct stream *stream = lane->stream;
    const struct tenant *tenant = stream->tenant;

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
    lane->read = false;
    lane->at_end = false;
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
    lane->stream = feed->source->streams[feed->lane_count];
    lane->cursor = stream_id_previous(start);
    feed->lanes =
        mem_grow(feed->lanes, &feed->lane_capacity, feed->lane_count + 1, sizeof(*feed->lanes));
    feed->lanes[feed->lane_count++] = lane;
    merge_wait(&feed->merge, &lane->merged, true);
}

/* Looks after every stream: new ones, those with news, and those whose page was lost. */
static void work(struct redis_feed *feed)
{
    while (feed->lane_count < feed->source->stream_count)
        add_lane(feed);
    for (size_t i = 0; i < feed->lane_count; i++) {
        struct lane *lane = feed->lanes[i];
        watch_trouble(lane);
        watch_restart(lane);
        watch_news(lane);
        go_on(lane);
    }
    pump(feed);
}

static void on_changed(void *context)
{
    struct redis_feed *feed = context;
    const struct source_status *status = &feed->source->base.status;

    feed->base.status = *status;
    feed->base.events->changed(feed->base.context);
    if (feed->base.closing)
        return;
    if (feed->begun) {
        work(feed);
    } else if (status->discovered && !feed->ready) {
        feed->ready = true;
        feed->base.events->ready(feed->base.context);
    }
}

static void begin(struct feed *base)
{
    struct redis_feed *feed = redis_of(base);
    struct stream_id first;

    feed->begun = true;
    feed->last = STREAM_ID_MAX;
    if (base->request.window.end_ms != INT64_MAX)
        stream_id_bounds(base->request.window, &first, &feed->last);
    work(feed);
}

static void resume(struct feed *base)
{
    pump(redis_of(base));
}

static void on_source_closed(void *context)
{
    struct redis_feed *feed = context;
    void (*closed)(void *) = feed->closed;
    void *closed_context = feed->closed_context;

    for (size_t i = 0; i < feed->lane_count; i++) {
        merge_lane_free(&feed->lanes[i]->merged);
        free(feed->lanes[i]);
    }
    free(feed->lanes);
    merge_free(&feed->merge);
    fleet_free(&feed->base.fleet);
    free(feed);
    if (closed != NULL)
        closed(closed_context);
}

static void close_feed(struct feed *base, void (*closed)(void *context), void *context)
{
    struct redis_feed *feed = redis_of(base);

    feed->closed = closed;
    feed->closed_context = context;
    source_close(&feed->source->base, on_source_closed, feed);
}

struct feed *redis_feed_open(uv_loop_t *loop, const char *spec,
                             const struct source_options *options, struct error *error)
{
    static const struct feed_ops ops = {begin, resume, close_feed};
    struct redis_feed *feed = mem_zalloc(1, sizeof(*feed));
    struct source *source =
        source_open(loop, spec, options, &feed->base.fleet, on_changed, feed, error);

    if (source == NULL) {
        free(feed);
        return NULL;
    }
    feed->base.ops = &ops;
    feed->source = (struct redis_source *)source;
    snprintf(feed->base.name, sizeof(feed->base.name), "%s", source->name);
    return &feed->base;
}
