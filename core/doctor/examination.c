#include "config.h"

#include "doctor/examination.h"

#include "redis/info_text.h"

#include <stdlib.h>
#include <string.h>

struct slice examined_info(const struct examined_node *node)
{
    const struct buffer *text = node->after.size > 0 ? &node->after : &node->before;

    return (struct slice){buffer_text(text), text->size};
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
    rights_free(&examination->rights);
    arena_free(&examination->arena);
    *examination = (struct examination){0};
}
