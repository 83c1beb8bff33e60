#include "config.h"

#include "base/wrap.h"
#include "support/dice.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
    const char *text;
    int column; /* that is reached before it */
    const char *wrapped;
} samples[] = {
    {"", 0, ""},
    {"one", 0, "one"},
    {"one two", 0, "one two"},
    {"one two 0", 0, "one two 0"},
    {"one two three", 0, "one two\n  three"},
    {"one two three", 4, "one\n  two\n  three"},
    {"  one   two ", 0, "one two"},
    {"a-word-that-is-too-long is kept", 0, "a-word-that-is-too-long\n  is kept"},
    {"\xE6\x97\xA5\xE6\x97\xA5 \xE6\x97\xA5\xE6\x97\xA5 x", 0,
     "\xE6\x97\xA5\xE6\x97\xA5 \xE6\x97\xA5\xE6\x97\xA5\n  x"},
    {"a\x1B[0m b", 0, "a\xEF\xBF\xBD[0m b"},
};

START_TEST(lines_are_broken_between_words)
{
    struct buffer out = {0};
    struct wrap wrap = {&out, 10, 2, samples[_i].column};

    wrap_text(&wrap, slice_of(samples[_i].text));
    ck_assert_str_eq(buffer_text(&out), samples[_i].wrapped);
    buffer_free(&out);
}
END_TEST

/* Returns the columns of the line that ends at `end`, of text in ASCII. */
static int longest_line(const char *text)
{
    size_t longest = 0;

    for (; *text != '\0'; text += *text == '\n') {
        size_t size = strcspn(text, "\n");
        longest = size > longest ? size : longest;
        text += size;
    }
    return (int)longest;
}

START_TEST(no_line_of_short_words_is_too_long)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int round = 0; round < 500; round++) {
        struct buffer text = {0};
        struct buffer out = {0};
        int words = (int)dice_below(&dice, 30);
        for (int i = 0; i < words; i++) {
            for (size_t size = dice_below(&dice, 9); size > 0; size--)
                buffer_char(&text, 'x');
            buffer_char(&text, ' ');
        }
        struct wrap wrap = {&out, 14, 4, 0};
        wrap_text(&wrap, slice_of(buffer_text(&text)));
        ck_assert_int_le(longest_line(buffer_text(&out)), 14);
        buffer_free(&text);
        buffer_free(&out);
    }
}
END_TEST

Suite *suite_wrap(void)
{
    Suite *suite = suite_create("wrap");
    TCase *tcase = tcase_create("wrap");

    tcase_add_checked_fixture(tcase, environment_utf8, environment_restore);
    tcase_add_loop_test(tcase, lines_are_broken_between_words, 0, COUNT(samples));
    tcase_add_loop_test(tcase, no_line_of_short_words_is_too_long, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
