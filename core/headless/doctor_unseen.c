/* What of before cannot be told to be gone, as nobody could look at it. */
#include "config.h"

#include "doctor/check.h"
#include "headless/doctor_change.h"

#include <stdlib.h>
#include <string.h>

static bool is_unchecked(const struct check *check, const struct findings *now)
{
    for (size_t i = 0; i < now->unchecked_count; i++) {
        if (now->unchecked[i].check == check)
            return true;
    }
    return false;
}

static bool has_silent_node(const struct examination *examination)
{
    for (size_t i = 0; i < examination->node_count; i++) {
        if (!examination->nodes[i].answered)
            return true;
    }
    return false;
}

static bool is_node_unseen(const char *name, const struct examination *examination)
{
    for (size_t i = 0; i < examination->node_count; i++) {
        if (strcmp(examination->nodes[i].name, name) == 0)
            return !examination->nodes[i].answered;
    }
    return has_silent_node(examination);
}

static bool is_stream_unseen(const struct finding *finding, const struct examination *examination)
{
    const struct examined_stream *stream =
        examined_stream_of(examination, (struct slice){finding->key, finding->key_size});
    bool sampled = examination->sampled < examination->stream_count;

    if (stream == NULL)
        return !examination->searched || has_silent_node(examination);
    return !stream->answered ||
           (sampled && stream->content.entries == 0 && finding->check->reads_entries);
}

static bool is_unseen(const struct finding *finding, const struct findings *now,
                      const struct examination *examination)
{
    if (is_unchecked(finding->check, now))
        return true;
    if (finding->key != NULL)
        return is_stream_unseen(finding, examination);
    return finding->node != NULL ? is_node_unseen(finding->node, examination)
                                 : has_silent_node(examination);
}

void doctor_keep_unseen(const struct findings *before, struct findings *now,
                        const struct examination *examination)
{
    size_t count;
    struct doctor_change *changes = doctor_changes(before, now, &count);

    for (size_t i = 0; i < count; i++) {
        if (changes[i].kind == CHANGE_GONE && is_unseen(changes[i].before, now, examination))
            finding_copy(now, changes[i].before);
    }
    free(changes);
    findings_sort(now);
}
