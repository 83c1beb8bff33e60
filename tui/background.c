#include "config.h"

#include "background.h"

#define NEARLY 1.06
#define MIDDLE 0.1791 /* the luminance that contrasts alike with black and with white */
#define FLARE 0.05    /* what WCAG adds to each luminance */

static bool is_what_it_is(struct slice answer)
{
    return answer.size > 3 && answer.data[0] == '[' && answer.data[1] == '?' &&
           answer.data[answer.size - 1] == 'c';
}

bool background_take(struct background *background, struct slice answer)
{
    struct slice rest = answer;

    if (is_what_it_is(answer))
        return background_give_up(background);
    struct colour colour;
    if (!slice_is(slice_split(&rest, ';'), "]11") || !colour_parse(rest, &colour))
        return false;
    *background = (struct background){BACKGROUND_KNOWN, colour};
    return true;
}

bool background_give_up(struct background *background)
{
    if (background->knowledge != BACKGROUND_ASKED)
        return false;
    background->knowledge = BACKGROUND_UNKNOWN;
    return true;
}

bool background_suits(const struct background *background, const struct theme *theme,
                      enum depth depth)
{
    int16_t index = theme->styles[depth][ROLE_SCREEN].background;

    if (index == COLOUR_DEFAULT || background->knowledge == BACKGROUND_ASKED)
        return true;
    if (background->knowledge == BACKGROUND_UNKNOWN)
        return false;
    double own = colour_luminance(background->colour);
    double asked = colour_luminance(colour_of_index(index));
    if (depth == DEPTH_16)
        return (own < MIDDLE) == (asked < MIDDLE);
    return asked < MIDDLE ? own + FLARE <= (asked + FLARE) * NEARLY
                          : own + FLARE >= (asked + FLARE) / NEARLY;
}
