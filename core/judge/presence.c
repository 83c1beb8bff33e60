#include "config.h"

#include "judge/presence.h"

size_t presence_usual_gap(const struct account *account)
{
    size_t longest = 0;
    size_t second = 0;
    size_t gaps = 0;
    size_t before = SIZE_MAX;

    for (size_t i = 0; i < account->sequence->count; i++) {
        if (account->list[i] == MENTION_HOLE)
            continue;
        size_t gap = i - before;
        if (before != SIZE_MAX && gap >= longest) {
            second = longest;
            longest = gap;
        } else if (before != SIZE_MAX && gap > second) {
            second = gap;
        }
        gaps += before != SIZE_MAX;
        before = i;
    }
    return gaps >= GAPS_ENOUGH ? second : longest;
}

static size_t newest_own(const struct account *account, size_t from)
{
    while (account->list[from] != MENTION_OWN)
        from--;
    return from;
}

struct presence presence_find(const struct account *account, const struct account *far)
{
    size_t newest = account->sequence->count - 1;

    while (account->list[newest] == MENTION_HOLE)
        newest--;
    struct presence presence = {
        .newest = newest,
        .own = newest_own(account, newest),
        .missing = account->sequence->count - 1 - newest,
        .superseded = account->list[newest] != MENTION_OWN,
    };
    if (presence.superseded || presence.missing < STALE_AFTER_GAPS)
        return presence;
    size_t gap = presence_usual_gap(far);
    presence.stale = gap > 0 && presence.missing >= STALE_AFTER_GAPS * gap;
    return presence;
}

static bool is_named_up_to(const struct sequence *sequence, size_t dimension, size_t last)
{
    for (size_t i = 0; i <= last; i++) {
        if (!sequence_names(sequence, dimension, i))
            return false;
    }
    return true;
}

/* Returns true when one of the reports from `first` to before `end` names it. */
static bool is_named_between(const struct sequence *sequence, size_t dimension, size_t first,
                             size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (sequence_names(sequence, dimension, i))
            return true;
    }
    return false;
}

static bool goes_on_coming(const struct sequence *sequence, size_t dimension, size_t first)
{
    for (size_t i = first; i < sequence->count; i++) {
        if (!sequence_names(sequence, dimension, i))
            return false;
    }
    return true;
}

/* Names that left with a report, and those that came with the next one. */
struct exchange {
    size_t left;
    size_t came;
    size_t place; /* of one that left, among these, in order of their columns */
    size_t heir;  /* the one that came in the same place */
    bool go_on;   /* all that came do */
};

static struct exchange find_exchange(const struct sequence *sequence, size_t last, size_t dimension)
{
    struct exchange exchange = {.heir = SIZE_MAX, .go_on = true};
    size_t next = last + 1;

    for (size_t i = 0; i < sequence->tenant->dimension_count; i++) {
        bool leaves = sequence_names(sequence, i, last) &&
                      !is_named_between(sequence, i, next, sequence->count);
        if (i == dimension)
            exchange.place = exchange.left;
        exchange.left += leaves;
    }
    for (size_t i = 0; i < sequence->tenant->dimension_count; i++) {
        if (!sequence_names(sequence, i, next) || is_named_between(sequence, i, 0, next))
            continue;
        if (exchange.came++ == exchange.place)
            exchange.heir = i;
        exchange.go_on = exchange.go_on && goes_on_coming(sequence, i, next);
    }
    return exchange;
}

size_t presence_renamed(const struct account *account, const struct presence *presence)
{
    const struct sequence *sequence = account->sequence;
    size_t last = presence->own;

    if (presence->superseded || presence->missing == 0 || last + 1 < RENAMED_AFTER_REPORTS ||
        !is_named_up_to(sequence, account->dimension, last) ||
        severity_is_bad(account_last_known(account)))
        return SIZE_MAX;
    struct exchange exchange = find_exchange(sequence, last, account->dimension);
    return exchange.came == exchange.left && exchange.go_on ? exchange.heir : SIZE_MAX;
}
