#include "config.h"

#include "source/redis/original.h"

#include "base/memory.h"
#include "base/shell_word.h"
#include "source/redis/streams.h"

#include <stdlib.h>

/* A question under way. Whoever asked may look elsewhere when its answer comes. */
struct errand {
    struct streams *streams;
    uint64_t number;
};

static void add_word(struct buffer *command, const char *option, struct slice word)
{
    buffer_string(command, option);
    shell_word_append(command, word);
}

/* Says which server it is, as far as that may be told and redis-cli knows it: not who asks, and no
 * server that sentinels name. */
static void write_server(const struct redis_url *url, struct buffer *command)
{
    struct buffer shown = {0};

    if (url->topology == REDIS_SENTINEL)
        return;
    if (url->scheme == REDIS_UNIX) {
        add_word(command, " -s ", slice_of(url->host));
        if (url->db != 0)
            buffer_printf(command, " -n %u", url->db);
        return;
    }
    buffer_printf(&shown, "redis%s://", url->tls ? "s" : "");
    redis_url_show_address(url->host, url->port, &shown);
    if (url->topology == REDIS_SERVER)
        buffer_printf(&shown, "/%u", url->db);
    add_word(command, url->topology == REDIS_CLUSTER ? " -c -u " : " -u ",
             (struct slice){shown.data, shown.size});
    buffer_free(&shown);
}

static void write_command(const struct stream *stream, struct original *original)
{
    struct buffer *command = &original->command;
    char id[STREAM_ID_SIZE];

    if (command->size > 0)
        return;
    stream_id_format(original->id, id);
    buffer_string(command, "redis-cli");
    write_server(&stream->streams->url, command);
    add_word(command, " XRANGE ", stream_key(stream));
    buffer_printf(command, " %s %s", id, id);
}

/* Returns the fields of the one entry of a reply; 0: there is none. */
static size_t fields_of(const struct reply *reply)
{
    size_t entry = reply->nodes[0].type == REPLY_ARRAY ? reply_child(reply, 0, 0) : reply->count;

    if (entry == reply->count || reply->nodes[entry].type != REPLY_ARRAY)
        return 0;
    size_t fields = reply_child(reply, entry, 1);
    return fields < reply->count && reply->nodes[fields].type == REPLY_ARRAY ? fields : 0;
}

static void take(struct original *original, const struct reply *reply)
{
    size_t fields = fields_of(reply);

    if (fields == 0) {
        original_is_gone(original);
        return;
    }
    original_begin(original);
    for (size_t node = fields + 1; node + 1 < reply->nodes[fields].next; node += 2)
        original_take_field(original, reply_text(reply, node), reply_text(reply, node + 1));
    original_end(original);
}

/* What is lost on the way is asked for again as soon as there is somebody to ask. */
static void on_reply(void *context, const struct reply *reply)
{
    struct errand errand = *(struct errand *)context;
    struct original *original = originals_numbered(errand.streams->originals, errand.number);
    struct slice reason;

    free(context);
    if (original == NULL)
        return;
    if (reply == NULL)
        original->state = ORIGINAL_DUE;
    else if (requests_refused(reply, &reason))
        original_is_refused(original, reply_error_class(reason) == ERROR_RETRY, reason);
    else
        take(original, reply);
}

static void ask(struct streams *streams, const struct stream *stream, struct original *original)
{
    struct errand *errand = mem_alloc(sizeof(*errand));
    char id[STREAM_ID_SIZE];

    *errand = (struct errand){streams, original->number};
    stream_id_format(original->id, id);
    const struct slice words[] = {SLICE("XRANGE"), stream_key(stream), slice_of(id), slice_of(id)};
    if (requests_send(
            &streams->requests,
            &(struct request){.words = words, .count = 4, .on_reply = on_reply, .context = errand}))
        original->state = ORIGINAL_ASKED;
    else
        free(errand);
}

static void pump(void *asker)
{
    struct streams *streams = asker;

    if (streams->originals == NULL)
        return;
    for (size_t i = 0; i < streams->originals->count; i++) {
        struct original *original = &streams->originals->items[i];
        struct slice tenant = {buffer_text(&original->tenant), original->tenant.size};
        const struct stream *stream = streams_find(streams, tenant);
        if (original->state != ORIGINAL_DUE || stream == NULL)
            continue;
        write_command(stream, original);
        ask(streams, stream, original);
    }
}

static void tick(void *asker)
{
    struct streams *streams = asker;

    if (streams->originals == NULL)
        return;
    for (size_t i = 0; i < streams->originals->count; i++) {
        if (streams->originals->items[i].state == ORIGINAL_PUT_OFF)
            streams->originals->items[i].state = ORIGINAL_DUE;
    }
}

/* It has no state but the originals'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind original_asker = {
    .name = "original",
    .create = create,
    .tick = tick,
    .pump = pump,
};
