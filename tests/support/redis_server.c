#include "config.h"

#include "support/redis_server.h"

#include "support/die.h"
#include "support/redis_server_keeper.h"
#include "support/wait.h"

#include "base/memory.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 10000 /* a loaded machine under valgrind is slow */
#define PORT_TRIES 5
#define CONFIGURATION "server.conf"
#define PORT_LOOKS 100
#define NODE_PORT_MIN 10000
#define NODE_PORTS 12000
#define BUS_ABOVE 10000

static bool find_in(const char *directories, const char *name, char *path, size_t size)
{
    while (*directories) {
        size_t length = strcspn(directories, ":");

        snprintf(path, size, "%.*s/%s", (int)length, directories, name);
        if (length > 0 && access(path, X_OK) == 0)
            return true;
        directories += length;
        directories += *directories == ':';
    }
    return false;
}

const char *redis_server_program(void)
{
    static const char *const names[] = {"redis-server", "valkey-server"};
    static char path[512];
    const char *given = getenv("REDIS_SERVER");
    const char *directories = getenv("PATH");

    if (given && *given && access(given, X_OK) == 0)
        return given;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if ((directories && find_in(directories, names[i], path, sizeof(path))) ||
            find_in("/usr/sbin:/usr/local/sbin:/usr/local/bin", names[i], path, sizeof(path)))
            return path;
    }
    return NULL;
}

/* Returns the port, or with 0 an unused one; 0 when it is in use. */
static int try_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        die_errno("find an unused port");
    bool unused = bind(fd, (struct sockaddr *)&address, size) == 0 &&
                  getsockname(fd, (struct sockaddr *)&address, &size) == 0;
    close(fd);
    return unused ? ntohs(address.sin_port) : 0;
}

/* A node starts again on its two ports: they are not among those that connections take. */
static int unused_node_port(void)
{
    uint16_t random;

    if (getrandom(&random, sizeof(random), 0) != sizeof(random))
        die_errno("random numbers");
    int port = NODE_PORT_MIN + random % NODE_PORTS;
    return try_port(port) && try_port(port + BUS_ABOVE) ? port : 0;
}

/* Another process may take the port between our look and the server's: redis_server_create() tries
 * again with another. */
static int unused_port(const struct redis_server_setup *setup)
{
    int port = 0;

    for (int i = 0; i < PORT_LOOKS && port == 0; i++)
        port = setup->cluster ? unused_node_port() : try_port(0);
    if (port == 0)
        die("found no unused port");
    return port;
}

static void add_option(struct redis_server *server, const char *name, const char *value)
{
    string_list_add(&server->arguments, name);
    string_list_add(&server->arguments, value);
}

static void add_file(struct redis_server *server, const char *option,
                     const struct redis_server_tls *tls, const char *name, const char *suffix)
{
    char path[SCRATCH_SIZE + 64];

    snprintf(path, sizeof(path), "%s/%s.%s", tls->certificates->directory, name, suffix);
    add_option(server, option, path);
}

void redis_server_configure(struct redis_server *server, const char *text)
{
    scratch_write(server->directory, CONFIGURATION, text);
}

static void add_configuration(struct redis_server *server, const char *text)
{
    char path[SCRATCH_SIZE + sizeof(CONFIGURATION)];

    redis_server_configure(server, text);
    snprintf(path, sizeof(path), "%s/" CONFIGURATION, server->directory);
    string_list_add(&server->arguments, path);
}

static void add_port(struct redis_server *server, const struct redis_server_tls *tls)
{
    char port[16];

    snprintf(port, sizeof(port), "%d", server->port);
    add_option(server, "--port", tls ? "0" : port);
    if (!tls)
        return;
    const char *certificate = tls->certificate ? tls->certificate : "server";
    add_option(server, "--tls-port", port);
    add_file(server, "--tls-cert-file", tls, certificate, "crt");
    add_file(server, "--tls-key-file", tls, certificate, "key");
    add_file(server, "--tls-ca-cert-file", tls, "ca", "crt");
    add_option(server, "--tls-auth-clients", tls->clients ? tls->clients : "no");
}

static void compose_arguments(struct redis_server *server, const struct redis_server_setup *setup)
{
    string_list_free(&server->arguments);
    string_list_add(&server->arguments, redis_server_program());
    if (setup->configuration)
        add_configuration(server, setup->configuration);
    add_port(server, setup->tls);
    add_option(server, "--bind", "127.0.0.1");
    add_option(server, "--unixsocket", server->socket_path);
    add_option(server, "--dir", server->directory);
    add_option(server, "--save", "");
    add_option(server, "--appendonly", "no");
    if (setup->password)
        add_option(server, "--requirepass", setup->password);
    if (setup->acl) {
        scratch_write(server->directory, "users.acl", setup->acl);
        add_option(server, "--aclfile", "users.acl");
    }
    if (setup->cluster)
        add_option(server, "--cluster-enabled", "yes");
    if (setup->cluster && setup->tls) {
        add_option(server, "--tls-cluster", "yes");
        add_option(server, "--tls-replication", "yes");
    }
    string_list_add_all(&server->arguments, setup->arguments);
}

static void log_path(const struct redis_server *server, char out[static SCRATCH_SIZE + 16])
{
    snprintf(out, SCRATCH_SIZE + 16, "%s/redis.log", server->directory);
}

_Noreturn static void become_server(const struct redis_server *server, pid_t parent)
{
    char path[SCRATCH_SIZE + 16];

    /* The parent may be gone before the signal was asked for. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EXIT_FAILURE);
    log_path(server, path);
    int nothing = open("/dev/null", O_RDONLY);
    int log = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (nothing < 0 || log < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(EXIT_FAILURE);
    execv(server->arguments.items[0], server->arguments.items);
    _exit(EXIT_FAILURE);
}

/* Returns whether a server on the socket is past its start. */
static bool answers(const struct redis_server *server)
{
    redisContext *connection =
        redisConnectUnixWithTimeout(server->socket_path, (struct timeval){.tv_sec = 1});
    bool ready = false;

    if (connection && !connection->err) {
        redisReply *reply = redisCommand(connection, "PING");

        ready =
            reply && (reply->type != REDIS_REPLY_ERROR || strncmp(reply->str, "LOADING", 7) != 0);
        if (reply)
            freeReplyObject(reply);
    }
    if (connection)
        redisFree(connection);
    return ready;
}

/* Returns false when the server ended instead of answering. */
static bool launch(struct redis_server *server)
{
    struct deadline deadline = deadline_in(START_MS);
    pid_t parent = getpid();

    fflush(NULL);
    server->pid = fork();
    if (server->pid < 0)
        die_errno("fork");
    if (server->pid == 0)
        become_server(server, parent);
    while (!answers(server)) {
        if (waitpid(server->pid, NULL, WNOHANG) == server->pid) {
            server->pid = 0;
            return false;
        }
        if (!deadline_pause(&deadline))
            die("%s did not answer within %d ms", server->arguments.items[0], START_MS);
    }
    return true;
}

/* Shows why a server ended. */
static void print_log(const struct redis_server *server)
{
    char path[SCRATCH_SIZE + 16], line[512];

    log_path(server, path);
    FILE *log = fopen(path, "r");
    while (log && fgets(line, sizeof(line), log))
        fprintf(stderr, "# %s", line);
    if (log)
        fclose(log);
}

/* A node of a cluster waits for the disk before it votes, and a busy disk would have it taken for
 * one that is away. */
static void create_directory(struct redis_server *server, const struct redis_server_setup *setup)
{
    if (setup->cluster)
        scratch_create_in_memory(server->directory);
    else
        scratch_create(server->directory);
}

struct redis_server *redis_server_create(const struct redis_server_setup *setup)
{
    struct redis_server *server = mem_zalloc(1, sizeof(*server));
    struct redis_server_setup plain = {0};

    if (!redis_server_program())
        die("no redis-server found");
    if (!setup)
        setup = &plain;
    if (setup->shared) {
        redis_server_keep(server, setup);
        return server;
    }
    create_directory(server, setup);
    snprintf(server->socket_path, sizeof(server->socket_path), "%s/redis.sock", server->directory);
    snprintf(server->unix_url, sizeof(server->unix_url), "unix://%s", server->socket_path);
    server->password = setup->password ? mem_strdup(setup->password) : NULL;
    for (int i = 0; i < PORT_TRIES; i++) {
        server->port = unused_port(setup);
        snprintf(server->tcp_url, sizeof(server->tcp_url), "redis%s://127.0.0.1:%d/0",
                 setup->tls ? "s" : "", server->port);
        compose_arguments(server, setup);
        if (launch(server))
            return server;
    }
    print_log(server);
    die("%s ended instead of answering", server->arguments.items[0]);
}

void redis_server_free(struct redis_server *server)
{
    if (!server)
        return;
    if (server->keeper)
        redis_server_dismiss(server);
    else if (server->pid)
        redis_server_kill(server);
    redis_server_disconnect(server);
    string_list_free(&server->arguments);
    free(server->password);
    free(server);
}

static void send_signal(const struct redis_server *server, int number)
{
    if (!server->pid || kill(server->pid, number) != 0)
        die_errno("signal %d to the server", number);
}

void redis_server_kill(struct redis_server *server)
{
    redis_server_disconnect(server);
    if (server->keeper) {
        redis_server_order(server, ORDER_KILL);
        return;
    }
    send_signal(server, SIGKILL);
    if (waitpid(server->pid, NULL, 0) != server->pid)
        die_errno("wait for the server's end");
    server->pid = 0;
    server->frozen = false;
}

void redis_server_start(struct redis_server *server)
{
    if (server->keeper) {
        redis_server_order(server, ORDER_START);
        return;
    }
    if (server->pid)
        die("the server runs already");
    if (!launch(server)) {
        print_log(server);
        die("%s did not start again", server->arguments.items[0]);
    }
}

void redis_server_freeze(struct redis_server *server)
{
    int status;

    if (server->keeper) {
        redis_server_order(server, ORDER_FREEZE);
        return;
    }
    send_signal(server, SIGSTOP);
    if (waitpid(server->pid, &status, WUNTRACED) != server->pid || !WIFSTOPPED(status))
        die("the server did not stop");
    server->frozen = true;
}

void redis_server_thaw(struct redis_server *server)
{
    if (server->keeper) {
        redis_server_order(server, ORDER_THAW);
        return;
    }
    send_signal(server, SIGCONT);
    server->frozen = false;
}

enum redis_server_state redis_server_state(const struct redis_server *server)
{
    if (server->keeper)
        return redis_server_order(server, ORDER_LOOK);
    if (!server->pid)
        return REDIS_SERVER_DEAD;
    return server->frozen ? REDIS_SERVER_FROZEN : REDIS_SERVER_RUNS;
}
