#include "config.h"

#include "checkup.h"

#include "base/memory.h"
#include "base/spelling.h"
#include "doctor/check.h"
#include "doctor/examination.h"

#include <stdlib.h>
#include <string.h>

static void rows_free(struct checkup_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(rows[i].name);
        free(rows[i].tenant);
    }
    free(rows);
}

/* What is spelled holds no line feed. */
static void name_finding(struct buffer *name, const struct finding *finding)
{
    buffer_printf(name, "%s\n%s\n%s\n", finding->check->id,
                  finding->node != NULL ? finding->node : "",
                  finding->part != NULL ? finding->part : "");
    if (finding->key != NULL)
        spelling_append(name, (struct slice){finding->key, finding->key_size}, true);
}

/* Several of one check can be about the same server, as of its files: they are told apart by their
 * order. */
static void name_row(struct checkup *checkup, struct name_table *names, struct checkup_row *row)
{
    struct buffer name = {0};

    if (row->finding != NULL)
        name_finding(&name, row->finding);
    else
        buffer_printf(&name, "%s\nneeds %s", row->unchecked->check->id, row->unchecked->needs);
    size_t position = name_table_find(names, (struct slice){name.data, name.size});
    if (position != NAME_UNKNOWN)
        buffer_printf(&name, "\n%zu", ++checkup->rows[position].repeated + 1);
    row->name = name.data;
    if (position == NAME_UNKNOWN)
        name_table_add(names, slice_of(row->name), (size_t)(row - checkup->rows));
}

static struct slice key_of(const struct finding *finding)
{
    return (struct slice){finding->key, finding->key_size};
}

/* Streams that something was found about, of many: each with its first row. */
static void index_keys(const struct findings *findings, struct name_table *keys)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct slice key = key_of(&findings->items[i]);
        if (key.data != NULL && name_table_find(keys, key) == NAME_UNKNOWN)
            name_table_add(keys, key, i);
    }
}

static void name_first(struct checkup *checkup, const struct fleet *fleet,
                       const struct name_table *keys)
{
    for (size_t i = 0; keys->count > 0 && i < fleet->count; i++) {
        const struct tenant *tenant = fleet->tenants[i];
        size_t row = tenant->key == NULL
                         ? NAME_UNKNOWN
                         : name_table_find(keys, (struct slice){tenant->key, tenant->key_size});
        if (row != NAME_UNKNOWN && checkup->rows[row].tenant == NULL)
            checkup->rows[row].tenant = mem_strdup(tenant->name);
    }
}

/* Says whose streams they are about. */
static void name_tenants(struct checkup *checkup, const struct fleet *fleet)
{
    const struct findings *findings = &checkup->findings;
    struct name_table keys = {0};

    index_keys(findings, &keys);
    name_first(checkup, fleet, &keys);
    for (size_t i = 0; i < findings->count; i++) {
        size_t first = name_table_find(&keys, key_of(&findings->items[i]));
        if (findings->items[i].key != NULL && first != i && checkup->rows[first].tenant != NULL)
            checkup->rows[i].tenant = mem_strdup(checkup->rows[first].tenant);
    }
    name_table_clear(&keys);
}

static void add_rows(struct checkup *checkup, const struct fleet *fleet)
{
    const struct findings *findings = &checkup->findings;
    struct name_table names = {0};

    checkup->count = findings->count + findings->unchecked_count;
    checkup->rows = mem_zalloc(checkup->count + 1, sizeof(*checkup->rows));
    for (size_t i = 0; i < checkup->count; i++) {
        struct checkup_row *row = &checkup->rows[i];
        if (i < findings->count)
            row->finding = &findings->items[i];
        else
            row->unchecked = &findings->unchecked[i - findings->count];
        name_row(checkup, &names, row);
    }
    name_tenants(checkup, fleet);
    name_table_clear(&names);
}

/* What got worse counts from now on. */
static bool goes_on(const struct checkup_row *row, const struct checkup_row *before)
{
    return row->finding == NULL || before->finding == NULL ||
           row->finding->severity <= before->finding->severity;
}

static void date_rows(struct checkup *checkup, const struct checkup_row *before, size_t count)
{
    struct name_table names = {0};

    for (size_t i = 0; i < count; i++)
        name_table_add(&names, slice_of(before[i].name), i);
    for (size_t i = 0; i < checkup->count; i++) {
        struct checkup_row *row = &checkup->rows[i];
        size_t position = name_table_find(&names, slice_of(row->name));
        bool known = position != NAME_UNKNOWN && goes_on(row, &before[position]);
        row->since_ms = known ? before[position].since_ms : checkup->made_ms;
    }
    name_table_clear(&names);
}

void checkup_take(struct checkup *checkup, struct findings *findings,
                  const struct examination *examination, const struct fleet *fleet)
{
    struct findings old = checkup->findings;
    struct checkup_row *before = checkup->rows;
    size_t count = checkup->count;

    checkup->findings = *findings;
    *findings = (struct findings){0};
    checkup->made_ms = examination->ended_ms;
    checkup->failed_ms = 0;
    checkup->streams = examination->stream_count;
    checkup->sampled = examination->entries_read ? examination->sampled : 0;
    checkup->nodes = examination->node_count;
    add_rows(checkup, fleet);
    date_rows(checkup, before, count);
    rows_free(before, count);
    findings_free(&old);
}

void checkup_fail(struct checkup *checkup, const struct error *error, int64_t now_ms)
{
    checkup->failed_ms = now_ms;
    checkup->error = *error;
}

void checkup_free(struct checkup *checkup)
{
    rows_free(checkup->rows, checkup->count);
    findings_free(&checkup->findings);
    *checkup = (struct checkup){0};
}

size_t checkup_find(const struct checkup *checkup, const char *name)
{
    size_t i = 0;

    while (i < checkup->count && strcmp(checkup->rows[i].name, name) != 0)
        i++;
    return i;
}

static const struct check *check_of(const struct checkup_row *row)
{
    return row->finding != NULL ? row->finding->check : row->unchecked->check;
}

const char *checkup_row_id(const struct checkup_row *row)
{
    return check_of(row)->id;
}

const char *checkup_row_title(const struct checkup_row *row)
{
    return check_of(row)->title;
}

size_t checkup_errors(const struct checkup *checkup, int64_t since_ms)
{
    size_t count = 0;

    for (size_t i = 0; i < checkup->count; i++) {
        const struct checkup_row *row = &checkup->rows[i];
        count += row->finding != NULL && row->finding->severity == FINDING_ERROR &&
                 row->since_ms > since_ms;
    }
    return count;
}
