#include "config.h"

#include "doctor/rights.h"

#include "redis/url.h"

#include <string.h>

#define KEY "KEY"
#define USER "USER"

const struct right_question right_questions[] = {
    {"+client|setname", RIGHT_READING, {"client", "setname", "driftop"}, RIGHT_EVERYWHERE},
    {"+ping", RIGHT_READING, {"ping"}, RIGHT_EVERYWHERE},
    {"+select", RIGHT_READING, {"select", "1"}, RIGHT_IN_DATABASE},
    {"+info", RIGHT_READING, {"info"}, RIGHT_EVERYWHERE},
    {"+scan", RIGHT_READING, {"scan", "0"}, RIGHT_EVERYWHERE},
    {"+type", RIGHT_READING, {"type", KEY}, RIGHT_EVERYWHERE},
    {"+xlen", RIGHT_READING, {"xlen", KEY}, RIGHT_EVERYWHERE},
    {"+xrange", RIGHT_READING, {"xrange", KEY, "-", "+"}, RIGHT_EVERYWHERE},
    {"+xrevrange", RIGHT_READING, {"xrevrange", KEY, "+", "-"}, RIGHT_EVERYWHERE},
    {"+xread", RIGHT_READING, {"xread", "streams", KEY, "0"}, RIGHT_EVERYWHERE},
    {"+xinfo|stream", RIGHT_READING, {"xinfo", "stream", KEY}, RIGHT_EVERYWHERE},
    {"+role", RIGHT_READING, {"role"}, RIGHT_BEHIND_SENTINELS},
    {"+cluster|slots", RIGHT_READING, {"cluster", "slots"}, RIGHT_IN_CLUSTER},
    {"+cluster|info", RIGHT_READING, {"cluster", "info"}, RIGHT_IN_CLUSTER},
    {"+asking", RIGHT_READING, {"asking"}, RIGHT_IN_CLUSTER},
    {"+readonly", RIGHT_READING, {"readonly"}, RIGHT_ON_REPLICAS},
    {"+command|info", RIGHT_DETAIL, {"command", "info", "ping"}, RIGHT_EVERYWHERE},
    {"+xinfo|groups", RIGHT_DETAIL, {"xinfo", "groups", KEY}, RIGHT_EVERYWHERE},
    {"+xinfo|consumers", RIGHT_DETAIL, {"xinfo", "consumers", KEY, "g"}, RIGHT_EVERYWHERE},
    {"+xpending", RIGHT_DETAIL, {"xpending", KEY, "g"}, RIGHT_EVERYWHERE},
    {"+memory|usage", RIGHT_DETAIL, {"memory", "usage", KEY}, RIGHT_EVERYWHERE},
    {"+acl|dryrun", RIGHT_DETAIL, {"acl", "dryrun", USER, "ping"}, RIGHT_EVERYWHERE},
    {"+pttl", RIGHT_DETAIL, {"pttl", KEY}, RIGHT_EVERYWHERE},
    {"+get", RIGHT_DETAIL, {"get", "driftop:g:shards"}, RIGHT_EVERYWHERE},
    {"+acl|getuser", RIGHT_DETAIL, {"acl", "getuser", "default"}, RIGHT_EVERYWHERE},
    {"+config|get", RIGHT_DETAIL, {"config", "get", "save"}, RIGHT_EVERYWHERE},
    {"+latency|latest", RIGHT_DETAIL, {"latency", "latest"}, RIGHT_EVERYWHERE},
    {"+slowlog|get", RIGHT_DETAIL, {"slowlog", "get"}, RIGHT_EVERYWHERE},
    {"+xadd", RIGHT_EXCESS, {"xadd", KEY, "*", "f", "v"}, RIGHT_EVERYWHERE},
    {"+xdel", RIGHT_EXCESS, {"xdel", KEY, "1-1"}, RIGHT_EVERYWHERE},
    {"+xtrim", RIGHT_EXCESS, {"xtrim", KEY, "MAXLEN", "0"}, RIGHT_EVERYWHERE},
    {"+del", RIGHT_EXCESS, {"del", KEY}, RIGHT_EVERYWHERE},
    {"+flushall", RIGHT_EXCESS, {"flushall"}, RIGHT_EVERYWHERE},
    {"+config|set", RIGHT_EXCESS, {"config", "set", "maxmemory", "0"}, RIGHT_EVERYWHERE},
    {"+acl|setuser", RIGHT_EXCESS, {"acl", "setuser", USER}, RIGHT_EVERYWHERE},
    {"+shutdown", RIGHT_EXCESS, {"shutdown"}, RIGHT_EVERYWHERE},
};

const size_t right_question_count = sizeof(right_questions) / sizeof(right_questions[0]);

_Static_assert(sizeof(right_questions) / sizeof(right_questions[0]) <= RIGHTS_MAX,
               "there is room for all answers");

size_t right_words(size_t number, struct slice user, struct slice key,
                   struct slice words[RIGHT_WORDS_MAX])
{
    const struct right_question *question = &right_questions[number];
    size_t count = 0;

    words[count++] = SLICE("ACL");
    words[count++] = SLICE("DRYRUN");
    words[count++] = user;
    for (size_t i = 0; i < RIGHT_COMMAND_MAX && question->words[i] != NULL; i++) {
        struct slice word = slice_of(question->words[i]);
        if (slice_is(word, KEY))
            word = key;
        else if (slice_is(word, USER))
            word = user;
        words[count++] = word;
    }
    return count;
}

bool right_is_needed(const struct right_question *question, const struct redis_url *url)
{
    switch (question->place) {
    case RIGHT_IN_CLUSTER:
        return url->topology == REDIS_CLUSTER;
    case RIGHT_ON_REPLICAS:
        return url->replicas;
    case RIGHT_BEHIND_SENTINELS:
        return url->topology == REDIS_SENTINEL;
    case RIGHT_IN_DATABASE:
        return url->db != 0;
    case RIGHT_EVERYWHERE:
        break;
    }
    return true;
}

static bool says(struct slice text, struct slice part)
{
    return text.size > 0 && memmem(text.data, text.size, part.data, part.size) != NULL;
}

void right_take(struct rights *rights, size_t number, const struct reply *reply)
{
    struct slice text = reply_text(reply, 0);
    enum reply_type type = reply->nodes[0].type;

    if (type != REPLY_STATUS && type != REPLY_STRING)
        return;
    bool granted = slice_is(text, "OK");
    bool by_key = says(text, SLICE("no permissions to access"));
    if (!granted && !by_key && !says(text, SLICE("no permissions to run")))
        return;
    rights->answers[number] = granted ? WHETHER_YES : WHETHER_NO;
    rights->by_key[number] = by_key;
}

static bool is_about(const struct right_question *question, const char *command,
                     const char *subcommand)
{
    bool same = slice_is_nocase(slice_of(command), question->words[0]);

    if (!same || subcommand == NULL)
        return same;
    return question->words[1] != NULL && slice_is_nocase(slice_of(subcommand), question->words[1]);
}

static bool names_key(const struct right_question *question)
{
    for (size_t i = 0; i < RIGHT_COMMAND_MAX && question->words[i] != NULL; i++) {
        if (strcmp(question->words[i], KEY) == 0)
            return true;
    }
    return false;
}

enum whether right_of(const struct rights *rights, const char *command, const char *subcommand)
{
    for (size_t i = 0; i < right_question_count; i++) {
        if (!is_about(&right_questions[i], command, subcommand))
            continue;
        bool another = rights->by_key[i] && names_key(&right_questions[i]);
        return another ? WHETHER_UNKNOWN : rights->answers[i];
    }
    return WHETHER_UNKNOWN;
}
