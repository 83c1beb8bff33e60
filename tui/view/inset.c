#include "config.h"

#include "view/inset.h"

void inset_begin(struct inset *inset, const struct view *view, int columns, int rows)
{
    inset->view = *view;
    inset->frame.ascii = view->frame->ascii;
    inset->frame.ellipsis = view->frame->ellipsis;
    frame_resize(&inset->frame, columns, rows);
    inset->view.frame = &inset->frame;
}

void inset_end(struct inset *inset, struct view *view, int row, int column)
{
    const struct frame *from = &inset->frame;
    struct frame *to = view->frame;

    for (int i = 0; i < from->rows && row + i < to->rows; i++) {
        for (int j = 0; j < from->columns && column + j < to->columns; j++)
            to->cells[(row + i) * to->columns + column + j] = from->cells[i * from->columns + j];
    }
    view_holds_until(view, inset->view.next_change_ms);
    frame_free(&inset->frame);
}
