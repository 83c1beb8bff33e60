/* The conversation with sentinels: three that answer what no real ones would at one time. */
#include "config.h"

#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "redis/sentinels.h"
#include "support/loop_end.h"

#include <stdio.h>
#include <string.h>

#define SENTINELS 3
#define GUARD_MS 40000
#define GREETING "+OK\r\n+PONG\r\n"

static struct {
    uv_loop_t loop;
    uv_timer_t guard;
    struct fake_server fakes[SENTINELS];
    char answers[SENTINELS][512];
    struct redis_limits limits;
    struct sentinels *sentinels;
    bool holds;
    bool closed;
    int named;
    int answered;
    int failed;
    struct sentinel_answer master;
    struct error error;
    void (*when_told)(void);
} talk;

static void on_guard(uv_timer_t *guard)
{
    (void)guard;
    ck_abort_msg("nothing happened for %d ms", GUARD_MS);
}

static void on_named(void *context, const struct sentinel_answer *master)
{
    ck_assert_ptr_eq(context, &talk);
    talk.named++;
    talk.master = *master;
    if (talk.when_told != NULL)
        talk.when_told();
}

static void on_failed(void *context, const struct error *error)
{
    ck_assert_ptr_eq(context, &talk);
    ck_assert_int_ne(error->class, ERROR_NONE);
    talk.failed++;
    talk.error = *error;
    if (talk.when_told != NULL)
        talk.when_told();
}

static void on_answered(void *context)
{
    ck_assert_ptr_eq(context, &talk);
    talk.answered++;
}

static bool holds(void *context)
{
    ck_assert_ptr_eq(context, &talk);
    return talk.holds;
}

static void on_closed(void *context)
{
    ck_assert_ptr_eq(context, &talk);
    talk.closed = true;
}

/* What a sentinel says from now on: "HOST EPOCH"; or these bytes. */
static void say(int sentinel, const char *host, int epoch)
{
    char digits[16];
    int length = snprintf(digits, sizeof(digits), "%d", epoch);

    snprintf(talk.answers[sentinel], sizeof(talk.answers[sentinel]),
             "*4\r\n$5\r\nflags\r\n$6\r\nmaster\r\n$12\r\nconfig-epoch\r\n$%d\r\n%s\r\n"
             "*2\r\n$%zu\r\n%s\r\n$4\r\n6379\r\n",
             length, digits, strlen(host), host);
    talk.fakes[sentinel].script.answer = talk.answers[sentinel];
}

static void say_bytes(int sentinel, const char *bytes)
{
    talk.fakes[sentinel].script.answer = bytes;
}

static void begin(void)
{
    memset(&talk, 0, sizeof(talk));
    ck_assert_int_eq(uv_loop_init(&talk.loop), 0);
    ck_assert_int_eq(uv_timer_init(&talk.loop, &talk.guard), 0);
    uv_timer_start(&talk.guard, on_guard, GUARD_MS, 0);
    uv_unref((uv_handle_t *)&talk.guard);
    talk.limits = redis_limits_default();
    talk.limits.backoff_min_ms = 10;
    talk.limits.backoff_max_ms = 50;
    talk.limits.sentinels_ms = 30;
    for (int i = 0; i < SENTINELS; i++) {
        fake_server_listen(&talk.fakes[i], &talk.loop, (struct fake_script){.greeting = GREETING});
        say(i, "first", 1);
    }
}

/* Opens them: the first `count` of them. */
static void open_sentinels(int count)
{
    static const struct sentinels_events events = {
        .named = on_named, .answered = on_answered, .failed = on_failed, .holds = holds};
    struct redis_url url;
    struct error error;
    char text[256];
    int size = snprintf(text, sizeof(text), "redis+sentinel://");

    for (int i = 0; i < count; i++)
        size += snprintf(text + size, sizeof(text) - (size_t)size, "%s127.0.0.1:%s",
                         i > 0 ? "," : "", strrchr(talk.fakes[i].url, ':') + 1);
    snprintf(text + size, sizeof(text) - (size_t)size, "/cache");
    ck_assert_msg(redis_url_parse(text, &url, &error), "%s", error.text);
    talk.sentinels = sentinels_open(&talk.loop, &url, "me", &talk.limits, &events, &talk);
    redis_url_free(&url);
}

static void wait_for(const int *count, int target)
{
    while (*count < target)
        uv_run(&talk.loop, UV_RUN_ONCE);
}

/* Runs until each has been asked again, and what it said has had its effect. */
static void wait_for_rounds(int rounds)
{
    int reads[SENTINELS];

    for (int i = 0; i < SENTINELS; i++)
        reads[i] = talk.fakes[i].reads;
    for (int i = 0; i < SENTINELS; i++) {
        while (talk.fakes[i].reads < reads[i] + rounds)
            uv_run(&talk.loop, UV_RUN_ONCE);
    }
}

static void end(void)
{
    if (!talk.closed && talk.sentinels != NULL)
        sentinels_close(talk.sentinels, on_closed, &talk);
    for (int i = 0; i < SENTINELS; i++)
        fake_server_end(&talk.fakes[i]);
    uv_close((uv_handle_t *)&talk.guard, NULL);
    loop_end(&talk.loop);
    ck_assert(talk.closed);
}

/* They are waited for, for a moment, so that a stale one that is quick is not believed. */
START_TEST(the_first_answer_waits_for_a_newer_one)
{
    begin();
    say(2, "second", 2);
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    ck_assert_str_eq(talk.master.host, "second");
    ck_assert_int_eq(talk.failed, 0);
    end();
}
END_TEST

START_TEST(one_that_hangs_holds_up_nobody)
{
    begin();
    if (_i == 0)
        talk.fakes[0].script = (struct fake_script){.greeting = GREETING};
    else
        talk.fakes[0].script = (struct fake_script){.greeting = NULL};
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    ck_assert_str_eq(talk.master.host, "first");
    end();
}
END_TEST

START_TEST(the_newest_epoch_wins_within_a_round)
{
    begin();
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    talk.holds = true;
    say(1, "second", 2);
    wait_for(&talk.named, 2);
    ck_assert_str_eq(talk.master.host, "second");
    say(0, "second", 2);
    say(2, "second", 2);
    wait_for_rounds(2);
    ck_assert_int_eq(talk.named, 2);
    end();
}
END_TEST

/* It was cut off from the others, which are gone. */
/* Here with an answer on its way to a question of before. */
START_TEST(what_is_verified_goes_by_new_answers_only)
{
    int answered;

    begin();
    talk.limits.sentinels_ms = GUARD_MS;
    open_sentinels(1);
    wait_for(&talk.answered, 1);
    ck_assert_int_eq(sentinels_opinion(talk.sentinels), SENTINELS_STAND_BY);
    sentinels_ask(talk.sentinels, false);
    sentinels_verify(talk.sentinels);
    ck_assert_int_eq(sentinels_opinion(talk.sentinels), SENTINELS_SILENT);
    answered = talk.fakes[0].reads + 2;
    wait_for(&talk.answered, 2);
    ck_assert_int_eq(talk.fakes[0].reads, answered);
    ck_assert_int_eq(sentinels_opinion(talk.sentinels), SENTINELS_STAND_BY);
    end();
}
END_TEST

START_TEST(a_stale_one_is_not_believed_while_the_master_answers)
{
    begin();
    say(0, "second", 2);
    say(1, "second", 2);
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    talk.holds = true;
    say_bytes(0, "-LOADING wait\r\n-LOADING wait\r\n");
    say_bytes(1, "-LOADING wait\r\n-LOADING wait\r\n");
    wait_for_rounds(3);
    ck_assert_int_eq(talk.named, 1);
    ck_assert_int_eq(sentinels_error(talk.sentinels)->class, ERROR_NONE);
    talk.holds = false;
    wait_for(&talk.named, 2);
    ck_assert_str_eq(talk.master.host, "first");
    end();
}
END_TEST

START_TEST(sentinels_that_were_made_anew_are_believed)
{
    begin();
    for (int i = 0; i < SENTINELS; i++)
        say(i, "first", 7);
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    talk.holds = true;
    for (int i = 0; i < SENTINELS; i++)
        say(i, "second", 0);
    wait_for(&talk.named, 2);
    ck_assert_str_eq(talk.master.host, "second");
    end();
}
END_TEST

/* Addresses and more that none of them may make us believe, or choke on. */
static const char *const nonsense[] = {
    "*0\r\n*0\r\n",
    "*0\r\n*2\r\n$0\r\n\r\n$0\r\n\r\n",
    "*0\r\n*2\r\n$3\r\na b\r\n$4\r\n6379\r\n",
    "*2\r\n$12\r\nconfig-epoch\r\n*0\r\n*2\r\n$1\r\nh\r\n$5\r\n99999\r\n",
    "-NOPERM this user has no permissions\r\n-NOPERM this user has no permissions\r\n",
    "-ERR unknown command 'SENTINEL'\r\n-ERR unknown command 'SENTINEL'\r\n",
    "+OK\r\n+OK\r\n",
    "*-1\r\n*2147483647\r\n",
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    "$70000\r\n",
};

START_TEST(one_that_answers_nonsense_is_left_out)
{
    begin();
    say_bytes(0, nonsense[_i]);
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    ck_assert_str_eq(talk.master.host, "first");
    wait_for_rounds(2);
    ck_assert_int_eq(talk.named, 1);
    end();
}
END_TEST

static const struct {
    const char *answer;
    enum error_class class;
    const char *says;
} refusals[] = {
    {"-ERR unknown command 'SENTINEL', with args\r\n-ERR unknown command 'SENTINEL', with args\r\n",
     ERROR_STOP, "this is no sentinel: is it redis://127.0.0.1:"},
    {"-NOPERM no\r\n-NOPERM this user has no permissions to run the 'sentinel' command\r\n",
     ERROR_STOP, "NOPERM this user"},
    {"*0\r\n*2\r\n$0\r\n\r\n$0\r\n\r\n", ERROR_STOP, "no address of a server"},
    {"-LOADING wait\r\n-LOADING wait\r\n", ERROR_RETRY, "LOADING wait"},
};

START_TEST(what_all_refuse_needs_a_person)
{
    begin();
    for (int i = 0; i < SENTINELS; i++)
        say_bytes(i, refusals[_i].answer);
    open_sentinels(1 + _i % 2);
    wait_for(&talk.failed, 1);
    ck_assert_int_eq(talk.error.class, refusals[_i].class);
    ck_assert_msg(strstr(talk.error.text, refusals[_i].says) != NULL, "%s", talk.error.text);
    ck_assert_ptr_nonnull(strstr(talk.error.text, "sentinel 127.0.0.1:"));
    for (int i = 0; i < SENTINELS; i++)
        say(i, "first", 1);
    sentinels_ask(talk.sentinels, true);
    wait_for(&talk.named, 1);
    ck_assert_int_eq(sentinels_error(talk.sentinels)->class, ERROR_NONE);
    end();
}
END_TEST

START_TEST(what_was_named_once_is_never_given_up)
{
    begin();
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    for (int i = 0; i < SENTINELS; i++)
        say_bytes(i, refusals[0].answer);
    wait_for(&talk.failed, 3);
    ck_assert_int_eq(talk.error.class, ERROR_RETRY);
    say(2, "second", 2);
    wait_for(&talk.named, 2);
    ck_assert_str_eq(talk.master.host, "second");
    end();
}
END_TEST

START_TEST(when_none_can_be_reached_that_is_told_and_passes)
{
    begin();
    for (int i = 0; i < SENTINELS; i++)
        talk.fakes[i].script = (struct fake_script){.greeting = "", .hang_up = true};
    open_sentinels(SENTINELS);
    wait_for(&talk.failed, 1);
    ck_assert_int_eq(talk.error.class, ERROR_RETRY);
    ck_assert_msg(strstr(talk.error.text, "none of 3 sentinels answers: sentinel 127.0.0.1:") !=
                      NULL,
                  "%s", talk.error.text);
    talk.fakes[1].script = (struct fake_script){.greeting = GREETING};
    say(1, "first", 1);
    wait_for(&talk.named, 1);
    end();
}
END_TEST

/* Each of them takes the connection, and says nothing. */
START_TEST(that_none_can_be_reached_is_told_again_with_each_round)
{
    int connections[SENTINELS];
    int failed;

    begin();
    open_sentinels(SENTINELS);
    wait_for(&talk.named, 1);
    for (int i = 0; i < SENTINELS; i++) {
        talk.fakes[i].script = (struct fake_script){.greeting = NULL};
        connections[i] = talk.fakes[i].connections;
        fake_server_hang_up(&talk.fakes[i]);
    }
    for (int i = 0; i < SENTINELS; i++)
        wait_for(&talk.fakes[i].connections, connections[i] + 1);
    failed = talk.failed;
    wait_for(&talk.failed, failed + 5);
    for (int i = 0; i < SENTINELS; i++)
        ck_assert_int_eq(talk.fakes[i].connections, connections[i] + 1);
    ck_assert_int_eq(talk.error.class, ERROR_RETRY);
    end();
}
END_TEST

START_TEST(whom_it_waits_for_is_named)
{
    struct error error = {0};

    begin();
    talk.fakes[0].script = (struct fake_script){.greeting = NULL};
    open_sentinels(1);
    wait_for(&talk.fakes[0].reads, 1);
    sentinels_explain_wait(talk.sentinels, "5s", &error);
    ck_assert_int_eq(strncmp(error.text, "sentinel 127.0.0.1:", 19), 0);
    ck_assert_msg(strstr(error.text, "no reply to CLIENT SETNAME in 5s") != NULL, "%s", error.text);
    end();
}
END_TEST

static void close_all(void)
{
    if (talk.sentinels != NULL)
        sentinels_close(talk.sentinels, on_closed, &talk);
    talk.sentinels = NULL;
}

START_TEST(they_may_be_closed_within_what_they_tell)
{
    begin();
    talk.when_told = close_all;
    for (int i = 0; _i == 1 && i < SENTINELS; i++)
        say_bytes(i, refusals[0].answer);
    open_sentinels(SENTINELS);
    while (!talk.closed)
        uv_run(&talk.loop, UV_RUN_ONCE);
    ck_assert_int_eq(talk.named + talk.failed, 1);
    end();
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_sentinels(void)
{
    Suite *suite = suite_create("sentinels");
    TCase *tcase = tcase_create("sentinels");

    tcase_add_test(tcase, the_first_answer_waits_for_a_newer_one);
    tcase_add_loop_test(tcase, one_that_hangs_holds_up_nobody, 0, 2);
    tcase_add_test(tcase, the_newest_epoch_wins_within_a_round);
    tcase_add_test(tcase, what_is_verified_goes_by_new_answers_only);
    tcase_add_test(tcase, a_stale_one_is_not_believed_while_the_master_answers);
    tcase_add_test(tcase, sentinels_that_were_made_anew_are_believed);
    tcase_add_loop_test(tcase, one_that_answers_nonsense_is_left_out, 0, COUNT_OF(nonsense));
    tcase_add_loop_test(tcase, what_all_refuse_needs_a_person, 0, COUNT_OF(refusals));
    tcase_add_test(tcase, what_was_named_once_is_never_given_up);
    tcase_add_test(tcase, when_none_can_be_reached_that_is_told_and_passes);
    tcase_add_test(tcase, that_none_can_be_reached_is_told_again_with_each_round);
    tcase_add_test(tcase, whom_it_waits_for_is_named);
    tcase_add_loop_test(tcase, they_may_be_closed_within_what_they_tell, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
