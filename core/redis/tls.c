#include "config.h"

#include "redis/tls.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <dirent.h>
#include <openssl/err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 4
#define NO_OPENSSL "OpenSSL cannot be used here"

struct tls {
    unsigned holders;
    struct tls_settings settings;
    char *copies[4]; /* of its texts */
    BIO_METHOD *method;
    SSL_CTX *context;
    uint64_t stamp; /* of the files that it was read from */
    struct error stale;
};

/* The files that matter; returns how many. */
static size_t list_files(const struct tls_settings *settings, const char *files[FILES_MAX])
{
    size_t count = 0;

    if (settings->cacert == NULL) {
        files[count++] = X509_get_default_cert_file();
        files[count++] = X509_get_default_cert_dir();
    } else {
        files[count++] = settings->cacert;
    }
    if (settings->cert != NULL)
        files[count++] = settings->cert;
    if (settings->key_file != NULL)
        files[count++] = settings->key_file;
    return count;
}

static uint64_t mix(uint64_t stamp, uint64_t value)
{
    return (stamp ^ value) * UINT64_C(0x100000001b3); /* FNV-1a, by words */
}

static uint64_t mix_file(uint64_t stamp, const char *path)
{
    struct stat status = {0};

    if (stat(path, &status) != 0)
        return mix(stamp, 1);
    stamp = mix(stamp, (uint64_t)status.st_ino);
    stamp = mix(stamp, (uint64_t)status.st_size);
    stamp = mix(stamp, (uint64_t)status.st_mode);
    stamp = mix(stamp, (uint64_t)status.st_mtim.tv_sec);
    return mix(stamp, (uint64_t)status.st_mtim.tv_nsec);
}

/* A file of a folder can be written anew without the folder's knowledge. */
static uint64_t mix_folder(uint64_t stamp, const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    struct buffer name = {0};
    uint64_t sum = 0; /* whatever the order */

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        buffer_clear(&name);
        buffer_printf(&name, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            sum += mix_file(0, buffer_text(&name));
    }
    buffer_free(&name);
    if (folder != NULL)
        closedir(folder);
    return mix(stamp, sum);
}

/* Returns a number that is another one when a file has changed. */
static uint64_t stamp_files(const struct tls_settings *settings)
{
    const char *files[FILES_MAX];
    size_t count = list_files(settings, files);
    uint64_t stamp = 0;

    for (size_t i = 0; i < count; i++)
        stamp = mix_file(stamp, files[i]);
    return settings->cacert != NULL ? mix_folder(stamp, settings->cacert) : stamp;
}

/* OpenSSL's own check of names takes one name or one address, and here it may be either of two. */
static int verify(X509_STORE_CTX *store, void *nothing)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct tls_peer *peer = SSL_get_app_data(ssl);

    (void)nothing;
    if (X509_verify_cert(store) == 1) {
        if (tls_name_fits(X509_STORE_CTX_get0_cert(store), peer))
            return 1;
        X509_STORE_CTX_set_error(store, tls_is_address(peer->name) ? X509_V_ERR_IP_ADDRESS_MISMATCH
                                                                   : X509_V_ERR_HOSTNAME_MISMATCH);
        X509_STORE_CTX_set_current_cert(store, X509_STORE_CTX_get0_cert(store));
    }
    tls_name_flaw(X509_STORE_CTX_get_current_cert(store), X509_STORE_CTX_get_error(store), peer);
    return 0;
}

/* The server asks for our certificate: whatever there is of it is in the context already. */
static int note_wish(SSL *ssl, void *nothing)
{
    struct tls_peer *peer = SSL_get_app_data(ssl);

    (void)nothing;
    peer->wants_ours = true;
    return 1;
}

/* A write is tried again from wherever its bytes are then, and tells what it did so far. */
static bool set_up(SSL_CTX *context)
{
    (void)SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    (void)SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_cert_cb(context, note_wish, NULL);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

static bool set_trust(SSL_CTX *context, const struct tls_settings *settings, struct error *error)
{
    SSL_CTX_set_verify(context, settings->insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    if (settings->insecure)
        return true;
    SSL_CTX_set_cert_verify_callback(context, verify, NULL);
    if (settings->cacert != NULL)
        return tls_read_trust(SSL_CTX_get_cert_store(context), settings->cacert, error);
    return SSL_CTX_set_default_verify_paths(context) == 1 ||
           error_set(error, ERROR_USAGE, "what the system trusts cannot be read: give --cacert");
}

static SSL_CTX *make_context(const struct tls_settings *settings, struct error *error)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    ERR_clear_error();
    if (context == NULL || !set_up(context))
        error_set(error, ERROR_USAGE, NO_OPENSSL);
    else if (set_trust(context, settings, error) &&
             (settings->cert == NULL ||
              tls_read_identity(context, settings->cert, settings->key_file, error)))
        return context;
    SSL_CTX_free(context);
    ERR_clear_error();
    return NULL;
}

static void copy_settings(struct tls *tls, const struct tls_settings *settings)
{
    const char **const texts[] = {&tls->settings.cacert, &tls->settings.cert,
                                  &tls->settings.key_file, &tls->settings.sni};

    tls->settings = *settings;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        tls->copies[i] = *texts[i] != NULL ? mem_strdup(*texts[i]) : NULL;
        *texts[i] = tls->copies[i];
    }
}

struct tls *tls_open(const struct tls_settings *settings, struct error *error)
{
    uint64_t stamp = stamp_files(settings);
    SSL_CTX *context = make_context(settings, error);
    BIO_METHOD *method = context != NULL ? tls_socket_method() : NULL;

    if (context != NULL && method == NULL)
        error_set(error, ERROR_USAGE, NO_OPENSSL);
    if (method == NULL) {
        SSL_CTX_free(context);
        return NULL;
    }
    struct tls *tls = mem_zalloc(1, sizeof(*tls));
    tls->method = method;
    tls->holders = 1;
    tls->context = context;
    tls->stamp = stamp;
    copy_settings(tls, settings);
    return tls;
}

struct tls *tls_share(struct tls *tls)
{
    if (tls != NULL)
        tls->holders++;
    return tls;
}

void tls_release(struct tls *tls)
{
    if (tls == NULL || --tls->holders > 0)
        return;
    SSL_CTX_free(tls->context);
    BIO_meth_free(tls->method);
    for (size_t i = 0; i < sizeof(tls->copies) / sizeof(tls->copies[0]); i++)
        free(tls->copies[i]);
    free(tls);
}

const struct tls_settings *tls_settings(const struct tls *tls)
{
    return &tls->settings;
}

/* Files that are being renewed may not fit together for a moment. */
static void renew(struct tls *tls)
{
    uint64_t stamp = stamp_files(&tls->settings);

    if (stamp == tls->stamp)
        return;
    SSL_CTX *context = make_context(&tls->settings, &tls->stale);
    if (context == NULL)
        return;
    SSL_CTX_free(tls->context);
    tls->context = context;
    tls->stamp = stamp;
    tls->stale = (struct error){0};
}

const char *tls_stale(const struct tls *tls)
{
    return tls->stale.text;
}

/* Only names are asked for: that of an address is none (RFC 6066). */
static bool prepare(SSL *ssl, struct tls *tls, struct tls_peer *peer, struct tls_socket *socket)
{
    BIO *bio = tls_socket_open(tls->method, socket);

    if (bio == NULL)
        return false;
    SSL_set_bio(ssl, bio, bio);
    SSL_set_connect_state(ssl);
    return SSL_set_app_data(ssl, peer) == 1 &&
           (tls_is_address(peer->name) || SSL_set_tlsext_host_name(ssl, peer->name) == 1);
}

SSL *tls_connection(struct tls *tls, struct tls_peer *peer, struct tls_socket *socket,
                    struct error *error)
{
    ERR_clear_error();
    renew(tls);
    SSL *ssl = SSL_new(tls->context);
    if (ssl != NULL && prepare(ssl, tls, peer, socket))
        return ssl;
    SSL_free(ssl);
    error_set(error, ERROR_RETRY, "OpenSSL cannot begin a connection with %s", peer->name);
    return NULL;
}
