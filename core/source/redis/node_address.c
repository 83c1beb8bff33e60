#include "config.h"

#include "source/redis/node_address.h"

#include <string.h>

struct slice node_address(const struct client_node *node)
{
    const char *scheme = strstr(node->name, "://");
    struct slice address = slice_of(scheme != NULL ? scheme + 3 : node->name);
    const char *end = memchr(address.data, '/', address.size);

    if (scheme != NULL && end != NULL && end != address.data)
        address.size = (size_t)(end - address.data);
    return address;
}
