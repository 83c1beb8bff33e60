/* Primaries and their replicas. */
#include "config.h"

#include "base/duration.h"
#include "base/text.h"
#include "doctor/figure.h"
#include "doctor/server_view.h"
#include "present/number.h"
#include "redis/info_text.h"
#include "redis/url.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS_SIZE 128
#define PING_PERIOD_MS (10 * MS_PER_SECOND) /* in which a primary says something, if nothing new   \
                                             */

/* --- of a replica --- */

static void write_primary(const struct server_view *view, char address[static ADDRESS_SIZE])
{
    char host[ADDRESS_SIZE / 2];

    text_safe_copy(host, sizeof(host), info_value(view->info, "master_host"));
    snprintf(address, ADDRESS_SIZE, "%s:%" PRIu64, host, server_number(view, "master_port"));
}

/* It is filled anew, or never was, which says -1. */
static void tell_down(const struct server_view *view, struct finding *finding)
{
    char since[8];

    if (server_says(view, "master_sync_in_progress", "1")) {
        buffer_string(&finding->evidence, ", it is being filled");
        return;
    }
    uint64_t down_s = server_number(view, "master_link_down_since_seconds");
    if (down_s == 0 || down_s > UINT32_MAX)
        return;
    duration_format_short((int64_t)down_s * MS_PER_SECOND, since);
    buffer_printf(&finding->evidence, " for %s", since);
}

static void judge_link_down(const struct server_view *view)
{
    bool fills = server_says(view, "master_sync_in_progress", "1");
    char primary[ADDRESS_SIZE];
    struct finding *finding = server_finding(view, fills ? FINDING_WARNING : FINDING_ERROR);

    write_primary(view, primary);
    buffer_printf(&finding->evidence, "the link of this replica to its primary %s is down",
                  primary);
    tell_down(view, finding);
    if (fills)
        buffer_string(&finding->note, "Until then it holds less than its primary, or nothing");
    else
        buffer_printf(&finding->note,
                      "See whether %s can be reached from there, and that masteruser and "
                      "masterauth are right: the log of the replica says why",
                      primary);
}

/* A replica that one is sent to by a cluster or by sentinels is no surprise. */
static bool was_named(const struct server_view *view)
{
    return view->examination->url->topology == REDIS_SERVER && view->examination->node_count == 1;
}

static void judge_replica(const struct server_view *view)
{
    int64_t silent_ms =
        (int64_t)(server_number(view, "master_last_io_seconds_ago") % UINT32_MAX) * MS_PER_SECOND;
    char primary[ADDRESS_SIZE];
    char since[8];

    write_primary(view, primary);
    if (silent_ms > (int64_t)view->settings->replica_lag_ms + PING_PERIOD_MS) {
        struct finding *finding = server_finding(view, FINDING_WARNING);
        duration_format_short(silent_ms, since);
        buffer_printf(&finding->evidence, "this replica has not heard from its primary %s for %s",
                      primary, since);
        buffer_string(&finding->note, "It may be behind by that; see its network");
    } else if (was_named(view)) {
        struct finding *finding = server_finding(view, FINDING_INFO);
        buffer_printf(&finding->evidence, "this is a replica of %s", primary);
        buffer_string(&finding->note, "It can be a moment behind; a sink, and route, need the "
                                      "primary");
    }
}

/* --- of a primary --- */

/* The one that is furthest behind, and how many are. */
struct stragglers {
    unsigned replicas;
    unsigned behind;
    unsigned filling;
    uint64_t lag_s;
    char worst[16]; /* "slave0" */
};

static void count_straggler(const struct server_view *view, const char *name,
                            struct stragglers *stragglers)
{
    uint64_t lag_s = info_part(view->info, name, "lag");

    stragglers->replicas++;
    if (!slice_is(info_part_text(view->info, name, "state"), "online")) {
        stragglers->filling++;
        return;
    }
    if (lag_s > UINT32_MAX || lag_s * MS_PER_SECOND <= view->settings->replica_lag_ms)
        return;
    stragglers->behind++;
    if (lag_s <= stragglers->lag_s)
        return;
    stragglers->lag_s = lag_s;
    snprintf(stragglers->worst, sizeof(stragglers->worst), "%s", name);
}

static struct stragglers count_stragglers(const struct server_view *view)
{
    struct stragglers stragglers = {0};
    char name[16];

    for (unsigned i = 0; i < UINT16_MAX; i++) {
        snprintf(name, sizeof(name), "slave%u", i);
        if (!server_tells(view, name))
            break;
        count_straggler(view, name, &stragglers);
    }
    return stragglers;
}

static void tell_straggler(const struct server_view *view, const struct stragglers *stragglers)
{
    uint64_t offset = server_number(view, "master_repl_offset");
    uint64_t reached = info_part(view->info, stragglers->worst, "offset");
    char host[ADDRESS_SIZE / 2];
    char bytes[NUMBER_SIZE];
    struct finding *finding = server_finding(view, FINDING_WARNING);

    text_safe_copy(host, sizeof(host), info_part_text(view->info, stragglers->worst, "ip"));
    number_bytes(offset > reached ? offset - reached : 0, bytes);
    buffer_printf(&finding->evidence,
                  "replica %s:%" PRIu64 " is %" PRIu64 " s and %s behind; %u of %u are", host,
                  info_part(view->info, stragglers->worst, "port"), stragglers->lag_s, bytes,
                  stragglers->behind, stragglers->replicas);
    finding->weight = (double)stragglers->lag_s;
    buffer_string(&finding->note, "A failover would lose that much; see the network, and INFO "
                                  "replication there");
}

static void judge_primary(const struct server_view *view)
{
    struct stragglers stragglers = count_stragglers(view);

    if (stragglers.behind > 0)
        tell_straggler(view, &stragglers);
    if (stragglers.filling == 0)
        return;
    struct finding *finding = server_finding(view, FINDING_INFO);
    buffer_printf(&finding->evidence, "%u of %u replicas %s being filled", stragglers.filling,
                  stragglers.replicas, stragglers.filling == 1 ? "is" : "are");
}

static void judge_replication(const struct server_view *view)
{
    if (!server_is_replica(view))
        judge_primary(view);
    else if (server_says(view, "master_link_status", "down"))
        judge_link_down(view);
    else
        judge_replica(view);
}

SERVER_CHECK(replication, judge_replication)

/* --- acks-unsafe --- */

static unsigned count_online(const struct server_view *view)
{
    struct stragglers stragglers = count_stragglers(view);

    return stragglers.replicas - stragglers.filling - stragglers.behind;
}

/* Streams of this server that a group reads. */
static size_t count_read(const struct server_view *view)
{
    const struct examination *examination = view->examination;
    size_t count = 0;

    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        count += stream->node == view->number && stream->group_count > 0;
    }
    return count;
}

/* Its cure would refuse writes where no replica is there. */
static void judge_acks_unsafe(const struct server_view *view)
{
    size_t read = count_read(view);
    unsigned online = server_is_replica(view) ? 0 : count_online(view);

    if (online == 0 || read == 0 || server_tells(view, "min_slaves_good_slaves"))
        return;
    struct finding *finding = server_finding(view, FINDING_INFO);
    buffer_printf(&finding->evidence,
                  "groups read %s stream%s, and no one of %u replica%s has to have what is "
                  "acknowledged",
                  FIGURE_COUNT(read), read == 1 ? "" : "s", online, online == 1 ? "" : "s");
    buffer_string(&finding->cure, "CONFIG SET min-replicas-to-write 1");
    buffer_string(&finding->note, "A failover can tell alerts again. Weigh it: writes are then "
                                  "refused while no replica is there. ");
    server_note_config(view, finding);
}

SERVER_CHECK(acks_unsafe, judge_acks_unsafe)
