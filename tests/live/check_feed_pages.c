/* The feed of a Redis while pages are asked for ahead, and the streams are written to, trimmed,
 * deleted from and made again, and the connection lost, between any two records: beside a plain
 * list of what was written, each entry comes once and in its order, and what went unread is told.
 * By seed: SEED=7 SEQUENCES=1000 goes on for longer, from another one. */
#include "config.h"

#include "base/duration.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "source/feed.h"
#include "source/redis/lane.h"
#include "support/dice.h"
#include "support/quick.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TENANTS 3
#define REPORTS 400 /* of each, to begin with: several pages */
#define ENTRIES_MAX 8192
#define DETAIL 8000 /* bytes of a report: the longer they are, the shorter are the pages */
#define SEQUENCES 20
#define KEY "rag:telemetry:t%u"

/* An entry that was written; its value is its place in the list. */
static struct entry {
    unsigned tenant;
    int64_t ms;
    bool gone;
    bool at_first; /* it was there before the feed was */
    bool trimmed;
    bool seen;
} entries[ENTRIES_MAX];
static size_t entry_count;

static struct tenant_model {
    int64_t last_ms;
    int64_t seen_ms;
    bool again; /* it was made again, which may begin with lower IDs */
    bool told;  /* that something of it may be missing */
} models[TENANTS];

static struct redis_server *server;
static redisContext *connection;
static struct dice dice;
static struct feed *feed;
static uv_loop_t loop;
static uv_timer_t pulse;
static char detail[DETAIL + 1];
static enum { ANYTHING, ONE_TRIM, NOTHING } happens; /* meanwhile */
static bool cut_at_once;
static bool is_ahead; /* a page was asked for in front of one that is under way */
static bool ended;
static bool closed;

static long number_of(const char *variable, long usual)
{
    const char *text = getenv(variable);

    return text != NULL ? atol(text) : usual;
}

/* --- What happens to the streams --- */

static void append(unsigned tenant, int64_t ms)
{
    QUICK_ASSERT(entry_count < ENTRIES_MAX);
    redisAppendCommand(connection,
                       "XADD " KEY " %lld-0 ws s we e degraded %s warned %s dims "
                       "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":%d,\"metadata\":\"%s\"}]",
                       tenant, (long long)ms, "", "", (int)entry_count, detail);
    entries[entry_count++] = (struct entry){.tenant = tenant, .ms = ms, .at_first = feed == NULL};
    models[tenant].last_ms = ms;
}

static void write_some(unsigned tenant)
{
    size_t count = 1 + dice_below(&dice, 20);

    for (size_t i = 0; i < count; i++)
        append(tenant, models[tenant].last_ms + 1 + (int64_t)dice_below(&dice, 2000));
    redis_server_drain(connection, count);
}

/* Returns the number of entries that are there. */
static size_t length_of(unsigned tenant)
{
    size_t length = 0;

    for (size_t i = 0; i < entry_count; i++)
        length += entries[i].tenant == tenant && !entries[i].gone;
    return length;
}

/* Notes that the oldest are gone. */
static void lose_oldest(unsigned tenant, size_t count)
{
    for (size_t i = 0; i < entry_count && count > 0; i++) {
        if (entries[i].tenant != tenant || entries[i].gone)
            continue;
        entries[i].gone = entries[i].trimmed = true;
        count--;
    }
}

/* Something stays: of an empty stream nobody knows whether it was trimmed. */
static void trim(unsigned tenant)
{
    size_t length = length_of(tenant);

    if (length < 2)
        return;
    size_t kept = 1 + dice_below(&dice, length - 1);
    redis_server_command(server, "XTRIM " KEY " MAXLEN %d", tenant, (int)kept);
    lose_oldest(tenant, length - kept);
}

static void delete_one(unsigned tenant)
{
    size_t place = dice_below(&dice, entry_count);

    if (entries[place].tenant != tenant || entries[place].gone)
        return;
    redis_server_command(server, "XDEL " KEY " %lld-0", tenant, (long long)entries[place].ms);
    entries[place].gone = true;
}

static void make_again(unsigned tenant)
{
    if (!dice_once_in(&dice, 4))
        return;
    redis_server_command(server, "DEL " KEY, tenant);
    for (size_t i = 0; i < entry_count; i++)
        entries[i].gone |= entries[i].tenant == tenant;
    models[tenant].again = true;
    write_some(tenant);
}

static void cut(unsigned tenant)
{
    (void)tenant;
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    redisFree(connection);
    connection = redis_server_connect(server);
}

static void rest(unsigned tenant)
{
    (void)tenant;
    feed_pause(feed);
}

static void (*const changes[])(unsigned tenant) = {write_some, write_some, trim, delete_one,
                                                   delete_one, make_again, cut,  rest};

/* --- What comes --- */

static void on_ready(void *context)
{
    const struct feed_request *request = context;

    feed_begin(feed, request);
    if (cut_at_once)
        cut(0);
}

static void on_format(void *context, struct slice tenant, const struct report *report,
                      struct buffer *record)
{
    struct slice value = reading_text(&report->readings[0], NUMBER_VALUE);

    (void)context;
    (void)tenant;
    buffer_append(record, value.data, value.size);
    buffer_append(record, report->readings[0].metadata.data, report->readings[0].metadata.size);
}

/* Where a stream is trimmed once only, what is told is told of that. */
static void let_happen(void)
{
    unsigned tenant = (unsigned)dice_below(&dice, TENANTS);

    if (happens == ANYTHING && dice_once_in(&dice, 50))
        changes[dice_below(&dice, sizeof(changes) / sizeof(changes[0]))](tenant);
    if (happens != ONE_TRIM || !dice_once_in(&dice, TENANTS * REPORTS / 2))
        return;
    trim(tenant);
    happens = NOTHING;
}

static void note_ahead(void)
{
    const struct redis_feed *lanes = (const struct redis_feed *)feed;

    for (size_t i = 0; i < lanes->lane_count; i++)
        is_ahead |= lanes->lanes[i]->pages.count == PAGES_AHEAD;
}

static void on_record(void *context, struct stream_id id, struct slice bytes)
{
    char text[16] = "";

    (void)context;
    memcpy(text, bytes.data, bytes.size < sizeof(text) - 1 ? bytes.size : sizeof(text) - 1);
    size_t value = (size_t)atol(text);
    QUICK_ASSERT(value < entry_count);
    struct entry *entry = &entries[value];
    struct tenant_model *model = &models[entry->tenant];
    ck_assert_msg(!entry->seen, "entry %zu of tenant %u came twice", value, entry->tenant);
    QUICK_ASSERT(entry->ms == stream_id_time(id));
    ck_assert_msg(model->again || entry->ms > model->seen_ms, "entry %zu of tenant %u came late",
                  value, entry->tenant);
    entry->seen = true;
    note_ahead();
    model->seen_ms = entry->ms;
    let_happen();
}

static void on_unreadable(void *context, struct slice tenant, const char *where, const char *reason)
{
    (void)context;
    ck_abort_msg("%.*s %s: %s", (int)tenant.size, tenant.data, where, reason);
}

static void on_lost(void *context, struct slice tenant, const char *reason)
{
    (void)context;
    (void)reason;
    models[tenant.data[1] - '0'].told = true;
}

static void on_noted(void *context, struct slice tenant, const char *text)
{
    (void)context;
    (void)tenant;
    (void)text;
}

static void on_changed(void *context)
{
    (void)context;
}

static void on_ended(void *context)
{
    (void)context;
    ended = true;
}

static void on_closed(void *context)
{
    (void)context;
    closed = true;
}

static const struct feed_events events = {
    .ready = on_ready,
    .format = on_format,
    .record = on_record,
    .unreadable = on_unreadable,
    .lost = on_lost,
    .noted = on_noted,
    .changed = on_changed,
    .ended = on_ended,
};

/* --- A sequence --- */

/* Of what is there now, all has come that has to. */
static bool is_complete(bool follow)
{
    for (size_t i = 0; i < entry_count; i++) {
        if (!entries[i].gone && !entries[i].seen && (follow || entries[i].at_first))
            return false;
    }
    return true;
}

static bool is_done(bool follow)
{
    return follow ? is_complete(true) : ended;
}

/* Whoever rests goes on. */
static void on_pulse(uv_timer_t *timer)
{
    (void)timer;
    if (feed->paused)
        feed_resume(feed);
}

static void fill(void)
{
    memset(detail, 'x', DETAIL);
    entry_count = 0;
    for (unsigned tenant = 0; tenant < TENANTS; tenant++) {
        models[tenant] = (struct tenant_model){.last_ms = 1700000000000};
        for (size_t i = 0; i < REPORTS; i++)
            append(tenant, models[tenant].last_ms + 1 + (int64_t)dice_below(&dice, 2000));
        redis_server_drain(connection, REPORTS);
    }
}

static void open_server(void)
{
    server = redis_server_create(NULL);
    connection = redis_server_connect(server);
}

static void close_server(void)
{
    redisFree(connection);
    redis_server_free(server);
}

static void read_all(struct feed_request *request)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    struct source_options options = watcher_options();
    struct error error;

    options.follow = request->follow;
    is_ahead = ended = closed = false;
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    uv_timer_init(&loop, &pulse);
    uv_timer_start(&pulse, on_pulse, 1, 1);
    feed = feed_open(&loop, server->unix_url, &options, &events, request, &error);
    ck_assert_msg(feed != NULL, "%s", error.text);
    while (!is_done(request->follow)) {
        ck_assert_msg(deadline_left(&deadline) > 0, "it does not get on: %s",
                      feed->status.error.text);
        uv_run(&loop, UV_RUN_ONCE);
    }
    uv_close((uv_handle_t *)&pulse, NULL);
    feed_close(feed, on_closed, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert(closed);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    feed = NULL;
}

/* What was trimmed before it came is told, unless the stream was another one afterwards. */
static void check_losses(void)
{
    for (size_t i = 0; i < entry_count; i++) {
        const struct tenant_model *model = &models[entries[i].tenant];
        ck_assert_msg(entries[i].seen || !entries[i].at_first || !entries[i].trimmed ||
                          model->told || model->again,
                      "entry %zu of tenant %u was trimmed, and nobody said so", i,
                      entries[i].tenant);
    }
}

static void run_sequence(uint64_t seed)
{
    dice = (struct dice){seed};
    struct feed_request request = {.window = {INT64_C(0), INT64_MAX}, .follow = seed % 2 == 1};

    happens = dice_once_in(&dice, 2) ? ONE_TRIM : ANYTHING;
    redis_server_command(server, "FLUSHALL");
    fill();
    read_all(&request);
    ck_assert_msg(is_complete(request.follow), "not all came");
    ck_assert(is_ahead);
    check_losses();
}

START_TEST(whatever_happens_between_two_records_each_entry_comes_once)
{
    uint64_t seed = (uint64_t)number_of("SEED", 1);
    uint64_t count = (uint64_t)number_of("SEQUENCES", SEQUENCES);

    open_server();
    for (uint64_t i = 0; i < count; i++) {
        fprintf(stderr, "SEED=%" PRIu64 " SEQUENCES=1\n", seed + i);
        run_sequence(seed + i);
    }
    close_server();
}
END_TEST

/* Whoever waits for a page goes on when the connection is there again, also where nothing new has
 * come since. */
START_TEST(a_connection_that_is_lost_before_the_first_page_comes_ends_nothing)
{
    struct feed_request request = {.window = {INT64_C(0), INT64_MAX}, .follow = _i == 1};

    open_server();
    dice = (struct dice){1};
    happens = NOTHING;
    fill();
    cut_at_once = true;
    read_all(&request);
    ck_assert_msg(is_complete(false), "not all came");
    close_server();
}
END_TEST

Suite *suite_feed_pages(void)
{
    Suite *suite = suite_create("feed_pages");
    TCase *tests = tcase_create("feed_pages");

    tcase_set_timeout(tests, 0);
    tcase_add_loop_test(tests, a_connection_that_is_lost_before_the_first_page_comes_ends_nothing,
                        0, 2);
    tcase_add_test(tests, whatever_happens_between_two_records_each_entry_comes_once);
    suite_add_tcase(suite, tests);
    return suite;
}
