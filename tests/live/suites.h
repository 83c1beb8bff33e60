/* Every live suite, by the program that runs it: one line here, one file check_NAME.c with `Suite
 * *suite_NAME(void)`. */
#ifndef LIVE_SUITES_H
#define LIVE_SUITES_H

#include <check.h>

/* clang-format off */
/* Links, the source and what reads, against one server or fakes of several. */
#define LIVE_SUITES(X) \
    X(configuration) \
    X(transport) \
    X(rights) \
    X(rights_route) \
    X(router) \
    X(router_faults) \
    X(router_handover) \
    X(route_command) \
    X(router_model) \
    X(client) \
    X(cluster_model) \
    X(cluster_odd) \
    X(link) \
    X(link_login) \
    X(link_deadline) \
    X(link_hostile) \
    X(link_known) \
    X(link_move) \
    X(sentinels) \
    X(sentinel_vouch) \
    X(hangs) \
    X(lookup) \
    X(tracking) \
    X(outlet_http) \
    X(outlets) \
    X(finder) \
    X(dead) \
    X(link_callbacks) \
    X(source_read) \
    X(source_spans) \
    X(source_change) \
    X(source_model) \
    X(source_away) \
    X(source_fleet) \
    X(source_crowd) \
    X(source_find) \
    X(source_recent) \
    X(originals) \
    X(export) \
    X(export_more) \
    X(export_reset) \
    X(feed_pages) \
    X(snapshot_live) \
    X(file_source) \
    X(files) \
    X(file_model) \
    X(fence) \
    X(ledger) \
    X(doctor) \
    X(doctor_command) \
    X(doctor_rights) \
    X(doctor_cures_groups) \
    X(doctor_cures_server) \
    X(doctor_cures_streams) \
    X(doctor_scripted) \
    X(snapshot_doctor) \
    X(shards)

/* What writes. */
#define EMIT_SUITES(X) \
    X(sink) \
    X(sink_link) \
    X(emit) \
    X(emit_lines) \
    X(emit_end) \
    X(emit_spool) \
    X(emit_disk) \
    X(emit_peers) \
    X(emit_cluster_retry) \
    X(emit_storm)

/* Of TLS and of more than one server; they also run against further programs
 * (further_server.h). */
#define TOPOLOGY_SUITES(X) \
    X(tls) \
    X(tls_hostile) \
    X(tls_work) \
    X(rights_cluster) \
    X(doctor_topology) \
    X(cluster_client) \
    X(shards_cluster) \
    X(tracking_topology) \
    X(finder_cluster) \
    X(router_cluster) \
    X(sentinel) \
    X(topology) \
    X(topology_feed) \
    X(test_cluster) \
    X(emit_cluster) \
    X(emit_cluster_storm) \
    X(emit_sentinel)
/* clang-format on */

#define DECLARE_SUITE(name) Suite *suite_##name(void);
LIVE_SUITES(DECLARE_SUITE)
EMIT_SUITES(DECLARE_SUITE)
TOPOLOGY_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
