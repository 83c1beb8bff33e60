#include "config.h"

#include "headless/doctor.h"

#include "headless/complain.h"
#include "headless/doctor_report.h"
#include "headless/operands.h"
#include "headless/option_table.h"

#include <string.h>

static bool is_given(const struct options *options, const char *name)
{
    return option_origin(options, option_find_long(slice_of(name))) == ORIGIN_COMMAND_LINE;
}

/* What belongs to one way of doing it is for no other. */
static bool check_companions(const struct options *options, struct error *error)
{
    if (options->acl != NULL && options->watch)
        return error_set(error, ERROR_USAGE, "--acl and --watch exclude each other");
    if (options->user != NULL && options->acl == NULL)
        return error_set(error, ERROR_USAGE, "--user goes with --acl");
    if (options->user != NULL && strpbrk(options->user, " \t\r\n") != NULL)
        return error_set(error, ERROR_USAGE, "--user \"%s\": the name of a user has no blanks",
                         options->user);
    if (is_given(options, "refresh") && !options->watch)
        return error_set(error, ERROR_USAGE, "--refresh goes with --watch");
    return true;
}

static int run(const struct options *options)
{
    struct error error;

    if (!check_companions(options, &error)) {
        complain("%s", error.text);
        return DOCTOR_BLIND;
    }
    return options->acl != NULL ? doctor_acl(options) : doctor_run(options);
}

static const struct example examples[] = {
    {"driftop doctor redis://cache:6379", "the first thing to run on a new Redis"},
    {"driftop doctor --hours 72", "with three days of history wanted"},
    {"driftop doctor --skip ttl --threshold full=48h", "by rules of one's own"},
    {"driftop doctor --watch -r 5m", "what changes, as it changes"},
    {0},
};

static const struct exit_meaning statuses[] = {
    {"0", "nothing is wrong, or worth no more than a note"},
    {"1", "there are warnings"},
    {"2", "there are errors"},
    {"3", "could not look: Redis cannot be reached or refuses, no tenant is there of those asked "
          "for, output cannot be written, wrong usage"},
    {0},
};

const struct command doctor_command = {
    .name = "doctor",
    .set = FOR_DOCTOR,
    .writes = true,
    .usage = "[OPTIONS] [SOURCE]",
    .summary = "find what is wrong with a Redis for this job, and the cure",
    .about = "driftop doctor examines a Redis that holds streams of reports: whether they can be "
             "evicted, expire or outgrow its memory, hold less history than wanted, whether groups "
             "are behind, clocks apart, rights missing. Each finding is told with figures and, "
             "where there is one, with the line for redis-cli that cures it. It changes nothing.",
    .examples = examples,
    .statuses = statuses,
    .misused = DOCTOR_BLIND,
    .take_words = operands_server,
    .run = run,
};
