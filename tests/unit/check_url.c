#include "config.h"

#include "redis/url.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct good {
    const char *text;
    struct {
        enum redis_scheme scheme;
        const char *host;
        const char *port;
        const char *user;
        const char *password;
        unsigned db;
    } url;
    const char *shown;
} good[] = {
    {"redis://", {REDIS_TCP, "localhost", "6379", NULL, NULL, 0}, "redis://localhost:6379/0"},
    {"redis://h", {REDIS_TCP, "h", "6379", NULL, NULL, 0}, "redis://h:6379/0"},
    {"REDIS://h:1/", {REDIS_TCP, "h", "1", NULL, NULL, 0}, "redis://h:1/0"},
    {"redis://h:65535/15", {REDIS_TCP, "h", "65535", NULL, NULL, 15}, "redis://h:65535/15"},
    {"redis://h/2147483647",
     {REDIS_TCP, "h", "6379", NULL, NULL, 2147483647U},
     "redis://h:6379/2147483647"},
    {"redis:///2", {REDIS_TCP, "localhost", "6379", NULL, NULL, 2}, "redis://localhost:6379/2"},
    {"redis://:7000", {REDIS_TCP, "localhost", "7000", NULL, NULL, 0}, "redis://localhost:7000/0"},
    {"redis://h:", {REDIS_TCP, "h", "6379", NULL, NULL, 0}, "redis://h:6379/0"},
    {"redis://:pw@h", {REDIS_TCP, "h", "6379", NULL, "pw", 0}, "redis://h:6379/0"},
    {"redis://u:pw@h:1/3", {REDIS_TCP, "h", "1", "u", "pw", 3}, "redis://h:1/3"},
    {"redis://u:@h", {REDIS_TCP, "h", "6379", "u", NULL, 0}, "redis://h:6379/0"},
    {"redis://:@h", {REDIS_TCP, "h", "6379", NULL, NULL, 0}, "redis://h:6379/0"},
    {"redis://us%65r:p%40%3A%2f%25%23@h",
     {REDIS_TCP, "h", "6379", "user", "p@:/%#", 0},
     "redis://h:6379/0"},
    {"redis://:%0a%ff@h", {REDIS_TCP, "h", "6379", NULL, "\n\xff", 0}, "redis://h:6379/0"},
    {"redis://[::1]", {REDIS_TCP, "::1", "6379", NULL, NULL, 0}, "redis://[::1]:6379/0"},
    {"redis://u:p@[fe80::1%25eth0]:7/1",
     {REDIS_TCP, "fe80::1%eth0", "7", "u", "p", 1},
     "redis://[fe80::1%25eth0]:7/1"},
    {"redis://a%2Fb%3Ac", {REDIS_TCP, "a/b:c", "6379", NULL, NULL, 0}, "redis://[a%2Fb:c]:6379/0"},
    {"unix:///run/redis.sock",
     {REDIS_UNIX, "/run/redis.sock", NULL, NULL, NULL, 0},
     "unix:///run/redis.sock?db=0"},
    {"unix:///a%20b?db=7", {REDIS_UNIX, "/a b", NULL, NULL, NULL, 7}, "unix:///a%20b?db=7"},
    {"unix://u:p@/s?db=1", {REDIS_UNIX, "/s", NULL, "u", "p", 1}, "unix:///s?db=1"},
};

static void assert_text(const char *actual, const char *expected)
{
    if (expected == NULL)
        ck_assert_ptr_null(actual);
    else
        ck_assert_pstr_eq(actual, expected);
}

START_TEST(each_part_is_read_and_the_shown_form_has_no_secret)
{
    const struct good *expected = &good[_i];
    struct redis_url url, copy;
    struct buffer shown = {0};
    struct error error = {0};

    ck_assert_msg(redis_url_parse(expected->text, &url, &error), "%s", error.text);
    redis_url_copy(&copy, &url);
    redis_url_free(&url);
    ck_assert_int_eq(copy.scheme, expected->url.scheme);
    assert_text(copy.host, expected->url.host);
    assert_text(copy.port, expected->url.port);
    assert_text(copy.user, expected->url.user);
    assert_text(copy.password, expected->url.password);
    ck_assert_uint_eq(copy.db, expected->url.db);
    redis_url_show(&copy, &shown);
    ck_assert_str_eq(buffer_text(&shown), expected->shown);
    redis_url_free(&copy);
    buffer_free(&shown);
}
END_TEST

static const struct place {
    const char *text;
    enum redis_topology topology;
    bool tls;
    size_t more;
    const char *master;
    unsigned db;
    const char *shown;
} places[] = {
    {"rediss://h", REDIS_SERVER, true, 0, NULL, 0, "rediss://h:6379/0"},
    {"RedisS://u:p@h:1/2", REDIS_SERVER, true, 0, NULL, 2, "rediss://h:1/2"},
    {"redis+cluster://", REDIS_CLUSTER, false, 0, NULL, 0, "redis+cluster://localhost:6379"},
    {"redis+cluster://a:1,b,[::1]:3,:4", REDIS_CLUSTER, false, 3, NULL, 0,
     "redis+cluster://a:1,b:6379,[::1]:3,localhost:4"},
    {"rediss+cluster://u:p@a,b/0", REDIS_CLUSTER, true, 1, NULL, 0,
     "rediss+cluster://a:6379,b:6379"},
    {"redis+sentinel://a,b:1/main", REDIS_SENTINEL, false, 1, "main", 0,
     "redis+sentinel://a:26379,b:1/main/0"},
    {"rediss+sentinel://u:p@a/my%2Fm/", REDIS_SENTINEL, true, 0, "my/m", 0,
     "rediss+sentinel://a:26379/my%2Fm/0"},
    {"redis+sentinel://:p@a/m/5", REDIS_SENTINEL, false, 0, "m", 5, "redis+sentinel://a:26379/m/5"},
    {"redis+sentinel://a/m?db=5", REDIS_SENTINEL, false, 0, "m", 5, "redis+sentinel://a:26379/m/5"},
};

static void assert_place(const struct redis_url *url, const struct place *expected)
{
    struct buffer shown = {0};

    ck_assert_int_eq(url->topology, expected->topology);
    ck_assert_int_eq(url->tls, expected->tls);
    ck_assert_uint_eq(url->more_count, expected->more);
    assert_text(url->master, expected->master);
    ck_assert_uint_eq(url->db, expected->db);
    redis_url_show(url, &shown);
    ck_assert_str_eq(buffer_text(&shown), expected->shown);
    buffer_free(&shown);
}

START_TEST(a_topology_has_its_addresses_and_reads_back)
{
    struct redis_url url, copy, again;
    struct error error = {0};

    ck_assert_msg(redis_url_parse(places[_i].text, &url, &error), "%s", error.text);
    redis_url_copy(&copy, &url);
    redis_url_free(&url);
    assert_place(&copy, &places[_i]);
    redis_url_free(&copy);
    ck_assert_msg(redis_url_parse(places[_i].shown, &again, &error), "%s", error.text);
    assert_place(&again, &places[_i]);
    redis_url_free(&again);
}
END_TEST

START_TEST(one_server_of_many_keeps_all_but_the_place)
{
    struct redis_url url, server;
    struct buffer shown = {0};

    ck_assert(redis_url_parse("rediss+sentinel://u:p@a,b/m/3?client_name=n", &url, NULL));
    redis_url_at(&server, &url, "::1", "7");
    redis_url_free(&url);
    redis_url_show(&server, &shown);
    ck_assert_str_eq(buffer_text(&shown), "rediss://[::1]:7/3");
    ck_assert_str_eq(server.user, "u");
    ck_assert_str_eq(server.password, "p");
    ck_assert_str_eq(server.client_name, "n");
    redis_url_free(&server);
    buffer_free(&shown);
}
END_TEST

START_TEST(the_shown_form_reads_back_as_the_same_place)
{
    struct redis_url url, again;
    struct buffer shown = {0};

    ck_assert(redis_url_parse(good[_i].text, &url, NULL));
    redis_url_show(&url, &shown);
    ck_assert(redis_url_parse(buffer_text(&shown), &again, NULL));
    ck_assert_str_eq(again.host, url.host);
    assert_text(again.port, url.port);
    ck_assert_uint_eq(again.db, url.db);
    redis_url_free(&url);
    redis_url_free(&again);
    buffer_free(&shown);
}
END_TEST

static const struct bad {
    const char *text;
    const char *says;
} bad[] = {
    {"", "begins with redis://"},
    {"redis", "begins with redis://"},
    {"localhost:6379", "begins with redis://"},
    {"redis:/h", "begins with redis://"},
    {"http://h", "begins with redis://"},
    {"redisx://h", "begins with redis://"},
    {"redis://h1,h2", "one server has one address; of a cluster write redis+cluster://"},
    {"redis+cluster://h1,", "one of the addresses is empty"},
    {"redis+cluster://,h1", "one of the addresses is empty"},
    {"rediss+cluster://:s3cret@h1,,h2", "one of the addresses is empty"},
    {"redis+cluster://,", "one of the addresses is empty"},
    {"redis+sentinel://h1,/m", "a comma too many"},
    {"redis+cluster://h1,h2/1", "a cluster has one database"},
    {"redis+cluster://h?db=2", "a cluster has one database"},
    {"redis+cluster://h1,h2:x", "port is not a number"},
    {"redis+cluster://h1:s3cret,h2", "port is not a number"},
    {"redis+cluster://h1,h2%0a", "control characters"},
    {"redis+cluster://[::1,h2]", "not closed"},
    {"redis+sentinel://h", "the name by which the sentinels know the master is missing"},
    {"redis+sentinel://h/", "redis+sentinel://HOST:PORT/NAME"},
    {"redis+sentinel://h//1", "is missing"},
    {"redis+sentinel://h/m/x", "database is not a number"},
    {"redis+sentinel://h/m%0a", "control characters"},
    {"redis+sentinel://h/m%", "wrong %XX"},
    {"rediss+unix:///s", "begins with redis://"},
    {"redis://s3cret@h", "read in two ways"},
    {"redis://@h", "read in two ways"},
    {"redis://u:s3cret@x@h", "more than one '@'"},
    {"redis://u:s3:cret@h", "more than one ':'"},
    {"redis://:s3cret/x@h", "port is not a number"},
    {"redis://:s3cret#x@h", "'#' has no meaning"},
    {"redis://:s3cret?x@h", "port is not a number"},
    {"redis://:s3cret%2@h", "wrong %XX"},
    {"redis://:s3cret%@h", "wrong %XX"},
    {"redis://:s3cret%zz@h", "wrong %XX"},
    {"redis://:s3cret%00@h", "wrong %XX"},
    {"redis://u%1:s3cret@h", "wrong %XX"},
    {"redis://h%0", "wrong %XX"},
    {"redis://h%0a", "control characters"},
    {"redis://h%7f", "control characters"},
    {"redis://h:0", "port is not a number"},
    {"redis://h:65536", "port is not a number"},
    {"redis://h:99999999999999999999999", "port is not a number"},
    {"redis://h:+1", "port is not a number"},
    {"redis://h: 1", "port is not a number"},
    {"redis://::1", "needs brackets"},
    {"redis://[::1", "not closed"},
    {"redis://[]", "not closed, or empty"},
    {"redis://[::1]x", "only a port may follow"},
    {"redis://h/x", "database is not a number"},
    {"redis://h/-1", "database is not a number"},
    {"redis://h/2147483648", "database is not a number"},
    {"redis://h/1/2", "database is not a number"},
    {"redis://h/1?timeout=5", "unknown parameter behind '?'; there are db, socket_timeout"},
    {"redis://h?s3cret@h", "unknown parameter"},
    {"redis://h?db=x", "database is not a number"},
    {"redis://h?socket_timeout=soon", "a timeout is a number of seconds"},
    {"redis://h?socket_timeout=0", "a timeout is a number of seconds"},
    {"redis://h?socket_timeout=86401", "a timeout is a number of seconds"},
    {"redis://h?socket_timeout=86400.001", "a timeout is a number of seconds"},
    {"redis://h?socket_timeout=1.5x", "a timeout is a number of seconds"},
    {"redis://h?socket_timeout=25h", "a timeout is a number of seconds"},
    {"redis://h?socket_timeout=1.", "a timeout is a number of seconds"},
    {"redis://h?client_name=%", "wrong %XX escape"},
    {"redis://h?client_name=%0a", "control characters"},
    {"redis://h?password=s3cret", "stand in front of the host"},
    {"redis://h?username=u", "stand in front of the host"},
    {"rediss://h?ssl_cert_reqs=maybe", "ssl_cert_reqs is required or none"},
    {"rediss://h?ssl_check_hostname=perhaps", "ssl_check_hostname is true or false"},
    {"rediss://h?ssl_ca_certs=", "ssl_... file is empty"},
    {"rediss://h?ssl_keyfile=%", "wrong %XX escape"},
    {"unix://", "path of the socket is missing"},
    {"unix:///", "path of the socket is missing"},
    {"unix://run/redis.sock", "begins with '/'"},
    {"unix:///s?db=", "database is not a number"},
    {"unix:///s?", "unknown parameter"},
    {"unix:///s?db=1&x=2", "retry_on_timeout, retry_on_error"},
    {"unix:///s%00", "wrong %XX"},
};

START_TEST(what_cannot_be_read_is_refused_without_showing_it)
{
    struct redis_url url;
    struct error error = {0};

    ck_assert_msg(!redis_url_parse(bad[_i].text, &url, &error), "%s", bad[_i].text);
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_msg(strstr(error.text, bad[_i].says) != NULL, "%s: %s", bad[_i].text, error.text);
    ck_assert_ptr_null(strstr(error.text, "cret"));
    ck_assert_ptr_null(url.host);
    ck_assert_ptr_null(url.password);
}
END_TEST

static const struct {
    const char *query;
    int64_t timeout_ms;
    const char *client_name;
    unsigned db;
    const char *ignored;
} queries[] = {
    {"db=3", 0, NULL, 3, ""},
    {"socket_timeout=2", 2000, NULL, 7, ""},
    {"socket_timeout=0.25&db=1", 250, NULL, 1, ""},
    {"socket_timeout=0.0015", 1, NULL, 7, ""},
    {"socket_timeout=1.0000000000000000000000000000005", 1000, NULL, 7, ""},
    {"socket_timeout=86400", 86400000, NULL, 7, ""},
    {"socket_connect_timeout=1.5&socket_timeout=500ms", 500, NULL, 7, ""},
    {"client_name=my%20app", 0, "my app", 7, ""},
    {"decode_responses=True&protocol=3&max_connections=10&health_check_interval=30", 0, NULL, 7,
     "decode_responses, protocol, max_connections, health_check_interval"},
};

START_TEST(the_parameters_of_redis_py_mean_what_they_can)
{
    struct buffer ignored = {0};
    struct redis_url url, copy;
    struct error error = {0};
    char text[128];

    snprintf(text, sizeof(text), "redis://h/7?%s", queries[_i].query);
    ck_assert_msg(redis_url_parse(text, &url, &error), "%s", error.text);
    redis_url_copy(&copy, &url);
    redis_url_free(&url);
    ck_assert_int_eq(copy.timeout_ms, queries[_i].timeout_ms);
    assert_text(copy.client_name, queries[_i].client_name);
    ck_assert_uint_eq(copy.db, queries[_i].db);
    redis_url_ignored(text, &ignored);
    ck_assert_str_eq(buffer_text(&ignored), queries[_i].ignored);
    redis_url_free(&copy);
    buffer_free(&ignored);
}
END_TEST

START_TEST(a_socket_path_has_to_fit_its_address)
{
    char text[160] = "unix:///";
    struct redis_url url;
    struct error error;

    memset(text + 8, 'p', 106);
    ck_assert(redis_url_parse(text, &url, &error));
    ck_assert_uint_eq(strlen(url.host), 107);
    redis_url_free(&url);
    text[114] = 'p';
    ck_assert(!redis_url_parse(text, &url, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "107 bytes"));
}
END_TEST

static struct redis_url parsed(const char *text)
{
    struct redis_url url;

    ck_assert(redis_url_parse(text, &url, NULL));
    return url;
}

START_TEST(the_environment_fills_in_the_password_that_the_url_leaves_open)
{
    struct redis_url open_one = parsed("redis://user:@h"), complete = parsed("redis://:own@h");

    setenv("REDISCLI_AUTH", "from env", 1);
    ck_assert(redis_url_access(&open_one, &(struct redis_access){0}, NULL));
    ck_assert(redis_url_access(&complete, &(struct redis_access){0}, NULL));
    ck_assert_str_eq(open_one.password, "from env");
    ck_assert_str_eq(open_one.user, "user");
    ck_assert_str_eq(complete.password, "own");
    redis_url_free(&open_one);
    redis_url_free(&complete);
}
END_TEST

START_TEST(an_empty_or_missing_environment_leaves_it_open)
{
    struct redis_url url = parsed("redis://h");

    unsetenv("REDISCLI_AUTH");
    ck_assert(redis_url_access(&url, &(struct redis_access){0}, NULL));
    ck_assert_ptr_null(url.password);
    setenv("REDISCLI_AUTH", "", 1);
    ck_assert(redis_url_access(&url, &(struct redis_access){0}, NULL));
    ck_assert_ptr_null(url.password);
    redis_url_free(&url);
}
END_TEST

/* Writes a file of that mode and returns its path. */
static const char *password_file(const char *text, size_t size, mode_t mode)
{
    static char path[SCRATCH_SIZE + 16];
    char directory[SCRATCH_SIZE];

    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/password", directory);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text, size), (ssize_t)size);
    ck_assert_int_eq(fchmod(file, mode), 0);
    close(file);
    return path;
}

static const struct password_case {
    const char *text;
    size_t size; /* 0: of the string */
    mode_t mode;
    const char *password; /* NULL: refused */
    const char *says;
} password_cases[] = {
    {"s3cret", 0, 0600, "s3cret", NULL},
    {"s3cret\n", 0, 0400, "s3cret", NULL},
    {"s3cret\r\n", 0, 0440, "s3cret", NULL},
    {" s3 cret ", 0, 0600, " s3 cret ", NULL},
    {"s3cret", 0, 0604, NULL, "others can read"},
    {"s3cret", 0, 0620, NULL, "others can read"},
    {"s3cret", 0, 0602, NULL, "others can read"},
    {"", 0, 0600, NULL, "is empty"},
    {"\n", 0, 0600, NULL, "is empty"},
    {"s3cret\nsecond", 0, 0600, NULL, "not a single line"},
    {"s3cret\n\n", 0, 0600, NULL, "not a single line"},
    {"s3\0cret", 7, 0600, NULL, "not a single line"},
};

START_TEST(a_password_file_is_one_line_that_others_cannot_reach)
{
    const struct password_case *expected = &password_cases[_i];
    size_t size = expected->size > 0 ? expected->size : strlen(expected->text);
    const char *path = password_file(expected->text, size, expected->mode);
    struct redis_url url = parsed("redis://user:old@h");
    struct error error = {0};

    setenv("REDISCLI_AUTH", "from env", 1);
    ck_assert_int_eq(redis_url_access(&url, &(struct redis_access){.password_file = path}, &error),
                     expected->password != NULL);
    if (expected->password != NULL) {
        ck_assert_str_eq(url.password, expected->password);
        ck_assert_str_eq(url.user, "user");
    } else {
        ck_assert_int_eq(error.class, ERROR_USAGE);
        ck_assert_msg(strstr(error.text, expected->says) != NULL, "%s", error.text);
        ck_assert_ptr_nonnull(strstr(error.text, path));
        ck_assert_ptr_null(strstr(error.text, "cret"));
        ck_assert_str_eq(url.password, "old");
    }
    redis_url_free(&url);
}
END_TEST

START_TEST(a_password_has_a_limit)
{
    char text[5000];
    struct redis_url url = parsed("redis://h");
    struct error error = {0};

    memset(text, 'p', sizeof(text));
    ck_assert(redis_url_access(
        &url, &(struct redis_access){.password_file = password_file(text, 4096, 0600)}, &error));
    ck_assert_uint_eq(strlen(url.password), 4096);
    ck_assert(!redis_url_access(
        &url, &(struct redis_access){.password_file = password_file(text, sizeof(text), 0600)},
        &error));
    ck_assert_ptr_nonnull(strstr(error.text, "too long"));
    redis_url_free(&url);
}
END_TEST

START_TEST(a_password_file_that_cannot_be_read_is_named)
{
    struct redis_url url = parsed("redis://h");
    struct error error = {0};

    ck_assert(!redis_url_access(&url, &(struct redis_access){.password_file = "/nowhere/password"},
                                &error));
    ck_assert_str_eq(error.text, "password file /nowhere/password: No such file or directory");
    ck_assert(!redis_url_access(&url, &(struct redis_access){.password_file = "/"}, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "is a directory"));
    redis_url_free(&url);
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_url(void)
{
    Suite *suite = suite_create("url");
    TCase *parsing = tcase_create("parsing");
    TCase *credentials = tcase_create("credentials");

    tcase_add_loop_test(parsing, each_part_is_read_and_the_shown_form_has_no_secret, 0,
                        COUNT(good));
    tcase_add_loop_test(parsing, a_topology_has_its_addresses_and_reads_back, 0, COUNT(places));
    tcase_add_test(parsing, one_server_of_many_keeps_all_but_the_place);
    tcase_add_loop_test(parsing, the_shown_form_reads_back_as_the_same_place, 0, COUNT(good));
    tcase_add_loop_test(parsing, what_cannot_be_read_is_refused_without_showing_it, 0, COUNT(bad));
    tcase_add_loop_test(parsing, the_parameters_of_redis_py_mean_what_they_can, 0,
                        sizeof(queries) / sizeof(queries[0]));
    tcase_add_test(parsing, a_socket_path_has_to_fit_its_address);
    suite_add_tcase(suite, parsing);

    tcase_add_test(credentials, the_environment_fills_in_the_password_that_the_url_leaves_open);
    tcase_add_test(credentials, an_empty_or_missing_environment_leaves_it_open);
    tcase_add_loop_test(credentials, a_password_file_is_one_line_that_others_cannot_reach, 0,
                        COUNT(password_cases));
    tcase_add_test(credentials, a_password_has_a_limit);
    tcase_add_test(credentials, a_password_file_that_cannot_be_read_is_named);
    suite_add_tcase(suite, credentials);
    return suite;
}
