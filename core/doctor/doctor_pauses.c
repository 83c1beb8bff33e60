/* The examiner: whether a silence may be the pause of every night. Of who has been silent for
 * longer than usual, and for less than a day, one entry is asked for on each side of the same time
 * on two days before. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "judge/silence.h"

static struct stream_content *content_of(const struct query *query)
{
    return &query->doctor->examination->streams[query->item.stream].content;
}

/* Asks for one entry from a moment on, in the direction of the command. */
static bool ask_from(struct query *query, struct phrase *phrase, const char *command,
                     struct stream_id from, const char *to)
{
    stream_id_format(from, phrase->texts[0]);
    phrase_say(phrase, command);
    phrase_add(phrase, query->doctor->examination->streams[query->item.stream].key);
    phrase_say(phrase, phrase->texts[0]);
    phrase_say(phrase, to);
    phrase_say(phrase, "COUNT 1");
    return content_of(query)->pause_asked;
}

static struct stream_id moment_of(const struct query *query)
{
    return stream_id_at(content_of(query)->pause_at_ms[query->turn]);
}

/* Returns false where the reply is something else. */
static bool read_time(const struct reply *reply, int64_t none_ms, int64_t *time_ms)
{
    size_t entry = reply_child(reply, 0, 0);
    struct stream_id id;

    *time_ms = none_ms;
    if (reply->nodes[0].type != REPLY_ARRAY)
        return false;
    if (entry == reply->count)
        return true;
    bool read = stream_id_parse(reply_text(reply, reply_child(reply, entry, 0)), &id);
    if (read)
        *time_ms = stream_id_time(id);
    return read;
}

/* What cannot be learned leaves it unknown whether somebody is silent. */
static bool go_on(struct query *query, bool read)
{
    content_of(query)->pause_asked = read;
    return read && query->turn < PAUSE_DAYS;
}

void miss_pause(const struct query *query, const struct error *error)
{
    (void)error;
    content_of(query)->pause_asked = false;
}

bool ask_pause_before(struct query *query, struct phrase *phrase)
{
    return ask_from(query, phrase, "XREVRANGE", stream_id_previous(moment_of(query)), "-");
}

bool take_pause_before(struct query *query, const struct reply *reply)
{
    struct quiet *quiet = &content_of(query)->pauses.days[query->turn - 1];

    return go_on(query, read_time(reply, INT64_MIN, &quiet->before_ms));
}

bool ask_pause_after(struct query *query, struct phrase *phrase)
{
    return ask_from(query, phrase, "XRANGE", moment_of(query), "+");
}

bool take_pause_after(struct query *query, const struct reply *reply)
{
    struct stream_content *content = content_of(query);
    struct quiet *quiet = &content->pauses.days[query->turn - 1];
    bool more = go_on(query, read_time(reply, INT64_MAX, &quiet->after_ms));

    if (!more && content->pause_asked)
        stream_content_settle(content);
    return more;
}
