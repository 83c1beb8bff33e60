/* TLS: for whom a certificate is. Only its alternative names count, as everywhere today: what the
 * subject says may be meant otherwise. */
#include "config.h"

#include "redis/tls.h"

#include "base/buffer.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

/* A star stands for a whole label, as with everybody else today (RFC 9525). */
#define FLAGS (X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)

/* Reads an address; one of IPv6 may have a zone behind it ("fe80::1%eth0"), which is ours alone. */
static size_t read_address(const char *host, unsigned char out[static sizeof(struct in6_addr)])
{
    char text[INET6_ADDRSTRLEN];

    if (inet_pton(AF_INET, host, out) == 1)
        return sizeof(struct in_addr);
    snprintf(text, sizeof(text), "%.*s", (int)strcspn(host, "%"), host);
    return inet_pton(AF_INET6, text, out) == 1 ? sizeof(struct in6_addr) : 0;
}

bool tls_is_address(const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];

    return read_address(host, address) > 0;
}

static bool is_for(X509 *certificate, const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];
    size_t size = read_address(host, address);

    if (size > 0)
        return X509_check_ip(certificate, address, size, 0) == 1;
    size = strlen(host);
    if (size > 1 && host[size - 1] == '.')
        size--;
    return X509_check_host(certificate, host, size, FLAGS, NULL) == 1;
}

bool tls_name_fits(X509 *certificate, const struct tls_peer *peer)
{
    return peer->any_name || is_for(certificate, peer->name) ||
           (peer->alias != NULL && is_for(certificate, peer->alias));
}

/* An address that stands there as a name fits nobody, though it looks like what was asked for. */
static void add_host(struct buffer *out, const char *data, size_t size)
{
    char host[INET6_ADDRSTRLEN] = "";

    buffer_append(out, data, size);
    if (size < sizeof(host))
        memcpy(host, data, size);
    if (tls_is_address(host))
        buffer_string(out, " (a name, not an address)");
}

static void add_address(struct buffer *out, const char *data, size_t size)
{
    char address[INET6_ADDRSTRLEN] = "";
    bool good = (size == sizeof(struct in_addr) || size == sizeof(struct in6_addr)) &&
                inet_ntop(size == sizeof(struct in_addr) ? AF_INET : AF_INET6, data, address,
                          sizeof(address)) != NULL;

    buffer_string(out, good ? address : "(no address)");
}

static void add_name(struct buffer *out, const GENERAL_NAME *name)
{
    int type;
    const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);

    if (type != GEN_DNS && type != GEN_IPADD)
        return;
    const char *data = (const char *)ASN1_STRING_get0_data(value);
    size_t size = (size_t)ASN1_STRING_length(value);
    buffer_string(out, out->size > 0 ? ", " : "");
    if (type == GEN_DNS)
        add_host(out, data, size);
    else
        add_address(out, data, size);
}

static void list_names(X509 *certificate, struct buffer *out)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
        add_name(out, sk_GENERAL_NAME_value(names, i));
    GENERAL_NAMES_free(names);
}

static void add_bio(struct buffer *out, BIO *bio)
{
    char *data;
    long size = BIO_get_mem_data(bio, &data);

    buffer_append(out, data, size > 0 ? (size_t)size : 0);
}

/* Appends the day of expiry, or of the beginning, or who has signed it. */
static void print_fact(X509 *certificate, int reason, struct buffer *out)
{
    BIO *bio = BIO_new(BIO_s_mem());

    if (bio == NULL)
        return;
    if (reason == X509_V_ERR_CERT_HAS_EXPIRED)
        (void)ASN1_TIME_print(bio, X509_get0_notAfter(certificate));
    else if (reason == X509_V_ERR_CERT_NOT_YET_VALID)
        (void)ASN1_TIME_print(bio, X509_get0_notBefore(certificate));
    else
        (void)X509_NAME_print_ex(bio, X509_get_issuer_name(certificate), 0, XN_FLAG_RFC2253);
    add_bio(out, bio);
    BIO_free(bio);
}

/* Keeps what has room. */
static void keep_flaw(const struct buffer *told, struct tls_peer *peer)
{
    static const char cut[] = "...";
    struct buffer safe = {0};

    text_safe(&safe, (struct slice){told->data, told->size}, false);
    bool fits = safe.size < sizeof(peer->flaw);
    text_safe_copy(peer->flaw, sizeof(peer->flaw) - (fits ? 0 : strlen(cut)),
                   (struct slice){safe.data, safe.size});
    strcat(peer->flaw, fits ? "" : cut);
    buffer_free(&safe);
}

void tls_name_flaw(X509 *certificate, int reason, struct tls_peer *peer)
{
    struct buffer told = {0};

    if (certificate == NULL)
        return;
    if (reason == X509_V_ERR_HOSTNAME_MISMATCH || reason == X509_V_ERR_IP_ADDRESS_MISMATCH)
        list_names(certificate, &told);
    else
        print_fact(certificate, reason, &told);
    keep_flaw(&told, peer);
    buffer_free(&told);
}
