#include "config.h"

#include "headless/options_table.h"

#include "base/duration.h"

#include <stddef.h>

#define DASHBOARD (1u << COMMAND_DASHBOARD)
#define SNAPSHOT (1u << COMMAND_SNAPSHOT)
#define EXPORT (1u << COMMAND_EXPORT)
#define EMIT (1u << COMMAND_EMIT)
#define READING (DASHBOARD | SNAPSHOT | EXPORT)
#define ALL (READING | EMIT)
#define MEMBER(name) offsetof(struct options, name)

const char *const option_section_names[SECTION_COUNT] = {
    [SECTION_SOURCE] = "Where to look",      [SECTION_TIME] = "Which time",
    [SECTION_WRITING] = "What is written",   [SECTION_SPOOL] = "When Redis is away",
    [SECTION_OUTPUT] = "What it looks like", [SECTION_OTHER] = "Other",
};

const struct option_spec option_table[] = {
    {'t', "tenant", "NAME", OPTION_TENANT, MEMBER(tenants), ALL, SECTION_SOURCE,
     .help = "only this tenant; may be given more than once, and may be a glob such as 'acme-*' "
             "(default: all). For emit: the tenant of reports that name none (default: default)"},
    {0, "ns", "NS", OPTION_TEXT, MEMBER(ns), ALL, SECTION_SOURCE,
     .help = "namespace of the streams (default: $DRIFT_STREAM_NS, else " DEFAULT_NS ")"},
    {0, "key", "TEMPLATE", OPTION_TEXT, MEMBER(key), ALL, SECTION_SOURCE,
     .help = "how a stream's key is built from {ns}, {tenant}, {app} and {env}; without {tenant} "
             "it is the one key to read (default: " DEFAULT_KEY ")"},
    {0, "app", "NAME", OPTION_TEXT, MEMBER(app), ALL, SECTION_SOURCE,
     .help = "what {app} in the key template stands for (default: any)"},
    {0, "env", "NAME", OPTION_TEXT, MEMBER(env), ALL, SECTION_SOURCE,
     .help = "what {env} in the key template stands for (default: any)"},
    {0, "password-file", "FILE", OPTION_TEXT, MEMBER(password_file), ALL, SECTION_SOURCE,
     .help = "read the password from a file that only its owner can read (default: the one in the "
             "URL, else $REDISCLI_AUTH)"},
    {0, "timeout", "DURATION", OPTION_DURATION, MEMBER(timeout_ms), ALL, SECTION_SOURCE,
     .help = "how long to wait for an answer of the source (default: 5s)", .min = 1,
     .max = MS_PER_DAY},

    {'w', "window", "DURATION", OPTION_DURATION, MEMBER(window_ms), READING, SECTION_TIME,
     .help = "length of the window: 15m, 1h, 6h, 24h, 7d or any other (default: 1h)",
     .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY},
    {0, "since", "TIME", OPTION_TEXT, MEMBER(since), READING, SECTION_TIME,
     .help = "where the window begins: 2026-11-22T14:30:00Z, 14:30, now-24h or epoch milliseconds "
             "(default: one window before its end)"},
    {0, "until", "TIME", OPTION_TEXT, MEMBER(until), READING, SECTION_TIME,
     .help = "where the window ends (default: now, or one window after --since where --window is "
             "given)"},
    {'r', "refresh", "DURATION", OPTION_DURATION, MEMBER(refresh_ms), DASHBOARD | EXPORT,
     SECTION_TIME, .help = "time between two looks at the source (default: 2s)", .min = 100,
     .max = MS_PER_DAY},
    {0, "follow", NULL, OPTION_FLAG, MEMBER(follow), EXPORT, SECTION_TIME,
     .help = "go on with what comes, each record at once, until it is stopped"},
    {0, "utc", NULL, OPTION_FLAG, MEMBER(utc), READING, SECTION_TIME,
     .help = "show and read times in UTC (default: the local zone)"},
    {0, "now", "TIME", OPTION_MOMENT, MEMBER(frozen_now_ms), READING, SECTION_TIME,
     .help = "let the clock stand at TIME, in UTC where it does not say otherwise: demo: then "
             "shows the same every time"},

    {0, "retention", "N", OPTION_UINT64, MEMBER(retention), EMIT, SECTION_WRITING,
     .help = "keep about the newest N reports of each tenant, as MAXLEN ~ N does (default: "
             "$DRIFT_RETENTION_CAP, else 15000)",
     .min = 1, .max = INT64_MAX},
    {0, "exact", NULL, OPTION_FLAG, MEMBER(exact), EMIT, SECTION_WRITING,
     .help = "trim streams to the entry, which costs Redis more"},
    {0, "min-age", "DURATION", OPTION_DURATION, MEMBER(min_age_ms), EMIT, SECTION_WRITING,
     .help = "keep reports for at least this long, as MINID ~ does, however many they are",
     .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY},
    {0, "keep-ids", NULL, OPTION_FLAG, MEMBER(keep_ids), EMIT, SECTION_WRITING,
     .help = "write each report under the id or time_ms that it carries, else under the end of its "
             "window: for copies and backfills"},
    {0, "max-bytes", "SIZE", OPTION_BYTES, MEMBER(max_bytes), EMIT, SECTION_WRITING,
     .help = "refuse entries that are larger (default: 64KiB)", .min = 64, .max = 64 << 20},
    {0, "rejects", "FILE", OPTION_TEXT, MEMBER(rejects), EMIT, SECTION_WRITING,
     .help = "append the lines that cannot be written to FILE"},

    {0, "spool", "DIR", OPTION_TEXT, MEMBER(spool), EMIT, SECTION_SPOOL,
     .help = "store reports in DIR while Redis is away, and write them later, in this run or the "
             "next (default: wait for Redis, and read no more input meanwhile)"},
    {0, "spool-max", "SIZE", OPTION_BYTES, MEMBER(spool_max), EMIT, SECTION_SPOOL,
     .help = "how large the spool may become (default: 256MiB)", .min = 64 << 10, .max = INT64_MAX},
    {0, "spool-full", "WHAT", OPTION_TEXT, MEMBER(spool_full), EMIT, SECTION_SPOOL,
     .help = "what a full spool does: refuse new reports, or drop-oldest (default: refuse)",
     .choices = {"refuse", "drop-oldest"}},

    {0, "ack", NULL, OPTION_FLAG, MEMBER(ack), EMIT, SECTION_OUTPUT,
     .help = "print the stream ID of each report, in the order of the input, one a line: an empty "
             "line for one that was refused, \"spooled\" for one that stayed in the spool"},
    {'q', "quiet", NULL, OPTION_FLAG, MEMBER(quiet), EXPORT | EMIT, SECTION_OUTPUT,
     .help = "show no progress, and tell of nothing but what went wrong"},
    {'f', "format", "FORMAT", OPTION_FORMAT, MEMBER(format), SNAPSHOT | EXPORT, SECTION_OUTPUT,
     .help = "a snapshot as text, json, csv or openmetrics (default: text), an export as ndjson or "
             "csv (default: ndjson)",
     .choices = {"text", "json", "ndjson", "csv", "openmetrics"}},
    {0, "buckets", "N", OPTION_SIZE, MEMBER(buckets), SNAPSHOT, SECTION_OUTPUT,
     .help = "into how many buckets JSON cuts the window, at most (default: 60)", .min = 1,
     .max = 10000},
    {0, "theme", "NAME", OPTION_TEXT, MEMBER(theme), DASHBOARD, SECTION_OUTPUT,
     .help = "colours: the name of a theme or the path of a theme file (default: dark)"},
    {0, "list-themes", NULL, OPTION_FLAG, MEMBER(list_themes), DASHBOARD, SECTION_OUTPUT,
     .help = "list the themes, then exit"},
    {0, "glyphs", "SET", OPTION_TEXT, MEMBER(glyphs), DASHBOARD | SNAPSHOT, SECTION_OUTPUT,
     .help = "characters to draw with: auto, ascii, block or braille (default: auto, which is "
             "block where the locale has UTF-8)",
     .choices = {"auto", "ascii", "block", "braille"}},
    {0, "color", "WHEN", OPTION_TEXT, MEMBER(color), DASHBOARD, SECTION_OUTPUT,
     .help = "auto, always, never, 16 or 256 colours (default: auto, which heeds $NO_COLOR)",
     .choices = {"auto", "always", "never", "16", "256"}},

    {0, "exit-code", NULL, OPTION_FLAG, MEMBER(exit_code), SNAPSHOT, SECTION_OTHER,
     .help = "exit as a monitoring plug-in does: 0 ok, 1 warn, 2 degraded, 3 unknown"},
    {0, "seed", "N", OPTION_SEED, MEMBER(seed), READING, SECTION_OTHER,
     .help = "which fleet demo: simulates (default: 1)"},
    {'h', "help", NULL, OPTION_FLAG, MEMBER(help), ALL, SECTION_OTHER,
     .help = "print help, then exit"},
    {'V', "version", NULL, OPTION_FLAG, MEMBER(version), ALL, SECTION_OTHER,
     .help = "print the version, then exit"},
};
const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);

static const struct example dashboard_examples[] = {
    {"driftop demo:", "a simulated fleet to look around"},
    {"driftop redis://cache.internal:6379/0", "the fleet in a Redis"},
    {"driftop -w 24h -t 'acme-*'", "one customer since yesterday"},
    {"driftop --ns prod:rag unix:///run/redis.sock", "another namespace, a unix socket"},
    {0},
};

static const struct example snapshot_examples[] = {
    {"driftop snapshot -t acme-support", "one tenant, for a ticket"},
    {"driftop snapshot -f json -w 24h", "all since yesterday, for scripts"},
    {"driftop snapshot --since 14:00 --until 15:30", "an incident afterwards"},
    {"driftop snapshot --exit-code >/dev/null", "a check for monitoring"},
    {0},
};

static const struct example export_examples[] = {
    {"driftop export -w 24h | gzip >day.jsonl.gz", "a day of reports, to keep"},
    {"driftop export -f csv -t acme-support", "one tenant, for a spreadsheet"},
    {"driftop export --follow | jq -c .degraded", "what comes, as it comes"},
    {0},
};

static const struct example emit_examples[] = {
    {"driftop emit <reports.jsonl", "every line into the stream of its tenant"},
    {"driftop emit --spool /var/spool/drift", "lose nothing while Redis is away"},
    {"driftop emit -t acme redis://cache:6379/0 a.jsonl", "files, for one tenant"},
    {"driftop export A | driftop emit --keep-ids B", "copy the streams of A to B"},
    {0},
};

const struct command_spec command_table[COMMAND_COUNT] = {
    [COMMAND_DASHBOARD] =
        {
            .name = "",
            .summary = "watch the fleet in a dashboard",
            .about = "driftop is top for RAG drift: it reads the diagnostic reports that "
                     "retrieval-augmented services write into Redis Streams and shows which "
                     "tenants drift, in which dimension, since when and how far.",
            .examples = dashboard_examples,
        },
    [COMMAND_SNAPSHOT] =
        {
            .name = "snapshot",
            .summary = "print the window once, in one of four formats",
            .about =
                "driftop snapshot prints what the dashboard would show, once and without a "
                "terminal: the tenants with their states, dimensions, sparklines and newest "
                "events as text, worst first, or everything as JSON, CSV or OpenMetrics, "
                "tenants sorted by name.",
            .formats =
                1u << FORMAT_TEXT | 1u << FORMAT_JSON | 1u << FORMAT_CSV | 1u << FORMAT_OPENMETRICS,
            .format = FORMAT_TEXT,
            .examples = snapshot_examples,
        },
    [COMMAND_EXPORT] =
        {
            .name = "export",
            .summary = "write the window's reports as NDJSON or CSV",
            .about = "driftop export writes the reports of the window to standard output, the "
                     "oldest first: one a line as NDJSON, which driftop reads back, or one row for "
                     "each dimension as CSV. However long the window, it takes the same memory.",
            .formats = 1u << FORMAT_NDJSON | 1u << FORMAT_CSV,
            .format = FORMAT_NDJSON,
            .examples = export_examples,
        },
    [COMMAND_EMIT] =
        {
            .name = "emit",
            .operands = "[SOURCE] [FILE...]",
            .summary = "write reports from standard input into the streams",
            .about = "driftop emit reads reports as NDJSON, one a line, from files or standard "
                     "input, and appends each to the stream of its tenant, as StreamDriftSink "
                     "does. Lines that cannot be written are told of and the rest goes on. While "
                     "Redis is away it waits, or stores reports in a spool.",
            .examples = emit_examples,
        },
};

const struct source_form source_forms[] = {
    {"redis://", "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB]", "a Redis server"},
    {"unix://", "unix:///PATH[?db=N]", "a Redis server on a unix socket"},
    {"file:", "PATH.jsonl[.gz] or file:PATH", "a file of reports (NDJSON), followed as it grows"},
    {"file:", "-", "reports (NDJSON) from standard input"},
    {"demo:", "demo:[?tenants=N&seed=N]", "a simulated fleet"},
};
const size_t source_form_count = sizeof(source_forms) / sizeof(source_forms[0]);

const struct exit_status exit_statuses[] = {
    {"0", "done"},
    {"1", "failed: the source cannot be read, a tenant does not exist, output cannot be written, "
          "not every report was written"},
    {"2", "wrong usage"},
};
const size_t exit_status_count = sizeof(exit_statuses) / sizeof(exit_statuses[0]);
