/* The spool and a power cut at any moment.
 *
 * A run of the real spool is written down, call by call; then, for every prefix of that, a
 * directory is made as the power cut may leave it: with what was synced, and any part of the rest.
 * The real spool opens it, and must hold what the manual promises. SEED=N RUNS=N ./check_spool_disk
 * tries others. */
#include "config.h"

#include "sink/spool_private.h"
#include "spool/disk.h"
#include "spool/suites.h"
#include "support/dice.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUNS 8
#define STEPS 40
#define CUTS 3 /* of each prefix */
#define RECORDS_MAX 4096
#define NEW_RECORD 9999999
#define DAMAGE "what was damaged, and is worth a look"

enum note { STORED = 1, ACKNOWLEDGED, SYNCED };

static char parent[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 16];
static char seen_flaws[4096];

static void on_flawed(void *context, const char *text)
{
    (void)context;
    size_t used = strlen(seen_flaws);
    snprintf(seen_flaws + used, sizeof(seen_flaws) - used, "%s\n", text);
}

static struct spool *open_spool(void)
{
    struct error error = {0};
    struct spool *spool = spool_open(
        &(struct spool_options){
            .directory = path, .max_bytes = 16 * 1024, .full = SPOOL_REFUSE, .flawed = on_flawed},
        &error);

    ck_assert_msg(spool != NULL, "%s", error.text);
    return spool;
}

static bool store(struct spool *spool, unsigned number, size_t size)
{
    char text[512];
    struct error error;

    memset(text, 'x', sizeof(text));
    snprintf(text, sizeof(text), "%07u", number);
    return spool_store(spool, (struct slice){text, size}, NULL, &error) == SPOOL_STORED;
}

static unsigned number_of(const struct buffer *record)
{
    return (unsigned)strtoul(record->data, NULL, 10);
}

/* What a process that is killed leaves to the next one. */
static struct spool *open_after_kill(struct spool *spool)
{
    spool->stopped = true;
    spool_close(spool);
    return open_spool();
}

/* Stores, reads, acknowledges and syncs at random, and is killed now and then. */
static struct spool *run(struct spool *spool, struct dice *dice)
{
    struct buffer record = {0};
    struct spool_place place;
    struct error error;
    unsigned stored = 0;

    for (int step = 0; step < STEPS; step++) {
        size_t what = dice_below(dice, 10);
        if (dice_once_in(dice, 20))
            spool = open_after_kill(spool);
        if (what < 5) {
            if (store(spool, ++stored, 8 + dice_below(dice, 400)))
                disk_note(STORED, stored);
        } else if (what < 8) {
            if (spool_read(spool, &record, &place, &error)) {
                disk_note(ACKNOWLEDGED, number_of(&record));
                spool_acknowledge(spool, place);
            }
        } else if (spool_sync(spool, &error)) {
            disk_note(SYNCED, 0);
        }
    }
    buffer_free(&record);
    return spool;
}

/* What is known of the records at one moment. */
struct known {
    unsigned stored;       /* as the last */
    unsigned acknowledged; /* likewise */
    unsigned safe;         /* stored before the last sync */
    unsigned forgotten;    /* acknowledged before the last sync */
};

static void learn(struct known *known, const struct disk_entry *entry)
{
    if (entry->change != DISK_NOTE)
        return;
    if (entry->note == STORED)
        known->stored = entry->number;
    if (entry->note == ACKNOWLEDGED)
        known->acknowledged = entry->number;
    if (entry->note == SYNCED) {
        known->safe = known->stored;
        known->forgotten = known->acknowledged;
    }
}

/* Everything that had to survive comes, in order, and nothing that had to be forgotten. */
static void check_left(const struct known *known, bool with_new)
{
    static bool came[RECORDS_MAX];
    struct spool *spool = open_spool();
    struct buffer record = {0};
    struct spool_place place;
    struct error error;
    bool new_came = false;
    unsigned last = 0;

    memset(came, 0, sizeof(came));
    while (spool_read(spool, &record, &place, &error)) {
        unsigned number = number_of(&record);
        ck_assert_uint_gt(number, last);
        ck_assert(!new_came);
        last = number;
        new_came = number == NEW_RECORD;
        ck_assert_msg(number > known->forgotten, "%u was acknowledged and synced", number);
        if (number < RECORDS_MAX)
            came[number] = true;
    }
    ck_assert_int_eq(error.class, ERROR_NONE);
    for (unsigned i = known->acknowledged + 1; i <= known->safe; i++)
        ck_assert_msg(came[i], "%u was stored and synced", i);
    ck_assert_msg(strstr(seen_flaws, "position is") == NULL, "%s", seen_flaws);
    ck_assert_msg(strstr(seen_flaws, "missing") == NULL && strstr(seen_flaws, " lost") == NULL &&
                      strstr(seen_flaws, "empty") == NULL,
                  "told as gone, and was never safe: %s", seen_flaws);
    ck_assert_int_eq(new_came, with_new);
    if (!with_new) {
        ck_assert(store(spool, NEW_RECORD, 100));
        ck_assert(spool_sync(spool, &error));
    }
    buffer_free(&record);
    spool_close(spool);
}

static void check_prefix(const struct disk_log *log, size_t count, uint64_t seed)
{
    struct known known = {0};

    for (size_t i = 0; i < count; i++)
        learn(&known, &log->entries[i]);
    seen_flaws[0] = '\0';
    disk_rebuild(log, count, seed, path);
    check_left(&known, false);
    check_left(&known, true);
    disk_remove(path);
}

static unsigned long number_from(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

static void setup(void)
{
    scratch_create(parent);
    snprintf(path, sizeof(path), "%s/spool", parent);
}

START_TEST(what_was_synced_survives_a_power_cut_at_any_moment)
{
    unsigned long seed = number_from("SEED", 1);
    unsigned long end = seed + number_from("RUNS", RUNS);

    for (; seed < end; seed++) {
        struct dice dice = {seed};
        struct disk_log log = {0};
        disk_watch(&log, path);
        struct spool *spool = open_spool();
        spool = run(spool, &dice);
        spool_close(spool);
        disk_watch(NULL, NULL);
        disk_remove(path);
        for (size_t count = 0; count <= log.count; count++) {
            for (uint64_t cut = 0; cut < CUTS; cut++)
                check_prefix(&log, count, seed << 32 | count << 8 | cut);
        }
        disk_free(&log);
    }
}
END_TEST

static bool holds_damage(const char *name)
{
    char file[SCRATCH_SIZE + 128];
    struct buffer bytes = {0};

    snprintf(file, sizeof(file), "%s/%s", path, name);
    scratch_read(file, &bytes);
    bool holds = bytes.size > 0 && memmem(bytes.data, bytes.size, DAMAGE, strlen(DAMAGE)) != NULL;
    buffer_free(&bytes);
    return holds;
}

/* The damage is in the segment, or beside it, at every moment. */
START_TEST(damage_is_kept_before_it_is_overwritten)
{
    static const char name[] = "00000000000000000001.spool";
    static const char beside[] = "00000000000000000001.spool.damaged";

    for (uint64_t seed = 0; seed < 20; seed++) {
        struct disk_log log = {0};
        struct error error;
        disk_watch(&log, path);
        ck_assert_int_eq(mkdir(path, 0700), 0);
        int made = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
        int file = openat(made, name, O_RDWR | O_CREAT, 0600);
        ck_assert_int_eq(pwrite(file, DAMAGE, strlen(DAMAGE), 0), (ssize_t)strlen(DAMAGE));
        ck_assert_int_eq(fsync(file) | fsync(made), 0);
        close(file);
        close(made);
        disk_note(STORED, 0);
        size_t begin = log.count;
        struct spool *spool = open_spool();
        ck_assert(spool_sync(spool, &error));
        spool_close(spool);
        disk_watch(NULL, NULL);
        disk_remove(path);
        for (size_t count = begin; count <= log.count; count++) {
            if (disk_rebuild(&log, count, seed << 32 | count, path))
                ck_assert_msg(holds_damage(name) || holds_damage(beside), "after %zu of %zu", count,
                              log.count);
            disk_remove(path);
        }
        disk_free(&log);
    }
}
END_TEST

Suite *suite_power(void)
{
    Suite *suite = suite_create("power");
    TCase *tests = tcase_create("power");

    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, what_was_synced_survives_a_power_cut_at_any_moment);
    tcase_add_test(tests, damage_is_kept_before_it_is_overwritten);
    suite_add_tcase(suite, tests);
    return suite;
}
