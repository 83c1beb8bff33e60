#include "config.h"

#include "view/name_cut.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 512 /* bytes; of a name that is no name only the beginning is worth showing */

static struct slice safe_text(struct buffer *safe)
{
    return (struct slice){buffer_text(safe), safe->size};
}

/* Returns the bytes of a safe text that take so many columns at most. */
static size_t bytes_within(struct slice text, int columns)
{
    size_t used = 0;
    uint32_t character;

    while (used < text.size) {
        size_t length = text_decode((struct slice){text.data + used, text.size - used}, &character);
        columns -= text_character_width(character);
        if (columns < 0)
            break;
        used += length;
    }
    return used;
}

/* Returns the end of a safe text that takes so many columns at most, and begins with a character
 * that has some. */
static struct slice end_within(struct slice text, int columns)
{
    int width = text_width(text);
    uint32_t character = 0;

    while (text.size > 0) {
        size_t length = text_decode(text, &character);
        if (width <= columns && text_character_width(character) > 0)
            break;
        width -= text_character_width(character);
        text = (struct slice){text.data + length, text.size - length};
    }
    return text;
}

static bool is_cut(struct slice name, int width)
{
    return name.size <= LONGEST && text_width(name) > width;
}

static void append_cut(struct buffer *out, struct slice name, int width, int head,
                       uint32_t ellipsis, bool ascii)
{
    struct buffer safe = {0};
    char mark[4];

    text_safe(&safe, name, ascii);
    struct slice text = safe_text(&safe);
    size_t begin = bytes_within(text, head);
    int used = text_width((struct slice){text.data, begin});
    buffer_append(out, text.data, begin);
    buffer_append(out, mark, text_encode(ellipsis, mark));
    struct slice end =
        end_within((struct slice){text.data + begin, text.size - begin}, width - used - 1);
    buffer_append(out, end.data, end.size);
    buffer_free(&safe);
}

/* Returns how many pairs of the names look alike when they are cut so. */
static size_t count_alike(const struct slice *names, size_t count, int width, int head)
{
    struct buffer *cuts = mem_zalloc(count + 1, sizeof(*cuts));
    size_t alike = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_cut(names[i], width))
            continue;
        append_cut(&cuts[i], names[i], width, head, '~', false);
        for (size_t j = 0; j < i; j++)
            alike += cuts[j].size == cuts[i].size && cuts[i].size > 0 &&
                     memcmp(cuts[j].data, cuts[i].data, cuts[i].size) == 0;
    }
    for (size_t i = 0; i < count; i++)
        buffer_free(&cuts[i]);
    free(cuts);
    return alike;
}

int name_cut_head(const struct slice *names, size_t count, int width)
{
    int middle = width > 1 ? (width - 1) / 2 : 0;
    int best = middle;
    size_t fewest = count_alike(names, count, width, middle);

    /* The nearest to the middle that tells them apart: 1 to the right, 1 to the left, 2 … */
    for (int i = 2; fewest > 0 && i < 2 * width; i++) {
        int head = middle + (i % 2 == 0 ? i / 2 : -(i / 2));
        if (head < 0 || head > width - 1)
            continue;
        size_t alike = count_alike(names, count, width, head);
        if (alike < fewest) {
            fewest = alike;
            best = head;
        }
    }
    return best;
}

void name_cut_draw(struct frame *frame, int row, int column, int width, struct slice name, int head,
                   enum role role)
{
    struct buffer text = {0};

    if (!is_cut(name, width) || width < 2) {
        frame_text(frame, row, column, width, name, role);
        return;
    }
    append_cut(&text, name, width, head, frame->ellipsis, frame->ascii);
    frame_text(frame, row, column, width, safe_text(&text), role);
    buffer_free(&text);
}
