#include "config.h"

#include "source/redis/discovery.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/streams.h"

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
    struct buffer pattern;
    struct buffer *keys; /* named keys, which need no scan */
    size_t key_count;
    struct buffer tenant; /* scratch */
    char cursor[24];
    bool running;
    bool step_due;             /* the next step of the scan is to be asked for */
    bool without_type;         /* the server is too old for SCAN … TYPE */
    struct candidate *unasked; /* keys whose types are to be asked for, */
    size_t candidates;         /* and how many there are with those under way */
    uint64_t ignored;          /* keys by this scan so far */
    int64_t began_ms;          /* monotonic */
    int64_t next_ms;
};

/* Returns the stream of a key: known already, or new. NULL when the key is none of those that were
 * asked for; names that a C string cannot hold are counted and left out. */
static struct stream *stream_of_key(struct discovery *discovery, struct slice key)
{
    struct streams *streams = discovery->streams;
    struct buffer *tenant = &discovery->tenant;

    buffer_clear(tenant);
    if (!key_template_tenant(streams->key_template, key, tenant))
        return NULL;
    if (tenant->size == 0 || memchr(tenant->data, '\0', tenant->size) != NULL) {
        discovery->ignored++;
        return NULL;
    }
    struct slice name = {tenant->data, tenant->size};
    if (!selection_has(&streams->selection, name))
        return NULL;
    struct stream *stream = streams_find(streams, name);
    if (stream == NULL)
        stream = streams_add(streams, name, key);
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
    struct slice key = {candidate->key.data, candidate->key.size};
    char reason[64];

    if (!candidate->named) {
        discovery->ignored++;
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
    discovery->next_ms = timestamp_monotonic() + delay_ms;
}

/* What was known before and was not found may be gone: a check tells. */
static void scan_ends(struct discovery *discovery)
{
    struct streams *streams = discovery->streams;
    int64_t length = timestamp_monotonic() - discovery->began_ms;
    int64_t jitter = (int64_t)(uv_hrtime() % (uint64_t)RESCAN_JITTER_MS);

    streams->scan.complete = true;
    streams->scan.ignored = discovery->ignored;
    streams->scan.error = (struct error){.class = ERROR_NONE};
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        if (stream->scan != streams->scan.number && !stream->broken)
            stream_ask(stream, ASK_CHECK);
    }
    schedule(discovery, discovery->key_count > 0 ? RESCAN_NAMED_MS
                                                 : RESCAN_MS + jitter + RESCAN_REST * length);
}

static void scan_fails(struct discovery *discovery, struct slice reason)
{
    enum error_class class = reply_error_class(reason);

    error_set(&discovery->streams->scan.error, class, "SCAN: %.*s", (int)reason.size, reason.data);
    schedule(discovery, class == ERROR_RETRY ? RETRY_MS : RESCAN_MS);
}

static void scan_goes_on(struct discovery *discovery)
{
    if (discovery->candidates > 0)
        return;
    if (discovery->key_count > 0 || strcmp(discovery->cursor, "0") == 0)
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
        found_stream(discovery, (struct slice){candidate->key.data, candidate->key.size});
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
    const struct slice words[] = {SLICE("TYPE"), {candidate->key.data, candidate->key.size}};

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
        scan_fails(discovery, reason);
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
        scan_fails(discovery, SLICE("the reply cannot be understood"));
}

static void scan_step(struct discovery *discovery)
{
    const struct slice words[] = {
        SLICE("SCAN"),  slice_of(discovery->cursor),
        SLICE("MATCH"), {discovery->pattern.data, discovery->pattern.size},
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
    snprintf(discovery->cursor, sizeof(discovery->cursor), "0");
    discovery->step_due = discovery->key_count == 0;
    for (size_t i = discovery->key_count; i > 0; i--) {
        const struct buffer *key = &discovery->keys[i - 1];
        add_candidate(discovery, (struct slice){key->data, key->size}, true);
    }
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
}

static void add_key(struct discovery *discovery, struct buffer *key)
{
    discovery->keys =
        mem_resize(discovery->keys, discovery->key_count + 1, sizeof(*discovery->keys));
    discovery->keys[discovery->key_count++] = *key;
}

static void forget_keys(struct discovery *discovery)
{
    for (size_t i = 0; i < discovery->key_count; i++)
        buffer_free(&discovery->keys[i]);
    free(discovery->keys);
    discovery->keys = NULL;
    discovery->key_count = 0;
}

/* Streams are named when the template is one key, or when all tenants are given by full name. */
static void name_keys(struct discovery *discovery)
{
    const struct streams *streams = discovery->streams;
    struct buffer key = {0};

    if (key_template_is_literal(streams->key_template)) {
        key_template_literal(streams->key_template, &key);
        add_key(discovery, &key);
        return;
    }
    for (size_t i = 0; i < streams->selection.tenant_count; i++) {
        const char *tenant = streams->selection.tenants[i];
        key = (struct buffer){0};
        if (selection_is_glob(tenant) ||
            !key_template_key(streams->key_template, slice_of(tenant), &key)) {
            buffer_free(&key);
            forget_keys(discovery);
            return;
        }
        add_key(discovery, &key);
    }
}

static void *create(struct streams *streams)
{
    struct discovery *discovery = mem_zalloc(1, sizeof(*discovery));

    discovery->streams = streams;
    key_template_pattern(streams->key_template, &discovery->pattern);
    name_keys(discovery);
    return discovery;
}

static void free_discovery(void *asker)
{
    struct discovery *discovery = asker;
    struct candidate *candidate;

    while ((candidate = next_candidate(discovery)) != NULL)
        forget_candidate(candidate);
    forget_keys(discovery);
    buffer_free(&discovery->pattern);
    buffer_free(&discovery->tenant);
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
