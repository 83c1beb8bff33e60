#include "config.h"

#include "support/judge_fixture.h"

#include <string.h>

struct seen_tenant see_tenant(const struct tenant *tenant, struct time_range window)
{
    const struct judge_moment moment = {.now_ms = window.end_ms, .until_ms = window.end_ms};
    struct tenant_verdict verdict = {0};

    verdict_make(&verdict, tenant, &moment);
    const struct dimension_verdict *worst = verdict_worst(&verdict);
    struct seen_tenant seen = {
        .state = verdict.state,
        .worst = worst != NULL ? worst->dimension : DIMENSION_NONE,
        .worst_z = verdict_z(&verdict),
        .silent = verdict.silent,
        .since = verdict.since,
        .newest_ms = verdict.newest_ms,
        .age_ms = verdict_age(&verdict, window.end_ms),
        .reports = statistics_reports(tenant, window),
    };
    memcpy(seen.by_state, verdict.by_state, sizeof(seen.by_state));
    verdict_free(&verdict);
    return seen;
}

struct seen_dimension see_dimension(const struct tenant *tenant, size_t dimension,
                                    struct time_range window)
{
    struct seen_dimension seen = {.verdict = {.dimension = (uint16_t)dimension,
                                              .newest = SAMPLE_ABSENT,
                                              .newest_ms = INT64_MIN}};
    const struct judge_moment moment = {.now_ms = window.end_ms, .until_ms = window.end_ms};
    struct tenant_verdict verdict = {0};

    verdict_make(&verdict, tenant, &moment);
    const struct dimension_verdict *found = verdict_of(&verdict, dimension);
    if (found != NULL)
        seen.verdict = *found;
    seen.verdict.rare = NULL;
    statistics_of_dimension(tenant, &seen.verdict, window, &seen.window);
    verdict_free(&verdict);
    return seen;
}

void judge_fleet(struct judged_fleet *judged, const struct fleet *fleet, int64_t moment_ms,
                 enum sort sort)
{
    const struct judge_moment moment = JUDGE_LIVE_AT(moment_ms);
    const struct listing_choice choice = {.sort = sort, .filter = ""};

    *judged = (struct judged_fleet){0};
    judgement_renew(&judged->judgement, fleet, &moment);
    listing_renew(&judged->listing, &judged->judgement, &choice);
}

void judge_fleet_until(struct judged_fleet *judged, const struct fleet *fleet, int64_t until_ms,
                       enum sort sort)
{
    const struct judge_moment moment = {.now_ms = until_ms, .until_ms = until_ms};
    const struct listing_choice choice = {.sort = sort, .filter = ""};

    *judged = (struct judged_fleet){0};
    judgement_renew(&judged->judgement, fleet, &moment);
    listing_renew(&judged->listing, &judged->judgement, &choice);
}

void judged_fleet_free(struct judged_fleet *judged)
{
    listing_free(&judged->listing);
    judgement_free(&judged->judgement);
}
