/* Notes of what doctor found. */
#include "config.h"

#include "headless/snapshot_notes.h"

#include "base/text.h"
#include "headless/snapshot_doctor.h"

/* Findings of one check that are told one by one; of more, only how many there are. */
#define FINDINGS_MAX 5

/* What notes of the source say, too. */
static const struct said {
    void (*judge)(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings);
    enum source_note_kind by;
} said[] = {
    {check_evictable, NOTE_EVICTION},        {check_evicting, NOTE_EVICTION},
    {check_out_of_memory, NOTE_MEMORY_FULL}, {check_clock_skew, NOTE_CLOCK},
    {check_replication, NOTE_REPLICA},       {check_replication, NOTE_REPLICA_CUT_OFF},
    {check_replication, NOTE_REPLICA_LATE},  {check_cluster_state, NOTE_PART_AWAY},
    {check_rights, NOTE_NOT_PERMITTED},
};

static bool is_said(const struct check *check, const struct source_status *status)
{
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        if (said[i].judge == check->judge &&
            source_note(status, source_note_id(said[i].by)) != NULL)
            return true;
    }
    return false;
}

static void append_scope(struct buffer *out, const struct finding *finding)
{
    if (finding->key != NULL)
        text_safe(out, (struct slice){finding->key, finding->key_size}, false);
    else
        buffer_string(out, finding->node != NULL ? finding->node : "server");
}

static void add_finding(struct notes *notes, const struct finding *finding)
{
    struct buffer *text = notes_add(notes, finding->check->id);

    append_scope(text, finding);
    buffer_string(text, ": ");
    buffer_append(text, finding->evidence.data, finding->evidence.size);
}

/* Those of one check and severity stand together. */
static size_t count_same(const struct findings *findings, size_t begin)
{
    const struct finding *first = &findings->items[begin];
    size_t count = 1;

    while (begin + count < findings->count &&
           findings->items[begin + count].check == first->check &&
           findings->items[begin + count].severity == first->severity)
        count++;
    return count;
}

static void add_same(struct notes *notes, const struct finding *items, size_t count)
{
    for (size_t i = 0; i < count && i < FINDINGS_MAX; i++)
        add_finding(notes, &items[i]);
    if (count > FINDINGS_MAX)
        buffer_printf(notes_add(notes, items->check->id), "%zu more of these: %s",
                      count - FINDINGS_MAX, items->check->title);
}

/* A snapshot is of tenants: what may go wrong with a server one day is left to doctor. */
static bool is_told(const struct finding *finding, const struct notes_about *about)
{
    if (is_said(finding->check, about->status))
        return false;
    return finding->severity == FINDING_ERROR ||
           (about->warnings && finding->severity == FINDING_WARNING && finding->key != NULL);
}

void notes_add_findings(struct notes *notes, const struct notes_about *about)
{
    const struct findings *findings = &about->doctor->findings;
    const struct error *trouble = &about->doctor->trouble;
    size_t count;

    for (size_t i = 0; i < findings->count; i += count) {
        const struct finding *first = &findings->items[i];
        count = count_same(findings, i);
        if (is_told(first, about))
            add_same(notes, first, count);
    }
    if (trouble->class != ERROR_NONE)
        buffer_printf(notes_add(notes, "not_examined"), "what doctor finds is not %sknown: %s",
                      about->doctor->examination != NULL ? "all " : "", trouble->text);
}
