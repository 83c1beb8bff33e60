/* The channel through TLS. */
#include "config.h"

#include "redis/channel.h"

#include "base/memory.h"
#include "redis/tls_trouble.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <sys/socket.h>

struct secured {
    struct tls_talk talk;
    char *name;           /* of the peer, */
    char *alias;          /* as the URL may go first */
    size_t heard;         /* bytes, when the handshake was done */
    bool has_paused;      /* for a refusal behind it */
    struct error failure; /* class ERROR_NONE: none so far */
};

/* Returns a new string, or NULL. */
static char *copy(const char *text)
{
    return text != NULL ? mem_strdup(text) : NULL;
}

static void dispose(struct secured *secured)
{
    SSL_free(secured->talk.ssl);
    tls_release(secured->talk.tls);
    free(secured->name);
    free(secured->alias);
    free(secured);
}

static void *secured_create(const struct redis_url *url, int socket, struct error *error)
{
    struct secured *secured = mem_zalloc(1, sizeof(*secured));
    struct tls_talk *talk = &secured->talk;
    const struct tls_settings *settings = tls_settings(url->trust);

    secured->name = copy(settings->sni != NULL ? settings->sni : url->host);
    secured->alias = copy(settings->sni != NULL ? NULL : url->seed);
    talk->tls = tls_share(url->trust);
    talk->socket.socket = socket;
    talk->topology = redis_url_topology(url);
    talk->peer = (struct tls_peer){
        .name = secured->name, .alias = secured->alias, .any_name = settings->any_name};
    talk->ssl = tls_connection(talk->tls, &talk->peer, &talk->socket, error);
    if (talk->ssl != NULL)
        return secured;
    dispose(secured);
    return NULL;
}

/* It stays as it is. The socket is made one that can be read, so that it is told. */
static enum channel_status fail(struct secured *secured)
{
    tls_explain(&secured->talk, &secured->failure);
    (void)shutdown(secured->talk.socket.socket, SHUT_RDWR);
    return CHANNEL_FAILED;
}

/* What became of a call that returned `result`, which is none of success. */
static enum channel_status status_of(struct secured *secured, int result)
{
    switch (SSL_get_error(secured->talk.ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return CHANNEL_WANTS_READ;
    case SSL_ERROR_WANT_WRITE:
        return CHANNEL_WANTS_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        secured->talk.socket.ended = true;
        return fail(secured);
    default:
        return fail(secured);
    }
}

static enum channel_status told(const struct secured *secured, enum channel_status status,
                                struct error *error)
{
    if (status == CHANNEL_FAILED)
        *error = secured->failure;
    return status;
}

/* With TLS 1.3 a client is done before the server has looked at its certificate. What is written
 * before that would drown the refusal: a moment is waited for the server's next word, which is that
 * or tickets for sessions to come. */
static enum channel_status hear_refusal(struct secured *secured)
{
    struct tls_talk *talk = &secured->talk;
    size_t size;
    char byte;

    if (!talk->peer.wants_ours || SSL_version(talk->ssl) != TLS1_3_VERSION)
        return CHANNEL_DONE;
    ERR_clear_error();
    int result = SSL_peek_ex(talk->ssl, &byte, 1, &size);
    enum channel_status status = result == 1 ? CHANNEL_DONE : status_of(secured, result);
    if (status == CHANNEL_FAILED || status == CHANNEL_DONE)
        return status;
    if (talk->socket.received > secured->heard || secured->has_paused)
        return CHANNEL_DONE;
    secured->has_paused = true;
    return CHANNEL_PAUSES;
}

static enum channel_status secured_handshake(void *state, struct error *error)
{
    struct secured *secured = state;
    struct tls_talk *talk = &secured->talk;

    if (!talk->agreed) {
        ERR_clear_error();
        int result = SSL_do_handshake(talk->ssl);
        if (result != 1)
            return told(secured, status_of(secured, result), error);
        talk->agreed = true;
        secured->heard = talk->socket.received;
    }
    return told(secured, hear_refusal(secured), error);
}

static void secured_explain_silence(const void *state, const char *limit, struct error *error)
{
    const struct secured *secured = state;

    tls_explain_silence(&secured->talk, limit, error);
}

/* Takes whole records as long as one more has room, so that none stays within OpenSSL, of which the
 * loop would not know. */
static enum channel_status secured_read(void *state, char *data, size_t size, size_t *done,
                                        struct error *error)
{
    struct secured *secured = state;
    struct tls_talk *talk = &secured->talk;
    enum channel_status status = CHANNEL_DONE;

    if (secured->failure.class != ERROR_NONE)
        return told(secured, CHANNEL_FAILED, error);
    for (*done = 0; status == CHANNEL_DONE && size - *done >= SSL3_RT_MAX_PLAIN_LENGTH;) {
        size_t part = 0;
        ERR_clear_error();
        int result = SSL_read_ex(talk->ssl, data + *done, size - *done, &part);
        *done += part;
        if (result != 1)
            status = status_of(secured, result);
    }
    talk->answered |= *done > 0;
    return *done > 0 ? CHANNEL_DONE : told(secured, status, error);
}

/* What the server said before it went can still be read, and is: it may be the reason. */
static enum channel_status secured_write(void *state, const char *data, size_t size, size_t *done,
                                         struct error *error)
{
    struct secured *secured = state;

    if (secured->failure.class != ERROR_NONE)
        return told(secured, CHANNEL_FAILED, error);
    ERR_clear_error();
    int result = SSL_write_ex(secured->talk.ssl, data, size, done);
    if (result == 1)
        return CHANNEL_DONE;
    if (secured->talk.socket.reason == 0)
        return told(secured, status_of(secured, result), error);
    tls_explain(&secured->talk, error);
    return CHANNEL_FAILED;
}

/* Says good-bye where that can be done without waiting. */
static void secured_free(void *state)
{
    struct secured *secured = state;

    ERR_clear_error();
    if (secured->talk.agreed && secured->failure.class == ERROR_NONE)
        (void)SSL_shutdown(secured->talk.ssl);
    dispose(secured);
    ERR_clear_error();
}

const struct channel_operations channel_tls = {
    .create = secured_create,
    .handshake = secured_handshake,
    .explain_silence = secured_explain_silence,
    .read = secured_read,
    .write = secured_write,
    .free = secured_free,
};
