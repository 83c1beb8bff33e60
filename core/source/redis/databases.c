#include "config.h"

#include "source/redis/databases.h"

#include "base/integer.h"
#include "base/text.h"

#include <string.h>

/* Reads a line of INFO's keyspace: "db3:keys=12,expires=0". */
static bool read_database(struct slice line, unsigned *database, uint64_t *keys)
{
    static const char mark[] = "keys=";
    struct slice name = slice_split(&line, ':');
    struct slice count = line.data != NULL ? slice_split(&line, ',') : SLICE("");
    uint64_t number;

    if (name.size < 3 || memcmp(name.data, "db", 2) != 0 || count.size < sizeof(mark) ||
        memcmp(count.data, mark, sizeof(mark) - 1) != 0 ||
        !integer_parse((struct slice){name.data + 2, name.size - 2}, UINT32_MAX, &number))
        return false;
    *database = (unsigned)number;
    return integer_parse(
        (struct slice){count.data + sizeof(mark) - 1, count.size - sizeof(mark) + 1}, INT64_MAX,
        keys);
}

static void tell_database(const struct streams *streams, unsigned database, uint64_t keys)
{
    struct source_status *status = streams->status;

    if (database == streams->url.db)
        return;
    if (status->elsewhere_count == SOURCE_ELSEWHERE) {
        status->elsewhere_more++;
        return;
    }
    struct source_elsewhere *told = &status->elsewhere[status->elsewhere_count++];
    struct redis_url url = streams->url;
    struct buffer shown = {0};
    *told = (struct source_elsewhere){.keys = keys, .database = database};
    url.db = database;
    redis_url_show(&url, &shown);
    text_safe_copy(told->option, sizeof(told->option),
                   (struct slice){buffer_text(&shown), shown.size});
    buffer_free(&shown);
}

void databases_tell(const struct streams *streams, struct slice info)
{
    unsigned database;
    uint64_t keys;

    while (info.data != NULL) {
        struct slice line = slice_split(&info, '\n');
        if (read_database(line, &database, &keys))
            tell_database(streams, database, keys);
    }
}
