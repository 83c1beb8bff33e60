/* --dead: messages that a destination would never take: lists them, sends them again, forgets them.
 */
#include "config.h"

#include "headless/route_private.h"

#include "base/memory.h"
#include "headless/complain.h"
#include "headless/flush.h"
#include "headless/json_member.h"
#include "headless/route_post.h"
#include "headless/status.h"
#include "route/dead.h"
#include "route/message_read.h"
#include "route/route_key.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The letters of one destination. */
struct letters {
    const struct options *options;
    const struct destination *destination;
    struct errand *errand;
    struct dead_letter *items;
    size_t count;
    size_t capacity;
    size_t seen;   /* of all destinations, as the next two */
    size_t chosen; /* by --resend or --drop */
    size_t failed;
};

static void take_letters(void *context, const struct reply *reply)
{
    struct letters *letters = context;
    struct dead_letter letter;

    for (size_t entry = 1; entry < reply->count; entry = reply->nodes[entry].next) {
        if (!dead_letter_read(reply, entry, &letter))
            continue;
        letters->items = mem_grow(letters->items, &letters->capacity, letters->count + 1,
                                  sizeof(*letters->items));
        letters->items[letters->count++] = letter;
    }
}

static bool read_letters(struct letters *letters, struct error *error)
{
    struct buffer key = {0};

    route_key_of(letters->destination->name, "dead", &key);
    const struct slice words[] = {SLICE("XRANGE"), {key.data, key.size}, SLICE("-"), SLICE("+")};
    bool good = errand_fetch(letters->errand, words, 4, take_letters, letters, error);
    buffer_free(&key);
    return good;
}

static void free_letters(struct letters *letters)
{
    for (size_t i = 0; i < letters->count; i++)
        dead_letter_free(&letters->items[i]);
    free(letters->items);
    letters->items = NULL;
    letters->count = letters->capacity = 0;
}

/* --- listing --- */

static void write_text(struct json_writer *json, const char *key, const char *text)
{
    json_member_text(json, key, text != NULL ? slice_of(text) : (struct slice){0});
}

static void write_json(const struct letters *letters, const struct dead_letter *letter,
                       struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};
    char id[STREAM_ID_SIZE];

    json_write_open(&json, JSON_OBJECT);
    write_text(&json, "destination", letters->destination->name);
    stream_id_format(letter->id, id);
    write_text(&json, "id", id);
    json_member_time(&json, "time_ms", stream_id_time(letter->id));
    write_text(&json, "why", letter->why);
    json_member_count(&json, "status", (uint64_t)letter->status);
    write_text(&json, "answer", letter->answer);
    json_write_key(&json, "alert");
    json_write_json(&json, slice_of(letter->document));
    json_write_close(&json, JSON_OBJECT);
    buffer_char(out, '\n');
}

/* What it is about is known where its document can be read. */
static void write_subject(const struct letters *letters, const struct dead_letter *letter,
                          struct buffer *out)
{
    struct message *message = message_read(letters->destination, slice_of(letter->document), NULL);

    if (message == NULL)
        return;
    buffer_printf(out, "  %s: ", edge_name(message->edge));
    message_summary(message, out);
    buffer_char(out, '\n');
    message_free(message);
}

static void write_lines(const struct letters *letters, const struct dead_letter *letter,
                        struct buffer *out)
{
    enum time_zone zone = letters->options->utc ? ZONE_UTC : ZONE_LOCAL;
    int64_t time_ms = stream_id_time(letter->id);
    struct error safe;
    char id[STREAM_ID_SIZE];
    char clock[32];

    stream_id_format(letter->id, id);
    timestamp_format(time_ms, zone, clock);
    buffer_printf(out, "%s %s  %s %s\n", letters->destination->name, id, clock,
                  timestamp_zone_name(time_ms, zone));
    error_set(&safe, ERROR_INPUT, "%s", letter->why);
    buffer_printf(out, "  %s\n", safe.text);
    if (letter->answer != NULL) {
        error_set(&safe, ERROR_INPUT, "%s", letter->answer);
        buffer_printf(out, "  it said: %s\n", safe.text);
    }
    write_subject(letters, letter, out);
}

static bool list_letters(struct letters *letters)
{
    bool is_json = strcmp(letters->options->format->name, "json") == 0;
    struct buffer text = {0};

    for (size_t i = 0; i < letters->count; i++)
        (is_json ? write_json : write_lines)(letters, &letters->items[i], &text);
    bool written = flush(stdout, &text);
    buffer_free(&text);
    return written;
}

/* --- sending again, and forgetting --- */

static bool is_chosen(const struct dead_letter *letter, const char *which)
{
    struct stream_id id;

    return strcmp(which, "all") == 0 ||
           (stream_id_parse(slice_of(which), &id) && stream_id_compare(id, letter->id) == 0);
}

static bool forget(struct letters *letters, const struct dead_letter *letter, struct error *error)
{
    struct buffer key = {0};
    char id[STREAM_ID_SIZE];

    route_key_of(letters->destination->name, "dead", &key);
    stream_id_format(letter->id, id);
    const struct slice words[] = {SLICE("XDEL"), {key.data, key.size}, slice_of(id)};
    bool good = errand_fetch(letters->errand, words, 3, NULL, NULL, error);
    buffer_free(&key);
    return good;
}

static void take_told(void *context, const struct reply *reply)
{
    struct told *told = context;

    for (size_t node = 1; node + 1 < reply->count; node += 2)
        (void)told_take(told, reply_text(reply, node), reply_text(reply, node + 1));
}

static bool read_told(struct letters *letters, const struct message *message, struct told *told,
                      struct error *error)
{
    struct buffer key = {0};

    route_key_told((struct slice){message->stream, message->stream_size},
                   letters->destination->name, &key);
    const struct slice words[] = {SLICE("HGETALL"), {buffer_text(&key), key.size}};
    bool good = errand_fetch(letters->errand, words, 2, take_told, told, error);
    buffer_free(&key);
    return good;
}

/* Returns true where what it is about is open, and is the incident of the message. */
static bool is_of(const struct message *message, const struct told_alert *alert)
{
    struct message incident = *message;

    message_identify(&incident, alert->opened);
    return strcmp(incident.id, message->id) == 0;
}

/* What opens is sent while that is open, and what closes while nothing else of that name is: a late
 * one would stay open for ever, or close what is open now. */
static bool is_timely(struct letters *letters, const struct message *message, struct error *error)
{
    struct told told = {0};

    if (message->stream == NULL || message->kind == KIND_LOST || message->kind == KIND_DIGEST)
        return true;
    if (!read_told(letters, message, &told, error)) {
        told_free(&told);
        return false;
    }
    const struct told_alert *alert = told_find(&told, message->kind, message->dimension);
    bool is_open = told_is_open(alert) && is_of(message, alert);
    bool closes = edge_closes(message->edge);
    bool timely = closes ? is_open || !told_is_open(alert) : is_open;
    told_free(&told);
    return timely || error_set(error, ERROR_INPUT, "%s; --drop forgets it",
                               closes ? "the alert has opened anew since, and this would close it"
                                      : "what it tells of is not open any more");
}

static bool resend(struct letters *letters, struct route_post *post,
                   const struct dead_letter *letter, struct error *error)
{
    struct message *message = message_read(letters->destination, slice_of(letter->document), error);

    if (message == NULL)
        return false;
    message->sent_ms = timestamp_now();
    message->attempt = 1;
    bool good = is_timely(letters, message, error) && route_post_send(post, message, error) &&
                forget(letters, letter, error);
    message_free(message);
    return good;
}

static void tell(struct letters *letters, const struct dead_letter *letter, bool good,
                 const struct error *error)
{
    char id[STREAM_ID_SIZE];

    stream_id_format(letter->id, id);
    letters->chosen++;
    letters->failed += !good;
    if (!good)
        complain("%s %s: %s", letters->destination->name, id, error->text);
    else if (!letters->options->quiet)
        printf("%s %s: %s\n", letters->destination->name, id,
               letters->options->drop != NULL ? "forgotten" : "accepted");
}

static bool resend_chosen(struct letters *letters, struct error *error)
{
    struct route_post post;
    bool good = route_post_open(&post, letters->errand, letters->destination, error);

    for (size_t i = 0; i < letters->count && good; i++) {
        struct error why;
        if (is_chosen(&letters->items[i], letters->options->resend))
            tell(letters, &letters->items[i], resend(letters, &post, &letters->items[i], &why),
                 &why);
    }
    route_post_close(&post);
    return good;
}

static void drop_chosen(struct letters *letters)
{
    struct error why;

    for (size_t i = 0; i < letters->count; i++) {
        if (is_chosen(&letters->items[i], letters->options->drop))
            tell(letters, &letters->items[i], forget(letters, &letters->items[i], &why), &why);
    }
}

static bool serve(struct letters *letters, struct error *error)
{
    if (!read_letters(letters, error))
        return false;
    letters->seen += letters->count;
    if (letters->options->drop != NULL) {
        drop_chosen(letters);
        return true;
    }
    if (letters->options->resend != NULL)
        return letters->count == 0 || resend_chosen(letters, error);
    return list_letters(letters) || error_set(error, ERROR_SYSTEM, "standard output failed");
}

/* An ID that none of them has was mistyped, or is gone. */
static bool conclude(const struct letters *letters, struct error *error)
{
    const struct options *options = letters->options;
    const char *which = options->resend != NULL ? options->resend : options->drop;

    return which == NULL || strcmp(which, "all") == 0 || letters->chosen > 0 ||
           error_set(error, ERROR_INPUT,
                     "no dead letter has the ID \"%s\"; \"driftop route --dead\" lists them",
                     which);
}

int route_dead(const struct options *options, struct destination_list *list)
{
    struct errand errand = {0};
    struct letters letters = {.options = options, .errand = &errand};
    struct error error;
    bool good = errand_open(&errand, options, &error);

    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < list->count && good; i++) {
        letters.destination = &list->items[i];
        good = serve(&letters, &error);
        free_letters(&letters);
    }
    good = good && conclude(&letters, &error);
    errand_close(&errand);
    if (!good) {
        complain("%s", error.text);
        return error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    }
    if (letters.seen == 0 && !options->quiet)
        complain("there are no dead letters");
    int written = status_of_output();
    return letters.failed > 0 ? STATUS_FAILED : written;
}
