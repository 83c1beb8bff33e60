/* The examiner: which nodes there are, what INFO says of each, and how far they are. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "redis/info_text.h"

#include <stdlib.h>
#include <string.h>

static struct examined_node *node_of(const struct query *query)
{
    return &query->doctor->examination->nodes[query->item.node];
}

static struct visit *visit_of(const struct query *query)
{
    return &query->doctor->visits[query->item.node];
}

/* Of "redis://10.0.0.1:7000/0" what lies between is the server. */
static char *name_of(const char *shown)
{
    const char *address = strstr(shown, "://");

    if (address == NULL || address[3] == '/')
        return mem_strdup(shown);
    address += 3;
    return mem_strndup(address, strcspn(address, "/"));
}

/* One that comes up later was not there when the others were asked. */
static void note_late(const struct doctor *doctor, struct examined_node *node)
{
    if (doctor->begun)
        error_set(&node->error, ERROR_RETRY, "it came up while the others were examined");
}

static size_t add_node(struct doctor *doctor, size_t number)
{
    struct examination *examination = doctor->examination;
    size_t count = examination->node_count + 1;

    examination->nodes = mem_resize(examination->nodes, count, sizeof(*examination->nodes));
    doctor->visits = mem_resize(doctor->visits, count, sizeof(*doctor->visits));
    doctor->visits[count - 1] = (struct visit){.number = number};
    examination->nodes[count - 1] = (struct examined_node){
        .name = name_of(client_node(doctor->client, number).name), .trip_us = -1};
    note_late(doctor, &examination->nodes[count - 1]);
    examination->node_count = count;
    return count - 1;
}

size_t doctor_node(struct doctor *doctor, size_t number)
{
    for (size_t i = 0; i < doctor->examination->node_count; i++) {
        if (doctor->visits[i].number == number)
            return i;
    }
    return add_node(doctor, number);
}

void doctor_lose_node(struct doctor *doctor, size_t number, const struct error *error)
{
    struct examined_node *node = &doctor->examination->nodes[doctor_node(doctor, number)];

    if (node->error.class == ERROR_NONE)
        node->error = *error;
}

/* Why a node did not tell of itself, and the way out where there is one. */
static void say_silence(const struct doctor *doctor, struct error *error)
{
    if (examined_refused(doctor->examination, "info", NULL))
        error_set(error, ERROR_STOP,
                  "INFO is not permitted to this user; driftop doctor --acl reader prints the line "
                  "that makes one to whom it is");
    else if (error->class == ERROR_NONE)
        error_set(error, ERROR_RETRY, "it was not asked");
    else if (error->text[0] == '\0')
        error_set(error, error->class, "ERR without a word of why");
}

void doctor_explain_nodes(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->examination->node_count; i++) {
        struct examined_node *node = &doctor->examination->nodes[i];
        bool refused = reply_error_is(slice_of(node->error.text), "NOPERM");
        if (!node->answered &&
            (node->error.class == ERROR_NONE || node->error.text[0] == '\0' || refused))
            say_silence(doctor, &node->error);
    }
}

bool ask_info(struct query *query, struct phrase *phrase)
{
    (void)query;
    phrase_say(phrase, "INFO everything");
    return true;
}

/* The clock of a server is compared with the middle of the way there and back; the shorter way says
 * it more exactly. */
static void take_clock(const struct query *query, struct slice info)
{
    struct examined_node *node = node_of(query);
    int64_t now_ms = timestamp_now();
    int64_t half_ms = (now_ms - query->sent_ms + 1) / 2;
    uint64_t server_us = info_number(info, "server_time_usec");

    if (server_us == 0 || (node->skew_known && half_ms >= node->skew_max_ms))
        return;
    node->skew_known = true;
    node->skew_ms = (int64_t)(server_us / 1000) - (query->sent_ms + now_ms) / 2;
    node->skew_max_ms = half_ms;
}

bool take_info_before(struct query *query, const struct reply *reply)
{
    struct examined_node *node = node_of(query);
    struct slice text = reply_text(reply, 0);

    if (reply->nodes[0].type == REPLY_ERROR) {
        reply_error(text, &node->error);
        return false;
    }
    node->answered = true;
    buffer_append(&node->before, text.data, text.size);
    visit_of(query)->before_us = (int64_t)(uv_hrtime() / 1000);
    take_clock(query, text);
    return false;
}

bool take_info_after(struct query *query, const struct reply *reply)
{
    struct examined_node *node = node_of(query);
    struct slice text = reply_text(reply, 0);

    if (reply->nodes[0].type == REPLY_ERROR)
        return false;
    if (!node->answered)
        return take_info_before(query, reply);
    buffer_clear(&node->after);
    buffer_append(&node->after, text.data, text.size);
    node->apart_ms = ((int64_t)(uv_hrtime() / 1000) - visit_of(query)->before_us) / 1000;
    take_clock(query, text);
    return false;
}

void miss_info(const struct query *query, const struct error *error)
{
    node_of(query)->error = *error;
}

bool ask_ping(struct query *query, struct phrase *phrase)
{
    (void)query;
    phrase_say(phrase, "PING");
    return true;
}

static int compare_trips(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

/* One after the other: each way there and back alone. */
bool take_ping(struct query *query, const struct reply *reply)
{
    int64_t *trips = visit_of(query)->trips;

    if (reply->nodes[0].type == REPLY_ERROR)
        return false;
    trips[query->turn - 1] = (int64_t)(uv_hrtime() / 1000) - query->sent_us;
    if (query->turn < DOCTOR_PINGS)
        return true;
    qsort(trips, DOCTOR_PINGS, sizeof(*trips), compare_trips);
    node_of(query)->trip_us = trips[DOCTOR_PINGS / 2];
    return false;
}
