/* Key template: from a tenant to the key of its stream and back.
 *
 * "{ns}:{tenant}" by default; {app} and {env} (or {environment}) may occur too, and "{{" and "}}"
 * stand for braces. Without {tenant} the tenant is the key itself. {ns}, and {app} and {env} where
 * the command line gives them a value, are text; the others are open: they match anything up to the
 * text behind them, the last of them everything.
 *
 * A tenant's name holds what is open: "APP:" in front, "/ENV" behind. A ':' in APP and a '/' in the
 * tenant get a '\' in front, so that every key has one name and every name one key. */
#ifndef WIRE_KEY_TEMPLATE_H
#define WIRE_KEY_TEMPLATE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

struct key_template;

struct key_values {
    const char *ns;
    const char *app; /* NULL: any */
    const char *env; /* NULL: any */
};

/* Returns the parsed template, to be freed by the caller; NULL with the place of the mistake. */
struct key_template *key_template_parse(const char *text, const struct key_values *values,
                                        struct error *error);
void key_template_free(struct key_template *key_template);

/* Appends the pattern for SCAN MATCH; the text's own * ? [ ] ^ - and \ are escaped. */
void key_template_pattern(const struct key_template *key_template, struct buffer *out);

/* Appends the text that all its keys begin with. */
void key_template_prefix(const struct key_template *key_template, struct buffer *out);

/* Appends the template as one could write it, with the values that it was given in their places:
 * templates that are written alike name the same keys. */
void key_template_describe(const struct key_template *key_template, struct buffer *out);

/* Appends its text, without the open placeholders. */
void key_template_text(const struct key_template *key_template, struct buffer *out);

/* Appends a literal text as a template spells it. */
void key_template_escape(struct slice text, struct buffer *out);

/* Returns true when the template names one key and there is nothing to discover: that
 * key is its text. */
bool key_template_is_literal(const struct key_template *key_template);

/* Appends the tenant's name that a key stands for. Returns false when the key does not fit. */
bool key_template_tenant(const struct key_template *key_template, struct slice key,
                         struct buffer *tenant);

/* Appends the key for a tenant's name; the opposite of key_template_tenant(). Returns false when
 * the name lacks a part that the template needs, or when another tenant would be read from its
 * key. */
bool key_template_key(const struct key_template *key_template, struct slice tenant,
                      struct buffer *key);

/* Appends the name of a tenant whose environment is told apart, as in a line of NDJSON: both in one
 * where the template leaves {env} open and `environment` is not empty, else the tenant as it is. */
void key_template_name(const struct key_template *key_template, struct slice tenant,
                       struct slice environment, struct buffer *name);

#endif
