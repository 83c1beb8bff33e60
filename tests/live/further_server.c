#include "config.h"

#include "live/further_server.h"

#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct string_list installed;
static size_t used;

size_t further_servers_find(void)
{
    const char *names = getenv("DRIFTOP_TEST_REDIS");
    char program[512];

    while (names != NULL && *names != '\0') {
        int length = (int)strcspn(names, ":");
        snprintf(program, sizeof(program), "%.*s", length, names);
        if (access(program, X_OK) == 0)
            string_list_add(&installed, program);
        else if (length > 0)
            printf("# skipped: %s is not installed\n", program);
        names += length;
        names += *names == ':';
    }
    return installed.count;
}

static void use_next(void)
{
    setenv("REDIS_SERVER", installed.items[used++], 1);
}

START_TEST(it_answers)
{
    struct redis_server *server = redis_server_create(NULL);
    redisReply *reply = redis_server_query(server, "INFO server");

    ck_assert_int_eq(reply->type, REDIS_REPLY_STRING);
    printf("# the suites from here on use %s\n", redis_server_program());
    freeReplyObject(reply);
    redis_server_free(server);
}
END_TEST

/* It has to run whichever suite is chosen. */
Suite *suite_further_server(void)
{
    const char *chosen = getenv("CK_RUN_SUITE");
    Suite *suite = suite_create(chosen ? chosen : "further_server");
    TCase *tests = tcase_create("further_server");

    tcase_add_unchecked_fixture(tests, use_next, NULL);
    tcase_add_test(tests, it_answers);
    suite_add_tcase(suite, tests);
    return suite;
}
