/* The parts of emit that need no Redis: lines of input, and answers in order. */
#include "config.h"

#include "headless/emit_ack.h"
#include "headless/emit_input.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void answer(struct emit_ack *ack, uint64_t token)
{
    emit_ack_answer(ack, token, (struct stream_id){token, 0});
}

START_TEST(answers_wait_for_those_before_them)
{
    struct emit_ack ack;

    emit_ack_begin(&ack, true, -1);
    answer(&ack, 3);
    answer(&ack, 5);
    answer(&ack, 2);
    ck_assert_uint_eq(ack.waiting.size, 0);
    answer(&ack, 1);
    ck_assert_str_eq(buffer_text(&ack.waiting), "1-0\n2-0\n3-0\n");
    emit_ack_answer(&ack, 4, STREAM_ID_MIN);
    ck_assert_str_eq(buffer_text(&ack.waiting), "1-0\n2-0\n3-0\n\n5-0\n");
    emit_ack_end(&ack);
}
END_TEST

START_TEST(answers_in_any_order_leave_in_theirs)
{
    enum { COUNT = 5000 };
    static uint64_t tokens[COUNT];
    struct emit_ack ack;
    struct buffer expected = {0};
    unsigned seed = 7;

    for (uint64_t i = 0; i < COUNT; i++)
        tokens[i] = i + 1;
    for (size_t i = COUNT - 1; i > 0; i--) {
        size_t other = (size_t)rand_r(&seed) % (i + 1);
        uint64_t kept = tokens[i];
        tokens[i] = tokens[other];
        tokens[other] = kept;
    }
    emit_ack_begin(&ack, true, -1);
    for (size_t i = 0; i < COUNT; i++)
        answer(&ack, tokens[i]);
    for (int i = 1; i <= COUNT; i++)
        buffer_printf(&expected, "%d-0\n", i);
    ck_assert_str_eq(buffer_text(&ack.waiting), buffer_text(&expected));
    ck_assert_uint_eq(ack.count, 0);
    buffer_free(&expected);
    emit_ack_end(&ack);
}
END_TEST

START_TEST(at_the_end_the_rest_is_told_as_spooled)
{
    struct emit_ack ack;

    emit_ack_begin(&ack, true, -1);
    answer(&ack, 1);
    answer(&ack, 3);
    emit_ack_finish(&ack, 4);
    ck_assert_str_eq(buffer_text(&ack.waiting), "1-0\nspooled\n3-0\nspooled\n");
    emit_ack_end(&ack);
}
END_TEST

START_TEST(behind_one_that_nobody_knows_of_there_is_no_answer)
{
    struct emit_ack ack;

    emit_ack_begin(&ack, true, -1);
    emit_ack_stop(&ack, 3);
    emit_ack_stop(&ack, 2);
    answer(&ack, 1);
    answer(&ack, 2);
    answer(&ack, 4);
    emit_ack_finish(&ack, 5);
    ck_assert_str_eq(buffer_text(&ack.waiting), "1-0\n");
    emit_ack_end(&ack);
}
END_TEST

START_TEST(without_ack_nothing_is_kept)
{
    struct emit_ack ack;

    emit_ack_begin(&ack, false, -1);
    answer(&ack, 2);
    emit_ack_finish(&ack, 9);
    ck_assert_uint_eq(ack.count + ack.waiting.size, 0);
    emit_ack_end(&ack);
}
END_TEST

static char directory[SCRATCH_SIZE];
static char paths[2][SCRATCH_SIZE + 16];

static void set_up(void)
{
    scratch_create(directory);
    for (int i = 0; i < 2; i++)
        snprintf(paths[i], sizeof(paths[i]), "%s/%d", directory, i);
}

/* Takes everything and returns it: "LINE:text;", or "LINE!" and the size for what is too long. */
static void take_all(struct emit_input *input, struct buffer *out)
{
    struct slice line;
    struct error error;
    size_t too_long = 0;

    for (;;) {
        switch (emit_input_take(input, &line)) {
        case EMIT_LINE:
            buffer_printf(out, "%d:%.*s;", (int)input->line, (int)line.size, line.data);
            break;
        case EMIT_TOO_LONG:
            too_long += line.size;
            if (!input->skipping) {
                buffer_printf(out, "%d!%zu;", (int)input->line, too_long);
                too_long = 0;
            }
            break;
        case EMIT_MORE:
            ck_assert(emit_input_read(input, &error));
            break;
        case EMIT_NO_FILE:
            if (emit_input_open(input, &error))
                break;
            if (error.class == ERROR_NONE)
                return;
            buffer_printf(out, "cannot;");
            break;
        }
    }
}

static const struct {
    const char *first;
    const char *second; /* NULL: there is none */
    const char *expected;
} inputs[] = {
    {"", "", ""},
    {"a\nbb\n", "c", "1:a;2:bb;1:c;"},
    {"a", "b\n", "1:a;1:b;"},
    {"\n\n", "x\n", "1:;2:;1:x;"},
    {"1234567890\n", "12345678901\nx\n", "1:1234567890;1!11;2:x;"},
    {"a", NULL, "1:a;cannot;"},
    {"12345678901", "b", "1!11;1:b;"},
};

START_TEST(lines_are_counted_per_file_and_bounded)
{
    const char *files[] = {paths[0], paths[1]};
    struct emit_input input;
    struct buffer out = {0};

    scratch_write(directory, "0", inputs[_i].first);
    if (inputs[_i].second != NULL)
        scratch_write(directory, "1", inputs[_i].second);
    emit_input_begin(&input, files, 2, 10);
    take_all(&input, &out);
    ck_assert_str_eq(buffer_text(&out), inputs[_i].expected);
    emit_input_end(&input);
    buffer_free(&out);
}
END_TEST

START_TEST(a_line_longer_than_memory_should_hold_is_passed_over_in_pieces)
{
    enum { LENGTH = 3000000 };
    const char *files[] = {paths[0]};
    struct emit_input input;
    struct buffer text = {0};
    struct buffer out = {0};

    memset(buffer_reserve(&text, LENGTH + 8), 'x', LENGTH);
    text.size = LENGTH;
    buffer_string(&text, "\nend\n");
    scratch_write(directory, "0", buffer_text(&text));
    emit_input_begin(&input, files, 1, 100000);
    take_all(&input, &out);
    ck_assert_str_eq(buffer_text(&out), "1!3000000;2:end;");
    ck_assert_uint_lt(input.bytes.capacity, 1000000);
    emit_input_end(&input);
    buffer_free(&out);
    buffer_free(&text);
}
END_TEST

Suite *suite_emit_parts(void)
{
    Suite *suite = suite_create("emit_parts");
    TCase *acks = tcase_create("ack");
    TCase *lines = tcase_create("input");

    tcase_add_test(acks, answers_wait_for_those_before_them);
    tcase_add_test(acks, answers_in_any_order_leave_in_theirs);
    tcase_add_test(acks, at_the_end_the_rest_is_told_as_spooled);
    tcase_add_test(acks, behind_one_that_nobody_knows_of_there_is_no_answer);
    tcase_add_test(acks, without_ack_nothing_is_kept);
    suite_add_tcase(suite, acks);
    tcase_add_checked_fixture(lines, set_up, NULL);
    tcase_add_loop_test(lines, lines_are_counted_per_file_and_bounded, 0,
                        sizeof(inputs) / sizeof(inputs[0]));
    tcase_add_test(lines, a_line_longer_than_memory_should_hold_is_passed_over_in_pieces);
    suite_add_tcase(suite, lines);
    return suite;
}
