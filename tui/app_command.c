/* The dashboard's entry among the commands. */
#include "config.h"

#include "app.h"

#include "headless/operands.h"

static const struct example examples[] = {
    {"driftop demo:", "a simulated fleet to look around"},
    {"driftop redis://cache.internal:6379/0", "the fleet in a Redis"},
    {"driftop -w 24h -t 'acme-*'", "one customer since yesterday"},
    {"driftop --ns prod:rag unix:///run/redis.sock", "another namespace, a unix socket"},
    {0},
};

const struct command dashboard_command = {
    .name = "",
    .set = FOR_DASHBOARD,
    .needs_terminal = true,
    .usage = "[OPTIONS] [SOURCE | FILE...]",
    .summary = "watch the fleet in a dashboard",
    .about = "driftop is top for RAG drift: it reads the diagnostic reports that "
             "retrieval-augmented services write into Redis Streams and shows which tenants "
             "drift, in which dimension, since when and how far.",
    .examples = examples,
    .take_words = operands_source,
    .run = app_run,
};
