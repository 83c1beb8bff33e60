#include "config.h"

#include "base/text.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* --- UTF-8 --- */

static const struct {
    const char *bytes;
    size_t size; /* 0: as long as the string */
    uint32_t character;
    size_t length;
} encoded[] = {
    {"a", 0, 'a', 1},
    {"\0", 1, 0, 1},
    {"\x7f", 0, 0x7F, 1},
    {"\xC2\x80", 0, 0x80, 2},
    {"\xDF\xBF", 0, 0x7FF, 2},
    {"\xE0\xA0\x80", 0, 0x800, 3},
    {"\xED\x9F\xBF", 0, 0xD7FF, 3},
    {"\xEE\x80\x80", 0, 0xE000, 3},
    {"\xEF\xBF\xBF", 0, 0xFFFF, 3},
    {"\xF0\x90\x80\x80", 0, 0x10000, 4},
    {"\xF4\x8F\xBF\xBF", 0, 0x10FFFF, 4},
    {"\xE2\x82\xAC"
     "abc",
     0, 0x20AC, 3},
};

START_TEST(characters_are_decoded)
{
    size_t size = encoded[_i].size > 0 ? encoded[_i].size : strlen(encoded[_i].bytes);
    uint32_t character = 1;

    ck_assert_uint_eq(text_decode((struct slice){encoded[_i].bytes, size}, &character),
                      encoded[_i].length);
    ck_assert_uint_eq(character, encoded[_i].character);
}
END_TEST

START_TEST(characters_are_encoded)
{
    char bytes[4];

    ck_assert_uint_eq(text_encode(encoded[_i].character, bytes), encoded[_i].length);
    ck_assert_mem_eq(bytes, encoded[_i].bytes, encoded[_i].length);
}
END_TEST

static const char *const malformed[] = {
    "\x80", /* a continuation without a beginning */
    "\xBF",
    "\xC0\x80",         /* overlong NUL */
    "\xC1\xBF",         /* overlong */
    "\xE0\x9F\xBF",     /* overlong */
    "\xF0\x8F\xBF\xBF", /* overlong */
    "\xED\xA0\x80",     /* surrogates */
    "\xED\xBF\xBF",
    "\xF4\x90\x80\x80", /* beyond U+10FFFF */
    "\xF5\x80\x80\x80",
    "\xF8\x88\x80\x80\x80",
    "\xFE",
    "\xFF",
    "\xC2", /* cut short */
    "\xE2\x82",
    "\xF0\x9F\x98",
    "\xC2"
    "a", /* broken off */
    "\xE2\x82"
    "a",
    "\xE2"
    "a\x82",
    "\xF0\x9F\x98"
    "a",
};

START_TEST(malformed_bytes_are_replaced_one_at_a_time)
{
    uint32_t character = 0;

    ck_assert_uint_eq(text_decode(slice_of(malformed[_i]), &character), 1);
    ck_assert_uint_eq(character, TEXT_REPLACEMENT);
}
END_TEST

START_TEST(decoding_stays_inside_the_slice)
{
    uint32_t character = 0;

    ck_assert_uint_eq(text_decode((struct slice){"\xE2\x82\xAC", 2}, &character), 1);
    ck_assert_uint_eq(character, TEXT_REPLACEMENT);
}
END_TEST

/* --- safe characters --- */

static const struct {
    uint32_t first, last;
} hostile[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},         {0x034F, 0x034F},
    {0x061C, 0x061C},   {0x115F, 0x1160},   {0x180B, 0x180F},     {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},     {0xD800, 0xDFFF},
    {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},     {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},   {0xFFF9, 0xFFFB},   {0xFFFE, 0xFFFF},     {0x1D173, 0x1D17A},
    {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0xE0001, 0xE007F},   {0xE0100, 0xE01EF},
    {0xF0000, 0xF00FF}, {0xFFFFE, 0xFFFFF}, {0x100000, 0x1000FF}, {0x10FFFE, 0x110010},
};

static void assert_replaced(uint32_t first, uint32_t last)
{
    for (uint32_t c = first; c <= last; c++) {
        if (text_safe_character(c) != TEXT_REPLACEMENT)
            ck_abort_msg("U+%04X", c);
    }
}

START_TEST(what_acts_or_hides_is_replaced_in_every_locale)
{
    environment_utf8();
    assert_replaced(hostile[_i].first, hostile[_i].last);
    environment_c_locale();
    assert_replaced(hostile[_i].first, hostile[_i].last);
}
END_TEST

START_TEST(unassigned_characters_are_replaced)
{
    static const uint32_t unassigned[] = {0x0378, 0x05FF, 0x2FE0, 0x1FFFD, 0x3FFFD, 0xDFFFD};

    environment_utf8();
    for (size_t i = 0; i < sizeof(unassigned) / sizeof(unassigned[0]); i++)
        ck_assert_msg(text_safe_character(unassigned[i]) == TEXT_REPLACEMENT, "U+%04X",
                      unassigned[i]);
}
END_TEST

START_TEST(readable_characters_stay)
{
    static const uint32_t readable[] = {' ',    '~',    0xA0,   0xE9,   0x0301, 0x05D0,
                                        0x0645, 0x0E33, 0x2026, 0x2192, 0x2581, 0x2801,
                                        0x3042, 0x65E5, 0xAC00, 0xFFFD, 0x1F600};

    environment_utf8();
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
        ck_assert_msg(text_safe_character(readable[i]) == readable[i], "U+%04X", readable[i]);
}
END_TEST

START_TEST(widths_are_those_of_a_terminal)
{
    environment_utf8();
    ck_assert_int_eq(text_character_width('a'), 1);
    ck_assert_int_eq(text_character_width(0xE9), 1);
    ck_assert_int_eq(text_character_width(0x0301), 0);
    ck_assert_int_eq(text_character_width(0x65E5), 2);
    ck_assert_int_eq(text_character_width(0xFF21), 2);
    ck_assert_int_eq(text_character_width(0x1F600), 2);
    ck_assert_int_eq(text_character_width(0x2026), 1);
    ck_assert_int_eq(text_character_width(0x2588), 1);
    ck_assert_int_eq(text_character_width(0x28FF), 1);
    ck_assert_int_eq(text_character_width(TEXT_REPLACEMENT), 1);
}
END_TEST

START_TEST(the_locale_says_whether_it_writes_utf8)
{
    environment_utf8();
    ck_assert(text_locale_is_utf8());
    environment_c_locale();
    ck_assert(!text_locale_is_utf8());
}
END_TEST

/* --- text --- */

static const struct {
    const char *text;
    const char *utf8;
    const char *ascii;
    int columns;
} samples[] = {
    {"", "", "", 0},
    {"acme-prod_1", "acme-prod_1", "acme-prod_1", 11},
    {"a\tb\nc\rd", "a�b�c�d", "a?b?c?d", 7},
    {"\x1b[2J\x1b]0;x\x07", "�[2J�]0;x�", "?[2J?]0;x?", 10},
    {"\xC2\x9B"
     "31m",
     "�31m", "?31m", 4}, /* CSI as a C1 control */
    {"\x9B"
     "31m",
     "�31m", "?31m", 4}, /* and as a bare byte */
    {"caf\xC3\xA9", "café", "caf?", 4},
    {"cafe\xCC\x81", "cafe\xCC\x81", "cafe?", 4},
    {"\xCC\x81"
     "abc",
     "�abc", "?abc", 4}, /* it would sit on what stands before */
    {"日本", "日本", "??", 4},
    {"a\xE2\x80\xAE"
     "b",
     "a�b", "a?b", 3}, /* right-to-left override */
    {"a\xE2\x81\xA6"
     "b",
     "a�b", "a?b", 3}, /* isolate */
    {"a\xE2\x80\x8B"
     "b",
     "a�b", "a?b", 3}, /* zero-width space */
    {"\xEF\xBB\xBF"
     "a",
     "�a", "?a", 2}, /* byte order mark */
    {"a\xFF\xFE"
     "b",
     "a��b", "a??b", 4},
    {"\xF0\x9F\x98", "���", "???", 3},
};

START_TEST(text_is_made_safe)
{
    struct buffer out = {0};

    environment_utf8();
    buffer_string(&out, ">");
    text_safe(&out, slice_of(samples[_i].text), false);
    ck_assert_str_eq(buffer_text(&out) + 1, samples[_i].utf8);
    ck_assert_int_eq(text_width(slice_of(samples[_i].text)), samples[_i].columns);
    buffer_free(&out);
}
END_TEST

START_TEST(text_is_made_safe_in_ascii)
{
    struct buffer out = {0};

    environment_utf8();
    text_safe(&out, slice_of(samples[_i].text), true);
    ck_assert_str_eq(buffer_text(&out), samples[_i].ascii);
    buffer_free(&out);
}
END_TEST

START_TEST(a_locale_without_utf8_gets_ascii)
{
    struct buffer out = {0};

    environment_c_locale();
    text_safe(&out, slice_of(samples[_i].text), false);
    ck_assert_str_eq(buffer_text(&out), samples[_i].ascii);
    ck_assert_int_eq(text_width(slice_of(samples[_i].text)), (int)out.size);
    buffer_free(&out);
}
END_TEST

START_TEST(safe_text_is_safe)
{
    struct buffer once = {0};
    struct buffer twice = {0};
    char every_pair[2 * 65536];

    environment_utf8();
    for (unsigned i = 0; i < 65536; i++) {
        every_pair[2 * i] = (char)(i >> 8);
        every_pair[2 * i + 1] = (char)(i & 0xFF);
    }
    text_safe(&once, (struct slice){every_pair, sizeof(every_pair)}, false);
    for (struct slice rest = {once.data, once.size}; rest.size > 0;) {
        uint32_t character;
        size_t length = text_decode(rest, &character);
        bool malformed_byte = length == 1 && character == TEXT_REPLACEMENT;
        if (malformed_byte || text_safe_character(character) != character)
            ck_abort_msg("U+%04X", character);
        rest.data += length;
        rest.size -= length;
    }
    text_safe(&twice, (struct slice){once.data, once.size}, false);
    ck_assert_str_eq(twice.data, once.data);
    buffer_free(&once);
    buffer_free(&twice);
}
END_TEST

static const struct {
    const char *text;
    int columns;
    const char *utf8;
    const char *ascii;
} fits[] = {
    {"abc", 0, "", ""},
    {"abc", -3, "", ""},
    {"", 3, "   ", "   "},
    {"abc", 5, "abc  ", "abc  "},
    {"abc", 3, "abc", "abc"},
    {"abcd", 3, "ab…", "ab~"},
    {"abcd", 2, "a…", "a~"},
    {"abcd", 1, "…", "~"},
    {"日本", 4, "日本", "??  "},
    {"日本", 3, "日…", "?? "},
    {"日本", 2, "… ", "??"},
    {"日本", 1, "…", "~"},
    {"日", 1, "…", "?"},
    {"a日本", 4, "a日…", "a?? "},
    {"日本語", 5, "日本…", "???  "},
    {"日本語", 4, "日… ", "??? "},
    {"e\xCC\x81"
     "a",
     2,
     "e\xCC\x81"
     "a",
     "e~"},
    {"ae\xCC\x81", 2, "ae\xCC\x81", "a~"},
    {"ae\xCC\x81"
     "bc",
     3, "ae\xCC\x81…", "ae~"},
    {"a\x1b[31mb", 4, "a�[…", "a?[~"},
};

START_TEST(text_fits_exactly)
{
    struct buffer out = {0};
    struct slice text = slice_of(fits[_i].text);
    int columns = fits[_i].columns > 0 ? fits[_i].columns : 0;

    environment_utf8();
    text_fit(&out, text, fits[_i].columns, false);
    ck_assert_str_eq(buffer_text(&out), fits[_i].utf8);
    ck_assert_int_eq(text_width((struct slice){buffer_text(&out), out.size}), columns);
    buffer_clear(&out);
    text_fit(&out, text, fits[_i].columns, true);
    ck_assert_str_eq(buffer_text(&out), fits[_i].ascii);
    ck_assert_uint_eq(out.size, (size_t)columns);
    buffer_free(&out);
}
END_TEST

START_TEST(text_is_appended)
{
    struct buffer out = {0};

    environment_utf8();
    text_fit(&out, SLICE("tenant"), 4, false);
    text_fit(&out, SLICE("x"), 3, false);
    text_safe(&out, SLICE("|"), false);
    ck_assert_str_eq(buffer_text(&out), "ten…x  |");
    buffer_free(&out);
}
END_TEST

START_TEST(a_copy_is_cut_between_characters)
{
    char out[8];

    environment_utf8();
    text_safe_copy(out, sizeof(out),
                   SLICE("a\x1b"
                         "bé日"));
    ck_assert_str_eq(out, "a�bé");
    text_safe_copy(out, 7,
                   SLICE("a\x1b"
                         "bé日"));
    ck_assert_str_eq(out, "a�b");
    text_safe_copy(out, sizeof(out), SLICE("1234567890"));
    ck_assert_str_eq(out, "1234567");
    text_safe_copy(out, 1, SLICE("x"));
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(only_as_much_as_fits_is_read_of_a_long_text)
{
    static char text[1 << 20];
    struct buffer out = {0};

    environment_utf8();
    memset(text, 'x', sizeof(text));
    text_fit(&out, (struct slice){text, sizeof(text)}, 10, false);
    ck_assert_str_eq(buffer_text(&out), "xxxxxxxxx…");
    ck_assert_uint_lt(out.capacity, 100);
    buffer_free(&out);
}
END_TEST

Suite *suite_text(void)
{
    Suite *suite = suite_create("text");

    TCase *utf8 = tcase_create("utf8");
    tcase_add_loop_test(utf8, characters_are_decoded, 0, COUNT(encoded));
    tcase_add_loop_test(utf8, characters_are_encoded, 0, COUNT(encoded));
    tcase_add_loop_test(utf8, malformed_bytes_are_replaced_one_at_a_time, 0, COUNT(malformed));
    tcase_add_test(utf8, decoding_stays_inside_the_slice);
    suite_add_tcase(suite, utf8);

    TCase *character = tcase_create("character");
    tcase_add_checked_fixture(character, NULL, environment_restore);
    tcase_add_loop_test(character, what_acts_or_hides_is_replaced_in_every_locale, 0,
                        COUNT(hostile));
    tcase_add_test(character, unassigned_characters_are_replaced);
    tcase_add_test(character, readable_characters_stay);
    tcase_add_test(character, widths_are_those_of_a_terminal);
    tcase_add_test(character, the_locale_says_whether_it_writes_utf8);
    suite_add_tcase(suite, character);

    TCase *safe = tcase_create("safe");
    tcase_add_checked_fixture(safe, NULL, environment_restore);
    tcase_add_loop_test(safe, text_is_made_safe, 0, COUNT(samples));
    tcase_add_loop_test(safe, text_is_made_safe_in_ascii, 0, COUNT(samples));
    tcase_add_loop_test(safe, a_locale_without_utf8_gets_ascii, 0, COUNT(samples));
    tcase_add_test(safe, safe_text_is_safe);
    tcase_add_loop_test(safe, text_fits_exactly, 0, COUNT(fits));
    tcase_add_test(safe, text_is_appended);
    tcase_add_test(safe, a_copy_is_cut_between_characters);
    tcase_add_test(safe, only_as_much_as_fits_is_read_of_a_long_text);
    suite_add_tcase(suite, safe);
    return suite;
}
