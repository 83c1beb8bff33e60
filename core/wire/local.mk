libdriftop_a_SOURCES += \
	core/wire/complete.c \
	core/wire/complete.h \
	core/wire/entry.c \
	core/wire/entry.h \
	core/wire/fingerprint.c \
	core/wire/fingerprint.h \
	core/wire/json_number.c \
	core/wire/json_scan.c \
	core/wire/json_scan.h \
	core/wire/json_spell.c \
	core/wire/json_spell.h \
	core/wire/json_text.c \
	core/wire/json_write.c \
	core/wire/json_write.h \
	core/wire/key_template.c \
	core/wire/key_template.h \
	core/wire/lists.c \
	core/wire/lists.h \
	core/wire/ndjson.c \
	core/wire/ndjson.h \
	core/wire/ndjson_field.c \
	core/wire/ndjson_field.h \
	core/wire/ndjson_format.c \
	core/wire/readings.c \
	core/wire/readings.h \
	core/wire/readings_write.c
