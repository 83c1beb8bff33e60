/* Route pager: routers in this process, each with one file as its destination, for the tests: opens
 * them on one loop, writes reports, and waits for what arrives. */
#ifndef LIVE_PAGER_H
#define LIVE_PAGER_H

#include "base/stream_id.h"
#include "route/router.h"
#include "support/redis_server.h"
#include "support/scratch.h"
#include "support/string_list.h"

#include <cjson/cJSON.h>

#define PAGER_GROUP "pager"
#define PAGER_PREFIX "rag:telemetry:"
#define PAGER_LEASE_MS 1000

struct pager {
    uv_loop_t loop;
    uv_timer_t pulse; /* lets the loop look at a condition again */
    struct router *router;
    struct destination destination;
    char directory[SCRATCH_SIZE];
    char path[SCRATCH_SIZE + 16]; /* of the file, one line a message */
    char name[32];                /* of the router */
    struct string_list said;
    uint64_t settled; /* messages, by the router's word */
    bool closed;
    bool ended;
    struct error error; /* with which it ended */
};

typedef bool pager_condition(struct pager *pager, void *context);

/* Makes a pager with a file of its own; its destination and the options may be changed before
 * pager_start(). It is ended by pager_end(). */
void pager_create(struct pager *pager);
struct router_options pager_options(const struct pager *pager, const char *url);
void pager_start(struct pager *pager, const struct router_options *options);
void pager_open(struct pager *pager, const char *url);

/* Waits until what comes from now on is told; opens one on a server, and waits for that. */
void pager_began(struct pager *pager, struct redis_server *server);
void pager_begin(struct pager *pager, struct redis_server *server);

/* Runs the loop until a condition holds; ends the test, naming it, where that takes too long. */
void pager_wait(struct pager *pager, pager_condition *condition, void *context, const char *what);
#define PAGER_WAIT(pager, condition, context) pager_wait(pager, condition, context, #condition)

/* Runs the loop for a while, for what must not happen. */
void pager_run(struct pager *pager, int64_t ms);

/* Waits until so many messages arrived, in all; until the router has read all that there is, told
 * and saved it. */
void pager_messages(struct pager *pager, size_t count);
void pager_settle(struct pager *pager, struct redis_server *server);

/* Returns how many messages arrived; one of them, which the caller frees; a text or number of it.
 */
size_t pager_count(const struct pager *pager);
cJSON *pager_message(const struct pager *pager, size_t number);
const char *message_text(const cJSON *message, const char *name);
double message_number(const cJSON *message, const char *name);

/* Asserts that a message has this edge, of this tenant. */
void pager_expect(const struct pager *pager, size_t number, const char *edge, const char *tenant);

/* Returns true when a line that was told holds a text. */
bool pager_was_told(const struct pager *pager, const char *text);

/* Closes the router within `wait_ms`; that, and the pager. */
void pager_close(struct pager *pager, int64_t wait_ms);
void pager_end(struct pager *pager);

/* Adds a report of one dimension "faithfulness": 'd' degraded, 'w' warn, 'o' ok, 'n' without a
 * value. */
void pager_report(struct redis_server *server, const char *tenant, const char *id, char severity);
/* The same for each letter, with IDs of their own. */
void pager_reports(struct redis_server *server, const char *tenant, const char *severities);

/* Returns how many entries are pending of the group. */
long long pager_pending(struct redis_server *server, const char *tenant);

#endif
