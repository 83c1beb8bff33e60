#include "config.h"

#include "base/character_set.h"
#include "base/text.h"
#include "present/glyphs.h"
#include "present/number.h"
#include "present/sparkline.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* --- numbers --- */

static const struct {
    double value;
    const char *plain, *change, *rounded;
} numbers[] = {
    {0, "0.000", "0.000", "0.0"},
    {-0.0, "0.000", "0.000", "0.0"},
    {0.71, "0.710", "+0.710", "+0.7"},
    {-0.13, "-0.130", "-0.130", "-0.1"},
    {0.04, "0.040", "+0.040", "0.0"},
    {0.0123, "0.012", "+0.012", "0.0"},
    {0.00123, "0.0012", "+0.0012", "0.0"},
    {-0.00123, "-0.0012", "-0.0012", "0.0"},
    {0.000012, "1.2e-5", "+1.2e-5", "0.0"},
    {-0.000012, "-1.2e-5", "-1.2e-5", "0.0"},
    {1, "1.000", "+1.000", "+1.0"},
    {-4.2, "-4.200", "-4.200", "-4.2"},
    {9.9999, "10.000", "+10.000", "+10.0"},
    {12.345, "12.35", "+12.35", "+12.3"},
    {-99.999, "-100.00", "-100.00", "-100.0"},
    {312.5, "312.5", "+312.5", "+312.5"},
    {999.94, "999.9", "+999.9", "+999.9"},
    {-999.96, "-1000.0", "-1000.0", "-1.0k"},
    {1234, "1234", "+1234", "+1.2k"},
    {48123, "48123", "+48123", "+48.1k"},
    {-99960, "-99960", "-99960", "-100k"},
    {999499, "999499", "+999499", "+999k"},
    {999500, "999500", "+999500", "+1.0M"},
    {-999999.4, "-999999", "-999999", "-1.0M"},
    {999999.6, "1.0e6", "+1.0e6", "+1.0M"},
    {1234567, "1.2e6", "+1.2e6", "+1.2M"},
    {-2.5e9, "-2.5e9", "-2.5e9", "-2.5G"},
    {7.25e12, "7.2e12", "+7.2e12", "+7.2T"},
    {999.4e12, "1.0e15", "+1.0e15", "+999T"},
    {3e15, "3.0e15", "+3.0e15", "+3e15"},
    {1e100, "1.0e100", "+1e100", "+1e100"},
    {-1.7e308, "-2e308", "-2e308", "-2e308"},
    {4.9e-324, "5e-324", "+5e-324", "0.0"},
    {-1.26e-15, "-1e-15", "-1e-15", "0.0"},
    {INFINITY, "inf", "+inf", "+inf"},
    {-INFINITY, "-inf", "-inf", "-inf"},
    {NAN, "-", "-", "-"},
};

START_TEST(numbers_are_short_and_worth_reading)
{
    char text[NUMBER_SIZE];

    number_value(numbers[_i].value, text);
    ck_assert_str_eq(text, numbers[_i].plain);
    number_change(numbers[_i].value, text);
    ck_assert_str_eq(text, numbers[_i].change);
    number_signed(numbers[_i].value, text);
    ck_assert_str_eq(text, numbers[_i].rounded);
}
END_TEST

static void assert_columns(double value)
{
    char plain[NUMBER_SIZE];
    char change[NUMBER_SIZE];
    char rounded[NUMBER_SIZE];

    number_value(value, plain);
    number_change(value, change);
    number_signed(value, rounded);
    if (strlen(plain) > 7 || strlen(change) > 7 || strlen(rounded) > 6)
        ck_abort_msg("%g: %s, %s, %s", value, plain, change, rounded);
}

START_TEST(every_number_keeps_to_its_columns)
{
    for (double power = 1e-320; power < 1e308; power *= 10) {
        for (double digits = 0.9; digits < 1.1; digits += 0.005) {
            assert_columns(power * digits);
            assert_columns(-power * digits);
        }
    }
    assert_columns(1.7976931348623157e308);
    assert_columns(-1.7976931348623157e308);
}
END_TEST

static const struct {
    double value;
    double baseline;
    const char *text;
} changes[] = {
    {0.619, 0.784, "-21%"},
    {0.163, 0.117, "+39%"},
    {0.5, 0.5, "0%"},
    {0.501, 0.5, "+0%"},
    {0.499, 0.5, "-0%"},
    {0.086, 0, "+0.086"},
    {-0.086, 0, "-0.086"},
    {0.086, 0.001, "+0.085"},
    {-0.5, -1, "+50%"},
    {-1.5, -1, "-50%"},
    {10, 1, "+900%"},
    {12, 1, "+11.0"},
    {4812, 0, "+4.8k"},
    {0, 0, "0%"},
    {2e-4, 0, "+2e-4"},
    {-2e-4, 1e-9, "-2e-4"},
    {1e-12, 0, "0.0"},
    {1e300, 0, "+1e300"},
    {NAN, 1, "-"},
    {1, NAN, "-"},
    {1.7e308, -1.7e308, "+inf"},
};

START_TEST(a_change_is_told_in_percent_where_that_says_something)
{
    char text[NUMBER_SIZE];

    number_relative(changes[_i].value, changes[_i].baseline, text);
    ck_assert_str_eq(text, changes[_i].text);
    ck_assert_uint_le(strlen(text), 6);
}
END_TEST

static const struct {
    uint64_t count;
    const char *text;
} counts[] = {
    {0, "0"},
    {312, "312"},
    {9999, "9999"},
    {10000, "10.0k"},
    {15004, "15.0k"},
    {99999, "99.9k"},
    {100000, "100k"},
    {999999, "999k"},
    {1000000, "1.0M"},
    {1234567, "1.2M"},
    {UINT64_C(999999999), "999M"},
    {UINT64_C(1000000000), "1.0G"},
    {UINT64_C(1000000000000), "1.0T"},
    {UINT64_C(1000000000000000), "1.0P"},
    {UINT64_C(1000000000000000000), "1.0E"},
    {UINT64_MAX - 1, "18.4E"},
    {UINT64_MAX, "-"},
};

START_TEST(counts_fit_five_columns)
{
    char text[NUMBER_SIZE];

    number_count(counts[_i].count, text);
    ck_assert_str_eq(text, counts[_i].text);
    ck_assert_uint_le(strlen(text), 5);
}
END_TEST

static const struct {
    uint64_t bytes;
    const char *text;
} amounts[] = {
    {0, "0 B"},
    {1023, "1023 B"},
    {1024, "1 KiB"},
    {1536, "1.5 KiB"},
    {100 * 1024, "100 KiB"},
    {100 * 1024 + 512, "100 KiB"},
    {(1 << 20) - 1, "1023 KiB"},
    {100 << 20, "100 MiB"},
    {UINT64_C(25276514304), "23.5 GiB"},
    {UINT64_MAX, "15.9 EiB"},
};

START_TEST(bytes_have_their_unit)
{
    char text[NUMBER_SIZE];

    number_bytes(amounts[_i].bytes, text);
    ck_assert_str_eq(text, amounts[_i].text);
}
END_TEST

/* --- glyphs --- */

static const enum glyph_set sets[] = {GLYPHS_ASCII, GLYPHS_BLOCK, GLYPHS_BRAILLE};

START_TEST(every_glyph_takes_one_column_and_is_safe)
{
    const struct glyphs *glyphs = glyphs_get(sets[_i]);
    const uint32_t single[] = {
        glyphs->gap,      glyphs->unknown,  glyphs->arrow,    glyphs->ellipsis, glyphs->up,
        glyphs->down,     glyphs->bullet,   glyphs->run[0],   glyphs->run[1],   glyphs->run[2],
        glyphs->run[3],   glyphs->run[4],   glyphs->spark[0], glyphs->spark[1], glyphs->spark[2],
        glyphs->spark[3], glyphs->spark[4], glyphs->spark[5], glyphs->spark[6], glyphs->spark[7]};

    environment_utf8();
    ck_assert_int_eq(glyphs->set, sets[_i]);
    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
        ck_assert_msg(text_safe_character(single[i]) == single[i], "U+%04X", single[i]);
        ck_assert_msg(text_character_width(single[i]) == 1, "U+%04X", single[i]);
        if (sets[_i] == GLYPHS_ASCII)
            ck_assert_msg(single[i] >= ' ' && single[i] <= '~', "U+%04X", single[i]);
    }
}
END_TEST

static void assert_distinct(const uint32_t *characters, size_t count)
{
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++)
            ck_assert_msg(characters[a] != characters[b], "%zu and %zu", a, b);
    }
}

START_TEST(shapes_tell_apart_without_colour)
{
    const struct glyphs *glyphs = glyphs_get(sets[_i]);
    uint32_t spark[SPARK_LEVELS + 2];
    size_t count = 0;

    assert_distinct(glyphs->run, 5);
    ck_assert_uint_ne(glyphs->up, glyphs->down);
    for (size_t i = 0; i < SPARK_LEVELS; i += sets[_i] == GLYPHS_BRAILLE ? 2 : 1)
        spark[count++] = glyphs->spark[i];
    spark[count++] = glyphs->gap;
    spark[count++] = glyphs->unknown;
    assert_distinct(spark, count);
    for (size_t i = 0; i < SPARK_LEVELS; i++)
        ck_assert_uint_ne(glyphs->spark[i], ' ');
}
END_TEST

START_TEST(the_words_for_glyphs_are_read)
{
    enum glyph_set set = GLYPHS_BLOCK;

    ck_assert(glyphs_parse("ascii", &set) && set == GLYPHS_ASCII);
    ck_assert(glyphs_parse("block", &set) && set == GLYPHS_BLOCK);
    ck_assert(glyphs_parse("braille", &set) && set == GLYPHS_BRAILLE);
    ck_assert(!glyphs_parse("", &set));
    ck_assert(!glyphs_parse("Block", &set));
    ck_assert(!glyphs_parse("blocks", &set));
    ck_assert_int_eq(set, GLYPHS_BRAILLE);
}
END_TEST

START_TEST(auto_follows_the_locale)
{
    enum glyph_set set = GLYPHS_BRAILLE;

    environment_utf8();
    ck_assert(glyphs_parse("auto", &set) && set == GLYPHS_BLOCK);
    environment_c_locale();
    ck_assert(glyphs_parse("auto", &set) && set == GLYPHS_ASCII);
}
END_TEST

START_TEST(who_asks_for_signs_gets_them_in_any_locale)
{
    environment_c_locale();
    ck_assert_int_eq(glyphs_choose("auto"), GLYPHS_ASCII);
    ck_assert_int_eq(glyphs_choose("ascii"), GLYPHS_ASCII);
    ck_assert(!text_locale_is_utf8());
    ck_assert_int_eq(glyphs_choose("block"), GLYPHS_BLOCK);
    ck_assert(text_locale_is_utf8());
    ck_assert_int_eq(glyphs_choose("braille"), GLYPHS_BRAILLE);
    ck_assert_int_eq(glyphs_choose("auto"), GLYPHS_BLOCK);
}
END_TEST

static const struct {
    const char *all;
    const char *lang;
    bool utf8;
} locales[] = {
    {"C.UTF-8", NULL, true},        {"C", "de_XX.UTF-8", false}, {"de_XX.UTF-8", NULL, true},
    {"de_XX.utf8@euro", "C", true}, {"de_XX", NULL, false},      {"de_XX.ISO-8859-1", NULL, false},
    {NULL, "de_XX.UTF-8", true},    {"", "de_XX.UTF-8", true},   {NULL, NULL, false},
    {"utf8", NULL, false},          {"UTF-8", "C", true},
};

static void put(const char *name, const char *value)
{
    if (value != NULL)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

START_TEST(a_locale_that_is_not_installed_is_utf8_where_it_says_so)
{
    environment_c_locale();
    unsetenv("LC_CTYPE");
    put("LC_ALL", locales[_i].all);
    put("LANG", locales[_i].lang);
    character_set_choose();
    ck_assert(text_locale_is_utf8() == locales[_i].utf8);
}
END_TEST

/* --- sparklines --- */

#define GAP -1000.0 /* stands for an empty bucket in the tables below */

static struct bucket bucket_of(double z)
{
    if (z == GAP)
        return (struct bucket){
            .z_min = NAN, .z_max = NAN, .z_mean = NAN, .z_last = NAN, .value_last = NAN};
    return (struct bucket){.count = 1,
                           .ok = 1,
                           .worst = SEVERITY_OK,
                           .z_min = z,
                           .z_max = z,
                           .z_mean = z,
                           .z_last = z,
                           .value_last = 1};
}

static char *line_of(const double *zs, size_t count, double full_scale, enum glyph_set set)
{
    const struct glyphs *glyphs = glyphs_get(set);
    struct bucket buckets[16];
    struct spark_cell cells[16];
    struct buffer line = {0};
    size_t per_cell = sparkline_buckets_per_cell(glyphs);

    for (size_t i = 0; i < count; i++)
        buckets[i] = bucket_of(zs[i]);
    sparkline(buckets, count, full_scale, glyphs, cells);
    for (size_t i = 0; i < (count + per_cell - 1) / per_cell; i++) {
        char bytes[4];
        buffer_append(&line, bytes, text_encode(cells[i].character, bytes));
    }
    buffer_char(&line, '\0');
    return line.data;
}

static const struct {
    double zs[9];
    size_t count;
    double full_scale;
    const char *block, *braille, *ascii;
} lines[] = {
    {{0, 1, 2, 3, 4, 5, 6, 7}, 8, 8, "▁▂▃▃▃▃▃▃", "⣀⣤⣤⣤", ".:------"},
    {{0, -1, -2, -3, -4, -5, -6, -7}, 8, 8, "▁▂▃▃▃▃▃▃", "⣀⣤⣤⣤", ".:------"},
    {{8, -8, 9, 1e300, INFINITY, -INFINITY}, 6, 8, "▃▃▃▃▃▃", "⣤⣤⣤", "------"},
    {{0, GAP, 0, GAP, GAP}, 5, 8, "▁·▁··", "⡀⡀·", "._.__"},
    {{GAP, 0, GAP, 7}, 4, 8, "·▁·▃", "⢀⢠", "_._-"},
    {{NAN, 0, NAN, NAN}, 4, 8, "▁▁▁▁", "⣀⣀", "...."},
    {{NAN, GAP, GAP, NAN, 0, NAN}, 6, 8, "▁··▁▁▁", "⡀⢀⣀", ".__..."},
    {{0.1, 0.2, 0.05}, 3, 5, "▁▁▁", "⣀⡀", "..."},
    {{GAP, GAP}, 2, 5, "··", "·", "__"},
    {{0}, 0, 5, "", "", ""},
};

START_TEST(lines_of_what_is_well_are_low)
{
    char *block = line_of(lines[_i].zs, lines[_i].count, lines[_i].full_scale, GLYPHS_BLOCK);
    char *braille = line_of(lines[_i].zs, lines[_i].count, lines[_i].full_scale, GLYPHS_BRAILLE);
    char *ascii = line_of(lines[_i].zs, lines[_i].count, lines[_i].full_scale, GLYPHS_ASCII);

    ck_assert_str_eq(block, lines[_i].block);
    ck_assert_str_eq(braille, lines[_i].braille);
    ck_assert_str_eq(ascii, lines[_i].ascii);
    free(block);
    free(braille);
    free(ascii);
}
END_TEST

static uint32_t character_of(enum severity severity, double z, enum glyph_set set)
{
    struct bucket bucket = bucket_of(z);
    struct spark_cell cell;

    bucket.worst = severity;
    sparkline(&bucket, 1, 5, glyphs_get(set), &cell);
    return cell.character;
}

/* Whatever z, no character stands for two severities: without colours one sees the same. */
START_TEST(each_severity_has_characters_of_its_own)
{
    static const double zs[] = {NAN, 0, -0.2, 1, -2.5, 3, 4.9, -5, INFINITY};
    enum glyph_set set = (enum glyph_set)_i;

    for (size_t i = 0; i < sizeof(zs) / sizeof(zs[0]); i++) {
        for (size_t j = 0; j < sizeof(zs) / sizeof(zs[0]); j++) {
            uint32_t ok = character_of(SEVERITY_OK, zs[i], set);
            uint32_t warn = character_of(SEVERITY_WARN, zs[j], set);
            uint32_t degraded = character_of(SEVERITY_DEGRADED, zs[i], set);
            ck_assert_uint_ne(ok, warn);
            ck_assert_uint_ne(ok, character_of(SEVERITY_DEGRADED, zs[j], set));
            ck_assert_uint_ne(warn, degraded);
            ck_assert_uint_ne(character_of(SEVERITY_NO_DATA, NAN, set), warn);
            ck_assert_uint_ne(character_of(SEVERITY_NO_DATA, NAN, set), ok);
        }
    }
    ck_assert_uint_eq(character_of(SEVERITY_WARN, NAN, GLYPHS_ASCII), 'w');
    ck_assert_uint_eq(character_of(SEVERITY_DEGRADED, -0.2, GLYPHS_ASCII), 'D');
    ck_assert_uint_eq(character_of(SEVERITY_NO_DATA, NAN, GLYPHS_ASCII), 'n');
    ck_assert_uint_eq(character_of(SEVERITY_WARN, 0, GLYPHS_BLOCK), U'▄');
    ck_assert_uint_eq(character_of(SEVERITY_WARN, 5, GLYPHS_BLOCK), U'▅');
    ck_assert_uint_eq(character_of(SEVERITY_DEGRADED, -0.2, GLYPHS_BLOCK), U'▇');
    ck_assert_uint_eq(character_of(SEVERITY_DEGRADED, 5, GLYPHS_BLOCK), U'█');
}
END_TEST

START_TEST(the_worst_moment_of_a_bucket_is_shown)
{
    struct bucket bucket = bucket_of(0);
    struct spark_cell cell;

    bucket.z_min = -7;
    bucket.z_max = 2;
    sparkline(&bucket, 1, 8, glyphs_get(GLYPHS_BLOCK), &cell);
    ck_assert_uint_eq(cell.character, U'▃');
    bucket.z_min = -1;
    bucket.z_max = 0;
    sparkline(&bucket, 1, 8, glyphs_get(GLYPHS_BLOCK), &cell);
    ck_assert_uint_eq(cell.character, U'▂');
}
END_TEST

START_TEST(a_cell_has_the_worst_severity_of_its_buckets)
{
    struct bucket buckets[5] = {bucket_of(1), bucket_of(GAP), bucket_of(GAP), bucket_of(GAP),
                                bucket_of(NAN)};
    struct spark_cell cells[5];

    buckets[0].worst = SEVERITY_WARN;
    buckets[4].worst = SEVERITY_NO_DATA;
    sparkline(buckets, 5, 8, glyphs_get(GLYPHS_BLOCK), cells);
    ck_assert_int_eq(cells[0].severity, SEVERITY_WARN);
    ck_assert_int_eq(cells[1].severity, SEVERITY_ABSENT);
    ck_assert_int_eq(cells[4].severity, SEVERITY_NO_DATA);

    buckets[1] = bucket_of(0);
    buckets[1].worst = SEVERITY_DEGRADED;
    sparkline(buckets, 5, 8, glyphs_get(GLYPHS_BRAILLE), cells);
    ck_assert_int_eq(cells[0].severity, SEVERITY_DEGRADED);
    ck_assert_int_eq(cells[1].severity, SEVERITY_ABSENT);
    ck_assert_int_eq(cells[2].severity, SEVERITY_NO_DATA);
}
END_TEST

START_TEST(braille_shows_two_buckets_a_cell)
{
    ck_assert_uint_eq(sparkline_buckets_per_cell(glyphs_get(GLYPHS_ASCII)), 1);
    ck_assert_uint_eq(sparkline_buckets_per_cell(glyphs_get(GLYPHS_BLOCK)), 1);
    ck_assert_uint_eq(sparkline_buckets_per_cell(glyphs_get(GLYPHS_BRAILLE)), 2);
}
END_TEST

Suite *suite_present(void)
{
    Suite *suite = suite_create("present");

    TCase *number = tcase_create("number");
    tcase_add_loop_test(number, numbers_are_short_and_worth_reading, 0, COUNT(numbers));
    tcase_add_test(number, every_number_keeps_to_its_columns);
    tcase_add_loop_test(number, a_change_is_told_in_percent_where_that_says_something, 0,
                        (int)(sizeof(changes) / sizeof(changes[0])));
    tcase_add_loop_test(number, counts_fit_five_columns, 0, COUNT(counts));
    tcase_add_loop_test(number, bytes_have_their_unit, 0, COUNT(amounts));
    suite_add_tcase(suite, number);

    TCase *glyphs = tcase_create("glyphs");
    tcase_add_checked_fixture(glyphs, NULL, environment_restore);
    tcase_add_loop_test(glyphs, every_glyph_takes_one_column_and_is_safe, 0, COUNT(sets));
    tcase_add_loop_test(glyphs, shapes_tell_apart_without_colour, 0, COUNT(sets));
    tcase_add_test(glyphs, the_words_for_glyphs_are_read);
    tcase_add_test(glyphs, auto_follows_the_locale);
    tcase_add_test(glyphs, who_asks_for_signs_gets_them_in_any_locale);
    tcase_add_loop_test(glyphs, a_locale_that_is_not_installed_is_utf8_where_it_says_so, 0,
                        sizeof(locales) / sizeof(locales[0]));
    suite_add_tcase(suite, glyphs);

    TCase *spark = tcase_create("sparkline");
    tcase_add_loop_test(spark, lines_of_what_is_well_are_low, 0, COUNT(lines));
    tcase_add_loop_test(spark, each_severity_has_characters_of_its_own, GLYPHS_ASCII,
                        GLYPHS_BRAILLE + 1);
    tcase_add_test(spark, the_worst_moment_of_a_bucket_is_shown);
    tcase_add_test(spark, a_cell_has_the_worst_severity_of_its_buckets);
    tcase_add_test(spark, braille_shows_two_buckets_a_cell);
    suite_add_tcase(suite, spark);
    return suite;
}
