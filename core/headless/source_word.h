/* Source word: how a source may be written shorter, or as others write it, and what is wrong with
 * one. */
#ifndef HEADLESS_SOURCE_WORD_H
#define HEADLESS_SOURCE_WORD_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/* Returns true for the address of a Redis, with or without its scheme: "redis://h", "h:6379",
 * "localhost". A name alone is none. */
bool source_word_is_redis(const char *word);

/* Appends the word as driftop itself would write it: "h:6379" as "redis://h:6379", valkey:// as
 * redis://, redis-socket:// as unix://; others as they are. */
void source_word_spell(const char *word, struct buffer *out);

/* Looks for what is wrong with a source that was spelled out. The text of the error holds no
 * password. */
bool source_word_check(const char *spelled, struct error *error);

#endif
