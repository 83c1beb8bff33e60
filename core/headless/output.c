#include "config.h"

#include "headless/output.h"

#include <errno.h>

#define WRITE_SIZE (64 * 1024) /* what is worth a write */

static void write_some(struct output *output);

/* Puts what waits in the place of what has left. */
static void next_write(struct output *output)
{
    struct buffer empty = output->leaving;

    buffer_clear(&empty);
    output->leaving = output->waiting;
    output->waiting = empty;
    output->left = 0;
    output->urgent = false;
    write_some(output);
}

static bool is_worth_a_write(const struct output *output)
{
    return output->waiting.size >= WRITE_SIZE || (output->urgent && output->waiting.size > 0);
}

static void on_written(uv_fs_t *request)
{
    struct output *output = request->data;
    ssize_t result = request->result;

    uv_fs_req_cleanup(request);
    output->writing = false;
    if (result < 0 && result != UV_EINTR && result != UV_EAGAIN)
        output->failure = (int)-result;
    else if (result > 0)
        output->left += (size_t)result;
    if (output->failure == 0 && output->left < output->leaving.size)
        write_some(output);
    else if (output->failure == 0 && is_worth_a_write(output))
        next_write(output);
    output->written(output->context);
}

/* The write runs on a thread of libuv's, which may wait as long as it must. */
static void write_some(struct output *output)
{
    uv_buf_t rest = uv_buf_init(output->leaving.data + output->left,
                                (unsigned)(output->leaving.size - output->left));

    output->writing = true;
    output->request.data = output;
    uv_fs_write(output->loop, &output->request, output->descriptor, &rest, 1, -1, on_written);
}

void output_open(struct output *output, uv_loop_t *loop, int descriptor,
                 void (*written)(void *context), void *context)
{
    *output = (struct output){
        .loop = loop, .descriptor = descriptor, .written = written, .context = context};
}

void output_append(struct output *output, struct slice bytes)
{
    buffer_append(&output->waiting, bytes.data, bytes.size);
    if (!output->writing && output->failure == 0 && is_worth_a_write(output))
        next_write(output);
}

void output_flush(struct output *output)
{
    output->urgent = true;
    if (!output->writing && output->failure == 0 && output->waiting.size > 0)
        next_write(output);
}

bool output_is_full(const struct output *output)
{
    return output->waiting.size >= OUTPUT_FULL;
}

bool output_is_done(const struct output *output)
{
    return !output->writing && (output->failure != 0 || output->waiting.size == 0);
}

void output_free(struct output *output)
{
    buffer_free(&output->waiting);
    buffer_free(&output->leaving);
}
