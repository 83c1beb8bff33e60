#include "config.h"

#include "headless/doctor_setup.h"

#include "source/source.h"

static bool make_space(struct doctor_setup *setup, const struct source_options *source,
                       struct error *error)
{
    const struct key_space_words words = {.templates = source->keys,
                                          .template_count = source->key_count,
                                          .namespaces = source->namespaces,
                                          .namespace_count = source->namespace_count,
                                          .app = source->app,
                                          .env = source->env};

    return key_space_parse(&setup->space, &words, error);
}

bool doctor_setup_make(struct doctor_setup *setup, const struct options *options, const char *name,
                       struct error *error)
{
    struct source_options source;

    *setup = (struct doctor_setup){0};
    doctor_settings_init(&setup->settings);
    options_source(options, false, &source);
    if (!redis_url_parse(options->source, &setup->url, error) ||
        !redis_url_access(&setup->url, &options->access, error) ||
        !make_space(setup, &source, error))
        return false;
    selection_copy(&setup->selection, &source);
    setup->options = (struct doctor_options){
        .url = &setup->url,
        .name = name,
        .space = &setup->space,
        .selection = &setup->selection,
        .severity_words = &options->severity_words,
        .pending_ms = (int64_t)setup->settings.pending_ms,
        .timeout_ms = options->timeout_ms,
    };
    return true;
}

void doctor_setup_free(struct doctor_setup *setup)
{
    redis_url_free(&setup->url);
    key_space_free(&setup->space);
    selection_free(&setup->selection);
}
