#include "config.h"

#include "source/file_reader.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/file_input.h"
#include "source/file_name.h"
#include "source/gunzip.h"
#include "source/line_splitter.h"
#include "source/reorder.h"
#include "wire/ndjson.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE_NS UINT64_C(3000000) /* work for one turn of the loop */
#define SLICE_LINES 16             /* read between two looks at the clock */
#define BYTE_ORDER_MARK SLICE("\xEF\xBB\xBF")

enum reader_state {
    READER_IDLE,    /* not begun, or stopped */
    READER_WAITING, /* for the next piece of the file */
    READER_WORKING, /* there are lines at hand */
    READER_AT_END,  /* the file may grow */
    READER_ENDED
};

struct file_reader {
    char *path;
    const struct file_reader_events *events;
    void *context;
    struct file_input input;
    struct gunzip *gunzip; /* NULL: the file is not compressed */
    struct slice packed;   /* what is left of the compressed piece */
    struct line_splitter lines;
    struct reorder reorder;
    uv_idle_t work;       /* runs while there is something to do */
    uv_timer_t clock;     /* looks at a file that was read to its end */
    uv_fs_event_t growth; /* looks sooner, where the system tells */
    enum reader_state state;
    bool follow;
    bool paused;
    bool begin_again; /* from the loop, when no piece is under way */
    bool leaving;     /* the file was replaced: its rest is read, then the other one */
    bool changed;     /* the file is not the one that was begun with */
    bool closing;
    unsigned handles;
    void (*closed)(void *context);
};

static void begin(struct file_reader *reader);

static void stop(struct file_reader *reader, const struct error *error)
{
    reader->state = READER_IDLE;
    uv_idle_stop(&reader->work);
    reader->events->stopped(reader->context, error);
}

static void hand_out_oldest(struct file_reader *reader)
{
    struct report *report = reorder_take(&reader->reorder);

    if (report != NULL)
        reader->events->report(reader->context, report);
}

static bool is_blank(struct slice line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t')
            return false;
    }
    return true;
}

/* Returns why a report cannot be taken though it could be read, or NULL. */
static const char *objection(const struct report *report)
{
    if (stream_id_compare(report->id, STREAM_ID_MIN) == 0)
        return "the line has no place in time: neither id nor time_ms nor the end of a window";
    if (memchr(report->tenant.data != NULL ? report->tenant.data : "", '\0', report->tenant.size) !=
        NULL)
        return "the tenant's name holds a NUL";
    return NULL;
}

static void take_line(struct file_reader *reader, struct slice line)
{
    struct report *report = reorder_next(&reader->reorder);
    struct error error;

    if (reader->lines.number == 1 && line.size >= BYTE_ORDER_MARK.size &&
        memcmp(line.data, BYTE_ORDER_MARK.data, BYTE_ORDER_MARK.size) == 0) {
        line.data += BYTE_ORDER_MARK.size;
        line.size -= BYTE_ORDER_MARK.size;
    }
    if (is_blank(line))
        return;
    const char *reason = ndjson_parse(line, report, &error) ? objection(report) : error.text;
    if (reason != NULL) {
        reader->events->unreadable(reader->context, report, reader->lines.number, reason);
        return;
    }
    reorder_put(&reader->reorder);
    if (reorder_is_full(&reader->reorder))
        hand_out_oldest(reader);
}

static void take_found(struct file_reader *reader, enum line_kind kind, struct slice line)
{
    if (kind == LINE_WHOLE) {
        take_line(reader, line);
    } else if (kind == LINE_TOO_LONG) {
        struct report *report = reorder_next(&reader->reorder);
        report_reset(report);
        reader->events->unreadable(reader->context, report, reader->lines.number,
                                   "the line is longer than 8 MiB");
    }
}

/* Unpacks more lines from the piece at hand. Returns false when it is used up. */
static bool unpack(struct file_reader *reader)
{
    struct slice piece;
    struct error error;

    if (reader->gunzip == NULL)
        return false;
    if (!gunzip_next(reader->gunzip, &reader->packed, &piece, &error)) {
        stop(reader, &error);
        return true;
    }
    line_splitter_feed(&reader->lines, piece);
    return piece.size > 0 || reader->packed.size > 0;
}

static void next_piece(struct file_reader *reader)
{
    reader->state = READER_WAITING;
    uv_idle_stop(&reader->work);
    file_input_next(&reader->input);
}

/* Reads lines until the slice of time is over or the piece is used up. */
static void work(struct file_reader *reader)
{
    uint64_t end_ns = uv_hrtime() + SLICE_NS;

    for (unsigned read = 1; reader->state == READER_WORKING && !reader->paused; read++) {
        struct slice line;
        if (read % SLICE_LINES == 0 && uv_hrtime() >= end_ns)
            return;
        enum line_kind kind = line_splitter_next(&reader->lines, &line);
        take_found(reader, kind, line);
        if (kind == LINE_NONE && !unpack(reader))
            next_piece(reader);
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

static bool is_standard_input(const struct file_reader *reader)
{
    return strcmp(reader->path, "-") == 0;
}

static bool is_followed(const struct file_reader *reader)
{
    return reader->follow && reader->input.regular && !is_standard_input(reader);
}

/* Reads the line without a newline, which no writer will complete any more. */
static void take_last_line(struct file_reader *reader)
{
    struct slice line;

    take_found(reader, line_splitter_last(&reader->lines, &line), line);
    if (reader->gunzip != NULL && !gunzip_may_end(reader->gunzip)) {
        struct report *report = reorder_next(&reader->reorder);
        report_reset(report);
        reader->events->unreadable(reader->context, report, reader->lines.number,
                                   "the gzip data ends too early");
    }
}

static void hand_out_all(struct file_reader *reader)
{
    while (reader->reorder.count > 0 && !reader->closing)
        hand_out_oldest(reader);
}

/* There is nothing more to read for now. */
static void reach_end(struct file_reader *reader)
{
    bool goes_on = is_followed(reader);

    if (reader->leaving || !goes_on)
        take_last_line(reader);
    hand_out_all(reader);
    if (reader->closing)
        return;
    if (reader->leaving) {
        reader->changed = true;
        reader->events->noted(reader->context, "the file was replaced; read on in the new one");
        begin(reader);
        return;
    }
    reader->state = goes_on ? READER_AT_END : READER_ENDED;
    reader->events->caught_up(reader->context);
}

static void on_read(void *context, struct slice piece)
{
    struct file_reader *reader = context;

    if (reader->begin_again) {
        begin(reader);
    } else if (piece.size == 0) {
        reach_end(reader);
    } else {
        if (reader->gunzip != NULL)
            reader->packed = piece;
        else
            line_splitter_feed(&reader->lines, piece);
        reader->state = READER_WORKING;
        if (!reader->paused)
            uv_idle_start(&reader->work, on_work);
    }
}

static void on_failed(void *context, const struct error *error)
{
    struct file_reader *reader = context;

    if (reader->begin_again)
        begin(reader);
    else
        stop(reader, error);
}

static void begin(struct file_reader *reader)
{
    struct error error;

    reader->begin_again = false;
    reader->leaving = false;
    line_splitter_reset(&reader->lines);
    reorder_reset(&reader->reorder);
    if (reader->gunzip != NULL)
        gunzip_reset(reader->gunzip);
    reader->packed = (struct slice){0};
    if (file_input_open(&reader->input, &error))
        next_piece(reader);
    else
        stop(reader, &error);
}

/* Looks what became of the file since it was read to its end. */
static void look(struct file_reader *reader)
{
    if (reader->state != READER_AT_END || reader->paused)
        return;
    switch (file_input_look(&reader->input)) {
    case FILE_GREW:
        next_piece(reader);
        break;
    case FILE_TRUNCATED:
        reader->changed = true;
        reader->events->noted(reader->context,
                              "the file was cut off; read again from its beginning");
        begin(reader);
        break;
    case FILE_REPLACED:
        reader->leaving = true;
        next_piece(reader);
        break;
    case FILE_SAME:
    case FILE_GONE:
        break;
    }
}

static void on_clock(uv_timer_t *clock)
{
    struct file_reader *reader = clock->data;

    look(reader);
    if (!reader->closing)
        reader->events->turned(reader->context);
}

static void on_growth(uv_fs_event_t *growth, const char *name, int events, int status)
{
    struct file_reader *reader = growth->data;
    const char *slash = strrchr(reader->path, '/');

    (void)events;
    if (status != 0 || name == NULL || strcmp(name, slash != NULL ? slash + 1 : reader->path) == 0)
        look(reader);
}

/* Where this cannot be had, or does not work as on some network file systems, the clock does. */
static void watch_growth(struct file_reader *reader)
{
    const char *slash = strrchr(reader->path, '/');
    size_t size = slash != NULL ? (size_t)(slash - reader->path) : 0;

    if (!reader->follow || is_standard_input(reader))
        return;
    char *directory =
        slash == NULL ? mem_strdup(".") : mem_strndup(reader->path, size + (size == 0));
    uv_fs_event_start(&reader->growth, on_growth, directory, 0);
    free(directory);
}

struct file_reader *file_reader_create(uv_loop_t *loop, const char *path, bool follow,
                                       int64_t refresh_ms, const struct file_reader_events *events,
                                       void *context)
{
    static const struct file_input_events input_events = {on_read, on_failed};
    struct file_reader *reader = mem_zalloc(1, sizeof(*reader));
    uint64_t period = (uint64_t)(refresh_ms < MS_PER_SECOND ? refresh_ms : MS_PER_SECOND);

    reader->path = mem_strdup(path);
    reader->events = events;
    reader->context = context;
    reader->follow = follow;
    if (file_name_is_gzip(path))
        reader->gunzip = gunzip_create();
    file_input_init(&reader->input, loop, reader->path, &input_events, reader);
    /* None of these calls can fail: the handles are fresh. */
    uv_idle_init(loop, &reader->work);
    uv_timer_init(loop, &reader->clock);
    uv_fs_event_init(loop, &reader->growth);
    reader->work.data = reader;
    reader->clock.data = reader;
    reader->growth.data = reader;
    uv_timer_start(&reader->clock, on_clock, period, period);
    watch_growth(reader);
    return reader;
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
    if (reader->state == READER_WORKING)
        uv_idle_start(&reader->work, on_work);
}

void file_reader_look(struct file_reader *reader)
{
    look(reader);
}

bool file_reader_can_begin_again(const struct file_reader *reader)
{
    return reader->input.regular && !is_standard_input(reader) && !reader->changed;
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
    gunzip_free(reader->gunzip);
    line_splitter_free(&reader->lines);
    reorder_free(&reader->reorder);
    free(reader->path);
    free(reader);
    closed(closed_context);
}

static void on_handle_closed(uv_handle_t *handle)
{
    release(handle->data);
}

void file_reader_close(struct file_reader *reader, void (*closed)(void *context))
{
    reader->closing = true;
    reader->state = READER_ENDED;
    reader->closed = closed;
    reader->handles = 4;
    uv_close((uv_handle_t *)&reader->work, on_handle_closed);
    uv_close((uv_handle_t *)&reader->clock, on_handle_closed);
    uv_close((uv_handle_t *)&reader->growth, on_handle_closed);
    file_input_close(&reader->input, release);
}
