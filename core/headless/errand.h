/* Errand: some questions to a Redis, one after the other, for a command that asks and ends. */
#ifndef HEADLESS_ERRAND_H
#define HEADLESS_ERRAND_H

#include "headless/options.h"
#include "redis/client.h"

#include <uv.h>

struct errand {
    uv_loop_t loop;
    struct client *client;
    uv_timer_t timer;
    uv_prepare_t look; /* whether it is over, before the loop waits */
    bool (*is_over)(void *context);
    void *context;
    int64_t timeout_ms;
    bool is_late;
    size_t due;           /* answers */
    struct error failure; /* of the first one that failed; ERROR_NONE: none did */
};

/* Takes an answer, which is no error. */
typedef void errand_fn(void *context, const struct reply *reply);

/* Begins without a Redis: with a loop alone. */
bool errand_begin(struct errand *errand, const struct options *options, struct error *error);

/* Opens the source of the options, and waits until all of it can be asked; of a cluster until
 * --timeout is over at most, when at least a part of it can. Returns false with the reason. To be
 * closed in any case. */
bool errand_open(struct errand *errand, const struct options *options, struct error *error);

/* What to ask. `words` are copied. */
struct errand_question {
    const struct slice *words;
    size_t count;
    enum client_target target; /* CLIENT_OWNER, CLIENT_NODE */
    size_t node;
    bool may_fail;     /* that it is refused is no failure: `answer` is not called then */
    errand_fn *answer; /* NULL: it is of no interest */
    void *context;
};

/* Hands a question in; errand_wait() waits for the answers to all of them. It returns false with
 * what was wrong with the first one that failed; the others were answered all the same. */
void errand_ask(struct errand *errand, const struct errand_question *question);
bool errand_wait(struct errand *errand, struct error *error);

/* Both, of one that names its key as the second word: "HGETALL", key. */
bool errand_fetch(struct errand *errand, const struct slice *words, size_t count, errand_fn *answer,
                  void *context, struct error *error);

/* Runs the loop until `is_over(context)` or --timeout has gone by. Returns false in that case. */
bool errand_run(struct errand *errand, bool (*is_over)(void *context), void *context);

void errand_close(struct errand *errand);

#endif
