#include "config.h"

#include "support/cluster_wait.h"

#include "support/die.h"
#include "support/wait.h"

#include <stdio.h>
#include <string.h>

bool cluster_runs(const struct redis_cluster *cluster, size_t node)
{
    return redis_server_state(cluster->nodes[node]) == REDIS_SERVER_RUNS;
}

/* Prints what a node says, line by line as TAP comments. */
static void print_answer(struct redis_server *server, const char *question)
{
    redisReply *reply = redis_server_query(server, question);

    for (char *line = strtok(reply->str, "\r\n"); line != NULL; line = strtok(NULL, "\r\n"))
        fprintf(stderr, "# %d: %s\n", server->port, line);
    freeReplyObject(reply);
}

_Noreturn void cluster_give_up(const struct redis_cluster *cluster, const char *what)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (!cluster_runs(cluster, i))
            continue;
        print_answer(cluster->nodes[i], "CLUSTER NODES");
        print_answer(cluster->nodes[i], "CLUSTER INFO");
        print_answer(cluster->nodes[i], "INFO replication");
    }
    die("waited in vain until %s", what);
}

bool cluster_holds_within(struct redis_cluster *cluster, cluster_condition *holds, int64_t ms)
{
    struct deadline deadline = deadline_in(ms);

    while (!holds(cluster)) {
        if (!deadline_pause(&deadline))
            return false;
    }
    return true;
}

void cluster_wait_until(struct redis_cluster *cluster, cluster_condition *holds, const char *what)
{
    if (!cluster_holds_within(cluster, holds, PATIENCE_MS))
        cluster_give_up(cluster, what);
}
