/* Keeper: a process that holds one server, for those that tests share. It takes orders from every
 * fork of the process that made it, and ends the server when all of them are gone. */
#ifndef SUPPORT_REDIS_SERVER_KEEPER_H
#define SUPPORT_REDIS_SERVER_KEEPER_H

#include "support/redis_server.h"

enum keeper_order { ORDER_LOOK, ORDER_KILL, ORDER_START, ORDER_FREEZE, ORDER_THAW, ORDER_END };

/* Makes the keeper and its server, and fills in what is known of that. */
void redis_server_keep(struct redis_server *server, const struct redis_server_setup *setup);

/* Waits until an order is carried out. Returns how the server is then. */
enum redis_server_state redis_server_order(const struct redis_server *server,
                                           enum keeper_order order);

/* Ends the server and its keeper. */
void redis_server_dismiss(struct redis_server *server);

#endif
