#include "config.h"

#include "route/dead.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "route/route_key.h"

#include <stdio.h>
#include <stdlib.h>

#define TIMEOUT_MS (5 * MS_PER_SECOND)
#define LENGTH "1000" /* DEAD_LETTERS_MAX */

/* Of letters that are buried together. */
struct burial {
    size_t due; /* answers */
    struct error error;
    dead_done_fn *done;
    void *context;
};

static void end_one(struct burial *burial)
{
    if (--burial->due > 0)
        return;
    burial->done(burial->context, burial->error.class != ERROR_NONE ? &burial->error : NULL);
    free(burial);
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct burial *burial = context;

    if (reply == NULL)
        burial->error = *error;
    else if (reply->nodes[0].type == REPLY_ERROR)
        reply_error(reply_text(reply, 0), &burial->error);
    end_one(burial);
}

static struct slice slice_of_buffer(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

static bool bury_one(struct client *client, const struct message *message,
                     const struct outcome *outcome, struct burial *burial)
{
    struct buffer key = {0};
    struct buffer document = {0};
    char status[16];
    char at[STREAM_ID_SIZE];

    route_key_of(message->destination->name, "dead", &key);
    message_json(message, &document);
    snprintf(status, sizeof(status), "%d", outcome->status);
    stream_id_format(message->at_id, at);
    const struct slice words[] = {
        SLICE("XADD"),   slice_of_buffer(&key),
        SLICE("MAXLEN"), SLICE("~"),
        SLICE(LENGTH),   SLICE("*"),
        SLICE("why"),    slice_of(outcome->error.text),
        SLICE("status"), slice_of(status),
        SLICE("answer"), slice_of(outcome->answer != NULL ? outcome->answer : ""),
        SLICE("alert"),  slice_of_buffer(&document),
        SLICE("stream"), {message->stream != NULL ? message->stream : "", message->stream_size},
        SLICE("at"),     slice_of(at)};
    const struct client_request request = {.words = words,
                                           .count = sizeof(words) / sizeof(words[0]),
                                           .deadline_ms = TIMEOUT_MS,
                                           .on_reply = on_reply,
                                           .context = burial};
    bool was_sent = client_send(client, &request);
    buffer_free(&key);
    buffer_free(&document);
    return was_sent;
}

/* Where the first one cannot be sent, none can; a later one that cannot is one that failed. */
bool dead_bury(struct client *client, const struct message *message, const struct outcome *outcome,
               dead_done_fn *done, void *context)
{
    struct burial *burial = mem_zalloc(1, sizeof(*burial));
    const struct message *const *messages =
        message->covered_count > 0 ? (const struct message *const *)message->covered : &message;
    size_t count = message->covered_count > 0 ? message->covered_count : 1;

    burial->done = done;
    burial->context = context;
    for (size_t i = 0; i < count; i++) {
        if (bury_one(client, messages[i], outcome, burial))
            burial->due++;
        else
            error_set(&burial->error, ERROR_RETRY, "Redis is away");
    }
    if (burial->due > 0)
        return true;
    free(burial);
    return false;
}

/* --- reading --- */

static char *copy_text(const struct reply *reply, size_t fields, const char *name)
{
    size_t node = reply_lookup(reply, fields, name);
    struct slice text = node < reply->count ? reply_text(reply, node) : (struct slice){0};

    return text.size > 0 ? mem_strndup(text.data, text.size) : NULL;
}

static int read_status(const struct reply *reply, size_t fields)
{
    size_t node = reply_lookup(reply, fields, "status");
    uint64_t status = 0;

    if (node < reply->count && integer_parse(reply_text(reply, node), INT16_MAX, &status))
        return (int)status;
    return 0;
}

bool dead_letter_read(const struct reply *reply, size_t entry, struct dead_letter *letter)
{
    size_t id = reply_child(reply, entry, 0);
    size_t fields = reply_child(reply, entry, 1);

    *letter = (struct dead_letter){0};
    if (fields >= reply->count || reply->nodes[fields].type != REPLY_ARRAY ||
        !stream_id_parse(reply_text(reply, id), &letter->id))
        return false;
    letter->why = copy_text(reply, fields, "why");
    letter->status = read_status(reply, fields);
    letter->answer = copy_text(reply, fields, "answer");
    letter->document = copy_text(reply, fields, "alert");
    letter->stream = copy_text(reply, fields, "stream");
    size_t at = reply_lookup(reply, fields, "at");
    if (at < reply->count)
        (void)stream_id_parse(reply_text(reply, at), &letter->at);
    if (letter->why != NULL && letter->document != NULL)
        return true;
    dead_letter_free(letter);
    return false;
}

void dead_letter_free(struct dead_letter *letter)
{
    free(letter->why);
    free(letter->answer);
    free(letter->document);
    free(letter->stream);
    *letter = (struct dead_letter){0};
}
