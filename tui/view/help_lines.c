#include "config.h"

#include "view/help_lines.h"

struct pen help_line(struct help_lines *lines)
{
    int row = lines->line++ - (int)lines->view->place->top;
    bool visible = lines->drawn && row >= 0 && row < lines->rows;

    return pen_at(lines->view->frame, visible ? lines->first_row + row : -1, lines->left,
                  lines->right);
}

void help_heading(struct help_lines *lines, const char *text)
{
    struct pen pen = help_line(lines);

    frame_fill(pen.frame, pen.row, lines->left - 1, lines->right - lines->left + 1, ' ',
               ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, text);
}

void help_word(struct help_lines *lines, enum role role, const char *word, const char *meaning)
{
    struct pen pen = help_line(lines);

    pen_text(&pen, role, word);
    int at = lines->left + HELP_WORD_COLUMNS;
    pen.at = pen.at < at ? at : pen.at + 1;
    pen_text(&pen, ROLE_TEXT, meaning);
}
