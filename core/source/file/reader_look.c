/* The file reader: what becomes of a file while it is read and followed. */
#include "config.h"

#include "source/file/reader_private.h"

#include <stdio.h>

/* A file that was there comes again: whoever puts another in its place may take a moment. */
static void wait_for_file(struct file_reader *reader, const struct error *error)
{
    char text[sizeof(error->text) + 64];

    reader->state = READER_AWAY;
    uv_idle_stop(&reader->work);
    snprintf(text, sizeof(text), "the file was replaced; %s, which is tried again", error->text);
    reader->events->noted(reader->context, text);
}

void reader_go_over(struct file_reader *reader, const char *why)
{
    struct error error;

    reader->changed = true;
    if (reader_open(reader, &error))
        reader->events->noted(reader->context, why);
    else
        wait_for_file(reader, &error);
}

static void try_again(struct file_reader *reader)
{
    struct error error;

    if (reader_open(reader, &error))
        reader->events->noted(reader->context, "the file is there again; read from its beginning");
}

void file_reader_look(struct file_reader *reader)
{
    if (reader->paused)
        return;
    if (reader->state == READER_AWAY)
        try_again(reader);
    if (reader->state != READER_AT_END)
        return;
    switch (file_input_look(&reader->input)) {
    case FILE_GREW:
        reader_next_piece(reader);
        break;
    case FILE_TRUNCATED:
        reader_go_over(reader, "the file was cut off; read again from its beginning");
        break;
    case FILE_REPLACED:
        reader->leaving = true;
        reader_next_piece(reader);
        break;
    case FILE_SAME:
    case FILE_GONE:
        break;
    }
}

/* A pipe without an end is read as far as it goes when it has brought nothing for a while. */
static void look_at_pipe(struct file_reader *reader)
{
    if (reader->state != READER_WAITING || !reader->input.is_pipe || reader->paused)
        return;
    if (++reader->quiet == 2)
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
