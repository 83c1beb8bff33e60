#include "config.h"

#include "squeeze_move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEQUENCE_SIZE 32
#define BACKSPACES 3 /* that are shorter than a number */

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

/* Writes how far it is from where the cursor is; nothing where it is there. */
static void write_relative(int distance, char out[static SEQUENCE_SIZE])
{
    size_t length = (size_t)abs(distance);

    if (distance > 0 || length > BACKSPACES) {
        snprintf(out, SEQUENCE_SIZE, "\x1b[%zu%c", length, distance > 0 ? 'C' : 'D');
        return;
    }
    memset(out, '\b', length);
    out[length] = '\0';
}

/* Writes the shortest of the moves to a column of the row. */
static void write_move(const struct squeeze_cursor *cursor, int column,
                       char out[static SEQUENCE_SIZE])
{
    char relative[SEQUENCE_SIZE];

    snprintf(out, SEQUENCE_SIZE, "\x1b[%dG", column);
    write_relative(column - cursor->column, relative);
    if (cursor->exact && strlen(relative) < strlen(out))
        memcpy(out, relative, sizeof(relative));
}

/* Goes to a place in the row of the cursor, or in the one below it, to which VT leads without a
 * change of the column. */
static void move_near(struct squeeze_cursor *cursor, int row, int column, struct slice sequence,
                      struct buffer *out)
{
    char move[SEQUENCE_SIZE];
    bool below = row > cursor->row;

    write_move(cursor, column, move);
    if (strlen(move) + below < sequence.size) {
        buffer_string(out, below ? "\v" : "");
        buffer_string(out, move);
    } else {
        buffer_append(out, sequence.data, sequence.size);
    }
    place(cursor, row, column);
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
    bool known = cursor->columns > 0 && cursor->row > 0;

    if (known && *end == 'G') {
        move_near(cursor, cursor->row, first, sequence, out);
        return;
    }
    if (known && *end == 'H' && (first == cursor->row || first == cursor->row + 1)) {
        move_near(cursor, first, second, sequence, out);
        return;
    }
    buffer_append(out, sequence.data, sequence.size);
    follow(cursor, *end, first, second);
}
