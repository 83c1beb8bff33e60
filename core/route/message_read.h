/* Message read: a message made again of its document, to be sent once more. */
#ifndef ROUTE_MESSAGE_READ_H
#define ROUTE_MESSAGE_READ_H

#include "base/error.h"
#include "route/message.h"

/* Reads a document driftop.alert/1, as message_json() writes it, for a destination. Members that
 * are not known are passed over; labels are the destination's own ones of now, and what a digest
 * stood for is not in its document. Returns NULL with ERROR_INPUT for anything else. */
struct message *message_read(const struct destination *destination, struct slice document,
                             struct error *error);

#endif
