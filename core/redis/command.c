#include "config.h"

#include "redis/command.h"

#include <stdint.h>

/* Where the key stands, for commands with a varying number of words in front of it. */
#define BEHIND_STREAMS SIZE_MAX

/* One line a command. Commands that have subcommands are listed with each that is sent. */
struct command_rule {
    const char *name;
    const char *subcommand; /* NULL: the command has none */
    unsigned sets;          /* that hold it */
    size_t key;             /* the place of its key among the words; 0: it has none */
};

static const struct command_rule rules[] = {
    {"auth", NULL, COMMANDS_GREETING, 0},
    {"client", "setname", COMMANDS_GREETING, 0},
    {"select", NULL, COMMANDS_GREETING, 0},
    {"ping", NULL, COMMANDS_GREETING, 0},
    {"client", "no-touch", COMMANDS_READING, 0},
    {"info", NULL, COMMANDS_READING, 0},
    {"scan", NULL, COMMANDS_READING, 0},
    {"type", NULL, COMMANDS_READING, 1},
    {"xlen", NULL, COMMANDS_READING, 1},
    {"xrange", NULL, COMMANDS_READING | COMMANDS_SINK, 1},
    {"xrevrange", NULL, COMMANDS_READING | COMMANDS_SINK, 1},
    {"xread", NULL, COMMANDS_READING, BEHIND_STREAMS},
    {"xinfo", "stream", COMMANDS_READING, 2},
    {"command", "info", COMMANDS_SINK, 0},
    {"xadd", NULL, COMMANDS_SINK, 1},
};

#define RULES (sizeof(rules) / sizeof(rules[0]))

/* Returns NULL when no rule is about the command. */
static const struct command_rule *find_rule(const struct slice *words, size_t count)
{
    for (size_t i = 0; count > 0 && i < RULES; i++) {
        const struct command_rule *rule = &rules[i];
        if (!slice_is_nocase(words[0], rule->name))
            continue;
        if (rule->subcommand == NULL || (count > 1 && slice_is_nocase(words[1], rule->subcommand)))
            return rule;
    }
    return NULL;
}

bool command_allowed(unsigned sets, const struct slice *words, size_t count)
{
    const struct command_rule *rule = find_rule(words, count);

    return rule != NULL && (rule->sets & sets) != 0;
}

static struct slice word_at(const struct slice *words, size_t count, size_t place)
{
    return place < count ? words[place] : (struct slice){0};
}

struct slice command_key(const struct slice *words, size_t count)
{
    const struct command_rule *rule = find_rule(words, count);

    if (rule == NULL || rule->key == 0)
        return (struct slice){0};
    if (rule->key != BEHIND_STREAMS)
        return word_at(words, count, rule->key);
    for (size_t i = 1; i < count; i++) {
        if (slice_is_nocase(words[i], "streams"))
            return word_at(words, count, i + 1);
    }
    return (struct slice){0};
}

/* Without printf(): a page of many streams has thousands of words. */
static void append_count(struct buffer *out, char mark, size_t count)
{
    char text[24];
    size_t begin = sizeof(text);

    text[--begin] = '\n';
    text[--begin] = '\r';
    do {
        text[--begin] = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    text[--begin] = mark;
    buffer_append(out, text + begin, sizeof(text) - begin);
}

void command_format(const struct slice *words, size_t count, struct buffer *out)
{
    append_count(out, '*', count);
    for (size_t i = 0; i < count; i++) {
        append_count(out, '$', words[i].size);
        if (words[i].size > 0)
            buffer_append(out, words[i].data, words[i].size);
        buffer_append(out, "\r\n", 2);
    }
}

void command_rights(unsigned sets, struct buffer *out)
{
    for (size_t i = 0; i < RULES; i++) {
        const struct command_rule *rule = &rules[i];
        if ((rule->sets & sets) == 0)
            continue;
        if (out->size > 0)
            buffer_char(out, ' ');
        buffer_printf(out, "+%s", rule->name);
        if (rule->subcommand != NULL)
            buffer_printf(out, "|%s", rule->subcommand);
    }
}
