/* What the two files of the fence share. */
#ifndef ROUTE_FENCE_PRIVATE_H
#define ROUTE_FENCE_PRIVATE_H

#include "route/fence.h"
#include "route/script.h"

/* What is asked of one stream. */
struct fence_job {
    struct client *client;
    struct buffer stream;
    struct buffer told; /* the key of what was told of it */
    char *group;
    char epoch[24];
    struct stream_id *acks; /* of a commit */
    size_t ack_count;
    size_t sent; /* of them, so far */
    fence_took_fn *took;
    fence_done_fn *done;
    void *context;
};

struct fence_job *fence_make_job(const struct fence_target *target, void *context);
void fence_free_job(struct fence_job *job);

struct slice fence_content(const struct buffer *buffer);
bool fence_run(struct fence_job *job, enum script_name name, const struct slice *words,
               size_t count, size_t keys, reply_fn *on_reply);

/* Returns what became of a script that answers with a negative number where the stream is
 * another's; `lost` is why there is no reply. */
enum fence_result fence_written(const struct reply *reply, const struct error *lost,
                                struct error *error);

/* Tells it, and frees the job. */
void fence_end_job(struct fence_job *job, enum fence_result result, const struct error *error);

#endif
