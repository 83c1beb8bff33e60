/* The prompts for what is said of tenants and dimensions: for how long, and why. */
#include "config.h"

#include "base/duration.h"
#include "present/state_words.h"
#include "prompts.h"
#include "screen/steps.h"

#include <stdio.h>
#include <string.h>

#define LEAST_MS MS_PER_MINUTE
#define MOST_MS (90 * MS_PER_DAY)

static reaction_set cancel(struct act *act)
{
    prompt_close(&act->state->prompt);
    return REACTION_DRAW;
}

static struct attention_entry entry_of(const struct ui_state *state)
{
    static char nothing[] = "";
    const struct attention_request *request = &state->request;

    return (struct attention_entry){
        .kind = request->kind,
        .source = state->attention.source,
        .tenant = request->tenant,
        .dimension = request->dimension,
        .why = nothing,
        .state = request->state,
    };
}

/* An empty text takes back what was said. */
static reaction_set take_back(struct act *act)
{
    struct attention_entry entry = entry_of(act->state);

    prompt_close(&act->state->prompt);
    if (!attention_take_back(&act->state->attention, &entry))
        return REACTION_DRAW;
    state_tell(act->state, "%s no longer %s", entry.tenant,
               entry.kind == ATTENTION_MUTED ? "muted" : "acknowledged");
    return REACTION_ELSEWHERE;
}

/* Parts "8h known" into a length and the rest. */
static bool part(char *text, int64_t *length_ms, const char **why, struct error *error)
{
    char *blank = strchr(text, ' ');

    *why = blank != NULL ? blank + 1 + strspn(blank + 1, " ") : "";
    if (blank != NULL)
        *blank = '\0';
    if (!duration_parse(text, length_ms, NULL) || *length_ms < LEAST_MS || *length_ms > MOST_MS)
        return error_set(error, ERROR_USAGE, "for how long comes first: 30m, 8h, up to 90d");
    return (*why)[0] != '\0' || error_set(error, ERROR_USAGE, "say why, in a word or more");
}

static reaction_set say(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;
    struct attention_entry entry = entry_of(act->state);
    char text[PROMPT_SIZE];
    const char *why;
    int64_t length_ms;
    struct error error;

    if (prompt->size == 0)
        return take_back(act);
    snprintf(text, sizeof(text), "%s", prompt->text);
    if (!part(text, &length_ms, &why, &error)) {
        prompt_tell(prompt, "%s", error.text);
        return REACTION_DRAW;
    }
    entry.why = (char *)(uintptr_t)why;
    entry.since_ms = act->sight->own_ms;
    entry.until_ms = act->sight->own_ms + length_ms;
    attention_put(&act->state->attention, &entry);
    prompt_close(prompt);
    state_tell(act->state, "%s %s", entry.tenant,
               entry.kind == ATTENTION_MUTED ? "muted" : "acknowledged");
    return REACTION_ELSEWHERE;
}

static void remark_request(const struct ui_state *state, const struct listing *listing,
                           struct prompt_remark *remark)
{
    const struct attention_request *request = &state->request;

    (void)listing;
    remark->name = request->dimension != NULL ? request->dimension : request->tenant;
    snprintf(remark->text, sizeof(remark->text), "%s",
             state->prompt.size > 0 ? "for how long, and why" : "Enter takes it back");
}

#define RULES(question_)                                                                           \
    {                                                                                              \
        .question = (question_),                                                                   \
        .hints = {{"Enter", "say it"},                                                             \
                  {"Esc", "cancel"},                                                               \
                  {"Ctrl-W", "delete word"},                                                       \
                  {"Ctrl-U", "delete all"}},                                                       \
        .accept = say, .cancel = cancel, .remark = remark_request,                                 \
    }

const struct prompt_rules prompt_acknowledge = RULES("Acknowledge: ");
const struct prompt_rules prompt_mute = RULES("Mute: ");
