#include "config.h"

#include "support/checkup_fixture.h"

#include "doctor/check.h"
#include "support/view_fixture.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct check *check_of(const char *id)
{
    for (size_t i = 0; i < doctor_check_count; i++) {
        if (strcmp(doctor_checks[i].id, id) == 0)
            return &doctor_checks[i];
    }
    ck_abort_msg("there is no check %s", id);
}

static void add(struct findings *findings, const struct examination *examination,
                const struct made_finding *made)
{
    struct examined_stream stream = {.key = slice_of(made->key != NULL ? made->key : "")};

    if (made->needs != NULL) {
        finding_unchecked(findings, check_of(made->check), made->needs);
        return;
    }
    if (made->key_size > 0)
        stream.key.size = made->key_size;
    struct finding *finding =
        finding_add(findings, check_of(made->check), made->severity, examination,
                    made->key != NULL ? &stream : NULL, made->node != NULL ? 0 : SIZE_MAX);
    buffer_string(&finding->evidence, made->evidence != NULL ? made->evidence : "");
    buffer_string(&finding->cure, made->cure != NULL ? made->cure : "");
    buffer_string(&finding->note, made->note != NULL ? made->note : "");
}

void checkup_fixture_take(const struct made_checkup *made)
{
    struct examined_node nodes[8] = {{0}};
    char node[] = "10.0.0.7:7001";
    struct examination examination = {.ended_ms = made->ended_ms,
                                      .nodes = nodes,
                                      .node_count = made->nodes > 0 ? made->nodes : 1,
                                      .stream_count = made->streams,
                                      .sampled = made->streams,
                                      .entries_read = true,
                                      .searched = true};
    struct findings findings = {0};

    nodes[0].name = node;
    for (size_t i = 0; i < made->count; i++)
        add(&findings, &examination, &made->findings[i]);
    findings_sort(&findings);
    checkup_take(&fixture.checkup, &findings, &examination, &fixture.fleet);
    dashboard_examined(&fixture.dashboard);
}

void checkup_fixture_groups(const char *const *groups, size_t count, int64_t ended_ms)
{
    const struct examined_stream stream = {.key = SLICE("rag:drift:acme")};
    const struct examination examination = {.ended_ms = ended_ms, .stream_count = 1};
    struct findings findings = {0};

    for (size_t i = 0; i < count; i++)
        finding_set_part(finding_add(&findings, check_of("group-lag"), FINDING_WARNING,
                                     &examination, &stream, SIZE_MAX),
                         slice_of(groups[i]));
    findings_sort(&findings);
    checkup_take(&fixture.checkup, &findings, &examination, &fixture.fleet);
    dashboard_examined(&fixture.dashboard);
}

static void give_key(const char *name)
{
    struct tenant *tenant = view_tenant(name);
    char key[64];

    snprintf(key, sizeof(key), "rag:drift:%s", name);
    free(tenant->key);
    tenant->key = strdup(key);
    tenant->key_size = strlen(key);
}

void checkup_fixture_ill(void)
{
    static const struct made_finding findings[] = {
        {"no-maxmemory", FINDING_INFO, NULL, 0, NULL, "maxmemory is 0, and 6.2 GiB of 7.7 are free",
         "CONFIG SET maxmemory 6gb", NULL, NULL},
        {"no-persistence", FINDING_WARNING, NULL, 0, NULL,
         "appendonly is no and save is empty: nothing was saved since the start 3d ago",
         "CONFIG SET appendonly yes", "Groups and what was told of alerts vanish with a restart.",
         NULL},
        {"unbounded", FINDING_WARNING, "rag:drift:globex", 0, NULL,
         "31,204 entries, none of which was ever trimmed, take 26.1 MiB",
         "XTRIM rag:drift:globex MAXLEN ~ 15000",
         "In the sink: DRIFT_RETENTION_CAP=15000, or it grows again.", NULL},
        {"unbounded", FINDING_WARNING, "rag:drift:gone", 0, NULL, "40,000 entries",
         "XTRIM rag:drift:gone MAXLEN ~ 15000", NULL, NULL},
        {"ttl", FINDING_ERROR, "rag:drift:acme", 0, NULL,
         "the stream ends in 9m, with its 15,000 entries: XADD does not put that off",
         "PERSIST rag:drift:acme", "Whoever sets it does so again: look for EXPIRE in what writes.",
         NULL},
        {"evictable", FINDING_ERROR, NULL, 0, NULL,
         "maxmemory-policy allkeys-lru with maxmemory 100.0 MiB, of which 93.4 MiB are used",
         "CONFIG SET maxmemory-policy volatile-lru",
         "What has no TTL stays then, as streams do; keys of a cache need one.", NULL},
        {"default-user", FINDING_WARNING, NULL, 0, NULL, NULL, NULL, NULL, "+acl|getuser"},
    };

    give_key("acme");
    give_key("globex");
    checkup_fixture_take(&(struct made_checkup){findings, sizeof(findings) / sizeof(findings[0]),
                                                12, 1, VIEW_NOW - 4 * MS_PER_MINUTE});
}

void checkup_fixture_hostile(size_t count)
{
    static const char *const keys[] = {
        "rag:drift:\x1b[31mred\x1b[0m\r\n\x07",
        "rag:drift:\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97"
        "\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac",
        "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xff\xe2\x80\xae",
        "a-key-without-a-blank-that-is-longer-than-any-terminal-is-wide-a-key-without-a-blank-that-"
        "is-longer-than-any-terminal-is-wide-a-key-without-a-blank-that-is-longer-than-any-"
        "terminal",
    };
    struct made_finding *findings = calloc(count, sizeof(*findings));
    char(*unique)[400] = calloc(count, sizeof(*unique));

    for (size_t i = 0; i < count; i++) {
        snprintf(unique[i], sizeof(unique[i]), "%s%zu", keys[i % 4], i / 4);
        findings[i] = (struct made_finding){
            .check = i % 3 == 0 ? "ttl" : "unbounded",
            .severity = (enum finding_severity)(i % 3),
            .key = unique[i],
            .node = i % 2 == 0 ? "" : NULL,
            .evidence = keys[1],
            .cure = keys[3],
            .note = keys[3],
            .needs = i % 50 == 49 ? unique[i] : NULL,
        };
    }
    checkup_fixture_take(
        &(struct made_checkup){findings, count, count, 3, VIEW_NOW - 90 * MS_PER_SECOND});
    free(unique);
    free(findings);
}
