#include "config.h"

#include "source/file/reader.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/file/name.h"
#include "source/file/reader_private.h"

#include <stdlib.h>
#include <string.h>

#define SLICE_NS UINT64_C(2000000) /* work for one turn of the loop */
#define SLICE_LINES 8              /* read between two looks at the clock */

static void stop(struct file_reader *reader, const struct error *error)
{
    reader->state = READER_IDLE;
    uv_idle_stop(&reader->work);
    reader->events->stopped(reader->context, error);
}

void reader_next_piece(struct file_reader *reader)
{
    reader->state = READER_WAITING;
    uv_idle_stop(&reader->work);
    file_input_next(&reader->input);
}

bool reader_open(struct file_reader *reader, struct error *error)
{
    reader->begin_again = false;
    reader->at_end = false;
    reader->told_away = false;
    reader->told_empty = false;
    reader->failure = (struct error){0};
    file_decoder_reset(&reader->decoder);
    if (!file_input_open(&reader->input, error))
        return false;
    reader_next_piece(reader);
    return true;
}

static void begin(struct file_reader *reader)
{
    struct error error;

    if (!reader_open(reader, &error))
        stop(reader, &error);
}

bool reader_is_standard_input(const struct file_reader *reader)
{
    return strcmp(reader->path, "-") == 0;
}

bool reader_may_grow(const struct file_reader *reader)
{
    return reader->follow && !reader->finishing && reader->input.regular &&
           !reader_is_standard_input(reader);
}

/* No more can be read: what was read is handed out first, and a last line if it is a whole one. */
static void fail(struct file_reader *reader, const struct error *error)
{
    struct decoder_found unused;

    reader->failure = *error;
    file_decoder_last_line(&reader->decoder, &unused);
    reader_start_work(reader, READER_DRAINING);
}

static void tell_found(struct file_reader *reader, enum decoded kind,
                       const struct decoder_found *found)
{
    if (kind == DECODED_REPORT)
        reader->events->report(reader->context, found->report, found->line);
    else if (kind == DECODED_UNREADABLE)
        reader->events->unreadable(reader->context, found->report, found->line, found->error.text);
    else if (kind == DECODED_TEXT)
        reader->events->line(reader->context, found->text, found->line);
    else if (kind == DECODED_CUT)
        reader->events->cut(reader->context, found->line, found->error.text);
    else if (kind == DECODED_DAMAGED)
        fail(reader, &found->error);
}

/* There is nothing more to read for now. */
static void rest(struct file_reader *reader)
{
    uv_idle_stop(&reader->work);
    if (reader->failure.class != ERROR_NONE) {
        stop(reader, &reader->failure);
        return;
    }
    if (!reader->at_end && !reader->finishing) {
        reader->state = READER_WAITING;
        reader->events->caught_up(reader->context);
        return;
    }
    if (file_input_has_successor(&reader->input) && !reader->finishing) {
        reader_go_over(reader);
        return;
    }
    file_decoder_rest(&reader->decoder);
    file_input_rest(&reader->input);
    reader->state = reader_may_grow(reader) ? READER_AT_END : READER_ENDED;
    reader->events->caught_up(reader->context);
}

/* Takes what comes next. */
static void step(struct file_reader *reader)
{
    bool draining = reader->state == READER_DRAINING;
    struct decoder_found found;
    enum decoded kind = draining ? file_decoder_drain(&reader->decoder, &found)
                                 : file_decoder_next(&reader->decoder, &found);

    if (kind != DECODED_NOTHING)
        tell_found(reader, kind, &found);
    else if (draining)
        rest(reader);
    else if (reader->finishing)
        reader->state = READER_DRAINING;
    else
        reader_next_piece(reader);
}

static bool has_work(const struct file_reader *reader)
{
    return reader->state == READER_WORKING || reader->state == READER_DRAINING;
}

/* Reads until the slice of time is over or the piece is used up. */
static void work(struct file_reader *reader)
{
    uint64_t end_ns = uv_hrtime() + SLICE_NS;

    for (unsigned read = 1; has_work(reader) && !reader->paused; read++) {
        if (read % SLICE_LINES == 0 && uv_hrtime() >= end_ns)
            return;
        step(reader);
    }
}

static void on_work(uv_idle_t *idle)
{
    struct file_reader *reader = idle->data;

    if (reader->begin_again)
        begin(reader);
    else
        work(reader);
    if (reader->closing)
        return;
    if (reader->paused)
        uv_idle_stop(idle);
    reader->events->turned(reader->context);
}

void reader_start_work(struct file_reader *reader, enum reader_state state)
{
    reader->state = state;
    if (!reader->paused)
        uv_idle_start(&reader->work, on_work);
}

/* The file has no more for now. The last line without a newline is one only where no writer will
 * complete it. */
static void reach_end(struct file_reader *reader)
{
    bool is_left = file_input_has_successor(&reader->input);
    struct decoder_found found;

    if (is_left && !reader->finishing && file_input_is_continued(&reader->input)) {
        reader_go_on(reader);
        return;
    }
    if (!reader->finishing && (is_left || !reader_may_grow(reader)))
        tell_found(reader, file_decoder_last_line(&reader->decoder, &found), &found);
    if (!reader->closing)
        reader_start_work(reader, READER_DRAINING);
}

static void on_read(void *context, struct slice piece)
{
    struct file_reader *reader = context;

    reader->quiet = 0;
    reader->at_end = piece.size == 0;
    if (reader->begin_again) {
        begin(reader);
    } else if (piece.size == 0) {
        reach_end(reader);
    } else {
        reader->told_empty = false;
        file_decoder_feed(&reader->decoder, piece);
        reader_start_work(reader, READER_WORKING);
    }
}

static void on_failed(void *context, const struct error *error)
{
    struct file_reader *reader = context;

    if (reader->begin_again)
        begin(reader);
    else
        fail(reader, error);
}

static void on_rewritten(void *context)
{
    struct file_reader *reader = context;

    if (reader->begin_again) {
        begin(reader);
    } else if (reader_may_grow(reader) && file_input_is_emptied(&reader->input)) {
        reader->at_end = true;
        reach_end(reader);
    } else {
        reader_start_over(reader);
    }
}

struct file_reader *file_reader_create(uv_loop_t *loop, const char *path, bool follow,
                                       int64_t refresh_ms, const struct file_reader_events *events,
                                       void *context)
{
    static const struct file_input_events input_events = {on_read, on_failed, on_rewritten};
    struct file_reader *reader = mem_zalloc(1, sizeof(*reader));
    int64_t period_ms = refresh_ms < MS_PER_SECOND ? refresh_ms : MS_PER_SECOND;

    reader->path = mem_strdup(path);
    reader->events = events;
    reader->context = context;
    reader->follow = follow;
    file_decoder_init(&reader->decoder, file_name_is_gzip(path));
    reader->decoder.keeps_numbers = events->keeps_numbers;
    reader->decoder.leaves_lines = events->line != NULL;
    file_input_init(&reader->input, loop, reader->path, &input_events, reader);
    file_growth_open(&reader->growth, loop,
                     follow && !reader_is_standard_input(reader) ? reader->path : NULL, period_ms,
                     reader_on_look, reader);
    uv_idle_init(loop, &reader->work);
    reader->work.data = reader;
    return reader;
}

void file_reader_know(struct file_reader *reader, const struct severity_words *words)
{
    reader->decoder.severity_words = words;
}

void file_reader_begin(struct file_reader *reader)
{
    reader->begin_again = true;
    if (!reader->input.reading)
        uv_idle_start(&reader->work, on_work);
}

void file_reader_pause(struct file_reader *reader)
{
    reader->paused = true;
}

void file_reader_resume(struct file_reader *reader)
{
    reader->paused = false;
    if (has_work(reader))
        uv_idle_start(&reader->work, on_work);
}

void file_reader_finish(struct file_reader *reader)
{
    bool waits = reader->state == READER_AT_END;

    reader->finishing = true;
    if (file_input_stop(&reader->input) && reader->state == READER_WAITING)
        waits = true;
    if (waits)
        reader_start_work(reader, READER_DRAINING);
}

bool file_reader_can_begin_again(const struct file_reader *reader)
{
    return reader->input.regular && !reader_is_standard_input(reader) && !reader->changed;
}

bool file_reader_has_ended(const struct file_reader *reader)
{
    return reader->state == READER_ENDED;
}

uint64_t file_reader_size(const struct file_reader *reader)
{
    return reader->input.size;
}

uint64_t file_reader_position(const struct file_reader *reader)
{
    return reader->input.position;
}

static void release(void *context)
{
    struct file_reader *reader = context;
    void (*closed)(void *) = reader->closed;
    void *closed_context = reader->context;

    if (--reader->handles > 0)
        return;
    file_decoder_free(&reader->decoder);
    free(reader->path);
    free(reader);
    closed(closed_context);
}

static void on_work_closed(uv_handle_t *handle)
{
    release(handle->data);
}

void file_reader_close(struct file_reader *reader, void (*closed)(void *context))
{
    reader->closing = true;
    reader->state = READER_ENDED;
    reader->closed = closed;
    reader->handles = 3;
    uv_close((uv_handle_t *)&reader->work, on_work_closed);
    file_growth_close(&reader->growth, release);
    file_input_close(&reader->input, release);
}
