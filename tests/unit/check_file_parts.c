/* What the file source is made of: names, lines, gzip, order. */
#include "config.h"

#include "base/buffer.h"
#include "source/file/gunzip.h"
#include "source/file/line_splitter.h"
#include "source/file/name.h"
#include "source/file/reorder.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* --- names --- */

START_TEST(files_are_told_by_their_endings)
{
    static const struct {
        const char *spec;
        bool is_source;
        const char *path;
        bool is_gzip;
        const char *tenant;
    } cases[] = {
        {"-", true, "-", false, "default"},
        {"reports.jsonl", true, "reports.jsonl", false, "reports"},
        {"/var/log/acme.ndjson", true, "/var/log/acme.ndjson", false, "acme"},
        {"a.b.jsonl.gz", true, "a.b.jsonl.gz", true, "a.b"},
        {"x.ndjson.gz", true, "x.ndjson.gz", true, "x"},
        {"file:whatever", true, "whatever", false, "whatever"},
        {"file:/tmp/x.gz", true, "/tmp/x.gz", true, "x"},
        {"file:dir/", true, "dir/", false, "default"},
        {"file:-", true, "-", false, "default"},
        {"reports.json", false, "reports.json", false, "reports.json"},
        {"x.gz", false, "x.gz", true, "x"},
        {".jsonl", false, ".jsonl", false, ".jsonl"},
        {"jsonl", false, "jsonl", false, "jsonl"},
        {"demo:", false, "demo:", false, "demo:"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *path = file_name_path(cases[i].spec, NULL);
        ck_assert_msg(file_name_is_source(cases[i].spec) == cases[i].is_source, "%s",
                      cases[i].spec);
        ck_assert_str_eq(path, cases[i].path);
        ck_assert_msg(file_name_is_gzip(path) == cases[i].is_gzip, "%s", cases[i].spec);
        ck_assert_msg(slice_is(file_name_tenant(path), cases[i].tenant), "%s", cases[i].spec);
    }
}
END_TEST

START_TEST(a_file_without_a_path_is_refused)
{
    struct error error;

    ck_assert(file_name_is_source("file:"));
    ck_assert_ptr_null(file_name_path("file:", &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "\"file:\""));
    ck_assert(slice_is(file_name_tenant(""), "default"));
}
END_TEST

START_TEST(a_path_is_shown_without_what_could_act_on_a_terminal)
{
    char name[32];

    file_name_show("-", name, sizeof(name));
    ck_assert_str_eq(name, "standard input");
    file_name_show("a\x1b[2J.jsonl", name, sizeof(name));
    ck_assert_ptr_null(strchr(name, '\x1b'));
}
END_TEST

/* --- lines --- */

/* Splits `text` in pieces of `piece` bytes and joins the lines with '|'. */
static void split(struct line_splitter *splitter, const char *text, size_t size, size_t piece,
                  struct buffer *out)
{
    struct slice line;

    buffer_clear(out);
    for (size_t at = 0; at < size; at += piece) {
        char copy[16]; /* of its own, so that a view of a piece that is gone is found out */
        size_t length = size - at < piece ? size - at : piece;
        char *bytes = length <= sizeof(copy) ? copy : malloc(length);
        memcpy(bytes, text + at, length);
        line_splitter_feed(splitter, (struct slice){bytes, length});
        while (line_splitter_next(splitter, &line) == LINE_WHOLE) {
            buffer_append(out, line.data, line.size);
            buffer_char(out, '|');
        }
        if (bytes != copy)
            free(bytes);
    }
}

START_TEST(lines_are_the_same_however_they_are_cut_into_pieces)
{
    static const char text[] = "one\n\ntwo\r\n\r\nthree\rmore\nlast without";
    struct line_splitter splitter = {0};
    struct buffer out = {0};
    struct slice line;

    for (size_t piece = 1; piece <= 16; piece++) {
        split(&splitter, text, sizeof(text) - 1, piece, &out);
        ck_assert_str_eq(buffer_text(&out), "one||two||three\rmore|");
        ck_assert_uint_eq(splitter.number, 5);
        ck_assert_int_eq(line_splitter_last(&splitter, &line), LINE_WHOLE);
        ck_assert(slice_is(line, "last without"));
        ck_assert_int_eq(line_splitter_last(&splitter, &line), LINE_NONE);
        line_splitter_reset(&splitter);
    }
    buffer_free(&out);
    line_splitter_free(&splitter);
}
END_TEST

START_TEST(a_file_that_ends_with_a_newline_has_no_last_line)
{
    struct line_splitter splitter = {0};
    struct buffer out = {0};
    struct slice line;

    split(&splitter, "a\nb\n", 4, 3, &out);
    ck_assert_str_eq(buffer_text(&out), "a|b|");
    ck_assert_int_eq(line_splitter_last(&splitter, &line), LINE_NONE);
    buffer_free(&out);
    line_splitter_free(&splitter);
}
END_TEST

START_TEST(a_line_that_is_too_long_is_told_and_not_kept)
{
    struct line_splitter splitter = {0};
    size_t size = 64 * 1024;
    char *text = malloc(size);
    struct slice line;

    memset(text, 'x', size);
    for (size_t fed = 0; fed < 2 * (size_t)LINE_MAX_SIZE; fed += size) {
        line_splitter_feed(&splitter, (struct slice){text, size});
        ck_assert_int_eq(line_splitter_next(&splitter, &line), LINE_NONE);
        ck_assert_uint_le(splitter.begun.capacity, 2 * (size_t)LINE_MAX_SIZE);
    }
    line_splitter_feed(&splitter, SLICE("x\ngood\n"));
    ck_assert_int_eq(line_splitter_next(&splitter, &line), LINE_TOO_LONG);
    ck_assert_int_eq(line_splitter_next(&splitter, &line), LINE_WHOLE);
    ck_assert(slice_is(line, "good"));
    ck_assert_uint_eq(splitter.number, 2);
    free(text);
    line_splitter_free(&splitter);
}
END_TEST

/* --- gzip --- */

/* Returns text as a gzip member, to be freed by the caller. */
static struct slice pack(const char *text, size_t size)
{
    z_stream stream = {0};
    size_t room = size + 1024;
    unsigned char *packed = malloc(room);

    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)size;
    stream.next_out = packed;
    stream.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return (struct slice){(char *)packed, stream.total_out};
}

/* Unpacks in pieces; returns false when the data is damaged. */
static bool unpack(struct gunzip *gunzip, struct slice packed, size_t piece_size,
                   struct buffer *out)
{
    struct error error;

    while (packed.size > 0) {
        struct slice some = {packed.data, packed.size < piece_size ? packed.size : piece_size};
        struct slice piece;
        packed.data += some.size;
        packed.size -= some.size;
        do {
            if (!gunzip_next(gunzip, &some, &piece, &error))
                return false;
            buffer_append(out, piece.data, piece.size);
        } while (piece.size > 0 || some.size > 0);
    }
    return true;
}

START_TEST(members_are_unpacked_as_one_however_they_are_cut)
{
    struct slice first = pack("hello ", 6);
    struct slice second = pack("world", 5);
    struct buffer file = {0};
    struct buffer out = {0};
    struct gunzip *gunzip = gunzip_create();

    buffer_append(&file, first.data, first.size);
    buffer_append(&file, second.data, second.size);
    buffer_append(&file, "\0\0\0", 3);
    for (size_t piece = 1; piece <= file.size; piece++) {
        buffer_clear(&out);
        ck_assert(unpack(gunzip, (struct slice){file.data, file.size}, piece, &out));
        ck_assert_str_eq(buffer_text(&out), "hello world");
        ck_assert(gunzip_may_end(gunzip));
    }
    gunzip_free(gunzip);
    buffer_free(&file);
    buffer_free(&out);
    free((void *)(uintptr_t)first.data);
    free((void *)(uintptr_t)second.data);
}
END_TEST

START_TEST(what_unpacks_to_much_more_comes_in_pieces)
{
    size_t size = 3 * 1024 * 1024;
    char *text = calloc(1, size);
    struct slice packed = pack(text, size);
    struct buffer out = {0};
    struct gunzip *gunzip = gunzip_create();

    ck_assert_uint_lt(packed.size, 8192);
    ck_assert(unpack(gunzip, packed, packed.size, &out));
    ck_assert_uint_eq(out.size, size);
    ck_assert(gunzip_may_end(gunzip));
    gunzip_free(gunzip);
    buffer_free(&out);
    free(text);
    free((void *)(uintptr_t)packed.data);
}
END_TEST

START_TEST(damage_is_found_and_a_missing_end_too)
{
    struct slice packed = pack("some text that is long enough to be packed", 42);
    struct buffer file = {0};
    struct buffer out = {0};
    struct gunzip *gunzip = gunzip_create();

    ck_assert(unpack(gunzip, (struct slice){packed.data, packed.size - 1}, 7, &out));
    ck_assert(!gunzip_may_end(gunzip));
    gunzip_reset(gunzip);
    buffer_append(&file, packed.data, packed.size);
    file.data[packed.size - 6] ^= 1; /* the checksum */
    ck_assert(!unpack(gunzip, (struct slice){file.data, file.size}, 7, &out));
    gunzip_reset(gunzip);
    ck_assert(!unpack(gunzip, SLICE("no gzip at all"), 7, &out));
    gunzip_free(gunzip);
    buffer_free(&file);
    buffer_free(&out);
    free((void *)(uintptr_t)packed.data);
}
END_TEST

/* --- order --- */

static void put(struct reorder *reorder, uint64_t ms, uint64_t seq)
{
    struct report *report = reorder_next(reorder);

    report_reset(report);
    report->id = (struct stream_id){ms, seq};
    reorder_put(reorder, ms);
}

START_TEST(reports_come_out_oldest_first)
{
    static const uint64_t order[] = {5, 3, 9, 1, 1, 7, 0, 4};
    struct reorder reorder = {0};
    uint64_t line;
    uint64_t before = 0;

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        put(&reorder, order[i], 0);
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        struct report *report = reorder_take(&reorder, &line);
        ck_assert_uint_eq(line, report->id.ms);
        ck_assert_uint_ge(report->id.ms, before);
        before = report->id.ms;
    }
    ck_assert_ptr_null(reorder_take(&reorder, &line));
    reorder_free(&reorder);
}
END_TEST

START_TEST(equal_times_stay_in_the_order_of_the_file)
{
    struct reorder reorder = {0};
    uint64_t line;

    for (uint64_t i = 0; i < 50; i++) {
        struct report *report = reorder_next(&reorder);
        report_reset(report);
        report->id = (struct stream_id){7, 0};
        report->fingerprint = i;
        reorder_put(&reorder, i);
    }
    for (uint32_t i = 0; i < 50; i++)
        ck_assert_uint_eq(reorder_take(&reorder, &line)->fingerprint, i);
    reorder_free(&reorder);
}
END_TEST

START_TEST(it_is_full_when_one_more_than_it_holds_is_put)
{
    struct reorder reorder = {0};
    uint64_t line;

    for (uint64_t i = 0; i < REORDER_REPORTS; i++)
        put(&reorder, 1000 - i, 0);
    ck_assert(!reorder_is_full(&reorder));
    for (uint64_t i = 0; i < 1000; i++) {
        put(&reorder, 2000 + i, 0);
        ck_assert(reorder_is_full(&reorder));
        ck_assert_ptr_nonnull(reorder_take(&reorder, &line));
    }
    reorder_reset(&reorder);
    ck_assert_ptr_null(reorder_take(&reorder, &line));
    reorder_free(&reorder);
}
END_TEST

Suite *suite_file_parts(void)
{
    Suite *suite = suite_create("file_parts");
    TCase *tcase = tcase_create("file_parts");

    tcase_add_test(tcase, files_are_told_by_their_endings);
    tcase_add_test(tcase, a_file_without_a_path_is_refused);
    tcase_add_test(tcase, a_path_is_shown_without_what_could_act_on_a_terminal);
    tcase_add_test(tcase, lines_are_the_same_however_they_are_cut_into_pieces);
    tcase_add_test(tcase, a_file_that_ends_with_a_newline_has_no_last_line);
    tcase_add_test(tcase, a_line_that_is_too_long_is_told_and_not_kept);
    tcase_add_test(tcase, members_are_unpacked_as_one_however_they_are_cut);
    tcase_add_test(tcase, what_unpacks_to_much_more_comes_in_pieces);
    tcase_add_test(tcase, damage_is_found_and_a_missing_end_too);
    tcase_add_test(tcase, reports_come_out_oldest_first);
    tcase_add_test(tcase, equal_times_stay_in_the_order_of_the_file);
    tcase_add_test(tcase, it_is_full_when_one_more_than_it_holds_is_put);
    suite_add_tcase(suite, tcase);
    return suite;
}
