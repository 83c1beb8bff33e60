#include "config.h"

#include "headless/emit.h"

#include "headless/complain.h"
#include "headless/emit_private.h"
#include "headless/operands.h"
#include "headless/status.h"
#include "source/selection.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define LINES_TOLD 3 /* of those that have the same trouble */

static bool choose_tenant(struct emit *emit, struct error *error)
{
    const struct options *options = emit->options;

    if (options->tenants.count == 0)
        return true;
    emit->tenant = options->tenants.items[0];
    if (options->tenants.count > 1 || selection_is_glob(emit->tenant))
        return error_set(error, ERROR_USAGE, "--tenant: emit takes one name, and no pattern");
    return true;
}

struct trim emit_trim(const struct options *options)
{
    return (struct trim){.by = options->min_age_ms > 0 ? TRIM_BY_AGE : TRIM_BY_LENGTH,
                         .retention = options->retention,
                         .max_age_ms = options->min_age_ms,
                         .exact = options->exact};
}

static bool open_sink(struct emit *emit, struct error *error)
{
    const struct options *options = emit->options;
    struct sink_options sink = {
        .url = options->source,
        .access = options->access,
        .ns = options->namespaces.items[0],
        .key_template = options->keys.items[0],
        .app = options->app,
        .env = options->env,
        .trim = emit_trim(options),
        .keep_ids = options->keep_ids,
        .max_bytes = (size_t)options->max_bytes,
        .timeout_ms = options->timeout_ms,
        .spool_directory = options->spool,
        .spool_max_bytes = options->spool_max,
        .spool_full = strcmp(options->spool_full, "refuse") == 0 ? SPOOL_REFUSE : SPOOL_DROP_OLDEST,
        .on_outcome = emit_tell_outcome,
        .on_status = emit_tell_status,
        .on_flaw = emit_tell_flaw,
        .context = emit,
    };

    emit->sink = sink_open(&sink, error);
    if (emit->sink == NULL)
        return false;
    if (sink_caution(emit->sink) != NULL)
        complain("%s: %s", sink_name(emit->sink), sink_caution(emit->sink));
    return true;
}

/* Signals come through a descriptor, so that they interrupt nothing but the wait. */
static bool open_signals(struct emit *emit, sigset_t *before, struct error *error)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (reload_takes_hangup())
        sigaddset(&signals, SIGHUP);
    emit->has_terminal = reload_has_terminal();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that must not grow is told like a full disk */
    sigprocmask(SIG_BLOCK, &signals, before);
    emit->signals = signalfd(-1, &signals, SFD_CLOEXEC);
    return emit->signals >= 0 || error_system(error, errno, "signals");
}

/* Returns whether the environment of a line has a place in the key of its stream. */
static bool has_environment(const struct options *options)
{
    const char *key = options->keys.items[0];

    return strstr(key, "{env}") != NULL || strstr(key, "{environment}") != NULL;
}

static int run(const struct options *options)
{
    struct emit emit = {
        .options = options,
        .reload.options = options,
        .signals = -1,
        .troubles.few = LINES_TOLD,
        .notes.few = 1,
        .has_environment = has_environment(options),
    };
    struct error error = {0};
    sigset_t before;
    int status;

    bool ready = choose_tenant(&emit, &error) &&
                 file_list_make(&emit.files, options->files.items, options->files.count, &error) &&
                 emit_rejects_open(&emit.rejects, options->rejects, &error) &&
                 open_signals(&emit, &before, &error) && open_sink(&emit, &error);
    if (ready) {
        status = emit_run(&emit);
    } else {
        complain("%s", error.text);
        status = error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    }
    sink_close(emit.sink);
    emit_rejects_close(&emit.rejects);
    file_list_free(&emit.files);
    reload_free(&emit.reload);
    if (emit.signals >= 0) {
        close(emit.signals);
        sigprocmask(SIG_SETMASK, &before, NULL);
    }
    return status;
}

static const struct example examples[] = {
    {"driftop emit <reports.jsonl", "every line into the stream of its tenant"},
    {"driftop emit --spool /var/spool/drift", "lose nothing while Redis is away"},
    {"driftop emit redis://cache:6379/0 acme.jsonl logs/", "files, each of its tenant"},
    {"driftop export A | driftop emit --keep-ids B", "copy the streams of A to B"},
    {0},
};

/* Answers (--ack) go to standard output, all else to standard error. The status is 0 when each
 * report was written or is safe in the spool, 1 when not, 2 for wrong usage, 130 when it was
 * interrupted twice. */
const struct command emit_command = {
    .name = "emit",
    .set = FOR_EMIT,
    .writes = true,
    .usage = "[OPTIONS] [SOURCE] [FILE...]",
    .summary = "write reports from standard input into the streams",
    .about = "driftop emit reads reports as NDJSON, one a line, from files or standard input, and "
             "appends each to the stream of its tenant, as StreamDriftSink does. Lines that cannot "
             "be written are told of and the rest goes on. While Redis is away it waits, or stores "
             "reports in a spool.",
    .examples = examples,
    .take_words = operands_files,
    .run = run,
};
