/* What reaches the disk, and writes that are refused because it, or a replica, does not. */
#include "config.h"

#include "base/duration.h"
#include "base/integer.h"
#include "doctor/figure.h"
#include "doctor/server_view.h"

#include <inttypes.h>

/* Behind the greatest interval of the `save` that Redis begins with, and the time that it takes. */
#define SNAPSHOT_DUE_S (70 * 60)
#define SAME_MOMENT_S 5 /* between the start and the time that was noted for it */

/* The time by the server's clock, in seconds. */
static uint64_t now_s(const struct server_view *view)
{
    return (uint64_t)(examined_now(view->examination, view->number) / MS_PER_SECOND);
}

static void write_since(const struct server_view *view, uint64_t moment_s, char text[static 8])
{
    uint64_t now = now_s(view);

    duration_format_short(now > moment_s ? (int64_t)(now - moment_s) * MS_PER_SECOND : 0, text);
}

/* --- writes-refused --- */

/* Redis takes writes all the same where nothing is saved, or it was told to. */
static bool stops_writes(const struct server_view *view)
{
    return !server_is_replica(view) && !server_is_set(view, "save", "") &&
           !server_is_set(view, "stop-writes-on-bgsave-error", "no");
}

static void judge_snapshot(const struct server_view *view)
{
    bool stops = stops_writes(view);
    const char *folder = server_setting(view, "dir");
    char since[8];

    if (!server_says(view, "rdb_last_bgsave_status", "err"))
        return;
    struct finding *finding = server_finding(view, stops ? FINDING_ERROR : FINDING_WARNING);
    write_since(view, server_number(view, "rdb_last_save_time"), since);
    buffer_printf(&finding->evidence, "the last snapshot failed, the one before it is of %s ago",
                  since);
    if (stops)
        buffer_string(&finding->evidence, ": writes fail with MISCONF");
    buffer_string(&finding->cure, "BGSAVE");
    buffer_printf(&finding->note, "First make room%s%s on its disk, or let it be written to. ",
                  folder != NULL ? " in " : "", folder != NULL ? folder : "");
    if (stops)
        buffer_string(&finding->note, "The last resort is CONFIG SET stop-writes-on-bgsave-error "
                                      "no: writes go on, and nothing is saved");
}

static void judge_append_only_file(const struct server_view *view)
{
    if (server_says(view, "aof_enabled", "0"))
        return;
    if (server_says(view, "aof_last_write_status", "err")) {
        struct finding *finding = server_finding(view, FINDING_ERROR);
        buffer_string(&finding->evidence, "the append-only file could not be written "
                                          "(aof_last_write_status:err): writes fail with MISCONF");
        buffer_string(&finding->note,
                      "Make room on its disk: it goes on by itself within a second");
    }
    if (server_says(view, "aof_last_bgrewrite_status", "err")) {
        struct finding *finding = server_finding(view, FINDING_WARNING);
        buffer_string(&finding->evidence, "the append-only file could not be rewritten "
                                          "(aof_last_bgrewrite_status:err), and grows");
        buffer_string(&finding->cure, "BGREWRITEAOF");
        buffer_string(&finding->note, "First make room on its disk");
    }
}

static uint64_t replicas_wanted(const struct server_view *view)
{
    const char *setting = server_setting(view, "min-replicas-to-write");
    uint64_t wanted = 1;

    if (setting != NULL)
        integer_parse(slice_of(setting), UINT32_MAX, &wanted);
    return wanted;
}

static void judge_replicas_wanted(const struct server_view *view)
{
    uint64_t good = server_number(view, "min_slaves_good_slaves");
    uint64_t wanted = replicas_wanted(view);

    if (!server_tells(view, "min_slaves_good_slaves") || good >= wanted || server_is_replica(view))
        return;
    struct finding *finding = server_finding(view, FINDING_ERROR);
    buffer_printf(&finding->evidence,
                  "%" PRIu64 " of %" PRIu64
                  " replicas that min-replicas-to-write wants are there: writes fail with "
                  "NOREPLICAS",
                  good, wanted);
    buffer_printf(&finding->cure, "CONFIG SET min-replicas-to-write %" PRIu64, good);
    buffer_string(&finding->note, "Better bring the replicas back. ");
    server_note_config(view, finding);
}

/* Errors that writers were answered meanwhile, where nothing else says why. */
static void judge_errors(const struct server_view *view, enum counter errors, const char *one,
                         const char *many, const char *note)
{
    uint64_t rise = server_rise(view, errors);

    if (rise == 0)
        return;
    struct finding *finding = server_finding(view, FINDING_WARNING);
    server_tell_count(view, finding, server_count(view, errors), one, many, rise);
    buffer_string(&finding->note, note);
}

static void judge_writes_refused(const struct server_view *view)
{
    size_t found = view->findings->count;

    judge_snapshot(view);
    judge_append_only_file(view);
    judge_replicas_wanted(view);
    if (view->findings->count > found)
        return;
    judge_errors(view, COUNTER_MISCONF, "write failed with MISCONF", "writes failed with MISCONF",
                 "Its log says which file could not be written");
    judge_errors(view, COUNTER_NOREPLICAS, "write failed with NOREPLICAS",
                 "writes failed with NOREPLICAS", "Its replicas come and go");
    judge_errors(view, COUNTER_READONLY, "write failed with READONLY",
                 "writes failed with READONLY",
                 "Somebody writes to a replica: a sink has to be told of the primary");
}

SERVER_CHECK(writes_refused, judge_writes_refused)

/* --- no-persistence --- */

static uint64_t start_s(const struct server_view *view)
{
    uint64_t uptime = server_number(view, "uptime_in_seconds");
    uint64_t now = now_s(view);

    return now > uptime ? now - uptime : 0;
}

/* It begins with the time of its start in place of that of a snapshot. */
static bool was_saved(const struct server_view *view)
{
    return server_number(view, "rdb_last_save_time") > start_s(view) + SAME_MOMENT_S;
}

/* By what INFO says alone: changes that a snapshot would have taken long ago. */
static bool saves_nothing(const struct server_view *view)
{
    return server_number(view, "uptime_in_seconds") > SNAPSHOT_DUE_S && !was_saved(view) &&
           server_number(view, "rdb_changes_since_last_save") > 0 &&
           server_number(view, "rdb_bgsave_in_progress") == 0;
}

/* Since when nothing was written, and how much that is. */
static void tell_unsaved(const struct server_view *view, struct finding *finding)
{
    uint64_t changes = server_number(view, "rdb_changes_since_last_save");
    bool saved = was_saved(view);
    char since[8];

    if (changes == 0)
        return;
    write_since(view, saved ? server_number(view, "rdb_last_save_time") : start_s(view), since);
    buffer_printf(&finding->evidence, "; %s change%s since the %s %s ago", FIGURE_COUNT(changes),
                  changes == 1 ? "" : "s", saved ? "last snapshot" : "start", since);
}

static void tell_no_persistence(const struct server_view *view)
{
    bool is_set = server_setting(view, "save") != NULL;
    struct finding *finding = server_finding(view, FINDING_WARNING);

    buffer_printf(&finding->evidence, "there is no append-only file, and no %s",
                  is_set ? "save line" : "snapshot");
    tell_unsaved(view, finding);
    buffer_string(&finding->cure, "CONFIG SET appendonly yes");
    buffer_printf(&finding->note, "A restart loses reports, groups and what was acknowledged%s. ",
                  server_number(view, "connected_slaves") > 0 ? ", and empties its replicas" : "");
    server_note_config(view, finding);
}

static void judge_no_persistence(const struct server_view *view)
{
    const char *save = server_setting(view, "save");

    /* A replica is filled again by its primary. */
    if (!server_says(view, "aof_enabled", "0") || server_is_replica(view))
        return;
    if (save != NULL ? *save == '\0' : saves_nothing(view))
        tell_no_persistence(view);
    else if (save == NULL && !was_saved(view))
        server_unchecked(view, "+config|get");
}

SERVER_CHECK(no_persistence, judge_no_persistence)
