/* Fake cluster: nodes on the loop of the test that answer as a cluster does, as slowly and as badly
 * as the test wants. What is sent to them waits in line until the test lets a node take it. */
#ifndef LIVE_FAKE_CLUSTER_H
#define LIVE_FAKE_CLUSTER_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#define FAKE_NODES_MAX 16
#define FAKE_WORDS_MAX 16

struct fake_cluster;
struct fake_peer;

struct fake_node {
    struct fake_cluster *cluster;
    uv_tcp_t listener;
    int port;
    bool open;               /* it listens */
    const char *slots;       /* what it says to CLUSTER SLOTS, as it goes over the wire */
    const char *state;       /* cluster_state in CLUSTER INFO; NULL: ok */
    unsigned epoch;          /* cluster_current_epoch there */
    int maps;                /* how often it was asked for a map */
    int connections;         /* so far */
    struct fake_peer *peers; /* its connections */
};

/* A command that a node takes. */
struct fake_command {
    struct fake_node *node;
    struct slice words[FAKE_WORDS_MAX];
    size_t count;
    bool asking; /* ASKING came in front of it */
};

struct fake_cluster {
    uv_loop_t *loop;
    struct fake_node nodes[FAKE_NODES_MAX];
    size_t count;
    bool slow; /* commands wait for fake_cluster_step() */
    char url[512];

    /* Appends the answer to a command that is none of the greeting and not about the map. */
    void (*answer)(const struct fake_command *command, struct buffer *out);
};

/* Makes nodes that listen on unused ports of loopback, on the loop of the test. */
void fake_cluster_open(struct fake_cluster *cluster, uv_loop_t *loop, size_t count);
void fake_cluster_close(struct fake_cluster *cluster);

/* Lets a node take up to `most` commands of its connection `which` (modulo how many there are).
 * Returns how many it took. */
size_t fake_cluster_step(struct fake_node *node, size_t which, size_t most);

/* Breaks all connections of a node off; it listens on, or does not any more. */
void fake_node_drop(struct fake_node *node, bool listens);

/* Appends "[first, last, [host, port, id]]" as it goes over the wire; host NULL: nil. */
void fake_range(struct buffer *out, int first, int last, const char *host, int port);

#endif
