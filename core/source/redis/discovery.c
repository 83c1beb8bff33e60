/* Discovery: which streams there are. The keys are scanned one step at a time, so that neither side
 * is held up, and again every half minute; streams that are named need no scan. */
#include "config.h"

#include "source/redis/private.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/selection.h"

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
    struct redis_source *source;
    struct buffer key;
    bool named;
};

static void scan_step(struct redis_source *source);

static bool is_selected(const struct redis_source *source, const char *tenant)
{
    return selection_matches((const char *const *)source->tenants, source->tenant_count, tenant);
}

/* Returns the stream of a key: known already, or new. NULL when the key is none of those that were
 * asked for; names that a C string cannot hold are counted and left out. */
static struct stream *stream_of_key(struct redis_source *source, struct slice key)
{
    struct discovery *discovery = &source->discovery;
    struct buffer *tenant = &discovery->tenant;

    buffer_clear(tenant);
    if (!key_template_tenant(source->key_template, key, tenant))
        return NULL;
    if (tenant->size == 0 || memchr(tenant->data, '\0', tenant->size) != NULL) {
        discovery->ignored_now++;
        return NULL;
    }
    if (!is_selected(source, tenant->data))
        return NULL;
    struct slice name = {tenant->data, tenant->size};
    struct stream *stream = stream_find(source, name);
    return stream != NULL ? stream : stream_add(source, name, key);
}

/* Takes a key that holds a stream, or seems to. */
static void found_stream(struct redis_source *source, struct slice key)
{
    struct stream *stream = stream_of_key(source, key);

    if (stream == NULL)
        return;
    stream->scan = source->discovery.number;
    if (!stream->tenant->looked_at || stream->broken)
        newest_due(stream);
}

/* A named key of another type is shown as what it is, a found one is only counted. */
static void found_other(struct redis_source *source, const struct candidate *candidate,
                        struct slice type)
{
    struct slice key = {candidate->key.data, candidate->key.size};
    char reason[64];

    if (!candidate->named) {
        source->discovery.ignored_now++;
        return;
    }
    struct stream *stream = stream_of_key(source, key);
    if (stream == NULL)
        return;
    snprintf(reason, sizeof(reason), "the key holds no stream, but a %.*s",
             (int)(type.size < 16 ? type.size : 16), type.data);
    stream->scan = source->discovery.number;
    stream_break(stream, slice_of(reason));
}

static void schedule(struct redis_source *source, int64_t delay_ms)
{
    source->discovery.running = false;
    source->discovery.next_ms = timestamp_monotonic() + delay_ms;
}

/* What was known before and was not found may be gone: a check tells. */
static void scan_ends(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;
    int64_t length = timestamp_monotonic() - discovery->began_ms;
    int64_t jitter = (int64_t)(uv_hrtime() % (uint64_t)RESCAN_JITTER_MS);

    discovery->complete = true;
    discovery->ignored = discovery->ignored_now;
    discovery->error = (struct error){.class = ERROR_NONE};
    for (size_t i = 0; i < source->stream_count; i++) {
        struct stream *stream = source->streams[i];
        if (stream->scan != discovery->number && !stream->broken)
            check_ask(stream);
    }
    schedule(source, discovery->key_count > 0 ? RESCAN_NAMED_MS
                                              : RESCAN_MS + jitter + RESCAN_REST * length);
}

static void scan_fails(struct redis_source *source, struct slice reason)
{
    struct discovery *discovery = &source->discovery;
    enum error_class class = reply_error_class(reason);

    error_set(&discovery->error, class, "SCAN: %.*s", (int)reason.size, reason.data);
    schedule(source, class == ERROR_RETRY ? RETRY_MS : RESCAN_MS);
}

static void scan_goes_on(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;

    if (discovery->candidates > 0)
        return;
    if (discovery->key_count > 0 || strcmp(discovery->cursor, "0") == 0)
        scan_ends(source);
    else
        scan_step(source);
}

static void take_type(struct candidate *candidate, const struct reply *reply)
{
    struct redis_source *source = candidate->source;
    struct slice type = reply_text(reply, 0);
    struct slice reason;

    /* Without the right to ask for types, reading will tell. */
    if (redis_refused(reply, &reason) || slice_is(type, "stream"))
        found_stream(source, (struct slice){candidate->key.data, candidate->key.size});
    else if (!slice_is(type, "none"))
        found_other(source, candidate, type);
}

static void type_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct candidate *candidate = context;
    struct redis_source *source = candidate->source;

    (void)error;
    source->discovery.candidates--;
    if (redis_answered(source, reply)) {
        take_type(candidate, reply);
        newest_pump(source);
        scan_goes_on(source);
        redis_changed(source);
    }
    buffer_free(&candidate->key);
    free(candidate);
}

static void ask_type(struct redis_source *source, struct slice key, bool named)
{
    struct candidate *candidate = mem_zalloc(1, sizeof(*candidate));
    const struct slice words[] = {SLICE("TYPE"), key};

    candidate->source = source;
    candidate->named = named;
    buffer_append(&candidate->key, key.data, key.size);
    if (redis_ask(source, words, 2, NULL, type_reply, candidate)) {
        source->discovery.candidates++;
    } else {
        buffer_free(&candidate->key);
        free(candidate);
    }
}

static bool take_step(struct redis_source *source, const struct reply *reply)
{
    struct discovery *discovery = &source->discovery;
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
            ask_type(source, reply_text(reply, key), false);
        else
            found_stream(source, reply_text(reply, key));
    }
    return true;
}

/* Servers before 6.0 do not know TYPE in SCAN. */
static void scan_refused(struct redis_source *source, struct slice reason)
{
    struct discovery *discovery = &source->discovery;

    if (discovery->without_type || !reply_error_is(reason, "ERR syntax error")) {
        scan_fails(source, reason);
        return;
    }
    discovery->without_type = true;
    scan_step(source);
}

static void scan_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct redis_source *source = context;
    struct slice reason;

    (void)error;
    if (!redis_answered(source, reply)) {
        source->discovery.running = false;
        return;
    }
    if (redis_refused(reply, &reason)) {
        scan_refused(source, reason);
    } else if (take_step(source, reply)) {
        newest_pump(source);
        scan_goes_on(source);
    } else {
        scan_fails(source, SLICE("the reply cannot be understood"));
    }
    redis_changed(source);
}

static void scan_step(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;
    const struct slice words[] = {
        SLICE("SCAN"),  slice_of(discovery->cursor),
        SLICE("MATCH"), {discovery->pattern.data, discovery->pattern.size},
        SLICE("COUNT"), SLICE("1000"),
        SLICE("TYPE"),  SLICE("stream"),
    };

    if (!redis_ask(source, words, discovery->without_type ? 6 : 8, NULL, scan_reply, source))
        discovery->running = false;
}

static void scan_begins(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;

    discovery->running = true;
    discovery->number++;
    discovery->began_ms = timestamp_monotonic();
    discovery->ignored_now = 0;
    snprintf(discovery->cursor, sizeof(discovery->cursor), "0");
    if (discovery->key_count == 0)
        scan_step(source);
    for (size_t i = 0; i < discovery->key_count; i++)
        ask_type(source, (struct slice){discovery->keys[i].data, discovery->keys[i].size}, true);
}

void discovery_ready(struct redis_source *source)
{
    source->discovery.without_type = false;
    scan_begins(source);
}

void discovery_tick(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;

    if (discovery->running || timestamp_monotonic() < discovery->next_ms)
        return;
    if (source->follow || !discovery->complete)
        scan_begins(source);
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
static void name_keys(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;
    struct buffer key = {0};

    if (key_template_is_literal(source->key_template)) {
        key_template_literal(source->key_template, &key);
        add_key(discovery, &key);
        return;
    }
    for (size_t i = 0; i < source->tenant_count; i++) {
        const char *tenant = source->tenants[i];
        key = (struct buffer){0};
        if (selection_is_glob(tenant) ||
            !key_template_key(source->key_template, slice_of(tenant), &key)) {
            buffer_free(&key);
            forget_keys(discovery);
            return;
        }
        add_key(discovery, &key);
    }
}

void discovery_open(struct redis_source *source)
{
    key_template_pattern(source->key_template, &source->discovery.pattern);
    name_keys(source);
}

void discovery_free(struct redis_source *source)
{
    struct discovery *discovery = &source->discovery;

    forget_keys(discovery);
    buffer_free(&discovery->pattern);
    buffer_free(&discovery->tenant);
}
