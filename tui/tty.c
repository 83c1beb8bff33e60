#include "config.h"

#include "tty.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define DROPPED_AT_ONCE 256

struct tty {
    int input;
    int output;
    bool raw;
    struct termios saved;
    int input_flags; /* as they were; to be put back where the description is the shell's */
    int output_flags;
    struct buffer queue;
    uint64_t written; /* bytes that were queued, ever */
    size_t sent;      /* bytes at the front of the queue that are gone already */
};

/* Opens the device behind a descriptor once more. Not allowed after su, where the terminal still
 * belongs to somebody else: then the descriptor itself has to do. */
static int reopen(int fd, int access)
{
    char path[32];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    int again = open(path, access | O_NOCTTY | O_CLOEXEC);
    return again >= 0 ? again : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static int open_input(void)
{
    if (isatty(STDIN_FILENO))
        return reopen(STDIN_FILENO, O_RDONLY);
    return open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
}

struct tty *tty_open(struct error *error)
{
    struct tty *tty = mem_zalloc(1, sizeof(*tty));
    tty->input = open_input();
    tty->output = reopen(STDOUT_FILENO, O_WRONLY);
    if (tty->input < 0 || tty->output < 0) {
        error_system(error, errno, "cannot open the terminal");
        tty_close(tty);
        return NULL;
    }
    return tty;
}

void tty_close(struct tty *tty)
{
    tty_cooked(tty);
    if (tty->input >= 0)
        close(tty->input);
    if (tty->output >= 0)
        close(tty->output);
    buffer_free(&tty->queue);
    free(tty);
}

/* Remembers what the terminal was like before it became ours. */
static bool remember(struct tty *tty)
{
    tty->input_flags = fcntl(tty->input, F_GETFL);
    tty->output_flags = fcntl(tty->output, F_GETFL);
    return tcgetattr(tty->output, &tty->saved) == 0;
}

/* Signals stay on: ^C and ^Z reach us as signals, like those from elsewhere. */
bool tty_raw(struct tty *tty, struct error *error)
{
    struct termios raw;

    if (!tty->raw && !remember(tty))
        return error_system(error, errno, "cannot read the terminal's modes");
    raw = tty->saved;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO | IEXTEN);
    raw.c_lflag |= NOFLSH; /* a key that is a signal takes no answer of the terminal along */
    raw.c_iflag &= (tcflag_t) ~(ICRNL | INLCR);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(tty->output, TCSANOW, &raw) != 0)
        return error_system(error, errno, "cannot set the terminal's modes");
    fcntl(tty->input, F_SETFL, tty->input_flags | O_NONBLOCK);
    fcntl(tty->output, F_SETFL, tty->output_flags | O_NONBLOCK);
    tty->raw = true;
    rescue_modes(&(struct rescue_terminal){.input = tty->input,
                                           .output = tty->output,
                                           .input_flags = tty->input_flags,
                                           .output_flags = tty->output_flags,
                                           .modes = tty->saved});
    return true;
}

void tty_cooked(struct tty *tty)
{
    if (!tty->raw)
        return;
    rescue_forget();
    tcsetattr(tty->output, TCSANOW, &tty->saved);
    fcntl(tty->input, F_SETFL, tty->input_flags);
    fcntl(tty->output, F_SETFL, tty->output_flags);
    tty->raw = false;
}

int tty_input(const struct tty *tty)
{
    return tty->input;
}

int tty_output(const struct tty *tty)
{
    return tty->output;
}

void tty_size(const struct tty *tty, int *columns, int *rows)
{
    struct winsize size = {0};

    bool told = ioctl(tty->output, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    *columns = told ? size.ws_col : 80;
    *rows = told ? size.ws_row : 24;
}

int tty_read(struct tty *tty, char *data, size_t size)
{
    ssize_t count;

    do
        count = read(tty->input, data, size);
    while (count < 0 && errno == EINTR);
    if (count > 0)
        return (int)count;
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : -1;
}

/* "ESC [ ? … c". Colours are written with a c, too. */
static bool has_answer(const struct buffer *dropped)
{
    static const char begin[] = "\x1b[?";
    const char *found = memmem(buffer_text(dropped), dropped->size, begin, strlen(begin));

    return found != NULL && strchr(found, 'c') != NULL;
}

void tty_drop_answer(struct tty *tty, int timeout_ms)
{
    int64_t until_ms = timestamp_monotonic() + timeout_ms;
    struct buffer dropped = {0};
    int count = 0;

    while (count >= 0 && !has_answer(&dropped)) {
        struct pollfd ready = {.fd = tty->input, .events = POLLIN};
        int64_t left_ms = until_ms - timestamp_monotonic();
        if (left_ms <= 0 || (poll(&ready, 1, (int)left_ms) < 0 && errno != EINTR))
            break;
        count = tty_read(tty, buffer_reserve(&dropped, DROPPED_AT_ONCE), DROPPED_AT_ONCE);
        dropped.size += count > 0 ? (size_t)count : 0;
    }
    buffer_free(&dropped);
}

bool tty_flush(struct tty *tty)
{
    while (tty->sent < tty->queue.size) {
        ssize_t count =
            write(tty->output, tty->queue.data + tty->sent, tty->queue.size - tty->sent);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        tty->sent += (size_t)count;
    }
    buffer_clear(&tty->queue);
    tty->sent = 0;
    return true;
}

bool tty_write(struct tty *tty, const char *data, size_t size)
{
    buffer_append(&tty->queue, data, size);
    tty->written += size;
    return tty_flush(tty);
}

uint64_t tty_written(const struct tty *tty)
{
    return tty->written;
}

bool tty_is_drained(const struct tty *tty)
{
    return tty->queue.size == 0;
}

/* Waits until the queue is sent, the time is over or the terminal is gone. */
static void drain(struct tty *tty, int timeout_ms)
{
    int64_t deadline = timestamp_monotonic() + timeout_ms;

    while (tty_flush(tty) && !tty_is_drained(tty)) {
        int64_t left = deadline - timestamp_monotonic();
        struct pollfd room = {.fd = tty->output, .events = POLLOUT};
        if (left <= 0 || (poll(&room, 1, (int)left) < 0 && errno != EINTR))
            return;
    }
}

void tty_finish(struct tty *tty, const char *data, size_t size, int timeout_ms)
{
    drain(tty, timeout_ms);
    buffer_clear(&tty->queue);
    tty->sent = 0;
    tty_write(tty, data, size);
    drain(tty, timeout_ms);
}
