#include "config.h"

#include "bench/bench_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double bench_server_ms(struct redis_server *server)
{
    redisReply *reply = redis_server_query(server, "INFO commandstats");
    double total = 0;

    for (char *line = reply->str; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *usec = strstr(line, "usec=");
        if (usec && strncmp(line, "cmdstat_info:", 13) != 0)
            total += (double)strtoll(usec + 5, NULL, 10) / 1000;
    }
    freeReplyObject(reply);
    return total;
}

void bench_server_note(struct redis_server *server, int64_t slower_than_us)
{
    redis_server_command(server, "CONFIG SET slowlog-max-len 100000 slowlog-log-slower-than %lld",
                         (long long)slower_than_us);
    redis_server_command(server, "SLOWLOG RESET");
}

double bench_server_longest(struct redis_server *server, char name[static 32])
{
    redisReply *log = redis_server_query(server, "SLOWLOG GET -1");
    long long longest = 0;

    name[0] = '\0';
    for (size_t i = 0; i < log->elements; i++) {
        const redisReply *command = log->element[i];
        if (command->element[2]->integer <= longest)
            continue;
        longest = command->element[2]->integer;
        snprintf(name, 32, "%s", command->element[3]->element[0]->str);
    }
    freeReplyObject(log);
    return (double)longest / 1000;
}
