/* The reader: what it asks for as a whole. */
#include "config.h"

#include "route/reader.h"

#include "base/integer.h"
#include "base/memory.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <inttypes.h>
#include <stdio.h>

static bool ask(struct route_reader *reader, const char *command, const char *name,
                const struct slice *words, size_t count,
                void (*on_reply)(void *context, const struct reply *reply))
{
    struct slice all[5];
    struct buffer key = {0};

    route_key_of(reader->destination->name, name, &key);
    all[0] = slice_of(command);
    all[1] = (struct slice){buffer_text(&key), key.size};
    for (size_t i = 0; i < count; i++)
        all[2 + i] = words[i];
    bool sent = requests_send(&reader->router->requests, &(struct request){.words = all,
                                                                           .count = 2 + count,
                                                                           .on_reply = on_reply,
                                                                           .context = reader});
    buffer_free(&key);
    return sent;
}

/* --- where groups begin --- */

static void took_born(void *context, const struct reply *reply)
{
    struct route_reader *reader = context;

    reader->asks_born = false;
    if (reply != NULL && stream_id_parse(reply_text(reply, 0), &reader->born))
        reader->born_due = false;
    router_wake(reader->router);
}

/* Of --dry-run: where none stands there, a router would begin now. */
static void looked_at_born(void *context, const struct reply *reply)
{
    struct route_reader *reader = context;
    bool is_known = stream_id_compare(reader->born, STREAM_ID_MIN) != 0;

    took_born(reader, reply);
    if (reply == NULL || reply->nodes[0].type != REPLY_NIL)
        return;
    if (!is_known)
        reader->born = stream_id_at(router_now(reader->router));
    reader->born_due = false;
}

static void wrote_born(void *context, const struct reply *reply)
{
    (void)context;
    (void)reply;
}

/* Where Redis lost its data, it is told again what was known. */
void route_reader_ask_born(struct route_reader *reader)
{
    bool known = stream_id_compare(reader->born, STREAM_ID_MIN) != 0;
    struct stream_id born = known ? reader->born : stream_id_at(router_now(reader->router));
    char text[STREAM_ID_SIZE];

    if (reader->asks_born)
        return;
    if (reader->router->options.dry_run) {
        reader->asks_born = ask(reader, "GET", "born", NULL, 0, looked_at_born);
        return;
    }
    stream_id_format(born, text);
    const struct slice words[] = {slice_of(text), SLICE("NX")};
    if (ask(reader, "SET", "born", words, 2, wrote_born))
        reader->asks_born = ask(reader, "GET", "born", NULL, 0, took_born);
}

/* --- streams with open alerts --- */

static void see_open(struct route_reader *reader, struct slice key, struct slice since)
{
    struct router *router = reader->router;
    uint64_t since_ms = 0;

    (void)integer_parse(since, INT64_MAX, &since_ms);
    router_see_gone(router, reader, key, (int64_t)since_ms);
}

static void took_open(void *context, const struct reply *reply)
{
    struct route_reader *reader = context;

    reader->asks_open = false;
    reader->open_due = reply == NULL;
    router_wake(reader->router);
    if (reply == NULL || reply->nodes[0].type != REPLY_ARRAY)
        return;
    for (size_t node = 1; node + 1 < reply->count; node += 2)
        see_open(reader, reply_text(reply, node), reply_text(reply, node + 1));
}

void route_reader_ask_open(struct route_reader *reader)
{
    if (!reader->asks_open)
        reader->asks_open = ask(reader, "HGETALL", "open", NULL, 0, took_open);
}
