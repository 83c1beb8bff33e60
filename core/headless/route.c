#include "config.h"

#include "headless/route.h"

#include "headless/complain.h"
#include "headless/operands.h"
#include "headless/route_modes.h"
#include "headless/route_private.h"
#include "headless/status.h"

/* By mode; a mute is for all destinations, whatever there are. */
static const struct {
    bool has_destinations;
    route_fn *run;
} modes[] = {
    [ROUTE_RUN] = {true, route_run},       [ROUTE_ONCE] = {true, route_run},
    [ROUTE_DRY_RUN] = {true, route_run},   [ROUTE_TEST] = {true, route_test},
    [ROUTE_STATUS] = {true, route_status}, [ROUTE_DEAD] = {true, route_dead},
    [ROUTE_MUTE] = {false, route_mute},    [ROUTE_UNMUTE] = {false, route_unmute},
    [ROUTE_CLAIM] = {true, route_claim},
};

static int run(const struct options *options)
{
    struct destination_list destinations = {0};
    enum route_mode mode;
    struct error error;
    int status = STATUS_USAGE;

    if (!route_mode_choose(options, &mode, &error) ||
        (modes[mode].has_destinations && !destinations_make(options, &destinations, &error)))
        complain("%s", error.text);
    else
        status = modes[mode].run(options, &destinations);
    destinations_free(&destinations);
    return status;
}

static const struct example examples[] = {
    {"driftop route --to ops=file:-", "print every alert as a line of JSON"},
    {"driftop route --test ops", "see whether a destination of the configuration works"},
    {"driftop route --status", "how every destination is"},
    {"driftop route --mute acme --for 2h --why move", "leave one tenant in peace"},
    {0},
};

const struct command route_command = {
    .name = "route",
    .set = FOR_ROUTE,
    .writes = true,
    .usage = "[OPTIONS] [SOURCE]",
    .summary = "bring alerts to where people are: page, chat, program, file",
    .about = "driftop route reads every stream once for each destination, through a consumer "
             "group, and tells the destination when an alert opens, turns worse, and closes. "
             "Several of them share the work; any may die at any moment, and nothing is lost.",
    .examples = examples,
    .failed = "failed: Redis cannot be reached or refuses, output cannot be written; with --once a "
              "destination was down, reports were lost, or a message became a dead letter; with "
              "--status a destination is down, or streams are read by no router; with --test it "
              "was not accepted",
    .take_words = operands_server,
    .run = run,
};
