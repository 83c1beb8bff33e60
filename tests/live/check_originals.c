/* Originals: one entry as it lies in its stream or its file, asked for once by whoever opens it. */
#include "config.h"

#include "base/duration.h"
#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/die.h"
#include "support/redis_server.h"
#include "support/scratch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define ACME PRODUCER_PREFIX "acme"
#define PATH_SIZE (SCRATCH_SIZE + 32)

static struct redis_server *server;
static struct watcher watcher;
static struct source_options options;

static void set_up(void)
{
    server = redis_server_create(NULL);
    options = watcher_options();
}

static void tear_down(void)
{
    redis_server_free(server);
}

static void open_source(const char *spec)
{
    watcher_open(&watcher, spec, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch_all(&watcher, 0);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
}

struct wanted {
    const char *tenant;
    struct stream_id id;
    enum original_state state;
};

static const struct original *original_of(struct slice tenant, struct stream_id id)
{
    return originals_find(&watcher.source->originals, tenant, id);
}

static bool is_so(struct watcher *of, void *context)
{
    const struct wanted *wanted = context;
    const struct original *original =
        originals_find(&of->source->originals, slice_of(wanted->tenant), wanted->id);

    return original != NULL && original->state == wanted->state;
}

static void want(const char *tenant, uint64_t ms, uint64_t seq)
{
    const struct original_wish wish = {slice_of(tenant), {ms, seq}};

    source_fetch(watcher.source, &wish, 1);
}

/* Asks, and waits until it is so. */
static const struct original *fetch(const char *tenant, uint64_t ms, uint64_t seq,
                                    enum original_state state)
{
    struct wanted wanted = {tenant, {ms, seq}, state};

    want(tenant, ms, seq);
    WATCHER_WAIT(&watcher, is_so, &wanted);
    return original_of(slice_of(tenant), wanted.id);
}

static void expect_field(const struct original *original, size_t index, const char *name,
                         const char *value)
{
    ck_assert_uint_lt(index, original->count);
    ck_assert(slice_is(original->fields[index].name, name));
    ck_assert(slice_is(original->fields[index].value, value));
}

/* Counts the commands that asked for one entry alone. */
static size_t questions(const char *id)
{
    redisReply *log = redis_server_query(server, "SLOWLOG GET 10000");
    size_t count = 0;

    for (size_t i = 0; i < log->elements; i++) {
        const redisReply *words = log->element[i]->element[3];
        count += words->elements == 4 && strcmp(words->element[0]->str, "XRANGE") == 0 &&
                 strcmp(words->element[2]->str, id) == 0 && strcmp(words->element[3]->str, id) == 0;
    }
    freeReplyObject(log);
    return count;
}

START_TEST(every_field_comes_as_it_lies_and_is_asked_for_once)
{
    redis_server_command(server, "CONFIG SET slowlog-log-slower-than 0 slowlog-max-len 10000");
    redis_server_command(server, "XADD " ACME " 5-1 ws %s we %s note %b dims %s",
                         "2026-11-22T13:00:00+00:00", "2026-11-22T13:01:00+00:00", "\x1b[31m\0\xff",
                         (size_t)7,
                         "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1,\"baseline\":1,"
                         "\"z_score\":0,\"sample_count\":5,\"metadata\":{\"k\":1}}]");
    open_source(server->unix_url);
    const struct original *original = fetch("acme", 5, 1, ORIGINAL_HERE);

    ck_assert_uint_eq(original->count, 4);
    expect_field(original, 0, "ws", "2026-11-22T13:00:00+00:00");
    ck_assert(slice_equals(original->fields[2].value, (struct slice){"\x1b[31m\0\xff", 7}));
    ck_assert_int_eq(original->unreadable.class, ERROR_NONE);
    ck_assert_uint_eq(original->report.count, 1);
    ck_assert(slice_is(original->report.readings[0].metadata, "{\"k\":1}"));
    for (int i = 0; i < 3; i++) {
        want("acme", 5, 1);
        produce(server, ACME, "*", i);
        watcher_refresh(&watcher);
    }
    ck_assert_uint_le(questions("5-1"), 4); /* one, and one for each time that somebody asked */
    size_t before = questions("5-1");
    produce(server, ACME, "*", 9);
    for (int i = 0; i < 50; i++)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    ck_assert_uint_eq(questions("5-1"), before);
    watcher_close(&watcher);
}
END_TEST

START_TEST(the_command_shows_the_same_entry)
{
    struct buffer expected = {0};

    redis_server_command(server, "XADD %b 7-0 dims []", PRODUCER_PREFIX "it's\x1b", (size_t)19);
    open_source(server->unix_url);
    const struct original *original = fetch("it's\x1b", 7, 0, ORIGINAL_HERE);

    buffer_printf(&expected, "redis-cli -s %s XRANGE $'" PRODUCER_PREFIX "it\\'s\\x1b' 7-0 7-0",
                  server->socket_path);
    ck_assert_str_eq(buffer_text(&original->command), buffer_text(&expected));
    buffer_free(&expected);
    watcher_close(&watcher);
}
END_TEST

START_TEST(an_entry_that_is_no_report_is_shown_with_its_reason)
{
    redis_server_command(server, "XADD " ACME " 1-0 dims %s", "[{\"name\": ");
    redis_server_command(server, "XADD " ACME " 2-0 something else");
    open_source(server->unix_url);
    const struct original *broken = fetch("acme", 1, 0, ORIGINAL_HERE);

    expect_field(broken, 0, "dims", "[{\"name\": ");
    ck_assert_int_ne(broken->unreadable.class, ERROR_NONE);
    ck_assert(strstr(broken->unreadable.text, "dims: ") != NULL);
    const struct original *other = fetch("acme", 2, 0, ORIGINAL_HERE);
    expect_field(other, 0, "something", "else");
    ck_assert_str_eq(other->unreadable.text, "the entry has neither 'dims' nor 'report'");
    watcher_close(&watcher);
}
END_TEST

START_TEST(what_is_trimmed_is_gone_and_what_was_held_of_it_stays)
{
    struct wanted gone = {"acme", {1, 0}, ORIGINAL_GONE};

    produce(server, ACME, "1-0", 1);
    produce(server, ACME, "2-0", 2);
    open_source(server->unix_url);
    const struct original *original = fetch("acme", 1, 0, ORIGINAL_HERE);
    redis_server_command(server, "XTRIM " ACME " MAXLEN 1");
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_so, &gone);
    ck_assert(original->held);
    ck_assert_uint_eq(original->report.count, 1);
    fetch("acme", 2, 0, ORIGINAL_HERE);
    ck_assert(!fetch("acme", 1, 0, ORIGINAL_GONE)->held);
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_refusal_is_told_in_redis_words)
{
    produce(server, ACME, "1-0", 1);
    options.follow = false;
    open_source(server->unix_url);
    redis_server_command(server, "SET " ACME " x");
    const struct original *original = fetch("acme", 1, 0, ORIGINAL_REFUSED);

    ck_assert(strstr(original->reason, "WRONGTYPE") != NULL);
    redis_server_command(server, "DEL " ACME);
    produce(server, ACME, "1-0", 1);
    struct wanted here = {"acme", {1, 0}, ORIGINAL_HERE};
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_so, &here);
    watcher_close(&watcher);
}
END_TEST

START_TEST(while_redis_hangs_it_is_waited_for)
{
    struct wanted here = {"acme", {1, 0}, ORIGINAL_HERE};

    produce(server, ACME, "1-0", 1);
    open_source(server->unix_url);
    redis_server_freeze(server);
    want("acme", 1, 0);
    ck_assert_int_eq(original_of(SLICE("acme"), here.id)->state, ORIGINAL_ASKED);
    want("acme", 1, 0);
    redis_server_thaw(server);
    WATCHER_WAIT(&watcher, is_so, &here);
    watcher_close(&watcher);
}
END_TEST

START_TEST(what_a_killed_server_did_not_answer_is_asked_for_again)
{
    struct wanted due = {"acme", {1, 0}, ORIGINAL_DUE};
    struct wanted here = {"acme", {1, 0}, ORIGINAL_HERE};

    produce(server, ACME, "1-0", 1);
    open_source(server->unix_url);
    redis_server_freeze(server);
    want("acme", 1, 0);
    redis_server_kill(server);
    WATCHER_WAIT(&watcher, is_so, &due);
    WATCHER_WAIT(&watcher, is_away, NULL);
    ck_assert(original_of(SLICE("acme"), due.id)->command.size > 0);
    redis_server_start(server);
    produce(server, ACME, "1-0", 1);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_live, NULL);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_so, &here);
    watcher_close(&watcher);
}
END_TEST

START_TEST(an_answer_that_nobody_waits_for_any_more_is_dropped)
{
    produce(server, ACME, "1-0", 1);
    produce(server, ACME, "2-0", 2);
    open_source(server->unix_url);
    redis_server_freeze(server);
    want("acme", 1, 0);
    want("acme", 2, 0);
    redis_server_thaw(server);
    const struct original *original = fetch("acme", 2, 0, ORIGINAL_HERE);
    ck_assert(strstr(original->fields[original->count - 1].value.data, "\"value\": 2") != NULL ||
              original->report.readings[0].value == 2);
    ck_assert_uint_eq(watcher.source->originals.count, 1);
    redis_server_freeze(server);
    want("acme", 1, 0);
    redis_server_thaw(server);
    watcher_close(&watcher);
}
END_TEST

/* Writes a file of three lines, two of them of one millisecond, and returns its path. */
static const char *write_file(const char *name, bool packed)
{
    static char directory[SCRATCH_SIZE];
    static char path[PATH_SIZE];
    struct buffer text = {0};
    int64_t now_ms = timestamp_now();

    now_ms -= now_ms % MS_PER_MINUTE;
    for (int i = 0; i < 3; i++)
        buffer_printf(&text,
                      "{\"tenant\":\"a\",\"time_ms\":%" PRId64
                      ",\"odd\":%d,\"dimensions\":[{\"name\":\"x\",\"severity\":\"ok\",\"value\":%"
                      "d,\"baseline\":1,\"z_score\":0,\"sample_count\":5}]}\n",
                      i == 0 ? now_ms - 1 : now_ms, i, i);
    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    gzFile file = gzopen(path, packed ? "wb" : "wbT");
    if (file == NULL || gzputs(file, buffer_text(&text)) < 0 || gzclose(file) != Z_OK)
        die("cannot write %s", path);
    buffer_free(&text);
    return path;
}

static void find_lines(const char *path, const char *before, const char *behind)
{
    struct buffer expected = {0};

    options = watcher_options();
    open_source(path);
    const struct span *live = history_live(&watcher_tenant(&watcher, "a")->history);
    ck_assert_uint_eq(live->rows, 3);
    struct stream_id last = span_id(live, 2);
    ck_assert_uint_eq(last.seq, 1);
    const struct original *original = fetch("a", last.ms, last.seq, ORIGINAL_HERE);
    ck_assert_uint_eq(original->count, 1);
    ck_assert(original->is_line);
    ck_assert(strstr(original->fields[0].value.data, "\"odd\":2,") != NULL);
    ck_assert_double_eq(original->report.readings[0].value, 2);
    buffer_printf(&expected, "%s%s%s", before, path, behind);
    ck_assert_str_eq(buffer_text(&original->command), buffer_text(&expected));
    ck_assert(strstr(buffer_text(&original->where), ":3") != NULL);
    original = fetch("a", last.ms, 0, ORIGINAL_HERE);
    ck_assert(strstr(original->fields[0].value.data, "\"odd\":1,") != NULL);
    fetch("a", last.ms + 5, 0, ORIGINAL_GONE);
    buffer_free(&expected);
    watcher_close(&watcher);
}

START_TEST(a_line_of_a_file_is_found_by_what_it_says)
{
    find_lines(write_file("reports.jsonl", false), "sed -n 3p -- ", "");
    find_lines(write_file("reports.jsonl.gz", true), "zcat -- ", " | sed -n 3p");
}
END_TEST

START_TEST(a_file_that_is_not_there_any_more_is_told)
{
    const char *path = write_file("reports.jsonl", false);

    options = watcher_options();
    open_source(path);
    struct stream_id id = span_id(history_live(&watcher_tenant(&watcher, "a")->history), 0);
    ck_assert_int_eq(remove(path), 0);
    ck_assert(fetch("a", id.ms, id.seq, ORIGINAL_REFUSED)->reason[0] != '\0');
    want("a", id.ms, id.seq);
    watcher_close(&watcher);
}
END_TEST

START_TEST(the_demo_writes_its_reports_as_the_sink_does)
{
    options = watcher_options();
    options.frozen_now_ms = INT64_C(1795357815000);
    watcher_open(&watcher, "demo:", &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    const struct tenant *tenant = watcher_tenant(&watcher, "acme-support");
    const struct original *original =
        fetch("acme-support", tenant->newest_id.ms, tenant->newest_id.seq, ORIGINAL_HERE);

    ck_assert_uint_eq(original->count, 5);
    ck_assert(slice_is(original->fields[4].name, "dims"));
    ck_assert_uint_eq(original->report.count, tenant->dimension_count);
    ck_assert_int_eq(original->report.dialect, DIALECT_BAR);
    fetch("acme-support", tenant->newest_id.ms + 1, 0, ORIGINAL_GONE);
    watcher_close(&watcher);
}
END_TEST

Suite *suite_originals(void)
{
    Suite *suite = suite_create("originals");
    TCase *redis = tcase_create("redis");
    TCase *files = tcase_create("files");

    tcase_add_checked_fixture(redis, set_up, tear_down);
    tcase_add_test(redis, every_field_comes_as_it_lies_and_is_asked_for_once);
    tcase_add_test(redis, the_command_shows_the_same_entry);
    tcase_add_test(redis, an_entry_that_is_no_report_is_shown_with_its_reason);
    tcase_add_test(redis, what_is_trimmed_is_gone_and_what_was_held_of_it_stays);
    tcase_add_test(redis, a_refusal_is_told_in_redis_words);
    tcase_add_test(redis, while_redis_hangs_it_is_waited_for);
    tcase_add_test(redis, what_a_killed_server_did_not_answer_is_asked_for_again);
    tcase_add_test(redis, an_answer_that_nobody_waits_for_any_more_is_dropped);
    suite_add_tcase(suite, redis);
    tcase_add_test(files, a_line_of_a_file_is_found_by_what_it_says);
    tcase_add_test(files, a_file_that_is_not_there_any_more_is_told);
    tcase_add_test(files, the_demo_writes_its_reports_as_the_sink_does);
    suite_add_tcase(suite, files);
    return suite;
}
