/* What is told of memory and retention: examples, and the figures of random servers against the
 * same computed slowly and plainly. SEED and SEQUENCES in the environment go on for longer. */
#include "config.h"

#include "base/duration.h"
#include "doctor/figure.h"
#include "doctor/memory.h"
#include "support/dice.h"
#include "support/doctor_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define MIB (INT64_C(1) << 20)

static struct doctor_fixture fixture;

static void setup(void)
{
    doctor_fixture_init(&fixture);
}

static void teardown(void)
{
    doctor_fixture_free(&fixture);
}

/* Gives a stream so many entries from so long ago until now, of 877 bytes each. */
static void fill(struct examined_stream *stream, uint64_t length, int64_t span_ms)
{
    uint64_t lost = stream->facts.added - stream->facts.length;

    stream->facts.length = length;
    stream->facts.added = length + lost;
    stream->facts.first_entry.id.ms = (uint64_t)(DOCTOR_NOW_MS - span_ms);
    stream->facts.tree_nodes = length / 5 + 1;
    stream->bytes = (int64_t)length * 877;
}

static struct examined_stream *untrimmed(const char *key)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, key);

    stream->facts.added = stream->facts.length;
    return stream;
}

static const char *note_of(const char *id)
{
    const struct findings *findings = doctor_fixture_check(&fixture, id);

    ck_assert_uint_ge(findings->count, 1);
    return buffer_text(&findings->items[0].note);
}

/* --- figures --- */

START_TEST(a_rate_is_of_the_entries_that_are_there)
{
    struct stream_figures figures;
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    stream_figures_make(&figures, stream, 24);
    ck_assert_double_eq_tol(figures.per_hour, 60, 1e-9);
    ck_assert_double_eq_tol(figures.entry_bytes, 877, 1e-9);
    ck_assert_double_eq_tol(figures.history_hours, 1.65, 1e-9);
    ck_assert_uint_eq(figures.cap, 1728);
    ck_assert(figures.is_trimmed);
}
END_TEST

START_TEST(a_burst_has_no_rate)
{
    struct stream_figures figures;
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    fill(stream, 5000, 3 * MS_PER_SECOND);
    stream_figures_make(&figures, stream, 24);
    ck_assert(isnan(figures.per_hour) && isnan(figures.history_hours));
    ck_assert_uint_eq(figures.cap, 0);
}
END_TEST

static const struct {
    uint64_t first_ms;
    uint64_t last_ms;
    uint64_t length;
} no_times[] = {
    {1, 100000000, 100},             /* numbers */
    {1764000000, 1764999999, 100},   /* seconds */
    {DOCTOR_NOW_MS, UINT64_MAX, 10}, /* no time that anybody writes */
    {DOCTOR_NOW_MS - 7200000, DOCTOR_NOW_MS, 1},
    {DOCTOR_NOW_MS, DOCTOR_NOW_MS - 7200000, 10},
    {0, 0, 0},
};

START_TEST(IDs_that_are_no_times_have_no_rate)
{
    struct stream_figures figures;
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    stream->facts.first_entry.id.ms = no_times[_i].first_ms;
    stream->facts.last_entry.id.ms = no_times[_i].last_ms;
    stream->facts.length = no_times[_i].length;
    stream_figures_make(&figures, stream, 24);
    ck_assert(isnan(figures.per_hour));
    ck_assert_uint_eq(figures.cap, 0);
    doctor_fixture_expect_none(&fixture, "retention-short");
}
END_TEST

START_TEST(what_is_not_known_of_a_stream_has_no_figures)
{
    struct stream_figures figures;
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    stream->answered = false;
    stream->bytes = -1;
    stream_figures_make(&figures, stream, 24);
    ck_assert(isnan(figures.per_hour) && isnan(figures.entry_bytes) && !figures.is_trimmed);
}
END_TEST

START_TEST(a_single_entry_that_was_deleted_is_no_trimming)
{
    struct stream_figures figures;
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    stream->facts.deleted = stream->facts.first_entry.id;
    stream_figures_make(&figures, stream, 24);
    ck_assert(!figures.is_trimmed);
    stream->facts.added += 50;
    stream_figures_make(&figures, stream, 24);
    ck_assert(figures.is_trimmed);
    stream->facts.added_known = false;
    stream_figures_make(&figures, stream, 24);
    ck_assert(!figures.is_trimmed);
}
END_TEST

START_TEST(a_replica_is_not_counted_beside_its_master)
{
    struct memory_figures figures;

    doctor_fixture_stream(&fixture, "ns:acme");
    doctor_fixture_node(&fixture, "127.0.0.1:6380");
    doctor_fixture_info(&fixture, 1, "role", "slave");
    memory_figures_make(&figures, &fixture.examination, &fixture.settings);
    ck_assert_uint_eq(figures.limit, 1000000000);
    ck_assert_uint_eq(figures.used, 1000000);
    doctor_fixture_info(&fixture, 1, "role", "master");
    doctor_fixture_info(&fixture, 1, "maxmemory", "0");
    memory_figures_make(&figures, &fixture.examination, &fixture.settings);
    ck_assert_uint_eq(figures.limit, 0);
    ck_assert_uint_eq(figures.used, 2000000);
    ck_assert(isnan(figures.share));
}
END_TEST

static const struct {
    int64_t ms;
    const char *text;
} lengths[] = {
    {0, "0s"},
    {-5, "0s"},
    {999, "0s"},
    {599994, "9m59s"},
    {2 * MS_PER_HOUR - 1, "1h59m"},
    {47 * MS_PER_HOUR + 59 * MS_PER_MINUTE, "47h59m"},
    {9 * MS_PER_DAY + 5 * MS_PER_HOUR + 7, "9d5h"},
};

START_TEST(a_length_of_time_is_as_exact_as_it_is_worth)
{
    char text[FIGURE_SIZE];

    figure_duration(lengths[_i].ms, text);
    ck_assert_str_eq(text, lengths[_i].text);
}
END_TEST

/* --- unbounded --- */

START_TEST(a_long_stream_that_nobody_trimmed_is_unbounded)
{
    fill(untrimmed("ns:acme"), 26000, 3 * MS_PER_SECOND);
    doctor_fixture_expect(&fixture, "unbounded", FINDING_WARNING,
                          "26,000 entries in 21.7 MiB, and none was ever trimmed",
                          "XTRIM ns:acme MAXLEN ~ 15000 LIMIT 0");
    ck_assert_ptr_nonnull(strstr(note_of("unbounded"), "DRIFT_RETENTION_CAP=15000"));
}
END_TEST

START_TEST(a_stream_that_was_trimmed_or_is_short_is_bounded)
{
    struct examined_stream *stream = untrimmed("ns:acme");

    fill(stream, 25000, MS_PER_DAY);
    doctor_fixture_expect_none(&fixture, "unbounded");
    fill(stream, 26000, MS_PER_DAY);
    stream->facts.added++;
    doctor_fixture_expect_none(&fixture, "unbounded");
    stream->facts.added--;
    stream->facts.added_known = false;
    doctor_fixture_expect_none(&fixture, "unbounded");
}
END_TEST

/* At one a second a day is 86,400 entries, and its cap more. */
START_TEST(a_stream_below_the_cap_that_it_needs_loses_nothing)
{
    struct examined_stream *stream = untrimmed("ns:acme");

    fill(stream, 30001, 30000 * MS_PER_SECOND);
    doctor_fixture_expect(&fixture, "unbounded", FINDING_WARNING, "30,001 entries", "");
    ck_assert_str_eq(note_of("unbounded"),
                     "Its cap for 24 hours is 103680 entries, so all of it is wanted: set "
                     "DRIFT_RETENTION_CAP=103680 in its sink. --threshold unbounded=114048 says "
                     "that it is set.");
    fixture.settings.unbounded = 114048;
    doctor_fixture_expect_none(&fixture, "unbounded");
    fixture.settings.unbounded = 25000;
    fill(stream, 114048, 114047 * MS_PER_SECOND);
    doctor_fixture_expect(&fixture, "unbounded", FINDING_WARNING, "114,048 entries", "");
    fill(stream, 120001, 120000 * MS_PER_SECOND);
    doctor_fixture_expect(&fixture, "unbounded", FINDING_WARNING, "120,001 entries",
                          "XTRIM ns:acme MAXLEN ~ 103680 LIMIT 0");
    ck_assert_ptr_nonnull(strstr(note_of("unbounded"), "XTRIM takes the oldest away: driftop "
                                                       "export saves them before."));
}
END_TEST

START_TEST(a_lower_threshold_keeps_less)
{
    fixture.settings.unbounded = 100;
    fill(untrimmed("ns:a b"), 200, MS_PER_SECOND);
    doctor_fixture_expect(&fixture, "unbounded", FINDING_WARNING, "200 entries",
                          "XTRIM \"ns:a b\" MAXLEN ~ 60");
}
END_TEST

/* --- retention-short --- */

START_TEST(less_history_than_wanted_names_the_cap)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    doctor_fixture_expect(&fixture, "retention-short", FINDING_WARNING,
                          "reach 1h39m back, of 24 hours that are wanted", "");
    ck_assert_ptr_nonnull(strstr(note_of("retention-short"), "DRIFT_RETENTION_CAP=1728"));
    ck_assert_ptr_nonnull(strstr(note_of("retention-short"), "1.4 MiB"));
    fixture.settings.hours = 1;
    doctor_fixture_expect_none(&fixture, "retention-short");
    fixture.settings.hours = 24;
    fill(stream, 1440, 1439 * MS_PER_MINUTE); /* MINID of a day */
    doctor_fixture_expect_none(&fixture, "retention-short");
}
END_TEST

START_TEST(a_young_stream_has_no_short_retention)
{
    untrimmed("ns:acme");
    doctor_fixture_expect_none(&fixture, "retention-short");
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:b");
    stream->facts.deleted = stream->facts.first_entry.id; /* somebody took one entry out */
    doctor_fixture_expect_none(&fixture, "retention-short");
}
END_TEST

START_TEST(retention_up_to_a_time_to_come_is_not_judged)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    stream->facts.last_entry.id.ms += 600000;
    doctor_fixture_expect_none(&fixture, "retention-short");
}
END_TEST

/* --- stream-memory --- */

static struct examined_stream *large(const char *key, int64_t bytes)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, key);

    fill(stream, (uint64_t)bytes / 877, 30 * MS_PER_DAY);
    stream->bytes = bytes;
    return stream;
}

static void limit(const char *bytes, const char *machine)
{
    doctor_fixture_info(&fixture, 0, "maxmemory", bytes);
    doctor_fixture_info(&fixture, 0, "total_system_memory", machine);
}

START_TEST(streams_that_take_the_memory_are_told_with_the_largest)
{
    limit("104857600", "8000000000");
    doctor_fixture_info(&fixture, 0, "used_memory", "99614720");
    large("ns:a", 20 * MIB)->facts.length = 10000;
    large("ns:b", 30 * MIB)->facts.length = 10000;
    doctor_fixture_expect_none(&fixture, "stream-memory");
    large("ns:c", 31 * MIB)->facts.length = 10000;
    doctor_fixture_expect(&fixture, "stream-memory", FINDING_WARNING,
                          "streams take 81 MiB, 81% of maxmemory 100 MiB",
                          "CONFIG SET maxmemory 156237824");
    ck_assert_ptr_nonnull(
        strstr(note_of("stream-memory"), "The largest: ns:c 31 MiB, ns:b 30 MiB, ns:a 20 MiB."));
    fixture.settings.stream_memory = 82;
    doctor_fixture_expect_none(&fixture, "stream-memory");
}
END_TEST

/* Redis estimates more than there is. */
START_TEST(streams_take_no_more_than_is_used)
{
    struct memory_figures figures;

    limit("104857600", "8000000000");
    doctor_fixture_info(&fixture, 0, "used_memory", "88080384");
    large("ns:a", 108 * MIB)->facts.length = 10000;
    doctor_fixture_expect(&fixture, "stream-memory", FINDING_WARNING,
                          "streams take at most 84 MiB, 84% of maxmemory 100 MiB", NULL);
    memory_figures_make(&figures, &fixture.examination, &fixture.settings);
    ck_assert(figures.bounded);
    ck_assert_uint_eq(figures.streams, 84 * MIB);
    doctor_fixture_info(&fixture, 0, "used_memory", "73400320");
    doctor_fixture_expect_none(&fixture, "stream-memory");
    doctor_fixture_info(&fixture, 0, "used_memory", "113246208");
    memory_figures_make(&figures, &fixture.examination, &fixture.settings);
    ck_assert(!figures.bounded);
}
END_TEST

START_TEST(a_stream_that_is_longer_than_needed_is_cut)
{
    limit("104857600", "8000000000");
    doctor_fixture_info(&fixture, 0, "used_memory", "99614720");
    fill(large("ns:a", 90 * MIB), 100000, 100 * MS_PER_DAY);
    fixture.examination.streams[0].bytes = 90 * MIB;
    doctor_fixture_expect(&fixture, "stream-memory", FINDING_WARNING, "90%",
                          "XTRIM ns:a MAXLEN ~ 15000 LIMIT 0");
}
END_TEST

START_TEST(where_the_machine_has_no_more_history_goes)
{
    limit("104857600", "110000000");
    doctor_fixture_info(&fixture, 0, "used_memory", "99614720");
    large("ns:a", 90 * MIB)->facts.length = 9000;
    doctor_fixture_expect(&fixture, "stream-memory", FINDING_WARNING, "90%",
                          "XTRIM ns:a MAXLEN ~ 7200");
}
END_TEST

START_TEST(without_a_limit_streams_take_no_share_of_it)
{
    limit("0", "8000000000");
    large("ns:a", 7000 * MIB);
    doctor_fixture_expect_none(&fixture, "stream-memory");
    doctor_fixture_expect_none(&fixture, "memory-horizon");
}
END_TEST

/* --- memory-horizon --- */

/* 60,000 entries of 877 bytes an hour are 50.2 MiB. */
static struct examined_stream *fast(const char *key)
{
    struct examined_stream *stream = untrimmed(key);

    fill(stream, 60001, MS_PER_HOUR);
    return stream;
}

START_TEST(memory_that_is_full_soon_is_told)
{
    struct examined_stream *stream = fast("ns:acme");

    doctor_fixture_expect(&fixture, "memory-horizon", FINDING_WARNING,
                          "maxmemory 953 MiB is full in 18h59m: 1 stream that nobody has trimmed "
                          "grows by 50.1 MiB an hour",
                          "CONFIG SET maxmemory 1517289472");
    ck_assert_ptr_nonnull(strstr(note_of("memory-horizon"), "The fastest is ns:acme."));
    doctor_fixture_info(&fixture, 0, "maxmemory", "1517289472");
    doctor_fixture_expect_none(&fixture, "memory-horizon");
    doctor_fixture_info(&fixture, 0, "maxmemory", "1000000000");
    stream->facts.added++;
    doctor_fixture_expect_none(&fixture, "memory-horizon");
}
END_TEST

/* Each of these would be content with another limit. */
START_TEST(all_checks_of_a_server_want_one_limit)
{
    static const char *const ids[] = {"out-of-memory", "stream-memory", "memory-horizon"};

    doctor_fixture_info(&fixture, 0, "maxmemory", "60000000");
    doctor_fixture_info(&fixture, 0, "total_system_memory", "8000000000");
    doctor_fixture_info(&fixture, 0, "used_memory", "55000000");
    doctor_fixture_info(&fixture, 0, "maxmemory_policy", "noeviction");
    fixture.settings.unbounded = 10000000;
    fill(untrimmed("ns:acme"), 60001, MS_PER_HOUR);
    fixture.examination.streams[0].bytes = 50000000;
    for (size_t i = 0; i < 3; i++) {
        const struct findings *findings = doctor_fixture_check(&fixture, ids[i]);
        ck_assert_uint_eq(findings->count, 1);
        ck_assert_str_eq(buffer_text(&findings->items[0].cure), "CONFIG SET maxmemory 1495269376");
    }
    doctor_fixture_info(&fixture, 0, "total_system_memory", "100000000"); /* of which 90 MB go */
    doctor_fixture_expect(&fixture, "out-of-memory", FINDING_WARNING, "%",
                          "CONFIG SET maxmemory 89128960");
}
END_TEST

START_TEST(a_stream_that_is_quiet_does_not_grow)
{
    struct examined_stream *stream = fast("ns:acme");

    stream->facts.first_entry.id.ms -= 2 * MS_PER_HOUR;
    stream->facts.last_entry.id.ms -= 2 * MS_PER_HOUR;
    doctor_fixture_expect_none(&fixture, "memory-horizon");
}
END_TEST

/* It may have a limit, which would be that of the article at most. */
START_TEST(a_stream_that_is_young_does_not_grow_for_ever)
{
    fill(untrimmed("ns:acme"), 5001, 5 * MS_PER_MINUTE);
    doctor_fixture_info(&fixture, 0, "used_memory", "970000000");
    doctor_fixture_expect_none(&fixture, "memory-horizon");
    doctor_fixture_info(&fixture, 0, "used_memory", "990000000");
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "memory-horizon")->count, 1);
}
END_TEST

START_TEST(keys_that_are_evicted_leave_room)
{
    fast("ns:acme");
    doctor_fixture_info(&fixture, 0, "maxmemory", "3000000000");
    doctor_fixture_info(&fixture, 0, "used_memory", "2990000000");
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "memory-horizon")->count, 1);
    doctor_fixture_info(&fixture, 0, "maxmemory_policy", "volatile-lru");
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "memory-horizon")->count, 1);
    doctor_fixture_info(&fixture, 0, "db0", "keys=1000,expires=900,avg_ttl=5");
    doctor_fixture_expect_none(&fixture, "memory-horizon");
}
END_TEST

START_TEST(a_replica_leaves_the_limit_to_its_master)
{
    fast("ns:acme");
    doctor_fixture_info(&fixture, 0, "role", "slave");
    doctor_fixture_expect_none(&fixture, "memory-horizon");
}
END_TEST

/* --- node-size --- */

static struct examined_stream *scattered(void)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    stream->facts.tree_nodes = stream->facts.length;
    stream->bytes = (int64_t)stream->facts.length * 1162;
    return stream;
}

START_TEST(entries_that_lie_alone_are_told)
{
    struct examined_stream *stream = scattered();

    doctor_fixture_expect(&fixture, "node-size", FINDING_INFO,
                          "1.0 entries a node in 1 stream, and 1162 bytes an entry",
                          "CONFIG SET stream-node-max-bytes 4096");
    stream->facts.tree_nodes = 20;
    doctor_fixture_expect_none(&fixture, "node-size");
    stream->facts.tree_nodes = stream->facts.length = stream->facts.added = 20;
    doctor_fixture_expect_none(&fixture, "node-size");
}
END_TEST

START_TEST(entries_that_are_large_lie_alone_rightly)
{
    struct examined_stream *stream = scattered();

    stream->bytes = (int64_t)stream->facts.length * 3000;
    doctor_fixture_expect_none(&fixture, "node-size");
    stream->bytes = (int64_t)stream->facts.length * 1162;
    stream->facts.deleted = stream->facts.first_entry.id;
    doctor_fixture_expect_none(&fixture, "node-size");
}
END_TEST

START_TEST(a_setting_that_is_right_says_so)
{
    scattered();
    doctor_fixture_setting(&fixture, 0, "stream-node-max-bytes", "4096");
    doctor_fixture_expect_none(&fixture, "node-size");
    doctor_fixture_setting(&fixture, 0, "stream-node-max-entries", "1");
    doctor_fixture_expect(&fixture, "node-size", FINDING_INFO, "1.0 entries a node",
                          "CONFIG SET stream-node-max-entries 100");
}
END_TEST

/* --- rights --- */

static const char *const needing[] = {"stream-memory", "memory-horizon", "unbounded",
                                      "retention-short", "node-size"};

START_TEST(what_was_refused_is_named)
{
    const struct slice words[] = {SLICE("xinfo"), SLICE("stream")};

    ck_assert_uint_eq(doctor_fixture_check(&fixture, needing[_i])->unchecked_count, 0);
    fixture.examination.refused = command_bit(command_rule_of(words, 2));
    const struct findings *findings = doctor_fixture_check(&fixture, needing[_i]);
    ck_assert_uint_eq(findings->unchecked_count, 1);
    ck_assert_str_eq(findings->unchecked[0].needs, "+xinfo|stream");
}
END_TEST

/* --- the model: what is told of random servers, computed slowly and plainly --- */

#define STREAMS_MAX 12
#define PLAIN_HOURS 240

static void roll_stream(struct dice *dice, size_t nodes)
{
    char key[16];
    snprintf(key, sizeof(key), "ns:%zu", fixture.examination.stream_count);
    struct examined_stream *stream = doctor_fixture_stream(&fixture, key);
    uint64_t length = dice_once_in(dice, 4) ? dice_below(dice, 40) : 1 + dice_below(dice, 60000);
    int64_t span_ms =
        (int64_t)(dice_once_in(dice, 4) ? dice_below(dice, 100000) : dice_below(dice, 400000000));

    stream->node = dice_below(dice, nodes);
    fill(stream, length, span_ms);
    stream->facts.added = length + (dice_once_in(dice, 3) ? dice_below(dice, 3000) : 0);
    if (dice_once_in(dice, 5))
        stream->facts.deleted = stream->facts.first_entry.id;
    uint64_t quiet_ms = dice_once_in(dice, 3) ? dice_below(dice, 40000000) : 0;
    stream->facts.first_entry.id.ms -= quiet_ms;
    stream->facts.last_entry.id.ms -= quiet_ms;
    stream->bytes = dice_once_in(dice, 8) ? -1 : (int64_t)(length * (1 + dice_below(dice, 3000)));
    stream->facts.added_known = !dice_once_in(dice, 8);
    stream->answered = !dice_once_in(dice, 8);
}

static void roll(struct dice *dice)
{
    size_t nodes = 1 + dice_below(dice, 3);
    size_t streams = dice_below(dice, STREAMS_MAX);
    char number[32];

    for (size_t i = 1; i < nodes; i++)
        doctor_fixture_node(&fixture, "other");
    for (size_t i = 0; i < nodes; i++) {
        snprintf(number, sizeof(number), "%zu",
                 1 + dice_below(dice, dice_once_in(dice, 3) ? 50000000 : 2000000000));
        doctor_fixture_info(&fixture, i, "used_memory", number);
        snprintf(number, sizeof(number), "%zu",
                 dice_once_in(dice, 6) ? 0 : dice_below(dice, 2000000000));
        doctor_fixture_info(&fixture, i, "maxmemory", number);
    }
    fixture.settings.hours = 1 + dice_below(dice, 100);
    fixture.settings.unbounded = dice_below(dice, 50000);
    for (size_t i = 0; i < streams; i++)
        roll_stream(dice, nodes);
}

static uint64_t info_of(size_t node, const char *name)
{
    const struct slice info = examined_info(&fixture.examination.nodes[node]);
    char line[32];

    snprintf(line, sizeof(line), "\n%s:", name);
    return strtoull(strstr(info.data, line) + strlen(line), NULL, 10);
}

static bool plain_rate(const struct examined_stream *stream, int64_t *span_ms)
{
    *span_ms = (int64_t)(stream->facts.last_entry.id.ms - stream->facts.first_entry.id.ms);
    return stream->answered && stream->facts.length >= 2 && *span_ms >= 60000;
}

/* Counts the cap up in tenths of an entry an hour, in whole numbers. */
static uint64_t plain_cap(const struct examined_stream *stream)
{
    int64_t span_ms;

    if (!plain_rate(stream, &span_ms))
        return 0;
    uint64_t tenths = (stream->facts.length - 1) * fixture.settings.hours * 12 * 3600000;
    uint64_t cap = tenths / (10 * (uint64_t)span_ms);
    while (cap * 10 * (uint64_t)span_ms < tenths)
        cap++;
    return cap;
}

static bool plain_trimmed(const struct examined_stream *stream)
{
    if (!stream->answered || !stream->facts.added_known)
        return false;
    uint64_t lost = stream->facts.added - stream->facts.length;
    return stream->facts.deleted.ms == 0 ? lost > 0 : lost > 0 && lost > stream->facts.length / 10;
}

static bool plain_grows(const struct examined_stream *stream)
{
    int64_t quiet_ms = DOCTOR_NOW_MS - (int64_t)stream->facts.last_entry.id.ms;
    int64_t span_ms;

    return plain_rate(stream, &span_ms) && stream->bytes >= 0 && stream->facts.added_known &&
           !plain_trimmed(stream) && stream->facts.length >= 10 &&
           (quiet_ms <= span_ms || quiet_ms <= 180000);
}

/* Lets a server's streams grow minute by minute; says after how many hours it is full. */
static double plain_hours(size_t node)
{
    double used = (double)info_of(node, "used_memory");
    double max = (double)info_of(node, "maxmemory");

    if (max == 0)
        return NAN;
    for (int minute = 0; minute <= PLAIN_HOURS * 60; minute++) {
        double taken = used;
        for (size_t i = 0; i < fixture.examination.stream_count; i++) {
            const struct examined_stream *stream = &fixture.examination.streams[i];
            int64_t span_ms;
            if (stream->node != node || !plain_grows(stream) || !plain_rate(stream, &span_ms))
                continue;
            double length = (double)stream->facts.length;
            double more = (length - 1) * 60000 / (double)span_ms * minute;
            double room = (double)fixture.settings.unbounded - length;
            if (room > 0 && more > room)
                more = room;
            taken += more * (double)stream->bytes / length;
        }
        if (taken >= max)
            return minute / 60.0;
    }
    return INFINITY;
}

/* Returns what its streams take: not more than is used. */
static uint64_t plain_bytes(size_t node)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < fixture.examination.stream_count; i++) {
        const struct examined_stream *stream = &fixture.examination.streams[i];
        if (stream->node == node && stream->bytes > 0)
            bytes += (uint64_t)stream->bytes;
    }
    return bytes > info_of(node, "used_memory") ? info_of(node, "used_memory") : bytes;
}

static bool node_grows(size_t node)
{
    for (size_t i = 0; i < fixture.examination.stream_count; i++) {
        if (fixture.examination.streams[i].node == node &&
            plain_grows(&fixture.examination.streams[i]))
            return true;
    }
    return false;
}

static void compare_hours(double told)
{
    double plain = NAN;

    for (size_t i = 0; i < fixture.examination.node_count; i++) {
        double hours = plain_hours(i);
        if (!isnan(hours) && !node_grows(i))
            hours = INFINITY;
        if (isnan(plain) || hours < plain)
            plain = hours;
    }
    if (isnan(plain))
        QUICK_ASSERT(isnan(told));
    else if (isinf(plain))
        QUICK_ASSERT(told > PLAIN_HOURS - 0.1);
    else
        QUICK_ASSERT(told <= plain + 1e-3 && told >= plain - 0.02);
}

static void compare_streams(const struct memory_figures *told)
{
    double history = INFINITY;
    uint64_t bytes = 0;
    size_t unknown = 0;

    for (size_t i = 0; i < fixture.examination.stream_count; i++) {
        const struct examined_stream *stream = &fixture.examination.streams[i];
        struct stream_figures one;
        int64_t span_ms;
        stream_figures_make(&one, stream, fixture.settings.hours);
        QUICK_ASSERT(one.cap == plain_cap(stream));
        QUICK_ASSERT(one.is_trimmed == plain_trimmed(stream));
        if (plain_rate(stream, &span_ms) && plain_trimmed(stream) &&
            (double)span_ms / 3600000 < history)
            history = (double)span_ms / 3600000;
        unknown += stream->bytes < 0;
    }
    for (size_t i = 0; i < fixture.examination.node_count; i++)
        bytes += plain_bytes(i);
    QUICK_ASSERT(told->streams == bytes && told->unknown == unknown);
    QUICK_ASSERT(told->history_hours == history);
}

/* Each of the largest is at least as large as all that are not among those before it. */
static void compare_largest(const struct memory_figures *told)
{
    size_t known = fixture.examination.stream_count - told->unknown;

    QUICK_ASSERT(told->largest_count == (known < MEMORY_LARGEST ? known : MEMORY_LARGEST));
    for (size_t i = 0; i < told->largest_count; i++) {
        size_t larger = 0;
        for (size_t k = 0; k < fixture.examination.stream_count; k++)
            larger += fixture.examination.streams[k].bytes > told->largest[i].stream->bytes;
        QUICK_ASSERT(larger <= i);
        for (size_t k = 0; k < i; k++)
            QUICK_ASSERT(told->largest[k].stream != told->largest[i].stream);
    }
}

static void compare(void)
{
    struct memory_figures told;
    bool has_limits = true;
    uint64_t limits = 0;
    uint64_t used = 0;

    memory_figures_make(&told, &fixture.examination, &fixture.settings);
    for (size_t i = 0; i < fixture.examination.node_count; i++) {
        has_limits = has_limits && info_of(i, "maxmemory") > 0;
        limits += info_of(i, "maxmemory");
        used += info_of(i, "used_memory");
    }
    QUICK_ASSERT(told.used == used && told.limit == (has_limits ? limits : 0));
    compare_hours(told.hours_until_full);
    compare_streams(&told);
    compare_largest(&told);
}

START_TEST(figures_of_random_servers_are_those_of_a_plain_computation)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 60;

    for (uint64_t i = 0; i < count; i++) {
        struct dice dice = {.state = first + i};
        doctor_fixture_init(&fixture);
        roll(&dice);
        compare();
        doctor_fixture_free(&fixture);
    }
}
END_TEST

Suite *suite_doctor_memory(void)
{
    Suite *suite = suite_create("doctor_memory");
    TCase *tcase = tcase_create("doctor_memory");
    TCase *model = tcase_create("model");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_rate_is_of_the_entries_that_are_there);
    tcase_add_test(tcase, a_burst_has_no_rate);
    tcase_add_loop_test(tcase, IDs_that_are_no_times_have_no_rate, 0, COUNT(no_times));
    tcase_add_test(tcase, what_is_not_known_of_a_stream_has_no_figures);
    tcase_add_test(tcase, a_single_entry_that_was_deleted_is_no_trimming);
    tcase_add_test(tcase, a_replica_is_not_counted_beside_its_master);
    tcase_add_loop_test(tcase, a_length_of_time_is_as_exact_as_it_is_worth, 0, COUNT(lengths));
    tcase_add_test(tcase, a_long_stream_that_nobody_trimmed_is_unbounded);
    tcase_add_test(tcase, a_stream_that_was_trimmed_or_is_short_is_bounded);
    tcase_add_test(tcase, a_stream_below_the_cap_that_it_needs_loses_nothing);
    tcase_add_test(tcase, a_lower_threshold_keeps_less);
    tcase_add_test(tcase, less_history_than_wanted_names_the_cap);
    tcase_add_test(tcase, a_young_stream_has_no_short_retention);
    tcase_add_test(tcase, retention_up_to_a_time_to_come_is_not_judged);
    tcase_add_test(tcase, streams_that_take_the_memory_are_told_with_the_largest);
    tcase_add_test(tcase, streams_take_no_more_than_is_used);
    tcase_add_test(tcase, a_stream_that_is_longer_than_needed_is_cut);
    tcase_add_test(tcase, where_the_machine_has_no_more_history_goes);
    tcase_add_test(tcase, without_a_limit_streams_take_no_share_of_it);
    tcase_add_test(tcase, memory_that_is_full_soon_is_told);
    tcase_add_test(tcase, all_checks_of_a_server_want_one_limit);
    tcase_add_test(tcase, a_stream_that_is_quiet_does_not_grow);
    tcase_add_test(tcase, a_stream_that_is_young_does_not_grow_for_ever);
    tcase_add_test(tcase, keys_that_are_evicted_leave_room);
    tcase_add_test(tcase, a_replica_leaves_the_limit_to_its_master);
    tcase_add_test(tcase, entries_that_lie_alone_are_told);
    tcase_add_test(tcase, entries_that_are_large_lie_alone_rightly);
    tcase_add_test(tcase, a_setting_that_is_right_says_so);
    tcase_add_loop_test(tcase, what_was_refused_is_named, 0, COUNT(needing));
    suite_add_tcase(suite, tcase);
    tcase_add_test(model, figures_of_random_servers_are_those_of_a_plain_computation);
    suite_add_tcase(suite, model);
    return suite;
}
