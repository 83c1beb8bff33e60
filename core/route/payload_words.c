#include "config.h"

#include "route/payload.h"

#include "base/text.h"

enum severity payload_level(const struct message *message)
{
    enum severity worst = message->severity;

    for (size_t i = 0; message->edge == EDGE_DIGEST && i < message->covered_count; i++)
        if (message->covered[i]->severity > worst)
            worst = message->covered[i]->severity;
    return worst == SEVERITY_DEGRADED ? SEVERITY_DEGRADED : SEVERITY_WARN;
}

void payload_sentences(const struct message *message, const char *between, struct buffer *out)
{
    message_summary(message, out);
    if (message->edge != EDGE_DIGEST)
        return;
    for (size_t i = 0; i < message->covered_count && i < MESSAGE_WORST; i++) {
        buffer_string(out, between);
        message_summary(message->covered[i], out);
    }
}

struct slice payload_cut(struct slice text, size_t characters)
{
    size_t size = 0;

    for (; size < text.size && characters > 0; characters--) {
        uint32_t character;
        size += text_decode((struct slice){text.data + size, text.size - size}, &character);
    }
    return (struct slice){text.data, size};
}
