/* What the options mean for a source and its window. */
#include "config.h"

#include "headless/options.h"

#include "headless/option_table.h"
#include "source/source.h"

bool options_have_end(const struct options *options)
{
    return options->until != NULL || (options->since != NULL && options->window_given);
}

struct judge_moment options_moment(const struct options *options, int64_t now_ms)
{
    struct time_range window = {0};
    bool has_end = options_have_end(options) && options_window(options, now_ms, &window, NULL);

    return (struct judge_moment){
        .now_ms = has_end ? window.end_ms : now_ms,
        .until_ms = has_end ? window.end_ms : INT64_MAX,
        .rules = &options->rules,
    };
}

void options_source(const struct options *options, bool follow,
                    struct source_options *source_options)
{
    struct time_range window = {0};
    int64_t now_ms = options->frozen_now_ms != 0 ? options->frozen_now_ms : timestamp_now();
    int64_t window_ms = options->window_ms;

    /* What begins with --since may reach further back than a window. */
    if (options_window(options, now_ms, &window, NULL) && now_ms - window.start_ms > window_ms)
        window_ms = now_ms - window.start_ms;
    *source_options = (struct source_options){
        .namespaces = options->namespaces.items,
        .namespace_count = options->namespaces.count,
        .keys = options->keys.items,
        .key_count = options->keys.count,
        .app = options->app,
        .env = options->env,
        .tenants = options->tenants.items,
        .tenant_count = options->tenants.count,
        .excludes = options->excludes.items,
        .exclude_count = options->excludes.count,
        .files = options->files.items,
        .file_count = options->files.count,
        .access = options->access,
        .severity_words = &options->severity_words,
        .refresh_ms = options->refresh_ms,
        .timeout_ms = options->timeout_ms,
        .server_share = (unsigned)options->server_share,
        .window_ms = window_ms,
        .until_ms = options_have_end(options) ? window.end_ms : INT64_MAX,
        .frozen_now_ms = options->frozen_now_ms,
        .seed = options->seed,
        .follow = follow,
    };
}

/* Puts in front of the error who has set the option. */
static bool fail_at(const struct options *options, const char *setting, struct error *error)
{
    char label[OPTION_LABEL_SIZE];

    return error_prefix(error, "%s", option_label(options, option_find(slice_of(setting)), label));
}

bool options_window(const struct options *options, int64_t now_ms, struct time_range *window,
                    struct error *error)
{
    enum time_zone zone = options->utc ? ZONE_UTC : ZONE_LOCAL;

    window->end_ms = now_ms;
    if (options->until != NULL &&
        !timestamp_parse_end(options->until, now_ms, zone, &window->end_ms, error))
        return fail_at(options, "until", error);
    window->start_ms = window->end_ms - options->window_ms;
    if (options->since != NULL &&
        !timestamp_parse(options->since, now_ms, zone, &window->start_ms, error))
        return fail_at(options, "since", error);
    if (options->since != NULL && options->until == NULL && options->window_given)
        window->end_ms = window->start_ms + options->window_ms;
    if (window->start_ms >= window->end_ms)
        return error_set(error, ERROR_USAGE,
                         "the window is empty: --since must come before --until and before now");
    return true;
}

static void append_words(struct buffer *out, const char *first, const char *between,
                         const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        buffer_printf(out, "%s%s", i == 0 ? first : between, words->items[i]);
}

void options_describe_streams(const struct options *options, struct buffer *out)
{
    append_words(out, "no stream has a key like ", " or ", &options->keys);
    append_words(out, ", with the namespace ", " or ", &options->namespaces);
    if (options->app != NULL)
        buffer_printf(out, ", app %s", options->app);
    if (options->env != NULL)
        buffer_printf(out, ", env %s", options->env);
    append_words(out, ", tenant ", " or ", &options->tenants);
    append_words(out, ", but not ", " nor ", &options->excludes);
}
