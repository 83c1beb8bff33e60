/* Destination: where alerts go, and which of them: one [destination NAME] of the configuration, or
 * one --to. Whoever makes it owns what it points to, and keeps it as long as a router lives. */
#ifndef ROUTE_DESTINATION_H
#define ROUTE_DESTINATION_H

#include "base/error.h"
#include "drift/severity.h"
#include "judge/rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum destination_kind {
    DESTINATION_COMMAND,      /* a program, one message on its standard input */
    DESTINATION_WEBHOOK,      /* the same document by HTTP */
    DESTINATION_ALERTMANAGER, /* Prometheus' Alertmanager, API v2 */
    DESTINATION_SLACK,        /* an incoming webhook */
    DESTINATION_PAGERDUTY,    /* Events API v2 */
    DESTINATION_FILE,         /* NDJSON, a line a message; "-" standard output */
    DESTINATION_STREAM,       /* a stream of the same Redis */
    DESTINATION_KINDS
};

/* What a kind is like. */
struct destination_traits {
    const char *name;   /* "command" … */
    const char *target; /* what its target is, for help and errors: "PROGRAM [ARGUMENT…]" */
    bool http;          /* it needs libcurl */
    bool needs_target;  /* the others have a default, or none: of slack the URL is the secret */
    bool takes_target;
    bool takes_targets; /* several, parted by blanks */
    const char *secret; /* what its secret is; NULL: it has none */
    bool needs_secret;  /* it cannot be without one: the key of pagerduty, the URL of slack */
    bool takes_token;   /* "Authorization: Bearer", of webhook and alertmanager */
    bool keyed;         /* it keeps an alert open by its key until it is told that it closed:
                           pagerduty, alertmanager; no digest stands for what has a key */
    bool resends;       /* it closes what is not told again: `repeat` is how often, and never off */
    int64_t repeat_ms;  /* defaults; 0: off */
    unsigned flap_edges;
    int64_t flap_ms;
    unsigned digest_messages;
    int64_t digest_ms;
};

/* As of which level, and how much. */
struct destination {
    const char *name; /* letters, digits, - _ .; it is the name of the consumer group, too */
    enum destination_kind kind;
    const char *target; /* NULL: none was given (of kinds whose secret or default is enough).
                           The URLs of several Alertmanagers are parted by blanks */
    const char
        *target_file; /* of HTTP kinds in place of `target`, for URLs that are secrets; NULL */
    const char *target_variable; /* of the environment, as the next ones */
    const char *secret_file;     /* NULL: none. Read at the start and on SIGHUP */
    const char *secret_variable; /* of the environment; NULL: none */
    const char *token_file;      /* the same of the token of a webhook, of an Alertmanager */
    const char *token_variable;
    const char *cacert;         /* of HTTPS, as --cacert; NULL: the system's */
    const char *const *tenants; /* names or globs; none: all */
    size_t tenant_count;
    const char *const *dimensions;
    size_t dimension_count;
    const char *const *labels; /* "team=rag": go along with every message */
    size_t label_count;
    enum severity severity;   /* the least that is told: SEVERITY_WARN, SEVERITY_DEGRADED */
    struct rule_book rules;   /* its own rules as the standard where it has some */
    int64_t repeat_ms;        /* an open alert is told again; 0: off */
    unsigned flap_edges;      /* more edges of one alert than this within flap_ms are flapping; */
    int64_t flap_ms;          /* 0: off */
    unsigned digest_messages; /* more messages than this within digest_ms become one; */
    int64_t digest_ms;        /* 0: off */
    unsigned line; /* of the configuration that it begins in; 0: it is of the command line */
};

extern const struct destination_traits destination_traits[DESTINATION_KINDS];

/* What is noise on a screen would be a page at night. */
#define ROUTE_RULES_DEFAULT ((struct rules){.warn = {3, 5, 3}, .degraded = {2, 3, 2}})

#define DESTINATION_NAME_MAX 64 /* bytes */

/* Returns true when a destination can have that name; else says what it takes. */
bool destination_name_check(const char *name, struct error *error);

/* Returns true, and the kind, for such a word. */
bool destination_kind_find(const char *name, enum destination_kind *kind);

/* Returns true when a tenant, and a dimension of it, is for this destination. */
bool destination_has_tenant(const struct destination *destination, const char *tenant);
bool destination_has_dimension(const struct destination *destination, const char *dimension);

#endif
