#include "config.h"

#include "bench/bench_machine.h"

#include "base/buffer.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define CALM 0.5 /* of a load average for each processor */

#ifdef __clang__
#define COMPILER "compiled by"
#else
#define COMPILER "gcc"
#endif

static void add_date(struct buffer *line)
{
    char date[32];
    time_t now = time(NULL);
    struct tm parts;

    if (gmtime_r(&now, &parts) != NULL && strftime(date, sizeof(date), "%Y-%m-%d", &parts) > 0)
        buffer_printf(line, "%s", date);
}

static void add_processor(struct buffer *line)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char text[256];
    const char *name = "unknown processor";

    while (file && fgets(text, sizeof(text), file)) {
        if (strncmp(text, "model name", 10) == 0 && strchr(text, ':') != NULL) {
            text[strcspn(text, "\n")] = '\0';
            name = strchr(text, ':') + 2;
            break;
        }
    }
    buffer_printf(line, ", %ld × %s", sysconf(_SC_NPROCESSORS_ONLN), name);
    if (file)
        fclose(file);
}

static void add_kernel(struct buffer *line)
{
    struct utsname name;

    if (uname(&name) == 0)
        buffer_printf(line, ", %s %s", name.sysname, name.release);
}

/* "Redis server v=7.0.15 sha=…" */
static void add_server(struct buffer *line)
{
    char command[512], text[256];
    FILE *pipe;

    snprintf(command, sizeof(command), "'%s' --version", redis_server_program());
    pipe = popen(command, "r");
    if (pipe == NULL)
        return;
    if (fgets(text, sizeof(text), pipe) != NULL) {
        char *end = strstr(text, " sha=");
        buffer_printf(line, ", %.*s", end ? (int)(end - text) : (int)strcspn(text, "\n"), text);
    }
    pclose(pipe);
}

static void add_doubts(struct buffer *line)
{
    double load;

#ifndef __OPTIMIZE__
    buffer_string(line, "; built WITHOUT optimisation");
#endif
    if (getloadavg(&load, 1) == 1 && load > CALM * (double)sysconf(_SC_NPROCESSORS_ONLN))
        buffer_printf(line, "; NOT calm: load average %.1f", load);
}

void bench_machine(char *line, size_t size)
{
    struct buffer text = {0};

    add_date(&text);
    add_processor(&text);
    add_kernel(&text);
    add_server(&text);
    buffer_printf(&text, ", " COMPILER " %s", __VERSION__);
    add_doubts(&text);
    snprintf(line, size, "%s", buffer_text(&text));
    buffer_free(&text);
}
