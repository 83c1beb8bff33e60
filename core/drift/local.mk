libdriftop_a_SOURCES += \
	core/drift/bucket.c \
	core/drift/bucket.h \
	core/drift/change.c \
	core/drift/change.h \
	core/drift/fleet.c \
	core/drift/fleet.h \
	core/drift/history.c \
	core/drift/history.h \
	core/drift/interval.c \
	core/drift/interval.h \
	core/drift/name_table.c \
	core/drift/name_table.h \
	core/drift/report.c \
	core/drift/report.h \
	core/drift/series.c \
	core/drift/series.h \
	core/drift/severity.c \
	core/drift/severity.h \
	core/drift/span.c \
	core/drift/span.h \
	core/drift/span_block.h \
	core/drift/tenant.c \
	core/drift/tenant.h \
	core/drift/tenant_add.c
