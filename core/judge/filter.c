#include "config.h"

#include "judge/filter.h"

#include "judge/state.h"

#include <fnmatch.h>
#include <string.h>

#define BAD_STATES (1U << STATE_WARN | 1U << STATE_DEGRADED)

static const struct {
    const char *prefix;
    enum filter_field field;
} fields[] = {{"s:", FILTER_STATE}, {"d:", FILTER_DIMENSION}};

static void take_front(struct slice *word, size_t size)
{
    word->data += size;
    word->size -= size;
}

static enum filter_field take_field(struct slice *word)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        size_t size = strlen(fields[i].prefix);
        if (word->size >= size &&
            slice_is_nocase((struct slice){word->data, size}, fields[i].prefix)) {
            take_front(word, size);
            return fields[i].field;
        }
    }
    return FILTER_NAME;
}

/* Returns true when a name begins with the word, in which a hyphen stands for an underscore, too.
 */
static bool begins_with(const char *name, struct slice word)
{
    for (size_t i = 0; i < word.size; i++) {
        char letter = word.data[i] == '-' ? '_' : word.data[i];
        if (letter >= 'A' && letter <= 'Z')
            letter = (char)(letter + ('a' - 'A'));
        if (name[i] != letter)
            return false;
    }
    return true;
}

static unsigned states_of(struct slice word)
{
    unsigned states = begins_with("bad", word) ? BAD_STATES : 0;

    for (int state = 0; state < STATE_COUNT; state++)
        states |= begins_with(state_name((enum state)state), word) ? 1U << state : 0;
    return states;
}

static bool refuse_state(struct slice word, struct error *error)
{
    return error_set(error, ERROR_USAGE,
                     "no state \"%.*s\": degraded, warn, silent, no_data, stale, empty, ok, bad",
                     (int)word.size, word.data);
}

static bool parse_states(struct slice list, unsigned *states, struct error *error)
{
    while (list.data != NULL) {
        struct slice word = slice_split(&list, ',');
        unsigned some = word.size > 0 ? states_of(word) : 0;
        if (word.size > 0 && some == 0)
            return refuse_state(word, error);
        *states |= some;
    }
    return true;
}

/* The patterns have less room than the text, as at least the blank behind each word is not kept. */
static size_t keep_pattern(struct filter *filter, size_t at, struct slice word)
{
    memcpy(filter->patterns + at, word.data, word.size);
    filter->patterns[at + word.size] = '\0';
    return at + word.size + 1;
}

static bool parse_word(struct slice text, struct filter_word *word, struct slice *pattern,
                       struct error *error)
{
    word->inverted = text.data[0] == '!';
    if (word->inverted)
        take_front(&text, 1);
    word->field = take_field(&text);
    *pattern = text;
    if (word->field == FILTER_STATE)
        return parse_states(text, &word->states, error);
    word->glob = memchr(text.data, '*', text.size) != NULL ||
                 memchr(text.data, '?', text.size) != NULL ||
                 memchr(text.data, '[', text.size) != NULL;
    return true;
}

bool filter_parse(const char *text, struct filter *filter, struct error *error)
{
    struct slice rest = slice_of(text);
    size_t end = 0;

    *filter = (struct filter){0};
    if (rest.size >= FILTER_SIZE)
        return error_set(error, ERROR_USAGE, "a filter has at most %d bytes", FILTER_SIZE - 1);
    while (rest.data != NULL) {
        struct slice part = slice_split(&rest, ' ');
        struct filter_word word = {.pattern = end};
        struct slice pattern;
        if (part.size == 0)
            continue;
        if (!parse_word(part, &word, &pattern, error))
            return false;
        if (pattern.size == 0 || (word.field == FILTER_STATE && word.states == 0))
            continue; /* it is still being typed */
        end = keep_pattern(filter, end, pattern);
        filter->words[filter->count++] = word;
    }
    return true;
}

static bool is_like(const struct filter *filter, const struct filter_word *word, const char *name)
{
    const char *pattern = filter->patterns + word->pattern;

    /* A bracket may be one of the name itself. */
    return (word->glob && fnmatch(pattern, name, FNM_CASEFOLD) == 0) ||
           ((!word->glob || strchr(pattern, '[') != NULL) && text_has_nocase(name, pattern));
}

/* Returns true when every word about names holds for this one. */
static bool name_holds(const struct filter *filter, const char *name)
{
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_word *word = &filter->words[i];
        if (word->field == FILTER_NAME && is_like(filter, word, name) == word->inverted)
            return false;
    }
    return true;
}

/* Returns true when every word about states holds for something that is in all of these. */
static bool states_hold(const struct filter *filter, unsigned states)
{
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_word *word = &filter->words[i];
        if (word->field == FILTER_STATE && ((word->states & states) != 0) == word->inverted)
            return false;
    }
    return true;
}

/* Returns true when a dimension's name is like one of the words, or like all, of that kind. */
static bool is_like_one(const struct filter *filter, const char *name, bool inverted)
{
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_word *word = &filter->words[i];
        if (word->field == FILTER_DIMENSION && word->inverted == inverted &&
            is_like(filter, word, name))
            return true;
    }
    return false;
}

static bool is_like_all(const struct filter *filter, const char *name)
{
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_word *word = &filter->words[i];
        if (word->field == FILTER_DIMENSION && !word->inverted && !is_like(filter, word, name))
            return false;
    }
    return true;
}

static bool speaks_of_dimensions(const struct filter *filter)
{
    bool speaks = false;

    for (size_t i = 0; i < filter->count; i++)
        speaks |= filter->words[i].field == FILTER_DIMENSION;
    return speaks;
}

static bool asks_for_dimensions(const struct filter *filter)
{
    for (size_t i = 0; i < filter->count; i++) {
        if (filter->words[i].field == FILTER_DIMENSION && !filter->words[i].inverted)
            return true;
    }
    return false;
}

/* What another dimension speaks for counts as ok. */
static unsigned states_of_dimension(enum state state)
{
    return 1U << state | (state == STATE_SUPERSEDED ? 1U << STATE_OK : 0);
}

static bool dimensions_hold(const struct filter *filter, const struct tenant_verdict *verdict)
{
    bool asks = asks_for_dimensions(filter);
    bool found = !asks && states_hold(filter, 1U << verdict->state |
                                                  (verdict->silent ? 1U << STATE_SILENT : 0));

    if (!speaks_of_dimensions(filter))
        return found;
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *own = &verdict->dimensions[i];
        const char *name = verdict->tenant->dimensions[own->dimension].name;
        if (is_like_one(filter, name, true))
            return false;
        found = found || (asks && is_like_all(filter, name) &&
                          states_hold(filter, states_of_dimension(own->state)));
    }
    return found;
}

bool filter_passes(const struct filter *filter, const struct tenant_verdict *verdict)
{
    return filter->count == 0 ||
           (name_holds(filter, verdict->tenant->name) && dimensions_hold(filter, verdict));
}

/* Returns true when each word says what a name contains. */
static bool is_plain(const struct filter *filter)
{
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_word *word = &filter->words[i];
        if (word->field != FILTER_NAME || word->inverted || word->glob)
            return false;
    }
    return true;
}

/* Returns true when a name that has all words of the filter has this pattern. */
static bool is_contained(const struct filter *filter, const char *pattern)
{
    for (size_t i = 0; i < filter->count; i++) {
        if (text_has_nocase(filter->patterns + filter->words[i].pattern, pattern))
            return true;
    }
    return false;
}

bool filter_narrows(const struct filter *filter, const struct filter *before)
{
    if (before->count > 0 && !(is_plain(filter) && is_plain(before)))
        return false;
    for (size_t i = 0; i < before->count; i++) {
        if (!is_contained(filter, before->patterns + before->words[i].pattern))
            return false;
    }
    return true;
}

bool filter_passes_one(const struct filter *filter, const char *tenant, const char *dimension,
                       enum state state)
{
    if (!name_holds(filter, tenant) || !states_hold(filter, states_of_dimension(state)))
        return false;
    if (dimension == NULL)
        return !asks_for_dimensions(filter);
    return is_like_all(filter, dimension) && !is_like_one(filter, dimension, true);
}
