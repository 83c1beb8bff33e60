#include "config.h"

#include "rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Those that do not end the program: they cannot be caught, stop it, or do nothing. */
static const int harmless[] = {SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN,  SIGTTOU,
                               SIGCONT, SIGCHLD, SIGURG,  SIGWINCH, SIGPIPE};

/* A signal handler has no argument to find its data by, so this is the one static state. */
static struct {
    volatile sig_atomic_t needed;
    struct rescue_terminal terminal;
    char words[RESCUE_SIZE];
    size_t size;
    struct sigaction before[NSIG];
    char stack[16384]; /* the ordinary one may be what overflowed */
} rescue;

void rescue_now(void)
{
    if (!rescue.needed)
        return;
    rescue.needed = 0;
    int saved = errno;
    const struct rescue_terminal *terminal = &rescue.terminal;
    ssize_t written = write(terminal->output, rescue.words, rescue.size);
    (void)written; /* there is nobody left to tell */
    tcsetattr(terminal->output, TCSANOW, &terminal->modes);
    fcntl(terminal->input, F_SETFL, terminal->input_flags);
    fcntl(terminal->output, F_SETFL, terminal->output_flags);
    errno = saved;
}

static void on_end(int number)
{
    rescue_now();
    sigaction(number, &rescue.before[number], NULL);
    raise(number);
}

static bool is_harmless(int number)
{
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        if (harmless[i] == number)
            return true;
    }
    return false;
}

/* What is ignored stays ignored. */
static void arm(int number, const struct sigaction *action)
{
    struct sigaction *before = &rescue.before[number];

    if (sigaction(number, NULL, before) == 0 && before->sa_handler != SIG_IGN)
        sigaction(number, action, NULL);
}

void rescue_arm(void)
{
    stack_t stack = {.ss_sp = rescue.stack, .ss_size = sizeof(rescue.stack)};
    struct sigaction action = {.sa_handler = on_end, .sa_flags = SA_ONSTACK};

    sigaltstack(&stack, NULL);
    sigemptyset(&action.sa_mask);
    for (int number = 1; number < NSIG; number++) {
        if (!is_harmless(number))
            arm(number, &action);
    }
}

void rescue_modes(const struct rescue_terminal *terminal)
{
    rescue.needed = 0;
    rescue.terminal = *terminal;
    rescue.needed = 1;
}

void rescue_words(const char *data, size_t size)
{
    rescue.size = size < sizeof(rescue.words) ? size : sizeof(rescue.words);
    memcpy(rescue.words, data, rescue.size);
}

void rescue_forget(void)
{
    rescue.needed = 0;
}
