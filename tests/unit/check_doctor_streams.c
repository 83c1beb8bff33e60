/* What streams and their newest entries show: TTLs, IDs, duplicates, odd entries, silence. Above
 * the examples a model: whether random short streams are silent against the verdict. SEED and
 * SEQUENCES in the environment go on for longer. */
#include "config.h"

#include "base/duration.h"
#include "drift/tenant.h"
#include "judge/verdict.h"
#include "redis/cluster_slot.h"
#include "support/dice.h"
#include "support/doctor_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"
#include "wire/entry.h"
#include "wire/key_space.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define ENTRIES_MAX 80
#define NOW DOCTOR_NOW_MS

static struct doctor_fixture fixture;
static struct examined_stream *stream;

static void setup(void)
{
    doctor_fixture_init(&fixture);
    stream = doctor_fixture_stream(&fixture, "ns:acme");
}

static void teardown(void)
{
    doctor_fixture_free(&fixture);
}

/* --- ttl --- */

START_TEST(a_TTL_is_an_error)
{
    doctor_fixture_expect_none(&fixture, "ttl");
    stream->ttl_ms = 599994;
    doctor_fixture_expect(&fixture, "ttl", FINDING_ERROR,
                          "it expires in 9m59s with all its 100 entries", "PERSIST ns:acme");
    stream->facts.length = 9000;
    doctor_fixture_expect(&fixture, "ttl", FINDING_ERROR, "all its 9,000 entries", NULL);
    stream->ttl_ms = 0;
    doctor_fixture_expect(&fixture, "ttl", FINDING_ERROR, "in 0s", "PERSIST ns:acme");
}
END_TEST

static void refuse(const char *command, const char *subcommand)
{
    const struct slice words[] = {slice_of(command), slice_of(subcommand)};

    fixture.examination.refused |=
        command_bit(command_rule_of(words, subcommand[0] != '\0' ? 2 : 1));
}

/* Where no key has a TTL no stream has; a server without any key says nothing of its database. */
START_TEST(an_unknown_TTL_is_told_where_there_may_be_one)
{
    stream->ttl_ms = TTL_UNKNOWN;
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "ttl")->unchecked_count, 0);
    refuse("pttl", "");
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "ttl")->unchecked_count, 0);
    doctor_fixture_info(&fixture, 0, "db0", "keys=2,expires=1,avg_ttl=100");
    const struct findings *findings = doctor_fixture_check(&fixture, "ttl");
    ck_assert_uint_eq(findings->count, 0);
    ck_assert_uint_eq(findings->unchecked_count, 1);
    ck_assert_str_eq(findings->unchecked[0].needs, "+pttl");
    fixture.url.db = 3;
    doctor_fixture_info(&fixture, 0, "db3", "keys=2,expires=0,avg_ttl=0");
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "ttl")->unchecked_count, 0);
}
END_TEST

/* --- future-ids --- */

static void be_ahead(int64_t ms)
{
    stream->facts.last = (struct stream_id){(uint64_t)(NOW + ms), 7};
}

START_TEST(IDs_in_the_future_are_an_error)
{
    be_ahead(5000);
    doctor_fixture_expect_none(&fixture, "future-ids");
    be_ahead(2 * MS_PER_HOUR);
    doctor_fixture_expect(&fixture, "future-ids", FINDING_ERROR,
                          "its last ID 1764007200000-7 is 1h59m ahead of the server's clock",
                          "RENAMENX ns:acme future:1764000000:{ns:acme}");
    stream->facts.last = STREAM_ID_MAX;
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "future-ids")->count, 1);
    fixture.settings.future_ms = UINT64_MAX;
    stream->facts.last = (struct stream_id){(uint64_t)NOW + 100, 0};
    doctor_fixture_expect_none(&fixture, "future-ids");
}
END_TEST

START_TEST(the_clock_is_that_of_the_server)
{
    be_ahead(MS_PER_HOUR);
    fixture.examination.nodes[0].skew_ms = MS_PER_HOUR;
    doctor_fixture_expect_none(&fixture, "future-ids");
    fixture.examination.nodes[0].skew_ms = -MS_PER_HOUR;
    be_ahead(0);
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "future-ids")->count, 1);
    fixture.examination.nodes[0].skew_known = false;
    be_ahead(MS_PER_HOUR);
    doctor_fixture_expect_none(&fixture, "future-ids");
    be_ahead(2 * MS_PER_DAY);
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "future-ids")->count, 1);
}
END_TEST

#define AT "1764000000"

static const struct {
    const char *key;
    const char *cure;
    const char *in_cluster;
} renamed[] = {
    {"ns:a b", "RENAMENX \"ns:a b\" \"future:" AT ":{ns:a b}\"", NULL},
    {"{ns}:acme", "RENAMENX {ns}:acme future:" AT ":{ns}:acme", NULL},
    {"ns:{acme}:x", "RENAMENX ns:{acme}:x future:" AT ":ns:{acme}:x", NULL},
    {"ns:{}", "RENAMENX ns:{} future:" AT ":{ns:{}}", "RENAMENX ns:{} future_" AT "_0_{"},
    {"ns:{a", "RENAMENX ns:{a future:" AT ":{ns:{a}", NULL},
    {"ns:}a", "RENAMENX ns:}a future:" AT ":{ns:}a}", "RENAMENX ns:}a future_" AT "_0_{"},
    {"ns:\"\xff", "RENAMENX \"ns:\\\"\\xff\" \"future:" AT ":{ns:\\\"\\xff}\"", NULL},
};

static const struct finding *only_future(void)
{
    const struct findings *findings = doctor_fixture_check(&fixture, "future-ids");

    ck_assert_uint_eq(findings->count, 1);
    return &findings->items[0];
}

/* Checks where a cure without quotes moves the stream. */
static void expect_same_slot(const char *cure)
{
    const char *name = strrchr(cure, ' ') + 1;

    ck_assert_uint_eq(cluster_slot(slice_of(name)), cluster_slot(stream->key));
}

START_TEST(a_stream_is_renamed_within_its_slot)
{
    be_ahead(MS_PER_HOUR);
    stream->key = slice_of(renamed[_i].key);
    doctor_fixture_expect(&fixture, "future-ids", FINDING_ERROR, "ahead", renamed[_i].cure);
    fixture.url.topology = REDIS_CLUSTER;
    const char *cure = renamed[_i].in_cluster != NULL ? renamed[_i].in_cluster : renamed[_i].cure;
    const char *found = buffer_text(&only_future()->cure);
    ck_assert_msg(strncmp(found, cure, strlen(cure)) == 0, "%s", found);
    if (strchr(found, '"') == NULL)
        expect_same_slot(found);
}
END_TEST

/* Templates that find more than one might think. */
static const struct {
    const char *template;
    const char *key;
    const char *cure;
} outside[] = {
    {"ns:{tenant}", "ns:acme", "RENAMENX ns:acme future:" AT ":{ns:acme}"},
    {"{app}:drift:{tenant}", "x:drift:acme", "RENAMENX x:drift:acme future_" AT "_0"},
    {"{app}:{tenant}", "x:{acme}", "RENAMENX x:{acme} future_" AT "_0"},
    {"{tenant}", "acme", ""},
};

START_TEST(a_stream_is_renamed_to_what_no_template_finds)
{
    static const char *const namespaces[] = {"ns"};
    const struct key_space_words words = {.templates = &outside[_i].template,
                                          .template_count = 1,
                                          .namespaces = namespaces,
                                          .namespace_count = 1};
    struct key_space space;
    struct error error;

    ck_assert(key_space_parse(&space, &words, &error));
    be_ahead(MS_PER_HOUR);
    stream->key = slice_of(outside[_i].key);
    fixture.examination.space = &space;
    const struct finding *finding = only_future();
    ck_assert_str_eq(buffer_text(&finding->cure), outside[_i].cure);
    const char *says = outside[_i].cure[0] != '\0' ? "kept under the other name" : "then DEL";
    ck_assert_ptr_nonnull(strstr(buffer_text(&finding->note), says));
    fixture.examination.space = NULL;
    key_space_free(&space);
}
END_TEST

/* --- what is read of entries --- */

/* A reply of XREVRANGE, written oldest first. */
struct written {
    struct stream_id id;
    const char *fields[8]; /* names and values; ends with NULL */
};

static struct written written[ENTRIES_MAX];
static size_t written_count;
static char texts[ENTRIES_MAX][4][64];

static void add_node(struct reply *reply, enum reply_type type, unsigned depth, int64_t count,
                     struct slice text)
{
    reply_add(reply, &(struct reply_element){
                         .type = type, .depth = depth, .integer = count, .text = text});
}

static void add_entry(struct reply *reply, const struct written *entry)
{
    char id[STREAM_ID_SIZE];
    int64_t fields = 0;

    while (entry->fields[fields] != NULL)
        fields++;
    stream_id_format(entry->id, id);
    add_node(reply, REPLY_ARRAY, 1, 2, (struct slice){0});
    add_node(reply, REPLY_STRING, 2, 0, slice_of(id));
    add_node(reply, REPLY_ARRAY, 2, fields, (struct slice){0});
    for (int64_t i = 0; i < fields; i++)
        add_node(reply, REPLY_STRING, 3, 0, slice_of(entry->fields[i]));
}

static void read_newest(size_t most, int64_t now_ms, struct stream_content *content)
{
    size_t count = written_count < most ? written_count : most;
    struct reply reply = {0};

    add_node(&reply, REPLY_ARRAY, 0, (int64_t)count, (struct slice){0});
    for (size_t i = 0; i < count; i++)
        add_entry(&reply, &written[written_count - 1 - i]);
    reply_finish(&reply);
    ck_assert(stream_content_read(&reply, CONTENT_ENTRIES, NULL, now_ms, content));
    reply_free(&reply);
}

static void read_all(int64_t now_ms)
{
    read_newest(CONTENT_ENTRIES, now_ms, &stream->content);
    if (written_count > 0) {
        stream->facts.first_entry.id = written[0].id;
        stream->facts.last_entry.id = written[written_count - 1].id;
    }
}

static struct written *write_fields(int64_t ms)
{
    struct written *entry = &written[written_count++];

    *entry = (struct written){.id = {(uint64_t)ms, 0}};
    return entry;
}

/* Writes a report of the window that ends with a minute, and was written then. */
static struct written *write_report(int64_t ms, int64_t window_ms, const char *dims)
{
    char(*text)[64] = texts[written_count];
    struct written *entry = write_fields(ms);
    char start[32];
    char end[32];

    timestamp_format_iso(window_ms - MS_PER_MINUTE, start);
    timestamp_format_iso(window_ms, end);
    snprintf(text[0], sizeof(text[0]), "%s", start);
    snprintf(text[1], sizeof(text[1]), "%s", end);
    const char *const fields[8] = {"ws", text[0], "we", text[1], "dims", dims, NULL};
    memcpy(entry->fields, fields, sizeof(fields));
    return entry;
}

#define FINE "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":0.5}]"

/* Writes reports a minute apart, the last one now. */
static void write_minutes(int count)
{
    for (int i = 0; i < count; i++) {
        int64_t ms = NOW - (count - 1 - i) * MS_PER_MINUTE;
        write_report(ms, ms, FINE);
    }
}

static void forget(void)
{
    written_count = 0;
}

START_TEST(sane_reports_have_no_finding)
{
    static const char *const ids[] = {"content", "duplicates", "silent"};

    for (int count = 0; count <= 21; count++) {
        forget();
        write_minutes(count);
        read_all(NOW + MS_PER_MINUTE);
        ck_assert_uint_eq(stream->content.entries, count < 20 ? count : 20);
        for (size_t i = 0; i < 3; i++)
            doctor_fixture_expect_none(&fixture, ids[i]);
    }
}
END_TEST

START_TEST(a_reply_of_another_kind_is_none)
{
    struct reply reply = {0};
    struct stream_content content;

    add_node(&reply, REPLY_ERROR, 0, 0, SLICE("NOPERM"));
    reply_finish(&reply);
    ck_assert(!stream_content_read(&reply, CONTENT_ENTRIES, NULL, NOW, &content));
    reply_clear(&reply);
    add_node(&reply, REPLY_ARRAY, 0, 1, (struct slice){0});
    add_node(&reply, REPLY_STRING, 1, 0, SLICE("key"));
    reply_finish(&reply);
    ck_assert(!stream_content_read(&reply, CONTENT_ENTRIES, NULL, NOW, &content));
    ck_assert_uint_eq(content.entries, 0);
    reply_free(&reply);
}
END_TEST

/* --- content --- */

static void write_one(const char *dims)
{
    forget();
    write_minutes(3);
    write_report(NOW, NOW, dims);
    read_all(NOW);
}

#define SHOWN "XRANGE ns:acme 1764000000000-0 1764000000000-0"

START_TEST(an_entry_that_is_no_report_is_a_warning)
{
    write_one("[{\"name\":");
    doctor_fixture_expect(&fixture, "content", FINDING_WARNING,
                          "no report in 1 of the newest 4 entries", SHOWN);
    forget();
    write_minutes(2);
    struct written *entry = write_fields(NOW);
    entry->fields[0] = "job";
    entry->fields[1] = "1";
    read_all(NOW);
    doctor_fixture_expect(&fixture, "content", FINDING_WARNING, "no report in 1", SHOWN);
    ck_assert_ptr_nonnull(
        strstr(buffer_text(&doctor_fixture_check(&fixture, "content")->items[0].note),
               "The newest: the entry has neither 'dims' nor 'report'."));
}
END_TEST

START_TEST(NaN_is_a_note)
{
    write_one("[{\"name\":\"x\",\"severity\":\"ok\",\"value\":NaN}]");
    doctor_fixture_expect(&fixture, "content", FINDING_INFO,
                          "NaN, Infinity or no number in 1 of the newest 4 entries", SHOWN);
    write_one("[{\"name\":\"x\",\"severity\":\"ok\",\"value\":null,\"z_score\":null}]");
    doctor_fixture_expect_none(&fixture, "content");
}
END_TEST

START_TEST(a_part_of_a_sample_is_a_note)
{
    write_one("[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1,\"sample_count\":2.5}]");
    doctor_fixture_expect(&fixture, "content", FINDING_INFO,
                          "sample counts that are no whole numbers in 1 of the newest 4 entries",
                          SHOWN);
}
END_TEST

START_TEST(lists_that_disagree_are_a_note)
{
    forget();
    struct written *entry = write_report(NOW, NOW, FINE);
    entry->fields[6] = "degraded";
    entry->fields[7] = "x";
    struct written whole = *entry;
    struct reply reply = {0};
    add_node(&reply, REPLY_ARRAY, 0, 1, (struct slice){0});
    add_node(&reply, REPLY_ARRAY, 1, 2, (struct slice){0});
    add_node(&reply, REPLY_STRING, 2, 0, SLICE("1764000000000-0"));
    add_node(&reply, REPLY_ARRAY, 2, 8, (struct slice){0});
    for (int i = 0; i < 8; i++)
        add_node(&reply, REPLY_STRING, 3, 0, slice_of(whole.fields[i]));
    reply_finish(&reply);
    ck_assert(stream_content_read(&reply, CONTENT_ENTRIES, NULL, NOW, &stream->content));
    reply_free(&reply);
    doctor_fixture_expect(&fixture, "content", FINDING_INFO,
                          "lists that contradict the dimensions in 1 of the newest 1 entry", SHOWN);
}
END_TEST

static char *long_metadata(size_t size)
{
    static char dims[80000];
    size_t head = (size_t)snprintf(
        dims, sizeof(dims), "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1,\"metadata\":\"");

    memset(dims + head, 'm', size);
    memcpy(dims + head + size, "\"}]", sizeof("\"}]"));
    return dims;
}

static const struct {
    size_t size;
    enum finding_severity severity;
    const char *evidence; /* NULL: none */
} large[] = {
    {4000, FINDING_INFO, NULL},
    {4100, FINDING_INFO, "metadata longer than 4 KiB in 1 of"},
    {17000, FINDING_INFO, "metadata longer than 4 KiB in 1 of"},
    {66000, FINDING_WARNING,
     "more than 64 KiB in 1 of the newest 4 entries; metadata longer than 4 KiB in 1"},
};

START_TEST(large_entries_are_told)
{
    write_one(long_metadata(large[_i].size));
    if (large[_i].evidence == NULL)
        doctor_fixture_expect_none(&fixture, "content");
    else
        doctor_fixture_expect(&fixture, "content", large[_i].severity, large[_i].evidence, SHOWN);
}
END_TEST

START_TEST(two_dialects_in_one_stream_are_a_note)
{
    forget();
    write_minutes(3);
    written[1].fields[4] = "report";
    read_all(NOW);
    ck_assert_uint_eq(stream->content.comma, 1);
    ck_assert_uint_eq(stream->content.bar, 2);
    doctor_fixture_expect(&fixture, "content", FINDING_INFO,
                          "2 entries have the field dims and 1 the field report", "");
}
END_TEST

START_TEST(evidence_is_short_however_much_there_is)
{
    forget();
    write_report(NOW - 9, NOW - 9, long_metadata(66000));
    write_report(NOW - 8, NOW - 8, "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":NaN}]");
    write_report(NOW - 7, NOW - 7, "{\"\x1b[31m this is no list of dimensions at all, oh no\":1}");
    write_minutes(1);
    written[1].fields[4] = "report";
    read_all(NOW);
    const struct findings *findings = doctor_fixture_check(&fixture, "content");
    ck_assert_uint_eq(findings->count, 1);
    ck_assert_uint_le(findings->items[0].evidence.size, 160);
    ck_assert_ptr_null(strchr(buffer_text(&findings->items[0].evidence), '\x1b'));
}
END_TEST

/* --- duplicates --- */

START_TEST(a_report_that_comes_twice_is_a_warning)
{
    forget();
    write_minutes(4);
    write_report(NOW + 5, NOW - MS_PER_MINUTE, FINE);
    read_all(NOW + 10);
    doctor_fixture_expect(&fixture, "duplicates", FINDING_WARNING,
                          "1 of the newest 5 entries says what an earlier one said, in the same "
                          "window; the newest is 1764000000005-0",
                          "");
}
END_TEST

START_TEST(two_sinks_are_a_warning)
{
    forget();
    for (int i = 0; i < 20; i++)
        write_report(NOW - (20 - i) * MS_PER_MINUTE, NOW - (20 - i) / 2 * MS_PER_MINUTE, FINE);
    read_all(NOW);
    ck_assert_uint_eq(stream->content.duplicates.count, 9);
    ck_assert(!stream->content.stands_still);
}
END_TEST

START_TEST(a_window_that_does_not_move_on_is_a_note)
{
    forget();
    for (int i = 0; i < 5; i++)
        write_report(NOW - (5 - i) * MS_PER_MINUTE, NOW, FINE);
    read_all(NOW);
    doctor_fixture_expect(&fixture, "duplicates", FINDING_INFO,
                          "4 of the newest 5 entries say what", "");
}
END_TEST

/* An idle hour: the window of ten minutes is told every minute, and nothing comes into it. */
START_TEST(a_window_that_moves_on_rarely_is_a_note)
{
    forget();
    for (int i = 0; i < 20; i++)
        write_report(NOW - (20 - i) * MS_PER_MINUTE, NOW - (26 - i) / 10 * 10 * MS_PER_MINUTE,
                     FINE);
    read_all(NOW);
    doctor_fixture_expect(&fixture, "duplicates", FINDING_INFO,
                          "17 of the newest 20 entries say what", "");
}
END_TEST

START_TEST(who_has_no_data_may_say_so_again)
{
    static const char *const dims[] = {
        "[]", "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":null,\"sample_count\":0}]"};

    for (int i = 0; i < 2; i++) {
        forget();
        write_report(NOW - MS_PER_MINUTE, NOW, dims[i]);
        write_report(NOW, NOW, dims[i]);
        read_all(NOW);
        doctor_fixture_expect_none(&fixture, "duplicates");
    }
}
END_TEST

START_TEST(samples_that_grow_in_one_window_are_no_duplicates)
{
    static const char *const dims[] = {
        "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1,\"sample_count\":1}]",
        "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1,\"sample_count\":2}]",
        "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1,\"sample_count\":3}]"};

    forget();
    for (int i = 0; i < 3; i++)
        write_report(NOW - 3 + i, NOW, dims[i]);
    read_all(NOW);
    doctor_fixture_expect_none(&fixture, "duplicates");
}
END_TEST

START_TEST(entries_without_a_window_are_no_duplicates)
{
    forget();
    for (int i = 0; i < 3; i++) {
        struct written *entry = write_fields(NOW - 3 + i);
        entry->fields[0] = "dims";
        entry->fields[1] = FINE;
    }
    read_all(NOW);
    doctor_fixture_expect_none(&fixture, "duplicates");
}
END_TEST

/* --- silent --- */

START_TEST(a_whole_stream_tells_silence)
{
    forget();
    write_minutes(10);
    read_all(NOW + 3 * MS_PER_MINUTE);
    ck_assert(stream->content.silent_known && !stream->content.silent);
    read_all(NOW + 14 * MS_PER_MINUTE);
    fixture.examination.ended_ms = NOW + 14 * MS_PER_MINUTE;
    doctor_fixture_expect(&fixture, "silent", FINDING_WARNING,
                          "its last report came 14m ago, and by its rhythm 3m without one is too "
                          "long",
                          "");
}
END_TEST

START_TEST(one_that_nobody_asks_about_any_more_is_not_told)
{
    forget();
    write_minutes(10);
    fixture.examination.ended_ms = NOW + 7 * MS_PER_DAY;
    read_all(fixture.examination.ended_ms);
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "silent")->count, 1);
    fixture.examination.ended_ms++;
    read_all(fixture.examination.ended_ms);
    doctor_fixture_expect_none(&fixture, "silent");
}
END_TEST

/* Within a day it may be the pause of every night, of which older entries would tell. */
START_TEST(whether_it_pauses_is_not_known_from_twenty_entries)
{
    fixture.examination.ended_ms = NOW + MS_PER_HOUR;
    forget();
    write_minutes(30);
    read_all(NOW + MS_PER_HOUR);
    ck_assert(!stream->content.silent_known && stream->content.pause_asked);
    ck_assert_int_eq(stream->content.pause_at_ms[1], NOW + MS_PER_HOUR - 2 * MS_PER_DAY);
    stream->facts.first_entry.id.ms = (uint64_t)(NOW - 3 * MS_PER_DAY);
    doctor_fixture_expect_none(&fixture, "silent");
    stream->facts.first_entry.id.ms = (uint64_t)(NOW - MS_PER_DAY); /* it was not there then */
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "silent")->count, 1);
    read_all(NOW + MS_PER_DAY + 1);
    ck_assert(stream->content.silent_known && stream->content.silent);
}
END_TEST

START_TEST(what_is_around_the_days_before_tells)
{
    int64_t now_ms = NOW + MS_PER_HOUR;
    const struct pause_evidence pauses = {
        .days = {{now_ms - MS_PER_DAY - MS_PER_HOUR, now_ms - MS_PER_DAY + MS_PER_HOUR},
                 {now_ms - 2 * MS_PER_DAY - MS_PER_HOUR, now_ms - 2 * MS_PER_DAY + MS_PER_HOUR}}};

    fixture.examination.ended_ms = now_ms;
    forget();
    write_minutes(30);
    read_all(now_ms);
    struct stream_content asked = stream->content;
    stream->content.pauses = pauses;
    stream_content_settle(&stream->content);
    doctor_fixture_expect_none(&fixture, "silent");
    stream->content = asked;
    stream->content.pauses = pauses;
    stream->content.pauses.days[0].before_ms = now_ms - MS_PER_DAY - MS_PER_MINUTE;
    stream_content_settle(&stream->content);
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "silent")->count, 1);
}
END_TEST

/* A night's windows that come at once are one arrival: the rhythm is older than twenty entries. */
START_TEST(a_night_that_came_at_once_tells_no_rhythm)
{
    forget();
    for (int i = 0; i < 24; i++)
        write_report(NOW + 37 * i, NOW - (24 - i) * MS_PER_HOUR, FINE);
    read_all(NOW + 20 * MS_PER_HOUR);
    fixture.examination.ended_ms = NOW + 20 * MS_PER_HOUR;
    ck_assert(!stream->content.silent_known && !stream->content.pause_asked);
    doctor_fixture_expect_none(&fixture, "silent");
}
END_TEST

START_TEST(a_fleet_that_is_silent_is_one_finding)
{
    fixture.examination.ended_ms = NOW + MS_PER_HOUR;
    for (int i = 0; i < 6; i++)
        doctor_fixture_stream(&fixture, "ns:x");
    for (int i = 0; i < 7; i++) {
        struct stream_content *content = &fixture.examination.streams[i].content;
        content->silent = i < 3;
        content->newest_ms = NOW;
    }
    ck_assert_uint_eq(doctor_fixture_check(&fixture, "silent")->count, 3);
    fixture.examination.streams[3].content.silent = true;
    doctor_fixture_expect(&fixture, "silent", FINDING_WARNING,
                          "4 of 7 tenants are silent at once; the last report of any came 1h ago",
                          "");
}
END_TEST

/* Judges all entries that were written, as a source would have read them. */
static bool verdict_of_all(int64_t now_ms)
{
    struct tenant *tenant = tenant_create(SLICE("plain"));
    struct tenant_verdict verdict = {0};
    struct report report = {0};
    struct error error;

    for (size_t i = 0; i < written_count; i++) {
        entry_begin(&report, written[i].id);
        for (int k = 0; written[i].fields[k] != NULL; k += 2)
            entry_field(&report, slice_of(written[i].fields[k]),
                        slice_of(written[i].fields[k + 1]));
        ck_assert(entry_end(&report, &error));
        tenant_add(tenant, &report, false);
    }
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(now_ms));
    bool silent = verdict.silent;
    verdict_free(&verdict);
    report_free(&report);
    tenant_free(tenant);
    return silent;
}

static void roll_entries(struct dice *dice)
{
    static const int64_t steps[] = {
        10, 900, MS_PER_MINUTE, 10 * MS_PER_MINUTE, MS_PER_HOUR, 9 * MS_PER_HOUR};
    size_t count = 1 + dice_below(dice, 19);
    int64_t ms = NOW - 10 * MS_PER_DAY;

    forget();
    for (size_t i = 0; i < count; i++) {
        int64_t step = steps[dice_below(dice, dice_once_in(dice, 3) ? 6 : 3)];
        ms += 1 + (int64_t)dice_below(dice, (size_t)step);
        write_report(ms, ms - (int64_t)dice_below(dice, (size_t)step), FINE);
    }
}

START_TEST(of_a_whole_stream_silence_is_what_the_verdict_says)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 500;

    for (uint64_t i = 0; i < count; i++) {
        struct dice dice = {.state = first + i};
        struct stream_content content;
        roll_entries(&dice);
        int64_t now_ms = (int64_t)written[written_count - 1].id.ms +
                         (int64_t)dice_below(&dice, dice_once_in(&dice, 2) ? 100000000 : 600000);
        read_newest(CONTENT_ENTRIES, now_ms, &content);
        QUICK_ASSERT(content.silent_known);
        QUICK_ASSERT(content.silent == verdict_of_all(now_ms));
    }
}
END_TEST

/* --- rights --- */

static const struct {
    const char *id;
    const char *command;
    const char *subcommand;
    const char *needs;
} needing[] = {{"future-ids", "xinfo", "stream", "+xinfo|stream"},
               {"duplicates", "xrevrange", "", "+xrevrange"},
               {"content", "xrevrange", "", "+xrevrange"},
               {"silent", "xrevrange", "", "+xrevrange"}};

START_TEST(what_was_refused_is_named)
{
    ck_assert_uint_eq(doctor_fixture_check(&fixture, needing[_i].id)->unchecked_count, 0);
    refuse(needing[_i].command, needing[_i].subcommand);
    const struct findings *findings = doctor_fixture_check(&fixture, needing[_i].id);
    ck_assert_uint_eq(findings->unchecked_count, 1);
    ck_assert_str_eq(findings->unchecked[0].needs, needing[_i].needs);
}
END_TEST

static void add_content_tests(TCase *tcase)
{
    tcase_add_test(tcase, sane_reports_have_no_finding);
    tcase_add_test(tcase, a_reply_of_another_kind_is_none);
    tcase_add_test(tcase, an_entry_that_is_no_report_is_a_warning);
    tcase_add_test(tcase, NaN_is_a_note);
    tcase_add_test(tcase, a_part_of_a_sample_is_a_note);
    tcase_add_test(tcase, lists_that_disagree_are_a_note);
    tcase_add_loop_test(tcase, large_entries_are_told, 0, COUNT(large));
    tcase_add_test(tcase, two_dialects_in_one_stream_are_a_note);
    tcase_add_test(tcase, evidence_is_short_however_much_there_is);
    tcase_add_test(tcase, a_report_that_comes_twice_is_a_warning);
    tcase_add_test(tcase, two_sinks_are_a_warning);
    tcase_add_test(tcase, a_window_that_does_not_move_on_is_a_note);
    tcase_add_test(tcase, a_window_that_moves_on_rarely_is_a_note);
    tcase_add_test(tcase, who_has_no_data_may_say_so_again);
    tcase_add_test(tcase, samples_that_grow_in_one_window_are_no_duplicates);
    tcase_add_test(tcase, entries_without_a_window_are_no_duplicates);
}

Suite *suite_doctor_streams(void)
{
    Suite *suite = suite_create("doctor_streams");
    TCase *tcase = tcase_create("doctor_streams");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_TTL_is_an_error);
    tcase_add_test(tcase, an_unknown_TTL_is_told_where_there_may_be_one);
    tcase_add_test(tcase, IDs_in_the_future_are_an_error);
    tcase_add_test(tcase, the_clock_is_that_of_the_server);
    tcase_add_loop_test(tcase, a_stream_is_renamed_within_its_slot, 0, COUNT(renamed));
    tcase_add_loop_test(tcase, a_stream_is_renamed_to_what_no_template_finds, 0, COUNT(outside));
    add_content_tests(tcase);
    tcase_add_test(tcase, a_whole_stream_tells_silence);
    tcase_add_test(tcase, one_that_nobody_asks_about_any_more_is_not_told);
    tcase_add_test(tcase, whether_it_pauses_is_not_known_from_twenty_entries);
    tcase_add_test(tcase, what_is_around_the_days_before_tells);
    tcase_add_test(tcase, a_night_that_came_at_once_tells_no_rhythm);
    tcase_add_test(tcase, a_fleet_that_is_silent_is_one_finding);
    tcase_add_test(tcase, of_a_whole_stream_silence_is_what_the_verdict_says);
    tcase_add_loop_test(tcase, what_was_refused_is_named, 0, COUNT(needing));
    suite_add_tcase(suite, tcase);
    return suite;
}
