/* Shell split: a program gets the words that a shell would give it, and nothing is expanded. */
#include "config.h"

#include "base/shell_split.h"
#include "base/shell_word.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    const char *words; /* each with a | behind it */
} cases[] = {
    {"/usr/local/bin/page --now", "/usr/local/bin/page|--now|"},
    {"  a\tb  \n", "a|b|"},
    {"mail -s 'it is bad' ops@example.org", "mail|-s|it is bad|ops@example.org|"},
    {"a \"b c\" 'd \"e' \"f 'g\"", "a|b c|d \"e|f 'g|"},
    {"a ''", "a||"},
    {"a'b'\"c\"d", "abcd|"},
    {"a\\ b \\' \\\\", "a b|'|\\|"},
    {"\"a \\\" \\\\ \\$ \\` \\n\"", "a \" \\ $ ` \\n|"},
    {"sh -c 'cat > /tmp/x; echo $HOME'", "sh|-c|cat > /tmp/x; echo $HOME|"},
    {"$'\\x1b[31m\\'\\\\'", "\x1b[31m'\\|"},
    {"curl https://x/y#z a=b~c", "curl|https://x/y#z|a=b~c|"},
    {"M\u00fcller", "M\u00fcller|"},
};

START_TEST(words_are_read_as_a_shell_reads_them)
{
    struct shell_words words = {0};
    struct buffer joined = {0};
    struct error error = {0};

    ck_assert_msg(shell_split(slice_of(cases[_i].text), &words, &error), "%s", error.text);
    for (size_t i = 0; i < words.count; i++)
        buffer_printf(&joined, "%s|", words.words[i]);
    ck_assert_str_eq(buffer_text(&joined), cases[_i].words);
    ck_assert_ptr_null(words.words[words.count]);
    shell_words_free(&words);
    buffer_free(&joined);
}
END_TEST

static const struct {
    const char *text;
    const char *error;
} mistakes[] = {
    {"", "it names no program"},
    {"  ", "it names no program"},
    {"a 'b", "a ' has no end"},
    {"a \"b", "a \" has no end"},
    {"a \"b\\", "a \" has no end"},
    {"a $'b", "a $' has no end"},
    {"a $'b\\", "a $' has no end"},
    {"a \\", "nothing stands behind the last \\"},
    {"$'\\x1'", "\\x needs two hexadecimal digits"},
    {"$'\\n'", "\\n is not known between $' and '"},
    {"a | b", "no shell reads the command, so that | does nothing in it: quote it, or write sh -c "
              "'...'"},
    {"a >b", "no shell reads the command, so that > does nothing in it: quote it, or write sh -c "
             "'...'"},
    {"a $HOME", "no shell reads the command, so that $ does nothing in it: quote it, or write sh "
                "-c '...'"},
    {"a \"$HOME\"", "no shell reads the command, so that $ does nothing in it: quote it, or write "
                    "sh -c '...'"},
    {"~/page", "no shell reads the command, so that ~ does nothing in it: quote it, or write sh -c "
               "'...'"},
};

START_TEST(what_is_no_list_of_words_is_told)
{
    struct shell_words words = {0};
    struct error error = {0};

    ck_assert(!shell_split(slice_of(mistakes[_i].text), &words, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_str_eq(error.text, mistakes[_i].error);
    ck_assert_ptr_null(words.words);
}
END_TEST

START_TEST(a_nul_byte_ends_no_word)
{
    struct shell_words words = {0};
    struct error error = {0};

    ck_assert(!shell_split(SLICE("a\0b"), &words, &error));
    ck_assert_str_eq(error.text, "it holds a NUL byte");
}
END_TEST

static uint64_t number(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* WORDS of them by hand, from SEED on. */
START_TEST(words_that_were_written_are_read_back)
{
    struct dice dice = {number("SEED", 1)};
    size_t count = number("WORDS", 20000);
    struct buffer text = {0};

    for (size_t i = 0; i < count; i++) {
        struct shell_words words = {0};
        char bytes[8];
        size_t size = dice_below(&dice, sizeof(bytes));
        for (size_t k = 0; k < size; k++)
            bytes[k] = (char)(1 + dice_below(&dice, dice_once_in(&dice, 2) ? 255 : 126));
        buffer_clear(&text);
        shell_word_append(&text, (struct slice){bytes, size});
        QUICK_ASSERT(shell_split((struct slice){text.data, text.size}, &words, NULL));
        QUICK_ASSERT(words.count == 1 && strlen(words.words[0]) == size);
        QUICK_ASSERT(memcmp(words.words[0], bytes, size) == 0);
        shell_words_free(&words);
    }
    buffer_free(&text);
}
END_TEST

Suite *suite_shell_split(void)
{
    Suite *suite = suite_create("shell_split");
    TCase *tcase = tcase_create("shell_split");

    tcase_add_loop_test(tcase, words_are_read_as_a_shell_reads_them, 0,
                        sizeof(cases) / sizeof(cases[0]));
    tcase_add_loop_test(tcase, what_is_no_list_of_words_is_told, 0,
                        sizeof(mistakes) / sizeof(mistakes[0]));
    tcase_add_test(tcase, a_nul_byte_ends_no_word);
    tcase_add_test(tcase, words_that_were_written_are_read_back);
    suite_add_tcase(suite, tcase);
    return suite;
}
