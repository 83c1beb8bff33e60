#include "config.h"

#include "headless/destinations.h"

#include "headless/configuration.h"
#include "headless/destination_words.h"
#include "headless/suggest.h"
#include "route/route_key.h"
#include "source/source.h"
#include "wire/key_space.h"

#include <string.h>

/* What is under way. */
struct maker {
    const struct options *options;
    struct destination_list *list;
    struct error *error;
};

static const char *copy_text(struct maker *maker, const char *text)
{
    return text != NULL ? arena_copy(&maker->list->arena, text, strlen(text)) : NULL;
}

static const char *const *copy_texts(struct maker *maker, const char *const *texts, size_t count)
{
    const char **copies = arena_alloc(&maker->list->arena, (count + 1) * sizeof(*copies));

    for (size_t i = 0; i < count; i++)
        copies[i] = copy_text(maker, texts[i]);
    copies[count] = NULL;
    return copies;
}

static struct rule_section copy_section(struct maker *maker, const struct rule_section *from)
{
    struct rule_section section = *from;

    section.name = copy_text(maker, from->name);
    section.tenants = copy_texts(maker, from->tenants, from->tenant_count);
    section.dimensions = copy_texts(maker, from->dimensions, from->dimension_count);
    return section;
}

/* The rule of a destination is the first section, and for everything. */
static struct rule_book make_rules(struct maker *maker, const struct destination_draft *draft)
{
    const struct rule_book *common = &maker->options->rules;
    struct rule_section *sections =
        arena_alloc(&maker->list->arena, (common->count + 1) * sizeof(*sections));
    struct rule_book book = *common;

    book.count = 0;
    if (draft->has_warn || draft->has_degraded)
        sections[book.count++] = (struct rule_section){.name = copy_text(maker, draft->name),
                                                       .has_warn = draft->has_warn,
                                                       .has_degraded = draft->has_degraded,
                                                       .rules = draft->rules};
    for (size_t i = 0; i < common->count; i++)
        sections[book.count++] = copy_section(maker, &common->sections[i]);
    book.sections = sections;
    return book;
}

/* What a destination says itself, else what an option does, else what its kind is like. The re-send
 * of an Alertmanager is none of the options' business. */
static void fill_limits(struct maker *maker, const struct destination_draft *draft,
                        struct destination *destination)
{
    const struct options *options = maker->options;
    const struct destination_traits *traits = &destination_traits[draft->kind];
    struct destination_limit flap = {traits->flap_edges, traits->flap_ms};
    struct destination_limit digest = {traits->digest_messages, traits->digest_ms};

    destination->severity = draft->severity;
    if (destination->severity == SEVERITY_ABSENT)
        destination_severity_parse(options->severity, &destination->severity, NULL);
    destination->repeat_ms = draft->has_repeat ? draft->repeat_ms : traits->repeat_ms;
    if (!draft->has_repeat && options->repeat != NULL && !traits->resends)
        destination_repeat_parse(options->repeat, &destination->repeat_ms, NULL);
    if (options->flap != NULL)
        destination_limit_parse(options->flap, &flap, NULL);
    if (options->digest != NULL && !traits->keyed)
        destination_limit_parse(options->digest, &digest, NULL);
    flap = draft->has_flap ? draft->flap : flap;
    digest = draft->has_digest ? draft->digest : digest;
    destination->flap_edges = flap.count;
    destination->flap_ms = flap.within_ms;
    destination->digest_messages = digest.count;
    destination->digest_ms = digest.within_ms;
}

static void fill(struct maker *maker, const struct destination_draft *draft,
                 struct destination *destination)
{
    *destination = (struct destination){
        .name = copy_text(maker, draft->name),
        .kind = draft->kind,
        .target = copy_text(maker, draft->target),
        .target_file = copy_text(maker, draft->target_file),
        .target_variable = copy_text(maker, draft->target_variable),
        .secret_file = copy_text(maker, draft->secret_file),
        .secret_variable = copy_text(maker, draft->secret_variable),
        .token_file = copy_text(maker, draft->token_file),
        .token_variable = copy_text(maker, draft->token_variable),
        .cacert = copy_text(maker, draft->cacert),
        .tenants = copy_texts(maker, draft->tenants.items, draft->tenants.count),
        .tenant_count = draft->tenants.count,
        .dimensions = copy_texts(maker, draft->dimensions.items, draft->dimensions.count),
        .dimension_count = draft->dimensions.count,
        .labels = copy_texts(maker, draft->labels.items, draft->labels.count),
        .label_count = draft->labels.count,
        .rules = make_rules(maker, draft),
        .line = draft->line,
    };
    fill_limits(maker, draft, destination);
}

const struct destination *destinations_find(const struct destination_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    }
    return NULL;
}

static bool add(struct maker *maker, const struct destination_draft *draft)
{
    const struct configuration *configuration = maker->options->configuration;
    struct destination_list *list = maker->list;
    const struct destination *other = destinations_find(list, draft->name);

    if (other != NULL && configuration != NULL && other->line != 0)
        return error_set(maker->error, ERROR_USAGE,
                         "--to %s: %s:%u has a [destination %s] already; give one of them another "
                         "name",
                         draft->name, configuration->file.path, other->line, draft->name);
    if (other != NULL)
        return error_set(maker->error, ERROR_USAGE, "--to %s: two destinations have this name",
                         draft->name);
    fill(maker, draft, &list->items[list->count++]);
    return true;
}

static bool add_of_command_line(struct maker *maker, const char *words)
{
    struct destination_draft draft;
    bool good = destination_draft_parse(&draft, words, maker->error) && add(maker, &draft);

    destination_draft_free(&draft);
    return good;
}

static bool add_all(struct maker *maker)
{
    const struct options *options = maker->options;
    const struct configuration *configuration = options->configuration;
    size_t drafts = configuration != NULL ? configuration->draft_count : 0;
    size_t most = drafts + options->to.count;
    bool good = true;

    maker->list->items = arena_alloc(&maker->list->arena, (most + 1) * sizeof(*maker->list->items));
    for (size_t i = 0; i < drafts && good; i++)
        good = add(maker, &configuration->drafts[i]);
    for (size_t i = 0; i < options->to.count && good; i++)
        good = add_of_command_line(maker, options->to.items[i]);
    return good;
}

static bool is_wanted(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->only.count; i++) {
        if (strcmp(options->only.items[i], name) == 0)
            return true;
    }
    return options->only.count == 0;
}

const struct destination *destinations_want(const struct destination_list *list, const char *option,
                                            const char *name, struct error *error)
{
    const struct destination *found = destinations_find(list, name);
    struct suggestion suggestion = {.word = name};
    struct buffer names = {0};

    if (found != NULL)
        return found;
    for (size_t i = 0; i < list->count; i++) {
        buffer_printf(&names, "%s%s", i > 0 ? ", " : "", list->items[i].name);
        suggestion_offer(&suggestion, list->items[i].name);
    }
    if (suggestion.best != NULL)
        buffer_printf(&names, "; did you mean \"%s\"?", suggestion.best);
    error_set(error, ERROR_USAGE, "%s \"%s\": the destinations are %s", option, name,
              buffer_text(&names));
    buffer_free(&names);
    return NULL;
}

static bool choose(struct maker *maker)
{
    const struct options *options = maker->options;
    struct destination_list *list = maker->list;
    size_t kept = 0;

    for (size_t i = 0; i < options->only.count; i++) {
        if (destinations_want(list, "--only", options->only.items[i], maker->error) == NULL)
            return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (is_wanted(options, list->items[i].name))
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
    return true;
}

/* What is written into a stream that is read would be judged itself, and tell of itself; in the
 * place of a key of its own it would take mutes, leases or what was told away. */
static bool check_stream(const struct destination *destination, const struct key_space *space,
                         struct error *error)
{
    struct buffer tenant = {0};
    bool is_read =
        destination->kind == DESTINATION_STREAM &&
        key_space_tenant(space, slice_of(destination->target), &tenant) != KEY_SPACE_NONE;

    buffer_free(&tenant);
    if (destination->kind == DESTINATION_STREAM && route_key_is_own(slice_of(destination->target)))
        return error_set(error, ERROR_USAGE,
                         "destination %s: %s is a key of its own, as all are that begin with "
                         "driftop: or {…}:driftop: ; its key has to be another",
                         destination->name, destination->target);
    return !is_read || error_set(error, ERROR_USAGE,
                                 "destination %s: %s is one of the streams that are read; its key "
                                 "has to be another",
                                 destination->name, destination->target);
}

static bool check_streams(const struct maker *maker)
{
    struct source_options source;
    struct key_space space;
    bool good = true;

    options_source(maker->options, false, &source);
    const struct key_space_words words = {.templates = source.keys,
                                          .template_count = source.key_count,
                                          .namespaces = source.namespaces,
                                          .namespace_count = source.namespace_count,
                                          .app = source.app,
                                          .env = source.env};
    if (!key_space_parse(&space, &words, maker->error))
        return false;
    for (size_t i = 0; i < maker->list->count && good; i++)
        good = check_stream(&maker->list->items[i], &space, maker->error);
    key_space_free(&space);
    return good;
}

bool destinations_make(const struct options *options, struct destination_list *list,
                       struct error *error)
{
    struct maker maker = {.options = options, .list = list, .error = error};

    *list = (struct destination_list){0};
    if (!add_all(&maker))
        return false;
    if (list->count == 0)
        return error_set(error, ERROR_USAGE,
                         "there is no destination: write [destination NAME] with kind and target "
                         "into the configuration, or --to NAME=KIND:TARGET such as "
                         "--to ops=file:-");
    return choose(&maker) && check_streams(&maker);
}

void destinations_free(struct destination_list *list)
{
    arena_free(&list->arena);
    *list = (struct destination_list){0};
}
