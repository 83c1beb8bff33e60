#include "config.h"

#include "squeeze_move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEQUENCE_SIZE 32

void squeeze_cursor_lose(struct squeeze_cursor *cursor)
{
    cursor->row = 0;
    cursor->column = cursor->columns;
    cursor->exact = false;
}

static void place(struct squeeze_cursor *cursor, int row, int column)
{
    cursor->row = row;
    cursor->column = column;
    cursor->exact = true;
}

/* Where the line may have ended, the terminal decides which row it is. */
static void go_on(struct squeeze_cursor *cursor, int columns, bool exact)
{
    cursor->column += columns;
    cursor->exact = cursor->exact && exact;
    if (cursor->column > cursor->columns)
        squeeze_cursor_lose(cursor);
}

/* What is not exact is this far right at most still. */
static void go_back(struct squeeze_cursor *cursor, int columns)
{
    if (cursor->exact)
        cursor->column = cursor->column > columns ? cursor->column - columns : 1;
}

void squeeze_cursor_write(struct squeeze_cursor *cursor, unsigned char byte)
{
    if (byte == '\r')
        place(cursor, cursor->row, 1);
    else if (byte == '\b')
        go_back(cursor, 1);
    else if (byte < ' ')
        squeeze_cursor_lose(cursor);
    else
        go_on(cursor, 1, byte < 0x80);
}

/* Reads a number of a sequence, which is 1 where there is none. Returns what is behind it. */
static const char *read_number(const char *at, const char *end, int *number)
{
    int value = 0;

    while (at < end && *at >= '0' && *at <= '9' && value < 10000)
        value = value * 10 + (*at++ - '0');
    *number = value > 0 ? value : 1;
    return at < end ? at + 1 : end;
}

/* Writes the shortest of the moves within the row. */
static void write_move(const struct squeeze_cursor *cursor, int column,
                       char out[static SEQUENCE_SIZE])
{
    int distance = column - cursor->column;
    char relative[SEQUENCE_SIZE];

    snprintf(out, SEQUENCE_SIZE, "\x1b[%dG", column);
    snprintf(relative, sizeof(relative), "\x1b[%d%c", abs(distance), distance > 0 ? 'C' : 'D');
    if (cursor->exact && strlen(relative) < strlen(out))
        memcpy(out, relative, sizeof(relative));
    if (cursor->exact && distance == 0)
        out[0] = '\0';
}

/* Goes to a column of the row where the cursor is. */
static void move_within(struct squeeze_cursor *cursor, int column, struct slice sequence,
                        struct buffer *out)
{
    char move[SEQUENCE_SIZE];

    write_move(cursor, column, move);
    if (strlen(move) < sequence.size)
        buffer_string(out, move);
    else
        buffer_append(out, sequence.data, sequence.size);
    place(cursor, cursor->row, column);
}

/* Follows a sequence that is sent as it is. */
static void follow(struct squeeze_cursor *cursor, char final, int first, int second)
{
    if (final == 'H')
        place(cursor, first, second);
    else if (final == 'd')
        cursor->row = first;
    else if (final == 'G')
        place(cursor, cursor->row, first);
    else if (final == 'C' || final == 'b')
        go_on(cursor, first, final == 'C');
    else if (final == 'D')
        go_back(cursor, first);
    else if (strchr("mKXJP@", final) == NULL)
        squeeze_cursor_lose(cursor);
}

void squeeze_move(struct squeeze_cursor *cursor, struct slice sequence, struct buffer *out)
{
    const char *end = sequence.data + sequence.size - 1;
    int first;
    int second;

    read_number(read_number(sequence.data + 2, end, &first), end, &second);
    bool is_here = cursor->columns > 0 && cursor->row > 0 && *end == 'H' && first == cursor->row;
    bool is_column = cursor->columns > 0 && cursor->row > 0 && *end == 'G';

    if (is_here || is_column) {
        move_within(cursor, is_here ? second : first, sequence, out);
        return;
    }
    buffer_append(out, sequence.data, sequence.size);
    follow(cursor, *end, first, second);
}
