/* A model of the router: random streams, while connections are cut, routers end and begin, windows
 * are given back, groups are destroyed and the destination goes away. What arrives is what a plain
 * reader finds who reads each stream from its first entry to its last: every edge, in order, none
 * else. SEED=1 SEQUENCES=100 by hand. */
#include "config.h"

#include "live/pager.h"
#include "live/suites.h"
#include "route/assess.h"
#include "support/dice.h"
#include "support/quick.h"
#include "wire/entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TENANTS 4
#define STEPS 40
#define SEQUENCES 3

static struct redis_server *server;

static void set_up(void)
{
    static const char *const arguments[] = {"--appendonly", "yes", "--appendfsync", "always", NULL};

    server = redis_server_create(&(struct redis_server_setup){.arguments = arguments});
}

static void tear_down(void)
{
    redis_server_free(server);
}

static const char *tenant_of(size_t number)
{
    static const char *const names[TENANTS] = {"a", "b", "c", "d"};

    return names[number];
}

/* --- what must arrive --- */

static void add_entry(struct tenant *tenant, struct report *report, const redisReply *entry)
{
    const redisReply *fields = entry->element[1];
    struct stream_id id;
    struct error error;

    ck_assert(stream_id_parse(slice_of(entry->element[0]->str), &id));
    entry_begin(report, id);
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        entry_field(report, (struct slice){fields->element[i]->str, fields->element[i]->len},
                    (struct slice){fields->element[i + 1]->str, fields->element[i + 1]->len});
    ck_assert(entry_end(report, &error));
    (void)tenant_add(tenant, report, false);
}

static void write_expected(struct message_list *messages, struct buffer *out)
{
    for (size_t i = 0; i < messages->count; i++)
        buffer_printf(out, "%s %.12s\n", edge_name(messages->items[i]->edge),
                      messages->items[i]->id);
    message_list_free(messages);
    *messages = (struct message_list){0};
}

/* Reads the stream as a whole, entry by entry, with all that was told before. */
static void expect(const struct pager *pager, const char *name, struct buffer *out)
{
    redisReply *entries = redis_server_query(server, "XRANGE " PAGER_PREFIX "%s - +", name);
    struct tenant *tenant = tenant_create(slice_of(name));
    struct message_list messages = {0};
    struct told told = {0};
    struct report report = {0};
    char key[64];

    snprintf(key, sizeof(key), PAGER_PREFIX "%s", name);
    recent_make_room(&tenant->recent);
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
    for (size_t i = 0; i < entries->elements; i++) {
        add_entry(tenant, &report, entries->element[i]);
        assess_entry(&(struct assessment){.destination = &pager->destination,
                                          .tenant = tenant,
                                          .stream = slice_of(key),
                                          .told = &told},
                     &messages);
        write_expected(&messages, out);
    }
    report_free(&report);
    told_free(&told);
    tenant_free(tenant);
    freeReplyObject(entries);
}

static void arrived(const struct pager *pager, const char *name, struct buffer *out)
{
    size_t count = pager_count(pager);

    for (size_t i = 0; i < count; i++) {
        cJSON *message = pager_message(pager, i);
        if (strcmp(message_text(message, "tenant"), name) == 0)
            buffer_printf(out, "%s %.12s\n", message_text(message, "edge"),
                          message_text(message, "id"));
        cJSON_Delete(message);
    }
}

static void compare(const struct pager *pager, unsigned seed)
{
    for (unsigned i = 0; i < TENANTS; i++) {
        struct buffer wanted = {0}, got = {0};
        expect(pager, tenant_of(i), &wanted);
        arrived(pager, tenant_of(i), &got);
        ck_assert_msg(strcmp(buffer_text(&wanted), buffer_text(&got)) == 0,
                      "seed %u, tenant %s: wanted\n%s\ngot\n%s", seed, tenant_of(i),
                      buffer_text(&wanted), buffer_text(&got));
        buffer_free(&wanted);
        buffer_free(&got);
    }
}

/* --- what happens --- */

static void write_some(struct dice *dice)
{
    static const char letters[] = "oooooddwwn";
    const char *tenant = tenant_of(dice_below(dice, TENANTS));
    size_t count = 1 + dice_below(dice, dice_below(dice, 4) == 0 ? 80 : 4);
    bool bad = dice_below(dice, 2) == 0;

    for (size_t i = 0; i < count; i++) {
        bad = dice_below(dice, 4) == 0 ? !bad : bad;
        pager_report(server, tenant, "*", bad ? letters[5 + dice_below(dice, 5)] : 'o');
    }
}

static void cut(struct pager *pager)
{
    freeReplyObject(redis_server_query(server, "CLIENT KILL TYPE normal SKIPME yes"));
    pager_run(pager, 20);
}

static void begin_again(struct pager *pager, struct router_options *options)
{
    pager_close(pager, 2000);
    pager_start(pager, options);
}

static void restart(struct pager *pager)
{
    redis_server_disconnect(server);
    redis_server_kill(server);
    pager_run(pager, 20);
    redis_server_start(server);
}

static void step(struct pager *pager, struct router_options *options, struct dice *dice)
{
    switch (dice_below(dice, 24)) {
    case 0:
        cut(pager);
        break;
    case 1:
        begin_again(pager, options);
        break;
    case 2:
        pager_settle(pager, server);
        redis_server_command(server, "XGROUP DESTROY " PAGER_PREFIX "%s " PAGER_GROUP,
                             tenant_of(dice_below(dice, TENANTS)));
        break;
    case 3:
        pager_settle(pager, server);
        restart(pager);
        break;
    case 4:
        freeReplyObject(redis_server_query(server, "SCRIPT FLUSH"));
        break;
    case 5:
        pager_settle(pager, server);
        break;
    default:
        write_some(dice);
        pager_run(pager, (int64_t)dice_below(dice, 10));
        break;
    }
}

static void run(unsigned seed)
{
    struct dice dice = {seed};
    struct pager pager;

    pager_create(&pager);
    struct router_options options = pager_options(&pager, server->unix_url);
    options.shards = 1 + seed % 3;
    options.window_bytes = seed % 2 == 0 ? 1 : 0;
    pager_start(&pager, &options);
    pager_began(&pager, server);
    for (unsigned i = 0; i < TENANTS; i++)
        pager_report(server, tenant_of(i), "*", 'o');
    pager_settle(&pager, server);
    for (unsigned i = 0; i < STEPS; i++)
        step(&pager, &options, &dice);
    pager_settle(&pager, server);
    compare(&pager, seed);
    pager_end(&pager);
    freeReplyObject(redis_server_query(server, "FLUSHALL"));
}

START_TEST(what_arrives_is_what_a_plain_reader_finds)
{
    const char *seed = getenv("SEED"), *sequences = getenv("SEQUENCES");
    unsigned first = seed != NULL ? (unsigned)strtoul(seed, NULL, 10) : 1;
    unsigned count = sequences != NULL ? (unsigned)strtoul(sequences, NULL, 10) : SEQUENCES;

    for (unsigned i = 0; i < count; i++)
        run(first + i);
}
END_TEST

Suite *suite_router_model(void)
{
    Suite *suite = suite_create("router_model");
    TCase *tests = tcase_create("model");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 3600);
    tcase_add_test(tests, what_arrives_is_what_a_plain_reader_finds);
    suite_add_tcase(suite, tests);
    return suite;
}
