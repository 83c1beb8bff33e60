/* Turns: the order in which those streams of a node are asked for news that nobody sees. There are
 * two rings, in each of which whoever was asked longest ago comes first: those that had news
 * lately, and the rest. They take turns, so that the few that report often are asked often, and the
 * many that do not still have half of all that is asked. */
#ifndef SOURCE_REDIS_TURNS_H
#define SOURCE_REDIS_TURNS_H

#include <stdbool.h>
#include <stdint.h>

struct stream;

/* What a stream has of it. Times are monotonic milliseconds. */
struct turn {
    struct turn *before; /* NULL: it is in no ring */
    struct turn *behind;
    int64_t asked_ms;
    unsigned char lively; /* so many rounds it counts as one that had news lately */
    bool under_way;       /* it is being asked */
};

enum { TURNS_LIVELY, TURNS_QUIET, TURNS_RINGS };

/* Must not move once it was made ready. */
struct turns {
    struct turn rings[TURNS_RINGS]; /* where each begins and ends */
    unsigned ring;                  /* whose turn it is */
};

void turns_begin(struct turns *turns);

/* Takes a stream out of the ring that it is in, and puts it at the end of the one that it belongs
 * to: it was asked then. */
void turns_put(struct turns *turns, struct stream *stream, int64_t asked_ms);

/* Takes a stream out of the ring that it is in. */
void turns_leave(struct stream *stream);

/* Notes whether it had news when it was asked. One that had is soon asked again. */
void turns_heard(struct turns *turns, struct stream *stream, bool news);

/* Gives the turn to the other ring where somebody there was asked before that moment, or at it. */
void turns_change(struct turns *turns, int64_t asked_ms);

/* Returns the next stream of the ring whose turn it is, if it was asked no later than that; NULL:
 * there is none. */
struct stream *turns_next(const struct turns *turns, int64_t asked_ms);

/* Returns when the one was asked that was not asked for the longest time; INT64_MAX: there is none.
 */
int64_t turns_oldest_ms(const struct turns *turns);

#endif
