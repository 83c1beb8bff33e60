#include "config.h"

#include "route/libcurl.h"

#include <dlfcn.h>
#include <string.h>

/* A process loads a library once, whoever asks. */
static struct libcurl loaded;
static bool is_loaded;

struct function {
    const char *name;
    void *place; /* of the pointer to it */
};

static const struct function functions[] = {
#define LIBCURL_FUNCTION(name) {"curl_" #name, &loaded.name},
    LIBCURL_FUNCTIONS(LIBCURL_FUNCTION)
#undef LIBCURL_FUNCTION
};

static bool find(void *library, const struct function *function)
{
    void *found = dlsym(library, function->name);

    if (found != NULL)
        memcpy(function->place, &found, sizeof(found));
    return found != NULL;
}

static bool find_all(void *library)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (!find(library, &functions[i]))
            return false;
    }
    return true;
}

bool libcurl_load(const char *file, struct error *error)
{
    if (is_loaded)
        return true;
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    is_loaded = library != NULL && find_all(library);
    return is_loaded || error_set(error, ERROR_STOP,
                                  "cannot load libcurl, which alerts by HTTP need: %s", dlerror());
}

const struct libcurl *libcurl(void)
{
    return &loaded;
}
