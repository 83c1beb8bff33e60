#include "config.h"

#include "source/redis/share.h"

#define SAVED_MAX_US 5000 /* what was saved for long is not spent at once */
#define HOLD_US 1000 /* so long a question should keep a server; of keys that are cold, thrice */
#define KEYS_UNKNOWN 100       /* are asked for until it is known what they cost */
#define TRIPS 4                /* of which the shortest is bare, */
#define TRIP_HOLDS_US 60000000 /* for a minute */

/* What things cost until that is known, and what they cost at least. */
static const double usual_us[SHARE_GOODS] = {
    [SHARE_KEY] = 2,
    [SHARE_STEP] = 500,
    [SHARE_FACTS] = 6,
};
static const double least_us[SHARE_GOODS] = {
    [SHARE_KEY] = 0.2,
    [SHARE_STEP] = 20,
    [SHARE_FACTS] = 6,
};

void share_begin(struct share *share, unsigned percent)
{
    *share = (struct share){.percent = percent};
    share_forget(share);
}

void share_forget(struct share *share)
{
    share->trip_us = 0;
    share->trips = TRIPS;
    for (size_t i = 0; i < SHARE_GOODS; i++) {
        share->price_us[i] = usual_us[i];
        share->learned[i] = false;
    }
}

static void earn(struct share *share, int64_t now_us)
{
    int64_t since_us = share->earned_us != 0 ? now_us - share->earned_us : 0;

    share->earned_us = now_us;
    share->saved_us += (double)since_us * share->percent / 100;
    if (share->saved_us > SAVED_MAX_US)
        share->saved_us = SAVED_MAX_US;
}

bool share_may_ask(struct share *share, int64_t now_us)
{
    earn(share, now_us);
    return share->percent > 0 && share->saved_us >= 0;
}

int64_t share_wait_us(const struct share *share)
{
    if (share->percent == 0)
        return INT64_MAX;
    return share->saved_us >= 0 ? 0 : (int64_t)(-share->saved_us * 100 / share->percent) + 1;
}

void share_let_pass(struct share *share)
{
    share->pass = share->percent > 0;
}

bool share_may_follow(struct share *share, int64_t now_us)
{
    bool pass = share->pass;

    share->pass = false;
    return share_may_ask(share, now_us) || pass;
}

void share_spend(struct share *share, enum share_good good, size_t count)
{
    share->saved_us -= share->price_us[good] * (double)count;
}

bool share_wants_trip(struct share *share, int64_t now_us)
{
    if (share->trips == 0 && now_us - share->trip_known_us > TRIP_HOLDS_US) {
        share->trip_us = 0;
        share->trips = TRIPS;
    }
    return share->trips > 0;
}

static void learn_trip(struct share *share, int64_t took_us, int64_t now_us)
{
    if (share->trip_us == 0 || (double)took_us < share->trip_us)
        share->trip_us = (double)took_us;
    share->trips--;
    share->trip_known_us = now_us;
}

static void learn_price(struct share *share, enum share_good good, double each_us)
{
    double *price_us = &share->price_us[good];

    if (each_us < least_us[good])
        each_us = least_us[good];
    if (each_us > 2 * *price_us)
        each_us = 2 * *price_us;
    *price_us += each_us < *price_us ? (each_us - *price_us) / 2 : (each_us - *price_us) / 8;
    share->learned[good] = true;
}

void share_learn(struct share *share, enum share_good good, size_t count, int64_t took_us,
                 int64_t now_us)
{
    if (share->trips > 0 && good == SHARE_KEY && count == 1)
        learn_trip(share, took_us, now_us);
    else if (share->trips == 0)
        learn_price(share, good, ((double)took_us - share->trip_us) / (double)count);
}

size_t share_keys(const struct share *share)
{
    double keys = HOLD_US / share->price_us[SHARE_KEY];

    if (!share->learned[SHARE_KEY] && keys > KEYS_UNKNOWN)
        return KEYS_UNKNOWN;
    return keys >= 1 ? (size_t)keys : 1;
}
