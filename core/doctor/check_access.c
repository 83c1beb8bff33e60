/* Who gets in, and by which way. */
#include "config.h"

#include "base/text.h"
#include "doctor/figure.h"
#include "doctor/server_view.h"
#include "redis/url.h"

#include <inttypes.h>
#include <string.h>

#define ADDRESSES_COLUMNS 60

/* --- hosts --- */

static bool is_127(struct slice host)
{
    for (size_t i = 0; i < host.size; i++) {
        if (host.data[i] != '.' && (host.data[i] < '0' || host.data[i] > '9'))
            return false;
    }
    return host.size > 4 && memcmp(host.data, "127.", 4) == 0;
}

static bool is_loopback(struct slice host)
{
    while (host.size > 0 && (*host.data == '-' || *host.data == '['))
        host = (struct slice){host.data + 1, host.size - 1};
    if (host.size > 0 && host.data[host.size - 1] == ']')
        host.size--;
    return slice_is_nocase(host, "localhost") || slice_is(host, "::1") || is_127(host);
}

static bool is_local_address(const char *host)
{
    return is_loopback(slice_of(host)) || strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0;
}

/* The part of "127.0.0.1:7001" or "[::1]:7001" before the port. */
static struct slice host_of(const char *name)
{
    const char *colon = strrchr(name, ':');

    return (struct slice){name, colon != NULL ? (size_t)(colon - name) : strlen(name)};
}

/* Appends addresses; of more or longer ones than one line takes the first. */
static void append_addresses(struct buffer *out, const char *addresses)
{
    struct slice text = slice_of(addresses);

    if (text_width(text) > ADDRESSES_COLUMNS)
        text_fit(out, text, ADDRESSES_COLUMNS, !text_locale_is_utf8());
    else
        text_safe(out, text, false);
}

/* Whether we ourselves came from elsewhere to this server. */
static bool came_by_network(const struct server_view *view)
{
    const struct redis_url *url = view->examination->url;

    if (url->scheme == REDIS_UNIX)
        return false;
    if (url->topology == REDIS_SERVER)
        return !is_local_address(url->host);
    return !is_loopback(host_of(view->node->name));
}

/* --- default-user --- */

static bool listens_on_loopback_alone(const char *bind)
{
    struct slice rest = slice_of(bind);

    while (rest.data != NULL) {
        struct slice address = slice_split(&rest, ' ');
        if (address.size > 0 && !is_loopback(address))
            return false;
    }
    return true;
}

/* Before 7.0 it protects only who does not say where to listen. */
static bool is_protected(const struct server_view *view)
{
    const char *bind = server_setting(view, "bind");

    return server_is_set(view, "protected-mode", "yes") &&
           (server_version(view) >= 700 || (bind != NULL && *bind == '\0'));
}

/* Its port is open to who has no certificate. TLS alone asks for one, unless it is told not to. */
static bool has_open_port(const struct server_view *view)
{
    const char *port = server_setting(view, "port");
    const char *tls_port = server_setting(view, "tls-port");
    bool plain = port != NULL ? strcmp(port, "0") != 0 : server_number(view, "tcp_port") != 0;
    bool tls = tls_port != NULL && strcmp(tls_port, "0") != 0 &&
               !server_is_set(view, "tls-auth-clients", "yes");

    return plain || tls;
}

static enum whether is_reachable(const struct server_view *view)
{
    const struct redis_url *url = view->examination->url;
    const char *bind = server_setting(view, "bind");

    /* Who came without a certificate is the proof of it. */
    if (came_by_network(view) && (!url->tls || url->ssl.certfile == NULL))
        return WHETHER_YES;
    if (!has_open_port(view))
        return WHETHER_NO;
    if (bind == NULL || server_setting(view, "protected-mode") == NULL)
        return WHETHER_UNKNOWN;
    if (is_protected(view) || (*bind != '\0' && listens_on_loopback_alone(bind)))
        return WHETHER_NO;
    return *bind == '\0' && server_version(view) >= 700 ? WHETHER_NO : WHETHER_YES;
}

/* Who was let in without a word is `default`. */
static enum whether needs_no_password(const struct server_view *view)
{
    const struct redis_url *url = view->examination->url;
    bool said_nothing = url->user == NULL && url->password == NULL;

    if (view->node->default_open != WHETHER_UNKNOWN)
        return view->node->default_open;
    if (said_nothing)
        return WHETHER_YES;
    /* Before users there was a password or none, and who sends one where there is none is told. */
    return server_version(view) != 0 && server_version(view) < 600 ? WHETHER_NO : WHETHER_UNKNOWN;
}

/* Who is logged in as `default` locks everybody out with it, also who could undo that. */
static void tell_way_out(const struct server_view *view, struct finding *finding)
{
    if (slice_is(examined_user(view->examination), "default")) {
        buffer_string(&finding->note,
                      "First make a user for everybody who connects (driftop doctor --acl reader, "
                      "sink, route, doctor), then have each log in as it, yourself with the rights "
                      "to undo this, and only then ACL SETUSER default off");
    } else {
        buffer_string(&finding->cure, "ACL SETUSER default off");
        buffer_string(&finding->note, "First make a user for everybody who connects (driftop "
                                      "doctor --acl reader, sink, route): who has none is locked "
                                      "out");
    }
    buffer_string(&finding->note, ". Keep it with ACL SAVE or CONFIG REWRITE");
}

static void tell_default_user(const struct server_view *view)
{
    const char *bind = server_setting(view, "bind");
    bool has_users = server_version(view) == 0 || server_version(view) >= 600;
    struct finding *finding = server_finding(view, FINDING_WARNING);

    buffer_string(&finding->evidence, has_users ? "user default needs no password, and "
                                                : "no password is needed, and ");
    if (came_by_network(view)) {
        buffer_string(&finding->evidence, "can be reached at ");
        append_addresses(&finding->evidence, view->node->name);
    } else {
        buffer_string(&finding->evidence, "the server listens on ");
        append_addresses(&finding->evidence,
                         bind != NULL && *bind != '\0' ? bind : "all addresses");
        buffer_string(&finding->evidence, " without protected-mode");
    }
    if (!has_users) {
        buffer_string(&finding->note, "Set requirepass, or bind to a private address");
        return;
    }
    tell_way_out(view, finding);
}

static void judge_default_user(const struct server_view *view)
{
    enum whether open = needs_no_password(view);
    enum whether reachable = is_reachable(view);

    if (open == WHETHER_NO || reachable == WHETHER_NO)
        return;
    if (open == WHETHER_UNKNOWN)
        server_unchecked(view, "+acl|getuser");
    else if (reachable == WHETHER_UNKNOWN)
        server_unchecked(view, "+config|get");
    else
        tell_default_user(view);
}

SERVER_CHECK(default_user, judge_default_user)

/* --- denied --- */

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Whoever examines may have been refused each of these once, which is no news. */
static uint64_t own_refusals(const struct server_view *view)
{
    uint64_t count = 0;

    for (command_set set = view->examination->refused; set != 0; set &= set - 1)
        count++;
    return count;
}

static uint64_t count_refused(const struct server_view *view)
{
    uint64_t denied = server_rise(view, COUNTER_DENIED_COMMANDS) +
                      server_rise(view, COUNTER_DENIED_KEYS) +
                      server_rise(view, COUNTER_DENIED_CHANNELS);
    uint64_t refused = larger(denied, server_rise(view, COUNTER_NOPERM));
    uint64_t own = own_refusals(view);

    return refused > own ? refused - own : 0;
}

static void tell_denied(struct finding *finding, uint64_t count, const char *one, const char *many)
{
    if (count == 0)
        return;
    if (finding->evidence.size > 0)
        buffer_string(&finding->evidence, ", ");
    buffer_printf(&finding->evidence, "%s %s", FIGURE_COUNT(count), count == 1 ? one : many);
}

static void judge_denied(const struct server_view *view)
{
    uint64_t logins =
        larger(server_rise(view, COUNTER_DENIED_LOGINS), server_rise(view, COUNTER_WRONGPASS));
    uint64_t refused = count_refused(view);
    uint64_t strangers = server_rise(view, COUNTER_NOAUTH);
    bool has_log = server_version(view) == 0 || server_version(view) >= 600;

    if (logins + refused + strangers == 0)
        return;
    struct finding *finding = server_finding(view, FINDING_INFO);
    tell_denied(finding, logins, "login failed", "logins failed");
    tell_denied(finding, refused, "command was not permitted", "commands were not permitted");
    tell_denied(finding, strangers, "command came without a login",
                "commands came without a login");
    buffer_printf(&finding->evidence, " in %.1f s", (double)view->node->apart_ms / 1000);
    finding->weight = (double)(logins + refused + strangers);
    buffer_string(&finding->cure, has_log ? "ACL LOG" : "");
    buffer_string(&finding->note, "Some program has a wrong password or too few rights");
}

SERVER_CHECK(denied, judge_denied)

/* --- plain-tcp --- */

/* Returns the first address that is of another machine, or NULL. */
static const char *far_address(const struct examination *examination)
{
    const struct redis_url *url = examination->url;

    if (!is_local_address(url->host))
        return url->host;
    for (size_t i = 0; i < url->more_count; i++) {
        if (!is_local_address(url->more[i].host))
            return url->more[i].host;
    }
    for (size_t i = 0; i < examination->node_count && url->topology != REDIS_SERVER; i++) {
        if (!is_loopback(host_of(examination->nodes[i].name)))
            return examination->nodes[i].name;
    }
    return NULL;
}

void check_plain_tcp(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    const struct redis_url *url = examination->url;
    const char *address = url->scheme == REDIS_TCP && !url->tls ? far_address(examination) : NULL;

    (void)settings;
    if (address == NULL)
        return;
    struct finding *finding =
        finding_add(findings, check, FINDING_WARNING, examination, NULL, SIZE_MAX);
    append_addresses(&finding->evidence, address);
    buffer_string(&finding->evidence, " is reached without TLS: reports, and a password, can be "
                                      "read and changed on the way");
    buffer_printf(&finding->note,
                  "Give the server a tls-port and a certificate, and write "
                  "rediss%s://",
                  redis_url_topology(url));
}
