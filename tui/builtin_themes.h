/* The text of the theme files in themes/, compiled in. The .c file is made by themes/embed.awk. */
#ifndef TUI_BUILTIN_THEMES_H
#define TUI_BUILTIN_THEMES_H

struct builtin_theme {
    const char *name; /* "dark" */
    const char *file; /* "dark.theme" */
    const char *text;
};

/* The first is the default; the last has no file. */
extern const struct builtin_theme builtin_themes[];

/* Returns the compiled-in theme of that name (without ".theme"), or NULL. */
const struct builtin_theme *builtin_theme_find(const char *name);

#endif
