#include "config.h"

#include "headless/emit_ack.h"

#include "base/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FULL_BYTES 65536

void emit_ack_begin(struct emit_ack *ack, bool wanted, int descriptor)
{
    *ack = (struct emit_ack){.wanted = wanted, .descriptor = descriptor, .next = 1};
}

static void print(struct emit_ack *ack, struct stream_id id)
{
    char text[STREAM_ID_SIZE] = "";

    if (stream_id_compare(id, STREAM_ID_MIN) != 0)
        stream_id_format(id, text);
    buffer_printf(&ack->waiting, "%s\n", text);
    ack->next++;
}

/* Puts an answer where it belongs among the early ones, most likely at their end. */
static void keep(struct emit_ack *ack, uint64_t token, struct stream_id id)
{
    size_t place = ack->first + ack->count;

    ack->early = mem_grow(ack->early, &ack->capacity, place + 1, sizeof(*ack->early));
    for (; place > ack->first && ack->early[place - 1].token > token; place--)
        ack->early[place] = ack->early[place - 1];
    ack->early[place] = (struct early_answer){token, id};
    ack->count++;
}

static void print_early(struct emit_ack *ack)
{
    while (ack->count > 0 && ack->early[ack->first].token == ack->next && ack->next != ack->stop) {
        print(ack, ack->early[ack->first].id);
        ack->first++;
        ack->count--;
    }
    if (ack->count == 0) {
        ack->first = 0;
    } else if (ack->first > ack->count) {
        memmove(ack->early, ack->early + ack->first, ack->count * sizeof(*ack->early));
        ack->first = 0;
    }
}

void emit_ack_answer(struct emit_ack *ack, uint64_t token, struct stream_id id)
{
    if (!ack->wanted)
        return;
    if (token == ack->next && token != ack->stop)
        print(ack, id);
    else
        keep(ack, token, id);
    print_early(ack);
}

void emit_ack_stop(struct emit_ack *ack, uint64_t token)
{
    if (ack->stop == 0 || token < ack->stop)
        ack->stop = token;
}

void emit_ack_finish(struct emit_ack *ack, uint64_t last)
{
    if (!ack->wanted)
        return;
    while (ack->next <= last && ack->next != ack->stop) {
        buffer_string(&ack->waiting, "spooled\n");
        ack->next++;
        print_early(ack);
    }
}

bool emit_ack_is_full(const struct emit_ack *ack)
{
    return ack->waiting.size >= FULL_BYTES;
}

/* A pipe that is ready takes this much at least. */
bool emit_ack_write(struct emit_ack *ack, struct error *error)
{
    size_t size = ack->waiting.size < PIPE_BUF ? ack->waiting.size : PIPE_BUF;
    ssize_t written = write(ack->descriptor, ack->waiting.data, size);

    if (written >= 0) {
        buffer_consume(&ack->waiting, (size_t)written);
        return true;
    }
    if (errno == EINTR || errno == EAGAIN)
        return true;
    buffer_clear(&ack->waiting);
    ack->wanted = false;
    return error_system(error, errno, "standard output");
}

void emit_ack_end(struct emit_ack *ack)
{
    free(ack->early);
    buffer_free(&ack->waiting);
}
