/* A server as such: whether it serves, its age, connections, speed and memory. */
#include "config.h"

#include "base/integer.h"
#include "base/text.h"
#include "doctor/figure.h"
#include "doctor/server_view.h"
#include "present/number.h"
#include "redis/info_text.h"

#include <inttypes.h>
#include <string.h>

/* --- version --- */

#define OLDEST 602   /* ranges of entries without their ends, which all that reads needs */
#define COUNTING 700 /* streams count what was added, and groups what they lack */
#define COUNTS_WELL 702

static void write_version(const struct server_view *view, struct finding *finding)
{
    struct slice valkey = info_value(view->info, "valkey_version");
    struct slice redis = info_value(view->info, "redis_version");

    buffer_string(&finding->evidence, valkey.data != NULL ? "Valkey " : "Redis ");
    text_safe(&finding->evidence, valkey.data != NULL ? valkey : redis, false);
}

static void tell_version(const struct server_view *view, enum finding_severity severity,
                         const char *what, const char *note)
{
    struct finding *finding = server_finding(view, severity);

    write_version(view, finding);
    buffer_string(&finding->evidence, what);
    buffer_string(&finding->note, note);
}

static void judge_version(const struct server_view *view)
{
    unsigned version = server_version(view);

    if (version == 0)
        return;
    if (version < OLDEST)
        tell_version(view, FINDING_ERROR, " is older than 6.2: streams cannot be read in pieces",
                     "Upgrade to 7.2 or later");
    else if (view->node->has_command_info && view->node->lacks_autoclaim)
        tell_version(view, FINDING_WARNING, " does not know XAUTOCLAIM",
                     "Route needs it; see whether it was renamed");
    else if (version < COUNTING)
        tell_version(view, FINDING_WARNING,
                     " is older than 7.0: streams do not count what was added, nor groups their "
                     "lag",
                     "Upgrade to 7.2 or later");
    else if (version < COUNTS_WELL)
        tell_version(view, FINDING_INFO,
                     " is older than 7.2: the lag of a group can be wrong where entries were "
                     "deleted",
                     "Upgrade to 7.2 or later");
}

SERVER_CHECK(version, judge_version)

/* --- connections --- */

static uint64_t most_connections(const struct server_view *view)
{
    uint64_t max = server_number(view, "maxclients");
    const char *setting = server_setting(view, "maxclients");

    if (max == 0 && setting != NULL)
        integer_parse(slice_of(setting), UINT32_MAX, &max);
    return max;
}

/* Enough for what there is to be below the threshold, and for as much again. */
static void cure_connections(const struct server_view *view, uint64_t used, uint64_t max,
                             struct finding *finding)
{
    uint64_t percent = view->settings->connections > 0 ? view->settings->connections : 1;
    uint64_t enough = used * 100 / percent + used / 2 + 1;

    buffer_printf(&finding->cure, "CONFIG SET maxclients %" PRIu64,
                  enough > 2 * max ? enough : 2 * max);
    buffer_string(&finding->note, "It needs as many open files (LimitNOFILE). CONFIG SET timeout "
                                  "closes connections that are idle. ");
    server_note_config(view, finding);
}

static void judge_connections(const struct server_view *view)
{
    uint64_t used =
        server_number(view, "connected_clients") + server_number(view, "cluster_connections");
    uint64_t max = most_connections(view);
    uint64_t rejected = server_count(view, COUNTER_REJECTED);
    uint64_t rise = server_rise(view, COUNTER_REJECTED);

    if (max > UINT32_MAX || used > UINT32_MAX)
        return;
    bool many = max > 0 && used * 100 >= max * view->settings->connections;
    if (!many && rejected == 0)
        return;
    struct finding *finding =
        server_finding(view, many || rise > 0 ? FINDING_WARNING : FINDING_INFO);
    if (max > 0)
        buffer_printf(&finding->evidence, "%s of maxclients %s are connected", FIGURE_COUNT(used),
                      FIGURE_COUNT(max));
    buffer_string(&finding->evidence, max > 0 && rejected > 0 ? "; " : "");
    if (rejected > 0)
        server_tell_count(view, finding, rejected, "connection was rejected",
                          "connections were rejected", rise);
    if (max > 0 && (many || rise > 0))
        cure_connections(view, used, max, finding);
}

SERVER_CHECK(connections, judge_connections)

/* --- slow --- */

static void note_names(struct finding *finding, const char *what, const struct buffer *names)
{
    if (names->size > 0)
        buffer_printf(&finding->note, "%s: %s. ", what, buffer_text(names));
}

static void judge_slow(const struct server_view *view)
{
    int64_t trip_us = view->node->trip_us;

    if (trip_us < 0 || (uint64_t)trip_us <= view->settings->trip_ms * 1000)
        return;
    struct finding *finding = server_finding(view, FINDING_WARNING);
    buffer_printf(&finding->evidence, "a PING takes %.1f ms there and back, in the median",
                  (double)trip_us / 1000);
    finding->weight = (double)trip_us;
    buffer_string(&finding->cure, "SLOWLOG GET 10");
    note_names(finding, "The slowest events", &view->node->latency);
    note_names(finding, "Slow commands", &view->node->slow_log);
    buffer_string(&finding->note, "The way there counts: redis-cli --latency on the server itself "
                                  "tells both apart");
}

SERVER_CHECK(slow, judge_slow)

/* --- fragmentation --- */

#define WORTH_BYTES 100000000 /* what is used below that is not worth a word */

/* What the allocator holds in pieces is moved together; what it only keeps is given back. */
static void cure_fragmentation(const struct server_view *view, struct finding *finding)
{
    double pieces = info_real(view->info, "allocator_frag_ratio");
    struct slice allocator = info_value(view->info, "mem_allocator");
    bool is_in_pieces = !(pieces * 100 <= (double)view->settings->fragmentation);

    if (allocator.size < 8 || memcmp(allocator.data, "jemalloc", 8) != 0) {
        buffer_string(&finding->note, "This allocator cannot be tidied up: a restart does");
    } else if (is_in_pieces) {
        buffer_string(&finding->cure, "CONFIG SET activedefrag yes");
        buffer_string(&finding->note, "Builds with the jemalloc of a distribution, as Debian's, "
                                      "refuse it: a restart does the same. ");
        server_note_config(view, finding);
    } else {
        buffer_string(&finding->cure, "MEMORY PURGE");
    }
}

static void judge_fragmentation(const struct server_view *view)
{
    double ratio = info_real(view->info, "mem_fragmentation_ratio");
    uint64_t used = server_number(view, "used_memory");
    uint64_t resident = server_number(view, "used_memory_rss");
    char text[2][NUMBER_SIZE];

    if (used <= WORTH_BYTES || !(ratio * 100 > (double)view->settings->fragmentation) ||
        server_is_set(view, "activedefrag", "yes"))
        return;
    struct finding *finding = server_finding(view, FINDING_INFO);
    number_bytes(used, text[0]);
    number_bytes(resident, text[1]);
    buffer_printf(&finding->evidence, "mem_fragmentation_ratio is %.2f: %s are used", ratio,
                  text[0]);
    if (resident > 0)
        buffer_printf(&finding->evidence, " and %s are taken", text[1]);
    finding->weight = ratio;
    cure_fragmentation(view, finding);
}

SERVER_CHECK(fragmentation, judge_fragmentation)
