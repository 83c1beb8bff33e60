/* Runs the live suites of clusters and sentinels: against the usual server, and against each further
 * one. */
#include "config.h"

#include "live/further_server.h"
#include "live/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const usual[] = {TOPOLOGY_SUITES(SUITE_ENTRY)};
    static suite_fn *const again[] = {suite_further_server, TOPOLOGY_SUITES(SUITE_ENTRY)};
    size_t count = COUNT(usual);

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    size_t servers = further_servers_find();
    suite_fn **suites = mem_zalloc(count + servers * COUNT(again), sizeof(suite_fn *));
    for (size_t i = 0; i < count; i++)
        suites[i] = usual[i];
    for (size_t i = 0; i < servers * COUNT(again); i++)
        suites[count++] = again[i % COUNT(again)];
    if (servers == 0)
        printf("# skipped: $DRIFTOP_TEST_REDIS names no further server for the topologies\n");
    int status = run_suites(suites, count);
    free(suites);
    return status;
}
