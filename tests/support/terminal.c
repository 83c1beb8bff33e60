#include "config.h"

#include "support/terminal.h"

#include "support/die.h"
#include "support/string_list.h"
#include "support/terminal_internal.h"
#include "support/wait.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#define READ_SIZE 65536
#define TYPE_MS 5000 /* how long a program may leave its input unread */

static void send_bytes(const char *bytes, size_t size, void *context)
{
    struct terminal *terminal = context;

    while (size > 0) {
        struct pollfd ready = {.fd = terminal->master, .events = POLLOUT};
        ssize_t written = write(terminal->master, bytes, size);

        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (errno != EAGAIN && errno != EINTR) {
            return; /* the program is gone: who waits for it will see that */
        } else if (poll(&ready, 1, TYPE_MS) == 0) {
            die("the program does not read its input");
        }
    }
}

static int note_property(VTermProp property, VTermValue *value, void *context)
{
    struct terminal *terminal = context;

    if (property == VTERM_PROP_ALTSCREEN)
        terminal->alternate = value->boolean;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        terminal->cursor_visible = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        terminal->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    return 1;
}

static const VTermScreenCallbacks screen_callbacks = {.settermprop = note_property};

static void create_screen(struct terminal *terminal, int columns, int rows)
{
    terminal->vterm = vterm_new(rows, columns);
    if (!terminal->vterm)
        die("no memory for a terminal");
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, send_bytes, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_set_callbacks(terminal->screen, &screen_callbacks, terminal);
    vterm_screen_reset(terminal->screen, 1);
}

static void assign(struct string_list *list, const char *name, const char *value)
{
    struct buffer text = {0};

    buffer_printf(&text, "%s=%s", name, value);
    string_list_add(list, buffer_text(&text));
    buffer_free(&text);
}

/* What a sanitizer finds goes into a file: on an alternate screen it would be lost with it. */
static void assign_sanitizer(struct string_list *list, const char *name, const char *home)
{
    const char *given = getenv(name);
    struct buffer options = {0};

    buffer_printf(&options, "%s%slog_path=%s/" TERMINAL_FINDINGS, given ? given : "",
                  given ? ":" : "", home);
    assign(list, name, buffer_text(&options));
    buffer_free(&options);
}

/* The program sees only what the test decides, and the options of sanitizers. */
static struct string_list environment_of(const struct terminal_setup *setup, const char *home)
{
    static const char *const passed[] = {"PATH", "LSAN_OPTIONS", "XDG_CONFIG_HOME", "TERMINFO",
                                         "TERMINFO_DIRS"};
    struct string_list environment = {0};

    assign(&environment, "TERM", setup->term ? setup->term : "xterm-256color");
    assign(&environment, "LC_ALL", setup->locale ? setup->locale : "C.UTF-8");
    assign(&environment, "TZ", "UTC");
    assign(&environment, "HOME", home);
    assign_sanitizer(&environment, "ASAN_OPTIONS", home);
    assign_sanitizer(&environment, "UBSAN_OPTIONS", home);
    for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
        if (getenv(passed[i]))
            assign(&environment, passed[i], getenv(passed[i]));
    }
    string_list_add_all(&environment, setup->environment);
    return environment;
}

_Noreturn static void become_program(char **arguments, char **environment, pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent)
        execvpe(arguments[0], arguments, environment);
    dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

struct terminal *terminal_start(const struct terminal_setup *setup)
{
    struct terminal *terminal = mem_zalloc(1, sizeof(*terminal));
    struct winsize size = {.ws_row = (unsigned short)setup->rows,
                           .ws_col = (unsigned short)setup->columns};
    pid_t parent = getpid();
    int slave;

    scratch_create(terminal->home);
    struct string_list environment = environment_of(setup, terminal->home);
    struct string_list arguments = {0};
    string_list_add_all(&arguments, setup->argv);
    terminal->cursor_visible = true;
    terminal->background = setup->background != NULL ? setup->background : "rgb:0000/0000/0000";
    create_screen(terminal, setup->columns, setup->rows);
    fflush(NULL);
    terminal->started_us = wait_clock_us();
    /* The modes are read before there is a program that could change them. */
    if (openpty(&terminal->master, &slave, NULL, NULL, &size) != 0 ||
        fcntl(terminal->master, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(terminal->master, F_SETFL, O_NONBLOCK) != 0 ||
        tcgetattr(slave, &terminal->modes) != 0)
        die_errno("prepare the terminal");
    terminal->pid = fork();
    if (terminal->pid < 0)
        die_errno("fork");
    if (terminal->pid == 0) {
        if (login_tty(slave) != 0)
            _exit(127);
        become_program(arguments.items, environment.items, parent);
    }
    close(slave);
    string_list_free(&environment);
    string_list_free(&arguments);
    return terminal;
}

void terminal_free(struct terminal *terminal)
{
    if (!terminal)
        return;
    if (!terminal->reaped) {
        kill(terminal->pid, SIGKILL);
        waitpid(terminal->pid, NULL, 0);
    }
    if (terminal->master >= 0)
        close(terminal->master);
    vterm_free(terminal->vterm);
    buffer_free(&terminal->held);
    free(terminal);
}

pid_t terminal_pid(const struct terminal *terminal)
{
    return terminal->pid;
}

void terminal_type(struct terminal *terminal, const char *text)
{
    send_bytes(text, strlen(text), terminal);
}

void terminal_key(struct terminal *terminal, VTermKey key)
{
    vterm_keyboard_key(terminal->vterm, key, VTERM_MOD_NONE);
}

void terminal_paste(struct terminal *terminal, const char *text)
{
    vterm_keyboard_start_paste(terminal->vterm);
    terminal_type(terminal, text);
    vterm_keyboard_end_paste(terminal->vterm);
}

void terminal_resize(struct terminal *terminal, int columns, int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

    vterm_set_size(terminal->vterm, rows, columns);
    if (ioctl(terminal->master, TIOCSWINSZ, &size) != 0)
        die_errno("resize the terminal");
}

void terminal_hang_up(struct terminal *terminal)
{
    close(terminal->master);
    terminal->master = -1;
    terminal->ended = true;
}

/* Prints what sanitizers found in the program. */
static void print_findings(const struct terminal *terminal)
{
    struct buffer pattern = {0};
    struct buffer text = {0};
    glob_t found = {0};

    buffer_printf(&pattern, "%s/" TERMINAL_FINDINGS ".*", terminal->home);
    if (glob(buffer_text(&pattern), 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            fprintf(stderr, "%s\n", scratch_read(found.gl_pathv[i], &text));
        globfree(&found);
    }
    buffer_free(&pattern);
    buffer_free(&text);
}

/* Returns how many bytes at the end begin a character whose rest is still to come. */
static size_t size_of_begun(const char *bytes, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char byte = (unsigned char)bytes[size - back];
        size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if ((byte & 0xc0) != 0x80)
            return whole > back ? back : 0;
    }
    return 0;
}

/* Shows what was read. libvterm may lose a character that comes in two pieces, so what is begun is
 * held back until its rest is there. */
static void show(struct terminal *terminal, const char *bytes, size_t size)
{
    buffer_append(&terminal->held, bytes, size);
    size_t whole = terminal->held.size - size_of_begun(terminal->held.data, terminal->held.size);
    vterm_input_write(terminal->vterm, terminal->held.data, whole);
    buffer_consume(&terminal->held, whole);
}

/* libvterm knows nothing of OSC 11. What asks for it comes in one piece, and is answered before
 * what stands behind it, as terminals do. */
static void answer_background(struct terminal *terminal, const char *bytes, size_t size)
{
    static const char question[] = "\x1b]11;?\a";
    struct buffer answer = {0};

    if (memmem(bytes, size, question, strlen(question)) == NULL || *terminal->background == '\0')
        return;
    buffer_printf(&answer, "\x1b]11;%s\a", terminal->background);
    send_bytes(buffer_text(&answer), answer.size, terminal);
    buffer_free(&answer);
}

/* Reading fails with EIO once no process has the terminal open any more. */
void terminal_read(struct terminal *terminal, int ms)
{
    struct pollfd ready = {.fd = terminal->master, .events = POLLIN};
    char bytes[READ_SIZE];

    if (terminal->ended || poll(&ready, 1, ms) <= 0)
        return;
    ssize_t size = read(terminal->master, bytes, sizeof(bytes));
    if (size > 0) {
        terminal->bytes += (size_t)size;
        if (terminal->record != NULL)
            buffer_append(terminal->record, bytes, (size_t)size);
        answer_background(terminal, bytes, (size_t)size);
        show(terminal, bytes, (size_t)size);
    } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
        terminal->ended = true;
        print_findings(terminal);
    }
}

void terminal_record(struct terminal *terminal, struct buffer *record)
{
    terminal->record = record;
}

bool terminal_in_alternate_screen(const struct terminal *terminal)
{
    return terminal->alternate;
}

bool terminal_cursor_is_visible(const struct terminal *terminal)
{
    return terminal->cursor_visible;
}

bool terminal_reports_mouse(const struct terminal *terminal)
{
    return terminal->mouse;
}

static void note_bytes(const char *bytes, size_t size, void *context)
{
    bool *any = context;
    (void)bytes;

    *any = *any || size > 0;
}

/* Begins a paste that nobody gets, to see whether there is a bracket. */
bool terminal_brackets_pastes(const struct terminal *terminal)
{
    bool any = false;

    vterm_output_set_callback(terminal->vterm, note_bytes, &any);
    vterm_keyboard_start_paste(terminal->vterm);
    vterm_output_set_callback(terminal->vterm, send_bytes, (struct terminal *)(uintptr_t)terminal);
    return any;
}

bool terminal_modes_are_restored(const struct terminal *terminal)
{
    const struct termios *before = &terminal->modes;
    struct termios now;

    if (tcgetattr(terminal->master, &now) != 0)
        die_errno("read the terminal's modes");
    return now.c_iflag == before->c_iflag && now.c_oflag == before->c_oflag &&
           now.c_cflag == before->c_cflag && now.c_lflag == before->c_lflag &&
           memcmp(now.c_cc, before->c_cc, sizeof(now.c_cc)) == 0;
}

size_t terminal_bytes(const struct terminal *terminal)
{
    return terminal->bytes;
}

int64_t terminal_started_us(const struct terminal *terminal)
{
    return terminal->started_us;
}
