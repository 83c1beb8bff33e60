/* Whether a draft can become a destination; and the short form, "NAME=KIND:TARGET". */
#include "config.h"

#include "headless/destination_draft.h"

#include "base/slice.h"
#include "headless/destination_words.h"
#include "route/secrets.h"

#include <string.h>

#define WHERE_SECRETS_ARE "secret-file = FILE or secret-env = NAME"

/* Returns what follows the scheme of an HTTP URL; NULL: it is none. */
static const char *behind_scheme(struct slice url)
{
    static const char *const schemes[] = {"http://", "https://"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        size_t size = strlen(schemes[i]);
        if (url.size > size && strncmp(url.data, schemes[i], size) == 0)
            return url.data + size;
    }
    return NULL;
}

/* Returns where the password of a URL begins, and how long it is; 0 bytes: it has none. */
static struct slice password_of(struct slice url)
{
    const char *authority = behind_scheme(url);
    struct slice rest = {authority, 0};

    if (authority == NULL)
        return (struct slice){0};
    while (authority + rest.size < url.data + url.size &&
           strchr("/?#", authority[rest.size]) == NULL)
        rest.size++;
    const char *at = memrchr(rest.data, '@', rest.size);
    const char *colon = at != NULL ? memchr(rest.data, ':', (size_t)(at - rest.data)) : NULL;
    return colon != NULL ? (struct slice){colon + 1, (size_t)(at - colon - 1)} : (struct slice){0};
}

bool destination_target_has_password(const char *target)
{
    struct slice rest = slice_of(target);
    bool found = false;

    while (!found && rest.data != NULL)
        found = password_of(slice_split(&rest, ' ')).size > 0;
    return found;
}

/* Appends what is between `start` and the password, and from behind that to `end`. */
static bool show_authority(struct slice url, const char *end, struct buffer *shown)
{
    struct slice password = password_of(url);
    const char *start = url.data;

    if (password.size > 0) {
        buffer_append(shown, start, (size_t)(password.data - start));
        start = password.data + password.size;
    }
    buffer_append(shown, start, (size_t)(end - start));
    return password.size > 0;
}

/* Appends a path, part by part, and that there is a query behind it. */
static bool show_path(struct slice path, struct buffer *shown)
{
    bool left_out = false;

    for (size_t i = 0; i < path.size;) {
        size_t size = 0;
        bool is_query = path.data[i] == '?' || path.data[i] == '#';
        buffer_char(shown, path.data[i++]);
        while (i + size < path.size && (is_query || strchr("/?#", path.data[i + size]) == NULL))
            size++;
        bool hidden = size >= SECRET_LIKE || (is_query && size > 0);
        buffer_append(shown, hidden ? "***" : path.data + i, hidden ? 3 : size);
        left_out = left_out || hidden;
        i += size;
    }
    return left_out;
}

static bool show_url(struct slice url, struct buffer *shown)
{
    const char *end = url.data + url.size;
    const char *path = behind_scheme(url);

    if (path == NULL) {
        buffer_append(shown, url.data, url.size);
        return false;
    }
    while (path < end && strchr("/?#", *path) == NULL)
        path++;
    bool left_out = show_authority(url, path, shown);
    return show_path((struct slice){path, (size_t)(end - path)}, shown) || left_out;
}

bool destination_target_show(const char *target, struct buffer *shown)
{
    struct slice rest = slice_of(target);
    bool left_out = false;

    for (bool first = true; rest.data != NULL; first = false) {
        if (!first)
            buffer_char(shown, ' ');
        left_out = show_url(slice_split(&rest, ' '), shown) || left_out;
    }
    return left_out;
}

static bool check_url(struct slice url, const struct destination_traits *traits,
                      struct error *error)
{
    const char *host = behind_scheme(url);

    return (host != NULL && strchr("/?#:@", *host) == NULL) ||
           error_set(error, ERROR_USAGE, "kind = %s: its target is %s", traits->name,
                     traits->target);
}

/* Several URLs where there may be several. */
static bool check_urls(const struct destination_draft *draft,
                       const struct destination_traits *traits, struct error *error)
{
    struct slice rest = slice_of(draft->target);
    size_t count = 0;

    while (rest.data != NULL) {
        struct slice url = slice_split(&rest, ' ');
        if (url.size == 0)
            continue;
        if (!check_url(url, traits, error))
            return false;
        count++;
    }
    return count == 1 || (count > 1 && traits->takes_targets) ||
           error_set(error, ERROR_USAGE, "kind = %s: it takes one URL, without blanks",
                     traits->name);
}

/* URLs may be secrets; other targets are none. */
static bool check_secret_target(const struct destination_draft *draft,
                                const struct destination_traits *traits, struct error *error)
{
    if (draft->target != NULL)
        return error_set(error, ERROR_USAGE,
                         "target, target-file and target-env exclude each "
                         "other");
    return (traits->http && traits->takes_target) ||
           error_set(error, ERROR_USAGE, "kind = %s has no use for target-file and target-env",
                     traits->name);
}

static bool check_target(const struct destination_draft *draft,
                         const struct destination_traits *traits, struct error *error)
{
    if (draft->target_file != NULL || draft->target_variable != NULL)
        return check_secret_target(draft, traits, error);
    if (draft->target == NULL)
        return !traits->needs_target || error_set(error, ERROR_USAGE, "kind = %s needs target = %s",
                                                  traits->name, traits->target);
    if (!traits->takes_target)
        return error_set(error, ERROR_USAGE,
                         "kind = %s takes no target: its URL is a secret, and comes from "
                         "%s",
                         traits->name, WHERE_SECRETS_ARE);
    return !traits->http || check_urls(draft, traits, error);
}

static bool check_pair(const char *file, const char *variable, const char *what,
                       struct error *error)
{
    return file == NULL || variable == NULL ||
           error_set(error, ERROR_USAGE, "%s-file and %s-env exclude each other", what, what);
}

static bool check_secrets(const struct destination_draft *draft,
                          const struct destination_traits *traits, struct error *error)
{
    bool has_secret = draft->secret_file != NULL || draft->secret_variable != NULL;
    bool has_token = draft->token_file != NULL || draft->token_variable != NULL;

    if (traits->needs_secret && !has_secret)
        return error_set(error, ERROR_USAGE, "kind = %s needs %s, with %s", traits->name,
                         WHERE_SECRETS_ARE, traits->secret);
    if (has_secret && traits->secret == NULL)
        return error_set(error, ERROR_USAGE, "kind = %s has no use for a secret%s", traits->name,
                         traits->takes_token ? "; token-file and token-env are for its token" : "");
    if (has_token && !traits->takes_token)
        return error_set(error, ERROR_USAGE, "kind = %s has no use for a token", traits->name);
    return check_pair(draft->target_file, draft->target_variable, "target", error) &&
           check_pair(draft->secret_file, draft->secret_variable, "secret", error) &&
           check_pair(draft->token_file, draft->token_variable, "token", error);
}

static bool check_rest(const struct destination_draft *draft,
                       const struct destination_traits *traits, struct error *error)
{
    if (draft->cacert != NULL && !traits->http)
        return error_set(error, ERROR_USAGE, "kind = %s has no use for cacert", traits->name);
    if (traits->resends && draft->has_repeat && draft->repeat_ms == 0)
        return error_set(error, ERROR_USAGE,
                         "kind = %s: repeat cannot be off, as it closes what is not told again",
                         traits->name);
    if (traits->keyed && draft->has_digest && draft->digest.count > 0)
        return error_set(error, ERROR_USAGE,
                         "kind = %s has no use for a digest: each alert is kept open and closed by "
                         "its own key; flap = 4/1h tells less",
                         traits->name);
    return true;
}

bool destination_draft_check(const struct destination_draft *draft, struct error *error)
{
    const struct destination_traits *traits = &destination_traits[draft->kind];

    if (!draft->has_kind)
        return error_set(error, ERROR_USAGE,
                         "kind is missing: command, webhook, alertmanager, "
                         "slack, pagerduty, file or stream");
    return destination_name_check(draft->name, error) && check_target(draft, traits, error) &&
           check_secrets(draft, traits, error) && check_rest(draft, traits, error);
}

/* Takes what stands behind "KIND:". Where it is a secret, it is not, and nothing of it is told. */
static bool take_rest(struct destination_draft *draft, const char *rest, struct error *error)
{
    const struct destination_traits *traits = &destination_traits[draft->kind];
    bool needs = traits->needs_secret;

    if (traits->http && rest != NULL && strncmp(rest, "file:", 5) == 0)
        return destination_draft_take(draft, needs ? "secret-file" : "target-file", rest + 5,
                                      error);
    if (traits->http && rest != NULL && strncmp(rest, "env:", 4) == 0)
        return destination_draft_take(draft, needs ? "secret-env" : "target-env", rest + 4, error);
    if (!needs)
        return rest == NULL || destination_draft_take(draft, "target", rest, error);
    return error_set(error, ERROR_USAGE,
                     "%s is a secret, and everybody on this machine can read a command line: "
                     "%s:file:FILE or %s:env:NAME",
                     traits->secret, traits->name, traits->name);
}

static bool take_words(struct destination_draft *draft, const char *text, struct error *error)
{
    size_t size = strcspn(text, ":");
    const char *kind = arena_copy(&draft->strings, text, size);

    return destination_draft_take(draft, "kind", kind, error) &&
           take_rest(draft, text[size] != '\0' ? text + size + 1 : NULL, error) &&
           destination_draft_check(draft, error);
}

bool destination_draft_parse(struct destination_draft *draft, const char *words,
                             struct error *error)
{
    size_t size = strcspn(words, "=:");

    *draft = (struct destination_draft){0};
    if (words[size] != '=')
        return error_set(error, ERROR_USAGE,
                         "it takes NAME=KIND:TARGET such as ops=command:/usr/local/bin/page");
    draft->name = arena_copy(&draft->strings, words, size);
    if (!destination_name_check(draft->name, error))
        return false;
    if (!take_words(draft, words + size + 1, error))
        return error_prefix(error, "%s", draft->name);
    return draft->target == NULL || !destination_target_has_password(draft->target) ||
           error_set(error, ERROR_USAGE,
                     "%s: the URL has a password, and everybody on this machine can read a command "
                     "line: %s:file:FILE or %s:env:NAME, or write a [destination %s] into a "
                     "configuration that others cannot read",
                     draft->name, destination_traits[draft->kind].name,
                     destination_traits[draft->kind].name, draft->name);
}
