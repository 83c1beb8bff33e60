#include "config.h"

#include "base/duration.h"
#include "headless/configuration.h"
#include "headless/configuration_section.h"
#include "headless/configuration_text.h"
#include "headless/help.h"
#include "headless/option_table.h"
#include "headless/reload.h"
#include "program.h"
#include "support/dice.h"
#include "support/environment.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_END "\n"

static char folder[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 64];
static struct options options;
static struct error error;

static void setup(void)
{
    scratch_create(folder);
    snprintf(path, sizeof(path), "%s/a.conf", folder);
    setenv("XDG_CONFIG_HOME", folder, 1);
    unsetenv("REDIS_TELEMETRY_URL");
    unsetenv("DRIFT_STREAM_NS");
    unsetenv("DRIFT_RETENTION_CAP");
    environment_utf8();
    environment_time_zone("UTC0");
    options = (struct options){0};
    error = (struct error){0};
}

static void teardown(void)
{
    options_free(&options);
    environment_restore();
}

static void write_bytes(const char *text, size_t size)
{
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, 0600), 0);
}

static void write_text(const char *text)
{
    write_bytes(text, strlen(text));
}

/* Parses "COMMAND... --config PATH"; the words live as long as the options. */
static bool parse(const char *line)
{
    static char text[512];
    static char name[] = "driftop";
    static char config[] = "--config";
    static char *argv[32];
    int argc = 3;

    options_free(&options);
    memset(argv, 0, sizeof(argv));
    argv[0] = name;
    argv[1] = config;
    argv[2] = path;
    snprintf(text, sizeof(text), "%s", line);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    return options_parse(&program, argc, argv, &options, &error);
}

static bool parse_file(const char *line, const char *content)
{
    write_text(content);
    return parse(line);
}

static void parse_well(const char *line, const char *content)
{
    ck_assert_msg(parse_file(line, content), "%s", error.text);
}

/* --- what is understood --- */

START_TEST(options_stand_in_a_file_by_their_long_names)
{
    parse_well("snapshot", "\xef\xbb\xbf# a comment\r\n"
                           "window = 6h\r\n"
                           "  ns = a\n"
                           "ns=b ; a comment\n"
                           "\n"
                           "; another\n"
                           "utc = yes\n"
                           "buckets: 7\n"
                           "source = redis://cache:7000/3\n"
                           "tenant = \" acme \\x3b \\\"x\\\" \\\\ \\;\"\n"
                           "retention = 5");
    ck_assert_int_eq(options.window_ms, 6 * MS_PER_HOUR);
    ck_assert_uint_eq(options.namespaces.count, 2);
    ck_assert_str_eq(options.namespaces.items[1], "b");
    ck_assert(options.utc);
    ck_assert_uint_eq(options.buckets, 7);
    ck_assert_str_eq(options.source, "redis://cache:7000/3");
    ck_assert_str_eq(options.tenants.items[0], " acme ; \"x\" \\ ;");
    ck_assert_str_eq(options.glyphs, "auto");
    ck_assert(!options.window_given); /* it is another default, and no window that was asked for */
}
END_TEST

START_TEST(the_file_stands_behind_the_environment_and_the_command_line)
{
    static const char content[] = "ns = file\nwindow = 6h\nsource = demo:\nretention = 5\n";

    setenv("DRIFT_STREAM_NS", "variable", 1);
    parse_well("-w 2h", content);
    ck_assert_str_eq(options.namespaces.items[0], "variable");
    ck_assert_uint_eq(options.namespaces.count, 1);
    ck_assert_int_eq(options.window_ms, 2 * MS_PER_HOUR);
    ck_assert_str_eq(options.source, "demo:");
    parse_well("emit --min-age 2h redis://",
               content); /* the stronger of two that exclude each other */
    ck_assert_int_eq(options.min_age_ms, 2 * MS_PER_HOUR);
    ck_assert_uint_eq(options.retention, 0);
}
END_TEST

START_TEST(a_theme_is_that_of_the_command_line_else_of_the_file_else_none_is_named)
{
    parse_well("demo:", "window = 6h\n");
    ck_assert_ptr_null(options.theme);
    parse_well("demo:", "theme = light\n");
    ck_assert_str_eq(options.theme, "light");
    parse_well("--theme mono demo:", "theme = light\n");
    ck_assert_str_eq(options.theme, "mono");
}
END_TEST

START_TEST(a_format_is_for_those_who_print_in_it)
{
    parse_well("snapshot", "format = json\n");
    ck_assert_str_eq(options.format->name, "json");
    parse_well("export", "format = json\n");
    ck_assert_str_eq(options.format->name, "ndjson");
    ck_assert(!parse_file("snapshot -f ndjson", "format = json\n"));
}
END_TEST

START_TEST(the_first_file_that_there_is_holds)
{
    char *argv[] = {(char[]){"driftop"}, NULL};
    char home[SCRATCH_SIZE + 32];

    snprintf(home, sizeof(home), "%s/driftop", folder);
    ck_assert_int_eq(mkdir(home, 0700), 0);
    snprintf(path, sizeof(path), "%s/driftop.conf", home);
    write_bytes("ns = mine\n", 10);
    ck_assert_msg(options_parse(&program, 1, argv, &options, &error), "%s", error.text);
    ck_assert_str_eq(options.namespaces.items[0], "mine");
    options_free(&options);
    snprintf(home, sizeof(home), "%s/.config", folder);
    ck_assert_int_eq(mkdir(home, 0700), 0);
    snprintf(home, sizeof(home), "%s/.config/driftop", folder);
    ck_assert_int_eq(mkdir(home, 0700), 0);
    snprintf(path, sizeof(path), "%s/driftop.conf", home);
    write_bytes("ns = home\n", 10);
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", folder, 1);
    ck_assert_msg(options_parse(&program, 1, argv, &options, &error), "%s", error.text);
    ck_assert_str_eq(options.namespaces.items[0], "home");
}
END_TEST

START_TEST(rules_are_for_the_names_that_they_are_given)
{
    parse_well("snapshot --rule degraded:2/3/4",
               "rule = 9/9/9\n"
               "[rule calm]\ntenant = acme\ntenant = b*\ndimension = *.x\nwarn = 3/5/3\n"
               "[rule rare]\ntenant = rare\nsilent = 2d\nrule = 4/5/6\n");
    struct rules calm = rule_book_find(&options.rules, "bb", "r.x");
    struct rules rare = rule_book_find(&options.rules, "rare", "r");
    struct rules other = rule_book_find(&options.rules, "bb", "r");

    ck_assert(calm.warn.k == 3 && calm.warn.n == 5 && calm.warn.m == 3);
    ck_assert(calm.degraded.k == 2 && calm.degraded.n == 3 && calm.degraded.m == 4);
    ck_assert(rare.warn.k == 4 && rare.degraded.m == 6);
    ck_assert(other.warn.k == 2 && other.warn.n == 3 && other.warn.m == 2);
    ck_assert_int_eq(rule_book_silent_after(&options.rules, "rare"), 2 * MS_PER_DAY);
    ck_assert_int_eq(rule_book_silent_after(&options.rules, "bb"), 0);
    ck_assert(options.rules.by_alert);
    parse_well("snapshot", "[rule a]\nwarn = 1/1/1\n");
    ck_assert(!options.rules.by_alert);
    parse_well("snapshot", "rule = warn:9/9/9\nrule = degraded:3/4/5\n");
    ck_assert(options.rules.by_alert);
    ck_assert_uint_eq(options.rules.standard.warn.k, 9);
    ck_assert_uint_eq(options.rules.standard.degraded.m, 5);
}
END_TEST

START_TEST(dimensions_are_bad_on_the_side_that_is_said)
{
    parse_well("", "[direction]\n*.hits = lower\n\"a\\x3a*\" = both\n");
    ck_assert_uint_eq(options.directions.count, 2);
    ck_assert_str_eq(options.directions.rules[1].glob, "a:*");
    ck_assert_int_eq(options.directions.rules[1].direction, DIRECTION_BOTH);
}
END_TEST

START_TEST(actions_have_the_keys_that_they_are_given)
{
    parse_well("", "[keys]\npause = x\nrefresh = Ctrl-R F10\nset-window 6h = :\nhelp =\n");
    ck_assert_uint_eq(options.key_setting_count, 4);
    ck_assert_str_eq(options.key_settings[2].action, "set-window 6h");
    ck_assert_str_eq(options.key_settings[2].keys, ":");
}
END_TEST

START_TEST(words_have_the_meaning_that_they_are_given)
{
    parse_well("", "[severity]\nhot = degraded\n\"a\\x3db\" = warn\ncritical = warn\n");
    ck_assert_int_eq(severity_words_find(&options.severity_words, SLICE("HOT")), SEVERITY_DEGRADED);
    ck_assert_int_eq(severity_words_find(&options.severity_words, SLICE("a=b")), SEVERITY_WARN);
    ck_assert_int_eq(severity_words_find(&options.severity_words, SLICE("critical")),
                     SEVERITY_WARN);
}
END_TEST

/* --- what is refused --- */

static const struct {
    const char *content;
    const char *said; /* behind the path */
} mistakes[] = {
    {"windw = 1h\n", ":1: windw: there is no option \"windw\"; did you mean \"window\"?"},
    {"help = yes\n", ":1: help: there is no option \"help\""},
    {"\n\nwindow = 1y\n", ":3: window: \"1y\" is no duration"},
    {"window =\n", ":1: window: \"\" is no duration"},
    {"= 1h\n", ":1: : there is no option \"\""},
    {"utc = true\n", ":1: utc \"true\": it takes yes or no"},
    {"buckets = 0\n", ":1: buckets \"0\": it takes a whole number from 1 to 10000"},
    {"color = red\n", ":1: color \"red\": it takes auto, always"},
    {"format = xml\n", ":1: format \"xml\": no command prints it"},
    {"window = 1h\nwindow = 2h\n", ":2: window stands in line 1 already"},
    {"[keys]\npause = x\n[keys]\nhelp = y\n", ":3: [keys] stands in line 1 already"},
    {"[kes]\npause = x\n", ":1: [kes] is not known: the sections are "},
    {"[kes]\n", "did you mean [keys]?"},
    {"[]\n", ":1: [] is not known"},
    {"[keys x]\n", ":1: [keys x] is written [keys]"},
    {"[rule \xe2\x80\xae]\n", ":1: the name has a character that cannot be shown"},
    {"[keys\n", ":1: the ] is missing"},
    {"[keys] x = 1\n", ":1: there is more behind the ]"},
    {"[keys]\npuase = x\n", ":2: there is no action \"puase\""},
    {"[keys]\npause = xx\n", ":2: there is no key \"xx\""},
    {"[keys]\npause = x\nhelp = x\n", ":3: x was given to \"pause\" already"},
    {"[keys]\npause = x\npause = y\n", ":3: pause stands in line 2 already"},
    {"[rule]\nwarn = 1/1/1\n", ":1: [rule] is written [rule NAME]"},
    {"[rule a]\nwarn = 1/1\n", ":2: 'warn:1/1' is no rule"},
    {"[rule a]\nwarn = degraded:1/1/1\n", "is no rule"},
    {"[rule a]\nrule = 5/3/1\n", ":2: '5/3/1' is no rule"},
    {"[rule a]\nsilent = 1\n", ":2: silent: \"1\" is no duration"},
    {"[rule a]\nsilent = 10ms\n", ":2: silent \"10ms\": it takes 1s to 3660d"},
    {"[rule a]\ntenant =\n", ":2: tenant \"\": it cannot be empty"},
    {"[rule a]\ncount = 3\n", ":2: \"count\" is not known in [rule]: tenant, dimension, rule"},
    {"[rule a]\nwarn = 1/1/1\nwarn = 1/1/2\n", ":3: warn stands in line 2 already"},
    {"[rule a]\n[rule a]\n", ":2: [rule a] stands in line 1 already"},
    {"rule = 2/3\n", ":1: rule: '2/3' is no rule"},
    {"[direction]\nx = up\n", ":2: "},
    {"ns = a\nkey = {x}\n", ":2: key: key template, character 1: '{x}' is not known"},
    {"[severity]\nhot = red\n", ":2: hot \"red\": a word means ok, warn or degraded"},
    {"[severity]\nhot = warn\nHOT = ok\n", ":3: "},
    {"[severity]\n\" \" = warn\n", ":2: "},
    {"ns = a\nwindow\n", ":2: this is no [section], NAME = VALUE or # comment"},
    {"ns = a # b\n", ":1: a # b: a comment has a line of its own"},
    {"ns = 'a'\n", ":1: 'a': quotes are double"},
    {"ns = \"a\n", ":1: \"a: the closing \" is missing"},
    {"ns = \"a\" b\n", "there is more behind the closing \""},
    {"ns = \"\\q\"\n", "within quotes a \\ stands in front of"},
    {"retention = 5\nmin-age = 2h\n", ":1: retention and min-age exclude each other"},
    {"ns = \x1b[31m\n", ":1: there is a byte that is no text"},
    {"source = rediss://h/x\n", ":1: source: Redis URL: the database is not a number"},
    {"source = nowhere\n", ":1: source does not look like redis://HOST:PORT/DB"},
    {"since = never\n", ":1: since: \"never\" is no time"},
};

START_TEST(a_mistake_is_told_with_its_line)
{
    ck_assert_msg(!parse_file("snapshot", mistakes[_i].content), "%s", mistakes[_i].content);
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_msg(strncmp(error.text, path, strlen(path)) == 0, "%s", error.text);
    ck_assert_msg(strstr(error.text, mistakes[_i].said) != NULL, "%s", error.text);
}
END_TEST

START_TEST(all_mistakes_are_told_at_once)
{
    ck_assert(!parse_file("-w 1h", "windw = 1h\nwindow = x\n[keys]\npause = yy\n"));
    ck_assert_uint_eq(options.problems.count, 3);
    ck_assert_ptr_nonnull(strstr(options.problems.lines[1], ":2: window"));
    ck_assert_ptr_nonnull(strstr(options.problems.lines[2], ":4: there is no key \"yy\""));
    ck_assert_ptr_nonnull(strstr(error.text, "(and 2 more)"));
}
END_TEST

START_TEST(more_mistakes_than_one_reads_are_counted)
{
    struct buffer text = {0};

    buffer_string(&text, "windw = 1h\n");
    for (int i = 0; i < PROBLEMS_MAX + 5; i++)
        buffer_string(&text, "x" LINE_END);
    ck_assert(!parse_file("", text.data));
    ck_assert_uint_eq(options.problems.count, PROBLEMS_MAX + 6);
    ck_assert_ptr_nonnull(strstr(options.problems.lines[0], ":1: windw"));
    ck_assert_ptr_nonnull(strstr(options.problems.lines[PROBLEMS_MAX - 1], ":20: "));
    buffer_free(&text);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_told)
{
    static const char zero[] = "ns = a\nns = b\0\nns = c\n";

    write_bytes(zero, sizeof(zero) - 1);
    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, "a.conf:2: there is a byte that is no text"));
    ck_assert_uint_eq(options.problems.count, 1);
}
END_TEST

START_TEST(a_line_is_as_long_as_inih_takes_it)
{
    char text[256];

    snprintf(text, sizeof(text), "ns = %0192d\nutc = yes\n", 0);
    parse_well("", text);
    ck_assert_uint_eq(strlen(options.namespaces.items[0]), 192);
    ck_assert(options.utc);
    snprintf(text, sizeof(text), "ns = %0193d\nutc = yes\n", 0);
    ck_assert(!parse_file("", text));
    ck_assert_ptr_nonnull(strstr(error.text, ":1: the line is too long: 197 bytes are the most"));
}
END_TEST

START_TEST(a_file_that_cannot_be_one_is_named)
{
    struct buffer large = {0};

    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, "a.conf: No such file or directory"));
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, "a.conf: is a directory"));
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, "a.conf: is a pipe that nobody has written to"));
    ck_assert_int_eq(unlink(path), 0);
    for (size_t i = 0; i <= CONFIGURATION_MAX / 4; i++)
        buffer_string(&large, "#23\n");
    ck_assert(!parse_file("", large.data));
    ck_assert_ptr_nonnull(strstr(error.text, "larger than a configuration may be"));
    buffer_free(&large);
}
END_TEST

START_TEST(a_password_is_kept_from_others)
{
    static const char content[] = "source = redis://u:s3cret@h\n";

    parse_well("", content);
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert(parse(""));
    ck_assert_int_eq(chmod(path, 0644), 0);
    ck_assert(!parse(""));
    ck_assert_ptr_nonnull(strstr(error.text, ":1: source holds a password, and others can read"));
    ck_assert_ptr_null(strstr(error.text, "s3cret"));
    parse_well("", "source = redis://h\n");
    ck_assert_int_eq(chmod(path, 0644), 0);
    ck_assert(parse(""));
}
END_TEST

START_TEST(a_value_that_is_wrong_beside_another_names_its_line)
{
    ck_assert(!parse_file("snapshot --until now-2h", "since = now-1h\n"));
    ck_assert_ptr_nonnull(strstr(error.text, "the window is empty"));
    ck_assert(!parse_file("emit", "ns = a\nns = b\n"));
    ck_assert_ptr_nonnull(
        strstr(error.text, ":1: ns: emit takes one, and not both \"a\" and \"b\""));
    parse_well("emit --ns c", "ns = a\nns = b\n");
}
END_TEST

/* --- what is printed can be read back --- */

static char *dumped(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    configuration_dump(&options, out);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

START_TEST(every_value_is_printed_with_where_it_came_from)
{
    setenv("DRIFT_STREAM_NS", "variable", 1);
    parse_well("snapshot -w 2h -t a -t b", "refresh = 5s\nutc = yes\n[keys]\npause = x\n");
    char *text = dumped();
    static const char *const parts[] = {
        "# What holds for \"driftop snapshot\"",
        "# default\nsource = redis://localhost:6379/0\n",
        "# command line\ntenant = a\ntenant = b\n",
        "# $DRIFT_STREAM_NS\nns = variable\n",
        "# command line\nwindow = 2h\n",
        "a.conf:2\nutc = yes\n",
        "a.conf:1\nrefresh = 5s\n",
        "# default: none\n# exclude =\n",
        "a.conf:4\npause = x\n",
        "\n[keys]\n",
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        ck_assert_msg(strstr(text, parts[i]) != NULL, "%s\n%s", parts[i], text);
    free(text);
}
END_TEST

START_TEST(a_password_is_not_printed)
{
    parse_well("redis://u:s3%63ret@h:1/2?protocol=3", "");
    char *text = dumped();

    ck_assert_ptr_null(strstr(text, "s3"));
    ck_assert_ptr_nonnull(strstr(text, "# without its password, which is not shown\n"
                                       "source = redis://u:@h:1/2?protocol=3\n"));
    ck_assert_ptr_nonnull(strstr(text, "# of no meaning here: protocol\n"));
    free(text);
}
END_TEST

/* Texts that inih, a terminal or a reader could take for something else. */
static const char *const texts[] = {
    "a",        " a",           "a ",    "a;b",    "a ;b",          ";",        "#",
    "a #b",     "[a]",          "\"",    "\"a\"",  "'a'",           "a=b",      "=",
    "a:b",      "\\",           "\\x41", "a\tb",   "a\nb",          "\x1b[31m", "\xc3\xa4",
    "\xff\xfe", "\xe2\x80\xae", "\\\"",  "a\\ ;b", "{ns}:{tenant}", "*[!a]?",
};

START_TEST(every_text_is_read_as_it_was_written)
{
    for (int is_name = 0; is_name < 2; is_name++) {
        struct buffer written = {0};
        struct buffer read = {0};
        configuration_quote(texts[_i], is_name == 1, &written);
        ck_assert_msg(configuration_unquote(buffer_text(&written), &read, &error), "%s",
                      error.text);
        ck_assert_str_eq(buffer_text(&read), texts[_i]);
        buffer_free(&written);
        buffer_free(&read);
    }
}
END_TEST

/* Writes a value that the option takes. */
static void random_value(struct dice *dice, const struct option_spec *spec, struct buffer *out)
{
    const char *const *choices = option_choices(&program, spec);
    size_t count = 0;

    while (choices != NULL && choices[count] != NULL)
        count++;
    if (count > 0) {
        buffer_string(out, choices[dice_below(dice, count)]);
        return;
    }
    uint64_t span = spec->max - spec->min < 1000000 ? spec->max - spec->min : 1000000;
    uint64_t number = spec->min + (span > 0 ? dice_below(dice, span) : 0);
    switch (spec->type) {
    case OPTION_FLAG:
        buffer_string(out, dice_below(dice, 2) == 0 ? "yes" : "no");
        break;
    case OPTION_NUMBER:
    case OPTION_BYTES:
        buffer_printf(out, "%" PRIu64, number);
        break;
    case OPTION_DURATION:
        buffer_printf(out, "%" PRIu64 "ms", number);
        break;
    case OPTION_MOMENT:
        buffer_printf(out, "%" PRIu64, 1795348800000U + number);
        break;
    case OPTION_SOURCE:
        buffer_printf(out, "redis://h:%zu/%zu", 1 + dice_below(dice, 60000), dice_below(dice, 16));
        break;
    case OPTION_FORMAT:
        buffer_string(out, "csv");
        break;
    case OPTION_WORDS:
        if (spec->check != NULL) {
            buffer_printf(out, "%s1/%zu/2",
                          dice_once_in(dice, 2) ? "" : "warn:", 1 + dice_below(dice, 60));
            break;
        }
        buffer_string(out, texts[dice_below(dice, sizeof(texts) / sizeof(texts[0]))]);
        break;
    case OPTION_TEXT:
        if (spec->check != NULL) {
            buffer_printf(out, "%zux%zu", 1 + dice_below(dice, 500), 1 + dice_below(dice, 150));
            break;
        }
        buffer_string(out, texts[dice_below(dice, sizeof(texts) / sizeof(texts[0]))]);
        break;
    default:
        buffer_string(out, texts[dice_below(dice, sizeof(texts) / sizeof(texts[0]))]);
    }
}

/* Sets about half of what can be set, from anywhere. */
static void set_at_random(struct dice *dice, const struct option_spec *spec)
{
    struct buffer value = {0};
    size_t times = spec->type == OPTION_WORDS ? 1 + dice_below(dice, 3) : 1;

    bool is_time =
        strcmp(option_setting(spec), "since") == 0 || strcmp(option_setting(spec), "until") == 0;
    for (size_t i = 0; i < times && !is_time; i++) {
        buffer_clear(&value);
        random_value(dice, spec, &value);
        char *kept = arena_copy(&options.strings, buffer_text(&value), value.size);
        ck_assert_msg(option_set(&options, spec, kept, ORIGIN_COMMAND_LINE, "here", &error), "%s",
                      error.text);
    }
    buffer_free(&value);
}

static bool is_equal(const struct option_spec *spec, const struct options *a,
                     const struct options *b)
{
    const struct words *words_a = (const void *)((const char *)a + spec->offset);
    const struct words *words_b = (const void *)((const char *)b + spec->offset);
    const char *text_a;
    const char *text_b;

    switch (spec->type) {
    case OPTION_WORDS:
        for (size_t i = 0; i < words_a->count && i < words_b->count; i++)
            if (strcmp(words_a->items[i], words_b->items[i]) != 0)
                return false;
        return words_a->count == words_b->count;
    case OPTION_FLAG:
        return memcmp((const char *)a + spec->offset, (const char *)b + spec->offset, 1) == 0;
    case OPTION_TEXT:
    case OPTION_FORMAT:
    case OPTION_SCREEN:
    case OPTION_SOURCE:
        memcpy(&text_a, (const char *)a + spec->offset, sizeof(text_a));
        memcpy(&text_b, (const char *)b + spec->offset, sizeof(text_b));
        return text_a == text_b ||
               (text_a != NULL && text_b != NULL && strcmp(text_a, text_b) == 0);
    default:
        return memcmp((const char *)a + spec->offset, (const char *)b + spec->offset, 8) == 0;
    }
}

START_TEST(what_is_printed_reads_back_as_the_same)
{
    static const char *const commands[] = {"", "snapshot", "export -q", "emit"};
    const char *command = commands[_i % 4];
    struct dice dice = {(uint64_t)_i + 1};

    parse_well(command, "");
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        bool single = (spec->single & options.command->set) != 0;
        if (option_setting(spec) != NULL && (spec->commands & options.command->set) != 0 &&
            option_origin(&options, spec) != ORIGIN_COMMAND_LINE && option_partner(spec) == NULL &&
            !single && strcmp(option_setting(spec), "follow") != 0 && dice_below(&dice, 2) == 0)
            set_at_random(&dice, spec);
    }
    char *text = dumped();
    struct options before = options;
    options = (struct options){0};
    parse_well(command, text);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if (option_setting(spec) != NULL && (spec->commands & options.command->set) != 0)
            ck_assert_msg(is_equal(spec, &before, &options), "%s:\n%s", option_setting(spec), text);
    }
    options_free(&before);
    free(text);
}
END_TEST

/* --- whatever stands in a file --- */

static const char sample[] =
    "\xef\xbb\xbf# a\nwindow = 6h\nns = a ; b\nns = \"\\x3b \\\" c\"\nutc=yes\nsource = "
    "redis://h/1\n"
    "[severity]\nhot = warn\n\n[direction]\n*.a = lower\n[rule a b]\ntenant = x*\nwarn = 2/3/2\n"
    "silent = 3h\n[keys]\npause = x Space\nset-window 6h = 6\n";

/* Changes, takes away or repeats pieces of the sample. */
static void write_at_random(struct dice *dice)
{
    struct buffer text = {0};
    static const char odd[] = "[]=:;#\"\\\n\r\t \0\xff\x1b'";

    for (size_t i = 0; i < sizeof(sample) - 1; i++) {
        if (dice_once_in(dice, 40))
            buffer_char(&text, odd[dice_below(dice, sizeof(odd) - 1)]);
        if (!dice_once_in(dice, 40))
            buffer_char(&text, sample[i]);
        if (dice_once_in(dice, 200))
            i = dice_below(dice, sizeof(sample) - 1);
        if (text.size > 4000)
            break;
    }
    write_bytes(buffer_text(&text), text.size);
    buffer_free(&text);
}

START_TEST(a_file_is_taken_whole_or_told_with_its_line)
{
    struct dice dice = {(uint64_t)_i + 1};

    write_at_random(&dice);
    if (!parse("snapshot")) {
        ck_assert_uint_gt(options.problems.count, 0);
        for (size_t i = 0; i < options.problems.count && i < PROBLEMS_MAX; i++) {
            const char *line = options.problems.lines[i];
            ck_assert_msg(strncmp(line, path, strlen(path)) == 0, "%s", line);
            ck_assert_msg(line[strlen(path)] == ':' && line[strlen(path) + 1] >= '1', "%s", line);
        }
        return;
    }
    char *first = dumped();
    write_text(first);
    ck_assert_msg(parse("snapshot"), "%s\n%s", error.text, first);
    free(first);
}
END_TEST

/* --- the manual --- */

START_TEST(the_manual_names_every_section)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    help_sections(out);
    ck_assert_int_eq(fclose(out), 0);
    for (size_t i = 1; i < configuration_section_count; i++) {
        char term[64];
        snprintf(term, sizeof(term), ".It Li [%s", configuration_sections[i].name);
        ck_assert_msg(strstr(text, term) != NULL, "%s", term);
    }
    free(text);
}
END_TEST

/* --- read again --- */

START_TEST(what_can_change_does_and_the_rest_is_named)
{
    struct buffer said = {0};

    parse_well("--ns mine", "window = 2h\nrule = 1/1/1\nns = a\n[rule x]\nwarn = 2/2/2\n");
    struct reload again = {.options = &options};
    write_text("window = 3h\nrule = 3/3/3\nns = b\n[severity]\nhot = ok\n[keys]\nhelp = x\n");
    ck_assert(reload(&again, &said));
    ck_assert_str_eq(buffer_text(&said),
                     "the configuration was read again; window, [severity] will "
                     "hold after a restart");
    ck_assert_int_eq(again.options->window_ms, 2 * MS_PER_HOUR);
    ck_assert_uint_eq(again.options->rules.standard.warn.k, 3);
    ck_assert_uint_eq(again.options->rules.count, 0);
    ck_assert_uint_eq(again.options->key_setting_count, 1);
    ck_assert_str_eq(again.options->namespaces.items[0], "mine");
    buffer_clear(&said);
    write_text("windw = 3h\nx\n");
    const struct options *before = again.options;
    ck_assert(!reload(&again, &said));
    ck_assert_ptr_eq(again.options, before);
    ck_assert_ptr_nonnull(strstr(buffer_text(&said), ":1: windw"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&said), "(and 1 more); nothing has changed"));
    buffer_clear(&said);
    write_text("window = 2h\n");
    ck_assert(reload(&again, &said));
    ck_assert_str_eq(buffer_text(&said), "the configuration was read again");
    ck_assert(!again.options->rules.by_alert);
    reload_free(&again);
    buffer_free(&said);
}
END_TEST

Suite *suite_config(void)
{
    Suite *suite = suite_create("config");

    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_add_test(reading, options_stand_in_a_file_by_their_long_names);
    tcase_add_test(reading, the_file_stands_behind_the_environment_and_the_command_line);
    tcase_add_test(reading,
                   a_theme_is_that_of_the_command_line_else_of_the_file_else_none_is_named);
    tcase_add_test(reading, a_format_is_for_those_who_print_in_it);
    tcase_add_test(reading, the_first_file_that_there_is_holds);
    tcase_add_test(reading, words_have_the_meaning_that_they_are_given);
    tcase_add_test(reading, rules_are_for_the_names_that_they_are_given);
    tcase_add_test(reading, dimensions_are_bad_on_the_side_that_is_said);
    tcase_add_test(reading, actions_have_the_keys_that_they_are_given);
    suite_add_tcase(suite, reading);

    TCase *refusing = tcase_create("refusing");
    tcase_add_checked_fixture(refusing, setup, teardown);
    tcase_add_loop_test(refusing, a_mistake_is_told_with_its_line, 0,
                        sizeof(mistakes) / sizeof(mistakes[0]));
    tcase_add_test(refusing, all_mistakes_are_told_at_once);
    tcase_add_test(refusing, more_mistakes_than_one_reads_are_counted);
    tcase_add_test(refusing, bytes_that_are_no_text_are_told);
    tcase_add_test(refusing, a_line_is_as_long_as_inih_takes_it);
    tcase_add_test(refusing, a_file_that_cannot_be_one_is_named);
    tcase_add_test(refusing, a_password_is_kept_from_others);
    tcase_add_test(refusing, a_value_that_is_wrong_beside_another_names_its_line);
    suite_add_tcase(suite, refusing);

    TCase *again = tcase_create("again");
    tcase_add_checked_fixture(again, setup, teardown);
    tcase_add_loop_test(again, a_file_is_taken_whole_or_told_with_its_line, 0, 300);
    tcase_add_test(again, the_manual_names_every_section);
    tcase_add_test(again, what_can_change_does_and_the_rest_is_named);
    suite_add_tcase(suite, again);

    TCase *printing = tcase_create("printing");
    tcase_add_checked_fixture(printing, setup, teardown);
    tcase_add_test(printing, every_value_is_printed_with_where_it_came_from);
    tcase_add_test(printing, a_password_is_not_printed);
    tcase_add_loop_test(printing, every_text_is_read_as_it_was_written, 0,
                        sizeof(texts) / sizeof(texts[0]));
    tcase_add_loop_test(printing, what_is_printed_reads_back_as_the_same, 0, 200);
    suite_add_tcase(suite, printing);
    return suite;
}
