#include "config.h"

#include "drift/tenant.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the name of a family: that of its member up to the last dot, or all of it. */
static struct slice family_of(struct slice name)
{
    const char *dot = name.size > 0 ? memrchr(name.data, '.', name.size) : NULL;

    return dot != NULL && dot > name.data ? (struct slice){name.data, (size_t)(dot - name.data)}
                                          : name;
}

static size_t find_family(const struct tenant *tenant, size_t column)
{
    const struct dimension *member = &tenant->dimensions[column];
    struct slice family = family_of((struct slice){member->name, member->name_size});

    for (size_t i = 0; i < column; i++) {
        const struct dimension *other = &tenant->dimensions[i];
        if (slice_equals(family, family_of((struct slice){other->name, other->name_size})))
            return i;
    }
    return column;
}

/* A few take no more room than they need: there are many tenants. */
static void make_room(struct tenant *tenant, size_t count)
{
    if (count > TENANT_FEW_DIMENSIONS) {
        tenant->dimensions = mem_grow(tenant->dimensions, &tenant->dimension_capacity, count,
                                      sizeof(*tenant->dimensions));
        return;
    }
    tenant->dimensions = mem_resize(tenant->dimensions, count, sizeof(*tenant->dimensions));
    tenant->dimension_capacity = count;
}

/* Puts the newest dimension into the table, or all of them with the first one that is too many. */
static void put_into_table(struct tenant *tenant)
{
    size_t count = tenant->dimension_count;

    if (count <= TENANT_FEW_DIMENSIONS)
        return;
    for (size_t i = tenant->names.count; i < count; i++) {
        const struct dimension *dimension = &tenant->dimensions[i];
        name_table_add(&tenant->names, (struct slice){dimension->name, dimension->name_size}, i);
    }
}

static size_t add_dimension(struct tenant *tenant, struct slice name)
{
    size_t column = tenant->dimension_count;

    make_room(tenant, column + 1);
    struct dimension *dimension = &tenant->dimensions[column];
    *dimension = (struct dimension){
        .name = mem_strndup(name.data, name.size),
        .name_size = (uint32_t)name.size,
        .newest = SAMPLE_ABSENT,
        .sample_count = SAMPLE_COUNT_UNKNOWN,
        .severity_word = "",
    };
    dimension->family = (uint16_t)find_family(tenant, column);
    tenant->dimension_count++;
    put_into_table(tenant);
    return column;
}

static void count_flaw(struct tenant *tenant, enum flaw flaw)
{
    struct report_flaws one = {0};

    one.count[flaw] = 1;
    report_flaws_add(&tenant->flaws, &one);
}

/* Returns the column for a name, or dimension_count when it is one too many. Producers name their
 * dimensions in the same order every time, so the column behind the last match comes first. */
static size_t column_of(struct tenant *tenant, struct slice name, size_t expected)
{
    if (expected < tenant->dimension_count) {
        const struct dimension *dimension = &tenant->dimensions[expected];
        if (slice_equals((struct slice){dimension->name, dimension->name_size}, name))
            return expected;
    }
    size_t column = tenant_find_dimension(tenant, name);
    if (column < tenant->dimension_count)
        return column;
    if (tenant->dimension_count == TENANT_MAX_DIMENSIONS) {
        count_flaw(tenant, FLAW_NAMES_LEFT_OUT);
        return tenant->dimension_count;
    }
    return add_dimension(tenant, name);
}

/* Returns the number of a word of severity that is not known, from 1; 0 where there is no more room
 * for words: then it is told as what it counts as. */
static uint8_t number_of_word(struct tenant *tenant, struct slice word)
{
    for (size_t i = 0; i < tenant->word_count; i++) {
        if (slice_is(word, tenant->words[i]))
            return (uint8_t)(i + 1);
    }
    if (tenant->word_count == TENANT_MAX_WORDS)
        return 0;
    tenant->words =
        mem_resize(tenant->words, (size_t)tenant->word_count + 1, sizeof(*tenant->words));
    tenant->words[tenant->word_count++] = mem_strndup(word.data, word.size);
    return tenant->word_count;
}

static struct sample sample_of(struct tenant *tenant, const struct reading *reading)
{
    uint32_t count = SPAN_COUNT_UNKNOWN;

    if (reading->sample_count < SPAN_COUNT_UNKNOWN)
        count = (uint32_t)reading->sample_count;
    else if (reading->sample_count != SAMPLE_COUNT_UNKNOWN)
        count = SPAN_COUNT_UNKNOWN - 1;
    return (struct sample){
        .value = reading->value,
        .baseline = reading->baseline,
        .z = reading->z,
        .count = count,
        .severity = reading->severity,
        .word = reading->word == WORD_UNKNOWN ? number_of_word(tenant, reading->severity_word) : 0,
    };
}

/* Replaces a string, and its memory only when that is too small. */
static void set_text(char **text, uint32_t *capacity, struct slice value)
{
    if (*capacity <= value.size) {
        *text = mem_resize(*text, value.size + 1, 1);
        *capacity = (uint32_t)value.size + 1;
    }
    if (value.size > 0)
        memcpy(*text, value.data, value.size);
    (*text)[value.size] = '\0';
}

/* The same for a string that is NULL when there is nothing to say. */
static void set_optional_text(char **text, uint32_t *capacity, struct slice value)
{
    if (value.size > 0) {
        set_text(text, capacity, value);
        return;
    }
    free(*text);
    *text = NULL;
    *capacity = 0;
}

static void set_newest(struct dimension *dimension, struct stream_id id,
                       const struct reading *reading, const struct sample *sample)
{
    dimension->last = id;
    dimension->newest = *sample;
    dimension->sample_count = reading->sample_count;
    dimension->word = reading->word;
    dimension_set_word(dimension, reading->severity_word);
    set_optional_text(&dimension->metadata, &dimension->metadata_capacity, reading->metadata);
}

/* One sample for each dimension. */
struct row {
    struct sample samples[TENANT_MAX_DIMENSIONS];
    size_t count;
};

/* Sorts the readings into a row. Where a report names a dimension twice, the worse reading
 * holds. Metadata is told apart in what goes into the history. */
static void fill_row(struct tenant *tenant, const struct report *report, bool keep, struct row *row)
{
    size_t column = SIZE_MAX;

    for (row->count = 0; row->count < tenant->dimension_count; row->count++)
        row->samples[row->count] = SAMPLE_ABSENT;
    for (size_t i = 0; i < report->count; i++) {
        const struct reading *reading = &report->readings[i];
        size_t found = column_of(tenant, reading->name, column + 1);
        if (found == tenant->dimension_count)
            continue;
        if (found == row->count)
            row->samples[row->count++] = SAMPLE_ABSENT;
        column = found;
        struct sample *sample = &row->samples[column];
        struct dimension *dimension = &tenant->dimensions[column];
        if (sample->severity != SEVERITY_ABSENT)
            count_flaw(tenant, FLAW_DOUBLED_DIMENSIONS);
        if (reading->severity <= sample->severity)
            continue;
        *sample = sample_of(tenant, reading);
        if (keep)
            sample->metadata =
                metadata_number(&dimension->table, reading->metadata, report->split_metadata);
        if (stream_id_compare(report->id, dimension->last) >= 0)
            set_newest(dimension, report->id, reading, sample);
    }
}

/* Learns on which side of 0 z lies when a dimension is in trouble. */
static void learn_directions(struct tenant *tenant, const struct row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct sample *sample = &row->samples[i];
        if (sample->severity < SEVERITY_WARN)
            continue;
        tenant->dimensions[i].bad_above += sample->z > 0;
        tenant->dimensions[i].bad_below += sample->z < 0;
    }
}

/* Fills an entry and its readings; returns how many there are. */
static struct recent_entry recent_of(const struct report *report, const struct row *row,
                                     struct recent_reading *readings)
{
    struct report_window window = report_window(report);
    struct recent_entry entry = {
        .id = report->id,
        .start_ms = window.start_ms,
        .end_ms = window.end_ms,
        .fingerprint = report->fingerprint,
        .readable = true,
    };

    for (size_t i = 0; i < row->count; i++) {
        const struct sample *sample = &row->samples[i];
        if (sample->severity == SEVERITY_ABSENT)
            continue;
        readings[entry.count++] = (struct recent_reading){
            .value = sample->value,
            .baseline = sample->baseline,
            .z = sample->z,
            .sample_count = sample->count,
            .dimension = (uint16_t)i,
            .severity = (uint8_t)sample->severity,
        };
    }
    return entry;
}

static bool is_newer(const struct tenant *tenant, struct stream_id id)
{
    const struct recent *recent = &tenant->recent;

    return recent->count == 0 || stream_id_compare(id, recent_newest_id(recent)) > 0;
}

static bool is_older(const struct tenant *tenant, struct stream_id id)
{
    const struct recent *recent = &tenant->recent;

    return recent->count == 0 || stream_id_compare(id, recent_oldest_id(recent)) < 0;
}

static void append_recent(struct tenant *tenant, const struct report *report, const struct row *row)
{
    struct recent_reading readings[TENANT_MAX_DIMENSIONS];
    struct recent_entry entry = recent_of(report, row, readings);

    recent_append(&tenant->recent, &entry, readings);
}

static void prepend_recent(struct tenant *tenant, const struct report *report,
                           const struct row *row)
{
    struct recent_reading readings[TENANT_MAX_DIMENSIONS];
    struct recent_entry entry = recent_of(report, row, readings);

    recent_prepend(&tenant->recent, &entry, readings);
}

static void prepend_unreadable(struct tenant *tenant, struct stream_id id)
{
    recent_prepend(&tenant->recent,
                   &(struct recent_entry){.id = id, .start_ms = INT64_MIN, .end_ms = INT64_MIN},
                   NULL);
}

static void append_unreadable(struct tenant *tenant, struct stream_id id)
{
    if (is_newer(tenant, id))
        recent_append(&tenant->recent,
                      &(struct recent_entry){.id = id, .start_ms = INT64_MIN, .end_ms = INT64_MIN},
                      NULL);
}

/* Notes that the stream holds an entry; returns whether it is the newest of all. */
static enum tenant_added see_entry(struct tenant *tenant, struct stream_id id)
{
    if (tenant->has_report && stream_id_compare(id, tenant->newest_id) <= 0)
        return TENANT_OLDER;
    tenant->has_report = true;
    tenant->newest_id = id;
    return TENANT_NEWER;
}

static bool is_newest_readable(const struct tenant *tenant, struct stream_id id)
{
    size_t newest = recent_newest_report(&tenant->recent);

    return newest == RECENT_NO_ENTRY ||
           stream_id_compare(id, recent_id(&tenant->recent, newest)) > 0;
}

static void set_window(struct tenant *tenant, const struct report *report)
{
    tenant->window_length_ms = report_window(report).length_ms;
    set_optional_text(&tenant->window_start, &tenant->window_start_capacity, report->window_start);
    set_optional_text(&tenant->window_end, &tenant->window_end_capacity, report->window_end);
}

static struct span_row kept_row(const struct report *report, const struct row *row)
{
    return (struct span_row){
        .id = report->id,
        .kind = ROW_REPORT,
        .fingerprint = report->fingerprint,
        .samples = row->samples,
        .columns = row->count,
    };
}

/* Adds a row to the history; returns true when it is a duplicate. */
static bool keep_report(struct tenant *tenant, int64_t end_ms, const struct report *report,
                        const struct row *row)
{
    const struct span_row kept = kept_row(report, row);

    return history_add(&tenant->history, end_ms, &kept);
}

static void restore_recent(struct tenant *tenant, const struct report *report)
{
    const struct report_flaws flaws = tenant->flaws;
    struct recent_reading readings[TENANT_MAX_DIMENSIONS];
    size_t index = recent_find(&tenant->recent, report->id);
    struct row row;

    if (index == RECENT_NO_ENTRY || index >= recent_brief_end(&tenant->recent))
        return;
    tenant_changed(tenant);
    fill_row(tenant, report, false, &row);
    tenant->flaws = flaws;
    struct recent_entry entry = recent_of(report, &row, readings);
    recent_restore(&tenant->recent, index, readings, entry.count);
}

/* Nothing of it is counted: what was asked for to judge a tenant comes again with its history. */
void tenant_add_recent(struct tenant *tenant, const struct report *report)
{
    const struct report_flaws flaws = tenant->flaws;
    struct row row;

    if (!is_older(tenant, report->id)) {
        restore_recent(tenant, report);
        return;
    }
    if (is_newest_readable(tenant, report->id))
        set_window(tenant, report);
    tenant_changed(tenant);
    see_entry(tenant, report->id);
    fill_row(tenant, report, false, &row);
    tenant->flaws = flaws;
    prepend_recent(tenant, report, &row);
}

void tenant_add_recent_unreadable(struct tenant *tenant, struct stream_id id)
{
    if (!is_older(tenant, id))
        return;
    tenant_changed(tenant);
    see_entry(tenant, id);
    prepend_unreadable(tenant, id);
}

/* Takes from a report what is told without history, and fills its row. */
static enum tenant_added learn(struct tenant *tenant, const struct report *report, bool keep,
                               struct row *row)
{
    bool newest = is_newest_readable(tenant, report->id);
    enum tenant_added added = see_entry(tenant, report->id);

    tenant_changed(tenant);
    fill_row(tenant, report, keep, row);
    report_flaws_add(&tenant->flaws, &report->flaws);
    if (newest)
        set_window(tenant, report);
    if (is_newer(tenant, report->id))
        append_recent(tenant, report, row);
    return added;
}

/* Returns whether the history wants an entry. To find out it may have joined spans. */
static bool wants(struct tenant *tenant, int64_t end_ms, struct stream_id id)
{
    size_t spans = tenant->history.count;
    bool wanted = history_wants(&tenant->history, end_ms, id);

    if (tenant->history.count != spans)
        tenant_changed(tenant);
    return wanted;
}

/* Returns true when an entry that is added to the history is the one before the oldest recent one:
 * then it need not be asked for again. */
static bool continues_recent(const struct tenant *tenant, int64_t end_ms, struct stream_id id)
{
    const struct span *span = history_find(&tenant->history, end_ms);
    const struct recent *recent = &tenant->recent;

    return recent->count > 0 && recent_has_room(recent) && span != NULL && span->rows > 0 &&
           stream_id_compare(span_id(span, 0), recent_oldest_id(recent)) == 0 &&
           stream_id_compare(id, recent_oldest_id(recent)) < 0;
}

enum tenant_added tenant_add_to(struct tenant *tenant, int64_t end_ms, const struct report *report)
{
    struct row row;

    if (!wants(tenant, end_ms, report->id))
        return TENANT_KNOWN;
    bool continues = continues_recent(tenant, end_ms, report->id);
    enum tenant_added added = learn(tenant, report, true, &row);
    if (continues)
        prepend_recent(tenant, report, &row);
    if (!keep_report(tenant, end_ms, report, &row))
        learn_directions(tenant, &row);
    return added;
}

enum tenant_added tenant_add(struct tenant *tenant, const struct report *report, bool keep)
{
    struct row row;

    if (keep)
        return tenant_add_to(tenant, HISTORY_LIVE, report);
    if (!is_newest_readable(tenant, report->id))
        return TENANT_KNOWN;
    enum tenant_added added = learn(tenant, report, false, &row);
    learn_directions(tenant, &row);
    return added;
}

static enum tenant_added count_unreadable(struct tenant *tenant, struct stream_id id,
                                          const char *reason)
{
    bool newest = !tenant->has_report || stream_id_compare(id, tenant->newest_id) > 0;

    tenant_changed(tenant);
    tenant->skipped++;
    if (newest || tenant->trouble == NULL)
        tenant_set_trouble(tenant, reason);
    append_unreadable(tenant, id);
    return see_entry(tenant, id);
}

enum tenant_added tenant_add_unreadable_to(struct tenant *tenant, int64_t end_ms,
                                           struct stream_id id, const char *reason)
{
    const struct span_row row = {.id = id, .kind = ROW_SKIPPED};

    if (!wants(tenant, end_ms, id))
        return TENANT_KNOWN;
    if (continues_recent(tenant, end_ms, id))
        prepend_unreadable(tenant, id);
    history_add(&tenant->history, end_ms, &row);
    return count_unreadable(tenant, id, reason);
}

enum tenant_added tenant_add_unreadable(struct tenant *tenant, struct stream_id id,
                                        const char *reason, bool keep)
{
    if (keep)
        return tenant_add_unreadable_to(tenant, HISTORY_LIVE, id, reason);
    if (tenant->has_report && stream_id_compare(id, tenant->newest_id) <= 0)
        return TENANT_KNOWN;
    return count_unreadable(tenant, id, reason);
}

static struct vacancy find_vacancy(const struct tenant *tenant, const struct report *report)
{
    struct vacancy vacancy = vacancy_of(report->id, report->fingerprint);
    const struct recent *recent = &tenant->recent;

    history_see(&tenant->history, &vacancy);
    for (size_t i = recent->count; i-- > 0 && recent_id(recent, i).ms >= report->id.ms;)
        vacancy_see(&vacancy, recent_id(recent, i),
                    recent_entry(recent, i).fingerprint == recent_fingerprint(report->fingerprint));
    return vacancy;
}

/* Returns false where the same report is there already. */
static bool number_report(const struct tenant *tenant, struct report *report)
{
    struct vacancy vacancy = find_vacancy(tenant, report);

    while (vacancy.taken && !vacancy.repeated) {
        report->id = stream_id_next(vacancy.newest);
        vacancy = find_vacancy(tenant, report);
    }
    return !vacancy.repeated;
}

static bool is_between(const struct span *live, struct stream_id id)
{
    return live != NULL && live->rows > 0 && stream_id_compare(id, span_id(live, 0)) > 0 &&
           stream_id_compare(id, span_id(live, live->rows - 1)) < 0;
}

static void insert_recent(struct tenant *tenant, const struct report *report, const struct row *row)
{
    struct recent_reading readings[TENANT_MAX_DIMENSIONS];
    struct recent_entry entry = recent_of(report, row, readings);

    recent_make_room(&tenant->recent);
    recent_insert(&tenant->recent, &entry, readings);
}

static bool insert_history(struct tenant *tenant, const struct report *report,
                           const struct row *row)
{
    const struct span_row kept = kept_row(report, row);

    return history_insert(&tenant->history, &kept);
}

void tenant_place(struct tenant *tenant, struct report *report, struct tenant_place *place)
{
    struct row row;

    place->repeated = !number_report(tenant, report);
    if (place->repeated)
        return;
    place->between = place->keep && is_between(history_live(&tenant->history), report->id);
    tenant_changed(tenant);
    if (place->judge && is_newest_readable(tenant, report->id))
        set_window(tenant, report);
    see_entry(tenant, report->id);
    fill_row(tenant, report, place->keep, &row);
    report_flaws_add(&tenant->flaws, &report->flaws);
    if (place->judge)
        insert_recent(tenant, report, &row);
    if (!place->keep || !insert_history(tenant, report, &row))
        learn_directions(tenant, &row);
}
