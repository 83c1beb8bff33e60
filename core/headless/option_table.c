#include "config.h"

#include "headless/option_table.h"

#include "base/duration.h"
#include "headless/destination_words.h"
#include "headless/doctor_words.h"
#include "headless/picture_size.h"
#include "route/shards.h"

#include <stddef.h>

#define DASHBOARD FOR_DASHBOARD
#define SNAPSHOT FOR_SNAPSHOT
#define EXPORT FOR_EXPORT
#define EMIT FOR_EMIT
#define ROUTE FOR_ROUTE
#define DOCTOR FOR_DOCTOR
#define READING FOR_READING
#define REPORTS FOR_REPORTS
#define MEMBER(name) offsetof(struct options, name)

const char *const option_section_names[SECTION_COUNT] = {
    [SECTION_SOURCE] = "Where to look",
    [SECTION_TIME] = "Which time",
    [SECTION_WRITING] = "What is written",
    [SECTION_SPOOL] = "When Redis is away",
    [SECTION_ALERTS] = "Where alerts go",
    [SECTION_ROUTING] = "What is done about them",
    [SECTION_CHECKING] = "What is checked",
    [SECTION_OUTPUT] = "What it looks like",
    [SECTION_OTHER] = "Other",
};

static bool is_rule(const char *text, struct error *error)
{
    struct rules rules;

    return rules_parse(&rules, text, error);
}

static bool is_destination(const char *text, struct error *error)
{
    struct destination_draft draft;
    bool good = destination_draft_parse(&draft, text, error);

    destination_draft_free(&draft);
    return good;
}

static bool is_repeat(const char *text, struct error *error)
{
    int64_t repeat_ms;

    return destination_repeat_parse(text, &repeat_ms, error);
}

static bool is_limit(const char *text, struct error *error)
{
    struct destination_limit limit;

    return destination_limit_parse(text, &limit, error);
}

static bool is_threshold(const char *text, struct error *error)
{
    struct doctor_settings settings;

    return doctor_words_threshold(&settings, text, error);
}

static bool is_check(const char *text, struct error *error)
{
    struct doctor_settings settings;

    return doctor_words_skip(&settings, text, error);
}

static bool is_size(const char *text, struct error *error)
{
    int columns;
    int rows;

    return picture_size_parse(text, &columns, &rows, error);
}

const struct option_spec option_table[] = {
    {0, NULL, "SOURCE", OPTION_SOURCE, MEMBER(source), REPORTS, SECTION_SOURCE,
     .fallback = "redis://localhost:6379/0", .variable = "REDIS_TELEMETRY_URL",
     .setting = "source"},
    {'t', "tenant", "NAME", OPTION_WORDS, MEMBER(tenants), REPORTS, SECTION_SOURCE,
     .help =
         "only this tenant; may be given more than once, and may be a glob such as 'acme-*'. "
         "For emit: the tenant of reports that name none, else the one that their file is named "
         "after, and on standard input \"default\"",
     .note = "all"},
    {0, "exclude", "NAME", OPTION_WORDS, MEMBER(excludes), READING | ROUTE | DOCTOR, SECTION_SOURCE,
     .help = "not this tenant; may be given more than once, and may be a glob", .note = "none",
     .live = EXPORT},
    {0, "ns", "NS", OPTION_WORDS, MEMBER(namespaces), REPORTS, SECTION_SOURCE,
     .help = "namespace of the streams; may be given more than once", .fallback = "rag:telemetry",
     .variable = "DRIFT_STREAM_NS", .single = EMIT},
    {0, "key", "TEMPLATE", OPTION_WORDS, MEMBER(keys), REPORTS, SECTION_SOURCE,
     .help = "how a stream's key is built from {ns}, {tenant}, {app} and {env}; without {tenant} "
             "it is the one key to read; may be given more than once: each template is looked for "
             "in each namespace",
     .fallback = "{ns}:{tenant}", .single = EMIT},
    {0, "app", "NAME", OPTION_TEXT, MEMBER(app), REPORTS, SECTION_SOURCE,
     .help = "what {app} in the key template stands for", .note = "any"},
    {0, "env", "NAME", OPTION_TEXT, MEMBER(env), REPORTS, SECTION_SOURCE,
     .help = "what {env} in the key template stands for", .note = "any"},
    {0, "password-file", "FILE", OPTION_TEXT, MEMBER(access.password_file), REPORTS, SECTION_SOURCE,
     .help = "read the password from a file that only its owner can read",
     .note = "the one in the URL, else $REDISCLI_AUTH"},
    {0, "replicas", NULL, OPTION_FLAG, MEMBER(access.replicas), READING, SECTION_SOURCE,
     .help = "read from the replicas of a cluster, which may be behind, where they answer"},
    {0, "sentinel-user", "NAME", OPTION_TEXT, MEMBER(access.sentinel_user), REPORTS, SECTION_SOURCE,
     .help = "who asks the sentinels of redis+sentinel://", .note = "the one without a name"},
    {0, "sentinel-password-file", "FILE", OPTION_TEXT, MEMBER(access.sentinel_password_file),
     REPORTS, SECTION_SOURCE,
     .help = "read the password of the sentinels, which have one of their own, from such a file",
     .note = "none"},
    {0, "cacert", "PATH", OPTION_TEXT, MEMBER(access.cacert), REPORTS, SECTION_SOURCE,
     .help = "the certificates of the CAs that may have signed the server's (PEM): a file, or a "
             "folder of them; for rediss:// URLs, as all of these",
     .note = "those that the system trusts"},
    {0, "cert", "FILE", OPTION_TEXT, MEMBER(access.cert), REPORTS, SECTION_SOURCE,
     .help = "the client certificate to show to a server that wants one (PEM)", .note = "none"},
    {0, "key-file", "FILE", OPTION_TEXT, MEMBER(access.key_file), REPORTS, SECTION_SOURCE,
     .help = "the private key of --cert, in a file that only its owner can read (PEM)",
     .note = "in the same file"},
    {0, "sni", "NAME", OPTION_TEXT, MEMBER(access.sni), REPORTS, SECTION_SOURCE,
     .help = "the name that the server is asked for, and that its certificate has to be for",
     .note = "the host of the URL"},
    {0, "insecure", NULL, OPTION_FLAG, MEMBER(access.insecure), REPORTS, SECTION_SOURCE,
     .help = "do not check certificates: whoever is in between can read and change everything"},
    {0, "timeout", "DURATION", OPTION_DURATION, MEMBER(timeout_ms), REPORTS, SECTION_SOURCE,
     .help = "how long to wait for an answer of the source", .fallback = "5s", .min = 1,
     .max = MS_PER_DAY},

    {'w', "window", "DURATION", OPTION_DURATION, MEMBER(window_ms), READING, SECTION_TIME,
     .help = "length of the window: 15m, 1h, 6h, 24h, 7d or any other", .fallback = "1h",
     .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY},
    {0, "since", "TIME", OPTION_TEXT, MEMBER(since), READING, SECTION_TIME,
     .help = "where the window begins: 2026-11-22T14:30:00Z, 14:30, now-24h or epoch milliseconds",
     .note = "one window before its end"},
    {0, "until", "TIME", OPTION_TEXT, MEMBER(until), READING, SECTION_TIME,
     .help = "where the window ends",
     .note = "now, or one window after --since where --window is given"},
    {0, "compare", "DURATION", OPTION_DURATION, MEMBER(compare_ms), DASHBOARD | SNAPSHOT,
     SECTION_TIME,
     .help = "compare the window with that much before, on the pages of a tenant and a dimension",
     .note = "with nothing", .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY, .drawn = SNAPSHOT},
    {'r', "refresh", "DURATION", OPTION_DURATION, MEMBER(refresh_ms), DASHBOARD | EXPORT | DOCTOR,
     SECTION_TIME, .help = "time between two looks at the source", .fallback = "2s",
     .apart = DOCTOR, .apart_fallback = "1m", .min = 100, .max = MS_PER_DAY},
    {0, "server-share", "PERCENT", OPTION_NUMBER, MEMBER(server_share), DASHBOARD, SECTION_TIME,
     .help =
         "where there are more than 2000 tenants: how much of the time of each Redis server may "
         "be taken to ask for what is not on the screen; what is there is asked with every "
         "refresh",
     .fallback = "2", .min = 0, .max = 100},
    {0, "follow", NULL, OPTION_FLAG, MEMBER(follow), EXPORT, SECTION_TIME,
     .help = "go on with what comes, each record at once, until it is stopped"},
    {0, "utc", NULL, OPTION_FLAG, MEMBER(utc), READING | ROUTE | DOCTOR, SECTION_TIME,
     .help = "show and read times in UTC", .note = "the local zone"},
    {0, "now", "TIME", OPTION_MOMENT, MEMBER(frozen_now_ms), READING, SECTION_TIME,
     .help = "let the clock stand at TIME, in UTC where it does not say otherwise: demo: then "
             "shows the same every time"},

    {0, "retention", "N", OPTION_NUMBER, MEMBER(retention), EMIT, SECTION_WRITING,
     .help = "keep about the newest N reports of each tenant, as MAXLEN ~ N does",
     .fallback = "15000", .live = EMIT, .variable = "DRIFT_RETENTION_CAP", .excludes = "min-age",
     .min = 1, .max = INT64_MAX},
    {0, "exact", NULL, OPTION_FLAG, MEMBER(exact), EMIT, SECTION_WRITING,
     .help = "trim streams to the entry, which costs Redis more", .live = EMIT},
    {0, "min-age", "DURATION", OPTION_DURATION, MEMBER(min_age_ms), EMIT, SECTION_WRITING,
     .help = "keep reports for at least this long, as MINID ~ does, however many they are",
     .live = EMIT, .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY},
    {0, "keep-ids", NULL, OPTION_FLAG, MEMBER(keep_ids), EMIT, SECTION_WRITING,
     .help = "write each report under the id or time_ms that it carries, else under the end of its "
             "window: for copies and backfills"},
    {0, "max-bytes", "SIZE", OPTION_BYTES, MEMBER(max_bytes), EMIT, SECTION_WRITING,
     .help = "refuse entries that are larger", .fallback = "64KiB", .min = 64, .max = 64 << 20},
    {0, "rejects", "FILE", OPTION_TEXT, MEMBER(rejects), EMIT, SECTION_WRITING,
     .help = "append the lines that cannot be written to FILE"},

    {0, "spool", "DIR", OPTION_TEXT, MEMBER(spool), EMIT, SECTION_SPOOL,
     .help = "store reports in DIR while Redis is away, and write them later, in this run or the "
             "next",
     .note = "wait for Redis, and read no more input meanwhile"},
    {0, "spool-max", "SIZE", OPTION_BYTES, MEMBER(spool_max), EMIT, SECTION_SPOOL,
     .help = "how large the spool may become", .fallback = "256MiB", .min = 64 << 10,
     .max = INT64_MAX},
    {0, "spool-full", "WHAT", OPTION_TEXT, MEMBER(spool_full), EMIT, SECTION_SPOOL,
     .help = "what a full spool does with new reports", .choices = {"refuse", "drop-oldest"},
     .fallback = "refuse"},

    {0, "to", "NAME=KIND:TARGET", OPTION_WORDS, MEMBER(to), ROUTE, SECTION_ALERTS,
     .help = "send alerts there, beside the destinations of the configuration; may be given more "
             "than once: command:PROGRAM, file:FILE, webhook:URL, alertmanager:URL, stream:KEY, "
             "slack:file:FILE, pagerduty:file:FILE, webhook:file:FILE for a URL that is a secret, "
             "or env:VARIABLE in place of file:FILE",
     .note = "[destination NAME] of the configuration", .check = is_destination, .once = true},
    {0, "only", "NAME", OPTION_WORDS, MEMBER(only), ROUTE, SECTION_ALERTS,
     .help = "only this destination; may be given more than once", .note = "all", .once = true},
    {0, "severity", "LEVEL", OPTION_TEXT, MEMBER(severity), ROUTE, SECTION_ALERTS,
     .help = "the least that is told, where a destination does not say",
     .choices = {"warn", "degraded"}, .fallback = "warn", .live = ROUTE},
    {0, "repeat", "DURATION", OPTION_TEXT, MEMBER(repeat), ROUTE, SECTION_ALERTS,
     .help = "tell an alert that stays open again after so long, or never: off",
     .note = "off, for slack 4h; alertmanager is told every minute in any case", .check = is_repeat,
     .live = ROUTE},
    {0, "flap", "COUNT/DURATION", OPTION_TEXT, MEMBER(flap), ROUTE, SECTION_ALERTS,
     .help = "tell once that an alert is flapping when it turns more often than that, and how it "
             "is when it has been calm for so long",
     .note = "off, for slack and pagerduty 4/1h", .check = is_limit, .live = ROUTE},
    {0, "digest", "COUNT/DURATION", OPTION_TEXT, MEMBER(digest), ROUTE, SECTION_ALERTS,
     .help = "send one message with counts and the worst ten in place of more than that many",
     .note = "off, for slack 20/10s; never for pagerduty and alertmanager", .check = is_limit,
     .live = ROUTE},
    {0, "gone-after", "DURATION", OPTION_DURATION, MEMBER(gone_after_ms), ROUTE, SECTION_ALERTS,
     .help = "close the alerts of a stream that was deleted so long ago", .fallback = "24h",
     .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY},
    {0, "shards", "N", OPTION_NUMBER, MEMBER(shards), ROUTE, SECTION_ALERTS,
     .help = "into how many parts the streams are cut that routers share; 1: one works, the others "
             "stand by",
     .note = "as it was before, else 8", .min = 1, .max = SHARDS_MAX},
    {0, "lease", "DURATION", OPTION_DURATION, MEMBER(lease_ms), ROUTE, SECTION_ALERTS,
     .help = "how long a router that dies keeps its part of the streams from the others",
     .fallback = "10s", .min = MS_PER_SECOND, .max = MS_PER_DAY},

    {0, "dry-run", NULL, OPTION_FLAG, MEMBER(dry_run), ROUTE, SECTION_ROUTING,
     .help = "print what would be sent, and touch nothing in Redis", .once = true},
    {0, "once", NULL, OPTION_FLAG, MEMBER(once), ROUTE, SECTION_ROUTING,
     .help = "read and send what there is, then exit: for cron", .once = true},
    {0, "test", "DESTINATION", OPTION_TEXT, MEMBER(test), ROUTE, SECTION_ROUTING,
     .help = "send one alert that is marked as a test there, really; the status is 0 when it was "
             "accepted",
     .once = true},
    {0, "status", NULL, OPTION_FLAG, MEMBER(route_status), ROUTE, SECTION_ROUTING,
     .help = "print how every destination is, who reads for it, and what is muted, then exit",
     .once = true},
    {0, "dead", NULL, OPTION_FLAG, MEMBER(dead), ROUTE, SECTION_ROUTING,
     .help = "list the messages that no destination would ever take, and why, then exit",
     .once = true},
    {0, "resend", "ID", OPTION_TEXT, MEMBER(resend), ROUTE, SECTION_ROUTING,
     .help = "with --dead: send this one again, or all", .once = true},
    {0, "drop", "ID", OPTION_TEXT, MEMBER(drop), ROUTE, SECTION_ROUTING,
     .help = "with --dead: forget this one, or all", .once = true},
    {0, "mute", "TENANT[/DIMENSION]", OPTION_TEXT, MEMBER(mute), ROUTE, SECTION_ROUTING,
     .help = "tell nobody of alerts that open there until --for is over, which every router "
             "heeds; names or globs. What is still open then is told",
     .once = true},
    {0, "for", "DURATION", OPTION_DURATION, MEMBER(mute_ms), ROUTE, SECTION_ROUTING,
     .help = "with --mute: for so long", .min = MS_PER_SECOND, .max = 3660 * MS_PER_DAY,
     .once = true},
    {0, "why", "TEXT", OPTION_TEXT, MEMBER(why), ROUTE, SECTION_ROUTING,
     .help = "with --mute: the reason, for whoever looks", .once = true},
    {0, "unmute", "TENANT[/DIMENSION]", OPTION_TEXT, MEMBER(unmute), ROUTE, SECTION_ROUTING,
     .help = "take a mute back, as it was given", .once = true},
    {0, "claim", NULL, OPTION_FLAG, MEMBER(claim), ROUTE, SECTION_ROUTING,
     .help = "take over the entries that other programs have read in the groups of the "
             "destinations and not acknowledged, then exit",
     .once = true},

    {0, "hours", "N", OPTION_NUMBER, MEMBER(hours), DOCTOR, SECTION_CHECKING,
     .help = "how many hours of history every stream shall hold", .note = "24", .min = 1,
     .max = 100000, .once = true},
    {0, "threshold", "NAME=VALUE", OPTION_WORDS, MEMBER(thresholds), DOCTOR, SECTION_CHECKING,
     .help = "from where on something is a finding, as in memory-warn=70% or pending=5m; may be "
             "given more than once. The manual lists them under DOCTOR",
     .note = "[doctor] of the configuration", .check = is_threshold, .once = true},
    {0, "skip", "ID", OPTION_WORDS, MEMBER(skips), DOCTOR, SECTION_CHECKING,
     .help = "do not make this check; may be given more than once", .note = "none",
     .check = is_check, .once = true},
    {0, "all", NULL, OPTION_FLAG, MEMBER(all), DOCTOR, SECTION_CHECKING,
     .help = "tell every stream that a finding is about, and not the three worst alone",
     .once = true},
    {0, "watch", NULL, OPTION_FLAG, MEMBER(watch), DOCTOR, SECTION_CHECKING,
     .help = "go on, look again every --refresh, and tell what has changed", .once = true},
    {0, "acl", "ROLE", OPTION_TEXT, MEMBER(acl), DOCTOR, SECTION_CHECKING,
     .help = "print the line that makes a user with the least rights of that role, then exit; "
             "Redis is not asked",
     .choices = {"reader", "sink", "route", "doctor"}, .once = true},
    {0, "user", "NAME", OPTION_TEXT, MEMBER(user), DOCTOR, SECTION_CHECKING,
     .help = "with --acl: how that user is called", .once = true},

    {0, "ack", NULL, OPTION_FLAG, MEMBER(ack), EMIT, SECTION_OUTPUT,
     .help = "print the stream ID of each report, in the order of the input, one a line: an empty "
             "line for one that was refused, \"spooled\" for one that stayed in the spool"},
    {'q', "quiet", NULL, OPTION_FLAG, MEMBER(quiet), EXPORT | EMIT | ROUTE | DOCTOR, SECTION_OUTPUT,
     .help = "show no progress, and tell of nothing but what went wrong"},
    {'f', "format", "FORMAT", OPTION_FORMAT, MEMBER(format_name),
     SNAPSHOT | EXPORT | ROUTE | DOCTOR, SECTION_OUTPUT, .help = "how the results are spelled"},
    {0, "buckets", "N", OPTION_NUMBER, MEMBER(buckets), SNAPSHOT, SECTION_OUTPUT,
     .help = "into how many buckets JSON cuts the window, at most", .fallback = "60", .min = 1,
     .max = 10000},
    {0, "screen", "NAME", OPTION_SCREEN, MEMBER(screen), SNAPSHOT, SECTION_OUTPUT,
     .help = "which screen of the dashboard ansi and svg show", .fallback = "fleet",
     .note = "about the worst that there is", .drawn = SNAPSHOT},
    {0, "dimension", "NAME", OPTION_TEXT, MEMBER(dimension), SNAPSHOT, SECTION_OUTPUT,
     .help = "which dimension of the tenant that screen is about", .note = "the worst",
     .drawn = SNAPSHOT},
    {0, "size", "COLUMNSxROWS", OPTION_TEXT, MEMBER(size), SNAPSHOT, SECTION_OUTPUT,
     .help = "how large that screen is", .fallback = "80x24", .check = is_size, .drawn = SNAPSHOT},
    {0, "theme", "NAME", OPTION_TEXT, MEMBER(theme), DASHBOARD | SNAPSHOT, SECTION_OUTPUT,
     .help = "colours: the name of a theme or the path of a theme file", .note = "dark",
     .drawn = SNAPSHOT},
    {0, "list-themes", NULL, OPTION_FLAG, MEMBER(list_themes), DASHBOARD, SECTION_OUTPUT,
     .help = "list the themes, then exit", .once = true},
    {0, "glyphs", "SET", OPTION_TEXT, MEMBER(glyphs), DASHBOARD | SNAPSHOT, SECTION_OUTPUT,
     .help = "characters to draw with", .choices = {"auto", "ascii", "block", "braille"},
     .fallback = "auto", .note = "which is block where the locale has UTF-8"},
    {0, "color", "WHEN", OPTION_TEXT, MEMBER(color), DASHBOARD | SNAPSHOT | DOCTOR, SECTION_OUTPUT,
     .help = "colours to draw with", .choices = {"auto", "always", "never", "16", "256"},
     .fallback = "auto", .note = "which heeds $NO_COLOR", .drawn = SNAPSHOT},
    {0, "clipboard", NULL, OPTION_FLAG, MEMBER(clipboard), DASHBOARD, SECTION_OUTPUT,
     .help = "let a key copy to the clipboard of the terminal (OSC 52)", .live = DASHBOARD},
    {0, "bell", "LEVEL", OPTION_TEXT, MEMBER(bell), DASHBOARD, SECTION_OUTPUT,
     .help = "ring the terminal's bell when a tenant turns that bad, by its alert",
     .choices = {"off", "warn", "degraded"}, .fallback = "off", .live = DASHBOARD},
    {0, "on-change", "COMMAND", OPTION_TEXT, MEMBER(on_change), DASHBOARD, SECTION_OUTPUT,
     .help =
         "run COMMAND, without a shell, when a tenant turns worse or better, by its alert: with "
         "a sentence as its argument, and DRIFTOP_TENANT, DRIFTOP_DIMENSION, DRIFTOP_FROM, "
         "DRIFTOP_TO and DRIFTOP_TIME_MS in its environment; one at a time, for a minute at most, "
         "and none while the view is paused",
     .live = DASHBOARD},
    {0, "mouse", NULL, OPTION_FLAG, MEMBER(mouse), DASHBOARD, SECTION_OUTPUT,
     .help = "let the mouse select, open, sort, press keys and set the cursor; text is then "
             "selected with Shift"},
    {0, "slow", NULL, OPTION_FLAG, MEMBER(slow), DASHBOARD, SECTION_OUTPUT,
     .help = "for a bad line: what is new is shown every 5s, plainer, with colours only where "
             "something is wrong; keys are answered at once"},
    {0, "stats", NULL, OPTION_FLAG, MEMBER(stats), DASHBOARD, SECTION_OUTPUT,
     .help = "tell what the dashboard costs, on a line below it and on standard error at its end: "
             "frames, bytes, drawing, polls and memory"},

    {0, "rule", "RULE", OPTION_WORDS, MEMBER(rule_words), DASHBOARD | SNAPSHOT | ROUTE,
     SECTION_OTHER,
     .help =
         "when readings make an alert: K/N/M, warn:K/N/M or degraded:K/N/M opens when K of the "
         "last N reports are bad, and closes after M good ones in a row; may be given more than "
         "once. The exit status of snapshot then follows the alerts",
     .note = "warn:2/3/2 and degraded:1/1/2, and the status follows the newest reports; of route "
             "warn:3/5/3 and degraded:2/3/2",
     .check = is_rule, .live = DASHBOARD | ROUTE},
    {0, "exit-code", NULL, OPTION_FLAG, MEMBER(exit_code), SNAPSHOT, SECTION_OTHER,
     .help = "exit as a monitoring plug-in does: 0 ok, 1 warn, 2 degraded, 3 unknown"},
    {0, "no-doctor", NULL, OPTION_FLAG, MEMBER(no_doctor), SNAPSHOT, SECTION_OTHER,
     .help = "do not ask a Redis for what doctor would find, nor for what streams take and how far "
             "their groups are behind"},
    {0, "seed", "N", OPTION_NUMBER, MEMBER(seed), READING, SECTION_OTHER,
     .help = "which fleet demo: simulates", .fallback = "1", .max = UINT64_MAX},
    {0, "config", "FILE", OPTION_TEXT, MEMBER(config), REPORTS, SECTION_OTHER,
     .help = "read the options and more from FILE",
     .note = "~/.config/driftop/driftop.conf, else /etc/driftop.conf", .once = true},
    {0, "dump-config", NULL, OPTION_FLAG, MEMBER(dump_config), REPORTS, SECTION_OTHER,
     .help = "print all that holds as a configuration, and where it came from, then exit",
     .once = true},
    {'h', "help", NULL, OPTION_FLAG, MEMBER(help), FOR_ALL, SECTION_OTHER,
     .help = "print help, then exit", .once = true},
    {'V', "version", NULL, OPTION_FLAG, MEMBER(version), FOR_ALL, SECTION_OTHER,
     .help = "print the version, then exit", .once = true},
};
const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);
_Static_assert(sizeof(option_table) / sizeof(option_table[0]) <= OPTIONS_MAX,
               "struct options has room for all");

const struct source_form source_forms[] = {
    {"redis://", "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB]", "a Redis server", true},
    {"redis://", "HOST:PORT[/DB] or localhost", "the same, shorter", true},
    {"rediss://", "rediss://[[USER]:PASSWORD@]HOST[:PORT][/DB]", "the same through TLS", true},
    {"redis+cluster://", "redis+cluster://HOST[:PORT],...", "a cluster, by some of its nodes",
     true},
    {"rediss+cluster://", "rediss+cluster://HOST[:PORT],...", "the same through TLS", true},
    {"redis+sentinel://", "redis+sentinel://HOST[:PORT],.../NAME[/DB]",
     "the master that sentinels name", true},
    {"rediss+sentinel://", "rediss+sentinel://HOST[:PORT],.../NAME[/DB]", "the same through TLS",
     true},
    {"unix://", "unix:///PATH[?db=N]", "a Redis server on a unix socket", true},
    {"file:", "PATH.jsonl[.gz] or file:PATH", "a file of reports (NDJSON), followed as it grows",
     false},
    {"file:", "FILE... or FOLDER or 'GLOB'", "several files of reports as one source", false},
    {"file:", "-", "reports (NDJSON) from standard input", false},
    {"demo:", "demo:[?tenants=N&seed=N]", "a simulated fleet", false},
};
const size_t source_form_count = sizeof(source_forms) / sizeof(source_forms[0]);
