#include "config.h"

#include "headless/emit_places.h"

static size_t newest(const struct emit_places *places, size_t back)
{
    return (places->count - 1 - back) % EMIT_PLACES;
}

/* Returns whether a report goes on with those from a place on; the second says how. */
static bool goes_on(struct emit_place *from, uint64_t token, const char *name, uint64_t line)
{
    uint64_t tokens = token - from->token;
    uint64_t lines = line - from->line;

    if (from->name != name)
        return false;
    if (from->step == 0 && lines % tokens == 0)
        from->step = lines / tokens;
    return lines == from->step * tokens;
}

void emit_places_note(struct emit_places *places, uint64_t token, const char *name, uint64_t line)
{
    if (places->count > 0 && goes_on(&places->places[newest(places, 0)], token, name, line))
        return;
    places->places[places->count++ % EMIT_PLACES] =
        (struct emit_place){.token = token, .name = name, .line = line};
}

bool emit_places_find(const struct emit_places *places, uint64_t token, struct emit_place *place)
{
    for (size_t i = 0; i < places->count && i < EMIT_PLACES; i++) {
        const struct emit_place *from = &places->places[newest(places, i)];
        if (from->token > token)
            continue;
        *place = *from;
        place->token = token;
        place->line += from->step * (token - from->token);
        return true;
    }
    return false;
}
