/* A file as a source: whatever a file that is written to, rotated, cut off or damaged can do. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/die.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define PATH_SIZE (SCRATCH_SIZE + 32)

static char directory[SCRATCH_SIZE];
static char path[PATH_SIZE];
static struct watcher watcher;
static int64_t start_ms; /* half an hour ago */

static void in_directory(const char *name, char out[static PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s/%s", directory, name);
}

static void set_up(void)
{
    scratch_create(directory);
    in_directory("reports.jsonl", path);
    start_ms = timestamp_now() - 30 * MS_PER_MINUTE;
}

static void tear_down(void)
{
    if (watcher.source != NULL)
        watcher_close(&watcher);
    watcher = (struct watcher){0};
}

/* Adds text to a file. */
static void add(const char *name, const char *text)
{
    FILE *file = fopen(name, "a");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        die_errno("%s", name);
}

/* Returns a line of a tenant (NULL: it does not say) whose place is the millisecond `ms` behind the
 * start. Valid until the next call. */
static const char *line(const char *tenant, int64_t ms, double value)
{
    static char text[512];
    char name[128] = "";

    if (tenant != NULL)
        snprintf(name, sizeof(name), "\"tenant\":\"%s\",", tenant);
    snprintf(
        text, sizeof(text),
        "{%s\"time_ms\":%" PRId64 ",\"window_start\":\"2026-11-22T13:00:00Z\","
        "\"window_end\":\"2026-11-22T13:%02d:00Z\",\"dimensions\":[{\"name\":\"x\","
        "\"severity\":\"ok\",\"value\":%g,\"baseline\":1,\"z_score\":0,\"sample_count\":5}]}\n",
        name, start_ms + ms, (int)(ms / 1000 % 60), value);
    return text;
}

static void open_path(const char *spec)
{
    struct source_options options = watcher_options();

    watcher_open(&watcher, spec, &options);
}

/* Opens and waits until all that is there is read. */
static void open_and_read(void)
{
    open_path(path);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
}

/* Opens several words as one source. */
static void open_words(const char *const *words, size_t count)
{
    struct source_options options = watcher_options();

    options.files = words;
    options.file_count = count;
    watcher_open(&watcher, words[0], &options);
}

static bool has_rows(struct watcher *of, void *context)
{
    size_t rows = 0;

    for (size_t i = 0; i < of->fleet.count; i++)
        rows += history_rows(&of->fleet.tenants[i]->history);
    return of->source->status.discovered && rows == *(const size_t *)context;
}

static void wait_rows(size_t rows)
{
    WATCHER_WAIT(&watcher, has_rows, &rows);
}

static bool has_note(struct watcher *of, void *context)
{
    struct buffer notes = {0};

    source_notes_describe(&of->source->status, &notes);
    bool found = strstr(buffer_text(&notes), *(const char *const *)context) != NULL;
    buffer_free(&notes);
    return found;
}

static void wait_note(const char *text)
{
    WATCHER_WAIT(&watcher, has_note, &text);
}

/* Waits for a remark that names a line of the file. */
static void wait_line_note(const char *before, int number, const char *behind)
{
    char text[PATH_SIZE + 128];

    snprintf(text, sizeof(text), "%s%s:%d: %s", before, path, number, behind);
    wait_note(text);
}

static bool has_ended(struct watcher *of, void *unused)
{
    (void)unused;
    return of->source->status.phase == SOURCE_ENDED;
}

START_TEST(lines_of_several_tenants_and_both_shapes_are_read)
{
    char id[32];

    add(path, line("a", 0, 1));
    add(path, line("b", 0, 2));
    add(path, line("a", 1000, 3));
    add(path, line(NULL, 0, 4));
    snprintf(id, sizeof(id), "%" PRId64 "-5", start_ms);
    char text[512];
    snprintf(text, sizeof(text),
             "{\"id\":\"%s\",\"tenant\":\"c\",\"env\":\"prod\",\"ws\":\"w\",\"we\":\"w\","
             "\"degraded\":\"x\",\"warned\":\"\",\"dims\":[{\"name\":\"x\",\"severity\":"
             "\"DEGRADED\",\"value\":NaN,\"sample_size\":7}]}\n",
             id);
    add(path, text);
    open_and_read();
    ck_assert_uint_eq(watcher.fleet.count, 4);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "a")->history), 2);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "b")->history), 1);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "reports")->history), 1);
    const struct tenant *tenant = watcher_tenant(&watcher, "c/prod");
    ck_assert_uint_eq(tenant->newest_id.seq, 5);
    ck_assert_int_eq(tenant->dimensions[0].newest.severity, SEVERITY_DEGRADED);
    ck_assert_uint_eq(tenant->dimensions[0].sample_count, 7);
    ck_assert_uint_eq(watcher.source->status.note_count, 0);
}
END_TEST

START_TEST(only_the_tenants_asked_for_are_read)
{
    static const char *const tenants[] = {"a", "c*"};
    struct source_options options = watcher_options();

    add(path, line("a", 0, 1));
    add(path, line("b", 0, 1));
    add(path, line("cc", 0, 1));
    options.tenants = tenants;
    options.tenant_count = 2;
    watcher_open(&watcher, path, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    ck_assert_uint_eq(watcher.fleet.count, 2);
}
END_TEST

START_TEST(a_growing_file_is_followed)
{
    add(path, line("a", 0, 1));
    open_and_read();
    wait_rows(1);
    for (int i = 1; i <= 200; i++)
        add(path, line("a", i, i));
    wait_rows(201);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    add(path, line("b", 0, 1));
    wait_rows(202);
}
END_TEST

START_TEST(a_line_that_is_not_complete_waits)
{
    const char *text = line("a", 0, 1);
    char first[512];

    snprintf(first, sizeof(first), "%.*s", 100, text);
    add(path, first);
    open_and_read();
    ck_assert_uint_eq(watcher.fleet.count, 0);
    add(path, line("a", 0, 1) + 100);
    wait_rows(1);
    ck_assert_uint_eq(watcher.source->status.note_count, 0);
}
END_TEST

START_TEST(a_bad_line_is_counted_and_told_with_its_number)
{
    add(path, line("a", 0, 1));
    add(path, "{\"tenant\":\"a\",\"dims\":oops}\n\n");
    add(path, line("a", 1, 1));
    open_and_read();
    wait_rows(2);
    wait_line_note("1 unreadable, ", 2, "");
    ck_assert_uint_eq(watcher_tenant(&watcher, "a")->skipped, 1);
    ck_assert_ptr_nonnull(
        strstr(tenant_trouble(watcher_tenant(&watcher, "a")), "reports.jsonl:2: "));
    add(path, "[]\n");
    wait_line_note("2 unreadable, ", 5, "");
}
END_TEST

START_TEST(a_line_without_a_place_in_time_is_refused)
{
    add(path, "{\"window_end\":\"soon\",\"dimensions\":[]}\n");
    open_and_read();
    wait_line_note("1 unreadable, ", 1, "the line has no place in time");
}
END_TEST

START_TEST(a_time_before_1970_or_behind_the_year_9999_is_refused)
{
    add(path, "{\"we\":\"1969-12-31T23:59:59Z\",\"dims\":[]}\n");
    open_and_read();
    wait_line_note("1 unreadable, ", 1, "its time lies before 1970");
    add(path, "{\"id\":\"18446744073709551615-18446744073709551615\",\"dims\":[]}\n");
    wait_line_note("2 unreadable, ", 2, "its time lies behind the year 9999");
    add(path, line("a", 0, 1));
    wait_rows(1);
}
END_TEST

START_TEST(a_line_ahead_of_the_clock_is_shown_and_told)
{
    add(path, line("a", 0, 1));
    add(path, line("a", MS_PER_DAY, 2));
    open_and_read();
    wait_rows(2);
    wait_note("1 ahead of the clock, in ");
    ck_assert_double_eq(watcher_tenant(&watcher, "a")->dimensions[0].newest.value, 2);
}
END_TEST

/* --- recordings --- */

static bool is_recording(struct watcher *of, void *end_ms)
{
    return of->source->status.discovered &&
           of->source->recording_end_ms == *(const int64_t *)end_ms;
}

START_TEST(an_old_file_opens_at_its_own_end_until_it_has_something_young)
{
    int64_t end_ms = start_ms - MS_PER_DAY + 1001;
    int64_t none = 0;

    for (int i = 0; i < 1000; i++)
        add(path, line("a", -MS_PER_DAY - 1000 * 60 * (999 - i), i));
    add(path, line("a", -MS_PER_DAY + 1000, 1000));
    open_and_read();
    WATCHER_WAIT(&watcher, is_recording, &end_ms);
    ck_assert_int_eq(source_now(watcher.source), end_ms);
    ck_assert_int_eq(source_until(watcher.source), end_ms);
    wait_note("recording, ends 20");
    const struct tenant *tenant = watcher_tenant(&watcher, "a");
    ck_assert_uint_eq(tenant->recent.asked, RECENT_MAX);
    ck_assert_uint_eq(tenant->recent.count, RECENT_MAX);
    ck_assert(!tenant->recent.whole);
    /* A quarter more than the hour that is looked at, and what is left of a block. */
    ck_assert_uint_ge(history_rows(&tenant->history), 76);
    ck_assert_uint_lt(history_rows(&tenant->history), 76 + SPAN_BLOCK_ROWS);
    end_ms += 1000;
    add(path, line("a", -MS_PER_DAY + 2000, 1));
    WATCHER_WAIT(&watcher, is_recording, &end_ms);
    add(path, line("a", 0, 1));
    WATCHER_WAIT(&watcher, is_recording, &none);
    ck_assert_int_eq(source_until(watcher.source), INT64_MAX);
    ck_assert_ptr_null(source_note(&watcher.source->status, "recording"));
}
END_TEST

START_TEST(with_until_a_file_is_no_recording_and_what_comes_later_is_not_judged)
{
    struct source_options options = watcher_options();

    for (int i = 0; i < 10; i++)
        add(path, line("a", -MS_PER_DAY + 1000 * i, i));
    options.until_ms = start_ms - MS_PER_DAY + 4000;
    options.window_ms = 2 * MS_PER_DAY;
    watcher_open(&watcher, path, &options);
    wait_rows(10);
    ck_assert_int_eq(watcher.source->recording_end_ms, 0);
    const struct recent *recent = &watcher_tenant(&watcher, "a")->recent;
    ck_assert_uint_eq(recent->count, 4);
    ck_assert(recent->whole && recent->complete);
}
END_TEST

START_TEST(the_end_of_the_window_is_a_place_in_time)
{
    char iso[32];
    char text[128];

    timestamp_format_iso(start_ms, iso);
    snprintf(text, sizeof(text), "{\"we\":\"%s\",\"dims\":[]}\n", iso);
    add(path, text);
    open_and_read();
    wait_rows(1);
    ck_assert_int_eq(stream_id_time(watcher_tenant(&watcher, "reports")->newest_id), start_ms);
}
END_TEST

START_TEST(reports_of_the_same_millisecond_are_numbered)
{
    for (int i = 0; i < 3; i++)
        add(path, line("a", 0, i));
    add(path, line("b", 0, 0));
    open_and_read();
    wait_rows(4);
    const struct tenant *tenant = watcher_tenant(&watcher, "a");
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(span_id(history_live(&tenant->history), i).seq, i);
        ck_assert_double_eq(span_sample(history_live(&tenant->history), i, 0).value, (double)i);
    }
}
END_TEST

START_TEST(lines_nearly_in_order_are_put_in_order)
{
    static const int order[] = {3, 1, 0, 2, 7, 5, 6, 4, 9, 8};

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        add(path, line("a", order[i], order[i]));
    open_and_read();
    wait_rows(10);
    const struct span *live = history_live(&watcher_tenant(&watcher, "a")->history);
    for (size_t i = 0; i < 10; i++)
        ck_assert_double_eq(span_sample(live, i, 0).value, (double)i);
    ck_assert_uint_eq(watcher.source->status.note_count, 0);
}
END_TEST

START_TEST(a_line_far_out_of_order_is_put_into_its_place_and_told)
{
    for (int i = 0; i < 500; i++)
        add(path, line("a", 10 * i, i));
    add(path, line("a", 15, 1000));
    open_and_read();
    wait_rows(501);
    wait_note("1 far out of order and put into place, in ");
    wait_note("reports.jsonl:501");
    const struct tenant *tenant = watcher_tenant(&watcher, "a");
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 2, 0).value, 1000);
    ck_assert_double_eq(tenant->dimensions[0].newest.value, 499);
    add(path, line("a", 25, 2000));
    wait_rows(502);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 4, 0).value, 2000);
    wait_note("2 far out of order and put into place, the last in ");
}
END_TEST

START_TEST(a_line_far_out_of_place_in_the_millisecond_of_another_is_kept)
{
    for (int i = 0; i < 140; i++)
        add(path, line("a", 60000 * (i - 139), i));
    add(path, line("a", -139 * 60000, 1000));
    open_and_read();
    const struct tenant *tenant = watcher_tenant(&watcher, "a");
    ck_assert_uint_eq(tenant->entries, 141);
    watcher_watch_all(&watcher, start_ms - MS_PER_DAY);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    wait_rows(141);
    const struct span *live = history_live(&tenant->history);
    ck_assert_uint_eq(span_id(live, 0).ms, span_id(live, 1).ms);
    ck_assert_uint_eq(span_id(live, 1).seq, 1);
    ck_assert_double_eq(span_sample(live, 1, 0).value, 1000);
    ck_assert_uint_eq(tenant->recent.count, 141);
    wait_note("1 far out of order");
}
END_TEST

START_TEST(only_the_same_report_at_the_same_time_is_read_once)
{
    char other[PATH_SIZE];
    const char *words[] = {path, other};

    in_directory("other.ndjson", other);
    for (int i = 0; i < 5; i++) {
        add(path, line("a", i / 2 * 1000, i));
        add(other, line("a", i / 2 * 1000, i));
    }
    add(other, line("a", 1000, 100));
    open_words(words, 2);
    wait_rows(6);
    wait_note("5 there twice and read once, the last in ");
    ck_assert_uint_eq(watcher_tenant(&watcher, "a")->entries, 6);
}
END_TEST

START_TEST(carriage_returns_blanks_and_a_byte_order_mark_are_no_trouble)
{
    char text[600];

    snprintf(text, sizeof(text), "\xEF\xBB\xBF%s", line("a", 0, 1));
    snprintf(text + strlen(text) - 1, 10, "\r\n \r\n\n");
    add(path, text);
    add(path, line("a", 1, 1));
    open_and_read();
    wait_rows(2);
    ck_assert_uint_eq(watcher.source->status.note_count, 0);
}
END_TEST

START_TEST(a_line_beyond_all_measure_is_passed_over)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 9 * 1024; i++)
        fprintf(file, "%1024s", "x");
    fclose(file);
    add(path, "\n");
    add(path, line("a", 0, 1));
    open_and_read();
    wait_rows(1);
    wait_line_note("1 unreadable, ", 1, "the line is longer than 8 MiB");
}
END_TEST

START_TEST(a_rotated_file_is_read_to_its_end_and_then_the_new_one)
{
    char old[PATH_SIZE];

    in_directory("reports.jsonl.1", old);
    add(path, line("a", 0, 1));
    open_and_read();
    wait_rows(1);
    ck_assert_int_eq(rename(path, old), 0);
    add(old, line("a", 1, 1));
    add(old, line("a", 2, 1));
    wait_rows(3);
    add(old, line("a", 3, 1));
    add(path, line("a", 4, 1));
    wait_rows(5);
    wait_note("the file was replaced");
    add(path, line("a", 5, 1));
    wait_rows(6);
}
END_TEST

START_TEST(a_file_that_was_cut_off_is_read_from_its_beginning)
{
    add(path, line("a", 0, 1));
    add(path, line("a", 1, 1));
    open_and_read();
    wait_rows(2);
    ck_assert_int_eq(truncate(path, 0), 0);
    wait_note("the file was cut off");
    add(path, line("a", 2, 1));
    wait_rows(3);
}
END_TEST

START_TEST(a_file_that_was_rewritten_to_the_same_size_is_read_from_its_beginning)
{
    char text[1024];

    add(path, line("a", 10, 1));
    add(path, line("a", 11, 1));
    open_and_read();
    wait_rows(2);
    snprintf(text, sizeof(text), "%s", line("a", 12, 1));
    strcat(text, line("a", 13, 1));
    FILE *file = fopen(path, "w");
    ck_assert(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    wait_rows(4);
    wait_note("the file was cut off");
}
END_TEST

START_TEST(a_missing_file_stops_until_it_is_there)
{
    open_path(path);
    WATCHER_WAIT(&watcher, is_stopped, NULL);
    ck_assert_str_eq(watcher.source->status.error.text, "cannot open: No such file or directory");
    add(path, line("a", 0, 1));
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_live, NULL);
    wait_rows(1);
}
END_TEST

/* Opens what cannot be opened, and returns why. */
static const char *refusal(const char *const *words, size_t count)
{
    static struct error error;
    struct source_options options = watcher_options();
    struct fleet fleet = {0};
    uv_loop_t loop;

    options.files = words;
    options.file_count = count;
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    ck_assert_ptr_null(source_open(&loop, words[0], &options, &fleet, NULL, NULL, &error));
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    return error.text;
}

START_TEST(a_folder_without_reports_and_a_glob_that_matches_nothing_are_refused)
{
    char folder[PATH_SIZE + 8];
    char glob[PATH_SIZE];
    const char *words[] = {path, glob};

    snprintf(folder, sizeof(folder), "file:%s", directory);
    ck_assert_ptr_nonnull(strstr(refusal((const char *const[]){folder}, 1), "holds no file"));
    in_directory("*.ndjson", glob);
    add(path, line("a", 0, 1));
    ck_assert_ptr_nonnull(strstr(refusal(words, 2), "no file matches /"));
}
END_TEST

START_TEST(a_folder_is_one_source)
{
    char other[PATH_SIZE];
    const char *words[] = {directory};

    in_directory("other.ndjson", other);
    add(path, line("a", 0, 1));
    add(path, line(NULL, 0, 1));
    add(other, line("a", 1, 2));
    add(other, line(NULL, 0, 3));
    open_words(words, 1);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    wait_rows(4);
    ck_assert_uint_eq(watcher.fleet.count, 3);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "a")->history), 2);
    ck_assert_double_eq(watcher_tenant(&watcher, "other")->dimensions[0].newest.value, 3);
    ck_assert_ptr_nonnull(strstr(watcher.source->name, " (2 files)"));
    add(other, line("a", 2, 2));
    add(path, line("a", 3, 2));
    wait_rows(6);
}
END_TEST

START_TEST(a_bad_line_is_told_with_its_file)
{
    char other[PATH_SIZE];
    const char *words[] = {path, other};
    char text[PATH_SIZE + 32];

    in_directory("other.ndjson", other);
    add(path, line("a", 0, 1));
    add(other, line("a", 1, 2));
    add(other, "oops\n");
    open_words(words, 2);
    snprintf(text, sizeof(text), "1 unreadable, %s:2: ", other);
    wait_note(text);
}
END_TEST

START_TEST(one_of_several_files_that_is_missing_stops_and_is_named)
{
    char other[PATH_SIZE];
    const char *words[] = {path, other};
    char text[PATH_SIZE + 64];

    in_directory("other.ndjson", other);
    add(path, line("a", 0, 1));
    open_words(words, 2);
    WATCHER_WAIT(&watcher, is_stopped, NULL);
    snprintf(text, sizeof(text), "%s: cannot open: No such file or directory", other);
    ck_assert_str_eq(watcher.source->status.error.text, text);
    add(path, line("a", 1, 1));
    add(other, line("a", 2, 1));
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_live, NULL);
    wait_rows(3);
}
END_TEST

/* Adds a gzip member. */
static void add_packed(const char *name, const char *text)
{
    gzFile file = gzopen(name, "ab");

    if (file == NULL || gzputs(file, text) < 0 || gzclose(file) != Z_OK)
        die("cannot write %s", name);
}

START_TEST(a_compressed_file_is_read_and_followed)
{
    in_directory("reports.jsonl.gz", path);
    for (int i = 0; i < 50; i++)
        add_packed(path, line("a", i, 1));
    add_packed(path, line(NULL, 0, 1));
    open_and_read();
    wait_rows(51);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "reports")->history), 1);
    add_packed(path, line("a", 100, 1));
    wait_rows(52);
}
END_TEST

START_TEST(a_member_much_longer_than_a_piece_is_unpacked)
{
    in_directory("reports.jsonl.gz", path);
    gzFile file = gzopen(path, "wb");
    for (int i = 0; i < 5000; i++)
        gzputs(file, line("a", i, 1));
    gzclose(file);
    open_and_read();
    wait_rows(5000);
}
END_TEST

START_TEST(damaged_compression_stops_with_the_reason)
{
    in_directory("reports.jsonl.gz", path);
    add(path, "this is no gzip data");
    open_path(path);
    WATCHER_WAIT(&watcher, is_stopped, NULL);
    ck_assert_ptr_nonnull(strstr(watcher.source->status.error.text, "the gzip data is damaged"));
}
END_TEST

START_TEST(compression_that_ends_early_gives_what_there_is)
{
    struct source_options options = watcher_options();
    struct stat status;

    in_directory("reports.jsonl.gz", path);
    gzFile file = gzopen(path, "wb");
    for (int i = 0; i < 5000; i++)
        gzputs(file, line("a", i, i * 0.7));
    gzclose(file);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(truncate(path, status.st_size / 2), 0);
    options.follow = false;
    watcher_open(&watcher, path, &options);
    WATCHER_WAIT(&watcher, has_ended, NULL);
    ck_assert_uint_gt(history_rows(&watcher_tenant(&watcher, "a")->history), 1000);
    wait_note("the gzip data ends too early");
}
END_TEST

static bool has_few_rows(struct watcher *of, void *unused)
{
    (void)unused;
    return of->source->status.discovered &&
           history_rows(&watcher_tenant(of, "a")->history) < 10 + SPAN_BLOCK_ROWS;
}

START_TEST(reports_before_the_window_are_not_kept_until_a_wider_one_is_asked_for)
{
    const int64_t day = MS_PER_DAY;

    for (int i = 0; i < 1000; i++)
        add(path, line("a", -7 * day + i, i));
    add(path, line("b", -3 * day, 7));
    for (int i = 0; i < 10; i++)
        add(path, line("a", i, i));
    open_and_read();
    WATCHER_WAIT(&watcher, has_few_rows, NULL);
    const struct tenant *tenant = watcher_tenant(&watcher, "a");
    ck_assert_uint_eq(tenant->entries, 1010);
    ck_assert_uint_eq(tenant->recent.count, RECENT_MAX);
    ck_assert_double_eq(watcher_tenant(&watcher, "b")->dimensions[0].newest.value, 7);
    watcher_watch_all(&watcher, timestamp_now() - 8 * day);
    ck_assert_uint_gt(watcher.source->status.loading, 0);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    wait_rows(1011);
    ck_assert_ptr_eq(tenant, watcher_tenant(&watcher, "a"));
    ck_assert_uint_eq(tenant->entries, 1010);
    add(path, line("a", 500, 1));
    wait_rows(1012);
}
END_TEST

START_TEST(dimensions_keep_their_columns_when_a_file_is_read_again)
{
    char text[256];

    snprintf(
        text, sizeof(text),
        "{\"tenant\":\"a\",\"time_ms\":%" PRId64 ",\"dimensions\":[{\"name\":\"old\","
        "\"severity\":\"ok\",\"value\":2},{\"name\":\"x\",\"severity\":\"ok\",\"value\":3}]}\n",
        start_ms - 3 * MS_PER_DAY);
    add(path, line("a", -4 * MS_PER_DAY, 1));
    add(path, text);
    add(path, line("a", 0, 4));
    open_and_read();
    const struct tenant *tenant = watcher_tenant(&watcher, "a");
    ck_assert_str_eq(tenant->dimensions[0].name, "x");
    watcher_watch_all(&watcher, start_ms - 5 * MS_PER_DAY);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_str_eq(tenant->dimensions[0].name, "x");
    ck_assert_str_eq(tenant->dimensions[1].name, "old");
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 1, 0).value, 3);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 1, 1).value, 2);
    ck_assert_double_eq(tenant->dimensions[0].newest.value, 4);
}
END_TEST

/* Makes a pipe the standard input, and returns its other end. */
static int pipe_to_standard_input(void)
{
    int ends[2];

    if (pipe(ends) != 0 || dup2(ends[0], STDIN_FILENO) < 0)
        die_errno("pipe");
    close(ends[0]);
    return ends[1];
}

static void send_text(int to, const char *text)
{
    if (write(to, text, strlen(text)) != (ssize_t)strlen(text))
        die_errno("write");
}

START_TEST(standard_input_is_read_as_it_comes_until_it_ends)
{
    int to = pipe_to_standard_input();
    struct source_options options = watcher_options();
    size_t one = 1;

    watcher_open(&watcher, "-", &options);
    for (int i = 0; i < 100; i++)
        send_text(to, line(NULL, i, 1));
    while (watcher.fleet.count == 0)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    send_text(to, "{\"we\":\"2026-11-22T13:00:00Z\",\"dims\":[]}"); /* without a newline */
    close(to);
    WATCHER_WAIT(&watcher, has_ended, NULL);
    ck_assert_uint_eq(watcher_tenant(&watcher, "default")->entries, 101);
    ck_assert_uint_eq(watcher.fleet.count, one);
    ck_assert_str_eq(watcher.source->name, "standard input");
}
END_TEST

/* The pace of the producer is that of the looks, so that none of them finds it quiet. */
START_TEST(standard_input_that_brings_little_at_a_time_is_read_as_it_comes)
{
    int to = pipe_to_standard_input();
    struct source_options options = watcher_options();
    int sent = 0;

    options.refresh_ms = 100;
    watcher_open(&watcher, "-", &options);
    while (sent < 60 && watcher.fleet.count == 0) {
        int64_t next_ms = timestamp_monotonic() + options.refresh_ms / 2;
        send_text(to, line(NULL, sent++, 1));
        while (timestamp_monotonic() < next_ms && watcher.fleet.count == 0)
            uv_run(&watcher.loop, UV_RUN_NOWAIT);
    }
    ck_assert_uint_eq(watcher.fleet.count, 1);
    close(to);
    WATCHER_WAIT(&watcher, has_ended, NULL);
    ck_assert_uint_eq(watcher_tenant(&watcher, "default")->entries, (uint64_t)sent);
}
END_TEST

START_TEST(standard_input_that_brings_nothing_for_a_while_is_read_so_far)
{
    int to = pipe_to_standard_input();
    struct source_options options = watcher_options();
    int64_t end_ms = start_ms + 1001;

    watcher_open(&watcher, "-", &options);
    send_text(to, line("a", 0, 1));
    wait_rows(1);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    send_text(to, line("a", 1000, 1));
    wait_rows(2);
    ck_assert_int_eq(watcher.source->recording_end_ms, 0);
    close(to);
    WATCHER_WAIT(&watcher, has_ended, NULL);
    ck_assert(is_recording(&watcher, &end_ms));
}
END_TEST

START_TEST(a_source_with_silent_standard_input_can_be_closed)
{
    int to = pipe_to_standard_input();
    struct source_options options = watcher_options();

    watcher_open(&watcher, "-", &options);
    uv_run(&watcher.loop, UV_RUN_ONCE);
    uv_run(&watcher.loop, UV_RUN_ONCE);
    watcher_close(&watcher);
    watcher.source = NULL;
    close(to);
}
END_TEST

START_TEST(a_source_can_be_closed_while_it_reads)
{
    for (int i = 0; i < 3000; i++)
        add(path, line("a", i, 1));
    for (int turns = 0; turns < 10; turns++) {
        open_path(path);
        for (int i = 0; i < turns; i++)
            uv_run(&watcher.loop, UV_RUN_NOWAIT);
        watcher_close(&watcher);
    }
    watcher.source = NULL;
}
END_TEST

Suite *suite_file_source(void)
{
    Suite *suite = suite_create("file_source");
    TCase *tcase = tcase_create("file_source");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, lines_of_several_tenants_and_both_shapes_are_read);
    tcase_add_test(tcase, only_the_tenants_asked_for_are_read);
    tcase_add_test(tcase, a_growing_file_is_followed);
    tcase_add_test(tcase, a_line_that_is_not_complete_waits);
    tcase_add_test(tcase, a_bad_line_is_counted_and_told_with_its_number);
    tcase_add_test(tcase, a_line_without_a_place_in_time_is_refused);
    tcase_add_test(tcase, a_time_before_1970_or_behind_the_year_9999_is_refused);
    tcase_add_test(tcase, a_line_ahead_of_the_clock_is_shown_and_told);
    tcase_add_test(tcase, an_old_file_opens_at_its_own_end_until_it_has_something_young);
    tcase_add_test(tcase, with_until_a_file_is_no_recording_and_what_comes_later_is_not_judged);
    tcase_add_test(tcase, the_end_of_the_window_is_a_place_in_time);
    tcase_add_test(tcase, reports_of_the_same_millisecond_are_numbered);
    tcase_add_test(tcase, lines_nearly_in_order_are_put_in_order);
    tcase_add_test(tcase, a_line_far_out_of_order_is_put_into_its_place_and_told);
    tcase_add_test(tcase, a_line_far_out_of_place_in_the_millisecond_of_another_is_kept);
    tcase_add_test(tcase, only_the_same_report_at_the_same_time_is_read_once);
    tcase_add_test(tcase, carriage_returns_blanks_and_a_byte_order_mark_are_no_trouble);
    tcase_add_test(tcase, a_line_beyond_all_measure_is_passed_over);
    tcase_add_test(tcase, a_rotated_file_is_read_to_its_end_and_then_the_new_one);
    tcase_add_test(tcase, a_file_that_was_cut_off_is_read_from_its_beginning);
    tcase_add_test(tcase, a_file_that_was_rewritten_to_the_same_size_is_read_from_its_beginning);
    tcase_add_test(tcase, a_missing_file_stops_until_it_is_there);
    tcase_add_test(tcase, a_folder_without_reports_and_a_glob_that_matches_nothing_are_refused);
    tcase_add_test(tcase, a_folder_is_one_source);
    tcase_add_test(tcase, a_bad_line_is_told_with_its_file);
    tcase_add_test(tcase, one_of_several_files_that_is_missing_stops_and_is_named);
    tcase_add_test(tcase, a_compressed_file_is_read_and_followed);
    tcase_add_test(tcase, a_member_much_longer_than_a_piece_is_unpacked);
    tcase_add_test(tcase, damaged_compression_stops_with_the_reason);
    tcase_add_test(tcase, compression_that_ends_early_gives_what_there_is);
    tcase_add_test(tcase, reports_before_the_window_are_not_kept_until_a_wider_one_is_asked_for);
    tcase_add_test(tcase, dimensions_keep_their_columns_when_a_file_is_read_again);
    tcase_add_test(tcase, standard_input_is_read_as_it_comes_until_it_ends);
    tcase_add_test(tcase, standard_input_that_brings_little_at_a_time_is_read_as_it_comes);
    tcase_add_test(tcase, standard_input_that_brings_nothing_for_a_while_is_read_so_far);
    tcase_add_test(tcase, a_source_with_silent_standard_input_can_be_closed);
    tcase_add_test(tcase, a_source_can_be_closed_while_it_reads);
    suite_add_tcase(suite, tcase);
    return suite;
}
