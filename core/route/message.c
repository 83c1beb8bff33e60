#include "config.h"

#include "route/message.h"

#include "base/memory.h"
#include "drift/report.h"

#include <math.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct message *message_create(const struct destination *destination, enum edge edge,
                               enum alert_kind kind)
{
    struct message *message = mem_zalloc(1, sizeof(*message));

    message->destination = destination;
    message->edge = edge;
    message->kind = kind;
    message->value = NAN;
    message->baseline = NAN;
    message->z_score = NAN;
    message->sample_count = SAMPLE_COUNT_UNKNOWN;
    return message;
}

/* It covers no further than two levels: a digest stands for net differences, these for edges. */
// NOLINTNEXTLINE(misc-no-recursion)
void message_free(struct message *message)
{
    if (message == NULL)
        return;
    for (size_t i = 0; i < message->covered_count; i++)
        message_free(message->covered[i]);
    free(message->covered);
    for (size_t i = 0; i < message->change_count; i++)
        told_change_free(&message->changes[i]);
    free(message->changes);
    free(message->tenant);
    free(message->stream);
    free(message->dimension);
    free(message);
}

/* --- identity --- */

/* Appends a part so that no two rows of parts are the same bytes. */
static void add_part(struct buffer *parts, const char *data, size_t size)
{
    if (data == NULL) {
        buffer_string(parts, "-,");
        return;
    }
    buffer_printf(parts, "%zu:", size);
    buffer_append(parts, data, size);
    buffer_char(parts, ',');
}

static void add_text(struct buffer *parts, const char *text)
{
    add_part(parts, text, text != NULL ? strlen(text) : 0);
}

static void digest(const struct buffer *parts, char out[static MESSAGE_ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;

    if (EVP_Digest(parts->data, parts->size, bytes, &size, EVP_sha256(), NULL) != 1)
        mem_exhausted();
    for (unsigned int i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[MESSAGE_ID_SIZE - 1] = '\0';
}

void message_opens(struct message *message)
{
    message->before = SEVERITY_ABSENT;
    if (!edge_closes(message->edge) && message->edge != EDGE_FLAPPING)
        message->edge = edge_that_opens(message->kind);
}

bool message_says_nothing(const struct message *message)
{
    return edge_closes(message->edge) && message->before == SEVERITY_ABSENT;
}

void message_identify(struct message *message, struct stream_id opened)
{
    struct buffer parts = {0};
    char id[STREAM_ID_SIZE];

    add_text(&parts, message->destination->name);
    add_part(&parts, message->stream, message->stream_size);
    add_text(&parts, alert_kind_name(message->kind));
    add_text(&parts, message->dimension);
    digest(&parts, message->key);
    message->opened = opened;
    stream_id_format(opened, id);
    add_text(&parts, id);
    digest(&parts, message->id);
    buffer_free(&parts);
}
