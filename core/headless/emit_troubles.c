#include "config.h"

#include "headless/emit_troubles.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "headless/complain.h"

#include <stdlib.h>

#define KINDS_MAX 32 /* what comes beyond them is of one kind */
#define COUNTED_MS MS_PER_MINUTE

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *text)
{
    while (is_digit(*text))
        text++;
    return text;
}

static bool is_same_kind(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (is_digit(*a) && is_digit(*b)) {
            a = skip_digits(a);
            b = skip_digits(b);
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return *a == *b;
}

static struct emit_trouble *kind_of(struct emit_troubles *troubles, const char *reason)
{
    for (size_t i = 0; i < troubles->count; i++) {
        if (is_same_kind(troubles->kinds[i].reason, reason))
            return &troubles->kinds[i];
    }
    if (troubles->count == KINDS_MAX)
        return &troubles->kinds[KINDS_MAX - 1];
    troubles->kinds = mem_grow(troubles->kinds, &troubles->capacity, troubles->count + 1,
                               sizeof(*troubles->kinds));
    troubles->kinds[troubles->count] = (struct emit_trouble){
        .reason = mem_strdup(troubles->count + 1 < KINDS_MAX ? reason : "something else")};
    return &troubles->kinds[troubles->count++];
}

static void sum_up(const struct emit_troubles *troubles, struct emit_trouble *kind)
{
    uint64_t more = kind->count > troubles->few ? kind->count - troubles->few : 0;
    char number[INTEGER_GROUPED_SIZE];

    integer_group(more, number);
    if (more > 0)
        complain("… and %s more line%s like it, the last %s: %s", number, more == 1 ? "" : "s",
                 buffer_text(&kind->last), kind->reason);
    kind->count = 0;
}

void emit_troubles_tell(struct emit_troubles *troubles, const char *where, const char *reason,
                        int64_t now_ms)
{
    struct emit_trouble *kind = kind_of(troubles, reason);

    if (now_ms - kind->since_ms >= COUNTED_MS)
        sum_up(troubles, kind);
    if (kind->count == 0)
        kind->since_ms = now_ms;
    buffer_clear(&kind->last);
    buffer_string(&kind->last, where);
    if (kind->count++ < troubles->few)
        complain("%s: %s", where, reason);
}

void emit_troubles_sum(struct emit_troubles *troubles)
{
    for (size_t i = 0; i < troubles->count; i++)
        sum_up(troubles, &troubles->kinds[i]);
}

void emit_troubles_free(struct emit_troubles *troubles)
{
    for (size_t i = 0; i < troubles->count; i++) {
        free(troubles->kinds[i].reason);
        buffer_free(&troubles->kinds[i].last);
    }
    free(troubles->kinds);
    *troubles = (struct emit_troubles){0};
}
