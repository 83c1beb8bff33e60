#include "config.h"

#include "doctor/server_view.h"

#include "base/duration.h"
#include "base/integer.h"
#include "redis/info_text.h"

#include <string.h>

#define UPTIME_MAX (UINT64_C(1) << 40)

void servers_judge(const struct check *check, const struct examination *examination,
                   const struct doctor_settings *settings, struct findings *findings,
                   server_judge *judge)
{
    struct server_view view = {check, examination, settings, findings, NULL, 0, {0}};

    for (; view.number < examination->node_count; view.number++) {
        view.node = &examination->nodes[view.number];
        view.info = examined_info(view.node);
        if (view.info.size > 0)
            judge(&view);
        else if (examined_refused(examination, "info", NULL))
            server_unchecked(&view, "+info");
    }
}

struct finding *server_finding(const struct server_view *view, enum finding_severity severity)
{
    return finding_add(view->findings, view->check, severity, view->examination, NULL,
                       view->number);
}

void server_unchecked(const struct server_view *view, const char *needs)
{
    finding_unchecked(view->findings, view->check, needs);
}

bool server_says(const struct server_view *view, const char *name, const char *value)
{
    return slice_is(info_value(view->info, name), value);
}

bool server_tells(const struct server_view *view, const char *name)
{
    return info_value(view->info, name).data != NULL;
}

uint64_t server_number(const struct server_view *view, const char *name)
{
    return info_number(view->info, name);
}

static struct slice text_of(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

static bool was_asked_twice(const struct server_view *view)
{
    return view->node->before.size > 0 && view->node->after.size > 0;
}

uint64_t server_count(const struct server_view *view, enum counter counter)
{
    return counter_read(view->info, counter);
}

uint64_t server_rise(const struct server_view *view, enum counter counter)
{
    if (!was_asked_twice(view))
        return 0;
    return counter_rise(text_of(&view->node->before), text_of(&view->node->after), counter);
}

void server_tell_count(const struct server_view *view, struct finding *finding, uint64_t count,
                       const char *one, const char *many, uint64_t rise)
{
    uint64_t uptime_s = server_number(view, "uptime_in_seconds");
    char number[INTEGER_GROUPED_SIZE];
    char ago[8];

    integer_group(count, number);
    buffer_printf(&finding->evidence, "%s %s", number, count == 1 ? one : many);
    if (uptime_s > 0 && uptime_s < UPTIME_MAX) {
        duration_format_short((int64_t)uptime_s * MS_PER_SECOND, ago);
        buffer_printf(&finding->evidence, " since the start %s ago", ago);
    }
    if (rise == 0)
        return;
    integer_group(rise, number);
    buffer_printf(&finding->evidence, ", %s of them in %.0f s", number,
                  (double)view->node->apart_ms / (double)MS_PER_SECOND);
}

bool server_is_replica(const struct server_view *view)
{
    return examined_is_replica(view->node);
}

unsigned server_version(const struct server_view *view)
{
    return examined_version(view->node);
}

const char *server_setting(const struct server_view *view, const char *name)
{
    return examined_setting(view->node, name);
}

bool server_is_set(const struct server_view *view, const char *name, const char *value)
{
    const char *setting = server_setting(view, name);

    return setting != NULL && strcmp(setting, value) == 0;
}

void server_note_config(const struct server_view *view, struct finding *finding)
{
    bool has_file = info_value(view->info, "config_file").size > 0;

    buffer_string(&finding->note,
                  has_file ? "CONFIG REWRITE keeps a changed setting over a restart"
                           : "A changed setting is gone with a restart, unless it is also made "
                             "where this server is configured");
}
