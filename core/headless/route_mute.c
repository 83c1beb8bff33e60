/* Mutes: what nobody is told of for a while. They stand in Redis, where every router heeds them. */
#include "config.h"

#include "headless/route_private.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/text.h"
#include "headless/complain.h"
#include "headless/errand.h"
#include "headless/flush.h"
#include "headless/status.h"
#include "route/mutes.h"
#include "route/route_key.h"
#include "source/redis/info_facts.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int conclude(bool good, const struct error *error)
{
    if (good)
        return status_of_output();
    complain("%s", error->text);
    return error->class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}

static void take_clock(void *context, const struct reply *reply)
{
    int64_t *now_ms = context;
    struct info_facts facts;

    info_facts_read(&facts, reply_text(reply, 0));
    if (facts.clock_ms > 0)
        *now_ms = facts.clock_ms;
}

/* Returns who does it, "ada@web1", for whoever looks. */
static char *make_signature(void)
{
    const struct passwd *user = getpwuid(geteuid());
    struct buffer text = {0};
    char host[65] = "";

    if (gethostname(host, sizeof(host) - 1) != 0)
        host[0] = '\0';
    buffer_printf(&text, "%s@%s", user != NULL ? user->pw_name : "?", host);
    return text.data;
}

static void take_mutes(void *context, const struct reply *reply)
{
    for (size_t i = 1; i + 1 < reply->count; i += 2)
        mute_take(context, reply_text(reply, i), reply_text(reply, i + 1));
}

bool route_read_mutes(struct errand *errand, struct mute_list *mutes, struct error *error)
{
    const struct slice words[] = {SLICE("HGETALL"), SLICE(ROUTE_MUTES_KEY)};

    return errand_fetch(errand, words, 2, take_mutes, mutes, error);
}

bool route_read_clock(struct errand *errand, int64_t *now_ms, struct error *error)
{
    const struct slice words[] = {SLICE("INFO"), SLICE("server")};

    *now_ms = timestamp_now();
    return errand_fetch(errand, words, 2, take_clock, now_ms, error);
}

static void take_count(void *context, const struct reply *reply)
{
    int64_t *count = context;

    *count = reply->nodes[0].integer;
}

/* Returns how many of that name there were. */
static bool remove_mute(struct errand *errand, const struct mute *mute, int64_t *count,
                        struct error *error)
{
    struct buffer field = {0};
    struct buffer value = {0};

    mute_write(mute, &field, &value);
    const struct slice words[] = {SLICE("HDEL"), SLICE(ROUTE_MUTES_KEY), {field.data, field.size}};
    bool good = errand_fetch(errand, words, 3, take_count, count, error);
    buffer_free(&field);
    buffer_free(&value);
    return good;
}

/* Those that are over are of no use to anybody. */
static bool sweep(struct errand *errand, int64_t now_ms, struct error *error)
{
    struct mute_list mutes = {0};
    int64_t count;
    bool good = route_read_mutes(errand, &mutes, error);

    for (size_t i = 0; i < mutes.count && good; i++)
        good =
            mutes.items[i].until_ms > now_ms || remove_mute(errand, &mutes.items[i], &count, error);
    mute_list_free(&mutes);
    return good;
}

static bool store(struct errand *errand, const struct mute *mute, struct error *error)
{
    struct buffer field = {0};
    struct buffer value = {0};

    mute_write(mute, &field, &value);
    const struct slice words[] = {
        SLICE("HSET"), SLICE(ROUTE_MUTES_KEY), {field.data, field.size}, {value.data, value.size}};
    bool good = errand_fetch(errand, words, 4, NULL, NULL, error);
    buffer_free(&field);
    buffer_free(&value);
    return good;
}

static void print_muted(const struct mute *mute, int64_t now_ms, enum time_zone zone)
{
    struct buffer raw = {0};
    struct buffer line = {0};

    route_write_mute(mute, now_ms, zone, &raw);
    buffer_string(&line, "muted: ");
    text_safe(&line, (struct slice){raw.data, raw.size}, false);
    buffer_char(&line, '\n');
    flush(stdout, &line);
    buffer_free(&line);
    buffer_free(&raw);
}

static bool mute_for(struct errand *errand, const struct options *options, struct mute *mute,
                     struct error *error)
{
    int64_t now_ms;

    if (!errand_open(errand, options, error) || !route_read_clock(errand, &now_ms, error))
        return false;
    mute->until_ms = now_ms + options->mute_ms;
    if (!sweep(errand, now_ms, error) || !store(errand, mute, error))
        return false;
    print_muted(mute, now_ms, options->utc ? ZONE_UTC : ZONE_LOCAL);
    return true;
}

int route_mute(const struct options *options, struct destination_list *list)
{
    struct errand errand = {0};
    struct mute mute = {0};
    struct error error;

    (void)list;
    bool good = mute_parse(options->mute, &mute, &error) || error_prefix(&error, "--mute");

    if (good) {
        mute.why = options->why != NULL ? mem_strdup(options->why) : NULL;
        mute.by = make_signature();
        good = mute_for(&errand, options, &mute, &error);
    }
    errand_close(&errand);
    mute_free(&mute);
    return conclude(good, &error);
}

static bool unmute(struct errand *errand, const struct options *options, const struct mute *mute,
                   struct error *error)
{
    int64_t count = 0;

    if (!errand_open(errand, options, error) || !remove_mute(errand, mute, &count, error))
        return false;
    return count > 0 || error_set(error, ERROR_INPUT,
                                  "%s is not muted; \"driftop route --status\" tells what is, as "
                                  "it was given",
                                  options->unmute);
}

int route_unmute(const struct options *options, struct destination_list *list)
{
    struct errand errand = {0};
    struct mute mute = {0};
    struct error error;

    (void)list;
    bool good = mute_parse(options->unmute, &mute, &error) || error_prefix(&error, "--unmute");

    good = good && unmute(&errand, options, &mute, &error);
    errand_close(&errand);
    mute_free(&mute);
    return conclude(good, &error);
}
