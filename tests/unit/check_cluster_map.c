/* Slots of keys, maps as nodes tell them, redirects. */
#include "config.h"

#include "redis/cluster_answer.h"
#include "redis/cluster_map.h"
#include "redis/parser.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

/* A bit at a time, as the specification has it. */
static unsigned plain_slot(const char *text, size_t size)
{
    unsigned crc = 0;

    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned)(unsigned char)text[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = ((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1) & 0xFFFF;
    }
    return crc % CLUSTER_SLOTS;
}

START_TEST(a_slot_is_what_the_specification_says)
{
    char key[300];

    ck_assert_uint_eq(cluster_slot(SLICE("123456789")), 0x31C3 % CLUSTER_SLOTS);
    ck_assert_uint_eq(cluster_slot(SLICE("foo")), 12182);
    for (size_t size = 0; size < sizeof(key); size++) {
        for (size_t i = 0; i < size; i++)
            key[i] = (char)(i * 37 + size * 11) == '{' ? 'x' : (char)(i * 37 + size * 11);
        ck_assert_uint_eq(cluster_slot((struct slice){key, size}), plain_slot(key, size));
    }
}
END_TEST

START_TEST(what_stands_in_braces_places_a_key)
{
    static const struct {
        const char *key, *placed_by;
    } cases[] = {
        {"{user1000}.following", "user1000"},
        {"a{b}c{d}", "b"},
        {"foo{}{bar}", "foo{}{bar}"},
        {"foo{{bar}}zap", "{bar"},
        {"foo{bar", "foo{bar"},
        {"foo}bar{", "foo}bar{"},
        {"{", "{"},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_uint_eq(cluster_slot(slice_of(cases[i].key)),
                          plain_slot(cases[i].placed_by, strlen(cases[i].placed_by)));
}
END_TEST

static struct reply kept;

static const char *begins(void *context, enum reply_type type, reply_element_fn **on_element,
                          void **element_context)
{
    (void)context;
    (void)type;
    (void)on_element;
    (void)element_context;
    return NULL;
}

static void keep(void *context, const struct reply *reply)
{
    (void)context;
    for (size_t i = 0; i < reply->count; i++)
        reply_add(&kept, &(struct reply_element){.type = reply->nodes[i].type,
                                                 .depth = reply->nodes[i].depth,
                                                 .integer = reply->nodes[i].integer,
                                                 .text = reply_text(reply, i)});
    reply_finish(&kept);
}

/* Reads a map as it comes over the wire, with blanks for the ends of lines. */
static bool read_map(struct cluster_map *map, const char *text, struct error *error)
{
    static const struct parser_events events = {.begins = begins, .complete = keep};
    static const struct parser_limits limits = {.bytes = 1 << 20, .elements = 1 << 16, .depth = 7};
    struct parser *parser = parser_new(&limits, &events, NULL);
    struct buffer wire = {0};

    for (; *text != '\0'; text++)
        buffer_string(&wire, *text == ' ' ? "\r\n" : (char[]){*text, '\0'});
    ck_assert_msg(parser_feed(parser, wire.data, wire.size, error), "%s", error->text);
    parser_free(parser);
    buffer_free(&wire);
    ck_assert_uint_gt(kept.count, 0);
    bool good = cluster_map_read(map, &kept, "seed", error);
    reply_clear(&kept);
    return good;
}

#define NODE(port) "*3 $9 127.0.0.1 :" #port " $2 id "

START_TEST(a_map_names_masters_replicas_and_slots)
{
    struct cluster_map map;
    struct error error;

    ck_assert(read_map(&map,
                       "*3 *4 :0 :5460 " NODE(7000)
                           NODE(7003) "*3 :5461 :10922 " NODE(7001) "*3 :10924 :16383 " NODE(7000),
                       &error));
    ck_assert_uint_eq(map.count, 2);
    ck_assert_uint_eq(map.shards[0].master.port, 7000);
    ck_assert_str_eq(map.shards[0].master.host, "127.0.0.1");
    ck_assert_uint_eq(map.shards[0].replica_count, 1);
    ck_assert_uint_eq(map.shards[0].replicas[0].port, 7003);
    ck_assert_uint_eq(map.owner[0], 0);
    ck_assert_uint_eq(map.owner[10922], 1);
    ck_assert_uint_eq(map.owner[10923], CLUSTER_NOBODY);
    ck_assert_uint_eq(map.owner[16383], 0);
    ck_assert_uint_eq(cluster_map_unserved(&map), 1);
    cluster_map_free(&map);
}
END_TEST

START_TEST(slots_of_a_master_without_an_address_are_held_by_nobody)
{
    static const char *const unknown[] = {"*3 $0  :0 $2 id ", "*3 $-1 :0 $2 id ",
                                          "*3 $1 ? :0 $2 id "};
    struct cluster_map map;
    struct error error;
    char text[256];

    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        snprintf(text, sizeof(text), "*2 *4 :0 :9 %s" NODE(7003) "*3 :10 :16383 " NODE(7001),
                 unknown[i]);
        ck_assert_msg(read_map(&map, text, &error), "%s", error.text);
        ck_assert_uint_eq(map.count, 1);
        ck_assert_uint_eq(cluster_map_unserved(&map), 10);
        ck_assert_uint_eq(map.owner[9], CLUSTER_NOBODY);
        ck_assert_uint_eq(map.owner[10], 0);
        cluster_map_free(&map);
    }
}
END_TEST

#define ID_A "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"
#define ID_B "0000000000111111111122222222223333333333"
#define KNOWN(id) "*3 $1 h :1 $40 " id " "

START_TEST(maps_are_of_one_cluster_where_they_share_a_node)
{
    static const struct {
        const char *a, *b;
        bool one;
    } cases[] = {
        {KNOWN(ID_A), KNOWN(ID_A), true},
        {KNOWN(ID_A), KNOWN(ID_B), false},
        {KNOWN(ID_A), KNOWN(ID_B) KNOWN(ID_A), true},
        {KNOWN(ID_A), "*3 $1 h :1 $2 id ", true},
        {KNOWN(ID_A), "*2 $1 h :1 ", true},
    };
    struct cluster_map a, b;
    struct error error;
    char text[512];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        snprintf(text, sizeof(text), "*1 *3 :0 :1 %s", cases[i].a);
        ck_assert(read_map(&a, text, &error));
        snprintf(text, sizeof(text), "*1 *%d :0 :1 %s", strchr(cases[i].b + 1, '*') ? 4 : 3,
                 cases[i].b);
        ck_assert(read_map(&b, text, &error));
        ck_assert_msg(cluster_ids_may_be_one(&a.ids, &b.ids) == cases[i].one, "%s", cases[i].b);
        ck_assert_msg(cluster_ids_may_be_one(&b.ids, &a.ids) == cases[i].one, "%s", cases[i].b);
        cluster_map_free(&a);
        cluster_map_free(&b);
    }
}
END_TEST

START_TEST(a_server_is_where_the_map_says_in_each_way)
{
    static const struct {
        const char *node, *host, *name;
    } cases[] = {
        {"*4 $9 127.0.0.1 :1 $2 id *2 $8 hostname $6 a.test ", "127.0.0.1", "a.test"},
        {"*4 $6 a.test :1 $2 id *2 $2 ip $9 127.0.0.1 ", "a.test", NULL},
        {"*4 $-1 :1 $2 id *4 $2 ip $9 127.0.0.1 $8 hostname $6 a.test ", "seed", "a.test"},
        {"*4 $0  :1 $2 id *0 ", "seed", NULL},
        {"*4 $1 ? :1 $2 id *2 $2 ip $9 127.0.0.1 ", "127.0.0.1", NULL},
        {"*3 $3 ::1 :1 $2 id ", "::1", NULL},
        {"*2 $3 ::1 :1 ", "::1", NULL},
        {"*4 $3 ::1 :1 $2 id $1 x ", "::1", NULL},
    };
    struct cluster_map map;
    struct error error;
    char text[256];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        snprintf(text, sizeof(text), "*1 *3 :0 :1 %s", cases[i].node);
        ck_assert_msg(read_map(&map, text, &error), "%s: %s", cases[i].node, error.text);
        ck_assert_str_eq(map.shards[0].master.host, cases[i].host);
        ck_assert_int_eq(map.shards[0].master.name != NULL, cases[i].name != NULL);
        if (cases[i].name != NULL)
            ck_assert_str_eq(map.shards[0].master.name, cases[i].name);
        cluster_map_free(&map);
    }
}
END_TEST

START_TEST(a_map_that_makes_no_sense_is_none)
{
    static const char *const maps[] = {
        "+OK ",
        "*1 :1 ",
        "*1 *3 :-1 :1 " NODE(1),
        "*1 *3 :0 :16384 " NODE(1),
        "*1 *3 :5 :4 " NODE(1),
        "*1 *3 $1 0 :4 " NODE(1),
        "*2 *3 :0 :5 " NODE(1) "*3 :5 :6 " NODE(2),
        "*1 *3 :0 :5 :7 ",
        "*1 *3 :0 :5 *3 $1 h :0 $2 id ",
        "*1 *3 :0 :5 *3 $1 h :65536 $2 id ",
        "*1 *3 :0 :5 *3 $1 h $4 7000 $2 id ",
        "*1 *3 :0 :5 *3 $1 \x1b :7000 $2 id ",
        "*1 *3 :0 :5 *1 $1 h ",
        "*1 *1 :0 ",
        "*0 ",
        "*1 *2 :0 :5 ",
    };
    struct cluster_map map;
    struct error error;

    for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
        ck_assert_msg(!read_map(&map, maps[i], &error), "%s", maps[i]);
        ck_assert_uint_eq(map.count, 0);
        ck_assert_int_eq(error.class, ERROR_RETRY);
        ck_assert_str_ne(error.text, "");
    }
}
END_TEST

START_TEST(a_redirect_names_a_slot_and_an_address)
{
    static const struct {
        const char *text, *address;
        enum cluster_answer answer;
    } cases[] = {
        {"MOVED 7 127.0.0.1:1", "127.0.0.1:1", CLUSTER_MOVED},
        {"ASK 7 ::1:7000", "::1:7000", CLUSTER_ASK},
        {"MOVED 7 :7000", ":7000", CLUSTER_MOVED},
        {"MOVED 16384 h:1", NULL, CLUSTER_OTHER},
        {"MOVED x h:1", NULL, CLUSTER_OTHER},
        {"MOVED 7", NULL, CLUSTER_OTHER},
        {"MOVED", NULL, CLUSTER_OTHER},
        {"MOVEDX 7 h:1", NULL, CLUSTER_OTHER},
        {"CLUSTERDOWN The cluster is down", NULL, CLUSTER_DOWN},
        {"CLUSTERDOWN Hash slot not served", NULL, CLUSTER_UNSERVED},
        {"TRYAGAIN Multiple keys request during rehashing of slot", NULL, CLUSTER_TRYAGAIN},
        {"MASTERDOWN Link with MASTER is down", NULL, CLUSTER_BEHIND},
        {"WRONGTYPE", NULL, CLUSTER_OTHER},
        {"", NULL, CLUSTER_OTHER},
    };
    unsigned slot;
    struct slice address;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_int_eq(cluster_answer_read(slice_of(cases[i].text), &slot, &address),
                         cases[i].answer);
        if (cases[i].address == NULL)
            continue;
        ck_assert_uint_eq(slot, 7);
        ck_assert(slice_is(address, cases[i].address));
    }
}
END_TEST

START_TEST(an_address_has_its_port_behind_the_last_colon)
{
    static const struct {
        const char *text, *host;
        unsigned port;
    } cases[] = {
        {"127.0.0.1:7000", "127.0.0.1", 7000},
        {"::1:7000", "::1", 7000},
        {":7000", "seed", 7000},
        {"h:0", NULL, 0},
        {"h:65536", NULL, 0},
        {"h:", NULL, 0},
        {"7000", NULL, 0},
        {"", NULL, 0},
        {"a b:1", NULL, 0},
    };
    struct cluster_address address;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_int_eq(cluster_address_parse(slice_of(cases[i].text), "seed", &address),
                         cases[i].host != NULL);
        if (cases[i].host == NULL)
            continue;
        ck_assert_str_eq(address.host, cases[i].host);
        ck_assert_uint_eq(address.port, cases[i].port);
        cluster_address_free(&address);
    }
}
END_TEST

START_TEST(how_a_cluster_is_is_read_from_its_info)
{
    struct cluster_info info = cluster_info_read(
        SLICE("cluster_state:ok\r\ncluster_slots_ok:1\r\ncluster_current_epoch:17\r\n"));

    ck_assert(info.ok);
    ck_assert_uint_eq(info.epoch, 17);
    info = cluster_info_read(SLICE("cluster_state:fail\r\ncluster_current_epoch:x\r\n"));
    ck_assert(!info.ok);
    ck_assert_uint_eq(info.epoch, 0);
}
END_TEST

Suite *suite_cluster_map(void)
{
    Suite *suite = suite_create("cluster_map");
    TCase *tcase = tcase_create("map");

    tcase_add_test(tcase, a_slot_is_what_the_specification_says);
    tcase_add_test(tcase, what_stands_in_braces_places_a_key);
    tcase_add_test(tcase, a_map_names_masters_replicas_and_slots);
    tcase_add_test(tcase, slots_of_a_master_without_an_address_are_held_by_nobody);
    tcase_add_test(tcase, maps_are_of_one_cluster_where_they_share_a_node);
    tcase_add_test(tcase, a_server_is_where_the_map_says_in_each_way);
    tcase_add_test(tcase, a_map_that_makes_no_sense_is_none);
    tcase_add_test(tcase, a_redirect_names_a_slot_and_an_address);
    tcase_add_test(tcase, an_address_has_its_port_behind_the_last_colon);
    tcase_add_test(tcase, how_a_cluster_is_is_read_from_its_info);
    suite_add_tcase(suite, tcase);
    return suite;
}
