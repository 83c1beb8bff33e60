/* What single streams show: how long they live, and their IDs. */
#include "config.h"

#include "base/duration.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "redis/cluster_slot.h"
#include "redis/url.h"

#include <inttypes.h>
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
    buffer_printf(&finding->evidence, "it expires in %s with all its %" PRIu64 " entries", length,
                  stream->facts.length);
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

/* Writes a name for it outside of where streams are looked for, that is in the same slot of a
 * cluster. Returns false where there is none: for a key with a '}' that ends no tag. */
static bool name_aside(struct slice key, struct buffer *name)
{
    struct slice tag = cluster_tag(key);
    bool has_tag = tag.size < key.size;

    buffer_string(name, has_tag ? "future:" : "future:{");
    buffer_append(name, key.data, key.size);
    if (!has_tag)
        buffer_char(name, '}');
    return cluster_slot((struct slice){buffer_text(name), name->size}) == cluster_slot(key);
}

static void add_rename(const struct examination *examination, const struct examined_stream *stream,
                       struct buffer *cure)
{
    struct buffer name = {0};

    if (name_aside(stream->key, &name) || examination->url->topology != REDIS_CLUSTER) {
        buffer_string(cure, "RENAME ");
        cure_word(cure, stream->key);
        buffer_char(cure, ' ');
        cure_word(cure, (struct slice){buffer_text(&name), name.size});
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
    add_rename(examination, stream, &finding->cure);
    buffer_string(&finding->note, "Stop first whoever writes with IDs of their own: XADD takes *. "
                                  "The sink begins anew, and so do its groups.");
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
    if (examined_refused(examination, "xinfo", "stream"))
        finding_unchecked(findings, check, "+xinfo|stream");
}
