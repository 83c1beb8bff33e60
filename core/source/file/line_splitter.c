#include "config.h"

#include "source/file/line_splitter.h"

#include <string.h>

#define BYTE_ORDER_MARK SLICE("\xEF\xBB\xBF")

void line_splitter_feed(struct line_splitter *splitter, struct slice piece)
{
    splitter->piece = piece;
}

/* Takes the rest of the piece, or the part before `newline` and that. */
static struct slice take(struct line_splitter *splitter, const char *newline)
{
    struct slice taken = splitter->piece;

    if (newline == NULL) {
        splitter->piece = (struct slice){0};
        return taken;
    }
    taken.size = (size_t)(newline - taken.data);
    splitter->piece.data = newline + 1;
    splitter->piece.size -= taken.size + 1;
    return taken;
}

static void forget_line(struct line_splitter *splitter)
{
    if (splitter->passed_on)
        buffer_clear(&splitter->begun);
    splitter->passed_on = false;
}

/* Adds to the line that has begun; of one that is too long nothing is kept. */
static void extend(struct line_splitter *splitter, struct slice text)
{
    if (splitter->begun.size + text.size > LINE_MAX_SIZE)
        splitter->skipping = true;
    if (splitter->skipping)
        buffer_clear(&splitter->begun);
    else
        buffer_append(&splitter->begun, text.data, text.size);
}

static enum line_kind hand_out(struct line_splitter *splitter, struct slice text,
                               struct slice *line)
{
    splitter->number++;
    if (splitter->skipping) {
        splitter->skipping = false;
        return LINE_TOO_LONG;
    }
    if (text.size > 0 && text.data[text.size - 1] == '\r')
        text.size--;
    *line = text;
    return LINE_WHOLE;
}

static enum line_kind hand_out_begun(struct line_splitter *splitter, struct slice *line)
{
    splitter->passed_on = true;
    return hand_out(splitter, (struct slice){buffer_text(&splitter->begun), splitter->begun.size},
                    line);
}

enum line_kind line_splitter_next(struct line_splitter *splitter, struct slice *line)
{
    forget_line(splitter);
    if (splitter->piece.size == 0)
        return LINE_NONE;

    const char *newline = memchr(splitter->piece.data, '\n', splitter->piece.size);
    struct slice text = take(splitter, newline);
    if (newline != NULL && splitter->begun.size == 0 && !splitter->skipping) {
        splitter->skipping = text.size > LINE_MAX_SIZE;
        return hand_out(splitter, text, line);
    }
    extend(splitter, text);
    return newline != NULL ? hand_out_begun(splitter, line) : LINE_NONE;
}

enum line_kind line_splitter_last(struct line_splitter *splitter, struct slice *line)
{
    forget_line(splitter);
    if (splitter->begun.size == 0 && !splitter->skipping)
        return LINE_NONE;
    return hand_out_begun(splitter, line);
}

struct slice line_text(struct slice line, uint64_t number)
{
    const struct slice mark = BYTE_ORDER_MARK;

    if (number != 1 || line.size < mark.size || memcmp(line.data, mark.data, mark.size) != 0)
        return line;
    return (struct slice){line.data + mark.size, line.size - mark.size};
}

/* Returns true when the line begins with two characters of ASCII in `width` bytes each, whose own
 * byte is the first or the last. Mere NULs are none: they are the hole that a writer leaves in a
 * file that was cut under it. */
static bool is_wide(struct slice line, size_t width)
{
    bool little = line.size >= 2 * width;
    bool big = little;

    for (size_t i = 0; little + big > 0 && i < 2 * width; i++) {
        bool set = line.data[i] != '\0';
        little = little && set == (i % width == 0);
        big = big && set == (i % width == width - 1);
    }
    return little || big;
}

const char *line_encoding(struct slice line)
{
    bool is_marked = line.size >= 2 && (memcmp(line.data, "\xFF\xFE", 2) == 0 ||
                                        memcmp(line.data, "\xFE\xFF", 2) == 0);

    return is_marked || is_wide(line, 2) || is_wide(line, 4)
               ? "the file is in UTF-16 or UTF-32, and only UTF-8 is read; to turn "
                 "it: iconv -f UTF-16 -t UTF-8"
               : NULL;
}

bool line_is_blank(struct slice line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r')
            return false;
    }
    return true;
}

void line_splitter_reset(struct line_splitter *splitter)
{
    struct buffer begun = splitter->begun;

    buffer_clear(&begun);
    *splitter = (struct line_splitter){.begun = begun};
}

void line_splitter_free(struct line_splitter *splitter)
{
    buffer_free(&splitter->begun);
}
