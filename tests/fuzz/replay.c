/* Runs the fuzz targets over the files of their corpora, so that `make check` needs no fuzzer.
 * Every file is one test. By hand: check_fuzz TARGET FILE... runs those files alone. */
#include "config.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "fuzz/target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct target {
    const char *name;
    fuzz_target_fn *run;
} targets[] = {
#define NAME_TARGET(name) {#name, fuzz_##name},
    FUZZ_TARGETS(NAME_TARGET)
#undef NAME_TARGET
};

#define TARGET_COUNT (sizeof(targets) / sizeof(targets[0]))

struct corpus {
    const struct target *target;
    struct buffer folder;
    struct dirent **files;
    int count;
};

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool read_file(const char *path, struct buffer *content)
{
    FILE *file = fopen(path, "rb");
    size_t taken;

    if (file == NULL)
        return false;
    do {
        taken = fread(buffer_reserve(content, BUFSIZ), 1, BUFSIZ, file);
        content->size += taken;
    } while (taken > 0);
    bool good = ferror(file) == 0;
    fclose(file);
    return good;
}

/* Runs a file in a block of exactly its size, so that reading beyond it is noticed. */
static bool replay(const struct target *target, const char *path)
{
    struct buffer content = {0};

    if (!read_file(path, &content))
        return false;
    uint8_t *exact = mem_alloc(content.size);
    if (content.size > 0)
        memcpy(exact, content.data, content.size);
    target->run(exact, content.size);
    free(exact);
    buffer_free(&content);
    return true;
}

static bool find_files(const char *tests, const struct target *target, struct corpus *corpus)
{
    *corpus = (struct corpus){.target = target};
    buffer_printf(&corpus->folder, "%s/fuzz/corpus/%s", tests, target->name);
    corpus->count = scandir(buffer_text(&corpus->folder), &corpus->files, is_visible, alphasort);
    if (corpus->count <= 0)
        printf("Bail out! no corpus in %s\n", buffer_text(&corpus->folder));
    return corpus->count > 0;
}

/* Runs what a corpus holds, and frees it. `*number` is that of the last test. */
static bool replay_corpus(struct corpus *corpus, int *number)
{
    struct buffer path = {0};
    bool all = true;

    for (int i = 0; i < corpus->count; i++) {
        buffer_clear(&path);
        buffer_printf(&path, "%s/%s", buffer_text(&corpus->folder), corpus->files[i]->d_name);
        bool good = replay(corpus->target, buffer_text(&path));
        printf("%s %d - %s:%s\n", good ? "ok" : "not ok", ++*number, corpus->target->name,
               corpus->files[i]->d_name);
        fflush(stdout);
        all = all && good;
        free(corpus->files[i]);
    }
    buffer_free(&path);
    buffer_free(&corpus->folder);
    free(corpus->files);
    return all;
}

static int replay_all(const char *tests)
{
    struct corpus corpora[TARGET_COUNT];
    int number = 0;
    int count = 0;
    bool all = true;

    for (size_t i = 0; i < TARGET_COUNT; i++) {
        if (!find_files(tests, &targets[i], &corpora[i]))
            return EXIT_FAILURE;
        count += corpora[i].count;
    }
    printf("1..%d\n", count);
    for (size_t i = 0; i < TARGET_COUNT; i++)
        all = replay_corpus(&corpora[i], &number) && all;
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int replay_files(const char *name, char *const *paths)
{
    const struct target *target = NULL;

    for (size_t i = 0; i < TARGET_COUNT; i++) {
        if (strcmp(targets[i].name, name) == 0)
            target = &targets[i];
    }
    for (; target != NULL && *paths != NULL; paths++) {
        if (!replay(target, *paths))
            return EXIT_FAILURE;
    }
    return target != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const char *tests = getenv("TESTS_DIR");

    if (argc > 2)
        return replay_files(argv[1], argv + 2);
    return replay_all(tests != NULL ? tests : "tests");
}
