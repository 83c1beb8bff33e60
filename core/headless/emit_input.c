#include "config.h"

#include "headless/emit_input.h"

#include "source/file/gunzip.h"
#include "source/file/line_splitter.h"
#include "source/file/name.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_SIZE 65536

static bool is_regular(const char *name)
{
    struct stat status;

    return strcmp(name, "-") != 0 && (stat(name, &status) != 0 || S_ISREG(status.st_mode));
}

void emit_input_begin(struct emit_input *input, const char *const *files, size_t file_count,
                      size_t line_max)
{
    static const char *const standard_input[] = {"-"};

    *input = (struct emit_input){
        .files = file_count > 0 ? files : standard_input,
        .file_count = file_count > 0 ? file_count : 1,
        .file = -1,
        .line_max = line_max,
    };
    for (size_t i = 0; i < input->file_count; i++) {
        if (!is_regular(input->files[i]))
            input->waiting = i + 1;
    }
}

static void close_file(struct emit_input *input)
{
    if (input->file > STDIN_FILENO)
        close(input->file);
    input->file = -1;
    gunzip_free(input->gunzip);
    input->gunzip = NULL;
    buffer_clear(&input->packed);
}

/* A pipe without a writer must not hold up signals, so it is opened without waiting. */
bool emit_input_open(struct emit_input *input, struct error *error)
{
    struct stat status;

    *error = (struct error){0};
    close_file(input);
    if (input->next_file == input->file_count)
        return false;
    input->name = input->files[input->next_file++];
    input->file = strcmp(input->name, "-") == 0
                      ? STDIN_FILENO
                      : open(input->name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (input->file < 0)
        return error_system(error, errno, "%s", input->name);
    input->gunzip = file_name_is_gzip(input->name) ? gunzip_create() : NULL;
    input->line = 0;
    input->read = 0;
    bool regular = fstat(input->file, &status) == 0 && S_ISREG(status.st_mode);
    input->size = regular ? (uint64_t)status.st_size : 0;
    input->hung_up = regular;
    input->encoding = NULL;
    input->at_end = false;
    return true;
}

/* Takes the first `size` of the bytes that are left, and `separator` more behind them. */
static struct slice take(struct emit_input *input, size_t size, size_t separator)
{
    struct slice taken = {input->bytes.data + input->at, size};

    input->at += size + separator;
    return taken;
}

/* Takes a piece of a line that is too long. */
static enum emit_found take_piece(struct emit_input *input, size_t size, bool newline,
                                  struct slice *line)
{
    input->line += !input->skipping;
    input->skipping = !newline && !(size == 0 && input->at_end);
    *line = take(input, size, newline);
    return EMIT_TOO_LONG;
}

enum emit_found emit_input_take(struct emit_input *input, struct slice *line)
{
    size_t left = input->bytes.size - input->at;
    const char *begin = left > 0 ? input->bytes.data + input->at : "";
    const char *newline = memchr(begin, '\n', left);
    size_t size = newline != NULL ? (size_t)(newline - begin) : left;

    if (input->file < 0)
        return EMIT_NO_FILE;
    if (input->skipping && size == 0 && newline == NULL && !input->at_end)
        return EMIT_MORE;
    if (input->skipping || size > input->line_max)
        return take_piece(input, size, newline != NULL, line);
    if (newline == NULL && !input->at_end)
        return EMIT_MORE;
    if (newline == NULL && left == 0)
        return EMIT_NO_FILE;
    input->line++;
    *line = take(input, size, newline != NULL);
    if (input->line == 1)
        input->encoding = line_encoding(*line);
    return EMIT_LINE;
}

/* Reads into `bytes`; at the end of the file nothing. Returns false for what is no waiting. */
static bool read_bytes(struct emit_input *input, struct buffer *bytes, struct error *error)
{
    ssize_t got;

    do
        got = read(input->file, buffer_reserve(bytes, READ_SIZE), READ_SIZE);
    while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN)
        return true;
    if (got <= 0)
        input->at_end = true;
    if (got < 0)
        return error_system(error, errno, "%s", input->name);
    bytes->size += (size_t)got;
    input->read += (uint64_t)got;
    return true;
}

/* Unpacks the next piece, and reads more where there is none. */
static bool read_packed(struct emit_input *input, struct error *error)
{
    struct slice packed = {input->packed.data, input->packed.size};
    struct slice piece;

    if (!gunzip_next(input->gunzip, &packed, &piece, error)) {
        input->at_end = true;
        return error_prefix(error, "%s", input->name);
    }
    buffer_consume(&input->packed, input->packed.size - packed.size);
    buffer_append(&input->bytes, piece.data, piece.size);
    if (piece.size > 0 || packed.size > 0)
        return true;
    if (!read_bytes(input, &input->packed, error))
        return false;
    return !input->at_end || gunzip_may_end(input->gunzip) ||
           error_set(error, ERROR_INPUT, "%s: the gzip data ends too early", input->name);
}

bool emit_input_read(struct emit_input *input, struct error *error)
{
    buffer_consume(&input->bytes, input->at);
    input->at = 0;
    return input->gunzip != NULL ? read_packed(input, error)
                                 : read_bytes(input, &input->bytes, error);
}

bool emit_input_is_closed(const struct emit_input *input)
{
    return input->next_file >= input->waiting && (input->file < 0 || input->hung_up);
}

bool emit_input_is_within_line(const struct emit_input *input)
{
    return input->skipping || input->at < input->bytes.size;
}

double emit_input_share(const struct emit_input *input)
{
    if (input->size == 0 || input->file_count > 1)
        return -1;
    return (double)input->read / (double)input->size;
}

void emit_input_end(struct emit_input *input)
{
    close_file(input);
    buffer_free(&input->packed);
    buffer_free(&input->bytes);
}
