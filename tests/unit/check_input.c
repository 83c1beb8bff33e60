#include "config.h"

#include "base/buffer.h"
#include "input.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define KEY_LIMIT 64

static struct input input;
static uint32_t keys[KEY_LIMIT];
static size_t key_count;

static struct buffer pasted;   /* each paste, with a newline behind it */
static struct buffer answered; /* each answer, with a newline behind it */
static size_t waits;
static struct input_event mouse;

static void collect(void *context, const struct input_event *event)
{
    (void)context;
    switch (event->kind) {
    case INPUT_KEY:
        ck_assert_uint_lt(key_count, KEY_LIMIT);
        keys[key_count++] = event->key;
        break;
    case INPUT_PASTE:
        buffer_append(&pasted, event->text.data, event->text.size);
        buffer_char(&pasted, '\n');
        break;
    case INPUT_PASTE_WAITS:
        waits++;
        break;
    case INPUT_MOUSE:
        mouse = *event;
        break;
    case INPUT_ANSWER:
        buffer_append(&answered, event->text.data, event->text.size);
        buffer_char(&answered, '\n');
        break;
    case INPUT_RESIZE:
        ck_abort();
    }
}

static void setup(void)
{
    input = (struct input){0};
    key_count = 0;
    waits = 0;
    mouse = (struct input_event){0};
}

static void teardown(void)
{
    buffer_free(&pasted);
    buffer_free(&answered);
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
    {"\x1b[201~q", {'q'}},
    {"\x1b[<0;10;5Mq", {'q'}},
    {"\x1b[<0;10;-5Mq", {'q'}},
    {"\x1b[<0;10Mq", {'q'}},
    {"\x1b[Iq", {'q'}},
    {"\x1b[?62;22cq", {'q'}},
    {"\x1b[0ncq", {'c', 'q'}},
    {"\x1b[0123456789012345678901234567890123456789012345678901234567890mq", {'q'}},
    /* Keys without a meaning are keys. */
    {"\x1b[1;5Aq", {INPUT_OTHER, 'q'}},
    {"\x1bOxq", {INPUT_OTHER, 'q'}},
    {"\x1b[[Bq", {INPUT_OTHER, 'q'}},
    {"\x1b[15~q", {INPUT_OTHER, 'q'}},
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
    ck_assert_int_eq(input_patience_ms(&input), 0);
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
    ck_assert_int_gt(input_patience_ms(&input), 0);
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 1);
    ck_assert_uint_eq(keys[0], INPUT_ESCAPE);
    ck_assert_int_eq(input_patience_ms(&input), 0);
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 1);
}
END_TEST

START_TEST(half_a_sequence_is_dropped_once_nothing_follows)
{
    feed("\x1b[1", 3);
    ck_assert_int_gt(input_patience_ms(&input), 0);
    input_settle(&input, collect, NULL);
    feed("q", 1);
    ck_assert_uint_eq(key_count, 1);
    ck_assert_uint_eq(keys[0], 'q');
}
END_TEST

#define BEGIN "\x1b[200~"
#define END "\x1b[201~"

static const struct {
    const char *bytes;
    const char *pasted;
} pastes[] = {
    {BEGIN "acme quarterly" END, "acme quarterly\n"},
    {BEGIN END, "\n"},
    {BEGIN "a\nb\tc" END BEGIN "d" END, "a\nb\tc\nd\n"},
    /* What looks like a key, or like the mark in part, is text. */
    {BEGIN "\x1b[A\x1b" END, "\x1b[A\x1b\n"},
    {BEGIN "\x1b[20\x1b[201x\x1b\x1b" END, "\x1b[20\x1b[201x\x1b\x1b\n"},
    {BEGIN BEGIN "x" END, BEGIN "x\n"},
};

static void assert_pasted(const char *expected)
{
    ck_assert_str_eq(buffer_text(&pasted), expected);
    ck_assert_uint_eq(key_count, 0);
    ck_assert_int_eq(input_patience_ms(&input), 0);
}

START_TEST(what_is_pasted_is_one_text)
{
    feed(pastes[_i].bytes, strlen(pastes[_i].bytes));
    assert_pasted(pastes[_i].pasted);
}
END_TEST

/* The line may stand still at any byte for longer than anybody waits, but for the one behind an
 * escape in the text, which could be Esc. */
START_TEST(it_does_not_matter_where_a_paste_is_cut_into_pieces)
{
    const char *bytes = BEGIN "q quits" END;

    for (size_t cut = 0; cut <= strlen(bytes); cut++) {
        setup();
        buffer_clear(&pasted);
        feed(bytes, cut);
        feed(bytes + cut, strlen(bytes) - cut);
        assert_pasted("q quits\n");
    }
    for (const char *byte = bytes; *byte != '\0'; byte++)
        feed(byte, 1);
    ck_assert_str_eq(buffer_text(&pasted), "q quits\nq quits\n");
}
END_TEST

START_TEST(a_paste_goes_on_after_a_silence)
{
    const char *bytes = BEGIN "q quits" END;
    size_t before_end = strlen(BEGIN) + strlen("q quits") + 1; /* the escape of the mark */

    for (size_t cut = 2; cut < strlen(bytes); cut++) {
        if (cut == before_end || cut < strlen(BEGIN))
            continue;
        setup();
        buffer_clear(&pasted);
        feed(bytes, cut);
        input_settle(&input, collect, NULL);
        ck_assert_uint_eq(waits, 1);
        ck_assert_int_eq(input_patience_ms(&input), 0);
        feed(bytes + cut, strlen(bytes) - cut);
        assert_pasted("q quits\n");
    }
}
END_TEST

START_TEST(a_paste_that_begins_late_is_a_paste)
{
    feed("\x1b", 1);
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 1);
    feed("[200~q" END, strlen("[200~q" END));
    ck_assert_uint_eq(key_count, 1);
    ck_assert_str_eq(buffer_text(&pasted), "q\n");
    feed("\x1b", 1);
    input_settle(&input, collect, NULL);
    feed("[", 1);
    ck_assert_int_gt(input_patience_ms(&input), 0);
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 3);
    ck_assert_uint_eq(keys[2], '[');
}
END_TEST

START_TEST(a_paste_without_an_end_waits_until_esc)
{
    feed(BEGIN "acme", strlen(BEGIN "acme"));
    ck_assert_int_gt(input_patience_ms(&input), 0);
    input_settle(&input, collect, NULL);
    feed("q", 1);
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(waits, 2);
    ck_assert_uint_eq(key_count, 0);
    feed("\x1b", 1);
    input_settle(&input, collect, NULL);
    assert_pasted("acmeq\n");
    feed("q", 1);
    ck_assert_uint_eq(key_count, 1);
}
END_TEST

START_TEST(of_a_long_paste_the_beginning_is_kept)
{
    feed(BEGIN, strlen(BEGIN));
    for (int i = 0; i < (1 << 20); i++)
        feed("q", 1);
    feed(END "x", strlen(END "x"));
    ck_assert_uint_eq(pasted.size, INPUT_PASTE_LIMIT + 1);
    ck_assert_uint_eq(key_count, 1);
    ck_assert_uint_eq(keys[0], 'x');
}
END_TEST

#define BLACK "]11;rgb:0000/0000/0000"
#define IS "[?64;1;2c"

static const struct {
    const char *bytes;
    const char *answered;
    uint32_t keys[6];
} answers[] = {
    {"\x1b" IS "q", IS "\n", {'q'}},
    {"\x1b" BLACK "\aq", BLACK "\n", {'q'}},
    {"\x1b" BLACK "\x1b\\q", BLACK "\n", {'q'}},
    {"\x1b" BLACK "\x1b\\\x1b" IS "q", BLACK "\n" IS "\n", {'q'}},
    {"\x1b" BLACK "\a\x1b[A", BLACK "\n", {INPUT_UP}},
    {"\x1b]52;c;aGVsbG8=\aq", "]52;c;aGVsbG8=\n", {'q'}},
    /* One that leaves out the backslash. */
    {"\x1b" BLACK "\x1b[Aq", BLACK "\n", {INPUT_UP, 'q'}},
    {"\x1b" BLACK "\x1b\x1b[A", BLACK "\n", {INPUT_UP}},
    {"\x1b" BLACK "\x1bq", BLACK "\n", {'q'}},
    /* Too long for any colour, and never ended. */
    {"\x1b]0;a long title that somebody asked for\aq", "", {'q'}},
    {"\x1b]11;rgb:0\rq", "", {INPUT_ENTER, 'q'}},
    /* Keys, typed before anybody could look. */
    {"\x1b]q", "", {INPUT_ESCAPE, ']', 'q'}},
    {"\x1b]]", "", {INPUT_ESCAPE, ']', ']'}},
    {"\x1b]\x1b[A", "", {INPUT_ESCAPE, ']', INPUT_UP}},
};

START_TEST(what_the_terminal_answers_is_no_key)
{
    feed(answers[_i].bytes, strlen(answers[_i].bytes));
    assert_keys(answers[_i].keys);
    ck_assert_str_eq(buffer_text(&answered), answers[_i].answered);
    ck_assert_int_eq(input_patience_ms(&input), 0);
}
END_TEST

START_TEST(it_does_not_matter_how_answers_are_cut_into_pieces)
{
    for (const char *byte = answers[_i].bytes; *byte != '\0'; byte++)
        feed(byte, 1);
    assert_keys(answers[_i].keys);
    ck_assert_str_eq(buffer_text(&answered), answers[_i].answered);
}
END_TEST

/* The line may stand still at any byte of it for longer than anybody waits. Only the ESC in front
 * is the key Esc then, and at most one more. */
START_TEST(an_answer_goes_on_after_a_silence)
{
    static const char *const ends[] = {"\a", "\x1b\\"};

    for (size_t i = 0; i < 2; i++) {
        char bytes[64];
        int size = snprintf(bytes, sizeof(bytes), "\x1b" BLACK "%s", ends[i]);
        for (int cut = 3; cut < size; cut++) {
            setup();
            buffer_clear(&answered);
            feed(bytes, (size_t)cut);
            input_settle(&input, collect, NULL);
            ck_assert_int_eq(input_patience_ms(&input), 0);
            feed(bytes + cut, (size_t)(size - cut));
            ck_assert_str_eq(buffer_text(&answered), BLACK "\n");
            ck_assert_uint_eq(key_count, 0);
        }
    }
}
END_TEST

START_TEST(an_answer_that_comes_behind_esc_is_none_the_less_one)
{
    feed("\x1b", 1);
    input_settle(&input, collect, NULL);
    feed(BLACK "\a", strlen(BLACK "\a"));
    ck_assert_str_eq(buffer_text(&answered), BLACK "\n");
    ck_assert_uint_eq(key_count, 1);
    feed("\x1b", 1);
    input_settle(&input, collect, NULL);
    feed("]", 1);
    ck_assert_int_gt(input_patience_ms(&input), 0);
    input_settle(&input, collect, NULL);
    ck_assert_uint_eq(key_count, 3);
    ck_assert_uint_eq(keys[2], ']');
}
END_TEST

START_TEST(an_answer_that_stays_away_keeps_nobody_from_typing)
{
    feed("\x1b]11;rgb:1e", 10);
    input_settle(&input, collect, NULL);
    feed("qb", 2);
    ck_assert_uint_eq(key_count, 2);
    ck_assert_uint_eq(keys[0], 'q');
    feed("\x1b]11;rgb:", 9);
    input_settle(&input, collect, NULL);
    for (int i = 0; i < 32; i++)
        feed("b", 1);
    ck_assert_uint_gt(key_count, 2);
}
END_TEST

START_TEST(the_mouse_is_read_where_it_reports)
{
    feed("\x1b[<64;10;5M", strlen("\x1b[<64;10;5M"));
    ck_assert_int_eq(mouse.kind, INPUT_MOUSE);
    ck_assert_uint_eq(mouse.button, 64);
    ck_assert_int_eq(mouse.column, 9);
    ck_assert_int_eq(mouse.row, 4);
    ck_assert(mouse.pressed);
    feed("\x1b[<0;1;1m", strlen("\x1b[<0;1;1m"));
    ck_assert(!mouse.pressed);
    ck_assert_uint_eq(key_count, 0);
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
        buffer_clear(&pasted);
        buffer_clear(&answered);
        ck_assert_uint_le(input.size, sizeof(input.pending));
        ck_assert_uint_le(input.pasted_size, sizeof(input.pasted));
    }
}
END_TEST

Suite *suite_input(void)
{
    const int count = (int)(sizeof(sequences) / sizeof(sequences[0]));
    Suite *suite = suite_create("input");
    TCase *tcase = tcase_create("input");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, bytes_become_keys, 0, count);
    tcase_add_loop_test(tcase, it_does_not_matter_how_bytes_are_cut_into_pieces, 0, count);
    tcase_add_test(tcase, a_lone_escape_is_a_key_once_nothing_follows);
    tcase_add_test(tcase, half_a_sequence_is_dropped_once_nothing_follows);
    tcase_add_loop_test(tcase, what_is_pasted_is_one_text, 0,
                        (int)(sizeof(pastes) / sizeof(pastes[0])));
    tcase_add_test(tcase, it_does_not_matter_where_a_paste_is_cut_into_pieces);
    tcase_add_test(tcase, a_paste_goes_on_after_a_silence);
    tcase_add_test(tcase, a_paste_that_begins_late_is_a_paste);
    tcase_add_test(tcase, a_paste_without_an_end_waits_until_esc);
    tcase_add_test(tcase, of_a_long_paste_the_beginning_is_kept);
    tcase_add_loop_test(tcase, what_the_terminal_answers_is_no_key, 0,
                        (int)(sizeof(answers) / sizeof(answers[0])));
    tcase_add_loop_test(tcase, it_does_not_matter_how_answers_are_cut_into_pieces, 0,
                        (int)(sizeof(answers) / sizeof(answers[0])));
    tcase_add_test(tcase, an_answer_goes_on_after_a_silence);
    tcase_add_test(tcase, an_answer_that_comes_behind_esc_is_none_the_less_one);
    tcase_add_test(tcase, an_answer_that_stays_away_keeps_nobody_from_typing);
    tcase_add_test(tcase, the_mouse_is_read_where_it_reports);
    tcase_add_test(tcase, any_bytes_at_all_are_survived);
    suite_add_tcase(suite, tcase);
    return suite;
}
