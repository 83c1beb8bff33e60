/* Commands: a program is run for each message, and gets it on its standard input. Its end says
 * whether it took it. */
#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/shell_split.h"
#include "route/command_environment.h"
#include "route/outlet.h"
#include "route/program.h"
#include "route/secrets.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define TIMEOUT_MS (30 * MS_PER_SECOND)

struct command_outlet {
    struct outlet outlet;
    struct shell_words argv;
    struct shell_words environment;
    struct secrets secrets;
    int64_t timeout_ms;
    struct program *program; /* that runs; NULL: none does */
    struct message *message;
    struct error error; /* why it could not be run */
    uv_timer_t later;   /* tells that, from the loop */
    bool is_closing;
};

static void end(struct command_outlet *self)
{
    shell_words_free(&self->argv);
    shell_words_free(&self->environment);
    secrets_free(&self->secrets);
    outlet_closed(&self->outlet);
}

static void tell(struct command_outlet *self, const struct outcome *outcome)
{
    struct message *message = self->message;

    self->message = NULL;
    if (message != NULL)
        self->outlet.options.done(self->outlet.options.context, message, outcome);
}

static enum outcome_kind judge(const struct command_outlet *self,
                               const struct program_result *result, struct error *why)
{
    const char *name = self->argv.words[0];
    char timeout[32];

    switch (result->end) {
    case PROGRAM_EXITED:
        if (result->status == 0)
            return OUTCOME_ACCEPTED;
        error_set(why, ERROR_RETRY, "%s ended with status %d", name, result->status);
        return result->status == EX_TEMPFAIL ? OUTCOME_RETRY : OUTCOME_DEAD;
    case PROGRAM_KILLED:
        error_set(why, ERROR_RETRY, "%s was ended by a signal: %s", name,
                  strsignal(result->status));
        return OUTCOME_RETRY;
    case PROGRAM_TIMED_OUT:
        duration_format(self->timeout_ms, timeout);
        error_set(why, ERROR_RETRY, "%s did not end within %s", name, timeout);
        return OUTCOME_RETRY;
    }
    return OUTCOME_RETRY;
}

/* What it said goes with a dead letter, and is the reason of what is tried again. */
static void add_said(const struct command_outlet *self, const struct program_result *result,
                     struct buffer *said, struct outcome *outcome)
{
    struct error why = outcome->error;

    secrets_scrub(&self->secrets, slice_of(result->said), said);
    if (said->size == 0 || outcome->kind == OUTCOME_ACCEPTED)
        return;
    if (outcome->kind == OUTCOME_DEAD)
        outcome->answer = buffer_text(said);
    else
        error_set(&outcome->error, ERROR_RETRY, "%s: %s", why.text, buffer_text(said));
}

static void on_ended(void *context, const struct program_result *result)
{
    struct command_outlet *self = context;
    struct outcome outcome = {0};
    struct buffer said = {0};

    self->program = NULL;
    if (self->is_closing) {
        end(self);
        return;
    }
    outcome.kind = judge(self, result, &outcome.error);
    outcome.unanswered = result->end != PROGRAM_EXITED;
    outcome.status = result->end == PROGRAM_EXITED ? result->status : 0;
    add_said(self, result, &said, &outcome);
    tell(self, &outcome);
    buffer_free(&said);
}

static void on_said(void *context, const char *line)
{
    const struct command_outlet *self = context;
    const struct outlet_options *options = &self->outlet.options;
    struct buffer text = {0};

    if (self->is_closing || options->said == NULL)
        return;
    buffer_printf(&text, "%s: %s: ", options->destination->name, self->argv.words[0]);
    secrets_scrub(&self->secrets, slice_of(line), &text);
    options->said(options->context, buffer_text(&text));
    buffer_free(&text);
}

static void on_later(uv_timer_t *timer)
{
    struct command_outlet *self = timer->data;
    struct outcome outcome = {.kind = OUTCOME_RETRY, .error = self->error};

    tell(self, &outcome);
}

static void command_send(struct outlet *outlet, struct message *message)
{
    struct command_outlet *self = (struct command_outlet *)outlet;
    struct buffer input = {0};

    message_json(message, &input);
    buffer_char(&input, '\n');
    shell_words_free(&self->environment);
    command_environment(message, self->secrets.secret, &self->environment);
    self->message = message;
    const struct program_options options = {.loop = outlet->options.loop,
                                            .argv = self->argv.words,
                                            .environment = self->environment.words,
                                            .input = &input,
                                            .timeout_ms = self->timeout_ms,
                                            .said = on_said,
                                            .ended = on_ended,
                                            .context = self};
    self->program = program_start(&options, &self->error);
    if (self->program == NULL)
        uv_timer_start(&self->later, on_later, 0, 0);
    buffer_free(&input);
}

static bool command_reload(struct outlet *outlet, struct error *error)
{
    struct command_outlet *self = (struct command_outlet *)outlet;
    struct secrets secrets = {0};

    if (!program_exists(self->argv.words[0], error) ||
        !secrets_read(&secrets, outlet->options.destination, error))
        return false;
    secrets_free(&self->secrets);
    self->secrets = secrets;
    return true;
}

static void on_closed(uv_handle_t *handle)
{
    struct command_outlet *self = handle->data;

    if (self->program != NULL)
        program_kill(self->program);
    else
        end(self);
}

static void command_close(struct outlet *outlet)
{
    struct command_outlet *self = (struct command_outlet *)outlet;
    struct outcome given_up = {.kind = OUTCOME_RETRY};

    self->is_closing = true;
    error_set(&given_up.error, ERROR_RETRY, "given up at the end");
    tell(self, &given_up);
    uv_close((uv_handle_t *)&self->later, on_closed);
}

static bool understand(struct command_outlet *self, const struct destination *destination,
                       struct error *error)
{
    return shell_split(slice_of(destination->target), &self->argv, error) &&
           program_exists(self->argv.words[0], error) &&
           secrets_read(&self->secrets, destination, error);
}

static struct outlet *command_open(const struct outlet_options *options, struct error *error)
{
    struct command_outlet *self = mem_zalloc(1, sizeof(*self));

    if (!understand(self, options->destination, error)) {
        shell_words_free(&self->argv);
        free(self);
        return NULL;
    }
    self->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
    uv_timer_init(options->loop, &self->later);
    self->later.data = self;
    return &self->outlet;
}

const struct outlet_operations outlet_command = {
    .open = command_open,
    .width = 1,
    .send = command_send,
    .reload = command_reload,
    .close = command_close,
};
