#include "config.h"

#include "input.h"
#include "unit/suites.h"

#include <string.h>

#define KEY_LIMIT 64

static struct input input;
static uint32_t keys[KEY_LIMIT];
static size_t key_count;

static void collect(void *context, uint32_t key)
{
    (void)context;
    ck_assert_uint_lt(key_count, KEY_LIMIT);
    keys[key_count++] = key;
}

static void setup(void)
{
    input = (struct input){0};
    key_count = 0;
}

static void feed(const char *bytes, size_t size)
{
    input_feed(&input, bytes, size, collect, NULL);
}

static const struct {
    const char *bytes;
    uint32_t keys[6]; /* ended by 0 */
} sequences[] = {
    {"a", {'a'}},
    {"aB?", {'a', 'B', '?'}},
    {"\r", {INPUT_ENTER}},
    {"\n", {INPUT_ENTER}},
    {"\t", {INPUT_TAB}},
    {"\x7f", {INPUT_BACKSPACE}},
    {"\b", {INPUT_BACKSPACE}},
    {"\x0c", {INPUT_CONTROL('L')}},
    {"\x1b[A", {INPUT_UP}},
    {"\x1bOA", {INPUT_UP}},
    {"\x1b[B\x1b[B", {INPUT_DOWN, INPUT_DOWN}},
    {"\x1b[C\x1bOD", {INPUT_RIGHT, INPUT_LEFT}},
    {"\x1b[H\x1b[F", {INPUT_HOME, INPUT_END}},
    {"\x1b[1~\x1b[4~", {INPUT_HOME, INPUT_END}},
    {"\x1b[7~\x1b[8~", {INPUT_HOME, INPUT_END}},
    {"\x1b[5~\x1b[6~", {INPUT_PAGE_UP, INPUT_PAGE_DOWN}},
    {"\x1b[3~", {INPUT_DELETE}},
    {"\x1b[Z", {INPUT_BACKTAB}},
    {"\x1bOP\x1b[11~\x1b[[A", {INPUT_F1, INPUT_F1, INPUT_F1}},
    {"\x1b[21~", {INPUT_F10}},
    {"é日", {0xe9, 0x65e5}},
    {"\xf0\x9f\x98\x80", {0x1f600}},
    /* What stands for nothing is swallowed whole. */
    {"\x1b[1;5Aq", {'q'}},
    {"\x1b[200~q", {'q'}},
    {"\x1b[<0;10;5Mq", {'q'}},
    {"\x1b[Iq", {'q'}},
    {"\x1b[?62;22cq", {'q'}},
    {"\x1bOxq", {'q'}},
    {"\x1b[[Bq", {'q'}},
    {"\x1b[0123456789012345678901234567890123456789012345678901234567890mq", {'q'}},
    /* Invalid UTF-8 is no key. */
    {"\xff\xfe"
     "a",
     {'a'}},
    {"\xc3"
     "a",
     {'a'}},
    {"\xed\xa0\x80"
     "a",
     {'a'}},
    /* Escape, and another key before anybody could look. */
    {"\x1bq", {INPUT_ESCAPE, 'q'}},
    {"\x1b\x1b[A", {INPUT_ESCAPE, INPUT_UP}},
    {"\x1b[\x1b[A", {INPUT_UP}},
};

static void assert_keys(const uint32_t *expected)
{
    size_t count = 0;

    while (expected[count] != 0)
        count++;
    ck_assert_uint_eq(key_count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_uint_eq(keys[i], expected[i]);
}

START_TEST(bytes_become_keys)
{
    feed(sequences[_i].bytes, strlen(sequences[_i].bytes));
    assert_keys(sequences[_i].keys);
    ck_assert(!input_is_pending(&input));
}
END_TEST

START_TEST(it_does_not_matter_how_bytes_are_cut_into_pieces)
{
    for (const char *byte = sequences[_i].bytes; *byte != '\0'; byte++)
        feed(byte, 1);
    assert_keys(sequences[_i].keys);
}
END_TEST

START_TEST(a_lone_escape_is_a_key_once_nothing_follows)
{
    feed("\x1b", 1);
    ck_assert_uint_eq(key_count, 0);
    ck_assert(input_is_pending(&input));
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 1);
    ck_assert_uint_eq(keys[0], INPUT_ESCAPE);
    ck_assert(!input_is_pending(&input));
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 1);
}
END_TEST

START_TEST(half_a_sequence_is_dropped_once_nothing_follows)
{
    feed("\x1b[1", 3);
    ck_assert(input_is_pending(&input));
    input_settle(&input, collect, NULL);
    feed("q", 1);
    ck_assert_uint_eq(key_count, 1);
    ck_assert_uint_eq(keys[0], 'q');
}
END_TEST

START_TEST(any_bytes_at_all_are_survived)
{
    unsigned state = 1;

    for (int i = 0; i < 20000; i++) {
        state = state * 1103515245u + 12345u;
        char byte = (char)(state >> 16);
        feed(&byte, 1);
        key_count = 0;
        ck_assert_uint_le(input.size, sizeof(input.pending));
    }
}
END_TEST

Suite *suite_input(void)
{
    const int count = (int)(sizeof(sequences) / sizeof(sequences[0]));
    Suite *suite = suite_create("input");
    TCase *tcase = tcase_create("input");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_loop_test(tcase, bytes_become_keys, 0, count);
    tcase_add_loop_test(tcase, it_does_not_matter_how_bytes_are_cut_into_pieces, 0, count);
    tcase_add_test(tcase, a_lone_escape_is_a_key_once_nothing_follows);
    tcase_add_test(tcase, half_a_sequence_is_dropped_once_nothing_follows);
    tcase_add_test(tcase, any_bytes_at_all_are_survived);
    suite_add_tcase(suite, tcase);
    return suite;
}
