#include "config.h"

#include "rescue.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

#define CRASH_COUNT (sizeof(crashes) / sizeof(crashes[0]))

/* A signal handler has no argument to find its data by, so this is the one static state. */
static struct {
    volatile sig_atomic_t needed;
    int fd;
    struct termios modes;
    char words[RESCUE_SIZE];
    size_t size;
    struct sigaction before[CRASH_COUNT];
    char stack[16384]; /* the ordinary one may be what overflowed */
} rescue;

void rescue_now(void)
{
    if (!rescue.needed)
        return;
    rescue.needed = 0;
    int saved = errno;
    ssize_t written = write(rescue.fd, rescue.words, rescue.size);
    (void)written; /* there is nobody left to tell */
    tcsetattr(rescue.fd, TCSANOW, &rescue.modes);
    errno = saved;
}

static void on_crash(int number)
{
    rescue_now();
    for (size_t i = 0; i < CRASH_COUNT; i++)
        sigaction(crashes[i], &rescue.before[i], NULL);
    raise(number);
}

void rescue_arm(void)
{
    stack_t stack = {.ss_sp = rescue.stack, .ss_size = sizeof(rescue.stack)};
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};

    sigaltstack(&stack, NULL);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASH_COUNT; i++)
        sigaction(crashes[i], &action, &rescue.before[i]);
}

void rescue_modes(int fd, const struct termios *modes)
{
    rescue.needed = 0;
    rescue.fd = fd;
    rescue.modes = *modes;
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
