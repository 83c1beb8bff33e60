/* Spelling: names of any bytes, in JSON, CSV and text: different names are spelled differently, and
 * what is spelled reads back as its name. By hand, more random names: NAMES=1000000. */
#include "config.h"

#include "base/spelling.h"
#include "base/text.h"
#include "headless/csv.h"
#include "support/dice.h"
#include "unit/suites.h"
#include "wire/json_scan.h"
#include "wire/json_spell.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define NAMES 20000
#define NAME_SIZE 24

/* What names are made of: what is spelled, what looks like a spelling, and parts of both. */
static const char *const pieces[] = {
    "a",
    "x1b",
    "u001b",
    "U000e0001",
    "0",
    "f",
    " ",
    "'",
    "=",
    "-",
    "\"",
    ",",
    "|",
    "\\",
    "\\\\",
    "\\xff",
    "\\u001b",
    "\\ufddf",
    "\x1b",
    "\n",
    "\x7f",
    "\xC2\x9B",
    "\xff",
    "\x80",
    "\xC3",
    "\xC3\xA4",
    "\xC0\xAF",
    "\xED",
    "\xA0",
    "\xED\xA0\x80",
    "\xED\xB0\x80",
    "\xED\xB3\xBF",
    "\xEF\xB7\x9F",
    "\xEF\xB7\xAF",
    "\xEF\xB7\x98\xEF\xB7\xA0",
    "\xEF\xBF\xBD",
    "\xEF\xBF\xBE",
    "\xE2\x80\xAE",
    "e\xCC\x81",
    "\xCC\x81",
    "\xF0\x9F\x98\x80",
    "\xF3\xA0\x80\x81",
    "?",
};
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static struct dice dice;

static void set_up(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    dice = (struct dice){20261126};
}

/* Returns a random name of a few pieces, or of bytes; now and then with a NUL. */
static struct slice random_name(char *name)
{
    size_t size = 0;
    bool bytes = dice_once_in(&dice, 4);

    for (size_t count = dice_below(&dice, 5); count > 0; count--) {
        const char *piece = pieces[dice_below(&dice, PIECES)];
        if (dice_once_in(&dice, 40))
            name[size++] = '\0';
        if (bytes)
            name[size++] = (char)dice_below(&dice, 256);
        for (; !bytes && *piece != '\0' && size < NAME_SIZE - 2; piece++)
            name[size++] = *piece;
    }
    return (struct slice){name, size};
}

static size_t names_wanted(void)
{
    const char *wanted = getenv("NAMES");

    return wanted != NULL ? (size_t)strtoull(wanted, NULL, 10) : NAMES;
}

/* --- Readers of the spellings, made as the headers describe them --- */

static const char digits_of_hex[] = "0123456789abcdef";

static size_t read_hex(struct slice text, size_t at, size_t digits, uint32_t *number)
{
    *number = 0;
    if (at + digits > text.size)
        return 0;
    for (size_t i = at; i < at + digits; i++) {
        const char *digit = memchr(digits_of_hex, text.data[i], 16);
        if (digit == NULL)
            return 0;
        *number = *number << 4 | (uint32_t)(digit - digits_of_hex);
    }
    return digits;
}

/* Reads the spelling at a backslash and returns how much of it there is. */
static size_t read_escape(struct slice text, size_t at, struct buffer *name)
{
    static const struct {
        char letter;
        size_t digits;
    } forms[] = {{'x', 2}, {'u', 4}, {'U', 8}};
    uint32_t number;
    char bytes[4];

    if (at + 1 < text.size && text.data[at + 1] == '\\') {
        buffer_char(name, '\\');
        return 2;
    }
    for (size_t i = 0; at + 1 < text.size && i < 3; i++) {
        if (text.data[at + 1] != forms[i].letter ||
            read_hex(text, at + 2, forms[i].digits, &number) == 0)
            continue;
        if (i == 0)
            buffer_char(name, (char)number);
        else
            buffer_append(name, bytes, text_encode(number, bytes));
        return 2 + forms[i].digits;
    }
    buffer_char(name, '\\');
    return 1;
}

static void read_spelling(struct slice text, struct buffer *name)
{
    for (size_t at = 0; at < text.size;) {
        if (text.data[at] == '\\')
            at += read_escape(text, at, name);
        else
            buffer_char(name, text.data[at++]);
    }
}

static void assert_name(const struct buffer *read, struct slice name, const char *spelled)
{
    ck_assert_msg(read->size == name.size && memcmp(buffer_text(read), name.data, name.size) == 0,
                  "%s is read as %s, not %.*s", spelled, buffer_text(read), (int)name.size,
                  name.data);
}

static void assert_harmless(const struct buffer *text)
{
    struct buffer safe = {0};

    text_safe(&safe, (struct slice){buffer_text(text), text->size}, false);
    ck_assert_str_eq(buffer_text(&safe), buffer_text(text));
    buffer_free(&safe);
}

/* --- Tests --- */

START_TEST(text_reads_back_as_its_name)
{
    struct buffer spelled = {0};
    struct buffer read = {0};
    char bytes[NAME_SIZE];

    for (size_t i = 0; i < names_wanted(); i++) {
        struct slice name = random_name(bytes);
        bool ascii = i % 2 == 1;
        buffer_clear(&spelled);
        buffer_clear(&read);
        spelling_append(&spelled, name, ascii);
        assert_harmless(&spelled);
        for (size_t at = 0; ascii && at < spelled.size; at++)
            ck_assert_int_gt(spelled.data[at], 0);
        read_spelling((struct slice){buffer_text(&spelled), spelled.size}, &read);
        assert_name(&read, name, buffer_text(&spelled));
    }
    buffer_free(&spelled);
    buffer_free(&read);
}
END_TEST

/* Undoes quotes, then the apostrophe, then the spelling. */
static void read_cell(const struct buffer *cell, struct buffer *name)
{
    struct buffer text = {0};
    bool quoted = cell->size > 0 && cell->data[0] == '"';

    for (size_t i = quoted; i < cell->size - quoted; i++) {
        buffer_char(&text, cell->data[i]);
        i += quoted && cell->data[i] == '"';
    }
    const char *begin = buffer_text(&text);
    size_t quotes = strspn(begin, "'");
    size_t first = quotes > 0 && begin[quotes] != '\0' && strchr("=+-@", begin[quotes]) != NULL;
    read_spelling((struct slice){begin + first, text.size - first}, name);
    buffer_free(&text);
}

START_TEST(a_cell_reads_back_as_its_name)
{
    struct buffer cell = {0};
    struct buffer read = {0};
    struct csv_row row = {.out = &cell};
    char bytes[NAME_SIZE];

    for (size_t i = 0; i < names_wanted(); i++) {
        struct slice name = random_name(bytes);
        buffer_clear(&cell);
        buffer_clear(&read);
        row.cells = 0;
        csv_text(&row, name);
        assert_harmless(&cell);
        read_cell(&cell, &read);
        assert_name(&read, name, buffer_text(&cell));
    }
    buffer_free(&cell);
    buffer_free(&read);
}
END_TEST

static bool is_utf8(struct slice text)
{
    for (uint32_t character; text.size > 0;) {
        size_t size = text_decode(text, &character);
        if (size == 1 && character == TEXT_REPLACEMENT)
            return false;
        text = (struct slice){text.data + size, text.size - size};
    }
    return true;
}

START_TEST(json_reads_back_as_its_name_in_every_style)
{
    static const struct json_style *const styles[] = {&json_compact, &json_python, &json_pretty};
    struct buffer spelled = {0};
    struct arena arena = {0};
    char bytes[NAME_SIZE];

    for (size_t i = 0; i < names_wanted(); i++) {
        struct slice name = random_name(bytes);
        struct json_string string;
        struct json_scan scan;
        buffer_clear(&spelled);
        json_append_string(&spelled, styles[i % 3], name);
        json_begin(&scan, (struct slice){spelled.data, spelled.size});
        ck_assert(json_read_string(&scan, &string) && json_finish(&scan));
        ck_assert(is_utf8(string.raw));
        struct slice read = json_text(&string, &arena);
        ck_assert_msg(slice_equals(read, name), "%s", buffer_text(&spelled));
        /* Surrogates without their half are not for every parser. */
        ck_assert(i % 3 == 1 || strstr(buffer_text(&spelled), "\\udf") == NULL);
        arena_reset(&arena);
    }
    buffer_free(&spelled);
    arena_free(&arena);
}
END_TEST

START_TEST(what_is_utf8_stays_as_it_is_in_json)
{
    static const char *const names[] = {"a\\u001bb",    "a\\xff",    "\\\\", "Qualit\xC3\xA4t",
                                        "\xEF\xBF\xBD", "e\xCC\x81", "x|y"};
    struct buffer spelled = {0};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        buffer_clear(&spelled);
        json_append_string(&spelled, &json_compact, slice_of(names[i]));
        for (const char *at = names[i], *out = spelled.data + 1; *at != '\0'; at++, out++) {
            out += *at == '\\';
            ck_assert_int_eq(*at, *out);
        }
    }
    buffer_free(&spelled);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *ascii;
} texts[] = {
    {"acme", "acme", "acme"},
    {"a\\b", "a\\b", "a\\b"},
    {"a\x1b", "a\\u001b", "a\\u001b"},
    {"a\\u001b", "a\\\\u001b", "a\\\\u001b"},
    {"C:\\users\\x", "C:\\\\users\\\\x", "C:\\\\users\\\\x"},
    {"gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F", "gr\\u00fc\\u00df"},
    {"a\xff", "a\\xff", "a\\xff"},
    {"a ", "a\\x20", "a\\x20"},
    {" a b", "\\x20a b", "\\x20a b"},
    {"\xCC\x81", "\\u0301", "\\u0301"},
    {"\xEF\xBF\xBD", "\xEF\xBF\xBD", "\\ufffd"},
    {"\xF3\xA0\x80\x81", "\\U000e0001", "\\U000e0001"},
};

START_TEST(a_name_is_spelled_as_described)
{
    struct buffer spelled = {0};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        buffer_clear(&spelled);
        spelling_append(&spelled, slice_of(texts[i].name), false);
        ck_assert_str_eq(buffer_text(&spelled), texts[i].text);
        buffer_clear(&spelled);
        spelling_append(&spelled, slice_of(texts[i].name), true);
        ck_assert_str_eq(buffer_text(&spelled), texts[i].ascii);
    }
    buffer_free(&spelled);
}
END_TEST

Suite *suite_spelling(void)
{
    Suite *suite = suite_create("spelling");
    TCase *tcase = tcase_create("spelling");

    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_test(tcase, text_reads_back_as_its_name);
    tcase_add_test(tcase, a_cell_reads_back_as_its_name);
    tcase_add_test(tcase, json_reads_back_as_its_name_in_every_style);
    tcase_add_test(tcase, what_is_utf8_stays_as_it_is_in_json);
    tcase_add_test(tcase, a_name_is_spelled_as_described);
    suite_add_tcase(suite, tcase);
    return suite;
}
