/* The rights that the manual names for route are those of its lists, they are enough for all that
 * it does, and with them nobody can write what is not its own. */
#include "config.h"

#include "live/rights.h"
#include "live/suites.h"
#include "redis/command.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <string.h>

#define ACME "rag:telemetry:acme"
#define TOLD "{" ACME "}:driftop:ops"

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

/* Returns true when a right is among words that may end a parenthesis. */
static bool is_granted(const struct string_list *words, const char *right)
{
    size_t size = strlen(right);

    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        if (strncmp(word, right, size) == 0 && (word[size] == '\0' || word[size] == ')'))
            return true;
    }
    return false;
}

/* AUTH needs no right. */
START_TEST(the_documents_grant_what_is_on_the_lists)
{
    struct string_list words = {0};
    struct buffer listed = {0}, right = {0};
    char *rest;

    command_rights(COMMANDS_GREETING | COMMANDS_ROUTE | COMMANDS_TRACKING, &listed);
    rights_read(documents[_i], "route", &words);
    for (size_t i = 0; i < words.count; i++) {
        if (words.items[i][0] != '+')
            continue;
        buffer_clear(&right);
        buffer_printf(&right, "%.*s", (int)strcspn(words.items[i], ")"), words.items[i]);
        buffer_char(&listed, ' ');
        buffer_char(&right, ' ');
        has(buffer_text(&listed), buffer_text(&right));
        listed.size--;
        listed.data[listed.size] = '\0';
    }
    for (char *word = strtok_r(listed.data, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (strcmp(word, "+auth") != 0)
            ck_assert_msg(is_granted(&words, word), "not granted: %s", word);
    }
    buffer_free(&listed);
    buffer_free(&right);
    string_list_free(&words);
}
END_TEST

static const struct {
    const char *command;
    bool allowed;
} dry_runs[] = {
    {"XREADGROUP GROUP ops driftop COUNT 1 STREAMS " ACME " >", true},
    {"XACK " ACME " ops 1-1", true},
    {"XGROUP CREATE " ACME " ops 0", true},
    {"XREVRANGE " ACME " + - COUNT 1", true},
    {"EVALSHA 0 2 " ACME " " TOLD " 1", true},
    {"HSET " TOLD " epoch 1", true},
    {"HGETALL " TOLD, true},
    {"DEL " TOLD, true},
    {"SET driftop:ops:lease:1 me NX PX 10000", true},
    {"INCRBY driftop:ops:epoch 1", true},
    {"HINCRBY driftop:ops:status accepted 1", true},
    {"HSET driftop:mutes acme {}", true},
    {"XADD driftop:ops:dead MAXLEN ~ 1000 * why x", true},
    {"XDEL driftop:ops:dead 1-1", true},
    {"CLIENT TRACKING ON REDIRECT 1 BCAST PREFIX rag:telemetry:", true},
    {"SUBSCRIBE __redis__:invalidate", true},
    {"SUBSCRIBE other", false},
    {"XADD " ACME " * f v", false},
    {"XDEL " ACME " 1-1", false},
    {"XTRIM " ACME " MAXLEN 0", false},
    {"DEL " ACME, false},
    {"SET " ACME " v", false},
    {"XGROUP DESTROY " ACME " ops", false},
    {"XGROUP SETID " ACME " ops 0", false},
    {"HSET other f v", false},
    {"XREVRANGE other + -", false},
    {"XADD other * f v", false},
    {"EVALSHA 0 1 other", false},
    {"CLIENT KILL ID 1", false},
    {"CONFIG GET dir", false},
    {"FLUSHALL", false},
    {"KEYS *", false},
};

START_TEST(it_may_write_into_its_own_keys_and_no_others)
{
    struct string_list words = {0};
    char command[256];

    rights_read(documents[_i], "route", &words);
    rights_grant(server, &words);
    for (size_t i = 0; i < sizeof(dry_runs) / sizeof(dry_runs[0]); i++) {
        snprintf(command, sizeof(command), "ACL DRYRUN route %s", dry_runs[i].command);
        redisReply *reply = redis_server_query(server, command);
        ck_assert_int_ne(reply->type, REDIS_REPLY_ERROR);
        ck_assert_msg((strcmp(reply->str, "OK") == 0) == dry_runs[i].allowed, "%s: %s",
                      dry_runs[i].command, reply->str);
        freeReplyObject(reply);
    }
    string_list_free(&words);
}
END_TEST

Suite *suite_rights_route(void)
{
    enum { DOCUMENTS = sizeof(documents) / sizeof(documents[0]) };
    Suite *suite = suite_create("rights_route");
    TCase *tcase = tcase_create("rights_route");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, the_documents_grant_what_is_on_the_lists, 0, DOCUMENTS);
    tcase_add_loop_test(tcase, it_may_write_into_its_own_keys_and_no_others, 0, DOCUMENTS);
    suite_add_tcase(suite, tcase);
    return suite;
}
