/* The file reader: what becomes of a file while it is read and followed. */
#include "config.h"

#include "source/file/reader_private.h"

#include <stdio.h>

static void note(const struct file_reader *reader, const char *text)
{
    reader->events->noted(reader->context, text);
}

/* Nothing is left of what was read before; the file is no longer the one that was begun with. */
static void begin_anew(struct file_reader *reader)
{
    reader->changed = true;
    reader->at_end = false;
    file_decoder_reset(&reader->decoder);
    reader_next_piece(reader);
}

void reader_start_over(struct file_reader *reader)
{
    file_input_rewind(&reader->input);
    begin_anew(reader);
    note(reader, "the file was cut off; read again from its beginning");
}

void reader_go_on(struct file_reader *reader)
{
    bool was_away = reader->told_away;

    reader->told_away = false;
    file_input_succeed(&reader->input, true);
    reader_next_piece(reader);
    if (was_away)
        note(reader, "the file is there again; read on where it was");
}

void reader_go_over(struct file_reader *reader)
{
    bool was_away = reader->told_away;

    reader->told_away = false;
    file_input_succeed(&reader->input, false);
    begin_anew(reader);
    note(reader, was_away ? "the file is there again; read from its beginning"
                          : "the file was replaced; read on in the new one");
}

/* What replaced the file is opened before the rest of that is read, so that nothing is missed
 * between the two. Where it cannot be, or is no file, the old one stays: whoever puts another in
 * its place may take a moment. */
static void leave(struct file_reader *reader)
{
    struct error error;
    char text[sizeof(error.text) + 64];

    if (file_input_open_successor(&reader->input, &error)) {
        reader_next_piece(reader);
        return;
    }
    if (reader->told_away)
        return;
    reader->told_away = true;
    snprintf(text, sizeof(text), "the file was replaced; %s, which is tried again", error.text);
    note(reader, text);
}

/* Its place is kept: whoever cut it off may write the same again, and more. */
static void tell_emptied(struct file_reader *reader)
{
    if (reader->told_empty)
        return;
    reader->told_empty = true;
    reader->changed = true;
    note(reader, "the file was cut off, and is empty");
}

void file_reader_look(struct file_reader *reader)
{
    if (reader->paused || reader->state != READER_AT_END)
        return;
    switch (file_input_look(&reader->input)) {
    case FILE_GREW:
        reader_next_piece(reader);
        break;
    case FILE_TRUNCATED:
        reader_start_over(reader);
        break;
    case FILE_EMPTIED:
        tell_emptied(reader);
        break;
    case FILE_REPLACED:
        leave(reader);
        break;
    case FILE_SAME:
    case FILE_GONE:
        break;
    }
}

/* A pipe without an end is read as far as it goes when it has brought nothing for a while, and when
 * what it brought is held back since the last look: one that brings little never fills the room. */
static void look_at_pipe(struct file_reader *reader)
{
    const struct reorder *reorder = &reader->decoder.reorder;
    uint64_t before = reader->arrivals;

    reader->arrivals = reorder->arrivals;
    if (reader->state != READER_WAITING || !reader->input.is_pipe || reader->paused)
        return;
    if (++reader->quiet == 2 || reorder_holds(reorder, before))
        reader_start_work(reader, READER_DRAINING);
}

void reader_on_look(void *context)
{
    struct file_reader *reader = context;

    file_reader_look(reader);
    look_at_pipe(reader);
    if (!reader->closing)
        reader->events->turned(reader->context);
}
