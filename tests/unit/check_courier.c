/* Messages reach a destination in order, until it takes them, and in few words after it was away.
 */
#include "config.h"

#include "support/courier_fixture.h"
#include "unit/suites.h"

#define MINUTE INT64_C(60000)

static struct destination destination;
static struct courier_queue *queue;
static struct courier_told told;
static int64_t clock_ms;
static uint64_t sequences[256];

static void open_queue(enum destination_kind kind, size_t width, int64_t down_since_ms)
{
    destination = courier_fixture_destination(kind);
    struct courier_options options = {
        .destination = &destination, .events = &courier_fixture_events, .context = &told};
    queue = courier_queue_create(&options, width, 7);
    if (down_since_ms != 0)
        courier_queue_note_down(queue, down_since_ms, "refused");
}

static void setup(void)
{
    told = (struct courier_told){0};
    clock_ms = 0;
    memset(sequences, 0, sizeof(sequences));
    open_queue(DESTINATION_FILE, 1, 0);
}

static void reopen(enum destination_kind kind, size_t width, int64_t down_since_ms)
{
    courier_queue_free(queue);
    open_queue(kind, width, down_since_ms);
}

static void teardown(void)
{
    courier_queue_free(queue);
    buffer_free(&told.settled);
}

static void post(const char *name, enum edge edge, enum severity before, enum severity after)
{
    courier_queue_post(queue,
                       courier_fixture_message(&destination, name, edge, before, after,
                                               ++sequences[(unsigned char)name[0]]),
                       courier_fixture_at(clock_ms));
}

static void post_firing(const char *name)
{
    post(name, EDGE_FIRING, SEVERITY_ABSENT, SEVERITY_DEGRADED);
}

static void post_resolved(const char *name)
{
    post(name, EDGE_RESOLVED, SEVERITY_DEGRADED, SEVERITY_ABSENT);
}

static struct message *next(void)
{
    return courier_queue_next(queue, courier_fixture_at(clock_ms));
}

static struct message *begin(void)
{
    struct message *message = next();

    ck_assert_ptr_nonnull(message);
    return message;
}

static void done(struct message *message, enum outcome_kind kind)
{
    struct outcome outcome = {.kind = kind};

    error_set(&outcome.error, ERROR_RETRY, "it is away");
    courier_queue_done(queue, message, &outcome, courier_fixture_at(clock_ms));
}

static void fail_as_asked(struct message *message, int64_t retry_after_ms)
{
    struct outcome outcome = {.kind = OUTCOME_RETRY, .retry_after_ms = retry_after_ms};

    courier_queue_done(queue, message, &outcome, courier_fixture_at(clock_ms));
}

/* Lets time pass until something may be sent. */
static void sleep_until_wake(void)
{
    ck_assert_ptr_null(next());
    ck_assert_int_ne(courier_queue_wake(queue), INT64_MAX);
    clock_ms = courier_queue_wake(queue) - courier_fixture_at(0).monotonic_ms;
}

/* Takes whatever is sent until nothing waits, and returns it as "firing(a1) digest". */
static const char *take_all(void)
{
    static struct buffer sent;

    buffer_clear(&sent);
    while (courier_queue_status(queue).waiting > 0) {
        struct message *message = next();
        if (message == NULL) {
            sleep_until_wake();
            continue;
        }
        buffer_printf(&sent, "%s%s", sent.size > 0 ? " " : "", edge_name(message->edge));
        if (message->tenant != NULL)
            buffer_printf(&sent, "(%s%s)", message->tenant,
                          message->dimension != NULL ? message->dimension : "");
        done(message, OUTCOME_ACCEPTED);
    }
    return buffer_text(&sent);
}

START_TEST(messages_of_one_owner_go_one_after_the_other)
{
    reopen(DESTINATION_WEBHOOK, 4, 0);
    post_firing("ax");
    post_resolved("ax");
    post_firing("bx");
    struct message *first = begin();
    struct message *second = begin();
    ck_assert_ptr_null(next());
    ck_assert_str_eq(first->tenant, "a");
    ck_assert_str_eq(second->tenant, "b");
    ck_assert_int_eq(first->attempt, 1);
    ck_assert_int_eq(first->sent_ms, COURIER_EPOCH_MS);
    done(second, OUTCOME_ACCEPTED);
    done(first, OUTCOME_ACCEPTED);
    done(begin(), OUTCOME_ACCEPTED);
    ck_assert_str_eq(buffer_text(&told.settled), "b1 a1 a2");
    ck_assert_int_eq(courier_queue_status(queue).accepted, 3);
    ck_assert_int_eq(courier_queue_wake(queue), INT64_MAX);
}
END_TEST

START_TEST(no_more_are_under_way_than_the_outlet_takes)
{
    reopen(DESTINATION_WEBHOOK, 2, 0);
    post_firing("ax");
    post_firing("bx");
    post_firing("cx");
    struct message *first = begin();
    begin();
    ck_assert_ptr_null(next());
    ck_assert_int_eq(courier_queue_status(queue).under_way, 2);
    done(first, OUTCOME_ACCEPTED);
    ck_assert_str_eq(begin()->tenant, "c");
}
END_TEST

START_TEST(what_fails_goes_again_ahead_of_what_is_behind_it)
{
    post_firing("ax");
    post_resolved("ax");
    done(begin(), OUTCOME_RETRY);
    ck_assert_str_eq(buffer_text(&told.settled), "");
    sleep_until_wake();
    ck_assert_int_ge(clock_ms, COURIER_WAIT_MIN_MS / 2);
    ck_assert_int_le(clock_ms, COURIER_WAIT_MIN_MS);
    struct message *again = begin();
    ck_assert_int_eq(again->edge, EDGE_FIRING);
    ck_assert_int_eq(again->attempt, 2);
    done(again, OUTCOME_ACCEPTED);
    ck_assert_int_eq(begin()->edge, EDGE_RESOLVED);
    ck_assert_int_eq(courier_queue_status(queue).tries, 1);
}
END_TEST

START_TEST(a_message_that_fails_alone_holds_up_nobody_else)
{
    post_firing("ax");
    post_firing("bx");
    done(begin(), OUTCOME_RETRY);
    struct message *other = begin();
    ck_assert_str_eq(other->tenant, "b");
    done(other, OUTCOME_ACCEPTED);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, 0);
    ck_assert_ptr_null(next());
    ck_assert_int_gt(courier_queue_wake(queue), 1);
}
END_TEST

/* How a first try fails, and whether the destination is away with it: where nothing is tried for
 * some seconds, and where it had hung for as long. */
static const struct {
    int64_t took_ms;
    int64_t asked_ms;
    bool is_away;
} first_failures[] = {
    {1, 0, false},    {1, 5000, false}, {1, 5001, true},
    {5000, 0, false}, {5001, 0, true},  {1, 3600000, true},
};

START_TEST(one_failure_is_enough_where_the_next_try_is_far_away)
{
    struct message *message;

    post_firing("ax");
    message = begin();
    clock_ms += first_failures[_i].took_ms;
    fail_as_asked(message, first_failures[_i].asked_ms);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms,
                     first_failures[_i].is_away ? courier_fixture_at(clock_ms).epoch_ms : 0);
    sleep_until_wake();
    done(begin(), OUTCOME_ACCEPTED);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, 0);
}
END_TEST

START_TEST(what_asks_for_long_is_away_also_where_another_failed_beside_it)
{
    reopen(DESTINATION_WEBHOOK, 2, 0);
    post_firing("ax");
    post_firing("bx");
    struct message *tries[] = {begin(), begin()};
    done(tries[0], OUTCOME_RETRY);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, 0);
    fail_as_asked(tries[1], 60000);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, COURIER_EPOCH_MS);
}
END_TEST

START_TEST(one_that_is_away_is_tried_less_and_less_often_by_one_at_a_time)
{
    int64_t pause_ms = 0;

    reopen(DESTINATION_WEBHOOK, 4, 0);
    for (const char *name = "abcdef"; *name != '\0'; name++)
        post_firing((const char[]){*name, 'x', '\0'});
    struct message *tries[] = {begin(), begin(), begin(), begin()};
    for (size_t i = 0; i < 4; i++)
        done(tries[i], OUTCOME_RETRY);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, 0);
    for (size_t i = 0; i < 20; i++) {
        struct message *message = begin();
        ck_assert_ptr_null(next());
        done(message, OUTCOME_RETRY);
        ck_assert_int_eq(courier_queue_status(queue).down_since_ms, COURIER_EPOCH_MS);
        int64_t before_ms = clock_ms;
        sleep_until_wake();
        pause_ms = clock_ms - before_ms;
        ck_assert_int_le(pause_ms, COURIER_WAIT_MAX_MS);
    }
    ck_assert_int_ge(pause_ms, COURIER_WAIT_MAX_MS / 2);
    ck_assert_str_eq(courier_queue_status(queue).error.text, "it is away");
    done(begin(), OUTCOME_ACCEPTED);
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, 0);
    begin();
    begin();
    begin();
    begin();
}
END_TEST

START_TEST(it_is_left_alone_for_as_long_as_it_asks_but_ten_minutes_at_most)
{
    reopen(DESTINATION_WEBHOOK, 2, 0);
    post_firing("ax");
    post_firing("bx");
    post_firing("cx");
    struct message *first = begin();
    struct message *second = begin();
    fail_as_asked(first, 30000);
    done(second, OUTCOME_ACCEPTED);
    sleep_until_wake();
    ck_assert_int_eq(clock_ms, 30000);
    fail_as_asked(begin(), INT64_C(86400000));
    sleep_until_wake();
    ck_assert_int_eq(clock_ms, 30000 + 10 * MINUTE);
}
END_TEST

START_TEST(what_can_never_work_is_told_as_dead_and_the_next_one_goes)
{
    post_firing("ax");
    post_resolved("ax");
    done(begin(), OUTCOME_DEAD);
    done(begin(), OUTCOME_ACCEPTED);
    ck_assert_str_eq(buffer_text(&told.settled), "a1! a2");
    ck_assert_int_eq(courier_queue_status(queue).dead, 1);
}
END_TEST

START_TEST(what_was_never_taken_is_opened_by_the_next_and_never_closed)
{
    told.queue = queue;
    post_firing("ax");
    post_resolved("ax");
    post_firing("ay");
    post("ay", EDGE_EASED, SEVERITY_DEGRADED, SEVERITY_WARN);
    post("ay", EDGE_RESOLVED, SEVERITY_WARN, SEVERITY_ABSENT);
    done(begin(), OUTCOME_DEAD);
    done(begin(), OUTCOME_DEAD);
    ck_assert_str_eq(take_all(), "firing(ay) resolved(ay)");
    ck_assert_str_eq(buffer_text(&told.settled), "a1! a2- a3! a4 a5");
    ck_assert_int_eq(courier_queue_status(queue).accepted, 2);
    ck_assert_int_eq(courier_queue_status(queue).dead, 2);
}
END_TEST

START_TEST(an_owner_that_may_not_send_is_forgotten_with_all_that_waits)
{
    post_firing("ax");
    post_resolved("ax");
    post_firing("bx");
    told.refused = courier_fixture_owner('a');
    ck_assert_str_eq(begin()->tenant, "b");
    ck_assert(!courier_queue_is_sending(queue, courier_fixture_owner('a')));
    ck_assert(courier_queue_is_sending(queue, courier_fixture_owner('b')));
    ck_assert_int_eq(courier_queue_status(queue).waiting, 1);
}
END_TEST

START_TEST(what_was_under_way_when_its_owner_was_forgotten_is_not_told)
{
    reopen(DESTINATION_WEBHOOK, 2, 0);
    post_firing("ax");
    struct message *message = begin();
    courier_queue_forget(queue, courier_fixture_owner('a'));
    post_firing("ax");
    ck_assert_ptr_null(next());
    done(message, _i == 0 ? OUTCOME_ACCEPTED : OUTCOME_RETRY);
    ck_assert_str_eq(buffer_text(&told.settled), "");
    ck_assert_str_eq(take_all(), "firing(ax)");
    ck_assert_str_eq(buffer_text(&told.settled), "a2");
}
END_TEST

START_TEST(one_that_is_known_to_be_away_is_tried_at_once_by_one)
{
    reopen(DESTINATION_WEBHOOK, 2, COURIER_EPOCH_MS - 5);
    post_firing("ax");
    post_firing("bx");
    struct message *message = begin();
    ck_assert_ptr_null(next());
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, COURIER_EPOCH_MS - 5);
    done(message, OUTCOME_ACCEPTED);
    begin();
    ck_assert_int_eq(courier_queue_status(queue).down_since_ms, 0);
}
END_TEST

START_TEST(at_the_end_nothing_is_begun)
{
    post_firing("ax");
    post_firing("bx");
    struct message *message = begin();
    queue->is_finishing = true;
    done(message, OUTCOME_ACCEPTED);
    ck_assert_ptr_null(next());
    ck_assert_int_eq(courier_queue_wake(queue), INT64_MAX);
    ck_assert_int_eq(courier_queue_status(queue).under_way, 0);
    ck_assert_str_eq(buffer_text(&told.settled), "a1");
}
END_TEST

/* --- after it was away --- */

/* Has it fail as often as it is tried, for that long. */
static void stay_away(int64_t ms)
{
    int64_t end_ms = clock_ms + ms;

    while (clock_ms < end_ms) {
        struct message *message = next();
        if (message != NULL)
            done(message, OUTCOME_RETRY);
        else
            sleep_until_wake();
    }
}

START_TEST(what_it_missed_for_less_than_ten_minutes_is_told_edge_by_edge)
{
    post_firing("ax");
    post_resolved("ax");
    stay_away(4 * MINUTE);
    ck_assert_int_lt(clock_ms, 10 * MINUTE);
    ck_assert_str_eq(take_all(), "firing(ax) resolved(ax)");
}
END_TEST

START_TEST(what_came_and_went_meanwhile_is_told_in_one_line)
{
    post_firing("ax");
    post_firing("bx");
    post_resolved("ax");
    post("bx", EDGE_EASED, SEVERITY_DEGRADED, SEVERITY_WARN);
    post_firing("by");
    stay_away(20 * MINUTE);
    ck_assert_str_eq(take_all(), "firing(bx) firing(by) digest");
    ck_assert_str_eq(buffer_text(&told.settled), "b1 b2 b3 a1 a2");
    ck_assert_int_eq(courier_queue_status(queue).accepted, 5);
}
END_TEST

START_TEST(the_difference_says_up_to_when_it_holds_and_what_it_stands_for)
{
    post_firing("ax");
    post("ax", EDGE_EASED, SEVERITY_DEGRADED, SEVERITY_WARN);
    stay_away(20 * MINUTE);
    struct message *message = begin();
    ck_assert_int_eq(message->edge, EDGE_FIRING);
    ck_assert_int_eq(message->severity, SEVERITY_DEGRADED);
    ck_assert_int_eq(message->until_ms, courier_fixture_at(clock_ms).epoch_ms);
    ck_assert_int_eq(message->covered_count, 2);
    ck_assert_int_gt(message->attempt, 2);
    done(message, OUTCOME_ACCEPTED);
}
END_TEST

static const struct {
    enum edge edges[3];
    enum severity levels[4]; /* before, between, after */
    const char *sent;
} differences[] = {
    {{EDGE_FIRING, EDGE_RESOLVED, EDGE_FIRING},
     {SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_ABSENT, SEVERITY_WARN},
     "firing(ax)"},
    {{EDGE_RESOLVED, EDGE_FIRING, EDGE_RESOLVED},
     {SEVERITY_WARN, SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_ABSENT},
     "resolved(ax)"},
    {{EDGE_RESOLVED, EDGE_FIRING, EDGE_WORSE},
     {SEVERITY_WARN, SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_DEGRADED},
     "worse(ax)"},
    {{EDGE_RESOLVED, EDGE_FIRING, EDGE_STILL},
     {SEVERITY_DEGRADED, SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_WARN},
     "eased(ax)"},
    {{EDGE_WORSE, EDGE_EASED, EDGE_STILL},
     {SEVERITY_WARN, SEVERITY_DEGRADED, SEVERITY_WARN, SEVERITY_WARN},
     "digest"},
    {{EDGE_FIRING, EDGE_RESOLVED, EDGE_FLAPPING},
     {SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_ABSENT, SEVERITY_WARN},
     "flapping(ax)"},
    {{EDGE_WORSE, EDGE_EASED, EDGE_GONE},
     {SEVERITY_WARN, SEVERITY_DEGRADED, SEVERITY_WARN, SEVERITY_ABSENT},
     "gone(ax)"},
    {{EDGE_LOST, EDGE_LOST, EDGE_LOST},
     {SEVERITY_ABSENT, SEVERITY_ABSENT, SEVERITY_ABSENT, SEVERITY_ABSENT},
     "lost(a)"},
};

START_TEST(a_difference_leads_from_what_was_told_to_what_is)
{
    for (size_t i = 0; i < 3; i++)
        post("ax", differences[_i].edges[i], differences[_i].levels[i],
             differences[_i].levels[i + 1]);
    stay_away(20 * MINUTE);
    ck_assert_str_eq(take_all(), differences[_i].sent);
    ck_assert_str_eq(buffer_text(&told.settled), "a1 a2 a3");
}
END_TEST

START_TEST(how_many_were_lost_is_added_up)
{
    for (unsigned i = 1; i <= 2; i++) {
        struct message *message = courier_fixture_message(&destination, "ax", EDGE_LOST,
                                                          SEVERITY_ABSENT, SEVERITY_ABSENT, i);
        message->lost = i * 10;
        courier_queue_post(queue, message, courier_fixture_at(clock_ms));
    }
    stay_away(20 * MINUTE);
    ck_assert_int_eq(begin()->lost, 30);
}
END_TEST

/* The router was started anew: its messages were posted a moment ago. */
START_TEST(what_waited_for_a_router_before_this_one_waited_too)
{
    reopen(DESTINATION_FILE, 1, COURIER_EPOCH_MS - 60 * MINUTE);
    for (unsigned i = 1; i <= 2; i++) {
        struct message *message = courier_fixture_message(
            &destination, "ax", i == 1 ? EDGE_FIRING : EDGE_RESOLVED,
            i == 1 ? SEVERITY_ABSENT : SEVERITY_WARN, i == 1 ? SEVERITY_WARN : SEVERITY_ABSENT, i);
        message->at_ms = COURIER_EPOCH_MS - 50 * MINUTE;
        courier_queue_post(queue, message, courier_fixture_at(clock_ms));
    }
    post_firing("bx");
    ck_assert_str_eq(take_all(), "digest firing(bx)");
}
END_TEST

START_TEST(what_is_read_later_of_a_time_when_it_was_away_is_told_as_the_difference_too)
{
    post_firing("ax");
    stay_away(20 * MINUTE);
    ck_assert_str_eq(take_all(), "firing(ax)");
    clock_ms += 60 * MINUTE;
    for (unsigned i = 1; i <= 2; i++) {
        struct message *message = courier_fixture_message(
            &destination, "bx", i == 1 ? EDGE_FIRING : EDGE_RESOLVED,
            i == 1 ? SEVERITY_ABSENT : SEVERITY_WARN, i == 1 ? SEVERITY_WARN : SEVERITY_ABSENT, i);
        message->at_ms = COURIER_EPOCH_MS + MINUTE;
        courier_queue_post(queue, message, courier_fixture_at(clock_ms));
    }
    post_firing("ay");
    ck_assert_str_eq(take_all(), "digest firing(ay)");
}
END_TEST

START_TEST(a_digest_that_nothing_may_be_sent_of_is_made_without_it)
{
    post_firing("ax");
    post_firing("bx");
    post_resolved("ax");
    post_resolved("bx");
    stay_away(20 * MINUTE);
    told.refused = courier_fixture_owner('a');
    struct message *digest = begin();
    ck_assert_int_eq(digest->edge, EDGE_DIGEST);
    ck_assert_int_eq(digest->counts.total, 2);
    ck_assert_int_eq(digest->counts.passed, 1);
    done(digest, OUTCOME_ACCEPTED);
    ck_assert_str_eq(buffer_text(&told.settled), "b1 b2");
}
END_TEST

START_TEST(of_a_digest_under_way_an_owner_may_be_forgotten)
{
    post_firing("ax");
    post_firing("bx");
    post_resolved("ax");
    post_resolved("bx");
    stay_away(20 * MINUTE);
    struct message *digest = begin();
    courier_queue_forget(queue, courier_fixture_owner('a'));
    done(digest, _i == 0 ? OUTCOME_ACCEPTED : OUTCOME_RETRY);
    ck_assert_str_eq(buffer_text(&told.settled), _i == 0 ? "b1 b2" : "");
    take_all();
    ck_assert_str_eq(buffer_text(&told.settled), "b1 b2");
}
END_TEST

/* --- digests --- */

static void post_many(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        post_firing((const char[]){(char)('0' + i), 'x', '\0'});
}

START_TEST(up_to_twenty_messages_go_one_by_one)
{
    reopen(DESTINATION_SLACK, 1, 0);
    post_many(20);
    while (courier_queue_status(queue).waiting > 0) {
        struct message *message = begin();
        ck_assert_int_eq(message->edge, EDGE_FIRING);
        done(message, OUTCOME_ACCEPTED);
    }
}
END_TEST

START_TEST(of_more_what_waits_becomes_one)
{
    reopen(DESTINATION_SLACK, 1, 0);
    post_many(10);
    struct message *first = begin();
    post_many(11);
    done(first, OUTCOME_ACCEPTED);
    sleep_until_wake();
    ck_assert_int_eq(clock_ms, 10000);
    struct message *digest = begin();
    ck_assert_int_eq(digest->edge, EDGE_DIGEST);
    ck_assert_int_eq(digest->kind, KIND_DIGEST);
    ck_assert_int_eq(digest->counts.total, 20);
    ck_assert_int_eq(digest->counts.edges[EDGE_FIRING], 20);
    ck_assert_int_eq(digest->covered_count, 20);
    ck_assert_int_eq(digest->severity, SEVERITY_DEGRADED);
    done(digest, OUTCOME_ACCEPTED);
    ck_assert_int_eq(courier_queue_status(queue).accepted, 21);
    post_firing("ax");
    ck_assert_int_eq(begin()->edge, EDGE_FIRING);
}
END_TEST

START_TEST(the_worst_stand_first)
{
    reopen(DESTINATION_SLACK, 1, 0);
    post_many(20);
    post("ax", EDGE_FIRING, SEVERITY_ABSENT, SEVERITY_WARN);
    post_firing("bx");
    post_resolved("bx");
    courier_queue_hurry(queue);
    struct message *digest = begin();
    ck_assert_int_eq(digest->covered_count, 23);
    for (size_t i = 0; i < 20; i++)
        ck_assert_int_eq(digest->covered[i]->tenant[0], '0' + i);
    ck_assert_str_eq(digest->covered[20]->tenant, "a");
    ck_assert_str_eq(digest->covered[22]->tenant, "b");
    ck_assert_int_eq(digest->counts.passed, 1);
}
END_TEST

START_TEST(whoever_waits_for_no_more_gets_it_at_once)
{
    reopen(DESTINATION_SLACK, 1, 0);
    post_many(30);
    ck_assert_ptr_null(next());
    courier_queue_hurry(queue);
    ck_assert_int_eq(begin()->counts.total, 30);
}
END_TEST

START_TEST(a_digest_that_fails_is_made_again_with_the_same_id)
{
    char id[MESSAGE_ID_SIZE];

    reopen(DESTINATION_SLACK, 1, 0);
    post_many(30);
    sleep_until_wake();
    struct message *digest = begin();
    memcpy(id, digest->id, sizeof(id));
    done(digest, OUTCOME_RETRY);
    post_firing("ax");
    sleep_until_wake();
    digest = begin();
    ck_assert_str_eq(digest->id, id);
    ck_assert_int_eq(digest->counts.total, 31);
    ck_assert_int_eq(digest->attempt, 2);
    done(digest, OUTCOME_DEAD);
    ck_assert_int_eq(courier_queue_status(queue).dead, 31);
    ck_assert_int_eq(courier_queue_status(queue).waiting, 0);
}
END_TEST

/* What is held open over there by its key is opened and closed by its key. */
START_TEST(no_digest_stands_for_what_has_a_key)
{
    courier_queue_free(queue);
    destination.kind = DESTINATION_PAGERDUTY;
    struct courier_options options = {
        .destination = &destination, .events = &courier_fixture_events, .context = &told};
    destination.digest_messages = 2;
    destination.digest_ms = 10000;
    queue = courier_queue_create(&options, 1, 7);
    post_firing("ax");
    post_resolved("ax");
    post_firing("ax");
    post_firing("bx");
    ck_assert_str_eq(take_all(), "firing(ax) firing(bx) resolved(ax) firing(ax)");
    ck_assert_int_eq(courier_queue_status(queue).accepted, 4);
}
END_TEST

Suite *suite_courier(void)
{
    Suite *suite = suite_create("courier");
    TCase *tcase = tcase_create("courier");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, messages_of_one_owner_go_one_after_the_other);
    tcase_add_test(tcase, no_more_are_under_way_than_the_outlet_takes);
    tcase_add_test(tcase, what_fails_goes_again_ahead_of_what_is_behind_it);
    tcase_add_test(tcase, a_message_that_fails_alone_holds_up_nobody_else);
    tcase_add_loop_test(tcase, one_failure_is_enough_where_the_next_try_is_far_away, 0,
                        sizeof(first_failures) / sizeof(first_failures[0]));
    tcase_add_test(tcase, what_asks_for_long_is_away_also_where_another_failed_beside_it);
    tcase_add_test(tcase, one_that_is_away_is_tried_less_and_less_often_by_one_at_a_time);
    tcase_add_test(tcase, it_is_left_alone_for_as_long_as_it_asks_but_ten_minutes_at_most);
    tcase_add_test(tcase, what_can_never_work_is_told_as_dead_and_the_next_one_goes);
    tcase_add_test(tcase, what_was_never_taken_is_opened_by_the_next_and_never_closed);
    tcase_add_test(tcase, an_owner_that_may_not_send_is_forgotten_with_all_that_waits);
    tcase_add_loop_test(tcase, what_was_under_way_when_its_owner_was_forgotten_is_not_told, 0, 2);
    tcase_add_test(tcase, one_that_is_known_to_be_away_is_tried_at_once_by_one);
    tcase_add_test(tcase, at_the_end_nothing_is_begun);
    tcase_add_test(tcase, what_it_missed_for_less_than_ten_minutes_is_told_edge_by_edge);
    tcase_add_test(tcase, what_came_and_went_meanwhile_is_told_in_one_line);
    tcase_add_test(tcase, the_difference_says_up_to_when_it_holds_and_what_it_stands_for);
    tcase_add_loop_test(tcase, a_difference_leads_from_what_was_told_to_what_is, 0,
                        sizeof(differences) / sizeof(differences[0]));
    tcase_add_test(tcase, how_many_were_lost_is_added_up);
    tcase_add_test(tcase, what_waited_for_a_router_before_this_one_waited_too);
    tcase_add_test(tcase,
                   what_is_read_later_of_a_time_when_it_was_away_is_told_as_the_difference_too);
    tcase_add_test(tcase, a_digest_that_nothing_may_be_sent_of_is_made_without_it);
    tcase_add_loop_test(tcase, of_a_digest_under_way_an_owner_may_be_forgotten, 0, 2);
    tcase_add_test(tcase, up_to_twenty_messages_go_one_by_one);
    tcase_add_test(tcase, of_more_what_waits_becomes_one);
    tcase_add_test(tcase, the_worst_stand_first);
    tcase_add_test(tcase, whoever_waits_for_no_more_gets_it_at_once);
    tcase_add_test(tcase, a_digest_that_fails_is_made_again_with_the_same_id);
    tcase_add_test(tcase, no_digest_stands_for_what_has_a_key);
    suite_add_tcase(suite, tcase);
    return suite;
}
