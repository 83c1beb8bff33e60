/* Whether a stream can be asked, and up to when it is known. */
#include "config.h"

#include "source/redis/stream.h"

#include "source/redis/streams.h"

#include <string.h>

#define IN_VAIN_MAX 2 /* nodes that disagree may agree a moment later */

static void know_until(struct stream *stream, int64_t until_ms)
{
    if (stream->tenant->known_until_ms == until_ms)
        return;
    stream->tenant->known_until_ms = until_ms;
    stream_touch(stream);
}

void stream_fall_behind(struct stream *stream)
{
    if (stream->known_ms != 0)
        know_until(stream, stream->known_ms + stream->streams->fleet->clock_offset_ms);
}

void stream_is_current(struct stream *stream)
{
    stream->known_ms = timestamp_now();
    stream->unanswered = false;
    know_until(stream, INT64_MAX);
}

void stream_lose(struct stream *stream)
{
    if (stream->streams->follow)
        stream_fall_behind(stream);
    if (stream->away)
        return;
    stream->away = true;
    stream->streams->away++;
    stream_ask(stream, ASK_PAGES);
}

/* What is loaded goes on behind its cursor, unless the stream is another one by now; what may have
 * been understood wrong is read once more. */
void stream_resume(struct stream *stream)
{
    stream->resumed |= stream->away;
    stream->in_vain += stream->away;
    stream->streams->away -= stream->away;
    stream->away = false;
    stream->recent_due |= stream->garbled;
    if (stream->window.joined || stream->doubted)
        stream_ask(stream, ASK_CHECK);
    if (stream->garbled) {
        stream->verify.due = true;
        stream_ask(stream, ASK_VERIFY);
    }
    stream->garbled = false;
    stream_ask(stream, ASK_LOOK);
    stream_ask(stream, ASK_PAGES);
}

void stream_lose_request(struct stream *stream, const struct error *error)
{
    bool for_good = error->class == ERROR_STOP || stream->in_vain >= IN_VAIN_MAX;
    bool alone = for_good && streams_can_ask(stream->streams, stream);

    stream_lose(stream);
    if (!alone)
        return;
    stream->in_vain = 0;
    stream_resume(stream);
    stream_break(stream, (struct slice){error->text, strlen(error->text)});
}

void stream_answers(struct stream *stream)
{
    stream->in_vain = 0;
}
