/* TLS: certificates and keys from files. */
#include "config.h"

#include "redis/tls.h"

#include "base/buffer.h"
#include "redis/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)8 << 20) /* the whole world's authorities take 0.3 MiB */

#define AUTHORITIES "CA certificates"
#define CERTIFICATE "certificate"
#define KEY "key"

static bool refuse(struct error *error, const char *what, const char *path, const char *reason)
{
    return error_set(error, ERROR_USAGE, "%s %s: %s", what, path, reason);
}

static bool read_all(int file, struct buffer *text)
{
    ssize_t size;

    do {
        size = read(file, buffer_reserve(text, 65536), 65536);
        text->size += size > 0 ? (size_t)size : 0;
    } while (text->size <= FILE_MAX && (size > 0 || (size < 0 && errno == EINTR)));
    return size == 0;
}

static void wipe(struct buffer *text)
{
    if (text->data != NULL)
        explicit_bzero(text->data, text->capacity);
    buffer_free(text);
}

/* Nothing but a file is read, as others may have no end, or none to read from yet. */
static bool read_open_file(int file, const char *what, const char *path, struct buffer *text,
                           bool *is_open, struct error *error)
{
    struct stat status;

    if (fstat(file, &status) != 0)
        return refuse(error, what, path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return refuse(error, what, path, "is no file");
    *is_open = secret_is_open(&status);
    if (!read_all(file, text))
        return refuse(error, what, path, text->size > FILE_MAX ? "is too large" : strerror(errno));
    return true;
}

/* Reads a file into memory of OpenSSL; `text` is what that points to. Says whether others can read
 * it. */
static BIO *read_file(const char *what, const char *path, struct buffer *text, bool *is_open,
                      struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    BIO *bio = NULL;

    if (file < 0) {
        refuse(error, what, path, strerror(errno));
        return NULL;
    }
    if (read_open_file(file, what, path, text, is_open, error)) {
        bio = BIO_new_mem_buf(buffer_text(text), (int)text->size);
        if (bio == NULL)
            refuse(error, what, path, "no memory");
    }
    close(file);
    return bio;
}

/* A file that asks for a passphrase is not asked about: nobody may be there to answer. */
static int no_passphrase(char *text, int size, int writing, void *asked)
{
    (void)text;
    (void)size;
    (void)writing;
    if (asked != NULL)
        *(bool *)asked = true;
    return -1;
}

/* Tells which certificate of a file cannot be read, where OpenSSL has stumbled over one: the first
 * behind those that it can read. */
static bool refuse_torn(struct error *error, const char *what, const char *path,
                        const struct buffer *text)
{
    BIO *bio = BIO_new_mem_buf(buffer_text(text), (int)text->size);
    X509 *certificate;
    size_t count = 0;

    while (bio != NULL &&
           (certificate = PEM_read_bio_X509_AUX(bio, NULL, no_passphrase, NULL)) != NULL) {
        X509_free(certificate);
        count++;
    }
    bool torn = ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE;
    ERR_clear_error();
    BIO_free(bio);
    if (!torn)
        return refuse(error, what, path,
                      count > 0 ? "a part of it cannot be read" : "holds no certificate (PEM)");
    return error_set(error, ERROR_USAGE, "%s %s: certificate number %zu in it cannot be read", what,
                     path, count + 1);
}

/* Adds the certificates of a file to those that are trusted; `count` is how many it holds. Returns
 * false when one cannot be read. */
static bool trust_all(X509_STORE *store, BIO *bio, size_t *count)
{
    STACK_OF(X509_INFO) *infos = PEM_X509_INFO_read_bio(bio, NULL, no_passphrase, NULL);

    for (int i = 0; i < sk_X509_INFO_num(infos); i++) {
        const X509_INFO *info = sk_X509_INFO_value(infos, i);
        *count += info->x509 != NULL && X509_STORE_add_cert(store, info->x509) == 1;
        if (info->crl != NULL)
            (void)X509_STORE_add_crl(store, info->crl);
    }
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
    return infos != NULL;
}

static bool trust_file(X509_STORE *store, const char *path, size_t *count, struct error *error)
{
    struct buffer text = {0};
    bool is_open = true;
    BIO *bio = read_file(AUTHORITIES, path, &text, &is_open, error);

    *count = 0;
    bool good = bio != NULL &&
                (trust_all(store, bio, count) || refuse_torn(error, AUTHORITIES, path, &text));
    BIO_free(bio);
    buffer_free(&text);
    return good;
}

/* What else lies in a folder does no harm: keys, requests, files that we may not read. */
static bool trust_folder(X509_STORE *store, DIR *folder, const char *path, struct error *error)
{
    struct buffer name = {0};
    const struct dirent *entry;
    size_t total = 0;

    while ((entry = readdir(folder)) != NULL) {
        size_t count;
        buffer_clear(&name);
        buffer_printf(&name, "%s/%s", path, entry->d_name);
        (void)trust_file(store, buffer_text(&name), &count, NULL);
        total += count;
    }
    buffer_free(&name);
    return total > 0 ||
           refuse(error, AUTHORITIES, path, "none of its files holds a certificate (PEM)");
}

bool tls_read_trust(X509_STORE *store, const char *path, struct error *error)
{
    DIR *folder = opendir(path);
    size_t count;

    if (folder != NULL) {
        bool good = trust_folder(store, folder, path, error);
        closedir(folder);
        return good;
    }
    return trust_file(store, path, &count, error) &&
           (count > 0 || refuse(error, AUTHORITIES, path, "holds no certificate (PEM)"));
}

/* Takes the first certificate as ours, and those behind it as the way to its CA. */
static bool use_certificates(SSL_CTX *context, BIO *bio)
{
    X509 *certificate = PEM_read_bio_X509_AUX(bio, NULL, no_passphrase, NULL);
    bool good = certificate != NULL && SSL_CTX_use_certificate(context, certificate) == 1;

    X509_free(certificate);
    while (good && (certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)) != NULL) {
        good = SSL_CTX_add0_chain_cert(context, certificate) == 1;
        if (!good)
            X509_free(certificate);
    }
    good = good && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return good;
}

static bool read_certificate(SSL_CTX *context, const char *path, struct error *error)
{
    struct buffer text = {0};
    bool is_open = true;
    BIO *bio = read_file(CERTIFICATE, path, &text, &is_open, error);
    bool good = bio != NULL &&
                (use_certificates(context, bio) || refuse_torn(error, CERTIFICATE, path, &text));

    BIO_free(bio);
    buffer_free(&text);
    return good;
}

static bool use_key(SSL_CTX *context, BIO *bio, const char *cert, const char *path,
                    struct error *error)
{
    bool asked = false;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &asked);
    bool good = false;

    if (key == NULL && asked)
        refuse(error, KEY, path, "is locked by a passphrase, which nobody is asked for");
    else if (key == NULL)
        refuse(error, KEY, path, "holds no private key (PEM): --key-file names it");
    else if (X509_check_private_key(SSL_CTX_get0_certificate(context), key) != 1)
        error_set(error, ERROR_USAGE, KEY " %s: is not that of the certificate %s", path, cert);
    else if (SSL_CTX_use_PrivateKey(context, key) != 1)
        refuse(error, KEY, path, "cannot be used");
    else
        good = true;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return good;
}

bool tls_read_identity(SSL_CTX *context, const char *cert, const char *key_file,
                       struct error *error)
{
    const char *path = key_file != NULL ? key_file : cert;
    struct buffer text = {0};
    bool is_open = true;

    if (!read_certificate(context, cert, error))
        return false;
    BIO *bio = read_file(KEY, path, &text, &is_open, error);
    bool good = bio != NULL && use_key(context, bio, cert, path, error) &&
                (!is_open || refuse(error, KEY, path, SECRET_IS_OPEN));
    BIO_free(bio);
    wipe(&text);
    return good;
}
