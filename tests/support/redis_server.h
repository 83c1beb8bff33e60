/* Redis server: a real one, private to a test. It listens on a unix socket in a directory of its
 * own and on an unused loopback port, writes nothing to disk, and never outlives the process that
 * started it. What cannot be done ends the test (see die.h). */
#ifndef SUPPORT_REDIS_SERVER_H
#define SUPPORT_REDIS_SERVER_H

#include "support/certificates.h"
#include "support/scratch.h"
#include "support/string_list.h"

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <sys/types.h>

struct redis_server {
    char directory[SCRATCH_SIZE];
    char socket_path[SCRATCH_SIZE + 16];
    char unix_url[SCRATCH_SIZE + 32]; /* "unix:///tmp/…/redis.sock" */
    char tcp_url[48];                 /* "redis://127.0.0.1:PORT/0"; rediss:// with TLS */
    int port;
    pid_t pid;                    /* 0 while it is not running */
    struct string_list arguments; /* of the command line, to start it again */
    char *password;
    redisContext *admin; /* the connection of redis_server_command() */
    pid_t admin_owner;   /* the process that opened it: forks need their own */
    bool frozen;
    pid_t keeper; /* of a shared one: the process that holds it, and knows pid and frozen; else 0 */
    int lifeline; /* of the keeper */
};

/* How its port speaks TLS; the unix socket stays plain. */
struct redis_server_tls {
    const struct certificates *certificates;
    const char *certificate; /* the one that it shows; NULL: "server" */
    const char *clients;     /* whether it wants theirs: "yes", "optional"; NULL: "no" */
};

enum redis_server_state { REDIS_SERVER_RUNS, REDIS_SERVER_FROZEN, REDIS_SERVER_DEAD };

/* What a server is started with; zero-initialised is a plain one. */
struct redis_server_setup {
    const char *password;         /* of the user `default`; NULL: none */
    const char *acl;              /* the content of its ACL file; NULL: none */
    const char *const *arguments; /* further ones ("--maxmemory", "10mb"), ended by NULL; or NULL */
    const struct redis_server_tls *tls; /* NULL: its port is plain */
    const char *configuration; /* the content of a file in front of all these; NULL: none */
    bool cluster; /* a node of a cluster, whose bus takes the port 10000 above its own */

    /* It may be killed, started, frozen and thawed by every fork of the process that makes it, and
     * outlives them: for the tests of a suite, which libcheck runs in forks, that share it. */
    bool shared;
};

/* Returns the path of a server program: $REDIS_SERVER, or redis-server or valkey-server in PATH or
 * one of the sbin directories. NULL when there is none, which is a reason to skip. */
const char *redis_server_program(void);

/* Starts a server and waits until it answers. `setup` may be NULL. */
struct redis_server *redis_server_create(const struct redis_server_setup *setup);

/* Kills the server if it runs, and frees it. */
void redis_server_free(struct redis_server *server);

/* Ends the server at once, as kill -9 does; all its data is lost. */
void redis_server_kill(struct redis_server *server);

/* Starts it again on the same socket and port, with its directory as it was left, and waits until
 * it answers. */
void redis_server_start(struct redis_server *server);

/* Writes the file anew that it was created with, for its next start. */
void redis_server_configure(struct redis_server *server, const char *text);

/* Stops it in the middle of whatever it does (SIGSTOP), so that it holds its connections and does
 * not answer; and lets it go on. */
void redis_server_freeze(struct redis_server *server);
void redis_server_thaw(struct redis_server *server);

enum redis_server_state redis_server_state(const struct redis_server *server);

/* Returns a new blocking connection, logged in as `default`. The caller frees it (redisFree). */
redisContext *redis_server_connect(const struct redis_server *server);

/* Sends one command over a connection that is kept, in hiredis's format ("XADD %s * f %b"); an
 * error reply ends the test. _query returns the reply, to be freed by the caller (freeReplyObject),
 * also an error reply. */
void redis_server_command(struct redis_server *server, const char *format, ...);
long long redis_server_integer(struct redis_server *server, const char *format, ...);
redisReply *redis_server_query(struct redis_server *server, const char *format, ...);

/* Closes the connection of redis_server_command(); the next command opens another. */
void redis_server_disconnect(struct redis_server *server);

/* Takes `count` replies off a connection to which commands were appended; an error among them ends
 * the test. */
void redis_server_drain(redisContext *connection, size_t count);

/* Returns a number of INFO: redis_server_info(server, "clients", "connected_clients"). */
long long redis_server_info(struct redis_server *server, const char *section, const char *field);

#endif
