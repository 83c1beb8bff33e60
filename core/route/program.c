#include "config.h"

#include "route/program.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TERM_MS 2000  /* from SIGTERM to SIGKILL */
#define DEATH_MS 5000 /* from SIGKILL to giving up on one that the kernel does not let go */
#define DRAIN_MS 200  /* for what is in the pipes; whoever else holds them may keep them open */

/* What comes next, unless it has ended before. */
enum stage { STAGE_RUNNING, STAGE_TERMINATED, STAGE_KILLED, STAGE_ENDED };

struct program {
    struct program_options options;
    uv_process_t process;
    uv_pipe_t standard_input;
    uv_pipe_t output; /* both of them */
    uv_timer_t timer;
    uv_write_t write;
    struct buffer input;
    struct buffer line;
    struct buffer said;
    size_t lines;
    size_t untold; /* bytes behind the last line that was told */
    char bytes[4096];
    enum stage stage;
    bool has_exited;
    bool is_silent; /* nobody holds its output any more */
    bool is_closing;
    bool has_failed;  /* it was never started */
    unsigned on_loop; /* handles */
    struct program_result result;
};

/* --- what it says --- */

static void tell(struct program *program, const char *text)
{
    if (program->options.said != NULL)
        program->options.said(program->options.context, text);
}

static void end_line(struct program *program)
{
    struct buffer safe = {0};

    if (program->line.size > 0 && program->lines < PROGRAM_LINES_MAX) {
        text_safe(&safe, (struct slice){program->line.data, program->line.size}, false);
        tell(program, buffer_text(&safe));
        program->lines++;
    }
    buffer_clear(&program->line);
    buffer_free(&safe);
}

static void take_byte(struct program *program, char byte)
{
    if (program->said.size < PROGRAM_SAID_MAX)
        buffer_char(&program->said, byte == '\n' || byte == '\r' || byte == '\t' ? ' ' : byte);
    if (byte == '\n')
        end_line(program);
    else if (program->lines < PROGRAM_LINES_MAX && program->line.size < PROGRAM_LINE_MAX)
        buffer_char(&program->line, byte);
    else
        program->untold++;
}

static void tell_rest(struct program *program)
{
    char text[64];

    end_line(program);
    if (program->untold == 0)
        return;
    snprintf(text, sizeof(text), "(and %zu bytes more)", program->untold);
    tell(program, text);
}

/* --- its end --- */

static void make_said_safe(struct program *program)
{
    struct slice said = slice_trim((struct slice){program->said.data, program->said.size});
    struct buffer safe = {0};

    text_safe(&safe, said, false);
    buffer_free(&program->said);
    program->said = safe;
    program->result.said = buffer_text(&program->said);
}

static void on_closed(uv_handle_t *handle)
{
    struct program *program = handle->data;

    if (--program->on_loop > 0)
        return;
    if (!program->has_failed) {
        tell_rest(program);
        make_said_safe(program);
        program->options.ended(program->options.context, &program->result);
    }
    buffer_free(&program->input);
    buffer_free(&program->line);
    buffer_free(&program->said);
    free(program);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

static void close_all(struct program *program)
{
    if (program->is_closing)
        return;
    program->is_closing = true;
    close_handle((uv_handle_t *)&program->process);
    close_handle((uv_handle_t *)&program->timer);
    close_handle((uv_handle_t *)&program->standard_input);
    close_handle((uv_handle_t *)&program->output);
}

static void on_timer(uv_timer_t *timer);

static void wait_for(struct program *program, enum stage stage, int64_t ms)
{
    program->stage = stage;
    uv_timer_start(&program->timer, on_timer, (uint64_t)ms, 0);
}

/* What it started, too. */
static void signal_group(const struct program *program, int number)
{
    (void)kill(-program->process.pid, number);
}

static void on_timer(uv_timer_t *timer)
{
    struct program *program = timer->data;

    switch (program->stage) {
    case STAGE_RUNNING:
        program->result.end = PROGRAM_TIMED_OUT;
        signal_group(program, SIGTERM);
        wait_for(program, STAGE_TERMINATED, TERM_MS);
        break;
    case STAGE_TERMINATED:
        signal_group(program, SIGKILL);
        wait_for(program, STAGE_KILLED, DEATH_MS);
        break;
    case STAGE_KILLED:
    case STAGE_ENDED:
        close_all(program);
        break;
    }
}

void program_kill(struct program *program)
{
    if (program->has_exited) {
        close_all(program);
        return;
    }
    program->result.end = PROGRAM_TIMED_OUT;
    signal_group(program, SIGKILL);
    wait_for(program, STAGE_KILLED, DEATH_MS);
}

static void on_exited(uv_process_t *process, int64_t status, int number)
{
    struct program *program = process->data;

    program->has_exited = true;
    if (program->result.end == PROGRAM_TIMED_OUT) {
        signal_group(program, SIGKILL);
    } else {
        program->result.end = number != 0 ? PROGRAM_KILLED : PROGRAM_EXITED;
        program->result.status = number != 0 ? number : (int)status;
    }
    if (program->is_silent)
        close_all(program);
    else
        wait_for(program, STAGE_ENDED, DRAIN_MS);
}

/* --- its pipes --- */

static void give_bytes(uv_handle_t *handle, size_t wanted, uv_buf_t *place)
{
    struct program *program = handle->data;

    (void)wanted;
    *place = uv_buf_init(program->bytes, sizeof(program->bytes));
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *place)
{
    struct program *program = stream->data;

    for (ssize_t i = 0; i < size; i++)
        take_byte(program, place->base[i]);
    if (size >= 0)
        return;
    uv_read_stop(stream);
    program->is_silent = true;
    if (program->has_exited)
        close_all(program);
}

static void on_write(uv_write_t *write, int status)
{
    struct program *program = write->data;

    (void)status; /* whoever does not read it may still do its work */
    close_handle((uv_handle_t *)&program->standard_input);
}

/* --- its beginning --- */

/* Pipes and no sockets, which /dev/stdin and /dev/stderr do not open. */
struct ends {
    int input[2];
    int output[2];
};

static void close_ends(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

static bool open_ends(struct ends *ends, struct error *error)
{
    if (pipe2(ends->input, O_CLOEXEC) != 0)
        return error_system(error, errno, "make a pipe");
    if (pipe2(ends->output, O_CLOEXEC) == 0)
        return true;
    int failure = errno;
    close_ends(ends->input);
    return error_system(error, failure, "make a pipe");
}

static int spawn(struct program *program, const struct ends *ends)
{
    uv_stdio_container_t streams[] = {
        {.flags = UV_INHERIT_FD, .data.fd = ends->input[0]},
        {.flags = UV_INHERIT_FD, .data.fd = ends->output[1]},
        {.flags = UV_INHERIT_FD, .data.fd = ends->output[1]},
    };
    const uv_process_options_t options = {.exit_cb = on_exited,
                                          .file = program->options.argv[0],
                                          .args = program->options.argv,
                                          .env = program->options.environment,
                                          .flags = UV_PROCESS_DETACHED,
                                          .stdio_count = sizeof(streams) / sizeof(streams[0]),
                                          .stdio = streams};

    return uv_spawn(program->options.loop, &program->process, &options);
}

static void init_handles(struct program *program, const struct ends *ends)
{
    uv_loop_t *loop = program->options.loop;

    uv_timer_init(loop, &program->timer);
    uv_pipe_init(loop, &program->standard_input, 0);
    uv_pipe_init(loop, &program->output, 0);
    program->on_loop = 4; /* the process as well */
    program->process.data = program;
    program->timer.data = program;
    program->standard_input.data = program;
    program->output.data = program;
    program->write.data = program;
    uv_pipe_open(&program->standard_input, ends->input[1]);
    uv_pipe_open(&program->output, ends->output[0]);
}

static void begin(struct program *program)
{
    uv_buf_t input = uv_buf_init(program->input.data, (unsigned)program->input.size);

    uv_read_start((uv_stream_t *)&program->output, give_bytes, on_read);
    if (uv_write(&program->write, (uv_stream_t *)&program->standard_input, &input, 1, on_write) !=
        0)
        close_handle((uv_handle_t *)&program->standard_input);
    wait_for(program, STAGE_RUNNING, program->options.timeout_ms);
}

struct program *program_start(const struct program_options *options, struct error *error)
{
    struct program *program = NULL;
    struct ends ends;

    if (!open_ends(&ends, error))
        return NULL;
    program = mem_zalloc(1, sizeof(*program));
    program->options = *options;
    program->input = *options->input;
    *options->input = (struct buffer){0};
    init_handles(program, &ends);
    int failure = spawn(program, &ends);
    close(ends.input[0]);
    close(ends.output[1]);
    if (failure != 0) {
        error_set(error, ERROR_SYSTEM, "run %s: %s", options->argv[0], uv_strerror(failure));
        program->has_failed = true;
        close_all(program);
        return NULL;
    }
    begin(program);
    return program;
}

/* --- whether there is one --- */

/* Returns 0, or why it cannot be executed. */
static int try_path(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return errno;
    if (!S_ISREG(status.st_mode))
        return EACCES;
    return access(path, X_OK) == 0 ? 0 : errno;
}

static bool is_in_path(const char *name)
{
    const char *path = getenv("PATH");
    struct slice rest = slice_of(path != NULL ? path : "/usr/local/bin:/bin:/usr/bin");
    struct buffer whole = {0};
    bool found = false;

    while (!found && rest.data != NULL) {
        struct slice folder = slice_split(&rest, ':');
        buffer_clear(&whole);
        buffer_append(&whole, folder.data, folder.size);
        buffer_string(&whole, folder.size > 0 ? "/" : "");
        buffer_string(&whole, name);
        found = try_path(buffer_text(&whole)) == 0;
    }
    buffer_free(&whole);
    return found;
}

bool program_exists(const char *name, struct error *error)
{
    if (strchr(name, '/') != NULL) {
        int failure = try_path(name);
        return failure == 0 || error_system(error, failure, "run %s", name);
    }
    return is_in_path(name) ||
           error_set(error, ERROR_USAGE, "there is no program %s in PATH", name);
}
