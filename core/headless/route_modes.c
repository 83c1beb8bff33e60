#include "config.h"

#include "headless/route_modes.h"

#include "headless/option_table.h"

#include <string.h>

/* An option that asks for a mode, and those that have no meaning without it. */
struct mode_rule {
    const char *option;
    enum route_mode mode;
    bool (*asked)(const struct options *options);
};

static bool asks_once(const struct options *options)
{
    return options->once;
}

static bool asks_dry_run(const struct options *options)
{
    return options->dry_run;
}

static bool asks_test(const struct options *options)
{
    return options->test != NULL;
}

static bool asks_status(const struct options *options)
{
    return options->route_status;
}

static bool asks_dead(const struct options *options)
{
    return options->dead;
}

static bool asks_mute(const struct options *options)
{
    return options->mute != NULL;
}

static bool asks_unmute(const struct options *options)
{
    return options->unmute != NULL;
}

static bool asks_claim(const struct options *options)
{
    return options->claim;
}

static const struct mode_rule rules[] = {
    {"once", ROUTE_ONCE, asks_once},       {"dry-run", ROUTE_DRY_RUN, asks_dry_run},
    {"test", ROUTE_TEST, asks_test},       {"status", ROUTE_STATUS, asks_status},
    {"dead", ROUTE_DEAD, asks_dead},       {"mute", ROUTE_MUTE, asks_mute},
    {"unmute", ROUTE_UNMUTE, asks_unmute}, {"claim", ROUTE_CLAIM, asks_claim},
};

/* A dry run may be one that ends. */
static bool go_together(enum route_mode first, enum route_mode second)
{
    return first == ROUTE_ONCE && second == ROUTE_DRY_RUN;
}

/* What belongs to one mode is for nothing else. */
static bool check_companions(const struct options *options, enum route_mode mode,
                             struct error *error)
{
    const struct {
        const char *option;
        bool given;
        const char *beside;
        enum route_mode mode;
    } companions[] = {
        {"resend", options->resend != NULL, "dead", ROUTE_DEAD},
        {"drop", options->drop != NULL, "dead", ROUTE_DEAD},
        {"for", options->mute_ms != 0, "mute", ROUTE_MUTE},
        {"why", options->why != NULL, "mute", ROUTE_MUTE},
    };

    for (size_t i = 0; i < sizeof(companions) / sizeof(companions[0]); i++) {
        if (companions[i].given && companions[i].mode != mode)
            return error_set(error, ERROR_USAGE, "--%s goes with --%s", companions[i].option,
                             companions[i].beside);
    }
    if (options->resend != NULL && options->drop != NULL)
        return error_set(error, ERROR_USAGE, "--resend and --drop exclude each other");
    if (mode == ROUTE_MUTE && options->mute_ms == 0)
        return error_set(error, ERROR_USAGE,
                         "--mute needs --for, as in --mute %s --for 2h: a mute has an end",
                         options->mute);
    return true;
}

/* What runs on prints nothing, and metrics are of a status. */
static bool check_format(const struct options *options, enum route_mode mode, struct error *error)
{
    const struct option_spec *format = option_find(SLICE("format"));

    if (option_origin(options, format) != ORIGIN_COMMAND_LINE || mode == ROUTE_STATUS)
        return true;
    if (strcmp(options->format->name, "openmetrics") == 0)
        return error_set(error, ERROR_USAGE, "--format openmetrics goes with --status");
    return mode == ROUTE_DRY_RUN || mode == ROUTE_DEAD ||
           error_set(error, ERROR_USAGE, "--format goes with --status, --dry-run or --dead");
}

bool route_mode_choose(const struct options *options, enum route_mode *mode, struct error *error)
{
    const struct mode_rule *chosen = NULL;

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (!rules[i].asked(options))
            continue;
        if (chosen != NULL && !go_together(chosen->mode, rules[i].mode))
            return error_set(error, ERROR_USAGE, "--%s and --%s exclude each other", chosen->option,
                             rules[i].option);
        chosen = &rules[i];
    }
    *mode = chosen != NULL ? chosen->mode : ROUTE_RUN;
    return check_companions(options, *mode, error) && check_format(options, *mode, error);
}
