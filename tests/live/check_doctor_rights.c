/* Doctor with few rights: with those of the documents nothing is refused, what needs more is told
 * and asked once, and the cures of rights work as they are pasted. */
#include "config.h"

#include "live/producer.h"
#include "live/rights.h"
#include "live/suites.h"
#include "redis/command.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACME PRODUCER_PREFIX "acme"
#define TIMED PRODUCER_PREFIX "timed"

/* What doctor does not send, and the other commands that read do. */
#define OF_OTHERS "+select +type +xlen +xrange +xread"

static const char *const documents[] = {"doc/driftop.1.in", "README.md"};

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

/* Streams that are evicted some day, that have a TTL and IDs of the future, and a group that a
 * router reads. */
static void make_faults(void)
{
    char id[32];

    for (int i = 1; i <= 30; i++) {
        snprintf(id, sizeof(id), "%d-1", i);
        produce(server, ACME, id, 0.5);
    }
    produce(server, TIMED, "1-1", 0.5);
    produce(server, PRODUCER_PREFIX "future", "99999999999999-1", 0.5);
    redis_server_command(server, "PEXPIRE " TIMED " 100000000");
    redis_server_command(server, "CONFIG SET maxmemory 100mb");
    redis_server_command(server, "CONFIG SET maxmemory-policy allkeys-lru");
    redis_server_command(server, "XGROUP CREATE " ACME " ops 0");
    redis_server_command(server, "SET driftop:ops:shards 1");
    freeReplyObject(
        redis_server_query(server, "XREADGROUP GROUP ops driftop COUNT 3 STREAMS " ACME " >"));
}

static void grant(const char *document, const char *who)
{
    struct string_list words = {0};

    rights_read(document, who, &words);
    rights_grant(server, &words);
    string_list_free(&words);
}

/* Returns what doctor says as a user (NULL: the one who may do all), to be freed. */
static cJSON *examine(const char *user)
{
    struct child child = {0};
    int status = child_run(&child, "\"$DRIFTOP\" doctor -f json redis://%s%s127.0.0.1:%d",
                           user != NULL ? user : "", user != NULL ? ":pw@" : "", server->port);

    ck_assert_msg(status <= 2, "%d: %s", status, child_err(&child));
    cJSON *said = cJSON_Parse(child_out(&child));
    ck_assert_msg(said != NULL, "%s", child_out(&child));
    child_free(&child);
    return said;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));

    return text != NULL ? text : "";
}

/* Returns the finding or unchecked one of a check, or NULL. */
static const cJSON *find(const cJSON *said, const char *list, const char *id)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItem(said, list))
    {
        if (strcmp(text_of(item, "id"), id) == 0)
            return item;
    }
    return NULL;
}

static void needs(const cJSON *said, const char *id, const char *right)
{
    const cJSON *unchecked = find(said, "unchecked", id);

    ck_assert_msg(unchecked != NULL, "%s was checked", id);
    ck_assert_str_eq(text_of(unchecked, "needs"), right);
}

/* Each check that finds something with all rights finds it with these, or says what it needs; but
 * for the rights themselves. */
static void finds_the_same(const cJSON *few, const cJSON *all)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItem(all, "findings"))
    {
        const char *id = text_of(item, "id");
        if (strcmp(id, "rights") == 0)
            continue;
        ck_assert_msg(find(few, "findings", id) != NULL || find(few, "unchecked", id) != NULL, "%s",
                      id);
    }
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(few, "findings")) ck_assert_msg(
        find(all, "findings", text_of(item, "id")) != NULL, "%s", text_of(item, "evidence"));
}

static void nothing_was_refused(void)
{
    redisReply *stats = redis_server_query(server, "INFO errorstats");

    rights_were_enough(server);
    has_not(stats->str, "errorstat_NOPERM");
    freeReplyObject(stats);
}

/* What needs more is what the table of checks says, and nothing else. */
START_TEST(with_the_readers_rights_all_is_checked_that_needs_no_more)
{
    struct buffer more = {0};
    const cJSON *item;

    command_rights(COMMANDS_DOCTOR, &more);
    buffer_char(&more, ' ');
    make_faults();
    grant(documents[_i], "dash");
    cJSON *few = examine("dash");
    nothing_was_refused();
    rights_were_used(server, COMMANDS_GREETING | COMMANDS_READING, OF_OTHERS);
    cJSON *all = examine(NULL);
    finds_the_same(few, all);
    ck_assert_ptr_null(find(few, "findings", "rights"));
    needs(few, "ttl", "+pttl");
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(few, "unchecked"))
    {
        char right[64];
        snprintf(right, sizeof(right), "%s ", text_of(item, "needs"));
        has(buffer_text(&more), right);
    }
    cJSON_Delete(few);
    cJSON_Delete(all);
    buffer_free(&more);
}
END_TEST

START_TEST(with_doctors_rights_nothing_is_unchecked)
{
    make_faults();
    grant(documents[_i], "doctor");
    cJSON *few = examine("doctor");
    nothing_was_refused();
    rights_were_used(server, COMMANDS_GREETING | COMMANDS_READING | COMMANDS_DOCTOR,
                     OF_OTHERS " +cluster|info");
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(few, "unchecked")), 0);
    ck_assert_ptr_null(find(few, "findings", "rights"));
    ck_assert_ptr_nonnull(find(few, "findings", "ttl"));
    cJSON *all = examine(NULL);
    finds_the_same(few, all);
    cJSON_Delete(few);
    cJSON_Delete(all);
}
END_TEST

START_TEST(with_one_right_more_a_ttl_is_found)
{
    make_faults();
    grant("README.md", "dash");
    redis_server_command(server, "ACL SETUSER dash +pttl");
    cJSON *said = examine("dash");
    const cJSON *finding = find(said, "findings", "ttl");
    ck_assert_ptr_nonnull(finding);
    ck_assert_str_eq(text_of(finding, "cure"), "PERSIST " TIMED);
    ck_assert_ptr_null(find(said, "unchecked", "ttl"));
    nothing_was_refused();
    cJSON_Delete(said);
}
END_TEST

/* Pastes a line into redis-cli, which says so. */
static void paste(const char *line, const char *says)
{
    struct child child = {0};

    child_run(&child, "redis-cli -s %s <<'END'\n%s\nEND", server->socket_path, line);
    ck_assert_msg(strcmp(child_out(&child), says) == 0, "%s: %s", line, child_out(&child));
    child_free(&child);
}

/* What the documents granted before there was doctor. */
#define OLDER                                                                                      \
    "ACL SETUSER old on >pw resetkeys %R~rag:telemetry:* resetchannels nocommands "                \
    "+client|setname +select +ping +info +scan +type +xlen +xrange +xrevrange +xread "             \
    "+xinfo|stream"

static void were_refused_once_each(const char *const *commands)
{
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    long long expected = 0;
    char field[64];

    for (; commands[expected] != NULL; expected++) {
        snprintf(field, sizeof(field), "cmdstat_%s:calls=0,", commands[expected]);
        const char *found = strstr(stats->str, field);
        ck_assert_msg(found != NULL, "%s was not tried", commands[expected]);
        found = strstr(found, "rejected_calls=");
        ck_assert_msg(found != NULL && atoi(found + strlen("rejected_calls=")) == 1, "%s",
                      commands[expected]);
    }
    freeReplyObject(stats);
    stats = redis_server_query(server, "INFO errorstats");
    snprintf(field, sizeof(field), "errorstat_NOPERM:count=%lld\r\n", expected);
    has(stats->str, field);
    freeReplyObject(stats);
}

START_TEST(what_is_refused_is_asked_once_and_told)
{
    static const char *const refused[] = {
        "acl|dryrun",   "acl|getuser",  "config|get", "latency|latest", "slowlog|get",
        "command|info", "memory|usage", "pttl",       "xinfo|groups",   NULL};

    make_faults();
    paste(OLDER, "OK\n");
    cJSON *said = examine("old");
    were_refused_once_each(refused);
    needs(said, "rights", "+acl|dryrun");
    needs(said, "ttl", "+pttl");
    needs(said, "group-lag", "+xinfo|groups");
    needs(said, "stream-memory", "+memory|usage");
    ck_assert_ptr_nonnull(find(said, "findings", "evictable"));
    ck_assert_ptr_nonnull(find(said, "findings", "future-ids"));
    const cJSON *finding = find(said, "findings", "rights");
    ck_assert_ptr_nonnull(finding);
    ck_assert_str_eq(text_of(finding, "severity"), "info");
    paste(text_of(finding, "cure"), "OK\n");
    cJSON_Delete(said);
    redis_server_command(server, "CONFIG RESETSTAT");
    redis_server_command(server, "ACL LOG RESET");
    said = examine("old");
    nothing_was_refused();
    ck_assert_ptr_null(find(said, "findings", "rights"));
    needs(said, "ttl", "+pttl");
    ck_assert_ptr_null(find(said, "unchecked", "group-lag"));
    cJSON_Delete(said);
}
END_TEST

/* Whoever only reads tries nothing else. */
START_TEST(a_snapshot_is_refused_one_command)
{
    static const char *const refused[] = {"acl|dryrun", NULL};
    struct child child = {0};

    make_faults();
    paste(OLDER, "OK\n");
    int status =
        child_run(&child, "\"$DRIFTOP\" snapshot redis://old:pw@127.0.0.1:%d", server->port);
    ck_assert_msg(status <= 1, "%d: %s", status, child_err(&child));
    were_refused_once_each(refused);
    child_free(&child);
}
END_TEST

/* A user that has other keys and commands, what is said of it, and what it may do once the cure was
 * pasted. */
static const struct cured {
    const char *user;
    const char *severity;
    const char *keeps; /* for ACL DRYRUN */
    const char *loses; /* NULL: nothing */
} cured[] = {
    {"%R~rag:telemetry:* ~app:* +@read +set +client|setname +ping +info -xread +memory|usage "
     "+acl|dryrun +command|info",
     "error", "SET app:1 v", NULL},
    {"%R~rag:reports:* ~app:* +@all -@write -@dangerous +set +info +acl|dryrun", "error",
     "SET app:1 v", NULL},
    {"~* +@all", "info", "XLEN app:1", "SET app:1 v"},
    {"%R~rag:telemetry:* ~app:* +@all -@admin (~more:* +get) +acl|dryrun", "info", "GET more:1",
     "DEL app:1"},
};

static bool may(const char *command)
{
    char question[128];

    snprintf(question, sizeof(question), "ACL DRYRUN who %s", command);
    redisReply *reply = redis_server_query(server, question);
    ck_assert_msg(reply->type != REDIS_REPLY_ERROR, "%s", reply->str);
    bool granted = strcmp(reply->str, "OK") == 0;
    freeReplyObject(reply);
    return granted;
}

START_TEST(the_cure_of_rights_takes_nothing_that_is_needed)
{
    const struct cured *of = &cured[_i];
    char line[512];

    make_faults();
    snprintf(line, sizeof(line), "ACL SETUSER who on >pw %s", of->user);
    paste(line, "OK\n");
    cJSON *said = examine("who");
    const cJSON *finding = find(said, "findings", "rights");
    ck_assert_ptr_nonnull(finding);
    ck_assert_str_eq(text_of(finding, "severity"), of->severity);
    paste(text_of(finding, "cure"), "OK\n");
    cJSON_Delete(said);
    redis_server_command(server, "ACL LOG RESET");
    said = examine("who");
    finding = find(said, "findings", "rights");
    ck_assert_msg(finding == NULL, "%s", text_of(finding, "evidence"));
    rights_were_enough(server);
    ck_assert(may(of->keeps));
    ck_assert(of->loses == NULL || !may(of->loses));
    cJSON_Delete(said);
}
END_TEST

/* Options, and what the user that they make may do, and may not. */
static const struct made {
    const char *options;
    const char *may[3];
    const char *may_not[3];
} made[] = {
    {"--acl reader --user who", {"XLEN rag:telemetry:x"}, {"XADD rag:telemetry:x * f v"}},
    {"--acl sink --user who --ns a --ns b", {"XADD a:x * f v", "XADD b:x * f v"}, {"XADD c * f v"}},
    {"--acl reader --user who --key '{app}:{ns}[1]:{tenant}:{env}' --ns n",
     {"XLEN any:n[1]:x:prod"},
     {"XLEN any:n1:x:prod"}},
    {"--acl reader --user who --key 'a b\\{tenant}'", {"XLEN \"a b\\\\x\""}, {"XLEN \"a bx\""}},
    {"--acl route --user who --key \"it's \\\"so\\\":{tenant}\"",
     {"HSET \"{it's \\\"so\\\":x}:driftop:ops\" f v", "HSET driftop:ops:told f v"},
     {"HSET \"it's \\\"so\\\":x\" f v", "XADD \"it's \\\"so\\\":x\" * f v"}},
    {"--acl route --user who --key '{ns}:{{{tenant}}}'",
     {"HSET {acme}:driftop:ops:rag f v", "XACK rag:telemetry:{acme} g 1-1"},
     {"HSET rag:telemetry:{acme} f v"}},
    {"--acl doctor --user who", {"GET driftop:ops:shards", "PTTL rag:telemetry:x"}, {"GET x"}},
};

static void check_dry(const char *command, const char *says)
{
    char line[256];

    snprintf(line, sizeof(line), "ACL DRYRUN who %s", command);
    struct child child = {0};
    child_run(&child, "redis-cli -s %s <<'END'\n%s\nEND", server->socket_path, line);
    has(child_out(&child), says);
    child_free(&child);
}

START_TEST(the_line_of_a_role_works_as_it_is_pasted)
{
    const struct made *of = &made[_i];
    struct child child = {0};

    for (int again = 0; again < 2; again++) {
        int status = child_run(&child,
                               "\"$DRIFTOP\" doctor %s redis://127.0.0.1:%d | sed "
                               "'s/>PASSWORD/\">two words\"/' | redis-cli -s %s",
                               of->options, server->port, server->socket_path);
        ck_assert_msg(status == 0 && strcmp(child_out(&child), "OK\n") == 0, "%s%s",
                      child_out(&child), child_err(&child));
        child_free(&child);
    }
    for (size_t i = 0; i < 3; i++) {
        if (of->may[i] != NULL)
            check_dry(of->may[i], "OK\n");
        if (of->may_not[i] != NULL)
            check_dry(of->may_not[i], "has no permissions");
    }
    redisReply *reply = redis_server_query(server, "AUTH who %s", "two words");
    ck_assert_msg(reply->type == REDIS_REPLY_STATUS, "%s", reply->str);
    freeReplyObject(reply);
}
END_TEST

Suite *suite_doctor_rights(void)
{
    enum { DOCUMENTS = sizeof(documents) / sizeof(documents[0]) };
    Suite *suite = suite_create("doctor_rights");
    TCase *tcase = tcase_create("doctor_rights");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, with_the_readers_rights_all_is_checked_that_needs_no_more, 0,
                        DOCUMENTS);
    tcase_add_loop_test(tcase, with_doctors_rights_nothing_is_unchecked, 0, DOCUMENTS);
    tcase_add_test(tcase, with_one_right_more_a_ttl_is_found);
    tcase_add_test(tcase, what_is_refused_is_asked_once_and_told);
    tcase_add_test(tcase, a_snapshot_is_refused_one_command);
    tcase_add_loop_test(tcase, the_cure_of_rights_takes_nothing_that_is_needed, 0,
                        (int)(sizeof(cured) / sizeof(cured[0])));
    tcase_add_loop_test(tcase, the_line_of_a_role_works_as_it_is_pasted, 0,
                        (int)(sizeof(made) / sizeof(made[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}
