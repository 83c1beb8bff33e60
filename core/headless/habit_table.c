#include "config.h"

#include "headless/habit_table.h"

#include <string.h>

#define NO_TLS                                                                                     \
    "driftop has no TLS yet; a tunnel such as stunnel or ssh -L makes the server a "               \
    "redis://localhost:PORT"

static const struct habit habits[] = {
    /* redis-cli, and other clients of Redis */
    {"-h", .takes_value = true, .part = PART_HOST},
    {"-p", .takes_value = true, .part = PART_PORT},
    {"-n", .takes_value = true, .part = PART_DB},
    {"-a", .takes_value = true, .part = PART_PASSWORD},
    {"-u", .takes_value = true, .part = PART_USER},
    {"-s", .takes_value = true, .part = PART_SOCKET},
    {"--host", .takes_value = true, .part = PART_HOST},
    {"--hostname", .takes_value = true, .part = PART_HOST},
    {"--server", .takes_value = true, .part = PART_HOST},
    {"--port", .takes_value = true, .part = PART_PORT},
    {"--db", .takes_value = true, .part = PART_DB},
    {"--database", .takes_value = true, .part = PART_DB},
    {"--user", .takes_value = true, .part = PART_USER},
    {"--username", .takes_value = true, .part = PART_USER},
    {"--pass", .takes_value = true, .part = PART_PASSWORD},
    {"--password", .takes_value = true, .part = PART_PASSWORD},
    {"--auth", .takes_value = true, .part = PART_PASSWORD},
    {"--socket", .takes_value = true, .part = PART_SOCKET},
    {"--url", .takes_value = true, .part = PART_SOURCE},
    {"--uri", .takes_value = true, .part = PART_SOURCE},
    {"--redis", .takes_value = true, .part = PART_SOURCE},
    {"--redis-url", .takes_value = true, .part = PART_SOURCE},
    {"--source", .takes_value = true, .part = PART_SOURCE},
    {"--file", .takes_value = true, .part = PART_SOURCE},
    {"--input", .takes_value = true, .part = PART_SOURCE},
    {.typed = "--no-auth-warning"},
    {.typed = "-2"},
    {.typed = "-3"},
    {"--tls", .says = NO_TLS},
    {"--cacert", .says = NO_TLS},
    {"--cacertdir", .says = NO_TLS},
    {"--cert", .says = NO_TLS},
    {"--key-file", .says = NO_TLS},
    {"--sni", .says = NO_TLS},
    {"--insecure", .says = NO_TLS},
    /* once, without a terminal */
    {"--once", .command = "snapshot"},
    {"-1", .command = "snapshot"},
    {"-b", .command = "snapshot"},
    {"--batch", .command = "snapshot"},
    {"--oneshot", .command = "snapshot"},
    {"--print", .command = "snapshot"},
    {"--snapshot", .command = "snapshot"},
    {"--text", .command = "snapshot"},
    {"--json", .command = "snapshot", .instead = "-f json"},
    {"--csv", .command = "snapshot", .instead = "-f csv"},
    {"--openmetrics", .command = "snapshot", .instead = "-f openmetrics"},
    {"--prometheus", .command = "snapshot", .instead = "-f openmetrics"},
    {"--ndjson", .command = "export", .instead = "-f ndjson"},
    {"--jsonl", .command = "export", .instead = "-f ndjson"},
    {"--export", .command = "export"},
    {"--nagios", .command = "snapshot", .instead = "--exit-code"},
    {"--check", .command = "snapshot", .instead = "--exit-code"},
    /* other words for options */
    {"--interval", .takes_value = true, .instead = "--refresh", .is_time = true},
    {"--delay", .takes_value = true, .instead = "--refresh", .is_time = true},
    {"-d", .takes_value = true, .instead = "--refresh", .is_time = true},
    {"-i", .takes_value = true, .instead = "--refresh", .is_time = true},
    {"--last", .takes_value = true, .instead = "--window", .is_time = true},
    {"--period", .takes_value = true, .instead = "--window", .is_time = true},
    {"--from", .takes_value = true, .instead = "--since"},
    {"--start", .takes_value = true, .instead = "--since"},
    {"--to", .takes_value = true, .instead = "--until"},
    {"--end", .takes_value = true, .instead = "--until"},
    {"--namespace", .takes_value = true, .instead = "--ns"},
    {"--stream", .takes_value = true, .instead = "--key"},
    {"--filter", .takes_value = true, .instead = "--tenant"},
    {"--tenants", .takes_value = true, .instead = "--tenant"},
    {"--ignore", .takes_value = true, .instead = "--exclude"},
    {"-c", .takes_value = true, .instead = "--config"},
    {"--config-file", .takes_value = true, .instead = "--config"},
    {"--print-config", .instead = "--dump-config"},
    {"--no-color", .instead = "--color never"},
    {"--nocolor", .instead = "--color never"},
    {"--no-colour", .instead = "--color never"},
    {"--colour", .takes_value = true, .instead = "--color"},
    {"--monochrome", .instead = "--color never"},
    {"--ascii", .instead = "--glyphs ascii"},
    {"--unicode", .instead = "--glyphs block"},
    {"--demo", .instead = "demo:"},
    {"-v", .instead = "--version"},
    {"-version", .instead = "--version"},
    {"-help", .instead = "--help"},
    {"-?", .instead = "--help"},
    {"--usage", .instead = "--help"},
    /* words */
    {"version", .instead = "--version"},
    {"usage", .instead = "--help"},
    {"config", .instead = "--dump-config"},
    {"demo", .instead = "demo:"},
    {.typed = "top"},
    {.typed = "watch"},
    {.typed = "dashboard"},
    {"status", .command = "snapshot"},
    {"show", .command = "snapshot"},
    {"print", .command = "snapshot"},
    {"list", .command = "snapshot"},
    {"ls", .command = "snapshot"},
    {"json", .command = "snapshot", .instead = "-f json"},
    {"csv", .command = "snapshot", .instead = "-f csv"},
    {"metrics", .command = "snapshot", .instead = "-f openmetrics"},
    {"check", .command = "snapshot", .instead = "--exit-code"},
    {"dump", .command = "export"},
    {"tail", .command = "export", .instead = "--follow"},
    {"follow", .command = "export", .instead = "--follow"},
    {"import", .command = "emit"},
    {"write", .command = "emit"},
};

const struct habit *habit_find(const char *typed, size_t size)
{
    for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
        if (strlen(habits[i].typed) == size && memcmp(habits[i].typed, typed, size) == 0)
            return &habits[i];
    }
    return NULL;
}
