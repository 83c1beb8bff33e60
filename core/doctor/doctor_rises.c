/* The examiner: what rises is seen by two looks with some time between them. Who has counted
 * nothing of it when all else was asked is not looked at a second time: then nothing rises. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "doctor/counter.h"

static bool may_rise(const struct examined_node *node)
{
    return node->answered && counters_began(examined_info(node));
}

bool ask_info_again(struct query *query, struct phrase *phrase)
{
    return may_rise(&query->doctor->examination->nodes[query->item.node]) &&
           ask_info(query, phrase);
}

static void on_paused(uv_timer_t *timer)
{
    doctor_next(timer->data);
}

static bool any_is_ready(const struct doctor *doctor)
{
    return client_status(doctor->client).ready > 0;
}

/* Returns when the last of those whose counters may rise was looked at first; 0: there is none. */
static int64_t last_look_us(const struct doctor *doctor)
{
    int64_t last_us = 0;

    for (size_t i = 0; i < doctor->examination->node_count; i++) {
        if (may_rise(&doctor->examination->nodes[i]) && doctor->visits[i].before_us > last_us)
            last_us = doctor->visits[i].before_us;
    }
    return last_us;
}

void perform_pause(struct doctor *doctor)
{
    int64_t now_us = (int64_t)(uv_hrtime() / 1000);
    int64_t left_ms = DOCTOR_APART_MS - (now_us - last_look_us(doctor)) / 1000;

    uv_update_time(doctor->timer.loop);
    uv_timer_start(&doctor->timer, on_paused,
                   left_ms > 0 && any_is_ready(doctor) ? (uint64_t)left_ms : 0, 0);
}
