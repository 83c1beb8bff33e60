/* What ACL DRYRUN is asked, how its answers are read, and what is said of a user's rights. */
#include "config.h"

#include "doctor/rights.h"
#include "support/doctor_fixture.h"
#include "support/has.h"
#include "unit/suites.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static struct doctor_fixture fixture;
static struct key_space space;

/* A user that may do what looking needs, and nothing beside that. */
static void set_up(void)
{
    static const char *const templates[] = {"{ns}:{tenant}"};
    static const char *const namespaces[] = {"rag:telemetry"};
    const struct key_space_words words = {templates, 1, namespaces, 1, NULL, NULL};
    struct error error;

    doctor_fixture_init(&fixture);
    ck_assert(key_space_parse(&space, &words, &error));
    fixture.url.user = mem_strdup("dash");
    fixture.examination.space = &space;
    fixture.examination.rights.dry_run = WHETHER_YES;
    for (size_t i = 0; i < right_question_count; i++)
        fixture.examination.rights.answers[i] =
            right_questions[i].use == RIGHT_EXCESS ? WHETHER_NO : WHETHER_YES;
}

static void tear_down(void)
{
    doctor_fixture_free(&fixture);
    key_space_free(&space);
}

static size_t number_of(const char *right)
{
    for (size_t i = 0; i < right_question_count; i++) {
        if (strcmp(right_questions[i].right, right) == 0)
            return i;
    }
    ck_abort_msg("there is no question about %s", right);
}

static void answer(const char *right, enum whether answer)
{
    fixture.examination.rights.answers[number_of(right)] = answer;
}

static void refuse(const char *command, const char *subcommand)
{
    const struct slice words[] = {slice_of(command),
                                  slice_of(subcommand != NULL ? subcommand : "")};

    fixture.examination.refused |= command_bit(command_rule_of(words, 2));
}

static void change_url(const char *text)
{
    struct error error;

    redis_url_free(&fixture.url);
    ck_assert(redis_url_parse(text, &fixture.url, &error));
}

static const char *note(void)
{
    return buffer_text(&fixture.findings.items[0].note);
}

/* Each right of the table is one of the list, and asked with a command that it is of. */
START_TEST(a_question_is_about_its_right)
{
    const struct right_question *question = &right_questions[_i];
    char right[64];
    size_t size = strlen(question->words[0]);

    snprintf(right, sizeof(right), "+%s", question->words[0]);
    if (question->right[size + 1] == '|')
        snprintf(right + size + 1, sizeof(right) - size - 1, "|%s", question->words[1]);
    ck_assert_str_eq(question->right, right);
    if (question->use == RIGHT_EXCESS)
        return;
    struct slice words[] = {slice_of(question->words[0]),
                            slice_of(question->words[1] != NULL ? question->words[1] : "")};
    ck_assert(command_allowed(COMMANDS_GREETING | COMMANDS_NAMED | COMMANDS_READING |
                                  COMMANDS_CLUSTER | COMMANDS_DOCTOR,
                              words, 2));
}
END_TEST

/* What a reader and doctor are granted is asked, on each kind of Redis. */
START_TEST(all_that_is_granted_is_asked)
{
    static const char *const urls[] = {"redis://h/1", "redis+cluster://h", "redis+sentinel://h/m"};

    change_url(urls[_i]);
    fixture.url.replicas = _i == 1;
    for (size_t role = 0; role < 2; role++) {
        struct buffer rights = {0};
        acl_rights(acl_role_find(role == 0 ? "reader" : "doctor"), &fixture.url, &rights);
        struct slice rest = {rights.data + 1, rights.size - 1};
        while (rest.data != NULL) {
            struct slice right = slice_split(&rest, ' ');
            char text[64];
            snprintf(text, sizeof(text), "%.*s", (int)right.size, right.data);
            bool for_later = strcmp(text, "+select") == 0 && fixture.url.db == 0;
            ck_assert_msg(for_later ||
                              right_is_needed(&right_questions[number_of(text)], &fixture.url),
                          "%s", text);
        }
        buffer_free(&rights);
    }
}
END_TEST

START_TEST(words_hold_the_user_and_the_key)
{
    struct slice words[RIGHT_WORDS_MAX];
    size_t count = right_words(number_of("+xinfo|stream"), SLICE("dash"), SLICE("rag:acme"), words);

    ck_assert_uint_eq(count, 6);
    ck_assert(slice_is(words[0], "ACL") && slice_is(words[1], "DRYRUN"));
    ck_assert(slice_is(words[2], "dash"));
    ck_assert(slice_is(words[3], "xinfo") && slice_is(words[4], "stream"));
    ck_assert(slice_is(words[5], "rag:acme"));
    count = right_words(number_of("+acl|dryrun"), SLICE("dash"), SLICE("k"), words);
    ck_assert_uint_eq(count, 7);
    ck_assert(slice_is(words[5], "dash") && slice_is(words[6], "ping"));
    for (size_t i = 0; i < right_question_count; i++)
        ck_assert_uint_le(right_words(i, SLICE("u"), SLICE("k"), words), RIGHT_WORDS_MAX);
}
END_TEST

static const struct {
    enum reply_type type;
    const char *text;
    enum whether answer, of_command;
    bool by_key;
} replies[] = {
    {REPLY_STATUS, "OK", WHETHER_YES, WHETHER_YES, false},
    {REPLY_STRING, "This user has no permissions to run the 'xlen' command", WHETHER_NO, WHETHER_NO,
     false},
    {REPLY_STRING, "User dash has no permissions to run the 'xlen' command", WHETHER_NO, WHETHER_NO,
     false},
    {REPLY_STRING, "This user has no permissions to access the 'x' key", WHETHER_NO,
     WHETHER_UNKNOWN, true},
    {REPLY_STRING, "something new", WHETHER_UNKNOWN, WHETHER_UNKNOWN, false},
    {REPLY_ERROR, "ERR User 'dash' not found", WHETHER_UNKNOWN, WHETHER_UNKNOWN, false},
    {REPLY_ERROR, "NOPERM this user has no permissions to run the 'acl|dryrun' command",
     WHETHER_UNKNOWN, WHETHER_UNKNOWN, false},
    {REPLY_NIL, "", WHETHER_UNKNOWN, WHETHER_UNKNOWN, false},
};

START_TEST(answers_are_understood)
{
    const struct reply_element element = {.type = replies[_i].type,
                                          .text = slice_of(replies[_i].text)};
    struct reply reply = {0};
    struct rights rights = {0};
    size_t number = number_of("+xlen");

    reply_add(&reply, &element);
    reply_finish(&reply);
    right_take(&rights, number, &reply);
    ck_assert_int_eq(rights.answers[number], replies[_i].answer);
    ck_assert_int_eq(rights.by_key[number], replies[_i].by_key);
    ck_assert_int_eq(right_of(&rights, "XLEN", NULL), replies[_i].of_command);
    reply_free(&reply);
}
END_TEST

/* GET is sent for keys of routers alone. */
START_TEST(only_a_stream_may_have_another_key)
{
    struct rights rights = {0};

    rights.answers[number_of("+get")] = WHETHER_NO;
    rights.by_key[number_of("+get")] = true;
    ck_assert_int_eq(right_of(&rights, "get", NULL), WHETHER_NO);
    ck_assert_int_eq(right_of(&rights, "get", "x"), WHETHER_UNKNOWN);
    ck_assert_int_eq(right_of(&rights, "xinfo", "full"), WHETHER_UNKNOWN);
    ck_assert_int_eq(right_of(&rights, "nothing", NULL), WHETHER_UNKNOWN);
}
END_TEST

START_TEST(the_right_user_is_left_alone)
{
    doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    doctor_fixture_expect_none(&fixture, "rights");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
}
END_TEST

START_TEST(what_reading_lacks_is_an_error)
{
    answer("+xread", WHETHER_NO);
    answer("+xinfo|stream", WHETHER_NO);
    answer("+xpending", WHETHER_NO);
    doctor_fixture_expect(
        &fixture, "rights", FINDING_ERROR,
        "the user dash lacks what reading needs: +xread, +xinfo|stream, +xpending",
        "ACL SETUSER dash +xread +xinfo|stream +xpending");
    has(note(), "takes nothing away");
    has_not(note(), "every server");
}
END_TEST

START_TEST(what_lets_doctor_see_more_is_a_note)
{
    answer("+xpending", WHETHER_NO);
    doctor_fixture_expect(&fixture, "rights", FINDING_INFO,
                          "the user dash lacks what lets doctor see more: +xpending",
                          "ACL SETUSER dash +xpending");
}
END_TEST

/* It is told where it is missed. */
START_TEST(what_is_doctors_alone_is_no_finding)
{
    answer("+config|get", WHETHER_NO);
    answer("+pttl", WHETHER_NO);
    doctor_fixture_expect_none(&fixture, "rights");
}
END_TEST

static const struct {
    const char *url;
    bool replicas;
    const char *right;
    bool is_missed;
} places[] = {
    {"redis://dash:@h", false, "+select", false},
    {"redis://dash:@h/3", false, "+select", true},
    {"redis://dash:@h", false, "+role", false},
    {"redis+sentinel://dash:@h/m", false, "+role", true},
    {"redis://dash:@h", false, "+asking", false},
    {"redis+cluster://dash:@h", false, "+asking", true},
    {"redis+cluster://dash:@h", false, "+cluster|slots", true},
    {"redis+cluster://dash:@h", false, "+cluster|info", true},
    {"redis://dash:@h", false, "+cluster|info", false},
    {"redis+cluster://dash:@h", false, "+readonly", false},
    {"redis+cluster://dash:@h", true, "+readonly", true},
};

START_TEST(only_what_is_sent_there_is_missed)
{
    char cure[64];

    change_url(places[_i].url);
    fixture.url.replicas = places[_i].replicas;
    answer(places[_i].right, WHETHER_NO);
    if (!places[_i].is_missed) {
        doctor_fixture_expect_none(&fixture, "rights");
        return;
    }
    snprintf(cure, sizeof(cure), "ACL SETUSER dash %s", places[_i].right);
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR, places[_i].right, cure);
    ck_assert_int_eq(strstr(note(), "every server needs it, replicas too") != NULL,
                     fixture.url.topology != REDIS_SERVER);
}
END_TEST

/* A cache is asked not to count looks, by servers that know it. */
START_TEST(a_cache_wants_a_right_of_its_own)
{
    refuse("client", "no-touch");
    doctor_fixture_expect_none(&fixture, "rights");
    doctor_fixture_info(&fixture, 0, "maxmemory_policy", "volatile-lfu");
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR, "+client|no-touch",
                          "ACL SETUSER dash +client|no-touch");
}
END_TEST

START_TEST(many_rights_are_counted)
{
    for (size_t i = 0; i < right_question_count; i++)
        fixture.examination.rights.answers[i] = WHETHER_NO;
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR, "+xrange, +xrevrange and 8 more",
                          NULL);
    ck_assert_uint_le(fixture.findings.items[0].evidence.size, 160);
    has(buffer_text(&fixture.findings.items[0].cure), " +xpending +memory|usage +acl|dryrun");
}
END_TEST

/* Without ACL DRYRUN that is known which was tried. */
START_TEST(what_was_tried_in_vain_is_missing)
{
    memset(&fixture.examination.rights, 0, sizeof(fixture.examination.rights));
    fixture.examination.rights.dry_run = WHETHER_NO;
    refuse("acl", "dryrun");
    refuse("memory", "usage");
    refuse("pttl", NULL);
    doctor_fixture_expect(&fixture, "rights", FINDING_INFO, "+memory|usage, +acl|dryrun",
                          "ACL SETUSER dash +command|info +xinfo|groups +xinfo|consumers +xpending "
                          "+memory|usage +acl|dryrun");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 1);
    ck_assert_str_eq(fixture.findings.unchecked[0].needs, "+acl|dryrun");
    refuse("xread", NULL);
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR, "+xread", NULL);
}
END_TEST

START_TEST(before_redis_7_it_is_not_checked)
{
    memset(&fixture.examination.rights, 0, sizeof(fixture.examination.rights));
    fixture.examination.rights.dry_run = WHETHER_NO;
    doctor_fixture_expect_none(&fixture, "rights");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 1);
    ck_assert_str_eq(fixture.findings.unchecked[0].needs, "ACL DRYRUN (Redis 7)");
}
END_TEST

START_TEST(keys_that_may_not_be_read_are_counted)
{
    static const char why[] = "NOPERM this user has no permissions to access one of the keys used "
                              "as arguments";

    doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "rag:telemetry:other");
    stream->answered = false;
    stream->why = why;
    doctor_fixture_expect(&fixture, "rights", FINDING_WARNING,
                          "the user dash may not read the keys of 1 of 2 streams",
                          "ACL SETUSER dash %R~rag:telemetry:*");
    has(note(), "--tenant");
    fixture.examination.streams[0].answered = false;
    fixture.examination.streams[0].why =
        "This user has no permissions to access the 'rag:telemetry:acme' key";
    answer("+xlen", WHETHER_NO);
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR,
                          "may not read the keys of 2 of 2 streams, and lacks what reading needs: "
                          "+xlen",
                          "ACL SETUSER dash %R~rag:telemetry:* +xlen");
    has_not(note(), "--tenant");
}
END_TEST

static void deny_key(const char *right)
{
    answer(right, WHETHER_NO);
    fixture.examination.rights.by_key[number_of(right)] = true;
}

/* Where there are streams that can be read, another key proves nothing. */
START_TEST(a_key_that_is_not_there_yet_is_a_note)
{
    deny_key("+xlen");
    doctor_fixture_expect(&fixture, "rights", FINDING_INFO, "the user dash may not read such keys",
                          "ACL SETUSER dash %R~rag:telemetry:*");
    doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    doctor_fixture_expect_none(&fixture, "rights");
}
END_TEST

START_TEST(what_is_too_much_is_a_note)
{
    answer("+xadd", WHETHER_YES);
    answer("+config|set", WHETHER_YES);
    answer("+slowlog|get", WHETHER_NO);
    answer("+acl|getuser", WHETHER_NO);
    answer("+config|get", WHETHER_NO);
    deny_key("+get");
    doctor_fixture_expect(
        &fixture, "rights", FINDING_INFO,
        "the user dash may do what looking does not need: +xadd, +config|set",
        "ACL SETUSER dash nocommands +client|setname +select +ping +info +scan +type +xlen +xrange "
        "+xrevrange +xread +xinfo|stream +command|info +xinfo|groups +xpending +xinfo|consumers "
        "+memory|usage +acl|dryrun +pttl +get +latency|latest");
    has(note(), "what stands in parentheses stay");
    has(note(), "driftop doctor --acl reader");
}
END_TEST

START_TEST(a_cache_keeps_its_right_where_it_is_known)
{
    answer("+xadd", WHETHER_YES);
    doctor_fixture_info(&fixture, 0, "maxmemory_policy", "allkeys-lru");
    doctor_fixture_check(&fixture, "rights");
    has(buffer_text(&fixture.findings.items[0].cure), " +client|no-touch");
    fixture.examination.nodes[0].lacks_no_touch = true;
    doctor_fixture_check(&fixture, "rights");
    has_not(buffer_text(&fixture.findings.items[0].cure), "no-touch");
    fixture.examination.nodes[0].has_command_info = false;
    fixture.examination.nodes[0].lacks_no_touch = false;
    doctor_fixture_check(&fixture, "rights");
    has_not(buffer_text(&fixture.findings.items[0].cure), "no-touch");
    doctor_fixture_info(&fixture, 0, "redis_version", "7.2.4");
    doctor_fixture_check(&fixture, "rights");
    has(buffer_text(&fixture.findings.items[0].cure), " +client|no-touch");
}
END_TEST

/* Producers may be that user, too. */
START_TEST(nothing_is_taken_from_default)
{
    change_url("redis://h");
    answer("+xadd", WHETHER_YES);
    doctor_fixture_expect(&fixture, "rights", FINDING_INFO, "the user default may do", "");
    has(note(), "driftop doctor --acl reader");
}
END_TEST

START_TEST(too_little_and_too_much_are_one_finding)
{
    answer("+xadd", WHETHER_YES);
    answer("+info", WHETHER_NO);
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR, "+info", "ACL SETUSER dash +info");
    has(note(), "Looking does not need what it may do beside that: +xadd");
}
END_TEST

START_TEST(a_user_of_any_name_is_safe)
{
    change_url("redis://a%20%1b%22b:@h");
    answer("+info", WHETHER_NO);
    doctor_fixture_expect(&fixture, "rights", FINDING_ERROR, "the user a ",
                          "ACL SETUSER \"a \\x1b\\\"b\" +info");
    has_not(buffer_text(&fixture.findings.items[0].evidence), "\x1b");
}
END_TEST

Suite *suite_doctor_rights(void)
{
    Suite *suite = suite_create("doctor_rights");
    TCase *tcase = tcase_create("doctor_rights");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_question_is_about_its_right, 0, (int)right_question_count);
    tcase_add_loop_test(tcase, all_that_is_granted_is_asked, 0, 3);
    tcase_add_test(tcase, words_hold_the_user_and_the_key);
    tcase_add_loop_test(tcase, answers_are_understood, 0,
                        (int)(sizeof(replies) / sizeof(replies[0])));
    tcase_add_test(tcase, only_a_stream_may_have_another_key);
    tcase_add_test(tcase, the_right_user_is_left_alone);
    tcase_add_test(tcase, what_reading_lacks_is_an_error);
    tcase_add_test(tcase, what_lets_doctor_see_more_is_a_note);
    tcase_add_test(tcase, what_is_doctors_alone_is_no_finding);
    tcase_add_loop_test(tcase, only_what_is_sent_there_is_missed, 0,
                        (int)(sizeof(places) / sizeof(places[0])));
    tcase_add_test(tcase, a_cache_wants_a_right_of_its_own);
    tcase_add_test(tcase, many_rights_are_counted);
    tcase_add_test(tcase, what_was_tried_in_vain_is_missing);
    tcase_add_test(tcase, before_redis_7_it_is_not_checked);
    tcase_add_test(tcase, keys_that_may_not_be_read_are_counted);
    tcase_add_test(tcase, a_key_that_is_not_there_yet_is_a_note);
    tcase_add_test(tcase, what_is_too_much_is_a_note);
    tcase_add_test(tcase, a_cache_keeps_its_right_where_it_is_known);
    tcase_add_test(tcase, nothing_is_taken_from_default);
    tcase_add_test(tcase, too_little_and_too_much_are_one_finding);
    tcase_add_test(tcase, a_user_of_any_name_is_safe);
    suite_add_tcase(suite, tcase);
    return suite;
}
