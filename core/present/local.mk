libdriftop_a_SOURCES += \
	core/present/attention_words.c \
	core/present/attention_words.h \
	core/present/advice_words.c core/present/advice_words.h \
	core/present/fleet_words.c core/present/fleet_words.h \
	core/present/event_words.c core/present/event_words.h \
	core/present/glyphs.c core/present/glyphs.h \
	core/present/metadata_words.c core/present/metadata_words.h \
	core/present/number.c core/present/number.h \
	core/present/sparkline.c core/present/sparkline.h \
	core/present/state_words.c core/present/state_words.h \
	core/present/verdict_words.c core/present/verdict_words.h
