/* The sentinels: what one of them is asked, and what its replies mean. */
#include "config.h"

#include "redis/sentinels_private.h"

#define ANSWER_MS 1000 /* one that takes longer is not waited for */

/* Where the connection was lost, that is told behind this. */
static void conclude(struct sentinel *sentinel)
{
    sentinel->is_asked = false;
    if (link_state(sentinel->link) != LINK_READY)
        return;
    if (sentinel->is_outdated)
        sentinel_ask(sentinel);
    else
        sentinels_heard(sentinel);
}

static void request(struct sentinel *sentinel, const struct slice *words, size_t count,
                    reply_fn *on_reply)
{
    const struct link_request asked = {
        .words = words,
        .count = count,
        .deadline_ms = ANSWER_MS,
        .on_reply = on_reply,
        .context = sentinel,
    };
    struct error error;

    if (link_send(sentinel->link, &asked))
        return;
    error_set(&error, ERROR_RETRY, "the connection was lost");
    on_reply(sentinel, NULL, &error);
}

/* A server of data knows no such command. */
static void refuse(struct sentinel *sentinel, struct slice text)
{
    if (reply_error_is(text, "ERR unknown command"))
        error_set(&sentinel->error, ERROR_STOP, "this is no sentinel: is it %s://%s?",
                  sentinel->all->tls ? "rediss" : "redis", buffer_text(&sentinel->name));
    else
        reply_error(text, &sentinel->error);
}

static void on_masters(void *context, const struct reply *reply, const struct error *error)
{
    struct sentinel *sentinel = context;
    struct buffer names = {0};

    (void)error;
    if (reply != NULL && reply->nodes[0].type == REPLY_ARRAY)
        sentinel_list_masters(reply, &names);
    error_set(&sentinel->error, ERROR_STOP, "no master is called '%s'%s%s", sentinel->all->master,
              names.size > 0 ? "; known: " : "", buffer_text(&names));
    buffer_free(&names);
    conclude(sentinel);
}

static void ask_for_names(struct sentinel *sentinel)
{
    const struct slice words[] = {SLICE("SENTINEL"), SLICE("MASTERS")};

    request(sentinel, words, 2, on_masters);
}

static void on_address(void *context, const struct reply *reply, const struct error *error)
{
    struct sentinel *sentinel = context;
    struct sentinel_answer *answer = &sentinel->answer;

    if (reply == NULL) {
        sentinel->error = *error;
    } else if (reply->nodes[0].type == REPLY_ERROR) {
        refuse(sentinel, reply_text(reply, 0));
    } else if (!sentinel_read_address(reply, answer)) {
        error_set(&sentinel->error, ERROR_STOP, "what it answers is no address of a server");
    } else if (answer->host[0] == '\0') {
        ask_for_names(sentinel);
        return;
    } else {
        sentinel->error = (struct error){0};
    }
    conclude(sentinel);
}

/* Without the right to it the address still holds. */
static void on_master(void *context, const struct reply *reply, const struct error *error)
{
    struct sentinel *sentinel = context;

    (void)error;
    if (reply != NULL && reply->nodes[0].type == REPLY_ARRAY)
        sentinel_read_master(reply, &sentinel->answer);
}

/* The epoch first: where a failover comes between the two, an old epoch with a new address is put
 * right by the next round, but a new one with an old address would be believed. */
void sentinel_ask(struct sentinel *sentinel)
{
    struct slice words[] = {SLICE("SENTINEL"), SLICE("MASTER"), slice_of(sentinel->all->master)};

    sentinel->is_asked = true;
    sentinel->is_outdated = false;
    sentinel->answer = (struct sentinel_answer){0};
    request(sentinel, words, 3, on_master);
    words[1] = SLICE("GET-MASTER-ADDR-BY-NAME");
    request(sentinel, words, 3, on_address);
}
