#include "config.h"

#include "base/wrap.h"

#include "base/text.h"

static void add_word(struct wrap *wrap, struct slice word)
{
    text_safe(wrap->out, word, false);
    wrap->column += text_width(word);
}

void wrap_text(struct wrap *wrap, struct slice text)
{
    bool is_first = true;

    while (text.data != NULL) {
        struct slice word = slice_split(&text, ' ');
        if (word.size == 0)
            continue;
        if (!is_first && wrap->column + 1 + text_width(word) > wrap->columns) {
            buffer_printf(wrap->out, "\n%*s", wrap->indent, "");
            wrap->column = wrap->indent;
        } else if (!is_first) {
            buffer_char(wrap->out, ' ');
            wrap->column++;
        }
        add_word(wrap, word);
        is_first = false;
    }
}
