/* Check of groups that are on most streams, and not on some. */
#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "doctor/group_facts.h"

#include <stdlib.h>

/* A group that is meant for all streams is on so many at least, and misses on one in so many, or on
 * a single one, at most. What more streams lack is not theirs, and what a person made on one or two
 * is nobody's lack. */
#define HAVE_MIN 3
#define ONE_IN 10

/* A stream is not missed before that: whoever reads them all has to find it first. */
#define YOUNG_MS (10 * MS_PER_MINUTE)

static int compare_names(const void *first, const void *second)
{
    const struct group_place *a = first;
    const struct group_place *b = second;

    return slice_compare(a->group->name, b->group->name);
}

static bool is_known(const struct examined_stream *stream)
{
    return stream->answered && stream->groups_known;
}

static size_t count_known(const struct examination *examination)
{
    size_t count = 0;

    for (size_t i = 0; i < examination->stream_count; i++)
        count += is_known(&examination->streams[i]);
    return count;
}

static bool has_group(const struct examined_stream *stream, struct slice name)
{
    for (size_t i = 0; i < stream->group_count; i++) {
        if (slice_equals(stream->groups[i].name, name))
            return true;
    }
    return false;
}

static bool is_old_enough(const struct examination *examination,
                          const struct examined_stream *stream)
{
    int64_t first_ms = stream_id_time(stream->facts.first_entry.id);

    return stream->facts.length > 0 &&
           first_ms <= examined_now(examination, stream->node) - YOUNG_MS;
}

/* It begins where the stream ended when it was looked at, so that nothing is missed until then. */
static void tell(const struct check *check, const struct group_place *place, size_t have,
                 size_t streams, struct findings *findings)
{
    char name[GROUP_NAME_SIZE], id[STREAM_ID_SIZE];
    struct finding *finding = group_finding(findings, check, FINDING_WARNING, place, name);

    stream_id_format(place->stream->facts.last, id);
    finding->weight = (double)have;
    buffer_printf(&finding->evidence, "group %s is on %s of %s streams, and not on this one", name,
                  FIGURE_COUNT(have), FIGURE_COUNT(streams));
    buffer_string(&finding->cure, "XGROUP CREATE");
    group_words(&finding->cure, place);
    buffer_printf(&finding->cure, " %s", id);
    buffer_string(&finding->note, "It is given what comes from now on; with 0 in place of the ID "
                                  "all that is there.");
}

/* Routers make their groups themselves, on the streams that their destination is for. Until all
 * consumers are known, any group may be theirs. */
static bool is_of_others(const struct group_place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!places[i].group->consumers_known || group_is_routers(&places[i]))
            return false;
    }
    return true;
}

static void judge_group(const struct check *check, const struct group_place *places, size_t have,
                        size_t streams, struct findings *findings)
{
    const struct examination *examination = places->examination;
    size_t most = streams / ONE_IN > 1 ? streams / ONE_IN : 1;

    if (have < HAVE_MIN || have == streams || streams - have > most || !is_of_others(places, have))
        return;
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        const struct group_place place = {examination, stream, places->group};
        if (is_known(stream) && !has_group(stream, places->group->name) &&
            is_old_enough(examination, stream))
            tell(check, &place, have, streams, findings);
    }
}

/* Returns all groups by their names. */
static struct group_place *list_groups(const struct examination *examination, size_t *count)
{
    struct group_place place = {.examination = examination};
    struct group_place *places = NULL;
    size_t capacity = 0;

    for (*count = 0; group_next(&place); ++*count) {
        places = mem_grow(places, &capacity, *count + 1, sizeof(*places));
        places[*count] = place;
    }
    if (*count > 1)
        qsort(places, *count, sizeof(*places), compare_names);
    return places;
}

void check_group_missing(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    size_t count, streams = count_known(examination);
    struct group_place *places = list_groups(examination, &count);

    (void)settings;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && compare_names(&places[first], &places[end]) == 0;)
            end++;
        judge_group(check, &places[first], end - first, streams, findings);
    }
    if (examined_refused(examination, "XINFO", "CONSUMERS") && count > 0)
        finding_unchecked(findings, check, "+xinfo|consumers");
    free(places);
    groups_unchecked(check, examination, findings);
}
