/* The examiner: what each stream is asked. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <stdio.h>

#define MEMORY_WHOLE 100000 /* up to so many entries all nodes of a stream are looked at */
#define MEMORY_SAMPLES "1000"
#define ENTRIES_BYTES (UINT64_C(1) << 20) /* of the newest entries of a stream, about, at most */

static struct examined_stream *stream_of(const struct query *query)
{
    return &query->doctor->examination->streams[query->item.stream];
}

static void say_stream(const struct query *query, struct phrase *phrase, const char *command)
{
    phrase_say(phrase, command);
    phrase_add(phrase, stream_of(query)->key);
}

/* Once a key was refused others may be, and each refusal is logged: they are tried before. */
bool ask_stream(struct query *query, struct phrase *phrase)
{
    const struct doctor *doctor = query->doctor;

    query->trial =
        doctor->doubtful && query->turn == 0 && doctor->examination->rights.dry_run == WHETHER_YES;
    if (query->trial)
        say_trial(query, phrase);
    say_stream(query, phrase, "XINFO STREAM");
    return true;
}

static void note_why(const struct query *query, struct slice text)
{
    struct buffer safe = {0};

    text_safe(&safe, text, false);
    stream_of(query)->why =
        arena_copy(&query->doctor->examination->arena, buffer_text(&safe), safe.size);
    buffer_free(&safe);
}

/* Where INFO says that no key expires, none of them needs to be asked. It is read once for all
 * streams of a node. */
static int64_t ttl_before(const struct query *query)
{
    struct doctor *doctor = query->doctor;
    size_t node = stream_of(query)->node;

    if (node >= doctor->examination->node_count)
        return TTL_UNKNOWN;
    enum whether *expire = &doctor->visits[node].keys_expire;
    if (*expire == WHETHER_UNKNOWN)
        *expire = examined_keys_expire(doctor->examination, node);
    return *expire == WHETHER_NO ? TTL_NONE : TTL_UNKNOWN;
}

static void take_facts(struct query *query, const struct reply *reply)
{
    struct examined_stream *stream = stream_of(query);

    stream->answered = stream_facts_read_ids(reply, &stream->facts);
    if (stream->answered)
        stream->ttl_ms = ttl_before(query);
    else if (reply->nodes[0].type == REPLY_ERROR)
        note_why(query, reply_text(reply, 0));
    else
        note_why(query, SLICE("the reply cannot be understood"));
}

bool take_stream(struct query *query, const struct reply *reply)
{
    struct slice text = reply_text(reply, 0);
    bool permitted = slice_is(text, "OK");

    if (query->trial && !permitted)
        note_why(query, text);
    if (query->trial)
        return permitted;
    query->doctor->doubtful |=
        reply->nodes[0].type == REPLY_ERROR && reply_error_is(text, "NOPERM");
    take_facts(query, reply);
    return false;
}

void miss_stream(const struct query *query, const struct error *error)
{
    note_why(query, slice_of(error->text));
}

static bool is_named(const struct lookups *lookups, struct slice key)
{
    for (size_t i = 0; i < lookups->key_count; i++) {
        const struct buffer *name = &lookups->keys[i];
        if (slice_equals(key, (struct slice){buffer_text(name), name->size}))
            return true;
    }
    return false;
}

static bool is_missing(const struct doctor *doctor, const struct examined_stream *stream)
{
    return stream->why != NULL && reply_error_is(slice_of(stream->why), "ERR no such key") &&
           is_named(&doctor->search.lookups, stream->key);
}

/* What was seen before, by a scan or by who gave its key, is told to be gone. */
void drop_missing(struct doctor *doctor)
{
    struct examination *examination = doctor->examination;
    size_t kept = 0;

    for (size_t i = 0; i < examination->stream_count; i++) {
        if (!is_missing(doctor, &examination->streams[i]))
            examination->streams[kept++] = examination->streams[i];
    }
    examination->stream_count = kept;
    doctor_next(doctor);
}

static bool is_large(const struct examined_stream *stream)
{
    return stream->facts.length > MEMORY_WHOLE || stream->facts.tree_nodes > MEMORY_WHOLE;
}

bool ask_memory(struct query *query, struct phrase *phrase)
{
    say_stream(query, phrase, "MEMORY USAGE");
    phrase_add(phrase, SLICE("SAMPLES"));
    phrase_add(phrase, is_large(stream_of(query)) ? SLICE(MEMORY_SAMPLES) : SLICE("0"));
    return true;
}

bool take_memory(struct query *query, const struct reply *reply)
{
    struct examined_stream *stream = stream_of(query);

    if (reply->nodes[0].type != REPLY_INTEGER)
        return false;
    stream->bytes = reply->nodes[0].integer;
    stream->bytes_estimated = is_large(stream);
    return false;
}

bool ask_ttl(struct query *query, struct phrase *phrase)
{
    say_stream(query, phrase, "PTTL");
    return stream_of(query)->ttl_ms == TTL_UNKNOWN;
}

/* -1: it has none; -2: it is gone meanwhile. */
bool take_ttl(struct query *query, const struct reply *reply)
{
    if (reply->nodes[0].type == REPLY_INTEGER && reply->nodes[0].integer >= TTL_NONE)
        stream_of(query)->ttl_ms = reply->nodes[0].integer;
    return false;
}

static uint64_t random_below(uint64_t limit)
{
    uint64_t number = 0;

    if (uv_random(NULL, NULL, &number, sizeof(number), 0, NULL) != 0)
        number = uv_hrtime();
    return number % limit;
}

/* Each has the same chance: of the first so many one is taken by lot, and where that is taken
 * already the last of them, which was not in the game before. */
static void choose(bool *chosen, size_t count, size_t wanted)
{
    for (size_t i = count - wanted; i < count; i++) {
        uint64_t drawn = random_below(i + 1);
        chosen[chosen[drawn] ? i : drawn] = true;
    }
}

void choose_entries(struct doctor *doctor)
{
    struct examination *examination = doctor->examination;

    examination->entries_read = true;
    examination->sampled = examination->stream_count;
    if (examination->stream_count <= DOCTOR_SAMPLE_ABOVE)
        return;
    examination->sampled = DOCTOR_SAMPLE;
    doctor->chosen = mem_zalloc(examination->stream_count, sizeof(bool));
    choose(doctor->chosen, examination->stream_count, DOCTOR_SAMPLE);
}

uint64_t stream_entry_bytes(const struct examined_stream *stream)
{
    if (stream->bytes <= 0 || stream->facts.length == 0)
        return 0;
    return (uint64_t)stream->bytes / stream->facts.length + 1;
}

/* Returns how many of its newest entries a stream is asked for: so many that the server is not held
 * by the reply. */
static uint64_t entries_wanted(const struct examined_stream *stream)
{
    uint64_t most = ENTRIES_BYTES / (stream_entry_bytes(stream) + 1);

    if (most >= CONTENT_ENTRIES)
        return CONTENT_ENTRIES;
    return most > 0 ? most : 1;
}

bool ask_entries(struct query *query, struct phrase *phrase)
{
    const bool *chosen = query->doctor->chosen;

    query->wanted = entries_wanted(stream_of(query));
    query->weight = stream_entry_bytes(stream_of(query)) * query->wanted;
    snprintf(phrase->texts[0], sizeof(phrase->texts[0]), "%llu", (unsigned long long)query->wanted);
    say_stream(query, phrase, "XREVRANGE");
    phrase_say(phrase, "+ - COUNT");
    phrase_add(phrase, slice_of(phrase->texts[0]));
    return stream_of(query)->facts.length > 0 && (chosen == NULL || chosen[query->item.stream]);
}

bool take_entries(struct query *query, const struct reply *reply)
{
    struct doctor *doctor = query->doctor;
    struct examined_stream *stream = stream_of(query);
    const struct examination *examination = doctor->examination;
    int64_t now_ms = timestamp_now();

    if (stream->node < examination->node_count && examination->nodes[stream->node].skew_known)
        now_ms += examination->nodes[stream->node].skew_ms;
    stream_content_read(reply, query->wanted, doctor->options.severity_words, now_ms,
                        &stream->content);
    return false;
}
