#include "config.h"

#include "view/metadata_lines.h"

#include "present/metadata_words.h"
#include "view/metadata_notes.h"
#include "view/pen_time.h"
#include "view/sheet.h"

#include <stdio.h>

#define LEFT 10       /* where the lines begin, behind their name */
#define TIME_WIDTH 10 /* a time of day, and a blank */
#define NEWEST_TIMES 3
#define MARKS_MAX 64 /* of one dimension */

static struct sheet sheet_at(const struct view *view, int row, int rows)
{
    return (struct sheet){.frame = view->frame,
                          .row = row,
                          .rows = rows,
                          .left = 1,
                          .right = view->frame->columns - 1};
}

/* Begins a line; the first one has the name of all. */
static struct pen begin_line(struct sheet *sheet)
{
    bool first = sheet->line == 0;
    struct pen pen = sheet_line(sheet);

    if (first)
        pen_text(&pen, ROLE_MUTED, "METADATA");
    pen.at = LEFT;
    return pen;
}

/* Two dimensions are named, more are counted: their page says which. */
static void write_who(struct sheet *sheet, struct pen *pen, const struct metadata_note *note)
{
    char count[32];

    snprintf(count, sizeof(count), "%zu dimensions", note->dimensions);
    struct slice names = {buffer_text(&note->names), note->names.size};
    pen_gap(pen, 2);
    sheet_flow_words(sheet, pen, LEFT - 1 + TIME_WIDTH, ROLE_TEXT,
                     note->dimensions > 2 ? slice_of(count) : names);
}

static void write_note(const struct view *view, struct sheet *sheet, size_t dimension,
                       const struct metadata_note *note)
{
    struct slice words = {buffer_text(&note->words), note->words.size};
    struct pen pen = begin_line(sheet);

    pen_moment(&pen, view, stream_id_time(note->change.now));
    sheet_flow_words(sheet, &pen, LEFT - 1 + TIME_WIDTH, ROLE_STRONG, words);
    if (dimension == DIMENSION_NONE)
        write_who(sheet, &pen, note);
}

/* Returns how many notes have room in `most` lines, and in `*rows` how many lines these take. The
 * newest one may take some more, and is cut only then. */
static size_t fitting(const struct view *view, const struct metadata_notes *notes, size_t dimension,
                      int most, int *rows)
{
    struct sheet sheet = sheet_at(view, 0, 0);
    size_t count = 0;

    *rows = 0;
    while (count < notes->count) {
        write_note(view, &sheet, dimension, &notes->all[count]);
        if (count > 0 && (int)sheet.line > most)
            break;
        int lines = (int)sheet.line;
        *rows = lines < NEWEST_TIMES * most ? lines : NEWEST_TIMES * most;
        count++;
    }
    return count;
}

/* Writes what did not change; nothing for several dimensions. Returns how many lines it takes. */
static int steady_words(const struct view *view, const struct metadata_notes *notes,
                        size_t dimension, struct buffer *out)
{
    struct metadata_change changes[METADATA_NOTES_MAX];

    if (dimension == DIMENSION_NONE)
        return 0;
    for (size_t i = 0; i < notes->count; i++)
        changes[i] = notes->all[i].change;
    metadata_steady_words(out, view->tenant, dimension, changes, notes->count);
    return out->size > 0;
}

static const char *how_steady(const struct view *view, const struct metadata_notes *notes,
                              size_t dimension)
{
    if (metadata_is_full(view->tenant->dimensions[dimension].table))
        return "   it changes too often to be told";
    if (notes->count > 0)
        return "   unchanged";
    return view_known_since(view, view->tenant) <= view->window.start_ms
               ? "   unchanged in this window"
               : "   unchanged in what is loaded of this window";
}

/* It has a line, and is cut at its end. */
static void write_steady(const struct view *view, const struct metadata_notes *notes,
                         struct sheet *sheet, size_t dimension, const struct buffer *words)
{
    struct pen pen = begin_line(sheet);

    pen_slice(&pen, ROLE_TEXT, (struct slice){buffer_text(words), words->size});
    pen_text(&pen, ROLE_MUTED, how_steady(view, notes, dimension));
}

int metadata_rows(const struct view *view, size_t dimension, int most)
{
    struct metadata_notes notes;
    struct buffer words = {0};
    int rows;

    metadata_notes_make(&notes, view, dimension, view->window);
    int steady = steady_words(view, &notes, dimension, &words);
    fitting(view, &notes, dimension, most > steady ? most - steady : 1, &rows);
    metadata_notes_free(&notes);
    buffer_free(&words);
    return rows + steady;
}

static size_t count_left_out(const struct metadata_notes *notes, size_t shown)
{
    size_t count = notes->left_out;

    for (size_t i = shown; i < notes->count; i++)
        count += notes->all[i].dimensions;
    return count;
}

/* In the columns of the name, which only the first line has. */
static void draw_left_out(const struct view *view, int row, int rows, size_t count)
{
    struct pen pen = pen_at(view->frame, row + rows - 1, 1, LEFT - 1);

    if (count == 0)
        return;
    frame_fill(view->frame, pen.row, pen.at, pen.end - pen.at, ' ', ROLE_TEXT);
    pen_printf(&pen, ROLE_MUTED, rows == 1 ? "META +%zu" : "+%zu more", count);
}

static void draw_notes(struct view *view, const struct metadata_notes *notes, size_t dimension,
                       struct sheet *sheet)
{
    int taken;
    size_t count = fitting(view, notes, dimension, sheet->rows, &taken);

    for (size_t i = 0; i < count; i++)
        write_note(view, sheet, dimension, &notes->all[i]);
    if (count > 0)
        draw_left_out(view, sheet->row, taken, count_left_out(notes, count));
    if (taken > 0 && (int)sheet->line > taken)
        frame_put(view->frame, sheet->row + taken - 1, sheet->right - 1, view->glyphs->ellipsis,
                  ROLE_MUTED);
    sheet->line = (size_t)taken;
}

void draw_metadata_lines(struct view *view, size_t dimension, int row, int rows)
{
    struct metadata_notes notes;
    struct buffer words = {0};

    metadata_notes_make(&notes, view, dimension, view->window);
    int steady = steady_words(view, &notes, dimension, &words);
    struct sheet sheet = sheet_at(view, row, rows - steady);
    draw_notes(view, &notes, dimension, &sheet);
    sheet.rows = rows;
    if (steady > 0)
        write_steady(view, &notes, &sheet, dimension, &words);
    metadata_notes_free(&notes);
    buffer_free(&words);
}

static bool is_label(const struct view *view, int row, int column)
{
    uint32_t character = frame_cell(view->frame, row, column)->character;

    return character != ' ' && character != view->glyphs->down && character != view->glyphs->mark;
}

/* A label that a mark falls on is taken away: half of it would tell another time. */
static void take_label_away(const struct view *view, int row, int column)
{
    struct frame *frame = view->frame;
    int first = column;
    int end = column;

    while (first > 0 && is_label(view, row, first - 1) && is_label(view, row, column))
        first--;
    while (end < frame->columns && is_label(view, row, end))
        end++;
    frame_fill(frame, row, first, end - first, ' ', ROLE_COLUMN);
}

static void draw_mark(const struct view *view, int row, const struct axis *axis, int64_t time_ms)
{
    size_t cell = axis_cell(axis, time_ms);
    int column = axis->left + (int)cell;

    if (cell == axis->cells ||
        frame_cell(view->frame, row, column)->character == view->glyphs->down)
        return;
    take_label_away(view, row, column);
    frame_put(view->frame, row, column, view->glyphs->mark, ROLE_STRONG);
}

void draw_metadata_marks(struct view *view, size_t dimension, int row, const struct axis *axis)
{
    struct metadata_change changes[MARKS_MAX];

    if (row < 0 || row >= view->frame->rows)
        return;
    for (size_t i = 0; i < view->tenant->dimension_count; i++) {
        if (dimension != DIMENSION_NONE && dimension != i)
            continue;
        size_t count =
            metadata_changes(view->tenant, i, grid_range(&axis->grid), changes, MARKS_MAX, NULL);
        for (size_t j = 0; j < count; j++)
            draw_mark(view, row, axis, stream_id_time(changes[j].now));
    }
}
