/* Memory, buffers, arenas, slices, errors and integers. */
#include "config.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/integer.h"
#include "base/memory.h"
#include "base/slice.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- memory --- */

static int handler_pipe[2];

static void tell_pipe(void)
{
    if (write(handler_pipe[1], "!", 1) != 1)
        abort();
}

static void alloc_too_much(void)
{
    mem_alloc(SIZE_MAX);
}

static void zalloc_overflow(void)
{
    mem_zalloc(SIZE_MAX / 2, 4);
}

static void resize_overflow(void)
{
    mem_resize(NULL, SIZE_MAX / 8 + 1, 8);
}

static void grow_overflow(void)
{
    size_t capacity = 0;

    mem_grow(NULL, &capacity, SIZE_MAX, 1);
}

static void strndup_overflow(void)
{
    mem_strndup("x", SIZE_MAX);
}

static void reserve_overflow(void)
{
    struct buffer buffer = {0};

    buffer_char(&buffer, 'x');
    buffer_reserve(&buffer, SIZE_MAX);
}

static void arena_overflow(void)
{
    struct arena arena = {0};

    arena_alloc(&arena, SIZE_MAX - 7);
}

static void arena_copy_overflow(void)
{
    struct arena arena = {0};

    arena_copy(&arena, "x", SIZE_MAX);
}

static void (*const exhausting[])(void) = {
    alloc_too_much,   zalloc_overflow,  resize_overflow, grow_overflow,
    strndup_overflow, reserve_overflow, arena_overflow,  arena_copy_overflow,
};

START_TEST(exhausted_memory_calls_the_handler_and_exits_with_1)
{
    ck_assert_int_eq(pipe(handler_pipe), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        if (null < 0 || dup2(null, STDERR_FILENO) < 0)
            _exit(99);
        mem_on_exhausted(tell_pipe);
        exhausting[_i]();
        _exit(98);
    }
    close(handler_pipe[1]);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 1);
    char told[4];
    ck_assert_int_eq(read(handler_pipe[0], told, sizeof(told)), 1);
    close(handler_pipe[0]);
}
END_TEST

START_TEST(empty_blocks_have_an_address)
{
    void *blocks[] = {mem_alloc(0), mem_zalloc(0, 8), mem_zalloc(8, 0), mem_resize(NULL, 0, 8)};

    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        ck_assert_ptr_nonnull(blocks[i]);
        free(blocks[i]);
    }
}
END_TEST

START_TEST(zalloc_gives_zeroes)
{
    unsigned char *bytes = mem_zalloc(100, 3);

    for (size_t i = 0; i < 300; i++)
        ck_assert_uint_eq(bytes[i], 0);
    free(bytes);
}
END_TEST

START_TEST(resize_keeps_what_fits)
{
    int *numbers = mem_resize(NULL, 2, sizeof(*numbers));

    numbers[0] = 7;
    numbers[1] = 8;
    numbers = mem_resize(numbers, 1000, sizeof(*numbers));
    ck_assert_int_eq(numbers[0], 7);
    ck_assert_int_eq(numbers[1], 8);
    free(numbers);
}
END_TEST

START_TEST(grow_doubles_until_it_suffices)
{
    size_t capacity = 0;
    char *bytes = mem_grow(NULL, &capacity, 1, 1);

    size_t first = capacity;
    ck_assert_uint_ge(first, 1);
    char *same = mem_grow(bytes, &capacity, first, 1);
    ck_assert_ptr_eq(same, bytes);
    ck_assert_uint_eq(capacity, first);
    bytes = mem_grow(bytes, &capacity, first * 4 + 1, 1);
    ck_assert_uint_eq(capacity, first * 8);
    bytes[capacity - 1] = 'x';
    free(bytes);
}
END_TEST

START_TEST(strndup_takes_the_first_bytes_and_a_nul)
{
    char *text = mem_strdup("faithfulness");
    char *start = mem_strndup(text, 5);
    char *nothing = mem_strndup(NULL, 0);

    ck_assert_str_eq(text, "faithfulness");
    ck_assert_str_eq(start, "faith");
    ck_assert_str_eq(nothing, "");
    free(text);
    free(start);
    free(nothing);
}
END_TEST

/* --- buffer --- */

START_TEST(an_empty_buffer_reads_as_an_empty_string)
{
    struct buffer buffer = {0};

    ck_assert_str_eq(buffer_text(&buffer), "");
    buffer_clear(&buffer);
    buffer_consume(&buffer, 5);
    ck_assert_str_eq(buffer_text(&buffer), "");
    buffer_free(&buffer);
}
END_TEST

START_TEST(a_buffer_is_always_a_string)
{
    struct buffer buffer = {0};

    buffer_string(&buffer, "ab");
    ck_assert_str_eq(buffer.data, "ab");
    buffer_char(&buffer, 'c');
    ck_assert_str_eq(buffer.data, "abc");
    buffer_printf(&buffer, "%d-%s", 42, "x");
    ck_assert_str_eq(buffer.data, "abc42-x");
    buffer_append(&buffer, "", 0);
    buffer_printf(&buffer, "%s", "");
    ck_assert_uint_eq(buffer.size, 7);
    buffer_append(&buffer, "\0z", 2);
    ck_assert_uint_eq(buffer.size, 9);
    ck_assert_mem_eq(buffer.data, "abc42-x\0z", 10);
    buffer_free(&buffer);
    ck_assert_ptr_null(buffer.data);
    ck_assert_uint_eq(buffer.capacity, 0);
}
END_TEST

START_TEST(a_buffer_grows_byte_by_byte_and_by_long_formats)
{
    struct buffer buffer = {0};

    for (int i = 0; i < 5000; i++)
        buffer_char(&buffer, (char)('a' + i % 26));
    buffer_printf(&buffer, "%20000d", 1);
    ck_assert_uint_eq(buffer.size, 25000);
    ck_assert_uint_eq(strlen(buffer.data), 25000);
    for (int i = 0; i < 5000; i++) {
        if (buffer.data[i] != 'a' + i % 26)
            ck_abort_msg("byte %d", i);
    }
    ck_assert_int_eq(buffer.data[24999], '1');
    buffer_free(&buffer);
}
END_TEST

START_TEST(consume_moves_the_rest_to_the_front)
{
    struct buffer buffer = {0};

    buffer_string(&buffer, "hello world");
    buffer_consume(&buffer, 0);
    ck_assert_str_eq(buffer.data, "hello world");
    buffer_consume(&buffer, 6);
    ck_assert_str_eq(buffer.data, "world");
    ck_assert_uint_eq(buffer.size, 5);
    buffer_consume(&buffer, 99);
    ck_assert_str_eq(buffer.data, "");
    ck_assert_uint_eq(buffer.size, 0);
    buffer_free(&buffer);
}
END_TEST

START_TEST(clear_keeps_the_memory)
{
    struct buffer buffer = {0};

    buffer_string(&buffer, "something");
    size_t capacity = buffer.capacity;
    buffer_clear(&buffer);
    ck_assert_str_eq(buffer_text(&buffer), "");
    ck_assert_uint_eq(buffer.size, 0);
    ck_assert_uint_eq(buffer.capacity, capacity);
    buffer_free(&buffer);
}
END_TEST

START_TEST(reserve_gives_room_and_leaves_the_size)
{
    struct buffer buffer = {0};

    buffer_string(&buffer, "ab");
    char *end = buffer_reserve(&buffer, 1000);
    ck_assert_ptr_eq(end, buffer.data + 2);
    ck_assert_uint_eq(buffer.size, 2);
    ck_assert_uint_gt(buffer.capacity, 1002);
    memset(end, 'x', 1000);
    buffer_free(&buffer);
}
END_TEST

/* --- arena --- */

START_TEST(arena_memory_is_aligned_and_apart)
{
    struct arena arena = {0};
    unsigned char *blocks[500];

    for (size_t i = 0; i < 500; i++) {
        blocks[i] = arena_alloc(&arena, i);
        ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], (int)(i % 251), i);
    }
    for (size_t i = 0; i < 500; i++) {
        for (size_t at = 0; at < i; at++) {
            if (blocks[i][at] != i % 251)
                ck_abort_msg("block %zu, byte %zu", i, at);
        }
    }
    arena_free(&arena);
    ck_assert_ptr_null(arena.first);
}
END_TEST

START_TEST(arena_copy_ends_with_a_nul)
{
    struct arena arena = {0};
    char *copy = arena_copy(&arena, "abcdef", 3);
    char *empty = arena_copy(&arena, NULL, 0);
    char *with_nul = arena_copy(&arena, "a\0b", 3);

    ck_assert_str_eq(copy, "abc");
    ck_assert_str_eq(empty, "");
    ck_assert_mem_eq(with_nul, "a\0b", 4);
    arena_free(&arena);
}
END_TEST

START_TEST(a_request_larger_than_a_chunk_is_served)
{
    struct arena arena = {0};
    char *small = arena_copy(&arena, "small", 5);
    char *large = arena_alloc(&arena, 1000000);

    memset(large, 'x', 1000000);
    char *after = arena_copy(&arena, "after", 5);
    ck_assert_str_eq(small, "small");
    ck_assert_str_eq(after, "after");
    arena_free(&arena);
}
END_TEST

static char *first_block_of_cycle(struct arena *arena)
{
    char *first = NULL;

    arena_reset(arena);
    for (int i = 0; i < 3000; i++) {
        char *memory = arena_alloc(arena, 100);
        if (first == NULL)
            first = memory;
        memset(memory, i % 100, 100);
    }
    return first;
}

START_TEST(reset_uses_the_same_memory_again)
{
    struct arena arena = {0};

    arena_reset(&arena);
    char *first = first_block_of_cycle(&arena);
    struct arena_chunk *last = arena.current;
    ck_assert_ptr_eq(first_block_of_cycle(&arena), first);
    ck_assert_ptr_eq(arena.current, last);
    arena_free(&arena);
    arena_free(&arena);
}
END_TEST

/* --- slice --- */

START_TEST(slices_compare_by_bytes)
{
    struct slice none = {0};

    ck_assert(slice_equals(SLICE("abc"), slice_of("abc")));
    ck_assert(!slice_equals(SLICE("abc"), SLICE("abd")));
    ck_assert(!slice_equals(SLICE("abc"), SLICE("ab")));
    ck_assert(slice_equals(none, SLICE("")));
    ck_assert(slice_is(none, ""));
    ck_assert(!slice_is(none, "a"));
    ck_assert(slice_is((struct slice){"dims[", 4}, "dims"));
    ck_assert(!slice_is((struct slice){"ab\0", 3}, "ab"));
}
END_TEST

START_TEST(case_is_ignored_for_ascii_letters_only)
{
    ck_assert(slice_is_nocase(SLICE("DeGraded"), "degraded"));
    ck_assert(slice_is_nocase(SLICE("azAZ"), "AZaz"));
    ck_assert(!slice_is_nocase(SLICE("ok"), "okay"));
    ck_assert(!slice_is_nocase(SLICE("[@"), "{`"));
    ck_assert(text_has_nocase("aAab", "AB"));
    ck_assert(text_has_nocase("", ""));
    ck_assert(!text_has_nocase("aab", "abb"));
    ck_assert(!text_has_nocase("a[", "a{"));
    ck_assert(!slice_is_nocase(SLICE("\xC3\x84"), "\xC3\xA4"));
    ck_assert(slice_is_nocase((struct slice){0}, ""));
}
END_TEST

START_TEST(split_gives_every_part_then_null)
{
    struct slice rest = SLICE("a,,bc,");

    ck_assert(slice_is(slice_split(&rest, ','), "a"));
    ck_assert(slice_is(slice_split(&rest, ','), ""));
    ck_assert(slice_is(slice_split(&rest, ','), "bc"));
    ck_assert_ptr_nonnull(rest.data);
    ck_assert(slice_is(slice_split(&rest, ','), ""));
    ck_assert_ptr_null(rest.data);
    ck_assert_uint_eq(slice_split(&rest, ',').size, 0);
    ck_assert_ptr_null(rest.data);

    struct slice whole = SLICE("abc");
    ck_assert(slice_is(slice_split(&whole, '|'), "abc"));
    ck_assert_ptr_null(whole.data);
}
END_TEST

/* --- error --- */

START_TEST(an_error_has_a_class_and_a_text)
{
    struct error error = {0};

    ck_assert(!error_set(&error, ERROR_RETRY, "port %d: %s", 6379, "gone"));
    ck_assert_int_eq(error.class, ERROR_RETRY);
    ck_assert_str_eq(error.text, "port 6379: gone");
}
END_TEST

START_TEST(a_missing_error_is_accepted)
{
    ck_assert(!error_set(NULL, ERROR_INPUT, "x"));
    ck_assert(!error_system(NULL, ENOENT, "x"));
    ck_assert(!error_prefix(NULL, "x"));
}
END_TEST

START_TEST(a_system_error_says_what_the_system_says)
{
    struct error error = {0};

    ck_assert(!error_system(&error, ENOENT, "open %s", "spool"));
    ck_assert_int_eq(error.class, ERROR_SYSTEM);
    ck_assert_str_eq(error.text, "open spool: No such file or directory");
}
END_TEST

START_TEST(a_prefix_keeps_class_and_text)
{
    struct error error = {0};

    error_set(&error, ERROR_INPUT, "no dims");
    ck_assert(!error_prefix(&error, "%s:%d", "file", 3));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    ck_assert_str_eq(error.text, "file:3: no dims");
}
END_TEST

START_TEST(an_error_may_be_made_of_itself)
{
    struct error error = {0};

    error_set(&error, ERROR_INPUT, "inner");
    error_set(&error, ERROR_USAGE, "outer: %s", error.text);
    ck_assert_str_eq(error.text, "outer: inner");
}
END_TEST

START_TEST(controls_in_an_error_are_made_visible)
{
    struct error error = {0};

    environment_utf8();
    error_set(&error, ERROR_INPUT, "a\x1b[2J\n%s", "\xff");
    ck_assert_str_eq(error.text, "a\uFFFD[2J\uFFFD\uFFFD");
}
END_TEST

START_TEST(a_long_error_is_cut_between_characters)
{
    struct error error = {0};
    char text[1000];

    environment_utf8();
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'x', shift);
        for (size_t i = shift; i + 3 < sizeof(text); i += 3)
            memcpy(text + i, "\u20AC", 4);
        error_set(&error, ERROR_INPUT, "%s", text);
        size_t size = strlen(error.text);
        ck_assert_uint_lt(size, sizeof(error.text));
        ck_assert_uint_gt(size, sizeof(error.text) - 4);
        ck_assert_uint_eq((size - shift) % 3, 0);
        ck_assert_mem_eq(error.text, text, size);
    }
}
END_TEST

START_TEST(prefixes_without_end_fill_the_text_and_no_more)
{
    struct error error = {0};

    error_set(&error, ERROR_INPUT, "core");
    for (int i = 0; i < 200; i++)
        error_prefix(&error, "line %d", i);
    ck_assert_uint_eq(strlen(error.text), sizeof(error.text) - 1);
    ck_assert_int_eq(strncmp(error.text, "line 199: line 198: ", 20), 0);
}
END_TEST

/* --- integer --- */

START_TEST(integers_are_digits_up_to_the_limit)
{
    uint64_t number = 5;

    ck_assert(integer_parse(SLICE("0"), 0, &number));
    ck_assert_uint_eq(number, 0);
    ck_assert(integer_parse(SLICE("007"), 7, &number));
    ck_assert_uint_eq(number, 7);
    ck_assert(integer_parse(SLICE("18446744073709551615"), UINT64_MAX, &number));
    ck_assert_uint_eq(number, UINT64_MAX);
}
END_TEST

START_TEST(other_text_is_no_integer_and_leaves_the_number)
{
    static const char *const texts[] = {"",
                                        " 1",
                                        "1 ",
                                        "-1",
                                        "+1",
                                        "0x1",
                                        "1e3",
                                        "1.0",
                                        "18446744073709551616",
                                        "99999999999999999999999"};
    uint64_t number = 5;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(!integer_parse(slice_of(texts[i]), UINT64_MAX, &number), "%s", texts[i]);
    ck_assert(!integer_parse(SLICE("8"), 7, &number));
    ck_assert(!integer_parse((struct slice){0}, 7, &number));
    ck_assert_uint_eq(number, 5);
}
END_TEST

static void add_memory_and_buffer(Suite *suite)
{
    TCase *memory = tcase_create("memory");
    tcase_add_loop_test(memory, exhausted_memory_calls_the_handler_and_exits_with_1, 0,
                        (int)(sizeof(exhausting) / sizeof(exhausting[0])));
    tcase_add_test(memory, empty_blocks_have_an_address);
    tcase_add_test(memory, zalloc_gives_zeroes);
    tcase_add_test(memory, resize_keeps_what_fits);
    tcase_add_test(memory, grow_doubles_until_it_suffices);
    tcase_add_test(memory, strndup_takes_the_first_bytes_and_a_nul);
    suite_add_tcase(suite, memory);

    TCase *buffer = tcase_create("buffer");
    tcase_add_test(buffer, an_empty_buffer_reads_as_an_empty_string);
    tcase_add_test(buffer, a_buffer_is_always_a_string);
    tcase_add_test(buffer, a_buffer_grows_byte_by_byte_and_by_long_formats);
    tcase_add_test(buffer, consume_moves_the_rest_to_the_front);
    tcase_add_test(buffer, clear_keeps_the_memory);
    tcase_add_test(buffer, reserve_gives_room_and_leaves_the_size);
    suite_add_tcase(suite, buffer);

    TCase *arena = tcase_create("arena");
    tcase_add_test(arena, arena_memory_is_aligned_and_apart);
    tcase_add_test(arena, arena_copy_ends_with_a_nul);
    tcase_add_test(arena, a_request_larger_than_a_chunk_is_served);
    tcase_add_test(arena, reset_uses_the_same_memory_again);
    suite_add_tcase(suite, arena);
}

Suite *suite_base(void)
{
    Suite *suite = suite_create("base");
    add_memory_and_buffer(suite);

    TCase *slice = tcase_create("slice");
    tcase_add_test(slice, slices_compare_by_bytes);
    tcase_add_test(slice, case_is_ignored_for_ascii_letters_only);
    tcase_add_test(slice, split_gives_every_part_then_null);
    suite_add_tcase(suite, slice);

    TCase *error = tcase_create("error");
    tcase_add_checked_fixture(error, NULL, environment_restore);
    tcase_add_test(error, an_error_has_a_class_and_a_text);
    tcase_add_test(error, a_missing_error_is_accepted);
    tcase_add_test(error, a_system_error_says_what_the_system_says);
    tcase_add_test(error, a_prefix_keeps_class_and_text);
    tcase_add_test(error, an_error_may_be_made_of_itself);
    tcase_add_test(error, controls_in_an_error_are_made_visible);
    tcase_add_test(error, a_long_error_is_cut_between_characters);
    tcase_add_test(error, prefixes_without_end_fill_the_text_and_no_more);
    suite_add_tcase(suite, error);

    TCase *integer = tcase_create("integer");
    tcase_add_test(integer, integers_are_digits_up_to_the_limit);
    tcase_add_test(integer, other_text_is_no_integer_and_leaves_the_number);
    suite_add_tcase(suite, integer);
    return suite;
}
