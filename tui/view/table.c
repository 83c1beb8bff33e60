#include "config.h"

#include "view/table.h"

#include "base/text.h"

/* Returns the column of the lowest rank above `rank` that `accepts`, or NULL. */
static struct column *next_by_rank(struct column *columns, size_t count, int rank)
{
    struct column *next = NULL;

    for (size_t i = 0; i < count; i++) {
        if (columns[i].rank > rank && (next == NULL || columns[i].rank < next->rank))
            next = &columns[i];
    }
    return next;
}

void table_layout(struct column *columns, size_t count, int first, int end, int gap)
{
    int room = end - first + gap; /* every column is followed by a gap, also the last */

    for (size_t i = 0; i < count; i++)
        columns[i].width = 0;
    for (struct column *column = next_by_rank(columns, count, -1); column != NULL;
         column = next_by_rank(columns, count, column->rank)) {
        if (column->minimum + gap > room)
            continue;
        column->width = column->minimum;
        room -= column->minimum + gap;
    }
    for (struct column *column = next_by_rank(columns, count, -1); column != NULL;
         column = next_by_rank(columns, count, column->rank)) {
        int more = column->wanted - column->minimum;
        if (column->width == 0 || more <= 0)
            continue;
        more = more < room ? more : room;
        column->width += more;
        room -= more;
    }
    for (size_t i = 0; i < count; i++) {
        columns[i].at = first;
        if (columns[i].width > 0)
            first += columns[i].width + gap;
    }
}

void table_cell(struct frame *frame, int row, const struct column *column, const char *text,
                enum role role)
{
    if (column->width == 0)
        return;
    int width = column->right ? text_width(slice_of(text)) : 0;
    int skip = column->right && width < column->width ? column->width - width : 0;
    frame_text(frame, row, column->at + skip, column->width - skip, slice_of(text), role);
}

void table_titles(struct frame *frame, int row, const struct column *columns, size_t count,
                  int sorted, uint32_t direction)
{
    for (size_t i = 0; i < count; i++) {
        const struct column *column = &columns[i];
        if (column->width == 0)
            continue;
        if ((int)i != sorted) {
            table_cell(frame, row, column, column->title, ROLE_COLUMN);
            continue;
        }
        /* The mark has a column of its own, also where the title ends with its column. */
        struct column title = *column;
        title.width -= title.right ? 1 : 0;
        table_cell(frame, row, &title, title.title, ROLE_SORTED);
        int behind = title.right ? title.width : text_width(slice_of(title.title));
        frame_put(frame, row, title.at + behind, direction, ROLE_SORTED);
    }
}

void table_select(struct frame *frame, int row, const struct column *picture)
{
    frame_select(frame, row, 0, picture->width > 0 ? picture->at - 1 : frame->columns);
}
