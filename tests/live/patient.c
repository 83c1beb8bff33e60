#include "config.h"

#include "live/patient.h"

#include "base/memory.h"
#include "wire/json_scan.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *patient_lacks(void)
{
    return system("command -v \"${REDIS_CLI:-redis-cli}\" >/dev/null") == 0
               ? NULL
               : "there is no redis-cli";
}

void patient_begin(struct patient *patient, const struct redis_server_setup *setup)
{
    *patient = (struct patient){.server = redis_server_create(setup)};
}

static void forget(struct patient *patient)
{
    free(patient->findings);
    patient->findings = NULL;
    patient->count = patient->capacity = 0;
    patient->unchecked[0] = '\0';
    arena_reset(&patient->arena);
}

void patient_end(struct patient *patient)
{
    forget(patient);
    arena_free(&patient->arena);
    child_free(&patient->child);
    redis_server_free(patient->server);
}

/* --- what JSON says --- */

/* Reads a value that is a string; any other is "". */
static const char *read_text(struct json_scan *scan, struct arena *arena)
{
    struct json_string string;

    if (json_peek(scan) != JSON_STRING) {
        json_skip(scan, NULL);
        return "";
    }
    if (!json_read_string(scan, &string))
        return "";
    struct slice text = json_text(&string, arena);
    return arena_copy(arena, text.data, text.size);
}

static bool is_key(const struct json_string *key, const char *name)
{
    return slice_is(key->raw, name);
}

static void read_finding(struct patient *patient, struct json_scan *scan)
{
    struct patient_finding finding = {"", "", "", "", "", ""};
    const struct {
        const char *name;
        const char **text;
    } members[] = {{"id", &finding.id},       {"severity", &finding.severity},
                   {"scope", &finding.scope}, {"evidence", &finding.evidence},
                   {"cure", &finding.cure},   {"note", &finding.note}};
    struct json_string key;

    json_open(scan, JSON_OBJECT);
    while (json_member(scan, &key)) {
        const char *text = read_text(scan, &patient->arena);
        for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
            if (is_key(&key, members[i].name))
                *members[i].text = text;
        }
    }
    patient->findings = mem_grow(patient->findings, &patient->capacity, patient->count + 1,
                                 sizeof(*patient->findings));
    patient->findings[patient->count++] = finding;
}

static void read_unchecked(struct patient *patient, struct json_scan *scan)
{
    struct json_string key;
    const char *id = "", *needs = "";

    json_open(scan, JSON_OBJECT);
    while (json_member(scan, &key)) {
        const char *text = read_text(scan, &patient->arena);
        if (is_key(&key, "id"))
            id = text;
        if (is_key(&key, "needs"))
            needs = text;
    }
    size_t size = strlen(patient->unchecked);
    snprintf(patient->unchecked + size, sizeof(patient->unchecked) - size, "%s %s\n", id, needs);
}

static void read_list(struct patient *patient, struct json_scan *scan,
                      void (*read)(struct patient *patient, struct json_scan *scan))
{
    json_open(scan, JSON_ARRAY);
    while (json_element(scan))
        read(patient, scan);
}

static void read_document(struct patient *patient, const char *text)
{
    struct json_scan scan;
    struct json_string key;

    json_begin(&scan, slice_of(text));
    json_open(&scan, JSON_OBJECT);
    while (json_member(&scan, &key)) {
        if (is_key(&key, "findings"))
            read_list(patient, &scan, read_finding);
        else if (is_key(&key, "unchecked"))
            read_list(patient, &scan, read_unchecked);
        else
            json_skip(&scan, NULL);
    }
    ck_assert_msg(json_finish(&scan), "%s: %s", scan.wrong, text);
}

/* --- examinations --- */

void patient_examine(struct patient *patient)
{
    forget(patient);
    child_free(&patient->child);
    patient->status =
        child_run(&patient->child, "\"$DRIFTOP\" doctor --format json %s '%s'",
                  patient->options != NULL ? patient->options : "", patient->server->unix_url);
    ck_assert_msg(patient->status < 3, "%d: %s", patient->status, child_err(&patient->child));
    read_document(patient, child_out(&patient->child));
}

const struct patient_finding *patient_find(const struct patient *patient, const char *id,
                                           const char *scope)
{
    for (size_t i = 0; i < patient->count; i++) {
        const struct patient_finding *finding = &patient->findings[i];
        if (strcmp(finding->id, id) == 0 && (scope == NULL || strcmp(finding->scope, scope) == 0))
            return finding;
    }
    return NULL;
}

const struct patient_finding *patient_expect(struct patient *patient, const char *id,
                                             const char *scope, const char *severity)
{
    patient_examine(patient);
    const struct patient_finding *finding = patient_find(patient, id, scope);
    ck_assert_msg(finding != NULL, "no %s: %s", id, child_out(&patient->child));
    ck_assert_msg(strcmp(finding->severity, severity) == 0, "%s: %s", finding->severity,
                  finding->evidence);
    return finding;
}

void patient_expect_none(struct patient *patient, const char *id, const char *scope)
{
    patient_examine(patient);
    const struct patient_finding *finding = patient_find(patient, id, scope);
    ck_assert_msg(finding == NULL, "%s: %s", id, finding != NULL ? finding->evidence : "");
}

/* --- cures --- */

const char *patient_paste(struct patient *patient, const char *line)
{
    struct buffer text = {0};

    buffer_printf(&text, "%s\n", line);
    scratch_write(patient->server->directory, "cure", buffer_text(&text));
    buffer_free(&text);
    child_free(&patient->child);
    int status = child_run(&patient->child, "\"${REDIS_CLI:-redis-cli}\" -s '%s' < '%s/cure'",
                           patient->server->socket_path, patient->server->directory);
    const char *answer = child_out(&patient->child);
    bool well = status == 0 && strstr(answer, "ERR") == NULL && strncmp(answer, "NO", 2) != 0 &&
                strstr(answer, "Invalid argument") == NULL;
    ck_assert_msg(well, "%s: %d: %s%s", line, status, answer, child_err(&patient->child));
    return answer;
}

void patient_is_cured(struct patient *patient, const char *id, const char *scope,
                      const char *severity)
{
    const struct patient_finding *finding = patient_expect(patient, id, scope, severity);

    snprintf(patient->cured, sizeof(patient->cured), "%s", finding->evidence);
    ck_assert_msg(finding->cure[0] != '\0', "no cure: %s", finding->evidence);
    ck_assert_msg(strchr(finding->cure, '\n') == NULL, "more than a line: %s", finding->cure);
    patient_paste(patient, finding->cure);
    patient_expect_none(patient, id, scope);
}
