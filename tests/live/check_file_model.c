/* The file reader against a reference: a file that grows, is cut off, rewritten, rotated, removed
 * and put back, replaced by a copy of itself, or by a pipe or a folder for a while, at random by
 * seed. What is handed out is what the reference says: each line of what the file goes on with, and
 * all of what stands there newly.
 *
 * By hand: SEED=7 SEQUENCES=100000 */
#include "config.h"

#include "live/suites.h"
#include "source/file/reader_private.h"
#include "support/dice.h"
#include "support/scratch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEQUENCES 1500
#define STEPS 12

/* What a file holds. */
struct content {
    struct buffer text;
    unsigned generation; /* 0: there is no such file */
};

static struct dice dice;
static char directory[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 16];
static unsigned rotated; /* files that lie beside it */

static struct content named;   /* what stands under the path */
static struct content opened;  /* what the reader has open, as it is now */
static struct buffer consumed; /* and what it has read of that */
static struct buffer former;   /* what the file held before it was emptied or moved */
static unsigned generations;
static uint64_t next_id;
static size_t filler; /* bytes that all lines of a sequence have in common */

static struct buffer expected;
static struct buffer got;
static size_t expected_bad; /* lines that are no report: they are told before those that wait */
static size_t got_bad;
static size_t notes;

/* --- The file and its reference --- */

static void keep(struct content *content, const struct content *from)
{
    buffer_clear(&content->text);
    buffer_append(&content->text, from->text.data, from->text.size);
    content->generation = from->generation;
}

/* Writes a part of the content to the file, behind what there is or in its place. */
static void write_file(const char *mode, const char *bytes, size_t size)
{
    FILE *file = fopen(path, mode);

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static void track(void)
{
    if (opened.generation == named.generation)
        keep(&opened, &named);
}

static void make_line(struct buffer *line)
{
    buffer_printf(line, "{\"id\":\"%013" PRIu64 "-0\",\"dims\":[],\"x\":\"%0*d\"}\n", next_id++,
                  (int)filler, 0);
}

static void make_lines(struct buffer *lines, size_t count)
{
    while (count-- > 0)
        make_line(lines);
}

static size_t lines_in(const struct content *content)
{
    size_t count = 0;

    for (size_t i = 0; i < content->text.size; i++)
        count += content->text.data[i] == '\n';
    return count;
}

static void append(bool partly)
{
    struct buffer lines = {0};

    if (named.generation == 0)
        return;
    make_lines(&lines, 1 + dice_below(&dice, 3));
    if (partly)
        lines.size -= 1 + dice_below(&dice, 10);
    /* What was begun before is completed, so that each line is whole or the last. */
    size_t size = named.text.size;
    if (size > 0 && named.text.data[size - 1] != '\n') {
        buffer_free(&lines);
        buffer_string(&lines, "\n");
    }
    write_file("a", lines.data, lines.size);
    buffer_append(&named.text, lines.data, lines.size);
    buffer_free(&lines);
    track();
}

static void rewrite(size_t count)
{
    if (named.generation == 0)
        return;
    buffer_clear(&named.text);
    make_lines(&named.text, count);
    write_file("r+", named.text.data, 0);
    ck_assert_int_eq(truncate(path, 0), 0);
    write_file("a", buffer_text(&named.text), named.text.size);
    track();
}

static void cut_off(void)
{
    if (named.generation == 0 || named.text.size == 0)
        return;
    named.text.size = dice_below(&dice, named.text.size);
    ck_assert_int_eq(truncate(path, (off_t)named.text.size), 0);
    track();
}

static void copy(struct buffer *to, const struct buffer *from)
{
    buffer_clear(to);
    buffer_append(to, from->data, from->size);
}

/* Takes away the pipe or the folder that may stand under the name. */
static void clear_way(void)
{
    struct stat status;

    if (stat(path, &status) == 0)
        ck_assert_int_eq(remove(path), 0);
}

static void create(void)
{
    clear_way();
    named.generation = ++generations;
    buffer_clear(&named.text);
    make_lines(&named.text, dice_below(&dice, 4));
    write_file("w", buffer_text(&named.text), named.text.size);
}

static void empty(void)
{
    if (named.generation == 0 || named.text.size == 0)
        return;
    copy(&former, &named.text);
    buffer_clear(&named.text);
    ck_assert_int_eq(truncate(path, 0), 0);
    track();
}

/* Makes of what the file held before all that, and perhaps more. */
static void make_again(void)
{
    copy(&named.text, &former);
    if (former.size == 0 || former.data[former.size - 1] == '\n')
        make_lines(&named.text, dice_below(&dice, 3));
}

static void refill(void)
{
    if (named.generation == 0 || named.text.size > 0)
        return;
    make_again();
    write_file("a", buffer_text(&named.text), named.text.size);
    track();
}

/* The old file stays open, so that its number is not given to the new one. */
static void put_aside(void)
{
    char aside[SCRATCH_SIZE + 32];

    if (named.generation == 0)
        return;
    snprintf(aside, sizeof(aside), "%s.%u", path, ++rotated);
    ck_assert_int_eq(rename(path, aside), 0);
    copy(&former, &named.text);
    named.generation = 0;
}

/* Puts a copy in the place of the file, or of what it was. */
static void replace(void)
{
    put_aside();
    clear_way();
    named.generation = ++generations;
    make_again();
    write_file("w", buffer_text(&named.text), named.text.size);
}

static void obstruct(void)
{
    put_aside();
    clear_way();
    ck_assert_int_eq(dice_once_in(&dice, 2) ? mkfifo(path, 0600) : mkdir(path, 0700), 0);
}

static void change(void)
{
    switch (dice_below(&dice, 14)) {
    case 0:
    case 1:
        append(false);
        break;
    case 2:
        append(true);
        break;
    case 3:
        rewrite(lines_in(&named));
        break;
    case 4:
        rewrite(lines_in(&named) + 1 + dice_below(&dice, 3));
        break;
    case 5:
        rewrite(dice_below(&dice, lines_in(&named) + 1));
        break;
    case 6:
        cut_off();
        break;
    case 7:
        put_aside();
        if (dice_once_in(&dice, 2))
            break;
        create();
        break;
    case 8:
    case 9:
        replace();
        break;
    case 10:
        obstruct();
        break;
    case 11:
        empty();
        break;
    case 12:
        refill();
        break;
    default:
        if (named.generation == 0)
            create();
    }
}

/* --- What the reader must hand out --- */

static void expect_line(struct slice line, bool whole)
{
    if (whole && line.size > 20)
        buffer_printf(&expected, "%.13s;", line.data + strlen("{\"id\":\""));
    else if (line.size > 0)
        expected_bad++;
}

/* The lines behind a place, which may lie within one. */
static void expect_behind(const struct buffer *text, size_t from)
{
    size_t begin = from;

    while (begin > 0 && text->data[begin - 1] != '\n')
        begin--;
    for (size_t at = begin; at < text->size; at++) {
        if (text->data[at] != '\n')
            continue;
        expect_line((struct slice){text->data + begin, at - begin},
                    at > begin && text->data[at - 1] == '}');
        begin = at + 1;
    }
    copy(&consumed, text);
}

/* A line at the end of a file that is left. */
static void expect_last(void)
{
    size_t begin = consumed.size;

    while (begin > 0 && consumed.data[begin - 1] != '\n')
        begin--;
    if (begin < consumed.size)
        expect_line((struct slice){consumed.data + begin, consumed.size - begin},
                    consumed.data[consumed.size - 1] == '}');
}

static bool goes_on(const struct content *content)
{
    return content->text.size >= consumed.size &&
           memcmp(buffer_text(&content->text), buffer_text(&consumed), consumed.size) == 0;
}

static void expect_named(void)
{
    keep(&opened, &named);
    expect_behind(&opened.text, 0);
}

/* A file that was emptied keeps its place until something stands there. */
static void expect(void)
{
    if (opened.text.size > 0)
        expect_behind(&opened.text, goes_on(&opened) ? consumed.size : 0);
    if (named.generation == 0 || named.generation == opened.generation)
        return;
    if (goes_on(&named)) {
        keep(&opened, &named);
        expect_behind(&opened.text, consumed.size);
    } else {
        expect_last();
        expect_named();
    }
}

/* --- The reader --- */

static void on_report(void *context, struct report *report, uint64_t line)
{
    (void)context;
    (void)line;
    buffer_printf(&got, "%013" PRIu64 ";", report->id.ms);
}

static void on_unreadable(void *context, const struct report *report, uint64_t line,
                          const char *reason)
{
    (void)context;
    (void)report;
    (void)line;
    (void)reason;
    got_bad++;
}

static void on_cut(void *context, uint64_t line, const char *reason)
{
    (void)context;
    (void)line;
    (void)reason;
    got_bad++;
}

static void on_noted(void *context, const char *text)
{
    (void)context;
    (void)text;
    notes++;
}

static void on_event(void *context)
{
    (void)context;
}

static void on_stopped(void *context, const struct error *error)
{
    (void)context;
    ck_abort_msg("stopped: %s", error->text);
}

static bool is_at_rest(const struct file_reader *reader)
{
    return reader->state == READER_AT_END;
}

/* Looks until there is nothing to be seen any more. */
static void settle(uv_loop_t *loop, struct file_reader *reader)
{
    size_t before;
    uint64_t position;

    do {
        before = got.size + got_bad + notes;
        position = file_reader_position(reader);
        file_reader_look(reader);
        while (!is_at_rest(reader))
            uv_run(loop, UV_RUN_ONCE);
    } while (got.size + got_bad + notes != before || position != file_reader_position(reader));
}

static void begin_sequence(void)
{
    static const size_t fillers[] = {1, 40, 700, 1500};

    filler = fillers[dice_below(&dice, 4)];
    next_id = UINT64_C(1795352400000);
    buffer_clear(&expected);
    buffer_clear(&got);
    buffer_clear(&former);
    expected_bad = got_bad = 0;
    create();
    expect_named();
}

static void end_sequence(uv_loop_t *loop, struct file_reader *reader)
{
    file_reader_close(reader, on_event);
    uv_run(loop, UV_RUN_DEFAULT);
    clear_way();
    for (; rotated > 0; rotated--) {
        char aside[SCRATCH_SIZE + 32];
        snprintf(aside, sizeof(aside), "%s.%u", path, rotated);
        unlink(aside);
    }
    named.generation = 0;
}

static void run_sequence(uv_loop_t *loop, uint64_t seed)
{
    static const struct file_reader_events events = {
        .report = on_report,
        .unreadable = on_unreadable,
        .cut = on_cut,
        .noted = on_noted,
        .turned = on_event,
        .caught_up = on_event,
        .stopped = on_stopped,
    };

    dice = (struct dice){seed};
    begin_sequence();
    struct file_reader *reader = file_reader_create(loop, path, true, 3600000, &events, NULL);
    file_reader_begin(reader);
    uv_run(loop, UV_RUN_ONCE);
    for (int step = 0; step < STEPS; step++) {
        settle(loop, reader);
        ck_assert_msg(got_bad == expected_bad &&
                          strcmp(buffer_text(&got), buffer_text(&expected)) == 0,
                      "seed %" PRIu64 " step %d: %s\nand not\n%s", seed, step, buffer_text(&got),
                      buffer_text(&expected));
        for (size_t changes = dice_below(&dice, 4); changes > 0; changes--)
            change();
        expect();
    }
    end_sequence(loop, reader);
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(a_file_that_is_changed_in_any_way_loses_and_doubles_nothing_unsaid)
{
    uint64_t seed = number_of("SEED", 1);
    uint64_t count = number_of("SEQUENCES", SEQUENCES);
    uv_loop_t loop;

    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/f.jsonl", directory);
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    for (uint64_t i = 0; i < count; i++)
        run_sequence(&loop, seed + i);
    uv_loop_close(&loop);
}
END_TEST

Suite *suite_file_model(void)
{
    Suite *suite = suite_create("file_model");
    TCase *tests = tcase_create("file_model");

    tcase_add_test(tests, a_file_that_is_changed_in_any_way_loses_and_doubles_nothing_unsaid);
    suite_add_tcase(suite, tests);
    return suite;
}
