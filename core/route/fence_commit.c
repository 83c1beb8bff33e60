/* The fence: saving what was told, and acknowledging. */
#include "config.h"

#include "route/fence_private.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACKS_AT_ONCE 1000

/* The words of one script. */
struct commit_words {
    struct slice *items;
    size_t count;
    size_t capacity;
    char sets[24];
    char removals[24];
    char at[STREAM_ID_SIZE];
    char (*ids)[STREAM_ID_SIZE];
};

static void add_word(struct commit_words *words, struct slice word)
{
    words->items =
        mem_grow(words->items, &words->capacity, words->count + 1, sizeof(*words->items));
    words->items[words->count++] = word;
}

static bool is_set(const struct told_change *change)
{
    return change->value != NULL;
}

/* Returns true when a later change is of the same alert, and stands for this one. */
static bool is_outdated(const struct fence_commit *commit, size_t index)
{
    for (size_t i = index + 1; i < commit->change_count; i++) {
        if (strcmp(commit->changes[i].field, commit->changes[index].field) == 0)
            return true;
    }
    return false;
}

/* Adds those that are written, with their values, or those that go. Returns how many. */
static size_t add_changes_of(struct commit_words *words, const struct fence_commit *commit,
                             bool written)
{
    size_t count = 0;

    for (size_t i = 0; i < commit->change_count; i++) {
        const struct told_change *change = &commit->changes[i];
        if (is_set(change) != written || is_outdated(commit, i))
            continue;
        add_word(words, slice_of(change->field));
        if (written)
            add_word(words, slice_of(change->value));
        count++;
    }
    return count;
}

/* How many there are stands in front of them. */
static void add_changes(struct commit_words *words, const struct fence_commit *commit)
{
    size_t numbers = words->count;

    add_word(words, SLICE(""));
    add_word(words, SLICE(""));
    snprintf(words->sets, sizeof(words->sets), "%zu", add_changes_of(words, commit, true));
    snprintf(words->removals, sizeof(words->removals), "%zu", add_changes_of(words, commit, false));
    words->items[numbers] = slice_of(words->sets);
    words->items[numbers + 1] = slice_of(words->removals);
}

static void add_acks(struct commit_words *words, struct fence_job *job)
{
    size_t count = job->ack_count - job->sent;

    count = count < ACKS_AT_ONCE ? count : ACKS_AT_ONCE;
    words->ids = mem_zalloc(count + 1, sizeof(*words->ids));
    for (size_t i = 0; i < count; i++) {
        stream_id_format(job->acks[job->sent++], words->ids[i]);
        add_word(words, slice_of(words->ids[i]));
    }
}

static bool changes_told(const struct fence_commit *commit)
{
    return commit->change_count > 0 || commit->whole;
}

static void on_committed(void *context, const struct reply *reply, const struct error *lost);

/* Sends the changes and as many acknowledgements as go along with them: who takes the stream over
 * between this and what is left knows by `at` what was judged already. */
static bool send_part(struct fence_job *job, const struct fence_commit *commit)
{
    struct commit_words words = {0};

    add_word(&words, fence_content(&job->stream));
    add_word(&words, fence_content(&job->told));
    add_word(&words, slice_of(job->epoch));
    add_word(&words, slice_of(job->group));
    if (changes_told(commit))
        stream_id_format(commit->at, words.at);
    add_word(&words, slice_of(words.at));
    add_word(&words, commit->whole ? SLICE("1") : SLICE("0"));
    add_changes(&words, commit);
    add_acks(&words, job);
    bool sent = fence_run(job, SCRIPT_COMMIT, words.items, words.count, 2, on_committed);
    free(words.items);
    free(words.ids);
    return sent;
}

static void on_committed(void *context, const struct reply *reply, const struct error *lost)
{
    struct fence_job *job = context;
    struct error error;
    enum fence_result result = fence_written(reply, lost, &error);

    if (result == FENCE_DONE && job->sent < job->ack_count) {
        if (send_part(job, &(struct fence_commit){0}))
            return;
        error_set(&error, ERROR_RETRY, "it went away before all was acknowledged");
        result = FENCE_LOST;
    }
    fence_end_job(job, result, &error);
}

bool fence_commit(const struct fence_target *target, const struct fence_commit *commit,
                  fence_done_fn *done, void *context)
{
    struct fence_job *job = fence_make_job(target, context);

    job->done = done;
    job->ack_count = commit->ack_count;
    job->acks = mem_zalloc(commit->ack_count + 1, sizeof(*job->acks));
    if (commit->ack_count > 0)
        memcpy(job->acks, commit->acks, commit->ack_count * sizeof(*job->acks));
    if (send_part(job, commit))
        return true;
    fence_free_job(job);
    return false;
}
