/* What single streams show: how long they live, and their IDs. */
#include "config.h"

#include "base/duration.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "redis/cluster_slot.h"
#include "redis/url.h"
#include "wire/key_space.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- ttl --- */

static void add_ttl(const struct check *check, const struct examination *examination,
                    const struct examined_stream *stream, struct findings *findings)
{
    char length[FIGURE_SIZE];
    struct finding *finding =
        finding_add(findings, check, FINDING_ERROR, examination, stream, stream->node);

    figure_duration(stream->ttl_ms, length);
    finding->weight = -(double)stream->ttl_ms;
    buffer_printf(&finding->evidence, "it expires in %s with all its %s entries", length,
                  FIGURE_COUNT(stream->facts.length));
    buffer_string(&finding->cure, "PERSIST ");
    cure_word(&finding->cure, stream->key);
    buffer_string(&finding->note,
                  "XADD does not take a TTL away: look for an EXPIRE, or a RESTORE, in whatever "
                  "writes here. Where the TTL is renewed with every report it only clears away "
                  "dead tenants.");
}

void check_ttl(const struct check *check, const struct examination *examination,
               const struct doctor_settings *settings, struct findings *findings)
{
    bool is_untold = examined_refused(examination, "pttl", NULL);

    (void)settings;
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        if (stream->ttl_ms >= 0) {
            add_ttl(check, examination, stream, findings);
        } else if (is_untold && stream->ttl_ms == TTL_UNKNOWN &&
                   examined_keys_expire(examination, stream->node) != WHETHER_NO) {
            finding_unchecked(findings, check, "+pttl");
            is_untold = false;
        }
    }
}

/* --- future-ids --- */

#define UNKNOWN_CLOCK_MS MS_PER_DAY /* where only our own clock is known */
#define SOON_MS MS_PER_HOUR

/* Returns how far the last ID is ahead of the server's clock, 0: it is not. */
static int64_t ahead_of(const struct examination *examination, const struct examined_stream *stream,
                        const struct doctor_settings *settings)
{
    bool is_known =
        stream->node < examination->node_count && examination->nodes[stream->node].skew_known;
    int64_t spare_ms = is_known ? examination->nodes[stream->node].skew_max_ms : UNKNOWN_CLOCK_MS;
    int64_t ahead_ms =
        stream_id_time(stream->facts.last) - examined_now(examination, stream->node) - spare_ms;

    return ahead_ms > 0 && (uint64_t)ahead_ms > settings->future_ms ? ahead_ms : 0;
}

/* The number of the first tag that is in a slot. */
static unsigned tag_of_slot(unsigned slot)
{
    char text[16];

    for (unsigned number = 0;; number++) {
        int size = snprintf(text, sizeof(text), "%u", number);
        if (cluster_slot((struct slice){text, (size_t)size}) == slot)
            return number;
    }
}

/* With the time in it, so that it is not one that an earlier stream was given. */
static void name_by_key(int64_t now_s, struct slice key, struct buffer *name)
{
    bool has_tag = cluster_tag(key).size < key.size;

    buffer_printf(name, has_tag ? "future:%" PRId64 ":" : "future:%" PRId64 ":{", now_s);
    buffer_append(name, key.data, key.size);
    if (!has_tag)
        buffer_char(name, '}');
}

/* For a key that would be found again in whatever holds it, or that cannot be a tag. */
static void name_by_number(int64_t now_s, const struct examination *examination,
                           const struct examined_stream *stream, struct buffer *name)
{
    buffer_printf(name, "future_%" PRId64 "_%zu", now_s, (size_t)(stream - examination->streams));
    if (examination->url->topology == REDIS_CLUSTER)
        buffer_printf(name, "_{%u}", tag_of_slot(cluster_slot(stream->key)));
}

/* Where streams are not looked for, and the server can move one to. */
static bool is_aside(const struct examination *examination, struct slice key, struct slice name)
{
    struct buffer tenant = {0};
    bool is_found = examination->space != NULL &&
                    key_space_tenant(examination->space, name, &tenant) != KEY_SPACE_NONE;

    buffer_free(&tenant);
    return !is_found &&
           (examination->url->topology != REDIS_CLUSTER || cluster_slot(name) == cluster_slot(key));
}

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

/* Returns false where a template finds each name. */
static bool name_aside(const struct examination *examination, const struct examined_stream *stream,
                       struct buffer *name)
{
    int64_t now_s = examined_now(examination, stream->node) / MS_PER_SECOND;

    name_by_key(now_s, stream->key, name);
    if (is_aside(examination, stream->key, content(name)))
        return true;
    buffer_clear(name);
    name_by_number(now_s, examination, stream, name);
    return is_aside(examination, stream->key, content(name));
}

static void move_aside(const struct examination *examination, const struct examined_stream *stream,
                       struct finding *finding)
{
    struct buffer name = {0};

    if (name_aside(examination, stream, &name)) {
        buffer_string(&finding->cure, "RENAMENX ");
        cure_word(&finding->cure, stream->key);
        buffer_char(&finding->cure, ' ');
        cure_word(&finding->cure, content(&name));
        buffer_string(&finding->note, "The sink begins anew, and so do its groups; what was there "
                                      "is kept under the other name.");
    } else {
        buffer_string(&finding->note, "The keys that are looked for leave no other name for it: "
                                      "copy what is needed, then DEL, and the sink begins anew.");
    }
    buffer_free(&name);
}

static void add_future(const struct check *check, const struct examination *examination,
                       const struct examined_stream *stream, int64_t ahead_ms,
                       struct findings *findings)
{
    char id[STREAM_ID_SIZE];
    char length[FIGURE_SIZE];
    struct finding *finding =
        finding_add(findings, check, FINDING_ERROR, examination, stream, stream->node);

    stream_id_format(stream->facts.last, id);
    figure_duration(ahead_ms, length);
    finding->weight = (double)ahead_ms;
    buffer_printf(
        &finding->evidence,
        "its last ID %s is %s ahead of the server's clock, and all that comes is numbered "
        "behind it",
        id, length);
    buffer_string(&finding->note,
                  "Stop first whoever writes with IDs of their own: XADD takes *. ");
    move_aside(examination, stream, finding);
    if (ahead_ms < SOON_MS)
        buffer_printf(&finding->note, " It ends by itself in %s.", length);
}

void check_future_ids(const struct check *check, const struct examination *examination,
                      const struct doctor_settings *settings, struct findings *findings)
{
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        int64_t ahead_ms = stream->answered ? ahead_of(examination, stream, settings) : 0;
        if (ahead_ms > 0)
            add_future(check, examination, stream, ahead_ms, findings);
    }
    check_needs(check, examination, "xinfo", "stream", findings);
}
