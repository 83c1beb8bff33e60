/* The examiner: what each node is asked beside INFO. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/memory.h"
#include "base/text.h"
#include "redis/info_text.h"

/* What checks read of CONFIG GET: whoever reads another adds it here. */
static const char *const setting_names[] = {
    "save",
    "stop-writes-on-bgsave-error",
    "min-replicas-to-write",
    "maxmemory",
    "maxclients",
    "bind",
    "port",
    "tls-port",
    "tls-auth-clients",
    "protected-mode",
    "replica-ignore-maxmemory",
    "dir",
    "activedefrag",
    "stream-node-max-bytes",
    "stream-node-max-entries",
};

#define SETTINGS (sizeof(setting_names) / sizeof(setting_names[0]))

_Static_assert(SETTINGS + 2 <= DOCTOR_WORDS_MAX, "one command asks for all");

static struct examined_node *node_of(const struct query *query)
{
    return &query->doctor->examination->nodes[query->item.node];
}

static struct slice info_of(const struct query *query)
{
    return examined_info(node_of(query));
}

/* From 7.0 on it takes several names. */
static bool takes_several(const struct query *query)
{
    return examined_version(node_of(query)) >= 700;
}

bool ask_settings(struct query *query, struct phrase *phrase)
{
    bool several = takes_several(query);

    phrase_say(phrase, "CONFIG GET");
    for (size_t i = several ? 0 : query->turn; i < (several ? SETTINGS : query->turn + 1); i++)
        phrase_add(phrase, slice_of(setting_names[i]));
    return true;
}

static char *safe_text(struct slice text)
{
    struct buffer safe = {0};

    text_safe(&safe, text, false);
    char *copy = mem_strdup(buffer_text(&safe));
    buffer_free(&safe);
    return copy;
}

static void add_setting(struct examined_node *node, struct slice name, struct slice value)
{
    size_t count = node->setting_count + 1;

    node->settings = mem_resize(node->settings, count, sizeof(*node->settings));
    node->settings[count - 1] =
        (struct setting){.name = safe_text(name), .value = safe_text(value)};
    node->setting_count = count;
}

bool take_settings(struct query *query, const struct reply *reply)
{
    struct examined_node *node = node_of(query);

    if (reply->nodes[0].type != REPLY_ARRAY)
        return false;
    for (size_t i = 1; i + 1 < reply->count; i += 2)
        add_setting(node, reply_text(reply, i), reply_text(reply, i + 1));
    return !takes_several(query) && query->turn < SETTINGS;
}

bool ask_cluster(struct query *query, struct phrase *phrase)
{
    phrase_say(phrase, "CLUSTER INFO");
    return info_number(info_of(query), "cluster_enabled") != 0;
}

bool take_cluster(struct query *query, const struct reply *reply)
{
    struct slice text = reply_text(reply, 0);

    if (reply->nodes[0].type != REPLY_ERROR)
        buffer_append(&node_of(query)->cluster_info, text.data, text.size);
    return false;
}

bool ask_default_user(struct query *query, struct phrase *phrase)
{
    (void)query;
    phrase_say(phrase, "ACL GETUSER default");
    return true;
}

bool take_default_user(struct query *query, const struct reply *reply)
{
    size_t flags = reply_lookup(reply, 0, "flags");
    bool on = false, open = false;

    if (flags == reply->count)
        return false;
    for (size_t i = flags + 1; i < reply->nodes[flags].next; i = reply->nodes[i].next) {
        on |= slice_is(reply_text(reply, i), "on");
        open |= slice_is(reply_text(reply, i), "nopass");
    }
    node_of(query)->default_open = on && open ? WHETHER_YES : WHETHER_NO;
    return false;
}

bool ask_latency(struct query *query, struct phrase *phrase)
{
    (void)query;
    phrase_say(phrase, "LATENCY LATEST");
    return true;
}

/* Each is [name, when, the latest, the worst], in milliseconds. */
bool take_latency(struct query *query, const struct reply *reply)
{
    struct buffer *out = &node_of(query)->latency;

    for (size_t i = 1; i < reply->count && reply->nodes[0].type == REPLY_ARRAY;
         i = reply->nodes[i].next) {
        size_t worst = reply_child(reply, i, 3);
        if (worst == reply->count)
            continue;
        buffer_string(out, out->size > 0 ? ", " : "");
        text_safe(out, reply_text(reply, reply_child(reply, i, 0)), false);
        buffer_printf(out, " %lld ms", (long long)reply->nodes[worst].integer);
    }
    return false;
}

bool ask_slow_log(struct query *query, struct phrase *phrase)
{
    (void)query;
    phrase_say(phrase, "SLOWLOG GET 10");
    return true;
}

/* Each is [number, when, microseconds, [words], …]; only what it is called is of interest. */
bool take_slow_log(struct query *query, const struct reply *reply)
{
    struct buffer *out = &node_of(query)->slow_log;

    for (size_t i = 1; i < reply->count && reply->nodes[0].type == REPLY_ARRAY;
         i = reply->nodes[i].next) {
        size_t length = reply_child(reply, i, 2);
        size_t name = reply_child(reply, reply_child(reply, i, 3), 0);
        if (name >= reply->count || length >= reply->count)
            continue;
        buffer_string(out, out->size > 0 ? ", " : "");
        text_safe(out, reply_text(reply, name), false);
        buffer_printf(out, " %.1f ms", (double)reply->nodes[length].integer / 1000);
    }
    return false;
}

bool ask_commands(struct query *query, struct phrase *phrase)
{
    (void)query;
    phrase_say(phrase, "COMMAND INFO xautoclaim client|no-touch");
    return true;
}

/* What the server does not know is nil; WHETHER_UNKNOWN: it says something else. */
static enum whether knows(const struct reply *reply, size_t child)
{
    size_t node = reply_child(reply, 0, child);

    if (node == reply->count)
        return WHETHER_UNKNOWN;
    if (reply->nodes[node].type == REPLY_NIL)
        return WHETHER_NO;
    return reply->nodes[node].next > node + 1 ? WHETHER_YES : WHETHER_UNKNOWN;
}

bool take_commands(struct query *query, const struct reply *reply)
{
    struct examined_node *node = node_of(query);

    node->has_command_info =
        knows(reply, 0) != WHETHER_UNKNOWN && knows(reply, 1) != WHETHER_UNKNOWN;
    node->lacks_autoclaim = knows(reply, 0) == WHETHER_NO;
    node->lacks_no_touch = knows(reply, 1) == WHETHER_NO;
    return false;
}
