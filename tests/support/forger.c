#include "config.h"

#include "support/forger.h"

#include "support/die.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DAY_S 86400

static void must(bool done, const char *what)
{
    if (!done)
        die("the certificate could not be forged: %s", what);
}

EVP_PKEY *forge_key(void)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    EVP_PKEY *key = NULL;

    must(context != NULL && EVP_PKEY_keygen_init(context) == 1 &&
             EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1 &&
             EVP_PKEY_keygen(context, &key) == 1,
         "key");
    EVP_PKEY_CTX_free(context);
    return key;
}

/* With a type of ASN.1's own the bytes are taken as they are. */
static void set_subject(X509 *certificate, const struct forgery *forgery)
{
    const unsigned char *bytes = (const unsigned char *)forgery->subject.data;
    int attribute = forgery->attribute != 0 ? forgery->attribute : NID_commonName;

    if (forgery->subject.size > 0)
        must(X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), attribute,
                                        V_ASN1_T61STRING, bytes, (int)forgery->subject.size, -1,
                                        0) == 1,
             "subject");
}

static void set_time(ASN1_TIME *time, const char *text, long offset_s)
{
    if (text == NULL)
        must(X509_gmtime_adj(time, offset_s) != NULL, "time");
    else
        must(ASN1_STRING_set(time, text, -1) == 1, "time");
    if (text != NULL) /* a year of two digits, or of four */
        time->type =
            strlen(text) > strlen("500101000000Z") ? V_ASN1_GENERALIZEDTIME : V_ASN1_UTCTIME;
}

static void add_name(GENERAL_NAMES *names, int kind, struct slice bytes)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *value =
        ASN1_STRING_type_new(kind == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);

    must(name != NULL && value != NULL &&
             ASN1_STRING_set(value, bytes.data, (int)bytes.size) == 1 &&
             sk_GENERAL_NAME_push(names, name) > 0,
         "name");
    GENERAL_NAME_set0_value(name, kind, value);
}

static void add_crowd(GENERAL_NAMES *names, int count)
{
    char host[32];

    for (int i = 0; i < count; i++) {
        snprintf(host, sizeof(host), "h%d.example", i);
        add_name(names, GEN_DNS, slice_of(host));
    }
}

static void set_names(X509 *certificate, const struct forgery *forgery)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();

    add_crowd(names, forgery->crowd);
    for (size_t i = 0; i < FORGED_NAMES; i++) {
        if (forgery->hosts[i].data != NULL)
            add_name(names, GEN_DNS, forgery->hosts[i]);
        if (forgery->addresses[i].data != NULL)
            add_name(names, GEN_IPADD, forgery->addresses[i]);
    }
    if (sk_GENERAL_NAME_num(names) > 0)
        must(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, 0) == 1, "names");
    GENERAL_NAMES_free(names);
}

static void set_constraints(X509 *certificate, bool authority)
{
    BASIC_CONSTRAINTS *constraints = BASIC_CONSTRAINTS_new();

    must(constraints != NULL, "constraints");
    constraints->ca = authority ? 0xff : 0;
    must(X509_add1_ext_i2d(certificate, NID_basic_constraints, constraints, 1, 0) == 1,
         "constraints");
    BASIC_CONSTRAINTS_free(constraints);
}

X509 *forge(EVP_PKEY *key, const struct forgery *forgery, X509 *issuer)
{
    static long serial;
    X509 *made = X509_new();

    must(made != NULL && X509_set_version(made, 2) == 1 && X509_set_pubkey(made, key) == 1 &&
             ASN1_INTEGER_set(X509_get_serialNumber(made), ++serial) == 1,
         "certificate");
    set_subject(made, forgery);
    must(X509_set_issuer_name(made, X509_get_subject_name(issuer != NULL ? issuer : made)) == 1,
         "issuer");
    set_time(X509_getm_notBefore(made), forgery->begin, 0);
    set_time(X509_getm_notAfter(made), forgery->end, DAY_S);
    set_constraints(made, forgery->authority);
    set_names(made, forgery);
    must(X509_sign(made, key, EVP_sha256()) > 0, "signature");
    return made;
}

void forger_write(const char *path, X509 *const *chain, size_t count)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        die_errno("open %s", path);
    for (size_t i = 0; i < count; i++)
        must(PEM_write_X509(file, chain[i]) == 1, path);
    if (fclose(file) != 0)
        die_errno("write %s", path);
}

void forger_write_key(const char *path, EVP_PKEY *key)
{
    mode_t before = umask(077);
    FILE *file = fopen(path, "w");

    (void)umask(before);
    if (file == NULL)
        die_errno("open %s", path);
    must(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1, path);
    if (fclose(file) != 0)
        die_errno("write %s", path);
}
