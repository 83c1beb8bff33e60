/* Server view: one server of an examination, as a check of servers looks at it. Each is judged by
 * its own: what one says is no news of another. */
#ifndef DOCTOR_SERVER_VIEW_H
#define DOCTOR_SERVER_VIEW_H

#include "doctor/check.h"
#include "doctor/counter.h"

struct server_view {
    const struct check *check;
    const struct examination *examination;
    const struct doctor_settings *settings;
    struct findings *findings;
    const struct examined_node *node;
    size_t number;     /* of the node */
    struct slice info; /* what it said last; not empty */
};

typedef void server_judge(const struct server_view *view);

/* Has a server judged that said INFO, one after the other; where INFO was refused, that is told. */
void servers_judge(const struct check *check, const struct examination *examination,
                   const struct doctor_settings *settings, struct findings *findings,
                   server_judge *judge);

/* Defines the check of that name by a function of one server. */
#define SERVER_CHECK(name, judge)                                                                  \
    void check_##name(const struct check *check, const struct examination *examination,            \
                      const struct doctor_settings *settings, struct findings *findings)           \
    {                                                                                              \
        servers_judge(check, examination, settings, findings, judge);                              \
    }

struct finding *server_finding(const struct server_view *view, enum finding_severity severity);
void server_unchecked(const struct server_view *view, const char *needs);

/* What INFO says; see redis/info_text.h. */
bool server_says(const struct server_view *view, const char *name, const char *value);
bool server_tells(const struct server_view *view, const char *name);
uint64_t server_number(const struct server_view *view, const char *name);

/* Returns what a counter says, and by how much it rose while the server was looked at; 0 where it
 * was asked once. */
uint64_t server_count(const struct server_view *view, enum counter counter);
uint64_t server_rise(const struct server_view *view, enum counter counter);

/* Tells of a counter: "1,234 keys were evicted since the start 3d ago, 12 of them in 2 s". */
void server_tell_count(const struct server_view *view, struct finding *finding, uint64_t count,
                       const char *one, const char *many, uint64_t rise);

bool server_is_replica(const struct server_view *view);

/* Returns its version as 702 for 7.2.4, as far as Redis's own commands go, which is what others say
 * of themselves, too; 0: it does not say. */
unsigned server_version(const struct server_view *view);

/* Returns what CONFIG GET said, or NULL. */
const char *server_setting(const struct server_view *view, const char *name);

/* Returns true when CONFIG GET said that. */
bool server_is_set(const struct server_view *view, const char *name, const char *value);

/* Adds to a note that what CONFIG SET changes is gone with the next start, and the way out. */
void server_note_config(const struct server_view *view, struct finding *finding);

#endif
