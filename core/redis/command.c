#include "config.h"

#include "redis/command.h"

#include "base/memory.h"
#include "base/slice.h"

#include <hiredis/hiredis.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* One line a command. Commands that have subcommands are listed with each that is allowed. */
struct command_rule {
    const char *name;
    const char *subcommand; /* NULL: the command has none */
    enum command_set set;   /* the smallest set that holds it */
};

static const struct command_rule rules[] = {
    {"auth", NULL, COMMANDS_READ},         {"client", "setname", COMMANDS_READ},
    {"client", "no-touch", COMMANDS_READ}, {"client", "id", COMMANDS_READ},
    {"select", NULL, COMMANDS_READ},       {"ping", NULL, COMMANDS_READ},
    {"time", NULL, COMMANDS_READ},         {"info", NULL, COMMANDS_READ},
    {"command", "info", COMMANDS_READ},    {"config", "get", COMMANDS_READ},
    {"memory", "usage", COMMANDS_READ},    {"scan", NULL, COMMANDS_READ},
    {"type", NULL, COMMANDS_READ},         {"xlen", NULL, COMMANDS_READ},
    {"xrange", NULL, COMMANDS_READ},       {"xrevrange", NULL, COMMANDS_READ},
    {"xread", NULL, COMMANDS_READ},        {"xpending", NULL, COMMANDS_READ},
    {"xinfo", "stream", COMMANDS_READ},    {"xinfo", "groups", COMMANDS_READ},
    {"xinfo", "consumers", COMMANDS_READ}, {"xadd", NULL, COMMANDS_SINK},
};

static struct slice word(const char *const *argv, const size_t *argv_sizes, size_t index)
{
    size_t size = argv_sizes != NULL ? argv_sizes[index] : strlen(argv[index]);

    return (struct slice){argv[index], size};
}

bool command_allowed(enum command_set set, size_t argc, const char *const *argv,
                     const size_t *argv_sizes)
{
    if (argc == 0 || argc > INT_MAX)
        return false;

    struct slice name = word(argv, argv_sizes, 0);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct command_rule *rule = &rules[i];
        if (rule->set > set || !slice_is_nocase(name, rule->name))
            continue;
        if (rule->subcommand == NULL)
            return true;
        if (argc > 1 && slice_is_nocase(word(argv, argv_sizes, 1), rule->subcommand))
            return true;
    }
    return false;
}

/* The text may hold a password, so it is wiped. */
void command_format(size_t argc, const char *const *argv, const size_t *argv_sizes,
                    struct buffer *out)
{
    const char **words = mem_alloc(argc * sizeof(*words));
    memcpy(words, argv, argc * sizeof(*words));
    char *text = NULL;
    long long size = redisFormatCommandArgv(&text, (int)argc, words, argv_sizes);
    free(words);
    if (size < 0)
        mem_exhausted();
    buffer_append(out, text, (size_t)size);
    explicit_bzero(text, (size_t)size);
    redisFreeCommand(text);
}
