#include "config.h"

#include "doctor/examination.h"

#include "base/integer.h"
#include "redis/info_text.h"
#include "redis/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION_PART_MAX 9999

struct slice examined_info(const struct examined_node *node)
{
    const struct buffer *text = node->after.size > 0 ? &node->after : &node->before;

    return (struct slice){buffer_text(text), text->size};
}

unsigned examined_version(const struct examined_node *node)
{
    struct slice rest = info_value(examined_info(node), "redis_version");
    uint64_t major = 0;
    uint64_t minor = 0;

    if (!integer_parse(slice_split(&rest, '.'), VERSION_PART_MAX, &major) || rest.data == NULL)
        return 0;
    /* What follows may be words, as in "8.0-rc1". */
    while (rest.size > 0 && *rest.data >= '0' && *rest.data <= '9' && minor < 10) {
        minor = minor * 10 + (uint64_t)(*rest.data - '0');
        rest.data++;
        rest.size--;
    }
    return (unsigned)(major * 100 + (minor < 100 ? minor : 99));
}

bool examined_is_replica(const struct examined_node *node)
{
    struct slice role = info_value(examined_info(node), "role");

    return slice_is(role, "slave") || slice_is(role, "replica");
}

struct slice examined_user(const struct examination *examination)
{
    const char *user = examination->url->user;

    return slice_of(user != NULL && user[0] != '\0' ? user : "default");
}

enum whether examined_keys_expire(const struct examination *examination, size_t node)
{
    char database[16];

    if (node >= examination->node_count)
        return WHETHER_UNKNOWN;
    struct slice info = examined_info(&examination->nodes[node]);
    snprintf(database, sizeof(database), "db%u", examination->url->db);
    if (info_value(info, database).data == NULL)
        return WHETHER_UNKNOWN;
    return info_part(info, database, "expires") > 0 ? WHETHER_YES : WHETHER_NO;
}

int64_t examined_now(const struct examination *examination, size_t node)
{
    bool known = node < examination->node_count && examination->nodes[node].skew_known;

    return examination->ended_ms + (known ? examination->nodes[node].skew_ms : 0);
}

const char *examined_setting(const struct examined_node *node, const char *name)
{
    for (size_t i = 0; i < node->setting_count; i++) {
        if (strcmp(node->settings[i].name, name) == 0)
            return node->settings[i].value;
    }
    return NULL;
}

bool examined_refused(const struct examination *examination, const char *command,
                      const char *subcommand)
{
    const struct slice words[] = {slice_of(command),
                                  slice_of(subcommand != NULL ? subcommand : "")};
    const struct command_rule *rule = command_rule_of(words, subcommand != NULL ? 2 : 1);

    return rule != NULL && (examination->refused & command_bit(rule)) != 0;
}

static int compare_with_key(const void *key, const void *stream)
{
    return slice_compare(*(const struct slice *)key, ((const struct examined_stream *)stream)->key);
}

const struct examined_stream *examined_stream_of(const struct examination *examination,
                                                 struct slice key)
{
    if (examination->stream_count == 0)
        return NULL;
    return bsearch(&key, examination->streams, examination->stream_count,
                   sizeof(*examination->streams), compare_with_key);
}

static void free_node(struct examined_node *node)
{
    for (size_t i = 0; i < node->setting_count; i++) {
        free(node->settings[i].name);
        free(node->settings[i].value);
    }
    free(node->settings);
    free(node->name);
    buffer_free(&node->before);
    buffer_free(&node->after);
    buffer_free(&node->cluster_info);
    buffer_free(&node->latency);
    buffer_free(&node->slow_log);
}

void examination_free(struct examination *examination)
{
    for (size_t i = 0; i < examination->node_count; i++)
        free_node(&examination->nodes[i]);
    free(examination->nodes);
    free(examination->streams);
    arena_free(&examination->arena);
    *examination = (struct examination){0};
}
