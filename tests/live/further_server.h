/* Further servers: those that $DRIFTOP_TEST_REDIS names, parted by ':', beside the one that all
 * live tests use. */
#ifndef LIVE_FURTHER_SERVER_H
#define LIVE_FURTHER_SERVER_H

#include <check.h>
#include <stddef.h>

/* Returns how many there are; tells of those that are not installed. */
size_t further_servers_find(void);

/* A suite of one test. The suites behind it use the next one of them. */
Suite *suite_further_server(void);

#endif
