#include "config.h"

#include "support/certificates.h"

#include "support/die.h"
#include "support/redis_server.h"
#include "support/string_list.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG "openssl.log"

static const struct kind {
    const char *name;
    const char *issuer; /* NULL: itself */
    const char *subject;
    const char *extensions; /* a section of the configuration */
    const char *start;      /* NULL: now, and then for a month */
    const char *end;
} kinds[] = {
    {"ca", NULL, "/CN=Test CA", "authority", NULL, NULL},
    {"other_ca", NULL, "/CN=Other CA", "authority", NULL, NULL},
    {"server", "ca", "/CN=server", "server", NULL, NULL},
    {"client", "ca", "/CN=client", "client", NULL, NULL},
    {"elsewhere", "ca", "/CN=elsewhere", "elsewhere", NULL, NULL},
    {"cn_only", "ca", "/CN=localhost", "nameless", NULL, NULL},
    {"stranger", "other_ca", "/CN=stranger", "server", NULL, NULL},
    {"expired", "ca", "/CN=expired", "server", "20240101000000Z", "20240102000000Z"},
    {"early", "ca", "/CN=early", "server", "20990101000000Z", "20990102000000Z"},
};

static const char configuration[] = "[ca]\n"
                                    "default_ca = issuer\n"
                                    "[issuer]\n"
                                    "database = index.txt\n"
                                    "new_certs_dir = .\n"
                                    "rand_serial = yes\n"
                                    "unique_subject = no\n"
                                    "default_md = sha256\n"
                                    "default_days = 30\n"
                                    "policy = policy\n"
                                    "[policy]\n"
                                    "commonName = supplied\n"
                                    "[req]\n"
                                    "distinguished_name = policy\n"
                                    "[authority]\n"
                                    "basicConstraints = critical,CA:true\n"
                                    "keyUsage = critical,keyCertSign,cRLSign\n"
                                    "[server]\n"
                                    "subjectAltName = DNS:localhost,IP:127.0.0.1\n"
                                    "extendedKeyUsage = serverAuth,clientAuth\n"
                                    "[client]\n"
                                    "extendedKeyUsage = clientAuth\n"
                                    "[elsewhere]\n"
                                    "subjectAltName = DNS:redis.example\n"
                                    "extendedKeyUsage = serverAuth\n"
                                    "[nameless]\n"
                                    "extendedKeyUsage = serverAuth\n";

_Noreturn static void become_openssl(const char *directory, char **arguments)
{
    int log = -1;

    if (chdir(directory) == 0)
        log = open(LOG, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
        _exit(EXIT_FAILURE);
    execvp(arguments[0], arguments);
    _exit(EXIT_FAILURE);
}

/* Runs a command line, of which no word holds a blank, in the directory. Returns whether it did. */
static bool run(const char *directory, const struct string_list *arguments)
{
    int status;

    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        die_errno("fork");
    if (child == 0)
        become_openssl(directory, arguments->items);
    if (waitpid(child, &status, 0) != child)
        die_errno("wait for openssl");
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

static const char *log_of(const char *directory, struct buffer *log)
{
    char path[SCRATCH_SIZE + sizeof(LOG)];

    snprintf(path, sizeof(path), "%s/%s", directory, LOG);
    return scratch_read(path, log);
}

static void add(struct string_list *arguments, const char *name, const char *value)
{
    string_list_add(arguments, name);
    string_list_add(arguments, value);
}

static void add_file(struct string_list *arguments, const char *option, const char *name,
                     const char *suffix)
{
    char file[64];

    snprintf(file, sizeof(file), "%s.%s", name, suffix);
    add(arguments, option, file);
}

/* Begins a command line that ends in what all have in common. */
static struct string_list command(const char *what)
{
    struct string_list arguments = {0};

    add(&arguments, "openssl", what);
    add(&arguments, "-config", "openssl.conf");
    return arguments;
}

static void finish(const struct certificates *certificates, struct string_list *arguments)
{
    struct buffer log = {0};

    if (!run(certificates->directory, arguments))
        die("%s %s: %s", arguments->items[0], arguments->items[1], log_of(certificates->directory, &log));
    string_list_free(arguments);
}

/* Makes a key, and what it signs: the certificate of an authority, or a request for one. */
static void make_key(const struct certificates *certificates, const struct kind *kind)
{
    struct string_list arguments = command("req");

    add(&arguments, "-newkey", "ec");
    add(&arguments, "-pkeyopt", "ec_paramgen_curve:P-256");
    add(&arguments, "-nodes", "-new");
    add(&arguments, "-subj", kind->subject);
    add_file(&arguments, "-keyout", kind->name, "key");
    if (kind->issuer == NULL) {
        add(&arguments, "-x509", "-extensions");
        string_list_add(&arguments, kind->extensions);
        add_file(&arguments, "-out", kind->name, "crt");
    } else {
        add_file(&arguments, "-out", kind->name, "csr");
    }
    finish(certificates, &arguments);
}

static void sign(const struct certificates *certificates, const struct kind *kind)
{
    struct string_list arguments = command("ca");

    add(&arguments, "-batch", "-notext");
    add(&arguments, "-extensions", kind->extensions);
    if (kind->start != NULL) {
        add(&arguments, "-startdate", kind->start);
        add(&arguments, "-enddate", kind->end);
    }
    add_file(&arguments, "-cert", kind->issuer, "crt");
    add_file(&arguments, "-keyfile", kind->issuer, "key");
    add_file(&arguments, "-in", kind->name, "csr");
    add_file(&arguments, "-out", kind->name, "crt");
    finish(certificates, &arguments);
}

static void make(const struct certificates *certificates, const struct kind *kind)
{
    make_key(certificates, kind);
    if (kind->issuer != NULL)
        sign(certificates, kind);
}

void certificates_create(struct certificates *certificates)
{
    scratch_create(certificates->directory);
    scratch_write(certificates->directory, "openssl.conf", configuration);
    scratch_write(certificates->directory, "index.txt", "");
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        make(certificates, &kinds[i]);
}

void certificates_copy(const struct certificates *from, struct certificates *to)
{
    struct string_list arguments = {0};
    char all[SCRATCH_SIZE + 2];

    scratch_create(to->directory);
    snprintf(all, sizeof(all), "%s/.", from->directory);
    add(&arguments, "cp", "-Rp");
    add(&arguments, all, ".");
    finish(to, &arguments);
}

void certificates_renew(const struct certificates *certificates, const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, name) == 0)
            make(certificates, &kinds[i]);
    }
}

/* A server without TLS knows no tls-port; one with it objects to the number. */
static bool server_has_tls(const char *directory)
{
    struct string_list arguments = {0};
    struct buffer log = {0};

    string_list_add(&arguments, redis_server_program());
    add(&arguments, "--tls-port", "none");
    (void)run(directory, &arguments);
    bool has = strstr(log_of(directory, &log), "Bad directive") == NULL;
    buffer_free(&log);
    string_list_free(&arguments);
    return has;
}

const char *certificates_missing(void)
{
    struct string_list version = {0};
    char directory[SCRATCH_SIZE];
    const char *missing = NULL;

    scratch_create(directory);
    add(&version, "openssl", "version");
    if (!run(directory, &version))
        missing = "no openssl tool found";
    else if (redis_server_program() == NULL)
        missing = "no redis-server or valkey-server found";
    else if (!server_has_tls(directory))
        missing = "the server was built without TLS";
    string_list_free(&version);
    return missing;
}
