/* Doctor fixture: an examination that a test writes by hand, and what a check says of it. */
#ifndef SUPPORT_DOCTOR_FIXTURE_H
#define SUPPORT_DOCTOR_FIXTURE_H

#include "doctor/check.h"
#include "redis/url.h"

/* By our clock, when the examination ended. */
#define DOCTOR_NOW_MS 1764000000000LL

struct doctor_fixture {
    struct redis_url url; /* redis://127.0.0.1:6379 */
    struct examination examination;
    struct doctor_settings settings; /* the standard ones */
    struct findings findings;        /* of the last check that was made */
};

/* Begins with one healthy server that answered INFO, and no stream. */
void doctor_fixture_init(struct doctor_fixture *fixture);
void doctor_fixture_free(struct doctor_fixture *fixture);

/* Adds a server, and returns it until the next is added. */
struct examined_node *doctor_fixture_node(struct doctor_fixture *fixture, const char *name);

/* Replaces one line of what INFO says, in `before` and `after`, or adds it: "maxmemory", "100". */
void doctor_fixture_info(struct doctor_fixture *fixture, size_t node, const char *name,
                         const char *value);

/* The same in one of the two alone. */
void doctor_info_set(struct buffer *info, const char *name, const char *value);

/* Sets what CONFIG GET says. */
void doctor_fixture_setting(struct doctor_fixture *fixture, size_t node, const char *name,
                            const char *value);

/* Adds a healthy stream of 100 entries, one a minute, trimmed once, without groups, and returns it
 * until the next is added. */
struct examined_stream *doctor_fixture_stream(struct doctor_fixture *fixture, const char *key);

/* Adds a group without a consumer that has read all, and returns it until the next is added. */
struct examined_group *doctor_fixture_group(struct doctor_fixture *fixture,
                                            struct examined_stream *stream, const char *name);

/* Makes the check of that id alone, in place of what was found before. */
const struct findings *doctor_fixture_check(struct doctor_fixture *fixture, const char *id);

/* The same, of which exactly one finding is expected, with that severity: its evidence holds the
 * first, its cure is the second (NULL: whatever it is). */
void doctor_fixture_expect(struct doctor_fixture *fixture, const char *id,
                           enum finding_severity severity, const char *evidence, const char *cure);

/* The same, of which no finding is expected. */
void doctor_fixture_expect_none(struct doctor_fixture *fixture, const char *id);

#endif
