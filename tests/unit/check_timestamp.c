#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Reads a literal; the numbers behind it are checked by iso_times_are_read. */
static int64_t at(const char *iso)
{
    int64_t ms;
    bool has_offset;

    ck_assert_msg(timestamp_parse_iso(slice_of(iso), &ms, &has_offset), "%s", iso);
    return ms;
}

static void assert_moment(int64_t actual, const char *expected)
{
    char text[32];

    timestamp_format_iso(actual, text);
    ck_assert_msg(actual == at(expected), "%s instead of %s", text, expected);
}

/* --- clocks --- */

START_TEST(now_is_after_this_was_written)
{
    ck_assert_int_gt(timestamp_now(), at("2024-01-01T00:00:00Z"));
    ck_assert_int_lt(timestamp_now(), at("9000-01-01T00:00:00Z"));
}
END_TEST

START_TEST(the_monotonic_clock_does_not_go_back)
{
    int64_t before = timestamp_monotonic();

    for (int i = 0; i < 1000; i++) {
        int64_t after = timestamp_monotonic();
        ck_assert_int_ge(after, before);
        before = after;
    }
}
END_TEST

/* --- ISO 8601 as producers write it --- */

static const struct {
    const char *text;
    int64_t ms;
    bool has_offset;
} iso[] = {
    {"1970-01-01T00:00:00Z", 0, true},
    {"1970-01-01T00:00:00", 0, false},
    {"1969-12-31T23:59:59Z", -1000, true},
    {"1969-12-31T23:59:59.999Z", -1, true},
    {"2026-11-22T14:30:15Z", INT64_C(1795357815000), true},
    {"2026-11-22t14:30:15z", INT64_C(1795357815000), true},
    {"2026-11-22 14:30:15", INT64_C(1795357815000), false},
    {"2026-11-22T14:30", INT64_C(1795357800000), false},
    {"2026-11-22T14:30:15.1Z", INT64_C(1795357815100), true},
    {"2026-11-22T14:30:15.12Z", INT64_C(1795357815120), true},
    {"2026-11-22T14:30:15.123456", INT64_C(1795357815123), false},
    {"2026-11-22T14:30:15.123999999999999999999Z", INT64_C(1795357815123), true},
    {"2026-11-22T14:30:15,5Z", INT64_C(1795357815500), true},
    {"2026-11-22T14:30:15+00:00", INT64_C(1795357815000), true},
    {"2026-11-22T14:30:15-00:00", INT64_C(1795357815000), true},
    {"2026-11-22T15:30:15+01:00", INT64_C(1795357815000), true},
    {"2026-11-22T15:30:15+0100", INT64_C(1795357815000), true},
    {"2026-11-22T15:30:15+01", INT64_C(1795357815000), true},
    {"2026-11-22T20:15:15.000+05:45", INT64_C(1795357815000), true},
    {"2026-11-22T02:30:15-12:00", INT64_C(1795357815000), true},
    {"2026-11-23T04:30:15+14:00", INT64_C(1795357815000), true},
    {"2024-02-29T12:00:00Z", INT64_C(1709208000000), true},
    {"2000-02-29T00:00:00Z", INT64_C(951782400000), true},
    {"2100-03-01T00:00:00Z", INT64_C(4107542400000), true},
    {"1600-02-29T00:00:00Z", INT64_C(-11670998400000), true},
    {"2026-12-31T23:59:60Z", INT64_C(1798761600000), true}, /* a leap second */
    {"0001-01-01T00:00:00Z", INT64_C(-62135596800000), true},
    {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999), true},
};

START_TEST(iso_times_are_read)
{
    int64_t ms = 1;
    bool has_offset = !iso[_i].has_offset;

    ck_assert(timestamp_parse_iso(slice_of(iso[_i].text), &ms, &has_offset));
    ck_assert_int_eq(ms, iso[_i].ms);
    ck_assert_int_eq(has_offset, iso[_i].has_offset);
}
END_TEST

static const char *const no_iso[] = {
    "",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2026",
    "2026-11-22",
    "14:30:15",
    "2026-11-22T",
    "2026-11-22T14",
    "2026-11-22T14:3",
    "2026-11-22T14:30:",
    "2026-11-22T14:30:1",
    "2026-11-22T14:30:15.",
    "2026-11-22T14:30:15.Z",
    "2026-11-22T14:30:15ZZ",
    "2026-11-22T14:30:15Z ",
    " 2026-11-22T14:30:15Z",
    "2026-11-22T14:30:15+",
    "2026-11-22T14:30:15+1",
    "2026-11-22T14:30:15+01:",
    "2026-11-22T14:30:15+01:0",
    "2026-11-22T14:30:15+01:000",
    "2026-11-22T14:30:15+24:00",
    "2026-11-22T14:30:15+01:60",
    "2026-11-22T14:30:15 +01:00",
    "2026-11-22T14:30:15 UTC",
    "2026-11-22X14:30:15",
    "2026/11/22T14:30:15",
    "20261122T143015Z",
    "2026-1-22T14:30:15",
    "2026-11-22T24:00:00",
    "2026-11-22T14:60:00",
    "2026-11-22T14:30:61",
    "2026-11-22T-1:30:00",
    "2026-00-22T14:30:15",
    "2026-13-22T14:30:15",
    "2026-11-00T14:30:15",
    "2026-11-31T14:30:15",
    "2026-02-29T00:00:00",
    "2100-02-29T00:00:00",
    "2024-02-30T00:00:00",
    "0000-01-01T00:00:00",
    "-2026-11-22T14:30:15",
    "12026-11-22T14:30:15",
    "+2026-11-22T14:30:15",
    "now",
    "NaN",
    "null",
};

START_TEST(anything_else_is_no_iso_time)
{
    int64_t ms = 7;
    bool has_offset = true;

    ck_assert(!timestamp_parse_iso(slice_of(no_iso[_i]), &ms, &has_offset));
    ck_assert_int_eq(ms, 7);
    ck_assert(has_offset);
}
END_TEST

START_TEST(a_time_is_read_up_to_the_end_of_the_slice)
{
    static const char text[] = "2026-11-22T14:30:15+01:00";
    int64_t ms;
    bool has_offset;

    for (size_t size = 0; size < sizeof(text) - 1; size++) {
        bool whole = size == 16 || size == 19 || size == 22;
        ck_assert_msg(timestamp_parse_iso((struct slice){text, size}, &ms, &has_offset) == whole,
                      "%zu bytes", size);
    }
    ck_assert(!timestamp_parse_iso((struct slice){0}, &ms, &has_offset));
    ck_assert(!timestamp_parse_iso((struct slice){text, sizeof(text)}, &ms, &has_offset));
}
END_TEST

/* --- Numbers of the epoch --- */

static const struct {
    const char *text;
    int64_t ms; /* INT64_MIN: it is no time */
} epochs[] = {
    {"100000000", 100000000000},
    {"1795357815", 1795357815000},
    {"1795357815.1", 1795357815100},
    {"1795357815.1239999", 1795357815123},
    {"1795357815.000", 1795357815000},
    {"99999999999", 99999999999000},
    {"100000000000", 100000000000},
    {"1795357815123", 1795357815123},
    {"1795357815123.9", 1795357815123},
    {"1795357815123456", 1795357815123},
    {"1795357815123456789", 1795357815123},
    {"1.795357815e9", 1795357815000},
    {"1.795357815123456e+18", 1795357815123},
    {"1795357815E0", 1795357815000},
    {"", INT64_MIN},
    {"0", INT64_MIN},
    {"42", INT64_MIN},
    {"99999999", INT64_MIN},
    {"-1795357815", INT64_MIN},
    {"+1795357815", INT64_MIN},
    {"1795357815.", INT64_MIN},
    {".1795357815", INT64_MIN},
    {"1795357815 ", INT64_MIN},
    {"1795357815s", INT64_MIN},
    {"1795357815e", INT64_MIN},
    {"1795357815e9999", INT64_MIN},
    {"1_795_357_815", INT64_MIN},
    {"0x6b02fb77", INT64_MIN},
    {"9223372036854775808", INT64_MIN},
    {"99999999999999999999999999999999999999", INT64_MIN},
    {"1.79535781500000000000000000000000000000000000e9", INT64_MIN},
    {"NaN", INT64_MIN},
    {"inf", INT64_MIN},
};

START_TEST(a_number_of_the_epoch_tells_its_unit_by_its_size)
{
    int64_t ms = INT64_MIN;
    bool has_offset;
    bool is_time = epochs[_i].ms != INT64_MIN;

    ck_assert_int_eq(timestamp_parse_epoch(slice_of(epochs[_i].text), &ms), is_time);
    ck_assert_int_eq(ms, epochs[_i].ms);
    ck_assert_int_eq(timestamp_parse_written(slice_of(epochs[_i].text), &ms, &has_offset), is_time);
}
END_TEST

START_TEST(a_date_alone_is_its_midnight)
{
    int64_t ms;
    bool has_offset = true;

    ck_assert(timestamp_parse_written(SLICE("2026-11-22"), &ms, &has_offset));
    assert_moment(ms, "2026-11-22T00:00:00Z");
    ck_assert(!has_offset);
    ck_assert(!timestamp_parse_written(SLICE("2026-11-22x"), &ms, &has_offset));
    ck_assert(!timestamp_parse_written((struct slice){0}, &ms, &has_offset));
}
END_TEST

START_TEST(every_day_follows_the_one_before)
{
    char text[32];

    int64_t end = at("2210-01-01T00:00:00Z");
    for (int64_t ms = at("1890-01-01T00:00:00Z"); ms < end; ms += MS_PER_DAY) {
        timestamp_format_iso(ms, text);
        int64_t back;
        bool has_offset;
        if (!timestamp_parse_iso(slice_of(text), &back, &has_offset) || back != ms)
            ck_abort_msg("%s", text);
    }
}
END_TEST

/* --- what an operator types --- */

/* A Sunday, 14:30:15.250 in UTC and 15:30:15.250 in Berlin. */
#define NOW "2026-11-22T14:30:15.250Z"

static const struct {
    const char *text;
    const char *utc;
    const char *berlin;
} typed[] = {
    {"now", NOW, NOW},
    {"now-24h", "2026-11-21T14:30:15.250Z", "2026-11-21T14:30:15.250Z"},
    {"now+5m", "2026-11-22T14:35:15.250Z", "2026-11-22T14:35:15.250Z"},
    {"now-0", NOW, NOW},
    {"now-1h30m", "2026-11-22T13:00:15.250Z", "2026-11-22T13:00:15.250Z"},
    {"2026-11-22T14:30:15Z", "2026-11-22T14:30:15Z", "2026-11-22T14:30:15Z"},
    {"2026-11-22T14:30:15.5+02:00", "2026-11-22T12:30:15.5Z", "2026-11-22T12:30:15.5Z"},
    {"2026-11-22T14:30:15", "2026-11-22T14:30:15Z", "2026-11-22T13:30:15Z"},
    {"2026-11-22 14:30", "2026-11-22T14:30:00Z", "2026-11-22T13:30:00Z"},
    {"2026-07-22T14:30:15", "2026-07-22T14:30:15Z", "2026-07-22T12:30:15Z"},
    {"2026-11-22", "2026-11-22T00:00:00Z", "2026-11-21T23:00:00Z"},
    {"2026-07-01", "2026-07-01T00:00:00Z", "2026-06-30T22:00:00Z"},
    {"1795357815000", "2026-11-22T14:30:15Z", "2026-11-22T14:30:15Z"},
    {"100000000000", "1973-03-03T09:46:40Z", "1973-03-03T09:46:40Z"},
    {"253402300799999", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
    {"14:30", "2026-11-22T14:30:00Z", "2026-11-22T13:30:00Z"},
    {"14:30:15", "2026-11-22T14:30:15Z", "2026-11-22T13:30:15Z"},
    {"14:30:15.250", NOW, "2026-11-22T13:30:15.250Z"},
    {"14:30:15.251", "2026-11-21T14:30:15.251Z", "2026-11-22T13:30:15.251Z"},
    {"14:31", "2026-11-21T14:31:00Z", "2026-11-22T13:31:00Z"},
    {"15:31", "2026-11-21T15:31:00Z", "2026-11-21T14:31:00Z"},
    {"00:00", "2026-11-22T00:00:00Z", "2026-11-21T23:00:00Z"},
    {"23:59", "2026-11-21T23:59:00Z", "2026-11-21T22:59:00Z"},
};

START_TEST(typed_times_are_read)
{
    struct error error = {0};
    int64_t ms;

    environment_time_zone(ZONE_BERLIN);
    ck_assert_msg(timestamp_parse(typed[_i].text, at(NOW), ZONE_UTC, &ms, &error), "%s",
                  error.text);
    assert_moment(ms, typed[_i].utc);
    ck_assert_msg(timestamp_parse(typed[_i].text, at(NOW), ZONE_LOCAL, &ms, &error), "%s",
                  error.text);
    assert_moment(ms, typed[_i].berlin);
}
END_TEST

static const struct {
    const char *text;
    const char *reason;
} refused[] = {
    {"0001-01-01T00:00:00+00:01", "outside the years 1 to 9999"},
    {"9999-12-31T23:59:60Z", "outside the years 1 to 9999"},
    {"", "is no time"},
    {"yesterday", "is no time"},
    {"Now", "is no time"},
    {"now ", "is no time"},
    {"nowadays", "is no time"},
    {"now*2h", "is no time"},
    {"now-", "is no duration"},
    {"now-24", "a unit is missing"},
    {"now--1h", "negative"},
    {"now-5000000w", "years 1 to 9999"},
    {"now+5000000w", "years 1 to 9999"},
    {"now+106751991167d", "years 1 to 9999"},
    {"now-9223372036854775807ms", "years 1 to 9999"},
    {"14", "is no time"},
    {"14:3", "is no time"},
    {"24:00", "is no time"},
    {"14:30Z", "is no time"},
    {"14:30 ", "is no time"},
    {"2026-11", "is no time"},
    {"2026-11-22T", "is no time"},
    {"2026-11-22Z", "is no time"},
    {"2026-02-30", "is no time"},
    {"1795357815", "is no time"},  /* epoch seconds */
    {"99999999999", "is no time"}, /* eleven digits */
    {"253402300800000", "is no time"},
    {"18446744073709551616", "is no time"},
    {"-1795357815000", "is no time"},
    {"1795357815000ms", "is no time"},
};

START_TEST(anything_else_is_refused_with_the_reason)
{
    struct error error = {0};
    int64_t ms = 7;

    ck_assert(!timestamp_parse(refused[_i].text, at(NOW), ZONE_UTC, &ms, &error));
    ck_assert_int_eq(ms, 7);
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_msg(strstr(error.text, refused[_i].reason) != NULL, "%s", error.text);
    ck_assert(!timestamp_parse(refused[_i].text, at(NOW), ZONE_UTC, &ms, NULL));
}
END_TEST

/* --- daylight saving time --- */

static const struct {
    const char *rule;
    const char *local;
    const char *moment;
} changes[] = {
    /* Berlin goes from 02:00 to 03:00 on 29 March and from 03:00 to 02:00 on 25 October. */
    {ZONE_BERLIN, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"},
    {ZONE_BERLIN, "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"}, /* left out */
    {ZONE_BERLIN, "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"}, /* left out */
    {ZONE_BERLIN, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"},
    {ZONE_BERLIN, "2026-03-29", "2026-03-28T23:00:00Z"},
    {ZONE_BERLIN, "2026-03-29T12:00:00", "2026-03-29T10:00:00Z"},
    {ZONE_BERLIN, "2026-03-30", "2026-03-29T22:00:00Z"},
    {ZONE_BERLIN, "2026-10-25", "2026-10-24T22:00:00Z"},
    {ZONE_BERLIN, "2026-10-25T01:59:59", "2026-10-24T23:59:59Z"},
    {ZONE_BERLIN, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"}, /* twice: the first */
    {ZONE_BERLIN, "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"},
    {ZONE_BERLIN, "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"},
    {ZONE_BERLIN, "2026-10-26", "2026-10-25T23:00:00Z"},
    /* New York changes on 8 March and 1 November, at 02:00. */
    {ZONE_NEW_YORK, "2026-03-08T01:30:00", "2026-03-08T06:30:00Z"},
    {ZONE_NEW_YORK, "2026-03-08T02:30:00", "2026-03-08T07:00:00Z"},
    {ZONE_NEW_YORK, "2026-03-08T03:30:00", "2026-03-08T07:30:00Z"},
    {ZONE_NEW_YORK, "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"},
    {ZONE_NEW_YORK, "2026-11-01T02:00:00", "2026-11-01T07:00:00Z"},
    /* Lord Howe changes by half an hour, on 5 April and 4 October. */
    {ZONE_LORD_HOWE, "2026-04-05T01:29:00", "2026-04-04T14:29:00Z"},
    {ZONE_LORD_HOWE, "2026-04-05T01:45:00", "2026-04-04T14:45:00Z"},
    {ZONE_LORD_HOWE, "2026-04-05T02:00:00", "2026-04-04T15:30:00Z"},
    {ZONE_LORD_HOWE, "2026-10-04T02:15:00", "2026-10-03T15:30:00Z"},
    {ZONE_LORD_HOWE, "2026-10-04T02:30:00", "2026-10-03T15:30:00Z"},
    /* London goes from 01:00 to 02:00 on 29 March. */
    {"GMT0BST,M3.5.0/1,M10.5.0", "2026-03-29T00:59:59", "2026-03-29T00:59:59Z"},
    {"GMT0BST,M3.5.0/1,M10.5.0", "2026-03-29T01:30", "2026-03-29T01:00:00Z"},
    {"GMT0BST,M3.5.0/1,M10.5.0", "2026-03-29T02:00", "2026-03-29T01:00:00Z"},
    {"GMT0BST,M3.5.0/1,M10.5.0", "2026-03-29T02:30", "2026-03-29T01:30:00Z"},
    {ZONE_KATHMANDU, "2026-07-01T00:00:00", "2026-06-30T18:15:00Z"},
};

START_TEST(the_end_of_a_range_is_the_last_time_that_was_shown)
{
    static const struct {
        const char *local;
        const char *begin;
        const char *end;
    } cases[] = {
        {"2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"},
        {"2026-10-25T02:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"},
        {"2026-10-25T03:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
        {"2026-10-25T01:59", "2026-10-24T23:59:00Z", "2026-10-24T23:59:00Z"},
        {"2026-03-29T02:30", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
        {"2026-11-22", "2026-11-21T23:00:00Z", "2026-11-21T23:00:00Z"},
    };
    int64_t ms;

    environment_time_zone(ZONE_BERLIN);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert(timestamp_parse(cases[i].local, at(NOW), ZONE_LOCAL, &ms, NULL));
        assert_moment(ms, cases[i].begin);
        ck_assert(timestamp_parse_end(cases[i].local, at(NOW), ZONE_LOCAL, &ms, NULL));
        assert_moment(ms, cases[i].end);
    }
}
END_TEST

START_TEST(local_times_are_read_across_a_change)
{
    struct error error = {0};
    int64_t ms;

    environment_time_zone(changes[_i].rule);
    ck_assert_msg(timestamp_parse(changes[_i].local, at(NOW), ZONE_LOCAL, &ms, &error), "%s",
                  error.text);
    assert_moment(ms, changes[_i].moment);
}
END_TEST

static const struct {
    const char *now;
    const char *clock;
    const char *moment;
} last_times[] = {
    /* 02:30 came twice on 25 October, at 00:30Z and at 01:30Z. */
    {"2026-10-25T00:29:00Z", "02:30", "2026-10-24T00:30:00Z"},
    {"2026-10-25T00:31:00Z", "02:30", "2026-10-25T00:30:00Z"},
    {"2026-10-25T01:29:00Z", "02:30", "2026-10-25T00:30:00Z"},
    {"2026-10-25T01:30:00Z", "02:30", "2026-10-25T01:30:00Z"},
    {"2026-10-25T20:00:00Z", "02:30", "2026-10-25T01:30:00Z"},
    {"2026-10-25T23:30:00Z", "02:30", "2026-10-25T01:30:00Z"},
    {"2026-10-26T01:00:00Z", "23:00", "2026-10-25T22:00:00Z"},
    {"2026-10-25T10:00:00Z", "23:00", "2026-10-24T21:00:00Z"},
    /* It did not come on 29 March: 01:30Z was 03:30. */
    {"2026-03-29T00:59:00Z", "02:30", "2026-03-28T01:30:00Z"},
    {"2026-03-29T10:00:00Z", "02:30", "2026-03-29T01:00:00Z"},
    {"2026-03-29T10:00:00Z", "01:30", "2026-03-29T00:30:00Z"},
    {"2026-03-29T10:00:00Z", "13:00", "2026-03-28T12:00:00Z"},
};

START_TEST(a_clock_time_is_the_last_one_that_was)
{
    int64_t ms;

    environment_time_zone(ZONE_BERLIN);
    ck_assert(timestamp_parse(last_times[_i].clock, at(last_times[_i].now), ZONE_LOCAL, &ms, NULL));
    assert_moment(ms, last_times[_i].moment);
}
END_TEST

START_TEST(every_quarter_of_an_hour_reads_back)
{
    static const char *const rules[] = {ZONE_BERLIN, ZONE_NEW_YORK, ZONE_KATHMANDU, ZONE_LORD_HOWE,
                                        "UTC0"};
    char text[32];
    char again[32];

    environment_time_zone(rules[_i]);
    int64_t now = at(NOW);
    int64_t end = at("2027-01-01T00:00:00Z");
    for (int64_t ms = at("2026-01-01T00:00:00Z"); ms < end; ms += 15 * MS_PER_MINUTE) {
        int64_t back;
        timestamp_format(ms, ZONE_LOCAL, text);
        if (!timestamp_parse(text, now, ZONE_LOCAL, &back, NULL))
            ck_abort_msg("%s", text);
        timestamp_format(back, ZONE_LOCAL, again);
        /* The second of two equal times reads as the first. */
        bool repeated = back == ms - MS_PER_HOUR || back == ms - MS_PER_HOUR / 2;
        if (strcmp(again, text) != 0 || (back != ms && !repeated))
            ck_abort_msg("%s", text);
    }
}
END_TEST

/* --- words --- */

static const struct {
    const char *moment;
    enum time_zone zone;
    const char *whole, *clock, *minute, *day, *name;
    int64_t offset_ms;
} written[] = {
    {"0001-02-03T04:05:06Z", ZONE_UTC, "0001-02-03 04:05:06", "04:05:06", "04:05", "3 Feb", "UTC",
     0},
    {"2026-11-22T14:30:15.999Z", ZONE_UTC, "2026-11-22 14:30:15", "14:30:15", "14:30", "22 Nov",
     "UTC", 0},
    {"2026-11-22T14:30:15Z", ZONE_LOCAL, "2026-11-22 15:30:15", "15:30:15", "15:30", "22 Nov",
     "CET", MS_PER_HOUR},
    {"2026-07-31T23:05:09Z", ZONE_LOCAL, "2026-08-01 01:05:09", "01:05:09", "01:05", "1 Aug",
     "CEST", 2 * MS_PER_HOUR},
    {"2026-03-29T00:59:59.999Z", ZONE_LOCAL, "2026-03-29 01:59:59", "01:59:59", "01:59", "29 Mar",
     "CET", MS_PER_HOUR},
    {"2026-03-29T01:00:00Z", ZONE_LOCAL, "2026-03-29 03:00:00", "03:00:00", "03:00", "29 Mar",
     "CEST", 2 * MS_PER_HOUR},
    {"2026-10-25T00:59:59Z", ZONE_LOCAL, "2026-10-25 02:59:59", "02:59:59", "02:59", "25 Oct",
     "CEST", 2 * MS_PER_HOUR},
    {"2026-10-25T01:00:00Z", ZONE_LOCAL, "2026-10-25 02:00:00", "02:00:00", "02:00", "25 Oct",
     "CET", MS_PER_HOUR},
    {"1969-12-31T23:59:59.999Z", ZONE_UTC, "1969-12-31 23:59:59", "23:59:59", "23:59", "31 Dec",
     "UTC", 0},
    {"2024-02-29T00:00:00Z", ZONE_UTC, "2024-02-29 00:00:00", "00:00:00", "00:00", "29 Feb", "UTC",
     0},
};

START_TEST(times_are_written_in_their_zone)
{
    int64_t ms = at(written[_i].moment);
    enum time_zone zone = written[_i].zone;
    char text[32];

    environment_time_zone(ZONE_BERLIN);
    timestamp_format(ms, zone, text);
    ck_assert_str_eq(text, written[_i].whole);
    timestamp_format_clock(ms, zone, text);
    ck_assert_str_eq(text, written[_i].clock);
    timestamp_format_minute(ms, zone, text);
    ck_assert_str_eq(text, written[_i].minute);
    timestamp_format_day(ms, zone, text);
    ck_assert_str_eq(text, written[_i].day);
    ck_assert_str_eq(timestamp_zone_name(ms, zone), written[_i].name);
    ck_assert_int_eq(timestamp_zone_offset(ms, zone), written[_i].offset_ms);
}
END_TEST

START_TEST(iso_times_have_milliseconds)
{
    char text[32];

    timestamp_format_iso(INT64_C(1795357815007), text);
    ck_assert_str_eq(text, "2026-11-22T14:30:15.007Z");
    timestamp_format_iso(0, text);
    ck_assert_str_eq(text, "1970-01-01T00:00:00.000Z");
    timestamp_format_iso(-1, text);
    ck_assert_str_eq(text, "1969-12-31T23:59:59.999Z");
}
END_TEST

START_TEST(the_ends_of_time_are_written_too)
{
    char text[32];

    environment_time_zone(ZONE_KATHMANDU);
    timestamp_format_iso(INT64_MAX, text);
    ck_assert_str_eq(text, "292278994-08-17T07:12:55.807Z");
    timestamp_format_iso(INT64_MIN, text);
    ck_assert_str_eq(text, "-292275055-05-16T16:47:04.192Z");
    timestamp_format(INT64_MAX, ZONE_LOCAL, text);
    ck_assert_str_eq(text, "292278994-08-17 12:57:55");
    timestamp_format(INT64_MIN, ZONE_LOCAL, text);
    timestamp_format_day(INT64_MIN, ZONE_LOCAL, text);
    timestamp_zone_offset(INT64_MIN, ZONE_LOCAL);
}
END_TEST

START_TEST(offsets_follow_the_zone)
{
    environment_time_zone(ZONE_KATHMANDU);
    ck_assert_int_eq(timestamp_zone_offset(at(NOW), ZONE_LOCAL), 345 * MS_PER_MINUTE);
    ck_assert_int_eq(timestamp_zone_offset(at(NOW), ZONE_UTC), 0);
    environment_time_zone(ZONE_NEW_YORK);
    ck_assert_int_eq(timestamp_zone_offset(at(NOW), ZONE_LOCAL), -5 * MS_PER_HOUR);
    ck_assert_str_eq(timestamp_zone_name(at(NOW), ZONE_LOCAL), "EST");
    ck_assert_str_eq(timestamp_zone_name(at("2026-07-01T00:00:00Z"), ZONE_LOCAL), "EDT");
}
END_TEST

Suite *suite_timestamp(void)
{
    Suite *suite = suite_create("timestamp");

    TCase *clock = tcase_create("clock");
    tcase_add_test(clock, now_is_after_this_was_written);
    tcase_add_test(clock, the_monotonic_clock_does_not_go_back);
    suite_add_tcase(suite, clock);

    TCase *parse_iso = tcase_create("iso");
    tcase_add_loop_test(parse_iso, iso_times_are_read, 0, COUNT(iso));
    tcase_add_loop_test(parse_iso, anything_else_is_no_iso_time, 0, COUNT(no_iso));
    tcase_add_test(parse_iso, a_time_is_read_up_to_the_end_of_the_slice);
    tcase_add_loop_test(parse_iso, a_number_of_the_epoch_tells_its_unit_by_its_size, 0,
                        sizeof(epochs) / sizeof(epochs[0]));
    tcase_add_test(parse_iso, a_date_alone_is_its_midnight);
    tcase_add_test(parse_iso, every_day_follows_the_one_before);
    suite_add_tcase(suite, parse_iso);

    TCase *parse = tcase_create("parse");
    tcase_add_checked_fixture(parse, NULL, environment_restore);
    tcase_add_loop_test(parse, typed_times_are_read, 0, COUNT(typed));
    tcase_add_loop_test(parse, anything_else_is_refused_with_the_reason, 0, COUNT(refused));
    tcase_add_test(parse, the_end_of_a_range_is_the_last_time_that_was_shown);
    tcase_add_loop_test(parse, local_times_are_read_across_a_change, 0, COUNT(changes));
    tcase_add_loop_test(parse, a_clock_time_is_the_last_one_that_was, 0, COUNT(last_times));
    tcase_add_loop_test(parse, every_quarter_of_an_hour_reads_back, 0, 5);
    suite_add_tcase(suite, parse);

    TCase *format = tcase_create("format");
    tcase_add_checked_fixture(format, NULL, environment_restore);
    tcase_add_loop_test(format, times_are_written_in_their_zone, 0, COUNT(written));
    tcase_add_test(format, iso_times_have_milliseconds);
    tcase_add_test(format, the_ends_of_time_are_written_too);
    tcase_add_test(format, offsets_follow_the_zone);
    suite_add_tcase(suite, format);
    return suite;
}
