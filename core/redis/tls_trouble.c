#include "config.h"

#include "redis/tls_trouble.h"

#include "base/text.h"
#include "redis/foreign.h"

#include <openssl/err.h>
#include <string.h>

#define PLAIN_PORT "is this a plain port? then redis%s://"
#define WANTS_OURS "the server wants a client certificate: --cert and --key-file"
#define NAMELESS                                                                                   \
    "the certificate names no host (no subjectAltName): it has to be issued anew with one"
#define SIGNER "the certificate's signer is not trusted: --cacert names its CA's certificate"
#define TOO_OLD "the server speaks no TLS from 1.2 up, and older is not safe: see its tls-protocols"

/* What is wrong with the certificate of a server, and which fact of it says so. */
static const struct {
    long result;
    const char *text;
    const char *fact; /* in front of it */
} flaws[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, "the certificate has expired: it has to be renewed", "on"},
    {X509_V_ERR_CERT_NOT_YET_VALID, "the certificate is not valid yet; is the clock here right?",
     "before"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, SIGNER, "signed by"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SIGNER, "signed by"},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, SIGNER, "signed by"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, SIGNER, "signed by"},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SIGNER, "signed by"},
    {X509_V_ERR_INVALID_PURPOSE, "the certificate is not one for servers", "signed by"},
};

/* What the server says. */
static const struct {
    int reason;
    const char *text; /* NULL: it is about our certificate */
} alerts[] = {
    {SSL_R_UNSUPPORTED_PROTOCOL, TOO_OLD},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, TOO_OLD},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, NULL},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, NULL},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, NULL},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, NULL},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, NULL},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, NULL},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, NULL},
    {SSL_R_TLSV1_ALERT_ACCESS_DENIED, NULL},
    {SSL_R_TLSV1_UNRECOGNIZED_NAME, "the server knows no such name: --sni"},
};

static void explain_name(const struct tls_talk *talk, long result, struct error *error)
{
    if (talk->peer.flaw[0] == '\0')
        error_set(error, ERROR_STOP, NAMELESS " (%s)", X509_verify_cert_error_string(result));
    else
        error_set(error, ERROR_STOP,
                  "the certificate is not for %s but for %s: use such a name, or --sni (%s)",
                  talk->peer.name, talk->peer.flaw, X509_verify_cert_error_string(result));
}

static void explain_certificate(const struct tls_talk *talk, long result, struct error *error)
{
    const char *words = X509_verify_cert_error_string(result);

    if (result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        explain_name(talk, result, error);
        return;
    }
    for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++) {
        if (flaws[i].result == result) {
            error_set(error, ERROR_STOP, "%s (%s; %s %s)", flaws[i].text, words, flaws[i].fact,
                      talk->peer.flaw);
            return;
        }
    }
    error_set(error, ERROR_STOP, "the certificate is refused: %s", words);
}

static void explain_ours(const struct tls_talk *talk, enum error_class class, const char *words,
                         struct error *error)
{
    const char *cert = tls_settings(talk->tls)->cert;

    if (cert == NULL)
        error_set(error, class, WANTS_OURS " (%s)", words);
    else
        error_set(error, class, "the server refuses the client certificate %s (%s)", cert, words);
}

static bool explain_alert(const struct tls_talk *talk, int reason, const char *words,
                          struct error *error)
{
    for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++) {
        if (alerts[i].reason != reason)
            continue;
        if (alerts[i].text == NULL)
            explain_ours(talk, ERROR_STOP, words, error);
        else
            error_set(error, ERROR_STOP, "%s (%s)", alerts[i].text, words);
        return true;
    }
    if (reason != SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE || !talk->peer.wants_ours)
        return false;
    explain_ours(talk, ERROR_STOP, words, error);
    return true;
}

/* A record of TLS begins with its kind and the version 3.x. */
static bool is_foreign(const struct tls_socket *socket)
{
    return socket->received > 0 && (socket->first[0] < 0x14 || socket->first[0] > 0x18 ||
                                    (socket->received > 1 && socket->first[1] != 3));
}

static void explain_foreign(const struct tls_talk *talk, struct error *error)
{
    char first[TLS_FIRST_SIZE];
    char said[TLS_FIRST_SIZE];
    size_t size = tls_socket_first(&talk->socket, first);
    const char *foreign = foreign_reason((struct slice){first, size});

    while (size > 0 && strchr("\r\n", first[size - 1]) != NULL)
        size--;
    text_safe_copy(said, sizeof(said), (struct slice){first, size});
    if (foreign != NULL)
        error_set(error, ERROR_STOP, "no TLS answer: %s: \"%s\"", foreign, said);
    else
        error_set(error, ERROR_STOP, "no TLS answer: " PLAIN_PORT " (it says \"%s\")",
                  talk->topology, said);
}

/* A refusal behind the handshake may be lost with the connection: who asked for a certificate, and
 * answers nothing, most likely did not like it. Redis closes without a good-bye (close_notify): its
 * end and a cut look the same, and a reply that is not whole is lost with either. */
static void explain_end(const struct tls_talk *talk, struct error *error)
{
    bool broken = talk->socket.reason != 0;
    const char *words = broken ? strerror(talk->socket.reason) : "the server closed it";

    if (talk->agreed && !talk->answered && talk->peer.wants_ours)
        explain_ours(talk, ERROR_RETRY, words, error);
    else if (talk->agreed && broken)
        error_set(error, ERROR_RETRY, "connection lost: %s", words);
    else if (talk->agreed)
        error_set(error, ERROR_RETRY, "the server closed the connection");
    else if (talk->socket.received == 0)
        error_set(error, ERROR_RETRY, "no TLS answer: " PLAIN_PORT " (%s)", talk->topology, words);
    else
        error_set(error, ERROR_RETRY, "lost in the TLS handshake: %s", words);
}

static void explain(const struct tls_talk *talk, struct error *error)
{
    unsigned long code = ERR_peek_last_error();
    long result = SSL_get_verify_result(talk->ssl);
    const char *words = ERR_reason_error_string(code);

    if (result != X509_V_OK && !tls_settings(talk->tls)->insecure && !talk->agreed)
        explain_certificate(talk, result, error);
    else if (explain_alert(talk, ERR_GET_REASON(code), words, error))
        return;
    else if (!talk->agreed && is_foreign(&talk->socket))
        explain_foreign(talk, error);
    else if (talk->socket.ended || talk->socket.reason != 0 || words == NULL)
        explain_end(talk, error);
    else
        error_set(error, ERROR_RETRY, "TLS: %s", words);
}

void tls_explain(const struct tls_talk *talk, struct error *error)
{
    struct error reason = {0};
    const char *stale = tls_stale(talk->tls);

    explain(talk, &reason);
    ERR_clear_error();
    if (stale[0] == '\0')
        *error = reason;
    else
        error_set(error, reason.class, "%s; the files have changed and are not used: %s",
                  reason.text, stale);
}

void tls_explain_silence(const struct tls_talk *talk, const char *limit, struct error *error)
{
    if (talk->socket.received == 0)
        error_set(error, ERROR_RETRY, "no TLS answer in %s: " PLAIN_PORT, limit, talk->topology);
    else
        error_set(error, ERROR_RETRY, "the TLS handshake was not done in %s", limit);
}
