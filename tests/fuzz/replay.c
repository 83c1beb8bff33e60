/* Runs a fuzz target over the files of its corpus, so that `make check` needs no fuzzer. Every file
 * is one test. The folder is the first argument, else $TESTS_DIR/fuzz/corpus. */
#include "config.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Reads a file into a block of exactly its size, so that reading beyond it is noticed. */
static bool replay(const char *folder, const char *name)
{
    struct buffer path = {0};
    struct buffer content = {0};
    size_t taken;

    buffer_printf(&path, "%s/%s", folder, name);
    FILE *file = fopen(buffer_text(&path), "rb");
    buffer_free(&path);
    if (file == NULL)
        return false;
    do {
        taken = fread(buffer_reserve(&content, BUFSIZ), 1, BUFSIZ, file);
        content.size += taken;
    } while (taken > 0);
    bool good = ferror(file) == 0;
    fclose(file);

    uint8_t *exact = mem_alloc(content.size);
    if (content.size > 0)
        memcpy(exact, content.data, content.size);
    if (good)
        LLVMFuzzerTestOneInput(exact, content.size);
    free(exact);
    buffer_free(&content);
    return good;
}

int main(int argc, char **argv)
{
    const char *tests = getenv("TESTS_DIR");
    struct buffer folder = {0};
    struct dirent **files;
    int failed = 0;

    if (argc > 1)
        buffer_string(&folder, argv[1]);
    else
        buffer_printf(&folder, "%s/fuzz/corpus", tests != NULL ? tests : "tests");
    int count = scandir(buffer_text(&folder), &files, is_visible, alphasort);
    if (count <= 0) {
        printf("Bail out! no corpus in %s\n", buffer_text(&folder));
        buffer_free(&folder);
        return EXIT_FAILURE;
    }
    printf("1..%d\n", count);
    for (int i = 0; i < count; i++) {
        bool good = replay(buffer_text(&folder), files[i]->d_name);
        printf("%s %d - %s\n", good ? "ok" : "not ok", i + 1, files[i]->d_name);
        fflush(stdout);
        failed += !good;
        free(files[i]);
    }
    free(files);
    buffer_free(&folder);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
