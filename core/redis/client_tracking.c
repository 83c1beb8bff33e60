/* The client: tracking, by which a server tells what changes, whoever changes it. Over RESP2 that
 * goes to a connection that has subscribed to it: here it is one beside that of the requests, which
 * asks for it, too. */
#include "config.h"

#include "redis/client_private.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 3       /* that end when it is asked for: then it counts as refused */
#define FIRST_WORDS 6 /* of CLIENT TRACKING, in front of the prefixes */
#define CHANNEL "__redis__:invalidate"

static bool begins_with(struct slice text, struct slice prefix)
{
    return text.size >= prefix.size &&
           (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}

/* Servers refuse prefixes of which one begins with another. */
static void add_prefix(struct client *client, struct slice prefix)
{
    size_t left = 0;

    for (size_t i = 0; i < client->tracked_count; i++) {
        if (begins_with(prefix, slice_of(client->tracked[i])))
            return;
    }
    for (size_t i = 0; i < client->tracked_count; i++) {
        if (begins_with(slice_of(client->tracked[i]), prefix))
            free(client->tracked[i]);
        else
            client->tracked[left++] = client->tracked[i];
    }
    client->tracked[left] = mem_strndup(prefix.data, prefix.size);
    client->tracked_count = left + 1;
}

void client_track(struct client *client, const struct client_options *options)
{
    client->tracked = mem_zalloc(options->tracked_count + 1, sizeof(*client->tracked));
    for (size_t i = 0; i < options->tracked_count; i++)
        add_prefix(client, options->tracked[i]);
}

static void tell(const struct node *node, struct slice key)
{
    const struct client *client = node->client;

    if (!client->closing && client->events.touched != NULL)
        client->events.touched(client->context, node->number, key);
}

static void tell_any(const struct node *node)
{
    tell(node, (struct slice){0});
}

static void close_link(struct node *node)
{
    struct link *link = node->tracker.link;

    node->tracker.link = NULL;
    node->tracker.on = node->tracker.begun = false;
    if (link != NULL)
        link_close(link, client_release, node->client);
}

/* It stays so: whoever has no right to it would have every try noted in the server's log. */
static void refuse(struct node *node, const char *what, const char *reason)
{
    error_set(&node->tracker.error, ERROR_STOP, "%s: %s", what, reason);
    close_link(node);
    tell_any(node);
}

/* Returns true for an answer that is no error; else what is refused for good is not asked for any
 * more, and what is not is tried again. */
static bool is_granted(struct node *node, const char *what, const struct reply *reply)
{
    struct error error;

    if (reply == NULL)
        return false;
    if (reply->nodes[0].type != REPLY_ERROR)
        return true;
    reply_error(reply_text(reply, 0), &error);
    if (error.class == ERROR_STOP)
        refuse(node, what, error.text);
    else
        link_give_up(node->tracker.link, &error);
    return false;
}

static void ask(struct node *node, const struct slice *words, size_t count, reply_fn *on_reply)
{
    (void)link_send(node->tracker.link,
                    &(struct link_request){
                        .words = words, .count = count, .on_reply = on_reply, .context = node});
}

static void on_subscribed(void *context, const struct reply *reply, const struct error *error)
{
    struct node *node = context;
    struct tracker *tracker = &node->tracker;

    (void)error;
    if (!is_granted(node, "SUBSCRIBE", reply))
        return;
    tracker->on = true;
    tracker->begun = false;
    tracker->given_up = 0;
    tracker->error = (struct error){0};
    tell_any(node);
}

static void on_tracking(void *context, const struct reply *reply, const struct error *error)
{
    const struct slice words[] = {SLICE("SUBSCRIBE"), SLICE(CHANNEL)};
    struct node *node = context;

    (void)error;
    if (is_granted(node, "CLIENT TRACKING", reply))
        ask(node, words, 2, on_subscribed);
}

/* Without a prefix all keys are tracked, which is what an empty one says. */
static void on_id(void *context, const struct reply *reply, const struct error *error)
{
    struct node *node = context;
    const struct client *client = node->client;
    char id[24];

    (void)error;
    if (!is_granted(node, "CLIENT ID", reply))
        return;
    snprintf(id, sizeof(id), "%" PRId64, reply->nodes[0].integer);
    struct slice *words = mem_zalloc(FIRST_WORDS + 2 * client->tracked_count, sizeof(*words));
    const struct slice first[FIRST_WORDS] = {SLICE("CLIENT"),   SLICE("TRACKING"), SLICE("ON"),
                                             SLICE("REDIRECT"), slice_of(id),      SLICE("BCAST")};
    size_t count = FIRST_WORDS;
    memcpy(words, first, sizeof(first));
    for (size_t i = 0; i < client->tracked_count && client->tracked[i][0] != '\0'; i++) {
        words[count++] = SLICE("PREFIX");
        words[count++] = slice_of(client->tracked[i]);
    }
    ask(node, words, count, on_tracking);
    free(words);
}

static void on_ready(void *context)
{
    const struct slice words[] = {SLICE("CLIENT"), SLICE("ID")};
    struct node *node = context;

    node->tracker.begun = true;
    ask(node, words, 2, on_id);
}

/* What closes the connection each time that tracking is asked for is a proxy that does not know it.
 */
static void on_lost(void *context, const struct error *error)
{
    struct node *node = context;
    struct tracker *tracker = &node->tracker;
    bool was_on = tracker->on;

    tracker->error = *error;
    tracker->given_up += tracker->begun;
    tracker->on = tracker->begun = false;
    if (tracker->given_up >= TRIES)
        refuse(node, "CLIENT TRACKING", error->text);
    else if (was_on)
        tell_any(node);
}

/* Takes "message", the channel, and the keys; nil where all were removed. */
static void on_pushed(void *context, const struct reply *reply)
{
    const struct node *node = context;
    size_t keys = reply_child(reply, 0, 2);

    if (keys == reply->count || !node->tracker.on)
        return;
    if (reply->nodes[keys].type != REPLY_ARRAY) {
        tell_any(node);
        return;
    }
    for (size_t key = keys + 1; key < reply->nodes[keys].next && node->tracker.on; key++)
        tell(node, reply_text(reply, key));
}

void tracker_begin(struct node *node)
{
    static const struct link_events events = {
        .ready = on_ready, .lost = on_lost, .pushed = on_pushed};
    struct client *client = node->client;
    struct tracker *tracker = &node->tracker;

    if (client->tracked_count == 0 || client->closing || node->link == NULL ||
        tracker->link != NULL || tracker->error.class == ERROR_STOP)
        return;
    client->open++;
    tracker->given_up = 0;
    tracker->link = link_open(client->loop, link_url(node->link), COMMANDS_TRACKING, client->name,
                              &client->limits, &events, node);
}

void tracker_end(struct node *node)
{
    close_link(node);
    node->tracker.error = (struct error){0};
}

void tracker_retry(struct node *node)
{
    struct tracker *tracker = &node->tracker;

    if (tracker->link != NULL) {
        link_retry(tracker->link);
    } else if (tracker->error.class == ERROR_STOP) {
        tracker->error = (struct error){0};
        if (node->link != NULL && client_node_is_ready(node))
            tracker_begin(node);
    }
}
