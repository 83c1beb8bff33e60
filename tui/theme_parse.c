#include "config.h"

#include "theme.h"

#include "base/slice.h"
#include "builtin_themes.h"

#include <ini.h>
#include <string.h>

static const char *const colour_names[] = {"black", "red",     "green", "yellow",
                                           "blue",  "magenta", "cyan",  "white"};

#define COLOUR_NAME_COUNT (sizeof(colour_names) / sizeof(colour_names[0]))

static const char *const depth_names[DEPTH_COUNT] = {
    [DEPTH_MONO] = "mono", [DEPTH_16] = "16", [DEPTH_256] = "256"};

static const struct {
    const char *name;
    uint8_t bit;
} attribute_names[] = {{"bold", STYLE_BOLD},
                       {"dim", STYLE_DIM},
                       {"italic", STYLE_ITALIC},
                       {"underline", STYLE_UNDERLINE},
                       {"reverse", STYLE_REVERSE}};

#define ATTRIBUTE_COUNT (sizeof(attribute_names) / sizeof(attribute_names[0]))

static const struct style no_colours = {.foreground = COLOUR_DEFAULT, .background = COLOUR_DEFAULT};

/* What is kept while a file is read. */
struct parser {
    struct theme *theme;
    bool said[DEPTH_COUNT][ROLE_COUNT];
    struct error error; /* the first one */
};

static bool parse_number(struct slice word, int16_t *colour)
{
    int number = 0;

    if (word.size == 0 || word.size > 3)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9')
            return false;
        number = number * 10 + (word.data[i] - '0');
    }
    *colour = (int16_t)number;
    return number <= 255;
}

static bool parse_name(struct slice word, int16_t *colour)
{
    static const struct slice bright = {"bright-", 7};
    int16_t first = 0;

    if (word.size > bright.size && slice_equals((struct slice){word.data, bright.size}, bright)) {
        word = (struct slice){word.data + bright.size, word.size - bright.size};
        first = 8;
    }
    for (size_t i = 0; i < COLOUR_NAME_COUNT; i++) {
        if (slice_is(word, colour_names[i])) {
            *colour = (int16_t)(first + (int16_t)i);
            return true;
        }
    }
    return false;
}

static bool parse_colour(struct slice word, enum depth depth, int16_t *colour)
{
    *colour = COLOUR_DEFAULT;
    if (slice_is(word, "default"))
        return true;
    if (depth == DEPTH_256)
        return parse_number(word, colour);
    return depth == DEPTH_16 && parse_name(word, colour);
}

static bool parse_attribute(struct slice word, uint8_t *attributes)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (slice_is(word, attribute_names[i].name)) {
            *attributes |= attribute_names[i].bit;
            return true;
        }
    }
    return false;
}

/* Takes the next word off the front; empty at the end. */
static struct slice next_word(struct slice *rest)
{
    struct slice word;

    do
        word = slice_split(rest, ' ');
    while (word.size == 0 && rest->data != NULL);
    return word;
}

static bool bad_word(struct slice word, enum depth depth, struct error *error)
{
    static const char *const expected[DEPTH_COUNT] = {
        [DEPTH_MONO] = "\"default\" or an attribute",
        [DEPTH_16] = "\"default\", a colour from black to white or bright-white, or an attribute",
        [DEPTH_256] = "\"default\", a number from 0 to 255, or an attribute",
    };

    return error_set(error, ERROR_USAGE, "'%.*s' is no colour here: %s is", (int)word.size,
                     word.data, expected[depth]);
}

/* Reads "[COLOUR] [on COLOUR] [ATTRIBUTE...]". */
static bool parse_style(const char *text, enum depth depth, struct style *style,
                        struct error *error)
{
    struct slice rest = slice_of(text);
    struct slice word = next_word(&rest);

    *style = no_colours;
    if (word.size == 0)
        return error_set(error, ERROR_USAGE, "a colour or an attribute is missing");
    if (parse_colour(word, depth, &style->foreground))
        word = next_word(&rest);
    if (slice_is(word, "on")) {
        word = next_word(&rest);
        if (!parse_colour(word, depth, &style->background))
            return bad_word(word, depth, error);
        word = next_word(&rest);
    }
    for (; word.size > 0; word = next_word(&rest)) {
        if (!parse_attribute(word, &style->attributes))
            return bad_word(word, depth, error);
    }
    return true;
}

static bool find_role(const char *name, enum role *role)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(name, role_name((enum role)i)) == 0) {
            *role = (enum role)i;
            return true;
        }
    }
    return false;
}

static bool find_depth(const char *name, enum depth *depth)
{
    for (int i = 0; i < DEPTH_COUNT; i++) {
        if (strcmp(name, depth_names[i]) == 0) {
            *depth = (enum depth)i;
            return true;
        }
    }
    return false;
}

/* Takes every value from a compiled-in theme; what the file says later replaces it. */
static bool take_base(struct parser *parser, const char *name)
{
    const struct builtin_theme *builtin = builtin_theme_find(name);
    struct theme base;

    if (builtin == NULL)
        return error_set(&parser->error, ERROR_USAGE, "there is no compiled-in theme '%s'", name);
    if (!theme_parse(builtin->text, builtin->file, &base, &parser->error))
        return false;
    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (int role = 0; role < ROLE_COUNT; role++) {
            if (!parser->said[depth][role])
                parser->theme->styles[depth][role] = base.styles[depth][role];
            parser->said[depth][role] = true;
        }
    }
    return true;
}

static bool parse_about(struct parser *parser, const char *name, const char *value)
{
    struct theme *theme = parser->theme;

    if (strcmp(name, "name") == 0)
        snprintf(theme->name, sizeof(theme->name), "%s", value);
    else if (strcmp(name, "description") == 0)
        snprintf(theme->description, sizeof(theme->description), "%s", value);
    else if (strcmp(name, "base") == 0)
        return take_base(parser, value);
    else
        return error_set(&parser->error, ERROR_USAGE,
                         "'%s' is not known in [theme]: name, description and base are", name);
    return true;
}

static bool parse_role(struct parser *parser, const char *section, const char *name,
                       const char *value)
{
    enum depth depth;
    enum role role;

    if (!find_depth(section, &depth))
        return error_set(&parser->error, ERROR_USAGE,
                         "[%s] is not known: [theme], [256], [16] and [mono] are", section);
    if (!find_role(name, &role))
        return error_set(&parser->error, ERROR_USAGE, "there is no role '%s'", name);
    if (!parse_style(value, depth, &parser->theme->styles[depth][role], &parser->error))
        return error_prefix(&parser->error, "%s", name);
    parser->said[depth][role] = true;
    return true;
}

/* The handler of inih: 0 stands for an error in this line. Reading goes on behind it. */
static int take_line(void *context, const char *section, const char *name, const char *value)
{
    struct parser *parser = context;

    if (parser->error.class != ERROR_NONE)
        return 0;
    if (strcmp(section, "theme") == 0)
        return parse_about(parser, name, value);
    return parse_role(parser, section, name, value);
}

static bool is_complete(const struct parser *parser, struct error *error)
{
    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (int role = 0; role < ROLE_COUNT; role++) {
            if (!parser->said[depth][role] && role != ROLE_SCREEN)
                return error_set(error, ERROR_USAGE, "[%s] lacks the role '%s', and no base is set",
                                 depth_names[depth], role_name((enum role)role));
        }
    }
    return true;
}

bool theme_parse(const char *text, const char *where, struct theme *theme, struct error *error)
{
    struct parser parser = {.theme = theme};

    *theme = (struct theme){0};
    for (int depth = 0; depth < DEPTH_COUNT; depth++)
        theme->styles[depth][ROLE_SCREEN] = no_colours;
    int line = ini_parse_string(text, take_line, &parser);
    if (line != 0) {
        if (parser.error.class == ERROR_NONE)
            error_set(&parser.error, ERROR_USAGE,
                      "this is no [section], NAME = VALUE or # comment");
        if (error != NULL)
            *error = parser.error;
        return error_prefix(error, "%s:%d", where, line);
    }
    if (!is_complete(&parser, error))
        return error_prefix(error, "%s", where);
    return true;
}
