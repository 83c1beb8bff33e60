#include "config.h"

#include "live/full_listener.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

void full_listener_open(struct full_listener *full)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_ge(listener, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, 0), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    full->sockets[0] = listener;
    for (int i = 1; i < 5; i++) {
        full->sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        ck_assert_int_ge(full->sockets[i], 0);
        (void)connect(full->sockets[i], (struct sockaddr *)&address, size);
    }
    snprintf(full->url, sizeof(full->url), "redis://127.0.0.1:%d", ntohs(address.sin_port));
}

void full_listener_close(const struct full_listener *full)
{
    for (int i = 0; i < 5; i++)
        close(full->sockets[i]);
}
