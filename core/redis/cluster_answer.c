#include "config.h"

#include "redis/cluster_answer.h"

#include "base/integer.h"
#include "redis/cluster_slot.h"
#include "redis/reply.h"

/* "MOVED 7111 127.0.0.1:41007" */
static bool read_redirect(struct slice text, unsigned *slot, struct slice *address)
{
    uint64_t number;

    (void)slice_split(&text, ' ');
    if (!integer_parse(slice_split(&text, ' '), CLUSTER_SLOTS - 1, &number) || text.data == NULL)
        return false;
    *slot = (unsigned)number;
    *address = slice_split(&text, ' ');
    return true;
}

enum cluster_answer cluster_answer_read(struct slice text, unsigned *slot, struct slice *address)
{
    static const struct {
        const char *code;
        enum cluster_answer answer;
    } codes[] = {
        {"MOVED", CLUSTER_MOVED},
        {"ASK", CLUSTER_ASK},
        {"CLUSTERDOWN Hash slot", CLUSTER_UNSERVED},
        {"CLUSTERDOWN", CLUSTER_DOWN},
        {"TRYAGAIN", CLUSTER_TRYAGAIN},
        {"MASTERDOWN", CLUSTER_BEHIND},
        {"LOADING", CLUSTER_BEHIND},
    };

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (!reply_error_is(text, codes[i].code))
            continue;
        enum cluster_answer answer = codes[i].answer;
        bool redirects = answer == CLUSTER_MOVED || answer == CLUSTER_ASK;
        return redirects && !read_redirect(text, slot, address) ? CLUSTER_OTHER : answer;
    }
    return CLUSTER_OTHER;
}

bool cluster_answer_is_none(struct slice text)
{
    return reply_error_is(text, "ERR This instance has cluster support disabled") ||
           reply_error_is(text, "ERR unknown command");
}

struct cluster_info cluster_info_read(struct slice text)
{
    struct cluster_info info = {0};

    while (text.data != NULL) {
        struct slice value = slice_trim(slice_split(&text, '\n'));
        struct slice name = slice_split(&value, ':');
        if (slice_is(name, "cluster_state"))
            info.ok = slice_is(value, "ok");
        else if (slice_is(name, "cluster_current_epoch"))
            (void)integer_parse(value, UINT64_MAX, &info.epoch);
    }
    return info;
}
