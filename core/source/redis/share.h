/* Share: how much of a server's time those questions take that nobody waits for.
 *
 * What they cost is told by their replies: the time from sending one to the first sign of its
 * reply, less that of the bare round trip, which is the shortest of some questions for next to
 * nothing. A server computes a reply whole before it sends any of it, so what we need to read it
 * does not count. INFO commandstats would be exact, but counts what everybody asks, and not every
 * user may see it. Only questions count that were alone under way. As we may have been busy
 * ourselves when a reply came, what is less than thought is believed sooner than what is more. */
#ifndef SOURCE_REDIS_SHARE_H
#define SOURCE_REDIS_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times are in microseconds, of a clock that never steps. */

enum share_good {
    SHARE_KEY,   /* whether a stream has news, among many */
    SHARE_STEP,  /* of a scan */
    SHARE_FACTS, /* of a stream; taken for what it usually costs */
    SHARE_GOODS
};

struct share {
    unsigned percent; /* of the server's time */
    double saved_us;  /* below 0: it was overdrawn */
    int64_t earned_us;
    double trip_us; /* of a bare round trip; 0: not known */
    int64_t trip_known_us;
    unsigned trips; /* how often it is to be measured still */
    bool pass;
    double price_us[SHARE_GOODS];
    bool learned[SHARE_GOODS];
};

void share_begin(struct share *share, unsigned percent);

/* Another server answers now, as far as is known. */
void share_forget(struct share *share);

/* Returns true when something may be asked; and if not, how long to wait: INT64_MAX is for ever. */
bool share_may_ask(struct share *share, int64_t now_us);
int64_t share_wait_us(const struct share *share);

/* The same for who is served second: lets one of those ask, though nothing was saved; and returns
 * true when that was so, or else something may be asked. */
void share_let_pass(struct share *share);
bool share_may_follow(struct share *share, int64_t now_us);

/* Notes that something was asked. */
void share_spend(struct share *share, enum share_good good, size_t count);

/* Returns true when something small should be asked, to learn of the round trip; this comes up
 * again and again. */
bool share_wants_trip(struct share *share, int64_t now_us);

/* Learns from a reply, of something that was alone under way. */
void share_learn(struct share *share, enum share_good good, size_t count, int64_t took_us,
                 int64_t now_us);

/* Returns about how many keys keep the server for a millisecond; at least 1. */
size_t share_keys(const struct share *share);

#endif
