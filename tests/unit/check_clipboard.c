/* The clipboard: base 64 by the vectors of RFC 4648, and its limit. */
#include "config.h"

#include "base/memory.h"
#include "clipboard.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    const char *encoded;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xff\xfe\xfd>?", "//79Pj8="},
};

START_TEST(text_is_sent_in_base_64)
{
    struct buffer expected = {0};
    struct buffer out = {0};

    buffer_printf(&expected, "\033]52;c;%s\a", vectors[_i].encoded);
    ck_assert(clipboard_sequence(slice_of(vectors[_i].text), &out));
    ck_assert_str_eq(buffer_text(&out), buffer_text(&expected));
    buffer_free(&expected);
    buffer_free(&out);
}
END_TEST

START_TEST(what_terminals_would_drop_is_refused)
{
    char *text = mem_zalloc(CLIPBOARD_MAX + 1, 1);
    struct buffer out = {0};

    memset(text, 'x', CLIPBOARD_MAX + 1);
    ck_assert(!clipboard_sequence((struct slice){text, CLIPBOARD_MAX + 1}, &out));
    ck_assert_uint_eq(out.size, 0);
    ck_assert(clipboard_sequence((struct slice){text, CLIPBOARD_MAX}, &out));
    buffer_free(&out);
    free(text);
}
END_TEST

Suite *suite_clipboard(void)
{
    Suite *suite = suite_create("clipboard");
    TCase *tcase = tcase_create("clipboard");

    tcase_add_loop_test(tcase, text_is_sent_in_base_64, 0, sizeof(vectors) / sizeof(vectors[0]));
    tcase_add_test(tcase, what_terminals_would_drop_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
