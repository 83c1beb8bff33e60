#include "config.h"

#include "sink/spool.h"
#include "support/scratch.h"
#include "support/string_list.h"
#include "unit/suites.h"

#include <errno.h>
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

static struct string_list flaws;

static void on_flawed(void *context, const char *text)
{
    (void)context;
    string_list_add(&flaws, text);
}

static struct spool *open_spool(uint64_t max_bytes, enum spool_full full)
{
    struct error error = {0};
    struct spool *spool = spool_open(
        &(struct spool_options){
            .directory = path, .max_bytes = max_bytes, .full = full, .flawed = on_flawed},
        &error);

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

    ck_assert_int_eq(spool_store(spool, (struct slice){text, (size_t)size}, NULL, &error),
                     SPOOL_STORED);
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
        spool_acknowledge(spool, place);
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

static const char *segment_path_of(unsigned number)
{
    static char other[128];

    segment_path(other, number);
    return other;
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
    ck_assert(spool_sync(spool, NULL));
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

/* Writes the bytes of a file anew. */
static void restore(const char *file, const char *bytes, size_t size)
{
    int raw = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    ck_assert_int_ge(raw, 0);
    ck_assert_int_eq(write(raw, bytes, size), (ssize_t)size);
    close(raw);
}

static size_t read_all(const char *file, char *bytes, size_t room)
{
    int raw = open(file, O_RDONLY);

    ck_assert_int_ge(raw, 0);
    ssize_t size = read(raw, bytes, room);
    ck_assert_int_ge(size, 0);
    close(raw);
    return (size_t)size;
}

/* What was told since the last time. */
static void expect_flaws(size_t count, const char *text)
{
    ck_assert_msg(flaws.count == count, "%zu: %s, %s", flaws.count,
                  flaws.count > 0 ? flaws.items[0] : "", flaws.count > 1 ? flaws.items[1] : "");
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(strstr(flaws.items[i], text) != NULL, "%s", flaws.items[i]);
    string_list_free(&flaws);
}

static void expect_kept(unsigned number, const char *bytes, size_t size)
{
    char file[160];
    char kept[256];

    segment_path(file, number);
    strcat(file, ".damaged");
    ck_assert_uint_eq(read_all(file, kept, sizeof(kept)), size);
    ck_assert_mem_eq(kept, bytes, size);
    unlink(file);
}

#define POSITION_SIZE 80

/* Cuts the file at every byte of its last record. */
START_TEST(a_record_torn_anywhere_costs_only_itself)
{
    char file[128];
    char bytes[256];
    char position_path[128];
    char position[POSITION_SIZE];
    struct spool *spool = open_large();

    store_number(spool, 1);
    store_number(spool, 2);
    spool_close(spool);
    segment_path(file, 1);
    size_t whole = read_all(file, bytes, sizeof(bytes));
    snprintf(position_path, sizeof(position_path), "%s/position", path);
    ck_assert_uint_eq(read_all(position_path, position, sizeof(position)), sizeof(position));

    for (unsigned size = (unsigned)whole - 1; size > whole / 2; size--) {
        restore(file, bytes, size);
        restore(position_path, position, sizeof(position));
        spool = open_large();
        ck_assert_uint_eq(spool_counts(spool).records, 1);
        ck_assert_uint_eq(spool_counts(spool).damaged_bytes, size - whole / 2);
        expect_flaws(1, "00000000000000000001.spool: ");
        expect_kept(1, bytes + whole / 2, size - whole / 2);
        expect_number(spool, 1, false);
        spool_close(spool);
        spool = open_large();
        expect_number(spool, 1, false);
        store_number(spool, 3);
        expect_number(spool, 3, false);
        expect_end(spool);
        spool_close(spool);
        expect_flaws(0, "");
        unlink(segment_path_of(2));
    }
}
END_TEST

/* Turns over every byte of the middle record, one at a time. */
START_TEST(a_record_damaged_anywhere_costs_only_itself)
{
    char file[128];
    char bytes[256];
    struct spool *spool = open_large();

    for (unsigned i = 1; i <= 3; i++)
        store_number(spool, i);
    spool_close(spool);
    segment_path(file, 1);
    size_t whole = read_all(file, bytes, sizeof(bytes));
    size_t third = whole / 3;

    for (size_t at = third; at < 2 * third; at++) {
        bytes[at] = (char)~bytes[at];
        restore(file, bytes, whole);
        for (int run = 0; run < 2; run++) {
            spool = open_large();
            expect_number(spool, 1, false);
            expect_number(spool, 3, false);
            expect_end(spool);
            ck_assert_uint_eq(spool_counts(spool).damaged_bytes, run == 0 ? third : 0);
            spool_close(spool);
            expect_flaws(run == 0 ? 1 : 0, "bytes are damaged; they are kept in");
        }
        expect_kept(1, bytes + third, third);
        bytes[at] = (char)~bytes[at];
    }
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

    /* Both slots were filled and synced when it was made; since then one was written. */
    snprintf(file, sizeof(file), "%s/position", path);
    int raw = open(file, O_RDWR);
    ck_assert_int_ge(raw, 0);
    ck_assert_int_eq(pwrite(raw, "torn", 4, 8), 4);
    close(raw);

    spool = open_large();
    expect_number(spool, 0, true);
    expect_number(spool, 1, true);
    spool_close(spool);
    expect_flaws(0, "");
}
END_TEST

/* Cuts a segment of which two of four records are acknowledged to every size. */
START_TEST(what_is_stored_behind_a_position_that_outlived_its_records_is_delivered)
{
    char file[128];
    char bytes[256];
    char position_path[128];
    char position[POSITION_SIZE];
    struct spool *spool = open_large();

    for (unsigned i = 1; i <= 4; i++)
        store_number(spool, i);
    expect_number(spool, 1, true);
    expect_number(spool, 2, true);
    spool_close(spool);
    segment_path(file, 1);
    size_t whole = read_all(file, bytes, sizeof(bytes));
    snprintf(position_path, sizeof(position_path), "%s/position", path);
    ck_assert_uint_eq(read_all(position_path, position, sizeof(position)), sizeof(position));

    for (size_t size = 0; size < whole; size++) {
        restore(file, bytes, size);
        restore(position_path, position, sizeof(position));
        spool = open_large();
        store_number(spool, 5);
        spool_close(spool);
        string_list_free(&flaws);
        spool = open_large();
        if (size >= 3 * whole / 4)
            expect_number(spool, 3, true);
        expect_number(spool, 5, true);
        expect_end(spool);
        spool_close(spool);
        expect_flaws(0, "");
        unlink(segment_path_of(2));
    }
}
END_TEST

START_TEST(a_position_that_is_lost_is_told_and_all_is_read_again)
{
    char file[128];
    struct spool *spool = open_large();

    store_number(spool, 1);
    store_number(spool, 2);
    expect_number(spool, 1, true);
    spool_close(spool);
    snprintf(file, sizeof(file), "%s/position", path);
    for (int run = 0; run < 4; run++) {
        if (run == 0)
            ck_assert_int_eq(unlink(file), 0);
        else if (run == 3)
            ck_assert_int_eq(mkdir(file, 0700), 0);
        else
            restore(file, "0123456789", run == 1 ? 0 : 10);
        spool = open_large();
        expect_flaws(1, "position is");
        expect_number(spool, 1, true);
        expect_number(spool, 2, false);
        spool_close(spool);
        expect_flaws(0, "");
        if (run == 2)
            ck_assert_int_eq(unlink(file), 0);
    }
}
END_TEST

START_TEST(a_file_that_is_missing_is_told_once)
{
    for (unsigned missing = 1; missing <= 3; missing++) {
        for (unsigned number = 1; number <= 3; number++) {
            struct spool *spool = open_large();
            store_number(spool, number);
            spool_close(spool);
        }
        uint64_t life = 3 * (missing - 1);
        ck_assert_int_eq(unlink(segment_path_of((unsigned)life + missing)), 0);
        struct spool *spool = open_large();
        expect_flaws(1, "is gone, with what was in it");
        spool_close(spool);
        spool = open_large();
        expect_flaws(0, "");
        for (unsigned number = 1; number <= 3; number++) {
            if (number != missing)
                expect_number(spool, number, true);
        }
        expect_end(spool);
        spool_close(spool);
        spool_close(open_large());
        expect_flaws(0, "");
    }
}
END_TEST

/* Leaves four records in the first file; returns how large it is, and it in `bytes`. */
static size_t leave_four(char bytes[static 256])
{
    struct spool *spool = open_large();

    for (unsigned i = 1; i <= 4; i++)
        store_number(spool, i);
    spool_close(spool);
    return read_all(segment_path_of(1), bytes, 256);
}

/* What is gone is told and counted, once; the rest is read. */
static void expect_lost(const char *told, unsigned lost, const unsigned *rest)
{
    struct spool *spool = open_large();

    expect_flaws(1, told);
    ck_assert_uint_eq(spool_counts(spool).lost, lost);
    spool_close(spool);
    spool = open_large();
    expect_flaws(0, "");
    ck_assert_uint_eq(spool_counts(spool).lost, 0);
    for (; *rest != 0; rest++)
        expect_number(spool, *rest, true);
    expect_end(spool);
    spool_close(spool);
    expect_flaws(0, "");
}

START_TEST(a_file_cut_at_the_end_of_a_record_is_told)
{
    char bytes[256];
    size_t whole = leave_four(bytes);

    restore(segment_path_of(1), bytes, whole / 4 * 3);
    expect_lost("1 report is lost, 20 bytes are missing", 1, (const unsigned[]){1, 2, 3, 0});
}
END_TEST

START_TEST(an_empty_file_is_told)
{
    char bytes[256];

    leave_four(bytes);
    restore(segment_path_of(1), bytes, 0);
    expect_lost("4 reports are lost, 80 bytes are missing", 4, (const unsigned[]){0});
}
END_TEST

START_TEST(records_removed_from_the_middle_are_told)
{
    char bytes[256];
    size_t whole = leave_four(bytes);

    memmove(bytes + whole / 4, bytes + whole / 4 * 3, whole / 4);
    restore(segment_path_of(1), bytes, whole / 2);
    expect_lost("2 reports are lost, 40 bytes are missing", 2, (const unsigned[]){1, 4, 0});
}
END_TEST

/* A process that was killed says so of what it had synced, and whoever finds the rest, of that. */
START_TEST(what_a_killed_process_had_synced_is_missed)
{
    char bytes[256];
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct spool *spool = open_large();
        for (unsigned i = 1; i <= 4; i++) {
            store_number(spool, i);
            if (i == 2 && !spool_sync(spool, NULL))
                _exit(1);
        }
        raise(SIGKILL);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));

    size_t whole = read_all(segment_path_of(1), bytes, sizeof(bytes));
    if (_i == 0) {
        restore(segment_path_of(1), bytes, whole / 4);
        expect_lost("1 report is lost, 20 bytes are missing", 1, (const unsigned[]){1, 0});
    } else {
        spool_close(open_large());
        restore(segment_path_of(1), bytes, whole / 4 * 3);
        expect_lost("1 report is lost, 20 bytes are missing", 1, (const unsigned[]){1, 2, 3, 0});
    }
}
END_TEST

/* The position is written with each acknowledgement, how much there is with each sync. */
START_TEST(what_was_acknowledged_before_a_kill_is_not_counted_as_lost)
{
    char bytes[256];
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        leave_four(bytes);
        struct spool *spool = open_large();
        expect_number(spool, 1, true);
        expect_number(spool, 2, true);
        raise(SIGKILL);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    size_t whole = read_all(segment_path_of(1), bytes, sizeof(bytes));
    restore(segment_path_of(1), bytes, whole / 4 * 3);
    expect_lost("1.spool: 20 bytes are missing", 0, (const unsigned[]){3, 0});
}
END_TEST

START_TEST(a_file_is_missed_when_the_position_was_made_anew_meanwhile)
{
    char bytes[256];
    char file[128];
    size_t whole = leave_four(bytes);
    struct spool *spool = open_large();

    snprintf(file, sizeof(file), "%s/position", path);
    ck_assert_int_eq(unlink(file), 0);
    spool_close(spool);
    restore(segment_path_of(1), bytes, whole / 2);
    expect_lost("2 reports are lost, 40 bytes are missing", 2, (const unsigned[]){1, 2, 0});
}
END_TEST

/* So the first release, and one before files were tallied, left it. */
START_TEST(without_a_tally_nothing_is_missed)
{
    char bytes[256];
    char position[POSITION_SIZE];
    char file[128];
    size_t whole = leave_four(bytes);

    snprintf(file, sizeof(file), "%s/position", path);
    read_all(file, position, sizeof(position));
    restore(file, position, _i == 0 ? 64 : 80);
    restore(segment_path_of(1), bytes, whole / 2);
    struct spool *spool = open_large();
    expect_number(spool, 1, true);
    expect_number(spool, 2, true);
    expect_end(spool);
    spool_close(spool);
    expect_flaws(0, "");
}
END_TEST

START_TEST(a_file_that_is_missing_is_counted)
{
    char bytes[256];

    leave_four(bytes);
    unlink(segment_path_of(1));
    expect_lost("is gone, with what was in it: 4 reports are lost", 4, (const unsigned[]){0});
}
END_TEST

START_TEST(a_spool_of_which_every_file_is_emptied_is_told)
{
    char bytes[256];
    char command[256];

    leave_four(bytes);
    snprintf(command, sizeof(command), "cd %s && truncate -s 0 *", path);
    ck_assert_int_eq(system(command), 0);
    expect_lost("its files are all empty", 0, (const unsigned[]){0});
}
END_TEST

/* Copies a spool that the first release left; it stored the records 1 to 5. */
static void copy_old(const char *name)
{
    char command[512];
    const char *tests = getenv("TESTS_DIR");

    ck_assert_ptr_nonnull(tests);
    snprintf(command, sizeof(command), "cp -r '%s/data/%s' %s && chmod -R u+w %s", tests, name,
             path, path);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(a_spool_of_the_first_release_is_read)
{
    static const char *const names[] = {"spool-first-release-new", "spool-first-release-begun"};

    copy_old(names[_i]);
    struct spool *spool = open_large();
    for (unsigned i = _i == 0 ? 1 : 3; i <= 4; i++)
        expect_number(spool, i, true);
    store_number(spool, 6);
    spool_close(spool);
    spool = open_large();
    expect_number(spool, 5, true);
    expect_number(spool, 6, true);
    expect_end(spool);
    spool_close(spool);
    expect_flaws(0, "");
}
END_TEST

START_TEST(a_full_spool_refuses)
{
    struct spool *spool = open_spool(1 << 16, SPOOL_REFUSE);
    struct error error = {0};
    char block[1000];
    unsigned stored = 0;

    memset(block, 'x', sizeof(block));
    while (spool_store(spool, (struct slice){block, sizeof(block)}, NULL, &error) == SPOOL_STORED)
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
        ck_assert_int_eq(spool_store(spool, (struct slice){block, sizeof(block)}, NULL, &error),
                         SPOOL_STORED);
    }
    struct spool_counts counts = spool_counts(spool);
    ck_assert_uint_gt(counts.dropped, 200);
    ck_assert_uint_eq(counts.records + counts.dropped, 300);
    for (uint64_t i = counts.dropped; i < 300; i++) {
        ck_assert(spool_read(spool, &record, &place, &error));
        ck_assert_uint_eq(strtoull(record.data, NULL, 10), i);
        spool_acknowledge(spool, place);
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

    ck_assert_int_eq(spool_store(spool, (struct slice){block, sizeof(block)}, NULL, &error),
                     SPOOL_STORED);
    ck_assert(spool_read(spool, &record, &place, &error));
    for (unsigned i = 0; i < 100; i++)
        ck_assert_int_eq(spool_store(spool, (struct slice){block, sizeof(block)}, NULL, &error),
                         SPOOL_STORED);
    uint64_t left = spool_counts(spool).records;
    spool_acknowledge(spool, place);
    ck_assert_uint_eq(spool_counts(spool).records, left);
    while (left-- > 0) {
        ck_assert(spool_read(spool, &record, &place, &error));
        spool_acknowledge(spool, place);
    }
    expect_end(spool);
    buffer_free(&record);
    spool_close(spool);
}
END_TEST

static enum spool_stored store_block(struct spool *spool, size_t size, struct error *error)
{
    static char block[1 << 16];

    memset(block, 'x', sizeof(block));
    return spool_store(spool, (struct slice){block, size}, NULL, error);
}

START_TEST(a_record_that_can_never_be_stored_drops_nothing)
{
    struct spool *spool = open_spool(1 << 14, SPOOL_DROP_OLDEST);
    struct error error = {0};

    store_number(spool, 1);
    ck_assert_int_eq(store_block(spool, 1 << 14, &error), SPOOL_IS_FULL);
    ck_assert_str_ne(error.text, "");
    ck_assert_int_eq(store_block(spool, 0, &error), SPOOL_IS_FULL);
    ck_assert_uint_eq(spool_counts(spool).dropped, 0);
    expect_number(spool, 1, true);
    spool_close(spool);
}
END_TEST

/* A sixteenth is 1024 bytes; what is dropped for a larger record is as much as it needs. */
START_TEST(a_record_larger_than_a_sixteenth_drops_as_much_as_it_needs)
{
    struct spool *spool = open_spool(1 << 14, SPOOL_DROP_OLDEST);
    struct error error = {0};

    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(store_block(spool, 1000, &error), SPOOL_STORED);
    ck_assert_int_eq(store_block(spool, 3000, &error), SPOOL_STORED);
    struct spool_counts counts = spool_counts(spool);
    ck_assert_uint_eq(counts.dropped, 3);
    ck_assert_uint_eq(counts.records, 14);
    ck_assert_uint_le(counts.bytes, 1 << 14);
    spool_close(spool);
}
END_TEST

START_TEST(what_was_read_and_not_acknowledged_is_not_dropped_but_on_disk_no_more)
{
    struct spool *spool = open_spool(1 << 14, SPOOL_DROP_OLDEST);
    struct buffer record = {0};
    struct spool_place places[2];
    struct error error = {0};
    uint64_t changes = spool_changes(spool);

    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(store_block(spool, 1000, &error), SPOOL_STORED);
    for (int i = 0; i < 2; i++)
        ck_assert(spool_read(spool, &record, &places[i], &error));
    ck_assert_int_eq(store_block(spool, 1000, &error), SPOOL_STORED);
    ck_assert_uint_ne(spool_changes(spool), changes);
    ck_assert_int_eq(spool_holds(spool, places[0]), SPOOL_DROPPED);
    ck_assert_int_eq(spool_holds(spool, places[1]), SPOOL_HELD);
    ck_assert_uint_eq(spool_counts(spool).dropped, 0);
    spool_acknowledge(spool, places[0]);
    spool_acknowledge(spool, places[1]);
    ck_assert_uint_eq(spool_counts(spool).records, 15);
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
    ck_assert_int_eq(
        spool_store(spool, SLICE("a record that is too long for the limit"), NULL, &error),
        SPOOL_FAILED);
    ck_assert_int_eq(error.class, ERROR_SYSTEM);
    ck_assert_msg(strstr(error.text, strerror(EFBIG)) != NULL, "%s", error.text);
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
    tcase_add_test(tests, records_come_back_in_order);
    tcase_add_test(tests, what_is_not_acknowledged_is_read_again_by_the_next_process);
    tcase_add_test(tests, the_next_to_open_it_begins_with_the_oldest_unacknowledged);
    tcase_add_test(tests, storing_goes_on_after_all_was_read);
    tcase_add_test(tests, kill_9_loses_nothing_that_was_stored);
    tcase_add_test(tests, a_record_torn_anywhere_costs_only_itself);
    tcase_add_test(tests, a_record_damaged_anywhere_costs_only_itself);
    tcase_add_test(tests, a_torn_position_falls_back_to_the_one_before);
    tcase_add_test(tests, what_is_stored_behind_a_position_that_outlived_its_records_is_delivered);
    tcase_add_test(tests, a_position_that_is_lost_is_told_and_all_is_read_again);
    tcase_add_test(tests, a_file_that_is_missing_is_told_once);
    tcase_add_test(tests, a_file_cut_at_the_end_of_a_record_is_told);
    tcase_add_test(tests, an_empty_file_is_told);
    tcase_add_test(tests, records_removed_from_the_middle_are_told);
    tcase_add_loop_test(tests, what_a_killed_process_had_synced_is_missed, 0, 2);
    tcase_add_test(tests, what_was_acknowledged_before_a_kill_is_not_counted_as_lost);
    tcase_add_test(tests, a_file_is_missed_when_the_position_was_made_anew_meanwhile);
    tcase_add_loop_test(tests, without_a_tally_nothing_is_missed, 0, 2);
    tcase_add_test(tests, a_file_that_is_missing_is_counted);
    tcase_add_test(tests, a_spool_of_which_every_file_is_emptied_is_told);
    tcase_add_loop_test(tests, a_spool_of_the_first_release_is_read, 0, 2);
    tcase_add_test(tests, a_full_spool_refuses);
    tcase_add_test(tests, a_full_spool_drops_the_oldest_and_counts);
    tcase_add_test(tests, a_place_in_a_dropped_segment_is_passed_over);
    tcase_add_test(tests, a_record_that_can_never_be_stored_drops_nothing);
    tcase_add_test(tests, a_record_larger_than_a_sixteenth_drops_as_much_as_it_needs);
    tcase_add_test(tests, what_was_read_and_not_acknowledged_is_not_dropped_but_on_disk_no_more);
    tcase_add_test(tests, a_second_process_is_told_to_use_a_directory_of_its_own);
    tcase_add_test(tests, a_write_that_stops_half_way_leaves_nothing_behind);
    suite_add_tcase(suite, tests);
    return suite;
}
