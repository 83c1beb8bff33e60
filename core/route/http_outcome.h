/* HTTP outcome: whether a destination took what was posted, may take it later, or never will. */
#ifndef ROUTE_HTTP_OUTCOME_H
#define ROUTE_HTTP_OUTCOME_H

#include "route/http.h"
#include "route/outlet.h"
#include "route/secrets.h"

#define HTTP_ANSWER_SHOWN 500 /* bytes of an answer that are kept */

/* Judges an answer:
 *
 *   2xx                               accepted; of Slack 200 and "ok", of PagerDuty 202, as other
 *                                     answers are those of something that stands in between
 *   no answer, 408, 425, 429, 5xx     again later; 407, too, which is of a proxy
 *   3xx and other 4xx                 never
 *
 * `origin` stands in the error. What it said goes into `said`, scrubbed and safe. */
void http_judge(enum destination_kind kind, const char *origin, const struct http_answer *answer,
                const struct secrets *secrets, struct outcome *outcome, struct buffer *said);

#endif
