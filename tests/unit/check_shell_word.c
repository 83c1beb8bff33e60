/* Shell words: what a shell reads of one is what was written, byte by byte. */
#include "config.h"

#include "base/shell_word.h"
#include "support/dice.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static void expect(struct slice word, const char *expected)
{
    struct buffer out = {0};

    shell_word_append(&out, word);
    ck_assert_str_eq(buffer_text(&out), expected);
    buffer_free(&out);
}

START_TEST(words_are_quoted_where_a_shell_would_see_more_in_them)
{
    expect(SLICE("rag:telemetry:acme"), "rag:telemetry:acme");
    expect(SLICE(""), "''");
    expect(SLICE("a b"), "'a b'");
    expect(SLICE("$(reboot)`x`;&|<>*?"), "'$(reboot)`x`;&|<>*?'");
    expect(SLICE("it's"), "'it'\\''s'");
    expect(SLICE("M\u00fcller"), "'M\u00fcller'");
}
END_TEST

START_TEST(what_could_act_on_a_terminal_is_escaped)
{
    expect(SLICE("\x1b[31m"), "$'\\x1b[31m'");
    expect(SLICE("a\nb'c\\"), "$'a\\x0ab\\'c\\\\'");
    expect(SLICE("\xff"
                 "f"),
           "$'\\xfff'");
    expect(SLICE("\xe2\x80\xae"), "$'\\xe2\\x80\\xae'");
    expect(SLICE("\xc2\x9b"), "$'\\xc2\\x9b'");
}
END_TEST

/* Reads a word as bash does, of the three forms that are written. */
static size_t read_back(const char *text, char *out)
{
    size_t size = 0;
    bool escapes = text[0] == '$';
    bool quoted = false;

    for (const char *c = text + escapes; *c != '\0'; c++) {
        if (*c == '\'') {
            quoted = !quoted;
        } else if (*c == '\\' && escapes && c[1] == 'x') {
            unsigned byte;
            ck_assert_int_eq(sscanf(c + 2, "%2x", &byte), 1);
            out[size++] = (char)byte;
            c += 3;
        } else if (*c == '\\' && (escapes || !quoted)) {
            out[size++] = *++c;
        } else {
            out[size++] = *c;
        }
    }
    return size;
}

START_TEST(any_bytes_are_read_back)
{
    struct dice dice = {(uint64_t)_i + 1};
    char word[24];
    char back[256];

    for (int round = 0; round < 2000; round++) {
        struct buffer out = {0};
        size_t size = dice_below(&dice, sizeof(word));
        for (size_t i = 0; i < size; i++)
            word[i] = dice_below(&dice, 2) == 0 ? "a'\\x$ ~"[dice_below(&dice, 7)]
                                                : (char)(1 + dice_below(&dice, 255));
        shell_word_append(&out, (struct slice){word, size});
        ck_assert_uint_eq(read_back(buffer_text(&out), back), size);
        ck_assert(memcmp(word, back, size) == 0);
        buffer_free(&out);
    }
}
END_TEST

Suite *suite_shell_word(void)
{
    Suite *suite = suite_create("shell_word");
    TCase *tcase = tcase_create("shell_word");

    tcase_add_checked_fixture(tcase, environment_utf8, environment_restore);
    tcase_add_test(tcase, words_are_quoted_where_a_shell_would_see_more_in_them);
    tcase_add_test(tcase, what_could_act_on_a_terminal_is_escaped);
    tcase_add_loop_test(tcase, any_bytes_are_read_back, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
