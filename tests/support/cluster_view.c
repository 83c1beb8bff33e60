#include "config.h"

#include "support/cluster_view.h"

#include "support/die.h"
#include "support/wait.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_BEFORE_SLOTS 8
#define LOADING_MS 30000

static size_t number_of(const struct redis_cluster *cluster, const char *id)
{
    size_t number = 0;

    while (number < cluster->count && strcmp(cluster->ids[number], id) != 0)
        number++;
    return number < cluster->count ? number : NOBODY;
}

/* "5461" or "0-5460"; "[93->-ID]" is one under way, and has its owner already. */
static void take_slots(struct cluster_view *view, size_t node, const char *word)
{
    char *end;

    if (*word == '[')
        return;
    unsigned long first = strtoul(word, &end, 10);
    unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;
    if (*end != '\0' || last >= CLUSTER_SLOTS)
        die("CLUSTER NODES names slots that are none: %s", word);
    memset(view->owner + first, (int)node, last - first + 1);
    view->slots[node] += last - first + 1;
}

/* ID ADDRESS FLAGS MASTER PING PONG EPOCH LINK SLOT… */
static void take_line(const struct redis_cluster *cluster, char *line, struct cluster_view *view)
{
    char *words[WORDS_BEFORE_SLOTS] = {0};
    char *rest = NULL;

    for (size_t i = 0; i < WORDS_BEFORE_SLOTS; i++)
        words[i] = strtok_r(i == 0 ? line : NULL, " ", &rest);
    if (words[WORDS_BEFORE_SLOTS - 1] == NULL)
        die("CLUSTER NODES has a line that is none");
    size_t node = number_of(cluster, words[0]);
    if (strstr(words[2], "handshake") || node == NOBODY)
        return;
    view->known++;
    view->is_master[node] = strstr(words[2], "master") != NULL;
    view->is_away[node] = strstr(words[2], "fail") != NULL && strstr(words[2], "fail?") == NULL;
    view->master_of[node] = number_of(cluster, words[3]);
    for (char *word; (word = strtok_r(NULL, " ", &rest)) != NULL;)
        take_slots(view, node, word);
}

/* A replica that takes over a large set is loading for a while. */
static redisReply *ask(struct redis_server *server)
{
    struct deadline deadline = deadline_in(LOADING_MS);
    redisReply *reply = redis_server_query(server, "CLUSTER NODES");

    while (reply->type == REDIS_REPLY_ERROR) {
        if (strncmp(reply->str, "LOADING", strlen("LOADING")) != 0 || !deadline_pause(&deadline))
            die("CLUSTER NODES: %s", reply->str);
        freeReplyObject(reply);
        reply = redis_server_query(server, "CLUSTER NODES");
    }
    return reply;
}

void cluster_view_ask(const struct redis_cluster *cluster, size_t node, struct cluster_view *view)
{
    redisReply *reply = ask(cluster->nodes[node]);
    char *rest = NULL;

    *view = (struct cluster_view){0};
    memset(view->owner, NOBODY, sizeof(view->owner));
    for (char *line = strtok_r(reply->str, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        take_line(cluster, line, view);
    freeReplyObject(reply);
}

bool cluster_view_equals(const struct cluster_view *a, const struct cluster_view *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}
