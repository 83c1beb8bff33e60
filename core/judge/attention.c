#include "config.h"

#include "judge/attention.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
    return text != NULL ? mem_strdup(text) : NULL;
}

static void release(struct attention_entry *entry)
{
    free(entry->source);
    free(entry->tenant);
    free(entry->dimension);
    free(entry->why);
}

void attention_list_add(struct attention_list *list, const struct attention_entry *entry)
{
    list->entries = mem_grow(list->entries, &list->capacity, list->count + 1, sizeof(*entry));
    struct attention_entry *added = &list->entries[list->count++];
    *added = *entry;
    added->source = copy(entry->source);
    added->tenant = copy(entry->tenant);
    added->dimension = copy(entry->dimension);
    added->why = copy(entry->why);
}

static void take_out(struct attention_list *list, size_t at)
{
    release(&list->entries[at]);
    list->count--;
    memmove(&list->entries[at], &list->entries[at + 1],
            (list->count - at) * sizeof(list->entries[0]));
}

void attention_list_free(struct attention_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        release(&list->entries[i]);
    free(list->entries);
    *list = (struct attention_list){0};
}

static bool is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Returns the place of what is said of the same, or the list's count. */
static size_t find(const struct attention_list *list, const struct attention_entry *entry)
{
    size_t at = 0;

    while (at < list->count && (list->entries[at].kind != entry->kind ||
                                !is_same_text(list->entries[at].source, entry->source) ||
                                !is_same_text(list->entries[at].tenant, entry->tenant) ||
                                !is_same_text(list->entries[at].dimension, entry->dimension)))
        at++;
    return at;
}

void attention_apply(struct attention_list *list, const struct attention_list *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct attention_entry *change = &changes->entries[i];
        size_t at = find(list, change);
        if (at < list->count)
            take_out(list, at);
        if (!change->removed)
            attention_list_add(list, change);
    }
}

/* Notes a change, and makes it. */
static void make(struct attention *attention, const struct attention_entry *change)
{
    struct attention_entry entry = *change;
    const struct attention_list one = {&entry, 1, 1};

    attention_list_add(&attention->changes, &entry);
    attention_apply(&attention->said, &one);
    attention->revision++;
}

void attention_put(struct attention *attention, const struct attention_entry *entry)
{
    make(attention, entry);
}

bool attention_take_back(struct attention *attention, const struct attention_entry *entry)
{
    struct attention_entry change = *entry;

    if (find(&attention->said, entry) == attention->said.count)
        return false;
    change.removed = true;
    make(attention, &change);
    return true;
}

const struct attention_entry *attention_find(const struct attention *attention,
                                             enum attention_kind kind, const char *tenant,
                                             const char *dimension)
{
    for (size_t i = 0; attention != NULL && i < attention->said.count; i++) {
        const struct attention_entry *entry = &attention->said.entries[i];
        if (entry->kind == kind && is_same_text(entry->source, attention->source) &&
            is_same_text(entry->tenant, tenant) && is_same_text(entry->dimension, dimension))
            return entry;
    }
    return NULL;
}

const struct attention_entry *attention_holds(const struct attention *attention,
                                              enum attention_kind kind, const char *tenant,
                                              const char *dimension)
{
    const struct attention_entry *entry = attention_find(attention, kind, tenant, dimension);

    return entry != NULL && entry->worse_ms == 0 ? entry : NULL;
}

size_t attention_count(const struct attention *attention, enum attention_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < attention->said.count; i++) {
        const struct attention_entry *entry = &attention->said.entries[i];
        count += entry->kind == kind && entry->worse_ms == 0 &&
                         is_same_text(entry->source, attention->source)
                     ? 1
                     : 0;
    }
    return count;
}

/* What is over is over for whoever reads the file, too: that needs no change. */
static void expire(struct attention *attention, int64_t now_ms)
{
    for (size_t i = attention->said.count; i-- > 0;) {
        if (attention->said.entries[i].until_ms > now_ms)
            continue;
        take_out(&attention->said, i);
        attention->revision++;
    }
}

/* Returns the state that something is said of; STATE_OK where there is no such thing. */
static enum state state_now(const struct attention_entry *entry, const struct judgement *judgement)
{
    const struct tenant_verdict *verdict = judgement_find(judgement, slice_of(entry->tenant));

    if (verdict == NULL || entry->dimension == NULL)
        return verdict != NULL ? verdict->state : STATE_OK;
    size_t column = tenant_find_dimension(verdict->tenant, slice_of(entry->dimension));
    const struct dimension_verdict *dimension = verdict_of(verdict, column);
    return dimension != NULL ? dimension->state : STATE_OK;
}

static const struct attention_entry *find_worse(struct attention *attention,
                                                const struct judgement *judgement, int64_t now_ms)
{
    for (size_t i = 0; i < attention->said.count; i++) {
        struct attention_entry *entry = &attention->said.entries[i];
        if (entry->kind != ATTENTION_ACKNOWLEDGED || entry->worse_ms != 0 ||
            !is_same_text(entry->source, attention->source) ||
            state_urgency(state_now(entry, judgement)) <= state_urgency(entry->state))
            continue;
        entry->worse_ms = now_ms;
        attention_list_add(&attention->changes, entry);
        attention->revision++;
        return entry;
    }
    return NULL;
}

static void mark(const struct attention *attention, const struct verdict_list *verdicts)
{
    bool any = attention_count(attention, ATTENTION_MUTED) > 0;

    for (size_t i = 0; i < verdicts->count; i++) {
        struct tenant_verdict *verdict = verdicts->verdicts[i];
        verdict->muted =
            any && attention_holds(attention, ATTENTION_MUTED, verdict->tenant->name, NULL) != NULL;
    }
}

const struct attention_entry *attention_follow(struct attention *attention,
                                               struct judgement *judgement, int64_t now_ms)
{
    expire(attention, now_ms);
    const struct attention_entry *worse = find_worse(attention, judgement, now_ms);
    if (judgement->attended != attention->revision)
        mark(attention, &judgement->all);
    else
        mark(attention, &judgement->judged);
    judgement->attended = attention->revision;
    return worse;
}

void attention_rank(const struct attention *attention, const struct tenant *tenant,
                    struct ranking *ranking)
{
    size_t end = ranking->count;

    if (tenant == NULL || attention_count(attention, ATTENTION_MUTED) == 0)
        return;
    for (size_t row = 0, seen = ranking->count; seen > 0 && row < end; seen--) {
        struct ranked_dimension ranked = ranking->rows[row];
        const char *name = tenant->dimensions[ranked.verdict->dimension].name;
        if (attention_holds(attention, ATTENTION_MUTED, tenant->name, name) == NULL) {
            row++;
            continue;
        }
        memmove(&ranking->rows[row], &ranking->rows[row + 1],
                (ranking->count - row - 1) * sizeof(ranked));
        ranking->rows[ranking->count - 1] = ranked;
        end--;
    }
}

void attention_free(struct attention *attention)
{
    attention_list_free(&attention->said);
    attention_list_free(&attention->changes);
    free(attention->source);
    *attention = (struct attention){0};
}
