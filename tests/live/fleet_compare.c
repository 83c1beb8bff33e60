#include "config.h"

#include "live/fleet_compare.h"

#include "judge/verdict.h"
#include "present/state_words.h"

#include <inttypes.h>
#include <string.h>

/* Two tenants of one name. */
struct pair {
    const struct tenant *is;
    const struct tenant *should;
    struct error *difference;
};

#define DIFFER(pair, ...) (error_set((pair)->difference, ERROR_STOP, __VA_ARGS__), false)

static struct slice dimension_name(const struct tenant *tenant, size_t column)
{
    return (struct slice){tenant->dimensions[column].name, tenant->dimensions[column].name_size};
}

static bool is_same_number(double a, double b)
{
    return a == b || (a != a && b != b);
}

static bool compare_entry(const struct pair *pair, const struct recent_entry *is,
                          const struct recent_entry *should)
{
    if (stream_id_compare(is->id, should->id) != 0)
        return DIFFER(pair, "%s: the entry %" PRIu64 " among the newest instead of %" PRIu64,
                      pair->is->name, is->id.ms, should->id.ms);
    if (is->readable != should->readable || is->count != should->count ||
        is->fingerprint != should->fingerprint)
        return DIFFER(pair, "%s: the entry %" PRIu64 " says something else", pair->is->name,
                      is->id.ms);
    return true;
}

static bool compare_recent(const struct pair *pair)
{
    const struct recent *is = &pair->is->recent;
    const struct recent *should = &pair->should->recent;
    size_t count = is->count < should->count ? is->count : should->count;

    if (count < RECENT_STATE && is->count != should->count)
        return DIFFER(pair, "%s: %d newest entries instead of %d", pair->is->name, is->count,
                      should->count);
    for (size_t i = 1; i <= count; i++) {
        struct recent_entry a = recent_entry(is, is->count - i);
        struct recent_entry b = recent_entry(should, should->count - i);
        if (!compare_entry(pair, &a, &b))
            return false;
    }
    return true;
}

static bool compare_samples(const struct pair *pair, const struct span *is, size_t is_row,
                            const struct span *should, size_t should_row)
{
    for (size_t i = 0; i < pair->should->dimension_count; i++) {
        size_t column = tenant_find_dimension(pair->is, dimension_name(pair->should, i));
        struct sample b = span_sample(should, should_row, i);
        struct sample a =
            column < pair->is->dimension_count ? span_sample(is, is_row, column) : SAMPLE_ABSENT;
        if (a.severity != b.severity || !is_same_number(a.value, b.value) ||
            !is_same_number(a.z, b.z))
            return DIFFER(pair, "%s: another sample at %" PRIu64, pair->is->name,
                          span_id(is, is_row).ms);
    }
    return true;
}

static bool compare_history(const struct pair *pair, int64_t since_ms)
{
    static const struct span nothing;
    const struct span *is = history_live(&pair->is->history);
    const struct span *should = history_live(&pair->should->history);

    is = is != NULL ? is : &nothing;
    should = should != NULL ? should : &nothing;
    size_t is_first = span_find(is, stream_id_at(since_ms));
    size_t should_first = span_find(should, stream_id_at(since_ms));
    size_t count = should->rows - should_first;
    if (is->rows - is_first != count)
        return DIFFER(pair, "%s: %zu rows instead of %zu", pair->is->name, is->rows - is_first,
                      count);
    for (size_t i = 0; i < count; i++) {
        if (stream_id_compare(span_id(is, is_first + i), span_id(should, should_first + i)) != 0)
            return DIFFER(pair, "%s: another row %zu", pair->is->name, i);
        if (!compare_samples(pair, is, is_first + i, should, should_first + i))
            return false;
    }
    return true;
}

static bool compare_dimensions(const struct pair *pair, const struct tenant_verdict *is,
                               const struct tenant_verdict *should)
{
    if (is->dimension_count != should->dimension_count)
        return DIFFER(pair, "%s: %zu dimensions instead of %zu", pair->is->name,
                      is->dimension_count, should->dimension_count);
    for (size_t i = 0; i < is->dimension_count; i++) {
        const struct dimension_verdict *a = &is->dimensions[i];
        const struct dimension_verdict *b = &should->dimensions[i];
        struct slice name = dimension_name(pair->is, a->dimension);
        if (!slice_equals(name, dimension_name(pair->should, b->dimension)) ||
            a->state != b->state || a->alert.state != b->alert.state ||
            a->newest_ms != b->newest_ms || a->since.time_ms != b->since.time_ms ||
            !is_same_number(a->newest.value, b->newest.value))
            return DIFFER(pair, "%s/%.*s is judged otherwise", pair->is->name, (int)name.size,
                          name.data);
    }
    return true;
}

static bool compare_verdicts(const struct pair *pair, int64_t now_ms)
{
    struct tenant_verdict is = {0};
    struct tenant_verdict should = {0};

    verdict_make(&is, pair->is, &JUDGE_LIVE_AT(now_ms));
    verdict_make(&should, pair->should, &JUDGE_LIVE_AT(now_ms));
    bool same = compare_dimensions(pair, &is, &should);
    if (same && (is.state != should.state || is.silent != should.silent ||
                 is.newest_ms != should.newest_ms))
        same = DIFFER(pair, "%s: %s instead of %s", pair->is->name, state_word(is.state),
                      state_word(should.state));
    verdict_free(&is);
    verdict_free(&should);
    return same;
}

static bool compare_tenant(const struct pair *pair, int64_t since_ms, int64_t now_ms)
{
    const struct tenant *is = pair->is;
    const struct tenant *should = pair->should;

    if (is->entries != should->entries)
        return DIFFER(pair, "%s: %" PRIu64 " entries instead of %" PRIu64, is->name, is->entries,
                      should->entries);
    if (is->failed || is->has_report != should->has_report ||
        stream_id_compare(is->newest_id, should->newest_id) != 0)
        return DIFFER(pair, "%s: another newest report, or none", is->name);
    return compare_recent(pair) && compare_history(pair, since_ms) &&
           compare_verdicts(pair, now_ms);
}

/* The fresh one does not know it. */
static bool is_gone(const struct tenant *tenant)
{
    return tenant->failed ||
           (!tenant->has_report && tenant->entries == 0 && history_rows(&tenant->history) == 0);
}

bool fleet_shows_the_same(const struct watcher *watcher, const struct watcher *fresh,
                          int64_t since_ms, int64_t now_ms, struct error *difference)
{
    for (size_t i = 0; i < watcher->fleet.count; i++) {
        const struct tenant *tenant = watcher->fleet.tenants[i];
        const struct pair pair = {tenant, fleet_find(&fresh->fleet, tenant_name(tenant)),
                                  difference};
        if (pair.should == NULL && !is_gone(tenant))
            return DIFFER(&pair, "%s is shown, and is gone", tenant->name);
        if (pair.should != NULL && !compare_tenant(&pair, since_ms, now_ms))
            return false;
    }
    return true;
}
