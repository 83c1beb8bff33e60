/* The examiner: what it cost the servers: so many of each command, as long as INFO says that one
 * takes there. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "redis/info_text.h"

#include <stdio.h>

static void note(struct doctor *doctor, size_t node, const struct command_rule *rule)
{
    if (node >= doctor->examination->node_count)
        return;
    struct calls *calls = doctor->visits[node].calls;
    for (size_t i = 0; i < DOCTOR_COMMANDS; i++) {
        if (calls[i].rule != NULL && calls[i].rule != rule)
            continue;
        calls[i].rule = rule;
        calls[i].count++;
        break;
    }
}

void cost_note(const struct query *query, const struct slice *words, size_t count)
{
    const struct examination *examination = query->doctor->examination;
    enum pass_over over = query->pass->over;
    size_t node = over == OVER_NODES ? query->item.node : 0;

    if (over == OVER_STREAMS || over == OVER_GROUPS)
        node = examination->streams[query->item.stream].node;
    note(query->doctor, node, command_rule_of(words, count));
}

void cost_note_scan(struct doctor *doctor, size_t node)
{
    note(doctor, node, command_rule_of(&SLICE("SCAN"), 1));
}

/* Writes what INFO calls a command: "cmdstat_xinfo|stream", without subcommand before 7.0. */
static void name_of(const struct command_rule *rule, bool whole, char *name, size_t size)
{
    char command[COMMAND_NAME_SIZE];

    command_name(rule, command);
    for (char *letter = command; *letter != '\0'; letter++) {
        if (*letter == ' ')
            *letter = whole ? '|' : '\0';
        else if (*letter >= 'A' && *letter <= 'Z')
            *letter = (char)(*letter - 'A' + 'a');
    }
    snprintf(name, size, "cmdstat_%s", command);
}

/* Returns how long a command takes, in microseconds: between the two texts where it was sent there,
 * else since the server began. */
static double length_of(struct slice before, struct slice after, const char *name)
{
    uint64_t calls = info_part(after, name, "calls"), usec = info_part(after, name, "usec");
    uint64_t calls_before = info_part(before, name, "calls");

    if (calls > calls_before) {
        calls -= calls_before;
        usec -= info_part(before, name, "usec");
    }
    return calls > 0 ? (double)usec / (double)calls : 0;
}

static double cost_of(const struct examined_node *node, const struct calls *calls)
{
    struct slice before = {buffer_text(&node->before), node->before.size};
    struct slice after = examined_info(node);
    char name[COMMAND_NAME_SIZE + 16];

    name_of(calls->rule, true, name, sizeof(name));
    if (info_value(after, name).data == NULL)
        name_of(calls->rule, false, name, sizeof(name));
    return calls->count * length_of(before, after, name);
}

uint64_t cost_sum(const struct doctor *doctor)
{
    const struct examination *examination = doctor->examination;
    double sum = 0;

    for (size_t i = 0; i < examination->node_count; i++) {
        const struct calls *calls = doctor->visits[i].calls;
        for (size_t j = 0; j < DOCTOR_COMMANDS && calls[j].rule != NULL; j++)
            sum += cost_of(&examination->nodes[i], &calls[j]);
    }
    return (uint64_t)sum;
}
