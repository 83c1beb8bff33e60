#include "config.h"

#include "support/courier_fixture.h"

#include "base/memory.h"

#include <string.h>

static char owners[256];

static bool may_send(void *context, const struct message *message)
{
    const struct courier_told *told = context;

    return told->refused == NULL || message->owner != told->refused;
}

static void settled(void *context, struct message *message, const struct message *final,
                    const struct outcome *outcome)
{
    struct courier_told *told = context;

    static const char *const marks[] = {[OUTCOME_DEAD] = "!", [OUTCOME_PASSED] = "-"};
    const char *mark = outcome->kind >= OUTCOME_DEAD ? marks[outcome->kind] : "";
    bool opens = message->before == SEVERITY_ABSENT && message->after != SEVERITY_ABSENT;

    (void) final;
    buffer_printf(&told->settled, "%s%c%d%s", told->settled.size > 0 ? " " : "", message->tenant[0],
                  (int)message->sequence, mark);
    if (outcome->kind == OUTCOME_DEAD && opens && told->queue != NULL)
        (void)courier_queue_reopen(told->queue, message);
}

static void changed(void *context)
{
    struct courier_told *told = context;

    told->changes++;
}

const struct courier_events courier_fixture_events = {
    .may_send = may_send,
    .settled = settled,
    .changed = changed,
};

struct destination courier_fixture_destination(enum destination_kind kind)
{
    const struct destination_traits *traits = &destination_traits[kind];

    return (struct destination){.name = "ops",
                                .kind = kind,
                                .severity = SEVERITY_WARN,
                                .digest_messages = traits->digest_messages,
                                .digest_ms = traits->digest_ms};
}

const void *courier_fixture_owner(char letter)
{
    return &owners[(unsigned char)letter];
}

static enum alert_kind kind_of(enum edge edge)
{
    return edge == EDGE_LOST ? KIND_LOST : KIND_THRESHOLD;
}

struct message *courier_fixture_message(const struct destination *destination, const char *name,
                                        enum edge edge, enum severity before, enum severity after,
                                        uint64_t sequence)
{
    struct message *message = message_create(destination, edge, kind_of(edge));

    message->tenant = mem_strndup(name, 1);
    message->stream = mem_strndup(name, 1);
    message->stream_size = 1;
    message->dimension = edge == EDGE_LOST ? NULL : mem_strdup(name + 1);
    message->before = before;
    message->after = after;
    message->severity = after > before ? after : before;
    message->sequence = sequence;
    message->at_id = (struct stream_id){(uint64_t)COURIER_EPOCH_MS + sequence, 0};
    message->at_ms = INT64_MAX; /* it is as old as it was posted */
    message->owner = &owners[(unsigned char)name[0]];
    message_identify(message, message->at_id);
    return message;
}

struct courier_moment courier_fixture_at(int64_t ms)
{
    return (struct courier_moment){1 + ms, COURIER_EPOCH_MS + ms};
}
