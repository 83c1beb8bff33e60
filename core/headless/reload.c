#include "config.h"

#include "headless/reload.h"

#include "base/memory.h"
#include "headless/configuration_section.h"
#include "headless/option_table.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void name_kept(struct buffer *kept, const char *name)
{
    buffer_printf(kept, "%s%s", kept->size > 0 ? ", " : "", name);
}

/* Leaves options that the command cannot change as they were. */
static void keep_options(struct options *fresh, const struct options *before, struct buffer *kept)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        bool is_own = (spec->commands & before->command->set) != 0 && option_setting(spec) != NULL;
        if (!is_own || (spec->live & before->command->set) != 0 ||
            option_is_equal(before, fresh, spec))
            continue;
        name_kept(kept, option_setting(spec));
        option_keep(fresh, before, spec);
    }
    fresh->format = before->format;
    fresh->window_given = before->window_given;
}

/* Appends all entries under a section, for comparison. */
static void append_section(const struct options *options,
                           const struct configuration_section *section, struct buffer *out)
{
    const struct configuration_file *file =
        options->configuration != NULL ? &options->configuration->file : NULL;

    for (size_t i = 0; file != NULL && i < file->count; i++) {
        const struct configuration_entry *entry = &file->entries[i];
        const char *heading = configuration_heading(file, entry);
        const char *word;
        if (configuration_section_find(heading, &word, NULL) == section)
            buffer_printf(out, "%s\n%s\n%s\n", heading, entry->name, entry->value);
    }
}

static bool section_is_equal(const struct options *a, const struct options *b,
                             const struct configuration_section *section)
{
    struct buffer text_a = {0};
    struct buffer text_b = {0};

    append_section(a, section, &text_a);
    append_section(b, section, &text_b);
    bool equal = strcmp(buffer_text(&text_a), buffer_text(&text_b)) == 0;
    buffer_free(&text_a);
    buffer_free(&text_b);
    return equal;
}

/* Sections that the command does not take while it runs are not used again by it. */
static void name_sections(const struct options *fresh, const struct options *before,
                          struct buffer *kept)
{
    for (size_t i = 1; i < configuration_section_count; i++) {
        const struct configuration_section *section = &configuration_sections[i];
        bool concerns = (section->commands & before->command->set) != 0 &&
                        (section->live & before->command->set) == 0;
        char name[32];
        if (!concerns || section_is_equal(before, fresh, section))
            continue;
        snprintf(name, sizeof(name), "[%s]", section->name);
        name_kept(kept, name);
    }
}

static void replace(struct reload *reload, struct options *fresh)
{
    reload_free(reload);
    reload->own = fresh;
    reload->options = fresh;
}

bool reload(struct reload *reload, struct buffer *said)
{
    const struct options *before = reload->options;
    struct options *fresh = mem_zalloc(1, sizeof(*fresh));
    struct buffer kept = {0};
    struct error error;
    bool good = options_understand(before->program, before->arguments, fresh, &error);

    if (!good) {
        buffer_printf(said, "%s; nothing has changed", error.text);
        options_free(fresh);
        free(fresh);
        return false;
    }
    if (reload->first == NULL)
        reload->first = before;
    keep_options(fresh, before, &kept);
    name_sections(fresh, reload->first, &kept);
    buffer_printf(said, "the configuration was read again%s%s%s", kept.size > 0 ? "; " : "",
                  buffer_text(&kept), kept.size > 0 ? " will hold after a restart" : "");
    buffer_free(&kept);
    replace(reload, fresh);
    return true;
}

void reload_free(struct reload *reload)
{
    if (reload->own != NULL)
        options_free(reload->own);
    free(reload->own);
    reload->own = NULL;
}

bool reload_takes_hangup(void)
{
    struct sigaction action;

    return sigaction(SIGHUP, NULL, &action) != 0 || action.sa_handler != SIG_IGN;
}

bool reload_has_terminal(void)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (terminal < 0)
        return false;
    close(terminal);
    return true;
}
