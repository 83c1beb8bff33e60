#include "config.h"

#include "route/ledger.h"

#include "base/integer.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "route/route_key.h"
#include "wire/json_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROUTER_FIELD "router:"

static const char *const names[LEDGER_COUNTS] = {
    [LEDGER_ACCEPTED] = "accepted",
    [LEDGER_DEAD] = "dead",
    [LEDGER_LOST] = "lost",
    [LEDGER_REPEATED] = "repeated",
    [LEDGER_UNREADABLE] = "unreadable",
};

/* What is to be added to a number in Redis; `sent` of it is under way. */
struct tally {
    uint64_t due;
    uint64_t sent;
};

struct ledger {
    struct client *client;
    struct buffer key;
    struct buffer field; /* of the router */
    char host[256];
    int64_t started_ms;
    int64_t beat_ms; /* when it was written last; 0: it is due */
    struct tally tallies[LEDGER_COUNTS];
    uint64_t counts[LEDGER_COUNTS]; /* of this router alone */
    int64_t accepted_ms;
    int64_t down_since_ms;
    char *down_why;
    bool accepted_due; /* to be written: accepted_ms, */
    bool down_due;     /* and whether it is away */
};

struct outage_question {
    ledger_outage_fn *told;
    void *context;
};

struct ledger *ledger_create(struct client *client, const char *group, const char *router)
{
    struct ledger *ledger = mem_zalloc(1, sizeof(*ledger));

    ledger->client = client;
    route_key_of(group, "status", &ledger->key);
    buffer_string(&ledger->field, ROUTER_FIELD);
    buffer_string(&ledger->field, router);
    if (gethostname(ledger->host, sizeof(ledger->host) - 1) != 0)
        ledger->host[0] = '\0';
    ledger->started_ms = timestamp_now();
    return ledger;
}

void ledger_add(struct ledger *ledger, enum ledger_count count, uint64_t more)
{
    ledger->tallies[count].due += more;
    ledger->counts[count] += more;
}

void ledger_accepted(struct ledger *ledger, int64_t at_ms)
{
    ledger->accepted_ms = at_ms;
    ledger->accepted_due = true;
}

void ledger_down(struct ledger *ledger, int64_t since_ms, const char *why)
{
    free(ledger->down_why);
    ledger->down_why = mem_strdup(why);
    ledger->down_since_ms = since_ms;
    ledger->down_due = true;
    ledger->beat_ms = 0;
}

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

static bool send_words(struct ledger *ledger, const struct slice *words, size_t count,
                       reply_fn *on_reply)
{
    return client_send(ledger->client, &(struct client_request){
                                           .words = words,
                                           .count = count,
                                           .on_reply = on_reply,
                                           .context = ledger,
                                       });
}

static bool is_refused(const struct reply *reply)
{
    return reply == NULL || reply->nodes[0].type == REPLY_ERROR;
}

/* One that is lost may have been counted: it may be twice then, and is never missing. */
static void take_tally(struct ledger *ledger, enum ledger_count count, const struct reply *reply)
{
    struct tally *tally = &ledger->tallies[count];

    if (is_refused(reply))
        tally->due += tally->sent;
    tally->sent = 0;
}

#define TAKE_TALLY(name, count)                                                                    \
    static void name(void *context, const struct reply *reply, const struct error *error)          \
    {                                                                                              \
        (void)error;                                                                               \
        take_tally(context, count, reply);                                                         \
    }

TAKE_TALLY(on_accepted, LEDGER_ACCEPTED)
TAKE_TALLY(on_dead, LEDGER_DEAD)
TAKE_TALLY(on_lost, LEDGER_LOST)
TAKE_TALLY(on_repeated, LEDGER_REPEATED)
TAKE_TALLY(on_unreadable, LEDGER_UNREADABLE)

static void send_tally(struct ledger *ledger, enum ledger_count count)
{
    static reply_fn *const takers[LEDGER_COUNTS] = {on_accepted, on_dead, on_lost, on_repeated,
                                                    on_unreadable};
    struct tally *tally = &ledger->tallies[count];
    char digits[24];

    if (tally->due == 0 || tally->sent > 0)
        return;
    snprintf(digits, sizeof(digits), "%" PRIu64, tally->due);
    const struct slice words[] = {SLICE("HINCRBY"), content(&ledger->key), slice_of(names[count]),
                                  slice_of(digits)};
    if (!send_words(ledger, words, 4, takers[count]))
        return;
    tally->sent = tally->due;
    tally->due = 0;
}

static void on_accepted_written(void *context, const struct reply *reply, const struct error *error)
{
    struct ledger *ledger = context;

    (void)error;
    ledger->accepted_due = ledger->accepted_due || is_refused(reply);
}

static void send_accepted(struct ledger *ledger)
{
    char digits[24];

    if (!ledger->accepted_due)
        return;
    snprintf(digits, sizeof(digits), "%" PRId64, ledger->accepted_ms);
    const struct slice words[] = {SLICE("HSET"), content(&ledger->key), SLICE("accepted_ms"),
                                  slice_of(digits)};
    ledger->accepted_due = !send_words(ledger, words, 4, on_accepted_written);
}

static void on_down_written(void *context, const struct reply *reply, const struct error *error)
{
    struct ledger *ledger = context;

    (void)error;
    ledger->down_due = ledger->down_due || is_refused(reply);
}

static void send_down(struct ledger *ledger)
{
    char digits[24];

    if (!ledger->down_due)
        return;
    snprintf(digits, sizeof(digits), "%" PRId64, ledger->down_since_ms);
    const struct slice away[] = {
        SLICE("HSET"),          content(&ledger->key),
        SLICE("down_since_ms"), slice_of(digits),
        SLICE("down_why"),      slice_of(ledger->down_why != NULL ? ledger->down_why : "")};
    const struct slice back[] = {SLICE("HDEL"), content(&ledger->key), SLICE("down_since_ms"),
                                 SLICE("down_why")};
    bool sent = ledger->down_since_ms > 0 ? send_words(ledger, away, 6, on_down_written)
                                          : send_words(ledger, back, 4, on_down_written);
    ledger->down_due = !sent;
}

/* Zero is no moment, and is left out. */
static void write_time(struct json_writer *json, const char *key, int64_t time_ms)
{
    if (time_ms <= 0)
        return;
    json_write_key(json, key);
    json_write_signed(json, time_ms);
}

/* What it did itself, and how it finds the destination: others may find it otherwise. */
static void write_own(const struct ledger *ledger, struct json_writer *json)
{
    json_write_key(json, "accepted");
    json_write_unsigned(json, ledger->counts[LEDGER_ACCEPTED]);
    json_write_key(json, "dead");
    json_write_unsigned(json, ledger->counts[LEDGER_DEAD]);
    write_time(json, "accepted_ms", ledger->accepted_ms);
    write_time(json, "down_since_ms", ledger->down_since_ms);
    if (ledger->down_since_ms <= 0 || ledger->down_why == NULL)
        return;
    json_write_key(json, "down_why");
    json_write_string(json, slice_of(ledger->down_why));
}

static void write_router(const struct ledger *ledger, unsigned shards, int64_t now_ms,
                         struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "host");
    json_write_string(&json, slice_of(ledger->host));
    json_write_key(&json, "pid");
    json_write_signed(&json, getpid());
    json_write_key(&json, "version");
    json_write_string(&json, SLICE(PACKAGE_VERSION));
    json_write_key(&json, "started_ms");
    json_write_signed(&json, ledger->started_ms);
    json_write_key(&json, "beat_ms");
    json_write_signed(&json, now_ms);
    json_write_key(&json, "shards");
    json_write_unsigned(&json, shards);
    write_own(ledger, &json);
    json_write_close(&json, JSON_OBJECT);
}

static void on_beat(void *context, const struct reply *reply, const struct error *error)
{
    struct ledger *ledger = context;

    (void)error;
    if (is_refused(reply))
        ledger->beat_ms = 0;
}

/* A clock that steps back does not keep it from saying that it lives. */
static void send_beat(struct ledger *ledger, unsigned shards, int64_t now_ms)
{
    struct buffer value = {0};

    if (ledger->beat_ms != 0 && now_ms >= ledger->beat_ms &&
        now_ms < ledger->beat_ms + LEDGER_BEAT_MS)
        return;
    write_router(ledger, shards, now_ms, &value);
    const struct slice words[] = {SLICE("HSET"), content(&ledger->key), content(&ledger->field),
                                  content(&value)};
    if (send_words(ledger, words, 4, on_beat))
        ledger->beat_ms = now_ms;
    ledger->down_due = ledger->down_due || ledger->down_since_ms > 0;
    buffer_free(&value);
}

static void write_news(struct ledger *ledger)
{
    for (unsigned count = 0; count < LEDGER_COUNTS; count++)
        send_tally(ledger, count);
    send_accepted(ledger);
    send_down(ledger);
}

void ledger_tick(struct ledger *ledger, unsigned shards, int64_t now_ms)
{
    write_news(ledger);
    send_beat(ledger, shards, now_ms);
}

static int64_t time_of(struct slice text)
{
    uint64_t number = 0;

    return integer_parse(text, INT64_MAX, &number) ? (int64_t)number : 0;
}

static void on_outage(void *context, const struct reply *reply, const struct error *error)
{
    struct outage_question question = *(struct outage_question *)context;
    struct buffer why = {0};
    int64_t since_ms = 0;

    (void)error;
    free(context);
    for (size_t i = 1; !is_refused(reply) && i + 1 < reply->count; i += 2) {
        struct slice field = reply_text(reply, i), value = reply_text(reply, i + 1);
        if (slice_is(field, "down_since_ms"))
            since_ms = time_of(value);
        else if (slice_is(field, "down_why"))
            text_safe(&why, value, false);
    }
    question.told(question.context, since_ms, buffer_text(&why));
    buffer_free(&why);
}

bool ledger_ask_outage(struct ledger *ledger, ledger_outage_fn *told, void *context)
{
    struct outage_question *question = mem_zalloc(1, sizeof(*question));
    const struct slice words[] = {SLICE("HGETALL"), content(&ledger->key)};

    *question = (struct outage_question){told, context};
    bool sent = client_send(ledger->client, &(struct client_request){
                                                .words = words,
                                                .count = 2,
                                                .on_reply = on_outage,
                                                .context = question,
                                            });
    if (!sent)
        free(question);
    return sent;
}

static void on_gone(void *context, const struct reply *reply, const struct error *error)
{
    (void)context;
    (void)reply;
    (void)error;
}

void ledger_finish(struct ledger *ledger)
{
    const struct slice words[] = {SLICE("HDEL"), content(&ledger->key), content(&ledger->field)};

    write_news(ledger);
    (void)send_words(ledger, words, 3, on_gone);
}

void ledger_free(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    buffer_free(&ledger->key);
    buffer_free(&ledger->field);
    free(ledger->down_why);
    free(ledger);
}
