/* Doctor words: what people write to say what is a finding. */
#ifndef HEADLESS_DOCTOR_WORDS_H
#define HEADLESS_DOCTOR_WORDS_H

#include "base/buffer.h"
#include "doctor/settings.h"

/* Sets a threshold from "NAME=VALUE". Returns false with what is wrong with it. */
bool doctor_words_threshold(struct doctor_settings *settings, const char *text,
                            struct error *error);

/* Switches a check off. Returns false where there is none of that id, with what may be meant. */
bool doctor_words_skip(struct doctor_settings *settings, const char *id, struct error *error);

/* Sets what a name of the configuration stands for: "hours", "skip", or a threshold. */
bool doctor_words_set(struct doctor_settings *settings, const char *name, const char *value,
                      struct error *error);

/* Appends the value of a threshold as it is written: "80%", "25000", "10m". */
void doctor_words_append(struct buffer *out, const struct threshold *threshold, uint64_t value);

#endif
