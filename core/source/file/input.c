#include "config.h"

#include "source/file/input.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_standard_input(const struct file_input *input)
{
    return strcmp(input->path, "-") == 0;
}

void file_input_init(struct file_input *input, uv_loop_t *loop, const char *path,
                     const struct file_input_events *events, void *context)
{
    *input = (struct file_input){
        .loop = loop,
        .path = path,
        .events = events,
        .context = context,
        .file = -1,
        .successor = -1,
    };
}

static void close_successor(struct file_input *input)
{
    if (input->successor >= 0)
        close(input->successor);
    input->successor = -1;
}

static void close_file(struct file_input *input)
{
    if (input->file > STDIN_FILENO)
        close(input->file);
    input->file = -1;
}

static bool cannot_open(int error_number, struct error *error)
{
    error_system(error, error_number, "cannot open");
    error->class = ERROR_STOP;
    return false;
}

static bool refuse(struct file_input *input, int error_number, struct error *error)
{
    close_file(input);
    return cannot_open(error_number, error);
}

/* A pipe without a writer must not hold up the loop either, so it is opened without waiting. */
static int open_path(const struct file_input *input)
{
    return open(input->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static void know_file(struct file_input *input, const struct stat *status)
{
    input->device = status->st_dev;
    input->node = status->st_ino;
    input->size = S_ISREG(status->st_mode) ? (uint64_t)status->st_size : 0;
}

void file_input_rewind(struct file_input *input)
{
    input->position = 0;
    input->tail_size = 0;
}

bool file_input_open(struct file_input *input, struct error *error)
{
    struct stat status;

    close_successor(input);
    if (input->poll == NULL)
        close_file(input);
    input->file = is_standard_input(input) ? STDIN_FILENO : open_path(input);
    if (input->file < 0 || fstat(input->file, &status) != 0)
        return refuse(input, errno, error);
    if (S_ISDIR(status.st_mode))
        return refuse(input, EISDIR, error);
    input->regular = S_ISREG(status.st_mode);
    input->is_pipe = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || isatty(input->file);
    know_file(input, &status);
    file_input_rewind(input);
    if (input->regular && is_standard_input(input))
        input->position = (uint64_t)lseek(STDIN_FILENO, 0, SEEK_CUR);
    return true;
}

/* What is no regular file is not even opened, which alone can be felt at the other end. */
bool file_input_open_successor(struct file_input *input, struct error *error)
{
    struct stat status;

    close_successor(input);
    if (stat(input->path, &status) != 0)
        return cannot_open(errno, error);
    if (S_ISDIR(status.st_mode))
        return cannot_open(EISDIR, error);
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_STOP, "it is no regular file");
    input->successor = open_path(input);
    if (input->successor >= 0 && fstat(input->successor, &status) == 0 && S_ISREG(status.st_mode))
        return true;
    int error_number = input->successor < 0 ? errno : EAGAIN;
    close_successor(input);
    return cannot_open(error_number, error);
}

bool file_input_has_successor(const struct file_input *input)
{
    return input->successor >= 0;
}

void file_input_succeed(struct file_input *input, bool continued)
{
    struct stat status;

    close_file(input);
    input->file = input->successor;
    input->successor = -1;
    if (fstat(input->file, &status) == 0)
        know_file(input, &status);
    if (!continued)
        file_input_rewind(input);
}

/* Keeps the end of what was read of a file, to know it again. */
static void keep_tail(struct file_input *input, const char *bytes, size_t size)
{
    if (!input->regular)
        return;

    size_t kept = size < FILE_TAIL_SIZE ? FILE_TAIL_SIZE - size : 0;
    if (kept > input->tail_size)
        kept = input->tail_size;
    if (size > FILE_TAIL_SIZE) {
        bytes += size - FILE_TAIL_SIZE;
        size = FILE_TAIL_SIZE;
    }
    memmove(input->tail, input->tail + input->tail_size - kept, kept);
    memcpy(input->tail + kept, bytes, size);
    input->tail_size = kept + size;
}

/* Compares what stands in a file in front of the position with what was read there: less than 0
 * where the file is shorter, 0 where it is the same. */
static int compare_tail(const struct file_input *input, int file)
{
    char tail[FILE_TAIL_SIZE];
    off_t offset = (off_t)(input->position - input->tail_size);

    if (pread(file, tail, input->tail_size, offset) != (ssize_t)input->tail_size)
        return -1;
    return memcmp(tail, input->tail, input->tail_size) != 0;
}

bool file_input_is_continued(const struct file_input *input)
{
    return input->tail_size > 0 && compare_tail(input, input->successor) == 0;
}

bool file_input_is_emptied(const struct file_input *input)
{
    struct stat status;

    return input->position > 0 && fstat(input->file, &status) == 0 && status.st_size == 0;
}

/* Takes what was read behind the tail, which has to be the same as before: what is not is no longer
 * the file that was read. */
static void take_piece(struct file_input *input, size_t size)
{
    const char *bytes = input->piece + input->tail_size;

    if (size < input->tail_size || memcmp(input->piece, input->tail, input->tail_size) != 0) {
        input->events->rewritten(input->context);
        return;
    }
    size -= input->tail_size;
    keep_tail(input, bytes, size);
    input->position += (uint64_t)size;
    if (input->size > 0 && input->position > input->size)
        input->size = input->position;
    input->events->read(input->context, (struct slice){bytes, size});
}

static void take_result(struct file_input *input, ssize_t result)
{
    struct error error;

    input->reading = false;
    if (result >= 0) {
        take_piece(input, (size_t)result);
        return;
    }
    error_set(&error, ERROR_STOP, "cannot read: %s", uv_strerror((int)result));
    input->events->failed(input->context, &error);
}

static void finish_closing(struct file_input *input)
{
    close_successor(input);
    close_file(input);
    free(input->piece);
    input->closed(input->context);
}

static void on_read(uv_fs_t *request)
{
    struct file_input *input = request->data;
    ssize_t result = request->result;

    uv_fs_req_cleanup(request);
    if (input->closing)
        finish_closing(input);
    else
        take_result(input, result);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct file_input *input = poll->data;
    ssize_t result = status;

    (void)events;
    if (status == 0) {
        result = read(input->file, input->piece, FILE_PIECE_SIZE);
        if (result < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (result < 0)
            result = -errno;
    }
    uv_poll_stop(poll);
    take_result(input, result);
}

/* Returns false where the file cannot be polled, and so is always readable. */
static bool poll_pipe(struct file_input *input)
{
    if (input->poll == NULL) {
        uv_poll_t *poll = mem_zalloc(1, sizeof(*poll));
        if (uv_poll_init(input->loop, poll, input->file) != 0) {
            free(poll);
            return false;
        }
        poll->data = input;
        input->poll = poll;
    }
    return uv_poll_start(input->poll, UV_READABLE, on_readable) == 0;
}

void file_input_next(struct file_input *input)
{
    if (input->piece == NULL)
        input->piece = mem_alloc(FILE_TAIL_SIZE + FILE_PIECE_SIZE);

    uv_buf_t room = uv_buf_init(input->piece, (unsigned)(input->tail_size + FILE_PIECE_SIZE));
    int64_t offset = input->regular ? (int64_t)(input->position - input->tail_size) : -1;

    input->reading = true;
    if (input->is_pipe && poll_pipe(input))
        return;
    input->request.data = input;
    uv_fs_read(input->loop, &input->request, input->file, &room, 1, offset, on_read);
}

bool file_input_stop(struct file_input *input)
{
    if (input->poll == NULL || !uv_is_active((uv_handle_t *)input->poll))
        return false;
    uv_poll_stop(input->poll);
    input->reading = false;
    return true;
}

void file_input_rest(struct file_input *input)
{
    free(input->piece);
    input->piece = NULL;
}

/* A file may be cut off and filled again to the same size between two looks, even within one tick
 * of its clock. */
static enum file_change look_at_content(struct file_input *input)
{
    struct stat status;

    if (fstat(input->file, &status) != 0)
        return FILE_SAME;
    input->size = (uint64_t)status.st_size;
    if (input->size == 0 && input->position > 0)
        return FILE_EMPTIED;
    if (input->size < input->position || compare_tail(input, input->file) > 0)
        return FILE_TRUNCATED;
    return input->size > input->position ? FILE_GREW : FILE_SAME;
}

static enum file_change look_at_name(const struct file_input *input)
{
    struct stat status;

    if (stat(input->path, &status) != 0)
        return FILE_GONE;
    bool same = status.st_dev == input->device && status.st_ino == input->node;
    return same ? FILE_SAME : FILE_REPLACED;
}

enum file_change file_input_look(struct file_input *input)
{
    if (!input->regular)
        return FILE_SAME;

    enum file_change change = look_at_content(input);
    if (change == FILE_GREW || change == FILE_TRUNCATED || is_standard_input(input))
        return change;
    return look_at_name(input) == FILE_REPLACED ? FILE_REPLACED : change;
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct file_input *input = handle->data;

    free(handle);
    finish_closing(input);
}

void file_input_close(struct file_input *input, void (*closed)(void *context))
{
    input->closing = true;
    input->closed = closed;
    if (input->poll != NULL)
        uv_close((uv_handle_t *)input->poll, on_poll_closed);
    else if (!input->reading)
        finish_closing(input);
}
