#include "config.h"

#include "sink/spool.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 8];

static void setup(void)
{
    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/spool", directory);
}

static struct spool *open_spool(uint64_t max_bytes, enum spool_full full)
{
    struct error error = {0};
    struct spool *spool = spool_open(
        &(struct spool_options){.directory = path, .max_bytes = max_bytes, .full = full}, &error);

    ck_assert_msg(spool != NULL, "%s", error.text);
    return spool;
}

static struct spool *open_large(void)
{
    return open_spool(1 << 24, SPOOL_REFUSE);
}

static void store_number(struct spool *spool, unsigned number)
{
    struct error error;
    char text[32];
    int size = snprintf(text, sizeof(text), "record %u", number);

    ck_assert_int_eq(spool_store(spool, (struct slice){text, (size_t)size}, &error), SPOOL_STORED);
}

/* Reads the next record, which must be that one, and acknowledges it when asked to. */
static void expect_number(struct spool *spool, unsigned number, bool acknowledge)
{
    struct buffer record = {0};
    struct spool_place place;
    struct error error;
    char expected[32];

    snprintf(expected, sizeof(expected), "record %u", number);
    ck_assert_msg(spool_read(spool, &record, &place, &error), "no %s: %s", expected, error.text);
    ck_assert_str_eq(buffer_text(&record), expected);
    if (acknowledge)
        ck_assert(spool_acknowledge(spool, place, &error));
    buffer_free(&record);
}

static void expect_end(struct spool *spool)
{
    struct buffer record = {0};
    struct spool_place place;
    struct error error;

    ck_assert(!spool_read(spool, &record, &place, &error));
    ck_assert_int_eq(error.class, ERROR_NONE);
    ck_assert(spool_at_end(spool));
    buffer_free(&record);
}

/* The path of the only segment. */
static void segment_path(char out[static 128], unsigned number)
{
    snprintf(out, 128, "%s/%020u.spool", path, number);
}

START_TEST(records_come_back_in_order)
{
    struct spool *spool = open_large();

    for (unsigned i = 0; i < 1000; i++)
        store_number(spool, i);
    for (unsigned i = 0; i < 1000; i++)
        expect_number(spool, i, true);
    expect_end(spool);
    ck_assert_uint_eq(spool_counts(spool).records, 0);
    ck_assert_uint_eq(spool_counts(spool).bytes, 0);
    spool_close(spool);
}
END_TEST

START_TEST(what_is_not_acknowledged_is_read_again_by_the_next_process)
{
    struct spool *spool = open_large();

    for (unsigned i = 0; i < 10; i++)
        store_number(spool, i);
    for (unsigned i = 0; i < 7; i++)
        expect_number(spool, i, i < 4);
    spool_close(spool);

    spool = open_large();
    ck_assert_uint_eq(spool_counts(spool).records, 6);
    for (unsigned i = 4; i < 10; i++)
        expect_number(spool, i, true);
    expect_end(spool);
    spool_close(spool);
}
END_TEST

START_TEST(the_next_to_open_it_begins_with_the_oldest_unacknowledged)
{
    struct spool *spool = open_large();

    for (unsigned i = 0; i < 5; i++)
        store_number(spool, i);
    expect_number(spool, 0, true);
    expect_number(spool, 1, false);
    expect_number(spool, 2, false);
    spool_close(spool);
    spool = open_large();
    for (unsigned i = 1; i < 5; i++)
        expect_number(spool, i, true);
    expect_end(spool);
    spool_close(spool);
}
END_TEST

START_TEST(storing_goes_on_after_all_was_read)
{
    struct spool *spool = open_large();

    for (unsigned i = 0; i < 50; i++) {
        store_number(spool, i);
        expect_number(spool, i, true);
        expect_end(spool);
    }
    spool_close(spool);
    spool = open_large();
    expect_end(spool);
    store_number(spool, 50);
    expect_number(spool, 50, true);
    spool_close(spool);
}
END_TEST

START_TEST(kill_9_loses_nothing_that_was_stored)
{
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct spool *spool = open_large();
        for (unsigned i = 0; i < 500; i++)
            store_number(spool, i);
        raise(SIGKILL);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));

    struct spool *spool = open_large();
    for (unsigned i = 0; i < 500; i++)
        expect_number(spool, i, true);
    expect_end(spool);
    spool_close(spool);
}
END_TEST

/* Cuts the file at every byte of its last record. */
START_TEST(a_record_torn_anywhere_costs_only_itself)
{
    char file[128];
    struct stat whole;
    struct spool *spool = open_large();

    store_number(spool, 1);
    store_number(spool, 2);
    spool_close(spool);
    segment_path(file, 1);
    ck_assert_int_eq(stat(file, &whole), 0);
    off_t first = whole.st_size / 2;

    for (off_t size = whole.st_size - 1; size > first; size--) {
        ck_assert_int_eq(truncate(file, size), 0);
        spool = open_large();
        ck_assert_uint_eq(spool_counts(spool).records, 1);
        ck_assert_uint_eq(spool_counts(spool).damaged_bytes, (uint64_t)(size - first));
        store_number(spool, 3);
        expect_number(spool, 1, false);
        expect_number(spool, 3, false);
        expect_end(spool);
        spool_close(spool);
    }
}
END_TEST

/* Turns over every byte of the middle record, one at a time. */
START_TEST(a_record_damaged_anywhere_costs_only_itself)
{
    char file[128];
    struct spool *spool = open_large();

    for (unsigned i = 1; i <= 3; i++)
        store_number(spool, i);
    uint64_t record_size = spool_counts(spool).bytes / 3;
    spool_close(spool);
    segment_path(file, 1);

    int raw = open(file, O_RDWR);
    ck_assert_int_ge(raw, 0);
    for (uint64_t at = record_size; at < 2 * record_size; at++) {
        unsigned char byte;
        ck_assert_int_eq(pread(raw, &byte, 1, (off_t)at), 1);
        byte ^= 0xFF;
        ck_assert_int_eq(pwrite(raw, &byte, 1, (off_t)at), 1);
        spool = open_large();
        expect_number(spool, 1, false);
        expect_number(spool, 3, false);
        expect_end(spool);
        ck_assert_uint_eq(spool_counts(spool).damaged_bytes, record_size);
        spool_close(spool);
        byte ^= 0xFF;
        ck_assert_int_eq(pwrite(raw, &byte, 1, (off_t)at), 1);
    }
    close(raw);
}
END_TEST

START_TEST(a_torn_position_falls_back_to_the_one_before)
{
    char file[128];
    struct spool *spool = open_large();

    for (unsigned i = 0; i < 4; i++)
        store_number(spool, i);
    expect_number(spool, 0, true);
    expect_number(spool, 1, true);
    spool_close(spool);

    /* Two acknowledgements filled both slots; the second lies in slot 0. */
    snprintf(file, sizeof(file), "%s/position", path);
    int raw = open(file, O_RDWR);
    ck_assert_int_ge(raw, 0);
    ck_assert_int_eq(pwrite(raw, "torn", 4, 8), 4);
    close(raw);

    spool = open_large();
    expect_number(spool, 1, true);
    expect_number(spool, 2, true);
    spool_close(spool);
}
END_TEST

START_TEST(a_full_spool_refuses)
{
    struct spool *spool = open_spool(1 << 16, SPOOL_REFUSE);
    struct error error = {0};
    char block[1000];
    unsigned stored = 0;

    memset(block, 'x', sizeof(block));
    while (spool_store(spool, (struct slice){block, sizeof(block)}, &error) == SPOOL_STORED)
        stored++;
    ck_assert_uint_eq(stored, 64); /* of 1012 bytes each */
    ck_assert_uint_eq(spool_counts(spool).records, 64);
    ck_assert_uint_le(spool_counts(spool).bytes, 1 << 16);
    spool_close(spool);
}
END_TEST

START_TEST(a_full_spool_drops_the_oldest_and_counts)
{
    struct spool *spool = open_spool(1 << 16, SPOOL_DROP_OLDEST);
    struct buffer record = {0};
    struct spool_place place;
    struct error error;
    char block[1000];

    for (unsigned i = 0; i < 300; i++) {
        memset(block, 0, sizeof(block));
        snprintf(block, sizeof(block), "%u", i);
        ck_assert_int_eq(spool_store(spool, (struct slice){block, sizeof(block)}, &error),
                         SPOOL_STORED);
    }
    struct spool_counts counts = spool_counts(spool);
    ck_assert_uint_gt(counts.dropped, 200);
    ck_assert_uint_eq(counts.records + counts.dropped, 300);
    for (uint64_t i = counts.dropped; i < 300; i++) {
        ck_assert(spool_read(spool, &record, &place, &error));
        ck_assert_uint_eq(strtoull(record.data, NULL, 10), i);
        ck_assert(spool_acknowledge(spool, place, &error));
    }
    expect_end(spool);
    buffer_free(&record);
    spool_close(spool);
}
END_TEST

START_TEST(a_place_in_a_dropped_segment_is_passed_over)
{
    struct spool *spool = open_spool(1 << 16, SPOOL_DROP_OLDEST);
    struct buffer record = {0};
    struct spool_place place;
    struct error error;
    char block[1000] = "x";

    ck_assert_int_eq(spool_store(spool, (struct slice){block, sizeof(block)}, &error),
                     SPOOL_STORED);
    ck_assert(spool_read(spool, &record, &place, &error));
    for (unsigned i = 0; i < 100; i++)
        ck_assert_int_eq(spool_store(spool, (struct slice){block, sizeof(block)}, &error),
                         SPOOL_STORED);
    uint64_t left = spool_counts(spool).records;
    ck_assert(spool_acknowledge(spool, place, &error));
    ck_assert_uint_eq(spool_counts(spool).records, left);
    while (left-- > 0) {
        ck_assert(spool_read(spool, &record, &place, &error));
        ck_assert(spool_acknowledge(spool, place, &error));
    }
    expect_end(spool);
    buffer_free(&record);
    spool_close(spool);
}
END_TEST

START_TEST(a_second_process_is_told_to_use_a_directory_of_its_own)
{
    struct spool *spool = open_large();
    struct error error;

    ck_assert_ptr_null(
        spool_open(&(struct spool_options){.directory = path, .max_bytes = 1 << 20}, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    spool_close(spool);
    spool_close(open_large());
}
END_TEST

/* RLIMIT_FSIZE makes a write stop half-way, as a full disk does. */
START_TEST(a_write_that_stops_half_way_leaves_nothing_behind)
{
    struct spool *spool = open_large();
    struct rlimit limit = {40, RLIM_INFINITY};
    struct error error;

    store_number(spool, 1);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(spool_store(spool, SLICE("a record that is too long for the limit"), &error),
                     SPOOL_FAILED);
    ck_assert_int_eq(error.class, ERROR_SYSTEM);
    limit.rlim_cur = RLIM_INFINITY;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);

    store_number(spool, 2);
    expect_number(spool, 1, true);
    expect_number(spool, 2, true);
    expect_end(spool);
    ck_assert_uint_eq(spool_counts(spool).damaged_bytes, 0);
    spool_close(spool);
}
END_TEST

Suite *suite_spool(void)
{
    Suite *suite = suite_create("spool");
    TCase *tests = tcase_create("spool");

    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, records_come_back_in_order);
    tcase_add_test(tests, what_is_not_acknowledged_is_read_again_by_the_next_process);
    tcase_add_test(tests, the_next_to_open_it_begins_with_the_oldest_unacknowledged);
    tcase_add_test(tests, storing_goes_on_after_all_was_read);
    tcase_add_test(tests, kill_9_loses_nothing_that_was_stored);
    tcase_add_test(tests, a_record_torn_anywhere_costs_only_itself);
    tcase_add_test(tests, a_record_damaged_anywhere_costs_only_itself);
    tcase_add_test(tests, a_torn_position_falls_back_to_the_one_before);
    tcase_add_test(tests, a_full_spool_refuses);
    tcase_add_test(tests, a_full_spool_drops_the_oldest_and_counts);
    tcase_add_test(tests, a_place_in_a_dropped_segment_is_passed_over);
    tcase_add_test(tests, a_second_process_is_told_to_use_a_directory_of_its_own);
    tcase_add_test(tests, a_write_that_stops_half_way_leaves_nothing_behind);
    suite_add_tcase(suite, tests);
    return suite;
}
