#include "config.h"

#include "base/duration.h"
#include "headless/help.h"
#include "headless/option_table.h"
#include "headless/suggest.h"
#include "program.h"
#include "source/source.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ARGUMENTS 40

static struct options options;
static struct error error;

static void setup(void)
{
    unsetenv("REDIS_TELEMETRY_URL");
    unsetenv("DRIFT_STREAM_NS");
    environment_time_zone("UTC0");
    options = (struct options){0};
    error = (struct error){0};
}

static void teardown(void)
{
    options_free(&options);
    environment_restore();
}

/* Parses a line of words parted by single blanks; "''" is an empty word. */
static bool parse(const char *line)
{
    static char text[512];
    char *argv[MAX_ARGUMENTS + 2] = {(char[]){"driftop"}};
    int argc = 1;

    options_free(&options);
    snprintf(text, sizeof(text), "%s", line);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        ck_assert_int_le(argc, MAX_ARGUMENTS);
        if (strcmp(word, "''") == 0)
            *word = '\0';
        argv[argc++] = word;
    }
    return options_parse(&program, argc, argv, &options, &error);
}

static void parse_well(const char *line)
{
    ck_assert_msg(parse(line), "%s: %s", line, error.text);
}

/* --- what is understood --- */

START_TEST(without_arguments_it_is_the_dashboard_on_the_local_redis)
{
    parse_well("");
    ck_assert_uint_eq(options.command->set, FOR_DASHBOARD);
    ck_assert_str_eq(options.source, "redis://localhost:6379/0");
    ck_assert_str_eq(options.namespaces.items[0], "rag:telemetry");
    ck_assert_str_eq(options.keys.items[0], "{ns}:{tenant}");
    ck_assert_ptr_null(options.app);
    ck_assert_ptr_null(options.env);
    ck_assert_uint_eq(options.tenants.count, 0);
    ck_assert_int_eq(options.window_ms, MS_PER_HOUR);
    ck_assert(!options.window_given);
    ck_assert_int_eq(options.refresh_ms, 2000);
    ck_assert_int_eq(options.timeout_ms, 5000);
    ck_assert_ptr_null(options.format);
    ck_assert_uint_eq(options.buckets, 60);
    ck_assert_str_eq(options.glyphs, "auto");
    ck_assert_str_eq(options.color, "auto");
    ck_assert_int_eq(options.frozen_now_ms, 0);
    ck_assert_uint_eq(options.seed, 1);
    ck_assert(!options.utc && !options.exit_code && !options.help && !options.version);
}
END_TEST

START_TEST(the_environment_stands_behind_the_command_line)
{
    setenv("REDIS_TELEMETRY_URL", "redis://cache:7000/3", 1);
    setenv("DRIFT_STREAM_NS", "prod:rag", 1);
    parse_well("");
    ck_assert_str_eq(options.source, "redis://cache:7000/3");
    ck_assert_str_eq(options.namespaces.items[0], "prod:rag");
    parse_well("--ns other demo:");
    ck_assert_str_eq(options.source, "demo:");
    ck_assert_str_eq(options.namespaces.items[0], "other");
}
END_TEST

START_TEST(an_empty_variable_is_not_set)
{
    setenv("REDIS_TELEMETRY_URL", "", 1);
    setenv("DRIFT_STREAM_NS", "", 1);
    parse_well("");
    ck_assert_str_eq(options.source, "redis://localhost:6379/0");
    ck_assert_str_eq(options.namespaces.items[0], "rag:telemetry");
}
END_TEST

START_TEST(values_stand_behind_or_in_the_same_word)
{
    static const char *const lines[] = {
        "--window 90m", "--window=90m", "-w 90m", "-w90m", "-w 1h30m demo:", "demo: -w90m",
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        parse_well(lines[i]);
        ck_assert_int_eq(options.window_ms, 90 * MS_PER_MINUTE);
        ck_assert(options.window_given);
    }
}
END_TEST

START_TEST(a_file_is_a_source)
{
    static const char *const files[] = {"-", "reports.jsonl", "./a/b.ndjson.gz", "file:x"};

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        parse_well(files[i]);
        ck_assert_str_eq(options.source, files[i]);
    }
}
END_TEST

START_TEST(each_command_has_its_own_format_where_none_is_given)
{
    parse_well("snapshot");
    ck_assert_str_eq(options.format->name, "text");
    parse_well("export");
    ck_assert_str_eq(options.format->name, "ndjson");
    parse_well("export -f csv");
    ck_assert_str_eq(options.format->name, "csv");
    parse_well("-f openmetrics snapshot");
    ck_assert_str_eq(options.format->name, "openmetrics");
}
END_TEST

START_TEST(a_source_is_opened_as_far_back_as_since_says)
{
    struct source_options source_options;

    parse_well("snapshot --since now-3d");
    options_source(&options, false, &source_options);
    ck_assert_int_ge(source_options.window_ms, 3 * MS_PER_DAY);
    ck_assert_int_le(source_options.window_ms, 3 * MS_PER_DAY + MS_PER_MINUTE);
    parse_well("snapshot -w 6h");
    options_source(&options, false, &source_options);
    ck_assert_int_eq(source_options.window_ms, 6 * MS_PER_HOUR);
}
END_TEST

START_TEST(the_first_word_may_be_a_command_wherever_it_stands)
{
    static const char *const lines[] = {
        "snapshot -t a -w 6h demo:",
        "-t a -w 6h snapshot demo:",
        "snapshot demo: -ta -w6h",
        "-t a snapshot -w 6h -- demo:",
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        parse_well(lines[i]);
        ck_assert_uint_eq(options.command->set, FOR_SNAPSHOT);
        ck_assert_str_eq(options.source, "demo:");
        ck_assert_uint_eq(options.tenants.count, 1);
        ck_assert_str_eq(options.tenants.items[0], "a");
    }
}
END_TEST

START_TEST(a_value_that_reads_like_a_command_or_an_option_is_a_value)
{
    parse_well("-t snapshot --ns -w demo:");
    ck_assert_uint_eq(options.command->set, FOR_DASHBOARD);
    ck_assert_str_eq(options.tenants.items[0], "snapshot");
    ck_assert_str_eq(options.namespaces.items[0], "-w");
}
END_TEST

START_TEST(tenants_add_up_and_the_last_of_other_options_holds)
{
    parse_well("-t a --tenant=b* -tc --ns x --ns y --app p --app q");
    ck_assert_str_eq(options.app, "q");
    ck_assert_uint_eq(options.tenants.count, 3);
    ck_assert_str_eq(options.tenants.items[0], "a");
    ck_assert_str_eq(options.tenants.items[1], "b*");
    ck_assert_str_eq(options.tenants.items[2], "c");
    ck_assert_uint_eq(options.namespaces.count, 2);
    ck_assert_str_eq(options.namespaces.items[1], "y");
}
END_TEST

START_TEST(short_flags_can_be_bundled_with_an_option_at_the_end)
{
    parse_well("-hVw6h");
    ck_assert(options.help && options.version);
    ck_assert_int_eq(options.window_ms, 6 * MS_PER_HOUR);
}
END_TEST

START_TEST(every_option_of_the_snapshot_arrives)
{
    parse_well("snapshot --app a --env e --password-file f --timeout 2s -f json --buckets 7");
    ck_assert_str_eq(options.app, "a");
    ck_assert_str_eq(options.env, "e");
    ck_assert_str_eq(options.access.password_file, "f");
    parse_well("snapshot --sentinel-user u --sentinel-password-file g");
    ck_assert_str_eq(options.access.sentinel_user, "u");
    ck_assert_str_eq(options.access.sentinel_password_file, "g");
    parse_well("snapshot --app a --env e --password-file f --timeout 2s -f json --buckets 7");
    ck_assert_int_eq(options.timeout_ms, 2000);
    ck_assert_str_eq(options.format->name, "json");
    ck_assert_uint_eq(options.buckets, 7);
    parse_well("snapshot --glyphs ascii --utc --exit-code --key {tenant} --seed "
               "18446744073709551615 --now 2026-11-22T12:00:00Z");
    ck_assert_str_eq(options.glyphs, "ascii");
    ck_assert(options.utc && options.exit_code);
    ck_assert_str_eq(options.keys.items[0], "{tenant}");
    ck_assert_uint_eq(options.seed, UINT64_MAX);
    ck_assert_int_eq(options.frozen_now_ms, INT64_C(1795348800000));
}
END_TEST

START_TEST(every_option_of_the_dashboard_arrives)
{
    parse_well("-r 500ms --theme light --list-themes --color 16");
    ck_assert_int_eq(options.refresh_ms, 500);
    ck_assert_str_eq(options.theme, "light");
    ck_assert(options.list_themes);
    ck_assert_str_eq(options.color, "16");
}
END_TEST

START_TEST(every_option_of_emit_arrives)
{
    parse_well("emit --retention 7 --exact --keep-ids --max-bytes 2MiB --rejects r --spool s "
               "--spool-max 1GB --spool-full drop-oldest --ack -q -t acme redis://h a.jsonl - b");
    ck_assert_uint_eq(options.command->set, FOR_EMIT);
    ck_assert_str_eq(options.source, "redis://h");
    ck_assert_uint_eq(options.files.count, 3);
    ck_assert_str_eq(options.files.items[0], "a.jsonl");
    ck_assert_str_eq(options.files.items[1], "-");
    ck_assert_str_eq(options.files.items[2], "b");
    ck_assert_uint_eq(options.retention, 7);
    ck_assert(options.exact && options.keep_ids && options.ack && options.quiet);
    ck_assert_uint_eq(options.max_bytes, 2 << 20);
    ck_assert_uint_eq(options.spool_max, 1000000000);
    ck_assert_str_eq(options.spool_full, "drop-oldest");
    ck_assert_str_eq(options.spool, "s");
    ck_assert_str_eq(options.rejects, "r");
    parse_well("emit a.jsonl");
    ck_assert_uint_eq(options.files.count, 1);
    ck_assert_str_eq(options.source, "redis://localhost:6379/0");
    ck_assert_uint_eq(options.retention, 15000);
    ck_assert_uint_eq(options.max_bytes, 65536);
    ck_assert_uint_eq(options.spool_max, 256 << 20);
    ck_assert_str_eq(options.spool_full, "refuse");
    parse_well("emit --min-age 2h");
    ck_assert_int_eq(options.min_age_ms, 2 * MS_PER_HOUR);
    ck_assert_uint_eq(options.files.count, 0);
}
END_TEST

START_TEST(the_retention_stands_in_the_environment_too)
{
    setenv("DRIFT_RETENTION_CAP", "20000", 1);
    parse_well("emit");
    ck_assert_uint_eq(options.retention, 20000);
    parse_well("emit --retention 5");
    ck_assert_uint_eq(options.retention, 5);
    setenv("DRIFT_RETENTION_CAP", "many", 1);
    ck_assert(!parse("emit"));
    ck_assert_ptr_nonnull(strstr(error.text, "$DRIFT_RETENTION_CAP"));
    parse_well("snapshot"); /* it does not concern those who only read */
    unsetenv("DRIFT_RETENTION_CAP");
}
END_TEST

static const char *const wrong_sizes[] = {
    "", "KiB", "1.5KiB", "-1", "64kib", "63", "18446744073709551616", "65MiB", "99999999999GiB"};

START_TEST(sizes_that_make_no_sense_are_refused)
{
    char line[64];

    snprintf(line, sizeof(line), "emit --max-bytes=%s", wrong_sizes[_i]);
    ck_assert(!parse(line));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "it takes a size such as 65536, 64KiB or 1MB"));
}
END_TEST

START_TEST(help_asks_for_nothing_else_to_be_right)
{
    parse_well("snapshot --theme x --help");
    ck_assert_uint_eq(options.command->set, FOR_SNAPSHOT);
    ck_assert(options.help);
    parse_well("demo: --window 2h --version");
    ck_assert(options.version);
}
END_TEST

START_TEST(a_source_is_opened_the_way_the_options_say)
{
    struct source_options source;

    parse_well("-t a --exclude x --exclude y* --ns n --ns m --key k{tenant} --key o --app p --env "
               "e --timeout 3s -r 1s --seed 4 --now "
               "1795348800000 -w 6h");
    options_source(&options, true, &source);
    ck_assert_uint_eq(source.namespace_count, 2);
    ck_assert_str_eq(source.namespaces[1], "m");
    ck_assert_uint_eq(source.key_count, 2);
    ck_assert_str_eq(source.keys[0], "k{tenant}");
    ck_assert_uint_eq(source.exclude_count, 2);
    ck_assert_str_eq(source.excludes[1], "y*");
    ck_assert_str_eq(source.app, "p");
    ck_assert_str_eq(source.env, "e");
    ck_assert_uint_eq(source.tenant_count, 1);
    ck_assert_str_eq(source.tenants[0], "a");
    ck_assert_int_eq(source.timeout_ms, 3000);
    ck_assert_int_eq(source.refresh_ms, 1000);
    ck_assert_int_eq(source.window_ms, 6 * MS_PER_HOUR);
    ck_assert_int_eq(source.frozen_now_ms, INT64_C(1795348800000));
    ck_assert_uint_eq(source.seed, 4);
    ck_assert(source.follow);
    ck_assert_int_eq(source.until_ms, INT64_MAX);
    parse_well("--now 1795348800000 --until now-1h");
    options_source(&options, true, &source);
    ck_assert_int_eq(source.until_ms, INT64_C(1795348800000) - MS_PER_HOUR);
}
END_TEST

/* A report cannot be written into two streams. */
START_TEST(emit_takes_one_namespace_and_one_template)
{
    ck_assert(!parse("emit --ns a --ns b"));
    ck_assert_str_eq(error.text, "--ns: emit takes one, and not both \"a\" and \"b\"");
    ck_assert(!parse("emit --key a --key b"));
    ck_assert_ptr_nonnull(strstr(error.text, "--key: emit takes one"));
    ck_assert(!parse("emit --exclude a"));
    ck_assert_ptr_nonnull(strstr(error.text, "has no option --exclude"));
    parse_well("export --ns a --ns b --key c --key d");
}
END_TEST

START_TEST(what_was_looked_for_is_told_in_the_words_of_the_options)
{
    struct buffer text = {0};

    parse_well("--ns a --ns b --key {ns}.{tenant} -t x -t y --exclude z");
    options_describe_streams(&options, &text);
    ck_assert_str_eq(buffer_text(&text), "no stream has a key like {ns}.{tenant}, with the "
                                         "namespace a or b, tenant x or y, but not z");
    buffer_free(&text);
}
END_TEST

/* --- what is refused, and in which words --- */

START_TEST(mistakes_are_named_with_the_way_out)
{
    static const struct {
        const char *line;
        const char *part; /* of the message */
    } cases[] = {
        {"--tenat x", "unknown option \"--tenat\"; did you mean \"--tenant\"?"},
        {"--xyzzy", "unknown option \"--xyzzy\"; \"driftop --help\""},
        {"--xyzzy=1", "unknown option \"--xyzzy\";"},
        {"-x", "unknown option \"-x\""},
        {"-hx", "unknown option \"-x\""},
        {"--window", "--window needs a value: --window DURATION"},
        {"-t", "--tenant needs a value: --tenant NAME"},
        {"--utc=1", "--utc takes no value"},
        {"-w 15", "--window: \"15\" is no duration: a unit is missing"},
        {"-w -1h", "--window: \"-1h\" is no duration"},
        {"-w 0", "--window \"0\": it takes 1s to 3660d"},
        {"-w 4000d", "--window \"4000d\": it takes 1s"},
        {"-r 1ms", "--refresh \"1ms\": it takes 100ms to 24h"},
        {"snapshot -f xml", "--format \"xml\": it takes text, json"},
        {"snapshot -f jsno", "did you mean \"json\"?"},
        {"--glyphs brail", "it takes auto, ascii, block, braille; did you mean \"braille\"?"},
        {"--color red", "--color \"red\": it takes auto, always, never, 16, 256"},
        {"snapshot -f svg --screen fleat", "did you mean \"fleet\"?"},
        {"snapshot -f svg --size 80", "--size \"80\": it takes columns and rows, as in 120x35"},
        {"snapshot -f svg --size 80x0", "--size \"80x0\": it takes columns and rows"},
        {"snapshot -f svg --size 80x24x2", "it takes columns and rows"},
        {"snapshot -f ansi --size 1001x24", "up to 1000x1000"},
        {"snapshot -f ansi --theme nowhere", "--theme: there is no theme 'nowhere'"},
        {"snapshot --size 80x24",
         "--size is for what draws a screen: -f svg or -f ansi, and not -f text"},
        {"snapshot -f json --color never", "--color is for what draws a screen"},
        {"--screen tenant", "\"driftop\" has no option --screen"},
        {"snapshot --buckets 0", "--buckets \"0\": it takes a whole number from 1 to 10000"},
        {"snapshot --buckets 10001", "from 1 to 10000"},
        {"snapshot --buckets 1x", "from 1 to 10000"},
        {"--seed -1", "--seed \"-1\": it takes a whole number"},
        {"--seed 18446744073709551616", "it takes a whole number"},
        {"--rule 3", "--rule: '3' is no rule: it is K/N/M"},
        {"export --rule 1/1/1", "\"driftop export\" has no option --rule"},
        {"--key {tenant", "--key: key template, character 1: '{' without '}'"},
        {"--key {x}", "--key: key template, character 1: '{x}' is not known"},
        {"--ns ''", "--ns \"\": it cannot be empty"},
        {"-t ''", "--tenant \"\": it cannot be empty"},
        {"--since 14:99", "--since: \"14:99\" is no time"},
        {"--until never", "--until: \"never\" is no time"},
        {"--since now --until now-1h", "the window is empty"},
        {"--since now+1h", "the window is empty"},
        {"--now noon", "--now: \"noon\" is no time"},
        {"--now 1969-12-31", "it must be after 1970"},
        {"snapsht", "\"snapsht\" is neither a command nor a source; did you mean \"snapshot\"?"},
        {"cache",
         "\"cache\" is neither a command, nor a source, nor a file that there is; a source "
         "looks like redis://cache, unix:///PATH"},
        {"telegraph --help", "\"telegraph\" is neither a command, nor a source"},
        {"telegraph --version", "\"telegraph\" is neither a command, nor a source"},
        {"snapshot x help", "\"x\" is no source, nor a file"},
        {"http://u:s3cret@h:6379/1", "http:// is no source; a Redis is written redis://h:6379/1"},
        {"mysql://h/x", "mysql:// is no source; a Redis is written redis://HOST:PORT/DB"},
        {"rediss://h/x", "the source: Redis URL: the database is not a number"},
        {"valkeys://h/x", "Redis URL: the database is not a number"},
        {"redis-cluster://h/1", "a cluster has one database"},
        {"redis-sentinel://h", "the name by which the sentinels know the master is missing"},
        {"--zork", "unknown option \"--zork\"; \"driftop --help\""},
        {"-- -t", "\"-t\" is neither a command, nor a source"},
        {"''", "\"\" is neither a command, nor a source"},
        {"reports.json", "or PATH.jsonl"},
        {"snapshot -f ndjson", "\"driftop snapshot\" does not print this --format"},
        {"export -f text", "\"driftop export\" does not print this --format"},
        {"export --follow --until now", "--follow has no end"},
        {"export --follow --since now-1d -w 1h", "--follow has no end"},
        {"demo: snapshot", "unexpected word \"snapshot\" behind the source"},
        {"snapshot demo: demo:", "unexpected word \"demo:\""},
        {"snapshot --theme x", "--theme is for what draws a screen"},
        {"snapshot -r 1s", "\"driftop snapshot --help\" lists those that it has"},
        {"--exit-code", "\"driftop\" has no option --exit-code"},
        {"--x\x1b[31m", "unknown option \"--x\xef\xbf\xbd[31m\""},
    };

    environment_utf8();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(!parse(cases[i].line), "%s was taken", cases[i].line);
        ck_assert_int_eq(error.class, ERROR_USAGE);
        ck_assert_msg(strstr(error.text, cases[i].part) != NULL, "%s: %s", cases[i].line,
                      error.text);
    }
}
END_TEST

/* Whatever value is given with it; some are habits of other programs, which have an answer. */
START_TEST(an_option_that_the_command_lacks_is_told_before_what_it_takes)
{
    const struct command *command = program.commands[_i];
    char line[64];
    char part[64];

    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if (spec->name == NULL || spec->argument == NULL || (spec->commands & command->set) != 0)
            continue;
        snprintf(line, sizeof(line), "%s --%s=", command->name, spec->name);
        snprintf(part, sizeof(part), "has no option --%s;", spec->name);
        ck_assert(!parse(line));
        ck_assert_msg(strstr(error.text, part) != NULL || strstr(error.text, "there is no \"--"),
                      "%s: %s", line, error.text);
    }
}
END_TEST

START_TEST(a_variable_that_is_no_source_is_named)
{
    setenv("REDIS_TELEMETRY_URL", "cache:6379:secret", 1);
    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, "$REDIS_TELEMETRY_URL"));
    ck_assert_ptr_null(strstr(error.text, "secret"));
}
END_TEST

START_TEST(a_variable_that_cannot_be_is_named)
{
    setenv("REDIS_TELEMETRY_URL", "redis+sentinel://:s3cret@cache", 1);
    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, "$REDIS_TELEMETRY_URL: Redis URL: the name by"));
    ck_assert_ptr_null(strstr(error.text, "s3cret"));
}
END_TEST

/* --- what others know by another name --- */

static const struct {
    const char *line;
    const char *source;
} short_words[] = {
    {"127.0.0.1:6379", "redis://127.0.0.1:6379"},
    {"127.0.0.1", "redis://127.0.0.1"},
    {"localhost", "redis://localhost"},
    {"localhost:7000", "redis://localhost:7000"},
    {"LOCALHOST/3", "redis://LOCALHOST/3"},
    {"cache.internal:6379/2", "redis://cache.internal:6379/2"},
    {"[::1]:6379", "redis://[::1]:6379"},
    {":pw@cache:6379", "redis://:pw@cache:6379"},
    {"valkey://h:1/2", "redis://h:1/2"},
    {"redis-socket:///run/r.sock?db=1", "unix:///run/r.sock?db=1"},
    {"redis+socket:///run/r.sock", "unix:///run/r.sock"},
    {"snapshot localhost:7000", "redis://localhost:7000"},
    {"emit localhost:7000 a.jsonl", "redis://localhost:7000"},
};

START_TEST(an_address_that_can_mean_one_thing_is_taken)
{
    parse_well(short_words[_i].line);
    ck_assert_str_eq(options.source, short_words[_i].source);
    setenv("REDIS_TELEMETRY_URL", "localhost:7000", 1);
    parse_well("");
    ck_assert_str_eq(options.source, "redis://localhost:7000");
}
END_TEST

START_TEST(a_source_may_name_its_timeout)
{
    setenv("REDIS_TELEMETRY_URL", "redis://h?socket_timeout=2&decode_responses=True", 1);
    parse_well("");
    ck_assert_int_eq(options.timeout_ms, 2000);
    parse_well("--timeout 3s");
    ck_assert_int_eq(options.timeout_ms, 3000);
    parse_well("redis://h");
    ck_assert_int_eq(options.timeout_ms, 5000);
}
END_TEST

static const struct {
    const char *typed;
    const char *said; /* behind "; type: " */
} habits[] = {
    {"-h cache -p 6380", "driftop redis://cache:6380"},
    {"-h cache -p 6380 -n 2", "driftop redis://cache:6380/2"},
    {"-h 127.0.0.1", "driftop redis://127.0.0.1:6379"},
    {"snapshot -w 6h -h prod", "driftop snapshot -w 6h redis://prod:6379"},
    {"-p6380", "driftop redis://localhost:6380"},
    {"-n 3", "driftop redis://localhost:6379/3"},
    {"redis://u:@cache:7000/1 -n 3", "driftop redis://u:@cache:7000/3"},
    {"cache:7000 -n 3", "driftop redis://cache:7000/3"},
    {"-s /run/redis.sock -n 1", "driftop 'unix:///run/redis.sock?db=1'"},
    {"-u redis://cache/2", "driftop redis://cache/2"},
    {"-u bob -h cache", "driftop redis://bob:@cache:6379"},
    {"--host cache --port 6380", "driftop redis://cache:6380"},
    {"--host=cache --port=6380", "driftop redis://cache:6380"},
    {"--host ::1", "driftop 'redis://[::1]:6379'"},
    {"--url redis://cache", "driftop redis://cache"},
    {"-h cache -a s3cret", "driftop redis://cache:6379 (with the password in $REDISCLI_AUTH"},
    {"--once", "driftop snapshot"},
    {"--once redis://cache -t acme-*", "driftop snapshot -t 'acme-*' redis://cache"},
    {"--json", "driftop snapshot -f json"},
    {"snapshot --json demo:", "driftop snapshot -f json demo:"},
    {"--csv demo:", "driftop snapshot -f csv demo:"},
    {"export --csv demo:", "driftop export -f csv demo:"},
    {"--interval 5", "driftop --refresh 5s"},
    {"--interval=500ms", "driftop --refresh 500ms"},
    {"--namespace prod", "driftop --ns prod"},
    {"--from now-2h --to now-1h", "driftop --since now-2h --until now-1h"},
    {"--no-color", "driftop --color never"},
    {"--demo", "driftop demo:"},
    {"demo", "driftop demo:"},
    {"version", "driftop --version"},
    {"-v", "driftop --version"},
    {"-version", "driftop --version"},
    {"-?", "driftop --help"},
    {"status", "driftop snapshot"},
    {"check", "driftop snapshot --exit-code"},
    {"tail demo:", "driftop export --follow demo:"},
    {"config", "driftop --dump-config"},
    {"top demo:", "driftop demo:"},
    {"--tls", "driftop rediss://localhost:6379"},
    {"--tls -h cache --cacert ca.crt", "driftop --cacert ca.crt rediss://cache:6379"},
    {"--tls redis://u:@cache:1/2", "driftop rediss://u:@cache:1/2"},
    {"rediss://cache -n 2", "driftop rediss://cache:6379/2"},
    {"--tls --cert c --key k --cacertdir d -p 1",
     "driftop --cert c --key-file k --cacert d rediss://localhost:1"},
    {"--tls --key=acme --insecure", "driftop --key=acme --insecure rediss://localhost:6379"},
    {"--tls --cert=c --key=k", "driftop --cert=c --key-file k rediss://localhost:6379"},
};

START_TEST(a_habit_is_answered_with_what_to_type)
{
    ck_assert_msg(!parse(habits[_i].typed), "%s was taken", habits[_i].typed);
    ck_assert_int_eq(error.class, ERROR_USAGE);
    const char *type = strstr(error.text, "; type: ");
    ck_assert_msg(type != NULL, "%s", error.text);
    size_t size = strlen(habits[_i].said);
    ck_assert_msg(strncmp(type + 8, habits[_i].said, size) == 0, "%s", error.text);
    ck_assert_msg(type[8 + size] == '\0' || strchr(",", type[8 + size]) != NULL, "%s", error.text);
    ck_assert_ptr_null(strstr(error.text, "s3cret"));
}
END_TEST

/* Where nothing that could be typed would be understood, nothing is proposed. */
START_TEST(no_answer_is_given_that_is_wrong_itself)
{
    static const char *const lines[] = {
        "--once --xyzzy", "-p 99999",     "--port",     "--interval soon",
        "export --json",  "--once -w 15", "-h",         "-h snapshot",
        "-h demo:",       "-hw6h",        "-t -p demo:"};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        ck_assert_msg(parse(lines[i]) || strstr(error.text, "; type: ") == NULL, "%s: %s", lines[i],
                      error.text);
    parse_well("-h snapshot");
    ck_assert(options.help);
}
END_TEST

START_TEST(help_may_stand_behind_a_command)
{
    parse_well("snapshot help");
    ck_assert(options.help);
    ck_assert_uint_eq(options.command->set, FOR_SNAPSHOT);
    parse_well("emit help");
    ck_assert(options.help);
    ck_assert(!parse("snapshots"));
    ck_assert_ptr_nonnull(strstr(error.text, "did you mean \"snapshot\"?"));
}
END_TEST

START_TEST(the_exit_code_is_asked_for_even_behind_a_mistake)
{
    ck_assert(!parse("snapshot --nonsense --exit-code"));
    ck_assert(options.exit_code);
    ck_assert(!parse("snapshot --nonsense -- --exit-code"));
    ck_assert(!options.exit_code);
}
END_TEST

START_TEST(words_are_near_when_two_letters_differ)
{
    static const struct {
        const char *word;
        const char *known;
        bool near;
    } cases[] = {
        {"snapshot", "snapshot", true},
        {"snaphsot", "snapshot", true},
        {"napshot", "snapshot", true},
        {"snapshotss", "snapshot", true},
        {"snaps", "snapshot", false},
        {"once", "since", false},
        {"jsno", "json", true},
        {"ns", "env", false},
        {"x", "ns", false},
        {"", "ns", false},
        {"window", "windows", true},
        {"abcdefghijklmnopqrstuvwxyzabcdefghijklmn", "ns", false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct suggestion suggestion = {.word = cases[i].word};
        suggestion_offer(&suggestion, cases[i].known);
        ck_assert_msg((suggestion.best != NULL) == cases[i].near, "%s", cases[i].word);
    }
}
END_TEST

START_TEST(the_nearest_word_is_suggested)
{
    struct suggestion suggestion = {.word = "format"};

    suggestion_offer(&suggestion, "formats");
    suggestion_offer(&suggestion, "format");
    suggestion_offer(&suggestion, "formate");
    ck_assert_str_eq(suggestion.best, "format");
}
END_TEST

/* --- windows --- */

START_TEST(windows_end_and_begin_where_the_options_say)
{
    const int64_t now = INT64_C(1795348800000); /* 2026-11-22 12:00 */
    static const struct {
        const char *line;
        int64_t start_minutes; /* from noon */
        int64_t end_minutes;
    } cases[] = {
        {"", -60, 0},
        {"-w 6h", -360, 0},
        {"--until now-1h", -120, -60},
        {"--until now-1h -w 15m", -75, -60},
        {"--since now-2h", -120, 0},
        {"--since now-2h --until now-1h -w 5m", -120, -60},
        {"--since now-2h -w 30m", -120, -90},
        {"--since 10:00 --until 11:30", -120, -30},
        {"--since 2026-11-21T12:00:00+01:00", -25 * 60, 0},
        {"--since 23:00", -13 * 60, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char line[128];
        struct time_range window;
        snprintf(line, sizeof(line), "--now %" PRId64 " %s", now, cases[i].line);
        parse_well(line);
        ck_assert(options_window(&options, now, &window, &error));
        ck_assert_msg(window.start_ms == now + cases[i].start_minutes * MS_PER_MINUTE &&
                          window.end_ms == now + cases[i].end_minutes * MS_PER_MINUTE,
                      "%s", cases[i].line);
    }
}
END_TEST

START_TEST(times_of_day_are_local_unless_utc_is_asked_for)
{
    const int64_t now = INT64_C(1795348800000);
    struct time_range window;

    environment_time_zone(ZONE_KATHMANDU);
    parse_well("--now 1795348800000 --since 15:45");
    ck_assert(options_window(&options, now, &window, &error));
    ck_assert_int_eq(window.start_ms, now - 2 * MS_PER_HOUR);
    parse_well("--now 1795348800000 --since 10:00 --utc");
    ck_assert(options_window(&options, now, &window, &error));
    ck_assert_int_eq(window.start_ms, now - 2 * MS_PER_HOUR);
}
END_TEST

/* --- help and manual --- */

static char *printed(void (*print)(FILE *out))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    print(out);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

static const struct command *help_of;

static void print_help(FILE *out)
{
    help_print(&program, help_of, out);
}

static char *printed_help(const struct command *command)
{
    help_of = command;
    return printed(print_help);
}

static void print_manual(FILE *out)
{
    help_manual(&program, out);
}

static size_t command_count(void)
{
    size_t count = 0;

    while (program.commands[count] != NULL)
        count++;
    return count;
}

/* Each scheme has a line of its own, whoever asks. */
START_TEST(help_lists_every_scheme)
{
    static const char *const schemes[] = {
        "redis",          "rediss",          "redis+cluster", "rediss+cluster",
        "redis+sentinel", "rediss+sentinel", "unix"};
    char *text = printed_help(program.commands[_i]);

    bool has_sources = strstr(text, "\nSource ") != NULL;
    ck_assert(has_sources || _i > 0);
    for (size_t i = 0; has_sources && i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        char begin[32];
        snprintf(begin, sizeof(begin), "\n  %s://", schemes[i]);
        const char *line = strstr(text, begin);
        ck_assert_msg(line != NULL, "%s", schemes[i]);
        size_t length = strcspn(line + 1, "\n");
        ck_assert_msg(length > 50 && length <= 80, "%.*s", (int)length, line + 1);
    }
    free(text);
}
END_TEST

START_TEST(help_fits_on_80_columns)
{
    char *text = printed_help(program.commands[_i]);

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        ck_assert_msg(strlen(line) <= 80, "%s", line);
        ck_assert_msg(line[strlen(line) - 1] != ' ', "\"%s\"", line);
    }
    free(text);
}
END_TEST

START_TEST(help_names_the_options_of_its_command_and_no_others)
{
    char *text = printed_help(program.commands[_i]);

    for (char *end = strchr(text, '\n'); end != NULL; end = strchr(end, '\n'))
        *end = ' '; /* behind a long term stands nothing else */
    for (size_t i = 0; i < option_count; i++) {
        char term[64];
        bool has = (option_table[i].commands & program.commands[_i]->set) != 0;
        if (option_table[i].name == NULL)
            continue;
        snprintf(term, sizeof(term), " --%s%s%s ", option_table[i].name,
                 option_table[i].argument != NULL ? " " : "",
                 option_table[i].argument != NULL ? option_table[i].argument : "");
        ck_assert_msg((strstr(text, term) != NULL) == has, "%s", term);
    }
    free(text);
}
END_TEST

START_TEST(the_manual_names_every_option)
{
    char *text = printed(print_manual);

    for (size_t i = 0; i < option_count; i++) {
        const char *name = option_table[i].name;
        char term[64];
        if (name == NULL)
            continue;
        /* In mdoc a '-' is written "\-". */
        snprintf(term, sizeof(term), "Fl \\-%.*s", (int)strcspn(name, "-"), name);
        ck_assert_msg(strstr(text, term) != NULL, "%s", term);
    }
    free(text);
}
END_TEST

/* --- the tables --- */

START_TEST(the_table_agrees_with_itself)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        ck_assert((spec->argument == NULL) == (spec->type == OPTION_FLAG));
        ck_assert(spec->commands != 0);
        ck_assert_uint_lt(spec->offset, sizeof(struct options));
        ck_assert_uint_le(spec->min, spec->max);
        if (spec->excludes != NULL)
            ck_assert_ptr_nonnull(option_find(slice_of(spec->excludes)));
        for (size_t other = 0; other < i; other++) {
            const char *name = option_table[other].name;
            ck_assert(spec->name == NULL || name == NULL || strcmp(spec->name, name) != 0);
            ck_assert(spec->letter == '\0' || spec->letter != option_table[other].letter);
            ck_assert_uint_ne(spec->offset, option_table[other].offset);
        }
    }
}
END_TEST

START_TEST(every_option_that_sets_something_has_a_name_in_a_configuration)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        const char *setting = option_setting(spec);
        ck_assert(spec->once == (setting == NULL));
        if (setting == NULL)
            continue;
        ck_assert_ptr_eq(option_find(slice_of(setting)), spec);
        ck_assert_uint_eq(strspn(setting, "abcdefghijklmnopqrstuvwxyz-"), strlen(setting));
        ck_assert(spec->name == NULL || strcmp(spec->name, setting) == 0);
    }
    ck_assert_ptr_null(option_find(SLICE("help")));
    ck_assert_ptr_null(option_find(SLICE("windo")));
}
END_TEST

/* A default is a text like any other: what it sets is what the option would, in its range. */
START_TEST(every_default_can_be_given_by_name_too)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        struct options fresh = {.program = &program};
        if (spec->fallback == NULL)
            continue;
        ck_assert_msg(option_set_by_name(&fresh, slice_of(option_setting(spec)), spec->fallback,
                                         ORIGIN_DEFAULT, "the default", &error),
                      "%s", error.text);
        ck_assert_int_eq(option_origin(&fresh, spec), ORIGIN_DEFAULT);
        options_free(&fresh);
    }
}
END_TEST

START_TEST(the_stronger_origin_holds)
{
    const struct option_spec *ns = option_find(SLICE("ns"));
    const struct option_spec *tenant = option_find(SLICE("tenant"));

    ck_assert(option_set(&options, ns, "line", ORIGIN_COMMAND_LINE, "--ns", &error));
    ck_assert(option_set(&options, ns, "variable", ORIGIN_ENVIRONMENT, "$NS", &error));
    ck_assert(option_set(&options, ns, "", ORIGIN_DEFAULT, "the default", &error));
    ck_assert_str_eq(options.namespaces.items[0], "line");
    ck_assert(option_set(&options, tenant, "a", ORIGIN_ENVIRONMENT, "$T", &error));
    ck_assert(option_set(&options, tenant, "b", ORIGIN_ENVIRONMENT, "$T", &error));
    ck_assert_uint_eq(options.tenants.count, 2);
    ck_assert(option_set(&options, tenant, "c", ORIGIN_COMMAND_LINE, "--tenant", &error));
    ck_assert(option_set(&options, tenant, "d", ORIGIN_ENVIRONMENT, "$T", &error));
    ck_assert_uint_eq(options.tenants.count, 1);
    ck_assert_str_eq(options.tenants.items[0], "c");
}
END_TEST

START_TEST(an_option_is_set_by_its_name_and_named_as_its_author_did)
{
    static const struct {
        const char *setting;
        const char *text;
        const char *error; /* NULL: it is taken */
    } cases[] = {
        {"window", "6h", NULL},
        {"utc", "yes", NULL},
        {"source", "demo:", NULL},
        {"window", "1y", "here: window: \"1y\" is no duration"},
        {"utc", "true", "here: utc \"true\": it takes yes or no"},
        {"source", "secret", "here: source does not look like redis://HOST:PORT/DB"},
        {"buckets", "0", "here: buckets \"0\": it takes a whole number from 1 to 10000"},
    };
    char label[64];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        snprintf(label, sizeof(label), "here: %s", cases[i].setting);
        bool set = option_set_by_name(&options, slice_of(cases[i].setting), cases[i].text,
                                      ORIGIN_ENVIRONMENT, label, &error);
        ck_assert(set == (cases[i].error == NULL));
        if (!set)
            ck_assert_msg(strstr(error.text, cases[i].error) == error.text, "%s", error.text);
    }
    ck_assert_int_eq(options.window_ms, 6 * MS_PER_HOUR);
    ck_assert(options.utc);
    ck_assert(option_set_by_name(&options, SLICE("utc"), "no", ORIGIN_ENVIRONMENT, "utc", &error));
    ck_assert(!options.utc);
    ck_assert(
        !option_set_by_name(&options, SLICE("windw"), "1h", ORIGIN_ENVIRONMENT, "line 3", &error));
    ck_assert_str_eq(error.text, "line 3: there is no option \"windw\"; did you mean \"window\"?");
    ck_assert(!option_set_by_name(&options, SLICE("help"), "yes", ORIGIN_ENVIRONMENT, "x", &error));
}
END_TEST

START_TEST(every_command_has_all_that_an_entry_needs)
{
    const struct command *command = program.commands[_i];

    ck_assert(*command->name == '\0' || command_find(&program, slice_of(command->name)) == command);
    ck_assert((_i == 0) == (*command->name == '\0'));
    ck_assert_int_eq(__builtin_popcount(command->set), 1);
    for (int other = 0; other < _i; other++)
        ck_assert_uint_ne(command->set, program.commands[other]->set);
    ck_assert(command->usage != NULL && command->summary != NULL && command->about != NULL);
    ck_assert(command->examples != NULL && command->examples[0].command_line != NULL);
    ck_assert(command->take_words != NULL);
    ck_assert(command->run != NULL);
}
END_TEST

START_TEST(every_format_is_printed_by_one_command)
{
    for (const struct format *const *at = program.formats; *at != NULL; at++) {
        size_t printed_by = 0;
        for (size_t i = 0; i < command_count(); i++)
            printed_by += format_find(&program, program.commands[i], (*at)->name) == *at;
        ck_assert_uint_eq(printed_by, 1);
    }
    ck_assert_ptr_null(format_next(&program, program.commands[0], NULL));
}
END_TEST

/* What lies above the commands hands in formats of its own. */
START_TEST(a_format_is_one_more_in_the_list)
{
    static const struct format picture = {.name = "picture", .set = FOR_SNAPSHOT};
    const struct format *formats[16] = {&picture};
    const struct program more = {.commands = program.commands, .formats = formats};
    char *argv[] = {(char[]){"driftop"}, (char[]){"snapshot"}, (char[]){"-f"}, (char[]){"picture"},
                    NULL};

    for (size_t i = 0; program.formats[i] != NULL; i++)
        formats[i + 1] = program.formats[i];
    ck_assert_msg(options_parse(&more, 4, argv, &options, &error), "%s", error.text);
    ck_assert_ptr_eq(options.format, &picture);
    options_free(&options);
    ck_assert(!options_parse(&program, 4, argv, &options, &error));
}
END_TEST

START_TEST(help_takes_the_name_of_a_command)
{
    parse_well("help");
    ck_assert_uint_eq(options.command->set, FOR_HELP);
    ck_assert_ptr_null(options.topic);
    parse_well("help snapshot");
    ck_assert_uint_eq(options.topic->set, FOR_SNAPSHOT);
    ck_assert(!parse("help snapsht"));
    ck_assert_str_eq(error.text, "\"snapsht\" is no command; did you mean \"snapshot\"?");
    ck_assert(!parse("help demo:"));
    ck_assert_str_eq(error.text, "\"demo:\" is no command");
    ck_assert(!parse("help snapshot export"));
    ck_assert_str_eq(error.text, "unexpected word \"export\" behind the command");
    ck_assert(!parse("help -w 1h"));
    ck_assert_ptr_nonnull(strstr(error.text, "\"driftop help\" has no option --window"));
}
END_TEST

START_TEST(retention_and_age_exclude_each_other)
{
    ck_assert(!parse("emit --retention 5 --min-age 2h"));
    ck_assert_str_eq(error.text, "--retention and --min-age exclude each other");
    setenv("DRIFT_RETENTION_CAP", "many", 1);
    parse_well("emit --min-age 2h"); /* the variable is not asked then */
    unsetenv("DRIFT_RETENTION_CAP");
}
END_TEST

Suite *suite_options(void)
{
    Suite *suite = suite_create("options");

    TCase *parsing = tcase_create("parsing");
    tcase_add_checked_fixture(parsing, setup, teardown);
    tcase_add_test(parsing, without_arguments_it_is_the_dashboard_on_the_local_redis);
    tcase_add_test(parsing, the_environment_stands_behind_the_command_line);
    tcase_add_test(parsing, an_empty_variable_is_not_set);
    tcase_add_test(parsing, values_stand_behind_or_in_the_same_word);
    tcase_add_test(parsing, a_file_is_a_source);
    tcase_add_test(parsing, each_command_has_its_own_format_where_none_is_given);
    tcase_add_test(parsing, a_source_is_opened_as_far_back_as_since_says);
    tcase_add_test(parsing, the_first_word_may_be_a_command_wherever_it_stands);
    tcase_add_test(parsing, a_value_that_reads_like_a_command_or_an_option_is_a_value);
    tcase_add_test(parsing, tenants_add_up_and_the_last_of_other_options_holds);
    tcase_add_test(parsing, short_flags_can_be_bundled_with_an_option_at_the_end);
    tcase_add_test(parsing, every_option_of_the_snapshot_arrives);
    tcase_add_test(parsing, every_option_of_the_dashboard_arrives);
    tcase_add_test(parsing, every_option_of_emit_arrives);
    tcase_add_test(parsing, the_retention_stands_in_the_environment_too);
    tcase_add_loop_test(parsing, sizes_that_make_no_sense_are_refused, 0,
                        sizeof(wrong_sizes) / sizeof(wrong_sizes[0]));
    tcase_add_test(parsing, help_asks_for_nothing_else_to_be_right);
    tcase_add_test(parsing, a_source_is_opened_the_way_the_options_say);
    tcase_add_test(parsing, emit_takes_one_namespace_and_one_template);
    tcase_add_test(parsing, what_was_looked_for_is_told_in_the_words_of_the_options);
    tcase_add_test(parsing, mistakes_are_named_with_the_way_out);
    tcase_add_loop_test(parsing, an_option_that_the_command_lacks_is_told_before_what_it_takes, 0,
                        (int)command_count());
    tcase_add_test(parsing, a_variable_that_is_no_source_is_named);
    tcase_add_test(parsing, a_variable_that_cannot_be_is_named);
    tcase_add_loop_test(parsing, an_address_that_can_mean_one_thing_is_taken, 0,
                        sizeof(short_words) / sizeof(short_words[0]));
    tcase_add_test(parsing, a_source_may_name_its_timeout);
    tcase_add_loop_test(parsing, a_habit_is_answered_with_what_to_type, 0,
                        sizeof(habits) / sizeof(habits[0]));
    tcase_add_test(parsing, no_answer_is_given_that_is_wrong_itself);
    tcase_add_test(parsing, help_may_stand_behind_a_command);
    tcase_add_test(parsing, the_exit_code_is_asked_for_even_behind_a_mistake);
    tcase_add_test(parsing, words_are_near_when_two_letters_differ);
    tcase_add_test(parsing, the_nearest_word_is_suggested);
    tcase_add_test(parsing, windows_end_and_begin_where_the_options_say);
    tcase_add_test(parsing, times_of_day_are_local_unless_utc_is_asked_for);
    suite_add_tcase(suite, parsing);

    TCase *printing = tcase_create("printing");
    const int commands = (int)command_count();
    tcase_add_loop_test(printing, help_lists_every_scheme, 0, commands);
    tcase_add_loop_test(printing, help_fits_on_80_columns, 0, commands);
    tcase_add_loop_test(printing, help_names_the_options_of_its_command_and_no_others, 0, commands);
    tcase_add_test(printing, the_manual_names_every_option);
    suite_add_tcase(suite, printing);

    TCase *tables = tcase_create("tables");
    tcase_add_checked_fixture(tables, setup, teardown);
    tcase_add_test(tables, the_table_agrees_with_itself);
    tcase_add_test(tables, every_option_that_sets_something_has_a_name_in_a_configuration);
    tcase_add_test(tables, every_default_can_be_given_by_name_too);
    tcase_add_test(tables, the_stronger_origin_holds);
    tcase_add_test(tables, an_option_is_set_by_its_name_and_named_as_its_author_did);
    tcase_add_loop_test(tables, every_command_has_all_that_an_entry_needs, 0, commands);
    tcase_add_test(tables, every_format_is_printed_by_one_command);
    tcase_add_test(tables, a_format_is_one_more_in_the_list);
    tcase_add_test(tables, help_takes_the_name_of_a_command);
    tcase_add_test(tables, retention_and_age_exclude_each_other);
    suite_add_tcase(suite, tables);
    return suite;
}
