/* The cluster's requests: where a new one goes. */
#include "config.h"

#include "redis/cluster_errand.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>
#include <string.h>

static struct errand *new_errand(struct cluster *cluster, const struct client_request *request,
                                 struct slice key, unsigned slot)
{
    size_t size = 0;

    for (size_t i = 0; i < request->count; i++)
        size += request->words[i].size;
    struct errand *errand =
        mem_alloc(sizeof(*errand) + request->count * sizeof(struct slice) + size + 1);
    char *end = (char *)(errand->words + request->count);
    *errand = (struct errand){
        .cluster = cluster,
        .slot = slot,
        .due_ms = request->deadline_ms > 0 ? timestamp_monotonic() + request->deadline_ms : 0,
        .on_element = request->on_element,
        .on_reply = request->on_reply,
        .context = request->context,
        .count = request->count,
    };
    for (size_t i = 0; i < request->count; i++) {
        struct slice word = request->words[i];
        errand->words[i] = (struct slice){end, word.size};
        if (word.size > 0)
            memcpy(end, word.data, word.size);
        if (word.data == key.data)
            errand->key = errand->words[i];
        end += word.size;
    }
    return errand;
}

/* Returns where a new errand goes, behind what is in its lane; NULL: it has to wait. */
static struct member *place_behind(const struct errand *last, struct slice key, bool *asking)
{
    *asking = last->asking;
    if (!last->sent || (last->asking && !slice_equals(last->key, key)))
        return NULL;
    return last->at;
}

static bool send_behind(struct errand *last, const struct client_request *request, struct slice key,
                        unsigned slot)
{
    struct cluster *cluster = last->cluster;
    bool asking;
    struct member *to = place_behind(last, key, &asking);
    struct errand *errand = new_errand(cluster, request, key, slot);

    if (to == NULL)
        errand_hold(errand, NULL, false);
    else if (!errand_send(errand, to, asking)) {
        free(errand);
        return false;
    }
    errand_enter(errand);
    return true;
}

static bool send_first(struct cluster *cluster, const struct client_request *request,
                       struct slice key, unsigned slot)
{
    struct member *to = cluster_place(cluster, slot);

    if (to == NULL)
        return false;
    struct errand *errand = new_errand(cluster, request, key, slot);
    if (!errand_send(errand, to, false)) {
        free(errand);
        return false;
    }
    errand_enter(errand);
    return true;
}

bool cluster_send(struct client *client, const struct client_request *request, struct slice key)
{
    struct cluster *cluster = cluster_of(client);
    unsigned slot = cluster_slot(key);
    struct errand *last = cluster->lanes[slot].last;

    cluster_is_used(cluster);
    bool sent = last != NULL ? send_behind(last, request, key, slot)
                             : send_first(cluster, request, key, slot);

    if (!sent)
        cluster_owe(cluster, slot);
    return sent;
}
