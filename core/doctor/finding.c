#include "config.h"

#include "doctor/finding.h"

#include "base/memory.h"
#include "doctor/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *finding_severity_name(enum finding_severity severity)
{
    static const char *const names[] = {
        [FINDING_INFO] = "info", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};

    return names[severity];
}

struct finding *finding_add(struct findings *findings, const struct check *check,
                            enum finding_severity severity, const struct examination *examination,
                            const struct examined_stream *stream, size_t node)
{
    findings->items = mem_grow(findings->items, &findings->capacity, findings->count + 1,
                               sizeof(*findings->items));
    struct finding *finding = &findings->items[findings->count++];

    *finding = (struct finding){.check = check, .severity = severity};
    if (stream != NULL) {
        finding->key = mem_zalloc(stream->key.size + 1, 1);
        memcpy(finding->key, stream->key.data, stream->key.size);
        finding->key_size = stream->key.size;
    }
    if (node < examination->node_count && examination->node_count > 1)
        finding->node = mem_strdup(examination->nodes[node].name);
    return finding;
}

void finding_set_part(struct finding *finding, struct slice part)
{
    struct buffer text = {0};

    cure_name(&text, part);
    free(finding->part);
    finding->part = mem_strdup(buffer_text(&text));
    buffer_free(&text);
}

void finding_unchecked(struct findings *findings, const struct check *check, const char *needs)
{
    for (size_t i = 0; i < findings->unchecked_count; i++) {
        const struct unchecked *unchecked = &findings->unchecked[i];
        if (unchecked->check == check && strcmp(unchecked->needs, needs) == 0)
            return;
    }
    findings->unchecked = mem_grow(findings->unchecked, &findings->unchecked_capacity,
                                   findings->unchecked_count + 1, sizeof(*findings->unchecked));
    findings->unchecked[findings->unchecked_count++] =
        (struct unchecked){.check = check, .needs = mem_strdup(needs)};
}

/* That of the server comes first. */
static int compare_keys(const struct finding *a, const struct finding *b)
{
    if (a->key == NULL || b->key == NULL)
        return (a->key != NULL) - (b->key != NULL);
    return slice_compare((struct slice){a->key, a->key_size}, (struct slice){b->key, b->key_size});
}

static int compare_texts(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

/* What of a check it is about. */
static int compare_places(const struct finding *a, const struct finding *b)
{
    int order = compare_keys(a, b);

    if (order == 0)
        order = compare_texts(a->part, b->part);
    return order != 0 ? order : compare_texts(a->node, b->node);
}

static int compare(const void *first, const void *second)
{
    const struct finding *a = first;
    const struct finding *b = second;

    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->check != b->check)
        return a->check < b->check ? -1 : 1;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return compare_places(a, b);
}

void findings_sort(struct findings *findings)
{
    if (findings->count > 1)
        qsort(findings->items, findings->count, sizeof(*findings->items), compare);
}

size_t findings_count(const struct findings *findings, enum finding_severity severity)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].severity == severity;
    return count;
}

int finding_compare_subjects(const struct finding *a, const struct finding *b)
{
    if (a->check != b->check)
        return a->check < b->check ? -1 : 1;
    return compare_places(a, b);
}

bool finding_is_same(const struct finding *a, const struct finding *b)
{
    return finding_compare_subjects(a, b) == 0;
}

static char *copy_text(const char *text)
{
    return text != NULL ? mem_strdup(text) : NULL;
}

static void copy_buffer(struct buffer *copy, const struct buffer *buffer)
{
    *copy = (struct buffer){0};
    buffer_append(copy, buffer->data, buffer->size);
}

void finding_copy(struct findings *findings, const struct finding *finding)
{
    findings->items = mem_grow(findings->items, &findings->capacity, findings->count + 1,
                               sizeof(*findings->items));
    struct finding *copy = &findings->items[findings->count++];

    *copy = *finding;
    copy->key = finding->key != NULL ? mem_strndup(finding->key, finding->key_size) : NULL;
    copy->part = copy_text(finding->part);
    copy->node = copy_text(finding->node);
    copy_buffer(&copy->evidence, &finding->evidence);
    copy_buffer(&copy->cure, &finding->cure);
    copy_buffer(&copy->note, &finding->note);
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = &findings->items[i];
        free(finding->key);
        free(finding->part);
        free(finding->node);
        buffer_free(&finding->evidence);
        buffer_free(&finding->cure);
        buffer_free(&finding->note);
    }
    for (size_t i = 0; i < findings->unchecked_count; i++)
        free(findings->unchecked[i].needs);
    free(findings->items);
    free(findings->unchecked);
    *findings = (struct findings){0};
}
