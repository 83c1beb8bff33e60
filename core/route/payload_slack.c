#include "config.h"

#include "route/payload.h"

#include "wire/json_write.h"

#define DOTS "..."

static const char *mark_of(const struct message *message)
{
    if (message->is_test)
        return "\U0001F535"; /* a blue circle, and so on */
    if (message->edge == EDGE_GONE)
        return "\U000026AA";
    if (edge_closes(message->edge))
        return "\U0001F7E2";
    return payload_level(message) == SEVERITY_DEGRADED ? "\U0001F534" : "\U0001F7E0";
}

/* What Slack takes for the beginning of a link, a mention or an entity. */
static const char *entity_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    default:
        return NULL;
    }
}

/* Slack counts as JavaScript does. */
static size_t room_of(struct slice character)
{
    const char *entity = entity_of(*character.data);

    if (entity != NULL)
        return strlen(entity);
    return character.size == 4 ? 2 : 1;
}

static struct slice rest_of(struct slice text, struct slice character)
{
    return (struct slice){text.data + character.size, text.size - character.size};
}

static size_t escaped_length(struct slice text)
{
    size_t length = 0;

    while (text.size > 0) {
        struct slice character = payload_cut(text, 1);
        length += room_of(character);
        text = rest_of(text, character);
    }
    return length;
}

/* Appends a text escaped, as far as there is room for it. */
static void escape(struct slice text, size_t room, struct buffer *out)
{
    if (escaped_length(text) > room)
        room -= sizeof(DOTS) - 1;
    while (text.size > 0) {
        struct slice character = payload_cut(text, 1);
        const char *entity = entity_of(*text.data);
        size_t takes = room_of(character);
        if (takes > room)
            break;
        buffer_append(out, entity != NULL ? entity : text.data,
                      entity != NULL ? takes : character.size);
        room -= takes;
        text = rest_of(text, character);
    }
    if (text.size > 0)
        buffer_string(out, DOTS);
}

static void write_text(struct json_writer *json, const char *type, struct slice text)
{
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "type");
    json_write_string(json, slice_of(type));
    json_write_key(json, "text");
    json_write_string(json, text);
    json_write_close(json, JSON_OBJECT);
}

/* What names say must not become bold, a mention or a smiley: it is no mark-up. */
static void write_section(struct json_writer *json, struct slice text)
{
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "type");
    json_write_string(json, SLICE("section"));
    json_write_key(json, "text");
    write_text(json, "plain_text", text);
    json_write_close(json, JSON_OBJECT);
}

/* "firing, degraded 3/5/3, ops, 0123456789ab" */
static void describe(const struct message *message, struct buffer *out)
{
    buffer_string(out, edge_name(message->edge));
    if (message->rule.k > 0)
        buffer_printf(out, ", %s %u/%u/%u", severity_name(message->severity), message->rule.k,
                      message->rule.n, message->rule.m);
    buffer_printf(out, ", %s", message->destination->name);
    for (size_t i = 0; i < message->destination->label_count; i++)
        buffer_printf(out, ", %s", message->destination->labels[i]);
    if (message->id[0] != '\0')
        buffer_printf(out, ", %.12s", message->id);
}

static void write_context(struct json_writer *json, const struct message *message)
{
    struct buffer text = {0};
    struct buffer escaped = {0};

    describe(message, &text);
    escape((struct slice){text.data, text.size}, PAYLOAD_SLACK_MAX, &escaped);
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "type");
    json_write_string(json, SLICE("context"));
    json_write_key(json, "elements");
    json_write_open(json, JSON_ARRAY);
    write_text(json, "plain_text", (struct slice){escaped.data, escaped.size});
    json_write_close(json, JSON_ARRAY);
    json_write_close(json, JSON_OBJECT);
    buffer_free(&text);
    buffer_free(&escaped);
}

void payload_slack(const struct message *message, struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};
    struct buffer text = {0};
    struct buffer escaped = {0};

    buffer_printf(&text, "%s ", mark_of(message));
    payload_sentences(message, "\n\U00002022 ", &text);
    escape((struct slice){text.data, text.size}, PAYLOAD_SLACK_MAX, &escaped);
    struct slice shown = {escaped.data, escaped.size};
    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "text");
    json_write_string(&json, shown);
    json_write_key(&json, "mrkdwn");
    json_write_json(&json, SLICE("false"));
    json_write_key(&json, "blocks");
    json_write_open(&json, JSON_ARRAY);
    write_section(&json, shown);
    write_context(&json, message);
    json_write_close(&json, JSON_ARRAY);
    json_write_close(&json, JSON_OBJECT);
    buffer_free(&text);
    buffer_free(&escaped);
}
