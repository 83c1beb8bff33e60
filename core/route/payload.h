/* Payload: a message as the bytes that a kind of destination takes. Each is a function of the
 * message, and of nothing else; webhooks take the document itself (message_json()). */
#ifndef ROUTE_PAYLOAD_H
#define ROUTE_PAYLOAD_H

#include "base/buffer.h"
#include "base/error.h"
#include "route/message.h"

#define PAYLOAD_SLACK_MAX 3000 /* characters of a section of Slack, with what is escaped */
#define PAYLOAD_PAGERDUTY_MAX (512 * 1024) /* bytes of the whole of it */
#define PAYLOAD_ALERTMANAGER_MAX 2         /* alerts that a message makes */

/* Appends what Slack's incoming webhooks take: the sentence, and below it by which rule it is.
 * Nothing can be closed there, so what ends is told as another message. */
void payload_slack(const struct message *message, struct buffer *out);

/* Appends an event of PagerDuty's Events API v2: what closes resolves, everything else triggers.
 * Custom details are the document; they are left out where it would be too large with them. */
void payload_pagerduty(const struct message *message, const char *routing_key, struct buffer *out);

/* An alert as an Alertmanager knows it: its labels are what it is known by, and severity is one of
 * them, because routes go by it. A change of level is therefore two: one that is open, and one that
 * is not. */
struct payload_alert {
    enum severity severity; /* SEVERITY_WARN or SEVERITY_DEGRADED */
    bool open;
};

/* Returns how many alerts a message is, and which; the open one comes first. */
size_t payload_alerts(const struct message *message,
                      struct payload_alert alerts[PAYLOAD_ALERTMANAGER_MAX]);

/* Append one of them as an object of POST /api/v2/alerts, its labels alone as an object, and all of
 * a message as an array. What is open ends by itself after four times `repeat` of its destination,
 * as it is told again before that. */
void payload_alertmanager_alert(const struct message *message, struct payload_alert alert,
                                int64_t now_ms, struct buffer *out);
void payload_alertmanager_labels(const struct message *message, struct payload_alert alert,
                                 struct buffer *out);
void payload_alertmanager(const struct message *message, int64_t now_ms, struct buffer *out);

/* Returns true when an Alertmanager takes such labels ("team=rag") beside ours. */
bool payload_alertmanager_takes(const struct destination *destination, struct error *error);

/* payload_words.c: what several of them need. */

/* Returns the worst level that a message is about: that of what a digest stands for. */
enum severity payload_level(const struct message *message);

/* Appends the sentence of a message, and those of the worst ones that a digest stands for, each
 * behind `between`. */
void payload_sentences(const struct message *message, const char *between, struct buffer *out);

/* Returns the part of a text that holds at most so many characters. */
struct slice payload_cut(struct slice text, size_t characters);

#endif
