#include "config.h"

#include "route/script.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_BEFORE 3 /* EVALSHA, the sum, and how many keys there are */

/* One that is under way, with its words, as they may be needed once more. */
struct script_call {
    struct client *client;
    const struct script *script;
    struct slice *words; /* with those before */
    size_t count;
    char *bytes; /* that they stand in */
    char keys[24];
    reply_fn *on_reply;
    void *context;
};

static void free_call(struct script_call *call)
{
    free(call->words);
    free(call->bytes);
    free(call);
}

static void copy_words(struct script_call *call, const struct script_request *request)
{
    size_t size = 0;

    for (size_t i = 0; i < request->count; i++)
        size += request->words[i].size;
    call->count = WORDS_BEFORE + request->count;
    call->words = mem_zalloc(call->count, sizeof(*call->words));
    call->bytes = mem_alloc(size + 1);
    size = 0;
    for (size_t i = 0; i < request->count; i++) {
        struct slice word = request->words[i];
        if (word.size > 0)
            memcpy(call->bytes + size, word.data, word.size);
        call->words[WORDS_BEFORE + i] = (struct slice){call->bytes + size, word.size};
        size += word.size;
    }
    snprintf(call->keys, sizeof(call->keys), "%zu", request->keys);
    call->words[2] = slice_of(call->keys);
}

static bool send_call(struct script_call *call, const char *command, const char *script,
                      reply_fn *on_reply)
{
    call->words[0] = slice_of(command);
    call->words[1] = slice_of(script);
    return client_send(call->client, &(struct client_request){
                                         .words = call->words,
                                         .count = call->count,
                                         .on_reply = on_reply,
                                         .context = call,
                                     });
}

static void tell(void *context, const struct reply *reply, const struct error *error)
{
    struct script_call *call = context;

    call->on_reply(call->context, reply, error);
    free_call(call);
}

static bool is_unknown(const struct reply *reply)
{
    return reply != NULL && reply->nodes[0].type == REPLY_ERROR &&
           reply_error_is(reply_text(reply, 0), "NOSCRIPT");
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct script_call *call = context;
    struct error lost;

    if (!is_unknown(reply)) {
        tell(call, reply, error);
    } else if (!send_call(call, "EVAL", call->script->text, tell)) {
        error_set(&lost, ERROR_RETRY, "it went away before a script was sent");
        tell(call, NULL, &lost);
    }
}

bool script_run(const struct script_request *request)
{
    struct script_call *call = mem_zalloc(1, sizeof(*call));

    call->client = request->client;
    call->script = &scripts[request->name];
    call->on_reply = request->on_reply;
    call->context = request->context;
    copy_words(call, request);
    if (send_call(call, "EVALSHA", call->script->sum, on_reply))
        return true;
    free_call(call);
    return false;
}

/* Returns what stands behind the last "@user_script:3: " or "@user_script: 3: ", empty without. */
static struct slice behind_line(struct slice text)
{
    static const char mark[] = "@user_script:";
    struct slice found = {0};
    const char *at;

    while ((at = memmem(text.data, text.size, mark, sizeof(mark) - 1)) != NULL) {
        const char *end = text.data + text.size, *from = at + sizeof(mark) - 1;
        for (at = from; at < end && (*at == ' ' || (*at >= '0' && *at <= '9')); at++)
            continue;
        if (end - at > 2 && at > from && at[0] == ':' && at[1] == ' ')
            found = (struct slice){at + 2, (size_t)(end - at - 2)};
        text = (struct slice){from, (size_t)(end - from)};
    }
    return found;
}

/* "ERR Error running script (call to f_5f…): @user_script:3: @user_script: 3: -OOM command not …"
 * of servers before 7; "OOM command not … script: 5f…, on @user_script:3." of the others. */
static struct slice reason(struct slice text)
{
    static const char tail[] = " script: ";
    struct slice behind = behind_line(text);

    if (behind.size > 0) {
        while (behind.size > 0 && behind.data[0] == '-')
            behind = (struct slice){behind.data + 1, behind.size - 1};
        return behind;
    }
    const char *end = memmem(text.data, text.size, tail, sizeof(tail) - 1);
    return end != NULL ? (struct slice){text.data, (size_t)(end - text.data)} : text;
}

enum error_class script_error_class(struct slice text)
{
    return reply_error_class(reason(text));
}

void script_error(struct slice text, struct error *error)
{
    reply_error(reason(text), error);
}
