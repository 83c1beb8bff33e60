#include "config.h"

#include "redis/command.h"

#include <stdint.h>
#include <stdio.h>

/* Where the key stands, for commands with a varying number of words in front of it; the second also
 * with names of a group and a consumer there. */
#define BEHIND_STREAMS SIZE_MAX
#define BEHIND_GROUP_STREAMS (SIZE_MAX - 1)

/* One line a command. Commands that have subcommands are listed with each that is sent. */
struct command_rule {
    const char *name;
    const char *subcommand; /* NULL: the command has none */
    unsigned sets;          /* that hold it */
    size_t key;             /* the place of its key among the words; 0: it has none */
    unsigned replies;       /* the types that it is answered with, beside errors */
};

#define STATUS (1U << REPLY_STATUS)
#define STRING (1U << REPLY_STRING)
#define INTEGER (1U << REPLY_INTEGER)
#define ARRAY (1U << REPLY_ARRAY)
#define NIL (1U << REPLY_NIL)
#define ANY (STATUS | STRING | INTEGER | ARRAY | NIL)

static const struct command_rule rules[] = {
    {"auth", NULL, COMMANDS_GREETING, 0, STATUS},
    {"client", "setname", COMMANDS_GREETING, 0, STATUS},
    {"select", NULL, COMMANDS_GREETING, 0, STATUS},
    {"ping", NULL, COMMANDS_GREETING, 0, STATUS},
    {"role", NULL, COMMANDS_NAMED, 0, ARRAY},
    {"sentinel", "get-master-addr-by-name", COMMANDS_SENTINEL, 0, ARRAY | NIL},
    {"sentinel", "master", COMMANDS_SENTINEL, 0, ARRAY},
    {"sentinel", "masters", COMMANDS_SENTINEL | COMMANDS_NAMED, 0, ARRAY},
    {"client", "no-touch", COMMANDS_READING, 0, STATUS},
    {"info", NULL, COMMANDS_READING | COMMANDS_ROUTE, 0, STRING},
    {"scan", NULL, COMMANDS_READING | COMMANDS_ROUTE, 0, ARRAY},
    {"type", NULL, COMMANDS_READING | COMMANDS_ROUTE, 1, STATUS},
    {"xlen", NULL, COMMANDS_READING | COMMANDS_ROUTE, 1, INTEGER},
    {"xrange", NULL, COMMANDS_READING | COMMANDS_SINK | COMMANDS_ROUTE, 1, ARRAY},
    {"xrevrange", NULL, COMMANDS_READING | COMMANDS_SINK | COMMANDS_ROUTE, 1, ARRAY},
    {"xread", NULL, COMMANDS_READING, BEHIND_STREAMS, ARRAY | NIL},
    {"xinfo", "stream", COMMANDS_READING | COMMANDS_ROUTE, 2, ARRAY},
    {"hello", NULL, COMMANDS_SINK, 0, ARRAY},
    {"command", "info", COMMANDS_SINK | COMMANDS_READING, 0, ARRAY},
    {"xadd", NULL, COMMANDS_SINK | COMMANDS_ROUTE, 1, STRING},
    {"cluster", "slots", COMMANDS_CLUSTER, 0, ARRAY},
    {"cluster", "info", COMMANDS_CLUSTER | COMMANDS_DOCTOR, 0, STRING},
    {"asking", NULL, COMMANDS_CLUSTER, 0, STATUS},
    {"readonly", NULL, COMMANDS_CLUSTER, 0, STATUS},
    {"xreadgroup", NULL, COMMANDS_ROUTE, BEHIND_GROUP_STREAMS, ARRAY | NIL},
    {"xack", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"xgroup", "create", COMMANDS_ROUTE, 2, STATUS},
    {"xinfo", "groups", COMMANDS_ROUTE | COMMANDS_READING, 2, ARRAY},
    {"xpending", NULL, COMMANDS_ROUTE | COMMANDS_READING, 1, ARRAY},
    {"xautoclaim", NULL, COMMANDS_ROUTE, 1, ARRAY},
    {"xdel", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"get", NULL, COMMANDS_ROUTE | COMMANDS_DOCTOR, 1, STRING | NIL},
    {"set", NULL, COMMANDS_ROUTE, 1, STATUS | NIL},
    {"incrby", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"pexpire", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"del", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"hget", NULL, COMMANDS_ROUTE, 1, STRING | NIL},
    {"hgetall", NULL, COMMANDS_ROUTE, 1, ARRAY},
    {"hset", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"hdel", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"hincrby", NULL, COMMANDS_ROUTE, 1, INTEGER},
    {"eval", NULL, COMMANDS_ROUTE, 3, ANY},
    {"evalsha", NULL, COMMANDS_ROUTE, 3, ANY},
    {"client", "id", COMMANDS_TRACKING, 0, INTEGER},
    {"client", "tracking", COMMANDS_TRACKING, 0, STATUS},
    {"subscribe", NULL, COMMANDS_TRACKING, 0, ARRAY},
    {"xinfo", "consumers", COMMANDS_READING, 2, ARRAY},
    {"memory", "usage", COMMANDS_READING, 2, INTEGER | NIL},
    {"pttl", NULL, COMMANDS_DOCTOR, 1, INTEGER},
    {"acl", "dryrun", COMMANDS_READING, 0, STATUS | STRING},
    {"acl", "getuser", COMMANDS_DOCTOR, 0, ARRAY | NIL},
    {"config", "get", COMMANDS_DOCTOR, 0, ARRAY},
    {"latency", "latest", COMMANDS_DOCTOR, 0, ARRAY},
    {"slowlog", "get", COMMANDS_DOCTOR, 0, ARRAY},
};

#define RULES (sizeof(rules) / sizeof(rules[0]))

_Static_assert(RULES <= 8 * sizeof(command_set), "a set has room for all");

/* Nearly all names are told apart by their first letter. */
static bool is_named(struct slice word, const char *name)
{
    return word.size > 0 && (word.data[0] | ' ') == name[0] && slice_is_nocase(word, name);
}

const struct command_rule *command_rule_of(const struct slice *words, size_t count)
{
    for (size_t i = 0; count > 0 && i < RULES; i++) {
        const struct command_rule *rule = &rules[i];
        if (!is_named(words[0], rule->name))
            continue;
        if (rule->subcommand == NULL || (count > 1 && slice_is_nocase(words[1], rule->subcommand)))
            return rule;
    }
    return NULL;
}

bool command_allowed(unsigned sets, const struct slice *words, size_t count)
{
    const struct command_rule *rule = command_rule_of(words, count);

    return rule != NULL && (rule->sets & sets) != 0;
}

void command_name(const struct command_rule *rule, char name[static COMMAND_NAME_SIZE])
{
    snprintf(name, COMMAND_NAME_SIZE, "%s%s%s", rule->name, rule->subcommand != NULL ? " " : "",
             rule->subcommand != NULL ? rule->subcommand : "");
    for (char *letter = name; *letter != '\0'; letter++) {
        if (*letter >= 'a' && *letter <= 'z')
            *letter = (char)(*letter - 'a' + 'A');
    }
}

command_set command_bit(const struct command_rule *rule)
{
    return (command_set)1 << (rule - rules);
}

void command_list(command_set set, struct buffer *out)
{
    char name[COMMAND_NAME_SIZE];
    bool first = true;

    for (size_t i = 0; i < RULES; i++) {
        if ((set & command_bit(&rules[i])) == 0)
            continue;
        command_name(&rules[i], name);
        buffer_printf(out, "%s%s", first ? "" : ", ", name);
        first = false;
    }
}

bool command_takes(const struct command_rule *rule, enum reply_type type)
{
    return type == REPLY_ERROR || (rule->replies & 1U << type) != 0;
}

static struct slice word_at(const struct slice *words, size_t count, size_t place)
{
    return place < count ? words[place] : (struct slice){0};
}

/* Returns the first key of a command that names its keys behind the word STREAMS; what stands in
 * front of `from` may be such a word, too. */
static struct slice behind_streams(const struct slice *words, size_t count, size_t from)
{
    for (size_t i = from; i < count; i++) {
        if (slice_is_nocase(words[i], "streams"))
            return word_at(words, count, i + 1);
    }
    return (struct slice){0};
}

struct slice command_key(const struct slice *words, size_t count)
{
    const struct command_rule *rule = command_rule_of(words, count);

    if (rule == NULL || rule->key == 0)
        return (struct slice){0};
    if (rule->key == BEHIND_STREAMS)
        return behind_streams(words, count, 1);
    if (rule->key == BEHIND_GROUP_STREAMS)
        return behind_streams(words, count, 4);
    return word_at(words, count, rule->key);
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
