/* Records, the outbox they wait in, and the XADD that writes them. */
#include "config.h"

#include "sink/outbox.h"
#include "sink/xadd.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static struct record sample(void)
{
    return (struct record){
        .run = UINT64_MAX,
        .sequence = 10,
        .token = 77,
        .id = {1700000000000, UINT64_MAX},
        .parts =
            {
                [RECORD_KEY] = SLICE("ns:acme"),
                [RECORD_WINDOW_START] = SLICE("from"),
                [RECORD_WINDOW_END] = SLICE("to"),
                [RECORD_DEGRADED] = SLICE("a|b"),
                [RECORD_DIMENSIONS] = SLICE("[{\"name\": \"a\"}]"),
            },
    };
}

static struct slice bytes_of(const struct record *record, struct buffer *buffer)
{
    buffer_clear(buffer);
    record_write(record, buffer);
    return (struct slice){buffer->data, buffer->size};
}

START_TEST(a_record_reads_back_as_it_was_written)
{
    struct record record = sample();
    struct record back;
    struct buffer bytes = {0};
    struct error error;

    record.sent_before = true;
    ck_assert(record_read(bytes_of(&record, &bytes), &back, &error));
    ck_assert_uint_eq(back.run, record.run);
    ck_assert_uint_eq(back.sequence, 10);
    ck_assert_uint_eq(back.token, 77);
    ck_assert_int_eq(stream_id_compare(back.id, record.id), 0);
    ck_assert(back.sent_before);
    for (size_t i = 0; i < RECORD_PARTS; i++)
        ck_assert(slice_equals(back.parts[i], record.parts[i]));
    buffer_free(&bytes);
}
END_TEST

START_TEST(bytes_that_are_cut_or_too_many_are_no_record)
{
    struct record record = sample();
    struct record back;
    struct buffer bytes = {0};
    struct error error;
    struct slice whole = bytes_of(&record, &bytes);

    for (size_t size = 0; size < whole.size; size++)
        ck_assert(!record_read((struct slice){whole.data, size}, &back, &error));
    buffer_char(&bytes, 'x');
    ck_assert(!record_read((struct slice){bytes.data, bytes.size}, &back, &error));
    buffer_free(&bytes);
}
END_TEST

START_TEST(sizes_that_lie_are_no_record)
{
    struct record record = sample();
    struct record back;
    struct buffer bytes = {0};
    struct error error;
    struct slice whole = bytes_of(&record, &bytes);
    size_t sizes = whole.size - 4 - 2 - 3 - 7 - record.parts[RECORD_DIMENSIONS].size - 48;

    for (size_t i = 0; i < RECORD_PARTS; i++) {
        bytes_of(&record, &bytes);
        memset(bytes.data + sizes + 8 * i, 0xFF, 8);
        ck_assert(!record_read((struct slice){bytes.data, bytes.size}, &back, &error));
    }
    buffer_free(&bytes);
}
END_TEST

START_TEST(the_report_comes_back_out_of_the_fields)
{
    struct record record = sample();
    struct report report = {0};
    struct error error;

    ck_assert(record_report(&record, &report, &error));
    ck_assert_uint_eq(report.count, 1);
    ck_assert(slice_is(report.readings[0].name, "a"));
    ck_assert(slice_is(report.window_start, "from"));
    ck_assert(slice_is(report.degraded, "a|b"));
    ck_assert_int_eq(stream_id_compare(report.id, record.id), 0);
    report_free(&report);
}
END_TEST

START_TEST(the_size_is_that_of_names_and_values)
{
    struct record record = sample();

    ck_assert_uint_eq(record_size(&record), strlen("wsfromwetodegradeda|bwarneddims[{\"name\": "
                                                   "\"a\"}]"));
}
END_TEST

static const struct {
    struct trim trim;
    bool idempotent;
    bool own_id;
    const char *words;
} commands[] = {
    {{.by = TRIM_BY_LENGTH, .retention = 15000}, false, false, "XADD ns:acme MAXLEN ~ 15000 *"},
    {{.by = TRIM_BY_LENGTH, .retention = INT64_MAX, .exact = true},
     false,
     true,
     "XADD ns:acme MAXLEN = 9223372036854775807 1700000000000-18446744073709551615"},
    {{.by = TRIM_BY_AGE, .max_age_ms = 1000}, false, false, "XADD ns:acme MINID ~ 4000-0 *"},
    {{.by = TRIM_BY_AGE, .max_age_ms = 9000}, false, false, "XADD ns:acme MINID ~ 0-0 *"},
    {{.by = TRIM_BY_LENGTH, .retention = 1},
     true,
     false,
     "XADD ns:acme IDMP driftop-ffffffffffffffff a MAXLEN ~ 1 *"},
    {{.by = TRIM_BY_LENGTH, .retention = 1},
     true,
     true,
     "XADD ns:acme MAXLEN ~ 1 1700000000000-18446744073709551615"},
};

START_TEST(the_command_trims_and_names_as_asked)
{
    struct record record = sample();
    struct buffer joined = {0};
    struct xadd xadd;

    if (!commands[_i].own_id)
        record.id = STREAM_ID_MIN;
    xadd_compose(&xadd, &record, &commands[_i].trim, commands[_i].idempotent, 5000);
    for (size_t i = 0; i < xadd.count; i++) {
        buffer_append(&joined, xadd.words[i].data, xadd.words[i].size);
        buffer_char(&joined, i + 1 < xadd.count ? ' ' : '\0');
    }
    const char *fields = " ws from we to degraded a|b warned  dims [{\"name\": \"a\"}]";
    char expected[256];
    snprintf(expected, sizeof(expected), "%s%s", commands[_i].words, fields);
    ck_assert_str_eq(buffer_text(&joined), expected);
    buffer_free(&joined);
}
END_TEST

static void add_number(struct outbox *outbox, uint64_t number)
{
    struct record record = sample();

    record.token = number;
    outbox_add(outbox, &record);
}

START_TEST(an_outbox_keeps_its_order_while_it_moves)
{
    struct outbox outbox = {0};
    uint64_t added = 0, taken = 0;

    for (int round = 0; round < 2000; round++) {
        for (int i = 0; i < round % 7; i++)
            add_number(&outbox, added++);
        for (int i = 0; i < round % 5 && outbox.count > 0; i++) {
            ck_assert_uint_eq(outbox_at(&outbox, 0)->record.token, taken++);
            outbox_shift(&outbox);
        }
    }
    ck_assert_uint_eq(outbox.count, added - taken);
    for (size_t i = 0; i < outbox.count; i++)
        ck_assert_uint_eq(outbox_at(&outbox, i)->record.token, taken + i);
    outbox_free(&outbox);
    ck_assert_uint_eq(outbox.bytes, 0);
}
END_TEST

START_TEST(what_comes_back_is_due_before_what_is_newer)
{
    struct outbox outbox = {0};

    for (uint64_t i = 0; i < 4; i++)
        add_number(&outbox, i);
    for (uint64_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(outbox_due(&outbox)->record.token, i);
        outbox_due(&outbox)->state = PARCEL_SENT;
    }
    outbox_at(&outbox, 0)->state = PARCEL_DONE;
    outbox_shift(&outbox);
    outbox_return(&outbox, outbox_at(&outbox, 1));
    outbox_return(&outbox, outbox_at(&outbox, 0));
    for (uint64_t i = 1; i < 4; i++) {
        ck_assert_uint_eq(outbox_due(&outbox)->record.token, i);
        outbox_due(&outbox)->state = PARCEL_SENT;
    }
    ck_assert_ptr_null(outbox_due(&outbox));
    outbox_free(&outbox);
}
END_TEST

Suite *suite_record(void)
{
    Suite *suite = suite_create("record");
    TCase *tests = tcase_create("record");

    tcase_add_test(tests, a_record_reads_back_as_it_was_written);
    tcase_add_test(tests, bytes_that_are_cut_or_too_many_are_no_record);
    tcase_add_test(tests, sizes_that_lie_are_no_record);
    tcase_add_test(tests, the_report_comes_back_out_of_the_fields);
    tcase_add_test(tests, the_size_is_that_of_names_and_values);
    tcase_add_loop_test(tests, the_command_trims_and_names_as_asked, 0,
                        sizeof(commands) / sizeof(commands[0]));
    tcase_add_test(tests, an_outbox_keeps_its_order_while_it_moves);
    tcase_add_test(tests, what_comes_back_is_due_before_what_is_newer);
    suite_add_tcase(suite, tests);
    return suite;
}
