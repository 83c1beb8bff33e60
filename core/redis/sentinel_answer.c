#include "config.h"

#include "redis/sentinel_answer.h"

#include "base/integer.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define PORT_MAX 65535
#define NAMES_MAX 8 /* of masters that are listed */

/* A name that a resolver takes, or an address; what else stands there is no host. */
static bool is_host(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= ' ' || c >= 0x7f)
            return false;
    }
    return text.size > 0 && text.size < SENTINEL_HOST_SIZE;
}

/* Reads the address that two nodes of a reply hold; returns false when they hold none. */
static bool read_address(const struct reply *reply, size_t host, size_t port,
                         struct sentinel_answer *answer)
{
    uint64_t number = 0;

    if (host >= reply->count || port >= reply->count || !is_host(reply_text(reply, host)) ||
        !integer_parse(reply_text(reply, port), PORT_MAX, &number) || number == 0)
        return false;
    text_safe_copy(answer->host, sizeof(answer->host), reply_text(reply, host));
    snprintf(answer->port, sizeof(answer->port), "%u", (unsigned)number);
    return true;
}

bool sentinel_read_address(const struct reply *reply, struct sentinel_answer *answer)
{
    const struct sentinel_answer before = *answer;
    bool named = read_address(reply, reply_child(reply, 0, 0), reply_child(reply, 0, 1), answer);

    if (!named)
        answer->host[0] = '\0';
    if (!sentinel_same_address(answer, &before))
        answer->down = answer->replaces = false;
    return named || reply->nodes[0].type == REPLY_NIL;
}

/* Flags are words parted by commas: "s_down,o_down,master". */
static bool has_flag(struct slice flags, const char *flag)
{
    while (flags.data != NULL) {
        if (slice_is(slice_split(&flags, ','), flag))
            return true;
    }
    return false;
}

void sentinel_read_master(const struct reply *reply, struct sentinel_answer *answer)
{
    size_t epoch = reply_lookup(reply, 0, "config-epoch");
    size_t flags = reply_lookup(reply, 0, "flags");

    read_address(reply, reply_lookup(reply, 0, "ip"), reply_lookup(reply, 0, "port"), answer);
    if (epoch < reply->count)
        integer_parse(reply_text(reply, epoch), UINT64_MAX, &answer->epoch);
    if (flags >= reply->count)
        return;
    answer->down = has_flag(reply_text(reply, flags), "s_down");
    answer->replaces = has_flag(reply_text(reply, flags), "o_down") ||
                       has_flag(reply_text(reply, flags), "failover_in_progress");
}

void sentinel_list_masters(const struct reply *reply, struct buffer *out)
{
    size_t listed = 0;
    size_t others = 0;

    for (size_t master = reply_child(reply, 0, 0);
         master < reply->count && master < reply->nodes[0].next;
         master = reply->nodes[master].next) {
        size_t name = reply_lookup(reply, master, "name");
        if (name >= reply->count)
            continue;
        if (listed == NAMES_MAX) {
            others++;
            continue;
        }
        buffer_string(out, listed++ > 0 ? ", " : "");
        text_safe(out, reply_text(reply, name), false);
    }
    if (others > 0)
        buffer_printf(out, " and %zu others", others);
}

bool sentinel_same_address(const struct sentinel_answer *a, const struct sentinel_answer *b)
{
    return strcmp(a->host, b->host) == 0 && strcmp(a->port, b->port) == 0;
}

bool sentinel_is_doubted(const struct sentinel_answer *answers, size_t count,
                         const struct sentinel_answer *server)
{
    size_t naming = 0;
    size_t down = 0;

    for (size_t i = 0; i < count; i++) {
        if (!sentinel_same_address(&answers[i], server))
            continue;
        if (answers[i].replaces)
            return true;
        naming++;
        down += answers[i].down;
    }
    return 2 * down > naming;
}

static bool is_better(const struct sentinel_answer *answer, const struct sentinel_answer *best,
                      const struct sentinel_answer *current)
{
    if (best == NULL || answer->epoch != best->epoch)
        return best == NULL || answer->epoch > best->epoch;
    return sentinel_same_address(answer, current) && !sentinel_same_address(best, current);
}

const struct sentinel_answer *sentinel_choose(const struct sentinel_choice *choice)
{
    const struct sentinel_answer *best = NULL;
    size_t naming = 0;

    for (size_t i = 0; i < choice->count; i++) {
        const struct sentinel_answer *answer = &choice->answers[i];
        if (answer->host[0] == '\0')
            continue;
        naming++;
        if (is_better(answer, best, choice->current))
            best = answer;
    }
    bool stale = best != NULL && best->epoch < choice->current->epoch;
    return stale && choice->holds && 2 * naming <= choice->count ? NULL : best;
}
