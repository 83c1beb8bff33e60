#include "config.h"

#include "headless/doctor_setup.h"

#include "headless/doctor_words.h"
#include "headless/option_table.h"
#include "source/source.h"

#include <string.h>

/* A file has no server, and a simulated fleet neither. */
static bool check_source(const char *source, struct error *error)
{
    for (size_t i = 0; i < source_form_count; i++) {
        const struct source_form *form = &source_forms[i];
        if (form->writable && strncmp(source, form->prefix, strlen(form->prefix)) == 0)
            return true;
    }
    return error_set(error, ERROR_USAGE,
                     "\"%s\" is no Redis: there is no server to examine; one looks like "
                     "redis://HOST:PORT/DB or unix:///PATH",
                     source);
}

/* All was looked at when it was read. */
void doctor_setup_settings(struct doctor_settings *settings, const struct options *options)
{
    if (options->doctor.hours != 0)
        *settings = options->doctor;
    else
        doctor_settings_init(settings);
    if (options->hours != 0)
        settings->hours = options->hours;
    for (size_t i = 0; i < options->thresholds.count; i++)
        doctor_words_threshold(settings, options->thresholds.items[i], NULL);
    for (size_t i = 0; i < options->skips.count; i++)
        doctor_words_skip(settings, options->skips.items[i], NULL);
}

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
    doctor_setup_settings(&setup->settings, options);
    options_source(options, false, &source);
    if (!check_source(options->source, error) ||
        !redis_url_parse(options->source, &setup->url, error) ||
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
