#include "config.h"

#include "route/http_trust.h"

#include "base/memory.h"
#include "redis/tls.h"
#include "route/libcurl.h"

#include <openssl/pem.h>
#include <stdlib.h>

static bool write_certificates(X509_STORE *store, BIO *out)
{
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);

    for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
        X509 *certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        if (certificate != NULL && PEM_write_bio_X509(out, certificate) != 1)
            return false;
    }
    return true;
}

/* libcurl takes bytes whatever it does TLS with; of a folder it would take but files that
 * c_rehash has named. */
static bool take_store(struct http_trust *trust, X509_STORE *store)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *data;

    if (out == NULL || !write_certificates(store, out))
        mem_exhausted();
    long size = BIO_get_mem_data(out, &data);
    buffer_append(&trust->text, data, size > 0 ? (size_t)size : 0);
    BIO_free(out);
    return true;
}

bool http_trust_read(struct http_trust *trust, const char *path, struct error *error)
{
    *trust = (struct http_trust){0};
    if (path == NULL)
        return true;
    X509_STORE *store = X509_STORE_new();
    if (store == NULL)
        mem_exhausted();
    bool good = tls_read_trust(store, path, error) && take_store(trust, store);
    X509_STORE_free(store);
    if (good)
        trust->path = mem_strdup(path);
    return good;
}

/* What cannot be set is of a libcurl without TLS, which says so when it is asked for it. */
void http_trust_set(const struct http_trust *trust, CURL *easy)
{
    (void)libcurl()->easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (trust->path == NULL)
        return;
#if LIBCURL_VERSION_NUM >= 0x074d00
    struct curl_blob blob = {trust->text.data, trust->text.size, CURL_BLOB_COPY};
    (void)libcurl()->easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
    (void)libcurl()->easy_setopt(easy, CURLOPT_CAPATH, NULL);
#else
    (void)libcurl()->easy_setopt(easy, CURLOPT_CAINFO, trust->path);
    (void)libcurl()->easy_setopt(easy, CURLOPT_CAPATH, trust->path);
#endif
}

void http_trust_free(struct http_trust *trust)
{
    free(trust->path);
    buffer_free(&trust->text);
}
