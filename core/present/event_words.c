#include "config.h"

#include "present/event_words.h"

#include "base/text.h"
#include "present/metadata_words.h"
#include "present/state_words.h"

#include <inttypes.h>

/* Returns the producer's own word where nobody knows it. */
static const char *word_of(const struct tenant *tenant, struct spoken spoken)
{
    return spoken.word > 0 ? tenant_severity_word(tenant, spoken.severity, spoken.word)
                           : severity_word(spoken.severity);
}

static void append(struct buffer *out, const struct tenant *tenant, const struct event *event,
                   struct telling telling)
{
    const char *from = word_of(tenant, event->from);
    const char *to = word_of(tenant, event->to);

    switch (event->kind) {
    case EVENT_CHANGE:
        buffer_printf(out, "%s -> %s", from, to);
        break;
    case EVENT_FLAPPING:
        flapping_describe(&event->flapping, from, to, telling, out);
        break;
    case EVENT_NOT_BACK:
        not_back_describe(&event->not_back, event->value, telling, out);
        break;
    case EVENT_BACK:
        buffer_string(out, "comes again");
        break;
    case EVENT_GONE:
        buffer_string(out, event->ongoing ? "gone" : "was gone");
        break;
    case EVENT_RENAMED:
        buffer_printf(out, "is now %s",
                      tenant != NULL ? tenant->dimensions[event->other].name : "another");
        break;
    case EVENT_METADATA:
        metadata_change_words(out, tenant, event->dimension, &event->metadata, " -> ");
        break;
    case EVENT_SILENCE:
        buffer_string(out, event->ongoing ? "silent" : "was silent");
        break;
    case EVENT_NOTICE:
        buffer_string(out, event->notice->text);
        break;
    case EVENT_AWAY:
        buffer_printf(out, "away: %s", event->reason);
        break;
    }
}

void event_words(struct buffer *out, const struct tenant *tenant, const struct event *event,
                 struct telling telling, bool ascii)
{
    struct buffer words = {0};

    append(&words, tenant, event, telling);
    text_safe(out, slice_of(buffer_text(&words)), ascii);
    buffer_free(&words);
}

static void append_episode(struct buffer *out, const struct episode *episode,
                           struct telling telling)
{
    const struct tenant *tenant = episode->verdict != NULL ? episode->verdict->tenant : NULL;
    const struct event *event = &episode->event;
    const char *to = word_of(tenant, event->to);

    if (event->kind == EVENT_FLAPPING)
        buffer_printf(out, "%s <-> %s x %" PRIu32, word_of(tenant, event->from), to,
                      event->flapping.changes);
    else if (episode->changes > 1 && episode->worst.severity > event->to.severity)
        buffer_printf(out, "%s -> %s -> %s", word_of(tenant, event->from),
                      word_of(tenant, episode->worst), to);
    else
        append(out, tenant, event, telling);
}

void episode_words(struct buffer *out, const struct episode *episode, struct telling telling,
                   bool ascii)
{
    struct buffer words = {0};

    append_episode(&words, episode, telling);
    text_safe(out, slice_of(buffer_text(&words)), ascii);
    buffer_free(&words);
}

bool event_lasts(const struct event *event)
{
    return event->kind == EVENT_CHANGE || event->kind == EVENT_GONE ||
           event->kind == EVENT_SILENCE || event->kind == EVENT_AWAY;
}

enum severity event_severity(const struct event *event)
{
    switch (event->kind) {
    case EVENT_CHANGE:
    case EVENT_FLAPPING:
        return event->to.severity;
    case EVENT_NOT_BACK:
        return SEVERITY_WARN;
    default:
        return SEVERITY_ABSENT;
    }
}
