libdriftop_a_SOURCES += \
	core/doctor/acl.c \
	core/doctor/whether.h \
	core/doctor/check.c core/doctor/check.h \
	core/doctor/check_access.c \
	core/doctor/check_clock.c \
	core/doctor/check_content.c \
	core/doctor/check_eviction.c \
	core/doctor/check_groups.c \
	core/doctor/check_groups_missing.c \
	core/doctor/check_groups_pending.c \
	core/doctor/check_growth.c \
	core/doctor/check_leases.c \
	core/doctor/check_persistence.c \
	core/doctor/check_replication.c \
	core/doctor/check_retention.c \
	core/doctor/check_rights.c \
	core/doctor/check_room.c \
	core/doctor/check_server.c \
	core/doctor/check_serving.c \
	core/doctor/check_streams.c \
	core/doctor/content.c core/doctor/content.h \
	core/doctor/counter.c core/doctor/counter.h \
	core/doctor/cure.c \
	core/doctor/doctor.c core/doctor/doctor.h core/doctor/doctor_private.h core/doctor/doctor_rises.c \
	core/doctor/doctor_cost.c core/doctor/doctor_details.c core/doctor/doctor_groups.c \
	core/doctor/doctor_found.c \
	core/doctor/doctor_nodes.c \
	core/doctor/doctor_pass.c \
	core/doctor/doctor_pauses.c \
	core/doctor/doctor_plan.c \
	core/doctor/doctor_rights.c \
	core/doctor/doctor_search.c \
	core/doctor/doctor_streams.c \
	core/doctor/examination.c core/doctor/examination.h \
	core/doctor/figure.c core/doctor/figure.h \
	core/doctor/finding.c core/doctor/finding.h \
	core/doctor/group_facts.c core/doctor/group_facts.h \
	core/doctor/groups.c core/doctor/groups.h \
	core/doctor/leases.c core/doctor/leases.h \
	core/doctor/memory.c core/doctor/memory.h \
	core/doctor/memory_limit.c core/doctor/memory_limit.h \
	core/doctor/rights.c core/doctor/rights.h \
	core/doctor/server_view.c core/doctor/server_view.h \
	core/doctor/settings.c core/doctor/settings.h
