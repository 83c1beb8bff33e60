/* The transport over a channel that wants odd things: reads that have to write first, writes that
 * have to read, a handshake of several steps. */
#include "config.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "live/suites.h"
#include "redis/transport.h"
#include "support/loop_end.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PERMIT 'P'    /* from the other side: one write may follow */
#define WRITE_MAX 100 /* bytes that a permit is good for */
#define HELLO "hello" /* the handshake: this there, … */
#define WELCOME "abc" /* … and this back, in three steps */
#define GUARD_MS 20000

/* A channel in which every second read has to wait until the socket can be written, and a write
 * needs a permit, which has to be read. The other side sends it in front of the data. */
struct odd {
    int socket;
    size_t greeted; /* bytes of HELLO and of WELCOME */
    size_t welcomed;
    unsigned permits;
    bool flip; /* the next read wants to write */
};

static struct {
    uv_loop_t loop;
    uv_timer_t guard;
    struct transport *transport;
    int listener;
    int socket; /* the transport's, and the other side of its connection */
    int other;
    struct redis_url url;
    bool connected;
    bool failed;
    bool closed;
    struct error error;
    struct buffer received;
    size_t calls; /* of the channel's operations */
    size_t states;
    bool refuse;
} net;

static enum channel_status broken(struct error *error)
{
    error_set(error, ERROR_RETRY, "odd: %s", strerror(errno));
    return CHANNEL_FAILED;
}

static void *odd_create(const struct redis_url *url, int socket, struct error *error)
{
    struct odd *odd = mem_zalloc(1, sizeof(*odd));

    ck_assert_str_eq(url->host, net.url.host);
    odd->socket = net.socket = socket;
    odd->flip = true;
    net.states++;
    if (!net.refuse)
        return odd;
    error_set(error, ERROR_STOP, "odd: refused");
    free(odd);
    net.states--;
    return NULL;
}

static void odd_free(void *state)
{
    net.states--;
    free(state);
}

static enum channel_status odd_handshake(void *state, struct error *error)
{
    struct odd *odd = state;
    char byte;

    net.calls++;
    if (odd->greeted < sizeof(HELLO) - 1) {
        ck_assert_int_eq(send(odd->socket, &HELLO[odd->greeted], 1, MSG_NOSIGNAL), 1);
        odd->greeted++;
        return CHANNEL_WANTS_WRITE;
    }
    while (odd->welcomed < sizeof(WELCOME) - 1) {
        ssize_t got = recv(odd->socket, &byte, 1, 0);
        if (got == 0)
            errno = ECONNRESET;
        if (got <= 0)
            return got < 0 && errno == EAGAIN ? CHANNEL_WANTS_READ : broken(error);
        ck_assert_int_eq(byte, WELCOME[odd->welcomed++]);
    }
    return CHANNEL_DONE;
}

static void odd_explain_silence(const void *state, const char *limit, struct error *error)
{
    (void)state;
    error_set(error, ERROR_RETRY, "odd: silent for %s", limit);
}

/* Takes permits off the front of what has come. Returns what recv() says of the rest. */
static ssize_t take_permits(struct odd *odd)
{
    char byte;
    ssize_t got;

    while ((got = recv(odd->socket, &byte, 1, MSG_PEEK)) == 1 && byte == PERMIT) {
        ck_assert_int_eq(recv(odd->socket, &byte, 1, 0), 1);
        odd->permits++;
    }
    return got;
}

static enum channel_status odd_read(void *state, char *data, size_t size, size_t *done,
                                    struct error *error)
{
    struct odd *odd = state;
    size_t length = 0;

    net.calls++;
    odd->flip = !odd->flip;
    if (!odd->flip)
        return CHANNEL_WANTS_WRITE;
    ssize_t got = take_permits(odd);
    if (got < 0 && errno == EAGAIN)
        return CHANNEL_WANTS_READ;
    if (got <= 0)
        return broken(error);
    ssize_t seen = recv(odd->socket, data, size, MSG_PEEK);
    while (length < (size_t)seen && data[length] != PERMIT)
        length++;
    ck_assert_int_eq(recv(odd->socket, data, length, 0), (ssize_t)length);
    *done = length;
    return CHANNEL_DONE;
}

static enum channel_status odd_write(void *state, const char *data, size_t size, size_t *done,
                                     struct error *error)
{
    struct odd *odd = state;

    net.calls++;
    if (odd->permits == 0)
        (void)take_permits(odd);
    if (odd->permits == 0)
        return CHANNEL_WANTS_READ;
    ssize_t sent = send(odd->socket, data, size < WRITE_MAX ? size : WRITE_MAX, MSG_NOSIGNAL);
    if (sent < 0)
        return errno == EAGAIN ? CHANNEL_WANTS_WRITE : broken(error);
    odd->permits--;
    *done = (size_t)sent;
    return CHANNEL_DONE;
}

static const struct channel_operations channel_odd = {
    .create = odd_create,
    .handshake = odd_handshake,
    .explain_silence = odd_explain_silence,
    .read = odd_read,
    .write = odd_write,
    .free = odd_free,
};

static void on_guard(uv_timer_t *guard)
{
    (void)guard;
    ck_abort_msg("nothing happened for %d ms", GUARD_MS);
}

static void on_connected(void *context)
{
    ck_assert_ptr_eq(context, &net);
    net.connected = true;
}

static void on_resolved(void *context)
{
    ck_assert_ptr_eq(context, &net);
}

static void on_received(void *context, const char *data, size_t size)
{
    ck_assert_ptr_eq(context, &net);
    buffer_append(&net.received, data, size);
}

static void on_failed(void *context, const struct error *error)
{
    ck_assert_ptr_eq(context, &net);
    net.failed = true;
    net.error = *error;
}

static void on_closed(void *context)
{
    ck_assert_ptr_eq(context, &net);
    net.closed = true;
}

static void listen_somewhere(char *url, size_t size)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);

    net.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(net.listener, 0);
    ck_assert_int_eq(bind(net.listener, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(net.listener, 1), 0);
    ck_assert_int_eq(getsockname(net.listener, (struct sockaddr *)&address, &length), 0);
    snprintf(url, size, "redis://127.0.0.1:%d", ntohs(address.sin_port));
}

static void set_up(void)
{
    static const struct transport_events events = {
        .resolved = on_resolved,
        .connected = on_connected,
        .received = on_received,
        .failed = on_failed,
    };
    char url[64];

    memset(&net, 0, sizeof(net));
    net.other = -1;
    listen_somewhere(url, sizeof(url));
    ck_assert(redis_url_parse(url, &net.url, NULL));
    ck_assert_int_eq(uv_loop_init(&net.loop), 0);
    ck_assert_int_eq(uv_timer_init(&net.loop, &net.guard), 0);
    net.transport = transport_open(&net.loop, &net.url, &channel_odd, &events, &net);
}

static void tear_down(void)
{
    transport_close(net.transport, on_closed, &net);
    ck_assert_uint_eq(net.states, 0);
    uv_close((uv_handle_t *)&net.guard, NULL);
    loop_end(&net.loop);
    ck_assert(net.closed);
    redis_url_free(&net.url);
    buffer_free(&net.received);
    close(net.listener);
    if (net.other >= 0)
        close(net.other);
}

/* Lets the loop wait for something to do, and do it. */
static void turn(void)
{
    uv_timer_start(&net.guard, on_guard, GUARD_MS, 0);
    uv_run(&net.loop, UV_RUN_ONCE);
    uv_timer_stop(&net.guard);
}

/* There is nothing to do: nothing wakes the loop, and it does not call the channel. */
static void rests(void)
{
    uv_run(&net.loop, UV_RUN_NOWAIT);
    size_t calls = net.calls;
    struct pollfd wakes = {.fd = uv_backend_fd(&net.loop), .events = POLLIN};
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(poll(&wakes, 1, 0), 0);
        uv_run(&net.loop, UV_RUN_NOWAIT);
    }
    ck_assert_uint_eq(net.calls, calls);
}

static void tell(const char *text)
{
    ck_assert_int_eq(send(net.other, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Takes what has come to the other side, which has to be this. */
static void hears(const char *text)
{
    char heard[256] = "";

    ck_assert_int_eq(recv(net.other, heard, strlen(text), MSG_WAITALL), (ssize_t)strlen(text));
    ck_assert_str_eq(heard, text);
}

static void hears_nothing(void)
{
    char byte;

    ck_assert_int_eq(recv(net.other, &byte, 1, MSG_DONTWAIT), -1);
}

static void await_hello(void)
{
    while (net.calls <= sizeof(HELLO) - 1)
        turn();
    net.other = accept4(net.listener, NULL, NULL, SOCK_CLOEXEC);
    ck_assert_int_ge(net.other, 0);
    hears(HELLO);
}

static void connect_both(void)
{
    await_hello();
    tell(WELCOME);
    while (!net.connected)
        turn();
}

START_TEST(a_handshake_takes_its_steps_and_rests_between_them)
{
    await_hello();
    for (const char *byte = WELCOME; *byte != '\0'; byte++) {
        rests();
        ck_assert(!net.connected);
        ck_assert_int_eq(send(net.other, byte, 1, MSG_NOSIGNAL), 1);
        turn();
    }
    while (!net.connected)
        turn();
    ck_assert(!net.failed);
}
END_TEST

START_TEST(a_handshake_that_fails_is_told)
{
    await_hello();
    shutdown(net.other, SHUT_RDWR);
    while (!net.failed)
        turn();
    ck_assert(!net.connected);
    ck_assert_ptr_nonnull(strstr(net.error.text, "odd: "));
    ck_assert_uint_eq(net.states, 0);
}
END_TEST

static void set_up_refused(void)
{
    set_up();
    net.refuse = true;
}

START_TEST(a_channel_that_cannot_be_made_is_told)
{
    while (!net.failed)
        turn();
    ck_assert_str_eq(net.error.text, "odd: refused");
    ck_assert_int_eq(net.error.class, ERROR_STOP);
}
END_TEST

START_TEST(a_read_that_wants_to_write_goes_on)
{
    connect_both();
    rests();
    tell("one");
    while (net.received.size < 3)
        turn();
    rests();
    tell("two");
    while (net.received.size < 6)
        turn();
    ck_assert_str_eq(buffer_text(&net.received), "onetwo");
    rests();
}
END_TEST

START_TEST(a_read_that_cannot_write_yet_does_not_spin)
{
    char junk[4096] = "";

    connect_both();
    while (send(net.socket, junk, sizeof(junk), MSG_NOSIGNAL) > 0)
        continue;
    ck_assert_int_eq(errno, EAGAIN);
    tell("there");
    turn();
    tell(" is more");
    rests();
    ck_assert_uint_eq(net.received.size, 0);
    while (net.received.size < strlen("there is more")) {
        (void)recv(net.other, junk, sizeof(junk), MSG_DONTWAIT);
        uv_run(&net.loop, UV_RUN_NOWAIT);
    }
    ck_assert_str_eq(buffer_text(&net.received), "there is more");
}
END_TEST

START_TEST(a_write_that_wants_to_read_waits_for_it_and_does_not_spin)
{
    connect_both();
    transport_send(net.transport, "first", 5);
    transport_send(net.transport, "second", 6);
    rests();
    hears_nothing();
    tell("P");
    turn();
    while (net.calls < 1 || recv(net.other, (char[1]){0}, 1, MSG_PEEK | MSG_DONTWAIT) != 1)
        turn();
    hears("firstsecond");
    rests();
    ck_assert_uint_eq(net.received.size, 0);
}
END_TEST

/* What was read too early, or beside the loop, is not missed by the write that waited for it. */
START_TEST(a_permit_that_a_read_took_is_used_by_the_write)
{
    connect_both();
    transport_send(net.transport, "mine", 4);
    rests();
    tell("Pyours");
    while (net.received.size < 5)
        turn();
    hears("mine");
    transport_send(net.transport, "more", 4);
    tell("P");
    for (int i = 0; i < 4; i++)
        transport_receive(net.transport);
    hears("more");
    rests();
}
END_TEST

/* Both ways at once, with permits strewn in: all arrives in order, and the work is in proportion.
 */
START_TEST(a_megabyte_passes_both_ways)
{
    enum { SIZE = 1024 * 1024, PIECE = 1000 };
    struct buffer out = {0}, back = {0};
    char piece[PIECE + 16];
    size_t told = 0;

    connect_both();
    for (int i = 0; out.size < SIZE; i++)
        buffer_printf(&out, "%d,", i);
    size_t calls = net.calls;
    transport_send(net.transport, out.data, out.size);
    while (back.size < out.size || net.received.size < told) {
        if (back.size < out.size) {
            memset(piece, PERMIT, 10);
            memset(piece + 10, 'x', 20);
            ck_assert_int_eq(send(net.other, piece, 30, MSG_NOSIGNAL), 30);
            told += 20;
        }
        uv_run(&net.loop, UV_RUN_NOWAIT);
        ssize_t got = recv(net.other, piece, sizeof(piece), MSG_DONTWAIT);
        if (got > 0)
            buffer_append(&back, piece, (size_t)got);
        ck_assert(!net.failed);
    }
    ck_assert_mem_eq(back.data, out.data, out.size);
    ck_assert_uint_eq(net.received.size, told);
    ck_assert_uint_lt(net.calls - calls, 4 * out.size / WRITE_MAX + 1000);
    rests();
    buffer_free(&out);
    buffer_free(&back);
}
END_TEST

START_TEST(the_end_is_noticed_while_a_write_waits_to_read)
{
    connect_both();
    transport_send(net.transport, "never", 5);
    rests();
    close(net.other);
    net.other = -1;
    while (!net.failed)
        turn();
    ck_assert_uint_eq(net.states, 0);
}
END_TEST

Suite *suite_transport(void)
{
    Suite *suite = suite_create("transport");
    TCase *tcase = tcase_create("transport");
    TCase *refused = tcase_create("refused");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_handshake_takes_its_steps_and_rests_between_them);
    tcase_add_test(tcase, a_handshake_that_fails_is_told);
    tcase_add_test(tcase, a_read_that_wants_to_write_goes_on);
    tcase_add_test(tcase, a_read_that_cannot_write_yet_does_not_spin);
    tcase_add_test(tcase, a_write_that_wants_to_read_waits_for_it_and_does_not_spin);
    tcase_add_test(tcase, a_permit_that_a_read_took_is_used_by_the_write);
    tcase_add_test(tcase, a_megabyte_passes_both_ways);
    tcase_add_test(tcase, the_end_is_noticed_while_a_write_waits_to_read);
    suite_add_tcase(suite, tcase);

    tcase_add_checked_fixture(refused, set_up_refused, tear_down);
    tcase_add_test(refused, a_channel_that_cannot_be_made_is_told);
    suite_add_tcase(suite, refused);
    return suite;
}
