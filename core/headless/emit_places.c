#include "config.h"

#include "headless/emit_places.h"

static const struct emit_place *newest(const struct emit_places *places, size_t back)
{
    return &places->places[(places->count - 1 - back) % EMIT_PLACES];
}

void emit_places_note(struct emit_places *places, uint64_t token, const char *name, uint64_t line)
{
    if (places->count > 0) {
        const struct emit_place *last = newest(places, 0);
        if (last->name == name && line - last->line == token - last->token)
            return;
    }
    places->places[places->count++ % EMIT_PLACES] = (struct emit_place){token, name, line};
}

bool emit_places_find(const struct emit_places *places, uint64_t token, struct emit_place *place)
{
    for (size_t i = 0; i < places->count && i < EMIT_PLACES; i++) {
        const struct emit_place *from = newest(places, i);
        if (from->token > token)
            continue;
        *place = (struct emit_place){token, from->name, from->line + (token - from->token)};
        return true;
    }
    return false;
}
