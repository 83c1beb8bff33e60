#include "config.h"

#include "live/fake_cluster.h"

#include "base/memory.h"

#include <check.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

struct fake_peer {
    uv_tcp_t socket;
    struct fake_node *node;
    struct fake_peer *next;
    redisReader *reader;
    redisReply **line; /* commands that were not taken yet */
    size_t count, capacity;
    bool asking;
    bool closing;
    char received[65536];
};

static void on_peer_closed(uv_handle_t *handle)
{
    struct fake_peer *peer = handle->data;

    for (size_t i = 0; i < peer->count; i++)
        freeReplyObject(peer->line[i]);
    free(peer->line);
    redisReaderFree(peer->reader);
    free(peer);
}

static void drop(struct fake_peer *peer)
{
    if (peer->closing)
        return;
    peer->closing = true;
    for (struct fake_peer **link = &peer->node->peers; *link != NULL; link = &(*link)->next) {
        if (*link != peer)
            continue;
        *link = peer->next;
        break;
    }
    uv_close((uv_handle_t *)&peer->socket, on_peer_closed);
}

static void on_written(uv_write_t *write, int status)
{
    (void)status;
    free(write->data);
    free(write);
}

static void say(struct fake_peer *peer, struct buffer *text)
{
    uv_write_t *write = mem_zalloc(1, sizeof(*write));
    uv_buf_t piece = uv_buf_init(text->data, (unsigned)text->size);

    write->data = text->data;
    if (uv_write(write, (uv_stream_t *)&peer->socket, &piece, 1, on_written) != 0) {
        free(text->data);
        free(write);
    }
}

static bool is(const struct fake_command *command, size_t word, const char *text)
{
    return word < command->count && slice_is_nocase(command->words[word], text);
}

static void answer_cluster(const struct fake_command *command, struct buffer *out)
{
    struct fake_node *node = command->node;
    char info[128];

    if (is(command, 1, "SLOTS")) {
        node->maps++;
        buffer_string(out, node->slots != NULL ? node->slots : "*0\r\n");
        return;
    }
    snprintf(info, sizeof(info), "cluster_state:%s\r\ncluster_current_epoch:%u\r\n",
             node->state != NULL ? node->state : "ok", node->epoch);
    buffer_printf(out, "$%zu\r\n%s\r\n", strlen(info), info);
}

static void answer(struct fake_peer *peer, const struct fake_command *command, struct buffer *out)
{
    bool asks = is(command, 0, "ASKING");

    if (asks || is(command, 0, "CLIENT") || is(command, 0, "READONLY"))
        buffer_string(out, "+OK\r\n");
    else if (is(command, 0, "PING"))
        buffer_string(out, "+PONG\r\n");
    else if (is(command, 0, "INFO"))
        buffer_string(out, "$0\r\n\r\n");
    else if (is(command, 0, "HELLO"))
        buffer_string(out, "*2\r\n$4\r\nmode\r\n$7\r\ncluster\r\n");
    else if (is(command, 0, "CLUSTER"))
        answer_cluster(command, out);
    else
        command->node->cluster->answer(command, out);
    peer->asking = asks;
}

static void take_first(struct fake_peer *peer)
{
    redisReply *words = peer->line[0];
    struct fake_command command = {.node = peer->node, .asking = peer->asking};
    struct buffer out = {0};

    for (size_t i = 0; i < words->elements && i < FAKE_WORDS_MAX; i++)
        command.words[command.count++] =
            (struct slice){words->element[i]->str, words->element[i]->len};
    answer(peer, &command, &out);
    freeReplyObject(words);
    memmove(peer->line, peer->line + 1, --peer->count * sizeof(redisReply *));
    say(peer, &out);
}

static void on_allocate(uv_handle_t *handle, size_t size, uv_buf_t *piece)
{
    struct fake_peer *peer = handle->data;

    (void)size;
    *piece = uv_buf_init(peer->received, sizeof(peer->received));
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *piece)
{
    struct fake_peer *peer = stream->data;
    void *reply = NULL;

    if (size < 0) {
        drop(peer);
        return;
    }
    redisReaderFeed(peer->reader, piece->base, (size_t)size);
    while (redisReaderGetReply(peer->reader, &reply) == REDIS_OK && reply != NULL) {
        peer->line = mem_grow(peer->line, &peer->capacity, peer->count + 1, sizeof(redisReply *));
        peer->line[peer->count++] = reply;
        reply = NULL;
    }
    while (!peer->node->cluster->slow && peer->count > 0 && !peer->closing)
        take_first(peer);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct fake_node *node = listener->data;
    struct fake_peer *peer = mem_zalloc(1, sizeof(*peer));

    ck_assert_int_eq(status, 0);
    peer->node = node;
    peer->reader = redisReaderCreate();
    ck_assert_ptr_nonnull(peer->reader);
    uv_tcp_init(node->cluster->loop, &peer->socket);
    peer->socket.data = peer;
    ck_assert_int_eq(uv_accept(listener, (uv_stream_t *)&peer->socket), 0);
    peer->next = node->peers;
    node->peers = peer;
    node->connections++;
    uv_read_start((uv_stream_t *)&peer->socket, on_allocate, on_read);
}

static void open_node(struct fake_cluster *cluster, struct fake_node *node)
{
    struct sockaddr_in address;
    int size = sizeof(address);

    node->cluster = cluster;
    node->open = true;
    uv_tcp_init(cluster->loop, &node->listener);
    node->listener.data = node;
    uv_ip4_addr("127.0.0.1", 0, &address);
    ck_assert_int_eq(uv_tcp_bind(&node->listener, (struct sockaddr *)&address, 0), 0);
    ck_assert_int_eq(uv_listen((uv_stream_t *)&node->listener, 128, on_connection), 0);
    uv_tcp_getsockname(&node->listener, (struct sockaddr *)&address, &size);
    node->port = ntohs(address.sin_port);
}

void fake_cluster_open(struct fake_cluster *cluster, uv_loop_t *loop, size_t count)
{
    size_t end = 0;

    cluster->loop = loop;
    cluster->count = count;
    for (size_t i = 0; i < count; i++) {
        open_node(cluster, &cluster->nodes[i]);
        end += (size_t)snprintf(cluster->url + end, sizeof(cluster->url) - end, "%s127.0.0.1:%d",
                                i == 0 ? "redis+cluster://" : ",", cluster->nodes[i].port);
    }
}

void fake_node_drop(struct fake_node *node, bool listens)
{
    while (node->peers != NULL)
        drop(node->peers);
    if (node->open && !listens)
        uv_close((uv_handle_t *)&node->listener, NULL);
    node->open &= listens;
}

void fake_cluster_close(struct fake_cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++)
        fake_node_drop(&cluster->nodes[i], false);
}

size_t fake_cluster_step(struct fake_node *node, size_t which, size_t most)
{
    size_t peers = 0, taken = 0;

    for (struct fake_peer *peer = node->peers; peer != NULL; peer = peer->next)
        peers++;
    if (peers == 0)
        return 0;
    struct fake_peer *peer = node->peers;
    for (which %= peers; which > 0; which--)
        peer = peer->next;
    for (; taken < most && peer->count > 0; taken++)
        take_first(peer);
    return taken;
}

void fake_range(struct buffer *out, int first, int last, const char *host, int port)
{
    buffer_printf(out, "*3\r\n:%d\r\n:%d\r\n*3\r\n", first, last);
    if (host != NULL)
        buffer_printf(out, "$%zu\r\n%s\r\n", strlen(host), host);
    else
        buffer_string(out, "$-1\r\n");
    buffer_printf(out, ":%d\r\n$2\r\nid\r\n", port);
}
