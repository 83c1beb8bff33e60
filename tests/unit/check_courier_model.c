/* The courier against a plain account of what was posted and what a destination has taken: random
 * messages, outcomes and times, by seed. Everything is settled once and in order, nothing is sent
 * beside it, and what is sent in the place of other messages comes to the same.
 *
 * By hand: SEED=1 SEQUENCES=5000 CK_RUN_SUITE=courier_model ./check_unit */
#include "config.h"

#include "support/courier_fixture.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWNERS 5
#define ALERTS 3 /* of an owner; one more is about lost entries */
#define POSTS 240
#define WIDTH_MAX 4
#define MINUTE INT64_C(60000)

/* What was posted, and how far it has come. */
struct posted {
    size_t owner;
    size_t alert;
    enum edge edge;
    enum severity before;
    enum severity after;
    int64_t posted_ms;
    uint64_t lost;
    bool taken; /* accepted or dead, by itself or by what stood for it */
    bool over;  /* settled or forgotten */
};

struct flight_of_model {
    struct message *message;
    int64_t end_ms;
    enum outcome_kind kind;
    int64_t retry_after_ms;
    bool forgotten; /* all that it is about is */
};

struct model {
    struct dice dice;
    struct destination destination;
    struct courier_queue *queue;
    size_t width;
    int64_t now_ms;
    struct posted posted[POSTS + 1]; /* from 1 on: the place is the sequence */
    size_t count;
    enum severity level[OWNERS][ALERTS + 1]; /* of the last that was posted */
    enum severity taken[OWNERS][ALERTS + 1]; /* of the last that was taken */
    enum severity told[OWNERS][ALERTS + 1];  /* of the last that was settled */
    struct flight_of_model flights[WIDTH_MAX];
    size_t flight_count;
    int64_t phase_end_ms;
    unsigned phase; /* of the destination: see outcome_of() */
    int64_t away_since_ms;
    int64_t away_until_ms; /* INT64_MAX: it is */
    size_t refused;        /* the owner that may send nothing now; OWNERS: none */
    uint64_t settled;
    uint64_t dead;
};

static const char *const dimensions[] = {"x", "y", "z"};

static struct courier_moment moment(const struct model *model)
{
    return courier_fixture_at(model->now_ms);
}

static size_t owner_of(const struct message *message)
{
    return (size_t)(message->tenant[0] - 'a');
}

static struct posted *posted_of(struct model *model, const struct message *message)
{
    return &model->posted[message->sequence];
}

/* --- what is told --- */

static void forget_in_model(struct model *model, size_t owner)
{
    for (size_t i = 1; i <= model->count; i++) {
        if (model->posted[i].owner == owner)
            model->posted[i].over = true;
    }
    for (size_t alert = 0; alert <= ALERTS; alert++)
        model->level[owner][alert] = model->taken[owner][alert] = model->told[owner][alert];
}

static bool may_send(void *context, const struct message *message)
{
    struct model *model = context;

    if (owner_of(message) != model->refused)
        return true;
    forget_in_model(model, model->refused);
    return false;
}

static void settled(void *context, struct message *message, const struct message *final,
                    const struct outcome *outcome)
{
    struct model *model = context;
    struct posted *posted = posted_of(model, message);
    bool is_covered = final == message;

    QUICK_ASSERT(posted->taken && !posted->over);
    for (size_t i = 1; i < message->sequence; i++)
        QUICK_ASSERT(model->posted[i].owner != posted->owner || model->posted[i].over);
    for (size_t i = 0; i < final->covered_count; i++)
        is_covered = is_covered || final->covered[i] == message;
    QUICK_ASSERT(is_covered);
    posted->over = true;
    model->told[posted->owner][posted->alert] = posted->after;
    model->settled++;
    model->dead += outcome->kind == OUTCOME_DEAD;
}

static const struct courier_events events = {.may_send = may_send, .settled = settled};

/* --- what is posted --- */

static const struct {
    enum edge edge;
    enum severity before;
    enum severity after;
} edges[] = {
    {EDGE_FIRING, SEVERITY_ABSENT, SEVERITY_WARN},
    {EDGE_FIRING, SEVERITY_ABSENT, SEVERITY_DEGRADED},
    {EDGE_FLAPPING, SEVERITY_ABSENT, SEVERITY_WARN},
    {EDGE_WORSE, SEVERITY_WARN, SEVERITY_DEGRADED},
    {EDGE_STILL, SEVERITY_WARN, SEVERITY_WARN},
    {EDGE_FLAPPING, SEVERITY_WARN, SEVERITY_WARN},
    {EDGE_RESOLVED, SEVERITY_WARN, SEVERITY_ABSENT},
    {EDGE_GONE, SEVERITY_WARN, SEVERITY_ABSENT},
    {EDGE_EASED, SEVERITY_DEGRADED, SEVERITY_WARN},
    {EDGE_STILL, SEVERITY_DEGRADED, SEVERITY_DEGRADED},
    {EDGE_RESOLVED, SEVERITY_DEGRADED, SEVERITY_ABSENT},
};

static void post(struct model *model)
{
    size_t owner = dice_below(&model->dice, OWNERS);
    size_t alert = dice_below(&model->dice, ALERTS + 1);
    size_t edge = dice_below(&model->dice, sizeof(edges) / sizeof(edges[0]));
    char name[] = {(char)('a' + owner), alert < ALERTS ? *dimensions[alert] : '\0', '\0'};
    struct posted posted = {.owner = owner, .alert = alert, .posted_ms = model->now_ms};

    while (alert < ALERTS && edges[edge].before != model->level[owner][alert])
        edge = dice_below(&model->dice, sizeof(edges) / sizeof(edges[0]));
    posted.edge = alert < ALERTS ? edges[edge].edge : EDGE_LOST;
    if (alert < ALERTS) {
        posted.before = edges[edge].before;
        posted.after = edges[edge].after;
    }
    posted.lost = alert < ALERTS ? 0 : 1 + dice_below(&model->dice, 9);
    model->level[owner][alert] = posted.after;
    model->posted[++model->count] = posted;
    struct message *message = courier_fixture_message(&model->destination, name, posted.edge,
                                                      posted.before, posted.after, model->count);
    message->lost = posted.lost;
    courier_queue_post(model->queue, message, moment(model));
}

/* --- what is sent --- */

static bool is_late(const struct model *model, const struct posted *posted)
{
    int64_t since_ms =
        posted->posted_ms > model->away_since_ms ? posted->posted_ms : model->away_since_ms;
    int64_t until_ms = model->away_until_ms < model->now_ms ? model->away_until_ms : model->now_ms;

    return model->away_until_ms != 0 && until_ms - since_ms > COURIER_NET_MS;
}

/* Returns the first of an alert that was neither taken nor forgotten; 0: there is none. */
static size_t first_waiting(const struct model *model, size_t owner, size_t alert)
{
    for (size_t i = 1; i <= model->count; i++) {
        const struct posted *posted = &model->posted[i];
        if (posted->owner == owner && (alert > ALERTS || posted->alert == alert) &&
            !posted->taken && !posted->over)
            return i;
    }
    return 0;
}

/* Finds what a message covers of an alert: how many, the first and the last. */
static size_t find_covered(struct model *model, const struct message *message, size_t owner,
                           size_t alert, size_t *first, size_t *last)
{
    size_t count = 0;

    *first = SIZE_MAX;
    *last = 0;
    for (size_t i = 0; i < message->covered_count; i++) {
        size_t place = message->covered[i]->sequence;
        const struct posted *posted = posted_of(model, message->covered[i]);
        if (posted->owner != owner || posted->alert != alert)
            continue;
        QUICK_ASSERT(!posted->taken && !posted->over);
        *first = place < *first ? place : *first;
        *last = place > *last ? place : *last;
        count++;
    }
    return count;
}

/* What is covered is late, and all of an alert that waits up to there. */
static void check_late_part(struct model *model, size_t owner, size_t alert, size_t first,
                            size_t last, size_t count)
{
    QUICK_ASSERT(first == first_waiting(model, owner, alert));
    for (size_t i = first; i <= model->count; i++) {
        const struct posted *posted = &model->posted[i];
        if (posted->owner != owner || posted->alert != alert || posted->over || posted->taken)
            continue;
        QUICK_ASSERT(is_late(model, posted) || i > last);
        count -= i <= last;
    }
    QUICK_ASSERT(count == 0);
}

static enum edge edge_between(const struct posted *last, enum severity before)
{
    if (last->edge == EDGE_LOST || last->edge == EDGE_FLAPPING || last->edge == EDGE_GONE ||
        last->edge == EDGE_RESOLVED)
        return last->edge;
    if (before == SEVERITY_ABSENT)
        return EDGE_FIRING;
    return last->after > before ? EDGE_WORSE : EDGE_EASED;
}

static uint64_t sum_lost(const struct model *model, const struct message *message)
{
    uint64_t lost = 0;

    for (size_t i = 0; i < message->covered_count; i++)
        lost += model->posted[message->covered[i]->sequence].lost;
    return lost;
}

static void check_net(struct model *model, const struct message *message)
{
    size_t owner = owner_of(message);
    size_t alert = posted_of(model, message->covered[0])->alert;
    size_t first = 0;
    size_t last = 0;
    size_t count = find_covered(model, message, owner, alert, &first, &last);

    QUICK_ASSERT(count == message->covered_count);
    check_late_part(model, owner, alert, first, last, count);
    QUICK_ASSERT(message->before == model->posted[first].before);
    QUICK_ASSERT(message->after == model->posted[last].after);
    QUICK_ASSERT(message->edge == edge_between(&model->posted[last], message->before));
    QUICK_ASSERT(message->before != message->after || message->edge == EDGE_LOST ||
                 message->edge == EDGE_FLAPPING);
    QUICK_ASSERT(message->until_ms > 0 && message->until_ms <= moment(model).epoch_ms);
    QUICK_ASSERT(message->lost == sum_lost(model, message));
}

static void check_counts(const struct message *message)
{
    unsigned counted[EDGE_COUNT] = {0};

    for (size_t i = 0; i < message->covered_count; i++)
        counted[message->covered[i]->edge]++;
    QUICK_ASSERT(memcmp(counted, message->counts.edges, sizeof(counted)) == 0);
    QUICK_ASSERT(message->counts.total == message->covered_count);
}

static void check_digest(struct model *model, const struct message *digest)
{
    unsigned passed = 0;

    check_counts(digest);
    for (size_t owner = 0; owner < OWNERS; owner++) {
        for (size_t alert = 0; alert <= ALERTS; alert++) {
            size_t first = 0;
            size_t last = 0;
            size_t count = find_covered(model, digest, owner, alert, &first, &last);
            if (count == 0)
                continue;
            passed += model->posted[first].before == SEVERITY_ABSENT &&
                      model->posted[last].after == SEVERITY_ABSENT && alert < ALERTS;
            if (digest->until_ms == 0) {
                QUICK_ASSERT(!destination_traits[model->destination.kind].keyed);
                continue;
            }
            check_late_part(model, owner, alert, first, last, count);
            QUICK_ASSERT(model->posted[first].before == model->posted[last].after);
            QUICK_ASSERT(alert < ALERTS && model->posted[last].edge != EDGE_FLAPPING);
        }
    }
    QUICK_ASSERT(digest->until_ms != 0 || digest->covered_count > 1);
    QUICK_ASSERT(digest->until_ms == 0 || digest->counts.passed == passed);
}

/* It begins with what the destination knows. Of a digest that says less than all that is not so. */
static void check_level(struct model *model, const struct message *message)
{
    const struct message *first = message->covered_count > 0 ? message->covered[0] : message;
    const struct posted *posted = posted_of(model, first);

    if (message->edge != EDGE_DIGEST && !destination_traits[model->destination.kind].keyed)
        QUICK_ASSERT(message->before == model->taken[posted->owner][posted->alert]);
}

static void check_sent(struct model *model, const struct message *message)
{
    QUICK_ASSERT(model->flight_count < model->width);
    for (size_t i = 0; i < model->flight_count; i++) {
        const struct message *other = model->flights[i].message;
        QUICK_ASSERT(other->edge != EDGE_DIGEST);
        QUICK_ASSERT(message->owner == NULL || other->owner != message->owner);
    }
    check_level(model, message);
    QUICK_ASSERT(message->attempt > 0 && message->sent_ms == moment(model).epoch_ms);
    if (message->edge == EDGE_DIGEST)
        check_digest(model, message);
    else if (message->covered_count > 0)
        check_net(model, message);
    else {
        QUICK_ASSERT(first_waiting(model, owner_of(message), ALERTS + 1) == message->sequence);
        QUICK_ASSERT(!is_late(model, posted_of(model, message)));
    }
}

/* --- what becomes of it --- */

enum { WELL, AWAY, FLAKY, SLOW, STRICT, PHASES };

static void decide(struct model *model, struct flight_of_model *flight)
{
    size_t one_in = model->phase == AWAY ? 1 : model->phase == FLAKY ? 3 : 30;
    bool fails = model->phase != WELL && dice_once_in(&model->dice, one_in);

    flight->kind = fails ? OUTCOME_RETRY : OUTCOME_ACCEPTED;
    if (!fails && model->phase == STRICT && dice_once_in(&model->dice, 4))
        flight->kind = OUTCOME_DEAD;
    if (fails && dice_once_in(&model->dice, 6))
        flight->retry_after_ms = (int64_t)dice_below(&model->dice, 20 * 60000);
    flight->end_ms =
        model->now_ms + (int64_t)dice_below(&model->dice, model->phase == SLOW ? 30000 : 200);
}

static void pump(struct model *model)
{
    struct message *message = NULL;

    if (model->refused == OWNERS && dice_once_in(&model->dice, 200))
        model->refused = dice_below(&model->dice, OWNERS);
    while ((message = courier_queue_next(model->queue, moment(model))) != NULL) {
        struct flight_of_model flight = {.message = message};
        check_sent(model, message);
        decide(model, &flight);
        model->flights[model->flight_count++] = flight;
    }
    model->refused = OWNERS;
}

static void take_one(struct model *model, const struct message *message)
{
    struct posted *posted = posted_of(model, message);

    if (!posted->over)
        posted->taken = true;
}

static void take(struct model *model, const struct message *message)
{
    for (size_t i = 0; i < message->covered_count; i++)
        take_one(model, message->covered[i]);
    if (message->covered_count == 0)
        take_one(model, message);
    for (size_t i = 1; i <= model->count; i++) {
        const struct posted *posted = &model->posted[i];
        if (posted->taken && !posted->over)
            model->taken[posted->owner][posted->alert] = posted->after;
    }
}

static bool is_forgotten(struct model *model, const struct message *message)
{
    for (size_t i = 0; i < message->covered_count; i++) {
        if (!posted_of(model, message->covered[i])->over)
            return false;
    }
    return message->covered_count > 0 || posted_of(model, message)->over;
}

static void note_away(struct model *model)
{
    bool is_away = courier_queue_status(model->queue).down_since_ms != 0;

    if (is_away && model->away_until_ms != INT64_MAX) {
        model->away_since_ms = courier_queue_status(model->queue).down_since_ms - COURIER_EPOCH_MS;
        model->away_until_ms = INT64_MAX;
    } else if (!is_away && model->away_until_ms == INT64_MAX) {
        model->away_until_ms = model->now_ms;
    }
}

static void land(struct model *model, size_t place)
{
    struct flight_of_model flight = model->flights[place];
    struct outcome outcome = {.kind = flight.kind, .retry_after_ms = flight.retry_after_ms};

    model->flights[place] = model->flights[--model->flight_count];
    if (flight.kind != OUTCOME_RETRY && !is_forgotten(model, flight.message))
        take(model, flight.message);
    courier_queue_done(model->queue, flight.message, &outcome, moment(model));
    note_away(model);
}

static void land_due(struct model *model)
{
    for (size_t i = 0; i < model->flight_count;) {
        if (model->flights[i].end_ms <= model->now_ms)
            land(model, i);
        else
            i++;
    }
}

static int64_t next_event(const struct model *model, int64_t post_ms)
{
    int64_t wake_ms = courier_queue_wake(model->queue);
    int64_t next_ms = post_ms;

    if (wake_ms != INT64_MAX && wake_ms - courier_fixture_at(0).monotonic_ms < next_ms)
        next_ms = wake_ms - courier_fixture_at(0).monotonic_ms;
    for (size_t i = 0; i < model->flight_count; i++)
        next_ms = model->flights[i].end_ms < next_ms ? model->flights[i].end_ms : next_ms;
    return next_ms > model->now_ms ? next_ms : model->now_ms;
}

static void change_phase(struct model *model)
{
    if (model->now_ms < model->phase_end_ms)
        return;
    model->phase = (unsigned)dice_below(&model->dice, PHASES);
    model->phase_end_ms = model->now_ms + (int64_t)dice_below(&model->dice, 60 * 60000);
}

static void forget_some(struct model *model)
{
    size_t owner = dice_below(&model->dice, OWNERS);

    courier_queue_forget(model->queue, courier_fixture_owner((char)('a' + owner)));
    forget_in_model(model, owner);
}

/* --- one run --- */

static void begin(struct model *model, uint64_t seed)
{
    static const enum destination_kind kinds[] = {DESTINATION_FILE, DESTINATION_SLACK,
                                                  DESTINATION_PAGERDUTY};

    *model = (struct model){.dice = {seed}, .refused = OWNERS};
    model->destination = courier_fixture_destination(
        kinds[dice_below(&model->dice, sizeof(kinds) / sizeof(*kinds))]);
    model->width = 1 + dice_below(&model->dice, WIDTH_MAX);
    const struct courier_options options = {
        .destination = &model->destination, .events = &events, .context = model};
    model->queue = courier_queue_create(&options, model->width, seed);
}

static void go_on(struct model *model, int64_t post_ms)
{
    model->now_ms = next_event(model, post_ms);
    change_phase(model);
    land_due(model);
    pump(model);
}

/* Bursts, and times when little happens. */
static int64_t choose_pause(struct model *model)
{
    return (int64_t)dice_below(&model->dice, dice_once_in(&model->dice, 3) ? 3 * MINUTE : 500);
}

static void post_all(struct model *model)
{
    while (model->count < POSTS) {
        int64_t post_ms = model->now_ms + choose_pause(model);
        while (model->now_ms < post_ms)
            go_on(model, post_ms);
        post(model);
        if (dice_once_in(&model->dice, 60))
            forget_some(model);
        pump(model);
    }
}

static void drain(struct model *model)
{
    size_t steps = 0;

    model->phase = WELL;
    model->phase_end_ms = INT64_MAX;
    while (courier_queue_status(model->queue).waiting > 0 || model->flight_count > 0) {
        go_on(model, INT64_MAX);
        QUICK_ASSERT(++steps < 10000 && model->now_ms != INT64_MAX);
    }
}

static void run(uint64_t seed)
{
    struct model *model = calloc(1, sizeof(*model));

    ck_assert_ptr_nonnull(model);
    begin(model, seed);
    post_all(model);
    if (!dice_once_in(&model->dice, 8)) {
        drain(model);
        for (size_t i = 1; i <= model->count; i++)
            QUICK_ASSERT(model->posted[i].over);
        struct courier_status status = courier_queue_status(model->queue);
        QUICK_ASSERT(status.accepted + status.dead == model->settled);
        QUICK_ASSERT(status.dead == model->dead && status.under_way == 0);
    }
    courier_queue_free(model->queue);
    free(model);
}

static uint64_t number(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(everything_is_settled_once_in_order_and_comes_to_the_same)
{
    uint64_t seed = number("SEED", 1);
    uint64_t sequences = number("SEQUENCES", 60);

    for (uint64_t i = 0; i < sequences; i++) {
        if (getenv("SEQUENCES") != NULL)
            printf("# seed %" PRIu64 "\n", seed + i);
        run(seed + i);
    }
}
END_TEST

Suite *suite_courier_model(void)
{
    Suite *suite = suite_create("courier_model");
    TCase *tcase = tcase_create("courier_model");

    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, everything_is_settled_once_in_order_and_comes_to_the_same);
    suite_add_tcase(suite, tcase);
    return suite;
}
