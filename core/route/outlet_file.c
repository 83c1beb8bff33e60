/* Files and standard output: a line a message. Where a disk or a reader may be slow, a thread of
 * the loop's writes. */
#include "config.h"

#include "base/memory.h"
#include "route/line_file.h"
#include "route/outlet.h"

#include <stdlib.h>

#define PATIENCE_MS 5000

struct file_outlet {
    struct outlet outlet;
    struct line_file file; /* the thread's while it writes */
    struct buffer line;
    uv_work_t work;
    uv_timer_t later; /* tells what was written at once, from the loop */
    bool has_thread;
    struct message *message; /* that is being written; NULL: none */
    struct outcome outcome;
    bool reopen;
    bool closing;
};

static void write_line(struct file_outlet *self)
{
    struct slice line = {self->line.data, self->line.size};
    bool done = line_file_append(&self->file, line, &self->outcome.error);

    self->outcome.kind = done ? OUTCOME_ACCEPTED : OUTCOME_RETRY;
}

static void work(uv_work_t *work)
{
    write_line(work->data);
}

static void on_closed(uv_handle_t *handle)
{
    struct file_outlet *self = handle->data;

    line_file_close(&self->file);
    buffer_free(&self->line);
    outlet_closed(&self->outlet);
}

static void tell(struct file_outlet *self, const struct outcome *outcome)
{
    struct message *message = self->message;

    self->message = NULL;
    self->outlet.options.done(self->outlet.options.context, message, outcome);
}

static void on_later(uv_timer_t *timer)
{
    struct file_outlet *self = timer->data;

    tell(self, &self->outcome);
}

static void on_written(uv_work_t *work, int status)
{
    struct file_outlet *self = work->data;

    self->has_thread = false;
    if (status != 0) {
        self->outcome.kind = OUTCOME_RETRY;
        error_set(&self->outcome.error, ERROR_RETRY, "%s", uv_strerror(status));
    }
    if (self->reopen)
        line_file_close(&self->file);
    self->reopen = false;
    if (self->closing)
        uv_close((uv_handle_t *)&self->later, on_closed);
    else
        tell(self, &self->outcome);
}

static void file_send(struct outlet *outlet, struct message *message)
{
    struct file_outlet *self = (struct file_outlet *)outlet;

    buffer_clear(&self->line);
    message_json(message, &self->line);
    buffer_char(&self->line, '\n');
    self->message = message;
    self->outcome = (struct outcome){0};
    if (line_file_is_quick(&self->file, self->line.size)) {
        write_line(self);
        uv_timer_start(&self->later, on_later, 0, 0);
        return;
    }
    self->has_thread = true;
    uv_queue_work(outlet->options.loop, &self->work, work, on_written);
}

/* The thread has it open as long as it writes. */
static bool file_reload(struct outlet *outlet, struct error *error)
{
    struct file_outlet *self = (struct file_outlet *)outlet;

    self->reopen = self->has_thread;
    if (self->reopen)
        return true;
    line_file_close(&self->file);
    return line_file_open(&self->file, error) || error->class == ERROR_RETRY;
}

/* What the thread does cannot be taken back: the line may be written all the same. */
static void file_close(struct outlet *outlet)
{
    struct file_outlet *self = (struct file_outlet *)outlet;
    struct outcome given_up = {.kind = OUTCOME_RETRY};

    self->closing = true;
    uv_timer_stop(&self->later);
    error_set(&given_up.error, ERROR_RETRY, "given up at the end");
    if (self->message != NULL)
        tell(self, &given_up);
    if (!self->has_thread)
        uv_close((uv_handle_t *)&self->later, on_closed);
}

static struct outlet *file_open(const struct outlet_options *options, struct error *error)
{
    struct file_outlet *self = mem_zalloc(1, sizeof(*self));
    int64_t patience_ms = options->timeout_ms > 0 ? options->timeout_ms : PATIENCE_MS;

    line_file_init(&self->file, options->destination->target, patience_ms);
    if (!line_file_open(&self->file, error) && error->class != ERROR_RETRY) {
        free(self);
        return NULL;
    }
    self->work.data = self;
    uv_timer_init(options->loop, &self->later);
    self->later.data = self;
    return &self->outlet;
}

const struct outlet_operations outlet_file = {
    .open = file_open,
    .width = 1,
    .send = file_send,
    .reload = file_reload,
    .close = file_close,
};
