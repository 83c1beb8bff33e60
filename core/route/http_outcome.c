#include "config.h"

#include "route/http_outcome.h"

#include "base/text.h"

#include <string.h>

/* What a status means for whoever has to mend it. */
static const struct hint {
    int status;
    const char *text;
} hints[] = {
    {301, "moved for good"},
    {302, "moved"},
    {303, "moved"},
    {307, "moved"},
    {308, "moved for good"},
    {400, "it does not take what was sent"},
    {401, "it asks who we are: is the token or secret right?"},
    {403, "it does not let us: is the token or secret right?"},
    {404, "there is no such address"},
    {405, "nothing can be posted to this address"},
    {407, "the proxy asks who we are"},
    {408, "it had to wait too long for the request"},
    {410, "the address is no more"},
    {413, "the message is too large for it"},
    {429, "it is asked too often"},
    {500, "it failed"},
    {502, "what stands in front of it cannot reach it"},
    {503, "it cannot take it now"},
    {504, "what stands in front of it waits in vain"},
};

static const char *hint_of(int status)
{
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
        if (hints[i].status == status)
            return hints[i].text;
    return NULL;
}

/* Slack, and those that do as Slack does: Mattermost says the same, Rocket.Chat an object. */
static bool is_ok(struct slice body)
{
    body = slice_trim(body);
    return slice_is(body, "ok") || slice_is(body, "{\"success\":true}") ||
           slice_is(body, "{\"ok\":true}");
}

static bool is_taken(enum destination_kind kind, const struct http_answer *answer)
{
    switch (kind) {
    case DESTINATION_PAGERDUTY:
        return answer->status == 202;
    case DESTINATION_SLACK:
        return answer->status == 200 && is_ok(answer->body);
    default:
        return answer->status >= 200 && answer->status < 300;
    }
}

static bool may_be_taken_later(int status)
{
    return status < 300 || status == 407 || status == 408 || status == 425 || status == 429 ||
           status >= 500;
}

static enum outcome_kind kind_of(enum destination_kind kind, const struct http_answer *answer)
{
    if (answer->status == 0)
        return OUTCOME_RETRY;
    if (is_taken(kind, answer))
        return OUTCOME_ACCEPTED;
    return may_be_taken_later(answer->status) ? OUTCOME_RETRY : OUTCOME_DEAD;
}

/* A query of it may be a ticket for whoever follows. */
static void say_where(const char *location, const struct secrets *secrets, struct buffer *why)
{
    struct http_url url;

    if (!http_url_parse(location, &url, NULL))
        return;
    buffer_printf(why, " to %s", url.origin);
    secrets_scrub(secrets, slice_of(url.path), why);
    buffer_string(why, " (redirects are not followed: make that the target)");
    http_url_free(&url);
}

/* Whatever may be in it is made safe by error_set(). */
static void say_why(const char *origin, const struct http_answer *answer,
                    const struct secrets *secrets, struct error *error)
{
    struct buffer why = {0};
    const char *hint = hint_of(answer->status);

    if (answer->status == 0)
        secrets_scrub(secrets, slice_of(answer->trouble), &why);
    else if (answer->status < 300)
        buffer_printf(&why, "status %d, but not the answer of one that took it", answer->status);
    else
        buffer_printf(&why, "status %d%s%s", answer->status, hint != NULL ? ": " : "",
                      hint != NULL ? hint : "");
    if (answer->location != NULL)
        say_where(answer->location, secrets, &why);
    error_set(error, ERROR_RETRY, "%s: %s", origin, buffer_text(&why));
    buffer_free(&why);
}

/* What is cut is cut behind the scrubbing, so that no secret is half hidden. */
static void say_answer(const struct http_answer *answer, const struct secrets *secrets,
                       struct buffer *said)
{
    struct buffer scrubbed = {0};
    char text[HTTP_ANSWER_SHOWN + 1];

    secrets_scrub(secrets, slice_trim(answer->body), &scrubbed);
    for (size_t i = 0; i < scrubbed.size; i++)
        if (strchr("\t\r\n", scrubbed.data[i]) != NULL)
            scrubbed.data[i] = ' ';
    text_safe_copy(text, sizeof(text), (struct slice){buffer_text(&scrubbed), scrubbed.size});
    buffer_string(said, text);
    buffer_free(&scrubbed);
}

void http_judge(enum destination_kind kind, const char *origin, const struct http_answer *answer,
                const struct secrets *secrets, struct outcome *outcome, struct buffer *said)
{
    *outcome = (struct outcome){.kind = kind_of(kind, answer),
                                .retry_after_ms = answer->retry_after_ms,
                                .unanswered = answer->unanswered,
                                .status = answer->status};
    if (outcome->kind != OUTCOME_ACCEPTED)
        say_why(origin, answer, secrets, &outcome->error);
    if (outcome->kind == OUTCOME_DEAD)
        outcome->error.class = ERROR_STOP;
    if (answer->body.size > 0)
        say_answer(answer, secrets, said);
    outcome->answer = said->size > 0 ? buffer_text(said) : NULL;
}
