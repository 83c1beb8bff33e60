/* Whether servers, and a cluster of them, serve at all. */
#include "config.h"

#include "base/text.h"
#include "doctor/figure.h"
#include "doctor/server_view.h"
#include "present/number.h"
#include "redis/info_text.h"
#include "redis/reply.h"
#include "redis/url.h"

#include <inttypes.h>
#include <string.h>

#define SLOTS 16384

/* What nodes say of their cluster: each as it sees it, so that the worst of them is told once. */
struct coverage {
    size_t says;        /* nodes that say it is not well */
    size_t worst;       /* the node that sees the most amiss */
    uint64_t uncovered; /* slots that nobody serves, as it sees it */
    uint64_t suspected; /* slots of nodes that it does not hear from */
    bool is_down;
};

static struct coverage coverage_of(struct slice info)
{
    uint64_t assigned = info_number(info, "cluster_slots_assigned");
    struct slice state = info_value(info, "cluster_state");
    struct coverage coverage = {.suspected = info_number(info, "cluster_slots_pfail")};

    if (state.data == NULL)
        return (struct coverage){0};
    coverage.is_down = !slice_is(state, "ok");
    coverage.uncovered = info_number(info, "cluster_slots_fail");
    if (assigned < SLOTS && info_value(info, "cluster_slots_assigned").data != NULL)
        coverage.uncovered += SLOTS - assigned;
    return coverage;
}

static bool is_well(const struct coverage *coverage)
{
    return !coverage->is_down && coverage->uncovered == 0 && coverage->suspected == 0;
}

static bool is_worse(const struct coverage *a, const struct coverage *b)
{
    if (a->is_down != b->is_down)
        return a->is_down;
    if (a->uncovered != b->uncovered)
        return a->uncovered > b->uncovered;
    return a->suspected > b->suspected;
}

static struct coverage worst_coverage(const struct examination *examination)
{
    struct coverage worst = {0};

    for (size_t i = 0; i < examination->node_count; i++) {
        const struct buffer *text = &examination->nodes[i].cluster_info;
        struct coverage seen = coverage_of((struct slice){buffer_text(text), text->size});
        if (is_well(&seen))
            continue;
        seen.says = worst.says + 1;
        seen.worst = i;
        if (worst.says == 0 || is_worse(&seen, &worst))
            worst = seen;
        else
            worst.says++;
    }
    return worst;
}

static void judge_cluster(const struct check *check, const struct examination *examination,
                          struct findings *findings)
{
    struct coverage worst = worst_coverage(examination);
    bool is_error = worst.is_down || worst.uncovered > 0;

    if (worst.says == 0)
        return;
    struct finding *finding =
        finding_add(findings, check, is_error ? FINDING_ERROR : FINDING_WARNING, examination, NULL,
                    worst.says == 1 ? worst.worst : SIZE_MAX);
    buffer_printf(&finding->evidence, "cluster_state is %s", worst.is_down ? "fail" : "ok");
    if (worst.uncovered > 0)
        buffer_printf(&finding->evidence, ", %s of %s slots have no server",
                      FIGURE_COUNT(worst.uncovered), FIGURE_COUNT(SLOTS));
    if (worst.suspected > 0)
        buffer_printf(&finding->evidence, ", %s slots have one that is not heard from",
                      FIGURE_COUNT(worst.suspected));
    buffer_printf(&finding->evidence, ", as %zu of %zu nodes say", worst.says,
                  examination->node_count);
    buffer_printf(&finding->note,
                  "Bring the nodes back that are away; what then is uncovered, redis-cli --cluster "
                  "fix %s covers anew, empty",
                  examination->nodes[worst.worst].name);
}

/* Some providers rename it, or leave it out: a server that says so is there. */
static bool hides_info(const struct examined_node *node)
{
    struct slice text = slice_of(node->error.text);

    return node->error.class != ERROR_NONE && (text.size == 0 || reply_error_is(text, "ERR"));
}

static void judge_absence(const struct check *check, const struct examination *examination,
                          size_t number, struct findings *findings)
{
    const struct examined_node *node = &examination->nodes[number];

    if (examined_refused(examination, "info", NULL))
        return;
    if (hides_info(node)) {
        finding_unchecked(findings, check, "INFO");
        return;
    }
    struct finding *finding =
        finding_add(findings, check, FINDING_ERROR, examination, NULL, number);
    buffer_printf(&finding->evidence, "%s does not answer", node->name);
    if (node->error.class != ERROR_NONE)
        buffer_printf(&finding->evidence, ": %s", node->error.text);
}

static void judge_loading(const struct server_view *view)
{
    bool is_replica = server_is_replica(view);
    char total[NUMBER_SIZE];

    if (!server_says(view, "loading", "1"))
        return;
    struct finding *finding = server_finding(view, is_replica ? FINDING_WARNING : FINDING_ERROR);
    number_bytes(server_number(view, "loading_total_bytes"), total);
    buffer_string(&finding->evidence, "it is loading its data");
    if (server_number(view, "loading_total_bytes") > 0)
        buffer_printf(&finding->evidence,
                      ": %.0f %% of %s, %" PRIu64 " s are left by its own account",
                      info_real(view->info, "loading_loaded_perc"), total,
                      server_number(view, "loading_eta_seconds"));
    buffer_string(&finding->note, "It answers when it has all: wait");
}

/* What a client of the cluster is told, where it may not be asked itself. */
static void judge_hearsay(const struct server_view *view)
{
    uint64_t rise = server_rise(view, COUNTER_CLUSTERDOWN);

    if (!server_says(view, "cluster_enabled", "1") || view->node->cluster_info.size > 0)
        return;
    if (rise == 0) {
        server_unchecked(view, "+cluster|info");
        return;
    }
    struct finding *finding = server_finding(view, FINDING_ERROR);
    server_tell_count(view, finding, server_count(view, COUNTER_CLUSTERDOWN),
                      "request failed with CLUSTERDOWN", "requests failed with CLUSTERDOWN", rise);
}

static bool is_down(const struct examined_stream *stream)
{
    return !stream->answered && stream->why != NULL && strstr(stream->why, "CLUSTERDOWN") != NULL;
}

/* What is asked about a stream of a slot that nobody serves fails. */
static void judge_streams(const struct check *check, const struct examination *examination,
                          struct findings *findings)
{
    const struct examined_stream *first = NULL;
    size_t count = 0;

    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        first = first == NULL && is_down(stream) ? stream : first;
        count += is_down(stream);
    }
    if (first == NULL)
        return;
    struct finding *finding =
        finding_add(findings, check, FINDING_ERROR, examination, NULL, SIZE_MAX);
    buffer_printf(&finding->evidence, "%s of %s streams cannot be read: %.80s", FIGURE_COUNT(count),
                  FIGURE_COUNT(examination->stream_count), first->why);
}

static void judge_server(const struct server_view *view)
{
    judge_loading(view);
    judge_hearsay(view);
}

void check_cluster_state(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    judge_cluster(check, examination, findings);
    judge_streams(check, examination, findings);
    for (size_t i = 0; i < examination->node_count; i++) {
        if (!examination->nodes[i].answered)
            judge_absence(check, examination, i, findings);
    }
    servers_judge(check, examination, settings, findings, judge_server);
}
