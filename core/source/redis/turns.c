#include "config.h"

#include "source/redis/turns.h"

#include "source/redis/stream.h"

#include <stddef.h>

#define LIVELY_ROUNDS 3

static struct stream *stream_of(struct turn *turn)
{
    return (struct stream *)((char *)turn - offsetof(struct stream, turn));
}

/* Returns the first of a ring, or NULL. */
static struct turn *first_of(const struct turn *ring)
{
    return ring->behind != ring ? ring->behind : NULL;
}

static bool is_due(const struct turn *ring, int64_t asked_ms)
{
    const struct turn *first = first_of(ring);

    return first != NULL && first->asked_ms <= asked_ms;
}

void turns_begin(struct turns *turns)
{
    for (int i = 0; i < TURNS_RINGS; i++) {
        struct turn *ring = &turns->rings[i];
        *ring = (struct turn){.before = ring, .behind = ring};
    }
    turns->ring = TURNS_LIVELY;
}

static void take_out(struct turn *turn)
{
    if (turn->before == NULL)
        return;
    turn->before->behind = turn->behind;
    turn->behind->before = turn->before;
}

void turns_put(struct turns *turns, struct stream *stream, int64_t asked_ms)
{
    struct turn *turn = &stream->turn;
    struct turn *ring = &turns->rings[turn->lively > 0 ? TURNS_LIVELY : TURNS_QUIET];

    take_out(turn);
    turn->asked_ms = asked_ms;
    turn->before = ring->before;
    turn->behind = ring;
    ring->before->behind = turn;
    ring->before = turn;
}

void turns_leave(struct stream *stream)
{
    take_out(&stream->turn);
    stream->turn.before = NULL;
}

void turns_heard(struct turns *turns, struct stream *stream, bool news)
{
    struct turn *turn = &stream->turn;
    bool was_lively = turn->lively > 0;

    if (news)
        turn->lively = LIVELY_ROUNDS;
    else if (was_lively)
        turn->lively--;
    if (was_lively != (turn->lively > 0))
        turns_put(turns, stream, turn->asked_ms);
}

void turns_change(struct turns *turns, int64_t asked_ms)
{
    unsigned other = turns->ring == TURNS_LIVELY ? TURNS_QUIET : TURNS_LIVELY;

    if (is_due(&turns->rings[other], asked_ms))
        turns->ring = other;
}

struct stream *turns_next(const struct turns *turns, int64_t asked_ms)
{
    const struct turn *ring = &turns->rings[turns->ring];

    return is_due(ring, asked_ms) ? stream_of(first_of(ring)) : NULL;
}

int64_t turns_oldest_ms(const struct turns *turns)
{
    int64_t oldest_ms = INT64_MAX;

    for (int i = 0; i < TURNS_RINGS; i++) {
        const struct turn *first = first_of(&turns->rings[i]);
        if (first != NULL && first->asked_ms < oldest_ms)
            oldest_ms = first->asked_ms;
    }
    return oldest_ms;
}
