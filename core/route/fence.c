#include "config.h"

#include "route/fence_private.h"

#include "base/integer.h"
#include "base/memory.h"
#include "route/route_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void fence_free_job(struct fence_job *job)
{
    buffer_free(&job->stream);
    buffer_free(&job->told);
    free(job->group);
    free(job->acks);
    free(job);
}

struct fence_job *fence_make_job(const struct fence_target *target, void *context)
{
    struct fence_job *job = mem_zalloc(1, sizeof(*job));
    job->client = target->client;
    buffer_append(&job->stream, target->stream.data, target->stream.size);
    route_key_told(target->stream, target->group, &job->told);
    job->group = mem_strdup(target->group);
    job->context = context;
    snprintf(job->epoch, sizeof(job->epoch), "%" PRIu64, target->epoch);
    return job;
}

struct slice fence_content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

bool fence_run(struct fence_job *job, enum script_name name, const struct slice *words,
               size_t count, size_t keys, reply_fn *on_reply)
{
    return script_run(&(struct script_request){
        .client = job->client,
        .name = name,
        .words = words,
        .count = count,
        .keys = keys,
        .on_reply = on_reply,
        .context = job,
    });
}

/* Returns what a reply says of an attempt, FENCE_DONE where the script was carried out. */
static enum fence_result result_of(const struct reply *reply, const struct error *lost,
                                   struct error *error)
{
    *error = (struct error){0};
    if (reply == NULL) {
        *error = *lost;
        return FENCE_LOST;
    }
    if (reply->nodes[0].type != REPLY_ERROR)
        return FENCE_DONE;
    script_error(reply_text(reply, 0), error);
    switch (error->class) {
    case ERROR_RETRY:
        return FENCE_FULL;
    case ERROR_RESOLVE:
        return FENCE_LOST;
    default:
        return FENCE_REFUSED;
    }
}

static enum fence_result stale(struct error *error)
{
    error_set(error, ERROR_RETRY, "another router has it by now");
    return FENCE_STALE;
}

static void take_field(struct fence_found *found, struct slice field, struct slice value)
{
    if (slice_is(field, "at"))
        found->damaged += !stream_id_parse(value, &found->at);
    else if (!slice_is(field, "epoch"))
        found->damaged += !told_take(&found->told, field, value);
}

/* The reply is the epoch that stood there, or nil, and what stands there now: all fields; or nil
 * where that epoch is greater than ours. */
static enum fence_result take_found(const struct reply *reply, struct fence_found *found,
                                    struct error *error)
{
    size_t epoch = reply_child(reply, 0, 0);
    size_t fields = reply_child(reply, 0, 1);

    if (epoch >= reply->count || fields >= reply->count) {
        error_set(error, ERROR_STOP, "the answer of the script that takes a stream is none");
        return FENCE_REFUSED;
    }
    found->known = integer_parse(reply_text(reply, epoch), UINT64_MAX, &found->epoch);
    if (reply->nodes[fields].type != REPLY_ARRAY)
        return stale(error);
    for (size_t node = fields + 1; node + 1 < reply->nodes[fields].next; node += 2)
        take_field(found, reply_text(reply, node), reply_text(reply, node + 1));
    return FENCE_DONE;
}

static void on_taken(void *context, const struct reply *reply, const struct error *lost)
{
    struct fence_job *job = context;
    struct fence_found found = {0};
    struct error error;
    enum fence_result result = result_of(reply, lost, &error);

    if (result == FENCE_DONE)
        result = take_found(reply, &found, &error);
    job->took(job->context, result, &found, &error);
    fence_free_job(job);
}

bool fence_take(const struct fence_target *target, fence_took_fn *took, void *context)
{
    struct fence_job *job = fence_make_job(target, context);
    const struct slice words[] = {fence_content(&job->told), slice_of(job->epoch)};

    job->took = took;
    if (fence_run(job, SCRIPT_TAKE, words, 2, 1, on_taken))
        return true;
    fence_free_job(job);
    return false;
}

enum fence_result fence_written(const struct reply *reply, const struct error *lost,
                                struct error *error)
{
    enum fence_result result = result_of(reply, lost, error);

    if (result == FENCE_DONE && reply->nodes[0].integer < 0)
        return stale(error);
    return result;
}

void fence_end_job(struct fence_job *job, enum fence_result result, const struct error *error)
{
    job->done(job->context, result, error);
    fence_free_job(job);
}

static void on_forgotten(void *context, const struct reply *reply, const struct error *lost)
{
    struct error error;
    enum fence_result result = fence_written(reply, lost, &error);

    fence_end_job(context, result, &error);
}

bool fence_forget(const struct fence_target *target, fence_done_fn *done, void *context)
{
    struct fence_job *job = fence_make_job(target, context);
    const struct slice words[] = {fence_content(&job->told), slice_of(job->epoch)};

    job->done = done;
    if (fence_run(job, SCRIPT_FORGET, words, 2, 1, on_forgotten))
        return true;
    fence_free_job(job);
    return false;
}
