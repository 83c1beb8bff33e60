#include "config.h"

#include "base/duration.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
    const char *text;
    int64_t ms;
} readable[] = {
    {"0", 0},
    {"0s", 0},
    {"1ms", 1},
    {"850ms", 850},
    {"1s", MS_PER_SECOND},
    {"15m", 15 * MS_PER_MINUTE},
    {"90m", 90 * MS_PER_MINUTE},
    {"1h30m", 90 * MS_PER_MINUTE},
    {"24h", MS_PER_DAY},
    {"7d", 7 * MS_PER_DAY},
    {"2w", 14 * MS_PER_DAY},
    {"1w2d3h4m5s6ms", 9 * MS_PER_DAY + 3 * MS_PER_HOUR + 4 * MS_PER_MINUTE + 5 * MS_PER_SECOND + 6},
    {"1h1ms", MS_PER_HOUR + 1},
    {"0h5m", 5 * MS_PER_MINUTE},
    {"007d", 7 * MS_PER_DAY},
    {"9223372036854775807ms", INT64_MAX},
    {"106751991167d7h12m55s807ms", INT64_MAX},
};

START_TEST(durations_are_read)
{
    struct error error = {0};
    int64_t ms = -1;

    ck_assert_msg(duration_parse(readable[_i].text, &ms, &error), "%s", error.text);
    ck_assert_int_eq(ms, readable[_i].ms);
}
END_TEST

static const struct {
    const char *text;
    const char *reason; /* occurs in the error */
} unreadable[] = {
    {"", "number and a unit"},
    {"m", "number and a unit"},
    {" 1m", "number and a unit"},
    {"+1m", "number and a unit"},
    {"-1m", "negative"},
    {"-", "negative"},
    {"-0", "negative"},
    {"15", "a unit is missing"},
    {"00", "a unit is missing"},
    {"1h30", "a unit is missing"},
    {"1m ", "units are"},
    {"15M", "units are"},
    {"15min", "units are"},
    {"1.5h", "units are"},
    {"1h 30m", "units are"},
    {"1y", "units are"},
    {"5m-3s", "units are"},
    {"30m1h", "larger units first"},
    {"1h1h", "larger units first"},
    {"5ms1s", "larger units first"},
    {"9223372036854775808ms", "too long"},
    {"99999999999999999999999999s", "too long"},
    {"15250284453w", "too long"},
    {"106751991167d7h12m55s808ms", "too long"},
};

START_TEST(anything_else_is_refused_with_the_reason)
{
    struct error error = {0};
    int64_t ms = 77;

    ck_assert(!duration_parse(unreadable[_i].text, &ms, &error));
    ck_assert_int_eq(ms, 77);
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_msg(strstr(error.text, unreadable[_i].reason) != NULL, "%s", error.text);
}
END_TEST

START_TEST(the_reason_may_be_left_out)
{
    int64_t ms;

    ck_assert(!duration_parse("soon", &ms, NULL));
}
END_TEST

static const struct {
    int64_t ms;
    const char *exact;
    const char *rough;
} written[] = {
    {0, "0s", "<1s"},
    {1, "1ms", "<1s"},
    {999, "999ms", "<1s"},
    {-999, "-999ms", "<1s"},
    {1000, "1s", "1s"},
    {1500, "1s500ms", "1s"},
    {-1500, "-1s500ms", "<1s"},
    {59999, "59s999ms", "59s"},
    {MS_PER_MINUTE, "1m", "1m"},
    {90 * MS_PER_MINUTE, "1h30m", "1h"},
    {-90 * MS_PER_MINUTE, "-1h30m", "<1s"},
    {MS_PER_HOUR - 1, "59m59s999ms", "59m"},
    {6 * MS_PER_HOUR, "6h", "6h"},
    {MS_PER_DAY, "24h", "24h"},
    {36 * MS_PER_HOUR, "36h", "36h"},
    {2 * MS_PER_DAY - 1, "47h59m59s999ms", "47h"},
    {2 * MS_PER_DAY, "2d", "2d"},
    {3 * MS_PER_DAY + MS_PER_HOUR, "3d1h", "3d"},
    {7 * MS_PER_DAY, "7d", "7d"},
    {14 * MS_PER_DAY - 1, "13d23h59m59s999ms", "13d"},
    {14 * MS_PER_DAY, "14d", "2w"},
    {700 * MS_PER_DAY - 1, "699d23h59m59s999ms", "99w"},
    {700 * MS_PER_DAY, "700d", "1y"},
    {-800 * MS_PER_DAY, "-800d", "<1s"},
    {36500 * MS_PER_DAY, "36500d", "99y"},
    {INT64_MAX, "106751991167d7h12m55s807ms", "99y"},
    {INT64_MIN, "-106751991167d7h12m55s808ms", "<1s"},
};

START_TEST(the_exact_form_is_what_people_write)
{
    char text[32];

    duration_format(written[_i].ms, text);
    ck_assert_str_eq(text, written[_i].exact);
}
END_TEST

START_TEST(the_exact_form_reads_back)
{
    char text[32];
    int64_t back;

    duration_format(written[_i].ms, text);
    if (written[_i].ms < 0)
        ck_assert(!duration_parse(text, &back, NULL));
    else {
        ck_assert(duration_parse(text, &back, NULL));
        ck_assert_int_eq(back, written[_i].ms);
    }
}
END_TEST

START_TEST(the_rough_form_fits_four_columns)
{
    char text[8];

    duration_format_short(written[_i].ms, text);
    ck_assert_str_eq(text, written[_i].rough);
    ck_assert_uint_le(strlen(text), 4);
}
END_TEST

Suite *suite_duration(void)
{
    Suite *suite = suite_create("duration");

    TCase *parse = tcase_create("parse");
    tcase_add_loop_test(parse, durations_are_read, 0, COUNT(readable));
    tcase_add_loop_test(parse, anything_else_is_refused_with_the_reason, 0, COUNT(unreadable));
    tcase_add_test(parse, the_reason_may_be_left_out);
    suite_add_tcase(suite, parse);

    TCase *format = tcase_create("format");
    tcase_add_loop_test(format, the_exact_form_is_what_people_write, 0, COUNT(written));
    tcase_add_loop_test(format, the_exact_form_reads_back, 0, COUNT(written));
    tcase_add_loop_test(format, the_rough_form_fits_four_columns, 0, COUNT(written));
    suite_add_tcase(suite, format);
    return suite;
}
