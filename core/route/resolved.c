#include "config.h"

#include "route/resolved.h"

#include "base/memory.h"
#include "route/payload.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

static void free_alert(struct resolved_alert *alert)
{
    free(alert->labels);
    free(alert->object);
}

static void forget(struct resolved *resolved, const char *labels, uint64_t hash)
{
    for (size_t i = 0; i < resolved->count; i++) {
        struct resolved_alert *alert = &resolved->alerts[i];
        if (alert->hash != hash || strcmp(alert->labels, labels) != 0)
            continue;
        free_alert(alert);
        resolved->count--;
        memmove(alert, alert + 1, (resolved->count - i) * sizeof(*alert));
        return;
    }
}

static void keep(struct resolved *resolved, const struct resolved_alert *alert)
{
    resolved->alerts = mem_grow(resolved->alerts, &resolved->capacity, resolved->count + 1,
                                sizeof(resolved->alerts[0]));
    resolved->alerts[resolved->count++] = *alert;
}

void resolved_accepted(struct resolved *resolved, const struct message *message, int64_t now_ms,
                       int64_t monotonic_ms)
{
    struct payload_alert alerts[PAYLOAD_ALERTMANAGER_MAX];
    size_t count = payload_alerts(message, alerts);

    for (size_t i = 0; i < count; i++) {
        struct buffer labels = {0};
        struct buffer object = {0};
        payload_alertmanager_labels(message, alerts[i], &labels);
        uint64_t hash = hash_of(labels.data);
        forget(resolved, labels.data, hash);
        if (alerts[i].open) {
            buffer_free(&labels);
            continue;
        }
        payload_alertmanager_alert(message, alerts[i], now_ms, &object);
        keep(resolved,
             &(struct resolved_alert){hash, labels.data, object.data, monotonic_ms + RESOLVED_MS});
    }
}

void resolved_expire(struct resolved *resolved, int64_t monotonic_ms)
{
    size_t gone = 0;

    while (gone < resolved->count && resolved->alerts[gone].until_ms <= monotonic_ms)
        free_alert(&resolved->alerts[gone++]);
    resolved->count -= gone;
    if (gone > 0)
        memmove(resolved->alerts, resolved->alerts + gone,
                resolved->count * sizeof(resolved->alerts[0]));
}

bool resolved_write(const struct resolved *resolved, size_t *at, size_t size, struct buffer *out)
{
    size_t begin = out->size;

    for (; *at < resolved->count && out->size - begin < size; ++*at) {
        buffer_char(out, out->size == begin ? '[' : ',');
        buffer_string(out, resolved->alerts[*at].object);
    }
    if (out->size == begin)
        return false;
    buffer_char(out, ']');
    return true;
}

void resolved_free(struct resolved *resolved)
{
    for (size_t i = 0; i < resolved->count; i++)
        free_alert(&resolved->alerts[i]);
    free(resolved->alerts);
    *resolved = (struct resolved){0};
}
