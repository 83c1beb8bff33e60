#include "config.h"

#include "present/advice_words.h"

#include <inttypes.h>

static const char *pipeline_words(const struct advice *advice)
{
    if (advice->judge)
        return "retriever, index, generator or judge? embedding, response and judge drift";
    if (advice->queries_unknown)
        return "retriever, index or generator? embedding and response drift, queries unknown";
    return "retriever, index or generator? embedding and response drift, queries do not";
}

void advice_describe(const struct advice *advice, struct buffer *out)
{
    switch (advice->kind) {
    case ADVICE_NONE:
        break;
    case ADVICE_WAIT:
        buffer_printf(
            out, "wait for more? bad in %" PRIu32 " of %" PRIu32 " report%s, too few for its rule",
            advice->bad, advice->of, advice->of == 1 ? "" : "s");
        break;
    case ADVICE_USERS:
        buffer_printf(out, "other users or questions? queries and embedding drift together%s",
                      advice->judge ? ", and the judge" : "");
        break;
    case ADVICE_PIPELINE:
        buffer_string(out, pipeline_words(advice));
        break;
    case ADVICE_JUDGE:
        buffer_string(out, "another judge? it drifts alone: do not trust the scores that it gives");
        break;
    }
}
