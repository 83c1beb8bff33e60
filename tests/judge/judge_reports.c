/* Judges a tenant after each of its reports: NDJSON on standard input, the reports of a tenant
 * together and in order of their IDs; on standard output a line for each, as of its own moment:
 *
 *     TENANT STATE ALERT SEVERITY NOT_BACK
 *
 * Arguments are rules, as --rule takes them. */
#include "config.h"

#include "drift/severity.h"
#include "drift/tenant.h"
#include "judge/verdict.h"
#include "wire/ndjson.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "judge_reports: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static struct rule_book read_rules(char **arguments)
{
    struct rule_book book = RULE_BOOK_DEFAULT;
    struct error error;

    for (; *arguments; arguments++) {
        if (!rules_parse(&book.standard, *arguments, &error))
            fail(*arguments, error.text);
    }
    return book;
}

static bool any_not_back(const struct tenant_verdict *verdict)
{
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        if (dimension_rare(&verdict->dimensions[i])->not_back.is)
            return true;
    }
    return false;
}

static void print_verdict(const struct tenant *tenant, const struct tenant_verdict *verdict)
{
    const struct alert *alert = &verdict->alert;

    printf("%s %s %s %s %d\n", tenant->name, state_name(verdict->state),
           alert_state_name(alert->state),
           alert->severity == SEVERITY_ABSENT ? "-" : severity_name(alert->severity),
           any_not_back(verdict));
}

/* Returns the tenant of a report; what was known of another one is let go. */
static struct tenant *tenant_for(struct tenant *tenant, const struct report *report,
                                 struct tenant_verdict *verdict)
{
    if (tenant && slice_equals(report->tenant, tenant_name(tenant)))
        return tenant;
    tenant_free(tenant);
    verdict_free(verdict);
    *verdict = (struct tenant_verdict){0};
    tenant = tenant_create(report->tenant);
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
    return tenant;
}

int main(int argc, char **argv)
{
    struct rule_book book = read_rules(argv + (argc > 0));
    struct report report = {0};
    struct tenant *tenant = NULL;
    struct tenant_verdict verdict = {0};
    struct error error;
    char *line = NULL;
    size_t room = 0;
    ssize_t size;

    while ((size = getline(&line, &room, stdin)) > 0) {
        if (!ndjson_parse((struct slice){line, (size_t)size - 1}, &report, &error))
            fail("standard input", error.text);
        tenant = tenant_for(tenant, &report, &verdict);
        tenant_add(tenant, &report, false);
        verdict_make(&verdict, tenant,
                     &(struct judge_moment){.now_ms = stream_id_time(report.id),
                                            .until_ms = INT64_MAX,
                                            .rules = &book});
        print_verdict(tenant, &verdict);
    }
    free(line);
    tenant_free(tenant);
    verdict_free(&verdict);
    report_free(&report);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
