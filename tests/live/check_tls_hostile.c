/* Certificates that somebody made on purpose, or a tool by mistake: which are taken, and that
 * nothing of those that are not reaches a terminal as it is. */
#include "config.h"

#include "base/memory.h"
#include "base/text.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/forger.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 128
#define LONG_SIZE 10000
#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
#define LOOPBACK BYTES("\x7f\x00\x00\x01")
#define ESCAPES "a\x1b[2J\x1b]0;x\x07\r\n\x7f\xc2\x9b\xe2\x80\xae\xff\xc3.example"

static struct certificates certificates;
static struct redis_server *server;
static EVP_PKEY *key;
static char long_text[LONG_SIZE];

static void path_of(const char *name, char out[static SCRATCH_SIZE + 32])
{
    snprintf(out, SCRATCH_SIZE + 32, "%s/%s", certificates.directory, name);
}

static void write_certificate(const char *name, X509 *certificate)
{
    char path[SCRATCH_SIZE + 32];

    path_of(name, path);
    forger_write(path, &certificate, 1);
}

static void set_up_all(void)
{
    const struct redis_server_tls tls = {.certificates = &certificates};
    const struct forgery plain = {.subject = SLICE("plain")};
    char path[SCRATCH_SIZE + 32];

    memset(long_text, 'x', sizeof(long_text));
    scratch_create(certificates.directory);
    key = forge_key();
    X509 *certificate = forge(key, &plain, NULL);
    path_of("server.key", path);
    forger_write_key(path, key);
    write_certificate("server.crt", certificate);
    write_certificate("ca.crt", certificate);
    X509_free(certificate);
    server = redis_server_create(&(struct redis_server_setup){.tls = &tls});
}

static void tear_down_all(void)
{
    redis_server_free(server);
    EVP_PKEY_free(key);
}

enum trust { ROOT, NOBODY, LEAF, LAST };

static const struct hostile {
    const char *sni; /* NULL: the address is checked */
    struct forgery leaf;
    int between;           /* so many certificates are between it and the root */
    struct forgery middle; /* each of those */
    struct slice root;     /* its subject */
    enum trust trust;
    const char *says; /* NULL: it is taken */
} cases[] = {
    /* Names that act on a terminal, or end where they should not. */
    {.leaf = {.hosts = {BYTES(ESCAPES)}}, .says = "is not for 127.0.0.1 but for a?[2J?]0;x?"},
    {.sni = "localhost",
     .leaf = {.hosts = {BYTES("localhost\0.evil.example")}},
     .says = "is not for localhost but for localhost?.evil.example"},
    {.sni = "localhost",
     .leaf = {.hosts = {BYTES("evil.example\0localhost")}},
     .says = "is not for localhost"},
    {.sni = "localhost",
     .leaf = {.hosts = {BYTES("localhost\n"), BYTES(" localhost"), BYTES("localhost\0")}},
     .says = "is not for localhost"},
    {.sni = "localhost", .leaf = {.hosts = {BYTES("LOCALHOST")}}},
    {.sni = "localhost.", .leaf = {.hosts = {BYTES("localhost")}}},
    {.leaf = {.hosts = {{long_text, LONG_SIZE}}}, .says = "xxxx...: use such a name, or --sni"},
    {.leaf = {.hosts = {BYTES("")}}, .says = "the certificate names no host"},

    /* Many of them. */
    {.leaf = {.crowd = 1000}, .says = "but for h0.example, h1.example, "},
    {.leaf = {.crowd = 1000}, .says = "...: use such a name, or --sni (IP address mismatch)"},
    {.leaf = {.crowd = 1000, .addresses = {LOOPBACK}}},
    {.sni = "h999.example", .leaf = {.crowd = 1000}},

    /* A star is a whole label, the first one, of three at least. */
    {.sni = "a.redis.example", .leaf = {.hosts = {BYTES("*.redis.example")}}},
    {.sni = "a.b.redis.example",
     .leaf = {.hosts = {BYTES("*.redis.example")}},
     .says = "is not for a.b.redis.example but for *.redis.example"},
    {.sni = "redis.example", .leaf = {.hosts = {BYTES("*.redis.example")}}, .says = "is not for"},
    {.sni = "redis.example", .leaf = {.hosts = {BYTES("*.example")}}, .says = "but for *.example"},
    {.sni = "a.redis.example", .leaf = {.hosts = {BYTES("*.*")}}, .says = "but for *.*"},
    {.sni = "a.redis.example", .leaf = {.hosts = {BYTES("*.*.example")}}, .says = "is not for"},
    {.sni = "a.redis.example", .leaf = {.hosts = {BYTES("a.*.example")}}, .says = "is not for"},
    {.sni = "axb.redis.example",
     .leaf = {.hosts = {BYTES("a*b.redis.example"), BYTES("a*.redis.example"),
                        BYTES("*b.redis.example")}},
     .says = "but for a*b.redis.example, a*.redis.example, *b.redis.example"},
    {.sni = "localhost",
     .leaf = {.hosts = {BYTES("*")}},
     .says = "is not for localhost but for *:"},
    {.leaf = {.hosts = {BYTES("*.0.0.1"), BYTES("*")}}, .says = "is not for 127.0.0.1"},

    /* Addresses are those of their own kind. */
    {.leaf = {.subject = BYTES("127.0.0.1")}, .says = "the certificate names no host"},
    {.leaf = {.hosts = {BYTES("127.0.0.1")}},
     .says = "is not for 127.0.0.1 but for 127.0.0.1 (a name, not an address)"},
    {.leaf = {.addresses = {BYTES("\x7f\x00\x00\x01\x00"), BYTES("\x7f"), BYTES("")}},
     .says = "is not for 127.0.0.1"},
    {.leaf = {.addresses = {BYTES("\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\x00\x00\x01")}},
     .says = "is not for 127.0.0.1 but for ::ffff:127.0.0.1"},

    /* Times far away, and such as are none. */
    {.leaf = {.addresses = {LOOPBACK}, .begin = "500101000000Z", .end = "500102000000Z"},
     .says = "has expired: it has to be renewed (certificate has expired; on Jan  2 00:00:00 1950"},
    {.leaf = {.addresses = {LOOPBACK}, .begin = "00000101000000Z", .end = "00000102000000Z"},
     .says = "has expired: it has to be renewed"},
    {.leaf = {.addresses = {LOOPBACK}, .begin = "99991231000000Z", .end = "99991231235959Z"},
     .says =
         "not valid yet; is the clock here right? (certificate is not yet valid; before Dec 31 "},
    {.leaf = {.addresses = {LOOPBACK}, .begin = "500101000000Z", .end = "99991231235959Z"}},
    {.leaf = {.addresses = {LOOPBACK}, .end = "\x1b[2Jno time at all"}, .says = "is refused: "},

    /* Who signed it. */
    {.leaf = {.addresses = {LOOPBACK}}, .between = 20, .middle = {.authority = true}},
    {.leaf = {.addresses = {LOOPBACK}},
     .between = CHAIN_MAX - 1,
     .middle = {.authority = true},
     .says = "is refused: certificate chain too long"},
    {.leaf = {.addresses = {LOOPBACK}}, .between = 1, .says = "is refused: invalid CA certificate"},
    {.leaf = {.addresses = {LOOPBACK}}, .trust = LEAF},
    {.leaf = {.addresses = {LOOPBACK}},
     .root = BYTES(ESCAPES),
     .trust = NOBODY,
     .says = "signed by"},
    {.leaf = {.addresses = {LOOPBACK}},
     .root = BYTES("CA\0evil"),
     .trust = NOBODY,
     .says = "signed by CN=CA\\00evil"},
    {.leaf = {.addresses = {LOOPBACK}},
     .root = {long_text, LONG_SIZE},
     .trust = NOBODY,
     .says = "signed by CN=xxxxxxx"},
    {.leaf = {.addresses = {LOOPBACK}, .subject = {long_text, LONG_SIZE}}},
    {.leaf = {.addresses = {LOOPBACK}, .subject = BYTES(ESCAPES)}},
};

/* Makes what the server shows, its own in front and the root's last; returns how many. Names of
 * those in between differ, as the one who signed is found by them. */
static size_t make_chain(const struct hostile *hostile, X509 *chain[static CHAIN_MAX + 1])
{
    const bool has_root = hostile->root.size > 0;
    const struct forgery root = {.subject = has_root ? hostile->root : SLICE("root"),
                                 .authority = true};
    size_t last = (size_t)hostile->between + 1;
    struct forgery leaf = hostile->leaf, middle = hostile->middle;
    char name[32];

    if (hostile->trust == LEAF) {
        chain[0] = forge(key, &leaf, NULL);
        return 1;
    }
    chain[last] = forge(key, &root, NULL);
    for (size_t i = last - 1; i > 0; i--) {
        snprintf(name, sizeof(name), "between %zu", i);
        middle.subject = slice_of(name);
        chain[i] = forge(key, &middle, chain[i + 1]);
    }
    chain[0] = forge(key, &leaf, chain[1]);
    return last + 1;
}

static void show_certificate(const struct hostile *hostile)
{
    X509 *chain[CHAIN_MAX + 1];
    char name[32], path[SCRATCH_SIZE + 32];
    size_t count = make_chain(hostile, chain);

    snprintf(name, sizeof(name), "shown%td.crt",
             hostile - cases); /* what has not changed is not read */
    path_of(name, path);
    forger_write(path, chain, count);
    write_certificate("trusted.crt", chain[count - 1]);
    redis_server_disconnect(server);
    redis_server_command(server, "CONFIG SET tls-cert-file %s", path);
    for (size_t i = 0; i < count; i++)
        X509_free(chain[i]);
}

static void expect_safe(const char *text)
{
    struct buffer safe = {0};

    for (const char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        buffer_clear(&safe);
        text_safe(&safe, (struct slice){line, (size_t)(end - line)}, true);
        ck_assert_msg(safe.size == (size_t)(end - line) && memcmp(safe.data, line, safe.size) == 0,
                      "%s", text);
    }
    buffer_free(&safe);
}

START_TEST(it_is_taken_or_refused_and_what_is_said_is_safe)
{
    const struct hostile *hostile = &cases[_i];
    const char *sni = hostile->sni != NULL ? hostile->sni : "127.0.0.1";
    const char *trusted = hostile->trust == NOBODY ? "ca.crt" : "trusted.crt";
    struct child child;

    show_certificate(hostile);
    int status = child_run(
        &child, "LC_ALL=C $DRIFTOP snapshot --cacert %s/%s --sni %s rediss://127.0.0.1:%d",
        certificates.directory, trusted, sni, server->port);
    expect_safe(child_err(&child));
    ck_assert_msg((status == 0) == (hostile->says == NULL), "%s", child_err(&child));
    if (hostile->says != NULL) {
        has(child_err(&child), hostile->says);
        has(child_err(&child), "(127.0.0.1:"); /* the end of it is there, too */
    }
    child_free(&child);
}
END_TEST

Suite *suite_tls_hostile(void)
{
    const char *missing = certificates_missing();

    if (missing != NULL)
        return skipped_suite("tls_hostile", missing);
    Suite *suite = suite_create("tls_hostile");
    TCase *tests = tcase_create("tls_hostile");
    tcase_add_unchecked_fixture(tests, set_up_all, tear_down_all);
    tcase_add_loop_test(tests, it_is_taken_or_refused_and_what_is_said_is_safe, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
