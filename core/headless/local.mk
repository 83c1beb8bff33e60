libdriftop_a_SOURCES += \
	core/headless/complain.c core/headless/complain.h \
	core/headless/judged.c core/headless/judged.h \
	core/headless/option_value.c core/headless/option_value.h \
	core/headless/options.c core/headless/options.h \
	core/headless/options_help.c \
	core/headless/options_manual.c \
	core/headless/options_table.c core/headless/options_table.h \
	core/headless/snapshot.c core/headless/snapshot.h \
	core/headless/snapshot_json.c \
	core/headless/snapshot_text.c \
	core/headless/suggest.c core/headless/suggest.h
