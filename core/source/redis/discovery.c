#include "config.h"

#include "source/redis/discovery.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/text.h"
#include "source/redis/lookups.h"
#include "source/redis/streams.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESCAN_MS (30 * MS_PER_SECOND)
#define RESCAN_JITTER_MS (3 * MS_PER_SECOND)
#define RESCAN_NAMED_MS (5 * MS_PER_SECOND)
#define RESCAN_REST                                                                                \
    20 /* times the length of the scan before: a huge server is not always scanned */
#define RETRY_MS MS_PER_SECOND

/* A key whose type is asked for. */
struct candidate {
    struct discovery *discovery;
    struct candidate *next; /* among those that are not asked yet */
    struct buffer key;
    bool named;
};

struct discovery {
    struct streams *streams;
    struct lookups lookups;
    struct buffer tenant;    /* scratch */
    struct buffer qualified; /* likewise */
    size_t pattern;          /* of the scan under way */
    char cursor[24];
    bool running;
    bool again;    /* somebody wants to see what is new, and part of that may be scanned already */
    bool step_due; /* the next step of the scan is to be asked for */
    bool without_type;         /* the server is too old for SCAN … TYPE */
    struct candidate *unasked; /* keys whose types are to be asked for, */
    size_t candidates;         /* and how many there are with those under way */
    uint64_t ignored;          /* keys by this scan so far */
    char example[80];          /* one of those */
    int64_t began_ms;          /* monotonic */
    int64_t next_ms;
};

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

static void ignore_key(struct discovery *discovery, struct slice key)
{
    discovery->ignored++;
    text_safe_copy(discovery->example, sizeof(discovery->example), key);
}

/* A tenant is asked for, and left out, by its name and, where there are several templates, also
 * with what tells them apart. */
static bool is_selected(struct discovery *discovery, size_t number)
{
    const struct streams *streams = discovery->streams;
    const struct selection *selection = &streams->selection;
    struct slice name = content(&discovery->tenant);

    if (streams->space.count == 1)
        return selection_has(selection, name);
    buffer_clear(&discovery->qualified);
    key_space_qualify(&streams->space, number, name, &discovery->qualified);
    struct slice qualified = content(&discovery->qualified);
    return (selection_asks(selection, name) || selection_asks(selection, qualified)) &&
           !selection_excludes(selection, name) && !selection_excludes(selection, qualified);
}

/* Returns the stream of a key: known already, or new. NULL when the key is none of those that were
 * asked for; those that fit no template, whatever the server thinks of the pattern, are counted. */
static struct stream *stream_of_key(struct discovery *discovery, struct slice key)
{
    struct streams *streams = discovery->streams;
    struct stream *stream = streams_find_key(streams, key);

    if (stream == NULL) {
        buffer_clear(&discovery->tenant);
        size_t number = key_space_tenant(&streams->space, key, &discovery->tenant);
        if (number == KEY_SPACE_NONE)
            ignore_key(discovery, key);
        if (number == KEY_SPACE_NONE || !is_selected(discovery, number))
            return NULL;
        stream = streams_add(streams, key);
    }
    stream->scan = streams->scan.number;
    return stream;
}

/* Takes a key that holds a stream, or seems to. */
static void found_stream(struct discovery *discovery, struct slice key)
{
    struct stream *stream = stream_of_key(discovery, key);

    if (stream != NULL && (!stream->tenant->looked_at || stream->broken))
        stream_ask(stream, ASK_LOOK);
}

/* A named key of another type is shown as what it is, a found one is only counted. */
static void found_other(struct discovery *discovery, const struct candidate *candidate,
                        struct slice type)
{
    struct slice key = content(&candidate->key);
    char reason[64];

    if (!candidate->named) {
        ignore_key(discovery, key);
        return;
    }
    struct stream *stream = stream_of_key(discovery, key);
    if (stream == NULL)
        return;
    snprintf(reason, sizeof(reason), "the key holds no stream, but a %.*s",
             (int)(type.size < 16 ? type.size : 16), type.data);
    stream_break(stream, slice_of(reason));
}

static void schedule(struct discovery *discovery, int64_t delay_ms)
{
    discovery->running = false;
    discovery->next_ms = discovery->again ? 0 : timestamp_monotonic() + delay_ms;
    discovery->again = false;
}

static void remark_ignored(const struct discovery *discovery)
{
    struct source_status *status = discovery->streams->status;

    if (discovery->ignored == 0)
        source_unremark(status, NOTE_IGNORED_KEYS);
    else if (discovery->ignored == 1)
        source_remark(status, NOTE_IGNORED_KEYS, "%s is no stream of a tenant", discovery->example);
    else
        source_remark(status, NOTE_IGNORED_KEYS,
                      "%" PRIu64 " keys, such as %s, are no streams of tenants", discovery->ignored,
                      discovery->example);
}

/* What was known before and was not found may be gone: a check tells. */
static void scan_ends(struct discovery *discovery)
{
    struct streams *streams = discovery->streams;
    int64_t length = timestamp_monotonic() - discovery->began_ms;
    int64_t jitter = (int64_t)(uv_hrtime() % (uint64_t)RESCAN_JITTER_MS);

    streams->status->advances += !streams->scan.complete;
    streams->scan.complete = true;
    streams->searching = streams->count == 0;
    remark_ignored(discovery);
    source_unremark(streams->status, NOTE_SCAN_REFUSED);
    streams->scan.error = (struct error){.class = ERROR_NONE};
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        if (stream->scan != streams->scan.number && !stream->broken)
            stream_ask(stream, ASK_CHECK);
    }
    schedule(discovery, discovery->lookups.pattern_count == 0
                            ? RESCAN_NAMED_MS
                            : RESCAN_MS + jitter + RESCAN_REST * length);
}

/* What is known stays known without another scan; only new tenants are not found then. */
static void scan_fails(struct discovery *discovery, enum error_class class, struct slice reason)
{
    struct streams *streams = discovery->streams;
    struct error error;

    error_set(&error, class, "SCAN: %.*s", (int)reason.size, reason.data);
    if (class != ERROR_STOP || !streams->scan.complete)
        streams->scan.error = error;
    else
        source_remark(streams->status, NOTE_SCAN_REFUSED, "new tenants are not found: %s",
                      error.text);
    schedule(discovery, class == ERROR_RETRY ? RETRY_MS : RESCAN_MS);
}

/* What an empty replica does not hold may be on its primary. */
static void wait_for_primary(struct discovery *discovery)
{
    error_set(&discovery->streams->scan.error, ERROR_RETRY,
              "this replica was never filled by its primary: nothing is known");
    schedule(discovery, RETRY_MS);
}

static void scan_goes_on(struct discovery *discovery)
{
    if (discovery->candidates > 0)
        return;
    if (discovery->pattern == discovery->lookups.pattern_count && discovery->streams->unfilled &&
        discovery->streams->count == 0)
        wait_for_primary(discovery);
    else if (discovery->pattern == discovery->lookups.pattern_count)
        scan_ends(discovery);
    else
        discovery->step_due = true;
}

static void take_type(struct candidate *candidate, const struct reply *reply)
{
    struct discovery *discovery = candidate->discovery;
    struct slice type = reply_text(reply, 0);
    struct slice reason;

    /* Without the right to ask for types, reading will tell. */
    if (requests_refused(reply, &reason) || slice_is(type, "stream"))
        found_stream(discovery, content(&candidate->key));
    else if (!slice_is(type, "none"))
        found_other(discovery, candidate, type);
}

static void forget_candidate(struct candidate *candidate)
{
    candidate->discovery->candidates--;
    buffer_free(&candidate->key);
    free(candidate);
}

static void type_reply(void *context, const struct reply *reply)
{
    struct candidate *candidate = context;
    struct discovery *discovery = candidate->discovery;

    if (reply != NULL)
        take_type(candidate, reply);
    forget_candidate(candidate);
    if (reply != NULL)
        scan_goes_on(discovery);
}

static void add_candidate(struct discovery *discovery, struct slice key, bool named)
{
    struct candidate *candidate = mem_zalloc(1, sizeof(*candidate));

    candidate->discovery = discovery;
    candidate->named = named;
    buffer_append(&candidate->key, key.data, key.size);
    candidate->next = discovery->unasked;
    discovery->unasked = candidate;
    discovery->candidates++;
}

/* Takes the next key whose type is to be asked for. */
static struct candidate *next_candidate(struct discovery *discovery)
{
    struct candidate *candidate = discovery->unasked;

    if (candidate != NULL)
        discovery->unasked = candidate->next;
    return candidate;
}

static void ask_type(struct candidate *candidate)
{
    const struct slice words[] = {SLICE("TYPE"), content(&candidate->key)};

    if (!requests_send(
            &candidate->discovery->streams->requests,
            &(struct request){
                .words = words, .count = 2, .on_reply = type_reply, .context = candidate}))
        forget_candidate(candidate);
}

static bool take_step(struct discovery *discovery, const struct reply *reply)
{
    size_t keys = reply_child(reply, 0, 1);

    if (keys == reply->count)
        return false;
    struct slice cursor = reply_text(reply, reply_child(reply, 0, 0));
    if (cursor.size == 0 || cursor.size >= sizeof(discovery->cursor))
        return false;
    memcpy(discovery->cursor, cursor.data, cursor.size);
    discovery->cursor[cursor.size] = '\0';
    discovery->pattern += slice_is(cursor, "0");
    for (size_t key = keys + 1; key < reply->nodes[keys].next; key++) {
        if (discovery->without_type)
            add_candidate(discovery, reply_text(reply, key), false);
        else
            found_stream(discovery, reply_text(reply, key));
    }
    return true;
}

/* Servers before 6.0 do not know TYPE in SCAN. */
static void scan_refused(struct discovery *discovery, struct slice reason)
{
    if (discovery->without_type || !reply_error_is(reason, "ERR syntax error")) {
        scan_fails(discovery, reply_error_class(reason), reason);
        return;
    }
    discovery->without_type = true;
    discovery->step_due = true;
}

static void scan_reply(void *context, const struct reply *reply)
{
    struct discovery *discovery = context;
    struct slice reason;

    if (reply == NULL)
        discovery->running = false;
    else if (requests_refused(reply, &reason))
        scan_refused(discovery, reason);
    else if (take_step(discovery, reply))
        scan_goes_on(discovery);
    else
        scan_fails(discovery, ERROR_RETRY, SLICE("the reply cannot be understood"));
}

static void scan_step(struct discovery *discovery)
{
    const struct slice words[] = {
        SLICE("SCAN"),  slice_of(discovery->cursor),
        SLICE("MATCH"), content(&discovery->lookups.patterns[discovery->pattern]),
        SLICE("COUNT"), SLICE("1000"),
        SLICE("TYPE"),  SLICE("stream"),
    };

    discovery->step_due = false;
    discovery->running = requests_send(&discovery->streams->requests,
                                       &(struct request){.words = words,
                                                         .count = discovery->without_type ? 6 : 8,
                                                         .on_reply = scan_reply,
                                                         .context = discovery});
}

static void pump(void *asker)
{
    struct discovery *discovery = asker;
    struct candidate *candidate;

    while ((candidate = next_candidate(discovery)) != NULL)
        ask_type(candidate);
    if (discovery->step_due)
        scan_step(discovery);
}

static void scan_begins(struct discovery *discovery)
{
    discovery->running = true;
    discovery->streams->scan.number++;
    discovery->began_ms = timestamp_monotonic();
    discovery->ignored = 0;
    discovery->pattern = 0;
    snprintf(discovery->cursor, sizeof(discovery->cursor), "0");
    discovery->step_due = discovery->lookups.key_count == 0;
    for (size_t i = discovery->lookups.key_count; i > 0; i--)
        add_candidate(discovery, content(&discovery->lookups.keys[i - 1]), true);
}

static void ready(void *asker)
{
    struct discovery *discovery = asker;
    struct candidate *candidate;

    while ((candidate = next_candidate(discovery)) != NULL)
        forget_candidate(candidate);
    discovery->without_type = false;
    scan_begins(discovery);
}

static void tick(void *asker)
{
    struct discovery *discovery = asker;

    if (discovery->running || timestamp_monotonic() < discovery->next_ms)
        return;
    if (discovery->streams->follow || !discovery->streams->scan.complete)
        scan_begins(discovery);
}

static void refresh(void *asker)
{
    struct discovery *discovery = asker;

    discovery->next_ms = 0;
    discovery->again = discovery->running;
}

static void *create(struct streams *streams)
{
    struct discovery *discovery = mem_zalloc(1, sizeof(*discovery));

    discovery->streams = streams;
    lookups_add(&discovery->lookups, &streams->space, &streams->selection);
    return discovery;
}

static void free_discovery(void *asker)
{
    struct discovery *discovery = asker;
    struct candidate *candidate;

    while ((candidate = next_candidate(discovery)) != NULL)
        forget_candidate(candidate);
    lookups_free(&discovery->lookups);
    buffer_free(&discovery->tenant);
    buffer_free(&discovery->qualified);
    free(discovery);
}

const struct asker_kind discovery_asker = {
    .name = "discovery",
    .create = create,
    .ready = ready,
    .tick = tick,
    .refresh = refresh,
    .pump = pump,
    .free = free_discovery,
};
