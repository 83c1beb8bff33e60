/* Ledger: how one destination is, for whoever asks: driftop:G:status, a hash that all routers of
 * the group write into. What happened is counted there; what could not be written is written later.
 *
 *     accepted, dead, lost, repeated   messages that it took, that it never will, entries that went
 *                                      before they were read, messages that it took and may
 *                                      have twice: made again of entries that were read before and
 *                                      not saved, or after a try that it did not answer
 *     unreadable                       entries that were no reports
 *     accepted_ms                      when it took the last one
 *     down_since_ms, down_why          where a router found it away, for who takes its shards: one
 *                                      that finds it so says it again with each beat, and who comes
 *                                      to it with that takes it away when it is back
 *     router:NAME                      JSON: host, pid, version, started_ms, beat_ms, shards; what
 *                                      it did and finds itself: accepted, dead, accepted_ms,
 *                                      down_since_ms, down_why
 */
#ifndef ROUTE_LEDGER_H
#define ROUTE_LEDGER_H

#include "redis/client.h"

#define LEDGER_BEAT_MS 5000

enum ledger_count {
    LEDGER_ACCEPTED,
    LEDGER_DEAD,
    LEDGER_LOST,
    LEDGER_REPEATED,
    LEDGER_UNREADABLE,
    LEDGER_COUNTS
};

struct ledger;

/* The group, which is the destination's name, and the router's name are copied. */
struct ledger *ledger_create(struct client *client, const char *group, const char *router);

/* Note what happened, by whatever clock the times are of. */
void ledger_add(struct ledger *ledger, enum ledger_count count, uint64_t more);
void ledger_accepted(struct ledger *ledger, int64_t at_ms);

/* The destination is away since then, and why; 0: it is not (any more). */
void ledger_down(struct ledger *ledger, int64_t since_ms, const char *why);

/* Asks since when it is known to be away, and why; 0: it is not, or nobody could say. Returns
 * false, and tells nobody, where it cannot be asked. */
typedef void ledger_outage_fn(void *context, int64_t since_ms, const char *why);
bool ledger_ask_outage(struct ledger *ledger, ledger_outage_fn *told, void *context);

/* Writes what is new, and that this router lives with so many shards. To be called about once a
 * second; it costs nothing where nothing is new, and a beat every LEDGER_BEAT_MS. */
void ledger_tick(struct ledger *ledger, unsigned shards, int64_t now_ms);

/* Writes what is left, and that this router is no more. */
void ledger_finish(struct ledger *ledger);

/* To be called when the client is closed: answers come to it until then. */
void ledger_free(struct ledger *ledger);

#endif
