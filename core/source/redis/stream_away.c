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

/* The moment up to which one is known that takes turns moves on so often, and means so little, that
 * it is no change: who depends on it looks again by itself. */
static void know_in_turn(struct stream *stream)
{
    if (!stream->tenant->known_moves || stream->tenant->known_until_ms == INT64_MAX)
        stream_fall_behind(stream);
    else
        stream->tenant->known_until_ms = stream->known_ms + stream->streams->fleet->clock_offset_ms;
}

void stream_is_current(struct stream *stream)
{
    stream->known_ms = timestamp_now();
    stream->unanswered = false;
    if (stream->in_turn)
        know_in_turn(stream);
    else
        know_until(stream, INT64_MAX);
}

/* Without a share of the server it moves when somebody asks for everything, which is a change. */
static void let_known_move(struct stream *stream)
{
    bool moves = stream->in_turn && !stream->away && stream->streams->server_share > 0;

    if (stream->tenant->known_moves == moves)
        return;
    stream->tenant->known_moves = moves;
    stream_touch(stream);
}

void stream_take_turns(struct stream *stream, bool in_turn)
{
    stream->in_turn = in_turn;
    let_known_move(stream);
    if (in_turn)
        stream_fall_behind(stream);
}

void stream_lose(struct stream *stream)
{
    if (stream->streams->follow)
        stream_fall_behind(stream);
    if (stream->away)
        return;
    stream->away = true;
    let_known_move(stream);
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
    let_known_move(stream);
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
