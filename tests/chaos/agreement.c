#include "config.h"

#include "chaos/agreement.h"

#include "base/timestamp.h"
#include "support/told.h"
#include "support/wait.h"

#include <check.h>
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCREEN_MS 25000 /* less than until everything is scanned anew, which would hide much */

static cJSON *take_snapshot(const char *url, int64_t now_ms)
{
    struct child child;
    int status = child_run(
        &child, "exec \"$DRIFTOP\" snapshot -f json --now %" PRId64 " -w 1h '%s'", now_ms, url);

    ck_assert_msg(status == 0, "snapshot %s: %d, %s", url, status, child_err(&child));
    cJSON *frame = cJSON_Parse(child_out(&child));
    ck_assert_ptr_nonnull(frame);
    cJSON_DeleteItemFromObjectCaseSensitive(frame, "source");
    child_free(&child);
    return frame;
}

static void compare_snapshots(const cJSON *direct, const cJSON *through)
{
    char *a = cJSON_Print(direct);
    char *b = cJSON_Print(through);
    size_t at = 0;

    while (a[at] != '\0' && a[at] == b[at])
        at++;
    ck_assert_msg(a[at] == b[at], "snapshot says otherwise through the proxy: %.200s, but %.200s",
                  b + at, a + at);
    free(a);
    free(b);
}

/* The change that a row shows, of the only dimension. */
static int change_of(const cJSON *tenant)
{
    const cJSON *dimension =
        cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(tenant, "dimensions"), 0);
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(dimension, "value");

    return cJSON_IsNumber(value) ? (int)value->valuedouble - 100 : 0;
}

static bool shows(struct terminal *terminal, const cJSON *tenant)
{
    const char *name = told_text(tenant, "tenant");
    char *line = told_line(terminal, name);
    char change[16];

    snprintf(change, sizeof(change), "+%d%%", change_of(tenant));
    bool same = line != NULL && told_says(line, tenant) &&
                (change_of(tenant) == 0 || strstr(line, change) != NULL);
    free(line);
    return same;
}

static const char *const names[STAGE_TENANTS] = {"t0", "t1", "t2", "t3", "t4"};

static const cJSON *find(const cJSON *frame, const char *name)
{
    const cJSON *tenant;

    cJSON_ArrayForEach(tenant, cJSON_GetObjectItemCaseSensitive(frame, "tenants"))
    {
        if (strcmp(told_text(tenant, "tenant"), name) == 0)
            return tenant;
    }
    return NULL;
}

/* Of one that is no more the row stays, and says so. */
static bool shows_gone(struct terminal *terminal, const char *name)
{
    char *line = told_line(terminal, name);
    bool gone = line == NULL || strstr(line, "gone") != NULL;

    free(line);
    return gone;
}

static bool shows_all(struct terminal *terminal, void *frame)
{
    for (size_t i = 0; i < STAGE_TENANTS; i++) {
        const cJSON *tenant = find(frame, names[i]);
        if (tenant != NULL ? !shows(terminal, tenant) : !shows_gone(terminal, names[i]))
            return false;
    }
    return true;
}

static void await_export(struct stage *stage, const char *id)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (strstr(child_out(&stage->export), id) == NULL) {
        ck_assert_msg(deadline_left(&deadline) > 0, "export has not written %s: %s", id,
                      child_err(&stage->export));
        stage_run(stage, 20);
    }
}

static uint64_t number_in(const redisReply *fields)
{
    for (size_t i = 0; i + 1 < fields->elements; i += 2) {
        const char *value = strstr(fields->element[i + 1]->str, "\"value\":");
        if (strcmp(fields->element[i]->str, "dims") == 0 && value != NULL)
            return strtoull(
                value + strlen("\"value\":") + strspn(value + strlen("\"value\":"), " "), NULL, 10);
    }
    return 0;
}

/* Returns how many are there, each behind the one before; whatever came twice came later. */
static uint64_t delivered(struct stage *stage, size_t writer)
{
    redisReply *entries =
        redis_server_query(stage->written, "XRANGE " STAGE_PREFIX "w%d - +", (int)writer);
    uint64_t last = 0;

    for (size_t i = 0; entries->type == REDIS_REPLY_ARRAY && i < entries->elements; i++) {
        uint64_t number = number_in(entries->element[i]->element[1]);
        ck_assert_msg(number > 0 && number <= last + 1,
                      "w%zu: %" PRIu64 " was delivered behind %" PRIu64, writer, number, last);
        if (number > last)
            last = number;
    }
    freeReplyObject(entries);
    return last;
}

static void await_emit(struct stage *stage)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    for (size_t writer = 0; writer < STAGE_WRITERS; writer++) {
        while (delivered(stage, writer) < stage->given[writer]) {
            ck_assert_msg(deadline_left(&deadline) > 0,
                          "w%zu: %" PRIu64 " of %" PRIu64 " were delivered: %s", writer,
                          delivered(stage, writer), stage->given[writer], child_err(&stage->emit));
            stage_run(stage, 20);
        }
    }
}

void agreement_check(struct stage *stage, const char *id)
{
    int64_t now_ms = timestamp_now();
    cJSON *direct = take_snapshot(stage->read->unix_url, now_ms);
    cJSON *through = take_snapshot(stage_read_url(stage), now_ms);

    compare_snapshots(direct, through);
    ck_assert_msg(terminal_wait(stage->dashboard, shows_all, direct, SCREEN_MS),
                  "the dashboard shows something else");
    await_export(stage, id);
    await_emit(stage);
    cJSON_Delete(direct);
    cJSON_Delete(through);
}
