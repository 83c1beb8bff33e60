#include "config.h"

#include "headless/options_table.h"

#include "base/duration.h"

#include <stddef.h>

#define DASHBOARD (1u << COMMAND_DASHBOARD)
#define SNAPSHOT (1u << COMMAND_SNAPSHOT)
#define ALL (DASHBOARD | SNAPSHOT)
#define MEMBER(name) offsetof(struct options, name)

const char *const option_section_names[SECTION_COUNT] = {
    [SECTION_SOURCE] = "Where to look",
    [SECTION_TIME] = "Which time",
    [SECTION_OUTPUT] = "What it looks like",
    [SECTION_OTHER] = "Other",
};

const struct option_spec option_table[] = {
    {'t', "tenant", "NAME", OPTION_TENANT, MEMBER(tenants), ALL, SECTION_SOURCE,
     .help = "only this tenant; may be given more than once, and may be a glob such as 'acme-*' "
             "(default: all)"},
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

    {'w', "window", "DURATION", OPTION_DURATION, MEMBER(window_ms), ALL, SECTION_TIME,
     .help = "length of the window: 15m, 1h, 6h, 24h, 7d or any other (default: 1h)",
     .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY},
    {0, "since", "TIME", OPTION_TEXT, MEMBER(since), ALL, SECTION_TIME,
     .help = "where the window begins: 2026-11-22T14:30:00Z, 14:30, now-24h or epoch milliseconds "
             "(default: one window before its end)"},
    {0, "until", "TIME", OPTION_TEXT, MEMBER(until), ALL, SECTION_TIME,
     .help = "where the window ends (default: now, or one window after --since where --window is "
             "given)"},
    {'r', "refresh", "DURATION", OPTION_DURATION, MEMBER(refresh_ms), DASHBOARD, SECTION_TIME,
     .help = "time between two looks at the source (default: 2s)", .min = 100, .max = MS_PER_DAY},
    {0, "utc", NULL, OPTION_FLAG, MEMBER(utc), ALL, SECTION_TIME,
     .help = "show and read times in UTC (default: the local zone)"},
    {0, "now", "TIME", OPTION_MOMENT, MEMBER(frozen_now_ms), ALL, SECTION_TIME,
     .help = "let the clock stand at TIME, in UTC where it does not say otherwise: demo: then "
             "shows the same every time"},

    {'f', "format", "FORMAT", OPTION_FORMAT, MEMBER(format), SNAPSHOT, SECTION_OUTPUT,
     .help = "text or json (default: text)", .choices = {"text", "json"}},
    {0, "buckets", "N", OPTION_SIZE, MEMBER(buckets), SNAPSHOT, SECTION_OUTPUT,
     .help = "into how many buckets JSON cuts the window, at most (default: 60)", .min = 1,
     .max = 10000},
    {0, "theme", "NAME", OPTION_TEXT, MEMBER(theme), DASHBOARD, SECTION_OUTPUT,
     .help = "colours: the name of a theme or the path of a theme file (default: dark)"},
    {0, "list-themes", NULL, OPTION_FLAG, MEMBER(list_themes), DASHBOARD, SECTION_OUTPUT,
     .help = "list the themes, then exit"},
    {0, "glyphs", "SET", OPTION_TEXT, MEMBER(glyphs), ALL, SECTION_OUTPUT,
     .help = "characters to draw with: auto, ascii, block or braille (default: auto, which is "
             "block where the locale has UTF-8)",
     .choices = {"auto", "ascii", "block", "braille"}},
    {0, "color", "WHEN", OPTION_TEXT, MEMBER(color), DASHBOARD, SECTION_OUTPUT,
     .help = "auto, always, never, 16 or 256 colours (default: auto, which heeds $NO_COLOR)",
     .choices = {"auto", "always", "never", "16", "256"}},

    {0, "exit-code", NULL, OPTION_FLAG, MEMBER(exit_code), SNAPSHOT, SECTION_OTHER,
     .help = "exit as a monitoring plug-in does: 0 ok, 1 warn, 2 degraded, 3 unknown"},
    {0, "seed", "N", OPTION_SEED, MEMBER(seed), ALL, SECTION_OTHER,
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
            .summary = "print the window once, as text or JSON",
            .about = "driftop snapshot prints what the dashboard would show, once and without a "
                     "terminal: the tenants with their states, dimensions, sparklines and newest "
                     "events as text, worst first, or everything as JSON, sorted by name.",
            .examples = snapshot_examples,
        },
};

const struct source_form source_forms[] = {
    {"redis://", "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB]", "a Redis server"},
    {"unix://", "unix:///PATH[?db=N]", "a Redis server on a unix socket"},
    {"demo:", "demo:[?tenants=N&seed=N]", "a simulated fleet"},
};
const size_t source_form_count = sizeof(source_forms) / sizeof(source_forms[0]);

const struct exit_status exit_statuses[] = {
    {"0", "done"},
    {"1", "failed: the source cannot be read, a tenant does not exist, output cannot be written"},
    {"2", "wrong usage"},
};
const size_t exit_status_count = sizeof(exit_statuses) / sizeof(exit_statuses[0]);
