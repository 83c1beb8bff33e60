#include "config.h"

#include "support/doctor_fixture.h"

#include "base/duration.h"
#include "base/memory.h"
#include "redis/info_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 100
#define EVIDENCE_MAX 160 /* letters */

static const char healthy[] = "redis_version:7.0.15\r\nuptime_in_seconds:100000\r\n"
                              "server_time_usec:1764000000000000\r\n"
                              "connected_clients:3\r\nmaxclients:10000\r\n"
                              "used_memory:1000000\r\nmem_not_counted_for_evict:0\r\n"
                              "total_system_memory:8000000000\r\nmaxmemory:1000000000\r\n"
                              "maxmemory_policy:noeviction\r\nmem_fragmentation_ratio:1.10\r\n"
                              "loading:0\r\nrdb_changes_since_last_save:0\r\n"
                              "rdb_bgsave_in_progress:0\r\nrdb_last_save_time:1763999000\r\n"
                              "rdb_last_bgsave_status:ok\r\naof_enabled:1\r\n"
                              "aof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\n"
                              "rejected_connections:0\r\nexpired_keys:0\r\nevicted_keys:0\r\n"
                              "acl_access_denied_auth:0\r\nacl_access_denied_cmd:0\r\n"
                              "acl_access_denied_key:0\r\nacl_access_denied_channel:0\r\n"
                              "role:master\r\nconnected_slaves:0\r\ncluster_enabled:0\r\n"
                              "db0:keys=10,expires=0,avg_ttl=0\r\n";

void doctor_info_set(struct buffer *info, const char *name, const char *value)
{
    struct slice rest = {buffer_text(info), info->size};
    struct buffer text = {0};
    size_t size = strlen(name);

    while (rest.data != NULL) {
        struct slice line = slice_split(&rest, '\n');
        bool same =
            line.size > size && memcmp(line.data, name, size) == 0 && line.data[size] == ':';
        if (!same && line.size > 0)
            buffer_printf(&text, "%.*s\n", (int)line.size, line.data);
    }
    buffer_printf(&text, "%s:%s\r\n", name, value);
    buffer_free(info);
    *info = text;
}

struct examined_node *doctor_fixture_node(struct doctor_fixture *fixture, const char *name)
{
    struct examination *examination = &fixture->examination;

    examination->nodes =
        mem_resize(examination->nodes, examination->node_count + 1, sizeof(*examination->nodes));
    struct examined_node *node = &examination->nodes[examination->node_count++];
    *node = (struct examined_node){.name = mem_strdup(name),
                                   .answered = true,
                                   .apart_ms = 2 * MS_PER_SECOND,
                                   .skew_known = true,
                                   .skew_max_ms = 1,
                                   .trip_us = 200,
                                   .default_open = WHETHER_NO,
                                   .has_command_info = true};
    buffer_string(&node->before, healthy);
    buffer_string(&node->after, healthy);
    return node;
}

void doctor_fixture_init(struct doctor_fixture *fixture)
{
    struct error error;

    *fixture = (struct doctor_fixture){0};
    ck_assert(redis_url_parse("redis://127.0.0.1:6379", &fixture->url, &error));
    doctor_settings_init(&fixture->settings);
    fixture->examination.began_ms = DOCTOR_NOW_MS - 3 * MS_PER_SECOND;
    fixture->examination.ended_ms = DOCTOR_NOW_MS;
    fixture->examination.url = &fixture->url;
    fixture->examination.searched = true;
    fixture->examination.entries_read = true;
    doctor_fixture_node(fixture, "127.0.0.1:6379");
}

void doctor_fixture_free(struct doctor_fixture *fixture)
{
    findings_free(&fixture->findings);
    examination_free(&fixture->examination);
    redis_url_free(&fixture->url);
}

void doctor_fixture_info(struct doctor_fixture *fixture, size_t node, const char *name,
                         const char *value)
{
    doctor_info_set(&fixture->examination.nodes[node].before, name, value);
    doctor_info_set(&fixture->examination.nodes[node].after, name, value);
}

void doctor_fixture_setting(struct doctor_fixture *fixture, size_t node, const char *name,
                            const char *value)
{
    struct examined_node *of = &fixture->examination.nodes[node];

    of->settings = mem_resize(of->settings, of->setting_count + 1, sizeof(*of->settings));
    of->settings[of->setting_count++] =
        (struct setting){.name = mem_strdup(name), .value = mem_strdup(value)};
}

static struct slice keep(struct doctor_fixture *fixture, const char *text)
{
    return (struct slice){arena_copy(&fixture->examination.arena, text, strlen(text)),
                          strlen(text)};
}

struct examined_stream *doctor_fixture_stream(struct doctor_fixture *fixture, const char *key)
{
    struct examination *examination = &fixture->examination;
    const char *tenant = strrchr(key, ':');

    examination->streams = mem_resize(examination->streams, examination->stream_count + 1,
                                      sizeof(*examination->streams));
    struct examined_stream *stream = &examination->streams[examination->stream_count++];
    *stream = (struct examined_stream){
        .key = keep(fixture, key),
        .tenant = keep(fixture, tenant != NULL ? tenant + 1 : key),
        .answered = true,
        .facts = {.length = ENTRIES,
                  .added = ENTRIES + 1,
                  .added_known = true,
                  .last = {DOCTOR_NOW_MS, 0},
                  .first_entry = {.id = {DOCTOR_NOW_MS - (ENTRIES - 1) * MS_PER_MINUTE, 0}},
                  .last_entry = {.id = {DOCTOR_NOW_MS, 0}},
                  .tree_nodes = ENTRIES / 5},
        .bytes = ENTRIES * 877,
        .ttl_ms = TTL_NONE,
        .groups_known = true,
        .content = {.entries = CONTENT_ENTRIES,
                    .bar = CONTENT_ENTRIES,
                    .silent_known = true,
                    .newest_ms = DOCTOR_NOW_MS,
                    .after_ms = 3 * MS_PER_MINUTE},
    };
    examination->sampled = examination->stream_count;
    return stream;
}

struct examined_group *doctor_fixture_group(struct doctor_fixture *fixture,
                                            struct examined_stream *stream, const char *name)
{
    size_t size = (stream->group_count + 1) * sizeof(*stream->groups);
    struct examined_group *groups = arena_alloc(&fixture->examination.arena, size);

    if (stream->group_count > 0)
        memcpy(groups, stream->groups, stream->group_count * sizeof(*groups));
    stream->groups = groups;
    struct examined_group *group = &groups[stream->group_count++];
    *group = (struct examined_group){.name = keep(fixture, name),
                                     .delivered = stream->facts.last,
                                     .lag_known = true,
                                     .consumers_known = true,
                                     .old_known = true};
    return group;
}

/* What holds for all of them: one sentence, and one line. */
static void assert_form(const struct finding *finding)
{
    const char *evidence = buffer_text(&finding->evidence);
    const char *cure = buffer_text(&finding->cure);
    size_t size = finding->evidence.size;

    ck_assert_msg(size > 0 && size <= EVIDENCE_MAX && evidence[size - 1] != '.', "%s: \"%s\"",
                  finding->check->id, evidence);
    ck_assert_msg(strchr(cure, '\n') == NULL, "%s: \"%s\"", finding->check->id, cure);
}

const struct findings *doctor_fixture_check(struct doctor_fixture *fixture, const char *id)
{
    findings_free(&fixture->findings);
    for (size_t i = 0; i < doctor_check_count; i++) {
        if (strcmp(doctor_checks[i].id, id) != 0)
            continue;
        doctor_checks[i].judge(&doctor_checks[i], &fixture->examination, &fixture->settings,
                               &fixture->findings);
        findings_sort(&fixture->findings);
        for (size_t k = 0; k < fixture->findings.count; k++)
            assert_form(&fixture->findings.items[k]);
        return &fixture->findings;
    }
    ck_abort_msg("there is no check %s", id);
}

void doctor_fixture_expect(struct doctor_fixture *fixture, const char *id,
                           enum finding_severity severity, const char *evidence, const char *cure)
{
    const struct findings *findings = doctor_fixture_check(fixture, id);

    ck_assert_msg(findings->count == 1, "%s: %zu findings", id, findings->count);
    struct finding *finding = &findings->items[0];
    ck_assert_str_eq(finding_severity_name(finding->severity), finding_severity_name(severity));
    ck_assert_msg(strstr(buffer_text(&finding->evidence), evidence) != NULL, "%s: \"%s\"", id,
                  buffer_text(&finding->evidence));
    if (cure != NULL)
        ck_assert_str_eq(buffer_text(&finding->cure), cure);
}

void doctor_fixture_expect_none(struct doctor_fixture *fixture, const char *id)
{
    const struct findings *findings = doctor_fixture_check(fixture, id);

    if (findings->count > 0)
        ck_abort_msg("%s: \"%s\"", id, buffer_text(&findings->items[0].evidence));
}
